"""Roots of many increasing functions at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def increasing_roots(
    function: Callable[[Floats, Any], tuple[Floats, Floats]],
    low: Floats,
    high: Floats,
    start: Floats | None = None,
    tolerance: float = 1e-8,
) -> Floats:
    """Find the root of each of n increasing functions within its bracket.

    Proposed steps are taken as long as they stay in the bracket, which every value narrows; otherwise the
    bracket is halved.  Functions that have converged are dropped once they are the majority.

    Parameters
    ----------
    function : callable
        Takes points u and the index ``active`` of the functions to which they belong; returns the values
        there and proposed steps towards the roots (Newton's or better ones; nan to bisect).
    low, high : arrays, shape (n,)
        Brackets.  Without a sign change the end nearest to one is returned.
    start : array, shape (n,), optional
        First points, in the brackets; their middle if not given.
    tolerance : float
        Length of a proposed step after which the next one would be below rounding.

    Returns
    -------
    array, shape (n,)

    Examples
    --------
    >>> goal = np.array([2.0, 9.0])
    >>> def square(u, active):
    ...     value = u**2 - goal[active]
    ...     return value, -value / (2 * u)
    >>> increasing_roots(square, np.ones(2), np.full(2, 5.0))
    array([1.41421356, 3.        ])
    """
    u = (low + high) / 2 if start is None else start
    roots = u.copy()
    active: Any = slice(None)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        while len(u):
            value, step = function(u, active)
            low, high = np.where(value < 0, u, low), np.where(value > 0, u, high)
            proposal = u + step
            accepted = (proposal >= low) & (proposal <= high)
            proposal = np.where(accepted, proposal, (low + high) / 2)
            moving = np.abs(proposal - u) > np.where(accepted, tolerance, 4e-16 * np.abs(u))
            roots[active] = u = proposal
            count = np.count_nonzero(moving)
            if count == 0:
                break
            if 2 * count < len(u):
                keep = np.flatnonzero(moving)
                active = keep if isinstance(active, slice) else active[keep]
                u, low, high = u[keep], low[keep], high[keep]
    return roots
