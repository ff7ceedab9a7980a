"""S19: rook solutions beat DNC, and DNC is not optimal for L = 3 and K ≥ 7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.derivation import Derivation
from theory.proofs.rook import ROOK_RANGE, RookRange, rook_beats_dnc
from theory.proofs.seven import SEVEN_CLAIM, SevenClaim, seven_classes

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 50, 95, 100))
"""λ over DNC's zero threshold."""

Case = tuple[int, int, int, Fraction]
"""K, L, r of the rook block, and λ over DNC's zero threshold."""


def _proof(stated: RookRange = ROOK_RANGE, seven: SevenClaim = SEVEN_CLAIM) -> LegResult:
    steps = rook_beats_dnc(stated).steps + seven_classes(seven).steps
    return proof(Derivation("s19", "Rook solutions, and seven classes, against DNC", steps))


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


def _seven_below(bound: int) -> bool | None:
    """The integer layers: outputs in rationals, and the cost constant in an enclosure against ``bound``."""
    from numerics.exact import rank
    from numerics.families.certificate import Shape
    from numerics.rationals import fractions_of
    from theory.proofs.seven import R, Z, hidden

    means, rows, outputs = (fractions_of(matrix) for matrix in (Z, R, hidden().inv()))
    shape = Shape(means, rows, outputs)
    constant = shape.constant(3)
    if not shape.fits or rank(means) != 4:
        return False
    return True if constant < bound else (False if constant > bound else None)


def _seven(bounds: Iterable[int] = (7**4,)) -> LegResult:
    return check_instances(
        bounds,
        _seven_below,
        lambda bound: {"bound": bound},
        what="seven classes of rank 4: outputs the targets in rationals, enclosed C below 7⁴",
    )


STATEMENT = Statement(
    id="S19",
    title="DNC is not optimal for L = 3 and K = 7, 8, 9 either; rook solutions beat it for L ≥ 4",
    claim="(a) Classes are the cells of an r × r board (the edges of K_{r,r}), K = r², rank 2r − 1; σ(M_L) is the graph of cells"
    " that share neither row nor column, strongly regular for r ≥ 3. For r = 3 at L = 3, and for every r ≥ 3 at every L ≥ 4, this"
    " costs strictly less than DNC at every λ at which DNC's least loss is ≤ ½. (b) So does, at every L ≥ 3, a network of rank 4 on"
    " K = 7 classes, which are one point and the six pairs of four points. (c) With DNC on other classes: for L = 3 and every K ≥ 7,"
    " at every λ, no solution with DNC1, DNC2 and DNC3 in every layer is a global optimum.",
    hypotheses=("r, K and L integers as stated, n ≥ 1", "all λ's positive and separate", "widths ≥ K"),
    source="derived here; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        Leg(LegKind.RIGOROUS, "seven classes", _seven),
    ),
    depends_on=("S1", "S2", "S4"),
    remarks=(
        "This extends S6, which has K ≥ 10 at L = 3. For L = 3 and 3 ≤ K ≤ 6 nothing below DNC is known here.",
    ),
)
