"""Layers on a strongly regular graph: parameters from eigenvalues, costs, and the choice of the eigenspace (S27)."""

from __future__ import annotations

import sympy as sp

from theory import facts
from theory.constructions.strongly_regular import strongly_regular
from theory.derivation import Step
from theory.obligations import Identity
from theory.regular_graph import Parameters
from theory.symbols import m, mu, p

d, e = sp.symbols("d e", nonnegative=True)
"""How far p exceeds m + 1, or μ exceeds m(m − 1)."""

GENERAL = Parameters(p, m, mu)

WIDE = Parameters(m + 1 + d, m, 1 + e)
"""p ≥ m + 1 and μ ≥ 1."""

EQUAL = Parameters(m, m, m * (m - 1) + e)
"""p = m, and μ ≥ m(m − 1): the multiplicity of p − 1 is at most that of −m."""


def parameters() -> Step:
    """k, λ, v and the multiplicities from p, m and μ."""
    g = GENERAL
    theta = sp.Symbol("theta")
    return Step(
        "Parameters from eigenvalues",
        (
            sp.Eq(sp.Symbol("k"), g.degree),
            sp.Eq(sp.Symbol("lambda_G"), g.triangles),
            sp.Eq(sp.Symbol("v"), g.classes),
            sp.Eq(sp.Symbol("f"), g.kept),
            sp.Eq(sp.Symbol("g"), g.lost),
        ),
        "A² = kI + λ_G A + μĀ: on vectors of sum 0 an eigenvalue θ of A solves θ² − (λ_G−μ)θ − (k−μ) = 0, and Ā has −1 − θ; the"
        " walks of length two from a vertex give v, and the traces of I and A give the multiplicities",
        obligations=(
            Identity(
                theta**2 - (g.triangles - mu) * theta - (g.degree - mu),
                (theta - p + 1) * (theta + m),
                "roots p − 1 and −m",
            ),
            Identity(
                g.degree * (g.degree - 1 - g.triangles),
                mu * (g.classes - g.degree - 1),
                "walks of length two",
            ),
            Identity(g.apart, g.classes - g.degree - 1, "degree of the complement"),
            Identity(1 + g.kept + g.lost, g.classes, "trace of I"),
            Identity(g.degree + (p - 1) * g.kept - m * g.lost, 0, "trace of A"),
        ),
    )


def layers() -> Step:
    """What the layers are on the three eigenspaces, and what they cost."""
    g = GENERAL
    c, x = sp.symbols("c x", positive=True)
    found = strongly_regular(g, x, name="S27", title="S27")
    kept = sp.factor(g.kept)
    return Step(
        "Layers and their costs",
        (
            sp.Eq(sp.Symbol("M_2"), sp.Symbol("ϱ E_0 + E_1")),
            sp.Eq(sp.Symbol("M_L"), sp.Symbol("J − A − mI")),
            sp.Eq(sp.Symbol("ϱ_min"), sp.factor(g.least_ratio)),
            sp.Eq(sp.Symbol("t"), sp.factor(g.last_ratio)),
        ),
        "A + mI vanishes on E_2, and so does J − A − mI; its diagonal is 1 − m < 0, so that σ leaves Ā. A greater ϱ than that of"
        " A + mI adds a positive constant to its entries. The projection onto E_0 and E_1 carries M_2 ≥ 0 on. W_{L−1} takes"
        " ϱ E_0 + E_1 to M_L",
        obligations=(
            Identity(
                (g.degree + m) / (p - 1 + m), g.least_ratio, "A + mI on the constants, over that on E_1"
            ),
            Identity(-m + m, 0, "A + mI on E_2"),
            Identity(g.classes - g.degree - m, g.gap * g.last_ratio, "M_L on the constants"),
            Identity(-(p - 1) - m, -g.gap, "M_L on E_1"),
            Identity(0 - (-m) - m, 0, "M_L on E_2"),
            Identity(-1 - (p - 1), -p, "Ā on E_1"),
            Identity(-1 - (-m), m - 1, "Ā on E_2"),
            Identity(found.layer_costs[0].cost, x + kept, "‖M_2‖_*"),
            Identity(
                found.layer_costs[2].cost,
                (g.last_ratio * g.gap / x) ** 2 + g.gap**2 * kept,
                "‖W_{L−1}‖²",
            ),
            Identity(found.layer_costs[1].cost, 1 + kept, "rank"),
            Identity(
                g.gap * (g.least_ratio + c * g.last_ratio + g.kept),
                m * g.classes + c * (g.classes - g.degree - m),
                "‖M_2‖_*, times p + m − 1, at ϱ = ϱ_min + c t",
            ),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION, facts.BALANCED_FACTORS),
    )


def choice() -> Step:
    """Which of a graph and its complement is taken."""
    g = GENERAL
    complement = Parameters(m, p, g.classes - 2 * g.degree + g.triangles)
    equal = Parameters(m, m, mu)
    return Step(
        "A graph or its complement has p ≥ m, and μ ≥ m(m − 1) if p = m",
        sp.Or(sp.Ge(p, m + 1), sp.And(sp.Eq(p, m), sp.Ge(mu, m * (m - 1)))),
        "the complement has m and p in the place of p and m, and the other multiplicity; with p = m one of both has f ≤ g, which says"
        " μ ≥ m(m − 1). Eigenvalues are integers unless f = g, as in conference graphs, where p = m and μ = m(m − 1). In a primitive"
        " graph p > 1, m > 1 and 1 ≤ μ < k, and integers p and m are at least 2",
        obligations=(
            Identity(complement.degree, g.apart, "degree of the complement"),
            Identity(complement.classes, g.classes, "vertices of the complement"),
            Identity(complement.kept, g.lost, "multiplicities change places"),
            Identity(
                (equal.lost - equal.kept) * equal.gap * mu,
                equal.degree * (mu - m * (m - 1)),
                "f ≤ g at p = m",
            ),
            Identity(EQUAL.classes.subs(e, 0), (2 * m - 1) ** 2, "conference graphs: v = (2m − 1)²"),
            Identity(EQUAL.kept.subs(e, 0), EQUAL.lost.subs(e, 0), "conference graphs: f = g"),
        ),
        facts=(facts.INTEGER_EIGENVALUES,),
    )
