"""Cuts of a half-line or an interval on which an integer polynomial is positive, as ``HalfLine.v`` checks them."""

from __future__ import annotations

from flint import fmpz_poly

DENOMINATOR = 2**20
"""Cuts are multiples of its inverse."""

LARGEST = 2**40
"""Last cut, in the same multiples, before the search is given up."""


def cuts(poly: fmpz_poly) -> list[int] | None:
    """Cuts in multiples of 1/DENOMINATOR that show that ``poly`` is positive for all arguments ≥ 0.

    Returns
    -------
    list of int or None
        Ascending from 0; None if there are none, for instance because the polynomial is negative somewhere.

    Examples
    --------
    >>> cuts(fmpz_poly([1, -1, 1]))
    [0, 1048576]
    >>> cuts(fmpz_poly([1, -3, 1])) is None
    True
    """
    last = 0
    while not _positive(_substituted(poly, fmpz_poly([last, 1]), fmpz_poly([DENOMINATOR]))):
        last = max(2 * last, DENOMINATOR)
        if last > LARGEST:
            return None
    return cuts_until(poly, last)


def cuts_until(poly: fmpz_poly, last: int) -> list[int] | None:
    """Cuts from 0 to ``last``, in multiples of 1/DENOMINATOR, that show that ``poly`` is positive between them.

    Examples
    --------
    >>> cuts_until(fmpz_poly([1, -1]), DENOMINATOR // 2)
    [0, 524288]
    >>> cuts_until(fmpz_poly([1, -1]), 2 * DENOMINATOR) is None
    True
    """
    found, waiting = [0], [(0, last)] if last else []
    while waiting:
        low, high = waiting.pop()
        moved = _substituted(poly, fmpz_poly([low, high]), fmpz_poly([DENOMINATOR, DENOMINATOR]))
        if _positive(moved):
            found.append(high)
        elif moved[0] <= 0 or high - low == 1:  # the constant coefficient is the value at the lower end
            return None
        else:
            middle = (low + high) // 2
            waiting += [(middle, high), (low, middle)]
    return found


def _substituted(poly: fmpz_poly, numerator: fmpz_poly, denominator: fmpz_poly) -> fmpz_poly:
    """denominator^degree · poly(numerator/denominator)."""
    total, power = fmpz_poly([]), fmpz_poly([1])
    for value in reversed(list(poly)):
        total = total * numerator + value * power
        power *= denominator
    return total


def _positive(poly: fmpz_poly) -> bool:
    values = list(poly)
    return bool(values) and values[0] > 0 and all(value >= 0 for value in values)
