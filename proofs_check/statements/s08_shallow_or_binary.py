"""S8: where DNC seems to be optimal: L = 2 and K = 2, away from the zero threshold."""

from __future__ import annotations

from collections.abc import Iterable

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

TOLERANCE = 1e-9
"""How far below L_DNC a run may end through rounding and still count as not below it."""

STARTS = 5


CELLS = (*((K, 2) for K in (3, 4, 6)), *((2, L) for L in (2, 3, 4)))
"""K and L of the descents."""

FRACTIONS = (0.1, 0.6)
"""λ over DNC's zero threshold."""


def _descent(
    cells: Iterable[tuple[int, int]] = CELLS, fractions: Iterable[float] = FRACTIONS, starts: int = STARTS
) -> LegResult:
    from numerics.descent import multistart
    from numerics.losses import dnc_loss, log_product_equal, zero_threshold
    from theory.constructions.dnc import DNC

    cases = [(K, L, float(zero_threshold(DNC, K, L)) * x) for K, L in cells for x in fractions]
    found = []
    for K, depth, lam in cases:
        least = float(multistart(K, depth, lam, starts=starts, seed=K + 100 * depth).losses[0])
        found.append((K, depth, lam, least, float(dnc_loss(K, depth, log_product_equal(lam, depth)).loss)))
    reached = sum(least <= dnc + 1e-6 for *_, least, dnc in found)
    return check_instances(
        found,
        lambda c: c[3] >= c[4] - TOLERANCE,
        lambda c: dict(zip(("K", "L", "λ", "least loss found", "L_DNC"), c, strict=True)),
        what=f"cells (K, L, λ up to 0.6 of the threshold), {starts} L-BFGS runs each: none ends below L_DNC,"
        f" {reached} reach it",
        evidence={
            "cells": [dict(zip(("K", "L", "λ", "least loss found", "L_DNC"), c, strict=True)) for c in found]
        },
    )


def _srg_wins(case: tuple[int, float]) -> bool:
    """Explicit SRG matrices at L = 2 against the DNC loss, both in floats."""
    from numerics.losses import dnc_loss, log_product_equal
    from numerics.solution import Block, build

    r, lam = case
    value = build([Block("srg", r)], lambda_H=lam, lambdas=(lam, lam)).objective(lam, (lam, lam)).total
    return value < float(dnc_loss(r * (r - 1) // 2, 2, log_product_equal(lam, 2)).loss) - TOLERANCE


THRESHOLD = 2 ** (2 / 3) / 4
"""DNC's zero threshold in Kλ at L = 2."""

WINS = ((5, 0.0317480), (5, THRESHOLD / 10), (6, THRESHOLD / 15))
"""r and λ at which SRG is said to beat DNC at L = 2."""


def _counterexamples(cases: Iterable[tuple[int, float]] = WINS) -> LegResult:
    return check_instances(
        cases,
        _srg_wins,
        lambda c: {"r": c[0], "λ": c[1]},
        what="explicit SRG networks at L = 2 near the threshold cost less than DNC: the range of λ must exclude them",
    )


def _formal() -> LegResult:
    return formal(
        "S8",
        covers="that DNC is not optimal at L = 2: explicit rational weights for K = 10, λ = 0.031748, and every K ≥ 10"
        " between the ends of S5 (d) for r = 5",
        whole=False,
    )


STATEMENT = Statement(
    id="S8",
    title="L = 2 with few classes, or K = 2: no better solution than DNC found, away from the threshold",
    claim="At L = 2 (K = 3, 4, 6) and at K = 2 (L = 2..4) no descent ends below the DNC loss for λ up to 0.6 of DNC's zero"
    " threshold. Taken for every λ, the literature's statement that DNC is optimal at L = 2 is false for every K ≥ 10:"
    " SRG on 10 classes, with DNC on the others, beats DNC from 0.741666… of the threshold on (S5 (d), (f)); for K ≥ 15 it is"
    " false at every λ (S28).",
    hypotheses=("n = 1, all λ's equal", "λ at most 0.6 of DNC's zero threshold"),
    source="Súkeník, Mondelli, Lampert (2023) for K = 2; Tirer, Bruna (2022) for L = 2; MATH.md S8; the counterexamples"
    " are S5 (d) and (f), and S28",
    legs=(
        Leg(LegKind.NUMERIC, "descent", _descent, time_limit=120),
        Leg(LegKind.NUMERIC, "counterexamples", _counterexamples),
        formal_leg(_formal),
    ),
    remarks=(
        "Numeric evidence only: descent that finds nothing proves nothing.",
        "That the counterexamples exist is proved in S5 (d) and (f), for K = 10 also by rational weights; here they are"
        " evaluated in floats.",
        "What the literature claims, by its abstracts: the unique global optimum of the L-DUFM is DNC for binary"
        " classification (arXiv:2305.13165), which the counterexamples with K ≥ 10 do not touch; earlier work on two"
        " layers is said there to need an extra assumption. DNC stops being optimal 'as soon as we go beyond two layers or"
        " two classes' (arXiv:2405.14468): for two layers without an assumption that is too generous to DNC.",
        "What survives at L = 2: every λ for K = 2, and every λ under ‖σ(M_2)‖_* ≤ ‖M_2‖_*, which SRG violates (S14). For"
        " 10 ≤ K ≤ 14 without an assumption at most λ with Λ^(1/3) below 0.741666… of the threshold, and less: records of"
        " the atlas are below DNC at half the threshold for K = 11, 12, 13 and at a tenth of it for K = 14; what is left is"
        " open. For K ≥ 15 no λ is left (S28).",
    ),
)
