"""``dnc train-real`` and ``dnc figure 2 --real``: tables, files and errors in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from proofs_check.cli import main

TINY = ["--hidden", "12", "--width", "8", "--n", "8", "--epochs", "2", "--seeds", "1", "--record-every", "1"]


def test_a_small_training_from_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")  # in fewer the numbers of a row fold
    folder = tmp_path / "runs"
    assert main(["train-real", *TINY, "-o", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "digits: K = 10, n = 8, 80 training and 1717 test images" in out
    assert "L_DNC = 0.1699795581" in out
    assert "L_SRG = 0.1385428437" in out
    assert [line.split()[0] for line in out.splitlines() if "%" in line] == ["0"]
    assert sorted(file.name for file in folder.iterdir()) == [".seed-0.lock", "seed-0.json", "seed-0.pt"]
    assert main(["train-real", *TINY, "-o", str(folder)]) == 0
    assert capsys.readouterr().out == out


def test_other_numbers_of_classes_have_no_srg(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 256, (24, 3, 8, 8), dtype=np.uint8), np.repeat(np.arange(3), 8)
    np.savez(tmp_path / "a.npz", images=images, labels=labels)
    data = ["--data", f"npz:{tmp_path / 'a.npz'}", "--n", "6", "--backbone", "resnet20", "--epochs", "1"]
    assert main(["train-real", *data, "--seeds", "1", "-o", str(tmp_path / "runs")]) == 0
    out = capsys.readouterr().out
    assert "npz:a.npz: K = 3, n = 6, 18 training and 6 test images" in out
    assert "L_SRG" not in out


def test_a_run_that_diverges_is_said_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*TINY, "--epochs", "40", "--lr", "1e6", "--warmup", "0"]
    assert main(["train-real", *arguments, "-o", str(tmp_path / "runs")]) == 0
    assert "seed 0: diverged; left out of the table" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "mnist"], "data 'mnist' given; it must be digits"),
        (["--data", "npz:no.npz"], "there is no no.npz"),
        (["--hidden", "a,b"], "hidden = 'a,b' given; write integers"),
        (["--n", "200"], "200 training images per class given; the smallest class of digits, 8, has 174"),
        (["--lambda", "0"], "lambda = 0 given"),
        (["--seed", str(2**64)], f"seed = {2**64} given; torch takes seeds up to {2**64 - 1}"),
        (["--seed", str(2**64 - 1), "--seeds", "2"], f"seed = {2**64} given"),
        (["--momentum", "1"], "momentum = 1.0 given"),
        (["--backbone", "vgg"], "'vgg' is not one of"),
        (["--seeds", "0"], "Invalid value for '--seeds'"),
        (["--jobs", "0"], "Invalid value for '--jobs'"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train-real", *arguments, "-o", str(tmp_path / "runs")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("numbers", [[], ["1"], ["2", "3"]])
def test_real_is_for_figure_two(
    numbers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figure", *numbers, "--real", "-o", str(tmp_path / "folder")]) == 2
    assert "--real given; it is for figure 2 alone" in capsys.readouterr().err
    assert not (tmp_path / "folder").exists()
