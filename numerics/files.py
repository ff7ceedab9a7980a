"""Files that exist as a whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from theory.errors import InvalidInputError

LOCK = ".lock"
"""Name of the file by which a folder as a whole is held."""


@contextmanager
def sole_writer(lock: Path, busy: str, named: Path | None = None) -> Iterator[None]:
    """Hold a lock file against other processes; the system releases it when this one ends, in whatever way.

    Parameters
    ----------
    lock : Path
        The file; its folder is made if it does not exist.
    busy : str
        What another process that holds it does in the folder, for the error.
    named : Path, optional
        What cannot be written if the lock cannot; the folder if not given.

    Raises
    ------
    InvalidInputError
        If the lock cannot be written, or another process holds it.
    """
    folder = lock.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = lock.open("w")
    except OSError as error:
        raise unwritable(named or folder, error) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidInputError(
                f"folder {folder} given, {busy}; wait for it or choose another folder"
            ) from None
        yield


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed left of :func:`write_whole`; the folder must have no other writer."""
    for leftover in folder.glob(".*.partial"):
        leftover.unlink()


def write_whole(target: Path, content: bytes) -> None:
    """Write a file atomically: under a temporary name, flushed to the disk, then renamed.

    Raises
    ------
    InvalidInputError
        If the disk is full or cannot be written; ``target`` is then as it was.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise unwritable(target, error) from None


def unwritable(path: Path, error: OSError) -> InvalidInputError:
    """The error of a path that cannot be written."""
    return InvalidInputError(
        f"{path} cannot be written: {error.strerror}; what was written before is intact: make room there, or choose"
        " another folder"
    )
