"""SRG is not optimal for any r ≥ 6 and L ≥ 3: neurons on halves of the points instead of edges (statement S25).

Classes, activations and all layers before W_{L-1} are those of SRG.  Layer L has a neuron for every t-subset of the r points,
t = r/2 or (r+1)/2; with t = r − 2 it would be SRG.  For the third eigenspace, which holds most classes, the cost per unit of
output falls from r(r−1)/2 · r/4 to about 16 · r/4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import sympy as sp

from theory import facts
from theory.construction import Construction
from theory.constructions.dnc import DNC
from theory.constructions.halves import EVEN, ODD, ROWS, SQUARES, TOGETHER
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_B, SRG
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity, LimitIs, Obligation, PositiveOnInterval, PositivePolynomial
from theory.symbols import K, L, kappa, q, r, t

POINTS = {EVEN.name: 2 * t, ODD.name: 2 * t - 1}
"""r as an expression in t."""


@dataclass(frozen=True)
class HalvesClaim:
    """What S25 states.

    Attributes
    ----------
    even_from, odd_from : int
        Least t for r = 2t and for r = 2t − 1.
    leading : int
        r² times the ratio of the cost constant to DNC's at L = 3 tends to this.
    output : sympy.Expr
        Best outputs of SRG from which on it costs more.
    at_four, at_three : tuple of int
        r at which it costs more at every λ at which SRG beats zero, for L ≥ 4 and for L = 3.
    """

    even_from: int = 3
    odd_from: int = 4
    leading: int = 32
    output: sp.Expr = sp.S.Half
    at_four: tuple[int, ...] = tuple(range(6, 31))
    at_three: tuple[int, ...] = tuple(range(7, 14))

    def families(self) -> Iterator[tuple[Construction, sp.Expr, int]]:
        """Each construction with its r in terms of t, and the least t."""
        yield EVEN, POINTS[EVEN.name], self.even_from
        yield ODD, POINTS[ODD.name], self.odd_from


CLAIM = HalvesClaim()
"""Every r ≥ 6; every λ for r = 6..30 with L ≥ 4, and for r = 7..13 with L = 3."""


def last_cost(construction: Construction) -> sp.Expr:
    """‖W_{L-1}‖² Σ m_i/s_i²: what is left of the cost constant without ‖B‖_*² r^(L-3)."""
    return construction.layer_costs[2].cost * construction.inverse_square_sum


def srg_at(points: sp.Expr) -> sp.Expr:
    """The same of SRG on so many points."""
    return last_cost(SRG).subs(r, points)


@cache
def halves_beat_srg(stated: HalvesClaim = CLAIM) -> Derivation:
    """S25, for every r and L of the claim."""
    return Derivation(
        "halves-beat-srg",
        "SRG is not optimal for r ≥ 6 and L ≥ 3: neurons on halves of the points cost less",
        (
            _layers(),
            _spectrum(),
            _constants(stated),
            _growth(stated),
            _outputs(stated),
            _small_lambda(),
            _every_lambda(stated),
        ),
    )


def _layers() -> Step:
    i = sp.Symbol("i", integer=True, nonnegative=True)
    base = sp.binomial(r - 4, t - 2)
    counts = [sp.binomial(r - 4, t - 4), sp.binomial(r - 3, t - 3), sp.binomial(r - 2, t - 2)]
    return Step(
        "Layers",
        sp.Eq(sp.Symbol("M_L"), i - 1),
        "the row of a t-subset T is ½ on T and −½ elsewhere; at an edge that has i of its ends in T the entry of M_L is i − 1, and"
        " σ keeps i = 2. Two edges with 0, 1 or 2 common ends are both in C(r−4, t−4), C(r−3, t−3) or C(r−2, t−2) of the t-subsets",
        obligations=(
            Identity(i / 2 - (2 - i) * sp.Rational(1, 2), i - 1, "entry of M_L"),
            *(
                Identity(
                    sp.combsimp(count / base), ratio, f"t-subsets with two edges of {common} common ends"
                )
                for common, (count, ratio) in enumerate(zip(counts, TOGETHER, strict=True))
            ),
            Identity(sp.combsimp(sp.binomial(r, t) / base), ROWS, "number of rows, each of squared norm r/4"),
        ),
    )


def _spectrum() -> Step:
    apart = ((r - 2) * (r - 3) / 2, -(r - 3), sp.Integer(1))
    touching = (2 * (r - 2), r - 4, sp.Integer(-2))
    shown = sp.Tuple(*(sp.factor(square) for square in SQUARES))
    return Step(
        "The spectrum of σ(M_L)ᵀσ(M_L), over C(r−4, t−2)",
        sp.Eq(sp.Symbol("s²"), shown),
        "on the eigenspaces of T(r) and of its complement, the Kneser graph, which S3 has",
        obligations=(
            *(
                Identity(TOGETHER[2] + TOGETHER[1] * b + TOGETHER[0] * a, square, f"eigenspace {index}")
                for index, (a, b, square) in enumerate(zip(apart, touching, SQUARES, strict=True))
            ),
            *(
                Identity(space.singular_value**2, square.subs(r, POINTS[family.name]), family.name)
                for family in (EVEN, ODD)
                for space, square in zip(family.spectrum, SQUARES, strict=True)
            ),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION,),
    )


def _constants(stated: HalvesClaim) -> Step:
    obligations: list[Obligation] = []
    for family, points, start in stated.families():
        shared = (NUCLEAR_NORM_B**2 * r ** (L - 3)).subs(r, points)
        obligations.append(
            Identity(
                sp.simplify(family.uniform_cost_constant / shared),
                last_cost(family),
                f"{family.name}: C without ‖B‖_*² r^(L−3)",
            )
        )
        obligations += _positive(
            srg_at(points) - last_cost(family), start, f"{family.name}: C_SRG − C, over ‖B‖_*² r^(L−3)"
        )
    return Step(
        "The cost constant is below SRG's, at every L ≥ 3",
        sp.StrictLessThan(sp.Symbol("C"), sp.Symbol("C_SRG")),
        "both have the factor ‖B‖_*² r^(L−3). The rest is a rational function of t; its numerator and its denominator have"
        " nonnegative coefficients in t minus its least value. With S5, C < K^(L+1): DNC costs more at every λ at which it"
        " beats zero",
        obligations=tuple(obligations),
    )


def _positive(expression: sp.Expr, start: int, note: str) -> list[Obligation]:
    numerator, denominator = sp.fraction(sp.cancel(sp.together(expression)))
    return [
        Identity(numerator / denominator, expression, note),
        PositivePolynomial(sp.expand(numerator), {t: start}, note=f"{note}: numerator"),
        PositivePolynomial(sp.expand(denominator), {t: start}, note=f"{note}: denominator"),
    ]


def _growth(stated: HalvesClaim) -> Step:
    obligations = []
    for family, points, _ in stated.families():
        ratio = family.uniform_cost_constant.subs(L, 3) / CLASSES.subs(r, points) ** 4
        obligations.append(
            LimitIs(points**2 * ratio, t, sp.oo, sp.Integer(stated.leading), f"{family.name}, L = 3")
        )
    srg = SRG.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES)
    obligations.append(LimitIs(srg.subs(L, 3), r, sp.oo, sp.Integer(1), "SRG at L = 3"))
    return Step(
        "Growth: at L = 3 the ratio to DNC's constant falls like 32/r², that is 16/K",
        sp.Eq(sp.Symbol("lim r²·C/K⁴"), sp.Integer(stated.leading)),
        "SRG's tends to 1 (S7); each further layer multiplies either by r/K = 2/(r − 1)",
        obligations=tuple(obligations),
    )


def gains(construction: Construction, points: sp.Expr) -> list[sp.Expr]:
    """By how much P is less than SRG's at output 1, on each eigenspace."""
    cost, srg_cost = construction.layer_costs[2].cost, SRG.layer_costs[2].cost.subs(r, points)
    return [
        own.multiplicity
        * (srg_cost / other.singular_value.subs(r, points) ** 2 - cost / sp.simplify(own.singular_value**2))
        for own, other in zip(construction.spectrum, SRG.spectrum, strict=True)
    ]


def _outputs(stated: HalvesClaim) -> Step:
    """At the same outputs the penalty is less: a linear function of q_1², q_2² is positive at the corners of a box."""
    low = stated.output**2
    obligations: list[Obligation] = []
    for family, points, start in stated.families():
        gained = gains(family, points)
        obligations += _positive(gained[2], start, f"{family.name}: the third eigenspace")
        for first, second in product((low, sp.Integer(1)), repeat=2):
            at_corner = gained[0] * first + gained[1] * second + gained[2] * low
            obligations += _positive(
                at_corner, start, f"{family.name}: corner q_1² = {first}, q_2² = {second}"
            )
    return Step(
        f"At outputs of at least {stated.output} the penalty is less than SRG's",
        sp.StrictLessThan(sp.Symbol("P"), sp.Symbol("P_SRG")),
        f"P = c Σ m_i q_i²/s_i² with c = ‖W_{{L−1}}‖², and P_SRG is the same of SRG; fit and multiplicities are the same, and {stated.output} ≤ q_i ≤ 1. The difference is linear in each q_i², increases"
        " in q_3², and is positive at the corners. So at every λ at which SRG's best outputs are so large, these networks"
        " with the same outputs cost less than SRG",
        obligations=tuple(obligations),
        facts=(facts.AM_GM,),
    )


def _small_lambda() -> Step:
    square = sp.Symbol("s_i", positive=True) ** 2
    best = square / (square + kappa)
    return Step(
        "All small λ are among these",
        sp.Eq(sp.Limit(q, sp.Symbol("λ"), 0), 1),
        "SRG's best outputs are q_i = s_i²/(s_i²+κ) with s_i ≥ 1, at least ½ if κ ≤ 1; κ tends to 0 with λ",
        obligations=(
            LimitIs(best, kappa, sp.Integer(0), sp.Integer(1), "q_i"),
            Identity(1 - best.subs(kappa, 1) - sp.Rational(1, 2), (1 - square) / (2 * (1 + square)), "κ = 1"),
        ),
    )


def excess(depth: sp.Expr | int, s: sp.Expr) -> sp.Expr:
    """What a dimension with the singular value s adds to 2K (loss − ½) at a critical κ."""
    return s**2 * ((depth - 1) * kappa - s**2) / (s**2 + kappa) ** 2


def zero_margin(depth: sp.Expr | int) -> sp.Expr:
    """2K (loss − ½) of SRG at a critical κ: where it is positive, SRG loses to zero."""
    terms = (space.multiplicity * excess(depth, space.singular_value) for space in SRG.spectrum)
    return sum(terms, sp.Integer(0))


def _every_lambda(stated: HalvesClaim) -> Step:
    s = sp.Symbol("s", positive=True)
    clearing = sp.prod((space.singular_value**2 + kappa) ** 2 for space in SRG.spectrum)  # positive
    obligations: list[Obligation] = [
        Identity(
            (kappa**2 + (L + 1) * kappa * s**2) / (s**2 + kappa) ** 2 - 1,
            excess(L, s),
            "one eigenspace of 2K (loss − ½)",
        ),
        Identity(sp.diff(excess(L, s), L), s**2 * kappa / (s**2 + kappa) ** 2, "it grows with L"),
        Decided(SRG.spectrum[2].singular_value == 1, "s_3 = 1, so q_3 = 1/(1+κ)"),
    ]
    for depth, sizes in ((4, stated.at_four), (3, stated.at_three)):
        for points in sizes:
            reach = _reach(points)
            losing = sp.cancel((zero_margin(depth) * clearing).subs(r, points))
            obligations += [
                Decided(_less_up_to(points, reach), f"r = {points}: P < P_SRG for κ ≤ {reach}"),
                PositiveOnInterval(
                    losing, kappa, reach, sp.oo, f"r = {points}, L = {depth}: SRG loses to zero"
                ),
            ]
    return Step(
        f"Every λ, for L ≥ 4 and {len(stated.at_four)} values of r, and for L = 3 and {len(stated.at_three)}",
        sp.StrictGreaterThan(zero_margin(L), 0),
        "SRG's loss at a critical κ is κ²/(2K) Σ m_i/(s_i²+κ)² + (L+1) κT/(2K) (S4). Where κ is so large that the comparison of the"
        " penalties, with q_1, q_2 ≤ 1, fails, that loss is above ½, that of the zero solution",
        obligations=tuple(obligations),
    )


def _numbers(points: int) -> tuple[sp.Rational, sp.Rational]:
    """What is gained on the third eigenspace, and what is lost at most on the first two, at one r."""
    size = (points + 1) // 2
    family = EVEN if points == 2 * size else ODD
    first, second, third = (x.subs(t, size) for x in gains(family, POINTS[family.name]))
    return third, -min(first, sp.Integer(0)) - min(second, sp.Integer(0))


def _reach(points: int) -> sp.Rational:
    """A κ up to which P is less than SRG's, in hundredths; a thousand where it always is, 1 where it never is."""
    gain, loss = _numbers(points)
    if gain <= 0:
        return sp.Integer(1)
    if loss == 0:
        return sp.Integer(1000)
    return sp.Rational(int(sp.floor(100 * (sp.sqrt(gain / loss) - 1))), 100)


def _less_up_to(points: int, reach: sp.Rational) -> bool:
    """Whether P < P_SRG for q_1, q_2 ≤ 1 and q_3 = 1/(1+κ), κ ≤ ``reach``."""
    gain, loss = _numbers(points)
    return bool(gain / (1 + reach) ** 2 > loss)
