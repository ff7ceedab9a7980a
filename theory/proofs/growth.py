"""Growth with the number of classes: ranks Θ(√K) and the ratio of the cost roots (statement S7)."""

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory.constructions.srg import CLASSES
from theory.derivation import Derivation, Step
from theory.obligations import Identity, LimitIs, PositivePolynomial
from theory.proofs.cost_constants import ratio
from theory.symbols import K, L, kappa, r

ROOT_2 = sp.sqrt(2)


@dataclass(frozen=True)
class Growth:
    """What S7 states.

    Attributes
    ----------
    least_rank_squared, greatest_rank_squared : sympy.Expr
        2K lies strictly between them.
    smallest : int
        Least r for these bounds.
    rank_limit : sympy.Expr
        Of r/√K.
    leading : sympy.Expr
        Leading order of the ratio of cost roots, in r and L.
    correction : sympy.Expr
        The ratio of cost roots at L = 3 is 1 − correction/r + O(1/r²).
    """

    least_rank_squared: sp.Expr = (r - 1) ** 2
    greatest_rank_squared: sp.Expr = r**2
    smallest: int = 4
    rank_limit: sp.Expr = ROOT_2
    leading: sp.Expr = (2 / r) ** ((L - 3) / (L + 1))
    correction: sp.Expr = 1 - ROOT_2 / 2


GROWTH = Growth()
"""MATH.md S7, with the first correction at L = 3."""


@cache
def growth(stated: Growth = GROWTH) -> Derivation:
    """Bounds on the rank for every r, and limits of the ratio of cost roots with their first corrections."""
    return Derivation(
        "growth",
        "Ranks Θ(√K) and the growth of SRG's advantage",
        (_ranks(stated), _roots(stated), _small_lambda()),
    )


def _ranks(stated: Growth) -> Step:
    low = {r: stated.smallest}
    return Step(
        "The rank r lies between √(2K) and √(2K) + 1",
        sp.And(sp.StrictLessThan(sp.sqrt(2 * K), r), sp.StrictLessThan(r, sp.sqrt(2 * K) + 1)),
        "2K = r(r − 1) lies between (r − 1)² and r²; DNC has rank K in every layer",
        obligations=(
            PositivePolynomial(stated.greatest_rank_squared - 2 * CLASSES, low, note="2K < r²"),
            PositivePolynomial(2 * CLASSES - stated.least_rank_squared, low, note="(r−1)² < 2K"),
            LimitIs(r / sp.sqrt(CLASSES), r, sp.oo, stated.rank_limit, "rank over √K"),
        ),
    )


def _roots(stated: Growth) -> Step:
    root = stated.leading
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
            LimitIs(r * (1 - ratio(3)), r, sp.oo, 4 * stated.correction, "4 × the first correction at L = 3"),
            Identity(root ** (L + 1), (2 / r) ** (L - 3), "leading order to the power L + 1"),
            LimitIs((2 / (r - 1)) / (2 / r), r, sp.oo, sp.Integer(1), "2/(r−1) against 2/r"),
            LimitIs((2 / r) ** 2 / (2 / CLASSES), r, sp.oo, sp.Integer(1), "(2/r)² against 2/K"),
        ),
    )


@cache
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
