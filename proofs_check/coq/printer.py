"""SymPy expressions as terms of Coq's real numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import sympy as sp

HALF = sp.Rational(1, 2)


def term(expression: sp.Expr, names: Mapping[sp.Expr, str]) -> str:
    """Print an expression as a Coq term of type R.

    Parameters
    ----------
    expression : sympy.Expr
        Built from numbers, the keys of ``names``, sums, products, integer powers and square roots.
    names : mapping
        Coq terms for symbols and for other subexpressions that are atoms to Coq.

    Returns
    -------
    str
        The term, in parentheses unless it is atomic.

    Raises
    ------
    ValueError
        If something else occurs.

    Examples
    --------
    >>> from theory.symbols import r
    >>> term((r - 2) * sp.sqrt(r - 1) / 3, {r: "r"})
    '((1 / 3) * ((-2) + r) * sqrt ((-1) + r))'
    """
    if expression in names:
        return names[expression]
    if expression.is_Integer:
        return str(expression) if expression >= 0 else f"({expression})"
    if expression.is_Rational:
        return f"({term(sp.Integer(expression.p), names)} / {expression.q})"
    if expression.is_Add or expression.is_Mul:
        sign = " + " if expression.is_Add else " * "
        return f"({sign.join(term(part, names) for part in _ordered(expression))})"
    if expression.is_Pow:
        return _power(expression, names)
    raise ValueError(f"{expression} has no Coq term")


def _ordered(expression: sp.Expr) -> list[sp.Expr]:
    """Arguments in an order that does not depend on the hash seed."""
    return sorted(expression.args, key=sp.default_sort_key)


def _power(expression: sp.Expr, names: Mapping[sp.Expr, str]) -> str:
    base, exponent = expression.as_base_exp()
    if exponent == HALF:
        return f"sqrt {term(base, names)}"
    if not exponent.is_Integer:
        raise ValueError(f"{expression}: only integer powers and square roots have a Coq term")
    if exponent < 0:
        return f"(/ {term(base ** (-exponent), names)})"
    return f"({term(base, names)} ^ {exponent})"


def polynomial(coefficients: Mapping[int, sp.Expr], variable: str, names: Mapping[sp.Expr, str]) -> str:
    """Print a polynomial in one variable, lowest power first and nested to the right.

    Parameters
    ----------
    coefficients : mapping
        Power to coefficient.
    variable : str
        Coq term of the variable.
    names : mapping
        As in :func:`term`, for the coefficients.

    Examples
    --------
    >>> polynomial({0: sp.Integer(1), 2: sp.Integer(-3)}, "x", {})
    '1 + ((-3) * x ^ 2)'
    """
    powers = sorted(coefficients)
    parts = [term(coefficients[k], names) + (f" * {variable} ^ {k}" if k else "") for k in powers]
    text = parts[-1]
    for part in reversed(parts[:-1]):
        text = f"{part} + ({text})"
    return text


def rational(value: Fraction) -> str:
    """Print a rational number as a Coq term of type Q.

    Examples
    --------
    >>> rational(Fraction(-1, 2))
    '(-1 # 2)'
    """
    return f"({value.numerator} # {value.denominator})"


def rational_rows(rows: Iterable[Iterable[Fraction]]) -> str:
    """Print a matrix as a list of rows, each a list of type Q."""
    return "[" + ";\n   ".join("[" + "; ".join(map(rational, row)) + "]" for row in rows) + "]"
