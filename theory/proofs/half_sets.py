"""SRG's own activations have better last two layers for every r ≥ 6: neurons that stand for half of the points (S26).

The activations are B, classes the pairs of r points.  A neuron with +1 on a set T of t points and −1 elsewhere is 2 for
pairs inside T and not positive for all others.  With all T of about r/2 points the hidden activations are 2 Wᵀ, where W
is the inclusion matrix of pairs in t-sets, and WWᵀ has the eigenspaces of the graph of disjoint pairs.  For r = 5, t = 3
these are SRG's own neurons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.srg import CLASSES, SRG
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity, PositiveOnInterval, PositivePolynomial
from theory.symbols import L, kappa, q, r, t

MULTIPLICITIES = tuple(space.multiplicity for space in SRG.spectrum)


HALF = sp.Rational(1, 2)


@dataclass(frozen=True)
class HalfSetsClaim:
    """From which r on neurons of half-sets cost less than SRG's at SRG's outputs, as long as q_3 ≥ ``least_output``.

    Even r from ``least_even`` and odd r from ``least_odd`` on are proved as polynomials, the ``others`` one by one.  For r in
    ``at_four`` and L ≥ 4, and r in ``at_three`` and L = 3, they do so at every λ at which SRG beats zero.
    """

    least_even: int = 8
    least_odd: int = 7
    others: tuple[int, ...] = (6,)
    least_output: sp.Rational = HALF
    at_four: tuple[int, ...] = tuple(range(6, 31))
    at_three: tuple[int, ...] = tuple(range(7, 14))


HALF_SETS_CLAIM = HalfSetsClaim()
"""r ≥ 6 and q_3 ≥ ½; r = 6..30 and L ≥ 4; r = 7..13 and L = 3."""


def eigenvalues() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Eigenvalues of WWᵀ over the smallest of them, C(r−4, t−2)."""
    second = (t - 1) * (r - 3) / (r - t - 1)
    first = t * (t - 1) * (r - 2) * (r - 3) / (2 * (r - t) * (r - t - 1))
    return first, second, sp.Integer(1)


def neurons() -> sp.Expr:
    """C(r, t) over C(r−4, t−2)."""
    return r * (r - 1) * (r - 2) * (r - 3) / (t * (t - 1) * (r - t) * (r - t - 1))


def margins(size: sp.Expr) -> tuple[sp.Expr, ...]:
    """K/s_i² − N/λ_i: what SRG's neurons cost at output 1 on each eigenspace, less those of t-sets, t = ``size``."""
    return tuple(
        sp.cancel((CLASSES / space.singular_value**2 - neurons() / value).subs(t, size))
        for space, value in zip(SRG.spectrum, eigenvalues(), strict=True)
    )


@cache
def half_sets(stated: HalfSetsClaim = HALF_SETS_CLAIM) -> Derivation:
    """S26 (d): every r ≥ 6, and at every λ for some."""
    return Derivation(
        "half-sets",
        "Neurons that stand for half of the points cost less than SRG's, for every r ≥ 6",
        (_hidden(), _penalty(), _comparison(stated), _beyond(stated)),
    )


def _hidden() -> Step:
    unit = sp.binomial(r - 4, t - 2)
    # Sets of t points that hold one pair, two pairs with a point in common, two disjoint pairs.
    counts = [sp.combsimp(sp.binomial(r - size, t - size) / unit) for size in (2, 3, 4)]
    graphs = ((1, 2 * (r - 2), (r - 2) * (r - 3) / 2), (1, r - 4, -(r - 3)), (1, -2, 1))
    values = eigenvalues()
    i = sp.Symbol("i", integer=True)
    return Step(
        "Hidden activations",
        (
            sp.Eq(sp.Symbol("σ(M_L)"), 2 * sp.Symbol("Wᵀ")),
            sp.Eq(sp.Symbol("λ_1"), values[0] * sp.Symbol("λ_3")),
            sp.Eq(sp.Symbol("λ_2"), values[1] * sp.Symbol("λ_3")),
        ),
        "a neuron is i − (2 − i) on a pair with i points in T. Two pairs lie together in C(r−2, t−2), C(r−3, t−3) or C(r−4, t−4)"
        " sets, so that WWᵀ is a combination of I and of the graphs of pairs that meet and of disjoint pairs, whose eigenvalues are"
        " 2(r−2), r−4, −2 and C(r−2, 2), −(r−3), 1 on the same spaces (S3)",
        obligations=(
            *(
                Identity((i - (2 - i)).subs(i, k), 2 * k - 2, f"a pair with {k} points in T")
                for k in (0, 1, 2)
            ),
            *(
                Identity(sum(a * c for a, c in zip(row, counts, strict=True)), value, f"λ_{k} over λ_3")
                for k, (row, value) in enumerate(zip(graphs, values, strict=True), 1)
            ),
            Identity(sp.combsimp(sp.binomial(r, t) / unit), neurons(), "number of neurons over λ_3"),
            *(
                Identity(graph[2] ** 2, space.singular_value**2, f"SRG's spectrum, eigenspace {k}")
                for k, (graph, space) in enumerate(zip(graphs, SRG.spectrum, strict=True), 1)
            ),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION,),
    )


def _penalty() -> Step:
    N, value, m = (sp.Symbol(name, positive=True) for name in ("N", "lambda_i", "m"))
    return Step(
        "What the outputs cost",
        sp.Eq(sp.Symbol("c_half"), r / 4 * sp.Symbol("Σ N m_i q_i²/λ_i")),
        "rows ±½ of norm² r/4 for every neuron, activations Wᵀ, and V = Σ q_i P_i (WWᵀ)⁻¹ W, whose square norm is Σ m_i q_i²/λ_i."
        " SRG has K neurons with the same norm, and s_i² in the place of λ_i; all other layers are the same",
        obligations=(
            Identity(SRG.layer_costs[2].cost, CLASSES * r / 4, "‖W_{L−1}‖² of SRG"),
            Identity((q / value * sp.sqrt(value)) ** 2 * m, m * q**2 / value, "‖V‖² on one eigenspace"),
            Identity(N * r * (sp.Integer(1) / 2) ** 2, N * r / 4, "‖W_{L−1}‖² of half-sets"),
        ),
    )


def _comparison(stated: HalfSetsClaim) -> Step:
    square = stated.least_output**2
    even, odd = r / 2, (r + 1) / 2
    polynomials = []
    for size, least, name in ((even, stated.least_even, "even"), (odd, stated.least_odd, "odd")):
        # What K/s_i² adds on the first two eigenspaces is not needed.
        third = MULTIPLICITIES[2] * square * margins(size)[2]
        others = [
            m * (neurons() / value).subs(t, size)
            for m, value in zip(MULTIPLICITIES[:2], eigenvalues()[:2], strict=True)
        ]
        numerator, denominator = sp.fraction(sp.cancel(third - sum(others)))
        polynomials += [
            PositivePolynomial(numerator, {r: least}, note=f"m_3 q_3² (K − N/λ_3) > Σ m_i N/λ_i, {name} r"),
            PositivePolynomial(denominator, {r: least}, note="its denominator"),
        ]
    return Step(
        f"Half-sets cost less than SRG's neurons where q_3 ≥ {stated.least_output}",
        sp.StrictGreaterThan(sp.Symbol("Σ m_i q_i² (K/s_i² − N/λ_i)"), 0),
        "t = r/2 or (r+1)/2; q_1, q_2 ≤ 1. At the same outputs the fit is the same and the penalty less, so the loss is less; and so it"
        " is with outputs q_i = q, whatever q",
        obligations=(
            *polynomials,
            *(Decided(_single(value, square), f"the same at r = {value}") for value in stated.others),
            Decided(SRG.spectrum[2].singular_value == 1, "s_3 = 1, so q_3 = 1/(1+κ)"),
        ),
    )


def zero_margin(depth: sp.Expr | int) -> sp.Expr:
    """2K times (loss at a critical κ) − K, over positive denominators: SRG loses to zero where it is positive."""
    terms = (
        space.multiplicity
        * space.singular_value**2
        * ((depth - 1) * kappa - space.singular_value**2)
        / (space.singular_value**2 + kappa) ** 2
        for space in SRG.spectrum
    )
    return sum(terms, sp.Integer(0))


def _beyond(stated: HalfSetsClaim) -> Step:
    s = sp.Symbol("s", positive=True)
    obligations: list[Identity | PositiveOnInterval | Decided] = [
        Identity(
            (kappa**2 + (L + 1) * kappa * s**2) / (s**2 + kappa) ** 2 - 1,
            s**2 * ((L - 1) * kappa - s**2) / (s**2 + kappa) ** 2,
            "one eigenspace of 2K (loss − ½)",
        ),
        Identity(sp.diff(s**2 * ((L - 1) * kappa - s**2), L), s**2 * kappa, "it grows with L"),
    ]
    for depth, sizes in ((4, stated.at_four), (3, stated.at_three)):
        for value in sizes:
            reach = _reach(value)
            numerator = sp.numer(sp.together(zero_margin(depth).subs(r, value)))
            obligations += [
                Decided(_single(value, 1 / (1 + reach) ** 2), f"r = {value}: half-sets win for κ ≤ {reach}"),
                PositiveOnInterval(
                    numerator, kappa, reach, sp.oo, f"r = {value}, L = {depth}: SRG loses to zero"
                ),
            ]
    return Step(
        f"Every λ for L ≥ 4 and {len(stated.at_four)} values of r, and for L = 3 and {len(stated.at_three)}",
        sp.StrictGreaterThan(zero_margin(L), 0),
        "SRG's loss at a critical κ is κ²/(2K) Σ m_i/(s_i²+κ)² + (L+1) κT/(2K) (S4). Where κ is so large that the comparison fails,"
        " it is above ½, that of the zero solution",
        obligations=tuple(obligations),
    )


def _reach(value: int) -> sp.Rational:
    """A κ up to which half-sets win at this r, in hundredths; a thousand where they always do, 1 where they never do."""
    counts, margin = _numbers(value)
    losses = -sum(
        (m * min(x, sp.Integer(0)) for m, x in zip(counts[:2], margin[:2], strict=True)), sp.Integer(0)
    )
    if margin[2] <= 0:
        return sp.Integer(1)
    if losses <= 0:
        return sp.Integer(1000)
    return sp.Rational(int(sp.floor(100 * (sp.sqrt(counts[2] * margin[2] / losses) - 1))), 100)


def _numbers(value: int) -> tuple[list[sp.Rational], list[sp.Rational]]:
    """m_i and the margins at one r."""
    size = sp.Integer((value + 1) // 2)
    return [m.subs(r, value) for m in MULTIPLICITIES], [m.subs(r, value) for m in margins(size)]


def _single(value: int, square: sp.Rational) -> bool:
    """The claim at one r: terms of the first two eigenspaces that are negative count in full, positive ones not."""
    counts, margin = _numbers(value)
    losses = sum(
        (m * min(x, sp.Integer(0)) for m, x in zip(counts[:2], margin[:2], strict=True)), sp.Integer(0)
    )
    return bool(counts[2] * square * margin[2] + losses > 0)
