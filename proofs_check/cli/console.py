"""The console that results are printed on."""

from __future__ import annotations

import os

from rich.console import Console

PIPED_WIDTH = 120
"""Columns where standard output is no terminal and COLUMNS is not set."""

NARROWEST = 20
"""A COLUMNS below it leaves no room for tables and counts as not set."""


class _Console(Console):
    """A console whose reader may go away: that ends the command quietly, but never as "refuted", status 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def output_console() -> Console:
    """Standard output, at the terminal's width, or at a fixed width without colours if it is a file or pipe."""
    console = _Console(highlight=False, emoji=False)
    if not console.is_terminal:
        columns = os.environ.get("COLUMNS", "")
        width = int(columns) if columns.isdecimal() and int(columns) >= NARROWEST else PIPED_WIDTH
        console = _Console(highlight=False, emoji=False, width=width, no_color=True)
    return console
