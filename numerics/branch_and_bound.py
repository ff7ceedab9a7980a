"""Boxes that cover a domain, cut where the bound on them is too weak.

Floats guide the cutting and nothing else: whoever needs a rigorous minimum bounds the loss on every box of
the cover again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

from numerics.checks import Floats

Box = TypeVar("Box")

_MOST_ROUNDS = 60
_MOST_BOXES = 20_000


class Problem(Protocol[Box]):
    """A minimisation over boxes."""

    def guess(self, boxes: Sequence[Box]) -> Floats:
        """For every box a lower bound, in floats; for a point the value there."""
        ...

    def points(self, boxes: Sequence[Box]) -> list[Box]:
        """A point of each box, as a box; some may be left out."""
        ...

    def ways(self, box: Box) -> list[tuple[Box, Box]]:
        """The ways of cutting a box in two, at least one."""
        ...


def cover(problem: Problem[Box], domain: Sequence[Box], slack: float) -> list[Box]:
    """Boxes that cover the domain, each with a bound that is at least 1 - slack times the least value met.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    domain : sequence of boxes
        What is to be covered.
    slack : float
        Relative distance of the bounds from the minimum; it is not reached where 60 cuts, or 20 000
        boxes, do not suffice.
    """
    least = np.inf
    done: list[Box] = []
    active = list(domain)
    for _ in range(_MOST_ROUNDS):
        values = problem.guess(active)
        points = problem.points(active)
        if points:
            least = min(least, float(problem.guess(points).min()))
        fine = values >= (1 - slack) * least
        done += [box for box, good in zip(active, fine, strict=True) if good]
        active = [box for box, good in zip(active, fine, strict=True) if not good]
        if not active or len(done) + len(active) > _MOST_BOXES:
            break
        active = _cut(problem, active, (1 - slack) * least)
    return done + active


def _cut(problem: Problem[Box], boxes: Sequence[Box], enough: float) -> list[Box]:
    """Cut every box the way that raises the bounds of both halves most, as far as they are not ``enough``."""
    ways = [problem.ways(box) for box in boxes]
    halves = [half for several in ways for pair in several for half in pair]
    gains = iter(np.minimum(problem.guess(halves), enough).reshape(-1, 2).sum(axis=1))
    chosen = [max(several, key=lambda _: next(gains)) for several in ways]
    return [half for pair in chosen for half in pair]
