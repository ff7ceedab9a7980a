"""Legs in real processes: crashes, limits, interruptions, order.

The legs are partial applications of functions of the standard library, which another process can import.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from proofs_check import runner
from proofs_check.run_folder import run_folder
from proofs_check.runner import run_legs
from proofs_check.statement import Leg, LegKind, LegResult, LegRun, Outcome, Statement, Verdict, verdicts

HOLDS = partial(LegResult, Outcome.HOLDS, "ok", 1)
FAILS = partial(LegResult, Outcome.FAILS, "fails at r = 4", 1, counterexample={"r": 4})


def statement(identity: str, *runs: Callable[[], Any], limit: float = 30.0) -> Statement:
    legs = tuple(Leg(LegKind.EXACT, f"leg {i}", run, limit) for i, run in enumerate(runs))
    return Statement(identity, "t", "c", (), "s", legs=legs)


def results_of(*runs: Callable[[], Any], **options: Any) -> list[LegResult]:
    found = run_legs([statement("S1", *runs)], **options)
    return [run.result for run in found["S1"]]


def test_results_come_back_whole() -> None:
    evidence = {"long": "x" * 1_000_000, "numbers": list(range(1000)), "σ": {"λ": 0.5}}
    result = LegResult(Outcome.HOLDS, "∝", 7, evidence)
    (found,) = results_of(partial(LegResult, Outcome.HOLDS, "∝", 7, evidence))
    assert found == result


def test_the_legs_of_a_run_share_a_folder_that_goes_with_it() -> None:
    tells = partial(os.getenv, "DNC_RUN_FOLDER")  # no LegResult, so that the complaint quotes it
    seen = {result.summary.partition("not ")[2].strip("'") for result in results_of(tells, tells, tells)}
    (folder,) = seen
    assert Path(folder).name.startswith("dnc-run-")
    assert not Path(folder).exists()
    assert folder not in results_of(tells)[0].summary
    with run_folder() as own:  # this process is no leg
        assert own.is_dir()
        assert str(own) != folder
    assert not own.exists()


def test_a_leg_that_raises_is_undecided_and_says_where() -> None:
    raises, fine = results_of(partial(int, "x\ny"), HOLDS)
    assert raises.outcome is Outcome.UNDECIDED
    assert raises.summary.startswith("the leg raised ValueError: invalid literal for int()")
    assert "\n" not in raises.summary
    assert "Traceback" in raises.evidence["traceback"]
    assert "runner.py:" in raises.evidence["at"]
    assert fine.outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("ends", "code"),
    [(partial(os._exit, 3), 3), (partial(sys.exit, 4), 4), (partial(signal.raise_signal, 9), -9)],
    ids=["os._exit", "sys.exit", "killed"],
)
def test_a_leg_whose_process_dies_is_undecided(
    ends: Callable[[], Any], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    died, fine = results_of(ends, HOLDS)
    assert died == LegResult(Outcome.UNDECIDED, f"the process of the leg died (exit code {code})")
    assert fine.outcome is Outcome.HOLDS
    assert "Traceback" not in capfd.readouterr().err


def test_a_leg_that_dies_even_with_status_0_has_not_answered() -> None:
    (died,) = results_of(partial(os._exit, 0))
    assert died.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("returns", "word"), [(partial(bool, 1), "returns a LegResult, not True"), (threading.Lock, "LegResult")]
)
def test_a_leg_that_returns_something_else_is_undecided(returns: Callable[[], Any], word: str) -> None:
    (found,) = results_of(returns)
    assert found.outcome is Outcome.UNDECIDED
    assert word in found.summary


def test_an_answer_that_cannot_be_sent_is_undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd_legs.py").write_text(
        "from proofs_check.statement import LegResult, Outcome\n"
        "def unsendable():\n"
        "    return LegResult(Outcome.HOLDS, 'ok', 1, {'f': lambda: 0})\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import odd_legs  # type: ignore[import-not-found]

    (found,) = results_of(odd_legs.unsendable)
    assert found.outcome is Outcome.UNDECIDED
    assert "pickle" in found.summary.lower()


def test_a_leg_past_its_limit_is_stopped_and_its_process_is_gone(tmp_path: Path) -> None:
    slow = statement("S1", partial(time.sleep, 60), limit=0.5)
    started = time.monotonic()
    run_legs([statement("S2", HOLDS)])  # the fork server is running from here on
    before = children_of_the_fork_server()
    found = run_legs([slow, statement("S2", HOLDS)], jobs=2)
    assert time.monotonic() - started < 50
    (late,) = found["S1"]
    assert late.result == LegResult(Outcome.TIMED_OUT, "stopped at its limit of 0.5 s")
    assert 0.5 <= late.seconds < 20
    assert found["S2"][0].result.outcome is Outcome.HOLDS
    assert children_of_the_fork_server() == before
    assert verdicts([slow], found) == {"S1": Verdict.TIMED_OUT}


def children_of_the_fork_server() -> set[str]:
    """Ids of running processes that have a leg to run; empty where there is no /proc."""
    from multiprocessing.forkserver import _forkserver

    server = _forkserver._forkserver_pid  # type: ignore[attr-defined]
    children = Path(f"/proc/{server}/task/{server}/children")
    return set(children.read_text().split()) if children.exists() else set()


def test_ctrl_c_does_not_reach_the_legs() -> None:
    """A terminal sends SIGINT to all processes; legs block it, and leave the answer to the command."""
    (found,) = results_of(partial(signal.pthread_sigmask, signal.SIG_BLOCK, []))
    assert found.summary.endswith("a leg returns a LegResult, not {<Signals.SIGINT: 2>}")
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_one_job_and_several_give_the_same() -> None:
    statements = [
        statement("S1", HOLDS, FAILS, partial(int, "x")),
        statement("S2", partial(os._exit, 3)),
        statement("S3", HOLDS, HOLDS),
    ]

    def comparable(jobs: int) -> dict[str, list[tuple[str, Outcome, str]]]:
        found = run_legs(statements, jobs=jobs)
        assert list(found) == ["S1", "S2", "S3"]
        return {i: [(r.name, r.result.outcome, r.result.summary) for r in runs] for i, runs in found.items()}

    one = comparable(1)
    assert one == comparable(2) == comparable(7)
    assert [outcome for _, outcome, _ in one["S1"]] == [Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED]


def test_results_are_in_the_order_of_the_legs_not_of_their_ends() -> None:
    sleep_then = partial(subprocess.run, ["sleep", "1"], check=True)  # returns no LegResult, late
    finished: list[str] = []
    found = run_legs(
        [statement("S1", sleep_then, HOLDS)], jobs=2, on_finish=lambda _, run: finished.append(run.name)
    )
    assert finished == ["leg 1", "leg 0"]
    assert [run.name for run in found["S1"]] == ["leg 0", "leg 1"]


def test_no_more_legs_than_jobs_run_at_the_same_time() -> None:
    running, most = 0, 0

    def start(*_: object) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)

    def finish(*_: object) -> None:
        nonlocal running
        running -= 1

    run_legs([statement("S1", *[HOLDS] * 5)], jobs=2, on_start=start, on_finish=finish)
    assert (running, most) == (0, 2)


def test_only_legs_of_the_wanted_kinds_run() -> None:
    mixed = Statement(
        "S1",
        "t",
        "c",
        (),
        "s",
        legs=(Leg(LegKind.SYMBOLIC, "a", partial(os._exit, 9)), Leg(LegKind.NUMERIC, "b", HOLDS)),
    )
    assert [run.name for run in run_legs([mixed], [LegKind.NUMERIC])["S1"]] == ["b"]
    assert run_legs([mixed], []) == {"S1": []}
    assert run_legs([]) == {}


def test_a_callback_that_raises_stops_every_leg() -> None:
    run_legs([statement("S2", HOLDS)])
    before = children_of_the_fork_server()

    def finish(_: Statement, run: LegRun) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_legs([statement("S1", partial(time.sleep, 60), HOLDS)], jobs=2, on_finish=finish)
    assert children_of_the_fork_server() == before


# In this process, where coverage sees them, the parts that otherwise run in the legs' processes.


class Answers:
    """Stands for the writing end of a pipe."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.sent: list[LegResult] = []
        self.refuses, self.closed = refuses, False

    def send(self, result: LegResult) -> None:
        if self.refuses:
            self.refuses = False
            raise TypeError("cannot pickle")
        self.sent.append(result)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("run", "refuses", "outcome"),
    [
        (HOLDS, False, Outcome.HOLDS),
        (HOLDS, True, Outcome.UNDECIDED),
        (partial(int, "x"), False, Outcome.UNDECIDED),
        (partial(int, "7"), False, Outcome.UNDECIDED),
    ],
)
def test_a_process_answers_once_and_closes(
    run: Callable[[], Any], refuses: bool, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "enter", lambda folder: None)  # this process is no leg
    answers: Any = Answers(refuses=refuses)
    runner._child(run, answers, "folder")
    assert [result.outcome for result in answers.sent] == [outcome]
    assert answers.closed


def test_a_process_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parent:
        def join(self) -> None:
            pass

    ended: list[int] = []
    monkeypatch.setattr(runner.multiprocessing, "parent_process", Parent)
    monkeypatch.setattr(runner.os, "_exit", ended.append)
    runner._end_with_parent()
    assert ended == [1]
    monkeypatch.setattr(runner.multiprocessing, "parent_process", lambda: None)
    runner._end_with_parent()
    assert ended == [1]


SLEEPERS = """
import time
from functools import partial
from proofs_check.run_folder import run_folder
from proofs_check.runner import run_legs
from proofs_check.statement import Leg, LegKind, Statement
legs = tuple(Leg(LegKind.EXACT, str(i), partial(time.sleep, 300), 300) for i in range(3))
started = []
run_legs([Statement("S1", "t", "c", (), "s", legs)], jobs=2, on_start=lambda s, leg: print("started", flush=True))
"""


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_legs_end_when_their_parent_is_killed(
    signum: signal.Signals, group_members: Callable[[int], list[int]]
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", SLEEPERS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() + parent.stdout.readline() == b"started\n" * 2
    deadline = time.monotonic() + 30
    while len(group_members(parent.pid)) < 5 and time.monotonic() < deadline:  # server, tracker and two legs
        time.sleep(0.05)
    parent.send_signal(signum)
    assert parent.wait(20) != 0
    while (left := group_members(parent.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []
