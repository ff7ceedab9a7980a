"""Terms for Coq mean what the SymPy expressions mean."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.coq.printer import polynomial, term

r = sp.Symbol("r", positive=True)


def value(text: str, at: float) -> float:
    """Evaluate a printed term of these tests: Coq's notation in Python's."""
    python = (
        text.replace("^", "**").replace("(/ ", "(1 / ").replace("sqrt (", "math.sqrt(").replace("r", "at")
    )
    python = python.replace("math.sqat", "math.sqr")
    return float(eval(python, {"math": math, "at": at}))  # text of this test only


EXPRESSIONS = [
    (r - 3) * (r - 2) / 2,
    4 / ((r - 3) ** 2 * (r - 2) ** 2),
    sp.sqrt(2 * r - 2) + (r - 1) * sp.sqrt(r - 2),
    -(r**3) / 7 + sp.Rational(-3, 5),
    1 / r - 1 / r**2,
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_printed_term_has_the_value_of_the_expression(expression: sp.Expr) -> None:
    for at in (5, 7.5, 20):
        assert value(term(expression, {r: "r"}), at) == pytest.approx(float(expression.subs(r, at)))


@given(st.dictionaries(st.integers(0, 8), st.fractions(-9, 9), min_size=1))
def test_a_printed_polynomial_has_the_value_of_the_polynomial(values: dict[int, Fraction]) -> None:
    text = polynomial({k: sp.Rational(v.numerator, v.denominator) for k, v in values.items()}, "r", {})
    expected = sum(float(v) * 1.5**k for k, v in values.items())
    assert value(text, 1.5) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("expression", [sp.sin(r), r ** sp.Rational(1, 3), sp.Float(0.5) * r, sp.pi])
def test_what_coq_would_read_otherwise_is_refused(expression: sp.Expr) -> None:
    with pytest.raises(ValueError, match="term"):
        term(expression, {r: "r"})
