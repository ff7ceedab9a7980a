"""The reference of the command line, from the Typer application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from proofs_check.cli.app import app
from sitepages.statements import plain


def navigation() -> list[str]:
    """The one page."""
    return ["command-line.md"]


def pages() -> dict[str, str]:
    """The page, one section a subcommand."""
    command = typer.main.get_command(app)
    lines = [
        "# Command line",
        "",
        command.help or "",
        "",
        "This page is made from the program: `dnc COMMAND --help`",
    ]
    lines += [
        "says the same. Every command ends with status 2 and one line if what it was given makes no sense.",
        "",
    ]
    for name, subcommand in command.commands.items():
        lines += _sections(f"dnc {name}", subcommand)
    return {"command-line.md": "\n".join(lines) + "\n"}


def _sections(name: str, command: Any, level: int = 2) -> Iterator[str]:
    context = command.context_class(command, info_name=name)
    yield from (f"{'#' * level} {name}", "", plain(command.help or ""), "")
    below = getattr(command, "commands", None)
    if below:
        for inner, subcommand in below.items():
            yield from _sections(f"{name} {inner}", subcommand, level + 1)
        return
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield from ("```text", usage, "```", "")
    records = [
        record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))
    ]
    yield from ("| given | meaning |", "|---|---|")
    yield from (f"| {_code(given)} | {plain(meaning)} |" for given, meaning in records)
    yield ""


def _code(given: str) -> str:
    """What is given, with the kind of value in capitals as in a usage line.

    Examples
    --------
    >>> _code("--jobs <int range>"), _code("--leg <list[exact|formal]>"), _code("ID <str>")
    ('`--jobs INT`', '`--leg exact|formal`', '`ID`')
    """
    name, _, kind = given.partition(" <")
    kind = kind.removesuffix(">").removeprefix("list[").removesuffix("]")
    if not name.startswith("-") or not kind:
        return f"`{name}`"
    return f"`{name} {kind if '|' in kind else kind.split()[0].upper()}`"
