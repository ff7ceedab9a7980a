"""Descartes' rule on intervals against exact root counting."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs_check.checker.roots import evaluate, variations

x = sp.Symbol("x")
coefficients = st.lists(st.fractions(-9, 9, max_denominator=4), min_size=2, max_size=7).filter(
    lambda p: p[-1] != 0
)
points = st.fractions(-6, 6, max_denominator=5)


def as_poly(p: list[Fraction]) -> sp.Poly:
    return sp.Poly([sp.Rational(str(c)) for c in reversed(p)], x)


def inside(p: list[Fraction], low: Fraction, high: Fraction | None) -> int:
    """Roots in the open interval, with multiplicity."""
    total = 0
    for factor, multiplicity in as_poly(p).sqf_list()[1]:
        ends = (sp.Rational(str(low)), None if high is None else sp.Rational(str(high)))
        count = factor.count_roots(*ends) - sum(factor.eval(end) == 0 for end in ends if end is not None)
        total += multiplicity * count
    return total


@settings(deadline=None, max_examples=50)
@given(coefficients, points, st.none() | points)
def test_never_fewer_variations_than_roots_and_of_the_same_parity(
    p: list[Fraction], low: Fraction, high: Fraction | None
) -> None:
    assume(high is None or low < high)
    found, true = variations(p, low, high), inside(p, low, high)
    assert found >= true
    assert (found - true) % 2 == 0


@settings(deadline=None, max_examples=50)
@given(coefficients, points)
def test_evaluation(p: list[Fraction], at: Fraction) -> None:
    assert evaluate(p, at) == Fraction(str(as_poly(p).eval(sp.Rational(str(at)))))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=5, unique=True))
def test_real_roots_are_counted_exactly_on_the_half_line(roots: list[int]) -> None:
    p = [Fraction(str(c)) for c in reversed(sp.Poly(sp.prod([x - root for root in roots]), x).all_coeffs())]
    assert variations(p, Fraction(0), None) == sum(root > 0 for root in roots)
