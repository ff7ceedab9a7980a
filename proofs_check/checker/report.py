"""The checker's answer: a line for each file, with what it proves or the first thing that fails."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from .verdict import certificates, check_file, missing

ACCEPTED, REJECTED, USAGE, INCOMPLETE = 0, 1, 2, 3


def run(paths: Sequence[Path]) -> int:
    """Check files and folders and print the answers.

    Returns
    -------
    int
        0 if every certificate is accepted together with all that it rests on, 1 if one is rejected, 2 if there
        is nothing to check, 3 if all are accepted but rest on a statement without a certificate here.
    """
    files = certificates(paths)
    for path in paths:
        if not path.exists() or (path.is_dir() and not any(file.parent == path for file in files)):
            where = "has no *.json files" if path.exists() else "does not exist"
            print(
                f"dnc: error: {str(path)!a} given, which {where}; give certificates or their folder",
                file=sys.stderr,
            )
            return USAGE
    verdicts = [check_file(file) for file in files]
    for verdict in verdicts:
        if verdict.problem is None:
            print(f"{verdict.file}: accepted: {verdict.id}: {verdict.claim}")
        else:
            print(f"{verdict.file}: rejected: {verdict.problem}")
    rejected = sum(verdict.problem is not None for verdict in verdicts)
    print(f"{len(verdicts) - rejected} accepted, {rejected} rejected")
    open_ends = missing(verdicts)
    for id_, others in open_ends.items():
        print(f"{id_} rests on {', '.join(others)}, of which no certificate was accepted here")
    return REJECTED if rejected else INCOMPLETE if open_ends else ACCEPTED
