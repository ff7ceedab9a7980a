"""S17: Kneser solutions on t-subsets beat DNC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import comb

import numpy as np

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.t_subsets import SUBSET_RANGE, SubsetRange, kneser_beats_dnc

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 50, 95, 100))
"""λ over DNC's zero threshold."""

Case = tuple[int, int, int, Fraction]
"""t, r, L, and λ over DNC's zero threshold."""

MATRICES = ((1, 4), (2, 5), (3, 6), (3, 7), (4, 8))
"""t and r of the explicit matrices."""


def _proof(stated: SubsetRange = SUBSET_RANGE) -> LegResult:
    return proof(kneser_beats_dnc(stated))


def _cases(stated: SubsetRange, fractions: Iterable[Fraction]) -> Iterator[Case]:
    for t in range(stated.least_t, 7):
        for r in (2 * t, 2 * t + 1, 2 * t + 4):
            for depth in (3, 4, 7):
                for fraction in fractions:
                    yield t, r, depth, fraction


def _order_is_as_stated(case: Case, stated: SubsetRange) -> bool | None:
    from numerics.enclosure import compare, enclose_dnc, enclose_loss
    from theory.constructions.t_subsets import t_subsets

    t, r, depth, fraction = case
    K = comb(r, t)
    lam = fraction * rational_threshold(K, depth)
    kneser = enclose_loss(t_subsets(t), r, depth, [lam] * (depth + 1))
    order = compare(kneser, enclose_dnc(K, depth, lam))
    return None if order is None else order == ("<" if stated.holds(t, r, depth) else ">")


def _orders(stated: SubsetRange = SUBSET_RANGE, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(stated, tuple(fractions)),
        lambda case: _order_is_as_stated(case, stated),
        lambda c: {"t": c[0], "r": c[1], "L": c[2], "λ/threshold": str(c[3])},
        what="cells (t, r, L, λ), Kneser solution against DNC in enclosures, the exception included",
    )


def kneser_eigenvalues(r: int, t: int) -> dict[int, int]:
    """The eigenvalues (−1)^j C(r−t−j, t−j) with their multiplicities, equal ones together."""
    found: dict[int, int] = {}
    for j in range(t + 1):
        value = (-1) ** j * comb(r - t - j, t - j)
        found[value] = found.get(value, 0) + comb(r, j) - (comb(r, j - 1) if j else 0)
    return dict(sorted(found.items(), reverse=True))


def _matrices_hold(cell: tuple[int, int], sign: int) -> bool:
    """M_L = 1 − overlap, spectrum and ranks, on the integer matrices of the network."""
    from numerics.exact import equal, integer_spectrum
    from numerics.solution import Block, base_matrices
    from numerics.solution.subsets import incidence

    t, r = cell
    name = f"subsets{t}-far1" if t > 1 else "subsets1-near0"
    shapes = base_matrices([Block(name, r)], 4)
    B = incidence(r, t)
    last = shapes.means[-1]
    expected = sign * (1 - B.T @ B) if t > 1 else np.eye(r, dtype=np.int64)
    kept = integer_spectrum(np.maximum(last.numerator, 0))
    spectrum = kneser_eigenvalues(r, t) if t > 1 else {1: r}
    layers = all(equal(mean.numerator, B) for mean in shapes.means[:-1])
    ranks = [rank for rank, _ in shapes.ranks[:-1]] == [r] * (len(shapes.ranks) - 1)
    good = layers and ranks and kept.splits and kept.eigenvalues == spectrum
    return good and last.denominator == 1 and equal(last.numerator, expected)


def _matrices(cells: Iterable[tuple[int, int]] = MATRICES, sign: int = 1) -> LegResult:
    return check_instances(
        cells,
        lambda cell: _matrices_hold(cell, sign),
        lambda cell: {"t": cell[0], "r": cell[1], "sign": sign},
        what="networks (t, r): layers, spectrum and ranks in integers; t = 1 is DNC",
    )


def _at_equal_K(pair: tuple[int, int, int, int, str]) -> bool | None:
    """Triples of an r-set against SRG with the same number of classes."""
    from numerics.enclosure import compare, enclose_loss, enclose_srg
    from theory.constructions.t_subsets import t_subsets

    t, r, vertices, depth, lam = pair
    found = compare(
        enclose_loss(t_subsets(t), r, depth, [lam] * (depth + 1)), enclose_srg(vertices, depth, lam)
    )
    return None if found is None else found == "<" and comb(r, t) == comb(vertices, 2)


EQUAL_K = tuple(
    (3, r, vertices, depth, lam)
    for r, vertices, lams in ((10, 16, ("0.0001", "0.001", "0.002")), (22, 56, ("0.00001", "0.0001")))
    for depth in (3, 4, 6)
    for lam in lams
)
"""t, r, r of SRG, L and λ: the triples of r points are as many as the pairs of so many."""


def _against_srg(cells: Iterable[tuple[int, int, int, int, str]] = EQUAL_K) -> LegResult:
    return check_instances(
        cells,
        _at_equal_K,
        lambda c: dict(zip(("t", "r", "r of SRG", "L", "λ"), c, strict=True)),
        what="cells: triples below SRG on the same number of classes, K = 120 and 1540, in enclosures",
    )


STATEMENT = Statement(
    id="S17",
    title="t-subsets: Kneser solutions beat DNC for every t ≥ 3, r ≥ 2t, L ≥ 3 but one",
    claim="Classes are the t-subsets of {1..r}, K = C(r, t); M_2 … M_{L−1} ∝ their incidence matrix, of rank r; rows of W_{L−1}"
    " are −(t−1)/t on the subset and 1/t elsewhere, so that σ(M_L) is the Kneser graph of disjoint subsets. For every t ≥ 3,"
    " r ≥ 2t and L ≥ 3 this costs strictly less than DNC at every λ at which DNC's least loss is ≤ ½, except for t = 3, r = 6,"
    " L = 3, where DNC costs less. t = 2 is SRG (S5), t = 1 with the opposite sign is DNC. The ratio of the cost constants is at"
    " most r(t²(t−2)+r)/(tK) · (r/K)^(L−3); for t ≥ 3 it tends to 0 already at L = 3, where SRG's tends to 1.",
    hypotheses=("t ≥ 3, r ≥ 2t, L ≥ 3 integers; n ≥ 1", "all λ's positive and separate"),
    source="derived here; the spectrum of Kneser graphs is Lovász's (1979); docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        Leg(LegKind.RIGOROUS, "against SRG", _against_srg),
    ),
    depends_on=("S1", "S2", "S3"),
    remarks=(
        "Ranks are Θ(K^(1/t)): with t they become as small a power of K as one likes.",
        "Below SRG on the same K = C(r, 3) = C(r', 2) is verified for K = 120 and 1540; the only other such K are 10 and 7140.",
    ),
)
