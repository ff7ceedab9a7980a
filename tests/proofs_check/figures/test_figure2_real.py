"""The claims of figure 2 (bottom) against data made up to bear them out, or not; writing and redrawing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from proofs_check.cli import main
from proofs_check.figures import figure2_real
from proofs_check.figures.figure import Effort, Size, frame, tally
from proofs_check.figures.figure2_real import FIGURE, LAYERS, K, _predictions, claims


def record(loss: float, rank: int, dnc1: float) -> dict[str, Any]:
    values = [2.0 if i < rank else 1e-9 for i in range(K)]
    return {
        "epoch": 0,
        "loss": loss,
        "fit": 0.002,
        "dnc1": [dnc1] * len(LAYERS),
        "ranks": [K, *[rank] * (len(LAYERS) - 1)],
        "train_accuracy": 1.0,
        "test_accuracy": 0.99,
        "singular_values": [values] * len(LAYERS),
    }


def rows(losses: list[float], rank: int = 4, dnc1: float = 1e-3) -> list[dict[str, Any]]:
    found = [*_predictions(139), tally("digits", [True] * len(losses))]
    if losses:
        ends = [record(loss, rank, dnc1) for loss in losses]
        begins = [record(0.9, K, 1.0) for _ in losses]
        histories = [[a, {**b, "epoch": 25}] for a, b in zip(begins, ends, strict=True)]
        found += [*figure2_real._history(histories), *figure2_real._final(ends)]
    return found


def test_what_digits_show() -> None:
    assert all(claims(frame(rows([0.141, 0.142]))).values())
    caption = FIGURE.caption(frame(rows([0.141, 0.142])))
    assert "NOT SHOWN" not in caption
    assert "100.00% and 99.00%" in caption


def test_a_loss_below_srg_is_no_failure_but_one_below_the_bound_is() -> None:
    assert all(claims(frame(rows([0.12]))).values())
    assert not all(claims(frame(rows([0.04]))).values())


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (rows([0.141, 0.25]), "below L_DNC"),
        (rows([0.17, 0.171]), "below L_DNC"),
        (rows([0.141], rank=10), "rank below K"),
        (rows([0.141], dnc1=0.02), "falls by a factor"),
        (rows([]), "Some run did not diverge"),
    ],
)
def test_data_that_do_not_bear_out_a_claim(changed: list[dict[str, Any]], broken: str) -> None:
    assert any(broken in claim and not holds for claim, holds in claims(frame(changed)).items())


def test_it_is_drawn_with_and_without_runs() -> None:
    for losses in ([0.141, 0.15], []):
        assert len(FIGURE.draw(frame(rows(losses))).axes) == 4


def test_the_command_trains_writes_and_redraws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(figure2_real.EPOCHS, Size.QUICK, 2)
    command = ["figure", "2", "--real", "--quick", "-o", str(tmp_path)]
    assert main([*command, "--runs", "1"]) == 0
    assert "NOT SHOWN" in capsys.readouterr().out
    names = [f"figure2-real-quick{suffix}" for suffix in (".csv", ".png", ".svg", ".txt")]
    written = {name: (tmp_path / name).read_bytes() for name in names}
    assert (tmp_path / "figure2-real-quick-runs" / "seed-0.json").exists()
    (tmp_path / names[2]).unlink()
    assert main([*command, "--redraw"]) == 0
    assert {name: (tmp_path / name).read_bytes() for name in names} == written


@pytest.mark.slow
def test_the_claims_hold_on_the_smallest_version() -> None:
    data = FIGURE.compute(Effort(Size.CHECK))
    assert all(claims(data).values())
