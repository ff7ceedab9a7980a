"""``Margins.v``: the polynomials that decide S5, with their shifted coefficients as certificates."""

from __future__ import annotations

import sympy as sp

from proofs_check.coq.printer import polynomial
from theory.obligations import PositivePolynomial
from theory.proofs.cost_constants import margin
from theory.symbols import r

STARTS = {3: 5, 4: 4}
"""Depth to the least r at which its margin is claimed to be positive."""

HEADER = """\
(** C_DNC - (bound on C_SRG), cleared of denominators, at L = 3 and L = 4 (S5 (a)).

    The shifted polynomials are certificates: all their coefficients are nonnegative.  w stands for sqrt 2. *)

From Coq Require Import Reals Lra.
From DNC Require Import Positivity.
Open Scope R_scope.
"""

MARGIN = """\
Definition margin_{depth} (w r : R) : R :=
  {plain}.

Definition margin_{depth}_shifted (w x : R) : R :=
  {shifted}.

Lemma margin_{depth}_shift w r : margin_{depth} w r = margin_{depth}_shifted w (r - {start}).
Proof. unfold margin_{depth}, margin_{depth}_shifted. field. Qed.

Theorem margin_{depth}_positive w r : sqrt2_bounds w -> {start} <= r -> 0 < margin_{depth} w r.
Proof.
  intros [Hl Hu] H. rewrite margin_{depth}_shift. assert (Hx : 0 <= r - {start}) by lra.
  revert Hx. generalize (r - {start}). intros x Hx. unfold margin_{depth}_shifted. positive_terms.
Qed.
"""


def margins() -> str:
    """Text of ``Margins.v``."""
    return "\n".join([HEADER, *(_margin(depth, start) for depth, start in STARTS.items())])


def _margin(depth: int, start: int) -> str:
    expression = margin(depth)
    plain = sp.Poly(expression, r, extension=True)
    return MARGIN.format(
        depth=depth,
        start=start,
        plain=_print(plain, "r"),
        shifted=_print(PositivePolynomial(expression, {r: start}).shifted(), "x"),
    )


def _print(poly: sp.Poly, variable: str) -> str:
    coefficients = {power: sp.expand(value) for (power,), value in poly.terms()}
    return polynomial(coefficients, variable, {sp.sqrt(2): "w"})
