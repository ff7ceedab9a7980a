"""The folder of an atlas: one npz file per record and a Parquet index of the cells, which are only ever improved.

A cell (K, L, λ) names the file of the best record that is known there, with an upper bound of its loss.  A new record takes
its place only if its bound is less.  Files appear whole or not at all: first the record, then the index that names it,
and only then what no cell names any more is removed; whatever stops a build, the index before it is intact.
Reading trusts no file: a record that is damaged is reported and left out, and its cells are open again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from flint import arb

from numerics.atlas.grid import Cell
from numerics.atlas.recognise import pattern
from numerics.atlas.record import Record
from numerics.atlas.value import Pieces
from numerics.files import LOCK, remove_leftovers, sole_writer, write_whole
from theory.errors import InvalidInputError

INDEX = "atlas.parquet"
_METADATA = b"dnc-atlas"
_VERSION = 1
_RECORD_NAME = re.compile(r"K(\d\d)-L(\d)-[0-9a-f]{8}\.npz")

SHIPPED = Path(__file__).parent / "data"
"""The atlas that comes with the program."""

BETTER = 1e-9
"""Relative fall of the bound that makes a record better than another: less than that is rounding."""


@dataclass(frozen=True)
class Entry:
    """What the index says of a cell.

    Attributes
    ----------
    K, L : int
        Classes and depth.
    lam : str
        λ as a fraction.
    file : str
        Record with the least bound.
    upper : float
        An upper bound of its loss, rounded up.
    starts : int
        Starts of searches that were made in the cell.
    """

    K: int
    L: int
    lam: str
    file: str
    upper: float
    starts: int = 0

    @property
    def cell(self) -> Cell:
        """The cell."""
        return Cell(self.K, self.L, Fraction(self.lam))


@dataclass
class Atlas:
    """An atlas in memory.

    Attributes
    ----------
    folder : Path
        Where it lies.
    entries : dict
        By cell, ordered by K, L and λ.
    records : dict
        Records by file name.
    rejected : list of str
        A line for each file that was left out.
    """

    folder: Path
    entries: dict[Cell, Entry] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)

    def of(self, K: int, L: int) -> list[Record]:
        """All records of K classes and L layers."""
        return [record for record in self.records.values() if (record.K, record.L) == (K, L)]

    def best(self, cell: Cell) -> Record:
        """The record that the index names for a cell."""
        return self.records[self.entries[cell].file]


def upper_bound(record: Record, cell: Cell) -> float:
    """Bound the loss of a record at a cell from above, rounded up to a float.

    Examples
    --------
    >>> one = np.eye(2, dtype=np.int64)
    >>> round(upper_bound(Record((one, one, one), 0, "DNC"), Cell(2, 2, Fraction(1, 10))), 8)
    0.27840103
    """
    return rounded_up(Pieces.of(record).bound(cell.product).loss)


def rounded_up(ball: arb) -> float:
    """A float that is at least every number in a ball.

    Examples
    --------
    >>> from flint import fmpq
    >>> rounded_up(arb(fmpq(1, 10))) >= 0.1
    True
    """
    return float(np.nextafter(float(ball.upper()), np.inf))


def records_of(folder: Path, K: int, L: int) -> tuple[list[Record], list[str]]:
    """The records of K classes and L layers, without the index; and a line for each file that is damaged."""
    found, rejected = [], []
    for path in sorted(folder.glob(f"K{K:02d}-L{L}-*.npz")):
        try:
            found.append(_checked(path))
        except InvalidInputError as error:
            rejected.append(str(error))
    return found, rejected


def read(folder: Path) -> Atlas:
    """Read an atlas.

    Raises
    ------
    InvalidInputError
        If there is none, or its index is damaged.
    """
    if not (folder / INDEX).is_file():
        raise InvalidInputError(
            f"folder {folder} given, which holds no atlas: there is no {INDEX} in it; run dnc atlas build -o {folder}"
        )
    atlas = Atlas(folder)
    for entry in _read_index(folder / INDEX):
        if entry.file not in atlas.records:
            try:
                atlas.records[entry.file] = _checked(folder / entry.file)
            except InvalidInputError as error:
                atlas.rejected.append(str(error))
                continue
        record = atlas.records[entry.file]
        if (record.K, record.L) == (entry.K, entry.L):
            atlas.entries[entry.cell] = entry
        else:
            atlas.rejected.append(f"{entry.file} is named for {entry.cell.name}, of which it is no record")
    return atlas


@contextmanager
def writer(folder: Path) -> Iterator[Writer]:
    """Open a folder for building; it is made if it does not exist.

    A damaged index is moved aside and rebuilt from the records; damaged records are moved aside.

    Raises
    ------
    InvalidInputError
        If another process builds there, or the folder cannot be written.
    """
    with sole_writer(folder / LOCK, "in which another build is at work"):
        try:
            remove_leftovers(folder)
            opened = Writer(_recovered(folder))
            opened.offer_orphans()
            yield opened
        finally:
            (folder / LOCK).unlink(missing_ok=True)


def _recovered(folder: Path) -> Atlas:
    """The atlas in a folder with what is damaged moved aside."""
    atlas = Atlas(folder)
    if (folder / INDEX).exists():
        try:
            atlas = read(folder)
        except InvalidInputError as error:
            atlas.rejected.append(str(error))
            (folder / INDEX).replace(folder / f"{INDEX}.rejected")
    for path in sorted(folder.glob("*.npz")):
        if path.name in atlas.records or not _RECORD_NAME.fullmatch(path.name):
            continue
        try:  # of a build that was stopped before the index named it
            atlas.records[path.name] = _checked(path)
        except InvalidInputError as error:
            if str(error) not in atlas.rejected:
                atlas.rejected.append(str(error))
            path.replace(path.with_suffix(".rejected"))
    return atlas


@dataclass(frozen=True)
class Writer:
    """An atlas open for building."""

    atlas: Atlas

    def offer(self, record: Record, cell: Cell) -> bool:
        """Let a record compete for a cell of its K and L; returns whether it is the best there now.

        Raises
        ------
        InvalidInputError
            If the disk is full or cannot be written; what was there is as it was.
        """
        if cell not in self.atlas.entries:
            for other in self.atlas.of(cell.K, cell.L):
                self._compete(other, cell)
        return self._compete(record, cell)

    def _compete(self, record: Record, cell: Cell) -> bool:
        entry = self.atlas.entries.get(cell)
        upper = upper_bound(record, cell)
        if entry is not None and not upper < entry.upper * (1 - BETTER):
            return False
        if record.name == "found" and "pattern" not in record.about:
            about = {**record.about, "pattern": pattern(record).to_json()}
            record = replace(record, about=about)
        if record.file_name not in self.atlas.records:
            write_whole(self.atlas.folder / record.file_name, record.to_bytes())
            self.atlas.records[record.file_name] = record
        starts = entry.starts if entry else 0
        self.atlas.entries[cell] = Entry(cell.K, cell.L, str(cell.lam), record.file_name, upper, starts)
        return True

    def offer_orphans(self) -> None:
        """Let records compete that a build stored without coming to name them."""
        named = {entry.file for entry in self.atlas.entries.values()}
        for record in [record for name, record in self.atlas.records.items() if name not in named]:
            for cell in [cell for cell in self.atlas.entries if (cell.K, cell.L) == (record.K, record.L)]:
                self.offer(record, cell)

    def count(self, cell: Cell, starts: int) -> None:
        """Note that a search was made in a cell that has an entry."""
        entry = self.atlas.entries[cell]
        self.atlas.entries[cell] = replace(entry, starts=entry.starts + starts)

    def save(self) -> None:
        """Write the index, and remove records of its cells that it does not name any more."""
        entries = dict(sorted(self.atlas.entries.items()))
        write_whole(self.atlas.folder / INDEX, _index_bytes([asdict(entry) for entry in entries.values()]))
        named = {entry.file for entry in entries.values()}
        known = {(entry.K, entry.L) for entry in entries.values()}
        beaten = [name for name, record in self.atlas.records.items() if (record.K, record.L) in known]
        for name in set(beaten) - named:
            (self.atlas.folder / name).unlink(missing_ok=True)
            del self.atlas.records[name]


def _checked(path: Path) -> Record:
    """Read a record whose name must be its own."""
    record = Record.read(path)
    if record.file_name != path.name:
        raise InvalidInputError(f"{path} is the record {record.file_name} under another name; rename it")
    return record


def _index_bytes(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(rows)
    table = table.replace_schema_metadata({_METADATA: json.dumps({"version": _VERSION}).encode()})
    content = BytesIO()
    pq.write_table(table, content, compression="zstd", write_page_checksum=True)
    return content.getvalue()


def _read_index(path: Path) -> list[Entry]:
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(BytesIO(path.read_bytes()), page_checksum_verification=True)
        about: Mapping[str, Any] = json.loads((table.schema.metadata or {}).get(_METADATA, b"{}"))
        if about.get("version") != _VERSION:
            raise ValueError("it is no index of an atlas of this version")
        entries = [Entry(**row) for row in table.to_pylist()]
        for entry in entries:
            if not (_RECORD_NAME.fullmatch(entry.file) and entry.cell.lam > 0 and entry.upper >= 0):
                raise ValueError(f"it names {entry.file!r} for λ = {entry.lam!r}")
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror}") from None
    except Exception as error:  # damage shows as any kind of error
        reason = " ".join(str(error).split())
        raise InvalidInputError(
            f"{path} is damaged, or no index of an atlas ({reason}); dnc atlas build -o {path.parent} restores it"
        ) from None
    return entries
