"""S6: no DNC solution is globally optimal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.dnc_not_optimal import dnc_not_optimal


def _proof() -> LegResult:
    return proof(dnc_not_optimal())


def _cases() -> Iterator[tuple[int, int, Fraction]]:
    for depth, first in ((3, 10), (4, 6), (5, 6), (9, 6)):
        for K in (*range(first, first + 12), 50, 123):
            for fraction in (Fraction(1, 20), Fraction(1, 2), Fraction(1)):
                yield K, depth, fraction


def _block_sum_wins(case: tuple[int, int, Fraction]) -> bool | None:
    from numerics.enclosure import compare, enclose_dnc, enclose_loss
    from theory.constructions.blocks import SRG_PLUS_DNC

    K, depth, fraction = case
    lam = fraction * rational_threshold(K, depth)
    competitor = enclose_loss(SRG_PLUS_DNC, {"r": 5 if depth == 3 else 4, "K": K}, depth, [lam] * (depth + 1))
    order = compare(competitor, enclose_dnc(K, depth, lam))
    return None if order is None else order == "<"


def _rigorous() -> LegResult:
    return check_instances(
        _cases(),
        _block_sum_wins,
        lambda c: {"K": c[0], "L": c[1], "λ/threshold": str(c[2])},
        what="cells (K, L, λ): SRG ⊕ DNC strictly below DNC in enclosures",
    )


def _matrices() -> LegResult:
    return closed_form_gap(random_models("srg+dnc", 40))


def _formal() -> LegResult:
    return formal(
        "S6",
        covers="the whole claim",
        whole=True,
    )


STATEMENT = Statement(
    id="S6",
    title="No DNC solution is globally optimal for L = 3, K ≥ 10 and L ≥ 4, K ≥ 6",
    claim="For L = 3 and every K ≥ 10, and for L ≥ 4 and every K ≥ 6, at every λ, no solution with DNC1, DNC2 and DNC3 in"
    " every layer is a global optimum: SRG on 10 classes (L = 3) or 6 classes (L ≥ 4) with DNC on the others, or zero, costs"
    " strictly less.",
    hypotheses=("K and L as stated, n ≥ 1", "all λ's positive and separate", "widths ≥ K"),
    source="Súkeník, Lampert, Mondelli (2024), Theorem 5; MATH.md S6",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.RIGOROUS, "block sums", _rigorous),
        Leg(LegKind.NUMERIC, "matrices", _matrices),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2", "S5"),
)
