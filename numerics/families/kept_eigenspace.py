"""The two eigenspaces of a strongly regular graph of which layers may keep one (S27)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from numerics.graphs import StronglyRegularParameters, strongly_regular_parameters
from numerics.solution.model import FloatArray
from theory.errors import InvalidInputError

Integers = NDArray[np.int64]

Number = Fraction | float
"""A fraction where the eigenvalues are integers."""


@dataclass(frozen=True)
class Eigenvalues:
    """One of the two eigenspaces that layers may keep.

    Attributes
    ----------
    v, k : int
        Vertices and degree of the graph, or of its complement, whichever has a positive eigenvalue there.
    p, m : Number
        The eigenvalue that is kept plus 1, and minus the other one.
    f : int
        Multiplicity of the eigenvalue that is kept.
    complement : bool
        Whether they belong to the complement.

    Examples
    --------
    >>> for one in eigenvalues(StronglyRegularParameters(10, 3, 0, 1)):
    ...     print(one.k, one.p, one.m, one.f, one.complement)
    3 2 2 5 False
    6 2 2 4 True
    """

    v: int
    k: int
    p: Number
    m: Number
    f: int
    complement: bool

    @property
    def exact(self) -> bool:
        """Whether the eigenvalues are integers."""
        return isinstance(self.p, Fraction)

    @property
    def gap(self) -> Number:
        """Difference of the two eigenvalues, p + m − 1."""
        return self.p + self.m - 1

    @property
    def least_square(self) -> float:
        """ϱ² of A + mI."""
        return float((self.k + self.m) / self.gap) ** 2

    @property
    def last_ratio(self) -> float:
        """t, the same quotient for M_L."""
        return float((self.v - self.k - self.m) / self.gap)

    def projection(self, A: Integers) -> FloatArray:
        """E_1 in floats, for the adjacency matrix of the graph that ``complement`` says."""
        identity = np.eye(self.v)
        near, far = float(self.p - 1) / self.k, -float(self.p) / (self.v - self.k - 1)
        return np.asarray(self.f / self.v * (identity + near * A + far * (1 - identity - A)))


def eigenvalues(parameters: StronglyRegularParameters) -> tuple[Eigenvalues, Eigenvalues]:
    """The two choices of a primitive strongly regular graph: its positive eigenvalue, and that of its complement."""
    v, k, lam, mu = parameters
    own = _positive(v, k, lam, mu, complement=False)
    return own, _positive(v, v - k - 1, v - 2 - 2 * k + mu, v - 2 * k + lam, complement=True)


def _positive(v: int, k: int, lam: int, mu: int, *, complement: bool) -> Eigenvalues:
    square = (lam - mu) ** 2 + 4 * (k - mu)
    root = isqrt(square)
    if root**2 == square:
        positive, negative = Fraction(lam - mu + root, 2), Fraction(lam - mu - root, 2)
        f = int((-k - (v - 1) * negative) / (positive - negative))
        return Eigenvalues(v, k, positive + 1, -negative, f, complement)
    return Eigenvalues(
        v, k, (lam - mu + sqrt(square)) / 2 + 1, (mu - lam + sqrt(square)) / 2, (v - 1) // 2, complement
    )


def require_strongly_regular(graph: nx.Graph, what: str) -> StronglyRegularParameters:
    """The parameters of a graph whose vertices can be classes.

    Raises
    ------
    InvalidInputError
        If it is not strongly regular, or it or its complement falls apart.

    Examples
    --------
    >>> tuple(require_strongly_regular(nx.petersen_graph(), "the graph"))
    (10, 3, 0, 1)
    """
    found = strongly_regular_parameters(graph)
    if found is None:
        raise InvalidInputError(
            f"{what} is not strongly regular; classes can be the vertices of a strongly regular graph, or the edges of any"
        )
    if not found.primitive:
        raise InvalidInputError(
            f"{what} has the parameters {tuple(found)}: it or its complement is not connected; classes can be the vertices"
            " of a primitive strongly regular graph, 0 < μ < k"
        )
    return found
