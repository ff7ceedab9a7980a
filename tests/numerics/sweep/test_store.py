import ctypes
import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from numerics.sweep import store
from numerics.sweep.grid import Chunk, Grid
from theory.errors import InvalidInputError

GRID = Grid.from_mapping({"K": 3, "L": 2, "lambda": [0.01, 0.02], "runs": 3, "chunk": 2})
CHUNKS = list(GRID.chunks())
ENVIRONMENT = {"device": "cpu", "torch": "2"}


def rows(chunk: Chunk) -> list[dict[str, object]]:
    """Rows of the kinds that identification makes: numbers, text, lists, missing values."""
    return [
        {
            "seed": run.seed,
            "lam": run.point.lam,
            "loss": None if chunk.index == 1 else run.seed / 7.0,
            "kind": "diverged" if chunk.index == 1 else "SRG",
            "ranks": [] if chunk.index == 1 else [5, 5, 10],
        }
        for run in chunk.runs
    ]


def filled(folder: Path) -> store.Stored:
    with store.writer(folder, GRID) as writer:
        for chunk in writer.stored.missing:
            writer.write(chunk, rows(chunk), ENVIRONMENT)
    return store.read(folder)


def test_what_was_written_is_read_in_the_order_of_the_grid(tmp_path: Path) -> None:
    with store.writer(tmp_path / "a" / "b", GRID) as writer:
        for chunk in reversed(CHUNKS):
            writer.write(chunk, rows(chunk), ENVIRONMENT)
    found = store.read(tmp_path / "a" / "b")
    assert found.table().to_pylist() == [row for chunk in CHUNKS for row in rows(chunk)]
    assert found.environments == {chunk.index: ENVIRONMENT for chunk in CHUNKS}
    assert found.missing == []
    assert found.rejected == []


def test_every_file_tells_what_made_it(tmp_path: Path) -> None:
    filled(tmp_path)
    metadata = pq.read_metadata(tmp_path / "chunk-000001.parquet").metadata
    content = json.loads(metadata[b"dnc-sweep"])
    assert content["settings"] == GRID.settings
    assert content["environment"] == ENVIRONMENT
    assert content["chunk"] == 1


def test_a_second_opening_misses_only_what_is_not_there(tmp_path: Path) -> None:
    with store.writer(tmp_path, GRID) as writer:
        writer.write(CHUNKS[1], rows(CHUNKS[1]), ENVIRONMENT)
    with store.writer(tmp_path, GRID) as writer:
        assert writer.stored.missing == [CHUNKS[0], CHUNKS[2]]


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    filled(tmp_path)
    for change, message in (
        ({"runs": 4}, r"with runs = 3, but runs = 4 was given"),
        ({"lambda_H": 0.1}, r"with lambda_H = λ, but lambda_H = \[0.1\] was given"),
    ):
        other = Grid.from_mapping({**GRID.settings, **change})
        with pytest.raises(InvalidInputError, match=message), store.writer(tmp_path, other):
            pass
    assert store.read(tmp_path).missing == []


@pytest.mark.parametrize("damage", ["truncated", "empty", "flipped bits", "not Parquet", "no metadata"])
def test_a_damaged_file_is_reported_left_out_and_moved_aside(tmp_path: Path, damage: str) -> None:
    whole = filled(tmp_path).table()
    file = tmp_path / "chunk-000001.parquet"
    content = file.read_bytes()
    if damage == "no metadata":
        pq.write_table(pq.read_table(file).replace_schema_metadata(None), file)
    else:
        middle = len(content) // 4
        flipped = content[:40] + bytes(byte ^ 255 for byte in content[40:middle]) + content[middle:]
        file.write_bytes(
            {
                "truncated": content[:-20],
                "empty": b"",
                "flipped bits": flipped,
                "not Parquet": b"hello" * 99,
            }[damage]
        )
    found = store.read(tmp_path)
    assert [rejected.file for rejected in found.rejected] == [file]
    assert found.rejected[0].reason
    assert "\n" not in found.rejected[0].reason
    assert [chunk.index for chunk in found.missing] == [1]
    assert filled(tmp_path).table().equals(whole)
    assert file.with_suffix(".rejected").exists()


def test_any_single_flipped_byte_is_noticed_or_harmless(tmp_path: Path) -> None:
    whole = filled(tmp_path).tables[0]
    file = tmp_path / "chunk-000000.parquet"
    content = bytearray(file.read_bytes())
    for place in np.random.default_rng(0).choice(len(content), 60, replace=False):
        content[place] ^= 0x10
        file.write_bytes(content)
        found = store.read(tmp_path)
        assert found.rejected or (found.tables[0].equals(whole) and found.environments[0] == ENVIRONMENT)
        content[place] ^= 0x10


def test_foreign_files_are_reported_and_left_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    twin = tmp_path / "chunk-000002.parquet"
    (tmp_path / "chunk-000099.parquet").write_bytes(twin.read_bytes())
    (tmp_path / "mine.parquet").write_bytes(twin.read_bytes())
    (tmp_path / "chunk-000000.parquet").write_bytes(twin.read_bytes())
    (tmp_path / "notes.txt").write_text("not ours")
    reasons = {rejected.file.name: rejected.reason for rejected in store.read(tmp_path).rejected}
    assert reasons == {
        "chunk-000000.parquet": "it holds other runs than its name says",
        "chunk-000099.parquet": "its name is not that of a chunk of this sweep",
        "mine.parquet": "its name is not that of a chunk of this sweep",
    }
    filled(tmp_path)
    assert (tmp_path / "mine.parquet").exists()
    assert (tmp_path / "notes.txt").exists()


def test_the_chunk_of_another_sweep_is_rejected(tmp_path: Path) -> None:
    filled(tmp_path / "one")
    other = Grid.from_mapping({**GRID.settings, "max_steps": 1})
    with store.writer(tmp_path / "two", other) as writer:
        writer.write(CHUNKS[0], rows(CHUNKS[0]), ENVIRONMENT)
    (tmp_path / "two" / "chunk-000000.parquet").replace(tmp_path / "one" / "chunk-000000.parquet")
    (rejected,) = store.read(tmp_path / "one").rejected
    assert rejected.reason == "it belongs to a sweep with other settings"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": "other"}', '{"format": "dnc-sweep", "version": 2}']
)
def test_a_damaged_description_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "sweep.json").write_text(text)
    with pytest.raises(InvalidInputError, match=r"sweep\.json does not describe a sweep"):
        store.read(tmp_path)
    with pytest.raises(InvalidInputError, match=r"sweep\.json does not"), store.writer(tmp_path, GRID):
        pass


def test_a_folder_without_a_sweep_or_without_chunks(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="holds no sweep"):
        store.read(tmp_path)
    with store.writer(tmp_path, GRID):
        pass
    with pytest.raises(InvalidInputError, match="no stored chunk yet"):
        store.read(tmp_path).table()


def test_only_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        store.writer(tmp_path, GRID),
        pytest.raises(InvalidInputError, match="another sweep is writing"),
        store.writer(tmp_path, GRID),
    ):
        pass
    with store.writer(tmp_path, GRID):
        pass


def test_leftovers_of_a_killed_writer_are_ignored_and_removed(tmp_path: Path) -> None:
    leftover = tmp_path / ".chunk-000000.parquet.partial"
    leftover.write_bytes(b"PAR1 half")
    assert filled(tmp_path).rejected == []
    assert not leftover.exists()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="cannot be written"), store.writer(tmp_path / "file", GRID):
        pass


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=64k") != 0:
        pytest.skip("mounting a file system needs the rights of root")
    yield folder
    libc.umount2(os.fsencode(folder), 2)


def test_a_full_disk_is_one_line_and_harms_no_earlier_chunk(tiny_disk: Path) -> None:
    with store.writer(tiny_disk, GRID) as writer:
        writer.write(CHUNKS[0], rows(CHUNKS[0]), ENVIRONMENT)
        (tiny_disk / "ballast").write_bytes(
            bytes(os.statvfs(tiny_disk).f_bavail * os.statvfs(tiny_disk).f_bsize)
        )
        with pytest.raises(
            InvalidInputError, match="No space left on device; what was written before"
        ) as caught:
            writer.write(CHUNKS[1], rows(CHUNKS[1]), ENVIRONMENT)
    assert "\n" not in str(caught.value)
    found = store.read(tiny_disk)
    assert list(found.tables) == [0]
    assert found.rejected == []
    (tiny_disk / "ballast").unlink()
    assert filled(tiny_disk).missing == []


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with store.writer(tmp_path, GRID) as writer:
        writer.write(CHUNKS[0], rows(CHUNKS[0]), ENVIRONMENT)
        before = sorted(tmp_path.iterdir())
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(InvalidInputError, match="No space left on device"):
            writer.write(CHUNKS[1], rows(CHUNKS[1]), ENVIRONMENT)
    assert sorted(tmp_path.iterdir()) == before


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from numerics.sweep import store;"
        "from numerics.sweep.grid import Grid;"
        f"store.writer(Path({str(tmp_path)!r}), Grid.from_mapping({GRID.settings!r})).__enter__();"
        "os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert filled(tmp_path).missing == []
