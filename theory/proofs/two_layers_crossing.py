"""L = 2 with r = 5 and r = 6: the exact interval of λ on which SRG beats DNC (exceptions of statement S5).

In terms of x = Λ^(1/3) relative to DNC's zero threshold, DNC is better up to a crossing, then SRG is better
until its own zero threshold, which lies beyond DNC's.  Both ends are algebraic numbers: values at roots of
integer polynomials in κ, isolated here by rational intervals.  Literature that calls DNC optimal at L = 2
needs λ below the crossing (statement S8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.construction import instantiate
from theory.constructions.dnc import DNC
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_M2, SRG_TWO_LAYERS
from theory.derivation import Derivation, Step
from theory.errors import InvalidInputError
from theory.loss import kappa_curve, threshold
from theory.obligations import Decided, Identity, PositiveOnInterval
from theory.proofs.two_layers import cleared_gain, cleared_trace, denominator
from theory.symbols import K, L, Lam, kappa, q, r

K_rest = sp.Symbol("K_rest", positive=True)
"""Classes of the DNC block of a block sum."""

ISOLATION = sp.Rational(1, 10**30)
"""Width of the intervals that isolate the roots."""


@dataclass(frozen=True)
class AlgebraicPoint:
    """A point of the κ-curve at a root of an integer polynomial.

    Attributes
    ----------
    polynomial : sympy.Poly
        Integer polynomial in κ that vanishes there.
    interval : (Rational, Rational)
        Isolates the root.
    relative_cube : (Rational, Rational)
        Bounds on (Λ^(1/3) / threshold)³, the threshold being DNC's.
    """

    polynomial: sp.Poly
    interval: tuple[sp.Rational, sp.Rational]
    relative_cube: tuple[sp.Rational, sp.Rational]

    def relative(self, digits: int = 20) -> sp.Float:
        """Λ^(1/3) over DNC's zero threshold, to ``digits`` digits."""
        return sp.N(sp.Add(*self.relative_cube) / 2, digits + 5) ** sp.Rational(1, 3)


@dataclass(frozen=True)
class Crossing:
    """Where SRG starts to win and where it gives way to zero, for one r at L = 2."""

    r: int
    start: AlgebraicPoint
    end: AlgebraicPoint


class Curve:
    """The L = 2 κ-curve at one r, as rational polynomials in κ (cleared as in :mod:`two_layers`)."""

    def __init__(self, value: int) -> None:
        def put(poly: sp.Poly) -> sp.Poly:
            return sp.Poly(poly.as_expr().subs(r, value), kappa, domain=sp.QQ)

        self.K = CLASSES.subs(r, value)
        self.cost = (NUCLEAR_NORM_M2**2).subs(r, value)
        self.D, self.trace, gain = put(denominator()), put(cleared_trace()), put(cleared_gain())
        kappa_poly = sp.Poly(kappa, kappa, domain=sp.QQ)
        self.below_half = gain - sp.Rational(3, 2) * kappa_poly * self.trace  # K D (½ - F)
        self.spectrum = [
            (space.multiplicity.subs(r, value), space.singular_value.subs(r, value) ** 2)
            for space in SRG_TWO_LAYERS.spectrum
        ]

    def loss(self, at: sp.Rational) -> sp.Rational:
        """F(κ)."""
        return sp.Rational(1, 2) - self.below_half.eval(at) / (self.K * self.D.eval(at))

    def root_cubed(self, at: sp.Rational) -> sp.Rational:
        """(K Λ^(1/3))³ = κ³T²/C; DNC's threshold is at 1/16."""
        return at**3 * (self.trace.eval(at) / self.D.eval(at)) ** 2 / self.cost

    def rise(self) -> sp.Poly:
        """Sign of dΛ/dκ: Σ m_i s_i² (3 s_i² - κ) Π_{j≠i} (s_j² + κ)³."""
        total = sp.Integer(0)
        for i, (m, square) in enumerate(self.spectrum):
            others = sp.Mul(*((s + kappa) ** 3 for j, (_, s) in enumerate(self.spectrum) if j != i))
            total += m * square * (3 * square - kappa) * others
        return sp.Poly(total, kappa, domain=sp.QQ)

    def agreement(self) -> tuple[sp.Expr, sp.Expr]:
        """Both vanish where ½(1-q)(1+2q) = F(κ) and (1-q)³q = κ³T²/C: DNC with output q has the same loss and Λ."""
        same_loss = self.K * self.D.as_expr() * (2 * q**2 - q) - 2 * self.below_half.as_expr()
        same_lambda = (
            self.cost * self.D.as_expr() ** 2 * (1 - q) ** 3 * q - kappa**3 * self.trace.as_expr() ** 2
        )
        return same_loss, same_lambda

    def eliminant(self) -> sp.Poly:
        """Vanishes where both losses agree: the resultant of :meth:`agreement` in q."""
        same_loss, same_lambda = self.agreement()
        resultant = sp.resultant(sp.Poly(same_loss, q), sp.Poly(same_lambda, q))
        return sp.Poly(sp.expand(getattr(resultant, "as_expr", lambda: resultant)()), kappa, domain=sp.QQ)


def _first_root(poly: sp.Poly) -> tuple[sp.Poly, tuple[sp.Rational, sp.Rational]]:
    """The least positive real root: the irreducible factor it belongs to, and an isolating interval."""
    found = []
    for factor, _ in poly.factor_list()[1]:
        for interval, _ in factor.intervals(eps=ISOLATION):
            low, high = sp.Rational(interval[0]), sp.Rational(interval[1])
            if low > 0:
                found.append((low, high, factor))
    low, high, factor = min(found, key=lambda item: item[0])
    return factor, (low, high)


def _point(curve: Curve, poly: sp.Poly) -> AlgebraicPoint:
    factor, (low, high) = _first_root(poly)
    cube = (16 * curve.root_cubed(low), 16 * curve.root_cubed(high))
    return AlgebraicPoint(sp.Poly(factor.clear_denoms(convert=True)[1], kappa), (low, high), cube)


@cache
def crossing(value: int) -> Crossing:
    """The interval of λ on which SRG beats DNC and zero at L = 2.

    Parameters
    ----------
    value : int
        r, 5 or 6: the only values for which there is such an interval (statement S5).

    Raises
    ------
    InvalidInputError
        For other r.

    Examples
    --------
    >>> round(float(crossing(5).start.relative()), 4), round(float(crossing(6).start.relative()), 4)
    (0.7417, 0.988)
    """
    if value not in (5, 6):
        raise InvalidInputError(f"r = {value} given; at L = 2 SRG and DNC cross only for r = 5 and r = 6")
    curve = Curve(value)
    return Crossing(value, _point(curve, curve.eliminant()), _point(curve, curve.below_half))


@cache
def every_larger_class_count(block_classes: int = 10) -> Derivation:
    """L = 2, every K ≥ 10: SRG on ten classes ⊕ DNC on the others beats DNC on the interval of r = 5."""
    alone, loss_alone = kappa_curve(SRG_TWO_LAYERS)
    block, loss_block = kappa_curve(SRG_TWO_LAYERS, K)
    dnc, loss_dnc = kappa_curve(DNC)
    dnc_block, loss_dnc_block = kappa_curve(instantiate(DNC, K_rest), K)
    return Derivation(
        "two-layers-blocks",
        "L = 2, every K ≥ 10: DNC is not optimal near its zero threshold",
        (
            Step(
                "A block of a block sum is its own problem, in units of the threshold",
                (
                    sp.Eq(Lam * K**3, (Lam * K**3).subs(Lam, block)),
                    sp.Eq(sp.Symbol("F"), loss_block.subs(L, 2)),
                ),
                "KΛ^(1/3), and with it x, is the same function of κ whatever the total number of classes K; the loss is"
                " K_b/K times that of the block alone. So on the interval of r = 5 the SRG block on 10 classes costs"
                " less than its share of DNC, and the DNC block on the other K − 10 classes exactly its share",
                obligations=(
                    Identity((block * K**3 - alone * CLASSES**3).subs(L, 2), 0, "x of the SRG block"),
                    Identity((loss_block * K - loss_alone * CLASSES).subs(L, 2), 0, "share of the SRG block"),
                    Identity((dnc_block * K**3 - dnc * K**3).subs(L, 2), 0, "x of the DNC block"),
                    Identity(
                        (loss_dnc_block * K - loss_dnc * K_rest).subs(L, 2), 0, "share of the DNC block"
                    ),
                    Identity(CLASSES.subs(r, 5), block_classes, "classes of the SRG block"),
                ),
            ),
        ),
    )


@cache
def wins_on_an_interval(value: int) -> Derivation:
    """L = 2, r = 5 or 6: SRG loses before the crossing and wins from there to its own zero threshold."""
    curve, found = Curve(value), crossing(value)
    fold = _first_root(curve.rise())[1]
    before = sp.Rational(9, 10) * found.start.interval[0]
    after = (found.start.interval[1] + found.end.interval[0]) / 2
    return Derivation(
        f"two-layers-r{value}",
        f"L = 2, r = {value}: SRG beats DNC on an interval of λ near the zero threshold",
        (
            _one_branch(curve, found, fold),
            _one_crossing(curve, found),
            _before(curve, found, before),
            _after(curve, found, after),
        ),
    )


def _one_branch(curve: Curve, found: Crossing, fold: tuple[sp.Rational, sp.Rational]) -> Step:
    # Roots of ``rise`` are counted beyond its isolating interval, so the fold is the only sign change.
    rise, trace = curve.rise(), curve.trace.as_expr() / curve.D.as_expr()
    cleared = sp.Mul(*((s + kappa) ** 3 for _, s in curve.spectrum))
    return Step(
        "Λ rises with κ up to a single fold, and the loss reaches ½ before it",
        sp.Eq(sp.Function("F")(sp.Symbol("kappa_0")), sp.Rational(1, 2)),
        "along the rising branch the family's minimum is F(κ), which rises with Λ; it is ½ at κ_0, the zero threshold of"
        " SRG, and zero is better from there on",
        obligations=(
            Identity(
                sp.diff(kappa**3 * trace**2, kappa),
                kappa**2 * trace * rise.as_expr() / cleared,
                "dΛ/dκ, up to positive factors",
            ),
            PositiveOnInterval(rise.as_expr(), kappa, 0, fold[0], "Λ rises"),
            Decided(bool(rise.count_roots(0, None) == 1), "dΛ/dκ changes its sign once for κ > 0"),
            Decided(bool(found.end.interval[1] < fold[0]), "κ_0 lies before the fold"),
            PositiveOnInterval(
                curve.below_half.as_expr(), kappa, 0, found.end.interval[0], "F < ½ before κ_0"
            ),
            Decided(
                bool(found.end.polynomial.count_roots(*found.end.interval) == 1),
                "F = ½ at one point of the interval",
            ),
        ),
    )


def _one_crossing(curve: Curve, found: Crossing) -> Step:
    eliminant = curve.eliminant()
    power = min(monomial[0] for monomial in eliminant.monoms())
    reduced = eliminant.quo(sp.Poly(kappa**power, kappa))
    return Step(
        "The two losses agree at one κ only",
        sp.Eq(sp.Symbol("x_start"), found.start.relative(12)),
        "below DNC's threshold the losses agree at κ exactly if DNC's optimal q ∈ [½, 1) has the same loss and the same Λ;"
        f" eliminating q leaves a polynomial of degree {found.start.polynomial.degree()} with one root before κ_0."
        " x is Λ^(1/3) over DNC's zero threshold",
        obligations=(
            Identity(
                sp.Rational(1, 2) * (1 - q) * (1 + 2 * q) - (sp.Rational(1, 2) - (2 * q**2 - q) / 2),
                0,
                "DNC's loss",
            ),
            Identity(
                threshold().subs(L, 2) ** 3, sp.Rational(1, 16), "DNC's threshold 2^(2/3)/4 cubed is 1/16"
            ),
            Decided(
                bool(reduced.count_roots(0, found.end.interval[1]) == 1),
                "the eliminant has one root κ with 0 ≤ κ ≤ κ_0, besides the factor κ^m",
            ),
        ),
        facts=(facts.INTERMEDIATE_VALUE,),
    )


def _before(curve: Curve, found: Crossing, at: sp.Rational) -> Step:
    # A rational q' near DNC's optimum whose line is already below SRG's loss.
    loss, cube = curve.loss(at), curve.root_cubed(at)
    output = next(
        (x for x in (sp.Rational(k, 40) for k in range(39, 19, -1)) if _dnc_below(loss, cube, x)),
        sp.Rational(1),
    )
    return Step(
        "Before the crossing DNC is better",
        sp.StrictGreaterThan(sp.Symbol("L_SRG"), sp.Symbol("L_DNC")),
        f"at κ = {sp.N(at, 5)} DNC with output {output} costs less than SRG at the same Λ",
        obligations=(
            Decided(bool(0 < at < found.start.interval[0]), "this κ lies before the crossing"),
            Decided(_dnc_below(loss, cube, output), f"DNC at q = {output} lies below SRG, in rationals"),
        ),
    )


def _dnc_below(loss: sp.Rational, cube: sp.Rational, output: sp.Rational) -> bool:
    """Whether (1-q)²/2 + (3/2) (κ³T²/C)^(1/3) q^(2/3) < F, decided after cubing."""
    room = loss - (1 - output) ** 2 / 2
    return bool(room > 0 and sp.Rational(27, 8) * cube * output**2 < room**3)


def _after(curve: Curve, found: Crossing, at: sp.Rational) -> Step:
    loss, cube = curve.loss(at), curve.root_cubed(at)
    return Step(
        "After the crossing SRG is better",
        sp.StrictLessThan(sp.Symbol("L_SRG"), sp.Symbol("L_DNC")),
        f"at κ = {sp.N(at, 5)} DNC costs more at every q ∈ [0, 1]; beyond DNC's own threshold SRG is still below ½",
        obligations=(
            Decided(
                bool(found.start.interval[1] < at < found.end.interval[0]),
                "this κ lies between the crossing and κ_0",
            ),
            PositiveOnInterval(
                sp.Rational(27, 8) * cube * q**2 - (loss - (1 - q) ** 2 / 2) ** 3,
                q,
                0,
                1,
                "DNC above SRG at every q",
            ),
        ),
    )
