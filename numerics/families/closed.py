"""Explicit layers of what is solved in closed form: star, singles and pairs (S18), and pairs in halves (S25).

Each is given as Z, the rows R of W_{L-1} and the outputs V with V σ(R Z) = I, for
:func:`numerics.families.assemble.assemble`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from numerics.exact import require_integer
from numerics.families.assemble import assemble
from numerics.graphs import incidence_matrix
from numerics.losses import Loss, log_product, loss_of
from numerics.solution.model import Solution
from theory.constructions import construction
from theory.errors import InvalidInputError

Layers = tuple[Any, Any, Any]
"""Z, R and V: arrays of floats, or of fractions."""


def star_layers(r: int, w: Any, x: Any) -> Layers:
    """The r points, and the set of all points with weight w; x is what the linear part does on vectors of sum 0.

    Exact for exact arguments: with fractions the entries are fractions.

    Examples
    --------
    >>> Z, R, V = star_layers(3, 0.8, 0.2)
    >>> np.allclose(V @ np.maximum(R @ Z, 0), np.eye(4))
    True
    """
    r = require_integer("r", r, least=2)
    one = w / w  # of the type of w
    identity, ones = np.eye(r, dtype=int) * one, np.ones((r, 1), dtype=int) * one
    z = one / (r * w)
    N = np.vstack([x * (identity - one / r), z * ones.T])
    # N as neurons with rows e_i and 1ᵀ: Q is N's partial isometry up to the norm of its last row, P = xI + c J.
    first = np.vstack([identity - one / r, 0 * ones.T])
    last = np.zeros((r + 1, 1), dtype=int) * one
    last[-1] = one
    detectors = identity * r - 1
    corrections = (np.vstack([identity, 0 * ones.T]) - N) / (r - 1)
    Z = np.hstack([identity, w * ones])
    R = np.vstack([detectors, identity, ones.T])
    V = np.hstack([corrections, x * first, z * last])
    return Z, R, V


def singles_pairs_layers(r: int) -> Layers:
    """The r points, then their pairs.

    Examples
    --------
    >>> Z, R, V = singles_pairs_layers(4)
    >>> bool((V @ np.maximum(R @ Z, 0) == np.eye(10)).all())
    True
    """
    r = require_integer("r", r, least=3)
    pairs = list(combinations(range(r), 2))
    B = np.zeros((r, len(pairs)))
    B[np.array(pairs).T, np.arange(len(pairs))] = 1
    Z = np.hstack([np.eye(r), B])
    half = np.eye(len(pairs)) / 2
    V = np.vstack([np.hstack([np.eye(r), np.zeros((r, len(pairs)))]), np.hstack([-B.T / 2, half])])
    return Z, 2 * Z.T - 1, V


def halves_layers(r: int, t: int) -> Layers:
    """Edges of K_r, a row for every t-subset, and the outputs V of least norm.

    Examples
    --------
    >>> Z, R, V = halves_layers(6, 3)
    >>> Z.shape, R.shape, np.allclose(V @ np.maximum(R @ Z, 0), np.eye(15))
    ((6, 15), (20, 6), True)
    """
    r, t = require_integer("r", r, least=4), require_integer("t", t, least=2)
    if t > r - 2:
        raise InvalidInputError(f"r = {r}, t = {t} given; t is at most r - 2")
    Z = incidence_matrix(r).astype(np.float64)
    subsets = list(combinations(range(r), t))
    R = np.full((len(subsets), r), -0.5)
    R[np.arange(len(subsets))[:, None], np.array(subsets)] = 0.5
    return Z, R, np.linalg.pinv(np.maximum(R @ Z, 0))


def star(K: int, *, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """The star on K classes with the best common output.

    Examples
    --------
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    >>> round(star(3, **model).objective(**model).total, 7)
    0.029286
    """
    K = require_integer("K", K, least=3)
    r, u = K - 1, 0.75
    x = 1 - np.sqrt((r - 1) * (1 + u**2) / (2 * r - 1))
    return _with_common_output(
        "star", r, _balanced(star_layers(r, 1 / (u * np.sqrt(r)), x)), lambda_H, lambdas, n
    )


def singles_pairs(r: int, *, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """Singles and pairs on r points with the best common output.

    Examples
    --------
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    >>> round(singles_pairs(3, **model).objective(**model).total, 7)
    0.0570397
    """
    return _with_common_output("singles-pairs", r, singles_pairs_layers(r), lambda_H, lambdas, n)


def halves_loss(r: int, L: int, log_weight: float) -> Loss:
    """Closed form of :func:`halves` for log Λ.

    Examples
    --------
    >>> bool(halves_loss(6, 3, 0.0).zero)
    True
    """
    t = (r + 1) // 2
    return loss_of(construction("halves" if r == 2 * t else "halves-odd", L), t, L, log_weight)


def halves(r: int, t: int, *, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """Pairs in halves (S25), for r = 2t or r = 2t - 1, with the best output on every eigenspace.

    Examples
    --------
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 3}
    >>> round(halves(6, 3, **model).objective(**model).total, 7)  # SRG: 0.1088396
    0.1019362
    """
    Z, R, _ = halves_layers(r, t)
    if r not in (2 * t, 2 * t - 1):
        raise InvalidInputError(f"r = {r}, t = {t} given; r must be 2t or 2t - 1")
    hidden = np.maximum(R @ Z, 0)
    found = halves_loss(r, len(lambdas), log_product(n, lambda_H, lambdas))
    if found.zero:
        raise InvalidInputError(f"r = {r}, λ_H = {lambda_H} given; zero costs less there: choose smaller λ's")
    # κ belongs to squared norms that are divided by C(r-4, t-2), as the construction has them.
    kappa = float(found.kappa) * comb(r - 4, t - 2)
    outputs = np.linalg.solve(hidden.T @ hidden + kappa * np.eye(hidden.shape[1]), hidden.T)
    return assemble(Z, R, outputs, lambda_H=lambda_H, lambdas=lambdas, n=n)


def seven(*, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """The seven classes of S19, a point and the pairs of four points, with the best common output.

    Examples
    --------
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 3}
    >>> round(seven(**model).objective(**model).total, 7)  # DNC: 0.0556024
    0.0550922
    """
    from numerics.block_loss import block_loss
    from numerics.families.certificate import Shape
    from numerics.rationals import fractions_of
    from theory.proofs.seven import R, Z, hidden

    L = len(lambdas)
    shape = Shape(*(fractions_of(matrix) for matrix in (Z, R, hidden().inv())))
    log_cost = log_product(n, lambda_H, lambdas) + float(shape.constant(L).log()) - np.log(7)
    q = float(block_loss(log_cost, [1.0], [7.0], L).outputs[0])
    means, rows, outputs = (np.array(m, dtype=float) for m in (shape.means, shape.rows, shape.outputs))
    return assemble(means, rows, q * outputs, lambda_H=lambda_H, lambdas=lambdas, n=n)


def _balanced(layers: Layers) -> Layers:
    """Split the linear part of a star so that its neurons cost the trace of P.

    The rows e_i get the outputs x Q e_i with the partial isometry Q of N, whose columns on the constants point to the
    last class, and 1ᵀ what is left.
    """
    Z, R, V = layers
    r = len(Z)
    V = V.copy()
    x = V[0, r] / (1 - 1 / r)
    V[-1, r : 2 * r] = x / np.sqrt(r)
    V[-1, -1] -= x / np.sqrt(r)
    return Z, R, V


def _with_common_output(
    name: str, r: int, layers: Layers, lambda_H: float, lambdas: Sequence[float], n: int
) -> Solution:
    L = len(lambdas)
    found = loss_of(construction(name, L), r, L, log_product(n, lambda_H, lambdas))
    Z, R, V = layers
    return assemble(Z, R, float(found.outputs[0]) * V, lambda_H=lambda_H, lambdas=lambdas, n=n)
