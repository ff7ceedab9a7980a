"""Work in processes of their own: threads would wait for each other's Python code.

The processes stay for the next call.  loky starts them, which does not import the main module anew: a script that trains
needs no guard.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

Result = TypeVar("Result")
Report = Callable[[Sequence[int]], object]
"""Called with three counters that only grow."""

_IDLE_SECONDS = 60
"""How long a process waits for more work before it ends."""


def in_processes(
    work: Sequence[Callable[[Report], Result]],
    report: Callable[[int, Sequence[int]], None],
    workers: int,
) -> Iterator[tuple[int, Result]]:
    """Do pieces of work in processes, and yield their numbers and results as they come.

    An exception, one that ``report`` raises included, ends the processes at once.

    Parameters
    ----------
    work : sequence of callable
        Each is called with a function that it may tell its counters.
    report : callable
        Called in this process, several times a second, with the number of a piece and its counters.
    workers : int
        Number of processes.

    Raises
    ------
    MemoryError
        If the system ended a process.
    """
    from loky import get_reusable_executor
    from loky.process_executor import TerminatedWorkerError

    with TemporaryDirectory(prefix="dnc-") as folder:
        board = Path(folder) / "counters"
        counters = np.memmap(board, np.int64, "w+", shape=(len(work), 3))
        with _interrupts_blocked():  # inherited: Ctrl-C is for this process, which ends the others
            executor: Any = get_reusable_executor(max_workers=workers, timeout=_IDLE_SECONDS)
            numbers: dict[Future[Result], int] = {
                executor.submit(_one, piece, board, number, os.getpid()): number
                for number, piece in enumerate(work)
            }
        try:
            pending = set(numbers)
            while pending:
                done, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                for number, counts in enumerate(counters):
                    report(number, counts)
                for future in done:
                    yield numbers[future], future.result()
        except TerminatedWorkerError:
            raise MemoryError(
                f"one of {workers} processes was ended by the system, perhaps for lack of memory; take fewer workers"
            ) from None
        except BaseException:
            executor.shutdown(kill_workers=True)
            raise


def _one(work: Callable[[Report], Result], board: Path, number: int, parent: int) -> Result:
    """What a process does: a piece of work, whose counters go to its row of the board."""
    counters = np.memmap(board, np.int64, "r+")[3 * number : 3 * number + 3]

    def report(counts: Sequence[int]) -> None:
        if os.getppid() != parent:  # nobody waits for the result any more
            os._exit(1)
        counters[:] = counts

    return work(report)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
