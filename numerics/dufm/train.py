"""Training of a batch: gradient descent of all runs at once, then the second-order polish.

A run stops on a small gradient or on a plateau of its loss.  Its last steps, with a smaller learning rate, are averaged
to remove the jitter about the kinks of σ, and the polish takes over.  On a CPU the runs are shared out among
processes in pieces whose buffers stay in the cache; a GPU takes them all together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import ceil
from multiprocessing import parent_process
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from numerics.dufm.batch import Status, TrainedBatch
from numerics.dufm.descent import Descent
from numerics.dufm.finish import finish
from numerics.dufm.metrics import within_class_variability
from numerics.dufm.model import evaluate, initial_factors, layers
from numerics.dufm.problem import Problem, Settings
from numerics.dufm.workers import Report, in_processes
from theory.errors import InvalidInputError

Indices = NDArray[np.intp]

_PIECE = 32
"""Most runs in one piece on a CPU: enough to make the calls' overhead small, few enough for the cache."""

_SMALL = 200_000
"""Fewer model-steps than this are made in the process that asks for them: to start others takes some seconds."""

_BLOWN_UP = 1e6
"""Loss beyond which a run has diverged."""

_COMPACT = 0.75
"""A piece is rebuilt without the runs that have stopped when at most this fraction goes on."""


class Progress(NamedTuple):
    """How far training is.

    Attributes
    ----------
    model_steps : int
        Steps of gradient descent made so far, summed over the runs.
    stopped, finished, runs : int
        Runs whose gradient descent has stopped, runs that are done altogether, and all runs.
    """

    model_steps: int
    stopped: int
    finished: int
    runs: int


def train(
    problem: Problem, settings: Settings, on_progress: Callable[[Progress], object] | None = None
) -> TrainedBatch:
    """Train one L-DUFM for every seed.

    The result of a run depends on the problem, its own seed and its own settings only; on a CPU it is the same to the
    last bit whatever its neighbours and the number of processes are.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    settings : Settings
        How.
    on_progress : callable, optional
        Called from this thread now and then with a :class:`Progress`.  An exception that it raises, or an interrupt
        from the keyboard, ends all processes and is passed on.

    Returns
    -------
    TrainedBatch

    Raises
    ------
    InvalidInputError
        If the numbers of runs disagree, or CUDA is asked for and there is none.
    MemoryError
        If the runs would not fit into the memory of this machine, or the system ended one of the processes.

    Examples
    --------
    At L = 2 deep neural collapse is what training finds.

    >>> problem = Problem.uniform(K=3, L=2, lam=0.01, widths=6)
    >>> batch = train(problem, Settings(seeds=range(2), max_steps=20_000))
    >>> batch.status.tolist(), batch.loss.round(8).tolist()
    ([<Status.CONVERGED: 'converged'>, <Status.CONVERGED: 'converged'>], [0.04454539, 0.04454539])
    """
    device = resolve_device(settings.device)
    _require_memory(problem, settings.runs)
    batch = _empty_batch(problem, settings, device)
    workers = 1 if device.type == "cuda" else settings.workers or _sensible_workers(settings)
    pieces = _pieces(settings, workers, device)
    counters = np.zeros((len(pieces), 3), dtype=np.int64)

    def report(number: int, counts: Sequence[int]) -> None:
        counters[number] = counts
        if on_progress is not None:
            model_steps, stopped, finished = counters.sum(axis=0).tolist()
            on_progress(Progress(model_steps, stopped, finished, settings.runs))

    spread = _in_this_process if workers == 1 else partial(in_processes, workers=workers)
    work = [partial(train_piece, problem.select(runs), settings.select(runs), device) for runs in pieces]
    for number, trained in spread(work, report):
        batch.put(pieces[number], trained)
    return batch


def _require_memory(problem: Problem, runs: int) -> None:
    """Raise before anything is allocated: a system that has promised too much ends processes without a word."""
    needed = 8 * runs * problem.size
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if needed > there:
        raise MemoryError(
            f"{runs} runs of {problem.size} parameters given; their starting points alone need {needed / 1e9:.3g} GB, and this machine"
            f" has {there / 1e9:.3g} GB; choose a smaller width or fewer runs at a time"
        )


def resolve_device(wanted: str) -> torch.device:
    """The device that ``wanted`` stands for.

    Examples
    --------
    >>> resolve_device("cpu")
    device(type='cpu')
    """
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise InvalidInputError(
            "device = 'cuda' given; this machine has no CUDA device; choose 'cpu' or 'auto'"
        )
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")


def _sensible_workers(settings: Settings) -> int:
    """All cores, unless the work is small or this is itself one of several processes that share the cores."""
    if settings.runs * settings.max_steps < _SMALL or parent_process() is not None:
        return 1
    return min(len(os.sched_getaffinity(0)), settings.runs)


def _pieces(settings: Settings, workers: int, device: torch.device) -> list[Indices]:
    """Share out the runs; those with and those without momentum never meet (see Descent).

    Neighbours go to different pieces: they often have the same λ, on which the work depends.
    """
    pieces: list[Indices] = []
    with_momentum = settings.momentum > 0
    for kind in (np.flatnonzero(~with_momentum), np.flatnonzero(with_momentum)):
        count = 1 if device.type == "cuda" else workers * ceil(len(kind) / (workers * _PIECE))
        pieces += [kind[start::count] for start in range(min(count, len(kind)))]
    return pieces


def _in_this_process(
    work: Sequence[Callable[[Report], TrainedBatch]], report: Callable[[int, Sequence[int]], None]
) -> Iterator[tuple[int, TrainedBatch]]:
    for number, train_one in enumerate(work):
        yield number, train_one(partial(report, number))


def _empty_batch(problem: Problem, settings: Settings, device: torch.device) -> TrainedBatch:
    runs = settings.runs
    records = sorted({*range(0, settings.max_steps + 1, settings.record_every), settings.max_steps})
    return TrainedBatch(
        problem=problem,
        settings=settings,
        lambdas=problem.rows(runs),
        status=np.full(runs, Status.NOT_CONVERGED, dtype=object),
        factors=tuple(factor.numpy() for factor in initial_factors(problem, settings)),
        fit=np.full(runs, np.nan),
        regularisation=np.full(runs, np.nan),
        gradient_norm=np.full(runs, np.nan),
        steps=np.zeros(runs, dtype=np.int64),
        polish_steps=np.zeros(runs, dtype=np.int64),
        descent_loss=np.full(runs, np.nan),
        moved=np.zeros(runs),
        history_steps=np.array(records, dtype=np.int64),
        history_loss=np.full((runs, len(records)), np.nan),
        history_dnc1=np.full((runs, len(records), problem.L), np.nan),
        device=torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
    )


def train_piece(problem: Problem, settings: Settings, device: torch.device, report: Report) -> TrainedBatch:
    """Train some runs together.

    ``report`` is called with the model-steps made and the numbers of runs that are stopped and finished.
    """
    batch = _empty_batch(problem, settings, device)
    everything, dtype = np.arange(settings.runs), getattr(torch, settings.precision)
    descent = Descent(
        problem,
        [torch.from_numpy(factor) for factor in batch.factors],
        batch.lambdas,
        settings.lr,
        settings.momentum,
        dtype,
        device,
    )
    model_steps = 0
    with _one_thread():
        for made, stopped in _descend(descent, batch, everything):
            model_steps += made
            report((model_steps, stopped, 0))
        for finished in finish(batch, everything, dtype, device):
            report((model_steps, settings.runs, finished))
    return batch


@contextmanager
def _one_thread() -> Iterator[None]:
    """Products of small matrices gain nothing from threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)


def _descend(descent: Descent, batch: TrainedBatch, runs: Indices) -> Iterator[tuple[int, int]]:
    """Gradient descent until all runs have stopped; yields steps made since the last time and runs stopped."""
    alive = np.ones(len(runs), dtype=bool)
    slots, step = runs, 0
    for record, until in enumerate(batch.history_steps):
        descent.advance(int(until) - step)
        made, step = len(slots) * (int(until) - step), int(until)
        stopped = _record(descent, batch, slots, alive, record)
        alive &= ~stopped
        if not alive.any():
            yield made, len(runs)
            return
        if alive.mean() <= _COMPACT:
            descent = descent.select(torch.from_numpy(np.flatnonzero(alive)).to(descent.factors[0].device))
            slots, alive = slots[alive], alive[alive]
        yield made, len(runs) - int(alive.sum())


def _record(
    descent: Descent, batch: TrainedBatch, slots: Indices, alive: NDArray[np.bool_], record: int
) -> NDArray[np.bool_]:
    """Write down where the runs that are ``alive`` are; returns which slots stop now."""
    problem, settings = batch.problem, batch.settings
    factors = [factor.double() for factor in descent.factors]
    value = evaluate(problem, factors, torch.from_numpy(batch.lambdas[slots]))
    loss, norm = value.loss.cpu().numpy(), value.gradient_norm.cpu().numpy()
    batch.history_loss[slots[alive], record] = loss[alive]
    if problem.n > 1:
        variability = within_class_variability(layers(factors, problem.linear)[:-1], problem.K)
        batch.history_dnc1[slots[alive], record] = variability.cpu().numpy()[alive]

    diverged = ~(loss < _BLOWN_UP)
    small = norm <= settings.gradient_tolerance
    last = record == len(batch.history_steps) - 1
    stop = alive & (diverged | small | _on_plateau(batch, slots, record) | last)
    stopping = slots[stop]
    for rows, factor in zip(batch.factors, factors, strict=True):
        rows[stopping] = factor.cpu().numpy()[stop]
    batch.steps[stopping] = batch.history_steps[record]
    batch.fit[stopping] = value.fit.cpu().numpy()[stop]
    batch.regularisation[stopping] = value.regularisation.cpu().numpy()[stop]
    batch.descent_loss[stopping] = loss[stop]
    batch.gradient_norm[stopping] = norm[stop]
    batch.status[slots[stop & diverged]] = Status.DIVERGED
    return stop


def _on_plateau(batch: TrainedBatch, slots: Indices, record: int) -> NDArray[np.bool_]:
    """Whether the mean loss over the last half of ``patience`` is hardly below that over the first half."""
    settings = batch.settings
    half = max(1, round(settings.patience / settings.record_every / 2))
    if record + 1 < 2 * half or settings.plateau == 0:
        return np.zeros(len(slots), dtype=bool)
    window = batch.history_loss[slots, record + 1 - 2 * half : record + 1]
    before, after = window[:, :half].mean(axis=1), window[:, half:].mean(axis=1)
    flat: NDArray[Any] = before - after <= settings.plateau * after
    return flat
