"""Convex programs whose solutions are checked exactly afterwards: solved as accurately as the solver manages."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import cvxpy as cp


def solve_accurately(program: cp.Problem, tolerances: Sequence[float]) -> None:
    """Run Clarabel with the first of some tolerances at which it does not give up.

    Nothing is returned and no status is asked: the values of the variables, None if all attempts failed, are judged by
    exact arithmetic.

    Examples
    --------
    >>> x = cp.Variable()
    >>> solve_accurately(cp.Problem(cp.Minimize((x - 1) ** 2)), (1e-12, 1e-8))
    >>> round(float(x.value), 6)
    1.0
    """
    for tolerance in tolerances:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # an inaccurate answer shows in the exact check
                program.solve(
                    solver="CLARABEL", tol_gap_abs=tolerance, tol_gap_rel=tolerance, tol_feas=tolerance
                )
        except cp.SolverError:
            continue
        return
