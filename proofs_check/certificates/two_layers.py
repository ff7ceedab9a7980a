"""Formulas and witnesses of S5 (d)–(f): L = 2."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp

from proofs_check.certificates.document import Formulas, positive
from proofs_check.certificates.isolation import breaks, coefficients
from proofs_check.certificates.normal_form import polynomial_form
from proofs_check.checker.roots import variations
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_M2, SRG_TWO_LAYERS
from theory.loss import minimum_at, threshold
from theory.proofs.two_layers import never_beats_zero, rho
from theory.proofs.two_layers_crossing import Curve
from theory.symbols import K, L, Lam, kappa, q, r, s

u, m, T, C, G, R = sp.symbols("u m T C G R", positive=True)
HALF = sp.Rational(1, 2)
ORDERS = (5, 6)
COARSE = Fraction(1, 64)
"""Width of the piece that holds the fold, which need not be known well."""


def shallow() -> Formulas:
    """S5 (d), (e) and (f)."""
    U = m * s**2 / u**3
    output = s**2 / (s**2 + kappa)
    third = SRG_TWO_LAYERS.spectrum[2].multiplicity
    two_thirds = 2 * rho / 3
    slack = (r - 1) * (rho - rho**2 / 2) - 1 - (r - 3) * (two_thirds - two_thirds**2 / 2)
    threshold_cubed = threshold().subs(L, 2) ** 3
    slope_of_lambda = sp.expand(sp.diff(kappa**3, kappa) * T**2 + kappa**3 * 2 * T * (-2 * U))
    found = Formulas(
        {
            "slope of Λ": [slope_of_lambda, (3 * m * s**2 / u**2 - 4 * (u - s**2) * U)],
            "fit": [(output - output**2 / 2).subs(kappa, u - s**2)],
            "DNC at L = 2": [sp.expand(minimum_at().subs(L, 2) - HALF), 2 * threshold_cubed],
            "lines": [
                (Lam * C * R).subs(R, K**3 * rho**2 / C),
                K**3 * rho**2,
                sp.Rational(3, 2) ** 3 * threshold_cubed,
                HALF - G - (1 - rho) ** 2 / 2,
            ],
            "shares": [sp.expand((CLASSES - third) * (r - 1)), sp.diff(slack, rho, 2)],
            "one block": [
                sp.Integer(0),
                (kappa**2 * G / (2 * K) + 3 * kappa * T / (2 * K)) * K,
                CLASSES.subs(r, 5),
            ],
        },
        {
            "near zero": positive((never_beats_zero(), {r: 7, kappa: 0})),
            "third output": positive((4 * NUCLEAR_NORM_M2**2 * third - 9 * CLASSES**3, {r: 7}), strict=False),
            "near DNC": positive(
                (sp.expand(slack.subs(rho, HALF)), {r: 7}),
                (sp.expand(slack.subs(rho, 1)), {r: 7}),
                ((r - 1) - sp.Rational(4, 9) * (r - 3), {r: 7}),
            ),
        },
    )
    for order in ORDERS:
        for what, (claims, witness) in interval_of_wins(order).items():
            found.claims[f"{what}, r = {order}"] = claims
            found.witnesses[f"{what}, r = {order}"] = witness
    return found


Claimed = tuple[list[str], dict[str, Any]]
"""Claims and witness of a step."""


def interval_of_wins(order: int) -> dict[str, Claimed]:
    """The steps that at L = 2 SRG wins exactly between two algebraic numbers."""
    curve = Curve(order)
    rise, below = curve.rise(), curve.below_half
    fold = breaks(coefficients(rise), Fraction(0), None, COARSE)
    zero = breaks(coefficients(below), Fraction(0), root_piece(rise, fold)[0])
    threshold_piece = root_piece(below, zero)
    claims, combination, E = eliminant(curve)
    crossing = breaks(coefficients(E), Fraction(0), threshold_piece[1])
    crossing_piece = root_piece(E, crossing)
    return {
        "fold": (
            [f"{polynomial_form(rise)} has 1 root(s) for 0 < κ < ∞ and is > 0 at first"],
            {"breaks": strings(fold)},
        ),
        "zero threshold": (
            [f"{polynomial_form(below)} has 1 root(s) for 0 < κ < the fold and is > 0 at first"],
            {"breaks": strings(zero)},
        ),
        "crossing": (claims, {**combination, "breaks": strings(crossing)}),
        **sides(curve, crossing_piece[0] * Fraction(9, 10), (crossing_piece[1] + threshold_piece[0]) / 2),
    }


def sides(curve: Curve, early: Fraction, late: Fraction) -> dict[str, Claimed]:
    """DNC is better at an early κ, SRG at a late one; both κ shortened to few digits."""
    before, after = early.limit_denominator(100), late.limit_denominator(100)
    at = sp.Rational(before.numerator, before.denominator)
    room, cube = curve.loss(at), curve.root_cubed(at)
    outputs = (sp.Rational(k, 40) for k in range(39, 19, -1))
    output = next(x for x in outputs if 27 * cube * x**2 < 8 * (room - (1 - x) ** 2 / 2) ** 3)
    at = sp.Rational(after.numerator, after.denominator)
    excess = 27 * curve.root_cubed(at) * q**2 - 8 * (curve.loss(at) - (1 - q) ** 2 / 2) ** 3
    pieces = breaks(coefficients(sp.Poly(excess, q)), Fraction(0), Fraction(1))
    return {
        "before": (
            ["DNC with output q costs less than SRG at κ, before the crossing"],
            {"κ": str(before), "q": str(output)},
        ),
        "after": (
            ["DNC and zero cost more than SRG at κ, between the crossing and the zero threshold"],
            {"κ": str(after), "breaks": strings(pieces)},
        ),
    }


def eliminant(curve: Curve) -> tuple[list[str], dict[str, Any], sp.Poly]:
    """κ^m E(κ) as a combination A·P + B·Q of the two equations for equal losses, by Euclid's algorithm in q."""
    field = sp.QQ.frac_field(kappa)
    first, second = (sp.Poly(sp.expand(side), q, domain=field) for side in curve.agreement())
    A, B, _ = first.gcdex(second)
    whole = sp.lcm_list([sp.denom(sp.cancel(c)) for c in [*A.all_coeffs(), *B.all_coeffs()]])
    power = min(monomial[0] for monomial in sp.Poly(whole, kappa).monoms())
    E = sp.Poly(sp.cancel(whole / kappa**power), kappa, domain=sp.QQ)
    witness = {
        "E": strings(coefficients(E)),
        "A": _table(A, whole),
        "B": _table(B, whole),
        "power": power,
    }
    claims = [polynomial_form(sp.Poly(side, q, kappa)) for side in curve.agreement()]
    claims.append("a combination of these two is κ^m E(κ) with one root E = 0 before the zero threshold")
    return claims, witness, E


def _table(factor: sp.Poly, whole: sp.Expr) -> list[list[str]]:
    """Coefficients of ``factor`` times ``whole``, a row for each power of q."""
    rows = (sp.Poly(sp.cancel(c * whole), kappa, domain=sp.QQ) for c in reversed(factor.all_coeffs()))
    return [strings(coefficients(row)) for row in rows]


def root_piece(polynomial: sp.Poly, points: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The piece between two break points that holds the root."""
    p = coefficients(polynomial)
    return next((low, high) for low, high in pairwise([Fraction(0), *points]) if variations(p, low, high))


def strings(numbers: list[Fraction]) -> list[str]:
    """Numbers as a certificate writes them."""
    return [str(number) for number in numbers]
