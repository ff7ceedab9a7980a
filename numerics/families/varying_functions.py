"""Nonnegative functions in the span of the constants and one eigenspace of a strongly regular graph (S27).

Of rows that all have mean 1, those that vary most allow the least ϱ.  They are vertices of a polytope of functions, which
are the facets of the polytope that the vertices of the graph span in the eigenspace.  Cliques that meet Delsarte's bound
are such functions.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import networkx as nx
import numpy as np

from numerics.families.kept_eigenspace import Eigenvalues, Integers

MOST_DIMENSIONS, MOST_VERTICES = 7, 30
"""Facets are found up to these sizes, in at most a second."""

MOST_CLIQUES, MOST_SETS = 5000, 400
"""Maximal cliques that are looked at, and rows that Z may have."""


def varying_functions(A: Integers, space: Eigenvalues) -> Integers | None:
    """Nonnegative integer functions with ZᵀZ in the algebra and a smaller ϱ than A + mI, if any are found.

    Parameters
    ----------
    A : array, shape (v, v)
        Adjacency matrix of the graph with the eigenvalue p − 1.
    space : Eigenvalues
        Its eigenspace E_1.

    Examples
    --------
    The edges at a vertex of K_5, cliques of T(5):

    >>> from numerics.families.kept_eigenspace import eigenvalues
    >>> from numerics.families.regular_graphs import triangular
    >>> from numerics.graphs import strongly_regular_parameters
    >>> graph = triangular(5)
    >>> own, _ = eigenvalues(strongly_regular_parameters(graph))
    >>> varying_functions(nx.to_numpy_array(graph, dtype=np.int64), own).sum(axis=1)
    array([4, 4, 4, 4, 4])
    """
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
