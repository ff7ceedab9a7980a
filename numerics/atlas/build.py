"""Building an atlas: explicit constructions in every cell, then one batch of starts after another, within a time."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf, log
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from numerics.atlas.explicit import explicit_records, extended, family_records, reduced
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.store import Atlas, Writer, writer

BATCH = 32
"""Starts that are descended together."""

SAVE_EVERY = 20.0
"""Seconds between two writings of the index."""


@dataclass(frozen=True)
class Progress:
    """How far a build is.

    Attributes
    ----------
    cell : Cell
        Where the last batch was, or the last explicit construction.
    improved : tuple of Cell
        Cells that it improved.
    batches : int
        Batches so far.
    seconds : float
        Since the build began.
    """

    cell: Cell
    improved: tuple[Cell, ...]
    batches: int
    seconds: float


class Task(NamedTuple):
    """A batch: where, from what, with which random choices, and the loss that is known there."""

    cell: Cell
    neighbours: list[Record]
    seed: int
    known: float


def build(
    folder: Path,
    cells: Sequence[Cell],
    starts: int,
    minutes: float,
    jobs: int = 1,
    on_progress: Callable[[Progress], object] = lambda progress: None,
) -> Atlas:
    """Build or improve the atlas in a folder.

    Every cell first gets the best explicit construction.  Then batches of starts are made where the fewest were made so far,
    until each cell has ``starts`` or the time is over.  What a batch finds competes in all cells of its K and L, and next
    door with one class or one layer more or one class less, from where it spreads.  An interrupt from the keyboard is passed on after the index is written.

    Parameters
    ----------
    folder : Path
        Where the atlas lies or will lie.
    cells : sequence of Cell
        Cells to work on; others in the folder stay as they are.
    starts : int
        Starts per cell, those of earlier builds included; 0 for explicit constructions only.
    minutes : float
        Time after which no batch is begun.
    jobs : int
        Processes that search; with one it is this process.
    on_progress : callable
        Called after every batch.

    Examples
    --------
    >>> import tempfile
    >>> from fractions import Fraction
    >>> atlas = build(Path(tempfile.mkdtemp()), [Cell(6, 4, Fraction(1, 250))], starts=0, minutes=1)
    >>> [(atlas.best(cell).name, round(entry.upper, 6)) for cell, entry in atlas.entries.items()]
    [('sets 0 1 2 01 02 012 of 3 points', 0.054255)]
    """
    begun = time.monotonic()
    with writer(folder) as open_atlas:
        try:
            for cell in cells:
                improved = _construct(open_atlas, cell)
                on_progress(Progress(cell, tuple(improved), 0, time.monotonic() - begun))
            open_atlas.save()
            improved = _spread(open_atlas, cells)
            on_progress(Progress(cells[-1], tuple(improved), 0, time.monotonic() - begun))
            open_atlas.save()
            saved = time.monotonic()
            until = begun + 60 * minutes
            for batches, (cell, improved) in enumerate(_search(open_atlas, cells, starts, until, jobs), 1):
                if time.monotonic() - saved > SAVE_EVERY:
                    open_atlas.save()
                    saved = time.monotonic()
                on_progress(Progress(cell, tuple(improved), batches, time.monotonic() - begun))
        finally:
            open_atlas.save()
    return open_atlas.atlas


def neighbours(atlas: Atlas, cell: Cell) -> list[Record]:
    """Records of the cell's own K and L, and of those with one class or one layer more or less."""
    steps = (
        (0, 0),
        (0, 0),
        (0, -1),
        (-1, 0),
        (0, 1),
        (1, 0),
    )  # its own twice: they are shaken, not carried over
    return [record for dK, dL in steps for record in atlas.of(cell.K + dK, cell.L + dL)]


def _spread(open_atlas: Writer, cells: Sequence[Cell]) -> list[Cell]:
    """Let the best records of cells compete next door, with a class or a layer more or a class less, and go on from there.

    Returns the cells that were improved.
    """
    atlas, waiting, improved = open_atlas.atlas, list(cells), dict[Cell, None]()
    while waiting:
        cell = waiting.pop(0)
        record = atlas.best(cell)
        for dK, dL in ((1, 0), (0, 1), (-1, 0)):
            door = _nearest(atlas, cell.K + dK, cell.L + dL, cell)
            if door is None:
                continue
            moved = reduced(record, door) if dK < 0 else extended(record, door)
            if _offer(open_atlas, moved, [door]):
                improved[door] = None
                if door not in waiting:
                    waiting.append(door)
    return list(improved)


def _nearest(atlas: Atlas, K: int, L: int, cell: Cell) -> Cell | None:
    """The cell of K and L whose Kλ is nearest to that of another cell."""
    own = [other for other in atlas.entries if (other.K, other.L) == (K, L)]
    return min(own, key=lambda other: abs(log(K * other.lam / (cell.K * cell.lam))), default=None)


def _construct(open_atlas: Writer, cell: Cell) -> list[Cell]:
    """The best record of the folder and the explicit constructions; returns the cells that were improved."""
    atlas = open_atlas.atlas
    improved = _offer(open_atlas, atlas.of(cell.K, cell.L), [cell])
    known = atlas.entries[cell].upper if cell in atlas.entries else inf
    improved += _offer(open_atlas, explicit_records(cell, known), [cell])
    return improved + _offer(open_atlas, family_records(cell, atlas.entries[cell].upper), [cell])


def _offer(open_atlas: Writer, records: Sequence[Record], cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if any(open_atlas.offer(record, cell) for record in records)]


def _search(
    open_atlas: Writer, cells: Sequence[Cell], starts: int, until: float, jobs: int
) -> Iterator[tuple[Cell, list[Cell]]]:
    """Make batches where the fewest were made; yields where each was, and the cells that it improved."""
    entries = open_atlas.atlas.entries
    waiting: dict[Future[list[Record]], Cell] = {}
    with _workers(jobs) as submit:
        while True:
            under_way = Counter(waiting.values())
            made = {cell: entries[cell].starts + BATCH * under_way[cell] for cell in cells}
            cell = min(cells, key=made.__getitem__)
            if made[cell] < starts and time.monotonic() < until and len(waiting) < jobs:
                task = Task(
                    cell, neighbours(open_atlas.atlas, cell), made[cell] // BATCH, entries[cell].upper
                )
                waiting[submit(task)] = cell
                continue
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                cell = waiting.pop(future)
                open_atlas.count(cell, BATCH)
                own = [other for other in entries if (other.K, other.L) == (cell.K, cell.L)]
                improved = _offer(open_atlas, future.result(), own)
                yield cell, improved + _spread(open_atlas, improved)


@contextmanager
def _workers(jobs: int) -> Iterator[Callable[[Task], Future[list[Record]]]]:
    """A function that starts a batch, in another process if there are several; all end with the block."""
    if jobs == 1:
        yield _at_once
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _quiet)
    try:
        yield lambda task: pool.submit(_batch, task)
    except BaseException:
        for process in list((pool._processes or {}).values()):  # a batch takes minutes; nobody waits for it
            process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _at_once(task: Task) -> Future[list[Record]]:
    future: Future[list[Record]] = Future()
    future.set_result(_batch(task))
    return future


def _batch(task: Task) -> list[Record]:
    from numerics.atlas.search import search  # brings PyTorch

    return search(task.cell, task.neighbours, task.seed, BATCH, task.known)


def _quiet() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
