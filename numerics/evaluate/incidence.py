"""From an incidence matrix N (points × classes) to candidates: SRG with N in place of that of the complete graph.

M_2 = N is realised by its balanced factors and passed on by identities.  The rows of W_{L-1} belong to classes: row e is
±(τ − N_·e), for a 0/1 matrix ±(τ − 1) on the points of e and ±τ elsewhere, so that with column sums k_f

    M_L = ±(τ k_f − (NᵀN)_ef).

With + a class activates the classes that meet it less than τ k_f says, with − those that meet it more.  For the
complete graph τ = ½ and + give SRG, τ = ½ and − its identity variant.  At L = 2 there is no layer left for it, and M_2 = M_L.

Which τ are tried: those at which some entry of M_L off the diagonal vanishes, and the ends 0 and 1.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from numerics.checks import whole
from numerics.evaluate.candidate import Candidate
from numerics.exact import ExactArray
from theory.errors import InvalidInputError

MOST_TAUS = 8
"""Values of τ that are tried for each sign; of more they are chosen evenly."""

MOST_POINTS, MOST_CLASSES = 400, 200
"""Size up to which exact ranks and characteristic polynomials take seconds."""


def require_incidence(N: ExactArray, what: str) -> ExactArray:
    """The matrix without points of no class, if it can be evaluated.

    Parameters
    ----------
    N : exact array, shape (points, classes)
        Entries >= 0.
    what : str
        Where it comes from, for messages.

    Raises
    ------
    InvalidInputError
        If it has fewer than two classes, a negative entry, a class without points, or is too large.

    Examples
    --------
    >>> require_incidence(np.array([[1, 0], [0, 0], [0, 1]]), "example").tolist()
    [[1, 0], [0, 1]]
    """
    require_size(N.shape, what)
    for (point, label), entry in np.ndenumerate(N):
        if entry < 0:
            raise InvalidInputError(
                f"{what} has the entry {entry} in row {point + 1}, column {label + 1};"
                " entries of an incidence matrix are >= 0"
            )
    empty = np.flatnonzero(~(N != 0).any(axis=0))
    if empty.size:
        raise InvalidInputError(
            f"column {empty[0] + 1} of {what} has no point; every class (column) needs at least one"
        )
    return np.asarray(N[(N != 0).any(axis=1)])


def require_size(shape: tuple[int, ...], what: str) -> None:
    """Raise InvalidInputError for a matrix that is too large or has fewer than two classes."""
    points, classes = shape
    if not 2 <= classes <= MOST_CLASSES or points > MOST_POINTS:
        raise InvalidInputError(
            f"{what} has {points} points and {classes} classes; 2 to {MOST_CLASSES} classes (columns, edges) and"
            f" at most {MOST_POINTS} points (rows, vertices) can be evaluated"
        )


def candidates(N: ExactArray, L: int) -> list[Candidate]:
    """All candidates at one depth, those left out in which σ(M_L) vanishes.

    Parameters
    ----------
    N : exact array
        From :func:`require_incidence`.
    L : int
        Depth >= 2.

    Examples
    --------
    >>> from numerics.graphs import incidence_matrix
    >>> [candidate.name for candidate in candidates(incidence_matrix(5), 4)]
    ['(-1/2, 1/2)', '(0, 1)', '(1, 0)', '(1/2, -1/2)']
    """
    L = whole("L", L, 2)
    N = np.array([Fraction(x) for x in N.ravel().tolist()], dtype=object).reshape(N.shape)
    gram, sums = N.T @ N, N.sum(axis=0)
    binary = bool(np.isin(N, (0, 1)).all())
    found = []
    for sign in (1, -1):
        for tau in _taus(gram / sums):
            rows = sign * (tau - N.T)
            mean = sign * (tau * sums - gram)
            if not (mean > 0).any():
                continue
            on, off = sign * (tau - 1), sign * tau
            name = f"({on}, {off})" if binary else f"{'+' if sign > 0 else '-'}({tau} - N)"
            if L == 2:
                found.append(Candidate(name, (mean,), ()))
            else:
                middle = (np.eye(len(N), dtype=np.int64),) * (L - 3)
                found.append(Candidate(name, (N,), (*middle, rows)))
    return found


def _taus(ratios: ExactArray) -> list[Fraction]:
    """Values of τ, from the (NᵀN)_ef/k_f with e ≠ f."""
    off = ~np.eye(len(ratios), dtype=bool)
    values = sorted({*ratios[off].tolist(), Fraction(0), Fraction(1)})
    if len(values) <= MOST_TAUS:
        return values
    return [values[round(i * (len(values) - 1) / (MOST_TAUS - 1))] for i in range(MOST_TAUS)]
