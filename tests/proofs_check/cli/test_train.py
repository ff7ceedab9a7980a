"""``dnc train``: the table says what was found, and how often."""

from __future__ import annotations

import polars as pl
import pytest
from rich.console import Console

from numerics.dufm.batch import Status
from numerics.predictions import predicted_losses, triangular_root
from proofs_check.cli import main
from proofs_check.cli.train import ADVICE, found_table


def row(loss: float, kind: str = "other", status: str = "converged", rank: int = 5) -> dict[str, object]:
    return {
        "loss": loss,
        "kind": kind,
        "status": status,
        "signature": f"{loss:.6f} rank {rank}",
        "ranks": [rank, rank],
        "ranks_after_relu": [rank, 10],
    }


def shown(rows: list[dict[str, object]], levels: dict[str, float]) -> list[list[str]]:
    """The lines of the table as words."""
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(found_table(pl.DataFrame(rows), levels))
    return [line.split() for line in console.export_text().splitlines() if line.strip()]


def test_equal_solutions_share_a_line_the_best_first_and_only_converged_ones_count() -> None:
    rows = [row(0.0992, "DNC", rank=10), row(0.0809, "SRG"), row(0.0809, "SRG"), row(0.5, status="diverged")]
    lines = shown(rows, {"DNC": 0.0992, "SRG": 0.0809})
    assert lines[-2] == ["SRG", "2", "0.08090000", "-1.8e-02", "=", "5", "5", "5", "10"]
    assert lines[-1][:4] == ["DNC", "1", "0.09920000", "="]
    assert not any("0.50000000" in line for line in lines)


def test_a_narrow_terminal_loses_no_digit() -> None:
    console = Console(width=40, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(found_table(pl.DataFrame([row(0.12345678)]), {"DNC": 0.1, "SRG": 0.08}))
    text = console.export_text()
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 40


@pytest.mark.parametrize(("K", "r"), [(6, 4), (10, 5), (15, 6), (5050, 101)])
def test_numbers_of_edges_have_an_srg_level(K: int, r: int) -> None:
    assert triangular_root(K) == r
    assert set(predicted_losses(K, 1, 1e-4, [1e-4] * 4)) == {"DNC", "SRG"}


@pytest.mark.parametrize("K", [2, 3, 5, 7, 9, 11, 14, 16])
def test_other_numbers_have_none(K: int) -> None:
    assert triangular_root(K) is None


def test_predicted_losses_are_those_of_the_paper() -> None:
    levels = predicted_losses(10, 1, 0.004, [0.004] * 4)
    assert levels["DNC"] == pytest.approx(0.0991798746, abs=1e-10)
    assert levels["SRG"] == pytest.approx(0.0809113322, abs=1e-10)


def test_a_small_training_from_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--K", "3", "--L", "2", "--lambda", "0.01", "--width", "6", "--runs", "8", "--device", "cpu"]
    assert main(["train", *arguments, "--max-steps", "20000"]) == 0
    out = capsys.readouterr().out
    assert "8/8 runs" in out
    assert "L_DNC = 0.0445453916" in out
    assert "L_SRG" not in out
    found = [line.split() for line in out.splitlines() if line.strip().startswith("DNC")]
    assert [line[2:4] for line in found] == [["0.04454539", "="]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--K", "1"], "K = 1 given"),
        (["--width", "0"], "width = 0 given"),
        (["--lambda", "-1"], "lambda = -1 given"),
        (["--lambda", "nan"], "lambda = nan given"),
        (["--runs", "0"], "runs = 0 given"),
        (["--lr", "0"], "lr = 0 given"),
        (["--momentum", "1"], "momentum = 1 given"),
        (["--width", "10000000"], "parameters given; their starting points alone need"),
        (["--device", "tpu"], "'tpu' is not one of"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_runs_that_diverge_are_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--K", "2", "--L", "2", "--lambda", "0.1", "--width", "3", "--runs", "3", "--lr", "1e4"]
    assert main(["train", *arguments, "--max-steps", "2000"]) == 0
    out = capsys.readouterr().out
    assert "3 of 3 runs: diverged; left out of the table; a smaller --lr or --scale may help" in out
    assert "ranks" not in out  # no table without a line


def test_there_is_advice_for_every_status_that_is_left_out() -> None:
    assert set(ADVICE) == set(Status) - {Status.CONVERGED}
