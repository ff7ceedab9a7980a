"""Rational numbers from Python to FLINT and back, without loss.

FLINT takes a numerator and a denominator, and gives integers of a type of its own; nothing else of the program
needs to know that.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq


def to_flint(x: Fraction | int) -> fmpq:
    """A rational number as one of FLINT's.

    Examples
    --------
    >>> to_flint(Fraction(1, 3)) + 1
    4/3
    """
    return fmpq(x.numerator, x.denominator)


def to_fraction(x: fmpq) -> Fraction:
    """A rational number of FLINT's as one of Python's.

    Examples
    --------
    >>> to_fraction(fmpq(2, 6))
    Fraction(1, 3)
    """
    return Fraction(int(x.numerator), int(x.denominator))


def to_ball(x: Fraction | int) -> arb:
    """A ball of the precision in force that holds a rational number.

    Examples
    --------
    >>> to_ball(Fraction(1, 3)).contains(fmpq(1, 3)), to_ball(Fraction(1, 4)).is_exact()
    (True, True)
    """
    return arb(to_flint(x))
