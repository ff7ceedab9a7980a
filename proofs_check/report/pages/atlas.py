"""The atlas of the best known solutions: a map, and a page for each K and L; only where there are records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from proofs_check.report.look import Look
from proofs_check.report.page import Inputs, Page

if TYPE_CHECKING:
    from proofs_check.atlas import Row

WINNERS = {
    "DNC": Look("D", "dnc", "DNC"),
    "block sum": Look("S", "srg", "a sum of SRG and DNC blocks"),
    "construction": Look("C", "part", "a construction of another family"),
    "found": Look("F", "blocks", "a network that a search found"),
    "zero": Look("0", "zero", "zero"),
}
"""Marks for the winners of :class:`proofs_check.atlas.Row`."""

UNKNOWN = Look("?", "open", "something else")


@dataclass(frozen=True)
class Tile:
    """A cell on the map: its winner, and whether that is certified to be below every sum of SRG and DNC blocks."""

    lam: str
    look: Look
    best: str
    certified: bool


@dataclass(frozen=True)
class Square:
    """All λ's of one K and L, with the page that has more of them."""

    K: int
    L: int
    href: str
    tiles: Sequence[Tile]
    label: str


def pages(inputs: Inputs) -> Iterator[Page]:
    """The map and its pages; none without an atlas."""
    if inputs.atlas is None:
        return
    from proofs_check.atlas import as_csv, rows

    found, rejected = rows(inputs.atlas, inputs.jobs)
    squares = _squares(found)
    if not squares:
        return
    yield Page(
        "atlas.html",
        "atlas.html",
        "Atlas of the best known solutions",
        {
            "depths": sorted({L for _, L in squares}),
            "classes": sorted({K for K, _ in squares}),
            "squares": {key: _square(key, cells) for key, cells in squares.items()},
            "looks": [look for look in (*WINNERS.values(), UNKNOWN) if look in {_look(row) for row in found}],
            "count": len(found),
            "certified": sum(row.below_blocks for row in found),
            "rejected": rejected,
            "file": "data/atlas.csv",
        },
        label="Atlas",
        files={"data/atlas.csv": as_csv(found)},
    )
    keys = list(squares)
    for place, (K, L) in enumerate(keys):
        yield Page(
            _path(K, L),
            "cell.html",
            f"K = {K} classes, L = {L} layers",
            {
                "rows": [(_look(row), row) for row in squares[K, L]],
                "before": _link(keys[place - 1]) if place else None,
                "after": _link(keys[place + 1]) if place + 1 < len(keys) else None,
            },
        )


def shipped() -> Path | None:
    """The atlas that comes with the program, if there is one."""
    from numerics.atlas.store import INDEX, SHIPPED

    return SHIPPED if (SHIPPED / INDEX).is_file() else None


def _squares(found: Sequence[Row]) -> dict[tuple[int, int], list[Row]]:
    squares: dict[tuple[int, int], list[Row]] = {}
    for row in sorted(found, key=lambda row: (row.K, row.L, Fraction(row.lam))):
        squares.setdefault((row.K, row.L), []).append(row)
    return squares


def _square(key: tuple[int, int], cells: Sequence[Row]) -> Square:
    K, L = key
    best = "; ".join(f"λ = {row.lam}: {row.best}" for row in cells)
    tiles = [Tile(row.lam, _look(row), row.best, row.below_blocks) for row in cells]
    return Square(K, L, _path(K, L), tiles, f"K = {K}, L = {L}. {best}")


def _look(row: Row) -> Look:
    return WINNERS.get(row.winner, UNKNOWN)


def _path(K: int, L: int) -> str:
    return f"atlas/K{K:02d}-L{L}.html"


def _link(key: tuple[int, int]) -> Mapping[str, str]:
    K, L = key
    return {"href": _path(K, L), "words": f"K = {K}, L = {L}"}
