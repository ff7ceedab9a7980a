"""S25: SRG is not optimal for any r ≥ 6 and L ≥ 3; neurons on halves of the points cost less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.halves import CLAIM, HalvesClaim, halves_beat_srg

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 25, 50, 95, 100))
"""λ over DNC's zero threshold."""

DEPTHS = (3, 4, 5, 8)

SIZES = ((2, 4), (2, 6), (3, 5), (3, 6), (4, 6), (4, 7), (4, 8))
"""t and r of the matrices that are made."""

Case = tuple[str, int, int, Fraction]
"""Construction, t, L, and λ over DNC's zero threshold."""


def _proof(stated: HalvesClaim = CLAIM) -> LegResult:
    return proof(halves_beat_srg(stated))


def _cases(stated: HalvesClaim, fractions: Iterable[Fraction]) -> Iterator[Case]:
    for family, _, start in stated.families():
        for t in (start, start + 1, start + 4):
            for depth in DEPTHS:
                for fraction in fractions:
                    yield family.name, t, depth, fraction


def _points(case: Case) -> int:
    return 2 * case[1] - (case[0] == "halves-odd")


def _below(case: Case) -> bool | None:
    from numerics.enclosure import compare, enclose_loss, enclose_srg
    from theory.constructions import construction

    name, t, depth, fraction = case
    r = _points(case)
    lam = fraction * rational_threshold(r * (r - 1) // 2, depth)
    found = enclose_loss(construction(name, depth), t, depth, [lam] * (depth + 1))
    order = compare(found, enclose_srg(r, depth, lam))
    return None if order is None else order == "<"


def _orders(stated: HalvesClaim = CLAIM, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(stated, tuple(fractions)),
        _below,
        lambda case: {"t": case[1], "r": _points(case), "L": case[2], "λ/threshold": str(case[3])},
        what="cells (r, L, λ): halves strictly below SRG in enclosures, each with its best outputs",
    )


def _matrices_hold(size: tuple[int, int], factor: int) -> bool:
    """2 M_L, the rank of what comes before σ and the spectrum after it, on integer matrices."""
    import sympy as sp

    from numerics.exact import equal, integer_spectrum
    from numerics.graphs import incidence_matrix
    from theory.constructions.halves import ROWS, SQUARES
    from theory.symbols import r as points
    from theory.symbols import t as inside

    t, r = size
    B = incidence_matrix(r)
    subsets = list(combinations(range(r), t))
    rows = np.array([[1 if point in subset else -1 for point in range(r)] for subset in subsets])
    holds = np.array(
        [[2 * set(edge).issubset(subset) for edge in combinations(range(r), 2)] for subset in subsets]
    )
    found = integer_spectrum(holds.T @ holds)
    unit = sp.binomial(r - 4, t - 2) * factor  # 2σ(M_L), so that squares have the factor 4
    expected: dict[int, int] = {}
    for square, count in zip(SQUARES, (1, r - 1, r * (r - 3) // 2), strict=True):
        value = int(unit * square.subs({points: r, inside: t}))
        expected[value] = expected.get(value, 0) + count
    return (
        equal(np.maximum(rows @ B, 0), holds)
        and found.splits
        and found.eigenvalues == expected
        and len(subsets) * 4 == ROWS.subs({points: r, inside: t}) * unit
    )


def _matrices(sizes: Iterable[tuple[int, int]] = SIZES, factor: int = 4) -> LegResult:
    return check_instances(
        sizes,
        lambda size: _matrices_hold(size, factor),
        lambda size: {"t": size[0], "r": size[1], "factor": factor},
        what="t-subsets of r points: M_L, the spectrum of σ(M_L)ᵀσ(M_L) and the number of rows, in integers",
    )


def _network_is_right(case: tuple[int, int, int]) -> bool | None:
    """The exact objective of a network with rational weights, against the enclosed L_SRG."""
    from math import log

    from numerics.atlas.record import Record
    from numerics.enclosure import enclose_srg
    from numerics.families.closed import halves
    from numerics.rationals import to_ball
    from numerics.refit import refit
    from numerics.rescale import rescaled_network
    from numerics.solution import exact_objective

    t, r, depth = case
    lam = Fraction(1, 25 * (r * (r - 1) // 2))
    made: Any = halves(r, t, lambda_H=float(lam), lambdas=(float(lam),) * depth)
    H1, *weights = Record.rounded([made.H1, *made.weights], "halves").exact()
    weights[-1] = refit(H1, weights[:-1], depth).last_layer((depth + 1) * log(lam))
    scaled = rescaled_network(H1, weights, lam, [lam] * depth)
    loss = exact_objective(*scaled, lam, (lam,) * depth)
    below = to_ball(loss) < enclose_srg(r, depth, lam).loss
    return True if below else None


def _networks(cases: Iterable[tuple[int, int, int]] = ((3, 6, 3), (3, 6, 4), (4, 7, 3))) -> LegResult:
    return check_instances(
        cases,
        _network_is_right,
        lambda case: dict(zip(("t", "r", "L"), case, strict=True)),
        what="networks (t, r, L) with rational weights, Kλ = 1/25: exact objective below the enclosed L_SRG",
    )


class Stretch(NamedTuple):
    """Values z = Kλ at r = 6, L = 3 between which halves with the outputs of one κ are compared with SRG."""

    low: Fraction
    high: Fraction
    kappa: Fraction


SIX_POINTS = Stretch(Fraction(13, 50), Fraction(8, 25), Fraction(29, 40))


def _covers(stretch: Stretch) -> bool | None:
    """Whether halves are below SRG at every z at which SRG beats zero.

    Below ``low`` SRG's κ is less than 1, since it does not fall as z grows, and the proof applies.  From ``high`` on SRG is
    zero.  Between them SRG's gain K(½ − loss), convex in z, lies below its chord, and halves with fixed outputs gain a − b z.
    """
    from flint import ctx, fmpq

    from numerics.block_curves import block_curve
    from numerics.enclosure import enclose_srg
    from numerics.lowering import lower_to_balls
    from numerics.rationals import to_ball
    from theory.constructions.halves import EVEN

    first, last = (enclose_srg(6, 3, z / 15) for z in (stretch.low, stretch.high))
    with ctx.workprec(128):
        numbers = lower_to_balls(EVEN).blocks[0].numbers(fmpq(3), fmpq(3))
        curve, kappa = block_curve(EVEN.name, numbers, 3, fmpq(15)), to_ball(stretch.kappa)
        most = 15 * (to_ball(Fraction(1, 2)) - curve.fit_error(kappa))
        gains = [most - curve.slope(kappa) * to_ball(z) for z in (stretch.low, stretch.high)]
        start = first.kappa[0]
        proved = (
            start is not None
            and start < 1
            and last.zero is True
            and gains[0] > 15 * (to_ball(Fraction(1, 2)) - first.loss)
            and gains[1] > 0
        )
    return True if proved else None


def _six_points(stretches: Iterable[Stretch] = (SIX_POINTS,)) -> LegResult:
    return check_instances(
        stretches,
        _covers,
        lambda stretch: {name: str(value) for name, value in stretch._asdict().items()},
        what="stretch of λ near the zero threshold at r = 6, L = 3: halves below SRG, gains in enclosures",
    )


def _formal() -> LegResult:
    return formal(
        "S25", covers="(c) and (d), for every r ≥ 6 and L ≥ 3 and at every λ: SRG is not optimal", whole=False
    )


STATEMENT = Statement(
    id="S25",
    title="SRG is not optimal for any r ≥ 6, L ≥ 3: neurons on halves of the points cost less",
    claim="Classes are the edges of K_r and layers 1, …, L−1 those of SRG; layer L has a neuron for every t-subset T of the points,"
    " with the row ½ on T and −½ elsewhere, so that σ(M_L) at (T, e) is 1 if e lies inside T, and 0 otherwise. (a) σ(M_L)ᵀσ(M_L) has, over C(r−4, t−2), the eigenvalues"
    " t(t−1)(r−2)(r−3)/(2(r−t)(r−t−1)), (t−1)(r−3)/(r−t−1) and 1 on the eigenspaces of T(r); t = r−2 is SRG. (b) For r = 2t ≥ 6"
    " and r = 2t−1 ≥ 7 the cost constant C is below SRG's at every L ≥ 3. At L = 3 it is 32/r² = 16/K of DNC's to leading"
    " order, where SRG's share tends to 1. (c) So SRG is not a global optimum for any r ≥ 6 and L ≥ 3, at any λ at which SRG's best"
    " outputs are all at least ½, all small λ among them. (d) For r = 6..30 with L ≥ 4, and r = 6..13 with L = 3, it is none at any λ at"
    " which SRG beats zero.",
    hypotheses=(
        "r, t and L integers as stated, K = r(r−1)/2, n ≥ 1",
        "all λ's positive and separate",
        "widths: d_L ≥ C(r, t), the others ≥ r",
    ),
    source="derived here, from a record of the atlas; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        Leg(LegKind.EXACT, "networks", _networks),
        Leg(LegKind.RIGOROUS, "six points", _six_points),
        formal_leg(_formal),
    ),
    depends_on=("S3", "S4", "S5", "S7"),
    remarks=(
        "From r = 8 on a constant added to B costs less than SRG at every λ (S27 (b)). With (d) for r = 6 and 7, SRG is not a global"
        " optimum for any r ≥ 6 and L ≥ 3, at any λ at which it beats zero. Coq checks this, and that every network of the SRG family"
        " has a strictly cheaper one.",
        "S13 says that each layer of SRG is the best for the σ(M_L) that SRG has; here σ(M_L) is another one.",
        "In the cells of the leg “orders” it holds near DNC's zero threshold too, where SRG gives up part of the third eigenspace.",
        "t = 3, r = 5 is SRG on ten classes. The blocks of a 4-design are enough in place of all t-subsets.",
    ),
)
