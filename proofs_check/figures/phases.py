"""The phase diagram as a picture: λ over DNC's threshold, r, and the winner in colour; one panel for each L."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from numerics.phase.candidates import Field, Kind
from numerics.phase.diagram import Boundary, PhaseDiagram
from proofs_check.figures import style
from proofs_check.figures.figure import Effort, FigureOfPaper, frame
from proofs_check.figures.figure import write as write_figure

UNDECIDED = "undecided"
COLOURS = {
    str(Kind.DNC): style.DNC,
    str(Kind.SRG): style.SRG,
    str(Kind.BLOCKS): style.PURPLE,
    str(Kind.PART): style.ORANGE,
    str(Kind.CONSTANT): style.GREEN,
    str(Kind.ZERO): "#D9D9D9",
    UNDECIDED: style.BLACK,
}
LABELS = {
    str(Kind.BLOCKS): "block sum, no class given up",
    str(Kind.PART): "SRG on some classes, others given up",
}
_SEPARATOR = " | "
DARK = {str(Kind.DNC), str(Kind.SRG), UNDECIDED}
"""Kinds on whose colour white letters are read better than black ones."""

_NARROWEST = 0.016
"""Room that a letter of a label needs, as a share of the axis."""


def data(diagrams: Sequence[PhaseDiagram]) -> pl.DataFrame:
    """One row a phase: its panel L, r, kind and winner, and its ends in units of DNC's threshold."""
    return frame(_rows(diagrams))


def _rows(diagrams: Sequence[PhaseDiagram]) -> Iterator[dict[str, Any]]:
    for diagram in diagrams:

        def at(boundary: Boundary, diagram: PhaseDiagram = diagram) -> float:
            return float(diagram.relative(boundary).mid())

        for phase in diagram.phases:
            kind = str(phase.best[0].kind) if phase.best else UNDECIDED
            tie = " = SRG" if any(other.kind is Kind.SRG for other in phase.best[1:]) else ""
            yield {
                "panel": f"L = {diagram.L}",
                "series": f"{kind}{_SEPARATOR}{phase.name}{tie}",
                "row": diagram.r,
                "low": at(phase.start) if phase.start else 0.0,
                "high": at(phase.end) if phase.end else None,
            }


def draw(rows: pl.DataFrame) -> Figure:
    """The panels in two columns."""
    panels = rows["panel"].unique(maintain_order=True).to_list()
    values = sorted(rows["row"].unique().to_list())
    columns = min(2, len(panels))
    lines = -(-len(panels) // columns)
    figure = style.new_figure(style.TWO_COLUMNS, 0.8 + lines * (0.55 + 0.23 * len(values)))
    axes = figure.subplots(lines, columns, squeeze=False).ravel()
    for panel, name in zip(axes, panels, strict=False):
        _draw_panel(panel, name, rows.filter(pl.col("panel") == name), values)
    for empty in axes[len(panels) :]:
        empty.set_axis_off()
    style.letter_panels(list(axes[: len(panels)]))
    kinds = {series.split(_SEPARATOR)[0] for series in rows["series"]}
    handles = [
        Patch(facecolor=colour, label=LABELS.get(kind, kind))
        for kind, colour in COLOURS.items()
        if kind in kinds
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def _draw_panel(axes: Axes, name: str, rows: pl.DataFrame, values: Sequence[int]) -> None:
    end = 1.08 * max(1.0, *rows["high"].drop_nulls())
    for row in rows.iter_rows(named=True):
        kind, winner = row["series"].split(_SEPARATOR)
        left, right = row["low"], end if row["high"] is None else row["high"]
        axes.barh(row["row"], right - left, left=left, height=0.84, color=COLOURS[kind], linewidth=0)
        axes.plot([left, left], [row["row"] - 0.42, row["row"] + 0.42], color="white", linewidth=0.8)
        # The colour says that classes are given up; a label that does not fit its bar is left out.
        for text in (winner, winner.split(" ⊕ 0_")[0]):
            if kind != str(Kind.ZERO) and len(_typeset(text)[1]) * _NARROWEST * end < right - left:
                colour = "white" if kind in DARK else "black"
                middle = (left + right) / 2
                axes.text(
                    middle,
                    row["row"],
                    _typeset(text)[0],
                    ha="center",
                    va="center",
                    fontsize=5.5,
                    color=colour,
                )
                break
    axes.axvline(1, color=style.BLACK, linewidth=0.6, linestyle=":")
    axes.set(title=f"${name}$", xlim=(0, end), ylim=(min(values) - 0.6, max(values) + 0.6))
    axes.set_xlabel("λ / zero threshold of DNC")
    axes.set_ylabel("$r$")
    axes.set_yticks(values)
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)


def _typeset(name: str) -> tuple[str, str]:
    """A name for matplotlib, and the letters that it shows.

    Examples
    --------
    >>> _typeset("SRG_5 ⊕ 0_5")
    ('SRG$_{5}$ ⊕ 0$_{5}$', 'SRG5 ⊕ 05')
    """
    words = name.split(" ")
    typeset = [
        f"{head}$_{{{index}}}$" if index else head for head, _, index in (w.partition("_") for w in words)
    ]
    return " ".join(typeset), name.replace("_", "")


def describe(rows: pl.DataFrame, field: Field) -> str:
    """What is drawn."""
    who = {
        Field.SINGLE: "zero, the constant predictor, DNC, and SRG on s(s−1)/2 classes (4 ≤ s ≤ r) with the others given up",
        Field.BLOCKS: "all block sums of SRG, DNC and given-up classes, and the constant predictor",
    }
    return (
        f"Phase diagram: the best among {who[field]}, on K = r(r−1)/2 classes, at every λ (all equal, n = 1). 0_m are m classes"
        " given up, SRG_s is SRG on s(s−1)/2 classes. Every boundary is proved; dnc phase prints it."
    )


def claims(rows: pl.DataFrame) -> dict[str, bool]:
    """What the data show."""
    kinds = [series.split(_SEPARATOR)[0] for series in rows["series"]]
    return {
        "The constant predictor is nowhere the best": str(Kind.CONSTANT) not in kinds,
        "Everything is decided": UNDECIDED not in kinds,
    }


def write(diagrams: Sequence[PhaseDiagram], stem: Path) -> list[Path]:
    """Write CSV, SVG, PNG and the caption, each atomically; ``stem`` is their path without suffix."""
    field = diagrams[0].field

    def compute(effort: Effort) -> pl.DataFrame:
        return data(diagrams)

    figure = FigureOfPaper(0, compute, draw, lambda rows: describe(rows, field), claims)
    return write_figure(figure, data(diagrams), stem)
