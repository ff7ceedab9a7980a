"""S28: at L = 2 DNC is not optimal for any K ≥ 15, at any λ; pairs in halves cost less."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.proofs.halves_two_layers import (
    TWO_LAYER_HALVES_CLAIM,
    TwoLayerHalvesClaim,
    halves_beat_dnc_at_two_layers,
)

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 25, 50, 75, 95, 100))
"""λ over DNC's zero threshold."""


class Constant(NamedTuple):
    """C of the pairs of 2t points."""

    t: int
    value: Fraction


CONSTANTS = (Constant(3, Fraction(3250)), Constant(4, Fraction(63112, 3)))


def _proof(stated: TwoLayerHalvesClaim = TWO_LAYER_HALVES_CLAIM) -> LegResult:
    return proof(halves_beat_dnc_at_two_layers(stated))


def class_means(t: int) -> NDArray[np.int64]:
    """M_2 of the pairs of 2t points, a row for every half: points of the pair in it, less 1.

    Examples
    --------
    >>> M = class_means(3)
    >>> M.shape, sorted(set(M.ravel().tolist()))
    ((20, 15), [-1, 0, 1])
    """
    pairs = list(combinations(range(2 * t), 2))
    halves = list(combinations(range(2 * t), t))
    return np.array([[len({*pair} & {*half}) - 1 for pair in pairs] for half in halves])


def _constant_is(case: Constant) -> bool:
    """Integer matrices: M_2ᵀM_2 has one eigenvalue, 2t − 1 times, and ‖M_2‖_*² tr (SᵀS)⁻¹ is the value."""
    from numerics.exact import integer_spectrum, rank, rational_matrix
    from numerics.rationals import to_fraction

    M = class_means(case.t)
    points = 2 * case.t
    found = integer_spectrum(M.T @ M)
    (square,) = (value for value in found.eigenvalues if value)
    S = np.maximum(M, 0)
    inverse = rational_matrix(S.T @ S).inv()
    trace = sum((inverse[i, i] for i in range(S.shape[1])), start=inverse[0, 0] * 0)
    constant = (points - 1) ** 2 * square * to_fraction(trace)
    return bool(
        found.splits
        and found.eigenvalues[square] == points - 1 == rank(M)
        and constant == case.value < S.shape[1] ** 3
    )


def _constants(cases: Iterable[Constant] = CONSTANTS) -> LegResult:
    return check_instances(
        cases,
        _constant_is,
        lambda case: {"t": case.t, "C": str(case.value)},
        what="pairs of 2t points: rank and singular values of M_2, and C < K³, on integer matrices",
    )


class Cell(NamedTuple):
    """Pairs of 2t points at a λ."""

    t: int
    fraction: Fraction


def _below(cell: Cell) -> bool | None:
    """The network with its best last layer and scales, against DNC."""
    from numerics.enclosure import enclose_dnc
    from numerics.refit import refit_from_mean

    M = class_means(cell.t)
    lam = cell.fraction * rational_threshold(M.shape[1], 2)
    loss = refit_from_mean(M, [], 2).enclose([lam] * 3)
    dnc = enclose_dnc(M.shape[1], 2, lam).loss
    return True if loss < dnc else (False if loss > dnc else None)


def _orders(sizes: Iterable[int] = (3, 4, 5), fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    given = tuple(fractions)
    return check_instances(
        [Cell(t, fraction) for t in sizes for fraction in given],
        _below,
        lambda cell: {"t": cell.t, "λ/threshold": str(cell.fraction)},
        what="cells (K, λ) at L = 2: explicit networks strictly below DNC in enclosures",
    )


def _formal() -> LegResult:
    return formal("S28", covers="(b), for widths ≥ K + 5, by the pairs of six points", whole=False)


STATEMENT = Statement(
    id="S28",
    title="L = 2: DNC is not optimal for any K ≥ 15, at any λ; pairs in halves cost less",
    claim="(a) Classes are the pairs of r = 2t points; M_2 has a row for every half T of the points, 1 at pairs inside T, −1 at pairs"
    " outside and 0 at the others. Its rank is r − 1, σ(M_2) has rank K = r(r−1)/2, and for every t ≥ 3 this costs strictly less than DNC"
    " at every λ at which DNC's least loss is ≤ ½: C is 3250 for K = 15, less than 15³ = 3375, and C/K³ falls like 16/r. (b) With DNC on"
    " other classes: for L = 2 and every K ≥ 15, at every λ, no solution with DNC1, DNC2 and DNC3 in every layer is a global optimum.",
    hypotheses=(
        "t ≥ 3 and K ≥ 15 integers, n ≥ 1",
        "all λ's positive and separate",
        "widths: d_2 ≥ C(2t, t) in (a) and K + 5 in (b), d_1 ≥ K",
    ),
    source="derived here, from a record of the atlas; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "constants", _constants),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2", "S3"),
    remarks=(
        "The least K known before was 50, in widths ≥ K (S27 (c)). Whether K = 3, …, 14 have such networks at small λ is open.",
        "σ raises the nuclear norm of M_2 from 24.49 to 28.44 at K = 15, which S14's hypothesis excludes.",
    ),
)
