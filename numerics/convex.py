"""Solvers' answers to the convex problems of single layers, judged by duality (MATH.md S13).

A solver answers a problem of :mod:`numerics.layers` with a pair (W, Z).  Nothing it says about the pair
is used: Z is repaired until it satisfies its constraints, and all values, residuals and gaps are
recomputed here, up to rounding.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import cvxpy as cp
import numpy as np

from numerics.layers import FloatArray, LayerProblem, srg_closed_forms
from theory.errors import InvalidInputError

TOLERANCE = 1e-8
"""Largest residual, and largest gap relative to the value, that counts as certified."""

ROUNDING = 1e-13
"""Relative rounding error of a value or a product: no gap is known more closely."""

SOLVERS: dict[str, dict[str, float]] = {
    "CLARABEL": {"tol_gap_abs": 1e-11, "tol_gap_rel": 1e-11, "tol_feas": 1e-11},
    "SCS": {"eps_abs": 1e-10, "eps_rel": 1e-10, "max_iters": 100_000},
}
"""Solvers that come with cvxpy, an interior-point and a splitting method, with their settings."""


@dataclass(frozen=True, eq=False)
class Witness:
    """A closed form for a layer, and what a solver's answer proves about it.

    Attributes
    ----------
    solver, status : str
        Who answered, and what it said of its answer.
    primal, dual : ndarray
        The solver's W, and its Z after repair; both zero if it gave no answer.
    primal_value, dual_value : float
        φ(W) and the lower bound from Z, which holds for every feasible point.
    closed_form_value : float
        φ of the closed form.
    primal_residual, closed_form_residual : float
        Largest entry of |σ(W X) - T| at the solver's W and at the closed form.
    dual_residual : float
        Largest change that the repair made to an entry of the solver's Z.
    stationarity_residual : float
        φ(W) + φ*(Z Xᵀ) - ⟨W, Z Xᵀ⟩ >= 0, which vanishes iff Z Xᵀ is a subgradient of φ at W: for the
        Frobenius norm it is ‖W - Z Xᵀ‖_F² / 2.
    distance : float
        Largest difference between an entry of the solver's W and of the closed form.
    uniqueness_radius : float
        Every optimal W lies within this distance of the closed form (:meth:`LayerProblem.radius`);
        infinite if the closed form is not feasible.
    """

    solver: str
    status: str
    primal: FloatArray
    dual: FloatArray
    primal_value: float
    dual_value: float
    closed_form_value: float
    primal_residual: float
    closed_form_residual: float
    dual_residual: float
    stationarity_residual: float
    distance: float
    uniqueness_radius: float

    @property
    def gap(self) -> float:
        """By how much at most the closed form costs more than the optimum."""
        return self.closed_form_value - self.dual_value

    @property
    def certified(self) -> bool:
        """Whether every residual, and every gap relative to the value, is at most TOLERANCE."""
        scale = max(1.0, self.closed_form_value)
        return bool(
            max(
                self.primal_residual,
                self.closed_form_residual,
                self.dual_residual,
                abs(self.stationarity_residual),
                abs(self.gap) / scale,
                abs(self.primal_value - self.dual_value) / scale,
            )
            <= TOLERANCE
        )


def witness(
    problem: LayerProblem, closed_form: FloatArray, solver: str = "CLARABEL", **options: float
) -> Witness:
    """Solve a layer problem and judge its closed form by the solver's dual answer.

    Parameters
    ----------
    problem : LayerProblem
        What to solve.
    closed_form : ndarray, shape (d', d)
        The W that is claimed to be optimal.
    solver : str
        A key of ``SOLVERS``.
    **options
        Settings of the solver that replace those in ``SOLVERS``.

    Returns
    -------
    Witness
        Not certified if the solver failed or was not accurate enough.

    Raises
    ------
    InvalidInputError
        If the solver is unknown.

    Examples
    --------
    >>> found = witness(LayerProblem(np.eye(4), np.eye(4), "frobenius"), np.eye(4))
    >>> found.certified, round(found.dual_value, 6)
    (True, 2.0)
    """
    if solver not in SOLVERS:
        raise InvalidInputError(f"solver {solver!r} given; known are: {', '.join(SOLVERS)}")
    W, raw, status = _solve(problem, solver, SOLVERS[solver] | options)
    Z = problem.repaired(raw)
    primal_value, dual_value = problem.value(W), problem.lower_bound(Z)
    closed_form_value, closed_form_residual = problem.value(closed_form), problem.residual(closed_form)
    gap = max(closed_form_value - dual_value, ROUNDING * closed_form_value)
    feasible = closed_form_residual <= ROUNDING * problem.T.max()
    subgradient = Z @ problem.X.T
    conjugate = float(np.vdot(Z, problem.T)) - dual_value
    return Witness(
        solver=solver,
        status=status,
        primal=W,
        dual=Z,
        primal_value=primal_value,
        dual_value=dual_value,
        closed_form_value=closed_form_value,
        primal_residual=problem.residual(W),
        closed_form_residual=closed_form_residual,
        dual_residual=float(np.abs(Z - raw).max()),
        stationarity_residual=primal_value + conjugate - float(np.vdot(W, subgradient)),
        distance=float(np.abs(W - closed_form).max()),
        uniqueness_radius=problem.radius(Z, gap) if feasible else np.inf,
    )


def srg_witnesses(r: int, solver: str = "CLARABEL", **options: float) -> dict[str, Witness]:
    """A witness for each of :func:`srg_closed_forms`; the other arguments are those of :func:`witness`.

    Examples
    --------
    >>> all(found.certified for found in srg_witnesses(5).values())
    True
    """
    return {
        name: witness(claim.problem, claim.W, solver, **options)
        for name, claim in srg_closed_forms(r).items()
    }


def _solve(
    problem: LayerProblem, solver: str, settings: dict[str, float]
) -> tuple[FloatArray, FloatArray, str]:
    """Return the solver's W, its Z and its status; zeros, which prove nothing, if it has no answer."""
    fixed, bounded = np.nonzero(problem.fixed), np.nonzero(~problem.fixed)
    W = cp.Variable((problem.T.shape[0], problem.X.shape[0]))
    product = W @ problem.X
    constraints = [product[fixed] == problem.T[fixed]]
    if bounded[0].size:
        constraints.append(product[bounded] <= 0)
    objective = cp.sum_squares(W) / 2 if problem.norm == "frobenius" else cp.normNuc(W)
    program = cp.Problem(cp.Minimize(objective), constraints)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # an inaccurate answer shows in the residuals
            program.solve(solver=solver, **settings)
        status = str(program.status)
    except cp.SolverError as error:
        status = f"failed: {error}"
    Z = np.zeros(problem.T.shape)
    answers: list[Any] = [W.value, *(constraint.dual_value for constraint in constraints)]
    if any(answer is None or not np.isfinite(answer).all() for answer in answers):
        return np.zeros(W.shape), Z, status
    for where, multipliers in zip((fixed, bounded), answers[1:], strict=False):
        Z[where] = -multipliers  # cvxpy's multipliers are those of the Lagrangian φ + ⟨·, W X - T⟩
    return np.asarray(W.value, dtype=np.float64), Z, status
