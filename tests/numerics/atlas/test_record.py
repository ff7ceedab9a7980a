"""Records: what is written is read, and damage is named in one line."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.atlas.record import LARGEST_FILE, Record, factor_names
from theory.errors import InvalidInputError

ONE = np.eye(3, dtype=np.int64)


def random_record(seed, K=3, L=3, widths=(2, 4, 5)):
    rng = np.random.default_rng(seed)
    shapes = zip((*widths, K), (K, *widths), strict=True)
    return Record(
        tuple(rng.integers(-(2**30), 2**30, shape) for shape in shapes), 30, "found", {"seed": seed}
    )


@given(st.integers(0, 2**32))
def test_what_is_written_is_read(seed):
    record = random_record(seed)
    again = Record.from_bytes(record.to_bytes())
    assert (again.name, again.bits, again.about) == (record.name, record.bits, record.about)
    assert all(np.array_equal(a, b) for a, b in zip(again.factors, record.factors, strict=True))
    assert again.digest == record.digest
    assert again.file_name == record.file_name


def test_equal_records_have_equal_bytes_and_others_other_names():
    assert random_record(1).to_bytes() == random_record(1).to_bytes()
    assert random_record(1).file_name != random_record(2).file_name
    renamed = Record((ONE,) * 4, 0, "DNC"), Record((ONE,) * 4, 0, "found")
    assert renamed[0].file_name != renamed[1].file_name


def test_rounding_is_to_the_nearest_multiple():
    factors = [np.array([[1 / 3]]), np.eye(1), np.array([[-0.7]])]
    record = Record.rounded(factors, "found", bits=10)
    assert [f.item() for f in record.factors] == [341, 1024, -717]
    assert all(np.abs(a - b).max() <= 2**-11 for a, b in zip(record.floats, factors, strict=True))
    assert [str(f.item()) for f in record.exact()] == ["341/1024", "1", "-717/1024"]


@pytest.mark.parametrize(
    ("factors", "bits", "says"),
    [
        ((ONE, ONE), 0, "of shapes"),
        ((ONE, ONE[:2], ONE), 0, "of shapes"),
        ((ONE, ONE, ONE[:, :0]), 0, "of shapes"),
        ((ONE.astype(float), ONE, ONE), 0, "int64"),
        ((ONE * 2**60, ONE, ONE), 0, "2\\^53"),
        ((ONE, ONE, ONE), 63, "bits = 63"),
        ((ONE, ONE, ONE), -1, "bits = -1"),
    ],
)
def test_what_is_no_record(factors, bits, says):
    with pytest.raises(InvalidInputError, match=says):
        Record(factors, bits, "found")


def test_nan_is_refused():
    with pytest.raises(InvalidInputError, match="nan"):
        Record.rounded([np.eye(1), np.full((1, 1), np.nan), np.eye(1)], "found")


def damaged():
    """Files that are no record, each with what is wrong."""
    whole = random_record(0).to_bytes()
    yield "empty", b""
    yield "text", b"K = 3"
    yield "half", whole[: len(whole) // 2]
    yield "pickle", pickle.dumps({"H_1": ONE})
    stream = io.BytesIO()
    np.savez(stream, about=np.array([{"a": 1}], dtype=object), H_1=ONE)
    yield "pickle in npz", stream.getvalue()
    stream = io.BytesIO()
    np.savez(stream, H_1=ONE)
    yield "no description", stream.getvalue()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("H_1.npy", b"\0" * (LARGEST_FILE + 1))
    yield "bomb", stream.getvalue()
    record = random_record(0)
    changed = io.BytesIO()
    with np.load(io.BytesIO(whole)) as arrays:
        content = dict(arrays)
    content["W_1"] = content["W_1"] + 1
    np.savez(changed, **content)
    yield "another entry", changed.getvalue()
    assert record.L == 3


@pytest.mark.parametrize(
    ("what", "content"), list(damaged()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_damage_is_named_in_one_line(what, content, tmp_path):
    path = tmp_path / "K03-L3-00000000.npz"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError) as error:
        Record.read(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("position", range(0, 1500, 37))
def test_no_changed_byte_gives_another_network(position):
    whole = random_record(0)
    content = bytearray(whole.to_bytes())
    content[position % len(content)] ^= 0x55
    try:
        again = Record.from_bytes(bytes(content))
    except InvalidInputError:
        return
    assert again.digest == whole.digest  # a byte that says nothing, such as a date in the archive


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "K03-L3-00000000.npz"
    with path.open("wb") as stream:
        stream.truncate(10 * 2**30)
    with pytest.raises(InvalidInputError, match="bytes"):
        Record.read(path)


def test_names():
    assert factor_names(2) == ("H_1", "W_1", "W_2")
