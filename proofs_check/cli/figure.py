"""``dnc figure``: the figures of the paper, computed or redrawn from their data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from proofs_check.cli.console import output_console
from proofs_check.cli.progress import runs_progress
from proofs_check.figures import figure as figures
from proofs_check.files import make_folder
from theory.errors import InvalidInputError


def run(
    numbers: Sequence[int], folder: Path, *, quick: bool, runs: int | None, redraw: bool, real: bool = False
) -> None:
    """Make the figures and print their captions."""
    if redraw and runs is not None:
        raise InvalidInputError("--redraw and --runs given; redrawing trains nothing; leave one of them out")
    if real and list(numbers) != [2]:
        raise InvalidInputError("--real given; it is for figure 2 alone: 'dnc figure 2 --real'")
    size = figures.Size.QUICK if quick else figures.Size.FULL
    if real:
        from proofs_check.figures.figure2_real import in_folder

        chosen = [in_folder(folder / f"figure2-real{'-quick' if quick else ''}-runs")]
    else:
        chosen = [figures.find(number) for number in numbers or figures.NUMBERS]
    console = output_console()
    if not redraw:
        make_folder(folder)
    for figure in chosen:
        stem = folder / f"figure{figure.number}{'-real' if real else ''}{'-quick' if quick else ''}"
        if redraw:
            data = figures.read_csv(stem.with_suffix(".csv"))
        else:
            with runs_progress() as on_progress:
                data = figure.compute(figures.Effort(size, runs, on_progress))
        files = figures.write(figure, data, stem)
        console.print(figure.caption(data), markup=False)
        console.print(f"→ {', '.join(str(file) for file in files)}\n", markup=False, soft_wrap=True)
