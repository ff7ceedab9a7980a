"""S5: SRG beats DNC, with every exception."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.derivation import Derivation, Step
from theory.obligations import Decided, PositiveOnInterval, PositivePolynomial
from theory.proofs.cost_constants import RANGE, RATIO_AT_R4, Range, cost_constants, three_layers_r4
from theory.proofs.two_layers import loses_from_r7, tie_at_r4
from theory.proofs.two_layers_crossing import crossing, every_larger_class_count, wins_on_an_interval
from theory.symbols import s


@dataclass(frozen=True)
class Claim:
    """What S5 states, for both legs.

    Attributes
    ----------
    wins : Range
        (a) where SRG beats DNC at every λ at which DNC's least loss is ≤ ½.
    ratio_at_r4 : sympy.Expr
        (b) C_SRG/C_DNC at L = 3, r = 4, above 1.
    tie : int
        (c) the r at which the two cost the same at L = 2.
    intervals : mapping of int to (str, str)
        (d) for r: Λ^(1/3) over DNC's zero threshold between which SRG wins at L = 2, digits that are not rounded.
    loses_from : int
        (e) least r from which on SRG loses at L = 2.
    block_classes : int
        (f) classes of the SRG block that beats DNC at L = 2 for every larger K, with r = 5.
    """

    wins: Range = RANGE
    ratio_at_r4: sp.Expr = RATIO_AT_R4
    tie: int = 4
    intervals: Mapping[int, tuple[str, str]] = field(
        default_factory=lambda: {5: ("0.741666", "1.040045"), 6: ("0.988034", "1.007202")}
    )
    loses_from: int = 7
    block_classes: int = 10


CLAIM = Claim()
CROSSING_R = tuple(CLAIM.intervals)
"""The r at which SRG wins at L = 2, on an interval of λ."""


def _digits(claim: Claim) -> Step:
    """That the numbers in the claim are the first digits of the algebraic numbers of the proof."""
    stated = [
        (value, end, Fraction(digits), point, Fraction(1, 10 ** len(digits.split(".")[1])))
        for value, interval in claim.intervals.items()
        for end, digits, point in zip(
            ("start", "end"), interval, (crossing(value).start, crossing(value).end), strict=True
        )
    ]
    return Step(
        "The intervals in numbers",
        sp.Tuple(*(sp.Rational(str(digits)) for _, _, digits, _, _ in stated)),
        "the cubes of both ends are enclosed by rational numbers, and the digits by cubes of rational numbers",
        obligations=tuple(
            Decided(
                bool(
                    sp.Rational(str(digits)) ** 3 <= point.relative_cube[0]
                    and point.relative_cube[1] <= sp.Rational(str(digits + unit)) ** 3
                ),
                f"r = {value}: the {end} is {digits} + at most {unit}",
            )
            for value, end, digits, point, unit in stated
        ),
    )


def _proof(claim: Claim = CLAIM) -> LegResult:
    parts = (
        cost_constants(claim.wins),
        three_layers_r4(claim.ratio_at_r4),
        tie_at_r4(claim.tie),
        *(wins_on_an_interval(r) for r in claim.intervals),
        loses_from_r7(claim.loses_from),
        every_larger_class_count(claim.block_classes),
        Derivation("digits", "The intervals in numbers", (_digits(claim),)),
    )
    steps = tuple(step for part in parts for step in part.steps)
    intervals = {
        f"L = 2, r = {r}: SRG wins for Λ^(1/3)/threshold between": [
            str(crossing(r).start.relative()),
            str(crossing(r).end.relative()),
        ]
        for r in claim.intervals
    }
    polynomials = {
        f"r = {r}, κ at the {name} is a root of": str(point.polynomial.as_expr())
        for r in claim.intervals
        for name, point in (("crossing", crossing(r).start), ("zero threshold of SRG", crossing(r).end))
    }
    return proof(Derivation("s5", "SRG beats DNC, with every exception", steps), {**intervals, **polynomials})


Case = tuple[int, int, Fraction]
"""r, L, and λ as a fraction of a rational just below DNC's zero threshold: at 1, DNC still beats zero."""

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 10, 40, 70, 74, 75, 90, 98, 99, 100, 101, 150))


def _cases(fractions: Iterable[Fraction] = FRACTIONS) -> Iterator[Case]:
    for r in (4, 5, 6, 7, 8, 10, 15, 40):
        for depth in (2, 3, 4, 5, 8, 20):
            for fraction in fractions:
                yield r, depth, fraction


def expected_order(r: int, depth: int, fraction: Fraction, claim: Claim = CLAIM) -> str:
    """What the statement says of L_SRG against L_DNC at λ = fraction · (DNC's zero threshold)."""
    if claim.wins.holds(r, depth):
        return "<" if fraction <= 1 else "≤"
    if depth == 2 and r in claim.intervals:
        start, end = map(Fraction, claim.intervals[r])
        if start < fraction < end:
            return "<"
        return ">" if fraction < start else "="
    if depth == 2 and r == claim.tie:
        return "="
    return ">" if fraction <= 1 else "="


Expected = Callable[[int, int, Fraction, Claim], str]


def _order_is_as_stated(case: Case, claim: Claim, expected_order: Expected) -> bool | None:
    from numerics.enclosure import compare, enclose_dnc, enclose_srg

    r, depth, fraction = case
    lam = fraction * rational_threshold(r * (r - 1) // 2, depth)
    expected = expected_order(r, depth, fraction, claim)
    dnc, srg = enclose_dnc(r * (r - 1) // 2, depth, lam), enclose_srg(r, depth, lam)
    found = compare(srg, dnc)
    if found is None:
        return None
    return found in ("<", "=") if expected == "≤" else found == expected


def rational_threshold(K: int, depth: int) -> Fraction:
    """A rational just below DNC's zero threshold in λ (all equal, n = 1), at relative distance 1e-12."""
    share = (depth - 1) / depth
    return Fraction(share ** ((depth - 1) / (depth + 1)) / depth / K) * (1 - Fraction(1, 10**12))


def _order(
    claim: Claim = CLAIM, fractions: Iterable[Fraction] = FRACTIONS, expected: Expected = expected_order
) -> LegResult:
    return check_instances(
        _cases(fractions),
        lambda case: _order_is_as_stated(case, claim, expected),
        lambda c: {"r": c[0], "L": c[1], "λ/threshold": str(c[2])},
        what="cells (r, L, λ), L_SRG against L_DNC in enclosures, exceptions included",
    )


def weights_win(weights: tuple[Any, Any, Any]) -> bool:
    """Whether the objective of H_1, W_1, W_2 is below a number that DNC's loss exceeds at every output, exactly."""
    from proofs_check.coq.counterexample import SEPARATOR, dnc_loss_in_s, objective

    above = dnc_loss_in_s() - SEPARATOR.numerator / sp.Integer(SEPARATOR.denominator)
    return (
        objective(*weights) < SEPARATOR
        and PositiveOnInterval(above, s, 0, 1).check()
        and PositivePolynomial(above, {s: 1}).check()
    )


def _weights(scale: Fraction = Fraction(1)) -> LegResult:
    # ``scale`` multiplies H_1: at 1 the claim, elsewhere another network.
    from proofs_check.coq.counterexample import LAMBDA, SEPARATOR, objective, rational_weights

    first, *others = rational_weights()
    weights = (first * scale, *others)
    value = objective(*weights)
    shown = {name: M.astype(str).tolist() for name, M in zip(("H_1", "W_1", "W_2"), weights, strict=True)}
    return check_instances(
        [weights],
        weights_win,
        lambda _: {"λ": str(LAMBDA), **shown},
        what=f"network of rational weights (L = 2, K = 10, all λ's {LAMBDA}), its objective exact and below"
        f" {SEPARATOR}, DNC above",
        evidence={"objective": str(value), "about": float(value), "λ": str(LAMBDA), **shown},
    )


def _formal() -> LegResult:
    return formal(
        "S5",
        covers="the whole claim",
        whole=True,
    )


STATEMENT = Statement(
    id="S5",
    title="SRG beats DNC at every λ for L = 3, r ≥ 5 and L ≥ 4, r ≥ 4; all exceptions",
    claim="(a) L = 3 with r ≥ 5, and L ≥ 4 with r ≥ 4: L_SRG < L_DNC at every λ at which DNC's least loss is ≤ ½."
    " (b) L = 3, r = 4: L_SRG > L_DNC wherever DNC beats zero. (c) L = 2, r = 4: L_SRG = L_DNC at every λ."
    " (d) L = 2, r = 5 and r = 6: SRG wins exactly for Λ^(1/3) over DNC's zero threshold between 0.741666… and"
    " 1.040045… (r = 5), between 0.988034… and 1.007202… (r = 6), and loses below. (e) L = 2, r ≥ 7: L_SRG > L_DNC"
    " wherever DNC beats zero, and SRG never beats zero elsewhere. (f) L = 2, every K ≥ 10: on the interval of r = 5, SRG on"
    " 10 classes ⊕ DNC on the others beats DNC, so DNC is not optimal there.",
    hypotheses=(
        "r ≥ 4 and L ≥ 2 integers, K = r(r−1)/2, n ≥ 1",
        "all λ's positive and separate; Λ = n λ_H λ_1 ⋯ λ_L",
    ),
    source="Súkeník, Lampert, Mondelli (2024), Theorem 5; exceptions derived here; MATH.md S5",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof, time_limit=120),
        Leg(LegKind.RIGOROUS, "orders", _order, time_limit=120),
        Leg(LegKind.EXACT, "rational weights", _weights),
        formal_leg(_formal),
    ),
    depends_on=("S2", "S3", "S4"),
    remarks=(
        "MATH.md says that at L = 2 SRG wins for r = 5 only, from about 0.743 of the threshold; it also wins at r = 6 near"
        " the threshold, where the third eigenspace is all but given up, and at r = 5 it wins from 0.7417.",
        "At r = 4, L = 2 the two solutions tie at every λ.",
    ),
)
