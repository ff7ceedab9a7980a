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

    Of a symbolic link the file that it leads to is replaced.

    Raises
    ------
    InvalidInputError
        If the folder does not exist or cannot be written, or ``target`` is a folder or a device.
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
    path = _beside(target)
    try:
        yield path
        path.chmod(0o644)
        path.replace(os.path.realpath(target))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def require_writable(*targets: Path | None) -> None:
    """Raise InvalidInputError if a target cannot be written or two are one file, and leave no trace.

    None stands for an output that is not asked for.

    Examples
    --------
    >>> require_writable(Path("no/such/folder/a.json"))
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: file no/such/folder/a.json given; its folder does not exist; create no/such/folder first
    """
    places: set[str] = set()
    for target in targets:
        if target is None:
            continue
        _beside(target).unlink()
        place = os.path.realpath(target)
        if place in places:
            raise InvalidInputError(f"file {target} given for two outputs; give each its own file")
        places.add(place)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, unless it is there.

    Raises
    ------
    InvalidInputError
        If that is not possible.

    Examples
    --------
    >>> make_folder(Path("/dev/null/here"))
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: folder /dev/null/here given; it cannot be made: Not a directory; choose another folder
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(
            f"folder {folder} given; it cannot be made: {error.strerror}; choose another folder"
        ) from None


def figure_files(stem: Path | None) -> list[Path]:
    """The files of a figure, whose path without suffix is ``stem``: data, two pictures, caption.

    Raises
    ------
    InvalidInputError
        If ``stem`` is a folder, beside which the files would come to lie.

    Examples
    --------
    >>> [path.name for path in figure_files(Path("figures/map"))], figure_files(None)
    (['map.csv', 'map.svg', 'map.png', 'map.txt'], [])
    """
    if stem is None:
        return []
    if stem.is_dir():
        raise InvalidInputError(
            f"folder {stem} given for a figure; give the path of its files without suffix, such as {stem / 'map'}"
        )
    return [stem.with_suffix(suffix) for suffix in (".csv", ".svg", ".png", ".txt")]


def _beside(target: Path) -> Path:
    """An empty new file in the folder of ``target``, or of what a symbolic link there leads to."""
    if not target.parent.is_dir():
        raise InvalidInputError(
            f"file {target} given; its folder does not exist; create {target.parent} first"
        )
    if target.is_dir():
        raise InvalidInputError(f"file {target} given, which is a folder; give the path of a file")
    if target.exists() and not target.is_file():
        # Replacing a device such as /dev/null would destroy it.
        raise InvalidInputError(f"file {target} given, which is a device or a pipe; give the path of a file")
    try:
        descriptor, name = tempfile.mkstemp(
            dir=Path(os.path.realpath(target)).parent, prefix=f".{target.name}.", suffix=target.suffix
        )
    except OSError as error:
        raise InvalidInputError(
            f"file {target} given; its folder cannot be written: {error.strerror}; choose another folder"
        ) from None
    os.close(descriptor)
    return Path(name)


def write_text(target: Path, text: str) -> None:
    """Write a text file atomically, in UTF-8."""
    with atomic_path(target) as path:
        path.write_text(text, encoding="utf-8")
