"""What a figure is, its data format, and how it is written to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from numerics.dufm.geometry import ranks
from proofs_check.files import atomic_path, figure_files, write_text
from theory.errors import InvalidInputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBERS = (1, 2, 3, 5, 6)
"""Figures of the paper that are made here."""

SCHEMA = {
    "panel": pl.String,
    "series": pl.String,
    "row": pl.Int64,
    "x": pl.Float64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "runs": pl.Int64,
    "excluded": pl.Int64,
}
"""Columns of the data of every figure.

``value`` belongs to the abscissa ``x``, and in a matrix to ``row`` and column ``x``.  ``low`` and ``high`` are the ends
of its interval, ``runs`` the number of trained runs that it was computed from, and ``excluded`` the number of
those that were left out because they diverged or did not converge.
"""

OnProgress = Callable[[str, float, float], None]
"""Called with what is being done, and how much of how much is done."""


class Size(StrEnum):
    """How much is computed."""

    FULL = "full"
    QUICK = "quick"
    CHECK = "check"
    """The least at which the claims can be checked; for the empirical legs of S10 and S11."""


@dataclass(frozen=True)
class Effort:
    """How much to compute.

    Attributes
    ----------
    size : Size
        Which version of the figure.
    runs : int or None
        Trained runs per point instead of the figure's own number.
    on_progress : callable
        See ``OnProgress``.
    """

    size: Size = Size.FULL
    runs: int | None = None
    on_progress: OnProgress = lambda what, done, total: None


@dataclass(frozen=True)
class FigureOfPaper:
    """A figure.

    Attributes
    ----------
    number : int
        Its number in the paper.
    compute : callable
        Its data, a frame with the columns ``SCHEMA``.
    draw : callable
        Draws the data, and nothing else.
    describe : callable
        Settings, what is drawn how, kinds of intervals, excluded runs.
    claims : callable
        What the data show: claims in words, each with whether the data bear it out.
    """

    number: int
    compute: Callable[[Effort], pl.DataFrame]
    draw: Callable[[pl.DataFrame], Figure]
    describe: Callable[[pl.DataFrame], str]
    claims: Callable[[pl.DataFrame], dict[str, bool]]

    def caption(self, data: pl.DataFrame) -> str:
        """Caption: the description, then every claim; one that the data do not bear out is marked as such."""
        claims = [claim if holds else f"NOT SHOWN: {claim}" for claim, holds in self.claims(data).items()]
        return " ".join([self.describe(data), *(f"{claim}." for claim in claims)])


def find(number: int) -> FigureOfPaper:
    """Return the figure with this number.

    Raises
    ------
    InvalidInputError
        If there is none.
    """
    if number not in NUMBERS:
        raise InvalidInputError(
            f"figure {number} given; there are the figures {', '.join(map(str, NUMBERS))}"
        )
    figure: FigureOfPaper = import_module(f"proofs_check.figures.figure{number}").FIGURE
    return figure


def frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Data of a figure from rows that leave out what they do not need.

    Examples
    --------
    >>> frame([{"panel": "ratio", "series": "L = 3", "x": 4, "value": 1.5}]).shape
    (1, 9)
    """
    return pl.DataFrame([{**dict.fromkeys(SCHEMA), **row} for row in rows], schema=SCHEMA)


def matrix_rows(panel: str, series: str, matrix: np.ndarray) -> list[dict[str, Any]]:
    """The entries of a matrix as rows of data."""
    return [
        {"panel": panel, "series": series, "row": i, "x": j, "value": float(value)}
        for (i, j), value in np.ndenumerate(matrix)
    ]


def matrix_of(data: pl.DataFrame, panel: str, series: str) -> np.ndarray:
    """The matrix that :func:`matrix_rows` wrote."""
    part = select(data, panel, series).sort("row", "x")
    return part["value"].to_numpy().reshape(part["row"].n_unique(), -1)


def numerical_rank(matrix: np.ndarray) -> int:
    """Singular values above the share of the greatest that :mod:`numerics.dufm.geometry` documents."""
    return int(ranks(matrix[np.newaxis]).rank[0])


def select(data: pl.DataFrame, panel: str, series: str | None = None) -> pl.DataFrame:
    """The rows of a panel, or of one series in it."""
    chosen = data.filter(pl.col("panel") == panel)
    return chosen if series is None else chosen.filter(pl.col("series") == series)


def tally(what: str, converged: ArrayLike) -> dict[str, Any]:
    """The row of data that counts the runs of one training, those that are left out included."""
    kept = np.asarray(converged, dtype=bool)
    return {"panel": "runs", "series": what, "runs": int(kept.sum()), "excluded": int((~kept).sum())}


def exclusions(data: pl.DataFrame) -> str:
    """The sentence about the runs that were left out.

    Examples
    --------
    >>> exclusions(frame([tally("K = 3", [True, False]), tally("K = 4", [True, True])]))
    '1 of 4 runs diverged or did not converge and are left out.'
    """
    counts = select(data, "runs").select("runs", "excluded").sum()
    kept, left_out = counts.row(0)
    return f"{left_out or 'None'} of {kept + left_out} runs diverged or did not converge and are left out."


def read_csv(file: Path) -> pl.DataFrame:
    """Read the data of a figure.

    Raises
    ------
    InvalidInputError
        If the file is missing or holds no such data.
    """
    if not file.is_file():
        raise InvalidInputError(f"there is no {file} to redraw from; make the figure without --redraw first")
    try:
        data = pl.read_csv(file, schema=SCHEMA)
    except (pl.exceptions.PolarsError, ValueError):
        data = pl.DataFrame()
    if data.is_empty():
        raise InvalidInputError(
            f"{file} does not hold the data of a figure; its columns must be {', '.join(SCHEMA)};"
            " make the figure without --redraw"
        )
    return data


def write(figure: FigureOfPaper, data: pl.DataFrame, stem: Path) -> list[Path]:
    """Write the data as CSV, the figure as SVG and PNG and its caption as text, each atomically.

    ``stem`` is the path of the files without their suffixes.
    """
    from proofs_check.figures.style import paper

    targets = figure_files(stem)
    with atomic_path(targets[0]) as path:
        data.write_csv(path)
    with paper():
        drawn = figure.draw(data)
        for target, metadata in ((targets[1], {"Date": None}), (targets[2], {"Software": None})):
            with atomic_path(target) as path:
                drawn.savefig(path, format=target.suffix[1:], metadata=metadata)
    write_text(targets[3], figure.caption(data) + "\n")
    return targets
