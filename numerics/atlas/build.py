"""Building an atlas: explicit constructions in every cell, then one batch of starts after another, within a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from numerics.atlas.explicit import explicit_records
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.store import Atlas, Writer, writer

SAVE_EVERY = 20.0
"""Seconds between two writings of the index."""


@dataclass(frozen=True)
class Progress:
    """How far a build is.

    Attributes
    ----------
    cell : Cell
        Where the last batch was.
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


def build(
    folder: Path,
    cells: Sequence[Cell],
    starts: int,
    minutes: float,
    on_progress: Callable[[Progress], object] = lambda progress: None,
) -> Atlas:
    """Build or improve the atlas in a folder.

    Every cell first gets the best explicit construction.  Then batches of starts are made where the fewest were made so far,
    until each cell has ``starts`` or the time is over.  What a batch finds competes in all cells of its K and L.  An
    interrupt from the keyboard is passed on after the index is written.

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
    on_progress : callable
        Called after every batch.

    Examples
    --------
    >>> import tempfile
    >>> from fractions import Fraction
    >>> atlas = build(Path(tempfile.mkdtemp()), [Cell(6, 4, Fraction(1, 250))], starts=0, minutes=1)
    >>> [(atlas.best(cell).name, round(entry.upper, 6)) for cell, entry in atlas.entries.items()]
    [('SRG_4', 0.057525)]
    """
    begun = time.monotonic()
    with writer(folder) as open_atlas:
        atlas = open_atlas.atlas
        saved = begun
        try:
            for cell in cells:
                _offer_everywhere(open_atlas, atlas.of(cell.K, cell.L), [cell])
                for record in explicit_records(cell, atlas.entries[cell].upper if cell in atlas.entries else inf):
                    open_atlas.offer(record, cell)
            batches = 0
            while time.monotonic() - begun < 60 * minutes:
                cell = min(cells, key=lambda cell: atlas.entries[cell].starts)
                if atlas.entries[cell].starts >= starts:
                    break
                improved = _batch(open_atlas, cell)
                batches += 1
                if time.monotonic() - saved > SAVE_EVERY:
                    open_atlas.save()
                    saved = time.monotonic()
                on_progress(Progress(cell, tuple(improved), batches, time.monotonic() - begun))
        finally:
            open_atlas.save()
    return atlas


def _batch(open_atlas: Writer, cell: Cell) -> list[Cell]:
    """One batch of starts; returns the cells that it improved."""
    from numerics.atlas.search import BATCH, search  # brings PyTorch

    atlas = open_atlas.atlas
    found = search(cell, neighbours(atlas, cell), seed=atlas.entries[cell].starts // BATCH)
    open_atlas.count(cell, BATCH)
    own = [other for other in atlas.entries if (other.K, other.L) == (cell.K, cell.L)]
    return _offer_everywhere(open_atlas, found, own)


def _offer_everywhere(open_atlas: Writer, records: Sequence[Record], cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if any([open_atlas.offer(record, cell) for record in records])]


def neighbours(atlas: Atlas, cell: Cell) -> list[Record]:
    """Records of the cell's own K and L, and of those with one class or one layer more or less."""
    steps = ((0, 0), (0, 0), (0, -1), (-1, 0), (0, 1), (1, 0))  # its own twice: they are shaken, not carried over
    return [record for dK, dL in steps for record in atlas.of(cell.K + dK, cell.L + dL)]
