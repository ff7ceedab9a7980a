"""SRG is not optimal for K = 6 and L ≥ 4: three points and their pairs, at rank three, cost less (statement S18).

The layers are exact for every r; the comparison with SRG on r + 1 points, whose loss is f where its spectrum is
uniform, is made at r = 3, for every L ≥ 4 and every λ at which SRG beats zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions import srg
from theory.constructions.singles_pairs import CLASSES, LAST_LAYERS, NUCLEAR_NORM, SINGLES_PAIRS
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Decided, Identity, PositivePolynomial
from theory.symbols import C_hat, L, q, r


@dataclass(frozen=True)
class PairsClaim:
    """Where singles and pairs on ``points`` points beat SRG on one point more: from L = ``least_L`` on, at every λ."""

    points: int = 3
    least_L: int = 4

    @property
    def classes(self) -> int:
        """Number of classes."""
        return self.points * (self.points + 1) // 2


PAIRS_CLAIM = PairsClaim()
"""K = 6, L ≥ 4."""

SQRT_10, SQRT_6, SQRT_3 = sp.Rational(3163, 1000), sp.Rational(245, 100), sp.Rational(1732, 1000)
"""Rational bounds: √10 and √6 are less, √3 is more."""


@cache
def beats_srg(stated: PairsClaim = PAIRS_CLAIM) -> Derivation:
    """S18 (b)."""
    return Derivation(
        "singles-pairs-beat-srg",
        "K = 6, L ≥ 4: three points and their pairs cost less than SRG at every λ",
        (
            _activations(),
            _last_layers(),
            _srg_is_uniform(stated),
            _constants(stated),
            _further_layers(stated),
        ),
    )


def _activations() -> Step:
    return Step(
        "The activations",
        sp.Eq(sp.Symbol("‖Z‖_*"), NUCLEAR_NORM),
        "a point lies in itself and in r − 1 pairs, two points in one common pair, so that ZZᵀ = (r − 1) I + J",
        obligations=(
            Identity(1 + (r - 1), (r - 1) + 1, "diagonal"),
            Identity(
                NUCLEAR_NORM, sp.sqrt((r - 1) + r) + (r - 1) * sp.sqrt(r - 1), "roots of the eigenvalues"
            ),
        ),
        facts=(facts.BALANCED_FACTORS,),
    )


def _last_layers() -> Step:
    i, size = sp.symbols("i s", integer=True, nonnegative=True)
    return Step(
        "The last two layers",
        sp.Eq(sp.Symbol("g"), LAST_LAYERS),
        "the row of e, 1 on e and −1 elsewhere, gives 2i − s against a class of s points with i of them in e. That is"
        " positive for i = s = 1, and for i = s = 2; so a pair's neuron sees its pair as 2 and its two points as 1, a point's"
        " neuron sees its point alone. With output ½e_f for the pair f, and for the point i e_i − ½ Σ_(f∋i) e_f, the outputs are"
        " I; rows and outputs of equal norms make ‖W_{L−1}‖² = ‖W_L‖² = g",
        obligations=(
            Identity(i - (size - i), 2 * i - size, "entry of R Z"),
            Identity(sp.Rational(1, 2) * 2, 1, "output for a pair: its own neuron, ½ · 2"),
            Identity(
                1 * sp.Rational(1, 2) - sp.Rational(1, 2),
                0,
                "output of a point towards a pair that contains it",
            ),
            Identity(
                r * sp.sqrt(r) * sp.sqrt(1 + (r - 1) * sp.Rational(1, 2) ** 2)
                + r * (r - 1) / 2 * sp.sqrt(r) * sp.Rational(1, 2),
                LAST_LAYERS,
                "Σ ‖row‖·‖output‖",
            ),
            Identity(
                SINGLES_PAIRS.uniform_cost_constant,
                NUCLEAR_NORM**2 * r ** (L - 3) * LAST_LAYERS**2,
                "cost constant",
            ),
        ),
    )


def _srg_is_uniform(stated: PairsClaim) -> Step:
    vertices = stated.points + 1
    larger = sp.Symbol("Ĉ_SRG", positive=True)
    return Step(
        "SRG's loss is f there",
        sp.StrictLessThan(uniform_loss(q, C_hat), uniform_loss(q, larger)),
        f"all singular values of σ(M_L) of SRG on {vertices} points are 1, so that its loss is f with its cost constant, exactly; f"
        " is strictly increasing in Ĉ at every q > 0",
        obligations=(
            *(
                Identity(space.singular_value.subs(r, vertices), 1, "singular value")
                for space in srg.SRG.spectrum
            ),
            Identity(srg.CLASSES.subs(r, vertices), CLASSES.subs(r, stated.points), "the same classes"),
            Identity(
                uniform_loss(q, larger) - uniform_loss(q, C_hat),
                (L + 1) / 2 * (larger - C_hat) * q ** (2 / (L + 1)),
                "difference of the two losses",
            ),
        ),
    )


def _constants(stated: PairsClaim) -> Step:
    depth, points = stated.least_L, stated.points
    mine = sp.expand((NUCLEAR_NORM**2 * LAST_LAYERS**2).subs(r, 3))
    theirs = sp.expand(srg.SRG.uniform_cost_constant.subs({r: 4, L: 3}))
    # (13 + 4√10) (189/4 + 27√6/2) and 1296 (2+√3)/3, both at L = 3.
    bound = (13 + 4 * SQRT_10) * (sp.Rational(189, 4) + sp.Rational(27, 2) * SQRT_6)
    least = 1296 * (2 + SQRT_3) / 3
    return Step(
        f"The cost constants at L = {depth}",
        sp.StrictLessThan(sp.Symbol("C"), sp.Symbol("C_SRG")),
        "both are products of a few square roots, which squares of rational numbers bound",
        obligations=(
            Decided(points == 3, "the numbers are those of three points"),
            Identity(
                mine,
                sp.expand((13 + 4 * sp.sqrt(10)) * (sp.Rational(189, 4) + sp.Rational(27, 2) * sp.sqrt(6))),
                "C at L = 3",
            ),
            Identity(theirs, 1296 * (2 + sp.sqrt(3)) / 3, "C_SRG at L = 3"),
            Decided(bool(SQRT_10**2 > 10), f"√10 < {SQRT_10}"),
            Decided(bool(SQRT_6**2 > 6), f"√6 < {SQRT_6}"),
            Decided(bool(SQRT_3**2 < 3), f"√3 > {SQRT_3}"),
            Decided(bool(bound * 3 ** (depth - 3) < least * 4 ** (depth - 3)), f"C < C_SRG at L = {depth}"),
        ),
    )


def _further_layers(stated: PairsClaim) -> Step:
    mine, theirs = SINGLES_PAIRS.uniform_cost_constant, srg.SRG.uniform_cost_constant.subs(r, r + 1)
    return Step(
        "Each further layer helps",
        sp.Eq(sp.Symbol("C(L+1)/C_SRG(L+1)"), sp.Symbol("C(L)/C_SRG(L)") * r / (r + 1)),
        "rank r instead of r + 1: the ratio of the constants is multiplied by r/(r+1) < 1",
        obligations=(
            Identity(sp.simplify(mine.subs(L, L + 1) / mine), r, "a factor I_r"),
            Identity(sp.simplify(theirs.subs(L, L + 1) / theirs), r + 1, "a factor I_{r+1}"),
            PositivePolynomial((r + 1) - r, {r: stated.points}, note="r < r + 1"),
        ),
        facts=(facts.INDUCTION,),
    )
