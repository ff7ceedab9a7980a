"""Figure 5: few classes, K = 3, 4, 5: loss split into fit and regularisation, and the best solution found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

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
from proofs_check.figures.trained import merged_class_means, train_batch

CLASSES = (3, 4, 5)
L, LAMBDA, WIDTH = 4, 0.004, 10
RUNS = {Size.FULL: 100, Size.QUICK: 32, Size.CHECK: 12}
OUTSIDE = 0.1
"""Runs whose loss exceeds that of DNC by this share have given up classes, and are counted but not drawn."""
TERMS = ("fit", "regularisation", "loss")
MATRICES = ("M_3", "M_4", "M_3ᵀM_3")


def compute(effort: Effort) -> pl.DataFrame:
    """DNC in closed form, and trained runs, for every number of classes."""
    return frame(row for K in CLASSES for row in _rows(K, effort))


def _rows(K: int, effort: Effort) -> Iterator[dict[str, Any]]:
    from numerics.dufm.problem import Problem, Settings

    lambdas = (LAMBDA,) * L
    dnc = build([Block("dnc", K)], lambda_H=LAMBDA, lambdas=lambdas).objective(LAMBDA, lambdas)
    for term, value in zip(TERMS, (dnc.fit, dnc.total - dnc.fit, dnc.total), strict=True):
        yield {"panel": f"K = {K}", "series": f"DNC, {term}", "value": value}
    settings = Settings(seeds=range(effort.runs or RUNS[effort.size]))
    batch = train_batch(Problem.uniform(K, L, LAMBDA, widths=WIDTH), settings, f"figure 5, K = {K}", effort)
    yield tally(f"K = {K}", batch.converged)
    good = np.flatnonzero(batch.converged)
    order = good[np.argsort(batch.loss[good])]
    for term, values in zip(TERMS, (batch.fit, batch.regularisation, batch.loss), strict=True):
        for place, run in enumerate(order):
            yield {
                "panel": f"K = {K}",
                "series": f"trained, {term}",
                "x": place + 1,
                "value": float(values[run]),
            }
    if len(order):
        means = merged_class_means(batch, int(order[0]))
        for panel, matrix in zip(MATRICES, (means[2], means[3], means[2].T @ means[2]), strict=True):
            yield from matrix_rows(panel, f"K = {K}", matrix)


def draw(data: pl.DataFrame) -> Figure:
    """One row per number of classes."""
    figure = style.new_figure(style.TWO_COLUMNS, 5.0)
    grid = figure.subplots(len(CLASSES), 4, width_ratios=(1.5, 1, 1, 1))
    for K, (losses, *matrices) in zip(CLASSES, grid, strict=True):
        _draw_losses(losses, data, K)
        for axes, panel in zip(matrices, MATRICES, strict=True):
            if len(select(data, panel, f"K = {K}")):
                matrix = matrix_of(data, panel, f"K = {K}")
                style.heatmap(axes, matrix, f"{style.formula(panel)}, $K = {K}$")
    grid[1][0].legend(loc="center right")
    style.letter_panels(list(grid.flat))
    return figure


def _draw_losses(axes: Axes, data: pl.DataFrame, K: int) -> None:
    """What every run has more or less than DNC; runs far above it stay outside, and their number is stated."""
    dnc = {term: select(data, f"K = {K}", f"DNC, {term}")["value"].item() for term in TERMS}
    losses = select(data, f"K = {K}", "trained, loss")["value"]
    shown = int((losses < (1 + OUTSIDE) * dnc["loss"]).sum())
    for term, colour, marker in zip(TERMS, (style.ORANGE, style.SKY, style.BLACK), "^s.", strict=True):
        runs = select(data, f"K = {K}", f"trained, {term}").head(shown)
        axes.plot(
            runs["x"], 1e3 * (runs["value"] - dnc[term]), marker, color=colour, markersize=2.8, label=term
        )
    axes.axhline(0, linestyle="--", linewidth=0.9, color=style.DNC, label="DNC")
    beyond = f" ({len(losses) - shown} more beyond)" if shown < len(losses) else ""
    axes.set(title=f"loss, $K = {K}$", xlabel=f"run, sorted by its loss{beyond}")
    axes.set_ylabel(r"difference from DNC $\times 10^3$")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def describe(data: pl.DataFrame) -> str:
    """Settings, what is drawn, excluded runs."""
    return (
        f"Figure 5. {L}-DUFMs with K = 3, 4, 5, all λ's {LAMBDA}, width {WIDTH}, n = 1. Left: what fit, regularisation and"
        " loss of every run at convergence exceed those of DNC by; runs whose loss exceeds it by a tenth have given up classes."
        " Right: class means before σ and Gram matrix of the run of least loss, parallel neurons merged; every matrix has its"
        f" own colour scale, white is zero. {exclusions(data)}"
    )


def claims(data: pl.DataFrame) -> dict[str, bool]:
    """Statement S11 for K = 3, 4, 5."""
    found: dict[str, bool] = {}
    for K in CLASSES:
        dnc = {term: select(data, f"K = {K}", f"DNC, {term}")["value"].item() for term in TERMS}
        runs = {term: select(data, f"K = {K}", f"trained, {term}")["value"].to_numpy() for term in TERMS}
        if not runs["loss"].size:
            found[f"K = {K}: some run converged"] = False
            continue
        below, least = int((runs["loss"] < dnc["loss"] - 1e-9).sum()), runs["loss"][0]
        claim = f"{below} of {runs['loss'].size} runs end below L_DNC = {dnc['loss']:.6f}, the least at {least:.6f}"
        found[f"K = {K}: {claim}"] = below > 0
        found[f"K = {K}: the run of least loss has less regularisation than DNC"] = bool(
            runs["regularisation"][0] < dnc["regularisation"]
        )
        rank = numerical_rank(matrix_of(data, "M_3", f"K = {K}"))
        found[f"K = {K}: the rank of M_3 in the run of least loss is {rank}, below {K}"] = rank < K
    return found


FIGURE = FigureOfPaper(5, compute, draw, describe, claims)
