"""Runs legs in processes of their own, several at a time, each with a time limit.

A leg that crashes, hangs or exhausts its process harms nothing but itself: its result says so.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic

from proofs_check.run_folder import PREFIX, enter
from proofs_check.statement import Leg, LegKind, LegResult, LegRun, Outcome, Statement

Started = Callable[[Statement, Leg], None]
Finished = Callable[[Statement, LegRun], None]


@dataclass
class _Task:
    """A running leg."""

    statement: Statement
    leg: Leg
    process: BaseProcess
    answer: Connection
    started: float

    @property
    def deadline(self) -> float:
        return self.started + self.leg.time_limit


def run_legs(
    statements: Iterable[Statement],
    kinds: Iterable[LegKind] | None = None,
    *,
    jobs: int = 2,
    on_start: Started = lambda *_: None,
    on_finish: Finished = lambda *_: None,
) -> dict[str, list[LegRun]]:
    """Run the legs of some statements.

    Parameters
    ----------
    statements : iterable of Statement
        What to run.
    kinds : iterable of LegKind, optional
        Only legs of these kinds; by default all but those on request.  Legs that need a missing command do
        not run.
    jobs : int
        How many legs run at the same time.
    on_start, on_finish : callable
        Called in this process when a leg starts and when its result is known.

    Returns
    -------
    dict
        Statement id to the legs that ran, in the order in which the statement lists them.

    Notes
    -----
    Processes come from a fork server that has imported SymPy once.  On Ctrl-C every leg is stopped before
    ``KeyboardInterrupt`` goes on; if this process is killed, they end by themselves.  The legs share a folder
    (:func:`proofs_check.run_folder.run_folder`), which is removed with the run.
    """
    statements = list(statements)
    wanted = {kind for kind in LegKind if not kind.on_request} if kinds is None else set(kinds)
    queue = deque((s, leg) for s in statements for leg in s.legs if leg.kind in wanted and leg.can_run)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # the legs are the parallelism; inherited by the fork server
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["proofs_check.statements", "theory.closed_form"])
    _start_fork_server()
    # What a leg has started may still be writing to the folder when it goes.
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        runs = _run_all(queue, jobs, partial(_start, context, folder), on_start, on_finish)
    return {s.id: [runs[s.id, leg.name] for leg in s.legs if (s.id, leg.name) in runs] for s in statements}


def _run_all(
    queue: deque[tuple[Statement, Leg]],
    jobs: int,
    start: Callable[[Statement, Leg], _Task],
    on_start: Started,
    on_finish: Finished,
) -> dict[tuple[str, str], LegRun]:
    """Run what is queued, ``jobs`` at a time; leave no process behind, however this ends."""
    runs: dict[tuple[str, str], LegRun] = {}
    active: list[_Task] = []
    try:
        while queue or active:
            while queue and len(active) < jobs:
                statement, leg = queue.popleft()
                on_start(statement, leg)
                active.append(start(statement, leg))
            _await_any(active)
            for task in list(active):
                run = _collect(task)
                if run is not None:
                    active.remove(task)
                    runs[task.statement.id, task.leg.name] = run
                    on_finish(task.statement, run)
    finally:
        for task in active:
            task.process.kill()
            task.process.join()
    return runs


def _start_fork_server() -> None:
    """Start the server, if it is not running, with SIGINT blocked in it and so in every leg.

    Ctrl-C reaches all processes of a terminal; only this one shall answer it, and stop the others.
    """
    resource_tracker.ensure_running()  # else the fork server starts it, which unblocks SIGINT
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(
    context: multiprocessing.context.ForkServerContext, folder: str, statement: Statement, leg: Leg
) -> _Task:
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(leg.run, there, folder), daemon=True)
    process.start()
    there.close()
    return _Task(statement, leg, process, here, monotonic())


def _child(run: Callable[[], LegResult], answer: Connection, folder: str) -> None:
    enter(folder)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer.send(result_of(run))
    except Exception as error:  # a result that cannot be sent
        answer.send(_raised(error))
    answer.close()


def result_of(run: Callable[[], LegResult]) -> LegResult:
    """What a leg returns; a leg that raises an error, or returns something else, is undecided and says why.

    Examples
    --------
    >>> result_of(lambda: 1 / 0).summary
    'the leg raised ZeroDivisionError: division by zero'
    """
    try:
        result = run()
        if not isinstance(result, LegResult):
            raise TypeError(f"a leg returns a LegResult, not {result!r}")
    except Exception as error:
        return _raised(error)
    return result


def _raised(error: Exception) -> LegResult:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return LegResult(
        Outcome.UNDECIDED,
        f"the leg raised {type(error).__name__}: {' '.join(str(error).split())}",
        evidence={
            "traceback": "".join(traceback.format_exception(error)),
            "at": f"{where.filename}:{where.lineno}",
        },
    )


def _end_with_parent() -> None:
    """End this process when its parent has gone, however that came about."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _await_any(active: list[_Task]) -> None:
    """Sleep until a leg answers, dies or reaches its limit."""
    until = min(task.deadline for task in active)
    wait([task.answer for task in active], timeout=max(0.0, until - monotonic()))


def _collect(task: _Task) -> LegRun | None:
    """The leg's run if it is over, else None."""
    elapsed = monotonic() - task.started
    if task.answer.poll():
        try:
            result = task.answer.recv()
        except (EOFError, OSError):  # died before its answer, or in the middle of it
            task.process.join()
            result = LegResult(
                Outcome.UNDECIDED, f"the process of the leg died (exit code {task.process.exitcode})"
            )
    elif monotonic() >= task.deadline:
        task.process.kill()
        result = LegResult(Outcome.TIMED_OUT, f"stopped at its limit of {task.leg.time_limit:g} s")
    else:
        return None
    task.process.join()
    task.answer.close()
    return LegRun(task.leg.kind, task.leg.name, result, elapsed)
