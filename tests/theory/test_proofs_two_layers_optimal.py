"""S14: what σ does to nuclear norms, and the bound on explicit networks that meet its hypothesis."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from theory.proofs.two_layers_optimal import gap, two_layers_optimal
from theory.symbols import r


def nuclear(matrix):
    return float(np.linalg.svd(matrix, compute_uv=False).sum())


def least_f(classes, product):
    """min over q of (1-q)²/2 + (3/2) K Λ^(1/3) q^(2/3), on a grid and refined."""

    def f(x):
        return (1 - x) ** 2 / 2 + 1.5 * classes * product ** (1 / 3) * x ** (2 / 3)

    grid = np.linspace(0, 1, 4001)
    start = grid[np.argmin(f(grid))]
    found = minimize_scalar(f, bounds=(max(start - 1e-3, 0), min(start + 1e-3, 1)), method="bounded")
    return min(f(0), found.fun)


def test_every_obligation_is_established():
    derivation = two_layers_optimal()
    assert derivation.open_obligations() == []
    assert derivation.obligation_count == 8
    (gram,) = (step.obligations for step in derivation.steps if "two classes" in step.title)
    entries = ("11", "12", "22")
    assert [o.note for o in gram] == [f"ZᵀZ = G^(−1/2) G G^(−1/2), entry {entry}" for entry in entries]


@pytest.mark.parametrize("size", range(4, 9))
def test_the_gap_is_that_of_the_matrices(reference, size):
    B = np.array([[v in (i, j) for i in range(size) for j in range(i)] for v in range(size)], dtype=float)
    means = 1 - B.T @ B
    expected = nuclear(np.maximum(means, 0)) - nuclear(means)
    assert float(gap().subs(r, size)) == pytest.approx(expected, abs=1e-9)
    assert sp.simplify(gap() - (r - 1) * (r - 4) / 2) == 0


@given(st.integers(1, 7), st.integers(0, 10**6))
def test_two_columns_never_gain(rows, seed):
    matrix = np.random.default_rng(seed).standard_normal((rows, 2))
    assert nuclear(np.maximum(matrix, 0)) <= nuclear(matrix) + 1e-12


@given(st.integers(2, 5), st.integers(1, 6), st.integers(1, 6), st.integers(0, 10**6), st.floats(-2, 0))
@settings(max_examples=80, deadline=None)
def test_networks_that_meet_the_hypothesis_are_above_dnc_and_zero(
    reference, classes, first, second, seed, size
):
    rng = np.random.default_rng(seed)
    scale = rng.uniform(0, 1)
    shapes = ((first, classes), (second, first), (classes, second))
    H, W1, W2 = (
        scale * np.eye(*shape) + 10**size * rng.standard_normal(shape) * rng.choice((0, 1))
        for shape in shapes
    )
    means = W1 @ H
    assume(nuclear(np.maximum(means, 0)) <= nuclear(means))
    lams = 10 ** rng.uniform(-3, -0.5, 3)
    loss = reference.objective(H, [W1, W2], lams[0], lams[1:], 1)
    assert loss >= least_f(classes, np.prod(lams)) - 1e-12


def test_without_the_hypothesis_srg_is_below():
    """K = 10 at 0.9 of the threshold: SRG as in MATH.md, outputs by ridge regression at the best κ."""
    K, squares, counts, norm = 10, np.array([9.0, 4.0, 1.0]), np.array([1, 4, 5]), 14.0
    product = (0.9 * 2 ** (2 / 3) / 4 / K) ** 3

    def srg(kappa):
        outputs = squares / (squares + kappa)
        last = norm**2 * (counts * outputs**2 / squares).sum()
        return (counts * (1 - outputs) ** 2).sum() / (2 * K) + 1.5 * (product * last) ** (1 / 3)

    assert min(srg(kappa) for kappa in np.linspace(0.01, 3, 3000)) < least_f(K, product) - 1e-3
