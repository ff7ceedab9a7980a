"""L = 2: DNC is not optimal for any K ≥ 15, at any λ; pairs in halves cost less (statement S28).

The layer of S25, a neuron for every half of r = 2t points, directly on the pairs: M_2 has rank r − 1, since its rows sum to 0 on
the points, and r − 1 equal singular values.  This was read off a record of the atlas at K = 15.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.halves import ROWS, SQUARES
from theory.constructions.srg import CLASSES, SRG
from theory.derivation import Derivation, Step
from theory.obligations import Identity, LimitIs, PositivePolynomial
from theory.proofs.cost_constants import monotone_in_cost
from theory.proofs.rook import dnc_blocks
from theory.symbols import r, t


@dataclass(frozen=True)
class TwoLayerHalvesClaim:
    """What S28 states.

    Attributes
    ----------
    least : int
        From this t on the pairs of r = 2t points have C < K³.
    constant : int
        C at the least t.
    leading : int
        r C/K³ tends to this.
    """

    least: int = 3
    constant: int = 3250
    leading: int = 16


TWO_LAYER_HALVES_CLAIM = TwoLayerHalvesClaim()
"""r = 6, 8, 10, …; 3250 < 15³ = 3375."""


def nuclear_norm_squared() -> sp.Expr:
    """‖M_2‖_*² over C(r−4, t−2)."""
    return ROWS * r * (r - 1) * (r - 2) / 4


def cost_constant() -> sp.Expr:
    """C as a function of t, r = 2t.

    Examples
    --------
    >>> cost_constant().subs(t, 3)
    3250
    """
    inverses = sum(space.multiplicity / square for space, square in zip(SRG.spectrum, SQUARES, strict=True))
    return sp.cancel((nuclear_norm_squared() * inverses).subs(r, 2 * t))


@cache
def halves_beat_dnc_at_two_layers(stated: TwoLayerHalvesClaim = TWO_LAYER_HALVES_CLAIM) -> Derivation:
    """S28, for every K ≥ 15."""
    return Derivation(
        "two-layers-halves",
        "L = 2: DNC is not optimal for K ≥ 15, at any λ",
        (monotone_in_cost("pairs in halves"), _layers(), _constant(stated), dnc_blocks(), _growth(stated)),
    )


def _layers() -> Step:
    N = sp.Symbol("N", positive=True)
    together, apart = 2 * (t - 1) / (2 * (2 * t - 1)), t / (2 * t - 1)
    square = (N / 4 + N / (4 * (r - 1))) * (r - 2)
    return Step(
        "The nuclear norm of M_2",
        sp.Eq(sp.Symbol("‖M_2‖_*²"), N * r * (r - 1) * (r - 2) / 4),
        "M_2 = R B, rows of R ½ on a half T of the points and −½ on the others. Of the N halves a share of (t−1)/(2t−1) has two given"
        " points on one side. So RᵀR = N/4 (I − (J − I)/(r−1)), zero on the constants, and BBᵀ = (r−2) I + J: M_2ᵀM_2 has one"
        " eigenvalue, r − 1 times. σ(M_2) and its spectrum are those of S25",
        obligations=(
            Identity(together + apart, 1, "on one side, or on both"),
            Identity(N / 4 * (together - apart), -N / (4 * (2 * t - 1)), "entries of RᵀR off the diagonal"),
            Identity(N / 4 - (r - 1) * N / (4 * (r - 1)), 0, "RᵀR on the constants"),
            Identity((r - 1) ** 2 * square, N * r * (r - 1) * (r - 2) / 4, "‖M_2‖_*²"),
        ),
        facts=(facts.BALANCED_FACTORS, facts.SPECTRAL_DECOMPOSITION),
    )


def _constant(stated: TwoLayerHalvesClaim) -> Step:
    classes = CLASSES.subs(r, 2 * t)
    numerator, denominator = sp.fraction(sp.cancel(classes**3 - cost_constant()))
    return Step(
        f"C < K³ for every r = 2t ≥ {2 * stated.least}",
        sp.StrictLessThan(cost_constant(), classes**3),
        "C = ‖M_2‖_*² Σ m_i/s_i², and DNC has K³. Numerator and denominator of the difference have nonnegative coefficients in t minus its"
        " least value",
        obligations=(
            Identity(numerator / denominator, classes**3 - cost_constant(), "K³ − C"),
            PositivePolynomial(sp.expand(numerator), {t: stated.least}, note="K³ − C: numerator"),
            PositivePolynomial(sp.expand(denominator), {t: stated.least}, note="K³ − C: denominator"),
            Identity(cost_constant().subs(t, stated.least), stated.constant, "C at the least t"),
        ),
    )


def _growth(stated: TwoLayerHalvesClaim) -> Step:
    ratio = 2 * t * cost_constant() / CLASSES.subs(r, 2 * t) ** 3
    return Step(
        f"Growth: C/K³ falls like {stated.leading}/r",
        sp.Eq(sp.Symbol("lim r·C/K³"), sp.Integer(stated.leading)),
        "so that at L = 2 the ratio of the constants tends to 0",
        obligations=(LimitIs(ratio, t, sp.oo, sp.Integer(stated.leading), "r C/K³"),),
    )
