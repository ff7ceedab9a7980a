"""What a worker does with a chunk: train it, identify every solution, and say where that was done."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from numerics.sweep.grid import Chunk

if TYPE_CHECKING:
    from numerics.dufm.train import Progress

PACKAGES = ("dnc-verifier", "torch", "numpy")
"""Packages on whose versions the numbers may depend."""

_DESCENT_SHARE = 0.8
"""Share of gradient descent in the time of a run, for the estimate of the time left."""


class TrainedChunk(NamedTuple):
    """A chunk with what came out.

    Attributes
    ----------
    chunk : Chunk
        What was to be trained.
    rows : list of dict
        For every run its point, index and seed, and the record of its solution
        (:func:`numerics.dufm.identify.identify`).
    environment : dict
        Device and versions.
    """

    chunk: Chunk
    rows: list[dict[str, Any]]
    environment: dict[str, str]


def train_chunk(
    chunk: Chunk, workers: int | None = None, on_progress: Callable[[float], None] = lambda part: None
) -> TrainedChunk:
    """Train the runs of a chunk.

    Parameters
    ----------
    chunk : Chunk
        What to train.
    workers : int, optional
        As in :class:`numerics.dufm.problem.Settings`.  The results do not depend on it.
    on_progress : callable
        Called with the part that is done, counted in runs.

    Examples
    --------
    >>> from numerics.sweep.grid import Grid
    >>> grid = Grid.from_mapping({"K": 2, "L": 2, "lambda": 0.1, "width": 3, "runs": 2})
    >>> trained = train_chunk(next(grid.chunks()))
    >>> [(row["run"], row["status"], round(row["loss"], 6)) for row in trained.rows]
    [(0, 'converged', 0.389201), (1, 'converged', 0.278401)]
    """
    from numerics.dufm.identify import identify
    from numerics.dufm.train import train

    settings = chunk.settings(workers)
    batch = train(
        chunk.problem(), settings, lambda progress: on_progress(done_runs(progress, settings.max_steps))
    )
    rows = [
        {**asdict(run.point), "run": run.index, "seed": run.seed, **record}
        for run, record in zip(chunk.runs, identify(batch), strict=True)
    ]
    for row in rows:
        del row["polish_steps"]  # of all runs polished together, which depends on the number of processes
    environment = {
        "device": batch.device,
        "machine": platform.machine(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
    return TrainedChunk(chunk, rows, environment)


def done_runs(progress: Progress, max_steps: int) -> float:
    """Estimate how much of the work on a batch is done, counted in runs."""
    descended = max(progress.stopped, progress.model_steps / max(1, max_steps))
    return _DESCENT_SHARE * descended + (1 - _DESCENT_SHARE) * progress.finished
