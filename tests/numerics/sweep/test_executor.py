import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from numerics.sweep import executor, store
from numerics.sweep.executor import run_sweep
from numerics.sweep.grid import Grid
from theory.errors import InvalidInputError

distributed = pytest.importorskip("distributed")

GRID = Grid.from_mapping(
    {
        "K": 2,
        "L": 2,
        "lambda": [0.05, 0.1],
        "width": 3,
        "runs": 8,
        "chunk": 2,
        "max_steps": 4000,
        "device": "cpu",
    }
)


def rows(stored: store.Stored) -> str:
    """All rows, to the last bit; as text, in which nan equals nan."""
    return repr(stored.table().to_pylist())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The rows of a sweep that nothing interrupted."""
    return run_sweep(GRID, tmp_path_factory.mktemp("undisturbed")).table()


def test_a_sweep_has_one_row_per_run_in_the_order_of_the_grid(undisturbed: pa.Table) -> None:
    runs = [run for chunk in GRID.chunks() for run in chunk.runs]
    assert undisturbed["seed"].to_pylist() == [run.seed for run in runs]
    assert undisturbed["lam"].to_pylist() == [run.point.lam for run in runs]
    assert undisturbed["run"].to_pylist() == [*range(8), *range(8)]
    assert set(undisturbed["status"].to_pylist()) == {"converged"}


def test_a_run_does_not_depend_on_its_chunk(undisturbed: pa.Table, tmp_path: Path) -> None:
    other = Grid.from_mapping({**GRID.settings, "chunk": 5})
    again = run_sweep(other, tmp_path).table()
    for name in ("seed", "loss", "kind", "signature", "ranks", "gradient_norm"):
        assert again[name].to_pylist() == undisturbed[name].to_pylist()


def test_progress_only_grows_and_ends_with_all_runs(tmp_path: Path) -> None:
    seen: list[tuple[float, int]] = []
    run_sweep(GRID, tmp_path, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 16)
    assert seen[-1] == (16, 16)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    again: list[float] = []
    run_sweep(GRID, tmp_path, on_progress=lambda done, total: again.append(done))
    assert again == [16]


def test_kill_9_in_mid_sweep_loses_and_doubles_nothing(undisturbed: pa.Table, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from numerics.sweep.executor import run_sweep;"
        "from numerics.sweep.grid import Grid;"
        f"run_sweep(Grid.from_mapping({GRID.settings!r}), Path({str(tmp_path)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("chunk-*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    stored = store.read(tmp_path)
    assert 0 < len(stored.tables) < 8
    assert stored.rejected == []
    before = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("chunk-*.parquet")}

    assert rows(run_sweep(GRID, tmp_path)) == repr(undisturbed.to_pylist())
    after = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("chunk-*.parquet")}
    assert before.items() <= after.items()
    assert len(after) == 8


def test_an_exception_in_mid_sweep_keeps_what_is_done(undisturbed: pa.Table, tmp_path: Path) -> None:
    def interrupt(done: float, total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(GRID, tmp_path, on_progress=interrupt)
    assert len(store.read(tmp_path).tables) >= 2
    assert rows(run_sweep(GRID, tmp_path)) == repr(undisturbed.to_pylist())


def test_a_worker_killed_in_mid_sweep_loses_and_doubles_nothing(
    undisturbed: pa.Table, tmp_path: Path
) -> None:
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:

        def kill_one(done: float, total: int) -> None:
            if done > 0 and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        found = run_sweep(GRID, tmp_path, scheduler=cluster.scheduler_address, on_progress=kill_one)
    assert killed
    assert rows(found) == repr(undisturbed.to_pylist())
    assert len(list(tmp_path.glob("chunk-*.parquet"))) == 8


@pytest.mark.slow
def test_processes_of_its_own_give_the_same_rows(undisturbed: pa.Table, tmp_path: Path) -> None:
    assert rows(run_sweep(GRID, tmp_path, workers=2)) == repr(undisturbed.to_pylist())


@pytest.mark.slow
def test_a_scheduler_that_dies_is_one_line_and_the_sweep_goes_on_without_it(
    undisturbed: pa.Table, tmp_path: Path
) -> None:
    address = "tcp://127.0.0.1:18786"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18786"]
    scheduler = subprocess.Popen([*start, "--no-dashboard"], stderr=subprocess.DEVNULL)
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"],
        stderr=subprocess.DEVNULL,
    )

    def kill_scheduler(done: float, total: int) -> None:
        if done >= 4:
            scheduler.kill()
            scheduler.wait()

    try:
        with pytest.raises(InvalidInputError, match="the scheduler went away") as caught:
            run_sweep(GRID, tmp_path, scheduler=address, on_progress=kill_scheduler)
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()
    assert "\n" not in str(caught.value)
    assert len(store.read(tmp_path).tables) >= 2
    assert rows(run_sweep(GRID, tmp_path)) == repr(undisturbed.to_pylist())


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "garbage", "tcp://127.0.0.1:99999"])
def test_a_dead_scheduler_is_one_line(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "CONNECT_SECONDS", 0.5)
    with pytest.raises(
        InvalidInputError, match=f"scheduler {address} given, which does not answer"
    ) as caught:
        run_sweep(GRID, tmp_path, scheduler=address)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"workers": 1, "scheduler": "tcp://x:1"}, "workers and a scheduler given"),
        ({"workers": 0}, "workers = 0 given"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=message):
        run_sweep(GRID, tmp_path / "new", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "new").exists()


def test_a_run_that_diverges_is_a_row_like_any_other(tmp_path: Path) -> None:
    grid = Grid.from_mapping({**GRID.settings, "lr": [0.5, 1e4], "lambda": 0.05})
    table = run_sweep(grid, tmp_path).table()
    by_rate = list(zip(table["lr"].to_pylist(), table["status"].to_pylist(), strict=True))
    assert by_rate == [(0.5, "converged")] * 8 + [(1e4, "diverged")] * 8
