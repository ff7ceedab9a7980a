"""S9 on explicit networks, random ones and those that are known to be good."""

from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from theory.loss import uniform_loss
from theory.proofs.lower_bound import bound_cost_root, lower_bound
from theory.symbols import K, L, Lam, q


def bound(classes, depth, product):
    """min over q of f with the cost root of the bound, and f itself."""
    root = float(bound_cost_root().subs({K: classes, L: depth, Lam: product}))
    assert root == pytest.approx(product ** (1 / (depth + 1)) * classes ** (2 / (depth + 1)))

    def f(x):
        return (1 - x) ** 2 / 2 + (depth + 1) / 2 * root * x ** (2 / (depth + 1))

    grid = np.linspace(0, 1, 2001)
    start = grid[np.argmin(f(grid))]
    found = minimize_scalar(f, bounds=(max(start - 1e-3, 0), min(start + 1e-3, 1)), method="bounded")
    return min(f(0), found.fun), f


def test_the_bound_uses_the_loss_of_the_text():
    value = {K: 6, L: 3, Lam: sp.Rational(1, 10**9), q: sp.Rational(2, 3)}
    root = bound_cost_root()
    stated = float(uniform_loss(q, root).subs(value))
    _, f = bound(6, 3, 1e-9)
    assert f(2 / 3) == pytest.approx(stated)


@given(st.integers(2, 4), st.integers(2, 5), st.integers(1, 3), st.integers(0, 10**6), st.floats(-3.5, 0))
@settings(max_examples=60, deadline=None)
def test_no_network_is_below_the_bound(reference, depth, classes, samples, seed, size):
    rng = np.random.default_rng(seed)
    widths = [*rng.integers(1, 7, depth), classes]
    # Near a good solution: balanced positive layers that pass some diagonal through, plus noise.
    scale = rng.uniform(0, 1) ** (1 / (depth + 1))
    H = scale * np.kron(np.eye(widths[0], classes), np.ones((1, samples)))
    H = H + 10**size * rng.standard_normal(H.shape)
    weights = [scale * np.eye(b, a) + 10**size * rng.standard_normal((b, a)) for a, b in pairwise(widths)]
    lam_H, *lams = 10 ** rng.uniform(-4, -1, depth + 1)
    loss = reference.objective(H, weights, lam_H, lams, samples)
    least, _ = bound(classes, depth, samples * lam_H * np.prod(lams))
    assert loss >= least - 1e-12


def test_good_solutions_are_above_the_bound_but_not_far(reference):
    depth, product = 4, 0.004**5
    least, _ = bound(10, depth, product)
    srg = reference.least_loss(*reference.srg_by_hand(5, depth), depth, product)
    assert least < srg == pytest.approx(0.0809113322, abs=1e-9)
    assert least > srg / 4


def test_bound_is_tight_for_one_class_per_rank_one_layer(reference):
    """K = 1: a chain of scalars reaches the bound, so the constant cannot be better for every K."""
    product = 1e-7
    least, _ = bound(1, 3, product)
    assert reference.least_loss([(1.0, 1)], 1.0, 3, product) == pytest.approx(least, abs=1e-9)


def test_the_derivation_cites_its_inequalities():
    names = {fact.name for fact in lower_bound().facts}
    assert names == {"Cauchy–Schwarz", "ReLU contracts", "submultiplicativity", "induction", "AM–GM"}


@pytest.mark.parametrize("wrong", [K**3, 2 * K**2, K ** (L + 1), K])
def test_a_wrong_bound_is_not_established(wrong):
    assert not lower_bound(wrong).is_established()
