"""Permutations of classes and neurons by a group, and the orbits on pairs, which are the coordinates of equivariant maps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from numerics.exact import require_integer
from theory.errors import InvalidInputError

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Action:
    """How the generators of a group permute the elements 0, 1, … of a set.

    Attributes
    ----------
    generators : ndarray, shape (number of generators, size)
        Row g maps element i to ``generators[g, i]``.

    Raises
    ------
    InvalidInputError
        If a row is no permutation.

    Examples
    --------
    >>> Action(np.array([[1, 2, 0]])).size
    3
    """

    generators: Integers

    def __post_init__(self) -> None:
        rows = np.asarray(self.generators)
        whole = rows.ndim == 2 and np.issubdtype(rows.dtype, np.integer)
        if not whole or not all(np.array_equal(np.sort(row), np.arange(len(row))) for row in rows):
            raise InvalidInputError(
                f"generators {rows.tolist()} given; every row must be a permutation of 0, …, size − 1"
            )

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(self.generators.shape[1])


def subsets(r: int, t: int) -> Action:
    """The symmetric group S_r on the t-subsets of r points, in lexicographic order.

    Examples
    --------
    >>> subsets(4, 2).size
    6
    """
    r = require_integer("r", r, least=1)
    t = require_integer("t", t, least=0)
    found = list(combinations(range(r), t))
    place = {subset: index for index, subset in enumerate(found)}
    swap, cycle = [1 % r, 0, *range(2, r)][:r], [*range(1, r), 0]
    images = [
        [place[tuple(sorted(points[point] for point in subset))] for subset in found]
        for points in (swap, cycle)
    ]
    return Action(np.array(images, dtype=np.int64).reshape(2, comb(r, t)))


def trivial(like: Action, size: int = 1) -> Action:
    """Elements that the group of another action leaves where they are."""
    return Action(np.tile(np.arange(size), (len(like.generators), 1)))


def both(first: Action, *others: Action) -> Action:
    """The disjoint union: a layer with neurons of several kinds.

    Examples
    --------
    >>> both(subsets(4, 1), trivial(subsets(4, 1))).size
    5
    """
    parts, start = [first.generators], first.size
    for action in others:
        _same_group(first, action)
        parts.append(action.generators + start)
        start += action.size
    return Action(np.concatenate(parts, axis=1))


def orbits_of_pairs(rows: Action, columns: Action) -> Integers:
    """Number of the orbit of every pair (i, j): a matrix is equivariant iff it is constant on the orbits.

    Examples
    --------
    An edge of K_4 and an edge have 2, 1 or 0 common points:

    >>> orbits_of_pairs(subsets(4, 2), subsets(4, 2))[0]
    array([0, 1, 1, 1, 1, 2])
    """
    _same_group(rows, columns)
    pairs = np.arange(rows.size * columns.size)
    i, j = np.divmod(pairs, columns.size)
    images = [p[i] * columns.size + q[j] for p, q in zip(rows.generators, columns.generators, strict=True)]
    edges = (np.ones(len(images) * len(pairs)), (np.tile(pairs, len(images)), np.concatenate(images)))
    labels = connected_components(coo_array(edges, shape=(len(pairs),) * 2), directed=False)[1]
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # orbits in the order in which they occur
    return np.asarray(rank[inverse].reshape(rows.size, columns.size), dtype=np.int64)


def _same_group(first: Action, second: Action) -> None:
    if len(first.generators) != len(second.generators):
        raise InvalidInputError(
            f"actions with {len(first.generators)} and {len(second.generators)} generators given; they must be of one"
            " group, generator by generator"
        )
