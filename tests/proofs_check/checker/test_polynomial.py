"""The checker's polynomial arithmetic against SymPy's."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check.checker.polynomial import Poly

NAMES = ("x", "y", "z")
monomials = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=3).map(
    lambda d: tuple(sorted(d.items()))
)
numbers = st.fractions(-5, 5, max_denominator=7)
polynomials = st.dictionaries(monomials, numbers, max_size=5).map(Poly)


def to_sympy(p: Poly) -> sp.Expr:
    """Read the printed normal form."""
    return sp.sympify(str(p).replace("^", "**"))


def equal(p: Poly, expression: sp.Expr) -> bool:
    return bool(sp.expand(to_sympy(p) - expression) == 0)


@settings(deadline=None, max_examples=50)
@given(polynomials, polynomials)
def test_ring_operations(p: Poly, q: Poly) -> None:
    a, b = to_sympy(p), to_sympy(q)
    assert equal(p + q, a + b)
    assert equal(p - q, a - b)
    assert equal(p * q, a * b)
    assert equal(p**3, a**3)
    assert p * q == q * p
    assert (p == q) == (sp.expand(a - b) == 0)


@settings(deadline=None, max_examples=50)
@given(polynomials, polynomials, numbers)
def test_substitution_and_derivative(p: Poly, q: Poly, number: Fraction) -> None:
    a, b = to_sympy(p), to_sympy(q)
    x, y = sp.symbols("x y")
    assert equal(p.put({"x": q}), a.subs(x, b))
    assert equal(p.put({"x": number, "y": q}), a.subs({x: sp.Rational(str(number)), y: b}, simultaneous=True))
    assert equal(p.derivative({"x": 1}), sp.diff(a, x))
    assert equal(p.derivative({"x": q, "y": 1}), sp.diff(a, x) * b + sp.diff(a, y))


@settings(deadline=None, max_examples=50)
@given(polynomials)
def test_squares_are_roots_replaced(p: Poly) -> None:
    """x = √2 and y = √(z+1)."""
    replaced = p.squares({"x": 2, "y": Poly.variable("z") + 1})
    values = {sp.Symbol("x"): sp.sqrt(2), sp.Symbol("y"): sp.sqrt(sp.Symbol("z") + 1)}
    assert sp.expand((to_sympy(p) - to_sympy(replaced)).subs(values)) == 0
    assert all(e < 2 for monomial in replaced.terms for x, e in monomial if x in "xy")


@settings(deadline=None, max_examples=50)
@given(polynomials, polynomials)
def test_the_printed_form_is_normal(p: Poly, q: Poly) -> None:
    assert (str(p) == str(q)) == (p == q)


@settings(deadline=None, max_examples=50)
@given(polynomials)
def test_collected_coefficients_add_up(p: Poly) -> None:
    x = Poly.variable("x")
    assert sum((c * x**e for e, c in p.collect("x").items()), Poly({})) == p


def test_powers_with_a_symbolic_exponent() -> None:
    s, L = Poly.variable("s"), Poly.variable("L")
    rules = {"s": 1, "[s^L]": L * s.to_the_L() / s}
    for depth in range(2, 7):  # d/ds s^(2L+1) at numbers
        found = (s.to_the_L() ** 2 * s).derivative(rules).put({"[s^L]": s**depth, "L": depth})
        assert found == (2 * depth + 1) * s ** (2 * depth)


def test_coefficients() -> None:
    x, y = Poly.variable("x"), Poly.variable("y")
    assert (3 - x / 2 + x**3).coefficients("x") == [3, Fraction(-1, 2), 0, 1]
    assert Poly.of(5).coefficients("x") == [5]
    with pytest.raises(ValueError, match="no number"):
        (x * y).coefficients("x")


def test_equality_and_the_power_zero() -> None:
    x, y = Poly.variable("x"), Poly.variable("y")
    assert (x + y) ** 0 == 1
    assert (2 * x) ** -3 == Poly({(("x", -3),): Fraction(1, 8)})
    assert Poly.of(Fraction(1, 2)) == Fraction(1, 2)
    assert x != "x"
    assert x != None  # noqa: E711 - it has no terms to compare
    assert 1 - x == -(x - 1)


def test_what_is_not_possible_is_refused() -> None:
    x, y = Poly.variable("x"), Poly.variable("y")
    with pytest.raises(ValueError, match="unpack"):
        (x + y) ** -1
    with pytest.raises(ValueError, match="product of variables"):
        (2 * x).to_the_L()
    with pytest.raises(ValueError, match="no number"):
        (x + 1).number()
    assert (1 / (2 * x * y**2)).terms == {(("x", -1), ("y", -2)): Fraction(1, 2)}
