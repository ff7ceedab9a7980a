"""Multi-start minimisation of small L-DUFMs by L-BFGS: an independent look at what descent can reach.

One model at a time and in NumPy, with the gradient written out; for thousands of models at once see
:mod:`numerics.dufm`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from numerics.exact import require_integer
from theory.errors import InvalidInputError

FloatArray = NDArray[np.float64]

OPTIONS = {"maxiter": 3_000, "maxfun": 4_000, "ftol": 1e-13, "gtol": 1e-9}
"""When L-BFGS stops; a run that stops early is still an upper bound."""


@dataclass(frozen=True)
class Descent:
    """Where the starts ended.

    Attributes
    ----------
    losses : ndarray, shape (starts,)
        Loss of every run at its last point, in ascending order; an upper bound on the minimum each.
    best : tuple of ndarray
        H_1, W_1, ..., W_L of the least one.
    """

    losses: FloatArray
    best: tuple[FloatArray, ...]


def multistart(
    K: int,
    L: int,
    lam: float,
    *,
    width: int | None = None,
    starts: int = 10,
    seed: int = 0,
    scale: float = 1.0,
) -> Descent:
    """Minimise the L-DUFM with n = 1 and all λ's equal from random starts.

    Parameters
    ----------
    K, L : int
        Classes and depth, both >= 2.
    lam : float
        λ > 0.
    width : int, optional
        d_1 = … = d_L; 2K if not given.
    starts, seed : int
        How many random starts, and which.
    scale : float
        Entries start as normal numbers of this standard deviation over the root of the width.

    Raises
    ------
    InvalidInputError
        If an argument is outside its range.

    Examples
    --------
    >>> from numerics.losses import dnc_loss, log_product_equal
    >>> found = multistart(2, 2, 0.05, starts=4).losses[0]
    >>> bool(abs(found - dnc_loss(2, 2, log_product_equal(0.05, 2)).loss) < 1e-8)
    True
    """
    K, L = require_integer("K", K, 2), require_integer("L", L, 2)
    starts = require_integer("starts", starts, 1)
    d = require_integer("width", 2 * K if width is None else width, 1)
    if not (np.isfinite(lam) and lam > 0):
        raise InvalidInputError(f"λ = {lam} given; λ must be a positive finite number")
    shapes = [(d, K), *[(d, d)] * (L - 1), (K, d)]
    random = np.random.default_rng(seed)
    runs = []
    for _ in range(starts):
        start = np.concatenate([scale / np.sqrt(d) * random.standard_normal(a * b) for a, b in shapes])
        runs.append(
            minimize(_objective, start, args=(shapes, lam), jac=True, method="L-BFGS-B", options=OPTIONS)
        )
    runs.sort(key=lambda run: float(run.fun))
    return Descent(np.array([float(run.fun) for run in runs]), tuple(_split(runs[0].x, shapes)))


def _split(flat: FloatArray, shapes: list[tuple[int, int]]) -> list[FloatArray]:
    ends = np.cumsum([a * b for a, b in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]


def _objective(flat: FloatArray, shapes: list[tuple[int, int]], lam: float) -> tuple[float, FloatArray]:
    """Objective and its gradient; at a kink of σ the derivative 0 is taken."""
    features, *weights = _split(flat, shapes)
    inputs = [features]
    for weight in weights[:-1]:
        inputs.append(np.maximum(weight @ inputs[-1], 0))
    error = weights[-1] @ inputs[-1] - np.eye(shapes[0][1])
    K = error.shape[0]
    signal = error / K
    gradients = []
    for index in range(len(weights) - 1, -1, -1):
        gradients.append(signal @ inputs[index].T)
        signal = weights[index].T @ signal
        if index:
            signal = signal * (inputs[index] > 0)
    gradients.append(signal)
    gradient = np.concatenate([g.ravel() for g in reversed(gradients)]) + lam * flat
    return float((error**2).sum() / (2 * K) + lam / 2 * (flat @ flat)), gradient
