"""S2: the DNC loss in closed form, its threshold, and zero beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.closed_form import derive
from theory.construction import Construction
from theory.constructions.dnc import DNC
from theory.derivation import Derivation, Step
from theory.loss import MINIMUM, THRESHOLD, solved_forms, uniform_case
from theory.obligations import Identity
from theory.proofs.dnc_bound import dnc_lower_bound
from theory.symbols import L

NEAR = Fraction(1, 10**12)
"""Relative distance from the threshold at which the rigorous leg looks."""


CASES = tuple((K, L) for K in (2, 3, 6, 10, 45, 1000) for L in (2, 3, 4, 7, 20, 200))
"""K and L at which the rigorous leg looks."""


def _proof(
    dnc: Construction = DNC,
    minimum: sp.Expr = MINIMUM,
    threshold: sp.Expr = THRESHOLD,
    constant: sp.Expr = DNC.uniform_cost_constant,
) -> LegResult:
    closed_form = derive(dnc, uniform_case(minimum, threshold))
    agreement = Step(
        "What DNC is charged",
        sp.Eq(sp.Symbol("C"), constant),
        "the bound on every DNC solution has the cost constant of the construction, which has one singular value",
        obligations=(
            Identity(dnc.uniform_cost_constant, constant, "cost constant"),
            *(Identity(space.singular_value, 1, "singular value") for space in dnc.spectrum),
        ),
    )
    steps = (*closed_form.steps, *solved_forms().steps, *dnc_lower_bound(constant).steps, agreement)
    return proof(Derivation("dnc-loss", "The DNC loss", steps))


def _threshold_separates(case: tuple[int, int], threshold: sp.Expr, near: Fraction) -> bool | None:
    """DNC beats zero just below the closed-form threshold and not just above it."""
    from numerics.enclosure import enclose_dnc

    K, depth = case
    at = _ball(threshold, depth) / K
    below, above = (_rational(at * (1 + sign * _ball(sp.Rational(str(near)), 0))) for sign in (-1, 1))
    inside, outside = enclose_dnc(K, depth, below), enclose_dnc(K, depth, above)
    if inside.zero is None or outside.zero is None:
        return None
    return not inside.zero and bool(inside.loss < 0.5) and outside.zero


def _ball(expression: sp.Expr, depth: int) -> Any:
    """Ball around an expression in L, at L = ``depth``."""
    from flint import arb, fmpq

    def ball(e: sp.Expr) -> Any:
        if e.is_Rational:
            return arb(fmpq(int(e.p), int(e.q)))
        base, power = e.args if e.is_Pow else (None, None)
        if base is not None:
            return ball(base) ** ball(power)
        parts = [ball(part) for part in e.args]
        return sum(parts, arb(0)) if e.is_Add else prod(parts, start=arb(1))

    return ball(sp.sympify(expression).subs(L, depth))


def _rational(ball: object) -> Fraction:
    """The midpoint of a ball as an exact rational (arb midpoints are dyadic)."""
    mantissa, exponent = ball.mid().man_exp()  # type: ignore[attr-defined]
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _thresholds(
    threshold: sp.Expr = THRESHOLD, near: Fraction = NEAR, cases: Iterable[tuple[int, int]] = CASES
) -> LegResult:
    return check_instances(
        cases,
        lambda case: _threshold_separates(case, threshold, near),
        lambda c: {"K": c[0], "L": c[1]},
        what=f"thresholds, enclosed at relative distance {float(near):.0e} on both sides",
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
