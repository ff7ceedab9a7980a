"""Geometry of trained networks: ranks, DNC2 and DNC3 of every layer, batched over runs.

All functions take class means or layers of shape (runs, d, K) and survive means of low rank (MATH.md §6): nothing is
inverted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.dufm.problem import Floats

RANK_TOLERANCE = 1e-4
"""A singular value counts towards the rank if it exceeds this fraction of the greatest one.

Solutions polished to a gradient norm of 1e-9 leave singular values that ought to vanish near 1e-8, and those that are
part of a solution lie above 1e-2; see :attr:`Ranks.gap` for how clear the cut was.
"""


class Ranks(NamedTuple):
    """Numerical ranks and how clear they are.

    Attributes
    ----------
    rank : integer array, shape (runs,)
        Singular values above RANK_TOLERANCE times the greatest; 0 for a zero matrix.
    gap : array, shape (runs,)
        The least singular value that counts over the greatest that does not; inf if the latter vanishes or all count.
    singular_values : array, shape (runs, min(d, K))
        In descending order.
    """

    rank: NDArray[np.int64]
    gap: Floats
    singular_values: Floats


def class_means(layer: Floats, K: int) -> Floats:
    """Means over the samples of a class, shape (runs, d, K), of a layer of shape (runs, d, K n).

    Examples
    --------
    >>> class_means(np.array([[[0.0, 2.0, 9.0, 11.0]]]), K=2)
    array([[[ 1., 10.]]])
    """
    runs, d, _ = layer.shape
    means: Floats = layer.reshape(runs, d, K, -1).mean(axis=3)
    return means


def gram(means: Floats) -> Floats:
    """Gram matrices MᵀM of the classes, shape (runs, K, K)."""
    product: Floats = np.swapaxes(means, 1, 2) @ means
    return product


def ranks(means: Floats, floor: float = 1e-12) -> Ranks:
    """Numerical ranks of matrices.

    Parameters
    ----------
    means : array, shape (runs, d, K)
        Finite matrices.
    floor : float
        A matrix whose greatest singular value is at most this is zero.

    Examples
    --------
    >>> found = ranks(np.diag([2.0, 1.0, 1e-9])[None])
    >>> found.rank, found.gap > 1e8
    (array([2]), array([ True]))
    """
    values = np.linalg.svd(means, compute_uv=False)
    top = values[:, :1]
    counted = (values > RANK_TOLERANCE * top) & (top > floor)
    least = np.where(counted, values, np.inf).min(axis=1)
    rest = np.where(counted, 0.0, values).max(axis=1)
    gap: Floats = np.divide(least, rest, out=np.full(len(values), np.inf), where=rest > 0)
    return Ranks(counted.sum(axis=1), gap, values.astype(np.float64, copy=False))


def dnc2(means: Floats) -> Floats:
    """Distance ‖G/‖G‖_F − I/√K‖_F of the Gram matrix G from a multiple of the identity, shape (runs,).

    0 for an orthogonal frame, at most √2; nan for zero means.

    Examples
    --------
    >>> dnc2(np.stack([3 * np.eye(2), np.ones((2, 2))])).round(4)
    array([0.    , 0.7654])
    """
    G = gram(means)
    norm = np.linalg.norm(G, axis=(1, 2))
    K = G.shape[1]
    scaled = np.divide(G, norm[:, None, None], out=np.full(G.shape, np.nan), where=norm[:, None, None] > 0)
    return np.asarray(np.linalg.norm(scaled - np.eye(K) / np.sqrt(K), axis=(1, 2)), dtype=np.float64)


def dnc3(weight: Floats, inputs: Floats) -> Floats:
    """1 − the mean over the rows of W_l, weighted by their squared norms, of the best cosine with a column of σ(M_l).

    0 if every row is zero or collinear with a column, shape (runs,).

    Parameters
    ----------
    weight : array, shape (runs, d', d)
        W_l.
    inputs : array, shape (runs, d, K)
        σ(M_l), or M_1 for l = 1.

    Examples
    --------
    >>> bool(abs(dnc3(2 * np.eye(3)[None], np.eye(3)[None])[0]) < 1e-12)
    True
    """
    tiny = np.finfo(np.float64).tiny
    rows = np.linalg.norm(weight, axis=2)
    columns = np.linalg.norm(inputs, axis=1)
    cosines = np.abs(weight @ inputs) / np.maximum(rows[:, :, None] * columns[:, None, :], tiny)
    share = rows**2 / np.maximum((rows**2).sum(axis=1, keepdims=True), tiny)
    found: Floats = 1 - (share * cosines.max(axis=2)).sum(axis=1)
    return found
