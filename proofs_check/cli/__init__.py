"""The ``dnc`` command, one file a subcommand; every subcommand imports what it needs when it runs."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Sequence
from typing import Any

__all__ = ["main"]

EXIT_OK, EXIT_REFUTED, EXIT_USAGE, EXIT_UNDECIDED, EXIT_INTERRUPTED = 0, 1, 2, 3, 130
EXIT_BROKEN_PIPE = 141
"""128 + SIGPIPE, as of any program whose reader has gone."""

EXTRAS = {
    "torch": "train",
    "matplotlib": "train",
    "loky": "train",
    "dask": "cluster",
    "distributed": "cluster",
}
"""Packages that some commands need and a plain installation lacks, and the extra that brings them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``dnc`` and return its exit status.

    Errors that a user can mend are one line on standard error and status 2.  Ctrl-C is status 130, and a
    reader that goes away (``dnc … | head``) is status 141.

    Examples
    --------
    >>> main(["show", "S99"])
    2
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # where λ cannot be encoded
    try:
        return _run(given)
    except BrokenPipeError:
        _abandon_output()
        return EXIT_BROKEN_PIPE
    except OSError as error:
        _abandon_output()
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}; choose a place that can be read and written")
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        extra = f"dnc-verifier[{EXTRAS[package]}]"
        return _fail(f"this needs {package}, which is not installed; install {extra}")
    except MemoryError as error:
        return _fail(str(error) or "there is not enough memory; ask for less at a time")
    except KeyboardInterrupt:
        print("dnc: interrupted; no file is left half-written", file=sys.stderr)
        return EXIT_INTERRUPTED


def _run(given: list[str]) -> int:
    """Run a subcommand.  Typer's own ``main`` is passed by: it reports a broken pipe as status 1, "refuted"."""
    import typer

    from proofs_check.cli.app import app
    from theory.errors import InvalidInputError

    # Typer bundles its own copy of click in some releases; its public names lead to the right classes.
    usage_error: type[Any] = typer.BadParameter.__bases__[0]
    command = typer.main.get_command(app)
    try:
        with command.make_context("dnc", list(given) or ["--help"]) as context:
            status = command.invoke(context)
    except typer.Exit as end:
        status = end.exit_code
    except usage_error as error:
        name = error.ctx.command_path if error.ctx else "dnc"
        message = error.format_message().rstrip(".")
        return _fail(f"{message}; given was '{shlex.join(['dnc', *given])}'; see '{name} --help'")
    except InvalidInputError as error:
        return _fail(str(error))
    if sys.stdout is not None:
        sys.stdout.flush()  # while errors can still be reported
    return status if isinstance(status, int) else EXIT_OK


def _abandon_output() -> None:
    """Drop output that cannot be written, so that the interpreter does not complain about it at exit."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    print(f"dnc: error: {' '.join(message.split())}", file=sys.stderr)
    return EXIT_USAGE
