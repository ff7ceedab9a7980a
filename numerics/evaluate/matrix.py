"""Incidence and design matrices: rows are points, columns are classes; npy or csv."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from numerics.evaluate.incidence import require_size
from numerics.evaluate.reading import exact_matrix, fractions, number, read_bytes, read_npy, read_text, shown
from numerics.exact import ExactArray
from theory.errors import InvalidInputError


def read_npy_matrix(file: Path) -> ExactArray:
    """Read a matrix from an npy file.

    Raises
    ------
    InvalidInputError
        If it holds Python objects, entries that are not finite, or no matrix.
    """
    where = shown(file)
    found = read_npy(read_bytes(file), where)
    require_size(found.shape, where)
    return exact_matrix(found, where)


def read_csv_matrix(file: Path) -> ExactArray:
    """Read comma-separated numbers, which are taken exactly as written; # starts a comment.

    Raises
    ------
    InvalidInputError
        If an entry is no finite number or the rows differ in length.
    """
    rows: list[list[Fraction]] = []
    for count, line in enumerate(read_text(file).splitlines(), start=1):
        content = line.split("#")[0].strip()
        if not content:
            continue
        where = f"{shown(file)}, line {count}"
        entries = content.split(",")
        require_size((len(rows) + 1, max(2, len(entries))), shown(file))  # before any number is read
        rows.append([number(entry, where) for entry in entries])
        if len(rows[-1]) != len(rows[0]):
            raise InvalidInputError(
                f"{where}: {len(rows[-1])} entries given; the rows before it have {len(rows[0])}; all rows"
                " need as many"
            )
    if not rows:
        raise InvalidInputError(f"{shown(file)} is empty; give a matrix, one row a line")
    return fractions((entry for row in rows for entry in row), (len(rows), len(rows[0])))
