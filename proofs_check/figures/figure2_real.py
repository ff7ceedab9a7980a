"""Figure 2, bottom: the same with a real network on real images, here an MLP on scikit-learn's digits.

The paper has ResNet20 on CIFAR-10, for which ``dnc train-real`` has the settings.  λ's, depth and width are the paper's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from numerics.images.settings import Settings
from numerics.predictions import predicted_losses, triangular_root
from numerics.solution import Block, build
from proofs_check.figures import style
from proofs_check.figures.figure import Effort, FigureOfPaper, Size, exclusions, frame, select, tally
from proofs_check.figures.intervals import mean_and_deviation
from proofs_check.figures.training_panels import draw_predicted_losses, draw_spectra

DATA, K, L, WIDTH = "digits", 10, 4, 64
LAMBDA, N_LAMBDA_H = Fraction("0.005"), Fraction("0.025")
SEEDS: dict[Size, Sequence[int]] = {Size.FULL: range(5), Size.QUICK: range(2), Size.CHECK: range(1)}
EPOCHS: dict[Size, int] = {Size.FULL: 1500, Size.QUICK: 500, Size.CHECK: 500}
JOBS = {Size.FULL: 2, Size.QUICK: 2, Size.CHECK: 1}

FALL = 100
"""DNC1 must fall by this factor."""

LOSS, DNC1, SPECTRUM, RANKS, ACCURACY = "loss", "DNC1", "singular values", "ranks", "accuracy"
LAYERS = range(1, L + 1)


def compute(effort: Effort, folder: Path | None = None) -> pl.DataFrame:
    """Train, in ``folder`` if given, where interrupted runs go on; otherwise in a temporary one."""
    from numerics.images.dataset import split
    from numerics.images.readers import read
    from numerics.images.runs import train_seeds

    if folder is None:
        with TemporaryDirectory() as temporary:
            return compute(effort, Path(temporary))
    settings = Settings(
        L=L, width=WIDTH, lam=float(LAMBDA), n_lambda_H=float(N_LAMBDA_H), epochs=EPOCHS[effort.size]
    )
    images = split(read(DATA))
    runs = train_seeds(
        images,
        settings,
        range(effort.runs) if effort.runs else SEEDS[effort.size],
        folder,
        jobs=JOBS[effort.size],
        on_progress=lambda done, total: effort.on_progress(DATA, done, total),
    )
    good = [run for run in runs if not run.diverged]
    rows = [tally(DATA, [not run.diverged for run in runs]), *_predictions(images.n)]
    if good:
        rows += [*_history([run.history for run in good]), *_final([run.record for run in good])]
    return frame(rows)


def in_folder(folder: Path) -> FigureOfPaper:
    """The figure with the runs kept in a folder."""
    return replace(FIGURE, compute=partial(compute, folder=folder))


def _predictions(n: int) -> Iterator[dict[str, Any]]:
    """Losses of DNC and SRG, the lower bound of S9, and the singular values of the explicit matrices."""
    from proofs_check.statements.s09_lower_bound import bound

    lam, lambda_H = float(LAMBDA), float(N_LAMBDA_H) / n
    for name, value in predicted_losses(K, n, lambda_H, [lam] * L).items():
        yield {"panel": LOSS, "series": name, "value": value}
    least = bound(K, [N_LAMBDA_H, *[LAMBDA] * L])
    yield {"panel": LOSS, "series": "lower bound", "value": float(least)}  # type: ignore[arg-type]
    r = triangular_root(K)
    for name, block in (("DNC", Block("dnc", K)), ("SRG", Block("srg", r or 0))):
        means = build([block], lambda_H=lambda_H, lambdas=(lam,) * L, n=n).class_means()
        for layer in LAYERS:
            values = np.linalg.svd(means[layer - 1], compute_uv=False)
            yield from _spectrum(f"{name}, M_{layer}", values[np.newaxis, :K])


def _history(histories: Sequence[Sequence[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for records in zip(*histories, strict=True):
        epoch = {"x": records[0]["epoch"]}
        for part in ("loss", "fit"):
            interval = mean_and_deviation([record[part] for record in records])
            yield {"panel": LOSS, "series": f"trained {part}", **epoch, **interval._asdict()}
        for layer in LAYERS:
            values = np.array([record["dnc1"][layer - 1] for record in records])
            interval = mean_and_deviation(np.log10(np.maximum(values, 1e-300)))
            powers = {name: 10.0**value for name, value in interval._asdict().items()}
            yield {"panel": DNC1, "series": f"H_{layer}", **epoch, **powers}


def _final(records: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per run for losses, ranks and accuracies; mean ± deviation of the singular values."""
    for run, record in enumerate(records):
        yield {"panel": LOSS, "series": "final", "x": run, "value": record["loss"]}
        for layer in LAYERS:
            yield {"panel": RANKS, "series": f"M_{layer}", "x": run, "value": record["ranks"][layer - 1]}
        for part in ("train", "test"):
            yield {"panel": ACCURACY, "series": part, "x": run, "value": record[f"{part}_accuracy"]}
    for layer in LAYERS:
        yield from _spectrum(
            f"trained, M_{layer}", np.array([record["singular_values"][layer - 1] for record in records])
        )


def _spectrum(series: str, values: np.ndarray) -> Iterator[dict[str, Any]]:
    padded = np.pad(values, ((0, 0), (0, K - values.shape[1])))
    for index in range(K):
        found = mean_and_deviation(padded[:, index])
        yield {"panel": SPECTRUM, "series": series, "x": index + 1, **found._asdict()}


def draw(data: pl.DataFrame) -> Figure:
    """Loss and DNC1 during training, losses and singular values at the end."""
    figure = style.new_figure(style.TWO_COLUMNS, 4.2)
    panels = list(figure.subplots(2, 2).flat)
    _draw_loss(panels[0], data)
    _draw_final(panels[1], data)
    _draw_collapse(panels[2], data)
    draw_spectra(panels[3], data, SPECTRUM, LAYERS, K, "singular values at the end")
    style.letter_panels(panels)
    return figure


def _draw_loss(axes: Axes, data: pl.DataFrame) -> None:
    for part, colour, dash in (("loss", style.TRAINED, "-"), ("fit", style.GREY, ":")):
        line = select(data, LOSS, f"trained {part}").filter(pl.col("x") > 0)
        axes.plot(line["x"], line["value"], dash, color=colour, label=f"{part}, mean ± sd")
        axes.fill_between(line["x"], line["low"], line["high"], color=colour, alpha=0.25, linewidth=0)
    draw_predicted_losses(axes, data, LOSS)
    axes.set(title="loss during training", xlabel="epoch", xscale="log", ylim=(0, 0.3))
    axes.legend(loc="upper right")


def _draw_final(axes: Axes, data: pl.DataFrame) -> None:
    final = select(data, LOSS, "final").sort("value")
    axes.plot(np.arange(len(final)) + 1, final["value"], ".", color=style.TRAINED, label="trained")
    draw_predicted_losses(axes, data, LOSS)
    axes.set(title="loss at the end", xlabel="run, sorted by its loss")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="center right")


def _draw_collapse(axes: Axes, data: pl.DataFrame) -> None:
    colours, dashes = (style.GREY, style.BLACK, style.BLUE, style.ORANGE), (":", "-", "--", "-.")
    for layer, colour, dash in zip(LAYERS, colours, dashes, strict=True):
        line = select(data, DNC1, f"H_{layer}")
        axes.plot(line["x"], line["value"], dash, color=colour, label=f"$H_{layer}$")
        axes.fill_between(line["x"], line["low"], line["high"], color=colour, alpha=0.15, linewidth=0)
    axes.set(title="DNC1 during training", xlabel="epoch", yscale="log")
    axes.set_ylabel(r"$\mathrm{tr}\,\Sigma_W / \mathrm{tr}\,\Sigma_B$")
    axes.legend(loc="upper right", ncols=2)


def describe(data: pl.DataFrame) -> str:
    """Settings, kinds of intervals, accuracies, excluded runs."""
    accuracies = [select(data, ACCURACY, part)["value"] for part in ("train", "test")]
    shown = (
        " and ".join(f"{float(values.to_numpy().mean()):.2%}" for values in accuracies if len(values))
        or "unknown"
    )
    return (
        f"Figure 2 (bottom), on scikit-learn's digits. An MLP backbone with a {L}-layer head of width {WIDTH}, K = {K},"
        f" λ_1 = … = λ_{L} = {float(LAMBDA)}, n λ_H1 = {float(N_LAMBDA_H)}, SGD with momentum; all numbers are of all training images,"
        " in evaluation mode. (a) Loss and its fit part: mean ± 1 standard deviation. (b) Loss of every run at the end. (c) DNC1"
        " metric of the head's layers: geometric mean, ± 1 standard deviation of its logarithm. (d) Singular values of the"
        " class means before σ: lines DNC (dashed) and SRG, points mean ± 1 standard deviation. Mean accuracy on training and"
        f" test images: {shown}. {exclusions(data)}"
    )


def claims(data: pl.DataFrame) -> dict[str, bool]:
    """Statement S12 on these data; that SRG itself is found is no part of it."""
    dnc, srg, bound = (select(data, LOSS, name)["value"].item() for name in ("DNC", "SRG", "lower bound"))
    final = select(data, LOSS, "final")["value"].to_numpy()
    if not final.size:
        return {"Some run did not diverge": False}
    ranks = [select(data, RANKS, f"M_{layer}").sort("x")["value"].to_numpy() for layer in LAYERS[1:]]
    low = np.max(ranks, axis=0) < K
    falls = []
    for layer in LAYERS:
        line = select(data, DNC1, f"H_{layer}").sort("x")["value"]
        falls.append(line[0] / max(line[-1], 1e-300))
    below, above = int((final < dnc).sum()), int((final > srg).sum())
    listed = ", ".join("-".join(str(int(value)) for value in run) for run in zip(*ranks, strict=True))
    return {
        f"{below} of {final.size} runs end below L_DNC = {dnc:.5f}, and the mean loss {final.mean():.5f} is below it": bool(
            below and final.mean() < dnc
        ),
        f"{above} of {final.size} runs end above L_SRG = {srg:.5f}; none ends below the lower bound S9, {bound:.5f}": bool(
            final.min() >= bound
        ),
        f"In {int(low.sum())} of {final.size} runs, and in the one of least loss, M_2, …, M_{L} have a rank below K = {K};"
        f" the ranks are {listed}": bool(low[int(np.argmin(final))]),
        f"The DNC1 metric falls by a factor of {FALL} or more in every layer of the head (least: {min(falls):.0f})": min(
            falls
        )
        >= FALL,
    }


FIGURE = FigureOfPaper(2, compute, draw, describe, claims)
