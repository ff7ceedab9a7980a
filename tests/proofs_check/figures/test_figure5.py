from typing import Any

import numpy as np
import polars as pl
import pytest

from proofs_check.figures.figure import frame, matrix_rows, tally
from proofs_check.figures.figure5 import CLASSES, FIGURE, MATRICES, claims


def data(best: float = 0.9, regularisation: float = -0.2, rank: int = 2) -> pl.DataFrame:
    """Runs whose least loss is ``best`` × L_DNC, with that difference of regularisation from DNC."""
    rows: list[dict[str, Any]] = []
    for K in CLASSES:
        dnc = {"fit": 0.01, "regularisation": 0.99, "loss": 1.0}
        rows += [{"panel": f"K = {K}", "series": f"DNC, {term}", "value": x} for term, x in dnc.items()]
        runs = {
            "fit": [best - 0.99 - regularisation, 0.01, 0.1],
            "regularisation": [0.99 + regularisation, 0.99, 4.9],
            "loss": [best, 1.0, 5.0],
        }
        for term, values in runs.items():
            rows += [
                {"panel": f"K = {K}", "series": f"trained, {term}", "x": i + 1, "value": value}
                for i, value in enumerate(values)
            ]
        rows.append(tally(f"K = {K}", [True, True, True, False]))
        for panel in MATRICES:
            rows += matrix_rows(panel, f"K = {K}", np.diag([1.0] * rank + [0.0] * (K - rank)))
    return frame(rows)


def test_what_the_paper_shows() -> None:
    assert all(claims(data()).values())
    assert "3 of 12 runs diverged" in FIGURE.caption(data())


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (data(best=1.0), "runs end below L_DNC"),
        (data(regularisation=0.1), "less regularisation"),
        (data(rank=3), "the rank of M_3 in the run of least loss is 3, below 3"),
        (data().filter(~pl.col("series").str.contains("trained")), "some run converged"),
    ],
)
def test_data_that_do_not_bear_out_a_claim(changed: pl.DataFrame, broken: str) -> None:
    assert any(broken in claim and not holds for claim, holds in claims(changed).items())


def test_runs_that_are_not_drawn_are_counted() -> None:
    axes = FIGURE.draw(data()).axes
    assert [panel.get_xlabel() for panel in axes if "loss" in panel.get_title()] == [
        "run, sorted by its loss (1 more beyond)"
    ] * len(CLASSES)
