"""Pairs of r points with neurons for half of the points: better than SRG's last two layers for every r ≥ 6 (statement S26).

A neuron with +½ on a set T of t = ⌈r/2⌉ points and −½ elsewhere is 1 for pairs inside T and 0 for all others.  So σ(M_L) = Wᵀ with
the inclusion matrix W of pairs in t-sets, and WWᵀ has the eigenspaces of the graph of disjoint pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from numerics.ball_curve import BallCurve
from numerics.block_loss import block_loss
from numerics.exact import require_integer
from numerics.families.assemble import assemble
from numerics.losses import log_product
from numerics.solution.model import Solution

LARGEST_R = 12
"""Of the networks that are built: they have C(r, ⌈r/2⌉) neurons."""


def layers(r: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """B, twice the rows of W_{L-1}, and W.

    Examples
    --------
    >>> B, doubled, W = layers(6)
    >>> bool((np.maximum(doubled @ B, 0) == 2 * W.T).all()), W.shape
    (True, (15, 20))
    """
    r = require_integer("r", r, least=5)
    pairs, sets = list(combinations(range(r), 2)), list(combinations(range(r), (r + 1) // 2))
    B = np.array([[int(i in pair) for pair in pairs] for i in range(r)], dtype=np.int64)
    doubled = np.array([[1 if i in T else -1 for i in range(r)] for T in sets], dtype=np.int64)
    W = np.array([[int(set(pair) <= set(T)) for T in sets] for pair in pairs], dtype=np.int64)
    return B, doubled, W


def spectrum(r: int) -> tuple[tuple[int, int], ...]:
    """Eigenvalues of WWᵀ with their multiplicities.

    Examples
    --------
    >>> spectrum(6)
    ((12, 1), (6, 5), (2, 9))
    """
    t = (r + 1) // 2
    values = (comb(t, 2) * comb(r - 2, t - 2), (t - 1) * comb(r - 3, t - 2), comb(r - 4, t - 2))
    return tuple(zip(values, (1, r - 1, r * (r - 3) // 2), strict=True))


def curve(r: int, L: int) -> BallCurve:
    """The κ-curve, in balls of the precision in force."""
    nuclear = arb(2 * (r - 1)).sqrt() + (r - 1) * arb(r - 2).sqrt()
    costs = ((nuclear, fmpq(2)), (fmpq(r), fmpq(L - 3)), (fmpq(comb(r, (r + 1) // 2) * r, 4), fmpq(1)))
    values = tuple((fmpq(value), fmpq(count)) for value, count in spectrum(r))
    return BallCurve(L, fmpq(r * (r - 1), 2), values, costs)


def network(r: int, *, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """The network with its best outputs.

    Examples
    --------
    K = 15, L = 3, where SRG costs 0.1088396:

    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 3}
    >>> round(network(6, **model).objective(**model).total, 7)
    0.1019362
    """
    B, doubled, W = layers(r)
    values, counts = (np.array(column, dtype=float) for column in zip(*spectrum(r), strict=True))
    L = len(lambdas)
    log_cost = log_product(n, lambda_H, lambdas) + log_shape_cost(r, L)
    kappa = float(block_loss(log_cost, np.sqrt(values), counts, L).kappa)
    inverse = np.linalg.inv(W @ W.T + (kappa if np.isfinite(kappa) else 1.0) * np.eye(len(W)))
    ridge = np.asarray(inverse @ W * np.isfinite(kappa), dtype=np.float64)
    return assemble(B.astype(float), doubled / 2, ridge, lambda_H=lambda_H, lambdas=lambdas, n=n)


def log_shape_cost(r: int, L: int) -> float:
    """Log of c_H c_1 ⋯ c_{L-1}."""
    nuclear = np.sqrt(2 * (r - 1)) + (r - 1) * np.sqrt(r - 2)
    return float(2 * np.log(nuclear) + (L - 3) * np.log(r) + np.log(comb(r, (r + 1) // 2) * r / 4))


def parameters(K: int) -> tuple[int, ...]:
    """The r >= 6 with r(r−1)/2 = K, one or none; at r = 5 this is SRG.

    Examples
    --------
    >>> parameters(15), parameters(10)
    ((6,), ())
    """
    return tuple(r for r in range(6, LARGEST_R + 1) if r * (r - 1) // 2 == K)
