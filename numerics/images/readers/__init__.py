"""Readers of data sets, each of which checks sizes, magic numbers and labels and trusts no length that a file declares.

Nothing is ever unpickled.  An error names the file and the byte, counted after decompression, at which reading ended.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from numerics.images.dataset import Source
from theory.errors import InvalidInputError

KINDS = {"cifar10": "cifar", "cifar100": "cifar", "idx": "idx", "npz": "npz"}
"""Prefixes of a path, and the module that reads what is there."""


def read(data: str) -> Source:
    """Read ``digits``, or ``KIND:PATH`` with one of the KINDS cifar10, cifar100, idx and npz.

    Raises
    ------
    InvalidInputError
        If the data set is unknown, missing or damaged.

    Examples
    --------
    >>> read("mnist")
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: data 'mnist' given; it must be digits, cifar10:PATH, cifar100:PATH, idx:PATH or npz:PATH
    """
    kind, _, path = data.partition(":")
    if data == "digits":
        from numerics.images.readers.digits import read_digits

        return read_digits()
    if kind not in KINDS or not path:
        allowed = ", ".join(f"{one}:PATH" for one in list(KINDS)[:-1])
        raise InvalidInputError(f"data {data!r} given; it must be digits, {allowed} or npz:PATH")
    where = Path(path)
    if not where.exists():
        raise InvalidInputError(f"data {data!r} given; there is no {path}; give the path of the data set")
    module = import_module(f"numerics.images.readers.{KINDS[kind]}")
    source: Source = getattr(module, f"read_{kind}")(where)
    return source
