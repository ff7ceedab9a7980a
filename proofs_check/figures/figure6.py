"""Figure 6: K = 15 classes and L = 7 layers: low rank where the SRG solution is not the best one known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from numerics.dufm.batch import TrainedBatch
from numerics.losses import loss_table
from numerics.solution import Block, build
from proofs_check.figures import style
from proofs_check.figures.figure import (
    Effort,
    FigureOfPaper,
    Size,
    exclusions,
    frame,
    matrix_of,
    matrix_rows,
    numerical_rank,
    select,
    tally,
)
from proofs_check.figures.intervals import mean_and_deviation
from proofs_check.figures.trained import class_means, merged_class_means, train_batch

K, R, L, LAMBDA, WIDTH, SCALE = 15, 6, 7, 0.002, 30, 1.0
RUNS = {Size.FULL: 50, Size.QUICK: 3, Size.CHECK: 2}
MATRICES = ("M_2", "M_6", "M_6ᵀM_6")
SPECTRA = ("M_2", "M_6", "σ(M_6)")
LOSS = "loss"


def compute(effort: Effort) -> pl.DataFrame:
    """Explicit matrices of DNC and SRG, and trained runs."""
    from numerics.dufm.problem import Problem, Settings

    settings = Settings(seeds=range(effort.runs or RUNS[effort.size]), scale=SCALE)
    batch = train_batch(Problem.uniform(K, L, LAMBDA, widths=WIDTH), settings, "figure 6", effort)
    return frame([*_predictions(), *_trained(batch)])


def _predictions() -> Iterator[dict[str, Any]]:
    table = loss_table(R, L, LAMBDA)
    yield {"panel": LOSS, "series": "DNC", "value": float(table.dnc.loss)}
    yield {"panel": LOSS, "series": "SRG", "value": float(table.srg.loss)}
    for name, block in (("DNC", Block("dnc", K)), ("SRG", Block("srg", R))):
        means = build([block], lambda_H=LAMBDA, lambdas=(LAMBDA,) * L).class_means()
        for panel, (values,) in _spectra([means]).items():
            for index, value in enumerate(values):
                yield {"panel": panel, "series": name, "x": index + 1, "value": float(value)}


def _trained(batch: TrainedBatch) -> Iterator[dict[str, Any]]:
    yield tally("figure 6", batch.converged)
    good = np.flatnonzero(batch.converged)
    order = good[np.argsort(batch.loss[good])]
    for place, run in enumerate(order):
        yield {"panel": LOSS, "series": "trained", "x": place + 1, "value": float(batch.loss[run])}
    if not len(order):
        return
    for panel, values in _spectra([class_means(batch, int(run)) for run in order]).items():
        for index in range(K):
            yield {
                "panel": panel,
                "series": "trained",
                "x": index + 1,
                **mean_and_deviation(values[:, index])._asdict(),
            }
            yield {"panel": panel, "series": "best run", "x": index + 1, "value": float(values[0, index])}
    means = merged_class_means(batch, int(order[0]))
    for panel, matrix in zip(MATRICES, (means[1], means[5], means[5].T @ means[5]), strict=True):
        yield from matrix_rows(panel, "matrix", matrix)


def _spectra(solutions: Sequence[tuple[np.ndarray, ...]]) -> dict[str, np.ndarray]:
    """Singular values of M_2, M_6 and σ(M_6), one row per solution, filled up with zeros."""

    def values(matrix: np.ndarray) -> np.ndarray:
        found = np.linalg.svd(matrix, compute_uv=False)[:K]
        return np.pad(found, (0, K - len(found)))

    chosen = [(means[1], means[5], np.maximum(means[5], 0)) for means in solutions]
    columns = zip(*chosen, strict=True)
    return {
        name: np.array([values(matrix) for matrix in column])
        for name, column in zip(SPECTRA, columns, strict=True)
    }


def draw(data: pl.DataFrame) -> Figure:
    """Singular values above, matrices of the best run below."""
    figure = style.new_figure(style.TWO_COLUMNS, 4.0)
    above, below = figure.subplots(2, 3)
    for axes, panel in zip(above, SPECTRA, strict=True):
        _draw_spectrum(axes, data, panel)
    above[0].legend(loc="upper right")
    for axes, panel in zip(below, MATRICES, strict=True):
        if len(select(data, panel, "matrix")):
            style.heatmap(axes, matrix_of(data, panel, "matrix"), f"{style.formula(panel)}, best run")
            axes.set_xlabel("class")
            axes.set_ylabel("class" if "ᵀ" in panel else "neuron")
    style.letter_panels([*above, *below])
    return figure


def _draw_spectrum(axes: Axes, data: pl.DataFrame, panel: str) -> None:
    for name, colour, dash in (("DNC", style.DNC, "--"), ("SRG", style.SRG, "-")):
        line = select(data, panel, name)
        axes.step(line["x"], line["value"], dash, where="mid", color=colour, linewidth=0.9, label=name)
    trained = select(data, panel, "trained")
    if len(trained):
        style.errorbar(axes, trained, style.TRAINED, ".", "trained, mean ± sd")
        best = select(data, panel, "best run")
        axes.plot(best["x"], best["value"], "x", color=style.BLACK, markersize=3, zorder=4, label="best run")
    axes.set(title=f"singular values of {style.formula(panel)}", xlabel="index", ylim=(0, None))


def describe(data: pl.DataFrame) -> str:
    """Settings, kinds of intervals, excluded runs."""
    return (
        f"Figure 6. {L}-DUFMs with K = {K}, all λ's {LAMBDA}, width {WIDTH}, initial scale {SCALE:g}, n = 1. (a–c) Singular values"
        f" of M_2, M_6 and σ(M_6): lines DNC (dashed) and SRG (r = {R}), points mean ± 1 standard deviation, crosses the run of"
        " least loss. (d–f) Class means before σ and Gram matrix of that run, parallel neurons merged; every matrix has its"
        f" own colour scale, white is zero. {exclusions(data)}"
    )


def claims(data: pl.DataFrame) -> dict[str, bool]:
    """Statement S11 for K = 15, L = 7."""
    dnc, srg = (select(data, LOSS, name)["value"].item() for name in ("DNC", "SRG"))
    losses = select(data, LOSS, "trained")["value"].to_numpy()
    if not losses.size:
        return {"Some run converged": False}
    below, lower = int((losses < dnc - 1e-9).sum()), int((losses < srg - 1e-9).sum())
    ranks = [numerical_rank(matrix_of(data, panel, "matrix")) for panel in ("M_2", "M_6")]
    return {
        f"{below} of {losses.size} runs end below L_DNC = {dnc:.6f} ({lower} of them below L_SRG = {srg:.6f}), the least at"
        f" {losses.min():.6f}": below > 0,
        f"The ranks of M_2 and M_6 in the run of least loss are {ranks[0]} and {ranks[1]}, below {K}": max(
            ranks
        )
        < K,
    }


FIGURE = FigureOfPaper(6, compute, draw, describe, claims)
