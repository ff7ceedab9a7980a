"""``dnc train-real``: classifiers of images, and a table of what they are in the terms of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from numerics.images.dataset import Split, split
from numerics.images.readers import read
from numerics.images.runs import train_seeds
from numerics.images.settings import Settings
from numerics.images.train import Run
from numerics.predictions import predicted_losses
from proofs_check.cli.console import output_console
from proofs_check.cli.progress import runs_progress
from theory.errors import InvalidInputError


def run(
    description: Mapping[str, Any],
    *,
    data: str,
    hidden: str,
    per_class: int | None,
    seeds: Sequence[int],
    folder: Path,
    jobs: int,
) -> None:
    """Train what is missing in the folder and print a table of all runs."""
    settings = Settings(**description, hidden=widths(hidden))
    images = split(read(data), per_class)
    console = output_console()
    with runs_progress() as on_progress:
        runs = train_seeds(
            images,
            settings,
            seeds,
            folder,
            jobs=jobs,
            on_progress=lambda done, total: on_progress(images.name, done, total),
        )
    levels = levels_of(settings, images)
    console.print(
        f"{images.name}: K = {images.K}, n = {images.n}, {len(images.train)} training and {len(images.test)} test images",
        markup=False,
        soft_wrap=True,
    )
    for name, value in levels.items():
        console.print(f"L_{name} = {value:.10f}")
    console.print(table(runs, levels))
    for one in runs:
        if one.diverged:
            console.print(f"seed {one.settings.seed}: diverged; left out of the table")
    console.print(f"{len(runs)} runs in {folder}", markup=False, soft_wrap=True)


def widths(given: str) -> tuple[int, ...]:
    """Hidden widths from a list with commas.

    Examples
    --------
    >>> widths("256,128")
    (256, 128)
    """
    try:
        return tuple(int(part) for part in given.split(",")) if given else ()
    except ValueError:
        raise InvalidInputError(
            f"hidden = {given!r} given; write integers with commas between them, such as 256,256"
        ) from None


def levels_of(settings: Settings, images: Split) -> dict[str, float]:
    """The predicted losses for the λ's and the n of these runs."""
    return predicted_losses(images.K, images.n, settings.n_lambda_H / images.n, [settings.lam] * settings.L)


def table(runs: Sequence[Run], levels: Mapping[str, float]) -> Table:
    """One line per run that did not diverge."""
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    heads = ("seed", "solution", "loss", "fit", *(f"− L_{name}" for name in levels))
    for heading in (*heads, "DNC1 of H_1 … H_L", "ranks of M_1 … M_L", "train", "test"):
        found.add_column(heading, justify="left" if heading == "solution" else "right", overflow="fold")
    for one in runs:
        if one.diverged:
            continue
        record = one.record
        found.add_row(
            str(one.settings.seed),
            record["kind"],
            f"{record['loss']:.6f}",
            f"{record['fit']:.6f}",
            *(f"{record['loss'] - value:+.1e}" for value in levels.values()),
            " ".join(f"{value:.0e}" for value in record["dnc1"]),
            " ".join(map(str, record["ranks"])),
            *(f"{record[f'{part}_accuracy']:.2%}" for part in ("train", "test")),
        )
    return found
