"""The claims of figure 2 against data made up to bear them out, or not."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from proofs_check.figures.figure import frame, tally
from proofs_check.figures.figure2 import FIGURE, LAYERS, _held, claims


def rows(losses: list[float], rank: int = 5, dnc1: float = 1e-8) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"panel": "loss", "series": name, "value": value}
        for name, value in (("DNC", 0.0992), ("SRG", 0.0809), ("lower bound", 0.0251))
    ]
    found += [{"panel": "loss", "series": "polished", "x": i, "value": x} for i, x in enumerate(losses)]
    for layer in LAYERS:
        found += [
            {"panel": "DNC1", "series": f"H_{layer}", "x": step, "value": value, "low": value, "high": value}
            for step, value in ((0, 1.0), (200, 0.1), (400, dnc1))
        ]
        for name in ("DNC", "SRG", "best run", "trained"):
            found += [
                {
                    "panel": "singular values",
                    "series": f"{name}, M_{layer}",
                    "x": i + 1,
                    **dict.fromkeys(("value", "low", "high"), 2.0 if i < rank else 1e-9),
                }
                for i in range(10)
            ]
    found += [
        {"panel": "loss", "series": "trained", "x": x, "value": 0.1, "low": 0.09, "high": 0.11}
        for x in (0, 200)
    ]
    return [*found, tally("figure 2", np.ones(len(losses), dtype=bool))]


def test_what_the_paper_shows() -> None:
    assert all(claims(frame(rows([0.0809, 0.085, 0.0993]))).values())


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (rows([0.0809, 0.2]), "below L_DNC"),
        (rows([0.0992, 0.1]), "below L_DNC"),
        (rows([0.0810, 0.085]), "reach L_SRG"),
        (rows([0.0809, 0.025]), "lower bound"),
        (rows([0.0809], rank=6), "have rank 5"),
        (rows([0.0809], dnc1=1e-3), "DNC1"),
        (rows([]), "Some run converged"),
    ],
)
def test_data_that_do_not_bear_out_a_claim(changed: list[dict[str, Any]], broken: str) -> None:
    assert any(broken in claim and not holds for claim, holds in claims(frame(changed)).items())


def test_it_is_drawn_with_and_without_converged_runs() -> None:
    assert len(FIGURE.draw(frame(rows([0.0809, 0.09]))).axes) == 4
    predicted = frame(rows([])).filter(~pl.col("series").str.contains("trained|best|H_"))
    assert len(FIGURE.draw(predicted).axes) == 4


def test_a_stopped_run_keeps_its_last_record() -> None:
    history = np.array([[3.0, 2.0, np.nan, np.nan], [4.0, 3.0, 2.0, 1.0]])
    np.testing.assert_array_equal(_held(history), [[3, 2, 2, 2], [4, 3, 2, 1]])
    deep = np.stack([history, 2 * history], axis=-1)
    np.testing.assert_array_equal(_held(deep)[0, :, 1], [6, 4, 4, 4])
