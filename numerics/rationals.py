"""Rational numbers from Python to FLINT and back, without loss.

FLINT takes a numerator and a denominator, and gives integers of a type of its own; nothing else of the program
needs to know that.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray


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


def fractions_of(matrix: Any) -> NDArray[Any]:
    """A matrix of flint's or SymPy's rational numbers as fractions.

    Examples
    --------
    >>> from flint import fmpq, fmpq_mat
    >>> fractions_of(fmpq_mat(1, 2, [1, fmpq(1, 2)])).tolist()
    [[Fraction(1, 1), Fraction(1, 2)]]
    """
    rows = [[to_fraction(x) for x in row] for row in matrix.tolist()]
    return np.array(rows, dtype=object)
