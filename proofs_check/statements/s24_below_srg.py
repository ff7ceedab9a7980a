"""S24: networks of the atlas that are better than SRG at every λ."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from math import comb, log
from typing import TYPE_CHECKING

from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

if TYPE_CHECKING:
    from numerics.atlas.compare import Comparison
    from numerics.atlas.value import Piece

Pair = tuple[int, int]

DEPTHS = {4: range(3, 9), 5: range(5, 9), 6: range(3, 9), 7: range(3, 9)}
"""The claim: r, and the L at which SRG on r(r−1)/2 classes is beaten wherever it beats zero."""

PAIRS: tuple[Pair, ...] = tuple((r, L) for r, depths in DEPTHS.items() for L in depths)

LAMBDA_TIMES_K = Fraction(1, 25)
"""K λ of the losses that are compared at one λ."""


@cache
def _comparison(pair: Pair) -> Comparison:
    from numerics.atlas.compare import always_better
    from numerics.atlas.store import SHIPPED, records_of
    from numerics.atlas.value import Pieces
    from numerics.phase.units import srg_unit

    r, L = pair
    unit = srg_unit(r, L)
    records = [
        Pieces.of(record) for record in records_of(SHIPPED, comb(r, 2), L)[0] if record.name != f"SRG_{r}"
    ]
    return always_better(records, lambda z: unit.at(z).gain, unit.threshold[0])


def _better_everywhere(pair: Pair) -> bool | None:
    return True if _comparison(pair).below else None


def _describe(pair: Pair) -> dict[str, object]:
    return {"r": pair[0], "K": comb(pair[0], 2), "L": pair[1]}


def _every_lambda(pairs: Iterable[Pair] = PAIRS) -> LegResult:
    pairs = tuple(pairs)
    evidence = {f"r = {r}, L = {L}": f"{_comparison((r, L)).intervals} intervals of λ" for r, L in pairs}
    return check_instances(
        pairs,
        _better_everywhere,
        _describe,
        what="pairs (r, L): at every λ at which SRG beats zero some shipped record costs less, by enclosures on intervals",
        evidence=evidence,
    )


def _loses_at_one_lambda(pair: Pair) -> bool | None:
    """Exact objective of a record against the enclosed L_SRG."""
    from numerics.atlas.store import SHIPPED, records_of
    from numerics.atlas.value import Pieces
    from numerics.enclosure import enclose_srg
    from numerics.rationals import to_ball

    r, L = pair
    K = comb(r, 2)
    lam = LAMBDA_TIMES_K / K
    srg = enclose_srg(r, L, lam).loss
    for record in records_of(SHIPPED, K, L)[0]:
        loss = sum((_share(piece, K, lam) for piece in Pieces.of(record).pieces), Fraction(0))
        if to_ball(loss) < srg:
            return True
    return None


def _share(piece: Piece, K: int, lam: Fraction) -> Fraction:
    """What a piece adds to the loss of a network of K classes: K_b/K times its own loss at λK/K_b, exactly."""
    from numerics.atlas.record import Record
    from numerics.refit import refit
    from numerics.rescale import rescaled_network
    from numerics.solution import exact_objective

    H1, *weights = Record(piece.factors, piece.bits, "piece").exact()
    part = Fraction(len(piece.classes), K)
    own, L = lam / part, len(weights)
    weights[-1] = refit(H1, weights[:-1], L).last_layer((L + 1) * log(own))
    scaled = rescaled_network(H1, weights, own, [own] * L)
    return part * exact_objective(*scaled, own, (own,) * L)


def _one_lambda(pairs: Iterable[Pair] = PAIRS) -> LegResult:
    return check_instances(
        pairs,
        _loses_at_one_lambda,
        lambda pair: {**_describe(pair), "λ": str(LAMBDA_TIMES_K / comb(pair[0], 2))},
        what="pairs (r, L): a shipped record with last layer and scales chosen anew, rational, has an exact objective below L_SRG",
    )


STATEMENT = Statement(
    id="S24",
    title="SRG is not optimal: K = 6 at L = 3..8, K = 10 at L = 5..8, K = 15 and 21 at L = 3..8",
    claim="The atlas has networks with rational weights that cost strictly less than SRG, at every λ at which SRG beats zero, for "
    + ", ".join(f"K = {comb(r, 2)} with L = {depths[0]}, …, {depths[-1]}" for r, depths in DEPTHS.items())
    + ".",
    hypotheses=("all λ's positive and separate; Λ = n λ_H λ_1 ⋯ λ_L below SRG's zero threshold", "n ≥ 1"),
    source="derived here; docs/atlas.md; MATH.md §6 has them from training",
    legs=(
        Leg(LegKind.RIGOROUS, "every λ", _every_lambda, time_limit=120),
        Leg(LegKind.EXACT, "one λ", _one_lambda, time_limit=120),
    ),
    depends_on=("S3", "S4"),
    remarks=(
        "At K = 6, L = 3 DNC is such a network (S5). At K = 10, L = 3 and 4, nothing better than SRG is known.",
        "SRG's gain over zero is convex in z = KΛ^(1/(L+1)), and a network at fixed outputs gains a + b z: a line of a record"
        " above both ends of a chord of SRG's gain is above it on the whole interval.",
    ),
)
