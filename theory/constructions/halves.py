"""Pairs in halves: classes are the edges of K_r as for SRG, but the neurons of layer L are the t-subsets of the r points (S25).

B is the r × K incidence matrix, as for SRG.  The row of W_{L-1} that belongs to a t-subset T is ½ on T and −½ elsewhere, so
that the entry of M_L at the edge e is |e ∩ T| − 1, and σ keeps the edges inside T.  Then σ(M_L)ᵀσ(M_L) counts the t-subsets
that hold two edges, a matrix of the Johnson scheme.  t = r − 2 is SRG: T is what an edge leaves out.  t near r/2 costs least:
r = 2t, or r = 2t − 1, of which t = 3 is SRG on ten classes.

All t-subsets are C(r, t) neurons; only the number of subsets that hold two, three or four points matters, so that
the blocks of any 4-design do as well.  Squared norms are divided by C(r−4, t−2), which makes them polynomials' quotients.
"""

from __future__ import annotations

import sympy as sp

from theory.construction import Construction, Eigenspace, LayerCost
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_B
from theory.constructions.t_subsets import eigenvalue, multiplicity
from theory.symbols import L, r, t

TOGETHER = (
    (t - 2) * (t - 3) / ((r - t) * (r - t - 1)),
    (t - 2) * (r - 3) / ((r - t) * (r - t - 1)),
    (r - 2) * (r - 3) / ((r - t) * (r - t - 1)),
)
"""Number of t-subsets that hold two edges with 0, 1 or 2 common ends, over C(r−4, t−2)."""

ROWS = r * (r - 1) * (r - 2) * (r - 3) / (t * (t - 1) * (r - t) * (r - t - 1))
"""C(r, t) over C(r−4, t−2)."""

SQUARES = tuple(eigenvalue(2, TOGETHER, space) for space in range(3))
"""Eigenvalues of σ(M_L)ᵀσ(M_L) over C(r−4, t−2)."""


def halves(name: str, points: sp.Expr, smallest: int, title: str) -> Construction:
    """The construction for r as an expression in t.

    Examples
    --------
    At t = 3, r = 5 it is SRG on ten classes:

    >>> from theory.constructions.srg import SRG
    >>> found = halves("example", 2 * t - 1, 3, "an example")
    >>> sp.simplify(found.uniform_cost_constant.subs(t, 3) - SRG.uniform_cost_constant.subs(r, 5))
    0
    """

    def at(expression: sp.Expr) -> sp.Expr:
        return sp.factor(expression.subs(r, points))

    return Construction(
        name=name,
        title=title,
        source="read off a record of the atlas (K = 15, L = 4); statement S25",
        parameter=t,
        smallest=smallest,
        classes=at(CLASSES),
        layer_costs=(
            LayerCost(
                "H_1, W_1",
                NUCLEAR_NORM_B.subs(r, points),
                sp.Integer(2),
                "balanced factors of the incidence matrix B",
            ),
            LayerCost("W_2 … W_{L-2}", points, L - 3, "identity I_r"),
            LayerCost("W_{L-1}", at(ROWS * r / 4), sp.Integer(1), "+1/2 on a t-subset, -1/2 elsewhere"),
        ),
        spectrum=tuple(
            Eigenspace(sp.sqrt(at(square)), at(multiplicity(space))) for space, square in enumerate(SQUARES)
        ),
        width=points,
        depths=(3, None),
    )


EVEN = halves(
    "halves",
    2 * t,
    2,
    "Edges of K_2t, a neuron of layer L for every t-subset of the points, rank 2t in layers 1..L-1",
)
ODD = halves(
    "halves-odd",
    2 * t - 1,
    3,
    "Edges of K_(2t-1), a neuron of layer L for every t-subset of the points, rank 2t-1 in layers 1..L-1",
)

CONSTRUCTIONS = (EVEN, ODD)
