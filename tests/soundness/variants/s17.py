"""False variants of S17: Kneser solutions on t-subsets beat DNC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from proofs_check.statement import Verdict
from proofs_check.statements.s17_t_subsets import FRACTIONS
from theory.proofs.t_subsets import SUBSET_RANGE, SubsetRange
from variants import by_hand
from variants.bench import Variant


def another_order(stated: SubsetRange) -> Callable[[Mapping[str, Any]], bool]:
    """The Kneser solution against DNC, by search, is not as claimed."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        t, r, depth, fraction = (counterexample[x] for x in ("t", "r", "L", "λ/threshold"))
        claimed = "<" if stated.holds(t, r, depth) else ">"
        return by_hand.subset_order(t, r, depth, fraction) != claimed

    return fails


def ranges(
    false: str,
    verdict: Verdict,
    *exceptions: tuple[int, int, int],
    least_t: int = 3,
    more: tuple[str, ...] = (),
) -> Variant:
    """Another range for the proof and for the cells."""
    stated = SubsetRange(least_t, exceptions)
    changes = {"proof": {"stated": stated}, "orders": {"stated": stated}}
    return Variant(
        "S17", false, changes, verdict, another_order(stated) if verdict is Verdict.REFUTED else None
    )


def other_layer(counterexample: Mapping[str, Any]) -> bool:
    """M_L of explicit matrices is not sign · (1 − overlap)."""
    t, r, sign = (counterexample[x] for x in ("t", "r", "sign"))
    subsets = list(combinations(range(r), t))
    B = np.array([[v in e for e in subsets] for v in range(r)], dtype=float)
    overlap = B.T @ B
    return not np.allclose((1 / t - B.T) @ B, sign * (1 - overlap))


def srg_costs_less(counterexample: Mapping[str, Any]) -> bool:
    """By search, SRG costs no more than the triples, or has another number of classes."""
    t, r, vertices, depth, lam = (counterexample[x] for x in ("t", "r", "r of SRG", "L", "λ"))
    log_product = (depth + 1) * float(np.log(float(lam)))
    mine = by_hand.least_loss(by_hand.kneser_subsets(t, r, depth), depth, log_product)
    return by_hand.sign(mine, by_hand.least_loss(by_hand.srg(vertices, depth), depth, log_product)) != "<"


first = (3, 6, 3)

VARIANTS = (
    ranges("no exception", Verdict.REFUTED),
    ranges("t = 3, r = 7, L = 3 is an exception too", Verdict.REFUTED, first, (3, 7, 3)),
    ranges("t = 3, r = 6, L = 4 is an exception too", Verdict.REFUTED, first, (3, 6, 4)),
    ranges("t = 4, r = 8, L = 3 is an exception too", Verdict.REFUTED, first, (4, 8, 3)),
    ranges("t = 5, r = 10, L = 7 is an exception too", Verdict.REFUTED, first, (5, 10, 7)),
    ranges("the exception is at L = 4", Verdict.REFUTED, (3, 6, 4)),
    ranges("the exception is at r = 7", Verdict.REFUTED, (3, 7, 3)),
    ranges("from t = 2 on", Verdict.REFUTED, first, least_t=2),
    ranges("from t = 2 on, but for r = 4, L = 3", Verdict.UNDECIDED, first, (2, 4, 3), least_t=2),
    Variant(
        "S17",
        "at every λ, beyond both thresholds too",
        {"orders": {"fractions": (*FRACTIONS, Fraction(9))}},
        Verdict.REFUTED,
        another_order(SUBSET_RANGE),
    ),
    Variant(
        "S17",
        "M_L = overlap − 1: sign exchanged",
        {"matrices": {"sign": -1, "cells": ((3, 6),)}},
        Verdict.REFUTED,
        other_layer,
    ),
    Variant(
        "S17",
        "pairs of 5 points below SRG on 5 points, which they are",
        {"against SRG": {"cells": ((2, 5, 5, 4, "0.004"),)}},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S17",
        "triples of 6 points below SRG on 7 points at L = 3, λ = 0.0001",
        {"against SRG": {"cells": ((3, 6, 7, 3, "0.0001"),)}},
        Verdict.REFUTED,
        srg_costs_less,
    ),
    Variant("S17", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
)
