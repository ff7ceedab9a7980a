"""The console that results are printed on."""

from __future__ import annotations

from rich.console import Console

PIPED_WIDTH = 120
"""Columns where standard output is no terminal and COLUMNS is not set."""


def output_console() -> Console:
    """Standard output, at the terminal's width, or at a fixed width without colours if it is a file or pipe."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPED_WIDTH, no_color=True)
    return console
