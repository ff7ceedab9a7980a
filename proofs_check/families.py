"""Tables of the best block sum over all families: rows, rendered in several formats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from io import StringIO

import numpy as np
import polars as pl

from proofs_check.tables import exact
from theory.errors import InvalidInputError

LARGEST_K = 60
"""Most classes in a table; edges of graphs and set systems take part up to 21 and 15, vertices of named graphs up to 60."""


@dataclass(frozen=True)
class FamilyRow:
    """One cell (K, L, λ), all λ's equal and n = 1.

    Attributes
    ----------
    K, L, lam :
        Parameters; λ as it was given.
    L_DNC : float
        Least loss of DNC.
    L_SRG_blocks : float
        Least loss of block sums of SRG and DNC.
    L_best : float
        Least loss of block sums of all families.
    ratio : float
        L_best / L_DNC.
    rank : int
        Rank of the layers 2..L-1 of the best.
    best : str
        Its blocks.
    """

    K: int
    L: int
    lam: str
    L_DNC: float
    L_SRG_blocks: float
    L_best: float
    ratio: float
    rank: int
    best: str


def rows(classes: Sequence[int], depths: Sequence[int], lams: Sequence[str]) -> Iterator[FamilyRow]:
    """Rows in the order K, L, λ, each as soon as it is known.

    Raises
    ------
    InvalidInputError
        If a parameter is outside its range.

    Examples
    --------
    >>> row = next(rows([3], [4], ["0.004"]))
    >>> row.best, round(row.ratio, 4)
    ('sets of sizes 1, 2 of 2 points', 0.9785)
    """
    from numerics.families.blocks import best_block_sum, paper_pieces

    for name, values, least, most in (("K", classes, 2, LARGEST_K), ("L", depths, 3, 1000)):
        for value in values:
            if not least <= value <= most:
                raise InvalidInputError(
                    f"{name} = {value} given; this table needs {name} between {least} and {most}"
                )
    numbers = [float(exact(lam)) for lam in lams]
    for K in classes:
        paper = paper_pieces(K)
        for L in depths:
            for text, lam in zip(lams, numbers, strict=True):
                found = best_block_sum(K, L, lam)
                dnc = best_block_sum(K, L, lam, pieces=paper[:1]).loss
                yield FamilyRow(
                    K=K,
                    L=L,
                    lam=text,
                    L_DNC=dnc,
                    L_SRG_blocks=best_block_sum(K, L, lam, pieces=paper).loss,
                    L_best=found.loss,
                    ratio=found.loss / dnc,
                    rank=found.rank,
                    best=found.name,
                )


HEADINGS = {"lam": "λ", "L_SRG_blocks": "L_SRG⊕DNC", "ratio": "L_best/L_DNC"}


def to_markdown(found: Sequence[FamilyRow]) -> str:
    """A Markdown table with aligned columns; losses to eight digits."""
    cells = [[f"{x:.8g}" if isinstance(x, float) else str(x) for x in asdict(row).values()] for row in found]
    lines = [[HEADINGS.get(f.name, f.name) for f in fields(FamilyRow)], *cells]
    widths = np.array([[len(cell) for cell in line] for line in lines]).max(axis=0)
    head, *body = (
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines
    )
    return "\n".join([head, "|" + "|".join("-" * (w + 2) for w in widths) + "|", *body]) + "\n"


def to_csv(found: Sequence[FamilyRow]) -> str:
    """Comma-separated values with a header, floats in full precision."""
    stream = StringIO()
    pl.DataFrame([asdict(row) for row in found], infer_schema_length=None).write_csv(stream)
    return stream.getvalue()


def to_json(found: Sequence[FamilyRow]) -> str:
    """A JSON array of objects, floats in full precision."""
    return json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1, allow_nan=False) + "\n"


TEXT_FORMATS: dict[str, Callable[[Sequence[FamilyRow]], str]] = {
    "md": to_markdown,
    "csv": to_csv,
    "json": to_json,
}
"""Formats of ``dnc families``."""
