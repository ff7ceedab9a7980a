"""Break points between which Descartes' rule of signs decides: the witnesses about roots."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from proofs_check.checker.roots import variations

WIDTH = Fraction(1, 2**66)
"""Of the intervals that isolate roots, about 10^-20."""


def coefficients(polynomial: sp.Poly) -> list[Fraction]:
    """Coefficients of a polynomial in one variable, lowest power first."""
    return [Fraction(str(c)) for c in reversed(polynomial.all_coeffs())]


def breaks(
    p: Sequence[Fraction], low: Fraction, high: Fraction | None, width: Fraction = WIDTH
) -> list[Fraction]:
    """Interior points that divide (low, high) into pieces with 0 variations, or 1 on at most ``width``.

    Parameters
    ----------
    p : sequence of Fraction
        Coefficients, lowest power first; without multiple roots in the interval.
    low, high : Fraction
        Ends; ``high = None`` for ∞.
    width : Fraction
        Greatest width of a piece with a root.

    Examples
    --------
    >>> breaks([Fraction(-2), Fraction(0), Fraction(1)], Fraction(0), None, Fraction(1, 4))
    [Fraction(5, 4), Fraction(3, 2)]
    """
    end = high
    if end is None:
        end = low + 1
        while variations(p, end, None):
            end = 2 * end
    points = [low, *_interior(p, low, end, width), *([] if high is not None else [end])]
    limit: list[Fraction | None] = [*points, high]
    position = 1
    while position < len(limit) - 1:  # drop points between pieces without roots
        before, after = limit[position - 1], limit[position + 1]
        assert before is not None
        if variations(p, before, after) == 0:
            del limit[position]
            position = max(1, position - 1)
        else:
            position += 1
    return [point for point in limit[1:-1] if point is not None]


def _interior(p: Sequence[Fraction], low: Fraction, high: Fraction, width: Fraction) -> list[Fraction]:
    count = variations(p, low, high)
    if count == 0 or (count == 1 and high - low <= width):
        return []
    middle = _short(low, high)
    return [*_interior(p, low, middle, width), middle, *_interior(p, middle, high, width)]


def _short(low: Fraction, high: Fraction) -> Fraction:
    """A point near the middle whose denominator is a power of 2, so that it has few digits."""
    grid = 4
    while grid * (high - low) < 4:
        grid *= 2
    return Fraction(round((low + high) / 2 * grid), grid)
