"""Classes are the edges of any graph: SRG's layers with another graph in the place of K_r.

B is the incidence matrix of the graph on v vertices without isolated ones, and rows of W_{L-1} are −½ on the ends of
an edge and +½ elsewhere, so that σ(M_L) is the adjacency matrix of disjoint edges; or +½ and −½, so that it is I.
For a k-regular graph with eigenvalues θ_i the singular values of B are √(k + θ_i), and those of σ(M_L) are
|m − 2k + 1|, |k − 1 + θ_i| for the other θ_i > −k, and 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import networkx as nx
import numpy as np

from numerics.families.assemble import assemble
from numerics.solution.model import FloatArray, Solution
from theory.errors import InvalidInputError

GRAPHS_UP_TO = 21
"""Edges of all graphs of at most seven vertices: so many classes."""

SINGULAR = 1e-9
"""σ(M_L) with a smaller singular value is not invertible."""


@dataclass(frozen=True, eq=False)
class GraphShape:
    """Layers of the edges or of the vertices of a graph.

    Attributes
    ----------
    name : str
        Of the graph and the sign, or what else there is to choose.
    means, rows : arrays, shapes (d, K) and (K, d)
        M_2 >= 0, for edges B, and W_{L-1}.
    singular_values : array, shape (K,)
        Of σ(M_L).
    """

    name: str
    means: FloatArray
    rows: FloatArray
    singular_values: FloatArray

    @property
    def classes(self) -> int:
        """Number of edges, or of vertices."""
        return int(self.means.shape[1])

    @cached_property
    def rank(self) -> int:
        """Rank of M_2."""
        return int(np.linalg.matrix_rank(self.means))

    @property
    def log_constant(self) -> float:
        """Log of the cost constant at L = 3."""
        return self.log_shape_cost(3) + float(np.log((self.singular_values**-2.0).sum()))

    def log_shape_cost(self, L: int) -> float:
        """Log of ‖M_2‖_*² (rank M_2)^(L−3) ‖W_{L-1}‖²: the projection onto the columns of M_2 carries it on."""
        return float(
            2 * np.log(np.linalg.norm(self.means, "nuc"))
            + (L - 3) * np.log(self.rank)
            + 2 * np.log(np.linalg.norm(self.rows))
        )

    def solution(self, kappa: float, *, lambda_H: float, lambdas: tuple[float, ...], n: int = 1) -> Solution:
        """The network whose last layer is the ridge solution for κ."""
        A = np.maximum(self.rows @ self.means, 0)
        ridge = A.T @ np.linalg.inv(A @ A.T + kappa * np.eye(len(A)))
        return assemble(self.means, self.rows, ridge, lambda_H=lambda_H, lambdas=lambdas, n=n, balanced=False)


def edge_shape(graph: nx.Graph, name: str, *, far: bool = True) -> GraphShape | None:
    """The layers of the edges of a graph; None where σ(M_L) is singular.

    Raises
    ------
    InvalidInputError
        If the graph is not simple or has fewer than two edges.

    Examples
    --------
    >>> edge_shape(nx.complete_graph(5), "K_5").singular_values.round(9)
    array([1., 1., 1., 1., 1., 2., 2., 2., 2., 3.])
    """
    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph) or graph.size() < 2:
        raise InvalidInputError(f"{graph} given; classes are the edges of a simple graph with two or more")
    B = nx.incidence_matrix(graph, weight=None).toarray().astype(np.float64)
    B = B[B.any(axis=1)]
    rows = (0.5 - B.T) * (1 if far else -1)
    values = np.sort(np.abs(np.linalg.eigvalsh(np.maximum(rows @ B, 0))))
    if values[0] < SINGULAR:
        return None
    return GraphShape(f"edges of {name}{'' if far else ', identity'}", B, rows, values)


@cache
def edge_shapes(K: int) -> tuple[GraphShape, ...]:
    """Layers of all graphs of at most seven vertices with K edges, and of complete bipartite and circulant graphs.

    Of graphs with the same cost and spectrum one is kept.

    Examples
    --------
    >>> [shape.name for shape in edge_shapes(3)][:2]
    ['edges of K_3, identity', 'edges of K_1,3, identity']
    """
    found: dict[tuple[float, ...], GraphShape] = {}
    for name, graph in _graphs(K):
        for far in (True, False):
            shape = edge_shape(graph, name, far=far)
            if shape is not None:
                key = (round(shape.log_shape_cost(4), 9), *np.round(shape.singular_values, 7))
                found.setdefault(key, shape)
    return tuple(found.values())


def cheapest_edge_shapes(K: int) -> tuple[GraphShape, ...]:
    """For each rank the layers with the least cost constant: of one rank only these can be the best at small λ.

    Examples
    --------
    >>> [(shape.name, shape.rank) for shape in cheapest_edge_shapes(9)][0]
    ('edges of K_3,3', 5)
    """
    found: dict[int, GraphShape] = {}
    for shape in edge_shapes(K):
        best = found.get(shape.rank)
        if best is None or shape.log_constant < best.log_constant:
            found[shape.rank] = shape
    return tuple(found[rank] for rank in sorted(found))


def _graphs(K: int) -> Iterator[tuple[str, nx.Graph]]:
    for number, graph in _atlas():
        if graph.number_of_edges() == K:
            yield _known(graph) or f"atlas graph {number}", graph
    for a in range(2, int(np.sqrt(K)) + 1):
        if K % a == 0 and a + K // a > 7:
            yield f"K_{a},{K // a}", nx.complete_bipartite_graph(a, K // a)
    for v in range(8, K + 1):
        if K % v == 0 and K // v < v // 2:
            yield f"circulant {v} 1..{K // v}", nx.circulant_graph(v, range(1, K // v + 1))


@cache
def _atlas() -> tuple[tuple[int, nx.Graph], ...]:
    from networkx.generators.atlas import graph_atlas_g

    graphs = enumerate(graph_atlas_g())
    return tuple((k, g) for k, g in graphs if g.size() >= 2 and all(degree for _, degree in g.degree))


def _known(graph: nx.Graph) -> str | None:
    """A name for complete multipartite graphs: the sizes of their parts."""
    parts = sorted(map(len, nx.connected_components(nx.complement(graph))))
    v = len(graph)
    if graph.size() != (v * v - sum(part**2 for part in parts)) // 2:
        return None
    return f"K_{v}" if parts == [1] * v else "K_" + ",".join(map(str, parts))
