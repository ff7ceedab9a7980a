"""Solvers of two kinds agree with the closed forms of S13; failures and wrong claims are not certified."""

import cvxpy as cp
import numpy as np
import pytest
from scipy.optimize import lsq_linear

from numerics.convex import SOLVERS, TOLERANCE, srg_witnesses, witness
from numerics.layers import LayerProblem, srg_closed_forms
from theory.errors import InvalidInputError


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("r", range(4, 9))
def test_srg_is_optimal_layer_by_layer(r, solver):
    claims = srg_closed_forms(r)
    witnesses = srg_witnesses(r, solver)
    for name, found in witnesses.items():
        assert found.certified, (name, found.status)
        assert abs(found.gap) <= TOLERANCE * found.closed_form_value
        assert found.distance < 1e-6
        assert found.uniqueness_radius < 1e-4
        problem = claims[name].problem
        assert (found.dual[~problem.fixed] <= 0).all()
        assert found.dual_value == problem.lower_bound(found.dual)
    # The dual solution of the nuclear norm problem is unique, for B has full row rank.
    assert witnesses["M_2"].dual == pytest.approx(claims["M_2"].Z, abs=1e-7)


@pytest.mark.parametrize("r", range(4, 9))
@pytest.mark.parametrize("name", ["W_{L-1}", "W_2"])
def test_least_distance_programming_finds_the_same_rows(r, name):
    """Lawson and Hanson: with u free for equalities and >= 0 for inequalities G w >= h, the residual
    (w, -1) / (1 + |w|²) of min |(Gᵀ, hᵀ) u - (0, 1)| gives the least-norm w.
    """
    claim = srg_closed_forms(r)[name]
    X, T, fixed = claim.problem.X, claim.problem.T, claim.problem.fixed
    target = np.append(np.zeros(r), 1.0)
    for row, W in enumerate(claim.W):
        E = np.vstack([X, T[row]]) * np.where(fixed[row], 1, -1)
        u = lsq_linear(E, target, bounds=(np.where(fixed[row], -np.inf, 0), np.inf), method="bvls").x
        residual = E @ u - target
        assert -residual[:r] / residual[r] == pytest.approx(W, abs=1e-9)


def test_a_feasible_but_dearer_claim_is_not_certified():
    claims = srg_closed_forms(5)
    J = np.ones((5, 5))
    dearer = {
        "W_{L-1}": claims["W_{L-1}"].W - 0.1 * claims["W_2"].problem.X.T,
        "M_2": claims["M_2"].W - 0.1 * (claims["M_2"].problem.T == 0),
        "W_2": np.eye(5) + 0.1 * (2 * np.eye(5) - J),
    }
    for name, W in dearer.items():
        found = witness(claims[name].problem, W)
        assert found.closed_form_residual < 1e-15
        assert found.gap > 1e-2
        assert not found.certified


def test_an_infeasible_claim_is_not_certified():
    claim = srg_closed_forms(5)["W_{L-1}"]
    found = witness(claim.problem, 0.9 * claim.W)
    assert found.gap < 0
    assert found.closed_form_residual == pytest.approx(0.1)
    assert found.uniqueness_radius == np.inf
    assert not found.certified


@pytest.mark.parametrize(("solver", "options"), [("CLARABEL", {"max_iter": 3}), ("SCS", {"max_iters": 5})])
def test_a_stopped_solver_certifies_nothing_but_its_bound_holds(solver, options):
    for name in ("W_{L-1}", "M_2", "W_2"):
        found = srg_witnesses(5, solver, **options)[name]
        assert not found.certified
        assert found.dual_value <= found.closed_form_value + 1e-12


def test_a_solver_without_an_answer(monkeypatch):
    def fail(*_, **__):
        raise cp.SolverError("out of order")

    monkeypatch.setattr(cp.Problem, "solve", fail)
    for found in srg_witnesses(4).values():
        assert found.status == "failed: out of order"
        assert found.dual_value == 0
        assert not found.certified


def test_an_infeasible_problem():
    """No W makes the identity of a zero input."""
    problem = LayerProblem(np.zeros((2, 2)), np.eye(2), "frobenius")
    found = witness(problem, np.eye(2))
    assert found.primal_residual == 1
    assert not found.certified


def test_unknown_solver():
    with pytest.raises(InvalidInputError, match="known are: CLARABEL, SCS"):
        witness(LayerProblem(np.eye(2), np.eye(2), "frobenius"), np.eye(2), solver="MOSEK")
