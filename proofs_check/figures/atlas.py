"""The atlas as a picture: classes K by layers L, coloured by the sort of the best known solution, one panel for each λ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from proofs_check.atlas import Row
from proofs_check.figures import style
from proofs_check.figures.figure import Effort, FigureOfPaper, frame
from proofs_check.figures.figure import write as write_figure

COLOURS = {
    "zero": "#D9D9D9",
    "DNC": style.DNC,
    "block sum": style.VERMILION,
    "construction": style.ORANGE,
    "found": style.GREEN,
}
LABELS = {
    "DNC": "DNC",
    "block sum": "SRG, or a sum of SRG and DNC blocks",
    "construction": "another explicit family",
    "found": "found by the search",
}
PANELS = ("least λ", "middle λ", "greatest λ")
"""The λ's of a cell in ascending order; others are drawn in panels of their own."""


def data(rows: Sequence[Row]) -> pl.DataFrame:
    """One row a cell: panel, sort of the winner, K in ``x``, L in ``row``, and the loss over L_DNC in ``value``."""
    lambdas: dict[tuple[int, int], list[str]] = {}
    for one in rows:
        lambdas.setdefault((one.K, one.L), []).append(one.lam)
    found = []
    for one in rows:
        place = lambdas[one.K, one.L].index(one.lam)
        panel = PANELS[place] if len(lambdas[one.K, one.L]) == len(PANELS) else f"λ number {place + 1}"
        found.append(
            {"panel": panel, "series": one.winner, "row": one.L, "x": float(one.K), "value": one.to_dnc}
        )
    return frame(found)


def draw(rows: pl.DataFrame) -> Figure:
    """A panel below the other for each λ; a cell has its loss as a percentage of L_DNC."""
    panels = sorted(
        rows["panel"].unique().to_list(), key=lambda name: (name not in PANELS, (*PANELS, name).index(name))
    )
    depths, classes = rows["row"].unique().sort().to_list(), rows["x"].unique().sort().to_list()
    figure = style.new_figure(style.TWO_COLUMNS, 0.5 + len(panels) * (0.55 + 0.21 * len(depths)))
    axes = figure.subplots(len(panels), 1, squeeze=False).ravel()
    for panel, name in zip(axes, panels, strict=True):
        _draw_panel(panel, name, rows.filter(pl.col("panel") == name))
        panel.set(xlim=(min(classes) - 0.6, max(classes) + 0.6), ylim=(min(depths) - 0.6, max(depths) + 0.6))
        panel.set_xticks(classes, [f"{value:.0f}" for value in classes])
        panel.set_yticks(depths)
    axes[-1].set_xlabel("$K$")
    style.letter_panels(list(axes))
    kinds = set(rows["series"])
    handles = [
        Patch(facecolor=c, label=LABELS.get(kind, kind)) for kind, c in COLOURS.items() if kind in kinds
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def _draw_panel(axes: Axes, name: str, rows: pl.DataFrame) -> None:
    for cell in rows.iter_rows(named=True):
        colour = COLOURS[cell["series"]]
        axes.bar(cell["x"], 0.92, bottom=cell["row"] - 0.46, width=0.92, color=colour, linewidth=0)
        axes.text(
            cell["x"],
            cell["row"],
            f"{100 * cell['value']:.1f}" if cell["value"] < 0.99995 else "100",
            ha="center",
            va="center",
            fontsize=4.8,
            color="white" if cell["series"] in ("DNC", "block sum", "found") else "black",
        )
    axes.set_title(name)
    axes.set_ylabel("$L$")
    axes.grid(visible=False)
    axes.tick_params(length=0)


def describe(rows: pl.DataFrame) -> str:
    """What is drawn."""
    below = rows.filter(pl.col("series") != "DNC")
    return (
        f"The best known solution of {len(rows)} cells (K, L, λ), all λ's equal and n = 1, by its sort; the numbers are its loss"
        f" as a percentage of L_DNC. In {len(below)} cells something else than DNC is the best known. Each λ is 0.004/K, 0.04/K and"
        " 0.8 of DNC's zero threshold, from the least to the greatest. Losses are those of explicit networks, enclosed; dnc atlas"
        " export writes them."
    )


def claims(rows: pl.DataFrame) -> dict[str, bool]:
    """What the data show."""
    deep = rows.filter(
        (pl.col("row") >= 4) & (pl.col("x") >= 3) | ((pl.col("row") == 3) & (pl.col("x") >= 7))
    )
    return {
        "Nothing costs more than DNC": bool((rows["value"] <= 1 + 1e-9).all()),
        "For L ≥ 4, K ≥ 3 and L = 3, K ≥ 7 something else than DNC is better": bool(
            (deep["value"] < 1).all()
        ),
    }


def write(rows: Sequence[Row], stem: Path) -> list[Path]:
    """Write CSV, SVG, PNG and the caption, each atomically; ``stem`` is their path without suffix."""
    table = data(rows)

    def compute(effort: Effort) -> pl.DataFrame:
        return table

    return write_figure(FigureOfPaper(0, compute, draw, describe, claims), table, stem)
