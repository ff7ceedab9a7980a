"""The star solution beats DNC for every K ≥ 3 and L ≥ 4, so that DNC is not optimal there (statement S18).

The classes are r single points and the set of all of them, K = r + 1, with activations Z = [I | w 1] and u = 1/(w√r).
The outputs I are a linear map N of Z, corrected at each single point by one neuron that is zero for all other classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.constructions.star import CLASSES, LAST_LAYERS, NUCLEAR_NORM, STAR, U
from theory.derivation import Derivation, Step
from theory.obligations import Identity, PositivePolynomial
from theory.proofs.cost_constants import monotone_in_cost
from theory.symbols import K, L, r

u, x = sp.symbols("u x", positive=True)
"""u = 1/(w√r), and N on the vectors whose entries sum to 0."""


@dataclass(frozen=True)
class StarRange:
    """Where the star beats DNC: r ≥ least_r, which is K ≥ least_r + 1, and L ≥ least_L."""

    least_r: int = 2
    least_L: int = 4

    def holds(self, classes: int, depth: int) -> bool:
        """Whether K = ``classes`` and L = ``depth`` are in it."""
        return classes >= self.least_r + 1 and depth >= self.least_L


STAR_RANGE = StarRange()
"""K ≥ 3 and L ≥ 4."""


def best_x(size: sp.Expr = U) -> sp.Expr:
    """The x at which g is least, for u = ``size``: 1 − √((r−1)(1+u²)/(2r−1))."""
    return 1 - sp.sqrt((r - 1) * (1 + size**2) / (2 * r - 1))


def detector_norm(output: sp.Expr = x, size: sp.Expr = u) -> sp.Expr:
    """‖e_i − N e_i‖²: (1−x)² (1 − 1/r) + 1/r on the points, and z² = u²/r for the set of all points."""
    return (1 - output) ** 2 * (1 - 1 / r) + (1 + size**2) / r


def root_bound() -> sp.Expr:
    """√((2r−1)/(r−1)) ≤ 17/12 + 1/(3(r−1)): half of y/(3/2) + 3/2 for y = 2 + 1/(r−1)."""
    return sp.Rational(17, 12) + 1 / (3 * (r - 1))


def margin(depth: int) -> sp.Expr:
    """K^(L+1) − (bound on C), times (r−1)², a polynomial in r."""
    last = LAST_LAYERS.subs(sp.sqrt((2 * r - 1) / (r - 1)), root_bound())
    cost = NUCLEAR_NORM**2 * r ** (depth - 3) * last**2
    return sp.expand(sp.cancel((r - 1) ** 2 * (CLASSES ** (depth + 1) - cost)))


@cache
def star_beats_dnc(stated: StarRange = STAR_RANGE) -> Derivation:
    """S18 (a): every K and L of the range."""
    return Derivation(
        "star-beats-dnc",
        "No DNC solution is globally optimal for K ≥ 3 and L ≥ 4: the star costs less",
        (
            monotone_in_cost("the star"),
            _activations(),
            _linear_part(),
            _detectors(),
            _last_layers(),
            _constants(stated),
            _further_layers(stated),
        ),
    )


def _activations() -> Step:
    w = 1 / (u * sp.sqrt(r))
    return Step(
        "The activations",
        sp.Eq(sp.Symbol("‖Z‖_*"), r - 1 + sp.sqrt(1 + u**2) / u),
        "Z = [I | w 1] ≥ 0, so that σ and identities carry it; ZZᵀ = I + w² J has the eigenvalue 1 on vectors whose entries sum"
        " to 0 and 1 + r w² on the constants",
        obligations=(
            Identity(1 + r * w**2, (1 + u**2) / u**2, "eigenvalue on the constants"),
            Identity(NUCLEAR_NORM, r + sp.Rational(2, 3), "‖Z‖_* at u = 3/4"),
        ),
        facts=(facts.BALANCED_FACTORS,),
    )


def _linear_part() -> Step:
    on_constants = r * (u / sp.sqrt(r)) ** 2
    return Step(
        "A linear map by neurons that are always positive",
        sp.Eq(sp.Symbol("tr(P)"), (r - 1) * x + u),
        "N is x(I − J/r) on the rows of the single points and z 1ᵀ, z = u/√r, on the row of the full set. NᵀN = x²(I − J/r) +"
        " u² J/r, and P = (NᵀN)^(1/2) = xI + ((u−x)/r) J. Neurons with the rows e_i and outputs x Qe_i, and one with the row 1ᵀ and"
        " output ((u−x)/r) Q1, give N = QP for 0 ≤ x ≤ u; all their rows are ≥ 0, σ does nothing to them, and the sum of"
        " ‖row‖·‖output‖ is tr P, because Q keeps norms",
        obligations=(
            Identity(on_constants, u**2, "NᵀN on the constants: z² r"),
            Identity(x + (u - x) / r * r, u, "P on the constants"),
            Identity(r * x + (u - x) / r * r, (r - 1) * x + u, "sum of ‖row‖·‖output‖, with ‖1‖² = r"),
            Identity((u / sp.sqrt(r)) * r / (u * sp.sqrt(r)), 1, "N sends w 1 to the target of the full set"),
        ),
        facts=(facts.PSD_DECOMPOSITION,),
    )


def _detectors() -> Step:
    return Step(
        "One neuron for each single point",
        sp.Eq(sp.Symbol("‖v_i‖²"), detector_norm()),
        "the row e_i − (1/(r−1)) Σ_(j≠i) e_j is 1 for the point i, −1/(r−1) for the others and 0 for the full set; with output"
        " v_i = e_i − N e_i the point i gets its target, and no other class changes",
        obligations=(
            Identity(1 - (r - 1) / (r - 1), 0, "the full set"),
            Identity(1 + (r - 1) / (r - 1) ** 2, r / (r - 1), "squared norm of the row"),
            Identity(
                (1 - x + x / r) ** 2 + (r - 1) * (x / r) ** 2 + u**2 / r,
                detector_norm(),
                "squared norm of the output: entry 1 − x + x/r at i, x/r at other points, −z at the full set",
            ),
        ),
    )


def _last_layers() -> Step:
    # In y = 1 − x the detectors cost r √(y² + D) with D = (1+u²)/(r−1).
    y = sp.Symbol("y", positive=True)
    D = (1 + u**2) / (r - 1)
    at_best = (r - 1) ** 2 * D / (2 * r - 1)
    return Step(
        "The last two layers together",
        sp.Eq(sp.Symbol("g"), r - 1 + u + sp.sqrt((2 * r - 1) * (1 + u**2) / (r - 1))),
        "g = (r−1)x + u + r √((1−x)² + (1+u²)/(r−1)) is least where (1−x)² = (r−1)(1+u²)/(2r−1); there 0 ≤ x ≤ u for u = 3/4."
        " Rows and outputs of equal norms make ‖W_{L−1}‖² = ‖W_L‖² = g",
        obligations=(
            Identity(r / (r - 1) * detector_norm().subs(x, 1 - y), y**2 + D, "squared cost of a detector"),
            Identity(at_best + D, (r / (r - 1)) ** 2 * at_best, "y² + D at the least g: √ is r y/(r−1)"),
            Identity(
                (-(r - 1) + r * r / (r - 1)) ** 2 * at_best,
                (2 * r - 1) * (1 + u**2) / (r - 1),
                "square of the part −(r−1)y + r √(y² + D) of g",
            ),
            Identity((1 - best_x()) ** 2, at_best.subs(u, U), "the x that is used"),
            PositivePolynomial(
                sp.expand((2 * r - 1) - (r - 1) * (1 + U**2)), {r: 2}, note="x > 0: (r−1)(1+u²) < 2r − 1"
            ),
            PositivePolynomial(
                sp.expand((r - 1) * (1 + U**2) - (1 - U) ** 2 * (2 * r - 1)),
                {r: 2},
                note="x < u: (1−u)² (2r−1) < (r−1)(1+u²)",
            ),
        ),
    )


def _constants(stated: StarRange) -> Step:
    depth = stated.least_L
    ratio = 2 + 1 / (r - 1)
    half = (ratio / sp.Rational(3, 2) + sp.Rational(3, 2)) / 2
    return Step(
        f"C_star < K^{depth + 1} at L = {depth} for every r ≥ {stated.least_r}",
        sp.StrictGreaterThan(sp.Symbol("K") ** (depth + 1) - sp.Symbol("C_star"), 0),
        "√((2r−1)/(r−1)) is at most half of y/(3/2) + 3/2 with y = 2 + 1/(r−1); after clearing (r−1)² a polynomial in r remains",
        obligations=(
            Identity(ratio, (2 * r - 1) / (r - 1), "y"),
            Identity(half, root_bound(), "the bound"),
            Identity(
                root_bound() ** 2 - ratio,
                ((ratio / sp.Rational(3, 2) - sp.Rational(3, 2)) / 2) ** 2,
                "it is one: AM–GM",
            ),
            Identity(
                STAR.uniform_cost_constant,
                NUCLEAR_NORM**2 * r ** (L - 3) * LAST_LAYERS**2,
                "C_star = ‖Z‖_*² r^(L−3) g²",
            ),
            Identity(
                LAST_LAYERS,
                r - 1 + U + sp.sqrt(1 + U**2) * sp.sqrt((2 * r - 1) / (r - 1)),
                "g at u = 3/4",
            ),
            PositivePolynomial(
                margin(depth), {r: stated.least_r}, note=f"K^{depth + 1} − bound, times (r−1)²"
            ),
        ),
        facts=(facts.AM_GM,),
    )


def _further_layers(stated: StarRange) -> Step:
    return Step(
        "Each further layer helps, and zero covers the rest",
        sp.Eq(sp.Symbol("C(L+1)/K^(L+2)"), sp.Symbol("C(L)/K^(L+1)") * r / (r + 1)),
        "the ratio of the constants is multiplied by r/K = r/(r+1) < 1. By S2 every DNC solution costs at least f(q) for some"
        " q > 0, or more than ½: where the least f is at most ½ the star with K − 1 points costs less, elsewhere zero does",
        obligations=(
            Identity(
                sp.simplify(
                    (STAR.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES)).subs(L, L + 1)
                    / (STAR.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES))
                ),
                r / (r + 1),
                "ratio of the ratios",
            ),
            PositivePolynomial((r + 1) - r, {r: stated.least_r}, note="r < r + 1"),
        ),
        facts=(facts.INDUCTION,),
    )
