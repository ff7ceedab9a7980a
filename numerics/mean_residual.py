"""Mean residuals: what decides the shape of the κ-curve of a block.

A block has squared singular values s_i² with multiplicities m_i; at u = log κ its outputs are
q_i = s_i²/(s_i² + κ) and its residuals y_i = 1 - q_i.  The mean E(y) under weights proportional to
v_i q_i^p rises from 0 to 1 as u grows, monotonically unless the spectrum is so wide that some eigenspaces
are given up while others are kept; then it has valleys.

Arrays that hold something per block have the blocks along the last axis: (n,), and (d, n) for something
per eigenspace.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.roots import Floats, increasing_roots

Indices = NDArray[np.intp]

CHUNK = 8192
"""Points handled at once: a dozen temporaries of this length fit in the cache of a core."""

_SPACING = 1 / 32
"""Grid spacing in u for turning points.  Mean residuals vary on the scale 1; a rise or fall narrower than
the spacing would be missed, and no spectrum of theory.constructions comes near that."""


class MeanResidual(NamedTuple):
    """Weighted mean of the residuals of n blocks; all entries have the shape (n,)."""

    total: Floats
    """Σ v_i q_i^p, the sum of the weights."""
    mean: Floats
    """E(y)."""
    slope: Floats
    """dE(y)/du = E(q y) - p Var(y)."""


def mean_residual(u: Floats, weights: Floats, squares: Floats, power: int) -> MeanResidual:
    """Mean of the residuals y_i under weights proportional to v_i q_i^p.

    Parameters
    ----------
    u : array, shape (n,)
        log κ.
    weights, squares : arrays, shape (d, n)
        v_i >= 0 and s_i² > 0.
    power : int
        p.

    Examples
    --------
    >>> mean_residual(np.zeros(1), np.ones((1, 1)), np.ones((1, 1)), 2)
    MeanResidual(total=array([0.25]), mean=array([0.5]), slope=array([0.25]))
    """
    kappa = np.exp(u)
    total, first, second = (np.zeros_like(kappa) for _ in range(3))
    for weight, square in zip(weights, squares, strict=True):
        inverse = 1 / (square + kappa)
        residual = kappa * inverse
        term = weight * (square * inverse) ** power
        total += term
        term *= residual
        first += term
        term *= residual
        second += term
    mean, mean_square = first / total, second / total
    return MeanResidual(total, mean, mean - mean_square - power * (mean_square - mean**2))


def turning_points(weights: Floats, squares: Floats, power: int) -> Floats:
    """Where mean residuals turn between rising and falling.

    Parameters
    ----------
    weights, squares, power
        As in :func:`mean_residual`.

    Returns
    -------
    array, shape (k, n)
        u = log κ in ascending order, filled up with inf; k is the greatest number found for one block.

    Examples
    --------
    In the SRG spectrum of r = 8 the singular value 5 is kept while 1 is given up, which makes a valley.

    >>> squares, multiplicities = np.array([[225.0], [25.0], [1.0]]), np.array([[1.0], [7.0], [20.0]])
    >>> turning_points(multiplicities / squares, squares, 2).round(2).T
    array([[1.41, 2.73]])
    """
    n = squares.shape[1]
    # The slope is positive where all y_i, or all q_i, are below 1/(p+1).
    lowest, highest = np.log(squares.min(0) / power), np.log(squares.max(0) * power)
    fraction = np.linspace(0.0, 1.0, 2 + int(np.max(highest - lowest, initial=0.0) / _SPACING))
    blocks, low, high, sign = [], [], [], []
    for part in np.array_split(np.arange(n), 1 + n * len(fraction) // CHUNK):
        grid = lowest[part, None] + (highest - lowest)[part, None] * fraction
        rises = mean_residual(grid, weights[:, part, None], squares[:, part, None], power).slope > 0
        block, node = np.nonzero(rises[:, :-1] != rises[:, 1:])
        blocks.append(part[block])
        low.append(grid[block, node])
        high.append(grid[block, node + 1])
        sign.append(np.where(rises[block, node], -1.0, 1.0))
    block, signs = np.concatenate(blocks), np.concatenate(sign)

    def slope(u: Floats, active: Any) -> tuple[Floats, Floats]:
        at = block[active]
        value = mean_residual(u, weights[:, at], squares[:, at], power).slope
        return signs[active] * value, np.full_like(u, np.nan)

    return _columns(block, increasing_roots(slope, np.concatenate(low), np.concatenate(high)), n)


def level_points(level: Floats, weights: Floats, squares: Floats, power: int, turning: Floats) -> Floats:
    """All u = log κ at which mean residuals take given levels.

    Parameters
    ----------
    level : array, shape (n,)
        In (0, 1).
    weights, squares, power
        As in :func:`mean_residual`.
    turning : array, shape (k, n)
        The :func:`turning_points`.

    Returns
    -------
    array, shape (k + 1, n)
        To about ten digits and ascending; one entry per monotone piece, nan where the piece does not take
        the level.

    Examples
    --------
    >>> squares, multiplicities = np.array([[225.0], [25.0], [1.0]]), np.array([[1.0], [7.0], [20.0]])
    >>> weights = multiplicities / squares
    >>> turning = turning_points(weights, squares, 2)
    >>> level_points(np.array([5 / 8]), weights, squares, 2, turning).round(2).T
    array([[0.82, 2.12, 3.3 ]])
    """
    # The mean lies between the least and the greatest residual, which bounds where it takes the level.
    odds = np.log(level / (1 - level))
    first, last = np.log(squares.min(0)) + odds, np.log(squares.max(0)) + odds
    ends = [*turning, np.full_like(level, np.inf)]
    points = np.full((len(ends), len(level)), np.nan)
    left, below = np.full_like(level, -np.inf), np.full(level.shape, True)
    for piece, right in enumerate(ends):
        inner = np.isfinite(right)
        mean = mean_residual(np.where(inner, right, 0.0), weights, squares, power).mean
        still_below = inner & (mean < level)
        taken = np.flatnonzero(below != still_below)
        low, high = np.maximum(first, left).take(taken), np.minimum(last, right).take(taken)
        # A single eigenspace decides near the bounds, so they are good first points.
        start = low if piece == 0 else np.where(inner[taken], (low + high) / 2, high)
        points[piece, taken] = _level_point(
            odds.take(taken),
            weights.take(taken, 1),
            squares.take(taken, 1),
            power,
            np.where(below.take(taken), 1.0, -1.0),
            low,
            high,
            start,
        )
        left, below = right, still_below
    return points


def _level_point(
    odds: Floats,
    weights: Floats,
    squares: Floats,
    power: int,
    sign: Floats,
    low: Floats,
    high: Floats,
    start: Floats,
) -> Floats:
    """Where mean residuals take a level on pieces on which they rise (sign 1) or fall (sign -1)."""

    def excess(u: Floats, active: Any) -> tuple[Floats, Floats]:
        _, mean, slope = mean_residual(u, weights[:, active], squares[:, active], power)
        # On the scale of log odds the residual of one eigenspace is u - log s², exactly linear.
        variance = mean * (1 - mean)
        value = np.log(mean / (1 - mean)) - odds[active]
        return sign[active] * value, -value * variance / slope

    return increasing_roots(excess, low, high, start, tolerance=1e-5)


def _columns(block: Indices, values: Floats, n: int) -> Floats:
    """Sort ``values`` into the columns of the ``n`` blocks that they belong to, filled up with inf."""
    order = np.lexsort((values, block))
    block, values = block[order], values[order]
    lengths = np.bincount(block, minlength=n)
    place = np.arange(len(block)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table = np.full((lengths.max(initial=0), n), np.inf)
    table[place, block] = values
    return table
