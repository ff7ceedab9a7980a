"""The checker's command: what it prints and its exit status."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from proofs_check.certificates.folder import text
from proofs_check.checker.report import run
from proofs_check.checker.verdict import Verdict, certificates, check_file, missing


def written(folder: Path, *ids: str) -> Path:
    for id_ in ids:
        (folder / f"{id_}.json").write_text(text(id_), encoding="utf-8")
    return folder


def test_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deeper").mkdir()
    written(tmp_path / "deeper", "S1")
    for path, why in [(tmp_path, "has no *.json files"), (tmp_path / "nowhere", "does not exist")]:
        assert run([tmp_path / "deeper", path]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert (
            shown.err == f"dnc: error: {str(path)!a} given, which {why}; give certificates or their folder\n"
        )


def test_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, "S1", "S9")
    (folder / "notes.txt").write_text("no certificate")
    assert run([folder / "S9.json", folder / "S1.json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{folder / 'S9.json'}: accepted: S9: Every solution of the L-DUFM costs")
    assert lines[1].startswith(f"{folder / 'S1.json'}: accepted: S1: For all weights and features")
    assert lines[2:] == ["2 accepted, 0 rejected"]
    assert certificates([folder]) == [folder / "S1.json", folder / "S9.json"]


def test_rejected_comes_before_incomplete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, "S9")
    assert run([folder]) == 3
    assert capsys.readouterr().out.splitlines()[1:] == [
        "1 accepted, 0 rejected",
        "S9 rests on S1, of which no certificate was accepted here",
    ]
    (folder / "S1.json").write_text("{}")
    assert run([folder]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"{folder / 'S1.json'}: rejected: the certificate has no format"
    )


def test_a_file_that_the_system_does_not_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "S1") / "S1.json"

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert check_file(path) == Verdict(str(path), None, "it cannot be read: Permission denied")


def test_what_is_missing_is_found_through_others() -> None:
    found = [
        Verdict("", "S5", None, ("S2", "S3", "S4")),
        Verdict("", "S4", None, ("S1", "S3")),
        Verdict("", None, "no"),
    ]
    assert missing(found) == {"S5": ["S2", "S3", "S1"], "S4": ["S1", "S3"]}
    assert missing([*found, *(Verdict("", id_, None) for id_ in ("S1", "S2", "S3"))]) == {}


def test_the_module_runs_on_its_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, "S1", "S9")
    monkeypatch.setattr(sys, "argv", ["checker", str(folder / "S1.json"), str(folder / "S9.json")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("proofs_check.checker", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 accepted, 0 rejected"
