"""Vertices of a strongly regular graph as classes, at the rank of one of its eigenspaces plus 1 (statement S27).

A is the adjacency matrix of a primitive strongly regular graph, Ā = J − I − A, and E_0, E_1, E_2 are the projections
onto its eigenspaces for the degree k, for p − 1 > 0 and for −m < 0.  All layers keep E_0 and E_1 alone:

* M_2 = … = M_{L−1} = ϱ E_0 + E_1 with ϱ ≥ (k+m)/(p+m−1), so that no entry is negative: A + mI is the least, and a
  greater ϱ adds a constant to all entries;
* M_L = J − A − mI has 1 − m ≤ 0 on the diagonal, 0 at adjacent pairs and 1 at all others, so that σ(M_L) = Ā.

Any nonnegative matrix with the same Gram matrix does as M_2: cliques of 1 + k/m vertices, each vertex in equally many and
each adjacent pair in equally many, allow smaller ϱ.  The edges at one vertex of K_r are such cliques of T(r), and ϱ
= √(2(r−1)/(r−2)) is SRG.

With (p, m, μ) in the place of (v, k, λ, μ) everything is rational; the complement swaps p and m.
"""

from __future__ import annotations

import sympy as sp

from theory.construction import BlockSum, Construction, Eigenspace, LayerCost, eigenspaces
from theory.constructions.dnc import DNC
from theory.regular_graph import (
    HOFFMAN_SINGLETON,
    LATTICE,
    TRIANGULAR,
    Parameters,
    spectrum,
)
from theory.symbols import K, L, mu, r


def strongly_regular(
    graph: Parameters,
    ratio: sp.Expr,
    *,
    name: str,
    title: str,
    source: str = "derived here; statement S27",
    parameter: sp.Symbol = mu,
    smallest: int = 1,
) -> Construction:
    """The construction for a graph, or a family of graphs.

    Parameters
    ----------
    graph : Parameters
        p, m and μ, in terms of ``parameter``.
    ratio : sympy.Expr
        ϱ, at least ``graph.least_ratio``, or what other nonnegative factors allow.
    name, title, source, parameter, smallest
        As in :class:`theory.construction.Construction`.

    Examples
    --------
    SRG again:

    >>> from theory.constructions.srg import SRG
    >>> triangular = Parameters(r - 3, sp.Integer(2), sp.Integer(4))
    >>> found = strongly_regular(triangular, triangular.clique_ratio, name="T", title="T", parameter=r)
    >>> sp.simplify(found.uniform_cost_constant.subs({r: 7, L: 3}) / SRG.uniform_cost_constant.subs({r: 7, L: 3}))
    1
    """
    kept = sp.factor(graph.kept)
    return Construction(
        name=name,
        title=title,
        source=source,
        parameter=parameter,
        smallest=smallest,
        classes=sp.factor(graph.classes),
        layer_costs=(
            LayerCost("H_1, W_1", ratio + kept, sp.Integer(2), "balanced factors of ϱ E_0 + E_1"),
            LayerCost(
                "W_2 … W_{L-2}",
                1 + kept,
                L - 3,
                "projection onto the constants and the eigenspace that is kept",
            ),
            LayerCost(
                "W_{L-1}",
                sp.factor(graph.gap) ** 2 * ((sp.factor(graph.last_ratio) / ratio) ** 2 + kept),
                sp.Integer(1),
                "J − A − mI, divided by ϱ on the constants",
            ),
        ),
        spectrum=_factored_spectrum(graph),
        width=1 + kept,
        depths=(3, None),
    )


def strongly_regular_two_layers(
    graph: Parameters,
    *,
    name: str,
    title: str,
    source: str = "derived here; statement S27",
    parameter: sp.Symbol = mu,
    smallest: int = 1,
) -> Construction:
    """The same at L = 2: W_1 H_1 is M_L = J − A − mI itself.

    Examples
    --------
    >>> from theory.constructions.srg import SRG_TWO_LAYERS
    >>> found = strongly_regular_two_layers(TRIANGULAR, name="T", title="T", parameter=r)
    >>> sp.factor(found.layer_costs[0].cost - SRG_TWO_LAYERS.layer_costs[0].cost)
    0
    """
    nuclear = sp.factor(sp.cancel(graph.gap * (graph.last_ratio + graph.kept)))
    return Construction(
        name=name,
        title=title,
        source=source,
        parameter=parameter,
        smallest=smallest,
        classes=sp.factor(graph.classes),
        layer_costs=(LayerCost("H_1, W_1", nuclear, sp.Integer(2), "balanced factors of J − A − mI"),),
        spectrum=_factored_spectrum(graph),
        width=1 + sp.factor(graph.kept),
        depths=(2, 2),
    )


def _factored_spectrum(graph: Parameters) -> tuple[Eigenspace, ...]:
    return tuple(
        Eigenspace(sp.factor(space.singular_value), sp.factor(space.multiplicity))
        for space in spectrum(graph)
    )


STRONGLY_REGULAR = strongly_regular(
    Parameters(),
    Parameters().least_ratio,
    name="strongly-regular",
    title="Vertices of any primitive strongly regular graph with the eigenvalues p - 1 and -m, M_2 = A + mI",
)
"""The general case, with three free parameters: ``dnc derive strongly-regular``."""


def best_ratio(graph: Parameters) -> sp.Expr:
    """The ϱ that makes the cost constant least: (ϱ+f)² (t²/ϱ²+f) falls up to ϱ = t^(2/3)."""
    return sp.factor(graph.last_ratio) ** sp.Rational(2, 3)


SRG_CONSTANT = strongly_regular(
    TRIANGULAR,
    best_ratio(TRIANGULAR),
    name="srg-constant",
    title="SRG with a constant added to all entries of B: the same widths, rank r and σ(M_L), cheaper for r >= 8",
    parameter=r,
    smallest=8,
)

ROOK_CONSTANT = strongly_regular(
    LATTICE,
    best_ratio(LATTICE),
    name="rook-constant",
    title="Rook with a constant added to all entries of B: rank 2r - 1, below DNC at L = 3 for r >= 8",
    parameter=r,
    smallest=4,
)


def conference() -> Construction:
    """Conference graphs on 4r + 1 vertices, such as Paley's, with M_2 = A + mI and p = m = (1 + √v)/2.

    Their eigenvalues are irrational unless v is a square.  With one output for all classes only Σ m_i/s_i² matters, and
    the loss is an upper bound.

    Examples
    --------
    >>> pentagon = conference()
    >>> pentagon.classes, pentagon.width, bool(pentagon.uniform_cost_constant.subs({r: 1, L: 4}) < 5**5)
    (4*r + 1, 2*r + 1, True)
    """
    x = sp.sqrt(
        4 * r + 1
    )  # √v; both costs are those of the general case, which takes half a second to simplify
    nuclear = x * (x + 1) / 2
    last = 2 * x**4 * (x**3 + 3 * x**2 + 5 * x - 1) / ((x - 1) * (x + 1) ** 4)
    classes, kept = 4 * r + 1, 2 * r
    return Construction(
        name="conference",
        title="Vertices of a conference graph, K = 4r + 1 at rank 2r + 1, all outputs equal",
        source="derived here; statement S27",
        parameter=r,
        smallest=1,
        classes=classes,
        layer_costs=(
            LayerCost("H_1, W_1", nuclear, sp.Integer(2), "balanced factors of A + mI"),
            LayerCost("W_2 … W_{L-2}", 1 + kept, L - 3, "projection onto the columns of A + mI"),
            LayerCost(
                "W_{L-1}",
                last,
                sp.Integer(1),
                "J − A − mI on these columns, scaled so that ‖W_L‖² = K q²",
            ),
        ),
        spectrum=eigenspaces((1, classes)),
        width=1 + kept,
        depths=(3, None),
    )


CONFERENCE = conference()

_HOFFMAN_SINGLETON = {
    "name": "hoffman-singleton",
    "title": "Vertices of Hoffman and Singleton's graph, K = 50 at rank 22",
    "parameter": mu,
    "smallest": 36,
}

HOFFMAN_SINGLETON_TWO_LAYERS = strongly_regular_two_layers(HOFFMAN_SINGLETON, **_HOFFMAN_SINGLETON)
"""M_2 = Ā − 2I, which beats DNC at L = 2 at every λ."""

HOFFMAN_SINGLETON_PLUS_DNC = BlockSum(
    name="hoffman-singleton+dnc",
    title="Hoffman and Singleton's graph on 50 of the K classes, DNC on the others, at L = 2",
    source="statement S27",
    parts=((HOFFMAN_SINGLETON_TWO_LAYERS, sp.Integer(36)), (DNC, K - 50)),
)

CONSTRUCTIONS = (
    SRG_CONSTANT,
    ROOK_CONSTANT,
    CONFERENCE,
    strongly_regular(HOFFMAN_SINGLETON, HOFFMAN_SINGLETON.least_ratio, **_HOFFMAN_SINGLETON),
    HOFFMAN_SINGLETON_TWO_LAYERS,
    HOFFMAN_SINGLETON_PLUS_DNC,
)
