"""S20: is SRG optimal among the S_r-equivariant networks whose hidden layers are points: optimal or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from numerics.exact import ExactArray
from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

if TYPE_CHECKING:
    from numerics.symmetry.points import Box, CertifiedMinimum, PointsProblem

SHORTFALL = Fraction(1, 1000)
"""By how much, relatively, a network of the family might still cost less than SRG."""


class Cell(NamedTuple):
    """r and L, at λ = 0.04/K."""

    r: int
    L: int

    @property
    def lam(self) -> Fraction:
        """λ_H = λ_1 = … = λ_L."""
        return Fraction(4, 100 * (self.r * (self.r - 1) // 2))

    def problem(self) -> PointsProblem:
        """The family at this cell."""
        from numerics.symmetry.points import PointsProblem

        return PointsProblem(self.r, self.L, self.lam ** (self.L + 1))

    def srg(self) -> Any:
        """L_SRG, enclosed."""
        from numerics.enclosure import enclose_srg

        return enclose_srg(self.r, self.L, self.lam).loss


OPTIMAL = (Cell(5, 3), Cell(5, 4), Cell(6, 3), Cell(6, 4), Cell(7, 3))
BEATEN = (Cell(4, 3), Cell(4, 4), Cell(7, 4))


@cache
def _minimum(cell: Cell) -> CertifiedMinimum:
    from numerics.symmetry.points import certified_minimum

    return certified_minimum(cell.problem(), slack=0.9 * float(SHORTFALL))


def _optimal(cell: Cell, shortfall: Fraction) -> bool | None:
    from numerics.rationals import to_ball

    found = _minimum(cell)
    least = (1 - to_ball(shortfall)) * cell.srg()
    if found.least >= least:
        return True
    return False if found.reached < least else None


def _cover(cells: Iterable[Cell] = OPTIMAL, shortfall: Fraction = SHORTFALL) -> LegResult:
    cells = list(cells)
    return check_instances(
        cells,
        lambda cell: _optimal(cell, shortfall),
        lambda cell: {"r": cell.r, "L": cell.L, **_point(cell)},
        what="cells: the whole family in boxes, the loss on each bounded in enclosures, none"
        f" {float(shortfall):.1%} below SRG",
        evidence={f"r={cell.r} L={cell.L}": _values(cell) for cell in cells},
    )


@cache
def _best(cell: Cell) -> Box:
    """The best point that the search meets; no bound is computed."""
    from numerics import branch_and_bound
    from numerics.symmetry.points import best_point

    problem = cell.problem()
    return best_point(problem, branch_and_bound.cover(problem, problem.domain(), float(SHORTFALL)))


def _point(cell: Cell) -> dict[str, object]:
    best = _best(cell)
    return {"t": str(best.t[0]), "fixed (u or v, sign)": list(best.fixed), "other": str(best.free[0])}


def _values(cell: Cell) -> dict[str, object]:
    found = _minimum(cell)
    return {
        "λ": str(cell.lam),
        "boxes": len(found.boxes),
        "least": float(found.least),
        "reached": float(found.reached),
        "L_SRG": float(cell.srg()),
    }


def rational_network(cell: Cell) -> tuple[ExactArray, ...]:
    """H_1, W_1, …, W_L at the best point of the cover, rational and exactly equivariant."""
    from numerics.symmetry.networks import network_at, points_model

    scalars = network_at(cell.problem(), _best(cell), float(cell.lam))
    return points_model(cell.r, cell.L).rational(scalars)


def _below_srg(cell: Cell) -> bool | None:
    from numerics.rationals import to_ball
    from numerics.solution import exact_objective
    from numerics.symmetry.networks import points_model

    first, *weights = rational_network(cell)
    if not points_model(cell.r, cell.L).is_equivariant((first, *weights)):
        return None
    value = exact_objective(first, weights, cell.lam, (cell.lam,) * cell.L)
    exact, srg = to_ball(value), cell.srg()
    return True if exact < srg else (False if exact >= srg else None)


def _networks(cells: Iterable[Cell] = BEATEN, below: Callable[[Cell], bool | None] = _below_srg) -> LegResult:
    return check_instances(
        cells,
        below,
        lambda cell: {"r": cell.r, "L": cell.L, **_point(cell)},
        what="equivariant rational networks, objective exact, below SRG",
    )


def _descent() -> LegResult:
    from numerics.symmetry.networks import points_model

    found = {
        cell: points_model(cell.r, cell.L).search(float(cell.lam), starts=20)[0]
        for cell in (OPTIMAL[0], OPTIMAL[1], BEATEN[0])
    }
    return check_instances(
        found,
        lambda cell: found[cell] >= float(_minimum(cell).least),
        lambda cell: {"r": cell.r, "L": cell.L, "loss": found[cell]},
        what="cells: descents from 20 random equivariant starts, none below the certified minimum",
    )


STATEMENT = Statement(
    id="S20",
    title="SRG among S_r-equivariant networks with hidden layers of points: optimal or not",
    claim="Classes are the K edges of K_r, layers 1, …, L − 1 have r neurons that S_r permutes like the points, layer L has"
    " one neuron an edge, and all matrices are S_r-equivariant. At n = 1 and all λ's 0.04/K: (a) for (r, L) = (5, 3), (5, 4),"
    " (6, 3), (6, 4), (7, 3) no such network costs less than (1 − 10⁻³) L_SRG; (b) for (4, 3), (4, 4) and (7, 4) some do cost"
    " less than L_SRG.",
    hypotheses=("λ_H = λ_1 = … = λ_L = 0.04/K", "n = 1", "all maps commute with S_r"),
    source="derived here; docs/symmetry.md",
    legs=(
        Leg(LegKind.RIGOROUS, "cover", _cover),
        Leg(LegKind.EXACT, "networks", _networks),
        Leg(LegKind.NUMERIC, "descent", _descent),
    ),
    remarks=(
        "The cover bounds a family of two numbers, to which an argument reduces these networks: numerics/symmetry/points.py.",
        "Being optimal in this family does not make SRG optimal: at K = 10 and larger L better networks without this"
        " symmetry are known.",
    ),
)
