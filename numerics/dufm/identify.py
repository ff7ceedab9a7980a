"""Names for trained solutions: DNC, SRG, zero, or a signature that equal solutions share.

A network's neurons may be permuted, merged or split without changing what it does, so solutions are compared by the
Gram matrices M_lᵀM_l of their class means, up to a permutation of the classes (MATH.md §6).
"""

from __future__ import annotations

from math import comb, isqrt
from typing import Any

import networkx as nx
import numpy as np
import torch

from numerics.dufm.batch import TrainedBatch
from numerics.dufm.geometry import class_means, dnc2, dnc3, gram, ranks
from numerics.dufm.metrics import within_class_variability
from numerics.dufm.problem import Floats
from numerics.graphs import triangular_adjacency
from numerics.solution import Block, build

SAME = 1e-3
"""Largest difference between entries of two Gram matrices, relative to the largest entry, that counts as none.

Converged runs differ from the closed form by some 1e-6 or less, and distinct solutions by 1e-2 or more.
"""

LOSS_DIGITS = 6
"""Decimals of the loss in a signature."""


def identify(batch: TrainedBatch) -> list[dict[str, Any]]:
    """Describe the solution of every run.

    Parameters
    ----------
    batch : TrainedBatch
        From :func:`numerics.dufm.train.train`.

    Returns
    -------
    list of dict
        For each run, ready for a data frame: ``status``, ``kind`` ("DNC", "SRG", "zero", "other", or "none" for a run that
        diverged), ``signature``, ``loss``, ``fit``, ``regularisation``, ``gradient_norm``, ``steps``,
        ``polish_steps``, ``descent_loss``, ``moved``; ``ranks`` and ``ranks_after_relu`` of M_2, ..., M_L and the least
        ``rank_gap`` behind them; ``dnc1``, ``dnc2`` and ``dnc3`` for l = 1, ..., L.

    Examples
    --------
    >>> from numerics.dufm.problem import Problem, Settings
    >>> from numerics.dufm.train import train
    >>> batch = train(Problem.uniform(K=3, L=2, lam=0.01, widths=6), Settings(seeds=[0], max_steps=20_000))
    >>> record = identify(batch)[0]
    >>> record["kind"], record["ranks"], record["signature"]
    ('DNC', [3], '0.044545 rank 3')
    """
    finite = [
        all(bool(np.isfinite(factor[run]).all()) for factor in batch.factors) for run in range(batch.runs)
    ]
    return [_record(batch, run) if finite[run] else _diverged(batch, run) for run in range(batch.runs)]


def _record(batch: TrainedBatch, run: int) -> dict[str, Any]:
    layers = _layers(batch, run)
    K, relu = batch.problem.K, _activation(batch)
    means = [class_means(layer, K) for layer in layers]
    before = [ranks(mean) for mean in means[1:]]
    after = [ranks(relu(mean)) for mean in means[1:]]
    kind = _kind(batch, run, means)
    found = [int(one.rank[0]) for one in before]
    inputs = [means[0], *(relu(mean) for mean in means[1:])]
    return {
        **_numbers(batch, run),
        "kind": kind,
        "signature": f"{batch.loss[run]:.{LOSS_DIGITS}f} rank {'-'.join(map(str, found))}",
        "ranks": found,
        "ranks_after_relu": [int(one.rank[0]) for one in after],
        "rank_gap": float(min(one.gap[0] for one in (*before, *after))),
        "dnc1": within_class_variability([torch.from_numpy(layer) for layer in layers], K)[0].tolist(),
        "dnc2": [float(dnc2(relu(mean))[0]) for mean in means],
        "dnc3": [
            float(dnc3(weight[run : run + 1], one)[0])
            for weight, one in zip(batch.factors[1:], inputs, strict=True)
        ],
    }


def _numbers(batch: TrainedBatch, run: int) -> dict[str, Any]:
    return {
        "status": str(batch.status[run]),
        "loss": float(batch.loss[run]),
        "fit": float(batch.fit[run]),
        "regularisation": float(batch.regularisation[run]),
        "gradient_norm": float(batch.gradient_norm[run]),
        "steps": int(batch.steps[run]),
        "polish_steps": int(batch.polish_steps[run]),
        "descent_loss": float(batch.descent_loss[run]),
        "moved": float(batch.moved[run]),
    }


def _diverged(batch: TrainedBatch, run: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {"ranks": None, "ranks_after_relu": None, "rank_gap": None}
    return {
        **_numbers(batch, run),
        "kind": "none",
        "signature": "diverged",
        **nothing,
        "dnc1": None,
        "dnc2": None,
        "dnc3": None,
    }


def _activation(batch: TrainedBatch) -> Any:
    return (lambda x: x) if batch.problem.linear else (lambda x: np.maximum(x, 0))


def _layers(batch: TrainedBatch, run: int) -> list[Floats]:
    """H_1, ..., H_L before σ, each of shape (1, d, N)."""
    features, *weights = [factor[run : run + 1] for factor in batch.factors]
    relu = _activation(batch)
    layers = [features, weights[0] @ features]
    for weight in weights[1:-1]:
        layers.append(weight @ relu(layers[-1]))
    return layers


def _kind(batch: TrainedBatch, run: int, means: list[Floats]) -> str:
    problem = batch.problem
    if max(float(np.abs(mean).max()) for mean in means) < SAME:
        return "zero"
    if problem.linear:
        return "other"
    lambda_H, *lambdas = (float(value) for value in batch.lambdas[run])
    grams = [gram(mean)[0] for mean in means]
    # DNC2 of σ(M_2), ..., σ(M_L).  M_l itself may have negative entries at no cost: at L = 2 such solutions tie.
    frames = [gram(np.maximum(mean, 0))[0] for mean in means[1:]]
    if _matches(frames, _construction_grams(Block("dnc", problem.K), lambda_H, lambdas, problem.n)[1:], None):
        return "DNC"
    r = (1 + isqrt(1 + 8 * problem.K)) // 2
    if r >= 4 and comb(r, 2) == problem.K:
        expected = _construction_grams(Block("srg", r), lambda_H, lambdas, problem.n)
        order = _edge_order(grams[1], expected[1], r)
        if order is not None and _matches(grams, expected, order):
            return "SRG"
    return "other"


def _construction_grams(block: Block, lambda_H: float, lambdas: list[float], n: int) -> list[Floats]:
    solution = build([block], lambda_H=lambda_H, lambdas=lambdas, n=n)
    return [mean.T @ mean for mean in solution.class_means()[: len(lambdas)]]


def _matches(found: list[Floats], expected: list[Floats], order: list[int] | None) -> bool:
    """Whether all Gram matrices agree, entry by entry, once the classes are put in ``order``."""
    chosen = found if order is None else [one[np.ix_(order, order)] for one in found]
    return all(
        float(np.abs(a - b).max()) <= SAME * float(np.abs(b).max())
        for a, b in zip(chosen, expected, strict=True)
    )


def _edge_order(found: Floats, expected: Floats, r: int) -> list[int] | None:
    """Classes in the order of the edges of K_r, if the Gram matrix of M_2 has the structure of SRG's.

    The entries of SRG's Gram matrix depend only on whether two edges meet; where ``found`` is nearer to the value of
    edges that meet, two classes are joined, and the graph must be T(r).
    """
    triangular = triangular_adjacency(r)
    meeting, disjoint = expected[0, np.argmax(triangular[0])], expected[0, -1]
    joined = np.abs(found - meeting) < np.abs(found - disjoint)
    np.fill_diagonal(joined, False)
    if (joined.sum(axis=1) != 2 * (r - 2)).any():
        return None
    mapping = nx.vf2pp_isomorphism(nx.from_numpy_array(triangular), nx.from_numpy_array(joined))
    return None if mapping is None else [mapping[edge] for edge in range(len(found))]
