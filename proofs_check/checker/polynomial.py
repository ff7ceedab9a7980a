"""Polynomials over Q in named variables, exponents of either sign: a dictionary from monomials to fractions.

What is no polynomial becomes one by a variable of its own: ``u`` for s² + κ, whose inverse is u^-1; ``[s^L]`` for
a power with symbolic exponent; ``√2`` and ``x`` = √(r-1), whose squares are replaced afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce as fold
from typing import TypeAlias

Monomial = tuple[tuple[str, int], ...]
"""Pairs (variable, exponent ≠ 0), sorted by variable."""

Scalar: TypeAlias = "Poly | Fraction | int"
"""What arithmetic takes as a polynomial."""


class Poly:
    """A sum of coefficients times monomials.

    Examples
    --------
    >>> r = Poly.variable("r")
    >>> print((r - 1) * (r - 2) / 2 + 3 / r)
    1/2*r^2 - 3/2*r + 3*r^-1 + 1
    """

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Monomial, Fraction]) -> None:
        self.terms = {monomial: value for monomial, value in terms.items() if value}

    @classmethod
    def variable(cls, name: str) -> Poly:
        """The polynomial x."""
        return cls({((name, 1),): Fraction(1)})

    @classmethod
    def of(cls, value: Scalar) -> Poly:
        """A number as a constant polynomial; a polynomial as it is."""
        return value if isinstance(value, Poly) else cls({(): Fraction(value)})

    def __add__(self, other: Scalar) -> Poly:
        total = dict(self.terms)
        for monomial, value in Poly.of(other).terms.items():
            total[monomial] = total.get(monomial, Fraction(0)) + value
        return Poly(total)

    __radd__ = __add__

    def __neg__(self) -> Poly:
        return Poly({monomial: -value for monomial, value in self.terms.items()})

    def __sub__(self, other: Scalar) -> Poly:
        return self + -Poly.of(other)

    def __rsub__(self, other: Scalar) -> Poly:
        return -self + other

    def __mul__(self, other: Scalar) -> Poly:
        if not isinstance(other, Poly | Fraction | int):
            return NotImplemented  # a polynomial times a matrix is the matrix's affair
        total: dict[Monomial, Fraction] = {}
        for left, a in self.terms.items():
            for right, b in Poly.of(other).terms.items():
                monomial = _times(left, right)
                total[monomial] = total.get(monomial, Fraction(0)) + a * b
        return Poly(total)

    __rmul__ = __mul__

    def __truediv__(self, other: Scalar) -> Poly:
        return self * Poly.of(other) ** -1

    def __rtruediv__(self, other: Scalar) -> Poly:
        return other * self**-1

    def __pow__(self, exponent: int) -> Poly:
        if exponent < 0:
            ((monomial, value),) = self.terms.items()  # only a single term has an inverse
            return Poly({tuple((x, -e) for x, e in monomial): 1 / value}) ** -exponent
        return fold(Poly.__mul__, [self] * exponent, Poly.of(1))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly | Fraction | int) and self.terms == Poly.of(other).terms

    __hash__ = None  # type: ignore[assignment]

    def put(self, values: Mapping[str, Scalar]) -> Poly:
        """Substitute for variables."""
        return self._replace(values, 1)

    def squares(self, values: Mapping[str, Scalar]) -> Poly:
        """Substitute for the squares of variables: x^(2j+i) becomes value^j x^i with i = 0 or 1."""
        return self._replace(values, 2)

    def _replace(self, values: Mapping[str, Scalar], step: int) -> Poly:
        total = Poly({})
        powers: dict[tuple[str, int], Poly] = {}
        for monomial, value in self.terms.items():
            kept = ((x, e % step if x in values else e) for x, e in monomial)
            term = Poly({tuple((x, e) for x, e in kept if e): value})
            for x, e in monomial:
                if x in values:
                    if (x, e) not in powers:
                        powers[x, e] = Poly.of(values[x]) ** (e // step)
                    term *= powers[x, e]
            total += term
        return total

    def derivative(self, rules: Mapping[str, Scalar]) -> Poly:
        """The derivative, from those of the variables; the others are constants.

        Examples
        --------
        >>> s, sL, L = map(Poly.variable, ("s", "[s^L]", "L"))
        >>> print((s * sL).derivative({"s": 1, "[s^L]": L * sL / s}))
        [s^L] + L*[s^L]
        """
        total = Poly({})
        for monomial, value in self.terms.items():
            for x, e in monomial:
                if x in rules:
                    total += Poly({monomial: value}) / Poly.variable(x) * e * rules[x]
        return total

    def to_the_L(self) -> Poly:
        """The L-th power of a monomial: every variable x becomes ``[x^L]``."""
        ((monomial, value),) = self.terms.items()
        if value != 1:
            raise ValueError("only a product of variables has an L-th power")
        return Poly({tuple(sorted((f"[{x}^L]", e) for x, e in monomial)): value})

    def collect(self, x: str) -> dict[int, Poly]:
        """Coefficients of the powers of one variable."""
        found: dict[int, Poly] = {}
        for monomial, value in self.terms.items():
            rest = tuple(pair for pair in monomial if pair[0] != x)
            power = dict(monomial).get(x, 0)
            found[power] = found.get(power, Poly({})) + Poly({rest: value})
        return found

    def coefficients(self, x: str) -> list[Fraction]:
        """Of a polynomial in one variable, lowest power first."""
        powers = self.collect(x)
        return [powers.get(i, Poly({})).number() for i in range(max(powers) + 1)]

    def number(self) -> Fraction:
        """The value of a constant polynomial."""
        if self.terms.keys() - {()}:
            raise ValueError(f"{self} is no number")
        return self.terms.get((), Fraction(0))

    def __str__(self) -> str:
        text = ""
        for monomial in sorted(self.terms, reverse=True):
            value = self.terms[monomial]
            factors = [f"{x}^{e}" if e != 1 else x for x, e in monomial]
            if abs(value) != 1 or not factors:
                factors.insert(0, str(abs(value)))
            sign = "-" if value < 0 else "+"
            text += (
                f" {sign} {'*'.join(factors)}" if text else f"{'-' if value < 0 else ''}{'*'.join(factors)}"
            )
        return text or "0"


def _times(left: Monomial, right: Monomial) -> Monomial:
    exponents = dict(left)
    for x, e in right:
        exponents[x] = exponents.get(x, 0) + e
    return tuple(sorted((x, e) for x, e in exponents.items() if e))
