"""Explicit networks of the family of :mod:`numerics.symmetry.points`, with scales that minimise the loss."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.optimize import minimize_scalar

from numerics.checks import Floats
from numerics.graphs import incidence_matrix
from numerics.symmetry.actions import subsets
from numerics.symmetry.model import SymmetricModel
from numerics.symmetry.points import Box, PointsProblem


def points_model(r: int, L: int) -> SymmetricModel:
    """The family as a symmetric model: L - 1 layers of r points, and one of the edges, which are the classes.

    Examples
    --------
    >>> points_model(4, 3).dimensions
    (2, 2, 2, 3)
    """
    edges = subsets(r, 2)
    return SymmetricModel((*[subsets(r, 1)] * (L - 1), edges), edges)


def network_at(problem: PointsProblem, point: Box, lam: float) -> Floats:
    """Scalars of the cheapest network at a point of the family, all λ's equal; floats.

    Parameters
    ----------
    problem : PointsProblem
        r and L.
    point : Box
        With equal ends, such as ``CertifiedMinimum.best``.
    lam : float
        λ.

    Examples
    --------
    SRG is the point t = 0, u = -1, v = 1:

    >>> from fractions import Fraction
    >>> zero, minus = Fraction(0), Fraction(-1)
    >>> scalars = network_at(PointsProblem(5, 4, Fraction(1)), Box((1, 1), (zero, zero), (minus, minus)), 0.004)
    >>> round(points_model(5, 4).loss_and_slope(scalars, 0.004)[0], 10)
    0.0809113322
    """
    r, L = problem.r, problem.L
    B = incidence_matrix(r).astype(np.float64)
    t = float(point.t[0])
    last_points = (1 - t) * B + t * (1 - B)
    u, v = (
        (point.fixed[1], float(point.free[0]))
        if point.fixed[0] == 0
        else (float(point.free[0]), point.fixed[1])
    )
    before = [last_points] if L == 3 else [_first(r, t), last_points]
    weights = [after @ np.linalg.pinv(first) for first, after in pairwise(before)]
    weights.append(v + (u - v) * B.T)
    N = np.maximum(weights[-1] @ last_points, 0)
    W1, H1 = _balanced(before[0])
    return _with_best_scales(points_model(r, L), [H1, W1, *weights], N, lam)


def _first(r: int, t: float) -> Floats:
    """M_2 at L = 4, from which M_3 = (1-t) B + t (J-B) costs least: |δ|/σ is the best or 1/2."""
    sigma, delta = 2 + (r - 4) * t, abs(1 - 2 * t)
    alpha, beta = ((r - 1) / 2) ** 0.5, (r - 1) * (r - 2) ** 0.5
    ratio = min(0.5, (alpha * (r - 1) * delta**2 / (beta * sigma**2)) ** (1 / 3))
    off = (1 - 2 * ratio) / r  # σ = 2 b_1 + (r-2) b_0 = 1 and δ = b_1 - b_0 = ratio
    B = incidence_matrix(r).astype(np.float64)
    return np.asarray(off + ratio * B, dtype=np.float64)


def _balanced(product: Floats) -> tuple[Floats, Floats]:
    """Symmetric W_1 and H_1 of least norms with W_1 H_1 = product: powers of MMᵀ keep the symmetry."""
    values, vectors = np.linalg.eigh(product @ product.T)
    powers = [np.where(values > 1e-12, np.maximum(values, 1e-300) ** p, 0) for p in (0.25, -0.25)]
    root, inverse = ((vectors * power) @ vectors.T for power in powers)
    return root, inverse @ product


def _with_best_scales(model: SymmetricModel, factors: list[Floats], N: Floats, lam: float) -> Floats:
    """W_L by ridge regression on N = σ(M_L), then scales with equal penalties, for the best ridge parameter."""
    K, count = len(N), len(factors) + 1
    if not N.any():
        return np.zeros(sum(model.dimensions))
    norms = [float(np.linalg.norm(factor)) for factor in factors]

    def last(log_kappa: float) -> Floats:
        return np.asarray(np.linalg.solve(N @ N + np.exp(log_kappa) * np.eye(K), N))

    def loss(log_kappa: float) -> float:
        W = last(log_kappa)
        product = lam**count * np.prod(norms) ** 2 * (W**2).sum()
        return float(((W @ N - np.eye(K)) ** 2).sum() / (2 * K) + count / 2 * product ** (1 / count))

    grid = np.linspace(-12, 6, 60)
    start = grid[np.argmin([loss(x) for x in grid])]
    best = minimize_scalar(
        loss, bounds=(start - 0.5, start + 0.5), method="bounded", options={"xatol": 1e-10}
    ).x
    factors, norms = [*factors, last(best)], [*norms, float(np.linalg.norm(last(best)))]
    mean = np.exp(np.mean(np.log(norms)))
    return model.project([mean / norm * factor for norm, factor in zip(norms, factors, strict=True)])
