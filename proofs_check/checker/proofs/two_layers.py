"""S5 (d)–(f): L = 2. Everything is cleared of K and of D = Π (s_i² + κ)², both positive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from ..polynomial import Poly
from ..reading import rational, rationals, require
from ..steps import (
    MOST_BREAKS,
    Interval,
    Results,
    Step,
    conclusion,
    fact,
    identity,
    positive,
    roots,
    sign_pattern,
)
from .srg import CLASSES, NORM_M2, SPECTRUM, r

k, q, u, s, m, T, C, K, G, rho = map(Poly.variable, ("κ", "q", "u", "s", "m", "T", "C", "K", "G", "ρ"))
ONE = Poly.of(1)
SQUARES = tuple((s**2 + k) ** 2 for s, _ in SPECTRUM)
DENOMINATOR = prod(SQUARES, start=ONE)


def cleared_sum(weights: Sequence[Poly], factors: Sequence[Poly] = SQUARES) -> Poly:
    """Σ m_i w_i Π_{j≠i} factor_j."""
    return sum(
        (SPECTRUM[i][1] * w * prod((f for j, f in enumerate(factors) if j != i), start=ONE) for i, w in enumerate(weights)),
        Poly({}),
    )  # fmt: skip


TRACE = cleared_sum([s**2 for s, _ in SPECTRUM])
"""D T(κ)."""
GAIN = cleared_sum([s**2 * (s**2 + 2 * k) / 2 for s, _ in SPECTRUM])
"""K D G with G = ½ − fit."""
BELOW = GAIN - Fraction(3, 2) * k * TRACE
"""K D (½ − F)."""
RISE = cleared_sum([s**2 * (3 * s**2 - k) for s, _ in SPECTRUM], [(s**2 + k) ** 3 for s, _ in SPECTRUM])
"""The sign of dΛ/dκ."""

ENDS = {5: ("0.741666", "1.040045"), 6: ("0.988034", "1.007202")}
"""First six decimals of Λ^(1/3) over DNC's zero threshold, where SRG starts to win and where it ends."""

D_CLAIM = (
    "(d) L = 2, r = 5 and r = 6: SRG wins exactly for Λ^(1/3) over DNC's zero threshold between 0.741666… and"
    " 1.040045… (r = 5), between 0.988034… and 1.007202… (r = 6), and loses below."
)
E_CLAIM = "(e) L = 2, r ≥ 7: L_SRG > L_DNC wherever DNC beats zero, and SRG never beats zero elsewhere."
F_CLAIM = (
    "(f) L = 2, every K ≥ 10: on the interval of r = 5, SRG on 10 classes ⊕ DNC on the others beats DNC, so DNC is not"
    " optimal there."
)


class Curve:
    """The curve at one r."""

    def __init__(self, order: int) -> None:
        self.denominator, self.trace, self.below, self.rise = (
            p.put({"r": order}) for p in (DENOMINATOR, TRACE, BELOW, RISE)
        )
        self.classes, self.norm = CLASSES.put({"r": order}).number(), NORM_M2.put({"r": order}).number()

    def loss(self, at: Fraction) -> Fraction:
        """F(κ)."""
        return (
            Fraction(1, 2)
            - (self.below.put({"κ": at}) / (self.denominator.put({"κ": at}) * self.classes)).number()
        )

    def cube(self, at: Fraction) -> Fraction:
        """(KΛ^(1/3))³ = κ³T²/‖M_2‖_*²; it is 1/16 at DNC's threshold."""
        return (
            at**3 * (self.trace.put({"κ": at}) / self.denominator.put({"κ": at})).number() ** 2 / self.norm**2
        )

    def agreement(self) -> tuple[Poly, Poly]:
        """Both vanish where DNC with output q has the loss and the Λ of the point κ."""
        same_loss = self.classes * self.denominator * (2 * q**2 - q) - 2 * self.below
        same_lambda = self.norm**2 * self.denominator**2 * (1 - q) ** 3 * q - k**3 * self.trace**2
        return same_loss, same_lambda


def table(value: object, rows: int, where: str) -> Poly:
    """A polynomial in q and κ from its coefficients, a row for each power of q."""
    require(isinstance(value, list) and len(value) <= rows, f"{where} is not a list of at most {rows} rows")
    assert isinstance(value, list)
    numbers = [rationals(row, MOST_BREAKS, where) for row in value]
    powers = {((("q", i),) if i else ()) + ((("κ", j),) if j else ()): c
              for i, row in enumerate(numbers) for j, c in enumerate(row)}  # fmt: skip
    return Poly(powers)


def crossing(name: str, order: int, curve: Curve, zero: str) -> Step:
    """The eliminant E(κ) κ^m = A·P + B·Q has one root before SRG's zero threshold."""
    same_loss, same_lambda = curve.agreement()

    def check(witness: Mapping[str, Any], results: Results) -> Interval:
        E = rationals(witness["E"], MOST_BREAKS, "E")
        power = witness["power"]
        require(0 <= power <= MOST_BREAKS, "the power of κ is out of range")
        A, B = table(witness["A"], 4, "A"), table(witness["B"], 2, "B")
        require(
            A * same_loss + B * same_lambda == table([witness["E"]], 1, "E") * k**power,
            "A·P + B·Q is not κ^m E",
        )
        breaks = rationals(witness["breaks"], MOST_BREAKS, "breaks")
        found = sign_pattern(E, [Fraction(0), *breaks, results[zero][1]], 1)
        assert found is not None
        require(found[1] <= results[zero][0], "the crossing is not before the zero threshold")
        return found

    claims = (
        str(same_loss),
        str(same_lambda),
        "a combination of these two is κ^m E(κ) with one root E = 0 before the zero threshold",
    )
    return Step(name, "eliminant", (zero,), claims,
                {"E": list, "A": list, "B": list, "power": int, "breaks": list}, check)  # fmt: skip


def before(name: str, curve: Curve, crossed: str) -> Step:
    """At one κ before the crossing a rational output of DNC costs less than SRG."""

    def check(witness: Mapping[str, Any], results: Results) -> None:
        at, output = rational(witness["κ"], "κ"), rational(witness["q"], "q")
        require(0 < at <= results[crossed][0], f"κ = {at} is not before the crossing")
        require(output > 0, "q must be positive")
        room = curve.loss(at) - (1 - output) ** 2 / 2
        require(
            27 * curve.cube(at) * output**2 < 8 * room**3,
            f"DNC with q = {output} is not below SRG at {at}",
        )

    claim = "DNC with output q costs less than SRG at κ, before the crossing"
    return Step(name, "before", (crossed,), (claim,), {"κ": str, "q": str}, check)


def after(name: str, curve: Curve, crossed: str, zero: str) -> Step:
    """At one κ after the crossing DNC costs more than SRG at every output, and so does zero."""

    def check(witness: Mapping[str, Any], results: Results) -> None:
        at = rational(witness["κ"], "κ")
        require(
            results[crossed][1] <= at <= results[zero][0],
            f"κ = {at} is not between the crossing and the threshold",
        )
        room = curve.loss(at) - (1 - q) ** 2 / 2
        p = (27 * curve.cube(at) * q**2 - 8 * room**3).coefficients("q")
        require(p[0] > 0, f"zero is not above SRG at κ = {at}")
        breaks = rationals(witness["breaks"], MOST_BREAKS, "breaks")
        sign_pattern(p, [Fraction(0), *breaks, Fraction(1)], 0)

    claim = "DNC and zero cost more than SRG at κ, between the crossing and the zero threshold"
    return Step(name, "after", (crossed, zero), (claim,), {"κ": str, "breaks": list}, check)


def ends(name: str, curve: Curve, decimals: tuple[str, str], uses: tuple[str, str]) -> Step:
    """Six decimals of both ends; Λ rises with κ there."""

    def check(_: Mapping[str, Any], results: Results) -> None:
        for decimal, where in zip(decimals, uses, strict=True):
            low, high = (16 * curve.cube(at) for at in results[where])
            bounds = Fraction(decimal), Fraction(decimal) + Fraction(1, 10**6)
            require(bounds[0] ** 3 < low and high < bounds[1] ** 3, f"an end is not {decimal}…")

    claims = tuple(f"Λ^(1/3) over DNC's zero threshold is {decimal}…" for decimal in decimals)
    return Step(name, "ends", uses, claims, {}, check)


def interval_of(order: int) -> tuple[Step, ...]:
    """SRG wins exactly between the ends."""
    curve = Curve(order)
    fold, zero, cross, early, late, decimals = (
        f"{what}, r = {order}" for what in ("fold", "zero threshold", "crossing", "before", "after", "ends")
    )
    return (
        roots(fold, curve.rise, "κ", ("∞", lambda _: None), 1, uses=["slope of Λ"]),
        roots(zero, curve.below, "κ", ("the fold", lambda found: found[fold][0]), 1, uses=["fit", fold]),
        crossing(cross, order, curve, zero),
        before(early, curve, cross),
        after(late, curve, cross, zero),
        ends(decimals, curve, ENDS[order], (cross, zero)),
    )


def shallow() -> tuple[Step, ...]:
    """S5 (d), (e) and (f)."""
    kappa = u - s**2
    U = m * s**2 / u**3
    third = SPECTRUM[2][1]
    fit = rho - rho**2 / 2 - G
    slack = (r - 1) * (rho - rho**2 / 2) - 1 - (r - 3) * (2 * rho / 3 - (2 * rho / 3) ** 2 / 2)
    half = Fraction(1, 2)
    never = Fraction(27, 128) * NORM_M2**2 * TRACE * DENOMINATOR**2 - GAIN**3
    R = Poly.variable("R")
    lam = Poly.variable("Λ")
    per_order = {order: interval_of(order) for order in ENDS}
    found = [step.name for steps in per_order.values() for step in steps]
    return (
        identity("slope of Λ", ((k**3 * T**2).derivative({"κ": 1, "T": -2 * U}), k**2 * T * (3 * T - 4 * k * U)),
                 (3 * m * s**2 / u**2 - 4 * kappa * U, m * s**2 * (3 * s**2 - kappa) / u**3), uses=["S4"]),
        identity("fit", (s**2 / u - (s**2 / u) ** 2 / 2, s**2 * (s**2 + 2 * kappa) / (2 * u**2)), uses=["S4"]),
        fact("one branch", ["slope of Λ"]),
        fact("intermediate values"),
        fact("two losses agree", ["intermediate values"]),
        identity("DNC at L = 2", (half * (1 - q) * (1 + 2 * q) - half, (q - 2 * q**2) / 2),
                 (2 * half**3 * half, 2 * Fraction(1, 16)), uses=["S2"]),
        *per_order[5],
        *per_order[6],
        conclusion("(d)", D_CLAIM, ["S2", "S4", "one branch", "two losses agree", "DNC at L = 2", *found]),
        identity("lines", ((lam * C * R).put({"R": K**3 * rho**2 / C}), lam * K**3 * rho**2), (K**2 * (K * rho**2), K**3 * rho**2),
                 (Fraction(27, 8) * Fraction(1, 16), Fraction(27, 128)), (half - G - (1 - rho) ** 2 / 2, fit),
                 uses=["fit", "DNC at L = 2"]),
        fact("concave minimum"),
        fact("lines above", ["lines", "concave minimum"]),
        positive("near zero", (never, {"r": 7, "κ": 0}), uses=["lines above"]),
        positive("third output", (4 * NORM_M2**2 * third - 9 * CLASSES**3, {"r": 7}), strict=False),
        identity("shares", ((CLASSES - third) * (r - 1), 2 * CLASSES),
                 (slack.derivative({"ρ": 1}).derivative({"ρ": 1}), -(r - 1) + Fraction(4, 9) * (r - 3)), uses=["S3"]),
        positive("near DNC", (slack.put({"ρ": half}), {"r": 7}), (slack.put({"ρ": 1}), {"r": 7}), ((r - 1) - Fraction(4, 9) * (r - 3), {"r": 7}),
                 uses=["shares"]),
        fact("third eigenspace", ["third output", "near DNC"]),
        conclusion("(e)", E_CLAIM, ["S2", "S4", "near zero", "third eigenspace", "lines above"]),
        fact("blocks separate"),
        identity("one block", ((k / K) ** 3 * T**2 / C * K**3 - k**3 * T**2 / C, 0),
                 ((k**2 * G / (2 * K) + 3 * k * T / (2 * K)) * K, k**2 * G / 2 + 3 * k * T / 2), (CLASSES.put({"r": 5}), 10),
                 uses=["blocks separate"]),
        conclusion("(f)", F_CLAIM, ["(d)", "one block"]),
    )  # fmt: skip
