"""The κ-curve of a block: its increasing branches, and the least loss that its critical points reach.

The critical points of a block lie on the curve q_i = s_i²/(s_i² + κ) (MATH.md §2).  With u = log κ, weights
w_i = m_i/s_i² and T = Σ w_i q_i², a point of the curve is critical for the cost Λc exactly when

    G(u) := u + L/(L+1) · log T = log K + log(Λc)/(L+1) =: t,

and it is a local minimum exactly where G crosses t upwards: along the curve the derivative of the loss has
the sign of G - t.  G' = 1 - 2L/(L+1) · E(y) with the mean residual of weights w and p = 2, so G turns (has a
*fold*) where that mean is (L+1)/(2L).  If the mean has valleys, G may have several increasing branches, each
of which may hold the global minimum; as κ grows without bound the loss tends to that of the zero solution.

Arrays that hold something per block have the blocks along the last axis: (n,), and (d, n) for something
per eigenspace.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from numerics.mean_residual import CHUNK, Indices, level_points, mean_residual, turning_points
from numerics.roots import Floats, increasing_roots


class Branches(NamedTuple):
    """Increasing branches of G of n blocks, from left to right; all entries have the shape (branches, n).

    Where a block has fewer branches, the remaining ones have nan ends and contain no level.
    """

    low: Floats
    """u at the left end; -inf for the first branch."""
    high: Floats
    """u at the right end."""
    low_level: Floats
    """G at the left end; -inf for the first branch."""
    high_level: Floats
    """G at the right end."""


def branches(L: Floats, weights: Floats, squares: Floats, turning: Floats) -> Branches:
    """Cut the curves at the folds of G.

    Parameters
    ----------
    L : array, shape (n,)
        Depth.
    weights, squares : arrays, shape (d, n)
        w_i = m_i/s_i² and s_i².
    turning : array, shape (k, n)
        Turning points of the mean residuals with these weights and p = 2.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> np.exp(branches(np.array([3.0]), one, one, np.empty((0, 1))).high)
    array([[2.]])
    """
    folds = np.sort(level_points((L + 1) / (2 * L), weights, squares, 2, turning), axis=0)
    levels = np.array([curve_level(u, L, weights, squares) for u in folds])
    start = np.full((1, len(L)), -np.inf)
    low, low_level = np.concatenate((start, folds[1::2])), np.concatenate((start, levels[1::2]))
    return Branches(low, folds[::2], low_level, levels[::2])


def curve_level(u: Floats, L: Floats, weights: Floats, squares: Floats) -> Floats:
    """G(u) of n blocks; ``weights`` and ``squares`` as in :func:`branches`.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> curve_level(np.zeros(1), np.array([1.0]), one, 3 * one).round(9) == np.log(0.75).round(9)
    array([ True])
    """
    return u + L / (L + 1) * np.log(mean_residual(u, weights, squares, 2).total)


def crossing(level: Floats, L: Floats, weights: Floats, squares: Floats, low: Floats, high: Floats) -> Floats:
    """Where G crosses given levels, each on a branch that contains its level.

    Parameters
    ----------
    level, L : arrays, shape (n,)
        t and the depth.
    weights, squares : arrays, shape (d, n)
        As in :func:`branches`.
    low, high : arrays, shape (n,)
        Ends of the branches.  A left end of -inf is replaced by the solution for T(κ) = T(0), which lies
        left of the crossing since T decreases.

    Returns
    -------
    array, shape (n,)
        u = log κ.

    Examples
    --------
    DNC at L = 3, K = 10, λ = 0.02, by MATH.md §2: q^(1/4) = s, s² = (2/√3) cos(⅓ arccos(-(3√3/2) λK)).

    >>> one = np.ones((1, 1))
    >>> level = np.log(np.array([0.02 * 10]))
    >>> u = crossing(level, np.array([3.0]), one, one, np.array([-np.inf]), np.log(np.array([2.0])))
    >>> s2 = 2 / 3**0.5 * np.cos(np.arccos(-(27**0.5) / 2 * 0.2) / 3)
    >>> np.allclose(1 / (1 + np.exp(u)), s2**2, rtol=1e-14)
    True
    """
    exponent = L / (L + 1)
    leftmost = level - exponent * np.log(weights.sum(axis=0))
    first = np.isneginf(low)
    low = np.where(first, leftmost, low)
    start = np.where(first, leftmost, (low + high) / 2)

    def excess(u: Floats, active: Any) -> tuple[Floats, Floats]:
        total, mean, slope = mean_residual(u, weights[:, active], squares[:, active], 2)
        power = exponent[active]
        value = u + power * np.log(total) - level[active]
        rise, bend = 1 - 2 * power * mean, -2 * power * slope
        return value, -2 * value * rise / (2 * rise**2 - value * bend)  # Halley

    return increasing_roots(excess, low, high, start, tolerance=1e-5)


def fit_error(u: Floats, K: Floats, weights: Floats, squares: Floats) -> Floats:
    """Σ m_i y_i²/(2K), with K classes in total; grows with u.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> fit_error(np.zeros(1), one[0], one, one)
    array([0.125])
    """
    kappa = np.exp(u)
    total = np.zeros_like(kappa)
    for weight, square in zip(weights, squares, strict=True):
        total += weight * square * (kappa / (square + kappa)) ** 2
    return total / (2 * K)


def curve_loss(u: Floats, L: Floats, K: Floats, weights: Floats, squares: Floats) -> Floats:
    """Loss of the block at a critical point: the fit error and (L+1)/2 · κT/K.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> curve_loss(np.zeros(1), np.array([3.0]), one[0], one, one)
    array([0.625])
    """
    kappa = np.exp(u)
    total = np.zeros_like(kappa)
    for weight, square in zip(weights, squares, strict=True):
        total += weight * (square / (square + kappa)) ** 2
    return fit_error(u, K, weights, squares) + (L + 1) / 2 * kappa * total / K


class Curves(NamedTuple):
    """Everything about n blocks of given depth that does not depend on the λ's."""

    L: Floats
    """Depth."""
    K: Floats
    """Total number of classes, which may exceed that of the block."""
    weights: Floats
    """w_i = m_i/s_i², shape (d, n)."""
    squares: Floats
    """s_i², shape (d, n)."""
    zero_loss: Floats
    """Loss of the zero solution: half the share of the block in the classes."""
    branches: Branches
    """The increasing branches."""
    floors: Floats
    """Shape (branches, n): no point of a branch costs less than the error alone at its left end."""


def curves(squares: Floats, multiplicities: Floats, row: Indices, L: Floats, K: Floats) -> Curves:
    """Prepare the curves of n blocks that have m different spectra.

    Parameters
    ----------
    squares, multiplicities : arrays, shape (d, m)
        Spectra.
    row : integer array, shape (n,)
        Which spectrum each block has.
    L, K : arrays, shape (n,)
        Depth and total number of classes.
    """
    turning = turning_points(multiplicities / squares, squares, 2)
    weights = (multiplicities / squares).take(row, 1)
    squares = squares.take(row, 1)
    ends, floors = [], []
    for part in (slice(first, first + CHUNK) for first in range(0, max(1, len(row)), CHUNK)):
        square, weight = squares[:, part], weights[:, part]
        branch = branches(L[part], weight, square, turning.take(row[part], 1))
        ends.append(branch)
        floors.append(fit_error(branch.low, K[part], weight, square))
    return Curves(
        L=L,
        K=K,
        weights=weights,
        squares=squares,
        zero_loss=multiplicities.sum(axis=0).take(row) / (2 * K),
        branches=Branches(*(np.concatenate(end, axis=1) for end in zip(*ends, strict=True))),
        floors=np.concatenate(floors, axis=1),
    )


def least_loss(table: Curves, index: Indices, log_cost: Floats) -> tuple[Floats, Floats]:
    """Least loss of blocks of ``table`` over all branches and the zero solution.

    Parameters
    ----------
    table : Curves
        The blocks.
    index : integer array, shape (n,)
        Which block.
    log_cost : array, shape (n,)
        log(Λc): of all λ's, n and the shape cost.

    Returns
    -------
    loss, u : arrays, shape (n,)
        The loss and log κ where it is reached; inf for the zero solution, which also wins ties.
    """
    L, K = table.L.take(index), table.K.take(index)
    level = np.log(K) + log_cost / (L + 1)
    loss = table.zero_loss.take(index)
    u = np.full_like(loss, np.inf)
    for low, high, low_level, high_level, floor in zip(*table.branches, table.floors, strict=True):
        candidate = (low_level.take(index) < level) & (level < high_level.take(index))
        candidate &= floor.take(index) < loss
        cells = np.flatnonzero(candidate)
        if len(cells) == 0:
            continue
        block, depth = index[cells], L[cells]
        weights, squares = table.weights.take(block, 1), table.squares.take(block, 1)
        root = crossing(level[cells], depth, weights, squares, low.take(block), high.take(block))
        value = curve_loss(root, depth, K[cells], weights, squares)
        better = value < loss[cells]
        loss[cells[better]] = value[better]
        u[cells[better]] = root[better]
    return loss, u
