"""The closed forms of S13 satisfy their optimality conditions, and weak duality holds for any pair."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from numerics.exact import equal
from numerics.graphs import incidence_matrix, kneser_adjacency, triangular_adjacency
from numerics.layers import LayerProblem, srg_closed_forms
from theory.errors import InvalidInputError

entries = st.floats(-2, 2)


@pytest.mark.parametrize("r", range(4, 13))
def test_last_hidden_layer_is_optimal_in_exact_arithmetic(r):
    """W = Z Bᵀ with multipliers of the right signs and complementary slackness, in rationals."""
    B, A, A_T = incidence_matrix(r), kneser_adjacency(r), triangular_adjacency(r)
    W = Fraction(1, 2) - B.T.astype(object)
    Z = Fraction(r, 2 * (r - 2) * (r - 3)) * A.astype(object) - Fraction(1, 2 * (r - 2)) * A_T.astype(object)
    assert equal(W @ B, 1 - B.T @ B)
    assert equal(W, Z @ B.T)
    assert (Z[A == 0] <= 0).all()
    assert (Z * (W @ B - A) == 0).all()
    assert np.sum(W * W, axis=1).tolist() == [Fraction(r, 4)] * len(W)
    closed_form = srg_closed_forms(r)["W_{L-1}"]
    assert np.array_equal(closed_form.W, W.astype(float))
    np.testing.assert_allclose(closed_form.Z, Z.astype(float), rtol=1e-15)


@pytest.mark.parametrize("r", range(4, 13))
def test_identity_is_optimal_in_exact_arithmetic(r):
    B = incidence_matrix(r)
    Z = (B - Fraction(1, r - 1)) * Fraction(1, r - 2)
    assert equal(Z @ B.T, np.eye(r, dtype=int))
    assert set(Z[B == 1]) == {Fraction(1, r - 1)}
    assert set(Z[B == 0]) == {Fraction(-1, (r - 1) * (r - 2))}
    for name in ("W_2", "W_2, linear"):
        np.testing.assert_allclose(srg_closed_forms(r)[name].Z, Z.astype(float), rtol=1e-14)


@pytest.mark.parametrize("r", [4, 5, 8, 20])
def test_nuclear_norm_certificate_is_the_polar_factor(r):
    """Z = (BBᵀ)^{-1/2} B, computed here from the singular vectors of B."""
    B = incidence_matrix(r)
    U, _, Vt = np.linalg.svd(B, full_matrices=False)
    Z = srg_closed_forms(r)["M_2"].Z
    np.testing.assert_allclose(Z, U @ Vt, atol=1e-14)
    off_support = 2 / r * (1 / np.sqrt(2 * (r - 1)) - 1 / np.sqrt(r - 2))
    assert Z[B == 0] == pytest.approx(off_support, rel=1e-14)
    assert off_support < 0


@pytest.mark.parametrize("r", [4, 5, 6, 12])
def test_closed_forms_are_feasible_and_have_no_gap(r):
    for claim in srg_closed_forms(r).values():
        assert claim.problem.residual(claim.W) == 0
        assert claim.problem.repaired(claim.Z) == pytest.approx(claim.Z, abs=1e-15)
        assert abs(claim.gap) <= 1e-13 * claim.problem.value(claim.W)


@given(
    arrays(np.float64, (3, 3), elements=entries),
    arrays(np.float64, (4, 3), elements=entries),
    arrays(np.float64, (4, 3), elements=entries),
    st.sampled_from(["frobenius", "nuclear"]),
    st.booleans(),
)
def test_weak_duality(perturbation, product, Z, norm, relu):
    """Every repaired Z bounds every feasible W; feasible pairs are made by inverting X."""
    X = np.eye(3) + 0.1 * perturbation
    problem = LayerProblem(X, np.maximum(product, 0) if relu else np.abs(product), norm, relu)
    W = (product if relu else np.abs(product)) @ np.linalg.inv(X)
    assert problem.residual(W) < 1e-12
    bound = problem.lower_bound(problem.repaired(Z))
    assert bound <= problem.value(W) + 1e-10
    repaired = problem.repaired(Z)
    assert problem.repaired(repaired) == pytest.approx(repaired, abs=1e-12)


@given(arrays(np.float64, (4, 6), elements=st.floats(0, 0.5)))
def test_radius_of_the_nuclear_norm(decrease):
    """Feasible points whose value is near the bound lie within the radius of W_0."""
    claim = srg_closed_forms(4)["M_2"]
    other = claim.W - decrease * (claim.problem.T == 0)
    excess = claim.problem.value(other) - claim.problem.value(claim.W)
    assert np.abs(other - claim.W).sum() <= claim.problem.radius(claim.Z, excess + 1e-12)


def test_radius_is_infinite_without_strict_complementarity():
    problem = LayerProblem(np.eye(2), np.eye(2), "nuclear")
    assert problem.radius(np.eye(2), 0.1) == np.inf


@pytest.mark.parametrize(
    ("X", "T", "norm"),
    [
        (np.eye(2), np.eye(3), "frobenius"),
        (np.eye(2), -np.eye(2), "frobenius"),
        (np.eye(2), np.eye(2), "spectral"),
    ],
)
def test_invalid_problems(X, T, norm):
    with pytest.raises(InvalidInputError, match="X and T need equal numbers of columns"):
        LayerProblem(X, T, norm)


def test_invalid_r():
    with pytest.raises(InvalidInputError, match="r must be an integer >= 4"):
        srg_closed_forms(3)
