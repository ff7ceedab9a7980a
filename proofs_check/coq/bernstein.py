"""Polynomials that are not negative for s ≥ 0: certificates in Bernstein form, and tactics that check them."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from proofs_check.coq.printer import term

DEEPEST = 12
"""Halvings of an interval before the search is given up."""


def bernstein(poly: sp.Poly, low: sp.Rational, high: sp.Rational) -> list[sp.Rational]:
    """Coefficients c_k with p(s) = Σ c_k (s − low)^k (high − s)^(n−k), n the degree.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> bernstein(sp.Poly(x**2 + 1, x), sp.Integer(0), sp.Integer(1))
    [1, 2, 2]
    """
    degree, variable = poly.degree(), poly.gen
    moved = sp.Poly(0, variable, domain="QQ")
    for (power,), value in poly.terms():
        moved += (
            value
            * sp.Poly(low + high * variable, variable) ** power
            * sp.Poly(1 + variable, variable) ** (degree - power)
        )
    return [moved.coeff_monomial(variable**k) / (high - low) ** degree for k in range(degree + 1)]


def intervals(
    poly: sp.Poly, low: sp.Rational, high: sp.Rational
) -> Iterator[tuple[sp.Rational, sp.Rational]]:
    """Split [low, high] until all Bernstein coefficients on every part are nonnegative.

    Raises
    ------
    ValueError
        If that does not happen, for instance because the polynomial is negative somewhere.
    """
    waiting = [(low, high, 0)]
    while waiting:
        a, b, depth = waiting.pop()
        if all(value >= 0 for value in bernstein(poly, a, b)):
            yield a, b
        elif depth == DEEPEST:
            raise ValueError(f"{poly.as_expr()} has no certificate near {sp.N(a, 6)}")
        else:
            middle = (a + b) / 2
            waiting += [(middle, b, depth + 1), (a, middle, depth + 1)]


def positive_pieces(poly: sp.Poly, variable: str, lower: str) -> str:
    """Tactics that prove an inequality whose difference is ``poly``, given ``lower : 0 <= variable``.

    The half-line is cut into intervals; on each the difference is a sum of nonnegative products.

    Raises
    ------
    ValueError
        If there is no certificate.
    """
    end = sp.Integer(1)
    while any(value < 0 for value in poly.compose(sp.Poly(poly.gen + end, poly.gen)).all_coeffs()):
        end *= 2
        if end > 2**DEEPEST:
            raise ValueError(f"{poly.as_expr()} is not positive for all large arguments")
    lines = []
    for a, b in intervals(poly, sp.Integer(0), end):
        terms = [
            f"{term(value, {})} * (({variable} - {term(a, {})}) ^ {k} * ({term(b, {})} - {variable}) ^ {poly.degree() - k})"
            for k, value in enumerate(bernstein(poly, a, b))
        ]
        lines.append(f"  destruct (Rle_lt_dec {variable} {term(b, {})}) as [Hb|Hb].\n")
        lines.append(f"  {{ apply (nonneg_difference ({_nested(terms)})); [field|nonneg_terms]. }}\n")
        lines.append(f"  clear {lower}; rename Hb into {lower}.\n")
    tail = poly.compose(sp.Poly(poly.gen + end, poly.gen))
    terms = [
        f"{term(value, {})} * ({variable} - {end}) ^ {power}" for (power,), value in reversed(tail.terms())
    ]
    lines.append(f"  apply (nonneg_difference ({_nested(terms)})); [field|nonneg_terms].\n")
    return "".join(lines)


def _nested(terms: list[str]) -> str:
    text = terms[-1]
    for part in reversed(terms[:-1]):
        text = f"{part} + ({text})"
    return text
