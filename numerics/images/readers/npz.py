"""Images and labels in NumPy's npz: ``images``, ``labels``, and optionally ``test_images``, ``test_labels``."""

from __future__ import annotations

import zipfile
import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from numerics.images.dataset import Images, Source
from numerics.images.readers.stream import LIMIT, Stream
from theory.errors import InvalidInputError


def read_npz(file: Path) -> Source:
    """Read an npz file.

    Images have the shape (N, height, width) or (N, channels, height, width) and are uint8 or floats, labels
    integers from 0 on.  Object arrays, which would have to be unpickled, are refused.

    Raises
    ------
    InvalidInputError
        If the file is damaged, an array is missing, or its type or size is not allowed.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            train = _images(file, archive, "")
            test = _images(file, archive, "test_") if "test_images.npy" in archive.namelist() else None
    except zipfile.BadZipFile as error:
        raise InvalidInputError(
            f"{file}, byte 0: it is no npz file ({error}); write it with numpy.savez"
        ) from None
    return Source(f"npz:{file.name}", train, test)


def _images(file: Path, archive: zipfile.ZipFile, prefix: str) -> Images:
    pixels, labels = (_array(file, archive, prefix + name) for name in ("images", "labels"))
    where = f"{file}:{prefix}images.npy"
    if pixels.ndim == 3:
        pixels = pixels[:, np.newaxis]
    if (
        pixels.ndim != 4
        or pixels.dtype.kind not in "uf"
        or (pixels.dtype.kind == "u" and pixels.itemsize > 1)
    ):
        raise InvalidInputError(
            f"{where} holds {pixels.dtype} of shape {pixels.shape}; images must be uint8 or floats of shape"
            " (N, height, width) or (N, channels, height, width)"
        )
    if labels.ndim != 1 or len(labels) != len(pixels) or labels.dtype.kind not in "iu":
        raise InvalidInputError(
            f"{file}:{prefix}labels.npy holds {labels.dtype} of shape {labels.shape}; labels must be {len(pixels)} integers"
        )
    classes = labels.astype(np.int64)
    bad = np.flatnonzero((classes < 0) | (classes >= max(2, len(classes))))
    if bad.size:
        raise InvalidInputError(
            f"{file}:{prefix}labels.npy holds the label {labels[bad[0]]} of image {bad[0]}; labels must be 0, 1, …, K−1"
        )
    if pixels.dtype.kind == "f":
        pixels = pixels.astype(np.float32)
        wrong = np.flatnonzero(~np.isfinite(pixels.reshape(len(pixels), -1)).all(axis=1))
        if wrong.size:
            raise InvalidInputError(f"{where} holds a value that is not finite in image {wrong[0]}")
    return Images(np.ascontiguousarray(pixels), classes)


def _array(file: Path, archive: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    """Read one member, after comparing what its header declares with the size of the member."""
    member = f"{name}.npy"
    if member not in archive.namelist():
        raise InvalidInputError(
            f"{file} holds no array {name!r}; write it with numpy.savez(file, images=…, labels=…)"
        )
    with archive.open(member) as opened:
        stream = Stream(opened, f"{file}:{member}")  # type: ignore[arg-type]
        size = archive.getinfo(member).file_size
        try:
            version = npy.read_magic(opened)
            read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, fortran, dtype = read_header(opened)
        except (ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            stream.fail(f"its npy header cannot be read ({' '.join(str(error).split())[:80]})")
        stream.offset = opened.tell()
        if dtype.hasobject:
            stream.fail("it holds Python objects, which are never unpickled; save numbers")
        count = prod(shape)
        if count * dtype.itemsize > LIMIT or size - stream.offset != count * dtype.itemsize:
            stream.fail(
                f"shape {shape} of {dtype} declared, but the member has {size - stream.offset} bytes of data;"
                f" they must agree and be at most {LIMIT}"
            )
        content = stream.take(count * dtype.itemsize, "the data")
        stream.end()
    found = np.frombuffer(content, dtype=dtype).reshape(shape, order="F" if fortran else "C")
    return found.astype(dtype.newbyteorder("="), copy=False)
