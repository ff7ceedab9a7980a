"""``main``: exit statuses, and errors of one line that say what was given, what is allowed, what to do."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_check.cli import EXTRAS, main

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


BAD = [
    # what was given, and words of the answer
    (["table", "--r", "3"], ["r = 3 given", "r >= 4"]),
    (["table", "--r", "3", "--rigorous"], ["r = 3 given", "r >= 4"]),
    (["table", "--r", "5.5"], ["r = '5.5' given", "write integers as"]),
    (["table", "--r", "12:4"], ["r = '12:4' given", "the range 12:4 is empty", "smaller end first"]),
    (["table", "--r", "4,9:7"], ["the range 9:7 is empty"]),
    (["table", "--r", ""], ["r = '' given"]),
    (["table", "--r", "4:8:0"], ["r = '4:8:0' given"]),
    (["table", "--r", "4:99999999999999999999"], ["a range has at most 2000000 values"]),
    (["table", "--r", "4:3000", "--L", "2:3000"], ["cells given; a table has at most 2000000"]),
    (["table", "--L", "1"], ["L = 1 given", "L >= 2"]),
    (["table", "--L", "-3"], ["L = -3 given", "L >= 2"]),
    (["table", "--L", "1", "--rigorous"], ["L = 1 given", "L >= 2"]),
    *(
        (["table", "--lambda", lam, *more], ["λ = ", f"{lam}", "given", "λ must"])
        for lam in ("0", "-0.1", "nan", "inf", "-inf", "1e400", "1e-400", "1e99999999", "λ", "1//2", "")
        for more in ([], ["--rigorous"])
    ),
    (["table", "--n", "0"], ["n = 0 given", "n >= 1"]),
    (["table", "--n", "9" * 25], ["n = 1e+25 given", "n up to 2**53"]),
    (["table", "--r", "9" * 25], ["r = 1e+25 given", "r up to 2**53"]),
    (["table", "--n", "two"], ["--n", "integer", "dnc table --n two", "dnc table --help"]),
    (["table", "--format", "xml"], ["xml", "'md'", "'csv'", "'latex'", "'json'", "'parquet'"]),
    (["table", "--format", "parquet"], ["parquet given without a file", "add --output FILE"]),
    (["table", "--nonsense"], ["--nonsense", "dnc table --help"]),
    (["table", "extra"], ["extra", "dnc table --help"]),
    (["table", "-o", "missing/t.md"], ["missing/t.md given", "folder does not exist", "create missing"]),
    (["table", "-o", "."], ["is a folder", "give the path of a file"]),
    (["table", "-o", "/proc/t.md"], ["/proc/t.md given", "cannot be written", "choose another"]),
    (["table", "-o", "/dev/null"], ["/dev/null given", "is a device"]),
    (["table", "--format", "parquet", "-o", "/proc/t"], ["/proc/t given", "cannot be written"]),
    (["table", "-o", "n" * 300], ["too long", "choose"]),
    (["verify", "S99"], ["statement 'S99' given", "known are: S1, S2, "]),
    (["verify", "S1", "5"], ["statement '5' given"]),
    (["verify", "--leg", "magic"], ["magic", "'symbolic'", "'exact'", "'rigorous'", "'numeric'"]),
    (["verify", "--jobs", "0"], ["--jobs", "greater than or equal to 1", "dnc verify --jobs 0"]),
    (["verify", "--jobs", "many"], ["--jobs", "dnc verify --jobs many"]),
    (["verify", "--json", "missing/r.json"], ["missing/r.json given", "create missing"]),
    (["verify", "--json", "/proc/r.json"], ["/proc/r.json given", "cannot be written"]),
    (["verify", "--json", "."], ["is a folder"]),
    (["show", "S0"], ["statement 'S0' given", "known are"]),
    (["show", "S1", "S2"], ["S2", "dnc show --help"]),
    (["derive"], ["Missing argument", "dnc derive --help"]),
    (["derive", "dcn"], ["derivation 'dcn' given", "known are", "dnc", "srg", "roots"]),
    (["derive", "srg", "--L", "1"], ["L = 1 given", "L >= 2"]),
    (["derive", "srg+dnc", "--L", "2"], ["L = 2 given", "L >= 3"]),
    (["derive", "uniform", "--L", "3"], ["L = 3 given", "leave --L out"]),
    (["derive", "srg", "--latex", "--json"], ["--latex and --json given", "give one"]),
    (["graph", "--r", "3"], ["r = 3 given", "r must be an integer >= 4"]),
    (["graph", "--r", "-5"], ["r = -5 given"]),
    (["graph", "--r", "5000"], ["r = 5000 given", "4 <= r <= 40", "numerics.graphs"]),
    (["graph", "--r", "x"], ["--r", "dnc graph --r x"]),
    (["graph", "--npz", "missing/g.npz"], ["missing/g.npz given", "create missing"]),
    (["graph", "--graph6", "good.g6", "--npz", "missing/g.npz"], ["missing/g.npz given"]),
    (["graph", "--graph6", "g", "--npz", "g"], ["file g given for two outputs", "give each its own file"]),
    (["graph", "--graph6", "/proc/g"], ["/proc/g given", "cannot be written"]),
    (["nonsense"], ["nonsense", "dnc --help"]),
    (["--nonsense"], ["--nonsense", "given was 'dnc --nonsense'", "dnc --help"]),
    (["two words", "it's"], ["""given was 'dnc 'two words' 'it'"'"'s'' """.rstrip()]),
]


@pytest.mark.parametrize(("arguments", "words"), BAD, ids=lambda value: " ".join(value)[:60] or "empty")
def test_bad_input_is_one_line_and_leaves_nothing(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str], empty_folder: Path
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"dnc: error: [^\n]+\n", printed.err)
    for word in words:
        assert word in printed.err
    assert list(empty_folder.iterdir()) == []


def test_bad_input_of_the_installed_command(dnc: Run, empty_folder: Path) -> None:
    """The same through a real process, with arguments that are not UTF-8."""
    found = dnc("show", os.fsdecode(b"S\xff"))
    assert found.returncode == 2
    assert found.stdout == b""
    assert found.stderr.startswith(b"dnc: error: statement 'S\\udcff' given; known are: S1, ")
    assert found.stderr.count(b"\n") == 1


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_without_arguments_it_explains_itself(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for command in ("verify", "show", "derive", "table", "graph"):
        assert re.search(rf"^  {command}\b", printed.out, re.MULTILINE)


@pytest.mark.parametrize("command", ["verify", "show", "derive", "table", "graph"])
def test_every_command_explains_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Usage: dnc {command}" in capsys.readouterr().out


def test_arguments_come_from_the_command_line_if_none_are_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dnc", "show", "s3"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("S3  Graph identities")


def test_ctrl_c_is_one_line_and_status_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("proofs_check.cli.show.run", interrupted)
    assert main(["show"]) == 130
    assert capsys.readouterr().err == "dnc: interrupted; no file is left half-written\n"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "No space left on device; choose a place"),
        (OSError(28, "No space left on device", "a.csv"), "a.csv: No space left on device; choose a place"),
        (OSError("odd\nerror"), "odd error; choose a place"),
    ],
)
def test_a_disk_that_fails_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("proofs_check.cli.show.run", fail)
    assert main(["show"]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(f"dnc: error: {message}")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        ("torch", ["train", "--K", "3", "--runs", "1"], "train"),
        ("torch", ["train-real", "--epochs", "1"], "train"),
        ("matplotlib", ["figure", "1", "-o", "figures"], "train"),
        ("matplotlib", ["phase", "--r", "4", "--L", "3", "--figure", "map"], "train"),
    ],
)
def test_a_package_that_is_not_installed_is_named_with_its_extra(
    module: str, arguments: list[str], extra: str, dnc: Run, empty_folder: Path
) -> None:
    """Status 2: a traceback would end with status 1, "refuted"."""
    absent = f"raise ModuleNotFoundError(\"No module named '{module}'\", name='{module}')\n"
    (empty_folder / "absent").mkdir()
    (empty_folder / "absent" / f"{module}.py").write_text(absent)
    found = dnc(*arguments, PYTHONPATH=str(empty_folder / "absent"))
    assert (found.returncode, found.stdout) == (2, b"")
    expected = f"dnc: error: this needs {module}, which is not installed; install dnc-verifier[{extra}]\n"
    assert found.stderr.decode() == expected


def test_every_extra_is_one_of_the_project() -> None:
    extras = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    for package, extra in EXTRAS.items():
        assert any(line.startswith(package) for line in extras[extra])


def test_an_error_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("proofs_check.cli.show.run", fail)
    with pytest.raises(ZeroDivisionError):
        main(["show"])


def test_standard_output_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["table", "--r", "4", "--L", "3"]) == 0
    assert main(["show", "S1"]) == 0


class Unwritable(io.StringIO):
    """Standard output that takes text into its buffer and cannot get rid of it."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error

    def fileno(self) -> int:
        return 77


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (OSError(28, "No space left on device"), 2, "No space left"),
    ],
)
def test_output_that_cannot_be_written_is_dropped(
    error: OSError,
    status: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Else the interpreter tries once more at exit, complains and changes the exit status."""
    replaced: list[int] = []
    monkeypatch.setattr(os, "dup2", lambda _, target: replaced.append(target))
    monkeypatch.setattr(sys, "stdout", Unwritable(error))
    assert main(["table", "--r", "4", "--L", "3"]) == status
    assert replaced == [77]
    assert message in capsys.readouterr().err


def test_a_disk_may_fail_where_there_is_no_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("proofs_check.cli.show.run", fail)
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["show"]) == 2
    assert "No space left" in capsys.readouterr().err


COMMAND = Path(sys.executable).with_name("dnc")


@pytest.mark.parametrize("arguments", [["table"], ["show"], ["--help"], ["derive", "reduction"]])
def test_a_reader_that_has_gone_ends_it_quietly(arguments: list[str]) -> None:
    """Also where the whole output fits in one buffer, as of ``dnc show | true``."""
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run([COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, timeout=60)
    os.close(writing)
    assert (found.returncode, found.stderr) == (141, b"")


def test_only_the_head_of_a_long_table_may_be_read() -> None:
    process = subprocess.Popen(
        [COMMAND, "table", "--r", "4:200", "--L", "3:30"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"| r ")
    process.stdout.close()
    errors = process.stderr.read()
    assert errors == b""
    assert process.wait(60) in (0, 141)  # 0 where the pipe had taken everything before it broke


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["table"], ["show", "S5"]])
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        found = subprocess.run([COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert found.returncode == 2
    assert found.stderr == (
        b"dnc: error: No space left on device; choose a place that can be read and written\n"
    )


@pytest.mark.parametrize("arguments", [["table", "--r", "4"], ["show", "S3"], ["graph"]])
def test_a_terminal_without_unicode_gets_escapes(arguments: list[str], dnc: Run) -> None:
    found = dnc(*arguments, PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.isascii()
    assert b"\\u" in found.stdout


def test_output_into_a_pipe_has_no_control_characters(dnc: Run) -> None:
    for arguments in (["show", "S5"], ["graph"]):
        found = dnc(*arguments, TERM="xterm-256color")
        assert found.returncode == 0
        assert not set(found.stdout) & (set(range(32)) - {10})


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{project['name']} {project['version']}\n"
