"""``dnc phase``: what it prints and writes is what :mod:`proofs_check.phases` makes; errors in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from numerics.phase.candidates import Field
from numerics.phase.diagram import phase_diagram
from proofs_check import phases
from proofs_check.cli import main

GRID = ["--r", "4:5", "--L", "2,4"]


@pytest.mark.parametrize("fmt", ["md", "csv", "latex", "json"])
@pytest.mark.parametrize("among", ["single", "blocks"])
def test_text_goes_to_standard_output_or_the_same_to_a_file(
    fmt: str, among: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    expected = phases.TEXT_FORMATS[fmt](phases.diagrams([4, 5], [2, 4], Field(among)))
    assert main(["phase", *GRID, "--among", among, "--format", fmt]) == 0
    assert capsys.readouterr().out == expected
    target = tmp_path / "phases"
    target.write_text("old")
    assert main(["phase", *GRID, "--among", among, "--format", fmt, "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert target.read_text("utf-8") == expected
    assert [path.name for path in tmp_path.iterdir()] == ["phases"]


def test_the_defaults_are_the_diagrams_of_s14(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phase", "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert {(record["L"], record["r"]) for record in records} == {
        (L, r) for L in range(2, 6) for r in range(4, 9)
    }
    assert all(record["decided"] for record in records)


def test_undecided_is_status_3(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(phases, "phase_diagram", lambda r, L, field: phase_diagram(r, L, field, 0))
    assert main(["phase", "--r", "7", "--L", "3", "--among", "blocks"]) == 3
    assert "undecided: SRG_6 ⊕ DNC_6 or " in capsys.readouterr().out


def test_a_picture_is_written_with_its_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phase", *GRID, "--figure", str(tmp_path / "map")]) == 0
    assert capsys.readouterr().out.startswith("→ ")
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(written) == ["map.csv", "map.png", "map.svg", "map.txt"]
    assert main(["phase", *GRID, "--figure", str(tmp_path / "map"), "-o", str(tmp_path / "table")]) == 0
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again.pop("table").decode() == phases.to_markdown(phases.diagrams([4, 5], [2, 4], Field.SINGLE))
    assert again == written


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--r", "3"], "r = 3 given; the model needs an integer r >= 4"),
        (["--r", "five"], "r = 'five' given; write integers as 5, 4:12"),
        (["--L", "1"], "L = 1 given; the model needs an integer L >= 2"),
        (["--r", "8:4"], "the range 8:4 is empty"),
        (["--r", "50"], "r = 50 given; the field of candidates 'single' needs r <= 40; choose a smaller r"),
        (["--r", "12", "--among", "blocks"], "the field of candidates 'blocks' needs r <= 11"),
        (["--among", "all"], "Invalid value for '--among'"),
        (["--format", "parquet"], "Invalid value for '--format'"),
        (["-o", "/no/such/folder/x"], "its folder does not exist"),
        (["--figure", "/no/such/folder/x"], "its folder does not exist"),
        (["--figure", "/proc"], "folder /proc given for a figure; give the path of its files without suffix"),
        (["--figure", "map", "-o", "map.csv"], "map.csv given for two outputs"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["phase", *arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_target_that_cannot_be_written_is_told_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(phases, "diagrams", work)
    assert main(["phase", "-o", "/proc/t.md"]) == 2
    assert main(["phase", "--figure", "/proc/t"]) == 2
    assert "cannot be written" in capsys.readouterr().err
