"""A reader sees the old file or the new one, whatever happens in between."""

from __future__ import annotations

import os
import socket
import stat
import threading
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofs_check.files import atomic_path, figure_files, require_writable, write_text
from theory.errors import InvalidInputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    target = tmp_path / "a.txt"
    write_text(target, text)
    assert target.read_bytes() == text.encode()
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, MemoryError])
@pytest.mark.parametrize("old", [None, "old"])
def test_a_failure_on_the_way_leaves_the_old_content(
    tmp_path: Path, error: type[BaseException], old: str | None
) -> None:
    target = tmp_path / "a.json"
    if old is not None:
        target.write_text(old)

    def fail_half_way() -> None:
        with atomic_path(target) as path:
            path.write_text("half")
            raise error

    with pytest.raises(error):
        fail_half_way()
    assert names(tmp_path) == ([] if old is None else ["a.json"])
    assert old is None or target.read_text() == old


def test_text_that_cannot_be_encoded_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(target, "new \ud800")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_reader_who_has_it_open_keeps_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with target.open() as reader:
        write_text(target, "new, and longer")
        assert reader.read() == "old"
    assert target.read_text() == "new, and longer"


def test_of_writers_at_the_same_time_one_wins_wholly(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    texts = [str(digit) * 200_000 for digit in range(8)]
    threads = [threading.Thread(target=write_text, args=(target, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() in texts
    assert names(tmp_path) == ["a.txt"]


def test_everybody_may_read_the_file_and_it_keeps_its_suffix_meanwhile(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.parquet") as path:
        assert path.suffix == ".parquet"
        assert path.parent == tmp_path
    assert stat.S_IMODE((tmp_path / "a.parquet").stat().st_mode) == 0o644


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to("data/real.txt")
    write_text(link, "first")  # what it leads to does not exist yet
    write_text(link, "second")
    assert link.is_symlink()
    assert (tmp_path / "data" / "real.txt").read_text() == "second"
    assert names(tmp_path / "data") == ["real.txt"]


def test_devices_pipes_and_sockets_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "null").symlink_to("/dev/null")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    for target in (tmp_path / "fifo", tmp_path / "null", tmp_path / "socket", Path("/dev/null")):
        for action in (require_writable, partial(write_text, text="x")):
            with pytest.raises(
                InvalidInputError, match=f"^file {target} given, which is a device or a pipe; "
            ):
                action(target)
    server.close()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert names(tmp_path) == ["fifo", "null", "socket"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/a.txt", "its folder does not exist; create .*missing first"),
        ("file/a.txt", "its folder does not exist; create .*file first"),
        (".", "which is a folder; give the path of a file"),
        ("folder", "which is a folder; give the path of a file"),
        ("x" * 300, "File name too long"),
        ("loop/a.txt", "folder"),
    ],
)
def test_a_target_that_cannot_be_written_is_one_clear_line(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    before = names(tmp_path)
    for action in (require_writable, partial(write_text, text="x")):
        with pytest.raises((InvalidInputError, OSError), match=message) as caught:
            action(tmp_path / name)
        assert "\n" not in str(caught.value)
    assert names(tmp_path) == before


def test_a_folder_that_takes_no_files_is_one_clear_line() -> None:
    # Not a matter of permissions, which the superuser does not have to heed.
    with pytest.raises(InvalidInputError, match=r"^file /proc/a.txt given; its folder cannot be written: "):
        write_text(Path("/proc/a.txt"), "x")


def test_asking_whether_a_file_can_be_written_leaves_no_trace(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_bytes(b"\xff\xfe not UTF-8")
    before = old.stat()
    require_writable(old)
    require_writable(tmp_path / "new.json")
    assert names(tmp_path) == ["old.json"]
    assert (old.stat().st_mtime_ns, old.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_two_outputs_are_two_files(tmp_path: Path) -> None:
    target, link = tmp_path / "a", tmp_path / "link"
    require_writable(target, None, tmp_path / "b")
    with pytest.raises(InvalidInputError, match="given for two outputs; give each its own file"):
        require_writable(target, None, tmp_path / "." / "a")
    link.symlink_to(target)
    with pytest.raises(InvalidInputError, match="given for two outputs"):
        require_writable(target, link)
    assert names(tmp_path) == ["link"]


def test_a_folder_is_no_name_of_a_figure(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"given for a figure; .* such as .*/map$"):
        figure_files(tmp_path)
    assert figure_files(tmp_path / "a.png") == [tmp_path / f"a.{end}" for end in ("csv", "svg", "png", "txt")]
