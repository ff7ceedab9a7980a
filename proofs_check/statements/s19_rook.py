"""S19: rook solutions beat DNC, and DNC is not optimal for L = 3 and K ≥ 9."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.rook import ROOK_RANGE, RookRange, rook_beats_dnc

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 50, 95, 100))
"""λ over DNC's zero threshold."""

Case = tuple[int, int, int, Fraction]
"""K, L, r of the rook block, and λ over DNC's zero threshold."""


def _proof(stated: RookRange = ROOK_RANGE) -> LegResult:
    return proof(rook_beats_dnc(stated))


def _cases(stated: RookRange, fractions: Iterable[Fraction]) -> Iterator[Case]:
    for r in (*stated.at_three, stated.least_r, stated.least_r + 1, stated.least_r + 4):
        for depth in (3, stated.least_L, stated.least_L + 1, stated.least_L + 4):
            for K in (r**2, r**2 + 1, r**2 + 11):
                for fraction in fractions:
                    if stated.holds(r, depth):
                        yield K, depth, r, fraction


def _wins(case: Case) -> bool | None:
    from numerics.enclosure import compare, enclose_dnc, enclose_loss
    from theory.constructions.rook import ROOK_PLUS_DNC

    K, depth, r, fraction = case
    lam = fraction * rational_threshold(K, depth)
    order = compare(
        enclose_loss(ROOK_PLUS_DNC, {"r": r, "K": K}, depth, [lam] * (depth + 1)), enclose_dnc(K, depth, lam)
    )
    return None if order is None else order == "<"


def _orders(stated: RookRange = ROOK_RANGE, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(stated, tuple(fractions)),
        _wins,
        lambda c: {"K": c[0], "L": c[1], "r": c[2], "λ/threshold": str(c[3])},
        what="cells (K, L, r, λ): rook ⊕ DNC strictly below DNC in enclosures",
    )


def _matrices_hold(r: int, rank_off: int) -> bool:
    """Ranks, M_L and the spectrum of σ(M_L) on integer matrices."""
    from numerics.exact import equal, integer_spectrum, rank
    from numerics.graphs import strongly_regular_parameters

    lines = np.eye(r, dtype=np.int64), np.ones((1, r), dtype=np.int64)
    B = np.vstack([np.kron(lines[0], lines[1]), np.kron(lines[1], lines[0])])
    doubled = (1 - 2 * B.T) @ B  # 2 M_L
    apart = np.kron(1 - lines[0], 1 - lines[0])
    found = integer_spectrum(apart)
    expected: dict[int, int] = {}
    for value, count in (((r - 1) ** 2, 1), (-(r - 1), 2 * (r - 1)), (1, (r - 1) ** 2)):
        expected[value] = expected.get(value, 0) + count
    import networkx as nx

    regular = r == 2 or strongly_regular_parameters(nx.from_numpy_array(apart)) is not None
    good = equal(np.maximum(doubled, 0), 2 * apart) and found.eigenvalues == expected and found.splits
    return good and regular and rank(B) == 2 * r - 1 + rank_off


def _matrices(sizes: Iterable[int] = range(2, 7), rank_off: int = 0) -> LegResult:
    return check_instances(
        sizes,
        lambda r: _matrices_hold(r, rank_off),
        lambda r: {"r": r, "rank − (2r − 1)": rank_off},
        what="boards r = 2..6: rank of B, M_L and the spectrum of σ(M_L), in integers",
    )


EIGHT = (0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)
"""Edges of K_5 without two that meet."""


def _constant_below(case: tuple[tuple[tuple[int, int], ...], int], factor: Fraction) -> bool | None:
    """An exact shape on these sets whose enclosed cost constant is below factor · K^(L+1)."""
    from flint import arb, fmpq

    from numerics.exact import rank
    from numerics.families.certificate import exact_shape
    from numerics.families.set_system import SetSystem

    sets, depth = case
    shape = exact_shape(SetSystem(5, sets))
    K = len(sets)
    difference = shape.constant(depth) - arb(fmpq(factor.numerator, factor.denominator)) * K ** (depth + 1)
    if not shape.fits or rank(shape.means) >= K:
        return None
    return True if difference < 0 else (False if difference > 0 else None)


def _eight(
    sets: Iterable[tuple[tuple[int, int], ...]] = (EIGHT,), factor: Fraction = Fraction(1)
) -> LegResult:
    return check_instances(
        [(one, 3) for one in sets],
        lambda case: _constant_below(case, factor),
        lambda case: {"sets": [list(e) for e in case[0]], "L": case[1], "factor": str(factor)},
        what="exact shapes on eight edges of K_5, rank 5: outputs the targets in rationals, enclosed C below 8⁴",
    )


STATEMENT = Statement(
    id="S19",
    title="DNC is not optimal for L = 3 and K = 8, 9 either; rook solutions beat it for L ≥ 4, r ≥ 3",
    claim="Classes are the cells of an r × r board (the edges of K_{r,r}), K = r², rank 2r − 1; σ(M_L) is the graph of cells that"
    " share neither row nor column, strongly regular for r ≥ 3. For r = 3 at L = 3, and for every r ≥ 3 at every L ≥ 4, this costs strictly"
    " less than DNC at every λ at which DNC's least loss is ≤ ½. On K = 8 classes, the edges of K_5 but two"
    " that meet, with weights and the best last two layers, rank 5, the same holds at every L ≥ 3. With DNC on other classes: for L = 3"
    " and every K ≥ 8, at every λ, no solution with DNC1, DNC2 and DNC3 in every layer is a global optimum.",
    hypotheses=(
        "r and L integers as stated, n ≥ 1",
        "all λ's positive and separate",
        "widths ≥ K, and d_L ≥ 12 for the eight classes",
    ),
    source="derived here; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        Leg(LegKind.RIGOROUS, "eight classes", _eight),
    ),
    depends_on=("S1", "S2", "S4"),
    remarks=(
        "This extends S6, which has K ≥ 10 at L = 3. For L = 3 and 3 ≤ K ≤ 8 nothing below DNC is known here.",
    ),
)
