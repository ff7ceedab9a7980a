"""S13: certificates on explicit matrices, and the layer problems solved by general methods."""

import numpy as np
import pytest
import sympy as sp
from scipy.linalg import null_space
from scipy.optimize import minimize

from theory.constructions.srg import NUCLEAR_NORM_B
from theory.orbit_matrix import OrbitMatrix
from theory.proofs import layerwise as proof
from theory.proofs.graph_identities import A, B, W
from theory.symbols import r

VALUES = (4, 5, 6, 7)


def as_array(reference, matrix, value):
    """Explicit array of an orbit matrix whose entries may be irrational."""
    marks = OrbitMatrix(
        matrix.row_size, matrix.column_size, tuple(sp.Integer(k) for k in range(len(matrix.values)))
    )
    overlaps = reference.explicit_matrix(marks, value).astype(int)
    numbers = np.array([float(sp.sympify(v).subs(r, value)) for v in matrix.values])
    return numbers[overlaps]


@pytest.mark.parametrize("value", VALUES)
def test_the_dual_matrix_certifies_the_nuclear_norm(reference, value):
    explicit = as_array(reference, B, value)
    Z = as_array(reference, proof.dual_matrix(), value)
    root = as_array(reference, proof.inverse_root(), value)
    eigenvalues, vectors = np.linalg.eigh(explicit @ explicit.T)
    assert np.allclose(root, vectors @ np.diag(eigenvalues**-0.5) @ vectors.T)
    assert np.allclose(Z @ Z.T, np.eye(value))
    assert np.linalg.norm(Z, 2) == pytest.approx(1)
    assert (Z * explicit).sum() == pytest.approx(np.linalg.norm(explicit, "nuc"))
    assert float(NUCLEAR_NORM_B.subs(r, value)) == pytest.approx(np.linalg.norm(explicit, "nuc"))
    off = Z[explicit == 0]
    assert (off < 0).all()
    assert np.allclose(off, 2 / value * ((2 * (value - 1)) ** -0.5 - (value - 2) ** -0.5))


@pytest.mark.parametrize("value", VALUES)
def test_no_matrix_with_the_same_positive_part_has_a_smaller_nuclear_norm(reference, value):
    explicit = as_array(reference, B, value)
    rng = np.random.default_rng(value)
    least = np.linalg.norm(explicit, "nuc")
    for size in (1e-3, 0.1, 1.0):
        for _ in range(20):
            other = explicit - size * rng.random(explicit.shape) * (explicit == 0)
            assert (np.maximum(other, 0) == explicit).all()
            assert np.linalg.norm(other, "nuc") > least


@pytest.mark.parametrize("value", VALUES)
def test_multipliers_reproduce_the_layers(reference, value):
    explicit = {
        name: as_array(reference, matrix, value)
        for name, matrix in (
            ("B", B),
            ("A", A),
            ("W", W),
            ("rows", proof.last_hidden_multipliers()),
            ("identity", proof.identity_multipliers()),
        )
    }
    assert np.allclose(explicit["rows"] @ explicit["B"].T, explicit["W"])
    assert np.allclose(explicit["identity"] @ explicit["B"].T, np.eye(value))
    product = explicit["W"] @ explicit["B"]
    inactive = explicit["A"] == 0
    assert (explicit["rows"][inactive] <= 0).all()
    assert np.allclose((explicit["rows"] * product)[inactive], 0), "complementary slackness"
    assert (explicit["identity"][explicit["B"] == 0] <= 0).all()


@pytest.mark.parametrize("value", [4, 5, 6])
def test_rows_solve_their_least_norm_problem(reference, value):
    """The quadratic programmes by SLSQP, in coordinates of the solutions of the equalities."""
    explicit, target = as_array(reference, B, value), as_array(reference, A, value)
    stated = as_array(reference, W, value)
    for row, solution in ((target[0], stated[0]), (explicit[0], np.eye(value)[0])):
        equal, below = explicit[:, row == 1].T, explicit[:, row == 0].T
        least, free = np.linalg.pinv(equal) @ np.ones(len(equal)), null_space(equal)
        found = minimize(
            lambda z: (z @ z, 2 * z),
            np.ones(free.shape[1]),
            jac=True,
            method="SLSQP",
            constraints={
                "type": "ineq",
                "fun": lambda z, U=below, w=least, N=free: -U @ (w + N @ z),
                "jac": lambda z, U=below, N=free: -U @ N,
            },
            options={"ftol": 1e-14},
        )
        assert found.success
        assert np.allclose(least + free @ found.x, solution, atol=1e-6)


@pytest.mark.parametrize("name", ["last_hidden_multipliers", "identity_multipliers"])
def test_wrong_multipliers_are_not_established(monkeypatch, name):
    right = getattr(proof, name)()
    wrong = OrbitMatrix(right.row_size, right.column_size, (right.values[0] * 2, *right.values[1:]))
    monkeypatch.setattr(proof, name, lambda _: wrong)
    assert not proof.layerwise_optimality.__wrapped__().is_established()


def test_a_wrong_dual_matrix_is_not_established(monkeypatch):
    right = proof.inverse_root()
    monkeypatch.setattr(proof, "inverse_root", lambda: right.scale(sp.Rational(101, 100)))
    assert not proof.layerwise_optimality.__wrapped__().is_established()


def test_the_sign_off_the_support_is_part_of_the_certificate(monkeypatch):
    """Multipliers of the wrong sign reproduce the layer too, and certify nothing."""
    free = OrbitMatrix(2, 2, (r / (2 * (r - 2) * (r - 3)), 1 / (2 * (r - 2)), -sp.Integer(1)))
    # Whatever matrix is put in, either stationarity or the sign of μ must fail.
    monkeypatch.setattr(proof, "last_hidden_multipliers", lambda _: free)
    assert not proof.layerwise_optimality.__wrapped__().is_established()
