"""False variants of S20: SRG among equivariant networks with hidden layers of points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from proofs_check.statement import Verdict
from proofs_check.statements.s20_symmetric import Cell
from variants.bench import Variant


def family_loss(r: int, L: int, t: float, u: float, v: float) -> float:
    """The least loss at a point of the family, from explicit matrices; at L = 4 over M_2 on a grid."""
    edges = list(combinations(range(r), 2))
    B = np.array([[float(p in e) for e in edges] for p in range(r)])
    K, lam = len(edges), 0.04 / len(edges)
    last = (1 - t) * B + t * (1 - B)
    W = v + (u - v) * B.T
    values = np.linalg.svd(np.maximum(W @ last, 0), compute_uv=False)
    reach = np.linalg.norm(last, "nuc")
    if L == 4:
        first = [(1 - x) * B + x * (1 - B) for x in np.linspace(0, 0.49, 50)]
        reach = min(np.linalg.norm(M, "nuc") * np.linalg.norm(last @ np.linalg.pinv(M)) for M in first)
    kappa = np.geomspace(1e-6, 1e2, 2000)[:, None]
    q = values**2 / (values**2 + kappa)
    last_layer = (q / np.where(values > 0, values, 1)) ** 2
    product = lam ** (L + 1) * (reach * np.linalg.norm(W)) ** 2 * last_layer.sum(axis=1)
    return float((((1 - q) ** 2).sum(axis=1) / (2 * K) + (L + 1) / 2 * product ** (1 / (L + 1))).min())


def point_is_below(shortfall: float) -> Callable[[Any], bool]:
    """Whether the point that is named costs less than SRG by more than the shortfall."""

    def fails(found: Any) -> bool:
        (which, sign), other = found["fixed (u or v, sign)"], float(Fraction(found["other"]))
        u, v = (sign, other) if which == 0 else (other, sign)
        value = family_loss(found["r"], found["L"], float(Fraction(found["t"])), u, v)
        return value < (1 - shortfall) * family_loss(found["r"], found["L"], 0, -1, 1)

    return fails


def nothing_is_below(found: Any) -> bool:
    """Whether no point of a grid of the family costs less than SRG."""
    r, L = found["r"], found["L"]
    srg = family_loss(r, L, 0, -1, 1)
    angles = np.linspace(0, 2 * np.pi, 17)
    grid = [(t, np.cos(x), np.sin(x)) for t in (0, 0.05, 0.3, 1) for x in angles]
    return all(family_loss(r, L, *point) > srg * (1 - 1e-6) for point in grid)


def optimal(false: str, cell: Cell, shortfall: Fraction) -> Variant:
    changes = {"cover": {"cells": (cell,), "shortfall": shortfall}}
    return Variant("S20", false, changes, Verdict.REFUTED, point_is_below(float(shortfall)))


def beaten(false: str, cell: Cell) -> Variant:
    return Variant("S20", false, {"networks": {"cells": (cell,)}}, Verdict.REFUTED, nothing_is_below)


VARIANTS = (
    optimal("SRG is optimal in the family at r = 4, L = 3", Cell(4, 3), Fraction(1, 1000)),
    optimal("SRG is within 1 % of the optimum at r = 4, L = 3", Cell(4, 3), Fraction(1, 100)),
    optimal("SRG is within 1/5000 of the optimum at r = 7, L = 4", Cell(7, 4), Fraction(1, 5000)),
    Variant(
        "S20",
        "nothing at all is below SRG at r = 5, L = 3: true for all we know, and more than boxes show",
        {"cover": {"cells": (Cell(5, 3),), "shortfall": Fraction(0)}},
        Verdict.UNDECIDED,
    ),
    beaten("SRG is beaten in the family at r = 5, L = 3", Cell(5, 3)),
    beaten("SRG is beaten in the family at r = 5, L = 4", Cell(5, 4)),
    beaten("SRG is beaten in the family at r = 6, L = 3", Cell(6, 3)),
    Variant("S20", "empty: no cells to cover", {"cover": {"cells": ()}}, Verdict.VACUOUS),
    Variant("S20", "empty: no networks", {"networks": {"cells": ()}}, Verdict.VACUOUS),
)
