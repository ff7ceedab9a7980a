"""The folder of an atlas: only improved, whole or as it was, and damage is reported."""

import os
import stat
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numerics.atlas import store
from numerics.atlas.explicit import explicit_records
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.value import Pieces
from theory.errors import InvalidInputError

CELL = Cell(6, 4, Fraction(1, 250))
IDENTITY = np.eye(6, dtype=np.int64)
DNC = Record((IDENTITY,) * 5, 0, "DNC")


def srg():
    return explicit_records(CELL)[0]


def fill(folder, *records):
    with store.writer(folder) as writer:
        won = [writer.offer(record, CELL) for record in records]
        writer.save()
    return won


def test_a_better_record_takes_the_place_and_a_worse_one_does_not(tmp_path):
    assert fill(tmp_path, DNC) == [True]
    assert fill(tmp_path, srg()) == [True]
    assert fill(tmp_path, DNC, srg()) == [False, False]
    atlas = store.read(tmp_path)
    assert atlas.best(CELL).name == "SRG_4"
    assert [path.name for path in tmp_path.glob("*.npz")] == [srg().file_name]  # DNC's is gone
    assert atlas.entries[CELL].upper >= float(Pieces.of(srg()).bound(CELL.product).loss.mid())


def test_another_lambda_may_keep_another_record(tmp_path):
    """At L = 2 SRG is below DNC close to the zero threshold only (S5)."""
    pair = [Cell(10, 2, Fraction("0.004")), Cell(10, 2, Fraction("0.0317"))]
    with store.writer(tmp_path) as writer:
        for cell in pair:
            writer.offer(explicit_records(cell)[0], cell)
        writer.save()
    atlas = store.read(tmp_path)
    assert [atlas.best(cell).name for cell in pair] == ["DNC", "SRG_5"]
    assert {record.name for record in atlas.of(10, 2)} == {"SRG_5", "DNC"}


def test_starts_are_counted_over_builds(tmp_path):
    fill(tmp_path, DNC)
    for _ in range(2):
        with store.writer(tmp_path) as writer:
            writer.count(CELL, 32)
            writer.save()
    fill(tmp_path, srg())
    assert store.read(tmp_path).entries[CELL].starts == 64


def test_what_is_no_atlas_is_said_in_one_line(tmp_path):
    with pytest.raises(InvalidInputError, match="holds no atlas"):
        store.read(tmp_path)
    (tmp_path / store.INDEX).write_bytes(b"nothing")
    with pytest.raises(InvalidInputError, match="damaged") as error:
        store.read(tmp_path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("keep", [0, 4, 100, 400])
def test_a_damaged_index_is_restored_from_the_records(tmp_path, keep):
    fill(tmp_path, srg())
    index = tmp_path / store.INDEX
    index.write_bytes(index.read_bytes()[:keep])
    assert fill(tmp_path, DNC) == [False]  # no entry was left, but the record of SRG still was
    assert store.read(tmp_path).best(CELL).name == "SRG_4"
    assert (tmp_path / f"{store.INDEX}.rejected").exists()


def test_a_damaged_record_is_left_out_and_moved_aside(tmp_path):
    fill(tmp_path, srg())
    (path,) = tmp_path.glob("*.npz")
    path.write_bytes(path.read_bytes()[:-50])
    atlas = store.read(tmp_path)
    assert atlas.entries == {}
    assert len(atlas.rejected) == 1
    assert path.name in atlas.rejected[0]
    assert store.records_of(tmp_path, 6, 4)[0] == []
    assert fill(tmp_path, DNC) == [True]
    assert store.read(tmp_path).best(CELL).name == "DNC"
    assert path.with_suffix(".rejected").exists()


def test_a_record_under_the_name_of_another_is_noticed(tmp_path):
    fill(tmp_path, srg())
    (path,) = tmp_path.glob("*.npz")
    path.write_bytes(DNC.to_bytes())
    atlas = store.read(tmp_path)
    assert atlas.entries == {}
    assert "another name" in atlas.rejected[0]


def test_only_one_process_builds_at_a_time(tmp_path):
    script = (
        "from pathlib import Path; import sys; from numerics.atlas.store import writer\n"
        "with writer(Path(sys.argv[1])): pass"
    )
    with store.writer(tmp_path):
        found = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
        )
    assert "another build is at work" in found.stderr.splitlines()[-1]


def test_a_record_that_a_killed_build_left_competes_in_the_next(tmp_path):
    fill(tmp_path, DNC)
    (tmp_path / srg().file_name).write_bytes(srg().to_bytes())
    (tmp_path / ".half.npz.partial").write_bytes(b"half")
    fill(tmp_path)
    assert store.read(tmp_path).best(CELL).name == "SRG_4"
    assert not list(tmp_path.glob(".*.partial"))


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    fill(tmp_path, DNC)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert store.read(tmp_path).best(CELL).name == "DNC"
        with pytest.raises(InvalidInputError, match="cannot be written"), store.writer(tmp_path):
            pass
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_disk_that_is_full_leaves_the_records_as_they_were(tmp_path, monkeypatch):
    fill(tmp_path, DNC)

    def full(target: Path, content: bytes) -> None:
        raise InvalidInputError(f"{target} cannot be written: no space")

    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(InvalidInputError, match="no space"):
        fill(tmp_path, srg())
    monkeypatch.undo()
    assert store.read(tmp_path).best(CELL).name == "DNC"
