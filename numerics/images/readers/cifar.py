"""CIFAR-10 and CIFAR-100 in the official *binary* version: records of label bytes and 3 × 32 × 32 pixels.

The Python version of the data sets is pickled and is not read.
"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

import numpy as np

from numerics.images.dataset import Images, Source
from numerics.images.readers.stream import LIMIT, Stream, check_labels, open_stream
from theory.errors import InvalidInputError

SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32

_PIECE = 2**20


class Version(NamedTuple):
    """Files of a data set and the label bytes of a record: how many classes each byte knows; the last is the label."""

    train: tuple[str, ...]
    test: tuple[str, ...]
    classes: tuple[int, ...]

    @property
    def record(self) -> int:
        """Bytes of one image with its labels."""
        return len(self.classes) + PIXELS


CIFAR10 = Version(tuple(f"data_batch_{i}.bin" for i in range(1, 6)), ("test_batch.bin",), (10,))
CIFAR100 = Version(("train.bin",), ("test.bin",), (20, 100))
"""A coarse label, then the fine one, which is used."""


def read_cifar10(path: Path) -> Source:
    """Read ``cifar-10-binary.tar.gz`` or the folder with its six files.

    Raises
    ------
    InvalidInputError
        With the file and the byte at which something is wrong.
    """
    return _read("cifar10", path, CIFAR10)


def read_cifar100(path: Path) -> Source:
    """Read ``cifar-100-binary.tar.gz`` or the folder with its two files; classes are the fine labels.

    Raises
    ------
    InvalidInputError
        With the file and the byte at which something is wrong.
    """
    return _read("cifar100", path, CIFAR100)


def _read(name: str, path: Path, version: Version) -> Source:
    wanted = (*version.train, *version.test)
    if path.is_dir():
        found = {file: _folder_file(path, file, version) for file in wanted}
    else:
        found = _archive_files(path, wanted, version)
    train, test = ([found[file] for file in files] for files in (version.train, version.test))
    return Source(name, _joined(train), _joined(test))


def _folder_file(folder: Path, name: str, version: Version) -> Images:
    with open_stream(folder / name) as stream:
        return _records(stream, (folder / name).stat().st_size, version)


def _archive_files(archive: Path, wanted: Sequence[str], version: Version) -> dict[str, Images]:
    """Read the wanted members in the order of the archive, without unpacking anything to the disk."""
    found: dict[str, Images] = {}
    with _members(archive) as members:
        for member, stream in members:
            name = PurePosixPath(member.name).name
            if name not in wanted or not member.isfile():
                continue
            if name in found:
                raise InvalidInputError(f"{archive} holds {name} twice; get the file anew")
            found[name] = _records(stream, member.size, version)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise InvalidInputError(
            f"{archive} holds no {missing[0]}; give the binary version of the data set, not the pickled Python version"
        )
    return found


@contextmanager
def _members(archive: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, Stream]]]:
    """Members of a tar archive with their streams."""
    at = 0

    def each(opened: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, Stream]]:
        nonlocal at
        for member in opened:
            at = member.offset_data
            stream = opened.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member, Stream(stream, f"{archive}:{member.name}")  # type: ignore[arg-type]
            at = member.offset_data + member.size
        while piece := content.read(_PIECE):  # gzip compares its check sum at the very end
            at += len(piece)

    try:
        with _decompressed(archive) as content, tarfile.open(fileobj=content, mode="r:") as opened:
            yield each(opened)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        reason = " ".join(str(error).split()) or "it ends too early"
        raise InvalidInputError(
            f"{archive}, byte {at}: the archive is damaged or no tar archive ({reason}); get the file anew"
        ) from None


def _decompressed(archive: Path) -> BinaryIO:
    """The archive, through gzip if it begins like such a file."""
    with archive.open("rb") as stream:
        compressed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(archive) if compressed else archive.open("rb")  # type: ignore[return-value]


def _records(stream: Stream, size: int, version: Version) -> Images:
    count, rest = divmod(size, version.record)
    if size > LIMIT:
        stream.fail(f"{size} bytes declared; the limit is {LIMIT}; get the file anew")
    if rest or not count:
        stream.fail(
            f"the file has {size} bytes; a record has {version.record}, and the last one is not whole; get the file anew",
            count * version.record,
        )
    content = stream.take(size, f"the {count} records")
    records = np.frombuffer(content, dtype=np.uint8).reshape(count, version.record)
    for place, classes in enumerate(version.classes):
        check_labels(stream, records[:, place], classes, place, version.record)
    labels = len(version.classes)
    pixels = np.ascontiguousarray(records[:, labels:]).reshape(count, *SHAPE)
    return Images(pixels, records[:, labels - 1].astype(np.int64))


def _joined(parts: Sequence[Images]) -> Images:
    return Images(
        np.concatenate([part.pixels for part in parts]), np.concatenate([part.labels for part in parts])
    )
