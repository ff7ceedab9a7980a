"""``dnc report``: from stored results, from a run, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from report_samples import document, one_figure, small_atlas, some_runs

from proofs_check import results
from proofs_check.cli import main
from proofs_check.cli import report as command
from proofs_check.report import stored
from proofs_check.statement import LegKind
from proofs_check.statements import registry


@pytest.fixture
def quickly(tmp_path: Path) -> list[str]:
    """Options that keep figures and atlas small."""
    return ["--figures", str(one_figure()), "--atlas", str(small_atlas(tmp_path / "atlas"))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.json"
    results.write(path, document(registry().values(), some_runs()))
    return path


def test_from_stored_results_nothing_runs(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "run_with_progress", None)
    arguments = ["report", "--results", str(file), "-o", str(tmp_path / "site")]
    assert main([*arguments, "--atlas", str(small_atlas(tmp_path / "atlas"))]) == 0
    printed = capsys.readouterr().out
    assert f"open {tmp_path / 'site' / 'index.html'}" in printed
    assert "stale" not in printed
    assert (tmp_path / "site" / "statements" / "S1.html").is_file()
    made = {file.name for file in (tmp_path / "site" / "figures").iterdir()}
    assert made == {
        f"{stem}.{suffix}" for stem in ("figure1", "phases") for suffix in ("csv", "png", "svg", "txt")
    }


def test_it_says_what_is_stale(
    file: Path, tmp_path: Path, quickly: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(file.read_text("utf-8"))
    content["sources"]["theory/proofs/collapse.py"] = "0" * 64
    file.write_text(json.dumps(content))
    arguments = ["report", "--results", str(file), "-o", str(tmp_path / "site"), *quickly]
    assert main(arguments) == 0
    assert "stale, since the code has changed: S1" in capsys.readouterr().out


@pytest.mark.parametrize("quick", [True, False])
def test_without_results_the_legs_run(
    quick: bool, quickly: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[LegKind]] = []

    def run(statements: object, kinds: list[LegKind], jobs: int) -> dict[str, list[object]]:
        asked.append(kinds)
        assert jobs == 3
        return {}

    monkeypatch.setattr(command, "run_with_progress", run)
    arguments = ["report", "-o", str(tmp_path / "site"), "--jobs", "3", *quickly]
    arguments += ["--quick"] if quick else []
    assert main(arguments) == 0
    (kinds,) = asked
    assert LegKind.FORMAL not in kinds
    assert (LegKind.EMPIRICAL in kinds) != quick
    made = stored.read([tmp_path / "site" / "results.json"])
    assert made.legs == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        ("not JSON", "is not a results document"),
        ("[1, 2]", "is not a results document"),
        ('{"format": "dnc-results", "version": 1}', "version 2 is read"),
        ('{"format": "other", "version": 2}', "has format 'other'"),
        ('{"format": "dnc-results", "version": 2}', "is damaged (KeyError: 'made')"),
        (
            '{"format": "dnc-results", "version": 2, "made": "2026-01-01T00:00:00+00:00", "sources": {},'
            ' "environment": {}, "statements": [{"id": "S1", "legs": [{"name": "x", "outcome": "great"}]}]}',
            "is damaged",
        ),
        ("[" * 100_000, "is not a results document"),
    ],
)
def test_a_bad_file_is_one_line(
    content: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.json"
    if content is not None:
        path.write_text(content)
    assert main(["report", "--results", str(path), "-o", str(tmp_path / "site")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert str(path) in error
    assert error.count("\n") == 1
    assert not (tmp_path / "site").exists()


def test_quick_with_results_is_a_usage_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--quick", "--results", str(file)]) == 2
    assert "leave one of them out" in capsys.readouterr().err


def test_a_folder_that_is_no_report_is_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "run_with_progress", None)
    (tmp_path / "mine.txt").touch()
    assert main(["report", "-o", str(tmp_path)]) == 2
    assert "choose a new or an empty folder" in capsys.readouterr().err
