"""SymPy expressions in the checker's normal form: sums of numbers times powers of named variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import sympy as sp

from theory.obligations import merge_powers
from theory.symbols import L

LETTERS = {"lambda_H": "λ_H", "kappa": "κ", "Lambda": "Λ", "rho": "ρ"}
"""Variables whose SymPy names differ from those in certificates."""

Monomial = tuple[tuple[str, int], ...]


def normal_form(expression: sp.Expr | int) -> str:
    """Normal form of a sum of products of powers.

    Exponents may be linear in L: x^(2L-1) is ``[x^L]^2*x^-1``.  Square roots of 2 and 3 are variables ``√2``, ``√3``.

    Examples
    --------
    >>> from theory.symbols import L, s
    >>> normal_form((1 - s ** (L + 1)) ** 2)
    '[s^L]^2*s^2 - 2*[s^L]*s + 1'
    """
    merged = merge_powers(sp.sympify(expression))
    return show(_term(term) for term in sp.Add.make_args(sp.expand(merged)))


def polynomial_form(polynomial: sp.Poly) -> str:
    """Normal form of a rational polynomial; for large ones, since nothing is rewritten.

    Examples
    --------
    >>> from theory.symbols import r
    >>> polynomial_form(sp.Poly(r**2 / 2 - 1, r))
    '1/2*r^2 - 1'
    """
    names = [_name(symbol) for symbol in polynomial.gens]
    return show(
        (tuple(sorted((x, e) for x, e in zip(names, powers, strict=True) if e)), Fraction(str(value)))
        for powers, value in polynomial.terms()
    )


def show(terms: Iterable[tuple[Monomial, Fraction]]) -> str:
    """Print terms, the same monomials added, in the order of the checker.

    Examples
    --------
    >>> show([((), Fraction(-1)), ((("r", 2),), Fraction(1, 2))])
    '1/2*r^2 - 1'
    """
    total: dict[Monomial, Fraction] = {}
    for monomial, value in terms:
        total[monomial] = total.get(monomial, Fraction(0)) + value
    parts = []
    for monomial in sorted((m for m, value in total.items() if value), reverse=True):
        size = abs(total[monomial])
        powers = [x if e == 1 else f"{x}^{e}" for x, e in monomial]
        number = [] if size == 1 and powers else [str(size)]
        parts.append(("- " if total[monomial] < 0 else "+ ") + "*".join(number + powers))
    text = " ".join(parts)
    return "0" if not text else text[2:] if text[0] == "+" else "-" + text[2:]


def _term(term: sp.Expr) -> tuple[Monomial, Fraction]:
    value, rest = term.as_coeff_Mul()
    powers: dict[str, int] = {}
    for base, exponent in ({} if rest == 1 else rest.as_powers_dict()).items():
        for name, power in _power(base, exponent).items():
            powers[name] = powers.get(name, 0) + power
    return tuple(sorted((x, e) for x, e in powers.items() if e)), Fraction(str(value))


def _power(base: sp.Expr, exponent: sp.Expr) -> Mapping[str, int]:
    if base.is_Integer and exponent == sp.Rational(1, 2):
        return {f"√{base}": 1}
    constant, slope = sp.Poly(exponent, L).nth(0), sp.Poly(exponent, L).nth(1)
    if not (base.is_Symbol and constant.is_Integer and slope.is_Integer):
        raise ValueError(f"{base}**({exponent}) has no normal form")
    return {_name(base): int(constant), f"[{_name(base)}^L]": int(slope)}


def _name(symbol: sp.Symbol) -> str:
    name = str(symbol.name)
    return LETTERS.get(name, name)
