"""Linear algebra over the integers and the rationals: ranks, spectra and frames without a tolerance.

Every function takes a matrix of exact entries and answers with Python integers or fractions (python-flint
does the arithmetic).  Floating-point entries are refused: what is decided here is decided exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat
from numpy.typing import ArrayLike, NDArray

from theory.errors import InvalidInputError

ExactArray: TypeAlias = NDArray[Any]
"""Array of an integer dtype, or of dtype object with int, Fraction, flint or SymPy rational entries."""


def require_integer(name: str, value: object, least: int) -> int:
    """Return ``value`` as an int if it is an integer >= ``least``; truth values and floats are refused.

    Raises
    ------
    InvalidInputError
        Naming ``name``, what was given and what is allowed.

    Examples
    --------
    >>> require_integer("r", np.int64(5), least=4)
    5
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise InvalidInputError(f"{name} = {value!r} given; {name} must be an integer >= {least}")
    return int(value)


def rational_matrix(M: ArrayLike) -> fmpq_mat:
    """Return ``M`` as a matrix of flint rationals.

    Parameters
    ----------
    M : array_like, two-dimensional
        Integers or rationals (int, Fraction, flint's fmpz and fmpq, SymPy's Rational).

    Raises
    ------
    InvalidInputError
        If ``M`` is not two-dimensional or an entry is a float or a truth value.

    Examples
    --------
    >>> rational_matrix([[1, Fraction(1, 2)]])
    [1, 1/2]
    """
    # A list goes through dtype object, because numpy turns a list of large integers into floats.
    array = M if isinstance(M, np.ndarray) else np.array(M, dtype=object)
    if array.ndim != 2:
        raise InvalidInputError(f"array of {array.ndim} dimensions given; a matrix has 2; reshape it")
    entries = array.ravel().tolist()
    if not np.issubdtype(array.dtype, np.integer):
        entries = [_flint_rational(entry) for entry in entries]
    return fmpq_mat(*array.shape, entries)


def rank(M: ArrayLike) -> int:
    """Rank of an integer or rational matrix.

    Examples
    --------
    >>> rank([[1, 2], [2, 4]])
    1
    """
    return int(_cleared(M)[0].rank())


def frame_constant(M: ArrayLike) -> Fraction | None:
    """Return c where MᵀM = c I, and None where no such c exists.

    The columns of ``M`` form an orthogonal frame, as DNC2 asks of the class means, iff the answer is a
    positive number (MATH.md §1).

    Examples
    --------
    >>> frame_constant([[1, -1], [1, 1], [0, 0]])
    Fraction(2, 1)
    >>> frame_constant([[1, 1], [1, 1]]) is None
    True
    """
    cleared, denominator = _cleared(M)
    gram = cleared.transpose() * cleared
    if not gram.is_scalar():
        return None
    constant = gram[0, 0] if gram.nrows() else 0
    return Fraction(int(constant), denominator**2)


def equal(M: ArrayLike, N: ArrayLike) -> bool:
    """Whether two exact matrices have the same shape and the same entries.

    Examples
    --------
    >>> equal([[1, 2]], [[1, Fraction(4, 2)]])
    True
    """
    return bool(rational_matrix(M) == rational_matrix(N))


@dataclass(frozen=True)
class IntegerSpectrum:
    """Factorisation of the characteristic polynomial of an integer matrix.

    Attributes
    ----------
    eigenvalues : dict
        Integer eigenvalues in descending order, each with its algebraic multiplicity.
    other_factors : tuple of (coefficients, multiplicity)
        Irreducible factors of degree >= 2, coefficients from the constant term upwards.
    """

    eigenvalues: dict[int, int]
    other_factors: tuple[tuple[tuple[int, ...], int], ...]

    @property
    def splits(self) -> bool:
        """Whether every eigenvalue is an integer."""
        return not self.other_factors


def characteristic_polynomial(M: ArrayLike) -> tuple[int, ...]:
    """Coefficients of det(x I - M) for a square integer matrix, from the constant term upwards.

    Raises
    ------
    InvalidInputError
        If ``M`` is not square or not integer.

    Examples
    --------
    >>> characteristic_polynomial([[0, 1], [1, 0]])
    (-1, 0, 1)
    """
    return _integers(_square(M).charpoly().coeffs())


def integer_spectrum(M: ArrayLike) -> IntegerSpectrum:
    """Exact spectrum of a square integer matrix.

    The characteristic polynomial is monic with integer coefficients, so its rational roots are integers
    and its other irreducible factors carry the irrational and complex eigenvalues.

    Raises
    ------
    InvalidInputError
        If ``M`` is not square or not integer.

    Examples
    --------
    >>> integer_spectrum([[0, 1], [1, 0]]).eigenvalues
    {1: 1, -1: 1}
    >>> integer_spectrum([[0, 2], [1, 0]]).other_factors
    (((-2, 0, 1), 1),)
    """
    _, factors = _square(M).charpoly().factor()
    found = [(_integers(factor.coeffs()), int(multiplicity)) for factor, multiplicity in factors]
    roots = {-coefficients[0]: multiplicity for coefficients, multiplicity in found if len(coefficients) == 2}
    return IntegerSpectrum(
        eigenvalues=dict(sorted(roots.items(), reverse=True)),
        other_factors=tuple(sorted(factor for factor in found if len(factor[0]) > 2)),
    )


def _flint_rational(entry: object) -> fmpq:
    if isinstance(entry, fmpz | fmpq):
        return fmpq(entry)
    if isinstance(entry, Rational) and not isinstance(entry, bool):
        return fmpq(int(entry.numerator), int(entry.denominator))
    raise InvalidInputError(
        f"entry {entry!r} of type {type(entry).__name__} given; exact matrices have integer or rational"
        " entries; convert it first"
    )


def _cleared(M: ArrayLike) -> tuple[fmpz_mat, int]:
    """Return the integer matrix d M and the least common denominator d of the entries of M."""
    cleared, denominator = rational_matrix(M).numer_denom()
    return cleared, int(denominator)


def _square(M: ArrayLike) -> fmpz_mat:
    """Return a square integer matrix as flint's type."""
    cleared, denominator = _cleared(M)
    if denominator != 1:
        raise InvalidInputError("matrix with fractions given; an integer spectrum needs integers; scale it")
    if cleared.nrows() != cleared.ncols():
        raise InvalidInputError(
            f"{cleared.nrows()} × {cleared.ncols()} matrix given; a spectrum needs a square matrix"
        )
    return cleared


def _integers(coefficients: list[fmpz]) -> tuple[int, ...]:
    return tuple(int(coefficient) for coefficient in coefficients)
