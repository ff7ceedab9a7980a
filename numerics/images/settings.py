"""What is trained and how: the settings of one run, with their checks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from numerics.checks import positive, whole
from numerics.dufm.problem import Device, Problem
from numerics.images.dataset import Split
from theory.errors import InvalidInputError

Backbone = Literal["mlp", "resnet20"]

MOST_SEED = 2**64 - 1
"""What the generators of torch take."""


@dataclass(frozen=True)
class Settings:
    """Settings of one run.

    The defaults are those for scikit-learn's digits, with the λ's of the paper (MATH.md §5, figure 2 bottom: n λ_{H1} = 5000 · 0.000005).

    Parameters
    ----------
    seed : int
        Of the initial weights and the order of the images.
    backbone : {"mlp", "resnet20"}
        What computes H_1.
    hidden : tuple of int
        Widths of the hidden layers of the MLP.
    width : int
        d_2, …, d_L, and of an MLP also d_1; that of ResNet20 is 64.
    L : int
        Weight matrices of the head, which has L − 1 ReLUs.
    lam : float
        λ_1 = … = λ_L.
    n_lambda_H : float
        n λ_{H1}: λ_{H1} itself, per sample, is this divided by the number n of training images of each class, so that
        the predicted losses depend on this number alone (statement S1).
    lr, momentum : float
        Greatest learning rate, and heavy-ball momentum.
    batch : int
        Images of one step.
    epochs, warmup : int
        Passes over the images, and how many of them the learning rate rises.
    flat : float
        Share of the steps after which the learning rate falls from ``lr`` to 0 along half a cosine.
    scale : float
        Entries of W_l start from N(0, scale²/columns), as in the model (:mod:`numerics.dufm.problem`).
    record_every : int
        Epochs between two records; each is a pass over all images in evaluation mode.
    device : {"auto", "cpu", "cuda"}
        Where to train.

    Raises
    ------
    InvalidInputError
        If a value is out of range.

    Examples
    --------
    >>> Settings(momentum=1.0)
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: momentum = 1.0 given; it must be in [0, 1)
    """

    seed: int = 0
    backbone: Backbone = "mlp"
    hidden: tuple[int, ...] = (256, 256, 256)
    width: int = 64
    L: int = 4
    lam: float = 0.005
    n_lambda_H: float = 0.025
    lr: float = 0.2
    momentum: float = 0.9
    batch: int = 139
    epochs: int = 1500
    warmup: int = 10
    flat: float = 0.6
    scale: float = 0.8
    record_every: int = 25
    device: Device = "auto"

    def __post_init__(self) -> None:
        for name, least in (("width", 1), ("L", 2), ("batch", 1), ("epochs", 1), ("record_every", 1)):
            whole(name, getattr(self, name), least)
        for name in ("seed", "warmup"):
            whole(name, getattr(self, name), 0)
        for width in self.hidden:
            whole("hidden", width, 1)
        if self.seed > MOST_SEED:
            raise InvalidInputError(f"seed = {self.seed} given; torch takes seeds up to {MOST_SEED}")
        positive("lambda", self.lam)
        for name in ("n_lambda_H", "lr", "scale"):
            positive(name, getattr(self, name))
        if not 0 <= self.momentum < 1:
            raise InvalidInputError(f"momentum = {self.momentum} given; it must be in [0, 1)")
        if not 0 <= self.flat <= 1:
            raise InvalidInputError(f"flat = {self.flat} given; it must be in [0, 1]")
        for name, allowed in (("backbone", ("mlp", "resnet20")), ("device", ("auto", "cpu", "cuda"))):
            if getattr(self, name) not in allowed:
                raise InvalidInputError(
                    f"{name} = {getattr(self, name)!r} given; it must be one of {', '.join(allowed)}"
                )

    def problem(self, split: Split, widths: tuple[int, ...]) -> Problem:
        """The L-DUFM with the λ's and the n of this run, whose losses are the predictions.

        Examples
        --------
        >>> from numerics.images.readers import read
        >>> from numerics.images.dataset import split
        >>> problem = Settings().problem(split(read("digits")), (64,) * 4)
        >>> problem.n, round(problem.n * float(problem.lambda_H), 12), problem.lambdas
        (139, 0.025, 0.005)
        """
        return Problem(
            K=split.K,
            L=self.L,
            lambda_H=self.n_lambda_H / split.n,
            lambdas=self.lam,
            n=split.n,
            widths=widths,
        )

    def identity(self, split: Split) -> dict[str, Any]:
        """Settings and data in plain values: what two stages of one run must share."""
        return {**asdict(self), "hidden": list(self.hidden), "data": split.digest}
