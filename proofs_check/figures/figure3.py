"""Figure 3: SRG against DNC in theory, mean rank against weight decay, probability of DNC against width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from numerics.losses import loss_table
from proofs_check.figures import style
from proofs_check.figures.figure import Effort, FigureOfPaper, Size, exclusions, frame, select, tally
from proofs_check.figures.intervals import mean_and_deviation, wilson
from proofs_check.figures.trained import converged, train_grid

L, LAMBDA, LAMBDA_K = 4, 0.004, 0.04
R = range(4, 21)
DEPTHS = (3, 4, 5)
CLASSES = {10: 5, 15: 6}
"""Numbers of classes of the middle panel, with r."""

SCALE = 1.0
"""Initial scale in the panel of frequencies."""

RUNS = {Size.FULL: 50, Size.QUICK: 8, Size.CHECK: 3}
LAMBDAS = {
    Size.FULL: {10: "2^-10:2^-6:5", 15: "2^-9:2^-6:4"},
    Size.QUICK: {10: "2^-9:2^-6:4"},
    Size.CHECK: {10: "2^-9:2^-6:2"},
}
"""λ's of the middle panel for each number of classes."""

WIDTHS = {Size.FULL: [10, 15, 20, 30, 60], Size.QUICK: [10, 20, 60], Size.CHECK: [15, 60]}
RATIO, RANK, PROBABILITY = "ratio", "rank", "probability"
KINDS = ("DNC", "SRG", "below DNC")
COLOURS = {10: style.GREEN, 15: style.PURPLE}


def compute(effort: Effort) -> pl.DataFrame:
    """All three panels."""
    return frame([*ratio_rows(), *rank_rows(effort), *probability_rows(effort)])


def ratio_rows() -> Iterator[dict[str, Any]]:
    """L_SRG / L_DNC for λK fixed, and for λ fixed."""
    r = np.array(R)
    for depth in DEPTHS:
        for name, lam in (("λK = 0.04", LAMBDA_K * 2 / (r * (r - 1))), ("λ = 0.004", LAMBDA)):
            for x, value in zip(r, loss_table(r, depth, lam).ratio, strict=True):
                yield {"panel": RATIO, "series": f"L = {depth}, {name}", "x": x, "value": value}


def rank_rows(effort: Effort) -> Iterator[dict[str, Any]]:
    """Mean rank of M_2, …, M_{L-1} against log2 λ: theory and trained runs."""
    for K, r in CLASSES.items():
        lam = np.exp2(np.linspace(-10, -6, 161))
        table = loss_table(r, L, lam)
        for name, ranks in (("DNC", table.dnc_rank), ("SRG", table.srg_rank)):
            for x, value in zip(np.log2(lam), ranks, strict=True):
                yield {"panel": RANK, "series": f"{name}, K = {K}", "x": x, "value": value}
    for K, values in LAMBDAS[effort.size].items():
        grid = {"K": K, "L": L, "lambda": values, "runs": effort.runs or RUNS[effort.size]}
        trained = train_grid(grid, f"figure 3, rank, K = {K}", effort)
        yield tally(f"rank, K = {K}", trained["status"] == "converged")
        for (lam,), rows in converged(trained).group_by("lam", maintain_order=True):
            sample = rows.select(pl.col("ranks").list.head(L - 2).list.mean()).to_series()
            yield {
                "panel": RANK,
                "series": f"trained, K = {K}",
                "x": np.log2(float(lam)),
                **mean_and_deviation(sample)._asdict(),
                "runs": len(rows),
            }


def probability_rows(effort: Effort) -> Iterator[dict[str, Any]]:
    """How often training at K = 10 ends in DNC, in SRG, and anywhere below DNC, against the width."""
    dnc = float(loss_table(5, L, LAMBDA).dnc.loss)
    grid = {
        "K": 10,
        "L": L,
        "lambda": LAMBDA,
        "scale": SCALE,
        "width": WIDTHS[effort.size],
        "runs": effort.runs or RUNS[effort.size],
    }
    trained = train_grid(grid, "figure 3, frequencies", effort)
    yield tally(PROBABILITY, trained["status"] == "converged")
    for (width,), rows in converged(trained).group_by("width", maintain_order=True):
        counts = {
            "DNC": (rows["kind"] == "DNC").sum(),
            "SRG": (rows["kind"] == "SRG").sum(),
            "below DNC": (rows["loss"] < dnc - 1e-9).sum(),
        }
        for kind, count in counts.items():
            yield {
                "panel": PROBABILITY,
                "series": kind,
                "x": width,
                **wilson(int(count), len(rows))._asdict(),
                "runs": len(rows),
            }


def draw(data: pl.DataFrame) -> Figure:
    """Three panels side by side."""
    figure = style.new_figure(style.TWO_COLUMNS, 2.7)
    ratio, rank, probability = figure.subplots(1, 3)
    _draw_ratio(ratio, data)
    _draw_rank(rank, data)
    _draw_probability(probability, data)
    style.letter_panels([ratio, rank, probability])
    return figure


def _draw_ratio(axes: Axes, data: pl.DataFrame) -> None:
    for depth, colour in zip(DEPTHS, (style.SKY, style.BLUE, style.BLACK), strict=True):
        for name, dash in (("λK = 0.04", "-"), ("λ = 0.004", ":")):
            line = select(data, RATIO, f"L = {depth}, {name}")
            label = f"$L = {depth}$" if dash == "-" else None
            axes.plot(line["x"], line["value"], dash, color=colour, label=label)
    axes.axhline(1, color=style.GREY, linewidth=0.6)
    axes.set(title="theory", xlabel="$r$", ylabel=r"$L_{\mathrm{SRG}}/L_{\mathrm{DNC}}$", ylim=(0.4, 1.1))
    axes.plot([], [], ":", color=style.GREY, label=r"$\lambda = 0.004$")
    style.legend_below(axes)


def _draw_rank(axes: Axes, data: pl.DataFrame) -> None:
    for (K, colour), marker in zip(COLOURS.items(), "os", strict=True):
        for name, dash in (("DNC", "--"), ("SRG", "-")):
            line = select(data, RANK, f"{name}, K = {K}")
            axes.plot(line["x"], line["value"], dash, color=colour, linewidth=0.9, drawstyle="steps-mid")
        trained = select(data, RANK, f"trained, K = {K}")
        if len(trained):
            style.errorbar(axes, trained, colour, marker, f"$K = {K}$")
    axes.plot([], [], "--", color=style.GREY, linewidth=0.9, label="DNC")
    axes.plot([], [], "-", color=style.GREY, linewidth=0.9, label="SRG")
    axes.set(title="rank", xlabel=r"$\log_2 \lambda$", ylabel="mean rank of $M_2, M_3$")
    style.legend_below(axes)


def _draw_probability(axes: Axes, data: pl.DataFrame) -> None:
    colours = (style.DNC, style.SRG, style.GREEN)
    for kind, colour, marker, shift in zip(KINDS, colours, "so^", (0.97, 1.03, 1.0), strict=True):
        points = select(data, PROBABILITY, kind)
        moved = points.with_columns(pl.col("x") * shift)  # apart, so that no interval hides another
        style.errorbar(
            axes, moved, colour, marker, kind if kind != "below DNC" else r"below $L_{\mathrm{DNC}}$"
        )
    widths = select(data, PROBABILITY, KINDS[0])["x"].to_list()
    axes.set_xscale("log")
    axes.set_xticks(widths, [f"{width:.0f}" for width in widths], minor=False)
    axes.set_xticks([], minor=True)
    axes.set(title="frequency", xlabel="width", ylabel="frequency of solution", ylim=(-0.03, 1.03))
    style.legend_below(axes, columns=3)


def describe(data: pl.DataFrame) -> str:
    """Settings, kinds of intervals, excluded runs."""
    fewest, most = (
        data["runs"].filter(data["panel"] != "runs").drop_nulls().cast(pl.Int64).sort().gather([0, -1])
    )
    return (
        "Figure 3. (a) L_SRG/L_DNC against r, K = r(r−1)/2; solid: all λ's 0.04/K, dotted: all λ's 0.004, where beyond its"
        " zero threshold a solution costs 1/2. (b) Mean rank of M_2 and M_3 at convergence against weight decay, L = 4,"
        " width 30: mean ± 1 standard deviation; lines: ranks of DNC and SRG, 0 where the zero solution is better. (c) How"
        f" often training ends in DNC, in SRG, and at any loss below L_DNC, against the width, K = 10, L = 4, all λ's {LAMBDA},"
        f" initial scale {SCALE:g}: Wilson intervals of 95 %. Between {fewest} and {most} converged runs per point. {exclusions(data)}"
    )


def claims(data: pl.DataFrame) -> dict[str, bool]:
    """S5 and S7 in (a), S10 in (b) and (c)."""
    ratio = select(data, RATIO).filter(pl.col("x") >= 5)["value"]
    found = {
        "(a) For r ≥ 5 SRG costs no more than DNC": bool((ratio <= 1).all()),
    }
    for K in CLASSES:
        ranks = select(data, RANK, f"trained, K = {K}").sort("x")["value"].to_list()
        if ranks:
            found[
                f"(b) The mean rank at K = {K} falls from {ranks[0]:.1f} at the least weight decay to {ranks[-1]:.1f} at"
                " the greatest"
            ] = ranks[-1] < ranks[0] < K
    frequency = select(data, PROBABILITY, "DNC").sort("x")
    narrow, wide = frequency.row(0, named=True), frequency.row(-1, named=True)
    found[
        f"(c) {narrow['value']:.0%} of the runs end in DNC at width {narrow['x']:.0f}, {wide['value']:.0%} at width"
        f" {wide['x']:.0f}"
    ] = narrow["value"] < wide["value"]
    return found


FIGURE = FigureOfPaper(3, compute, draw, describe, claims)
