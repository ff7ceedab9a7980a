"""IDX, the format of MNIST (LeCun, Cortes, Burges): a big-endian header, then bytes; plain or compressed by gzip."""

from __future__ import annotations

import struct
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerics.images.dataset import Images, Source
from numerics.images.readers.stream import LIMIT, check_labels, open_stream
from theory.errors import InvalidInputError

UNSIGNED_BYTES = 0x08
"""Code of the type of MNIST and all data sets in its form."""

FILES = {"train": "train", "test": "t10k"}
"""Beginnings of the names of the files."""


def read_idx(folder: Path) -> Source:
    """Read a folder with the four files of MNIST, each plain or with ``.gz``.

    Raises
    ------
    InvalidInputError
        If a file is missing or damaged, or labels and images do not match.
    """
    if not folder.is_dir():
        raise InvalidInputError(f"idx:{folder} given, which is no folder; give the folder of the four files")
    train = _pair(folder, FILES["train"], 256)
    classes = int(train.labels.max()) + 1 if len(train) else 256
    return Source(f"idx:{folder.name}", train, _pair(folder, FILES["test"], classes))


def _pair(folder: Path, part: str, classes: int) -> Images:
    images, labels = (_either(folder, f"{part}-{name}-ubyte") for name in ("images-idx3", "labels-idx1"))
    pixels = read_array(images, 3)
    found = read_array(labels, 1, classes)
    if len(found) != len(pixels):
        raise InvalidInputError(
            f"{labels}, byte 4: {len(found)} labels declared, but {images} has {len(pixels)} images; get both files anew"
        )
    return Images(pixels[:, np.newaxis], found.astype(np.int64))


def _either(folder: Path, name: str) -> Path:
    """The file, plain or compressed."""
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            return file
    raise InvalidInputError(f"there is no {name} nor {name}.gz in {folder}; an IDX data set has both parts")


def read_array(file: Path, dimensions: int, classes: int | None = None) -> NDArray[np.uint8]:
    """Read one file.

    Parameters
    ----------
    file : Path
        What to read.
    dimensions : int
        Dimensions that it must have: 3 for images, 1 for labels.
    classes : int, optional
        Labels must be below this.

    Raises
    ------
    InvalidInputError
        With the file and the byte at which something is wrong.
    """
    with open_stream(file) as stream:
        zeros, code, declared = struct.unpack(">HBB", stream.take(4, "the magic number"))
        if (zeros, code, declared) != (0, UNSIGNED_BYTES, dimensions):
            stream.fail(
                f"magic number {zeros << 16 | code << 8 | declared:#010x}; {dimensions}-dimensional IDX of bytes begins"
                f" with {UNSIGNED_BYTES << 8 | dimensions:#010x}",
                0,
            )
        shape = struct.unpack(f">{dimensions}I", stream.take(4 * dimensions, "the sizes"))
        if not 0 < prod(shape) <= LIMIT:
            stream.fail(f"sizes {shape} declared; their product must be between 1 and {LIMIT}", 4)
        begin = stream.offset
        array = np.frombuffer(stream.take(prod(shape), "the data"), dtype=np.uint8)
        stream.end()
        if classes is not None:
            check_labels(stream, array, classes, begin)
    return array.reshape(shape)
