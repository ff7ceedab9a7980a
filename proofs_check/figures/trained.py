"""Trained runs for figures, with progress."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from numerics.dufm.batch import TrainedBatch
from numerics.dufm.problem import Problem, Settings
from numerics.solution import Solution
from numerics.sweep.grid import Grid
from numerics.sweep.work import done_runs, train_chunk
from proofs_check.figures.figure import Effort


def train_grid(description: Mapping[str, Any], what: str, effort: Effort) -> pl.DataFrame:
    """One row for every run of a grid (:mod:`numerics.sweep.grid`), in its order.

    The seeds depend on the description alone, so that a figure is the same whenever it is made.
    """
    grid = Grid.from_mapping(description)
    rows: list[dict[str, Any]] = []
    for chunk in grid.chunks():
        report = partial(_report, effort, what, len(rows), grid.total_runs)
        rows += train_chunk(chunk, on_progress=report).rows
    effort.on_progress(what, len(rows), grid.total_runs)
    return pl.DataFrame(rows, infer_schema_length=None)


def _report(effort: Effort, what: str, before: int, total: int, part: float) -> None:
    effort.on_progress(what, before + part, total)


def train_batch(problem: Problem, settings: Settings, what: str, effort: Effort) -> TrainedBatch:
    """A batch with its history and its matrices."""
    from numerics.dufm.train import train

    return train(
        problem,
        settings,
        lambda progress: effort.on_progress(what, done_runs(progress, settings.max_steps), settings.runs),
    )


def class_means(batch: TrainedBatch, run: int) -> tuple[np.ndarray, ...]:
    """Class means M_1, …, M_L and the mean output of one run, before σ."""
    first, *weights = (factor[run] for factor in batch.factors)
    return Solution(first, tuple(weights), batch.problem.n).class_means()


def merged_class_means(batch: TrainedBatch, run: int) -> tuple[np.ndarray, ...]:
    """Class means of one run with parallel neurons merged and dead ones dropped; Gram matrices stay as they are."""
    from numerics.dufm.reduction import reduce

    first, *weights = reduce([factor[run] for factor in batch.factors], batch.problem.n).factors
    return Solution(first, tuple(weights)).class_means()


def converged(rows: pl.DataFrame) -> pl.DataFrame:
    """The runs that may enter averages."""
    return rows.filter(pl.col("status") == "converged")
