"""S21: its three inequalities on random matrices in floats, and wrong ones."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.obligations import PositiveOnInterval
from theory.proofs.spectral_bound import (
    NUCLEAR,
    RAYS,
    THROUGH_LAYER,
    S,
    _above_first,
    rest,
    s_1,
    s_2,
    spectral_bound,
    tail,
    w,
)


def singular(matrix):
    return np.linalg.svd(matrix, compute_uv=False)


def random_matrix(rows, columns, seed):
    """Of low rank, nearly, or not at all; with equal rows now and then."""
    rng = np.random.default_rng(seed)
    factors = rng.standard_normal((rows, rng.integers(1, 4))), rng.standard_normal((3, columns))
    matrix = factors[0] @ factors[1][: factors[0].shape[1]]
    return matrix + 10 ** rng.uniform(-4, 0.5) * rng.standard_normal((rows, columns))


def test_every_obligation_is_established():
    assert spectral_bound().open_obligations() == []
    assert spectral_bound().obligation_count == 22


@given(st.integers(2, 6), st.integers(2, 8), st.integers(0, 10**6))
@settings(deadline=None)
def test_sigma_between_singular_values(rows, columns, seed):
    M = random_matrix(rows, columns, seed)
    before, after = singular(M), singular(np.maximum(M, 0))
    if after[1] > 1e-9:
        squares = float((after[2:] ** 2).sum())
        assert before.sum() >= float(NUCLEAR.subs({s_1: after[0], s_2: after[1], rest: squares})) - 1e-9
    assert (after[2:] ** 2).sum() <= (before[1:] ** 2).sum() + 1e-9


@given(st.integers(1, 5), st.integers(2, 5), st.integers(2, 6), st.integers(0, 10**6))
@settings(deadline=None)
def test_a_layer(out, rows, columns, seed):
    M, W = random_matrix(rows, columns, seed), random_matrix(out, rows, seed + 1)
    behind = singular(W @ np.maximum(M, 0))
    least = float(THROUGH_LAYER.subs({S: behind.sum(), tail: (behind[1:] ** 2).sum()}).evalf())
    assert np.linalg.norm(W) * singular(M).sum() >= least - 1e-9


@given(st.lists(st.floats(0.01, 3), min_size=1, max_size=4), st.floats(1e-3, 1), st.floats(0, 1))
@settings(deadline=None)
def test_spectra_alone_satisfy_the_layer_step(p, second, third):
    """The inequality behind the third claim, which knows no σ: for all singular values of N and of WN."""
    p = np.sort([*p, 1.0])[::-1]
    m = np.zeros_like(p)
    m[:3] = [1, second, second * third][: len(p)]
    A = p[0] + (p[1:] ** 2).sum() / p[1]
    least = float(THROUGH_LAYER.subs({S: m.sum(), tail: (m[1:] ** 2).sum()}).evalf())
    assert A * np.sqrt((m**2 / p**2).sum()) >= least - 1e-9


def test_phi_is_reached():
    """N with singular values c² and 1, W with c and 1: both sides are (c² + 1)^(3/2)."""
    c = sp.Integer(3)
    assert THROUGH_LAYER.subs({S: c**3 + 1, tail: 1}) == (c**2 + 1) ** sp.Rational(3, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nuclear": s_1 + s_2 + 2 * rest / s_2},
        {"nuclear": s_1 + s_2},
        {"rays": 1},
        {"through_layer": S},
        {"through_layer": 2 * S},
        {"through_layer": THROUGH_LAYER.subs(tail, tail / 4)},
    ],
)
def test_wrong_claims_are_not_established(wrong):
    assert not spectral_bound(**wrong).is_established()


def test_as_many_rays_as_stated():
    """The rank behind σ of matrices of rank 1."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        M = np.outer(rng.standard_normal(4), rng.standard_normal(5))
        assert np.linalg.matrix_rank(np.maximum(M, 0)) <= RAYS
    assert np.linalg.matrix_rank(np.maximum(np.outer([1, -1], [1, -1]), 0)) == RAYS


def test_the_polynomial_of_the_lesser_half_is_what_it_stands_for():
    """w⁶ ((1 + (b²d)^(1/3))³ − 2 (1+u)²) at the minimum over x = 1 − w⁶, less what 3/2 for √2 gives away."""
    (claim,) = (o for o in _above_first().obligations if isinstance(o, PositiveOnInterval))
    assert (claim.variable, claim.low, claim.high) == (w, 0, 1)
    for root in np.linspace(0.05, 0.99, 9):
        x = 1 - root**6
        t = np.sqrt(2) * x / np.sqrt(1 - x)
        exact = (1 + (1 + x) / (1 - x) ** (1 / 3)) ** 3 - 2 * (2 + t) ** 2
        lost = 4 * (3 - 2 * np.sqrt(2)) * x / np.sqrt(1 - x)
        found = float(claim.polynomial.subs(w, root)) * (1 - root)
        assert found == pytest.approx(root**6 * (exact - lost), rel=1e-7, abs=1e-12)
