"""Matrices of floats, of balls and of elements of a number field behind one set of operations, and their derivatives.

The equations of a critical point are written once (:mod:`numerics.reconstruct.equations`) and evaluated in floats to come
near, in balls to come as near as one likes and to prove that a solution is there, and in a number field to check that it
is one.  A :class:`Dual` carries a derivative along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from flint import arb_mat
from numpy.typing import NDArray

Matrix: TypeAlias = Any
"""Array of floats, array of dtype object with field elements, ``arb_mat``, or a :class:`Dual` of one of these."""

Scalar: TypeAlias = Any
"""Float, ``arb``, field element, or a :class:`Dual` of one of these."""


@dataclass(frozen=True)
class Dual:
    """A matrix or number with its derivative in one direction.

    Attributes
    ----------
    value, slope
        Both of the same type and shape.

    Examples
    --------
    >>> a = Dual(np.array([[2.0]]), np.array([[1.0]]))
    >>> inverse(a).slope
    array([[-0.25]])
    """

    value: Any
    slope: Any

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Dual) -> Dual:
        return Dual(self.value - other.value, self.slope - other.slope)


def times(first: Matrix, second: Matrix) -> Matrix:
    """Product of two matrices."""
    if isinstance(first, Dual):
        slope = times(first.slope, second.value) + times(first.value, second.slope)
        return Dual(times(first.value, second.value), slope)
    return first * second if isinstance(first, arb_mat) else first @ second


def transposed(matrix: Matrix) -> Matrix:
    """Transpose."""
    if isinstance(matrix, Dual):
        return Dual(transposed(matrix.value), transposed(matrix.slope))
    return matrix.transpose()


def inverse(matrix: Matrix) -> Matrix:
    """Inverse of a square matrix.

    Raises
    ------
    ZeroDivisionError
        If it is singular, or not certainly regular.

    Examples
    --------
    >>> from fractions import Fraction
    >>> inverse(np.array([[Fraction(1), Fraction(2)], [Fraction(0), Fraction(4)]])).tolist()
    [[Fraction(1, 1), Fraction(-1, 2)], [Fraction(0, 1), Fraction(1, 4)]]
    """
    if isinstance(matrix, Dual):
        found = inverse(matrix.value)
        return Dual(found, scaled(times(times(found, matrix.slope), found), -1))
    if isinstance(matrix, arb_mat):
        return matrix.inv()
    if matrix.dtype == object:
        return _eliminated(matrix)
    try:
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        raise ZeroDivisionError("singular matrix") from None


def scaled(matrix: Matrix, factor: Scalar) -> Matrix:
    """A matrix times a number."""
    if isinstance(matrix, Dual):
        if not isinstance(factor, Dual):
            return Dual(scaled(matrix.value, factor), scaled(matrix.slope, factor))
        slope = scaled(matrix.slope, factor.value) + scaled(matrix.value, factor.slope)
        return Dual(scaled(matrix.value, factor.value), slope)
    return matrix * factor


def masked(matrix: Matrix, mask: NDArray[np.bool_]) -> Matrix:
    """A matrix with zeros outside a mask."""
    if isinstance(matrix, Dual):
        return Dual(masked(matrix.value, mask), masked(matrix.slope, mask))
    if isinstance(matrix, arb_mat):
        kept = [x if inside else 0 for x, inside in zip(matrix.entries(), mask.ravel(), strict=True)]
        return arb_mat(*mask.shape, kept)
    return matrix * mask


def total(matrix: Matrix) -> Scalar:
    """Sum of all entries."""
    if isinstance(matrix, Dual):
        return Dual(total(matrix.value), total(matrix.slope))
    return sum(matrix.entries()) if isinstance(matrix, arb_mat) else matrix.sum()


def trace(matrix: Matrix) -> Scalar:
    """Sum of the diagonal."""
    if isinstance(matrix, Dual):
        return Dual(trace(matrix.value), trace(matrix.slope))
    if isinstance(matrix, arb_mat):
        return sum(matrix[i, i] for i in range(matrix.nrows()))
    return matrix.trace()


def reciprocal(number: Scalar) -> Scalar:
    """1 over a number."""
    if isinstance(number, Dual):
        found = 1 / number.value
        return Dual(found, -found * found * number.slope)
    return 1 / number


def entries(matrix: Matrix) -> list[Any]:
    """All entries, row by row."""
    return list(matrix.entries()) if isinstance(matrix, arb_mat) else list(matrix.ravel())


def _eliminated(matrix: NDArray[Any]) -> NDArray[Any]:
    """Inverse by elimination, for entries of a field."""
    size = len(matrix)
    unit = np.eye(size, dtype=int).astype(object)
    work = np.concatenate([matrix, unit * matrix.flat[0] ** 0], axis=1)
    for column in range(size):
        pivot = next((i for i in range(column, size) if work[i, column] != 0), None)
        if pivot is None:
            raise ZeroDivisionError("singular matrix")
        work[[column, pivot]] = work[[pivot, column]]
        work[column] = work[column] * (1 / work[column, column])
        for i in range(size):
            if i != column and work[i, column] != 0:
                work[i] = work[i] - work[column] * work[i, column]
    return work[:, size:]
