"""S2: the DNC loss in closed form, its threshold, and zero beyond it."""

from __future__ import annotations

from fractions import Fraction

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.closed_form import derive
from theory.constructions.dnc import DNC
from theory.derivation import Derivation
from theory.loss import solved_forms
from theory.proofs.dnc_bound import dnc_lower_bound

NEAR = Fraction(1, 10**12)
"""Relative distance from the threshold at which the rigorous leg looks."""


def _proof() -> LegResult:
    steps = derive(DNC).steps + solved_forms().steps + dnc_lower_bound().steps
    return proof(Derivation("dnc-loss", "The DNC loss", steps))


def _threshold_separates(case: tuple[int, int]) -> bool | None:
    """DNC beats zero just below the closed-form threshold and not just above it."""
    from flint import arb

    from numerics.enclosure import enclose_dnc

    K, L = case
    share = arb(L - 1) / L
    threshold = share ** (arb(L - 1) / (L + 1)) / L / K
    below, above = (_rational(threshold * (1 + sign * arb(1) / NEAR.denominator)) for sign in (-1, 1))
    inside, outside = enclose_dnc(K, L, below), enclose_dnc(K, L, above)
    if inside.zero is None or outside.zero is None:
        return None
    return not inside.zero and bool(inside.loss < 0.5) and outside.zero


def _rational(ball: object) -> Fraction:
    """The midpoint of a ball as an exact rational (arb midpoints are dyadic)."""
    mantissa, exponent = ball.mid().man_exp()  # type: ignore[attr-defined]
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _thresholds() -> LegResult:
    cases = [(K, L) for K in (2, 3, 6, 10, 45, 1000) for L in (2, 3, 4, 7, 20, 200)]
    return check_instances(
        cases,
        _threshold_separates,
        lambda c: {"K": c[0], "L": c[1]},
        what=f"thresholds, enclosed at relative distance {float(NEAR):.0e} on both sides",
    )


def _matrices() -> LegResult:
    return closed_form_gap(random_models("dnc", 40))


def _formal() -> LegResult:
    return formal(
        "S2",
        covers="the whole claim",
        whole=True,
    )


STATEMENT = Statement(
    id="S2",
    title="DNC loss: closed form, zero threshold, and no DNC solution below it",
    claim="With Ĉ = K (n λ_H λ_1 ⋯ λ_L)^(1/(L+1)) the least loss of a DNC solution is ½(1−q)(1+Lq), q = s^(L+1) with s"
    " the largest root of s^(2L) − s^(L−1) + Ĉ = 0, if Ĉ < (1/L)((L−1)/L)^((L−1)/(L+1)); otherwise zero is at least as"
    " good, with loss ½. Every solution with DNC1, DNC2 and DNC3 costs at least this much.",
    hypotheses=(
        "K ≥ 1, n ≥ 1, L ≥ 2",
        "all λ's positive and separate",
        "widths ≥ K for the solution to exist",
    ),
    source="Súkeník, Lampert, Mondelli (2024), section 3 and appendix; MATH.md §2, §3",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.RIGOROUS, "threshold", _thresholds),
        Leg(LegKind.NUMERIC, "matrices", _matrices),
        formal_leg(_formal),
    ),
    depends_on=("S1",),
    remarks=(
        "L = 3: u = s² = (2/√3) cos(⅓ arccos(−(3√3/2)Ĉ)); general L: a Lagrange series in Ĉ (dnc derive roots).",
    ),
)
