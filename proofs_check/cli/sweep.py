"""``dnc sweep``: train a grid into a folder; an interrupted sweep goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich import box
from rich.table import Table

from numerics.sweep.executor import run_sweep
from numerics.sweep.grid import Grid
from numerics.sweep.store import Stored
from proofs_check.cli.console import output_console
from proofs_check.cli.progress import runs_progress

_POINT = ("K", "L", "n", "width", "momentum", "lam", "lambda_H", "lr", "scale")


def run(file: Path, folder: Path, *, workers: int | None, scheduler: str | None) -> None:
    """Train what is missing and print a summary of all points."""
    grid = Grid.from_toml(file)
    console = output_console()
    with runs_progress() as on_progress:
        stored = run_sweep(
            grid,
            folder,
            workers=workers,
            scheduler=scheduler,
            on_progress=lambda done, total: on_progress("sweep", done, total),
        )
    console.print(_summary(stored))
    for rejected in stored.rejected:
        console.print(f"left out {rejected.file}: {rejected.reason}", markup=False, soft_wrap=True)
    console.print(f"{grid.total_runs} runs in {folder}", markup=False, soft_wrap=True)


def _summary(stored: Stored) -> Table:
    """For every point how many runs converged, to what, and their least loss."""
    rows = pl.DataFrame(pl.from_arrow(stored.table()))
    varied = [name for name in _POINT if rows[name].n_unique() > 1]
    heads = [*(varied or ["K"]), "runs", "converged", "DNC", "SRG", "least loss"]
    table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
    for key, point in rows.group_by(varied or ["K"], maintain_order=True):
        good = point.filter(pl.col("status") == "converged")
        losses = good["loss"].to_numpy()
        table.add_row(
            *(f"{value:g}" for value in key),
            str(len(point)),
            str(len(good)),
            *(str((good["kind"] == kind).sum()) for kind in ("DNC", "SRG")),
            f"{losses.min():.8f}" if losses.size else "none",
        )
    return table
