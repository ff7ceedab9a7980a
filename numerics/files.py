"""Files that exist as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from theory.errors import InvalidInputError


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
