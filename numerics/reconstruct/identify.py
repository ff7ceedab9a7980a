"""From many digits to an algebraic number: lattice reduction, and how far from chance the answer is.

If x is a root of an integer polynomial of degree d and height H, LLL finds it from enough digits.  A number that is no such root
still has polynomials that are tiny at it: among those of degree d one of a height near 10^(p/(d+1)) fits p digits.  So
an answer counts only if its *strength* p − (d+1) log10 H, the digits that chance does not explain, is large, and if its
factor that vanishes also fits digits that were not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from flint import arb, ctx, fmpz, fmpz_mat, fmpz_poly

from numerics.phase.algebraic import AlgebraicNumber
from numerics.phase.algebraic import identify as root_in

DEGREES = (1, 2, 4, 8, 12, 24)
"""Degrees that are tried, one after the other."""

STRENGTH = 40
"""Digits beyond chance that are asked for: an accident has a probability of about 10^-STRENGTH."""

SPARE = 40
"""Digits that LLL does not see."""


@dataclass(frozen=True)
class Identified:
    """An algebraic number with the evidence for it.

    Attributes
    ----------
    number : AlgebraicNumber
        Root of an irreducible polynomial, isolated.
    strength : int
        Digits of agreement that chance does not explain.
    """

    number: AlgebraicNumber
    strength: int

    @property
    def rational(self) -> tuple[int, int] | None:
        """Numerator and denominator of a rational number."""
        if self.number.degree != 1:
            return None
        constant, leading = self.number.coefficients
        return -constant, leading

    def text(self, name: str = "x") -> str:
        """The number for people: a rational, a number of a quadratic field, or a polynomial and a decimal.

        Examples
        --------
        >>> with ctx.workprec(800):
        ...     print(identified((1 + arb(5).sqrt()) / 2, 200).text())
        (1 + √5)/2
        """
        coefficients = self.number.coefficients
        if self.rational:
            top, bottom = self.rational
            return f"{top}" if bottom == 1 else f"{top}/{bottom}"
        if self.number.degree == 2:
            return _quadratic(coefficients, self.number.index)
        middle = float((self.number.low + self.number.high) / 2)
        return f"{middle:.12g}, root of {self.number.polynomial(name)}"


def identified(value: arb, digits: int, degrees: tuple[int, ...] = DEGREES) -> Identified | None:
    """The algebraic number of least degree that fits, or None if none fits far better than by chance.

    Parameters
    ----------
    value : arb
        A number whose first ``digits`` decimals are right.
    digits : int
        How many are right.
    degrees : tuple of int
        Degrees to try, ascending.

    Examples
    --------
    >>> with ctx.workprec(1000):
    ...     root, pi = arb(2).root(3) + 1, arb.pi()
    ...     identified(root, 250).number.polynomial("x"), identified(pi, 250)
    ('x^3 - 3·x^2 + 3·x - 3', None)
    """
    used = digits - SPARE
    with ctx.workprec(int(digits * 3.33) + 64):
        scale = fmpz(10) ** used
        if abs(value) < arb(10) ** (-used):
            return Identified(AlgebraicNumber((0, 1), 1, *_point(0)), used)
        for degree in degrees:
            found = _of_degree(value, degree, scale)
            if found is None:
                continue
            factor = _vanishing(found, value, digits)
            if factor is None:
                continue
            height = max(abs(int(x)) for x in factor.coeffs())
            strength = int(used - factor.degree() * log10(height) - log10(height))
            if strength < STRENGTH:
                continue
            ball = arb(value.mid(), arb(10) ** (8 - digits))
            number = root_in(_rational(factor), ball)
            if number is not None:
                return Identified(number, strength)
    return None


def reach(digits: int, degree: int) -> int:
    """Decimal digits of the greatest height up to which a polynomial of a degree would have been found.

    Examples
    --------
    >>> reach(300, 24)
    8
    """
    return int((digits - SPARE - STRENGTH) / (degree + 1))


def _of_degree(value: arb, degree: int, scale: fmpz) -> fmpz_poly | None:
    """The shortest relation between the powers of a number that LLL finds."""
    size = degree + 1
    rows = []
    for power in range(size):
        near = (value**power * arb(scale)).mid().unique_fmpz() if power else scale
        if near is None:
            near = fmpz(int(((value**power) * arb(scale)).mid().floor().unique_fmpz() or 0))
        rows.append([*(fmpz(int(power == other)) for other in range(size)), near])
    reduced = fmpz_mat(rows).lll()
    coefficients = [reduced[0, j] for j in range(size)]
    return fmpz_poly(coefficients) if any(coefficients) else None


def _vanishing(polynomial: fmpz_poly, value: arb, digits: int) -> fmpz_poly | None:
    """The irreducible factor that is zero at a number as far as all its digits tell."""
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() < 1:
            continue
        size = sum((abs(arb(x)) * abs(value) ** power for power, x in enumerate(factor.coeffs())), arb(0))
        left = sum((arb(x) * value**power for power, x in enumerate(factor.coeffs())), arb(0))
        if abs(left.mid()) < size * factor.degree() * arb(10) ** (6 - digits):
            return factor
    return None
