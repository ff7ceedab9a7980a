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
from math import ceil, lcm, sqrt
from typing import Any

import networkx as nx
import numpy as np

from numerics.exact import ExactArray
from numerics.families.graph_edges import GraphShape
from numerics.families.kept_eigenspace import (
    Eigenvalues,
    Integers,
    Number,
    eigenvalues,
    require_strongly_regular,
)
from numerics.families.regular_graphs import named_graphs
from numerics.families.varying_functions import varying_functions
from numerics.solution.model import FloatArray

VERTICES_UP_TO = 60
"""Vertices of the named graphs."""

STEPS = 64
"""ϱ is a multiple of its inverse where a constant is added."""


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
        sets = varying_functions(own, space)
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
