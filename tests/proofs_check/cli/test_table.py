"""``dnc table``: what it prints and writes is what :mod:`proofs_check.tables` computes."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check import tables
from proofs_check.cli import main
from proofs_check.cli.table import integers
from proofs_check.tables import float_rows, rigorous_rows
from theory.errors import InvalidInputError

GRID = ["--r", "4:6,9", "--L", "2,4", "--lambda", "0.004, 1/3", "--n", "2"]
EXPECTED = ([4, 5, 6, 9], [2, 4], ["0.004", "1/3"], 2)


@pytest.mark.parametrize("fmt", ["md", "csv", "latex", "json"])
@pytest.mark.parametrize("make", [float_rows, rigorous_rows])
def test_text_goes_to_standard_output_or_the_same_to_a_file(
    fmt: str, make: object, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    flags = ["--rigorous"] if make is rigorous_rows else []
    expected = tables.TEXT_FORMATS[fmt]((rigorous_rows if flags else float_rows)(*EXPECTED))
    assert main(["table", *GRID, "--format", fmt, *flags]) == 0
    assert capsys.readouterr().out == expected
    target = tmp_path / "table"
    target.write_text("old")
    assert main(["table", *GRID, "--format", fmt, *flags, "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert target.read_text("utf-8") == expected
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_parquet_is_written_and_read_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "t.parquet"
    assert main(["table", *GRID, "--format", "parquet", "--output", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert pl.read_parquet(target).to_dicts() == [asdict(row) for row in float_rows(*EXPECTED)]


def test_csv_and_json_of_the_command_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", *GRID, "--format", "csv"]) == 0
    frame = pl.read_csv(StringIO(capsys.readouterr().out))
    assert main(["table", *GRID, "--format", "json"]) == 0
    objects = json.loads(capsys.readouterr().out)
    for name in ("r", "K", "L", "n", "L_DNC", "L_SRG", "ratio", "rank_DNC", "rank_SRG"):
        assert frame[name].to_list() == [entry[name] for entry in objects]
        assert frame[name].to_list() == [getattr(row, name) for row in float_rows(*EXPECTED)]


def test_the_paper_values(capsys: pytest.CaptureFixture[str]) -> None:
    """MATH.md §3: K = 10, L = 4, λ = 0.004."""
    assert main(["table", "--r", "5", "--L", "4", "--lambda", "0.004"]) == 0
    (line,) = capsys.readouterr().out.splitlines()[2:]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[:5] == ["5", "10", "4", "1", "0.004"]
    assert abs(float(cells[5]) - 0.0991798746) < 5e-11
    assert abs(float(cells[6]) - 0.0809113322) < 5e-11
    assert cells[9] == "0.99363 0.98577 0.94541"
    assert cells[10:] == ["10", "5"]


def test_zero_is_named_where_it_wins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "--r", "5", "--L", "4", "--lambda", "0.004,0.4", "--format", "json"]) == 0
    below, beyond = json.loads(capsys.readouterr().out)
    assert "zero" not in (below["q_DNC"], below["q_SRG"])
    assert (beyond["q_DNC"], beyond["q_SRG"], beyond["L_DNC"], beyond["ratio"]) == ("zero", "zero", 0.5, 1.0)


def test_the_defaults_are_a_table_of_36_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 9 * 4


def test_a_failure_on_the_way_leaves_the_old_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "t.parquet"
    target.write_bytes(b"old")

    def full(_: object, path: Path) -> None:
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    assert main(["table", "--r", "4", "--format", "parquet", "-o", str(target)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def test_a_target_that_cannot_be_written_is_told_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(tables, "float_rows", work)
    assert main(["table", "-o", "/proc/t.md"]) == 2
    assert "cannot be written" in capsys.readouterr().err


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=6))
def test_integers_separated_by_commas_are_themselves(values: list[int]) -> None:
    assert integers("r", ",".join(map(str, values))) == values
    assert integers("r", " , ".join(map(str, values))) == values


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 9))
def test_a_range_contains_both_ends(start: int, length: int, step: int) -> None:
    stop = start + length
    assert integers("r", f"{start}:{stop}") == list(range(start, stop + 1))
    assert integers("r", f"{start}:{stop}:{step}") == list(range(start, stop + 1, step))
    assert integers("r", f"7,{start}:{stop}") == [7, *range(start, stop + 1)]
    if length:
        with pytest.raises(InvalidInputError, match="is empty"):
            integers("r", f"{stop}:{start}")


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    message = ""
    try:
        values = integers("L", text)
    except InvalidInputError as error:
        message = str(error)
        values = []
    assert message.startswith(f"L = {text!r} given; ") != bool(values)
    assert "\n" not in message
