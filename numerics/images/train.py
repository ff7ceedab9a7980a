"""SGD with momentum on backbone and head, with an unbiased estimate of the whole objective in every step.

The objective is that of MATH.md §1 with H_1 = features of the images,

    (1/2N) Σ_i ‖output_i − y_i‖² + (λ_{H1}/2) Σ_i ‖h_i‖² + Σ_l (λ_l/2) ‖W_l‖²,

with sums over all N = K n images.  On a batch drawn uniformly the mean of the per-image terms ½‖output_i − y_i‖² +
(N λ_{H1}/2)‖h_i‖² is an unbiased estimate of the first two sums: the penalty on features is a *sum* over images, hence the
factor N.  The third is exact: SGD's weight decay λ_l on the head, and none on the backbone.

The order of the images in an epoch depends on the seed and the epoch alone, so that the state of a run is its
parameters, momenta and running means; a run that goes on from a checkpoint takes the very steps of one that was
never stopped, on a CPU to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, cos, isfinite, pi
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from torch import Tensor

from numerics.dufm.train import resolve_device
from numerics.images import checkpoint
from numerics.images.dataset import Images, Split
from numerics.images.feed import Feed
from numerics.images.measure import describe, measure, numbers
from numerics.images.network import Network
from numerics.images.settings import Settings

CHECKPOINT_SECONDS = 20.0
"""Time between two checkpoints; where they fall does not change the result."""

OnProgress = Callable[[int, dict[str, Any]], None]
"""Called after every epoch with its number and the last record of the history."""


@dataclass(frozen=True)
class Run:
    """A trained network.

    Attributes
    ----------
    settings : Settings
        As given.
    history : list of dict
        ``epoch`` and the numbers of :func:`numerics.images.measure.numbers`.
    record : dict
        See :func:`numerics.images.measure.describe`; empty if the run diverged.
    """

    settings: Settings
    history: list[dict[str, Any]]
    record: dict[str, Any]

    @property
    def diverged(self) -> bool:
        """Whether the loss left the finite numbers."""
        return not self.record


def train(
    split: Split,
    settings: Settings,
    file: Path | None = None,
    on_progress: OnProgress = lambda epoch, record: None,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> Run:
    """Train one network.

    Parameters
    ----------
    split : Split
        Images.
    settings : Settings
        How.
    file : Path, optional
        Checkpoint, from which the run goes on if it exists.
    on_progress : callable
        See ``OnProgress``.
    checkpoint_seconds : float
        Time between two checkpoints.

    Raises
    ------
    InvalidInputError
        If the checkpoint is damaged or belongs to another run, or the device is missing.

    Examples
    --------
    >>> from numerics.images.dataset import split
    >>> from numerics.images.readers import read
    >>> run = train(split(read("digits"), 20), Settings(hidden=(16,), width=8, epochs=3, warmup=1))
    >>> run.history[-1]["loss"] < run.history[0]["loss"]
    True
    """
    with _one_thread(settings.backbone == "mlp"):
        trainer = Trainer(split, settings)
        identity = settings.identity(split)
        state = checkpoint.load(file, identity) if file else None
        if state is None:
            trainer.record()
        else:
            trainer.restore(state)
        saved = monotonic()
        while trainer.epoch < settings.epochs and isfinite(trainer.history[-1]["loss"]):
            trainer.run_epoch()
            last = trainer.epoch == settings.epochs
            if last or trainer.epoch % settings.record_every == 0:
                trainer.record()
            if file and (last or monotonic() - saved >= checkpoint_seconds):
                checkpoint.save(file, trainer.state(), identity)
                saved = monotonic()
            on_progress(trainer.epoch, trainer.history[-1])
        return Run(settings, trainer.history, trainer.describe())


@contextmanager
def _one_thread(needed: bool) -> Iterator[None]:
    """Products of small matrices gain nothing from threads, and their bits must not depend on the number of cores."""
    before = torch.get_num_threads()
    if needed:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Trainer:
    """A network with its optimiser, between two epochs.

    Attributes
    ----------
    network : Network
        Backbone and head.
    epoch : int
        Epochs made.
    history : list of dict
        See :class:`Run`.
    """

    def __init__(self, split: Split, settings: Settings) -> None:
        self.split, self.settings = split, settings
        self.device = resolve_device(settings.device)
        channels, height, width = split.train.pixels.shape[1:]
        network = Network(settings, (channels, height, width), split.K, *_statistics(split.train))
        cuda = self.device.type == "cuda"
        form = torch.channels_last if cuda else torch.contiguous_format
        self.network = network.to(self.device, memory_format=form)  # type: ignore[call-overload]
        self.mixed = cuda and torch.cuda.is_bf16_supported()
        self.problem = settings.problem(split, network.widths)
        self.train, self.test = Feed(split.train, self.device), Feed(split.test, self.device)
        groups = [
            {"params": list(network.backbone.parameters()), "weight_decay": 0.0},
            {"params": list(network.head), "weight_decay": settings.lam},
        ]
        self.optimiser = torch.optim.SGD(groups, lr=settings.lr, momentum=settings.momentum)
        self.steps_per_epoch = ceil(len(split.train) / settings.batch)
        self.targets = torch.eye(split.K, device=self.device)
        self.epoch = 0
        self.history: list[dict[str, Any]] = []

    def run_epoch(self) -> None:
        """One pass over the images, in an order that depends on the seed and the epoch alone."""
        sequence = np.random.SeedSequence([self.settings.seed, self.epoch])
        generator = torch.Generator().manual_seed(int(sequence.generate_state(1, np.uint64)[0] >> 1))
        order = torch.randperm(len(self.train), generator=generator)
        self.network.train()
        step = self.epoch * self.steps_per_epoch
        for images, labels in self.train.batches(order, self.settings.batch):
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate(self.settings, step, self.steps_per_epoch)
            self.optimiser.zero_grad(set_to_none=True)
            self.estimate(images, labels).backward()
            self.optimiser.step()
            step += 1
        self.epoch += 1

    def estimate(self, images: Tensor, labels: Tensor) -> Tensor:
        """Unbiased estimate of fit and penalty on features from a batch, without the penalties on weights.

        The backbone computes in bfloat16 on a GPU that can; the small head always in float32, since singular values
        that vanish would drown in rounding.
        """
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.mixed):
            features = self.network.features(images)
        features = features.float()
        error = self.network.output(features) - self.targets[labels]
        penalty = len(self.train) * float(self.problem.lambda_H)
        total: Tensor = error.square().sum() + penalty * features.square().sum()
        return total / (2 * len(labels))

    def record(self) -> None:
        """Measure the network on all images."""
        measured = measure(self.network, self.problem, self.train, self.test)
        loss = float(measured.value.loss)
        found = numbers(measured) if isfinite(loss) else {"loss": loss}
        self.history.append({"epoch": self.epoch, **found})

    def describe(self) -> dict[str, Any]:
        """The record of the network as it is now; empty if it has diverged."""
        measured = measure(self.network, self.problem, self.train, self.test)
        if not isfinite(float(measured.value.loss)):
            return {}
        return describe(measured, self.settings.seed, self.epoch * self.steps_per_epoch)

    def state(self) -> dict[str, Any]:
        """All that the steps to come depend on, and the history."""
        return {
            "network": dict(self.network.state_dict()),
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
            "history": self.history,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a state."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch, self.history = state["epoch"], list(state["history"])


def learning_rate(settings: Settings, step: int, steps_per_epoch: int) -> float:
    """Linear rise, constant, then half a cosine down to 0.

    Examples
    --------
    >>> settings = Settings(lr=1.0, epochs=10, warmup=2, flat=0.5)
    >>> [round(learning_rate(settings, epoch, 1), 3) for epoch in (0, 1, 4, 7, 9)]
    [0.5, 1.0, 1.0, 0.655, 0.095]
    """
    rise = min(1.0, (step + 1) / max(1, settings.warmup * steps_per_epoch))
    done = step / (settings.epochs * steps_per_epoch)
    fall = max(0.0, done - settings.flat) / max(1 - settings.flat, 1e-12)
    return settings.lr * rise * (1 + cos(pi * fall)) / 2


def _statistics(images: Images) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of every channel; a constant channel is left as it is."""
    mean = images.pixels.mean((0, 2, 3), dtype=np.float64)
    deviation = images.pixels.std((0, 2, 3), dtype=np.float64)
    return mean.tolist(), np.where(deviation > 0, deviation, 1).tolist()
