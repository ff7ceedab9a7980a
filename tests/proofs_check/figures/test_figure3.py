from typing import Any

import polars as pl
import pytest

from proofs_check.figures.figure import frame, select, tally
from proofs_check.figures.figure3 import FIGURE, PROBABILITY, RANK, RATIO, claims, ratio_rows
from proofs_check.figures.intervals import wilson


def trained(
    ranks: dict[int, list[float]], frequencies: list[tuple[int, int]], below: int = 5
) -> pl.DataFrame:
    """Data with the given mean ranks along the λ's and numbers of DNC in ten runs at the given widths."""
    rows: list[dict[str, Any]] = [*ratio_rows(), tally("rank", [True] * 40 + [False])]
    for K, means in ranks.items():
        for name in ("DNC", "SRG"):
            rows += [{"panel": RANK, "series": f"{name}, K = {K}", "x": x, "value": K} for x in (-10.0, -6.0)]
        rows += [
            {
                "panel": RANK,
                "series": f"trained, K = {K}",
                "x": -10.0 + i,
                "value": mean,
                "low": mean - 1,
                "high": mean + 1,
                "runs": 10,
            }
            for i, mean in enumerate(means)
        ]
    for width, count in frequencies:
        for kind, successes in (("DNC", count), ("SRG", 1), ("below DNC", below)):
            rows.append(
                {
                    "panel": PROBABILITY,
                    "series": kind,
                    "x": width,
                    "runs": 10,
                    **wilson(successes, 10)._asdict(),
                }
            )
    return frame(rows)


def test_what_the_paper_shows() -> None:
    data = trained({10: [7.0, 6.0, 4.0], 15: [9.0, 3.0]}, [(10, 0), (60, 9)])
    assert all(claims(data).values())
    assert len(FIGURE.draw(data).axes) == 3
    assert "Between 10 and 10 converged runs per point. 1 of 41 runs" in FIGURE.describe(data)


@pytest.mark.parametrize(
    ("data", "broken"),
    [
        (trained({10: [4.0, 6.0]}, [(10, 0), (60, 9)]), "(b) The mean rank at K = 10"),
        (trained({10: [10.0, 6.0]}, [(10, 0), (60, 9)]), "(b) The mean rank at K = 10"),
        (trained({10: [7.0, 6.0]}, [(10, 9), (60, 0)]), "(c) 90%"),
        (trained({10: [7.0, 6.0]}, [(10, 3), (60, 3)]), "(c) 30%"),
    ],
)
def test_data_that_do_not_bear_out_a_claim(data: pl.DataFrame, broken: str) -> None:
    assert next(claim for claim, holds in claims(data).items() if not holds).startswith(broken)


def test_the_ratio_crosses_one_only_at_r_4_and_l_3_and_where_both_are_zero() -> None:
    ratios = frame(ratio_rows())
    above = ratios.filter(pl.col("value") > 1)
    assert set(above["x"]) == {4.0}
    assert all(series.startswith("L = 3") for series in above["series"])
    fixed = select(ratios, RATIO, "L = 4, λ = 0.004").sort("x")
    assert fixed["value"][-1] == 1.0
    assert select(ratios, RATIO, "L = 4, λK = 0.04").sort("x")["value"].is_sorted(descending=True)
