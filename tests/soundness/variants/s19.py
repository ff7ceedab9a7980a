"""False variants of S19: rook solutions against DNC, and seven classes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from proofs_check.statement import Verdict
from proofs_check.statements.s19_rook import FRACTIONS
from theory.proofs.rook import RookRange
from theory.proofs.seven import SevenClaim
from variants import by_hand
from variants.bench import Variant


def not_below(counterexample: Mapping[str, Any]) -> bool:
    """By search, rook ⊕ DNC does not cost less than DNC."""
    return by_hand.rook_order(*(counterexample[x] for x in ("K", "L", "r", "λ/threshold"))) != "<"


def ranges(false: str, verdict: Verdict, **changes: Any) -> Variant:
    """Another range, for the proof and for the cells."""
    legs = {leg: {"stated": RookRange(**changes)} for leg in ("proof", "orders")}
    return Variant("S19", false, legs, verdict, not_below if verdict is Verdict.REFUTED else None)


def another_rank(counterexample: Mapping[str, Any]) -> bool:
    """The rank of B in floats."""
    r, off = counterexample["r"], counterexample["rank − (2r − 1)"]
    cells = [(a, b) for a in range(r) for b in range(r)]
    B = np.array([[float(c[side] == line) for c in cells] for side in (0, 1) for line in range(r)])
    return int(np.linalg.matrix_rank(B)) != 2 * r - 1 + off


def costs_more(counterexample: Mapping[str, Any]) -> bool:
    """C of the integer layers, in floats: it is 2313.47."""
    Z = np.array([[4, 2, 2, 2, 0, 0, 0], [0, 3, 0, 0, 3, 3, 0], [0, 0, 3, 0, 3, 0, 3], [0, 0, 0, 3, 0, 3, 3]])
    signs = np.array([[0, 1, 1, -1], [0, 1, -1, 1], [0, -1, 1, 1]])
    corners = np.array([[3, 2, -2, -2], [3, -2, 2, -2], [3, -2, -2, 2]])
    R = np.vstack([[[-3, 2, 2, 2]], signs, corners])
    V = np.linalg.inv(np.maximum(R @ Z, 0))
    g = (np.linalg.norm(R, axis=1) * np.linalg.norm(V, axis=0)).sum()
    return bool((np.linalg.norm(Z, "nuc") * g) ** 2 > counterexample["bound"])


def seven(false: str, bound: int) -> Variant:
    """Another bound on the constant of the seven classes."""
    changes = {"proof": {"seven": SevenClaim(bound)}, "seven classes": {"bounds": (bound,)}}
    return Variant("S19", false, changes, Verdict.REFUTED, costs_more)


VARIANTS = (
    ranges("at L = 3 for r = 4 too", Verdict.REFUTED, at_three=(3, 4)),
    ranges("at L = 3 for r = 5 too", Verdict.REFUTED, at_three=(3, 5)),
    ranges("at L = 3 for r = 20 too", Verdict.REFUTED, at_three=(3, 20)),
    ranges("at L = 3 for r = 2 too", Verdict.REFUTED, at_three=(2, 3)),
    ranges("at L ≥ 4 for r ≥ 2", Verdict.REFUTED, least_r=2),
    ranges("at L ≥ 3 for r ≥ 3", Verdict.REFUTED, least_L=3),
    Variant(
        "S19",
        "strictly beyond all zero thresholds",
        {"orders": {"fractions": (*FRACTIONS, Fraction(9))}},
        Verdict.REFUTED,
        not_below,
    ),
    Variant("S19", "the rank of B is 2r", {"matrices": {"rank_off": 1}}, Verdict.REFUTED, another_rank),
    Variant("S19", "the rank of B is 2r − 2", {"matrices": {"rank_off": -1}}, Verdict.REFUTED, another_rank),
    Variant("S19", "empty: no board", {"matrices": {"sizes": ()}}, Verdict.VACUOUS),
    Variant("S19", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
    seven("seven classes: C below 2300", 2300),
    seven("seven classes: C below 2313", 2313),
    Variant(
        "S19",
        "seven classes: C below 2500, which is no bound for a proof",
        {"proof": {"seven": SevenClaim(2500)}},
        Verdict.UNDECIDED,
    ),
)
