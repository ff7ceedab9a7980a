"""``dnc verify``: exit statuses, the closing table, the results file, interruptions."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from proofs_check import runner, statements
from proofs_check.cli import main
from proofs_check.cli import verify as command
from proofs_check.cli.verify import exit_status
from proofs_check.statement import Leg, LegKind, LegResult, Outcome, Statement, Verdict

FOUNDATION = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S13", "S14"]
COMMAND = Path(sys.executable).with_name("dnc")


def answers(outcome: Outcome, summary: str = "as told", **more: Any) -> Callable[[], LegResult]:
    return partial(LegResult, outcome, summary, 1, **more)


HOLDS = answers(Outcome.HOLDS)
SLEEPS = partial(time.sleep, 300)


@pytest.fixture
def with_statements(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Function that puts statements of its own into the registry: ids with legs, one kind and function each."""

    def put(**legs: list[tuple[LegKind, Callable[[], Any]]]) -> None:
        known = {
            identity: Statement(
                identity,
                f"title of {identity}",
                "claim",
                ("h",),
                "source",
                tuple(
                    Leg(kind, f"leg {i}", run, 0.5 if run is SLEEPS else 60)
                    for i, (kind, run) in enumerate(own)
                ),
            )
            for identity, own in legs.items()
        }
        monkeypatch.setattr(statements, "registry", lambda: known)

    return put


# Exit statuses.


def test_status_0_only_if_everything_holds() -> None:
    good = {verdict for verdict in Verdict if verdict.holds}
    bad = {Verdict.REFUTED, Verdict.UNDECIDED, Verdict.VACUOUS, Verdict.TIMED_OUT, Verdict.NOT_RUN}
    assert good == set(Verdict) - bad
    for pair in combinations(Verdict, 2):
        found = dict(zip(("S1", "S2"), pair, strict=True))
        if Verdict.REFUTED in pair:
            assert exit_status(found) == 1
        else:
            assert exit_status(found) == (0 if set(pair) <= good else 3)
    for verdict in good:
        assert exit_status({"S1": verdict}) == 0
    for verdict in bad:
        assert exit_status({"S1": verdict}) == (1 if verdict is Verdict.REFUTED else 3)


@pytest.mark.parametrize(
    ("kind", "run", "status", "verdict"),
    [
        (LegKind.SYMBOLIC, HOLDS, 0, "proved"),
        (LegKind.RIGOROUS, HOLDS, 0, "verified on instances"),
        (LegKind.NUMERIC, HOLDS, 0, "numeric evidence"),
        (LegKind.EXACT, answers(Outcome.FAILS), 1, "refuted"),
        (LegKind.NUMERIC, answers(Outcome.FAILS), 3, "undecided"),
        (LegKind.EXACT, answers(Outcome.VACUOUS), 3, "vacuous"),
        (LegKind.SYMBOLIC, answers(Outcome.UNDECIDED), 3, "undecided"),
        (LegKind.EXACT, partial(int, "x"), 3, "undecided"),
        (LegKind.EXACT, partial(os._exit, 0), 3, "undecided"),
        (LegKind.EXACT, SLEEPS, 3, "timed out"),
    ],
)
def test_status_and_verdict_of_one_leg(
    kind: LegKind,
    run: Callable[[], Any],
    status: int,
    verdict: str,
    with_statements: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with_statements(S1=[(LegKind.EXACT, HOLDS)], S2=[(kind, run)])
    target = tmp_path / "r.json"
    assert main(["verify", "--json", str(target)]) == status
    shown = capsys.readouterr().out
    assert f"title of S2 {verdict}" in " ".join(shown.split())
    found = json.loads(target.read_text("utf-8"))["statements"]
    assert [s["verdict"] for s in found] == ["verified on instances", verdict]
    (leg,) = found[1]["legs"]
    problem = f"S2 {kind.value} leg “leg 0”: {leg['summary']}"
    assert (problem in " ".join(shown.split())) == (leg["outcome"] != "holds")


def test_a_refutation_outweighs_what_is_undecided_and_shows_its_counterexample(
    with_statements: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fails = answers(Outcome.FAILS, "fails at r = 4", counterexample={"r": 4})
    with_statements(S1=[(LegKind.EXACT, partial(os._exit, 3))], S2=[(LegKind.EXACT, fails)])
    target = tmp_path / "r.json"
    assert main(["verify", "--json", str(target)]) == 1
    shown = capsys.readouterr().out
    assert "✗ exact: fails at r = 4" in shown
    assert "the process of the leg died (exit code 3)" in " ".join(shown.split())
    assert re.search(r"2 statements: 1 undecided, 1 refuted; \d+\.\d s", shown)
    assert json.loads(target.read_text())["statements"][1]["legs"][0]["counterexample"] == {"r": 4}


def test_legs_that_were_not_chosen_do_not_run_and_prove_nothing(
    with_statements: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with_statements(
        S1=[(LegKind.SYMBOLIC, partial(os._exit, 9)), (LegKind.EXACT, HOLDS), (LegKind.RIGOROUS, HOLDS)]
    )
    assert main(["verify", "--leg", "exact", "--leg", "rigorous"]) == 0
    assert "verified on instances" in capsys.readouterr().out
    assert main(["verify", "--leg", "numeric"]) == 3
    assert "no leg of the chosen kind" in " ".join(capsys.readouterr().out.split())


def test_kinds_alone_ask_for_the_statements_that_have_a_leg_of_them(
    with_statements: Callable[..., None],
) -> None:
    with_statements(S1=[(LegKind.EXACT, HOLDS)], S2=[(LegKind.RIGOROUS, HOLDS)])
    assert main(["verify", "--leg", "exact"]) == 0
    assert main(["verify", "S1", "S2", "--leg", "exact"]) == 3  # S2 was named, and did not run
    assert main(["verify"]) == 0


def test_where_coq_is_missing_nothing_is_proved_by_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["verify", "--leg", "formal"]) == 3
    shown = " ".join(capsys.readouterr().out.split())
    assert "S5 formal leg “Coq”: not run: coqc is not installed" in shown
    assert re.search(r"(\d+) statements: \1 not run", shown)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_odd_messages_are_shown_as_they_are_and_fit(
    columns: str,
    with_statements: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = "[/] [bold] [[1, 2]] :x: " + "q" * 90
    monkeypatch.setenv("COLUMNS", columns)
    with_statements(
        S1=[(LegKind.EXACT, answers(Outcome.FAILS, odd)), (LegKind.SYMBOLIC, partial(int, "[/red]"))]
    )
    assert main(["verify"]) == 1
    shown = capsys.readouterr().out
    table, _, problems = shown.partition("S1 exact leg")
    assert max(cell_len(line) for line in table.splitlines()) <= int(columns)
    letters = "".join(problems.split())
    assert "".join(odd.split()) in letters
    assert "[/red]" in letters
    assert table.count("q") == 90  # folded, not cut off


def test_results_do_not_depend_on_the_number_of_jobs(
    with_statements: Callable[..., None], tmp_path: Path
) -> None:
    legs = [
        (LegKind.EXACT, HOLDS),
        (LegKind.NUMERIC, answers(Outcome.VACUOUS)),
        (LegKind.EXACT, partial(int, "x")),
    ]
    with_statements(S1=legs, S2=[(LegKind.SYMBOLIC, HOLDS)])
    found = []
    for jobs in ("1", "2", "5"):
        assert main(["verify", "--jobs", jobs, "--json", str(tmp_path / "r.json")]) == 3
        document = json.loads((tmp_path / "r.json").read_text())
        for leg in (leg for s in document["statements"] for leg in s["legs"]):
            del leg["seconds"]
        found.append(document["statements"])
    assert found[0] == found[1] == found[2]


# The results file.


def test_a_file_that_cannot_be_written_is_told_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(command, "run_legs", run)
    assert main(["verify", "--json", "/proc/r.json"]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("old", [None, b"\xff\xfe old"])
def test_ctrl_c_leaves_the_results_as_they_were(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, old: bytes | None
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_legs", interrupted)
    target = tmp_path / "r.json"
    if old is not None:
        target.write_bytes(old)
    assert main(["verify", "--json", str(target)]) == 130
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert "Traceback" not in printed.err
    assert [path.name for path in tmp_path.iterdir()] == ([] if old is None else ["r.json"])
    assert old is None or target.read_bytes() == old


def test_old_results_are_replaced_whatever_they_were(
    with_statements: Callable[..., None], tmp_path: Path
) -> None:
    with_statements(S1=[(LegKind.EXACT, HOLDS)])
    target = tmp_path / "r.json"
    target.write_bytes(b"\xff\xfe not UTF-8")
    assert main(["verify", "--json", str(target)]) == 0
    assert json.loads(target.read_text("utf-8"))["format"] == "dnc-results"


def test_a_real_statement_end_to_end(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    assert main(["verify", "s9", "--json", str(target)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "2 statements: 2 proved" in shown
    document = json.loads(target.read_text("utf-8"))
    assert set(document) == {"format", "version", "made", "environment", "sources", "statements"}
    assert [s["id"] for s in document["statements"]] == ["S1", "S9"]  # with what it depends on
    for found in document["statements"]:
        assert found["verdict"] == "proved"
        known = statements.registry()[found["id"]]
        ran = [(leg["kind"], leg["name"]) for leg in found["legs"]]
        listed = [(leg.kind.value, leg.name) for leg in known.legs]
        assert ran == [leg for leg in listed if leg in ran]  # in that order; some kinds run on request only
        assert {"symbolic", "exact", "rigorous"} & {kind for kind, _ in listed} <= {kind for kind, _ in ran}
        for leg in found["legs"]:
            assert leg["outcome"] == "holds"
            assert leg["instances"] > 0
            assert leg["seconds"] > 0
    proof = document["statements"][1]["legs"][0]["evidence"]
    assert all(step["checked"] or step["because"] for step in proof["steps"])
    assert proof["facts"]


def test_one_leg_of_a_real_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "S3", "--leg", "exact"]) == 0
    assert "verified on instances" in " ".join(capsys.readouterr().out.split())


# Real processes.


def test_ctrl_c_ends_every_process_with_one_line_and_no_results(
    group_members: Callable[[int], list[int]], tmp_path: Path
) -> None:
    """Ctrl-C at a terminal reaches the whole process group, the fork server and the legs included."""
    process = subprocess.Popen(
        [COMMAND, "verify", "--json", tmp_path / "r.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(group_members(process.pid)) < 5 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)  # until the tracker, the fork server and two legs are there
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err == b"dnc: interrupted; no file is left half-written\n"
    while (left := group_members(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)  # the fork server ends by itself
    assert left == []
    assert list(tmp_path.iterdir()) == []


def test_piped_output_has_no_colours_and_no_progress(
    with_statements: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with_statements(S1=[(LegKind.EXACT, HOLDS)])
    assert main(["verify"]) == 0
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out
    assert printed.err == ""


def test_a_terminal_shows_which_legs_are_running() -> None:
    ours, theirs = pty.openpty()
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [COMMAND, "verify", "S1", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**variables, "TERM": "xterm"},
    )
    os.close(theirs)
    shown = bytearray()
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal so
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.stdout is not None
    assert b"proved" in process.stdout.read()
    assert process.wait(60) == 0
    assert b"S1 proof" in shown
    assert b"0/2" in shown


def test_progress_counts_the_legs_that_run(
    with_statements: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_statements(
        S1=[(LegKind.EXACT, HOLDS), (LegKind.EXACT, HOLDS), (LegKind.NUMERIC, HOLDS)],
        S2=[(LegKind.EXACT, HOLDS)],
    )
    seen: list[tuple[float | None, float, str]] = []
    update = command.Progress.update

    def watched(self: Any, task: Any, **changes: Any) -> None:
        update(self, task, **changes)
        bar = self.tasks[0]
        seen.append((bar.total, bar.completed, bar.description))

    monkeypatch.setattr(command.Progress, "update", watched)
    assert main(["verify", "--leg", "exact", "--jobs", "1"]) == 0
    assert {total for total, *_ in seen} == {3}
    assert [completed for _, completed, _ in seen] == [0, 1, 1, 2, 2, 3]
    assert [text for *_, text in seen] == ["S1 leg 0", "", "S1 leg 1", "", "S2 leg 0", ""]


@pytest.mark.slow
def test_the_whole_foundation_is_verified(tmp_path: Path) -> None:
    found = subprocess.run(
        [COMMAND, "verify", *FOUNDATION, "--json", tmp_path / "r.json"], capture_output=True, timeout=300
    )
    assert found.returncode == 0, found.stdout.decode()
    document = json.loads((tmp_path / "r.json").read_text("utf-8"))
    verdicts = {s["id"]: s["verdict"] for s in document["statements"]}
    assert verdicts == {i: "numeric evidence" if i == "S8" else "proved" for i in FOUNDATION}
    assert {leg["outcome"] for s in document["statements"] for leg in s["legs"]} == {"holds"}


def test_the_runner_is_the_one_that_is_tested() -> None:
    assert command.run_legs is runner.run_legs
