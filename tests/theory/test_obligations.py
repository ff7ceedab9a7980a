"""Obligations: what is true and simple is established, what is false never is."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from theory.obligations import (
    Decided,
    Fact,
    Identity,
    LimitIs,
    PositiveOnInterval,
    PositivePolynomial,
    is_identically_zero,
    merge_powers,
    sign_in_q_sqrt2,
)
from theory.symbols import K, L, kappa, q, r

x = sp.Symbol("x")
small = st.integers(-6, 6)
rationals = st.fractions(min_value=-50, max_value=50, max_denominator=60)


def rational(value):
    return sp.Rational(value.numerator, value.denominator)


# --- sign_in_q_sqrt2 ---------------------------------------------------------------------------------------


@given(rationals, rationals)
def test_sign_agrees_with_high_precision(a, b):
    with mpmath.workdps(60):
        value = mpmath.mpf(a.numerator) / a.denominator + mpmath.sqrt(2) * b.numerator / b.denominator
        expected = int(mpmath.sign(value))
    assert sign_in_q_sqrt2(rational(a) + rational(b) * sp.sqrt(2)) == expected


@given(st.integers(1, 120), st.sampled_from([1, -1]))
def test_sign_of_the_closest_misses(steps, factor):
    # p/q runs through the convergents of √2, for which p² - 2q² = ±1: no float tells p from q√2 from step 20 on.
    p, d = 1, 1
    for _ in range(steps):
        p, d = p + 2 * d, p + d
    assert p * p - 2 * d * d == (-1) ** (steps + 1)
    assert sign_in_q_sqrt2(factor * (p - d * sp.sqrt(2))) == factor * (-1) ** (steps + 1)


def test_sign_of_numbers_in_other_shapes():
    assert sign_in_q_sqrt2(sp.sqrt(8) - 3) == -1
    assert sign_in_q_sqrt2((1 + sp.sqrt(2)) ** 3 - 14) == 1
    assert sign_in_q_sqrt2(1 / sp.sqrt(2) - sp.sqrt(2) / 2) == 0


@pytest.mark.parametrize("number", [sp.sqrt(3), sp.pi, sp.Float(1.5), r, sp.oo, sp.nan, sp.I, 1 + 2**0.5])
def test_sign_refuses_what_it_cannot_decide(number):
    with pytest.raises(ValueError, match="is not a"):
        sign_in_q_sqrt2(number)


# --- Identity ----------------------------------------------------------------------------------------------


polynomials = st.lists(st.tuples(small, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5)


def polynomial(terms):
    return sp.Add(*(c * r**i * kappa**j for c, i, j in terms))


@given(polynomials, polynomials, polynomials)
@settings(max_examples=20, deadline=None)
def test_ring_laws_are_established_and_perturbed_ones_are_not(a, b, c):
    A, B, C = polynomial(a), polynomial(b), polynomial(c)
    law = A * (B + C) - (A * B + A * C)
    assert is_identically_zero(law)
    assert not is_identically_zero(law + 1)
    assert is_identically_zero(law + C) == (sp.Poly(C, r, kappa).is_zero)


@given(polynomials, polynomials, small.filter(bool), st.integers(2, 5))
@settings(max_examples=20, deadline=None)
def test_rational_functions(a, b, delta, power):
    A, B = polynomial(a), polynomial(b)
    assume(sp.expand(B) != 0)
    assert is_identically_zero(A / B + B / A - (A**2 + B**2) / (A * B) if sp.expand(A) != 0 else A / B)
    assert not is_identically_zero(A / B - A / B**power * B ** (power - 1) + delta / (r + 7))


exponents = st.sampled_from([2 / (L + 1), (L - 1) / (L + 1), L, 2 * L, -L / (L + 1), sp.Integer(3)])


@given(st.lists(exponents, min_size=2, max_size=3), st.sampled_from([q, q * K, q / K]), small.filter(bool))
@settings(max_examples=5, deadline=None)
def test_symbolic_exponents_add(powers, base, delta):
    product = sp.Mul(*(base**p for p in powers))
    total = sp.together(sp.Add(*powers))
    assert is_identically_zero(product - base**total)
    assert not is_identically_zero(product - base**total + delta * q / (L + 1))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.sqrt(r - 2) * sp.sqrt(r - 2), r - 2),
        (1 / (sp.sqrt(2) - 1), sp.sqrt(2) + 1),
        (sp.sin(x) ** 2 + sp.cos(x) ** 2, 1),
        (sp.sqrt(K**2), K),
    ],
)
def test_radicals_and_trigonometry(left, right):
    assert Identity(left, right).check()
    assert not Identity(left, right + sp.Rational(1, 10**12)).check()


a_real, b_real = sp.symbols("a b", real=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.sqrt(a_real**2), a_real),  # false for a < 0
        (sp.sqrt(a_real * b_real), sp.sqrt(a_real) * sp.sqrt(b_real)),  # false for a, b < 0
        (sp.sqrt(x**2), x),
        (sp.log(sp.exp(x)), x),
        ((x**2) ** (1 / (L + 1)), x ** (2 / (L + 1))),
        (sp.nan, sp.nan),
        (sp.oo, sp.oo),
        (sp.zoo, 0),
        (r, kappa),
        (sp.Symbol("r"), r),  # same name, other assumptions
        (sp.Rational(10**20 + 1, 10**20), 1),
        (sp.pi, sp.Rational(355, 113)),
        (sp.sqrt(2) + sp.sqrt(3), sp.sqrt(5 + 2 * sp.sqrt(6)) + sp.Rational(1, 10**30)),
    ],
)
def test_false_or_partly_false_identities_are_not_established(left, right):
    assert not Identity(left, right).check()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Rational(1, 3), sp.Float(1) / 3),
        (sp.Float("0.5") * r, r / 2),
        (sp.Integer(1), 1 + sp.Float(1e-20)),
    ],
)
def test_floats_establish_nothing(left, right):
    assert not Identity(left, right).check()


def test_merge_powers_keeps_the_value():
    expression = q ** (2 / (L + 1)) * (K * q) ** ((L - 1) / (L + 1)) * (1 + q) ** 2
    merged = merge_powers(expression)
    for values in ({L: 2, q: 3, K: 5}, {L: 7, q: sp.Rational(1, 4), K: 2}):
        assert sp.N(expression.subs(values) - merged.subs(values), 30) == 0


# --- PositivePolynomial ------------------------------------------------------------------------------------

bound = st.integers(-3, 6)
near_zero = st.sampled_from([(0, 0), (1, 0), (3, -2), (7, -5), (-7, 5), (-1, 1), (17, -12), (-1, 0)])
"""a + b√2 of both signs, most of them small."""


@given(
    st.lists(st.tuples(near_zero, st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=4),
    near_zero,
    st.tuples(bound, bound),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_never_positive_where_a_sample_is_negative(terms, constant, bounds, strict, samples):
    low = dict(zip((r, kappa), map(sp.Integer, bounds), strict=True))
    terms = [(constant, 0, 0), *terms]
    expression = sp.expand(
        sp.Add(
            *((a + b * sp.sqrt(2)) * (r - low[r]) ** i * (kappa - low[kappa]) ** j for (a, b), i, j in terms)
        )
    )
    if not PositivePolynomial(expression, low, strict).check():
        return
    for step_r, step_kappa in [(0, 0), *samples]:
        steps = {r: sp.Rational(step_r, 4), kappa: sp.Rational(step_kappa, 4)}
        sign = sign_in_q_sqrt2(expression.subs({symbol: low[symbol] + steps[symbol] for symbol in low}))
        assert sign > 0 or (sign == 0 and not strict)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(1, 9), bound)
@settings(max_examples=20, deadline=None)
def test_nonnegative_shifted_coefficients_are_recognised(coefficients, constant, low):
    polynomial = constant + sp.Add(*(c * (r - low) ** (k + 1) for k, c in enumerate(coefficients)))
    assert PositivePolynomial(sp.expand(polynomial), {r: low}).check()
    assert not PositivePolynomial(sp.expand(polynomial - constant), {r: low}).check()
    assert PositivePolynomial(sp.expand(polynomial - constant), {r: low}, strict=False).check()
    assert not PositivePolynomial(sp.expand(-polynomial), {r: low}, strict=False).check()


def test_sign_in_q_sqrt2_decides_coefficients():
    # 7 - 5√2 = -0.071 and 17 - 12√2 = 0.029: a float of two digits sees neither.
    assert not PositivePolynomial((7 - 5 * sp.sqrt(2)) * r + 100, {r: 1}).check()
    assert PositivePolynomial((17 - 12 * sp.sqrt(2)) * r + 1, {r: 1}).check()


@pytest.mark.parametrize("low", [sp.Rational(1, 2), sp.Rational(-7, 3)])
def test_bounds_may_be_rational(low):
    assert PositivePolynomial(2 * r - 2 * low + 1, {r: low}).check()
    assert not PositivePolynomial(6 * r - 6 * low - 1, {r: low}).check()
    assert PositivePolynomial(6 * (r - low) * (kappa + 1) + sp.sqrt(2), {r: low, kappa: 0}).check()


def test_condition_is_sufficient_only():
    assert not PositivePolynomial(r**2 - 4 * r + 5, {r: 0}).check()  # (r-2)² + 1 > 0, but not by this rule


@pytest.mark.parametrize("polynomial", [r + q, r + sp.sqrt(3), r + sp.I, 1 / r, r + sp.Float(0.5)])
def test_what_is_no_polynomial_over_q_sqrt2_is_not_established(polynomial):
    try:
        established = PositivePolynomial(polynomial, {r: 1}).check()
    except (ValueError, sp.PolynomialError):
        return
    assert not established


# --- PositiveOnInterval ------------------------------------------------------------------------------------


@given(st.lists(small, min_size=2, max_size=6), st.integers(-4, 4), st.one_of(st.none(), st.integers(1, 8)))
@settings(max_examples=60, deadline=None)
def test_sturm_agrees_with_the_extrema(coefficients, low, width):
    expression = sp.Add(*(c * x**k for k, c in enumerate(coefficients)))
    numeric = np.polynomial.Polynomial(coefficients)
    high = sp.oo if width is None else low + width
    end = 1e4 if width is None else low + width
    stationary = [z.real for z in numeric.deriv().roots() if abs(z.imag) < 1e-6 and low <= z.real <= end]
    least = min(numeric(t) for t in [low, end, *stationary])
    assume(abs(least) > 1e-4)
    assert PositiveOnInterval(expression, x, low, high).check() == (least > 0)


@pytest.mark.parametrize(
    ("polynomial", "low", "high", "holds"),
    [
        (1 - x, 0, 1, False),  # root at the upper end
        (x, 0, 1, False),  # root at the lower end
        ((x - 1) ** 2, 0, 2, False),  # a double root does not change the sign
        (x**2 - 2, sp.Rational(141421356, 10**8), 2, False),
        (x**2 - 2, sp.Rational(141421357, 10**8), 2, True),
        ((x - 3) * (x - 4), 0, sp.oo, False),
        (x**2 + 1, -sp.oo, sp.oo, True),
        (sp.Integer(0), 0, 1, False),
        (sp.Integer(-1), 0, 1, False),
        (sp.Integer(1), 0, 1, True),
    ],
)
def test_ends_and_multiple_roots(polynomial, low, high, holds):
    assert PositiveOnInterval(polynomial, x, low, high).check() is holds


@pytest.mark.parametrize(
    ("polynomial", "low", "high"),
    [
        (x + sp.Float(1.0), 0, 1),
        (x + 1, sp.Float(0.5), 1),
        (x + 1, 0, 1.5),
        (sp.Float(0.1) * x + 1, 0, sp.oo),
    ],
)
def test_floats_on_intervals_establish_nothing(polynomial, low, high):
    assert not PositiveOnInterval(polynomial, x, low, high).check()


# --- LimitIs, Decided, Fact --------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(1, 0), (sp.Rational(1, 2), sp.Rational(1, 3)), (sp.oo, 0)])
def test_an_interval_without_points_establishes_nothing(low, high):
    assert not PositiveOnInterval(x**2 + 1, x, low, high).check()
    assert PositiveOnInterval(x**2 + 1, x, high, high).check()


@pytest.mark.parametrize(
    ("expression", "point", "value"),
    [
        (sp.Float(0.5) * r / (r + 1), sp.oo, sp.Rational(1, 2)),
        (r / (2 * r + 1), sp.oo, sp.Float(0.5)),
        (r**2, sp.Float(1.0), sp.Integer(1)),
    ],
)
def test_floats_in_limits_establish_nothing(expression, point, value):
    assert not LimitIs(expression, r, point, value).check()


def test_limits():
    assert LimitIs((1 + 1 / K) ** K, K, sp.oo, sp.E).check()
    assert LimitIs(sp.sin(q) / q, q, sp.Integer(0), sp.Integer(1)).check()
    assert not LimitIs((1 + 1 / K) ** K, K, sp.oo, sp.Rational(2718281828, 10**9)).check()
    assert not LimitIs(sp.sin(x), x, sp.oo, sp.Integer(0)).check()
    assert not LimitIs(x, x, sp.oo, sp.oo).check()


def test_a_limit_is_two_sided_where_the_variable_has_two_sides():
    assert not LimitIs(sp.Abs(x) / x, x, sp.Integer(0), sp.Integer(1)).check()


def test_a_limit_at_zero_is_from_above_for_a_positive_variable_only():
    assert LimitIs(sp.exp(-1 / q), q, sp.Integer(0), sp.Integer(0)).check()
    assert not LimitIs(sp.exp(-1 / x), x, sp.Integer(0), sp.Integer(0)).check()
    assert not LimitIs(sp.Abs(q - 1) / (q - 1), q, sp.Integer(1), sp.Integer(1)).check()
    assert LimitIs(sp.atan(x), x, sp.oo, sp.pi / 2).check()


def test_decided_is_the_decision():
    assert Decided(True, "1 < 2").check()
    assert not Decided(False, "2 < 1").check()
    assert not Decided(sp.Symbol("unknown") > 0, "a relation is no decision").check()
    assert Decided(True, "1 < 2").describe() == "1 < 2"


@pytest.mark.parametrize(
    ("obligation", "line"),
    [
        (Identity(r, r + 1, "wrong"), "r = r + 1  (wrong)"),
        (Identity(sp.Integer(1), sp.Integer(1)), "1 = 1"),
        (PositivePolynomial(r - 1, {r: 4}, note="n"), "r - 1 > 0 for r >= 4  (n)"),
        (PositivePolynomial(r + kappa, {r: 4, kappa: 0}, False), "kappa + r >= 0 for r >= 4, kappa >= 0"),
        (PositiveOnInterval(x + 1, x, 0, 1), "x + 1 > 0 for x in [0, 1]"),
        (PositiveOnInterval(x + 1, x, 0, sp.oo, "half-line"), "x + 1 > 0 for x in [0, oo)  (half-line)"),
        (LimitIs(1 / r, r, sp.oo, sp.Integer(0), "n"), "lim r→oo 1/r = 0  (n)"),
    ],
)
def test_descriptions_are_one_line(obligation, line):
    assert obligation.describe() == line


def test_polynomials_of_90_characters_are_shown_whole():
    whole = sp.Symbol("a" * 88) - 1  # a…a − 1, 92 characters
    for length, shortened in ((86, False), (87, True)):
        polynomial = sp.Symbol("a" * length) + 1
        text = PositivePolynomial(polynomial, {r: 0}).describe().split(" > 0")[0]
        assert len(sp.sstr(polynomial)) == length + 4
        assert ("…" in text) == shortened
        assert text.rstrip("…") == sp.sstr(polynomial)[:90]
    assert "…" in PositivePolynomial(whole, {r: 0}).describe()


def test_long_polynomials_are_shortened():
    text = PositivePolynomial(sp.expand((r + kappa + 1) ** 9), {r: 0, kappa: 0}).describe()
    assert "…" in text
    assert len(text) < 150


def test_facts_are_values():
    assert Fact("a", "b") == Fact("a", "b")
    assert len({Fact("a", "b"), Fact("a", "b")}) == 1
