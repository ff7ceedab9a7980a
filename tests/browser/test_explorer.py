"""The explorer computes what Python does, and its sliders show it."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from numerics.losses import loss_table, zero_threshold
from theory.constructions import construction

CLOSE = {"rtol": 1e-9, "atol": 1e-12}

GRID = list(
    product((4, 5, 6, 9, 24), (2, 3, 4, 7, 12), (1e-6, 0.0004, 0.004, 0.0123, 0.03, 0.2, 1.0), (1, 3, 100))
)


def test_losses_ratio_and_outputs_agree_on_a_grid(visit: Any) -> None:
    page = visit("explorer.html")
    found = page.evaluate("(cells) => cells.map((cell) => explorer.solve(...cell))", GRID)
    r, L, lam, n = map(np.array, zip(*GRID, strict=True))
    table = loss_table(r, L, lam, n)
    for name, expected in (("dnc", table.dnc), ("srg", table.srg)):
        np.testing.assert_allclose([one[name]["loss"] for one in found], expected.loss, **CLOSE)
        outputs = np.where(expected.zero[:, None], 0, expected.outputs)
        shown = np.array([one[name]["outputs"] for one in found])
        np.testing.assert_allclose(shown, outputs[:, : shown.shape[1]], **CLOSE)
    np.testing.assert_allclose([one["ratio"] for one in found], table.ratio, **CLOSE)
    assert 20 < sum(one["dnc"]["zero"] for one in found) < len(found) - 20  # both kinds are there
    assert np.any(table.ratio < 1)
    assert np.any(table.ratio > 1)


def test_near_the_threshold_it_finds_the_right_branch(visit: Any) -> None:
    """Where SRG's curve has several humps and the third eigenspace is almost given up (L = 2, r = 6)."""
    page = visit("explorer.html")
    for r in (5, 6, 12):
        limit = float(zero_threshold(construction("dnc", 2), r * (r - 1) // 2, 2))
        lam = limit * np.linspace(0.9, 1.05, 31)
        found = page.evaluate(
            f"(all) => all.map((lambda) => explorer.solve({r}, 2, lambda, 1).srg.loss)", lam.tolist()
        )
        np.testing.assert_allclose(found, loss_table(r, 2, lam).srg.loss, **CLOSE)


def test_thresholds_agree(visit: Any) -> None:
    page = visit("explorer.html")
    for name in ("dnc", "srg"):
        cells = [(name, r, L, n) for r in (4, 5, 6, 9, 24) for L in (2, 3, 4, 12) for n in (1, 7)]
        found = page.evaluate("(cells) => cells.map((cell) => explorer.threshold(...cell))", cells)
        expected = [
            float(zero_threshold(construction(name, L), r * (r - 1) // 2 if name == "dnc" else r, L))
            / n ** (1 / (L + 1))
            for _, r, L, n in cells
        ]
        np.testing.assert_allclose(found, expected, **CLOSE)


def shown(page: Any, name: str) -> list[float]:
    return [float(text) for text in page.locator(f"#{name}").inner_text().split(",")]


@pytest.mark.parametrize(("r", "L", "lam", "n"), [(7, 3, 0.01, 1), (4, 5, 0.002, 10), (12, 2, 0.5, 1)])
def test_sliders_and_fields_change_the_numbers(visit: Any, r: int, L: int, lam: float, n: int) -> None:
    page = visit("explorer.html")
    before = page.inner_html("#chart-loss")
    for name, value in (("r", r), ("L", L), ("n", n)):
        slider = page.locator(f"#{name}")
        slider.focus()
        slider.fill(str(value))
        assert page.input_value(f"#{name}-value") == str(value)
    page.locator("#lambda-value").fill(str(lam))
    assert float(page.input_value("#lambda")) == pytest.approx(np.log10(lam), abs=1e-3)
    table = loss_table(r, L, lam, n)
    np.testing.assert_allclose(shown(page, "loss-dnc"), table.dnc.loss, rtol=1e-9)
    np.testing.assert_allclose(shown(page, "loss-srg"), table.srg.loss, rtol=1e-9)
    np.testing.assert_allclose(shown(page, "ratio"), table.ratio, rtol=1e-9)
    np.testing.assert_allclose(
        shown(page, "q-srg"), np.where(table.srg.zero, 0, table.srg.outputs), rtol=1e-9
    )
    assert shown(page, "K") == [r * (r - 1) / 2]
    assert page.inner_html("#chart-loss") != before
    summary = page.inner_text("#summary")
    if table.dnc.zero and table.srg.zero:
        assert "zero solution" in summary
    else:
        assert ("less than DNC" in summary) == bool(table.ratio < 1)


def test_the_slider_of_lambda_is_logarithmic(visit: Any) -> None:
    page = visit("explorer.html")
    page.locator("#lambda").fill("-3")
    assert page.input_value("#lambda-value") == "0.001"
    np.testing.assert_allclose(shown(page, "loss-dnc"), loss_table(5, 4, 0.001).dnc.loss, rtol=1e-9)


def test_a_value_out_of_range_is_marked_and_changes_nothing(visit: Any) -> None:
    page = visit("explorer.html")
    before = page.inner_text("#loss-srg")
    for name, wrong in (("r", "3"), ("r", "5.5"), ("L", ""), ("lambda", "0"), ("n", "1000")):
        page.locator(f"#{name}-value").fill(wrong)
        assert page.get_attribute(f"#{name}-value", "aria-invalid") == "true"
        assert page.inner_text("#loss-srg") == before
        page.locator(f"#{name}-value").fill({"r": "5", "L": "4", "lambda": "0.004", "n": "1"}[name])
        assert page.get_attribute(f"#{name}-value", "aria-invalid") == "false"


def test_the_curves_are_those_of_the_closed_form(visit: Any) -> None:
    """Points of the drawing, brought back to numbers: losses end at ½, and the ratio at 1."""
    page = visit("explorer.html")
    for name in ("dnc", "srg"):
        line = page.get_attribute(f"#chart-loss .line.{name}", "points")
        heights = [float(point.split(",")[1]) for point in line.split()]
        assert all(np.isfinite(heights))
        assert heights == sorted(heights, reverse=True)  # the loss grows with λ
    assert page.locator("#chart-loss .limit").count() == 2
    assert page.locator("#outputs .fill").count() == 4
