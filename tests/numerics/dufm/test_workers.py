"""Work in processes: the same results, and nothing left behind when it ends early."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from cloudpickle import register_pickle_by_value

from numerics.dufm.problem import Problem, Settings
from numerics.dufm.train import Progress, train
from numerics.dufm.workers import Report, in_processes

register_pickle_by_value(sys.modules[__name__])  # the processes cannot import a test
PROBLEM = Problem.uniform(3, 3, [0.01, 0.02, 0.03, 0.02, 0.01], widths=6)


def settings(workers: int) -> Settings:
    return Settings(
        seeds=range(5),
        lr=[0.5, 0.4, 0.3, 0.2, 0.1],
        momentum=[0, 0.5, 0, 0.5, 0],
        max_steps=3000,
        workers=workers,
    )


def write_pid(folder: Path, seconds: float, report: Report) -> int:
    """Work that says who does it, and reports until it is over."""
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
        report((1, 1, 1))
    return os.getpid()


def kill_oneself(report: Report) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def ended(pids: list[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(is_running(pid) for pid in pids)


def test_processes_give_the_same_bits_as_one_process() -> None:
    seen: list[Progress] = []
    spread, alone = train(PROBLEM, settings(3), seen.append), train(PROBLEM, settings(1))
    for name in ("status", "fit", "regularisation", "gradient_norm", "steps", "descent_loss", "moved"):
        assert np.array_equal(getattr(spread, name), getattr(alone, name)), name
    assert np.array_equal(spread.history_loss, alone.history_loss, equal_nan=True)
    for one, other in zip(spread.factors, alone.factors, strict=True):
        assert np.array_equal(one, other)
    assert seen[-1].finished == seen[-1].stopped == seen[-1].runs == 5
    assert seen[-1].model_steps == alone.steps.sum()


def test_results_come_with_their_numbers(tmp_path: Path) -> None:
    work = [partial(write_pid, tmp_path, 0.1) for _ in range(5)]
    found = dict(in_processes(work, lambda number, counts: None, workers=2))
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert {str(pid) for pid in found.values()} == {file.name for file in tmp_path.iterdir()}
    assert os.getpid() not in found.values()


def test_an_interrupt_ends_the_processes(tmp_path: Path) -> None:
    def interrupt(number: int, counts: object) -> None:
        if len(list(tmp_path.iterdir())) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(in_processes([partial(write_pid, tmp_path, 300)] * 2, interrupt, workers=2))
    assert ended([int(file.name) for file in tmp_path.iterdir()])


def test_a_process_that_is_killed_is_one_line() -> None:
    with pytest.raises(MemoryError, match="one of 2 processes was ended by the system") as caught:
        list(in_processes([kill_oneself] * 2, lambda number, counts: None, workers=2))
    assert "\n" not in str(caught.value)


def test_nobody_works_on_for_a_parent_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from functools import partial; from pathlib import Path;"
        "from test_workers import write_pid; from numerics.dufm.workers import in_processes;"
        "list(in_processes([partial(write_pid, Path(sys.argv[2]), 300)] * 2, lambda *_: None, workers=2))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(command, env=environment) as parent:
        deadline = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        parent.kill()
    pids = [int(file.name) for file in tmp_path.iterdir()]
    assert len(pids) == 2
    assert ended(pids)
