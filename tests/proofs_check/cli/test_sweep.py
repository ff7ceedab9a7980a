"""``dnc sweep``: a grid becomes a folder, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from numerics.sweep.store import read
from proofs_check.cli import main

GRID = 'K = 2\nL = 2\nlambda = "0.05,0.1"\nwidth = 3\nruns = 3\nmax_steps = 3000\nchunk = 2\n'


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    file = tmp_path / "grid.toml"
    file.write_text(GRID)
    return file


def test_a_sweep_is_summed_up_and_done_once(
    grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert main(["sweep", str(grid), "-o", str(folder)]) == 0
    first = capsys.readouterr().out
    assert first.splitlines()[-1] == f"6 runs in {folder}"
    assert [line.split()[:3] for line in first.splitlines() if line.strip().startswith("0.")] == [
        ["0.05", "0.05", "3"],
        ["0.1", "0.1", "3"],
    ]
    before = {file: file.stat().st_mtime_ns for file in folder.glob("*.parquet")}
    assert main(["sweep", str(grid), "-o", str(folder)]) == 0
    assert capsys.readouterr().out == first
    assert {file: file.stat().st_mtime_ns for file in folder.glob("*.parquet")} == before


def test_foreign_files_are_reported(grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    assert main(["sweep", str(grid), "-o", str(folder)]) == 0
    (folder / "mine.parquet").write_bytes(b"not Parquet")
    assert main(["sweep", str(grid), "-o", str(folder)]) == 0
    assert f"left out {folder}/mine.parquet: its name is not that of a chunk" in capsys.readouterr().out
    assert read(folder).missing == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("K = 2\nL = 2\n", "no lambda given in the grid"),
        (GRID + "colour = 1\n", "key 'colour' given in the grid"),
        ("K = = 2", "which is not TOML"),
        (GRID.replace("K = 2", "K = 1"), "K = 1 given"),
    ],
)
def test_a_bad_grid_is_one_line_and_makes_no_folder(
    content: str, message: str, grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid.write_text(content)
    assert main(["sweep", str(grid), "-o", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "reason"), [("no.toml", "No such file or directory"), (".", "Is a directory")]
)
def test_a_grid_that_cannot_be_read_is_one_line(
    name: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert f"given, which cannot be read: {reason}; give the path of a TOML file" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_another_grid_in_the_same_folder_is_refused(
    grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert main(["sweep", str(grid), "-o", str(folder)]) == 0
    rows = read(folder).table()
    grid.write_text(GRID.replace("runs = 3", "runs = 4"))
    assert main(["sweep", str(grid), "-o", str(folder)]) == 2
    assert "with runs = 3, but runs = 4 was given; choose another folder" in capsys.readouterr().err
    assert repr(read(folder).table().to_pylist()) == repr(rows.to_pylist())


def test_workers_and_a_scheduler_exclude_each_other(
    grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "sweep",
        str(grid),
        "-o",
        str(tmp_path / "out"),
        "--workers",
        "1",
        "--scheduler",
        "tcp://x:1",
    ]
    assert main(arguments) == 2
    assert "workers and a scheduler given; give one of them" in capsys.readouterr().err
