"""The tables of losses, DNC against SRG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from proofs_check.report.page import Inputs, Page
from proofs_check.tables import HEADINGS, Row, cells, float_rows, to_csv

R, DEPTHS, LAMBDAS = range(4, 13), range(2, 7), ("0.001", "0.004", "0.01")
ROUNDING = 1e-9
TEXT = frozenset({"q_DNC", "q_SRG"})
"""Columns that are no numbers."""


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and what it is sorted by if that is a number."""

    shown: str
    number: float | None


def pages(inputs: Inputs) -> Iterator[Page]:
    """The one page."""
    rows = table()
    yield Page(
        "losses.html",
        "losses.html",
        "Losses of SRG and DNC",
        {
            "columns": [(HEADINGS.get(name, name), name not in TEXT) for name in asdict(rows[0])],
            "rows": [(is_below(row), _cells(row)) for row in rows],
            "below": sum(map(is_below, rows)),
            "file": "data/losses.csv",
        },
        label="Losses",
        files={"data/losses.csv": to_csv(rows)},
    )


def table() -> list[Row]:
    """The rows; exports have the same."""
    return float_rows(R, DEPTHS, LAMBDAS, 1)


def is_below(row: Row) -> bool:
    """Whether SRG costs less by more than the rounding of floats, so that ties are none."""
    return float(row.ratio) < 1 - ROUNDING


def _cells(row: Row) -> Sequence[Cell]:
    values = asdict(row)
    return [
        Cell(shown, None if name in TEXT or values[name] is None else float(values[name]))
        for name, shown in zip(values, cells(row), strict=True)
    ]
