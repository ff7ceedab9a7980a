"""S5, the positive part and L = 3 with r = 4, against explicit matrices and direct minimisation."""

from dataclasses import replace

import mpmath
import pytest
import sympy as sp

from theory.construction import LayerCost, eigenspaces
from theory.constructions.srg import SRG
from theory.obligations import PositivePolynomial
from theory.proofs import cost_constants as proof
from theory.symbols import L, r

DEPTHS = (3, 4, 5, 8)


@pytest.mark.parametrize("value", range(4, 12))
@pytest.mark.parametrize("depth", DEPTHS)
def test_ratio_of_explicit_matrices(reference, value, depth):
    spectrum, cost = reference.srg_by_hand(value, depth)
    classes = value * (value - 1) // 2
    by_hand = cost * sum(m / s**2 for s, m in spectrum) / classes ** (depth + 1)
    assert float(proof.ratio(depth).subs(r, value)) == pytest.approx(by_hand, rel=1e-10)
    assert (by_hand < 1) == (depth >= 4 or value >= 5)


@pytest.mark.parametrize("depth", [3, 4, 5])
def test_margin_is_below_the_true_difference(depth):
    """C_DNC - C_SRG, cleared, exceeds the polynomial, but not by much: √((r-1)(r-2)) is close to r - 3/2."""
    for value in (4, 5, 6, 20, 1000):
        with mpmath.workdps(60):
            x = mpmath.mpf(value)
            K = x * (x - 1) / 2
            norm = mpmath.sqrt(2 * (x - 1)) + (x - 1) * mpmath.sqrt(x - 2)
            inverse = ((x - 2) * (x - 3) / 2) ** -2 + (x - 1) / (x - 3) ** 2 + x * (x - 3) / 2
            clear = (x - 2) ** 2 * (x - 3) ** 2
            exact = clear * (K ** (depth + 1) - K * x / 4 * x ** (depth - 3) * norm**2 * inverse)
            bound = mpmath.mpf(sp.N(proof.margin(depth).subs(r, value), 60))
            assert bound < exact
            assert exact - bound < clear * K * x ** (depth - 2) * inverse
            assert (exact > 0) == (depth >= 4 or value >= 5)


def test_the_bound_on_the_norm():
    for value in (4, 5, 10, 1000, 10**6):
        exact = (sp.sqrt(2 * (value - 1)) + (value - 1) * sp.sqrt(value - 2)) ** 2
        gap = sp.N(proof.squared_norm_bound().subs(r, value) - exact, 50)
        assert 0 < gap < 1


def test_margin_fails_at_r4_for_three_layers():
    assert PositivePolynomial(proof.margin(3), {r: 5}).check()
    assert not PositivePolynomial(proof.margin(3), {r: 4}).check()
    assert PositivePolynomial(proof.margin(4), {r: 4}).check()
    assert proof._first_depth(3, 5).open_obligations() == []
    (open_one,) = proof._first_depth(3, 4).open_obligations()
    assert "L = 3" in open_one.note


FRACTIONS = (0.02, 0.3, 0.7, 0.95, 1.0)


def losses(reference, value, depth, fraction):
    """L_DNC and L_SRG at ``fraction`` of DNC's threshold."""
    classes = value * (value - 1) // 2
    product = (fraction * reference.threshold_by_scan(depth) / classes) ** (depth + 1)
    dnc = reference.least_loss([(1.0, classes)], float(classes) ** depth, depth, product)
    return dnc, reference.least_loss(*reference.srg_by_hand(value, depth), depth, product)


@pytest.mark.parametrize(("value", "depth"), [(5, 3), (6, 3), (9, 3), (4, 4), (5, 4), (7, 4), (4, 5), (6, 7)])
def test_srg_costs_less_wherever_dnc_beats_zero(reference, value, depth):
    for fraction in FRACTIONS:
        dnc, srg = losses(reference, value, depth, fraction)
        assert srg < dnc - 1e-6


def test_srg_loses_at_three_layers_and_r4(reference):
    for fraction in FRACTIONS[:-1]:
        dnc, srg = losses(reference, 4, 3, fraction)
        assert srg > dnc + 1e-4
    assert losses(reference, 4, 3, 1.1) == (0.5, 0.5)
    assert proof.three_layers_r4().is_established()


# --- corrupted claims --------------------------------------------------------------------------------------


def made_anew():
    return proof.cost_constants.__wrapped__()


def test_the_derivation_made_anew_is_established():
    assert made_anew().is_established()
    assert made_anew() is not proof.cost_constants()


def test_a_bound_below_the_norm_is_not_established(monkeypatch):
    """The polynomial that replaces ‖B‖_*² has to exceed it."""
    monkeypatch.setattr(proof, "squared_norm_bound", lambda: (r - 1) ** 2 * (r - 2))
    assert not made_anew().is_established()


def test_a_more_expensive_srg_is_not_established(monkeypatch):
    """With W_{L-1} ten times as dear SRG loses at L = 3, r = 5: the margin has to be that of SRG's own cost."""
    *others, last = SRG.layer_costs
    dear = replace(SRG, layer_costs=(*others, LayerCost(last.factor, 10 * last.cost, last.count, last.shape)))
    monkeypatch.setattr(proof, "SRG", dear)
    assert float(proof.ratio(3).subs(r, 5)) > 1
    assert not made_anew().is_established()


def test_a_smaller_singular_value_is_not_established(monkeypatch):
    small = replace(SRG, spectrum=eigenspaces(((r - 2) * (r - 3) / 2, 1), (r - 3, r - 1), (1, r * (r - 3))))
    monkeypatch.setattr(proof, "SRG", small)
    assert not made_anew().is_established()


def test_layers_that_help_less_are_not_established(monkeypatch):
    costly = replace(
        SRG, layer_costs=(SRG.layer_costs[0], LayerCost("W", r**2, L - 3, ""), SRG.layer_costs[2])
    )
    monkeypatch.setattr(proof, "SRG", costly)
    assert not made_anew().is_established()


# --- ranges ------------------------------------------------------------------------------------------------


def test_the_range_of_the_positive_part():
    inside = {
        (value, depth) for value in range(1, 9) for depth in range(1, 7) if proof.RANGE.holds(value, depth)
    }
    assert inside == {(value, 3) for value in range(5, 9)} | {
        (value, depth) for value in range(4, 9) for depth in range(4, 7)
    }


@pytest.mark.parametrize(("depth", "start"), [(2, 5), (2, 100), (4, 3), (1, 50)])
def test_a_range_without_an_srg_solution_is_not_established(depth, start):
    """Whatever the polynomial says there, which is that of L ≥ 3."""
    first, *_ = proof._first_depth(depth, start).obligations
    assert "SRG is defined" in first.describe()
    assert not first.check()


@pytest.mark.parametrize("further", [1 / (r - 1), 2 / r, 2 / (r - 2), r / (r - 1), 2 * (r - 1)])
def test_another_factor_of_a_further_layer_is_not_established(further):
    assert not proof.cost_constants(further=further).is_established()
