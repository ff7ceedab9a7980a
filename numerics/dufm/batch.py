"""The outcome of training: one row per run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from numerics.dufm.problem import Floats, Problem, Settings

_PER_RUN = (
    "status",
    "fit",
    "regularisation",
    "gradient_norm",
    "steps",
    "polish_steps",
    "descent_loss",
    "moved",
    "history_loss",
    "history_dnc1",
)
"""Results in single arrays; the factors come beside them."""


class Status(StrEnum):
    """What became of a run; only converged runs may enter averages."""

    CONVERGED = "converged"
    NOT_CONVERGED = "not converged"
    DIVERGED = "diverged"


@dataclass(frozen=True, eq=False)
class TrainedBatch:
    """Solutions of all runs, in float64, and how they were reached.

    Attributes
    ----------
    problem, settings
        As given; ``settings.seeds[i]`` belongs to run i.
    lambdas : array, shape (runs, L+1)
        λ_H, λ_1, ..., λ_L.
    status : array of Status, shape (runs,)
        A run has converged when ``gradient_norm`` is at most :data:`~numerics.dufm.train.STATIONARY`.
    factors : tuple of array
        H_1, W_1, ..., W_L, each of shape (runs, rows, columns); not finite for a run that diverged.
    fit, regularisation : array, shape (runs,)
        The two parts of the loss.
    gradient_norm : array, shape (runs,)
        Least norm found in Clarke's subdifferential of the objective at the solution, recomputed from the factors: at
        entries of M_2, ..., M_L within :data:`~numerics.dufm.model.ON_KINK` of zero, σ' is a number between 0 and 1.
    steps : integer array, shape (runs,)
        Steps of gradient descent.
    polish_steps : integer array, shape (runs,)
        Newton steps of the polish; 0 without it.
    descent_loss : array, shape (runs,)
        Loss where gradient descent stopped.
    moved : array, shape (runs,)
        Distance from there to the solution, relative to the norm of all parameters.  Some 0.1 or less is the settling
        of the jitter at the kinks; far more means that the polish went on downhill to another solution.
    history_steps : integer array, shape (records,)
        Steps at which the history was recorded.
    history_loss : array, shape (runs, records)
        Loss during gradient descent; nan after the run stopped.
    history_dnc1 : array, shape (runs, records, L)
        Within-class variability tr Σ_W / tr Σ_B of H_1, ..., H_L before σ; nan for n = 1 and after the run stopped.
    device : str
        Device that made the steps, ``"cpu"`` or the name of a GPU.
    """

    problem: Problem
    settings: Settings
    lambdas: Floats
    status: NDArray[np.object_]
    factors: tuple[Floats, ...]
    fit: Floats
    regularisation: Floats
    gradient_norm: Floats
    steps: NDArray[np.int64]
    polish_steps: NDArray[np.int64]
    descent_loss: Floats
    moved: Floats
    history_steps: NDArray[np.int64]
    history_loss: Floats
    history_dnc1: Floats
    device: str

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.status)

    @property
    def loss(self) -> Floats:
        """The objective, shape (runs,)."""
        return self.fit + self.regularisation

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which runs have converged, shape (runs,)."""
        return np.array([status is Status.CONVERGED for status in self.status])

    def put(self, runs: NDArray[np.intp], others: TrainedBatch) -> None:
        """Write the rows of ``others``, which trained these runs alone, in their places."""
        for name in _PER_RUN:
            getattr(self, name)[runs] = getattr(others, name)
        for rows, found in zip(self.factors, others.factors, strict=True):
            rows[runs] = found
