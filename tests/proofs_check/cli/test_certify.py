"""``dnc certify`` and ``dnc check``: from proofs to files and back, exit statuses, errors of one line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_check.checker.verdict import IDS
from proofs_check.cli import main

NETWORKS = ("S23-K3-L4", "S23-K7-L3", "S27-K50-L2", "S28-K15-L2")
"""The statements about networks at every λ."""

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_everything_is_certified_and_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    assert main(["certify", "-o", str(folder)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[-1] == f"check with: dnc check {folder}"
    expected = sorted([*IDS, *NETWORKS])
    assert sorted(path.stem for path in folder.iterdir()) == expected
    assert len(shown) == len(expected) + 1
    assert main(["check", str(folder)]) == 0
    *answers, last = capsys.readouterr().out.splitlines()
    assert [Path(line.partition(": accepted: ")[0]).stem for line in answers] == expected
    for id_ in IDS:
        assert f"{folder / id_}.json: accepted: {id_}: " in "\n".join(answers)
    assert last == f"{len(expected)} accepted, 0 rejected"


def test_some_ids_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "s1", "S9", "-o", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["S1.json", "S9.json"]
    assert main(["check", str(tmp_path / "S1.json"), str(tmp_path / "S9.json")]) == 0
    assert main(["check", str(tmp_path / "S1.json")]) == 0
    assert main(["check", str(tmp_path / "S9.json")]) == 3  # rests on S1
    assert "S9 rests on S1, of which no certificate was accepted here" in capsys.readouterr().out


def test_one_rejected_certificate_is_enough_for_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", "S1", "S9", "-o", str(tmp_path)]) == 0
    document = json.loads((tmp_path / "S9.json").read_text())
    document["statement"]["claim"] = document["statement"]["claim"].replace("K^(2/(L+1))", "K")
    (tmp_path / "S9.json").write_text(json.dumps(document))
    capsys.readouterr()
    assert main(["check", str(tmp_path)]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[1].endswith("S9.json: rejected: the statement differs from S9 in its claim")
    assert shown[-1] == "1 accepted, 1 rejected"


BAD = [
    (["certify", "S8"], ["statement 'S8' given", "S1, S2"]),
    (["certify", "-o", "/proc/certificates"], ["cannot be made", "choose another folder"]),
    (["check"], ["Missing argument", "dnc check --help"]),
    (["check", "nowhere"], ["'nowhere' given", "does not exist"]),
    (["check", "."], ["'.' given", "no *.json files"]),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_usage_errors(
    arguments: list[str],
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("dnc: error: ")
    assert shown.err.count("\n") == 1
    assert all(word in shown.err for word in words)
    assert not list(tmp_path.iterdir())


def test_check_loads_nothing_heavy(tmp_path: Path, dnc: Run) -> None:
    assert main(["certify", "S1", "-o", str(tmp_path)]) == 0
    done = dnc("check", str(tmp_path), PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert b"proofs_check.checker.verdict" in done.stderr
    assert b"sympy" not in done.stderr
    assert b"numpy" not in done.stderr


def test_a_terminal_without_greek_letters(tmp_path: Path, dnc: Run) -> None:
    assert main(["certify", "S1", "-o", str(tmp_path)]) == 0
    assert dnc("check", str(tmp_path), PYTHONIOENCODING="ascii").returncode == 0
