"""Layers whose classes are the vertices of a strongly regular graph, exact where its eigenvalues are integers (S27).

All layers keep the constants and one eigenspace E_1, so that their rank is 1 + f.  M_2 = … = M_{L−1} ∝ Z ≥ 0 with ZᵀZ in
the algebra of the graph, M_L = J − A − mI and σ(M_L) = Ā.  What Z costs depends on ϱ, its singular value on the
constants over that on E_1, and there are two ways to begin:

* ``algebra``: A + mI.  It exists for every graph, and its loss depends on the parameters of the graph alone;
* ``sets``: the nonnegative functions in the span of the constants and E_1 that vary most.  They are facets of the
  polytope that the vertices span in E_1, or cliques that meet Delsarte's bound.  Cospectral graphs may differ here.

Where a greater ϱ is better, a constant is added to all entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import islice
from math import ceil, isqrt, lcm, sqrt
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from numerics.exact import ExactArray
from numerics.families.graph_edges import GraphShape
from numerics.families.regular_graphs import named_graphs
from numerics.graphs import StronglyRegularParameters, strongly_regular_parameters
from numerics.solution.model import FloatArray
from theory.errors import InvalidInputError

Integers = NDArray[np.int64]

Number = Fraction | float
"""A fraction where the eigenvalues are integers."""

VERTICES_UP_TO = 60
"""Vertices of the named graphs."""

MOST_DIMENSIONS, MOST_VERTICES = 7, 30
"""Facets are found up to these sizes, in at most a second."""

MOST_CLIQUES, MOST_SETS = 5000, 400
"""Maximal cliques that are looked at, and rows that Z may have."""

STEPS = 64
"""ϱ is a multiple of its inverse where a constant is added."""


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


@dataclass(frozen=True, eq=False)
class VertexLayers:
    """Layers for one eigenspace and one beginning.

    Attributes
    ----------
    name : str
        Which eigenspace and which beginning.
    A : array, shape (v, v)
        Adjacency matrix of the graph or of its complement, as ``space`` says.
    space : Eigenvalues
        What is kept.
    means : array, shape (d, v)
        Z, a matrix of integers, or of floats for irrational eigenvalues.
    """

    name: str
    A: Integers
    space: Eigenvalues
    means: Integers | FloatArray

    @cached_property
    def squares(self) -> tuple[Number, Number]:
        """Squared singular values of Z on the constants and on E_1."""
        gram = self.means.T @ self.means
        constants = self._number(gram.sum()) / self.space.v
        return constants, (self._number(np.trace(gram)) - constants) / self.space.f

    @property
    def ratio_square(self) -> float:
        """ϱ²."""
        constants, kept = self.squares
        return float(constants / kept)

    @property
    def rows(self) -> ExactArray | FloatArray:
        """W_{L-1}, shape (v, d): M_L times the pseudo-inverse of Z; fractions, or floats."""
        one = self.space
        constants, kept = self.squares
        return self._in_algebra((one.v - one.k - one.m) / constants, -one.gap / kept, self.means.T)

    @property
    def middle(self) -> ExactArray | FloatArray:
        """The projection onto the columns of Z, shape (d, d)."""
        constants, kept = self.squares
        return np.asarray(self.means @ self._in_algebra(1 / constants, 1 / kept, self.means.T))

    @property
    def singular_values(self) -> FloatArray:
        """Of σ(M_L) = Ā, in ascending order."""
        one = self.space
        values = [one.v - one.k - 1.0] + [float(one.p)] * one.f + [float(one.m) - 1] * (one.v - 1 - one.f)
        return np.sort(np.array(values))

    def shape(self, name: str) -> GraphShape:
        """The same in floats, under a name."""
        means, rows = (np.asarray(one, dtype=np.float64) for one in (self.means, self.rows))
        return GraphShape(name, means, rows, self.singular_values)

    def _number(self, value: Any) -> Number:
        return Fraction(int(value)) if self.space.exact else float(value)

    def _in_algebra(
        self, constants: Number, kept: Number, right: Integers | FloatArray
    ) -> ExactArray | FloatArray:
        """(constants E_0 + kept E_1) times a matrix; sums are of integers over a common denominator, which is fast."""
        one = self.space
        near, far = (one.p - 1) / self._number(one.k), -one.p / self._number(one.v - one.k - 1)
        entries = [(constants + kept * one.f * value) / one.v for value in (self._number(1), near, far)]
        parts = (np.eye(one.v, dtype=np.int64), self.A, 1 - np.eye(one.v, dtype=np.int64) - self.A)
        if not one.exact:
            return np.asarray(
                sum(float(value) * part for value, part in zip(entries, parts, strict=True)) @ right
            )
        denominator = lcm(*(Fraction(value).denominator for value in entries))
        whole = sum(
            int(value * denominator) * part.astype(object) for value, part in zip(entries, parts, strict=True)
        )
        product: ExactArray = whole @ right.astype(object)
        return np.array([Fraction(int(x), denominator) for x in product.ravel()], dtype=object).reshape(
            product.shape
        )


def vertex_layers(graph: nx.Graph, what: str = "the graph") -> tuple[VertexLayers, ...]:
    """Layers for both eigenspaces and, where there are any, both beginnings.

    Parameters
    ----------
    graph : networkx.Graph
        Primitive and strongly regular; its vertices are the classes, in networkx's order.
    what : str
        Where it comes from, for messages.

    Raises
    ------
    InvalidInputError
        If it is not.

    Examples
    --------
    >>> for one in vertex_layers(nx.petersen_graph()):
    ...     print(one.name, one.means.shape, round(one.ratio_square, 6))
    eigenvalue 1, algebra (10, 10) 2.777778
    eigenvalue -2, algebra (10, 10) 7.111111
    eigenvalue -2, sets (5, 10) 2.666667
    """
    parameters = require_strongly_regular(graph, what)
    A = nx.to_numpy_array(graph, dtype=np.int64, weight=None)
    found = []
    for space in eigenvalues(parameters):
        own = 1 - np.eye(space.v, dtype=np.int64) - A if space.complement else A
        value = -space.p if space.complement else space.p - 1
        label = f"eigenvalue {value if space.exact else format(float(value), '.3f')}"
        identity = np.eye(space.v, dtype=np.int64)
        first = own + (int(space.m) * identity if space.exact else float(space.m) * identity)
        found.append(_with_constant(VertexLayers(f"{label}, algebra", own, space, first)))
        sets = _sets(own, space)
        if sets is not None:
            found.append(_with_constant(VertexLayers(f"{label}, sets", own, space, sets)))
    return tuple(found)


def _with_constant(layers: VertexLayers) -> VertexLayers:
    """A constant added to all entries, if that is cheaper: (ϱ+f)² (t²/ϱ²+f) falls until ϱ = t^(2/3)."""
    Z, best = layers.means, layers.space.last_ratio ** (2 / 3)
    if layers.ratio_square >= best**2:
        return layers
    # The rows of Z have equal sums: c moves its singular value on the constants from sum/√size to (sum + c size)/√size.
    c = (best * sqrt(layers.squares[1]) * sqrt(Z.size) - float(Z.sum())) / Z.size
    return replace(layers, means=STEPS * Z + ceil(c * STEPS) if layers.space.exact else Z + c)


def _sets(A: Integers, space: Eigenvalues) -> Integers | None:
    """Nonnegative integer functions with ZᵀZ in the algebra and a smaller ϱ than A + mI, if any are found."""
    if not space.exact:
        return None
    for found in (_facets(A, space), _cliques(A, space)):
        if found is None or len(found) > MOST_SETS:
            continue
        if _spreads(found, A, space) < space.least_square * (1 - 1e-9):
            return found
    return None


def _spreads(Z: Integers, A: Integers, space: Eigenvalues) -> float:
    """ϱ² of the rows of Z, or infinity if they do not lie in the span of the constants and E_1, or ZᵀZ not in the algebra."""
    v, theta = space.v, int(space.p - 1)
    centred = v * Z - Z.sum(axis=1, keepdims=True)
    gram = Z.T @ Z
    near, apart = A.astype(bool), ~(A + np.eye(v, dtype=np.int64)).astype(bool)
    equal_sums = len(np.unique(Z.sum(axis=1))) == 1
    regular = equal_sums and all(
        len(np.unique(gram[where])) == 1 for where in (np.eye(v, dtype=bool), near, apart)
    )
    if not (regular and (centred @ A == theta * centred).all() and Z.min() >= 0):
        return float("inf")
    constants = gram.sum() / v
    return float(constants / ((np.trace(gram) - constants) / space.f))


def _facets(A: Integers, space: Eigenvalues) -> Integers | None:
    """The facets that vary most, of the polytope of the vertices in E_1."""
    from scipy.spatial import ConvexHull

    if space.f > MOST_DIMENSIONS or space.v > MOST_VERTICES:
        return None
    values, vectors = np.linalg.eigh(space.projection(A))
    points = vectors[:, values > 0.5]
    heights = -(points @ (hull := ConvexHull(points)).equations[:, :-1].T + hull.equations[:, -1]).T
    heights[np.abs(heights) < 1e-9] = 0
    scaled = heights / np.min(heights, axis=1, where=heights > 0, initial=np.inf)[:, None]
    whole = np.unique(np.rint(scaled).astype(np.int64), axis=0)
    means = whole.mean(axis=1)
    spread = (whole**2).mean(axis=1) / means**2
    return np.asarray(whole[spread > spread.max() * (1 - 1e-9)])


def _cliques(A: Integers, space: Eigenvalues) -> Integers | None:
    """All cliques of 1 + k/m vertices, which meet Delsarte's bound."""
    size = 1 + space.k / Fraction(space.m)
    cliques = list(islice(nx.find_cliques(nx.from_numpy_array(A)), MOST_CLIQUES))
    found = [clique for clique in cliques if len(clique) == size]
    if not found:
        return None
    Z = np.zeros((len(found), space.v), dtype=np.int64)
    for row, clique in zip(Z, found, strict=True):
        row[clique] = 1
    return Z


@cache
def named_layers(vertices: int) -> tuple[tuple[str, VertexLayers], ...]:
    """Layers of all named graphs with so many vertices; of equal costs one is kept.

    Examples
    --------
    >>> for name, one in named_layers(16):
    ...     print(name, one.space.f + 1, round(one.ratio_square, 3))
    vertices of L_2(4), eigenvalue 2, algebra 7 4.0
    vertices of L_2(4), eigenvalue 2, sets 7 2.531
    vertices of L_2(4), eigenvalue -2, algebra 10 9.0
    vertices of L_2(4), eigenvalue -2, sets 10 3.0
    vertices of Clebsch, eigenvalue 1, algebra 11 4.0
    vertices of Clebsch, eigenvalue -3, algebra 6 9.0
    vertices of Clebsch, eigenvalue -3, sets 6 5.0
    """
    found: dict[tuple[float, ...], tuple[str, VertexLayers]] = {}
    for count, name, make in named_graphs():
        if count == vertices:
            for one in vertex_layers(make(), name):
                key = (round(one.ratio_square, 9), one.space.k, one.space.f)
                found.setdefault(key, (f"vertices of {name}, {one.name}", one))
    return tuple(found.values())


def cheapest_vertex_shapes(vertices: int) -> Iterator[GraphShape]:
    """For each rank the layers with the least cost constant.

    Examples
    --------
    >>> [(shape.name, shape.rank) for shape in cheapest_vertex_shapes(27)]
    [('vertices of Schläfli, eigenvalue 4, algebra', 7), ('vertices of Schläfli, eigenvalue -2, sets', 21)]
    """
    best: dict[int, GraphShape] = {}
    for name, one in named_layers(vertices):
        shape = one.shape(name)
        other = best.get(shape.rank)
        if other is None or shape.log_constant < other.log_constant:
            best[shape.rank] = shape
    yield from (best[rank] for rank in sorted(best))
