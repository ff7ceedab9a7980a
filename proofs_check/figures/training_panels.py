"""What the two halves of figure 2 share: trained runs against the values that DNC and SRG predict."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes

from proofs_check.figures import style
from proofs_check.figures.figure import select

PREDICTIONS = (("DNC", style.DNC, "--"), ("SRG", style.SRG, "-"))
"""Name, colour and line style of the predictions."""


def draw_predicted_losses(axes: Axes, data: pl.DataFrame, panel: str) -> None:
    """L_DNC and L_SRG as lines."""
    for name, colour, dash in PREDICTIONS:
        value = select(data, panel, name)["value"].item()
        axes.axhline(value, linestyle=dash, color=colour, label=rf"$L_{{\mathrm{{{name}}}}}$ = {value:.4f}")
    axes.set_ylabel("loss")


def draw_spectra(
    axes: Axes, data: pl.DataFrame, panel: str, layers: Sequence[int], K: int, title: str, best: bool = False
) -> None:
    """The layers side by side, each with its K singular values; with crosses for the best run, where it is known."""
    offsets = [(K + 1) * index for index in range(len(layers))]
    for offset, layer in zip(offsets, layers, strict=True):
        for name, colour, dash in PREDICTIONS:
            line = select(data, panel, f"{name}, M_{layer}")
            axes.step(line["x"] + offset, line["value"], dash, where="mid", color=colour, linewidth=0.9)
        if best:
            run = select(data, panel, f"best run, M_{layer}")
            axes.plot(run["x"] + offset, run["value"], "x", color=style.BLACK, markersize=3)
        trained = select(data, panel, f"trained, M_{layer}")
        style.errorbar(axes, trained.with_columns(pl.col("x") + offset), style.TRAINED, ".", "")
    axes.set_xticks([(K + 1) / 2 + offset for offset in offsets], [f"$M_{layer}$" for layer in layers])
    axes.set(title=title, ylabel="singular value", ylim=(0, None))
    axes.tick_params(axis="x", length=0)
    if best:
        axes.plot([], [], "x", color=style.BLACK, markersize=3, label="best run")
        axes.legend(loc="upper left")
