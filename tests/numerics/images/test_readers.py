"""Readers on small files in exactly the official formats, and on every kind of damage."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from numerics.images.readers import read, stream
from theory.errors import InvalidInputError

RANDOM = np.random.default_rng(0)


def records(labels: list[list[int]]) -> tuple[bytes, np.ndarray]:
    """CIFAR records with these label bytes, and their pixels."""
    pixels = RANDOM.integers(0, 256, (len(labels), 3, 32, 32), dtype=np.uint8)
    return b"".join(bytes(one) + image.tobytes() for one, image in zip(labels, pixels, strict=True)), pixels


def cifar10(folder: Path) -> dict[str, np.ndarray]:
    """The six files of CIFAR-10, two images each; returns the pixels."""
    found = {}
    folder.mkdir()
    for name in (*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"):
        content, found[name] = records([[3], [9]])
        (folder / name).write_bytes(content)
    return found


def packed(folder: Path, archive: Path) -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, "cifar-10-batches-bin")
    return archive


def idx(array: np.ndarray, code: int = 8) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape) + array.tobytes()


def mnist(folder: Path, compress: bool = False) -> tuple[np.ndarray, np.ndarray]:
    folder.mkdir()
    pixels = RANDOM.integers(0, 256, (4, 5, 6), dtype=np.uint8)
    labels = np.array([0, 1, 2, 1], dtype=np.uint8)
    for part in ("train", "t10k"):
        for name, array in (("images-idx3", pixels), ("labels-idx1", labels)):
            file = folder / f"{part}-{name}-ubyte{'.gz' if compress else ''}"
            file.write_bytes(gzip.compress(idx(array)) if compress else idx(array))
    return pixels, labels


def fails(data: str, *words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(data)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def test_digits() -> None:
    images = read("digits").train
    assert images.pixels.shape == (1797, 1, 8, 8)
    assert images.pixels.max() == 16
    assert np.bincount(images.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("archived", [False, True])
def test_cifar10(tmp_path: Path, archived: bool) -> None:
    pixels = cifar10(tmp_path / "c")
    path = packed(tmp_path / "c", tmp_path / "cifar-10-binary.tar.gz") if archived else tmp_path / "c"
    source = read(f"cifar10:{path}")
    np.testing.assert_array_equal(
        source.train.pixels, np.concatenate([pixels[f"data_batch_{i}.bin"] for i in range(1, 6)])
    )
    assert source.train.labels.tolist() == [3, 9] * 5
    assert source.test is not None
    np.testing.assert_array_equal(source.test.pixels, pixels["test_batch.bin"])


def test_cifar100_takes_the_fine_label(tmp_path: Path) -> None:
    content, pixels = records([[19, 99], [0, 7]])
    for name in ("train.bin", "test.bin"):
        (tmp_path / name).write_bytes(content)
    source = read(f"cifar100:{tmp_path}")
    assert source.train.labels.tolist() == [99, 7]
    np.testing.assert_array_equal(source.train.pixels, pixels)


def test_damaged_cifar(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    cifar10(folder)
    file = folder / "data_batch_3.bin"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    fails(f"cifar10:{folder}", f"{file}, byte 3073: the file has 6145 bytes; a record has 3073")
    archive = packed(folder, tmp_path / "a.tar.gz")
    fails(f"cifar10:{archive}", "a.tar.gz:cifar-10-batches-bin/data_batch_3.bin, byte 3073")
    file.write_bytes(whole[:3073] + b"\x0a" + whole[3074:])
    fails(f"cifar10:{folder}", f"{file}, byte 3073: label 10 of image 1; labels must be below 10")
    file.write_bytes(b"")
    fails(f"cifar10:{folder}", f"{file}, byte 0", "has 0 bytes")
    file.unlink()
    fails(f"cifar10:{folder}", f"there is no file {file}")
    fails(f"cifar10:{packed(folder, tmp_path / 'b.tar.gz')}", "holds no data_batch_3.bin", "binary version")


def test_a_bad_coarse_label_of_cifar100(tmp_path: Path) -> None:
    for name in ("train.bin", "test.bin"):
        (tmp_path / name).write_bytes(records([[19, 99], [20, 7]])[0])
    fails(f"cifar100:{tmp_path}", "train.bin, byte 3074: label 20 of image 1; labels must be below 20")


def test_damaged_archives(tmp_path: Path) -> None:
    cifar10(tmp_path / "c")
    archive = packed(tmp_path / "c", tmp_path / "a.tar.gz")
    whole = archive.read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 200):
        archive.write_bytes(whole[:length])
        fails(f"cifar10:{archive}", "a.tar.gz", "byte ", "damaged")
    middle = len(whole) // 2
    archive.write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    fails(f"cifar10:{archive}", "a.tar.gz", "byte ", "damaged")
    archive.write_bytes(b"no archive")
    fails(f"cifar10:{archive}", "a.tar.gz, byte 0", "no tar archive")


def test_an_archive_that_declares_an_absurd_size(tmp_path: Path) -> None:
    member = tarfile.TarInfo("data_batch_1.bin")
    member.size = 3073 * 2**40
    with (tmp_path / "a.tar").open("wb") as file:
        file.write(member.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    fails(f"cifar10:{tmp_path / 'a.tar'}", "data_batch_1.bin, byte 0", "bytes declared; the limit is")


@pytest.mark.parametrize("compress", [False, True])
def test_idx(tmp_path: Path, compress: bool) -> None:
    pixels, labels = mnist(tmp_path / "m", compress)
    source = read(f"idx:{tmp_path / 'm'}")
    np.testing.assert_array_equal(source.train.pixels[:, 0], pixels)
    np.testing.assert_array_equal(source.train.labels, labels)
    assert source.test is not None
    assert len(source.test) == 4


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("train-images-idx3", b"\0\0\x08\x01" + bytes(40), ["byte 0: magic number 0x00000801", "0x00000803"]),
        ("train-images-idx3", b"\0\0\x0d\x03" + bytes(40), ["byte 0: magic number 0x00000d03"]),
        ("train-images-idx3", b"\0\0", ["byte 2: the file ends within the magic number"]),
        (
            "train-images-idx3",
            idx(np.zeros((4, 5, 6), np.uint8))[:-1],
            ["byte 135", "ends within the data", "byte 16"],
        ),
        ("train-images-idx3", idx(np.zeros((4, 5, 6), np.uint8)) + b"x", ["byte 136", "after the end"]),
        ("train-images-idx3", b"\0\0\x08\x03" + b"\xff" * 12, ["byte 4: sizes (4294967295, 4294967295"]),
        ("train-images-idx3", b"\0\0\x08\x03" + bytes(12), ["byte 4: sizes (0, 0, 0) declared"]),
        ("train-labels-idx1", idx(np.zeros(3, np.uint8)), ["byte 4: 3 labels declared", "has 4 images"]),
        (
            "t10k-labels-idx1",
            idx(np.array([0, 1, 3, 0], np.uint8)),
            ["byte 10: label 3 of image 2", "below 3"],
        ),
    ],
)
def test_damaged_idx(tmp_path: Path, name: str, content: bytes, words: list[str]) -> None:
    mnist(tmp_path / "m")
    file = tmp_path / "m" / f"{name}-ubyte"
    file.write_bytes(content)
    fails(f"idx:{tmp_path / 'm'}", str(file), *words)


def test_a_declared_size_allocates_nothing(tmp_path: Path) -> None:
    """Eight gigabytes are declared, which is allowed, and a hundred bytes are there."""
    mnist(tmp_path / "m")
    file = tmp_path / "m" / "train-images-idx3-ubyte"
    file.write_bytes(b"\0\0\x08\x03" + struct.pack(">3I", 2**13, 2**10, 2**10) + bytes(100))
    fails(f"idx:{tmp_path / 'm'}", "byte 116: the file ends within the data", "8589934592 bytes")


def test_damaged_gzip(tmp_path: Path) -> None:
    mnist(tmp_path / "m", compress=True)
    file = tmp_path / "m" / "train-images-idx3-ubyte.gz"
    whole = file.read_bytes()
    for content in (whole[:-20], whole[:-8] + bytes(8), b"no gzip at all"):
        file.write_bytes(content)
        fails(f"idx:{tmp_path / 'm'}", str(file), "byte ", "damaged")


def test_npz(tmp_path: Path) -> None:
    pixels = RANDOM.random((6, 3, 4, 5))
    labels = np.array([0, 1, 0, 1, 1, 0], dtype=np.uint8)
    np.savez_compressed(
        tmp_path / "a.npz", images=pixels, labels=labels, test_images=pixels, test_labels=labels
    )
    source = read(f"npz:{tmp_path / 'a.npz'}")
    assert source.test is not None
    for images in (source.train, source.test):
        np.testing.assert_array_equal(images.pixels, pixels.astype(np.float32))
        np.testing.assert_array_equal(images.labels, labels)
    np.savez(tmp_path / "b.npz", images=np.asfortranarray(pixels[:, 0].astype(">f4")), labels=labels)
    source = read(f"npz:{tmp_path / 'b.npz'}")
    assert source.test is None
    np.testing.assert_array_equal(source.train.pixels[:, 0], pixels[:, 0].astype(np.float32))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"images": np.zeros((2, 4, 4), np.uint8)}, ["holds no array 'labels'"]),
        (
            {"images": np.array([[[{}]]], dtype=object), "labels": np.zeros(1, int)},
            ["never unpickled", "images.npy, byte"],
        ),
        ({"images": np.zeros((2, 4), np.uint8), "labels": np.zeros(2, int)}, ["uint8 of shape (2, 4)"]),
        ({"images": np.zeros((2, 4, 4), np.int64), "labels": np.zeros(2, int)}, ["int64"]),
        (
            {"images": np.zeros((2, 4, 4), np.uint8), "labels": np.zeros(3, int)},
            ["labels must be 2 integers"],
        ),
        ({"images": np.zeros((2, 4, 4), np.uint8), "labels": np.array([0, -1])}, ["label -1 of image 1"]),
        (
            {"images": np.zeros((2, 4, 4), np.uint8), "labels": np.array([0, 10**12])},
            ["label 1000000000000 of image 1"],
        ),
        ({"images": np.full((2, 4, 4), np.nan), "labels": np.array([0, 1])}, ["not finite in image 0"]),
    ],
)
def test_npz_with_other_contents(tmp_path: Path, arrays: dict[str, np.ndarray], words: list[str]) -> None:
    np.savez(tmp_path / "a.npz", **arrays)
    fails(f"npz:{tmp_path / 'a.npz'}", "a.npz", *words)


def test_damaged_npz(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    np.savez(file, images=np.zeros((2, 40, 40), np.uint8), labels=np.array([0, 1]))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    fails(f"npz:{file}", "a.npz, byte 0", "no npz file")
    file.write_bytes(whole[:1000] + b"\1" + whole[1001:])
    fails(f"npz:{file}", "a.npz:images.npy, byte", "Bad CRC")


def test_an_npz_whose_header_declares_more_than_is_there(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (2**40, 1, 1)}
    )
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue() + bytes(10))
    fails(
        f"npz:{tmp_path / 'a.npz'}", "images.npy, byte 128: shape (1099511627776, 1, 1)", "10 bytes of data"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("mnist", ["data 'mnist' given", "npz:PATH"]),
        ("cifar10", ["data 'cifar10' given"]),
        ("idx:", ["data 'idx:' given"]),
        ("npz:nowhere.npz", ["there is no nowhere.npz"]),
    ],
)
def test_unknown_data(data: str, words: list[str]) -> None:
    fails(data, *words)


def test_no_reader_unpickles() -> None:
    """Neither the module pickle nor numpy's switch for it occurs in a reader."""
    for file in Path(stream.__file__).parent.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "import pickle" not in text
        assert "allow_pickle" not in text
        assert "np.load" not in text
