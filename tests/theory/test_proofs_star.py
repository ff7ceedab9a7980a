"""S18 (a): the star's layers as explicit matrices, what they cost, and claims that go too far."""

import numpy as np
import pytest
import sympy as sp

from theory.constructions.star import LAST_LAYERS, NUCLEAR_NORM, STAR
from theory.proofs import star as proof
from theory.symbols import K, L, r

SIZES = (2, 3, 5, 9)


def at(expression, value):
    return float(sp.sympify(expression).subs(r, value))


def layers(value):
    """Z, the rows of W_{L-1} and the outputs, from the words of the module at w = 4/(3√r)."""
    w, u, x = 4 / (3 * np.sqrt(value)), 3 / 4, at(proof.best_x(), value)
    points, ones = np.eye(value), np.ones((value, 1))
    Z = np.hstack([points, w * ones])
    N = np.vstack([x * (points - 1 / value), u / np.sqrt(value) * ones.T])
    eigenvalues, V = np.linalg.eigh(N.T @ N)
    P = V @ np.diag(np.sqrt(eigenvalues)) @ V.T
    Q = N @ np.linalg.inv(P)
    detectors = points - (1 - points) / (value - 1)
    rows = np.vstack([points, ones.T, detectors])
    targets = np.eye(value + 1)[:, :value]
    outputs = np.hstack([x * Q, (u - x) / value * Q @ ones, targets - N])
    return Z, rows, outputs


@pytest.mark.parametrize("value", SIZES)
def test_layers_have_the_targets_as_outputs_and_cost_what_is_said(value):
    Z, rows, outputs = layers(value)
    assert np.allclose(outputs @ np.maximum(rows @ Z, 0), np.eye(value + 1))
    nuclear = np.linalg.norm(Z, "nuc")
    g = (np.linalg.norm(rows, axis=1) * np.linalg.norm(outputs, axis=0)).sum()
    assert at(NUCLEAR_NORM, value) == pytest.approx(nuclear, rel=1e-12)
    assert at(LAST_LAYERS, value) == pytest.approx(g, rel=1e-12)
    for depth in (3, 4, 6):
        constant = STAR.uniform_cost_constant.subs(L, depth)
        assert at(constant, value) == pytest.approx(nuclear**2 * value ** (depth - 3) * g**2, rel=1e-12)
    detector = np.linalg.norm(outputs[:, value + 1]) ** 2
    x = at(proof.best_x(), value)
    stated = proof.detector_norm().subs({proof.x: x, proof.u: sp.Rational(3, 4)})
    assert at(stated, value) == pytest.approx(detector, rel=1e-12)
    assert at(proof.detector_norm(sp.Float(x), sp.Rational(3, 4)), value) == pytest.approx(
        detector, rel=1e-12
    )


@pytest.mark.parametrize("value", SIZES)
@pytest.mark.parametrize("u", [0.6, 0.75, 1.1])
def test_no_other_linear_part_is_cheaper(value, u):
    """(r−1) x + u + r √((1−x)² + (1+u²)/(r−1)) on a grid of x."""
    x = np.linspace(0, u, 10_001)
    g = (value - 1) * x + u + value * np.sqrt((1 - x) ** 2 + (1 + u**2) / (value - 1))
    best = float(proof.best_x(sp.Float(u)).subs(r, value))
    assert x[g.argmin()] == pytest.approx(min(max(best, 0), u), abs=2e-4)


def test_what_the_construction_says_of_itself():
    assert (STAR.smallest, STAR.depths, STAR.width, STAR.classes) == (2, (3, None), r, r + 1)
    assert [layer.count for layer in STAR.layer_costs] == [2, L - 3, 1]


@pytest.mark.parametrize("depth", [4, 5])
@pytest.mark.parametrize("value", [2, 3, 10, 1000])
def test_the_margin_is_just_below_the_difference_of_the_constants(value, depth):
    """17/12 + 1/(3(r−1)) is within 4 % of √((2r−1)/(r−1)), and 17/12 within a hundredth of √2."""
    root = np.sqrt((2 * value - 1) / (value - 1))
    assert root < at(proof.root_bound(), value) < root * (1.04 if value == 2 else 1.01)
    last = value - 1 + 3 / 4 + 5 / 4 * at(proof.root_bound(), value)
    cost = at(NUCLEAR_NORM, value) ** 2 * value ** (depth - 3) * last**2
    expected = (value - 1) ** 2 * ((value + 1.0) ** (depth + 1) - cost)
    assert at(proof.margin(depth), value) == pytest.approx(expected, rel=1e-9)


def test_the_range():
    inside = {(k, depth) for k in range(1, 6) for depth in range(1, 7) if proof.STAR_RANGE.holds(k, depth)}
    assert inside == {(k, depth) for k in (3, 4, 5) for depth in (4, 5, 6)}


@pytest.mark.parametrize("wrong", [{"least_L": 3}, {"least_r": 1}, {"least_r": 40, "least_L": 3}])
def test_a_wider_range_is_not_established(wrong):
    assert proof.star_beats_dnc(proof.StarRange(least_r=3, least_L=5)).is_established()
    assert not proof.star_beats_dnc(proof.StarRange(**wrong)).is_established()


def test_at_three_layers_dnc_is_cheaper():
    for value in SIZES:
        assert at(STAR.uniform_cost_constant.subs(L, 3), value) > (value + 1) ** 4
        assert at(STAR.uniform_cost_constant.subs(L, 4), value) < (value + 1) ** 5
    assert K not in proof.margin(4).free_symbols
