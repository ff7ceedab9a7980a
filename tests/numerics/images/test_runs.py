"""Several seeds in a folder: in processes or not, done once, and never by two at a time."""

from __future__ import annotations

import fcntl
import json
from dataclasses import replace
from pathlib import Path

import pytest

from numerics.images.dataset import split
from numerics.images.readers import read
from numerics.images.runs import train_seeds
from numerics.images.settings import Settings
from theory.errors import InvalidInputError

SMALL = Settings(hidden=(12,), width=8, epochs=3, warmup=1, batch=16, record_every=1)
DATA = split(read("digits"), 8)


def test_processes_give_the_same_runs_and_what_is_done_is_read(tmp_path: Path) -> None:
    seen: list[float] = []
    here = train_seeds(
        DATA, SMALL, [3, 4], tmp_path / "a", on_progress=lambda done, total: seen.append(done / total)
    )
    there = train_seeds(DATA, SMALL, [3, 4], tmp_path / "b", jobs=2)
    assert [(run.settings, run.history, run.record) for run in here] == [
        (run.settings, run.history, run.record) for run in there
    ]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 1)
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "a").glob("seed*")}
    assert sorted(before) == ["seed-3.json", "seed-3.pt", "seed-4.json", "seed-4.pt"]
    assert [run.record for run in train_seeds(DATA, SMALL, [3, 4], tmp_path / "a")] == [
        run.record for run in here
    ]
    assert before == {file.name: file.stat().st_mtime_ns for file in (tmp_path / "a").glob("seed*")}


def test_a_lost_result_is_made_anew_from_the_checkpoint(tmp_path: Path) -> None:
    (run,) = train_seeds(DATA, SMALL, [0], tmp_path)
    (tmp_path / "seed-0.json").unlink()
    assert train_seeds(DATA, SMALL, [0], tmp_path)[0].record == run.record


def test_a_folder_belongs_to_its_settings(tmp_path: Path) -> None:
    train_seeds(DATA, SMALL, [0], tmp_path)
    with pytest.raises(InvalidInputError, match=r"holds runs with lam = 0\.005, but lam = 0\.1 was given"):
        train_seeds(DATA, replace(SMALL, lam=0.1), [0], tmp_path)
    file = tmp_path / "seed-0.json"
    for content in ("{", "[]", json.dumps({"settings": {}})):
        file.write_text(content)
        with pytest.raises(InvalidInputError, match=r"seed-0\.json is damaged"):
            train_seeds(DATA, SMALL, [0], tmp_path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_another_process_trains_is_left_alone(tmp_path: Path, jobs: int) -> None:
    with (tmp_path / ".seed-0.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InvalidInputError, match="another process is training seed-0"):
            train_seeds(DATA, SMALL, [0, 1], tmp_path, jobs=jobs)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InvalidInputError, match="cannot be written"):
        train_seeds(DATA, SMALL, [0], tmp_path / "file")
