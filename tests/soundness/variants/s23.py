"""False variants of S23: DNC is not optimal where the atlas has a network of smaller cost constant.

That no record is known refutes nothing, so what is claimed too widely comes out undecided.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from proofs_check.statement import Verdict
from theory.symbols import K
from variants.bench import Variant


def frontier(false: str, *claimed: tuple[int, int]) -> Variant:
    """Other (K, L) from which on DNC is said not to be optimal."""
    return Variant("S23", false, {"cost constants": {"frontier": claimed}}, Verdict.UNDECIDED)


def proof(false: str, **claimed: Any) -> Variant:
    """Other costs of one layer or one class more."""
    return Variant("S23", false, {"proof": claimed}, Verdict.UNDECIDED)


def near(false: str, *claimed: tuple[int, int]) -> Variant:
    """Other (K, L) at the greatest λ of the atlas, with one cell that is right."""
    arguments = {"frontier": ((21, 8),), "near": claimed}
    return Variant("S23", false, {"losses": arguments}, Verdict.UNDECIDED)


VARIANTS = (
    frontier("L = 3 and K ≥ 3", (3, 3), (3, 4)),
    frontier("L = 3 and K ≥ 4", (4, 3), (3, 4)),
    frontier("L = 3 and K ≥ 6", (6, 3), (3, 4)),
    frontier("L ≥ 4 and K ≥ 2", (7, 3), (2, 4)),
    frontier("L = 2 and K ≥ 10 at every λ", (10, 2), (3, 4)),
    frontier("L = 2 and K ≥ 21 at every λ", (21, 2)),
    frontier("from a pair of which the atlas has no record", (3, 9)),
    proof("one layer more costs K − 1", layer_cost=K - 1),
    proof("one layer more costs nothing", layer_cost=sp.Integer(1)),
    proof("one class more adds a half", class_root=sp.Rational(1, 2)),
    proof("one class more adds nothing", class_root=sp.Integer(0)),
    near("K = 3 at L = 3, near the threshold", (3, 3)),
    near("K = 2 at L = 8, near the threshold", (2, 8)),
    Variant("S23", "empty: no pair", {"cost constants": {"frontier": ()}}, Verdict.VACUOUS),
    Variant("S23", "empty: no cell", {"losses": {"frontier": (), "near": ()}}, Verdict.VACUOUS),
)
