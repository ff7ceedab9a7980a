"""A real network on real images (S12): what was trained, against what the model predicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_check.report.page import Inputs, Page
from theory.errors import InvalidInputError

ID, STEM = "S12", "figure2-real"


@dataclass(frozen=True)
class Run:
    """One trained network: its loss, the ranks of the class means of its head, its accuracy on test images."""

    number: int
    loss: float
    ranks: Sequence[int]
    accuracy: float | None


@dataclass(frozen=True)
class Runs:
    """What a figure's data hold: predicted losses, and the runs that did not diverge."""

    file: str
    predicted: dict[str, float]
    runs: Sequence[Run]


def pages(inputs: Inputs) -> Iterator[Page]:
    """The one page, where the statement exists."""
    standing = inputs.standings.get(ID)
    if standing is None:
        return
    claims = [
        (leg, evidence.get("claims"))
        for leg in standing.legs
        if leg.stored and isinstance((evidence := leg.stored.run.result.evidence).get("claims"), dict)
    ]
    yield Page(
        "images.html",
        "images.html",
        "A real network on real images",
        {"standing": standing, "claims": claims, "tables": list(trained(inputs.figures))},
        label="Images",
    )


def trained(folder: Path | None) -> Iterator[Runs]:
    """The runs behind the figures of real networks in a folder."""
    if folder is None:
        return
    from proofs_check.figures.figure import read_csv

    for file in sorted(folder.glob(f"{STEM}*.csv")):
        data = read_csv(file).to_dicts()
        losses = [row for row in data if row["panel"] == "loss"]
        final = [row for row in losses if row["series"] == "final"]
        if any(row["x"] is None or row["value"] is None for row in final):
            raise InvalidInputError(f"{file} has final losses without a run; make the figure anew")
        predicted = {
            name: row["value"]
            for name in ("lower bound", "SRG", "DNC")
            for row in losses
            if row["series"] == name
        }
        yield Runs(file.name, predicted, [_run(row, data) for row in final])


def _run(final: dict[str, Any], data: Sequence[dict[str, Any]]) -> Run:
    own = [row for row in data if row["x"] == final["x"] and row["value"] is not None]
    ranks = [int(row["value"]) for row in own if row["panel"] == "ranks"]
    accuracy = [row["value"] for row in own if row["panel"] == "accuracy" and row["series"] == "test"]
    return Run(int(final["x"]), final["value"], ranks, accuracy[0] if accuracy else None)
