"""A folder that the legs of one run share, so that what several of them need is made once.

It lives as long as the run: nothing that an earlier run left behind can pass for a result of this one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "dnc-run-"

_VARIABLE = "DNC_RUN_FOLDER"


def enter(folder: str) -> None:
    """Tell this process, a leg of a run, which folder it shares with the others."""
    os.environ[_VARIABLE] = folder


@contextmanager
def run_folder() -> Iterator[Path]:
    """The folder of the run that this process belongs to, or a new one that is removed afterwards.

    Examples
    --------
    >>> with run_folder() as folder:
    ...     folder.is_dir()
    True
    """
    shared = os.environ.get(_VARIABLE)
    if shared is not None:
        yield Path(shared)
        return
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        yield Path(folder)
