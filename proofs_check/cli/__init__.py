"""The ``dnc`` command, one file a subcommand; every subcommand imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

__all__ = ["main"]

EXIT_OK, EXIT_REFUTED, EXIT_USAGE, EXIT_UNDECIDED, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``dnc`` and return its exit status.

    Errors that a user can mend are one line on standard error and status 2.  Ctrl-C is status 130.

    Examples
    --------
    >>> main(["show", "S99"])
    2
    """
    import typer

    from proofs_check.cli.app import app
    from theory.errors import InvalidInputError

    # Typer bundles its own copy of click in some releases; its public names lead to the right classes.
    usage_error: type[Any] = typer.BadParameter.__bases__[0]
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        status = app(args=given or ["--help"], standalone_mode=False, prog_name="dnc")
    except usage_error as error:
        command = error.ctx.command_path if error.ctx else "dnc"
        return _fail(f"{error.format_message().rstrip('.')}; see '{command} --help'")
    except InvalidInputError as error:
        return _fail(str(error))
    except BrokenPipeError:
        # The reader of our output has gone (``dnc … | head``): stop quietly, and keep the interpreter from
        # complaining when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}; choose a place that can be read and written")
    except (typer.Abort, KeyboardInterrupt):
        print("dnc: interrupted; nothing was written", file=sys.stderr)
        return EXIT_INTERRUPTED
    return status if isinstance(status, int) else EXIT_OK


def _fail(message: str) -> int:
    print(f"dnc: error: {' '.join(message.split())}", file=sys.stderr)
    return EXIT_USAGE
