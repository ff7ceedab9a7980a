"""``dnc train``: many DUFMs from random starts, and a table of the solutions that they found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from rich import box
from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from numerics.predictions import predicted_losses
from numerics.sweep.grid import Grid
from numerics.sweep.work import train_chunk
from proofs_check.cli.console import output_console

LEVEL = 1e-6
"""Two losses within this distance count as equal."""

ROUNDING = 1e-9
"""Differences from a predicted loss below it are not shown."""

BATCHES = 8
"""Parts in which the runs are trained, so that losses are seen while they come."""

ADVICE = {
    "diverged": "a smaller --lr or --scale may help",
    "not converged": "more --max-steps may help",
}
"""What to try for runs that are left out, by their status."""


def run(description: Mapping[str, Any]) -> None:
    """Train, show the losses while they come, and close with the table."""
    runs = Grid.from_mapping(description).runs
    grid = Grid.from_mapping({**description, "chunk": max(1, -(-runs // BATCHES))})
    (point,) = grid.points()
    levels = predicted_losses(point.K, point.n, point.lambda_H, [point.lam] * point.L)
    rows = _train(grid, levels)
    console = output_console()
    for name, value in levels.items():
        console.print(f"L_{name} = {value:.10f}")
    if (rows["status"] == "converged").any():
        console.print(found_table(rows, levels))
    for status, count in rows["status"].value_counts().sort("status").iter_rows():
        if status != "converged":
            console.print(f"{count} of {len(rows)} runs: {status}; left out of the table; {ADVICE[status]}")


def found_table(rows: pl.DataFrame, levels: Mapping[str, float]) -> Table:
    """What the converged runs found and how often, the least loss first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        "solution",
        "runs",
        "loss",
        *(f"− L_{name}" for name in levels),
        "ranks",
        "ranks after σ",
    ):
        table.add_column(heading, justify="left" if heading == "solution" else "right", overflow="fold")
    good = rows.filter(pl.col("status") == "converged")
    found = (
        good.group_by("kind", "signature")
        .agg(pl.len().alias("runs"), pl.col("loss").min(), pl.col("ranks", "ranks_after_relu").first())
        .sort("loss", "signature")
    )
    for one in found.iter_rows(named=True):
        table.add_row(
            one["kind"],
            str(one["runs"]),
            f"{one['loss']:.8f}",
            *(_difference(one["loss"] - value) for value in levels.values()),
            " ".join(map(str, one["ranks"])),
            " ".join(map(str, one["ranks_after_relu"])),
        )
    return table


def _difference(value: float) -> str:
    return "=" if abs(value) < ROUNDING else f"{value:+.1e}"


def _train(grid: Grid, levels: Mapping[str, float]) -> pl.DataFrame:
    """Train batch after batch under a live display; one line per batch where there is no terminal."""
    console = output_console()
    rows: list[dict[str, Any]] = []

    def show(part: float) -> None:
        live.update(_display(rows, len(rows) + part, grid.total_runs, levels))

    with Live(console=console, transient=True, refresh_per_second=4) as live:
        for chunk in grid.chunks():
            rows.extend(train_chunk(chunk, on_progress=show).rows)
            if not console.is_terminal:
                live.console.print(_line(rows, grid.total_runs, levels))
    return pl.DataFrame(rows, infer_schema_length=None)


def _display(rows: list[dict[str, Any]], done: float, total: int, levels: Mapping[str, float]) -> Group:
    text = Text(_line(rows, total, levels), overflow="fold")
    return Group(text, ProgressBar(total=total, completed=done, width=60))


def _line(rows: list[dict[str, Any]], total: int, levels: Mapping[str, float]) -> str:
    """Where the runs that are done stand against the predicted losses."""
    losses = np.array([row["loss"] for row in rows if row["status"] == "converged"])
    parts = [f"{len(rows)}/{total} runs", f"{len(losses)} converged"]
    if len(losses):
        parts.append(f"least loss {losses.min():.8f}")
        for name, value in levels.items():
            at, below = (np.abs(losses - value) <= LEVEL).sum(), (losses < value - LEVEL).sum()
            parts.append(f"L_{name} {value:.8f}: {at} at it, {below} below")
    return " · ".join(parts)
