"""From many digits to an algebraic number: lattice reduction, and how far from chance the answer is.

If x is a root of an integer polynomial of degree d and height H, LLL finds it from enough digits.  A number that is no such root
still has polynomials that are tiny at it: among those of degree d one of a height near 10^(p/(d+1)) fits p digits.  So
an answer counts only if its *strength* p − (d+1) log10 H, the digits that chance does not explain, is large, and if the
polynomial also fits digits that were not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt, log10

from flint import arb, ctx, fmpq_poly, fmpz, fmpz_mat, fmpz_poly

from numerics.phase.algebraic import AlgebraicNumber
from numerics.phase.algebraic import identify as root_in

DEGREES = (1, 2, 3, 4, 6, 8, 12, 16, 24)
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
        """Numerator and denominator, if it is rational."""
        if self.number.degree != 1:
            return None
        constant, leading = self.number.coefficients
        return -constant, leading

    def text(self) -> str:
        """The number for people: a fraction, an expression with a square root, or which root of which polynomial.

        Examples
        --------
        >>> with ctx.workprec(800):
        ...     print(identified((1 + arb(5).sqrt()) / 2, 200).text())
        ...     print(identified(arb(2).root(3), 200).text())
        (1 + √5)/2
        root 1 of x^3 - 2
        """
        if self.rational:
            top, bottom = self.rational
            return f"{top}" if bottom == 1 else f"{top}/{bottom}"
        if self.number.degree == 2:
            return _quadratic(self.number)
        return f"root {self.number.index} of {self.number.polynomial('x')}"


def identified(value: arb, digits: int, degrees: Sequence[int] = DEGREES) -> Identified | None:
    """The algebraic number of least degree that fits, or None if none fits far better than by chance.

    Parameters
    ----------
    value : arb
        A number whose first ``digits`` decimals are right.
    digits : int
        How many are right.
    degrees : sequence of int
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
        for degree in degrees:
            found = relation([value**power for power in range(degree + 1)], used)
            factor = _vanishing(fmpz_poly(list(found)), value, digits)
            if factor is None:
                continue
            height = max(abs(int(x)) for x in factor.coeffs())
            strength = int(used - (factor.degree() + 1) * log10(height))
            number = root_in(fmpq_poly(factor.coeffs()), arb(value.mid(), arb(10) ** (8 - digits)))
            if strength >= STRENGTH and number is not None:
                return Identified(number, strength)
    return None


def reach(digits: int, degree: int) -> int:
    """Decimal digits of the greatest height up to which a polynomial of a degree would have been found.

    Examples
    --------
    >>> reach(400, 24)
    12
    """
    return int((digits - SPARE - STRENGTH) / (degree + 1))


def relation(numbers: Sequence[arb], digits: int) -> tuple[fmpz, ...]:
    """The shortest integer relation between numbers that LLL finds from so many digits.

    Examples
    --------
    >>> with ctx.workprec(200):
    ...     [abs(int(x)) for x in relation([arb(1), arb(2).sqrt(), 3 + 2 * arb(2).sqrt()], 40)]
    [3, 2, 1]
    """
    size, scale = len(numbers), arb(10) ** digits
    rows = []
    for index, number in enumerate(numbers):
        near = (number.mid() * scale + arb(0.5)).mid().floor().unique_fmpz()
        rows.append([*(int(index == other) for other in range(size)), near])
    reduced = fmpz_mat(rows).lll()
    return tuple(reduced[0, j] for j in range(size))


def _vanishing(polynomial: fmpz_poly, value: arb, digits: int) -> fmpz_poly | None:
    """The irreducible factor that is zero at a number as far as all its digits tell."""
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() < 1:
            continue
        terms = [arb(x) * value.mid() ** power for power, x in enumerate(factor.coeffs())]
        size = sum((abs(term) for term in terms), arb(1))  # 1, so that 0 itself is found
        if abs(sum(terms, arb(0)).mid()) <= size.mid() * arb(10) ** (8 - digits):
            return fmpz_poly(factor.coeffs())
    return None


def _quadratic(number: AlgebraicNumber) -> str:
    """(a ± b√D)/c."""
    c, b, a = number.coefficients
    square, root = b * b - 4 * a * c, 1
    for factor in range(2, min(isqrt(square), 10**5) + 1):
        while square % factor**2 == 0:
            square, root = square // factor**2, root * factor
    top, bottom = -b, 2 * a
    common = _common(top, root, bottom)
    top, root, bottom = top // common, root // common, bottom // common
    radical = f"√{square}" if root == 1 else f"{root}√{square}"
    sign = "+" if number.index == 2 else "-"
    sum_ = f"{top} {sign} {radical}" if top else ("-" * (sign == "-") + radical)
    return sum_ if bottom == 1 else f"({sum_})/{bottom}" if top else f"{sum_}/{bottom}"


def _common(*numbers: int) -> int:
    found = fmpz(0)
    for number in numbers:
        found = found.gcd(fmpz(number))
    return int(found)
