"""Starts of a search from networks of neighbouring cells: one layer or one class more or less, and a shake.

Every move turns a network of one cell into one of another whose loss is not far from what it was; the descent that
follows does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numerics.atlas.record import Floats
from numerics.solution.scales import equalised

_RANK = 1e-6
"""Singular values below this fraction of the greatest are rounding."""


def insert_layer(factors: Sequence[Floats], layer: int) -> list[Floats]:
    """Repeat σ(M_l), 2 <= l <= L, by the projector on its column space; the outputs stay.

    Its squared norm is the rank of σ(M_l), the least of all matrices that leave σ(M_l) as it is.

    Examples
    --------
    >>> longer = insert_layer([np.ones((1, 3)), np.ones((2, 1)), np.ones((3, 2))], 2)
    >>> longer[2].round(12).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    active = factors[1] @ factors[0]
    for weight in factors[2:layer]:
        active = weight @ np.maximum(active, 0)
    U, values, _ = np.linalg.svd(np.maximum(active, 0), full_matrices=True)
    rank = int((values > _RANK * max(values[0], np.finfo(float).tiny)).sum())
    projector = np.eye(len(U)) if rank == len(U) else U[:, :rank] @ U[:, :rank].T
    return [*factors[:layer], projector, *factors[layer:]]


def drop_layer(factors: Sequence[Floats], layer: int) -> list[Floats]:
    """Leave out the σ between W_{l-1} and W_l, 2 <= l <= L, and multiply the two.

    Examples
    --------
    >>> [f.shape for f in drop_layer([np.ones((1, 3)), np.ones((2, 1)), np.eye(2), np.ones((3, 2))], 2)]
    [(1, 3), (2, 1), (3, 2)]
    """
    return [*factors[: layer - 1], factors[layer] @ factors[layer - 1], *factors[layer + 1 :]]


def add_class(factors: Sequence[Floats]) -> list[Floats]:
    """One class more, on neurons of its own: a block of DNC.

    Examples
    --------
    >>> [f.tolist() for f in add_class([np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1))])]
    [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]]
    """
    K = factors[-1].shape[0]
    sizes = [float(np.linalg.norm(factor)) / K**0.5 for factor in factors]
    grown = []
    for factor, size in zip(factors, sizes, strict=True):
        larger = np.pad(factor, ((0, 1), (0, 1)))
        larger[-1, -1] = size
        grown.append(larger)
    return grown


def delete_class(factors: Sequence[Floats], which: int) -> list[Floats]:
    """One class less; its neurons stay.

    Examples
    --------
    >>> [f.shape for f in delete_class([np.ones((1, 3)), np.ones((2, 1)), np.ones((3, 2))], 0)]
    [(1, 2), (2, 1), (2, 2)]
    """
    first, *weights, last = factors
    return [np.delete(first, which, axis=1), *weights, np.delete(last, which, axis=0)]


def padded(factors: Sequence[Floats], widths: Sequence[int]) -> list[Floats]:
    """Add neurons without weights up to the widths d_1, …, d_L.

    Examples
    --------
    >>> [f.shape for f in padded([np.ones((1, 3)), np.ones((2, 1)), np.ones((3, 2))], (2, 4))]
    [(2, 3), (4, 2), (3, 4)]
    """
    K = factors[-1].shape[0]
    shapes = zip([*widths, K], [K, *widths], strict=True)
    return [
        np.pad(factor, ((0, rows - factor.shape[0]), (0, columns - factor.shape[1])))
        for factor, (rows, columns) in zip(factors, shapes, strict=True)
    ]


def shaken(factors: Sequence[Floats], rng: np.random.Generator, level: float) -> list[Floats]:
    """Add noise whose norm is ``level`` times that of each factor, with all norms made equal before.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> one = np.eye(2)
    >>> round(float(np.linalg.norm(shaken([one, one, one], rng, 0.1)[0] - one)), 6)
    0.141421
    """
    moved = []
    for factor in equalised(list(factors), [1.0] * len(factors)):
        noise = rng.standard_normal(factor.shape)
        moved.append(factor + level * noise * (np.linalg.norm(factor) / np.linalg.norm(noise)))
    return moved
