"""The connected pieces of a network: blocks of classes that share no neuron."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Scalar = TypeVar("Scalar", bound=np.generic)


def components(factors: Sequence[NDArray[Any]]) -> Iterator[list[Indices]]:
    """Connected components of the graph with an edge for every entry of H_1, W_1, …, W_L but zero.

    A class is one vertex: the column of H_1 and the row of W_L.  Neurons that no class is connected to are left out.

    Yields
    ------
    list of arrays
        The classes, then the neurons of the layers 1, …, L that belong to the component.

    Examples
    --------
    >>> W = np.array([[1, 0, 1], [0, 2, 0]])
    >>> [[part.tolist() for part in one] for one in components([W.T, np.eye(3), W])]
    [[[0], [0, 2], [0, 2]], [[1], [1], [1]]]
    """
    starts = np.cumsum([0, *(factor.shape[1] for factor in factors)])
    total = int(starts[-1])
    joined = np.eye(total, dtype=np.float32)
    for index, factor in enumerate(factors):
        above = int(starts[index + 1]) % total  # the rows of W_L are the classes again
        rows, columns = np.nonzero(factor)
        joined[above + rows, starts[index] + columns] = 1
        joined[starts[index] + columns, above + rows] = 1
    while True:
        further = np.minimum(joined @ joined, 1)
        if (further == joined).all():
            break
        joined = further
    labels = joined.argmax(axis=1)
    for label in np.unique(labels[: starts[1]]):
        members = labels == label
        yield [np.flatnonzero(members[a:b]) for a, b in itertools.pairwise(starts)]


def cut(factors: Sequence[NDArray[Scalar]], parts: Sequence[Indices]) -> tuple[NDArray[Scalar], ...]:
    """H_1, W_1, …, W_L of one component.

    Examples
    --------
    >>> W = np.array([[1, 0, 1], [0, 2, 0]])
    >>> first = next(components([W.T, np.eye(3), W]))
    >>> [factor.tolist() for factor in cut([W.T, np.eye(3), W], first)]
    [[[1], [1]], [[1.0, 0.0], [0.0, 1.0]], [[1, 1]]]
    """
    rows = [*parts[1:], parts[0]]
    return tuple(
        factor[np.ix_(above, below)] for factor, above, below in zip(factors, rows, parts, strict=True)
    )
