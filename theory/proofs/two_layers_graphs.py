"""At L = 2 DNC is not optimal for any K ≥ 50, at any λ: the vertices of Hoffman and Singleton's graph (statement S27).

M_2 = Ā − (m−1) I for a sparse graph Ā.  σ removes the diagonal, which makes the matrix invertible and *raises* its
nuclear norm: for the graph on 50 vertices from 110 to 126.  That is what S14's hypothesis excludes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.constructions.strongly_regular import HOFFMAN_SINGLETON_TWO_LAYERS, strongly_regular_two_layers
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity
from theory.proofs.cost_constants import monotone_in_cost
from theory.proofs.rook import dnc_blocks
from theory.proofs.strongly_regular import below_one
from theory.proofs.strongly_regular_layers import GENERAL
from theory.regular_graph import HOFFMAN_SINGLETON, SYMPLECTIC, Parameters
from theory.symbols import K, L, m, r


@dataclass(frozen=True)
class TwoLayerClaim:
    """What beats DNC at L = 2 at every λ.

    Attributes
    ----------
    graph : tuple of int
        (p, m, μ) of a graph,
    nuclear_norm : int
        with this ‖M_2‖_*.
    least_q : int
        Generalised quadrangles GQ(q, q) from this q on.
    """

    graph: tuple[int, int, int] = (3, 3, 36)
    nuclear_norm: int = 110
    least_q: int = 4


TWO_LAYER_CLAIM = TwoLayerClaim()
"""Hoffman and Singleton's graph, and q ≥ 4."""


@cache
def graphs_beat_dnc_at_two_layers(stated: TwoLayerClaim = TWO_LAYER_CLAIM) -> Derivation:
    """S27 (c): every K ≥ 50, and generalised quadrangles."""
    return Derivation(
        "two-layers-graphs",
        "L = 2: DNC is not optimal for K ≥ 50, at any λ",
        (
            monotone_in_cost("the solution"),
            _layers(),
            _fifty(stated),
            dnc_blocks(),
            _quadrangles(stated.least_q),
        ),
    )


def _layers() -> Step:
    g = GENERAL
    return Step(
        "One hidden layer",
        (
            sp.Eq(sp.Symbol("M_2"), sp.Symbol("Ā − (m−1)I")),
            sp.Eq(sp.Symbol("‖M_2‖_*"), (m + 1) * sp.Symbol("v") - 2 * (sp.Symbol("k") + m)),
        ),
        "M_2 = J − A − mI is realised by its balanced factors, and σ(M_2) = Ā. On E_2 it vanishes, for there Ā is m − 1; on the"
        " constants it is v − k − m > 0, and on E_1 −(p+m−1)",
        obligations=(
            Identity(
                g.gap * (g.last_ratio + g.kept), (m + 1) * g.classes - 2 * (g.degree + m), "nuclear norm"
            ),
            Identity(
                strongly_regular_two_layers(g, name="T", title="T").shape_cost,
                ((m + 1) * g.classes - 2 * (g.degree + m)) ** 2,
                "shape cost",
            ),
        ),
        facts=(facts.BALANCED_FACTORS, facts.SPECTRAL_DECOMPOSITION),
    )


def _fifty(stated: TwoLayerClaim) -> Step:
    graph = Parameters(*map(sp.Integer, stated.graph))
    found = strongly_regular_two_layers(graph, name="T", title="T")
    ratio = two_layer_ratio(graph)
    constants = [space.singular_value * space.multiplicity for space in found.spectrum]
    return Step(
        "Hoffman and Singleton's graph: C < 50³",
        (
            sp.Eq(sp.Symbol("C") / sp.Symbol("v") ** 3, ratio),
            sp.Eq(sp.Symbol("‖σ(M_2)‖_*"), sp.Add(*constants)),
        ),
        "Ā has the eigenvalues 7, 2 (28 times) and −3 (21 times), Ā − 2I has 5, 0 and −5",
        obligations=(
            Identity(graph.classes, 50, "vertices"),
            Identity(graph.apart, 7, "degree of Ā"),
            Identity(graph.classes - 2 * graph.degree + graph.triangles, 1, "μ of Ā"),
            Identity(found.layer_costs[0].cost, stated.nuclear_norm, "‖M_2‖_*"),
            Decided(bool(ratio < 1), "C < v³"),
            Decided(graph == HOFFMAN_SINGLETON, "the construction is that of the graph"),
            Identity(
                HOFFMAN_SINGLETON_TWO_LAYERS.shape_cost, found.shape_cost, "the registered construction"
            ),
            Decided(bool(sp.Add(*constants) > stated.nuclear_norm), "σ raises the nuclear norm"),
        ),
        facts=(facts.HOFFMAN_SINGLETON,),
    )


def two_layer_ratio(graph: Parameters) -> sp.Expr:
    """C/v³ at L = 2.

    Examples
    --------
    >>> two_layer_ratio(HOFFMAN_SINGLETON)
    1331/1470
    """
    found = strongly_regular_two_layers(graph, name="T", title="T")
    constant = sp.cancel(found.uniform_cost_constant)
    return sp.cancel(constant / DNC.uniform_cost_constant.subs(L, 2).subs(K, graph.classes))


def _quadrangles(least: int) -> Step:
    ratio = two_layer_ratio(SYMPLECTIC)
    return Step(
        f"Generalised quadrangles GQ(q, q), q ≥ {least}",
        (
            sp.Eq(sp.Symbol("v"), sp.factor(SYMPLECTIC.classes)),
            sp.Eq(sp.Symbol("f"), sp.factor(SYMPLECTIC.kept)),
        ),
        "Ā joins collinear points: degree q(q+1), eigenvalues q − 1 and −q − 1, so that p = q + 1 and m = q (q is r in the formulas)",
        obligations=(
            Identity(SYMPLECTIC.classes, (r + 1) * (r**2 + 1), "points"),
            Identity(SYMPLECTIC.apart, r * (r + 1), "collinear with a given one"),
            Identity(SYMPLECTIC.kept, r * (r**2 + 1) / 2, "multiplicity of −q − 1"),
            *below_one((ratio,), {r: least}, "C < v³"),
        ),
        facts=(facts.GENERALISED_QUADRANGLES,),
    )
