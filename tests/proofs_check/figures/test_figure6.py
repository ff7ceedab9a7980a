from typing import Any

import numpy as np
import polars as pl
import pytest

from proofs_check.figures.figure import frame, matrix_rows, tally
from proofs_check.figures.figure6 import FIGURE, MATRICES, SPECTRA, K, _spectra, claims


def data(losses: list[float], rank: int = 7) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {"panel": "loss", "series": "DNC", "value": 0.12},
        {"panel": "loss", "series": "SRG", "value": 0.073},
        tally("figure 6", [True] * len(losses)),
    ]
    rows += [{"panel": "loss", "series": "trained", "x": i, "value": x} for i, x in enumerate(losses)]
    for panel in SPECTRA:
        for name in ("DNC", "SRG", "trained", "best run"):
            rows += [
                {"panel": panel, "series": name, "x": i + 1, "value": 1.0, "low": 0.9, "high": 1.1}
                for i in range(K)
            ]
    for panel in MATRICES:
        rows += matrix_rows(panel, "matrix", np.diag([1.0] * rank + [0.0] * (K - rank)))
    return frame(rows)


def test_what_the_paper_shows() -> None:
    found = claims(data([0.07, 0.08, 0.2]))
    assert all(found.values())
    assert any(
        claim.startswith("2 of 3 runs end below L_DNC = 0.120000 (1 of them below L_SRG") for claim in found
    )
    assert len(FIGURE.draw(data([0.07])).axes) >= 6


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (data([0.13]), "below L_DNC"),
        (data([0.07], rank=K), "are 15 and 15"),
        (data([]), "Some run converged"),
    ],
)
def test_data_that_do_not_bear_out_a_claim(changed: pl.DataFrame, broken: str) -> None:
    assert any(broken in claim and not holds for claim, holds in claims(changed).items())


def test_spectra_are_those_of_the_right_layers() -> None:
    means = tuple(np.diag([1.0 + layer, -1.0]) for layer in range(8))
    found = _spectra([means])
    assert found["M_2"][0, :3].tolist() == [2, 1, 0]
    assert found["M_6"][0, :3].tolist() == [6, 1, 0]
    assert found["σ(M_6)"][0, :3].tolist() == [6, 0, 0]
