"""Explicit shapes of the t-subset constructions: classes are the t-subsets of {0..r-1} (statement S17).

Every matrix between classes has entries that depend on the overlap of two subsets only.  The projectors onto the
eigenspaces of the Johnson scheme are of that kind too, with rational entries that Eberlein's numbers give; here
they are integers for the r in hand, with no SymPy between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from numerics.solution.shapes import BaseMatrices, Family, RationalMatrix
from theory.errors import InvalidInputError

_NAME = re.compile(r"subsets([1-9]\d?)-(far|near)(\d{1,2})")


@cache
def subset_family(name: str) -> Family | None:
    """The shapes of a construction of :mod:`theory.constructions.t_subsets` by its name; None for other names.

    Examples
    --------
    >>> subset_family("subsets3-far1").shapes(7, 4).ranks
    ((7, 7), (7, 7), (7, 35))
    >>> subset_family("petersen") is None
    True
    """
    parts = _parts(name)
    if parts is None:
        return None
    t, side, zero = parts
    return Family(
        symbol="r",
        smallest=2 * t,
        classes=lambda r: comb(r, t),
        shapes=lambda r, depth: _shapes(r, t, side, zero, depth),
    )


def _parts(name: str) -> tuple[int, str, int] | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    t, side, zero = int(match[1]), match[2], int(match[3])
    return (t, side, zero) if 1 <= zero < t or (t, side, zero) == (1, "near", 0) else None


def subsets(r: int, t: int) -> list[tuple[int, ...]]:
    """The t-subsets of {0, ..., r-1} in lexicographic order."""
    return list(combinations(range(r), t))


def incidence(r: int, t: int) -> NDArray[np.int64]:
    """Incidence matrix of elements and t-subsets, r × C(r, t).

    Examples
    --------
    >>> incidence(3, 2)
    array([[1, 1, 0],
           [1, 0, 1],
           [0, 1, 1]])
    """
    found = subsets(r, t)
    B = np.zeros((r, len(found)), dtype=np.int64)
    B[np.array(found).T, np.arange(len(found))] = 1
    return B


def eberlein(r: int, t: int, overlap: int, space: int) -> int:
    """Eigenvalue on eigenspace ``space`` of the graph of subsets that share ``overlap`` elements.

    Examples
    --------
    >>> [eberlein(5, 2, 0, space) for space in range(3)]
    [3, -2, 1]
    """
    moved = t - overlap
    return sum(
        (-1) ** h * comb(space, h) * comb(t - space, moved - h) * comb(r - t - space, moved - h)
        for h in range(min(space, moved) + 1)
    )


def _shapes(r: int, t: int, side: str, zero: int, depth: int) -> BaseMatrices:
    if depth < 3:
        raise InvalidInputError(f"L = {depth} given; t-subsets need an integer L >= 3")
    B = incidence(r, t)
    # The row of a subset is -(t - zero)/t on it and zero/t elsewhere, or the opposite.
    last = RationalMatrix((zero - t * B.T) * (1 if side == "far" else -1), t)
    values = _eigenvalues(r, t, side, zero)
    if 0 in values:
        raise InvalidInputError(
            f"r = {r} given; σ(M_L) of subsets{t}-{side}{zero} is singular there; choose another r"
        )
    identity = RationalMatrix(np.eye(r, dtype=np.int64))
    return BaseMatrices(
        start=RationalMatrix(B),
        weights=(*(identity,) * (depth - 3), last),
        eigenspaces=tuple(zip(values, projectors(r, t), strict=True)),
    )


def eigenvalues(name: str, r: int) -> tuple[int, ...]:
    """Eigenvalues of σ(M_L) on the eigenspaces 0, ..., t of the Johnson scheme.

    Raises
    ------
    InvalidInputError
        If no t-subset construction has this name.

    Examples
    --------
    >>> eigenvalues("subsets3-far1", 7)
    (4, -3, 2, -1)
    """
    parts = _parts(name)
    if parts is None:
        raise InvalidInputError(
            f"construction {name!r} given; t-subsets are called subsetsT-farZ or subsetsT-nearZ"
        )
    return _eigenvalues(r, *parts)


def _eigenvalues(r: int, t: int, side: str, zero: int) -> tuple[int, ...]:
    sign = 1 if side == "far" else -1
    kept = [max(sign * (zero - i), 0) for i in range(t + 1)]
    return tuple(sum(f * eberlein(r, t, i, j) for i, f in enumerate(kept)) for j in range(t + 1))


def projectors(r: int, t: int) -> tuple[RationalMatrix, ...]:
    """Orthogonal projectors onto the eigenspaces 0, ..., t of the Johnson scheme J(r, t).

    The entry of number j for subsets with overlap i is (m_j / K) · (eigenvalue of graph i on space j) / (its degree).

    Examples
    --------
    >>> [int(np.trace(P.numerator)) // P.denominator for P in projectors(6, 2)]
    [1, 5, 9]
    """
    K = comb(r, t)
    B = incidence(r, t)
    overlap = B.T @ B
    found = []
    for j in range(t + 1):
        dimension = comb(r, j) - (comb(r, j - 1) if j else 0)
        by_overlap = [
            Fraction(dimension * eberlein(r, t, i, j), K * comb(t, i) * comb(r - t, t - i))
            for i in range(t + 1)
        ]
        found.append(_by_overlap(by_overlap, overlap))
    return tuple(found)


def _by_overlap(values: Sequence[Fraction], overlap: NDArray[np.int64]) -> RationalMatrix:
    common = lcm(*(value.denominator for value in values))
    numerators = np.array([int(value * common) for value in values], dtype=np.int64)
    return RationalMatrix(numerators[overlap], common)
