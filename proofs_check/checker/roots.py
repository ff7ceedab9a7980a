"""Roots of rational polynomials in one variable, by Descartes' rule of signs on intervals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def variations(coefficients: Sequence[Fraction], low: Fraction, high: Fraction | None) -> int:
    """Sign variations of p on the open interval (low, high); ``high = None`` stands for ∞.

    0 means no root in the interval and 1 exactly one; more than 1 decides nothing (Descartes' rule for
    (1+t)^n p((low + high·t)/(1+t)) as a polynomial in t > 0).

    Parameters
    ----------
    coefficients : sequence of Fraction
        Of p, lowest power first.
    low, high : Fraction
        Ends of the interval.

    Examples
    --------
    >>> p = [Fraction(-2), Fraction(0), Fraction(1)]  # x² - 2
    >>> variations(p, Fraction(0), None), variations(p, Fraction(0), Fraction(1)), variations(p, Fraction(-2), Fraction(2))
    (1, 0, 2)
    """
    # On the grid of 1/scale everything is an integer: q(y) = scale^n p(y/scale).
    scale = lcm(low.denominator, high.denominator if high is not None else 1)
    clear = lcm(*(c.denominator for c in coefficients))
    n = len(coefficients) - 1
    q = [int(c * clear) * scale ** (n - i) for i, c in enumerate(coefficients)]
    _shift(q, int(low * scale))
    if high is not None:
        width = int((high - low) * scale)
        q = [c * width**i for i, c in enumerate(q)][::-1]
        _shift(q, 1)
    signs = [c > 0 for c in q if c]
    return sum(a != b for a, b in zip(signs, signs[1:]))  # noqa: B905, RUF007 - pairs of neighbours


def _shift(q: list[int], by: int) -> None:
    """q(y) becomes q(y + by), in place."""
    for i in range(len(q) - 1):
        for j in range(len(q) - 2, i - 1, -1):
            q[j] += by * q[j + 1]


def evaluate(coefficients: Sequence[Fraction], at: Fraction) -> Fraction:
    """The value p(at)."""
    value = Fraction(0)
    for c in reversed(coefficients):
        value = value * at + c
    return value
