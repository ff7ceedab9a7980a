"""Identification: what is algebraic is found, what is not is left alone."""

import re
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.reconstruct.field import common_field
from numerics.reconstruct.identify import STRENGTH, identified, reach

DIGITS = 200


@settings(max_examples=40, deadline=None)
@given(st.fractions(min_value=-50, max_value=50, max_denominator=10**6))
def test_fractions_are_found(value):
    with ctx.workprec(1000):
        found = identified(arb(fmpq(value.numerator, value.denominator)), DIGITS)
    assert Fraction(*found.rational) == value
    assert found.text() == str(value)


@settings(max_examples=30, deadline=None)
@given(st.integers(-50, 50), st.integers(1, 30), st.sampled_from([2, 3, 5, 6, 7, 10]), st.integers(1, 20))
def test_quadratic_numbers_are_written_with_their_root(a, b, radicand, c):
    with ctx.workprec(1000):
        found = identified((a + b * arb(radicand).sqrt()) / c, DIGITS)
    assert found.number.degree == 2
    expected = (a + b * sp.sqrt(radicand)) / c
    shown = sp.sympify(_python(found.text()))
    assert sp.simplify(shown - expected) == 0


def _python(text):
    """(1 + 2√5)/3 for SymPy."""
    return re.sub(r"(\d*)√(\d+)", lambda m: f"{m[1] or 1}*sqrt({m[2]})", text)


@pytest.mark.parametrize("degree", [3, 5, 8])
def test_roots_of_higher_degree(degree):
    x = sp.Symbol("x")
    polynomial = sp.Poly(x**degree - x - 3, x)
    assert polynomial.is_irreducible
    root = sp.real_roots(polynomial)[-1]
    with ctx.workprec(1400):
        found = identified(arb(str(root.evalf(400))), 380)
    assert found.number.coefficients == tuple(reversed([int(c) for c in polynomial.all_coeffs()]))
    assert found.strength >= STRENGTH


def test_numbers_that_are_not_algebraic_are_left_alone():
    with ctx.workprec(1400):
        for value in (arb.pi(), arb(1).exp(), arb(2).log(), arb.pi() ** 2 / 7):
            assert identified(value, 380) is None


def test_a_degree_that_is_too_high_is_not_guessed():
    """A root of degree 30 is no number of degree 24 or less."""
    with ctx.workprec(1400):
        assert identified(arb(3).root(30), 380) is None


def test_few_digits_identify_little():
    with ctx.workprec(1400):
        value = arb(fmpq(123456789123456789, 987654321987654323)).sqrt()
        assert identified(value, 100) is None
        assert identified(value, 200).number.degree == 2
    assert reach(100, 2) < 9 < reach(200, 2)


def test_a_field_of_two_roots():
    with ctx.workprec(1200):
        root = (2 + arb(2).sqrt()).sqrt()
        numbers = [root, arb(2).sqrt(), root * arb(2).sqrt() + 1, arb(1) / 3]
        field, elements, theta = common_field(numbers, 300, (1, 2, 4, 8))
        assert field.degree == 4
        assert all(abs(e.ball(theta) - v) < arb(10) ** -250 for e, v in zip(elements, numbers, strict=True))
    assert elements[0] * elements[0] == elements[1] + 2
    assert elements[2] == elements[0] * elements[1] + 1
    assert elements[3] * 3 == 1
    assert (elements[0] / elements[2]) * elements[2] == elements[0]
    assert elements[0] - elements[0] == 0
    with pytest.raises(ZeroDivisionError):
        (elements[0] - elements[0]).inverse()


def test_no_field_for_a_number_that_is_none():
    with ctx.workprec(1200):
        assert common_field([arb(2).sqrt(), arb.pi()], 300, (1, 2, 4)) is None
