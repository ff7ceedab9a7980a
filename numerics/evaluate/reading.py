"""Reading files that may be anything: bounded in size, never unpickled or evaluated, errors in one line."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from fractions import Fraction
from io import BytesIO
from math import prod
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from numerics.exact import ExactArray, rational_matrix
from numerics.rationals import to_fraction
from theory.errors import InvalidInputError

MOST_BYTES = 20_000_000
"""Of a file, and of what a compressed one holds."""

_NUMBER = re.compile(
    r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?|[+-]?\d{1,30}/\d{1,30}", re.ASCII
)


def shown(value: object) -> str:
    r"""Untrusted text for a message: one line, short, without control characters.

    Examples
    --------
    >>> shown("a\x1b[2J b")
    'a\\x1b[2J b'
    """
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value))
    return text if len(text) <= 200 else text[:200] + "…"


def read_bytes(file: Path) -> bytes:
    """The content of a regular file of bounded size; the size is looked at before anything is read.

    Raises
    ------
    InvalidInputError
        If it is no such file.
    """
    if not file.exists():
        raise InvalidInputError(
            f"there is no file {shown(file)}; give the path of a graph, a matrix or weights"
        )
    if not file.is_file():
        raise InvalidInputError(f"{shown(file)} is no regular file; give the path of one")
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise InvalidInputError(
            f"{shown(file)} has {size} bytes; at most {MOST_BYTES} are read; give a smaller network"
        )
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES)


def read_text(file: Path) -> str:
    """The content of a text file in UTF-8.

    Raises
    ------
    InvalidInputError
        If it is something else.
    """
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"{shown(file)}, byte {error.start}: not UTF-8; give a text file, or one with the right extension"
        ) from None


def read_npy(content: bytes, where: str) -> NDArray[np.generic]:
    """An array of numbers in npy format.

    Raises
    ------
    InvalidInputError
        If it is damaged, holds anything but real numbers or is not a matrix.
    """
    stream = BytesIO(content)
    try:
        version = npy.read_magic(stream)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read_header(stream)
    except (ValueError, EOFError) as error:
        reason = shown(" ".join(str(error).split()))[:80]
        raise InvalidInputError(f"{where} is no npy file ({reason}); write it with numpy.save") from None
    if dtype.hasobject:
        raise InvalidInputError(f"{where} holds Python objects, which are never unpickled; save numbers")
    if dtype.kind not in "biuf" or len(shape) != 2:
        raise InvalidInputError(f"{where} holds {dtype} of shape {shape}; a matrix of real numbers is needed")
    if prod(shape) * dtype.itemsize != len(content) - stream.tell():
        raise InvalidInputError(
            f"{where} declares the shape {shape} of {dtype} but has {len(content) - stream.tell()} bytes of"
            " data; write it anew"
        )
    return np.asarray(np.load(BytesIO(content), allow_pickle=False))


def read_npz(file: Path) -> dict[str, NDArray[np.generic]]:
    """The matrices of an npz file by name.

    Raises
    ------
    InvalidInputError
        If it is no such file, or holds more than :data:`MOST_BYTES` when unpacked.
    """
    content = read_bytes(file)
    where = shown(file)
    require_small_archive(content, where)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {
                name.removesuffix(".npy"): read_npy(archive.read(name), f"{where}:{shown(name)}")
                for name in archive.namelist()
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        reason = shown(" ".join(str(error).split()))[:80]
        raise InvalidInputError(f"{where} is no npz file ({reason}); write it with numpy.savez") from None


def require_small_archive(content: bytes, where: str) -> None:
    """Raise InvalidInputError if a zip archive declares more than :data:`MOST_BYTES`, and no more are unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            total = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        return
    if total > MOST_BYTES:
        raise InvalidInputError(f"{where} holds {total} bytes when unpacked; at most {MOST_BYTES} are read")


def exact_matrix(matrix: NDArray[np.generic], where: str) -> ExactArray:
    """The same numbers as fractions; a float stands for its binary value, and fractions for themselves.

    Raises
    ------
    InvalidInputError
        If one is not finite.

    Examples
    --------
    >>> exact_matrix(np.array([[0.5, 2]]), "example").tolist()
    [[Fraction(1, 2), Fraction(2, 1)]]
    """
    if matrix.dtype.kind == "O":
        entries = rational_matrix(matrix).entries()
        return fractions((to_fraction(x) for x in entries), matrix.shape)
    wrong = np.argwhere(~np.isfinite(matrix))
    if len(wrong):
        row, column = wrong[0]
        raise InvalidInputError(
            f"{where} holds {matrix[row, column]} in row {row + 1}, column {column + 1}; entries must be finite"
        )
    return fractions((Fraction(x) for x in matrix.ravel().tolist()), matrix.shape)


def fractions(entries: Iterable[Fraction], shape: tuple[int, ...]) -> ExactArray:
    """A matrix of fractions."""
    return np.array(list(entries), dtype=object).reshape(shape)


def number(text: str, where: str) -> Fraction:
    """An integer, a decimal or a fraction, exactly.

    Examples
    --------
    >>> number("-0.25", "row 1"), number("1/3", "row 1")
    (Fraction(-1, 4), Fraction(1, 3))
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped) or re.search("/0+$", stripped):
        raise InvalidInputError(
            f"{where}: {shown(text)!r} given; entries are finite numbers such as 1, 0.25, 1e-3 or 1/3"
        )
    return Fraction(stripped)
