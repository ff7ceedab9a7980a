"""Certificates of nonnegativity on the half-line."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.coq.bernstein import bernstein, intervals, positive_pieces

x = sp.Symbol("x")
coefficients = st.lists(st.integers(-9, 9), min_size=2, max_size=6).filter(lambda c: c[0] != 0)


@given(coefficients, st.integers(-3, 3), st.integers(1, 4))
def test_the_bernstein_form_is_the_polynomial(values: list[int], low: int, width: int) -> None:
    poly, a, b = sp.Poly(values, x), sp.Integer(low), sp.Integer(low + width)
    n = poly.degree()
    form = sum(c * (x - a) ** k * (b - x) ** (n - k) for k, c in enumerate(bernstein(poly, a, b)))
    assert sp.expand(form - poly.as_expr()) == 0


@given(coefficients)
def test_parts_cover_the_interval_and_show_the_sign(values: list[int]) -> None:
    poly = sp.Poly(sp.Poly(values, x).as_expr() ** 2 + 1, x)
    parts = list(intervals(poly, sp.Integer(0), sp.Integer(2)))
    assert [a for a, _ in parts] == [0, *(b for _, b in parts[:-1])]
    assert parts[-1][1] == 2
    assert all(value >= 0 for part in parts for value in bernstein(poly, *part))


@pytest.mark.parametrize("expression", [x**2 - x + sp.Rational(1, 5), -x + 100, (x - 5) ** 3])
def test_a_polynomial_that_is_negative_somewhere_has_no_certificate(expression: sp.Expr) -> None:
    with pytest.raises(ValueError, match=r"no certificate|not positive"):
        positive_pieces(sp.Poly(expression, x), "x", "H")
