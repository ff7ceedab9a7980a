"""The dependency graph of the statements as an SVG drawing with two signals for each node."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from proofs_check.report.layout import Box, Layout, Point, layered, reduced
from proofs_check.report.look import FORMS, VERDICTS, Look
from proofs_check.report.page import statement_path
from proofs_check.report.standing import Standing

WIDE = Box(width=230, height=64, gap=14, between=38)
NARROW = Box(width=58, height=40, gap=11, between=30)
LETTERS, LINES = 32, 2
"""Room for the title in a wide node."""


@dataclass(frozen=True)
class Node:
    """A statement in the drawing."""

    id: str
    href: str
    x: float
    y: float
    form: Look
    verdict: Look
    stale: bool
    lines: Sequence[str]
    label: str


@dataclass(frozen=True)
class Drawing:
    """A drawing: its size, nodes, and edges as paths of SVG."""

    width: float
    height: float
    box: Box
    nodes: Sequence[Node]
    edges: Sequence[str]


def drawing(standings: Mapping[str, Standing], box: Box) -> Drawing:
    """Draw the statements; an arrow leads from what a proof uses to the statement, unless others imply it."""
    known = {
        i: [other for other in s.statement.depends_on if other in standings] for i, s in standings.items()
    }
    layout = layered(reduced(known), box)
    nodes = [_node(standing, layout.nodes[i], box) for i, standing in standings.items()]
    return Drawing(layout.width, layout.height, box, nodes, [*_paths(layout)])


def label(standing: Standing) -> str:
    """What a screen reader says of a node."""
    verdict = VERDICTS[standing.verdict].words
    return (
        f"{standing.id}: {standing.statement.title}. Statement: {FORMS[standing.form].words}. Proof: {verdict}"
        + (", stale" if standing.stale else "")
        + (
            f", rests on stale {', '.join(standing.rests_on_stale)}"
            if standing.rests_on_stale and not standing.stale
            else ""
        )
        + "."
    )


def _node(standing: Standing, corner: Point, box: Box) -> Node:
    lines = (
        textwrap.wrap(standing.statement.title, LETTERS, max_lines=LINES, placeholder=" …")
        if box is WIDE
        else ()
    )
    return Node(
        id=standing.id,
        href=statement_path(standing.id),
        x=corner[0],
        y=corner[1],
        form=FORMS[standing.form],
        verdict=VERDICTS[standing.verdict],
        stale=standing.stale,
        lines=lines,
        label=label(standing),
    )


def _paths(layout: Layout) -> list[str]:
    return [_path(points) for points in layout.edges.values()]


def _path(points: Sequence[Point]) -> str:
    """A smooth curve that leaves and enters vertically.

    Examples
    --------
    >>> _path([(0, 0), (10, 20)])
    'M 0 0 C 0 10, 10 10, 10 20'
    """
    parts = [f"M {points[0][0]:g} {points[0][1]:g}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        parts.append(f"C {x:g} {middle:g}, {to_x:g} {middle:g}, {to_x:g} {to_y:g}")
    return " ".join(parts)
