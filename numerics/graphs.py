"""Complete graphs, triangular graphs and Kneser graphs on edges, as graphs and as integer matrices.

The classes of the SRG solution are the edges of the complete graph K_r.  Every function here lists them
in lexicographic order, (0, 1), (0, 2), ..., (r-2, r-1), so that the rows and columns of all matrices and
the nodes of all graphs belong together (MATH.md §3).

The graphs come from networkx's own line graph and complement, the matrices from index arithmetic that is
fast enough for r = 200.  The two routes share nothing but the order of the edges, and a test compares
them.
"""

from __future__ import annotations

from math import comb, isqrt
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import DTypeLike, NDArray

from numerics.exact import require_integer
from theory.errors import InvalidInputError

SMALLEST_R = 4
"""For r < 4 no two edges of K_r are disjoint, and the Kneser graph has no edges."""


def edges(r: int) -> NDArray[np.intp]:
    """Edges of the complete graph K_r in lexicographic order, one row (i, j) with i < j for each.

    Raises
    ------
    InvalidInputError
        Here and below if ``r`` is not an integer >= 4.

    Examples
    --------
    >>> edges(4).tolist()
    [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    """
    r = require_integer("r", r, SMALLEST_R)
    return np.column_stack(np.triu_indices(r, k=1))


def classes_to_vertices(K: int) -> int:
    """Return the r with K = r(r-1)/2.

    Raises
    ------
    InvalidInputError
        If ``K`` is no such number with r >= 4; the message names the nearest that are.

    Examples
    --------
    >>> classes_to_vertices(10)
    5
    """
    K = require_integer("K", K, least=1)
    r = (1 + isqrt(1 + 8 * K)) // 2  # the largest r with r(r-1)/2 <= K
    if r >= SMALLEST_R and comb(r, 2) == K:
        return r
    nearest = sorted({comb(max(m, SMALLEST_R), 2) for m in (r, r + 1)})
    raise InvalidInputError(
        f"K = {K} given; the SRG solution needs K = r(r-1)/2 with an integer r >= 4;"
        f" choose K = {' or '.join(map(str, nearest))}"
    )


def complete_graph(r: int) -> nx.Graph:
    """Complete graph K_r on the vertices 0, ..., r-1.

    Examples
    --------
    >>> complete_graph(5).number_of_edges()
    10
    """
    return nx.complete_graph(require_integer("r", r, SMALLEST_R))


def triangular_graph(r: int) -> nx.Graph:
    """Triangular graph T(r): the line graph of K_r; edges that share a vertex are adjacent.

    Examples
    --------
    >>> strongly_regular_parameters(triangular_graph(6))
    StronglyRegularParameters(v=15, k=8, lam=4, mu=4)
    """
    line_graph = nx.line_graph(complete_graph(r))
    graph = nx.Graph()
    graph.add_nodes_from(sorted(line_graph))  # fixes the order of the nodes
    graph.add_edges_from(line_graph.edges)
    return graph


def kneser_graph(r: int) -> nx.Graph:
    """Kneser graph on the edges of K_r, the complement of T(r): disjoint edges are adjacent.

    r = 5 gives the Petersen graph; r = 4 gives three disjoint edges, which is strongly regular but
    imprimitive (see :class:`StronglyRegularParameters`).

    Examples
    --------
    >>> nx.is_isomorphic(kneser_graph(5), nx.petersen_graph())
    True
    """
    return nx.complement(triangular_graph(r))


def incidence_matrix(r: int) -> NDArray[np.int64]:
    """Vertex-edge incidence matrix B of K_r: r × K with entries 0 and 1.

    Examples
    --------
    >>> incidence_matrix(4)
    array([[1, 1, 1, 0, 0, 0],
           [1, 0, 0, 1, 1, 0],
           [0, 1, 0, 1, 0, 1],
           [0, 0, 1, 0, 1, 1]])
    """
    endpoints = edges(r)
    B = np.zeros((r, len(endpoints)), dtype=np.int64)
    B[endpoints.T, np.arange(len(endpoints))] = 1
    return B


def triangular_adjacency(r: int, dtype: DTypeLike = np.int64) -> NDArray[np.integer[Any]]:
    """Adjacency matrix A_T of the triangular graph T(r), K × K.

    Parameters
    ----------
    r : int
        Number of vertices of K_r.
    dtype : data type, optional
        Of the entries.  At r = 200, K = 19900, int64 takes 3.2 GB and int8 takes 0.4 GB; but products
        of int8 matrices overflow.

    Examples
    --------
    >>> B = incidence_matrix(5)
    >>> bool((triangular_adjacency(5) == B.T @ B - 2 * np.eye(10, dtype=int)).all())
    True
    """
    B = incidence_matrix(r)
    A = np.zeros((B.shape[1],) * 2, dtype=dtype)
    for vertex in B:
        star = np.flatnonzero(vertex)  # the edges at one vertex share it: they form a clique
        A[np.ix_(star, star)] = 1
    np.fill_diagonal(A, 0)
    return A


def kneser_adjacency(r: int, dtype: DTypeLike = np.int64) -> NDArray[np.integer[Any]]:
    """Adjacency matrix A of the Kneser graph on the edges of K_r, K × K: A = J - I - A_T.

    Parameters are those of :func:`triangular_adjacency`.

    Examples
    --------
    >>> B = incidence_matrix(5)
    >>> bool((kneser_adjacency(5) == np.maximum(1 - B.T @ B, 0)).all())
    True
    """
    A = triangular_adjacency(r, dtype)
    np.fill_diagonal(A, 1)
    np.subtract(1, A, out=A)  # in place, for at r = 200 a second matrix would be large
    return A


class StronglyRegularParameters(NamedTuple):
    """Parameters (v, k, λ, μ) of a strongly regular graph.

    v vertices of degree k; adjacent vertices have λ common neighbours, others have μ.
    """

    v: int
    k: int
    lam: int
    mu: int

    @property
    def primitive(self) -> bool:
        """Whether the graph and its complement are connected: 0 < μ < k.

        The Kneser graph at r = 4, three disjoint edges, satisfies the counts with (6, 1, 0, 0) but is
        imprimitive; its complement T(4), the octahedron, has (6, 4, 2, 4).  Authors who ask for a
        connected graph of diameter 2, and with them networkx's ``is_strongly_regular``, leave out the
        former.

        Examples
        --------
        >>> strongly_regular_parameters(kneser_graph(4)).primitive
        False
        """
        return 0 < self.mu < self.k


def strongly_regular_parameters(graph: nx.Graph) -> StronglyRegularParameters | None:
    """Count the parameters of a strongly regular graph; None if the graph is not strongly regular.

    Counted are the entries of A², the numbers of walks of length two: the graph is strongly regular iff
    A² = k I + λ A + μ (J - I - A) with integers k, λ, μ.  Imprimitive graphs count, complete and empty
    ones do not, for they leave λ or μ undetermined.

    Parameters
    ----------
    graph : networkx.Graph
        Simple and undirected; edge weights are ignored.

    Raises
    ------
    InvalidInputError
        If the graph is directed, has parallel edges or loops, or has no vertices.

    Examples
    --------
    >>> strongly_regular_parameters(nx.petersen_graph())
    StronglyRegularParameters(v=10, k=3, lam=0, mu=1)
    >>> strongly_regular_parameters(nx.path_graph(3)) is None
    True
    """
    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph) or not graph:
        raise InvalidInputError(
            f"{graph} given; strongly regular graphs are simple, undirected and not empty; convert it first"
        )
    # Entries of A² are at most v, so float64 holds them exactly and BLAS may multiply.
    A = nx.to_numpy_array(graph, dtype=np.float64, weight=None)
    walks, adjacent = (A @ A).astype(np.int64), A.astype(bool)
    apart = ~adjacent & ~np.eye(len(A), dtype=bool)
    counts = [np.unique(walks[where]) for where in (np.eye(len(A), dtype=bool), adjacent, apart)]
    if any(len(values) != 1 for values in counts):
        return None
    k, lam, mu = (int(values[0]) for values in counts)
    return StronglyRegularParameters(len(A), k, lam, mu)
