"""``dnc table``: L_DNC against L_SRG over a grid."""

from __future__ import annotations

from pathlib import Path

from proofs_check import tables
from proofs_check.files import require_writable, write_text
from theory.errors import InvalidInputError


def run(
    r: str, depths: str, lam: str, samples: int, fmt: str, *, rigorous: bool, output: Path | None
) -> None:
    """Print the table, or write it to ``output``."""
    if fmt == "parquet" and output is None:
        raise InvalidInputError("format parquet given without a file; add --output FILE")
    require_writable(output)
    make = tables.rigorous_rows if rigorous else tables.float_rows
    rows = make(integers("r", r), integers("L", depths), [part.strip() for part in lam.split(",")], samples)
    if fmt == "parquet" and output is not None:
        tables.write_parquet(rows, output)
        return
    text = tables.TEXT_FORMATS[fmt](rows)
    if output is None:
        print(text, end="")
    else:
        write_text(output, text)


def integers(name: str, text: str) -> list[int]:
    """Read a list of integers: ``5``, ``4:12`` (both ends included), ``4:12:2`` or ``4,5,7:9``.

    Raises
    ------
    InvalidInputError
        If the text is not of this form, or a range is empty.

    Examples
    --------
    >>> integers("r", "4:6,10")
    [4, 5, 6, 10]
    """
    values: list[int] = []
    for part in text.split(","):
        try:
            numbers = [int(number) for number in part.split(":")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and numbers[2] < 1):
            raise InvalidInputError(f"{name} = {text!r} given; write integers as 5, 4:12, 4:12:2 or 4,5,7")
        start, stop, step = (
            numbers[0],
            numbers[min(1, len(numbers) - 1)],
            numbers[2] if len(numbers) == 3 else 1,
        )
        if (stop - start) // step >= tables.LARGEST:
            raise InvalidInputError(f"{name} = {text!r} given; a range has at most {tables.LARGEST} values")
        chosen = range(start, stop + 1, step)
        if not chosen:
            raise InvalidInputError(
                f"{name} = {text!r} given; the range {part} is empty; write the smaller end first"
            )
        values.extend(chosen)
    return values
