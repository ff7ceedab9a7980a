"""Reading with a known position: every error names the file and the byte, and memory grows only with what is there."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray

from theory.errors import InvalidInputError

LIMIT = 2**33
"""Most bytes of one array, 8 GiB: several times ImageNet at 32 × 32; a file that declares more is damaged."""

_PIECE = 2**20
"""Bytes that are read at once, so that a declared length allocates nothing that the file does not hold."""

_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, zipfile.BadZipFile)


class Stream:
    """A file that is read from its beginning to its end.

    Parameters
    ----------
    stream : binary file
        What is read.
    name : str
        The file, for errors.

    Attributes
    ----------
    offset : int
        Bytes read so far, after decompression.

    Examples
    --------
    >>> from io import BytesIO
    >>> stream = Stream(BytesIO(b"abc"), "short.bin")
    >>> stream.take(2, "a header")
    b'ab'
    >>> stream.take(5, "an image")
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: short.bin, byte 3: the file ends within an image, which began at byte 2 and has 5 bytes; get the file anew
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self.name = name
        self.offset = 0

    def take(self, count: int, what: str) -> bytes:
        """Read exactly ``count`` bytes.

        Raises
        ------
        InvalidInputError
            If there are fewer, more than :data:`LIMIT` are asked for, or the compressed data are damaged.
        """
        if count > LIMIT:
            self.fail(f"{what} of {count} bytes declared; the limit is {LIMIT}; get the file anew")
        start, pieces = self.offset, bytearray()
        while len(pieces) < count:
            piece = self._read(min(_PIECE, count - len(pieces)))
            if not piece:
                self.fail(
                    f"the file ends within {what}, which began at byte {start} and has {count} bytes; get the file anew"
                )
            pieces += piece
        return bytes(pieces)

    def end(self) -> None:
        """Check that nothing is left.

        Raises
        ------
        InvalidInputError
            If something is, or the check sum of compressed data is wrong.
        """
        at = self.offset
        if self._read(1):
            self.fail("there are bytes after the end of the data; get the file anew", at)

    def _read(self, count: int) -> bytes:
        try:
            piece = self._stream.read(count)
        except _DAMAGE as error:
            self.fail(f"the compressed data are damaged ({' '.join(str(error).split())}); get the file anew")
        self.offset += len(piece)
        return piece

    def fail(self, message: str, offset: int | None = None) -> NoReturn:
        """Raise InvalidInputError with the file and the byte, by default the current one, in front."""
        raise InvalidInputError(f"{self.name}, byte {self.offset if offset is None else offset}: {message}")


@contextmanager
def open_stream(file: Path) -> Iterator[Stream]:
    """Open a file, through gzip if it ends in ``.gz``.

    Raises
    ------
    InvalidInputError
        If it is no file.
    """
    if not file.is_file():
        raise InvalidInputError(f"there is no file {file}; give the path of the data set")
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        yield Stream(stream, str(file))  # type: ignore[arg-type]


def check_labels(
    stream: Stream, labels: NDArray[np.uint8], classes: int, start: int = 0, stride: int = 1
) -> None:
    """Check that labels are below ``classes``; that of image i stands at the byte ``start + stride * i``.

    Raises
    ------
    InvalidInputError
        With the place of the first that is not.
    """
    wrong = np.flatnonzero(labels >= classes)
    if wrong.size:
        index = int(wrong[0])
        stream.fail(
            f"label {int(labels[index])} of image {index}; labels must be below {classes}; get the file anew",
            start + stride * index,
        )
