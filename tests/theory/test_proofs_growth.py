"""S7: limits against values at large r, and the small-λ ratio against the losses themselves."""

import mpmath
import pytest
import sympy as sp

from theory.constructions.srg import SRG
from theory.obligations import LimitIs
from theory.proofs.cost_constants import ratio
from theory.proofs.growth import growth
from theory.symbols import K, L, r


def step(title):
    (found,) = (one for one in growth().steps if one.title.startswith(title))
    return found


@pytest.mark.parametrize("value", [4, 5, 6, 17, 1000])
def test_the_rank_is_between_root_2k_and_root_2k_plus_1(value):
    classes = value * (value - 1) // 2
    claim = step("The rank").formula.subs({r: value, K: classes})
    assert claim == sp.true
    assert value == sp.floor(sp.sqrt(2 * classes)) + 1


@pytest.mark.parametrize("depth", [3, 4, 5, 10])
def test_leading_order_of_the_cost_roots(depth):
    exact, leading, in_classes = (
        formula.rhs.subs(L, depth) for formula in step("Ratio of the cost").formulas
    )
    gaps = []
    for value in (10**3, 10**4, 10**5):
        true = sp.N(ratio(depth).subs(r, value) ** sp.Rational(1, depth + 1), 40)
        assert abs(sp.N(exact.subs(r, value), 40) / true - 1) < 1e-30
        gaps.append(abs(true / sp.N(leading.subs(r, value), 40) - 1))
        assert abs(true / sp.N(in_classes.subs(K, sp.Integer(value) * (value - 1) / 2), 40) - 1) < 10 / value
    # The relative error falls like 1/r, so the factor in front is 1.
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.05)
    assert gaps[1] / gaps[2] == pytest.approx(10, rel=0.05)


def test_first_correction_at_three_layers():
    for value in (10**4, 10**6):
        root = sp.N(ratio(3).subs(r, value), 60) ** sp.Rational(1, 4)
        assert abs(value * (1 - root) - (1 - sp.sqrt(2) / 2).n(40)) < sp.Float(10) / value


@pytest.mark.parametrize("wrong", [sp.Integer(4), 2 - sp.sqrt(2), 4 - 2 * sp.sqrt(2) + sp.Rational(1, 10**9)])
def test_wrong_corrections_are_not_established(wrong):
    assert LimitIs(r * (1 - ratio(3)), r, sp.oo, 4 - 2 * sp.sqrt(2)).check()
    assert not LimitIs(r * (1 - ratio(3)), r, sp.oo, wrong).check()


@pytest.mark.parametrize(("value", "depth"), [(5, 3), (5, 4), (8, 5)])
def test_small_lambda_ratio_is_that_of_the_cost_roots(value, depth):
    """Points of SRG's curve at κ → 0 against DNC's closed form at the same λ."""
    spectrum = [(s.singular_value.subs(r, value), s.multiplicity.subs(r, value)) for s in SRG.spectrum]
    classes = value * (value - 1) // 2
    shape_cost = mpmath.mpf(sp.N(SRG.shape_cost.subs({r: value, L: depth}), 50))
    limit = mpmath.mpf(sp.N(ratio(depth).subs(r, value), 50)) ** (mpmath.mpf(1) / (depth + 1))
    gaps = []
    with mpmath.workdps(50):
        for strength in (mpmath.mpf("1e-4"), mpmath.mpf("1e-6")):
            trace = sum(int(m) * int(s) ** 2 / (int(s) ** 2 + strength) ** 2 for s, m in spectrum)
            fit = sum(int(m) / (int(s) ** 2 + strength) ** 2 for s, m in spectrum)
            srg = strength**2 * fit / (2 * classes) + (depth + 1) * strength * trace / (2 * classes)
            root = ((strength / classes) ** (depth + 1) * trace**depth / shape_cost) ** (
                mpmath.mpf(1) / (depth + 1)
            )
            deficit = mpmath.findroot(
                lambda p, C=root * classes: p * (1 - p) ** (mpmath.mpf(depth - 1) / (depth + 1)) - C,
                root * classes,
            )
            gaps.append(abs(srg / (deficit * (1 + depth * (1 - deficit)) / 2) - limit))
    assert gaps[0] < 1e-3
    assert gaps[0] / gaps[1] == pytest.approx(100, rel=0.05), "the error is of first order in κ"
