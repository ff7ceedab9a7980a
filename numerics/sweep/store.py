"""The folder of a sweep: one Parquet file per chunk, each of which exists as a whole or not at all.

A chunk is written under a temporary name, flushed to the disk and renamed, so that neither ``kill -9`` nor a
full disk leaves half a file under the name of a chunk.  Every file carries the settings of the sweep, the versions
and the device that made it, and checksums.  Reading trusts no file: one that is damaged or holds other runs
than its name says is reported and left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from numerics.files import LOCK, remove_leftovers, sole_writer, write_whole
from numerics.sweep.grid import Chunk, Grid
from theory.errors import InvalidInputError

FORMAT = "dnc-sweep"
VERSION = 1

DESCRIPTION = "sweep.json"
_CHUNK_NAME = re.compile(r"chunk-(\d{6})\.parquet")
_METADATA = FORMAT.encode()


class Rejected(NamedTuple):
    """A file that is not a whole chunk of the sweep, and why."""

    file: Path
    reason: str


@dataclass
class Stored:
    """What a folder holds.

    Attributes
    ----------
    grid : Grid
        The sweep.
    tables : dict
        Rows of every stored chunk by its index, in the order of the grid.
    environments : dict
        Versions and device that made the chunk.
    rejected : list of Rejected
        Files that were left out.
    """

    grid: Grid
    tables: dict[int, pa.Table] = field(default_factory=dict)
    environments: dict[int, Mapping[str, str]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def missing(self) -> list[Chunk]:
        """Chunks of the grid that are not stored."""
        return [chunk for chunk in self.grid.chunks() if chunk.index not in self.tables]

    def table(self) -> pa.Table:
        """The rows of all stored chunks, in the order of the grid.

        Raises
        ------
        InvalidInputError
            If there is none.
        """
        if not self.tables:
            raise InvalidInputError("the sweep has no stored chunk yet; run it first")
        tables = [self.tables[index] for index in sorted(self.tables)]
        return pa.concat_tables(tables, promote_options="permissive")


def read(folder: Path) -> Stored:
    """Read a folder, whether its sweep is finished or not.

    Raises
    ------
    InvalidInputError
        If it holds no sweep.
    """
    stored = Stored(Grid.from_mapping(_description(folder)))
    expected = {chunk.index: chunk for chunk in stored.grid.chunks()}
    for file in sorted(folder.glob("[!.]*.parquet")):
        try:
            name = _CHUNK_NAME.fullmatch(file.name)
            chunk = expected.get(int(name[1])) if name else None
            if chunk is None:
                raise ValueError("its name is not that of a chunk of this sweep")
            table, environment = _read_chunk(file, chunk, stored.grid)
            stored.tables[chunk.index], stored.environments[chunk.index] = table, environment
        except Exception as error:  # damage shows as any kind of error
            stored.rejected.append(Rejected(file, " ".join(str(error).split())))
    return stored


@contextmanager
def writer(folder: Path, grid: Grid) -> Iterator[Writer]:
    """Open a folder for writing the chunks of ``grid``; it is made if it does not exist.

    Files under the name of a chunk that are no such chunk are moved aside.  Only one process at a time may write to
    a folder.

    Raises
    ------
    InvalidInputError
        If the folder holds a sweep with other settings, is being written by another process, or cannot be written.
    """
    with sole_writer(folder / LOCK, "into which another sweep is writing"):
        if (folder / DESCRIPTION).exists():
            _require_same(folder, grid)
        else:
            text = json.dumps({"format": FORMAT, "version": VERSION, "settings": grid.settings}, indent=1)
            write_whole(folder / DESCRIPTION, text.encode())
        remove_leftovers(folder)
        stored = read(folder)
        for file, _ in stored.rejected:
            if _CHUNK_NAME.fullmatch(file.name):
                file.replace(file.with_suffix(".rejected"))
        yield Writer(folder, stored)


@dataclass(frozen=True)
class Writer:
    """A folder open for writing, with what was stored there when it was opened."""

    folder: Path
    stored: Stored

    def write(self, chunk: Chunk, rows: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> None:
        """Store the rows of a chunk, one per run and in the order of its runs.

        Raises
        ------
        InvalidInputError
            If the disk is full or cannot be written; the other chunks are then as they were.
        """
        metadata: dict[str, Any] = {
            "version": VERSION,
            "chunk": chunk.index,
            "settings": self.stored.grid.settings,
            "environment": dict(environment),
        }
        table = pa.Table.from_pylist(list(rows))
        metadata["digest"] = _digest(table, metadata)
        table = table.replace_schema_metadata({_METADATA: json.dumps(metadata).encode()})
        content = BytesIO()
        pq.write_table(table, content, compression="zstd", write_page_checksum=True)
        write_whole(self.folder / f"chunk-{chunk.index:06d}.parquet", content.getvalue())


def _read_chunk(file: Path, chunk: Chunk, grid: Grid) -> tuple[pa.Table, Mapping[str, str]]:
    """Read one file, and raise an error that says why if it is not the chunk."""
    table = pq.read_table(BytesIO(file.read_bytes()), page_checksum_verification=True)
    metadata = json.loads((table.schema.metadata or {}).get(_METADATA, b"{}"))
    if metadata.pop("digest", None) != _digest(table, metadata):
        raise ValueError("it is damaged, or was not written by a sweep")
    if metadata["version"] != VERSION:
        raise ValueError(f"it was written by version {metadata['version']} of the format, not {VERSION}")
    if metadata["settings"] != grid.settings:
        raise ValueError("it belongs to a sweep with other settings")
    if table["seed"].to_pylist() != [run.seed for run in chunk.runs]:
        raise ValueError("it holds other runs than its name says")
    return table.replace_schema_metadata(None), metadata["environment"]


def _digest(table: pa.Table, metadata: Mapping[str, Any]) -> str:
    """Digest of the rows and of all that is said about them; Parquet's own checksums leave the latter out.

    A damaged file may hold values that JSON has no form for; their ``repr`` has the wrong digest like anything else.
    """
    content = json.dumps([table.to_pylist(), metadata], default=repr)
    return blake2b(content.encode(), digest_size=16).hexdigest()


def _description(folder: Path) -> dict[str, Any]:
    """Settings of the sweep in a folder."""
    file = folder / DESCRIPTION
    try:
        content = json.loads(file.read_text("utf-8"))
        if (content["format"], content["version"]) == (FORMAT, VERSION):
            return dict(content["settings"])
    except FileNotFoundError:
        raise InvalidInputError(
            f"folder {folder} given, which holds no sweep: there is no {DESCRIPTION} in it"
        ) from None
    except (ValueError, KeyError, TypeError):
        pass
    raise InvalidInputError(
        f"{file} does not describe a sweep of version {VERSION}; choose another folder, or remove the file if"
        " you know the settings"
    )


def _require_same(folder: Path, grid: Grid) -> None:
    before = _description(folder)
    for name in sorted(before.keys() | grid.settings.keys()):
        old, new = before.get(name, "λ"), grid.settings.get(name, "λ")  # only λ_H may be absent
        if old != new:
            raise InvalidInputError(
                f"folder {folder} holds a sweep with {name} = {old}, but {name} = {new} was given;"
                " choose another folder"
            )
