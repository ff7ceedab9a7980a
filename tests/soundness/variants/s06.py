"""False variants of S6: no DNC solution is globally optimal."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from proofs_check.statement import Verdict
from proofs_check.statements.s06_dnc_not_optimal import FRACTIONS
from variants import by_hand
from variants.bench import Variant


def not_below(counterexample: Mapping[str, Any]) -> bool:
    """By search, SRG ⊕ DNC does not cost less than DNC."""
    K, depth, r, fraction = (counterexample[x] for x in ("K", "L", "r", "λ/threshold"))
    return by_hand.block_order(K, depth, r, fraction) != "<"


def blocks(false: str, verdict: Verdict, *claimed: tuple[int, int, int]) -> Variant:
    """Other (L, r, least K)."""
    changes = {"blocks": claimed}
    fails = not_below if verdict is Verdict.REFUTED else None
    return Variant("S6", false, {"proof": changes, "block sums": changes}, verdict, fails)


VARIANTS = (
    blocks("L = 3 and K ≥ 6, with a block of 6 classes", Verdict.REFUTED, (3, 4, 6), (4, 4, 6)),
    blocks("L = 3 and K ≥ 9, with a block of 6 classes", Verdict.REFUTED, (3, 4, 9), (4, 4, 6)),
    blocks("L = 3 and K ≥ 9, with a block of 10 classes", Verdict.UNDECIDED, (3, 5, 9), (4, 4, 6)),
    blocks("L ≥ 4 and K ≥ 5, with a block of 6 classes", Verdict.UNDECIDED, (3, 5, 10), (4, 4, 5)),
    blocks("L ≥ 4 and K ≥ 3, with a block of r = 3", Verdict.UNDECIDED, (3, 5, 10), (4, 3, 3)),
    blocks("L = 2 and K ≥ 10 at every λ", Verdict.UNDECIDED, (2, 5, 10), (4, 4, 6)),
    blocks("L = 2 and K ≥ 15 at every λ", Verdict.UNDECIDED, (2, 6, 15), (4, 4, 6)),
    blocks("L = 2 and K ≥ 6 at every λ", Verdict.UNDECIDED, (2, 4, 6), (4, 4, 6)),
    blocks("L ≥ 1", Verdict.UNDECIDED, (1, 5, 10), (4, 4, 6)),
    blocks("a block of r = 4 has 10 classes", Verdict.UNDECIDED, (3, 5, 10), (4, 4, 10)),
    Variant(
        "S6",
        "λ range too wide: SRG ⊕ DNC costs strictly less beyond all zero thresholds",
        {"block sums": {"fractions": (*FRACTIONS, Fraction(3))}},
        Verdict.REFUTED,
        not_below,
    ),
    Variant("S6", "empty: no λ", {"block sums": {"fractions": ()}}, Verdict.VACUOUS),
)
