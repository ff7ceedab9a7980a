"""The atlas as text and tables: one row per cell, for people, CSV, JSON, Markdown and Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flint import arb

from numerics.atlas.answer import Answer, answer
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.store import read as read_atlas
from numerics.atlas.store import rounded_up
from proofs_check.files import atomic_path

FEW = 30
"""Cells up to which it is not worth while to start processes."""


@dataclass(frozen=True)
class Row:
    """A cell of the atlas.

    Attributes
    ----------
    K, L, lam
        Classes, depth and λ as a fraction, all λ's equal and n = 1.
    best : str
        Name of an explicit construction, or signature of a network that was found.
    winner : str
        ``"zero"``, ``"DNC"``, ``"block sum"`` (SRG among them), ``"construction"`` for another family, or ``"found"``.
    ranks : str
        Ranks of M_2, …, M_L.
    file : str or None
        Record of the atlas.
    upper : float
        Rigorous upper bound of the least loss: the winner's loss, rounded up.
    dnc : float
        L_DNC, at most ½.
    to_dnc : float
        ``upper / dnc``.
    blocks : str or None
        The best sum of blocks with an SRG block.
    to_blocks : float or None
        ``upper`` over its loss.
    lower : float
        Certified lower bound of every solution's loss.
    bound : str
        Statement that proves it.
    gap : float
        ``upper / lower - 1``.
    every_lambda : float or None
        Σ C_b^{1/(L+1)}/K of the record: where it is below 1, DNC is beaten at every λ at which it beats zero.
    below_dnc, below_blocks : bool
        Whether the upper bound is certainly below L_DNC, and below every sum of SRG and DNC blocks.
    """

    K: int
    L: int
    lam: str
    best: str
    winner: str
    ranks: str
    file: str | None
    upper: float
    dnc: float
    to_dnc: float
    blocks: str | None
    to_blocks: float | None
    lower: float
    bound: str
    gap: float
    every_lambda: float | None
    below_dnc: bool
    below_blocks: bool


def row(found: Answer) -> Row:
    """One row.

    Examples
    --------
    >>> from numerics.atlas.answer import show
    >>> one = row(show(2, 2, "0.01"))
    >>> one.best, one.winner, one.bound, one.below_dnc
    ('DNC', 'DNC', 'S14', False)
    """
    blocks, cell = found.block_sum, found.cell
    return Row(
        K=cell.K,
        L=cell.L,
        lam=str(cell.lam),
        best=found.name,
        winner=winner(found),
        ranks=" ".join(map(str, found.ranks)),
        file=found.file,
        upper=rounded_up(found.loss),
        dnc=float(found.dnc.mid()),
        to_dnc=float((found.loss / found.dnc).mid()),
        blocks=blocks[0] if blocks else None,
        to_blocks=float((found.loss / blocks[1]).mid()) if blocks else None,
        lower=rounded_down(found.lower.loss),
        bound=found.lower.name,
        gap=float(found.gap.mid()),
        every_lambda=None if found.cost_ratio is None else float(found.cost_ratio.mid()),
        below_dnc=found.below_dnc,
        below_blocks=found.below_blocks,
    )


def winner(found: Answer) -> str:
    """The sort of the best: see :class:`Row`."""
    if found.name in ("zero", "DNC"):
        return found.name
    if found.name.startswith("[") or "[" in found.name:
        return "found"
    return "block sum" if "SRG" in found.name else "construction"


def rounded_down(ball: arb) -> float:
    """A float that is at most every number in a ball.

    Examples
    --------
    >>> rounded_down(arb(1) / 10) <= 0.1
    True
    """
    return -rounded_up(-ball)


def rows(folder: Path, jobs: int = 1) -> tuple[list[Row], list[str]]:
    """A row for every cell in the index of an atlas, and a line for each record that is damaged.

    With more than one of ``jobs`` the cells are shared among so many processes.
    """
    atlas = read_atlas(folder)
    questions = [(cell, atlas.of(cell.K, cell.L)) for cell in atlas.entries]
    if jobs == 1 or len(questions) < FEW:
        return list(map(_answered, questions)), atlas.rejected
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        return list(pool.map(_answered, questions, chunksize=6)), atlas.rejected


def _answered(question: tuple[Cell, list[Record]]) -> Row:
    return row(answer(*question))


def as_json(found: Sequence[Row]) -> str:
    """A list of objects."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Sequence[Row]) -> str:
    """Comma-separated values, with a head."""
    import polars as pl

    return pl.DataFrame([asdict(one) for one in found], infer_schema_length=None).write_csv()


def as_markdown(found: Iterable[Row]) -> str:
    """A table for people."""
    heads = ("K", "L", "λ", "best known", "ranks", "loss ≤", "/ DNC", "/ blocks", "loss ≥", "gap", "C ratio")
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for one in found:
        cells: tuple[Any, ...] = (
            one.K,
            one.L,
            one.lam,
            one.best,
            one.ranks,
            f"{one.upper:.8f}",
            f"{one.to_dnc:.5f}",
            "" if one.to_blocks is None else f"{one.to_blocks:.5f}",
            f"{one.lower:.8f} ({one.bound})",
            f"{one.gap:.1%}",
            "" if one.every_lambda is None else f"{one.every_lambda:.5f}",
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def write_parquet(found: Sequence[Row], target: Path) -> None:
    """A Parquet file, atomically."""
    import polars as pl

    with atomic_path(target) as path:
        pl.DataFrame([asdict(one) for one in found], infer_schema_length=None).write_parquet(path)


TEXT_FORMATS: dict[str, Callable[[Sequence[Row]], str]] = {
    "md": as_markdown,
    "csv": as_csv,
    "json": as_json,
}


def describe(found: Answer) -> str:
    """An answer for people."""
    one, cell = row(found), found.cell
    lines = [
        f"K = {cell.K}, L = {cell.L}, λ = {_decimal(cell.lam)}, all λ's equal, n = 1",
        f"best known    {one.best}",
        f"loss          {one.upper:.12f}, rounded up"
        + (" (an explicit network with rational weights)" if one.file else " (closed form)"),
        f"lower bound   {one.lower:.12f}, rounded down ({one.bound}); gap {one.gap:.1%}",
        f"DNC           {one.dnc:.12f}; ratio {one.to_dnc:.8f}" + _sign(found.below_dnc),
    ]
    if found.block_sum and one.to_blocks is not None:
        name, loss = found.block_sum
        lines.append(
            f"{name:13s} {float(loss.mid()):.12f}; ratio {one.to_blocks:.8f}" + _sign(found.below_blocks)
        )
    if found.ranks:
        lines.append(f"ranks         {one.ranks} (M_2, …, M_L)")
    if found.file:
        lines.append(f"record        {found.file}")
    if one.every_lambda is not None:
        every = one.every_lambda < 1 and found.cost_ratio is not None and found.cost_ratio < 1
        lines.append(
            f"cost root     {one.every_lambda:.8f} × DNC's"
            + (": below DNC at every λ at which DNC beats zero" if every else "")
        )
    lines += [f"pattern       {line}" for line in _pattern(found)]
    lines += [f"left out      {line}" for line in found.rejected]
    return "\n".join(lines) + "\n"


def to_json(found: Answer) -> str:
    """An answer with everything in it."""
    content = {
        **asdict(row(found)),
        "loss": found.loss.str(25),
        "pattern": found.pattern,
        "lower_certificate": dict(found.lower.certificate),
        "lower_depends_on": list(found.lower.depends_on),
        "rejected": list(found.rejected),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _pattern(found: Answer) -> Iterable[str]:
    for block in found.pattern["blocks"] if found.pattern else ():
        orbits = "+".join(map(str, block["orbits"]))
        yield f"{block['classes']} classes in orbits of {orbits} under {block['symmetries']} symmetries"
        for number, layer in enumerate(block["layers"], 2):
            sets = ", ".join(f"{count} in {size}" for size, count in layer["neurons_per_class"].items())
            yield (
                f"  σ(M_{number}): {layer['neurons']} neurons, rank {layer['rank']} before σ and {layer['rank_after']}"
                f" after; classes by active neurons: {sets}"
            )


def _sign(below: bool) -> str:
    return ", certified to be below" if below else ""


def _decimal(value: Any) -> str:
    text = f"{float(value):.10g}"
    return text if len(text) <= 8 else f"{value} ≈ {float(value):.6g}"


FIELDS = tuple(one.name for one in fields(Row))
