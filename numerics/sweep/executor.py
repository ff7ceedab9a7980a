"""Runs the chunks of a sweep that are missing: in this process by default, or on a Dask cluster.

Whoever trains a chunk, this process alone writes it, when it is whole.  A worker that dies therefore loses only
what it was training, which the cluster gives to another one, and nothing can be stored twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from numerics.sweep.grid import Chunk, Grid
from numerics.sweep.store import Stored, read, writer
from numerics.sweep.work import TrainedChunk, train_chunk
from theory.errors import InvalidInputError

CONNECT_SECONDS = 10
"""How long a scheduler has to answer."""

OnProgress = Callable[[float, int], None]
"""Called with the number of runs that are done, parts of a chunk included, and the number of all."""


def run_sweep(
    grid: Grid,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    on_progress: OnProgress = lambda done, total: None,
) -> Stored:
    """Train what is missing in ``folder`` and return everything that is stored there.

    Parameters
    ----------
    grid : Grid
        What to train.
    folder : Path
        Where the chunks are; a sweep that was interrupted goes on.
    workers : int, optional
        Train in this many processes on this machine.
    scheduler : str, optional
        Train on the workers of this Dask scheduler, ``"tcp://host:port"``.  They must have this package.
    on_progress : callable
        See ``OnProgress``.

    Raises
    ------
    InvalidInputError
        If the folder holds another sweep or cannot be written, or the scheduler does not answer.
    """
    if workers is not None and scheduler is not None:
        raise InvalidInputError("workers and a scheduler given; give one of them")
    if workers is not None and workers < 1:
        raise InvalidInputError(f"workers = {workers} given; there must be at least one")
    with writer(folder, grid) as target:
        missing = target.stored.missing
        total = grid.total_runs
        done = total - sum(len(chunk.runs) for chunk in missing)
        on_progress(done, total)
        if workers is None and scheduler is None:
            found = in_process(missing, lambda part: on_progress(done + part, total))
        else:
            found = on_cluster(missing, workers, scheduler)
        for trained in found:
            target.write(trained.chunk, trained.rows, trained.environment)
            done += len(trained.rows)
            on_progress(done, total)
    return read(folder)


def in_process(
    chunks: Iterable[Chunk], on_progress: Callable[[float], None] = lambda part: None
) -> Iterator[TrainedChunk]:
    """Train chunks one after another, each on all cores or on the GPU.

    ``on_progress`` is called with the part of the current chunk that is done, counted in runs.
    """
    for chunk in chunks:
        yield train_chunk(chunk, on_progress=on_progress)


def on_cluster(
    chunks: Iterable[Chunk], workers: int | None = None, scheduler: str | None = None
) -> Iterator[TrainedChunk]:
    """Train chunks on a Dask cluster, in the order in which they get done.

    Raises
    ------
    InvalidInputError
        If the scheduler does not answer or goes away, or a chunk kills its workers.
    """
    distributed: Any = import_module("distributed")  # which has no types
    chunks = list(chunks)
    if not chunks:
        return
    with ExitStack() as stack:
        client = _connect(stack, workers, scheduler)
        work = partial(train_chunk, workers=1)  # the cluster's processes are the parallelism
        running = distributed.as_completed(client.map(work, chunks, pure=False))
        try:
            for future in running:
                yield future.result()
                future.release()
        except distributed.KilledWorker:
            raise InvalidInputError(
                "a chunk was given up after several workers had died of it, perhaps for lack of memory; the others"
                " are kept: give the same command again with more memory, or a new sweep with a smaller chunk"
            ) from None
        except CancelledError:
            raise InvalidInputError(
                "the scheduler went away; the chunks that were finished are kept: start it and give the same"
                " command again"
            ) from None


def _connect(stack: ExitStack, workers: int | None, scheduler: str | None) -> Any:
    """Client of the given scheduler, or of a cluster of processes on this machine."""
    distributed: Any = import_module("distributed")
    stack.callback(logging.disable, logging.root.manager.disable)
    logging.disable(logging.ERROR)  # Dask logs tracebacks; what matters to the user is raised as one line
    if scheduler is None:
        cluster = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        )
        return stack.enter_context(distributed.Client(stack.enter_context(cluster)))
    try:
        # A Client that cannot connect is never closed, and hangs the next one when it is collected: ask before.
        asyncio.run(_ask(scheduler))
        client = stack.enter_context(distributed.Client(scheduler, timeout=CONNECT_SECONDS))
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except (OSError, TypeError, ValueError, AssertionError) as error:  # TypeError: no certificate for tls://
        reason = " ".join(str(error).split()) or "no answer"
        raise InvalidInputError(
            f"scheduler {scheduler} given, which does not answer or has no worker: {reason}; start them with"
            " 'dask scheduler' and 'dask worker', or leave the option out to train in this process"
        ) from None
    return client


async def _ask(scheduler: str) -> None:
    """Make sure that somebody answers at the address."""
    distributed: Any = import_module("distributed")
    async with distributed.rpc(scheduler, timeout=CONNECT_SECONDS) as remote:
        await asyncio.wait_for(remote.identity(), 2 * CONNECT_SECONDS)
