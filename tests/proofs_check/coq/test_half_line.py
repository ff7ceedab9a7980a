"""Cuts of the half-line show that a polynomial is positive, and only then."""

from __future__ import annotations

import itertools

import sympy as sp
from flint import fmpz_poly
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.coq.half_line import DENOMINATOR, cuts, cuts_until

x = sp.Symbol("x")


def positive(values: list[int]) -> bool:
    """Whether the polynomial is positive for all arguments ≥ 0, by Sturm's theorem."""
    poly = sp.Poly(values[::-1], x)
    return bool(poly.eval(0) > 0 and poly.LC() > 0 and poly.count_roots(0, None) == 0)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7).filter(lambda v: v[-1] != 0))
def test_cuts_exist_exactly_for_positive_polynomials(values: list[int]) -> None:
    found = cuts(fmpz_poly(values))
    assert (found is not None) == positive(values)
    if found is not None:
        assert found[0] == 0
        assert found == sorted(set(found))


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=6).filter(lambda v: v[-1] > 0 and v[0] > 0))
def test_between_the_cuts_all_coefficients_are_nonnegative(values: list[int]) -> None:
    found = cuts(fmpz_poly(values))
    if found is None:
        return
    poly = sp.Poly(values[::-1], x)
    for low, high in itertools.pairwise(found):
        moved = poly.as_expr().subs(x, (low + high * x) / (DENOMINATOR * (1 + x)))
        assert all(value >= 0 for value in sp.Poly(sp.numer(sp.together(moved)), x).all_coeffs())


def test_a_double_root_has_no_cuts() -> None:
    assert cuts(fmpz_poly([1, -2, 1])) is None


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7).filter(lambda v: v[-1] != 0), st.integers(1, 9))
def test_cuts_of_an_interval_exist_exactly_for_polynomials_positive_on_it(
    values: list[int], end: int
) -> None:
    found = cuts_until(fmpz_poly(values), end * DENOMINATOR)
    poly = sp.Poly(values[::-1], x)
    # With the end left out: the value there may be zero, but then a root is near any cut before it.
    inside = poly.eval(0) > 0 and poly.eval(end) > 0 and poly.count_roots(0, end) == 0
    if inside:
        assert found is not None
        assert (found[0], found[-1]) == (0, end * DENOMINATOR)
        assert found == sorted(set(found))
    elif found is not None:
        assert poly.eval(end) == 0
        assert poly.count_roots(0, end) == 1
