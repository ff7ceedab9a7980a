"""Growth with the number of classes: ranks Θ(√K) and the ratio of the cost roots (statement S7)."""

from functools import cache

import sympy as sp

from theory.constructions.srg import CLASSES
from theory.derivation import Derivation, Step
from theory.obligations import Identity, LimitIs, PositivePolynomial
from theory.proofs.cost_constants import ratio
from theory.symbols import K, L, kappa, r


@cache
def growth() -> Derivation:
    """Bounds on the rank for every r, and limits of the ratio of cost roots with their first corrections."""
    return Derivation(
        "growth", "Ranks Θ(√K) and the growth of SRG's advantage", (_ranks(), _roots(), _small_lambda())
    )


def _ranks() -> Step:
    return Step(
        "The rank r lies between √(2K) and √(2K) + 1",
        sp.And(sp.StrictLessThan(sp.sqrt(2 * K), r), sp.StrictLessThan(r, sp.sqrt(2 * K) + 1)),
        "2K = r(r − 1) lies between (r − 1)² and r²; DNC has rank K in every layer",
        obligations=(
            PositivePolynomial(r**2 - 2 * CLASSES, {r: 4}, note="2K < r²"),
            PositivePolynomial(2 * CLASSES - (r - 1) ** 2, {r: 4}, note="(r−1)² < 2K"),
            LimitIs(r / sp.sqrt(CLASSES), r, sp.oo, sp.sqrt(2), "rank over √K"),
        ),
    )


def _roots() -> Step:
    root = (2 / r) ** ((L - 3) / (L + 1))
    return Step(
        "Ratio of the cost roots, Ĉ_SRG/Ĉ_DNC",
        (
            sp.Eq(sp.Symbol("Ĉ_SRG/Ĉ_DNC"), (ratio(3) * (2 / (r - 1)) ** (L - 3)) ** (1 / (L + 1))),
            sp.Eq(sp.Symbol("leading order"), root),
            sp.Eq(sp.Symbol("leading order in K"), (2 / K) ** ((L - 3) / (2 * (L + 1)))),
        ),
        "C_SRG/C_DNC = ϱ(r) (2/(r−1))^(L−3) with ϱ = its value at L = 3, and ϱ → 1; so the root tends to 1 for L = 3, as"
        " 1 − (1 − √2/2)/r, and decays as (2/r)^((L−3)/(L+1)) for L ≥ 4, with factor 1",
        obligations=(
            Identity(sp.simplify(ratio(L) / ratio(3)), (2 / (r - 1)) ** (L - 3), "dependence on L"),
            LimitIs(ratio(3), r, sp.oo, sp.Integer(1), "L = 3"),
            LimitIs(
                r * (1 - ratio(3)), r, sp.oo, 4 - 2 * sp.sqrt(2), "first correction at L = 3, before the root"
            ),
            LimitIs((2 / (r - 1)) / (2 / r), r, sp.oo, sp.Integer(1), "2/(r−1) against 2/r"),
            LimitIs((2 / r) ** 2 / (2 / CLASSES), r, sp.oo, sp.Integer(1), "(2/r)² against 2/K"),
        ),
    )


def _small_lambda() -> Step:
    fit, T = sp.symbols("A T", positive=True)
    loss = kappa**2 * fit / (2 * K) + (L + 1) / 2 * kappa * T / K
    return Step(
        "For λ → 0 the ratio of the losses tends to the ratio of the cost roots",
        sp.Eq(sp.Limit(sp.Symbol("L_SRG/L_DNC"), sp.Symbol("λ"), 0), sp.Symbol("Ĉ_SRG/Ĉ_DNC")),
        "on the κ-curve F = κ²A/(2K) + (L+1)κT/(2K) with A and T continuous at κ = 0, so the fit is of higher order; and"
        " κT/K tends to Ĉ times 1, since (Λc)^(1/(L+1)) = (κ/K) T^(L/(L+1)) and Ĉ = (Λ c T(0))^(1/(L+1))",
        obligations=(
            LimitIs(
                loss / ((L + 1) / 2 * kappa * T / K), kappa, sp.Integer(0), sp.Integer(1), "fit is negligible"
            ),
            Identity(
                (kappa / K * T ** (L / (L + 1))) * T ** (1 / (L + 1)),
                kappa * T / K,
                "κT/K is (Λ c T)^(1/(L+1))",
            ),
        ),
    )
