"""What a network is, in the terms of the model: its H_1 and W_1, …, W_L taken as an L-DUFM.

The head is an L-DUFM whose features happen to come from a backbone, so losses, DNC1, ranks and names of solutions are those
of :mod:`numerics.dufm`, computed in float64 from the features of all training images in evaluation mode.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from numerics.dufm.batch import Status, TrainedBatch
from numerics.dufm.geometry import class_means, ranks
from numerics.dufm.identify import identify
from numerics.dufm.metrics import within_class_variability
from numerics.dufm.model import Value, evaluate, layers
from numerics.dufm.problem import Floats, Problem
from numerics.dufm.problem import Settings as DufmSettings
from numerics.images.feed import Feed
from numerics.images.network import Network

_PASS = 2048
"""Images of one pass in evaluation mode."""


class Measured(NamedTuple):
    """A network as an L-DUFM.

    Attributes
    ----------
    problem : Problem
        With the λ's, the n and the widths of the run.
    factors : list of Tensor
        H_1, with the images of a class next to each other, and W_1, …, W_L, each of shape (1, rows, columns), float64.
    value : Value
        Objective and its gradient; that by H_1 need not vanish, since H_1 is not free.
    train_accuracy, test_accuracy : float
        Share of the images whose greatest output is that of their class; nan without images.
    """

    problem: Problem
    factors: list[Tensor]
    value: Value
    train_accuracy: float
    test_accuracy: float


def measure(network: Network, problem: Problem, train: Feed, test: Feed) -> Measured:
    """Evaluate a network on all images; it is left in the mode in which it was."""
    was_training = network.training
    network.eval()
    weights = [weight.detach().double().cpu()[None] for weight in network.head]
    features, labels = _features(network, train)
    factors = [features, *weights]
    value = evaluate(problem, factors, torch.from_numpy(problem.rows(1).copy()))
    accuracies = [_accuracy(factors, labels)]
    if len(test):
        unseen, labels = _features(network, test)
        accuracies.append(_accuracy([unseen, *weights], labels))
    network.train(was_training)
    return Measured(problem, factors, value, *accuracies, *[float("nan")] * (2 - len(accuracies)))


@torch.no_grad()
def _features(network: Network, feed: Feed) -> tuple[Tensor, Tensor]:
    """H_1 of shape (1, d_1, N) in float64 on the CPU, and the labels."""
    parts = [
        (network.features(images).double().cpu(), labels.cpu())
        for images, labels in feed.batches(torch.arange(len(feed)), _PASS)
    ]
    features, labels = (torch.cat(part) for part in zip(*parts, strict=True))
    return features.T.contiguous()[None], labels


def _accuracy(factors: list[Tensor], labels: Tensor) -> float:
    output = layers(factors)[-1][0]
    return float((output.argmax(0) == labels).double().mean())


def numbers(measured: Measured) -> dict[str, Any]:
    """Loss with its parts, DNC1 of H_1, …, H_L, ranks of M_1, …, M_L and accuracies, for the history of a run."""
    value, K = measured.value, measured.problem.K
    inner = layers(measured.factors)[:-1]
    means = [class_means(layer.numpy(), K) for layer in inner]
    return {
        "loss": float(value.loss),
        "fit": float(value.fit),
        "regularisation": float(value.regularisation),
        "dnc1": within_class_variability(inner, K)[0].tolist(),
        "ranks": [int(ranks(mean).rank[0]) for mean in means],
        "train_accuracy": measured.train_accuracy,
        "test_accuracy": measured.test_accuracy,
    }


def describe(measured: Measured, seed: int, steps: int) -> dict[str, Any]:
    """The record of :func:`numerics.dufm.identify.identify` and what a real network has besides.

    Returns
    -------
    dict
        ``numbers`` of this network; ``kind``, ``signature``, ``dnc2``, ``dnc3``, ``ranks_after_relu`` and ``rank_gap`` as of
        a trained DUFM; ``singular_values`` of M_1, …, M_L; ``gradient_norm`` by the weights of the head, and
        ``feature_gradient_norm`` by H_1, in the units of the model.
    """
    batch = as_batch(measured, seed, steps)
    record = identify(batch)[0]
    kept = ("kind", "signature", "dnc2", "dnc3", "ranks_after_relu", "rank_gap")
    means = [class_means(layer.numpy(), measured.problem.K) for layer in layers(measured.factors)[:-1]]
    by_features, *by_weights = measured.value.gradient
    return {
        **numbers(measured),
        **{name: record[name] for name in kept},
        "singular_values": [ranks(mean).singular_values[0].tolist() for mean in means],
        "gradient_norm": _norm(by_weights),
        "feature_gradient_norm": _norm([by_features]),
    }


def _norm(parts: list[Tensor]) -> float:
    return float(torch.cat([part.flatten() for part in parts]).norm())


def as_batch(measured: Measured, seed: int, steps: int) -> TrainedBatch:
    """The network as one run of a DUFM that was not polished, for functions that take one."""
    value, problem = measured.value, measured.problem
    one: Floats = np.zeros(1)
    loss = value.loss.numpy()
    return TrainedBatch(
        problem=problem,
        settings=DufmSettings(seeds=[seed]),
        lambdas=problem.rows(1),
        status=np.array([Status.NOT_CONVERGED if np.isfinite(loss[0]) else Status.DIVERGED], dtype=object),
        factors=tuple(factor.numpy() for factor in measured.factors),
        fit=value.fit.numpy(),
        regularisation=value.regularisation.numpy(),
        gradient_norm=value.gradient_norm.numpy(),
        steps=np.array([steps]),
        polish_steps=one.astype(np.int64),
        descent_loss=loss,
        moved=one,
        history_steps=np.array([steps]),
        history_loss=loss[None],
        history_dnc1=np.full((1, 1, problem.L), np.nan),
        device="cpu",
    )
