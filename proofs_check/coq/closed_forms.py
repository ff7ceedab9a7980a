"""``ClosedForms.v``: costs and spectra of the constructions, as the theory states them."""

from __future__ import annotations

import sympy as sp

from proofs_check.coq.printer import term
from theory.construction import Construction, LayerCost
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_B, NUCLEAR_NORM_M2, SRG, SRG_TWO_LAYERS
from theory.constructions.strongly_regular import strongly_regular
from theory.proofs.constant_row import SRG_SQUARE, T
from theory.regular_graph import TRIANGULAR
from theory.symbols import r

RATIO = sp.Symbol("x", positive=True)

NAMES = {r: "r", RATIO: "x"}

CONSTANT = strongly_regular(TRIANGULAR, RATIO, name="T", title="T", parameter=r)
"""SRG with a constant added to B, at any ratio of its two singular values (S27)."""

HEADER = """\
(** Closed forms of the SRG construction, printed from the expressions that the symbolic proofs use.

    r may be any real number here; L is the depth.  With a constant added to B, x is the ratio of its singular values;
    [srg_ratio_square] is x^2 of B, and [last_ratio] that ratio of J - B^T B. *)

From Coq Require Import Reals.
Open Scope R_scope.
"""


def closed_forms() -> str:
    """Text of ``ClosedForms.v``.

    Examples
    --------
    >>> print(closed_forms().splitlines()[8])
    Definition classes (r : R) : R :=
    """
    parts = [
        HEADER,
        _definition("classes", "(r : R)", term(CLASSES, NAMES)),
        _definition("nuclear_norm_B", "(r : R)", term(NUCLEAR_NORM_B, NAMES)),
        _definition("nuclear_norm_M2", "(r : R)", term(NUCLEAR_NORM_M2, NAMES)),
    ]
    for index, space in enumerate(SRG.spectrum):
        parts.append(_definition(f"singular_value_{index}", "(r : R)", term(space.singular_value, NAMES)))
        parts.append(_definition(f"multiplicity_{index}", "(r : R)", term(space.multiplicity, NAMES)))
    parts += [
        _definition("srg_shape_cost", "(L : nat) (r : R)", _shape_cost(SRG)),
        _definition("srg2_shape_cost", "(r : R)", _shape_cost(SRG_TWO_LAYERS)),
        _definition("srg_inverse_square_sum", "(r : R)", term(SRG.inverse_square_sum, NAMES)),
        _definition("srg_ratio_square", "(r : R)", term(SRG_SQUARE, NAMES)),
        _definition("last_ratio", "(r : R)", term(T, NAMES)),
        _definition("constant_shape_cost", "(L : nat) (r x : R)", _shape_cost(CONSTANT)),
    ]
    return "\n".join(parts)


def _definition(name: str, arguments: str, body: str) -> str:
    return f"Definition {name} {arguments} : R :=\n  {body}.\n"


def _shape_cost(construction: Construction) -> str:
    return " * ".join(_layers(layer) for layer in construction.layer_costs)


def _layers(layer: LayerCost) -> str:
    """The squared norm of a layer to the number of such layers, a natural number."""
    return f"{term(layer.cost, NAMES)} ^ ({sp.sstr(layer.count)})%nat"
