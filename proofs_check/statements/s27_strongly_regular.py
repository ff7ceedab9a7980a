"""S27: vertices of strongly regular graphs as classes, at L ≥ 4, L = 3 and L = 2; SRG with a constant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.constructions.strongly_regular import (
    HOFFMAN_SINGLETON_PLUS_DNC,
    SRG_CONSTANT,
    strongly_regular,
    strongly_regular_two_layers,
)
from theory.derivation import Derivation
from theory.proofs.constant_row import CONSTANT_RANGE, SRG_SQUARE, ConstantRange, T, constant_helps
from theory.proofs.strongly_regular import VERTEX_RANGE, VertexRange, vertices_beat_dnc
from theory.proofs.two_layers_graphs import (
    TWO_LAYER_CLAIM,
    TwoLayerClaim,
    graphs_beat_dnc_at_two_layers,
)
from theory.regular_graph import Parameters
from theory.symbols import r as r_symbol

if TYPE_CHECKING:
    import networkx as nx

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 50, 95, 100))
"""λ over DNC's zero threshold."""

Graph = tuple[int, int, int]
"""p, m and μ, for eigenvalues p − 1 and −m."""

GRAPHS: tuple[Graph, ...] = (
    *((r - 3, 2, 4) for r in (5, 6, 8, 10)),
    *((r - 1, 2, 2) for r in (3, 4, 5, 7, 8, 9)),
    (3, 2, 6),
    (5, 2, 8),
    (3, 3, 6),
    (4, 3, 6),
    (6, 3, 6),
    (4, 4, 12),
    (4, 3, 9),
    (4, 3, 18),
    (3, 3, 36),
)
"""T(r), L_2(r), the complement of Clebsch's graph, Schläfli's, L_3(5), L_3(6), L_3(8), L_4(7), O+(6,2), the complements of
Sp(4,3) and of Hoffman and Singleton's graph."""

DEPTHS = (3, 4, 7)

Case = tuple[Graph, int, Fraction]
"""A graph, L, and λ over DNC's zero threshold."""


def _proof(
    vertices: VertexRange = VERTEX_RANGE,
    constant: ConstantRange = CONSTANT_RANGE,
    two_layers: TwoLayerClaim = TWO_LAYER_CLAIM,
) -> LegResult:
    parts = (vertices_beat_dnc(vertices), constant_helps(constant), graphs_beat_dnc_at_two_layers(two_layers))
    steps = tuple(step for part in parts for step in part.steps)
    return proof(Derivation("s27", "Vertices of strongly regular graphs against DNC and SRG", steps))


def _cases(stated: VertexRange, fractions: Iterable[Fraction]) -> Iterator[Case]:
    for fraction in fractions:
        for depth in DEPTHS:
            for graph in GRAPHS:
                if stated.holds(graph, depth):
                    yield graph, depth, fraction


def _costs_less(case: Case) -> bool | None:
    """With a rational ϱ: that of A + mI, or above t^(2/3), which is better."""
    from numerics.enclosure import compare, enclose_dnc, enclose_loss

    (p, m, mu), depth, fraction = case
    graph = Parameters(sp.Integer(p), sp.Integer(m), sp.Integer(mu))
    best = sp.Rational(ceil(64 * float(graph.last_ratio) ** (2 / 3)), 64)
    found = strongly_regular(graph, max(graph.least_ratio, best), name="graph", title="graph")
    K = int(graph.classes)
    lam = fraction * rational_threshold(K, depth)
    order = compare(enclose_loss(found, mu, depth, [lam] * (depth + 1)), enclose_dnc(K, depth, lam))
    return None if order is None else order == "<"


def _orders(stated: VertexRange = VERTEX_RANGE, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(stated, tuple(fractions)),
        _costs_less,
        lambda c: {"p": c[0][0], "m": c[0][1], "μ": c[0][2], "L": c[1], "λ/threshold": str(c[2])},
        what="cells (graph, L, λ): vertices strictly below DNC in enclosures",
    )


def _constant_less(case: tuple[int, int, Fraction]) -> bool | None:
    """ϱ = t^(2/3) is above that of B, so that the constant is positive, and the loss is below SRG's."""
    from numerics.enclosure import compare, enclose_loss, enclose_srg

    r, depth, fraction = case
    if T.subs(r_symbol, r) ** 4 < SRG_SQUARE.subs(r_symbol, r) ** 3:
        return False
    lam = fraction * rational_threshold(r * (r - 1) // 2, depth)
    order = compare(enclose_loss(SRG_CONSTANT, r, depth, [lam] * (depth + 1)), enclose_srg(r, depth, lam))
    return None if order is None else order == "<"


def _constants(
    stated: ConstantRange = CONSTANT_RANGE, fractions: Iterable[Fraction] = FRACTIONS
) -> LegResult:
    given = tuple(fractions)
    return check_instances(
        (
            (r, depth, x)
            for r in (stated.least_r, stated.least_r + 1, stated.least_r + 6)
            for depth in (3, 4, 6)
            for x in given
        ),
        _constant_less,
        lambda c: {"r": c[0], "L": c[1], "λ/threshold": str(c[2])},
        what="cells (r, L, λ): SRG with a constant strictly below SRG in enclosures",
    )


def _wins_at_two(case: tuple[int, int, Fraction]) -> bool | None:
    """K classes with q = 0: Hoffman and Singleton's graph ⊕ DNC; otherwise the points of GQ(q, q)."""
    from numerics.enclosure import compare, enclose_dnc, enclose_loss
    from theory.regular_graph import SYMPLECTIC

    K, q, fraction = case
    lam = fraction * rational_threshold(K, 2)
    if q:
        put = {r_symbol: q}
        graph = Parameters(*(sp.sympify(x).subs(put) for x in (SYMPLECTIC.p, SYMPLECTIC.m, SYMPLECTIC.mu)))
        found = enclose_loss(
            strongly_regular_two_layers(graph, name="GQ", title="GQ"), int(graph.mu), 2, [lam] * 3
        )
    else:
        found = enclose_loss(HOFFMAN_SINGLETON_PLUS_DNC, {"K": K}, 2, [lam] * 3)
    order = compare(found, enclose_dnc(K, 2, lam))
    return None if order is None else order == "<"


CLASSES = (50, 51, 60, 200)
"""K at L = 2."""


def _two_layers(
    stated: TwoLayerClaim = TWO_LAYER_CLAIM,
    classes: Iterable[int] = CLASSES,
    fractions: Iterable[Fraction] = FRACTIONS,
) -> LegResult:
    given = tuple(fractions)
    quadrangles = [((q + 1) * (q * q + 1), q) for q in (stated.least_q, stated.least_q + 1)]
    return check_instances(
        ((K, q, x) for K, q in (*((K, 0) for K in classes), *quadrangles) for x in given),
        _wins_at_two,
        lambda c: {"K": c[0], "q": c[1], "λ/threshold": str(c[2])},
        what="cells (K, λ) at L = 2: the 50 vertices ⊕ DNC, and GQ(q, q), strictly below DNC in enclosures",
    )


def _rational_below(bound_over_dnc: Fraction) -> bool | None:
    """Rational H_1, W_1, W_2 on 50 classes: their objective, an exact number, against a multiple of L_DNC."""
    import networkx as nx

    from numerics.enclosure import enclose_dnc
    from numerics.evaluate import evaluate
    from numerics.rationals import to_ball
    from numerics.solution.model import exact_objective

    lam = Fraction(1, 1000)
    cell = evaluate(nx.hoffman_singleton_graph(), classes="vertices").at(L=2, lam=lam)
    H1, weights = cell.candidate.network(lam, [lam, lam])
    value = exact_objective(H1, weights, lam, [lam, lam])
    bound = enclose_dnc(50, 2, lam).loss * to_ball(bound_over_dnc)
    exact = to_ball(value)
    return True if exact < bound else (False if exact > bound else None)


def _rational_weights(bounds: Iterable[Fraction] = (Fraction(97, 100),)) -> LegResult:
    return check_instances(
        bounds,
        _rational_below,
        lambda bound: {"bound/L_DNC": str(bound)},
        what="explicit rational network at L = 2, K = 50, λ = 0.001, below 0.97 L_DNC",
    )


def _matrices_hold(make: Callable[[], nx.Graph], expected_rank: int) -> bool:
    """Ranks, M_L, the projection and the spectrum of σ(M_L), exactly."""
    import networkx as nx

    from numerics.exact import equal, integer_spectrum, rank
    from numerics.families.strongly_regular import vertex_layers

    graph = make()
    ranks = []
    for one in vertex_layers(graph):
        v, Z = one.space.v, one.means
        apart = 1 - np.eye(v, dtype=np.int64) - one.A
        kept = integer_spectrum(apart)
        spectrum = {
            v - one.space.k - 1: 1,
            -int(one.space.p): one.space.f,
            int(one.space.m) - 1: v - 1 - one.space.f,
        }
        last = one.rows @ Z
        own = nx.to_numpy_array(graph, dtype=np.int64)
        good = (
            bool((Z >= 0).all())
            and equal(last, apart - int(one.space.m - 1) * np.eye(v, dtype=np.int64))
            and equal(np.maximum(last, 0), apart)
            and equal(one.middle @ Z, Z)
            and kept.splits
            and kept.eigenvalues == spectrum
            and bool((apart == own).all() or (apart == 1 - np.eye(v, dtype=np.int64) - own).all())
        )
        if not good or not rank(Z) == rank(last) == one.space.f + 1:
            return False
        ranks.append(one.space.f + 1)
    return min(ranks) == expected_rank


def _named() -> tuple[tuple[str, Callable[[], nx.Graph], int], ...]:
    from networkx import complement, hoffman_singleton_graph, petersen_graph

    from numerics.families.regular_graphs import (
        affine_quadric,
        chang,
        latin_square,
        quadric,
        shrikhande,
        triangular,
    )

    return (
        ("Petersen", petersen_graph, 5),
        ("T(8)", lambda: triangular(8), 8),
        ("Chang 1", lambda: chang(1), 8),
        ("L_2(4)", lambda: latin_square(2, 4), 7),
        ("Shrikhande", shrikhande, 7),
        ("Clebsch", lambda: affine_quadric(2, 2, -1), 6),
        ("L_3(5)", lambda: latin_square(3, 5), 13),
        ("Schläfli", lambda: complement(quadric(3, 2, -1)), 7),
        ("Hoffman–Singleton", hoffman_singleton_graph, 22),
    )


def _matrices(rank_off: int = 0) -> LegResult:
    return check_instances(
        _named(),
        lambda one: _matrices_hold(one[1], one[2] + rank_off),
        lambda one: {"graph": one[0], "least rank": one[2] + rank_off},
        what="graphs: M_2 ≥ 0, M_L, projection, spectrum of σ(M_L) and ranks in fractions",
    )


def _formal() -> LegResult:
    return formal(
        "S27",
        covers="(b), that SRG with a constant costs less and SRG is not optimal for any r ≥ 8, L ≥ 3, and (c), that DNC is not for"
        " L = 2, K ≥ 50; both at every λ",
        whole=False,
    )


STATEMENT = Statement(
    id="S27",
    title="Vertices of strongly regular graphs beat DNC; so L = 2, K ≥ 50 is no exception, and SRG is not optimal for r ≥ 8",
    claim="G is a primitive strongly regular graph, its K = v vertices are the classes; M_2 … M_L keep the constants and one"
    " eigenspace of dimension f, so that their ranks are 1 + f, and σ(M_L) is G or its complement. (a) For one of the two"
    " eigenspaces this costs strictly less than DNC at every λ at which DNC's least loss is ≤ ½: at every L ≥ 4 for every G; at"
    " L = 3 if both eigenvalues other than the degree are at least 2 and at most −3, for conference graphs with v ≥ 13, and, with"
    " eigenvalue −2 of G or its complement, for T(r) with r ≥ 5, L_2(r) with r ≥ 8, Clebsch's, Schläfli's and Chang's graphs."
    " (b) SRG with a constant added to the entries of its B has the same ranks, widths and σ(M_L) and costs strictly less than SRG"
    " for every r ≥ 8, L ≥ 3 and λ at which SRG beats zero; its cost constant over DNC's at L = 3 is 8/r to leading order, where"
    " SRG's tends to 1. (c) L = 2: M_2 = A − 2I for the graph A of Hoffman and Singleton costs strictly less than DNC on K = 50"
    " classes at every such λ. With DNC on other classes: for L = 2 and every K ≥ 50, at every λ, no solution with DNC1, DNC2 and"
    " DNC3 in every layer is a global optimum. So do the points of a generalised quadrangle GQ(q, q) for every prime power q ≥ 4.",
    hypotheses=("n ≥ 1", "all λ's positive and separate", "widths ≥ K"),
    source="derived here; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "orders", _orders),
        Leg(LegKind.RIGOROUS, "constants", _constants),
        Leg(LegKind.RIGOROUS, "two layers", _two_layers),
        Leg(LegKind.RIGOROUS, "rational weights", _rational_weights),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2", "S4", "S5"),
    remarks=(
        "By Seidel's classification only the pentagon, L_2(r) with r = 3, …, 7 and Shrikhande's graph are left at L = 3; of these"
        " L_2(3) is S19's board, and L_2(4) does beat DNC with other nonnegative functions than A + mI (docs/families.md).",
        "Cospectral graphs, such as Shrikhande's and L_2(4), or T(8) and Chang's, have the same loss with M_2 = A + mI.",
        "At L = 2 σ raises ‖M_2‖_* from 110 to 126, as S14 says it must; for K ≥ 15 see S28.",
    ),
)
