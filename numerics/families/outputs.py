"""The best outputs of a network whose activations and last hidden neurons are given up to scale.

For given Z and rows the loss depends on V and the scales only, and for given fit the penalty g = Σ ‖v_j‖ of unit rows
is a norm of V, so that nothing but a convex problem is behind it.  With g = min ½ Σ (a_j² + ‖u_j‖²) over v_j = a_j u_j
it becomes smooth, and L-BFGS solves it together with the weights of the classes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from numerics.solution.model import FloatArray

Indices = NDArray[np.intp]

_ROUNDS, _GAIN = 30, 1e-15
"""L-BFGS starts again, without a memory, until it gains no more."""

_FADING = 1e-3
"""Neurons with a smaller share of the greatest output are left out until they are missed."""

_SLACK = 1e-7
"""By how much the slope of a neuron that is left out may exceed its price, relatively."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """Outputs and class weights at a minimum.

    Attributes
    ----------
    loss : float
        The objective at the best scales.
    means : array, shape (d, K)
        Z.
    outputs : array, shape (K, m)
        V.
    parameters : array
        What Z was made of.
    """

    loss: float
    means: FloatArray
    outputs: FloatArray
    parameters: FloatArray


def fit(
    means: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    start: FloatArray,
    rows: FloatArray,
    neurons: Indices,
    pairs: Indices,
    L: int,
    log_product: float,
) -> Fitted:
    """Minimise the objective over the parameters of Z and the outputs V.

    Parameters
    ----------
    means : callable
        Z(θ) and its derivative, an array of shape (len(θ), d, K).
    start : array
        θ to begin with.
    rows : array, shape (m, d)
        Rows of W_{L-1} up to scale.  Which entries of R Z are positive should not depend on θ.
    neurons, pairs : integer arrays, shapes (m,) and (K, m)
        Neurons, and entries of V, that are equal have equal numbers 0, 1, …
    L, log_product : int and float
        Depth, and log Λ.

    Examples
    --------
    Three classes {1}, {2}, {1, 2} at rank two, where DNC costs 0.0299274745:

    >>> def pair(theta):
    ...     slope = np.array([[[0, 0, 1], [0, 0, 1]]], dtype=float)
    ...     return np.array([[1, 0, theta[0]], [0, 1, theta[0]]]), slope
    >>> rows = np.array([[1.0, -1], [-1, 1], [1, 0], [0, 1], [1, 1]])
    >>> found = fit(pair, np.array([1.0]), rows, np.arange(5), np.arange(15).reshape(3, 5), 4, 5 * np.log(0.004))
    >>> round(found.loss, 8), round(float(found.parameters[0]), 4)
    (0.02925343, 0.9284)
    """
    problem = _Problem(
        means, rows / np.linalg.norm(rows, axis=1, keepdims=True), neurons, pairs, len(start), L, log_product
    )
    active = np.full(len(rows), True)
    with threadpool_limits(1, user_api="blas"):  # the matrices are tiny
        x = problem.minimum(problem.ridge(start), active, 300)
        for _ in range(_ROUNDS):
            sizes = np.linalg.norm(problem.outputs(x), axis=0)
            active = (sizes > _FADING * sizes.max()) | problem.missed(x, active)
            before, x = problem.value(x, active)[0], problem.minimum(x, active, 3000)
            if before - problem.value(x, active)[0] < _GAIN and not problem.missed(x, active).any():
                break
    V = problem.outputs(x) * active
    return Fitted(problem.value(x, active)[0], means(x[: len(start)])[0], V, x[: len(start)])


@dataclass(frozen=True, eq=False)
class _Problem:
    """The objective as a function of x = (θ, a and U on orbits), with only some neurons active."""

    means: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
    unit: FloatArray
    neurons: Indices
    pairs: Indices
    p: int
    L: int
    log_product: float

    @property
    def q(self) -> int:
        """Where U begins."""
        return self.p + int(self.neurons.max()) + 1

    def outputs(self, x: FloatArray) -> FloatArray:
        """V = U diag(a)."""
        return x[self.q :][self.pairs] * x[self.p : self.q][self.neurons]

    def ridge(self, start: FloatArray) -> FloatArray:
        """Where to begin, since V = 0 is a saddle point in (a, U): outputs that nearly fit."""
        hidden = np.maximum(self.unit @ self.means(start)[0], 0)
        V = hidden.T @ np.linalg.inv(hidden @ hidden.T + 1e-3 * np.eye(len(hidden)))
        a = np.sqrt(np.bincount(self.neurons, np.linalg.norm(V, axis=0)) / np.bincount(self.neurons)) + 1e-6
        U, pairs = V / a[self.neurons], self.pairs.ravel()
        return np.concatenate([start, a, np.bincount(pairs, U.ravel()) / np.bincount(pairs)])

    def value(self, x: FloatArray, active: NDArray[np.bool_]) -> tuple[float, FloatArray]:
        """The objective and its gradient."""
        Z, dZ = self.means(x[: self.p])
        a, U = x[self.p : self.q][self.neurons], x[self.q :][self.pairs]
        loss, slope_Z, slope_a, slope_U = _objective(
            Z, self.unit[active], a[active], U[:, active], self.L, self.log_product
        )
        all_a, all_U = np.zeros_like(a), np.zeros_like(U)
        all_a[active], all_U[:, active] = slope_a, slope_U
        gradient = (
            np.tensordot(dZ, slope_Z, 2),
            np.bincount(self.neurons, all_a),
            np.bincount(self.pairs.ravel(), all_U.ravel()),
        )
        return loss, np.concatenate(gradient)

    def minimum(self, x: FloatArray, active: NDArray[np.bool_], steps: int) -> FloatArray:
        """L-BFGS from x."""
        options = {"maxiter": steps, "maxcor": 30, "ftol": 1e-16, "gtol": 1e-12}
        found: FloatArray = minimize(self.value, x, (active,), jac=True, method="L-BFGS-B", options=options).x
        return found

    def missed(self, x: FloatArray, active: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Neurons that are left out and should not be: the fit would gain more than g costs."""
        V = self.outputs(x) * active
        g = float(np.linalg.norm(V, axis=0).sum())
        Z = self.means(x[: self.p])[0]
        hidden = np.maximum(self.unit @ Z, 0)
        slopes = np.linalg.norm((V @ hidden - np.eye(len(V))) @ hidden.T, axis=0) / len(V)
        price = 2 / (self.L + 1) * _cost(Z, g, self.L, self.log_product) / g
        found: NDArray[np.bool_] = ~active & (slopes > price * (1 + _SLACK))
        return found


def _objective(
    Z: FloatArray, unit: FloatArray, a: FloatArray, U: FloatArray, L: int, log_product: float
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    """The least objective over the scales for the outputs V = U diag(a), and its slopes in Z, a and U."""
    K = Z.shape[1]
    power = 1 / (L + 1)
    left, singular, right = np.linalg.svd(Z, full_matrices=False)
    before = unit @ Z
    hidden = np.maximum(before, 0)
    residual = (U * a) @ hidden - np.eye(K)
    g = (np.vdot(a, a) + np.vdot(U, U)) / 2
    cost = _cost(Z, g, L, log_product)
    back, per_g = residual @ hidden.T / K, 2 * power * cost / g
    slope_Z = unit.T @ (((U * a).T @ residual / K) * (before > 0))
    slope_Z += 2 * power * cost / singular.sum() * (left @ right)
    loss = float(np.vdot(residual, residual) / (2 * K) + cost)
    return loss, slope_Z, (back * U).sum(axis=0) + per_g * a, back * a + per_g * U


def _cost(Z: FloatArray, g: Any, L: int, log_product: float) -> float:
    """(L+1)/2 · (Λ ‖Z‖_*² d^{L−3} g²)^{1/(L+1)}."""
    logarithm = log_product + (L - 3) * np.log(len(Z)) + 2 * np.log(float(np.linalg.norm(Z, "nuc")) * g)
    return float((L + 1) / 2 * np.exp(logarithm / (L + 1)))
