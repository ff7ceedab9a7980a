"""The writer's normal form says what SymPy's expression says, in the checker's words."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check.certificates.document import form
from proofs_check.certificates.normal_form import normal_form, polynomial_form
from proofs_check.checker.polynomial import Poly
from theory.symbols import K, L, kappa, r, s

terms = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.fractions(-9, 9, max_denominator=5), max_size=6
)


@settings(deadline=None, max_examples=50)
@given(terms)
def test_writer_and_checker_print_the_same(coefficients: dict[tuple[int, int], Fraction]) -> None:
    expression = sp.Add(*(sp.Rational(str(c)) * r**i * kappa**j for (i, j), c in coefficients.items()))
    x, y = Poly.variable("r"), Poly.variable("κ")
    own = sum((c * x**i * y**j for (i, j), c in coefficients.items()), Poly({}))
    assert (
        normal_form(expression)
        == polynomial_form(sp.Poly(expression, r, kappa))
        == form(expression)
        == str(own)
    )


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (s ** (2 * L - 1), "[s^L]^2*s^-1"),
        ((K * s**2) ** (L + 1), "K*[K^L]*[s^L]^2*s^2"),
        (sp.sqrt(2) * r - 3 * sp.sqrt(2), "-3*√2 + r*√2"),
        (sp.Integer(0), "0"),
        (sp.Rational(-1, 2), "-1/2"),
        (1 / (2 * K), "1/2*K^-1"),
    ],
)
def test_known_forms(expression: sp.Expr, text: str) -> None:
    assert normal_form(expression) == text


@pytest.mark.parametrize("expression", [sp.sqrt(r), sp.cos(r), 1 / (r + 1), s ** (1 / L)])
def test_what_has_no_normal_form_is_refused(expression: sp.Expr) -> None:
    with pytest.raises((ValueError, sp.PolynomialError)):
        normal_form(expression)
