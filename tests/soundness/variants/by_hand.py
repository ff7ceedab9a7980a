"""What a counterexample is checked with: explicit matrices and direct search, no code of the project."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations
from math import prod
from typing import Any

import mpmath
import numpy as np
from scipy.optimize import minimize

Rows = list[list[Fraction]]


# Networks, in fractions.


def product(left: Rows, right: Rows) -> Rows:
    """Matrix product."""
    columns = list(zip(*right, strict=True))
    return [
        [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns]
        for row in left
    ]


def objective(H: Rows, weights: list[Rows], lambda_H: Fraction, lambdas: list[Fraction], n: int) -> Fraction:
    """The objective of the L-DUFM, straight from its definition."""
    out = H
    for k, W in enumerate(weights):
        out = product(W, out if k == 0 else [[max(x, Fraction(0)) for x in row] for row in out])
    K = len(out)
    fit = sum((x - (j // n == i)) ** 2 for i, row in enumerate(out) for j, x in enumerate(row))
    norms = [sum((x * x for row in M for x in row), Fraction(0)) for M in (H, *weights)]
    penalties = zip((lambda_H, *lambdas), norms, strict=True)
    return fit / (2 * K * n) + sum((lam * norm for lam, norm in penalties), Fraction(0)) / 2


def columns(H: Rows, chosen: list[int]) -> Rows:
    """Some columns of a matrix."""
    return [[row[j] for j in chosen] for row in H]


# The L-DUFM with fixed shapes and free scales, in floats.


@cache
def kneser(r: int) -> np.ndarray:
    """1 where two edges of K_r are disjoint."""
    edges = list(combinations(range(r), 2))
    return np.array([[float(not set(e) & set(f)) for f in edges] for e in edges])


@cache
def incidence(r: int) -> np.ndarray:
    """1 where the vertex is on the edge."""
    return np.array([[float(v in e) for e in combinations(range(r), 2)] for v in range(r)])


@cache
def srg(r: int, depth: int) -> tuple[tuple[float, ...], float]:
    """Singular values of σ(M_L) and product of the squared norms of H_1, W_1, …, W_{L-1}."""
    B = incidence(r)
    W = 0.5 - B.T
    M = W @ B
    assert (np.maximum(M, 0) == kneser(r)).all()
    values = np.linalg.svd(kneser(r), compute_uv=False)
    first = np.linalg.norm(M if depth == 2 else B, "nuc") ** 2
    others = 1.0 if depth == 2 else float(r) ** (depth - 3) * np.linalg.norm(W) ** 2
    return tuple(values), first * others


def dnc(K: int, depth: int) -> tuple[tuple[float, ...], float]:
    """As :func:`srg`, for identity matrices."""
    return (1.0,) * K, float(np.linalg.norm(np.eye(K)) ** (2 * depth))


def least_loss(
    shapes: tuple[tuple[float, ...], float], depth: int, log_product: float, classes: int | None = None
) -> float:
    """Least of F(q) = fit + (L+1)/2·(Λ c Σ q_i²/s_i²)^(1/(L+1)) over a fine grid of ridge outputs, and zero.

    Every minimiser is of the form q_i = s_i²/(s_i² + κ), since one multiplier belongs to all outputs; a grid
    of κ is refined around its best point.
    """
    values, multiplicities = np.unique(np.round(shapes[0], 9), return_counts=True)
    own, cost = len(shapes[0]), shapes[1]
    K = own if classes is None else classes

    def F(kappas: np.ndarray) -> np.ndarray:
        q = values**2 / (values**2 + kappas[:, None])
        fit = (multiplicities * (1 - q) ** 2).sum(axis=1) / (2 * K)
        power = np.log((multiplicities * q**2 / values**2).sum(axis=1)) + log_product + np.log(cost)
        return fit + (depth + 1) / 2 * np.exp(power / (depth + 1))

    logs = np.linspace(-30, 6, 4001)
    step = logs[1] - logs[0]
    centre = logs[F(np.exp(logs)).argmin()]
    fine = F(np.exp(np.linspace(centre - step, centre + step, 4001)))
    return float(min(fine.min(), own / (2 * K)))


def log_threshold(K: int, depth: int) -> float:
    """log λ at which DNC ties with zero: the greatest λ for which some f(q) is at most ½, by search."""
    q = np.linspace(0.2, 1, 2_000_001)
    return float(np.log(np.max((1 - (1 - q) ** 2) / ((depth + 1) * q ** (2 / (depth + 1)))) / K))


def order(r: int, depth: int, fraction: str) -> str:
    """L_SRG against L_DNC at λ = fraction · (DNC's zero threshold)."""
    K = r * (r - 1) // 2
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    return sign(least_loss(srg(r, depth), depth, log_product), least_loss(dnc(K, depth), depth, log_product))


def block_order(K: int, depth: int, r: int, fraction: str) -> str:
    """SRG ⊕ DNC against DNC."""
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    rest = K - r * (r - 1) // 2
    blocks = least_loss(srg(r, depth), depth, log_product, K)
    if rest:
        blocks += least_loss(dnc(rest, depth), depth, log_product, K)
    return sign(blocks, least_loss(dnc(K, depth), depth, log_product))


def sign(a: float, b: float, tolerance: float = 1e-9) -> str:
    """``<``, ``=`` or ``>``, up to the error of the search."""
    return "=" if abs(a - b) < tolerance else "<" if a < b else ">"


# The uniform loss, to many digits.


def least_uniform(cost_root: Any, depth: int) -> Any:
    """Least of f(q) = (1-q)²/2 + (L+1)/2·Ĉ q^(2/(L+1)) over [0, 1]: a scan, then ternary search around its best point."""

    def f(q: Any) -> Any:
        return (1 - q) ** 2 / 2 + mpmath.mpf(depth + 1) / 2 * cost_root * q ** (mpmath.mpf(2) / (depth + 1))

    best = min((mpmath.mpf(k) / 400 for k in range(401)), key=f)
    low, high = max(best - mpmath.mpf(1) / 400, mpmath.mpf(0)), min(best + mpmath.mpf(1) / 400, mpmath.mpf(1))
    for _ in range(160):
        third = (high - low) / 3
        if f(low + third) < f(high - third):
            high -= third
        else:
            low += third
    return min(f(low), f(mpmath.mpf(0)))


def lies_below(network: dict[str, Any], constant: Any, share: Any = lambda n: n) -> bool:
    """Whether the rational network costs less than min f with Ĉ^(L+1) = share(n) λ_H λ_1 ⋯ λ_L · constant(K, L)."""
    matrices = [[[Fraction(x) for x in row] for row in M] for M in network["H_1, W_1, …"]]
    lambdas, n = [Fraction(x) for x in network["λ"]], network["n"]
    value = objective(matrices[0], matrices[1:], lambdas[0], lambdas[1:], n)
    K, depth = len(matrices[-1]), len(lambdas) - 1
    with mpmath.workdps(40):
        level = Fraction(share(n)) * prod(lambdas) * Fraction(constant(K, depth))
        root = (mpmath.mpf(level.numerator) / level.denominator) ** (mpmath.mpf(1) / (depth + 1))
        return mpmath.mpf(value.numerator) / value.denominator < least_uniform(root, depth)


# t-subsets, stars and weighted sets, in floats.


@cache
def kneser_subsets(t: int, r: int, depth: int) -> tuple[tuple[float, ...], float]:
    """As :func:`srg`, for the t-subsets of r points."""
    subsets = list(combinations(range(r), t))
    B = np.array([[float(v in e) for e in subsets] for v in range(r)])
    W = 1 / t - B.T
    A = np.maximum(W @ B, 0)
    assert all(abs(A[0, j] - float(not set(subsets[0]) & set(f))) < 1e-9 for j, f in enumerate(subsets))
    first = np.linalg.norm(B, "nuc") ** 2
    return tuple(np.linalg.svd(A, compute_uv=False)), first * float(r) ** (depth - 3) * np.linalg.norm(W) ** 2


def subset_order(t: int, r: int, depth: int, fraction: str) -> str:
    """Kneser solution on t-subsets against DNC at λ = fraction · (DNC's zero threshold)."""
    K = len(list(combinations(range(r), t)))
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    return sign(
        least_loss(kneser_subsets(t, r, depth), depth, log_product),
        least_loss(dnc(K, depth), depth, log_product),
    )


def star_order(K: int, depth: int, fraction: str) -> str:
    """The star with w = 4/(3√r) against DNC: its layers are written down, and g is least over x by search."""
    r, u = K - 1, 0.75
    w, z = 1 / (u * np.sqrt(r)), u / np.sqrt(r)
    Z = np.hstack([np.eye(r), w * np.ones((r, 1))])
    detector = np.eye(r)[0] - (1 - np.eye(r)[0]) / (r - 1)
    assert (np.maximum(detector @ Z, 0)[1:] < 1e-9).all()

    def g(x: float) -> float:
        N = np.vstack([x * (np.eye(r) - 1 / r), z * np.ones((1, r))])
        correction = np.eye(r + 1)[0] - N[:, 0]
        return float(np.linalg.norm(N, "nuc") + r * np.linalg.norm(detector) * np.linalg.norm(correction))

    cost = np.linalg.norm(Z, "nuc") ** 2 * float(r) ** (depth - 3) * min(map(g, np.linspace(0, u, 2001))) ** 2
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    return sign(
        least_loss(((1.0,) * K, cost / K), depth, log_product), least_loss(dnc(K, depth), depth, log_product)
    )


def trained_set_system(r: int, sizes: tuple[int, ...], depth: int, lam: float) -> float:
    """Least loss of a few trainings: Z has a weight for each size of sets, R and V are free, σ is not smoothed."""
    sets = [e for size in sizes for e in combinations(range(r), size)]
    B = np.array([[float(v in e) for e in sets] for v in range(r)])
    kinds = np.array([[float(len(e) == size) for e in sets] for size in sizes])
    K, m = len(sets), 2 * len(sets)
    constant = (depth + 1) / 2 * lam * float(r) ** ((depth - 3) / (depth + 1))

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        w, R, V = x[: len(sizes)], x[len(sizes) : len(sizes) + m * r].reshape(m, r), x[-K * m :].reshape(K, m)
        Z = B * (w @ kinds)
        left, values, right = np.linalg.svd(Z, full_matrices=False)
        before = R @ Z
        hidden = np.maximum(before, 0)
        residual = V @ hidden - np.eye(K)
        g = ((R**2).sum() + (V**2).sum()) / 2
        cost = constant * (values.sum() * g) ** (2 / (depth + 1))
        per_g = 2 / (depth + 1) * cost / g
        back = (V.T @ residual / K) * (before > 0)
        slope_Z = R.T @ back + 2 / (depth + 1) * cost / values.sum() * (left @ right)
        slopes = (
            kinds @ (B * slope_Z).sum(axis=0),
            back @ Z.T + per_g * R,
            residual @ hidden.T / K + per_g * V,
        )
        return float((residual**2).sum() / (2 * K) + cost), np.concatenate([s.ravel() for s in slopes])

    best = np.inf
    for seed in range(3):
        start = np.random.default_rng(seed).normal(size=len(sizes) + m * r + K * m) * 0.5
        start[: len(sizes)] = 1
        best = min(best, minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1500}).fun)
    return float(best)


@cache
def rook(r: int, depth: int) -> tuple[tuple[float, ...], float]:
    """As :func:`srg`, for the cells of an r × r board."""
    cells = [(a, b) for a in range(r) for b in range(r)]
    B = np.array([[float(c[side] == line) for c in cells] for side in (0, 1) for line in range(r)])
    W = 0.5 - B.T
    rank = int(np.linalg.matrix_rank(B))
    first = np.linalg.norm(B, "nuc") ** 2
    values = np.linalg.svd(np.maximum(W @ B, 0), compute_uv=False)
    return tuple(values), first * float(rank) ** (depth - 3) * np.linalg.norm(W) ** 2


def rook_order(K: int, depth: int, r: int, fraction: str) -> str:
    """Rook ⊕ DNC against DNC."""
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    blocks = least_loss(rook(r, depth), depth, log_product, K)
    if r * r < K:
        blocks += least_loss(dnc(K - r * r, depth), depth, log_product, K)
    return sign(blocks, least_loss(dnc(K, depth), depth, log_product))


# Vertices of strongly regular graphs, from eigenvalues alone, in floats.


def regular_graph(p: float, m: float, mu: float, depth: int) -> tuple[tuple[float, ...], float]:
    """As :func:`srg`, for the eigenvalues p − 1 and −m: the multiplicities solve the two trace equations."""
    k = mu + (p - 1) * m
    v = round(1 + k + k * (k - 1 - (mu + p - 1 - m)) / mu)
    f, g = (round(x) for x in np.linalg.solve([[1, 1], [p - 1, -m]], [v - 1, -k]))
    values = (v - k - 1.0,) + (float(p),) * f + (float(m - 1),) * g
    last = np.array([v - k - m, *[-(p - 1) - m] * f])
    if depth == 2:
        return values, float(np.abs(last).sum() ** 2)
    # M_2 = A + mI + cJ, the best c ≥ 0 by search
    constants = np.linspace(0, 4 * k, 20001) + k + m
    first = (constants + f * (p - 1 + m)) ** 2
    costs = first * ((last[0] / constants) ** 2 + f)
    return values, float(costs.min() * (1 + f) ** (depth - 3))


def graph_order(p: float, m: float, mu: float, depth: int, fraction: str, K: int | None = None) -> str:
    """Vertices of a strongly regular graph, with DNC on other classes, against DNC."""
    shapes = regular_graph(p, m, mu, depth)
    own = len(shapes[0])
    K = own if K is None else K
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    loss = least_loss(shapes, depth, log_product, K)
    if own < K:
        loss += least_loss(dnc(K - own, depth), depth, log_product, K)
    return sign(loss, least_loss(dnc(K, depth), depth, log_product))


def constant_order(r: int, depth: int, fraction: str) -> str:
    """SRG with the best constant c ≥ 0 added to B against SRG, at a fraction of DNC's threshold."""
    K = r * (r - 1) // 2
    log_product = (depth + 1) * (log_threshold(K, depth) + float(np.log(float(Fraction(fraction)))))
    B, target = incidence(r), 1 - incidence(r).T @ incidence(r)
    values, own = srg(r, depth)
    costs = [own]
    for c in np.linspace(0, 0.5, 51)[1:]:
        Z = B + c
        W = target @ np.linalg.pinv(Z)
        assert np.allclose(W @ Z, target)
        costs.append(np.linalg.norm(Z, "nuc") ** 2 * float(r) ** (depth - 3) * np.linalg.norm(W) ** 2)
    best = least_loss((values, float(min(costs))), depth, log_product)
    return sign(best, least_loss((values, own), depth, log_product))
