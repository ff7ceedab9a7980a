"""What a derivation owes: claims that a machine decides exactly, and facts that it only cites.

An *obligation* is a claim about SymPy expressions with a decision procedure that never consults floating
point.  ``check()`` is True only when the claim has been established; False means "not established", which
is no refutation.  A *fact* is a textbook theorem that a step relies on and that is named, not proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import sympy as sp


class Obligation(Protocol):
    """A claim with an exact decision procedure."""

    def check(self) -> bool:
        """Whether the claim has been established."""
        ...

    def describe(self) -> str:
        """The claim in one line of Unicode text."""
        ...


@dataclass(frozen=True)
class Fact:
    """A textbook theorem that a step cites.

    Attributes
    ----------
    name : str
        Its usual name.
    statement : str
        What it says, in the form that is used.
    """

    name: str
    statement: str


def is_identically_zero(expression: sp.Expr) -> bool:
    """Decide whether ``expression`` simplifies to 0 by exact symbolic rewriting.

    Rational functions are decided by ``cancel``.  Powers with symbolic exponents are merged first; radicals
    go through ``simplify``.  No numerical test is used: an expression that is zero but resists rewriting
    gives False.

    Examples
    --------
    >>> from theory.symbols import r
    >>> is_identically_zero((r - 1) * (r - 2) - (r**2 - 3 * r + 2))
    True
    >>> is_identically_zero(r - 1)
    False
    """
    expanded = sp.expand(expression)
    if expanded == 0:
        return True
    if expanded.is_rational_function():
        return bool(sp.cancel(sp.together(expression)) == 0)
    numerator = sp.numer(sp.together(merge_powers(expanded)))
    return bool(merge_powers(numerator) == 0 or sp.simplify(expression) == 0)


def merge_powers(expression: sp.Expr) -> sp.Expr:
    """Expand, and write every product of powers of one base as one power with a simplified exponent.

    Examples
    --------
    >>> from theory.symbols import L, q
    >>> merge_powers(q ** (2 / (L + 1)) * q ** ((L - 1) / (L + 1)))
    q
    """
    merged = sp.powsimp(sp.expand(sp.powdenest(sp.expand_power_base(sp.expand(expression)))))
    return sp.expand(merged.replace(lambda e: e.is_Pow, lambda e: e.base ** sp.cancel(sp.together(e.exp))))


@dataclass(frozen=True)
class Identity:
    """``left`` equals ``right`` for all values of the symbols that their assumptions allow, poles aside.

    Expressions with floating-point numbers establish nothing.
    """

    left: sp.Expr
    right: sp.Expr
    note: str = ""

    def check(self) -> bool:
        """Whether the difference simplifies to zero."""
        difference = sp.sympify(self.left) - sp.sympify(self.right)
        return not _has_float(self.left, self.right) and is_identically_zero(difference)

    def describe(self) -> str:
        """``left = right``."""
        return _line(f"{sp.sstr(self.left)} = {sp.sstr(self.right)}", self.note)


@dataclass(frozen=True)
class PositivePolynomial:
    """A polynomial is > 0 (or >= 0) whenever each variable is at least its bound.

    Established by the sufficient condition that a reader can check by eye: after shifting every variable
    to its bound all coefficients are >= 0 and, for strictness, the constant one is > 0.  Coefficients lie
    in Q or in Q(√2), whose signs are decided exactly.

    Attributes
    ----------
    polynomial : sympy.Expr
        Polynomial in the variables of ``bounds``.
    bounds : mapping of symbol to rational
        Lower bound of each variable (inclusive).
    strict : bool
        Whether > 0 is claimed.
    note : str
        What the inequality is good for.

    Examples
    --------
    >>> from theory.symbols import r
    >>> PositivePolynomial(r**2 - 4 * r + 1, {r: 4}).check()
    True
    >>> PositivePolynomial(r**2 - 4 * r + 1, {r: 3}).check()
    False
    """

    polynomial: sp.Expr
    bounds: Mapping[sp.Symbol, sp.Rational | int]
    strict: bool = True
    note: str = ""

    def shifted(self) -> sp.Poly:
        """The polynomial in the distances of the variables from their bounds."""
        poly = sp.Poly(self.polynomial, *self.bounds, extension=True).to_field()
        bounds = [sp.sympify(bound) for bound in self.bounds.values()]
        # Poly.shift_list fails for one variable in SymPy 1.14 when its ground types come from python-flint.
        return poly.shift(bounds[0]) if len(bounds) == 1 else poly.shift_list(bounds)

    def check(self) -> bool:
        """Whether the shifted coefficients have the required signs."""
        if _has_float(self.polynomial, *self.bounds.values()):
            return False
        shifted = self.shifted()
        if any(sign_in_q_sqrt2(coefficient) < 0 for coefficient in shifted.coeffs()):
            return False
        constant = shifted.coeff_monomial((0,) * len(self.bounds))
        return not self.strict or sign_in_q_sqrt2(constant) > 0

    def describe(self) -> str:
        """The inequality with its range."""
        sign = ">" if self.strict else ">="
        where = ", ".join(f"{variable} >= {bound}" for variable, bound in self.bounds.items())
        return _line(f"{_short(self.polynomial)} {sign} 0 for {where}", self.note)


@dataclass(frozen=True)
class PositiveOnInterval:
    """A rational polynomial in one variable is > 0 on a closed interval, by Sturm's theorem.

    ``high = oo`` means the half-line.  Both ends must be rational or infinite; an interval without points
    establishes nothing.
    """

    polynomial: sp.Expr
    variable: sp.Symbol
    low: sp.Rational | int
    high: sp.Expr | int
    note: str = ""

    def check(self) -> bool:
        """Whether there is no root on the interval and the value at its lower end is positive."""
        if _has_float(self.polynomial, self.low, self.high) or self.low > self.high:
            return False
        poly = sp.Poly(self.polynomial, self.variable, domain=sp.QQ)
        if poly.eval(self.low) <= 0:
            return False
        high = None if self.high == sp.oo else self.high
        return bool(poly.count_roots(self.low, high) == 0)

    def describe(self) -> str:
        """The inequality with its interval."""
        interval = f"[{self.low}, {self.high}{')' if self.high == sp.oo else ']'}"
        return _line(f"{_short(self.polynomial)} > 0 for {self.variable} in {interval}", self.note)


@dataclass(frozen=True)
class LimitIs:
    """``expression`` tends to ``value`` as ``variable`` tends to ``point``.

    The limit is two-sided, from above only for a positive variable at 0.  Expressions with floating-point
    numbers establish nothing.
    """

    expression: sp.Expr
    variable: sp.Symbol
    point: sp.Expr
    value: sp.Expr
    note: str = ""

    def check(self) -> bool:
        """Whether SymPy's limit (Gruntz) is the claimed value."""
        if _has_float(self.expression, self.point, self.value):
            return False
        one_sided = self.point == sp.oo or (self.point == 0 and self.variable.is_positive)
        try:
            limit = sp.limit(self.expression, self.variable, self.point, "+" if one_sided else "+-")
        except ValueError:  # the limits from the two sides differ
            return False
        return is_identically_zero(limit - self.value)

    def describe(self) -> str:
        """The limit as an equation."""
        return _line(
            f"lim {self.variable}→{self.point} {_short(self.expression)} = {sp.sstr(self.value)}", self.note
        )


@dataclass(frozen=True)
class Decided:
    """A claim that was decided by exact arithmetic when the obligation was made, e.g. a sign of a number."""

    holds: bool
    claim: str

    def check(self) -> bool:
        """The decision."""
        return self.holds is True

    def describe(self) -> str:
        """The claim."""
        return self.claim


def sign_in_q_sqrt2(number: sp.Expr) -> int:
    """Exact sign (-1, 0, 1) of a + b√2 with rational a, b.

    Raises
    ------
    ValueError
        If the number is not of this form.

    Examples
    --------
    >>> sign_in_q_sqrt2(3 - 2 * sp.sqrt(2)), sign_in_q_sqrt2(sp.Integer(0)), sign_in_q_sqrt2(7 - 5 * sp.sqrt(2))
    (1, 0, -1)
    """
    number = sp.expand(number)
    b = number.coeff(sp.sqrt(2))
    a = sp.expand(number - b * sp.sqrt(2))
    if not (a.is_Rational and b.is_Rational):
        raise ValueError(f"{number} is not a + b*sqrt(2) with rational a and b")
    sign_a, sign_b = int(sp.sign(a)), int(sp.sign(b))
    if sign_a * sign_b >= 0:
        return sign_a or sign_b
    return sign_a if a**2 > 2 * b**2 else sign_b


def _has_float(*expressions: sp.Expr | int) -> bool:
    return any(sp.sympify(expression).has(sp.Float) for expression in expressions)


def _short(expression: sp.Expr, limit: int = 90) -> str:
    text = sp.sstr(expression)
    return text if len(text) <= limit else f"{text[:limit]}…"


def _line(claim: str, note: str) -> str:
    return f"{claim}  ({note})" if note else claim
