"""Gains of units: against the objective itself, convex, and 0 from the threshold on."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from numerics.phase.units import Unit, constant_unit, dnc_unit, srg_unit

depths = st.integers(2, 9)
graphs = st.integers(4, 12)


def gain_by_descent(unit: Unit, z: float) -> float:
    """The gain straight from its definition: scipy minimises over the outputs q, the κ-curve is not used."""
    squares = np.array([float(s.p) / float(s.q) for s, _ in unit.curve.spectrum])
    counts = np.array([float(m.p) / float(m.q) for _, m in unit.curve.spectrum])
    shape = np.prod([float(arb(cost).mid()) ** int(count) for cost, count in unit.curve.costs])

    def loss(q: np.ndarray) -> float:
        norm = shape * np.sum(counts * q**2 / squares)
        return float(np.sum(counts * (1 - q) ** 2) / 2 + (unit.L + 1) / 2 * z * norm ** (1 / (unit.L + 1)))

    starts = [np.full(len(squares), 0.95), squares / (squares + 1), squares / (squares + 4)]
    bounds = [(1e-12, 1.0)] * len(squares)
    best = min(minimize(loss, q, bounds=bounds, tol=1e-15).fun for q in starts)
    return max(0.0, float(counts.sum() / 2 - best))


@pytest.mark.parametrize("L", [2, 3, 5])
@pytest.mark.parametrize("s", [None, 4, 5, 8])
def test_the_gain_is_that_of_the_objective(L: int, s: int | None) -> None:
    unit = dnc_unit(L) if s is None else srg_unit(s, L)
    end = float(unit.threshold[0].mid())
    for share in (0.02, 0.4, 0.9, 0.999, 1.001, 1.3):
        found = unit.at(arb(share * end))
        assert float(found.gain.mid()) == pytest.approx(gain_by_descent(unit, share * end), abs=1e-6)


@given(graphs, depths)
def test_the_threshold_is_where_the_gain_ends(s: int, L: int) -> None:
    unit = srg_unit(s, L)
    z, _ = unit.threshold
    assert unit.at(z * (1 - arb(2) ** -60)).gain > 0
    after = unit.at(z * (1 + arb(2) ** -60))
    assert after.gain == 0
    assert after.kappa is None
    assert unit.at_threshold().slope < 0


@given(graphs, depths, st.fractions("1/100", "5/4"), st.fractions("1/100", "5/4"))
def test_lines_support_the_gain_and_slopes_rise(s: int, L: int, x: float, y: float) -> None:
    unit = srg_unit(s, L)
    end = unit.threshold[0].mid()
    a, b = sorted((fmpq(x.numerator, x.denominator), fmpq(y.numerator, y.denominator)))
    left, right = end * a, end * b
    one, other = unit.at(left), unit.at(right)
    for at, point in ((left, one), (right, other)):
        for z, value in ((left, one), (right, other), (arb(0), unit.at(arb(0)))):
            intercept, slope = point.line
            assert not value.gain < intercept + slope * z
        assert (point.gain - point.line[0] - point.line[1] * at).abs_upper() < 1e-20
    if a < b:
        assert not one.slope > other.slope


@pytest.mark.parametrize(("s", "L"), [(19, 2), (40, 2), (13, 3), (40, 3), (26, 4), (60, 5)])
def test_of_several_points_of_gain_zero_the_last_is_the_threshold(s: int, L: int) -> None:
    """Wide spectra have three or five critical points without gain; up to the last one the unit still gains."""
    unit = srg_unit(s, L)
    roots = [root.real for root, _ in unit.zero_gain.complex_roots() if root.imag == 0 and root.real > 0]
    assert len(roots) in (3, 5)
    z, _ = unit.threshold
    assert all(unit.curve.critical_root(root) < z for root in roots if not root.overlaps(unit.threshold[1]))
    assert unit.at(z * (1 - arb(2) ** -60)).gain > 0
    assert unit.at(z * (1 + arb(2) ** -60)).gain == 0


def test_the_constant_predictor_is_one_class_of_dnc() -> None:
    for K in (2, 6, 28):
        for L in (2, 3, 7):
            unit = constant_unit(K, L)
            assert unit.in_dnc_classes() == 1
            for z in (0.0, 0.1, 0.3, 0.5):
                assert unit.at(arb(z)).gain.overlaps(dnc_unit(L).at(arb(z)).gain)


def test_srg_is_worth_six_dnc_classes_at_two_layers_and_four_vertices_alone() -> None:
    assert srg_unit(4, 2).in_dnc_classes() == 6
    assert [srg_unit(4, L).in_dnc_classes() for L in (3, 4, 5)] == [None] * 3
    assert [srg_unit(s, 2).in_dnc_classes() for s in (5, 6, 7)] == [None] * 3


@settings(max_examples=20)
@given(st.integers(2, 30))
def test_the_threshold_of_dnc(L: int) -> None:
    """z^(L+1) = (L-1)^(L-1) / L^(2L), MATH.md §2."""
    z, kappa = dnc_unit(L).threshold
    assert (z ** (L + 1)).overlaps(arb(fmpq((L - 1) ** (L - 1), L ** (2 * L))))
    assert kappa.overlaps(arb(fmpq(1, L - 1)))
