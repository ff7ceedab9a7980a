"""Values of one axis of a grid, read from numbers, lists and short texts such as ``"2^-10:2^-6:9"``."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.errors import InvalidInputError

LARGEST = 1_000_000
"""Most values of one axis, and most runs in one grid."""

_FORMS = {
    True: "write an integer, a list of integers, 10,15 or 4:12 (both ends included)",
    False: "write a number, 2^-8, a list of them, or 2^-10:2^-6:9 for 9 values evenly spaced in their logarithm",
}


def read_axis(name: str, given: Any, *, integer: bool) -> tuple[float, ...]:
    """Read the values of an axis; a value given twice counts once.

    Parameters
    ----------
    name : str
        Name of the axis, for messages.
    given : number, str, or list of these
        What the description says.
    integer : bool
        Whether the axis holds integers.

    Raises
    ------
    InvalidInputError
        If it cannot be read.

    Examples
    --------
    >>> read_axis("lambda", "2^-10:2^-6:3, 0.5", integer=False)
    (0.0009765625, 0.00390625, 0.015625, 0.5)
    >>> read_axis("K", [3, "10:12"], integer=True)
    (3, 10, 11, 12)
    """
    found: list[float] = []
    for entry in given if isinstance(given, list | tuple) else [given]:
        try:
            found += _values(entry, integer)
        except (ValueError, OverflowError, ZeroDivisionError):
            raise InvalidInputError(f"{name} = {entry!r} given; {_FORMS[integer]}") from None
    if not found:
        raise InvalidInputError(f"{name} = {given!r} given; {_FORMS[integer]}")
    return tuple(dict.fromkeys(found))


def _values(entry: Any, integer: bool) -> list[float]:
    if isinstance(entry, str):
        return [value for part in entry.split(",") for value in _range(part.strip(), integer)]
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        raise ValueError
    return [_converted(entry, integer)]


def _range(text: str, integer: bool) -> list[float]:
    """Read ``"10"``, ``"2^-8"``, ``"4:12"`` (integers) or ``"2^-10:2^-6:9"`` (others)."""
    if ":" not in text:
        return [_converted(_number(text), integer)]
    if integer:
        first, last = (int(part) for part in text.split(":"))
        if not 0 <= last - first < LARGEST:
            raise ValueError
        return list(range(first, last + 1))
    start, stop, count = text.split(":")
    low, high, points = _number(start), _number(stop), int(count)
    if not (0 < low < high < np.inf and 2 <= points <= LARGEST):
        raise ValueError
    # Base two, so that powers of two stay exact.
    return [float(value) for value in np.exp2(np.linspace(np.log2(low), np.log2(high), points))]


def _number(text: str) -> float:
    base, caret, exponent = text.partition("^")
    return float(base) ** float(exponent) if caret else float(text)


def _converted(value: float, integer: bool) -> float:
    if not integer:
        return float(value)
    if value != int(value):
        raise ValueError
    return int(value)
