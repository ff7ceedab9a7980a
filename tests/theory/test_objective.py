"""The reduction from the objective to the κ-curve, against the objective itself on explicit matrices."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from theory.objective import T, c, d, fit_and_cost, m_i, q_i, reduction, s_i
from theory.symbols import K, L, Lam, kappa


def put(expression, spectrum, outputs=None, **values):
    """Evaluate an expression with sums over eigenspaces."""
    numbers = {"K": K, "L": L, "Lam": Lam, "kappa": kappa, "c": c, "T": T}
    expression = expression.subs(d, len(spectrum)).doit().subs({numbers[k]: v for k, v in values.items()})
    for number, (s, m) in enumerate(spectrum, start=1):
        known = {s_i.base[number]: s, m_i.base[number]: m}
        if outputs is not None:
            known[q_i.base[number]] = outputs[number - 1]
        expression = expression.subs(known)
    return float(expression)


def formula(title, position):
    """The right side of a formula of the step with this title."""
    (step,) = (one for one in reduction().steps if one.title.startswith(title))
    return step.formulas[position].rhs


spectra = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 6)), min_size=1, max_size=3)
positive = st.floats(0.05, 3)


def least_over_scales(layers, A, outputs, lam_H, lams, samples, reference):
    """Minimise the objective over the scales of all layers but the last, W_L in the singular basis of σ(M_L)."""
    values, vectors = np.linalg.eigh(A)
    last = vectors @ np.diag(outputs / values) @ vectors.T

    def loss(log_scales):
        scales = np.exp(log_scales)
        scaled = [a * X for a, X in zip(scales, layers, strict=True)]
        W_L = last / scales.prod()
        H = np.kron(scaled[0], np.ones((1, samples)))
        return reference.objective(H, [*scaled[1:], W_L], lam_H, lams, samples)

    return minimize(loss, np.zeros(len(layers)), method="BFGS", options={"gtol": 1e-10}).fun


@pytest.mark.parametrize(
    ("value", "depth", "samples"), [(4, 3, 1), (5, 2, 2), (5, 3, 1), (5, 4, 3), (6, 5, 1)]
)
def test_the_best_scales_cost_the_geometric_mean(reference, value, depth, samples):
    rng = np.random.default_rng(value + depth)
    layers, A = reference.srg_layers(value, depth)
    lam_H, *lams = 10 ** rng.uniform(-3, -1.5, depth + 1)
    values = np.round(np.linalg.eigvalsh(A), 8)
    chosen = {x: rng.uniform(0.3, 1) for x in np.unique(values)}
    outputs = np.array([chosen[x] for x in values])
    numeric = least_over_scales(layers, A, outputs, lam_H, lams, samples, reference)
    spectrum = [(abs(float(x)), int((values == x).sum())) for x in chosen]
    shape_cost = np.prod([(X**2).sum() for X in layers])
    stated = put(
        fit_and_cost(),
        spectrum,
        list(chosen.values()),
        K=len(A),
        L=depth,
        Lam=samples * lam_H * np.prod(lams),
        c=shape_cost,
    )
    assert numeric == pytest.approx(stated, rel=1e-8)


@given(spectra, st.integers(2, 6), positive, positive)
@settings(max_examples=10, deadline=None)
def test_points_of_the_curve_are_stationary(spectrum, depth, strength, shape_cost):
    classes = sum(m for _, m in spectrum)
    values = {"K": classes, "L": depth, "kappa": strength, "c": shape_cost}
    trace = put(formula("The κ-curve", 0), spectrum, **values)
    Lam_c = put(formula("The κ-curve", 1), spectrum, T=trace, **values)
    product = Lam_c / shape_cost
    outputs = [s**2 / (s**2 + strength) for s, _ in spectrum]
    step = 1e-5
    for number in range(len(spectrum)):
        losses = []
        for sign in (1, -1):
            moved = [x + sign * step * (k == number) for k, x in enumerate(outputs)]
            losses.append(put(fit_and_cost(), spectrum, moved, Lam=product, **values))
        assert abs(losses[0] - losses[1]) / (2 * step) < 1e-6
    loss = put(formula("The κ-curve", 2), spectrum, T=trace, **values)
    assert loss == pytest.approx(put(fit_and_cost(), spectrum, outputs, Lam=product, **values), rel=1e-10)


@given(spectra, st.integers(2, 6), positive)
@settings(max_examples=10, deadline=None)
def test_upward_crossings_and_zero_hold_the_minimum(reference, spectrum, depth, strength):
    """All roots κ of the curve at one Λ, found by a scan; the best upward crossing or ½ is the minimum of F."""
    classes = sum(m for _, m in spectrum)
    s, m = (np.array(column, dtype=float)[:, None] for column in zip(*spectrum, strict=True))

    def curve(x):
        trace = (m * s**2 / (s**2 + x) ** 2).sum(axis=0)
        loss = (
            x**2 / (2 * classes) * (m / (s**2 + x) ** 2).sum(axis=0) + (depth + 1) / 2 * x * trace / classes
        )
        return (x / classes) ** (depth + 1) * trace**depth, loss

    grid = np.geomspace(1e-6, 1e6, 100_001)
    target = curve(np.array([strength]))[0]
    products, losses = curve(grid)
    upward = np.flatnonzero((products[:-1] < target) & (products[1:] >= target))
    predicted = min([0.5, *losses[upward]])
    shape_cost = 2.0
    direct = reference.least_loss(spectrum, shape_cost, depth, float(target[0]) / shape_cost)
    assert direct == pytest.approx(predicted, abs=1e-4)
    # No stationary point, minimum or not, lies below the minimum of F.
    assert losses[np.flatnonzero(np.diff(np.sign(products - target)))].min(initial=1) > direct - 1e-4


def test_the_slope_along_the_curve():
    """dF/dκ at fixed Λ against a difference quotient of fit plus geometric mean."""
    spectrum, classes, depth, product, shape = [(3, 1), (2, 4), (1, 5)], 10, 4, 1e-9, 77.0
    (step,) = (one for one in reduction().steps if one.title.startswith("Which roots"))

    def loss(x):
        outputs = [s**2 / (s**2 + x) for s, _ in spectrum]
        return put(fit_and_cost(), spectrum, outputs, K=classes, L=depth, Lam=product, c=shape)

    for x in (0.02, 0.1, 0.7, 4.0):
        trace = sum(m * s**2 / (s**2 + x) ** 2 for s, m in spectrum)
        stated = put(step.formula.rhs, spectrum, K=classes, L=depth, kappa=x, T=trace, Lam=product, c=shape)
        assert stated == pytest.approx((loss(x + 1e-6) - loss(x - 1e-6)) / 2e-6, rel=1e-4)


def test_ridge_is_the_best_last_layer(reference):
    """For fixed earlier layers the best W_L acts on each singular space of σ(M_L) as a number."""
    rng = np.random.default_rng(3)
    layers, A = reference.srg_layers(5, 3)
    lams = (0.003, 0.002, 0.004)
    ridge = A.T @ np.linalg.inv(A @ A.T + 10 * lams[-1] * np.eye(10))
    best = reference.objective(layers[0], [*layers[1:], ridge], 0.001, lams, 1)
    for _ in range(20):
        other = ridge + 0.01 * rng.standard_normal((10, 10))
        assert reference.objective(layers[0], [*layers[1:], other], 0.001, lams, 1) > best
    product = ridge @ A
    values, vectors = np.linalg.eigh(A)
    diagonal = vectors.T @ product @ vectors
    outputs = values**2 / (values**2 + 10 * lams[-1])
    assert np.allclose(diagonal, np.diag(outputs), atol=1e-12)


def test_the_derivation_is_established_and_cites_what_it_uses():
    derivation = reduction()
    assert derivation.is_established()
    assert {"AM–GM", "minimum ≤ mean", "singular basis"} <= {fact.name for fact in derivation.facts}
    assert sp.Symbol("‖H_1‖²", positive=True) in derivation.steps[0].formula.free_symbols
