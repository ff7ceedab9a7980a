"""Arithmetic in a number field Q(θ), in which a critical point is checked exactly.

If all coordinates of a point lie in one field, they are polynomials in one of them or in a small combination; lattice
reduction proposes these, and then the equations are evaluated in the field: a zero is a zero, not a small number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat, fmpq_poly
from numpy.typing import NDArray

from numerics.phase.algebraic import AlgebraicNumber
from numerics.phase.algebraic import identify as root_in
from numerics.reconstruct.identify import SPARE, STRENGTH, Identified, identified, relation


@dataclass(frozen=True, eq=False)
class NumberField:
    """Q(θ) with the real root θ of an irreducible polynomial.

    Attributes
    ----------
    number : AlgebraicNumber
        θ.

    Examples
    --------
    >>> from fractions import Fraction
    >>> field = NumberField(AlgebraicNumber((-2, 0, 1), 2, Fraction(1), Fraction(2)))
    >>> root = field.element([0, 1])
    >>> root * root == 2, (1 / (1 + root)).coefficients
    (True, (-1, 1))
    """

    number: AlgebraicNumber

    @property
    def degree(self) -> int:
        """Over the rationals."""
        return self.number.degree

    @property
    def modulus(self) -> fmpq_poly:
        """The polynomial of θ."""
        return fmpq_poly(list(self.number.coefficients))

    def element(self, coefficients: Sequence[Any]) -> Element:
        """Σ c_k θ^k."""
        return Element(self, fmpq_poly(list(coefficients)) % self.modulus)

    def matrix(self, shape: tuple[int, int], entries: list[Any]) -> NDArray[Any]:
        """A matrix of elements; integers are taken for elements."""
        found = np.empty(len(entries), dtype=object)
        found[:] = [x if isinstance(x, Element) else self.element([int(x)]) for x in entries]
        return found.reshape(shape)


@dataclass(frozen=True, eq=False)
class Element:
    """An element of a number field, with the operations that matrices of dtype object need.

    Attributes
    ----------
    field : NumberField
        Where it lies.
    polynomial : fmpq_poly
        In θ, of a degree below that of the field.
    """

    field: NumberField
    polynomial: fmpq_poly

    @property
    def coefficients(self) -> tuple[fmpq, ...]:
        """Of the polynomial in θ, from the constant term upwards."""
        return tuple(self.polynomial.coeffs())

    def _made(self, polynomial: fmpq_poly) -> Element:
        return Element(self.field, polynomial % self.field.modulus)

    def __add__(self, other: Any) -> Element:
        return self._made(self.polynomial + _polynomial(other))

    __radd__ = __add__

    def __neg__(self) -> Element:
        return self._made(-self.polynomial)

    def __sub__(self, other: Any) -> Element:
        return self._made(self.polynomial - _polynomial(other))

    def __rsub__(self, other: Any) -> Element:
        return self._made(_polynomial(other) - self.polynomial)

    def __mul__(self, other: Any) -> Element:
        return self._made(self.polynomial * _polynomial(other))

    __rmul__ = __mul__

    def inverse(self) -> Element:
        """1 over it.

        Raises
        ------
        ZeroDivisionError
            If it is 0.
        """
        common, first, _ = self.polynomial.xgcd(self.field.modulus)
        if common.degree() != 0:
            raise ZeroDivisionError("0 of a number field has no inverse")
        return self._made(first * (1 / common[0]))

    def __truediv__(self, other: Any) -> Element:
        divisor = other if isinstance(other, Element) else self.field.element([fmpq(other)])
        return self * divisor.inverse()

    def __rtruediv__(self, other: Any) -> Element:
        return self._made(self.inverse().polynomial * _polynomial(other))

    def __pow__(self, exponent: int) -> Element:
        return self._made(self.polynomial**exponent)

    def __eq__(self, other: object) -> bool:
        return bool(self.polynomial == _polynomial(other))

    __hash__ = None  # type: ignore[assignment]

    def ball(self, theta: arb) -> arb:
        """The number, for a ball of θ."""
        return sum((arb(x) * theta**k for k, x in enumerate(self.coefficients)), arb(0))

    def number(self, theta: arb) -> AlgebraicNumber | None:
        """The number by its own polynomial; None if ``theta`` holds it too loosely.

        Examples
        --------
        >>> from fractions import Fraction
        >>> field = NumberField(AlgebraicNumber((-2, 0, 1), 2, Fraction(1), Fraction(2)))
        >>> field.element([1, 1]).number(arb(2).sqrt()).polynomial("x")
        'x^2 - 2·x - 1'
        """
        size = self.field.degree
        columns = [(self * self.field.element([0] * k + [1])).coefficients for k in range(size)]
        rows = [[column[i] if i < len(column) else fmpq(0) for column in columns] for i in range(size)]
        return root_in(fmpq_poly(fmpq_mat(rows).charpoly().coeffs()), self.ball(theta))


def _polynomial(other: Any) -> fmpq_poly:
    return other.polynomial if isinstance(other, Element) else fmpq_poly([fmpq(int(other))])


def common_field(
    values: Sequence[arb], digits: int, degrees: Sequence[int]
) -> tuple[NumberField, list[Element], arb] | None:
    """One field that holds all of some numbers, and the numbers in it; None if none is found.

    The generator is the number of the greatest degree, or a sum with a small multiple of another one.

    Returns
    -------
    field, elements, theta
        The proposal: it fits all digits far better than by chance, and is proved only by what is computed with it.

    Examples
    --------
    >>> with ctx.workprec(1000):
    ...     field, found, _ = common_field([arb(2).sqrt(), arb(3).sqrt(), arb(0.5)], 250, (1, 2, 4))
    >>> field.degree, found[0] * found[0] == 2, found[2] * 2 == 1
    (4, True, True)
    """
    with ctx.workprec(int(digits * 3.33) + 64):
        known: list[tuple[arb, Identified]] = []
        for value in values:
            if any(abs(value - other).mid() < arb(10) ** (10 - digits) for other, _ in known):
                continue
            found = identified(value, digits, degrees)
            if found is None:
                return None
            known.append((value, found))
        theta, generator = max(known, key=lambda one: one[1].number.degree)
        for _ in range(3):
            field = NumberField(generator.number)
            elements = [_in_field(value, theta, field, digits) for value in values]
            missing = [value for value, element in zip(values, elements, strict=True) if element is None]
            if not missing:
                return field, [element for element in elements if element is not None], theta
            theta = theta + 3 * missing[0]
            larger = identified(theta, digits, degrees)
            if larger is None or larger.number.degree <= field.degree:
                return None
            generator = larger
    return None


def _in_field(value: arb, theta: arb, field: NumberField, digits: int) -> Element | None:
    """A number as g(θ)/f'(θ) with small integers, which is the form in which such numbers are small."""
    slope = field.modulus.derivative()
    at = sum((arb(x) * theta**k for k, x in enumerate(slope.coeffs())), arb(0))
    powers = [theta**k for k in range(field.degree)]
    found = relation([value * at, *powers], digits - SPARE)
    height = max(abs(int(x)) for x in found)
    if found[0] == 0 or digits - SPARE - len(found) * log10(max(height, 1)) < STRENGTH:
        return None
    numerator = field.element([-fmpq(int(x), int(found[0])) for x in found[1:]])
    return numerator / field.element(slope.coeffs())
