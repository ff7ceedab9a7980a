"""Formulas of S5 (a)–(c), S6 and S7."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

import sympy as sp

from proofs_check.certificates.document import Formulas, positive
from proofs_check.certificates.loss import squared_nuclear_norm
from proofs_check.certificates.normal_form import normal_form
from proofs_check.certificates.two_layers import shallow
from theory.constructions.dnc import DNC
from theory.constructions.srg import CLASSES, KNESER_SPECTRUM, NUCLEAR_NORM_B, NUCLEAR_NORM_M2, SRG
from theory.obligations import PositivePolynomial
from theory.proofs.cost_constants import margin, squared_norm_bound
from theory.symbols import K, L, kappa, q, r

X, C, D, rest, t = sp.symbols("X Ĉ Ĉ_DNC rest t", positive=True)
CLEAR = (r - 2) ** 2 * (r - 3) ** 2


def uniform_loss(root: sp.Expr, output: sp.Expr = q, power: sp.Expr = X) -> sp.Expr:
    """The loss f with X = q^(2/(L+1))."""
    return (1 - output) ** 2 / 2 + (L + 1) / 2 * root * power


def constants(margins: dict[str, tuple[sp.Expr, dict[sp.Symbol, int]]]) -> Formulas:
    """The steps about cost constants that S5, S6 and S7 share."""
    identity_layers = SRG.layer_costs[1]
    srg = rest * identity_layers.cost**identity_layers.count
    dnc = DNC.uniform_cost_constant
    squares = [space.singular_value**2 for space in KNESER_SPECTRUM]
    cleared = sp.cancel(CLEAR * SRG.inverse_square_sum)
    return Formulas(
        {
            "norm of B": [squared_nuclear_norm()],
            "root": [sp.expand((r - sp.Rational(3, 2)) ** 2 - (r - 1) * (r - 2))],
            "inverse squares": [sp.expand(cleared * squares[0] * squares[1])],
            "one layer more": [sp.expand(srg * r * (r - 1)) * dnc.subs(K ** (L + 1), CLASSES * K**L)],
            "f increases": [uniform_loss(D) - uniform_loss(C)],
        },
        {
            "r - 3/2": positive((2 * r - 3, {r: 4})),
            "cleared": positive((CLEAR, {r: 4})),
            "2/(r-1) < 1": positive((r - 3, {r: 4})),
            **{name: positive(part) for name, part in margins.items()},
        },
    )


def s5() -> Formulas:
    """SRG against DNC."""
    found = constants({"L = 3": (margin(3), {r: 5}), "L = 4": (margin(4), {r: 4})})
    at_4 = sp.expand((NUCLEAR_NORM_B.subs(r, 4)) ** 2)
    constant = sp.expand(SRG.uniform_cost_constant.subs(L, 3).subs(r, 4))
    root3 = sp.sqrt(3)
    found.identities |= {
        "uniform at r = 4": [space.singular_value.subs(r, 4) for space in KNESER_SPECTRUM],
        "constants at L = 3, r = 4": [
            SRG.layer_costs[2].cost.subs(r, 4),
            at_4 - sp.expand((sp.sqrt(6) + 3 * sp.sqrt(2)) ** 2),
            constant - DNC.uniform_cost_constant.subs({K: 6, L: 3}),
            sp.expand((root3 - 1) * (root3 + 1)),
        ],
        "constants at L = 2, r = 4": [(NUCLEAR_NORM_M2**2 * CLASSES).subs(r, 4)],
    }
    other = shallow()
    found.identities |= other.identities
    found.positive |= other.positive
    found.claims |= other.claims
    found.witnesses |= other.witnesses
    return found


def s6() -> Formulas:
    """DNC not optimal."""
    own, others, root = sp.symbols("K_b K_rest (ΛC_b)^(1/(L+1))", positive=True)
    found = constants({"L = 3": (margin(3).subs(r, 5), {}), "L = 4": (margin(4).subs(r, 4), {})})
    found.identities |= {
        "shares": [
            own * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * root * X,
            others * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * t * others * X,
            K / own * t * own,
        ],
        "classes": [CLASSES.subs(r, 5), CLASSES.subs(r, 4)],
        "zero": [uniform_loss(C, sp.Integer(0), sp.Integer(0))],
    }
    return found


def s7() -> Formulas:
    """Growth."""
    A, T, N = sp.symbols("A T N", positive=True)
    found = constants({})
    mean = kappa * T / K
    found.identities |= {
        "leading order": [1, 2 * CLASSES / r**2, (4 - 2 * sp.sqrt(2)) / 4],
        "small λ": [kappa**2 * A / (2 * K) + N * kappa * T / (2 * K), mean ** (L + 1)],
    }
    found.positive["rank"] = positive((r**2 - 2 * CLASSES, {r: 4}), (2 * CLASSES - (r - 1) ** 2, {r: 4}))
    found.claims["first correction"], found.witnesses["first correction"] = _correction()
    return found


def _correction() -> tuple[list[str], dict[str, object]]:
    """Bounds of C_SRG/C_DNC at L = 3 by 1 − (4 − 2√2)/r ± c/r², with the least integer c for which they are seen."""
    c, h = sp.Symbol("c", positive=True), r - sp.Rational(3, 2)
    others = sp.cancel(CLEAR * SRG.inverse_square_sum) * sp.cancel(
        (SRG.shape_cost / NUCLEAR_NORM_B**2).subs(L, 3)
    )
    dnc = CLEAR * CLASSES**4
    line = r**2 - (4 - 2 * sp.sqrt(2)) * r
    lower = squared_norm_bound() * 4 * h - 2 * sp.sqrt(2) * (r - 1)
    above = sp.expand(dnc * (line + c) - r**2 * others * squared_norm_bound())
    below = sp.expand(r**2 * others * lower - 4 * h * dnc * (line - c))
    for value in count(1):
        parts = [p.subs(c, value) for p in (above, below)]
        if all(PositivePolynomial(p, {r: 4}, strict=False).check() for p in parts):
            witness = positive(*((p, {r: 4}) for p in parts), strict=False).witness()
            return [f"{normal_form(p)} >= 0 for r >= 4" for p in (above, below)], {
                "c": str(Fraction(value)),
                **witness,
            }
    raise AssertionError  # count() does not end
