"""How all figures look: sizes of a paper's columns, colours that colour-blind readers can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ONE_COLUMN, TWO_COLUMNS = 3.25, 6.75
"""Widths in inches."""

# Okabe and Ito's palette.
ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
GREY, BLACK = "#767676", "#000000"

DNC, SRG, BOUND, TRAINED = BLUE, VERMILION, BLACK, GREEN
"""The same thing has the same colour in every figure."""

DIVERGING = "RdBu_r"
"""Map for matrices: white is zero, and red and blue remain distinct for colour-blind readers."""

_SETTINGS: dict[Any, Any] = {
    "font.size": 7.5,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.5,
    "legend.fontsize": 6.5,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.4,
    "axes.axisbelow": True,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "mathtext.fontset": "cm",
    "figure.dpi": 100,
    "savefig.dpi": 300,
    "svg.hashsalt": "dnc",
    "svg.fonttype": "path",
}


@contextmanager
def paper() -> Iterator[None]:
    """Draw and save with the settings of a paper."""
    with mpl.rc_context(_SETTINGS):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure without a window, of the given size in inches."""
    return Figure(figsize=(width, height), layout="constrained")


def heatmap(axes: Axes, matrix: np.ndarray, title: str, classes: Sequence[str] = ()) -> None:
    """Show a matrix whose columns are ``classes``: white is zero, and the scale belongs to this matrix alone."""
    greatest = max(float(np.abs(matrix).max()), 1e-12)
    image = axes.imshow(matrix, cmap=DIVERGING, vmin=-greatest, vmax=greatest, interpolation="nearest")
    axes.set_title(title)
    axes.set_yticks([])
    axes.set_xticks(range(len(classes)), classes)
    axes.tick_params(length=0, pad=2, labelsize=5.5)
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.8, pad=0.03, ticks=[-greatest, 0, greatest])
    bar.ax.set_yticklabels([_short(-greatest), "0", _short(greatest)])
    bar.ax.tick_params(length=0, pad=2)
    bar.outline.set_linewidth(0.4)


def errorbar(axes: Axes, data: pl.DataFrame, colour: str, marker: str, label: str) -> None:
    """Trained runs: points with the intervals ``low`` to ``high``."""
    x, y, low, high = (data[name].to_numpy() for name in ("x", "value", "low", "high"))
    axes.errorbar(
        x,
        y,
        yerr=np.maximum([y - low, high - y], 0),
        fmt=marker,
        color=colour,
        label=label,
        capsize=1.5,
        elinewidth=0.7,
        capthick=0.7,
        zorder=3,
    )


def legend_below(axes: Axes, columns: int = 2) -> None:
    """Put the legend below the axes, where it hides nothing."""
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.22),
        ncols=columns,
        columnspacing=1.0,
        handletextpad=0.5,
    )


def letter_panels(axes: Sequence[Axes]) -> None:
    """Put (a), (b), … before the titles."""
    for panel, letter in zip(axes, "abcdefghijklmnopqrst", strict=False):
        panel.set_title(f"({letter}) {panel.get_title()}")


def formula(text: str) -> str:
    r"""Typeset a name such as ``"M_3ᵀM_3"``.

    Examples
    --------
    >>> formula("M_3ᵀM_3")
    '$M_3^{\\top}M_3$'
    """
    return f"${text}$".replace("ᵀ", r"^{\top}")


def _short(value: float) -> str:
    return f"{value:.2g}".replace("-", "−")
