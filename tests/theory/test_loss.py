"""Closed forms against polynomial roots of high precision and against minimisation without them."""

from dataclasses import replace

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import theory.loss
from theory.closed_form import derive
from theory.construction import BlockSum, LayerCost, eigenspaces, instantiate
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.loss import (
    cost_root_at,
    deficit_series,
    kappa_curve,
    minimum_at,
    solved_forms,
    threshold,
    threshold_output,
    trace_of_ridge,
    trigonometric_root,
    uniform_case,
    uniform_loss,
    uniform_stationarity,
)
from theory.objective import reduction
from theory.obligations import Identity
from theory.symbols import C_hat, K, L, Lam, kappa, q, r, s

DEPTHS = range(2, 9)


def largest_root(depth, root):
    """The largest s with s^(2L) - s^(L-1) + Ĉ = 0, by mpmath's polynomial roots."""
    coefficients = [0] * (2 * depth + 1)
    coefficients[0], coefficients[depth + 1], coefficients[-1] = 1, -1, root
    with mpmath.workdps(40):
        roots = mpmath.polyroots(coefficients, maxsteps=500, extraprec=400)
        return max(z.real for z in roots if abs(z.imag) < mpmath.mpf(10) ** -25)


@given(st.sampled_from(DEPTHS), st.floats(0.02, 0.98))
@settings(max_examples=8, deadline=None)
def test_the_largest_root_holds_the_minimum(depth, fraction):
    root = mpmath.mpf(fraction) * mpmath.mpf(sp.N(threshold().subs(L, depth), 40))
    with mpmath.workdps(40):
        output = largest_root(depth, root) ** (depth + 1)

        def f(x):
            return (1 - x) ** 2 / 2 + mpmath.mpf(depth + 1) / 2 * root * x ** (mpmath.mpf(2) / (depth + 1))

        least = min(f(mpmath.mpf(k) / 500) for k in range(1, 501))
        assert f(output) <= least
        assert f(output) > least - mpmath.mpf(10) ** -3
        assert abs(f(output) - minimum_at(output).subs(L, depth)) < mpmath.mpf(10) ** -12
        assert f(output) < mpmath.mpf(1) / 2
        assert abs(uniform_loss(sp.Float(output, 30), sp.Float(root, 30)).subs(L, depth) - f(output)) < 1e-12


@pytest.mark.parametrize("depth", DEPTHS)
def test_threshold_is_where_the_best_output_ties_with_zero(reference, depth):
    assert float(threshold().subs(L, depth)) == pytest.approx(reference.threshold_by_scan(depth), rel=1e-9)
    output = threshold_output().subs(L, depth)
    assert output == sp.Rational(depth - 1, depth)
    assert minimum_at(output).subs(L, depth) == sp.Rational(1, 2)
    assert sp.simplify(cost_root_at(output).subs(L, depth) - threshold().subs(L, depth)) == 0


def test_known_thresholds():
    assert threshold().subs(L, 2) == sp.Rational(1, 4) * 2 ** sp.Rational(2, 3)
    assert sp.simplify(threshold().subs(L, 3) - sp.sqrt(sp.Rational(2, 3)) / 3) == 0


def test_stationarity_is_the_polynomial_of_the_text():
    for depth in DEPTHS:
        assert (
            sp.expand(uniform_stationarity().subs(L, depth) - s ** (2 * depth) + s ** (depth - 1) - C_hat)
            == 0
        )


@given(st.floats(0.001, 0.999))
@settings(max_examples=15, deadline=None)
def test_trigonometric_root(fraction):
    with mpmath.workdps(40):
        # Real up to the maximum 2/(3√3) of u - u³, beyond the threshold too.
        root = mpmath.mpf(fraction) * 2 / (3 * mpmath.sqrt(3))
        expected = largest_root(3, root) ** 2
        stated = mpmath.mpf(sp.N(trigonometric_root().subs(C_hat, sp.Float(root, 40)), 40))
        assert abs(stated - expected) < mpmath.mpf(10) ** -12
        assert abs(stated**3 - stated + root) < mpmath.mpf(10) ** -12


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_lagrange_series_converges_at_its_order(depth):
    for terms in (1, 2, 4, 6):
        series = deficit_series(terms).subs(L, depth)
        errors = []
        for root in (mpmath.mpf("0.01"), mpmath.mpf("0.005")):
            with mpmath.workdps(40):
                exact = 1 - largest_root(depth, root) ** (depth + 1)
                errors.append(abs(exact - mpmath.mpf(sp.N(series.subs(C_hat, sp.Float(root, 40)), 40))))
        order = mpmath.log(errors[0] / errors[1], 2)
        assert order == pytest.approx(terms + 1, abs=0.15)


def test_lagrange_coefficients_at_two_layers():
    # p = Ĉ (1-p)^(-1/3): coefficients Π_{j<k-1} (k/3 + j) / k!.
    series = sp.Poly(deficit_series(5).subs(L, 2), C_hat)
    for k in range(1, 6):
        expected = sp.rf(sp.Rational(k, 3), k - 1) / sp.factorial(k)
        assert series.coeff_monomial(C_hat**k) == expected


# --- κ-curves ----------------------------------------------------------------------------------------------


def test_trace_of_ridge_of_the_petersen_graph():
    at_five = instantiate(SRG, 5)
    assert trace_of_ridge(at_five).subs(kappa, 0) == sp.Rational(1, 9) + sp.Rational(4, 4) + 5
    assert trace_of_ridge(at_five).subs(kappa, 0) == at_five.inverse_square_sum


CASES = [(DNC, 6, d) for d in (2, 3, 5)] + [(SRG_TWO_LAYERS, v, 2) for v in (4, 5, 8)]
CASES += [(SRG, v, d) for v in (4, 5, 6, 9) for d in (3, 4, 6)]


@pytest.mark.parametrize(("construction", "value", "depth"), CASES)
def test_the_curve_gives_the_minimum(reference, construction, value, depth):
    known = instantiate(construction, value)
    product, loss = (expression.subs(L, depth) for expression in kappa_curve(known))
    if construction is DNC:
        spectrum, shape_cost = [(1.0, value)], float(value) ** depth
    else:
        spectrum, shape_cost = reference.srg_by_hand(value, depth)
    for strength in (0.003, 0.05, 0.2):
        target = float(product.subs(kappa, strength))
        direct = reference.least_loss(spectrum, shape_cost, depth, target)
        assert min(float(loss.subs(kappa, strength)), 0.5) == pytest.approx(direct, abs=1e-9)


def test_the_numbers_of_the_paper():
    """K = 10, L = 4, all λ = 0.004: the check values of MATH.md §3."""
    expected = {"dnc": 0.0991798746, "srg": 0.0809113322}
    for construction, value in ((DNC, 10), (SRG, 5)):
        product, loss = kappa_curve(instantiate(construction, value))
        at = sp.nsolve(product.subs(L, 4) / sp.Float("0.004") ** 5 - 1, kappa, 0.05)
        assert float(loss.subs(L, 4).subs(kappa, at)) == pytest.approx(expected[construction.name], abs=1e-10)
        if construction is SRG:
            spaces = instantiate(SRG, 5).spectrum
            outputs = [float(x.singular_value**2 / (x.singular_value**2 + at)) for x in spaces]
            assert outputs == pytest.approx([0.99363, 0.98577, 0.94541], abs=1e-5)


def test_the_curve_of_a_block_counts_all_classes(reference):
    total, depth = 14, 4
    product, loss = (e.subs(L, depth) for e in kappa_curve(instantiate(SRG, 5), sp.Integer(total)))
    spectrum, shape_cost = reference.srg_by_hand(5, depth)
    for strength in (0.01, 0.1):
        direct = reference.least_loss(
            spectrum, shape_cost, depth, float(product.subs(kappa, strength)), classes=total
        )
        assert float(loss.subs(kappa, strength)) == pytest.approx(direct, abs=1e-9)


def test_an_empty_block_costs_nothing():
    """SRG ⊕ DNC with no class left for DNC is SRG alone: K = 10, r = 5."""
    for block in SRG_PLUS_DNC.blocks:
        _, loss = (e.subs({K: 10, r: 5}) for e in kappa_curve(block, SRG_PLUS_DNC.classes))
        expected = kappa_curve(instantiate(SRG, 5))[1] if block.name == "srg" else 0
        assert sp.simplify(loss - expected) == 0


# --- derivations -------------------------------------------------------------------------------------------


def not_established(construction):
    """Whether something beyond the general reduction is open."""
    general = reduction().steps
    return any(step.open_obligations() for step in derive(construction).steps if step not in general)


WRONG_MULTIPLICITY = replace(
    SRG, spectrum=eigenspaces(((r - 2) * (r - 3) / 2, 1), (r - 3, r), (1, r * (r - 3) / 2))
)
MISSING_LAYER = replace(SRG, layer_costs=SRG.layer_costs[:2])
EXTRA_LAYER = replace(
    SRG, layer_costs=(*SRG.layer_costs, LayerCost("again", r, sp.Integer(1), "one too many"))
)
WRONG_SLOPE = replace(SRG, layer_costs=(LayerCost("all", r, 2 * L - 3, "right at L = 3 only"),))


@pytest.mark.parametrize(
    "construction",
    [WRONG_MULTIPLICITY, MISSING_LAYER, EXTRA_LAYER, WRONG_SLOPE],
    ids=lambda c: str(len(c.layer_costs)),
)
def test_a_corrupted_construction_is_not_established(construction):
    assert not_established(construction)


def test_a_corrupted_construction_of_several_depths_is_not_established():
    assert not_established(
        replace(DNC, depths=(2, 4), layer_costs=(LayerCost("two", K, sp.Integer(2), "right at L = 2 only"),))
    )


@pytest.mark.parametrize(
    "parts",
    [
        ((WRONG_MULTIPLICITY, r), (DNC, K - SRG.classes)),
        ((MISSING_LAYER, r), (DNC, K - SRG.classes)),
    ],
    ids=["multiplicity", "layer"],
)
def test_a_corrupted_block_sum_is_not_established(parts):
    assert not_established(BlockSum("bad", "bad", "bad", parts))


def test_the_whole_derivation_starts_at_the_objective():
    for construction in (DNC, SRG, SRG_TWO_LAYERS, SRG_PLUS_DNC):
        derivation = derive(construction)
        assert derivation.name == construction.name
        assert derivation.steps[0].title == "The objective of the L-DUFM"


def test_shown_curves_are_the_curves():
    (step,) = (one for one in derive(DNC).steps if one.title == "Its κ-curve")
    assert step.formulas[0].lhs == Lam
    assert (step.formulas[0].rhs, step.formulas[1].rhs) == kappa_curve(DNC)


def test_the_uniform_case_covers_dnc_exactly():
    """At one singular value the κ-curve is the uniform closed form, with q = 1/(1 + κ)."""
    product, loss = kappa_curve(DNC)
    output = 1 / (1 + kappa)
    assert Identity(loss, minimum_at(q).subs(q, output)).check()
    for depth in (2, 3, 5):
        root = (product * K ** (L + 1)).subs(L, depth)
        stated = cost_root_at(output).subs(L, depth) ** (depth + 1)
        assert sp.simplify(sp.powdenest(root - stated, force=True)) == 0
    assert uniform_case().is_established()


@pytest.mark.parametrize("order", [1, 3])
def test_solved_forms_to_any_order(order):
    derivation = solved_forms(order)
    assert derivation.is_established()
    assert len(derivation.steps[1].obligations) == order + 1


@pytest.mark.parametrize(
    "wrong", [lambda root: -root, lambda root: root.subs(C_hat, -C_hat), lambda root: 2 * root]
)
def test_a_wrong_trigonometric_root_is_not_established(monkeypatch, wrong):
    root = trigonometric_root()
    monkeypatch.setattr("theory.loss.trigonometric_root", lambda: wrong(root))
    assert not solved_forms.__wrapped__(1).is_established()


def test_a_wrong_series_is_not_established(monkeypatch):
    right = theory.loss._lagrange_series
    monkeypatch.setattr(theory.loss, "_lagrange_series", lambda terms: right(terms) + C_hat**terms / 100)
    assert not solved_forms.__wrapped__(3).is_established()


def shown(construction, title):
    (found,) = (one for one in derive(construction).steps if one.title == title)
    return found


def test_balanced_factors_are_cited_where_there_are_some():
    for construction, cited in ((SRG, True), (SRG_TWO_LAYERS, True), (DNC, False)):
        step = shown(construction, "Its shapes")
        assert bool(step.facts) == cited
        assert ("nuclear norm" in step.because) == cited


def test_shown_spectra_are_numbered_from_one():
    names = [formula.lhs.name for formula in shown(SRG, "Its spectrum").formulas]
    assert names == ["s_1", "s_2", "s_3", "m_1", "m_2", "m_3"]


def test_blocks_are_numbered_and_added_from_one():
    separate = shown(SRG_PLUS_DNC, "Blocks separate").formula.rhs
    assert separate.limits[0][1:] == (1, 2)
    titles = [step.title for step in derive(SRG_PLUS_DNC).steps if step.title.startswith("Block ")]
    assert titles == ["Block 1: srg", "Block 2: dnc"]
    assert shown(SRG_PLUS_DNC, "Block 2: dnc").formulas[1].lhs == sp.Symbol("F_2")
