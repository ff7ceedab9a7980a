"""The console: widths, and no colours in files and pipes."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from proofs_check.cli import console, main
from proofs_check.cli.console import output_console


@pytest.mark.parametrize(
    ("columns", "width"),
    [(None, 120), ("40", 40), ("200", 200), ("20", 20), ("19", 120), ("0", 120), ("-5", 120), ("wide", 120)],
)
def test_width_of_a_pipe(monkeypatch: pytest.MonkeyPatch, columns: str | None, width: int) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    assert output_console().width == width


@pytest.mark.parametrize("arguments", [["show"], ["show", "S5"], ["show", "S13"], ["graph", "--r", "6"]])
@pytest.mark.parametrize("columns", [40, 72])
def test_nothing_is_wider_than_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(arguments) == 0
    assert max(cell_len(line) for line in capsys.readouterr().out.splitlines()) <= columns


def test_text_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Colons are no emoji, numbers are not coloured."""
    output_console().print("4:x:5 and 0.5", markup=False)
    assert capsys.readouterr().out == "4:x:5 and 0.5\n"


def test_a_reader_that_has_gone_is_told_and_does_not_end_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Broken())
    with pytest.raises(BrokenPipeError):
        console.output_console().print("x")


def test_colours_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "57")
    assert output_console().is_terminal
    assert output_console().width == 57


def test_a_terminal_gets_its_own_width_and_styles() -> None:
    ours, theirs = pty.openpty()
    command = Path(sys.executable).with_name("dnc")
    variables = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(
        [command, "show"], stdout=theirs, env={**variables, "TERM": "xterm", "COLUMNS": "60", "LINES": "24"}
    )
    os.close(theirs)
    shown = bytearray()
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal so
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(30) == 0
    assert b"\x1b[1m" in shown  # the bold heading
    assert b"S13" in shown
