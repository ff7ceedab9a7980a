"""Writing files so that a reader sees the old content or the new one, never a half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from theory.errors import InvalidInputError


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target`` that takes its place if the block succeeds.

    Raises
    ------
    InvalidInputError
        If the folder does not exist or ``target`` is one.
    OSError
        If the disk is full or not writable; ``target`` is then as it was before.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic_path(folder / "a.txt") as path:
    ...     _ = path.write_text("whole")
    >>> (folder / "a.txt").read_text()
    'whole'
    """
    if not target.parent.is_dir():
        raise InvalidInputError(
            f"file {target} given; its folder does not exist; create {target.parent} first"
        )
    if target.is_dir():
        raise InvalidInputError(f"file {target} given, which is a folder; give the path of a file")
    try:
        descriptor, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix
        )
    except OSError as error:
        raise InvalidInputError(
            f"file {target} given; its folder cannot be written: {error.strerror}"
        ) from None
    os.close(descriptor)
    path = Path(name)
    try:
        yield path
        path.chmod(0o644)
        path.replace(target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_text(target: Path, text: str) -> None:
    """Write a text file atomically, in UTF-8."""
    with atomic_path(target) as path:
        path.write_text(text, encoding="utf-8")
