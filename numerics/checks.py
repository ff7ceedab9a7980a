"""Checks of arguments at the public boundary: one line that names the first value at fault."""

from __future__ import annotations

import operator
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.errors import InvalidInputError

Floats = NDArray[np.float64]
Exact = int | float | str | Fraction
"""An exact number: a float stands for its binary value, a string for the decimal."""

_GREATEST = 2.0**53
"""Beyond it not every integer is a float."""


def integers(name: str, given: ArrayLike, least: int, owner: str | None = None) -> Floats:
    """Return ``given`` as floats after checking that it holds integers from ``least`` on.

    Parameters
    ----------
    name : str
        What the argument is called.
    given : array
        What was passed.
    least : int
        Least allowed value.
    owner : str, optional
        Who needs it, for the message.

    Raises
    ------
    InvalidInputError
        If a value is not an integer, is less than ``least`` or exceeds 2^53.

    Examples
    --------
    >>> integers("r", [4, 7], 4)
    array([4., 7.])
    >>> integers("r", [4, 3], 4, "the srg construction")
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: r = 3 given; the srg construction needs an integer r >= 4
    """
    array = _numbers(name, given)
    needs = f"{owner or 'the model'} needs an integer {name}"
    require((array >= least) & (array == np.rint(array)), name, array, f"{needs} >= {least}")
    require(array <= _GREATEST, name, array, f"{needs} up to 2**53; floats do not hold all beyond")
    return array


def positive(name: str, given: ArrayLike) -> Floats:
    """Return ``given`` as floats after checking that every value is positive and finite.

    Examples
    --------
    >>> positive("lambda", [0.1, float("nan")])
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: lambda = nan given; it must be positive and finite
    """
    array = _numbers(name, given)
    require((array > 0) & (array < np.inf), name, array, "it must be positive and finite")
    return array


def finite(name: str, given: ArrayLike) -> Floats:
    """Return ``given`` as floats after checking that every value is finite.

    Examples
    --------
    >>> finite("log_product", -3)
    array(-3.)
    """
    array = _numbers(name, given)
    require(np.isfinite(array), name, array, "it must be finite")
    return array


def require(valid: NDArray[np.bool_] | np.bool_, name: str, array: Floats, rule: str) -> None:
    """Raise InvalidInputError with the first value of ``array`` that is not ``valid``."""
    if not np.all(valid):
        bad = array[~valid].flat[0]
        shown = int(bad) if np.isfinite(bad) and bad == np.rint(bad) and abs(bad) < _GREATEST else float(bad)
        raise InvalidInputError(f"{name} = {shown} given; {rule}")


def _numbers(name: str, given: ArrayLike) -> Floats:
    array = np.asarray(given)
    if array.dtype.kind == "O" and all(type(entry) is int for entry in array.flat):  # beyond 64 bits
        array = np.array([_float(entry) for entry in array.flat]).reshape(array.shape)
    if array.dtype.kind not in "iuf":
        raise InvalidInputError(f"{name} = {given!r} given; it must be a number or an array of numbers")
    return array.astype(np.float64)


def _float(x: int) -> float:
    """An integer as a float, infinite beyond their range."""
    try:
        return float(x)
    except OverflowError:
        return np.inf if x > 0 else -np.inf


def whole(name: str, given: int, least: int) -> int:
    """Return one integer after checking that it is at least ``least``.

    Examples
    --------
    >>> whole("n", 0, 1)
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: n = 0 given; the model needs an integer n >= 1
    """
    try:
        value = operator.index(given)
    except TypeError:
        value = least - 1
    if value < least:
        raise InvalidInputError(f"{name} = {given} given; the model needs an integer {name} >= {least}")
    return value


def exact(name: str, given: Exact) -> Fraction:
    """Return the positive rational number for which ``given`` stands.

    Examples
    --------
    >>> exact("lambda", "0.004"), exact("lambda", 0.25)
    (Fraction(1, 250), Fraction(1, 4))
    """
    try:
        value = Fraction(given) if isinstance(given, str) else Fraction(*given.as_integer_ratio())
    except (AttributeError, ArithmeticError, ValueError):
        value = Fraction(0)
    if value <= 0:
        raise InvalidInputError(
            f"{name} = {given} given; it must be positive and finite: an int, float, Fraction or decimal string"
        )
    return value
