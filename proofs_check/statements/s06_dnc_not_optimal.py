"""S6: no DNC solution is globally optimal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.dnc_not_optimal import BLOCKS, dnc_not_optimal

Blocks = tuple[tuple[int, int, int], ...]
"""As in theory.proofs.dnc_not_optimal: L, r of the SRG block and the least K; the last one for all larger L too."""

FRACTIONS = (Fraction(1, 20), Fraction(1, 2), Fraction(1))
"""λ over DNC's zero threshold."""


def _proof(blocks: Blocks = BLOCKS) -> LegResult:
    return proof(dnc_not_optimal(blocks))


def _cases(
    blocks: Blocks = BLOCKS, fractions: Iterable[Fraction] = FRACTIONS
) -> Iterator[tuple[int, int, int, Fraction]]:
    deepest, last_r, last_first = blocks[-1]
    for depth, r, first in (*blocks, *((deepest + more, last_r, last_first) for more in (1, 5))):
        for K in (*range(first, first + 12), 50, 123):
            for fraction in fractions:
                yield K, depth, r, fraction


def _block_sum_wins(case: tuple[int, int, int, Fraction]) -> bool | None:
    from numerics.enclosure import compare, enclose_dnc, enclose_loss
    from theory.constructions.blocks import SRG_PLUS_DNC

    K, depth, r, fraction = case
    lam = fraction * rational_threshold(K, depth)
    competitor = enclose_loss(SRG_PLUS_DNC, {"r": r, "K": K}, depth, [lam] * (depth + 1))
    order = compare(competitor, enclose_dnc(K, depth, lam))
    return None if order is None else order == "<"


def _rigorous(blocks: Blocks = BLOCKS, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(blocks, fractions),
        _block_sum_wins,
        lambda c: {"K": c[0], "L": c[1], "r": c[2], "λ/threshold": str(c[3])},
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
