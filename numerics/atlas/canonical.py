"""From a network as a search leaves it to one that is worth keeping: no dead or doubled neurons, no noise, pieces apart.

The loss does not change: neurons of one direction are merged (:mod:`numerics.dufm.reduction`), entries that are noise
become zero, and the product M_2 = W_1 H_1 is factored anew, piece by piece, into its balanced factors, which cost least.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numerics.atlas.components import components, cut
from numerics.atlas.record import Floats
from numerics.dufm.reduction import reduce
from numerics.solution.scales import balanced_factors, equalised
from numerics.solution.shapes import block_diagonal

NOISE = 1e-6
"""Entries below this fraction of the largest of their matrix are noise: the polish leaves some 1e-9."""


def canonical(factors: Sequence[Floats]) -> list[Floats]:
    """Tidy up a network with n = 1; its classes may change places.

    Examples
    --------
    Two copies of a neuron, rotated features, and a dead neuron:

    >>> W = np.array([[1.0, 0], [0, 1], [1, 0], [0, 1e-9]])
    >>> turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    >>> tidy = canonical([turn, W @ turn.T, np.linalg.pinv(W)])
    >>> [factor.round(3).tolist() for factor in tidy]
    [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]]
    """
    small = reduce(factors, n=1).factors
    M2 = small[1] @ small[0]
    shape = [_without_noise(M2), np.eye(len(M2)), *(_without_noise(weight) for weight in small[2:])]
    parts = sorted(components(shape), key=lambda part: (-len(part[0]), part[0][0]))
    pieces = [_piece(cut(shape, part)) for part in parts]
    return [np.asarray(block_diagonal(layer)) for layer in zip(*pieces, strict=True)]


def _piece(factors: Sequence[Floats]) -> list[Floats]:
    """One piece with M_2 in the place of H_1: M_2 is factored, and all norms are made equal."""
    M2, _, *weights = factors
    if not M2.size or not all(weight.size for weight in weights):
        return [np.zeros((1, M2.shape[1])), *[np.zeros((1, 1))] * len(weights), np.zeros((M2.shape[1], 1))]
    values = np.linalg.svd(M2, compute_uv=False)
    rank = max(1, int((values > NOISE * values[0]).sum()))
    W1, H1 = balanced_factors(M2, rank)
    return equalised([H1, W1, *weights], [1.0] * (len(weights) + 2))


def _without_noise(matrix: Floats) -> Floats:
    return np.where(np.abs(matrix) > NOISE * np.abs(matrix).max(), matrix, 0.0)
