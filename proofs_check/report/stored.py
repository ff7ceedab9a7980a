"""What was run: the legs of one results file or of several, the newest run of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_check import results
from proofs_check.results import StoredLeg


@dataclass(frozen=True)
class Stored:
    """Results to report on.

    Attributes
    ----------
    documents : tuple of mapping
        The results documents, as they were read.
    legs : mapping
        (Statement id, leg's name) to its newest run.
    """

    documents: tuple[Mapping[str, Any], ...]
    legs: Mapping[tuple[str, str], StoredLeg]


def read(files: Iterable[Path]) -> Stored:
    """Read results files.

    Raises
    ------
    InvalidInputError
        See :func:`proofs_check.results.read`.
    """
    return of([results.read(file) for file in files])


def of(documents: Iterable[Mapping[str, Any]]) -> Stored:
    """The results of some documents.

    Examples
    --------
    >>> of([]).legs
    {}
    """
    documents = tuple(documents)
    legs: dict[tuple[str, str], StoredLeg] = {}
    for document in documents:
        for key, leg in results.stored_legs(document).items():
            if key not in legs or legs[key].made <= leg.made:
                legs[key] = leg
    return Stored(documents, legs)
