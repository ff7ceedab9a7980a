"""Checkpoints of a run: written whole or not at all, read without unpickling anything but tensors and plain values."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import torch

from numerics.files import write_whole
from theory.errors import InvalidInputError

VERSION = 1


def save(file: Path, state: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    """Write the state of a run.

    Parameters
    ----------
    file : Path
        Where.
    state : mapping
        Tensors, numbers, strings, and lists and dictionaries of them.
    identity : mapping
        Settings and data, which a run that goes on from here must share.

    Raises
    ------
    InvalidInputError
        If the file cannot be written; an older checkpoint is then as it was.
    """
    content = BytesIO()
    torch.save({"version": VERSION, "identity": dict(identity), "state": dict(state)}, content)
    write_whole(file, content.getvalue())


def load(file: Path, identity: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read the state of a run; None if there is no checkpoint.

    Raises
    ------
    InvalidInputError
        If the file is damaged or belongs to another run.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "run.pt"
    >>> save(file, {"epoch": 3}, {"seed": 0})
    >>> load(file, {"seed": 0})
    {'epoch': 3}
    """
    if not file.exists():
        return None
    try:
        found = torch.load(file, map_location="cpu", weights_only=True)
        version, before, state = found["version"], found["identity"], dict(found["state"])
    except Exception as error:  # damage shows as any kind of error
        reason = " ".join(str(error).split())[:120]
        raise InvalidInputError(
            f"checkpoint {file} is damaged ({reason}); remove it to train this run from the beginning"
        ) from None
    if version != VERSION:
        raise InvalidInputError(f"checkpoint {file} has version {version}, not {VERSION}; remove it")
    for name in sorted(before.keys() | identity.keys()):
        old, new = before.get(name), identity.get(name)
        if old != new:
            raise InvalidInputError(
                f"checkpoint {file} belongs to a run with {name} = {old}, but {name} = {new} was given; choose another"
                " folder"
            )
    return state
