"""Runs from several seeds in one folder, in as many processes as wanted; what is done is not done again."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from numerics.files import sole_writer, unwritable, write_whole
from numerics.images.dataset import Split
from numerics.images.settings import Settings
from numerics.images.train import Run, train
from theory.errors import InvalidInputError

OnProgress = Callable[[float, int], None]
"""Called with the number of runs that are done, parts of a run included, and the number of all."""

_parts: Any = None
"""In a process of its own: the array that the parent reads the progress from."""


def train_seeds(
    split: Split,
    settings: Settings,
    seeds: Sequence[int],
    folder: Path,
    *,
    jobs: int = 1,
    on_progress: OnProgress = lambda done, total: None,
) -> list[Run]:
    """Train from every seed; runs that the folder holds are read, unfinished ones go on from their checkpoints.

    Parameters
    ----------
    split, settings
        What is trained and how; the seed in ``settings`` does not matter.
    seeds : sequence of int
        One run each.
    folder : Path
        It is made if missing, and gets ``seed-S.pt``, the checkpoint, and ``seed-S.json``, history and record.
    jobs : int
        Processes.
    on_progress : callable
        See ``OnProgress``.

    Raises
    ------
    InvalidInputError
        If the folder holds runs with other settings or data, another process is training one of them, or a file is
        damaged or cannot be written.
    """
    each = [replace(settings, seed=seed) for seed in seeds]  # checked before the folder is made
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    missing = [one for one in each if _read(folder, one, split) is None]
    done = len(each) - len(missing)
    on_progress(done, len(each))

    def report(part: float) -> None:
        on_progress(done + part, len(each))

    if jobs > 1 and len(missing) > 1:
        _in_processes(split, missing, folder, min(jobs, len(missing)), report)
    else:
        for number, one in enumerate(missing):
            _train(split, one, folder, partial(_shifted, report, number))
    found = [_read(folder, one, split) for one in each]
    return [run for run in found if run is not None]


def _shifted(report: Callable[[float], None], before: int, part: float) -> None:
    report(before + part)


def _in_processes(
    split: Split, missing: Sequence[Settings], folder: Path, jobs: int, report: Callable[[float], None]
) -> None:
    """Train in processes that are started afresh, since torch does not survive a fork."""
    context = multiprocessing.get_context("spawn")
    parts = context.Array("d", len(missing))
    with ProcessPoolExecutor(jobs, context, _remember, (parts,)) as pool:
        pending = {
            pool.submit(_train_in_process, split, one, folder, number, os.getpid())
            for number, one in enumerate(missing)
        }
        try:
            while pending:
                done, pending = wait(pending, timeout=0.2, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                report(sum(parts[:]))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _remember(parts: Any) -> None:
    global _parts
    _parts = parts


def _train_in_process(split: Split, settings: Settings, folder: Path, number: int, parent: int) -> None:
    def report(part: float) -> None:
        if os.getppid() != parent:  # it was killed; the checkpoint stays
            raise SystemExit
        _parts[number] = part

    _train(split, settings, folder, report)


def _train(split: Split, settings: Settings, folder: Path, report: Callable[[float], None]) -> None:
    """Train one run and write its result."""
    stem = _stem(folder, settings)
    busy = f"in which another process is training {stem.name}"
    with sole_writer(stem.with_name(f".{stem.name}.lock"), busy, named=stem):
        run = train(
            split,
            settings,
            stem.with_suffix(".pt"),
            lambda epoch, _: report(epoch / settings.epochs),
        )
        content = {"settings": settings.identity(split), "history": run.history, "record": run.record}
        write_whole(stem.with_suffix(".json"), json.dumps(content, indent=1).encode())
    report(1.0)


def _stem(folder: Path, settings: Settings) -> Path:
    return folder / f"seed-{settings.seed}"


def _read(folder: Path, settings: Settings, split: Split) -> Run | None:
    """A finished run; None if there is none."""
    file = _stem(folder, settings).with_suffix(".json")
    if not file.exists():
        return None
    try:
        content: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
        before, history, record = content["settings"], list(content["history"]), dict(content["record"])
    except (ValueError, KeyError, TypeError):
        raise InvalidInputError(f"{file} is damaged; remove it to make it anew from its checkpoint") from None
    now = settings.identity(split)
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            raise InvalidInputError(
                f"folder {folder} holds runs with {name} = {before.get(name)}, but {name} = {now.get(name)} was given;"
                " choose another folder"
            )
    return Run(settings, history, record)
