"""Certificates from anywhere: whatever a file holds, the answer is one line, soon, and in little memory."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_check.certificates.folder import text
from proofs_check.checker.reading import MOST_BYTES, MOST_DIGITS, Rejected, load, parse
from proofs_check.checker.steps import MOST_BREAKS
from proofs_check.checker.verdict import IDS, check

MOST_SECONDS, MOST_MEMORY = 5, 500_000_000
GOOD = text("S2")


def with_value(old: str, new: str) -> bytes:
    """The certificate of S2 with one value replaced as text."""
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


class Trap:
    """Would leave a file behind if it were unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return (os.system, ("touch trap-was-sprung",))


LONG = "9" * 1_000_000
SHORTER = "9" * (MOST_BYTES - 10_000)
EVIL: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not JSON"),
    "null": (b"null", "None where an object should be"),
    "list": (b"[]", "a list where an object should be"),
    "empty object": (b"{}", "the certificate has no format"),
    "huge": (b" " * 50_000_000, "longer than"),
    "million digits": (with_value('"r": 4', "") if '"r": 4' in GOOD else b'{"id": ' + LONG.encode() + b"}", "longer than"),
    "many digits": (b'{"id": ' + SHORTER.encode() + b"}", "a JSON integer of"),
    "many digits in a witness": (with_value('"1"', '"' + SHORTER + '"'), "not a string such as"),
    "digits of a fraction": (with_value('"1"', '"1/' + "7" * 5000 + '"'), "not a string such as"),
    "deep lists": (b"[" * 900_000, "nested more than"),
    "deep objects": (b'{"a":' * 150_000 + b"1" + b"}" * 150_000, "nested more than"),
    "deep behind a quote": (b'"\\"' + b"[" * 100_000, "not JSON"),
    "deep after a string": (b'["\\\\", ' + b"[" * 100_000, "nested more than"),
    "duplicate key": (with_value('"id": "S2",', '"id": "S2", "id": "S2",'), "the key 'id' occurs twice"),
    "duplicate key within": (with_value('"rule":', '"name": "x", "rule":'), "the key 'name' occurs twice"),
    "NaN": (with_value('"id": "S2"', '"id": NaN'), "the number 'NaN'"),
    "Infinity": (with_value('"id": "S2"', '"id": Infinity'), "the number 'Infinity'"),
    "-Infinity": (with_value('"id": "S2"', '"id": -Infinity'), "the number '-Infinity'"),
    "float": (with_value('"id": "S2"', '"id": 2.0'), "the number '2.0'"),
    "exponent": (with_value('"id": "S2"', '"id": 1e999999999'), "the number '1e999999999'"),
    "truncated": (GOOD[: len(GOOD) // 2].encode(), "not JSON"),
    "truncated by one": (GOOD[:-3].encode(), "not JSON"),
    "more after the end": ((GOOD + "{}").encode(), "not JSON"),
    "latin-1": (GOOD.encode("utf-8").replace("λ".encode(), b"\xe9"), "not UTF-8 at byte"),
    "utf-16": (GOOD.encode("utf-16"), "not UTF-8 at byte"),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), "not JSON"),
    "surrogate": (with_value('"id": "S2"', '"id": "\\ud800"'), "id '\\ud800'; there are certificates for"),
    "control characters": (with_value('"id": "S2"', '"id": "\\u001b[2J\\nS2"'), "id '\\x1b[2J\\nS2'; there are"),
    "long id": (with_value('"id": "S2"', '"id": "' + "S" * 500_000 + '"'), "there are certificates for"),
    "many keys": (b"{" + b",".join(b'"%d":0' % i for i in range(70_000)) + b"}", "the certificate has no format"),
    "many steps": (with_value('"steps": [', '"steps": [' + "[]," * 200_000), "step 1: it is a list, not an object"),
    "bool for an integer": (text("S3").replace("   4,", "   true,", 1).encode(), "r must be at least three"),
    "pickle": (pickle.dumps(Trap()), "not"),
    "gzip": (gzip.compress(GOOD.encode()), "not UTF-8"),
    "code": (with_value('"1"', "\"__import__('os').system('touch trap-was-sprung')\""), "not a string such as"),
    "zero denominator": (with_value('"1"', '"1/0"'), "has the denominator 0"),
    "not in lowest terms": (with_value('"1"', '"2/2"'), "not in lowest terms"),
    "other digits": (with_value('"1"', '"１"'), "not a string such as"),
    "underscore": (with_value('"1"', '"1_0"'), "not a string such as"),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_one_clear_line(name: str) -> None:
    data, expected = EVIL[name]
    started = time.process_time()
    with pytest.raises(Rejected) as caught:
        check(parse(data))
    message = str(caught.value)
    assert expected in message
    assert message.isprintable()
    assert len(message) < 300
    assert time.process_time() - started < MOST_SECONDS


def hostile_crossing() -> bytes:
    """S5 with a true but swollen witness: E, A and B times a polynomial with long coefficients, as many break points as may be."""
    document = json.loads(text("S5"))
    (step,) = (s for s in document["steps"] if s["name"] == "crossing, r = 6")
    witness = step["witness"]
    factor = [Fraction(10**13 + 37 + i, 10**14 + 31) for i in range(MOST_BREAKS + 1 - len(witness["E"]))]

    def times(row: list[str]) -> list[str]:
        total = [Fraction(0)] * (len(row) + len(factor) - 1)
        for i, a in enumerate(row):
            for j, b in enumerate(factor):
                total[i + j] += Fraction(a) * b
        return [str(c) for c in total]

    witness["E"] = times(witness["E"])
    witness["A"], witness["B"] = ([times(row) for row in witness[key]] for key in ("A", "B"))
    fine = [Fraction(i * 10**37, 10**39 + 7 + i) for i in range(1, MOST_BREAKS - 1)]
    witness["breaks"] = [str(point) for point in [*fine, *map(Fraction, witness["breaks"])]]
    return json.dumps(document).encode()


def test_a_swollen_witness_costs_little_time() -> None:
    """It is accepted, since the factor has no root there; and if it were not, then for no other reason than time."""
    data = hostile_crossing()
    check(parse(text("S5").encode()))
    started = time.process_time()
    assert check(parse(data))[0] == "S5"
    assert time.process_time() - started < MOST_SECONDS / 5


def run_limited(paths: list[Path], folder: Path) -> tuple[int, list[str], str, float]:
    """Check files by ``dnc check`` in a process that gets no more than MOST_MEMORY; status, lines, errors, CPU seconds.

    The kernel holds the limit.  The peak that it reports of a child is no use: it counts the parent's before exec.
    """
    command = [str(Path(sys.executable).with_name("dnc")), "check", *map(str, paths)]
    limits = lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))  # noqa: E731
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=folder, preexec_fn=limits)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        lines, errors = out.read().splitlines(), err.read()
    return process.returncode, lines, errors, usage.ru_utime + usage.ru_stime


def test_all_of_them_within_the_limits(tmp_path: Path) -> None:
    """All files in one process: if together they stay below the limits for one, so does each."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    for number, (data, _) in enumerate(EVIL.values()):
        (folder / f"{number:02}.json").write_bytes(data)
    (folder / "folder.json").mkdir()
    (folder / "nowhere.json").symlink_to("missing")
    (folder / "zero.json").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.json")
    status, lines, errors, seconds = run_limited([folder], tmp_path)
    assert (status, errors) == (1, "")
    assert len(lines) == len(EVIL) + 4 + 1
    assert all(": rejected: " in line for line in lines[:-1])
    assert lines[-1] == f"0 accepted, {len(EVIL) + 4} rejected"
    assert seconds < MOST_SECONDS
    assert not list(tmp_path.rglob("trap*"))


def test_a_file_that_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/zero"), tmp_path / "missing"):
        with pytest.raises(Rejected, match="not a regular file"):
            load(path)


def test_limits_leave_room_for_every_certificate() -> None:
    """No certificate comes near a limit."""
    for id_ in IDS:
        assert 5 * len(text(id_).encode()) < MOST_BYTES
        numbers = [
            part
            for step in json.loads(text(id_))["steps"]
            if step["rule"] != "matrices"
            for key, value in step["witness"].items()
            if key != "shifted"  # compared as text
            for part in re.findall("[0-9]+", str(value))
        ]
        assert max(map(len, numbers), default=0) <= 0.75 * MOST_DIGITS
