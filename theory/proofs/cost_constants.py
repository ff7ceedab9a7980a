"""SRG's cost constant is below DNC's: L = 3 with r ≥ 5 and L ≥ 4 with r ≥ 4, every integer (statement S5).

With one output q the SRG loss is f with C_SRG = (Kr/4) r^(L-3) ‖B‖_*² Σ m_i/s_i² in place of DNC's K^(L+1).
At L = 3 the square root in ‖B‖_*² is bounded by √((r-1)(r-2)) < r - 3/2, which leaves a polynomial
inequality in r over Q(√2); each further layer multiplies the ratio by r/K = 2/(r-1) < 1.
"""

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_B, SRG
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Decided, Identity, PositivePolynomial
from theory.symbols import C_hat, K, L, q, r


def ratio(depth: int | sp.Expr = L) -> sp.Expr:
    """C_SRG / C_DNC, a function of r and L; SRG's uniform bound wins where it is below 1.

    Examples
    --------
    >>> float(ratio(4).subs(r, 4)) < 1 < float(ratio(3).subs(r, 4))
    True
    """
    return (SRG.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES)).subs(L, depth)


def squared_norm_bound() -> sp.Expr:
    """The bound on ‖B‖_*² with √((r-1)(r-2)) replaced by r - 3/2; a polynomial in r over Q(√2)."""
    return 2 * (r - 1) + 2 * sp.sqrt(2) * (r - 1) * (r - sp.Rational(3, 2)) + (r - 1) ** 2 * (r - 2)


def margin(depth: int) -> sp.Expr:
    """C_DNC - (bound on C_SRG), times the positive (r-2)²(r-3)², as a polynomial in r over Q(√2)."""
    clear = (r - 2) ** 2 * (r - 3) ** 2
    # r is at least 4 here, so that the square of the nuclear norm can be replaced by its bound as a factor.
    others = sp.cancel(SRG.shape_cost.subs(L, depth) / NUCLEAR_NORM_B**2)
    cost = others * squared_norm_bound() * SRG.inverse_square_sum
    return sp.expand(
        sp.cancel(sp.together(clear * CLASSES ** (depth + 1))) - sp.expand(sp.cancel(clear * cost))
    )


@dataclass(frozen=True)
class Range:
    """For which r and L the positive part of S5 is stated: r ≥ first_r at L = first_L, r ≥ next_r for all larger L."""

    first_L: int = 3
    first_r: int = 5
    next_r: int = 4

    def holds(self, value: int, depth: int) -> bool:
        """Whether r = ``value`` and L = ``depth`` are in it."""
        return depth >= self.first_L and value >= (self.first_r if depth == self.first_L else self.next_r)


RANGE = Range()
"""L = 3 with r ≥ 5 and L ≥ 4 with r ≥ 4."""

FURTHER_LAYER = 2 / (r - 1)
"""Factor of C_SRG/C_DNC when L grows by one."""


@cache
def cost_constants(stated: Range = RANGE, further: sp.Expr = FURTHER_LAYER) -> Derivation:
    """L_SRG < L_DNC at every λ at which DNC beats zero, for all r and L of the positive part of S5."""
    return Derivation(
        "cost-constants",
        "SRG beats DNC: L = 3 with r ≥ 5, L ≥ 4 with r ≥ 4",
        (
            monotone_in_cost(),
            _root_bound(min(stated.first_r, stated.next_r)),
            _first_depth(stated.first_L, stated.first_r),
            _first_depth(stated.first_L + 1, stated.next_r),
            _further_layers(stated, further),
        ),
    )


@cache
def monotone_in_cost(name: str = "SRG") -> Step:
    """A construction whose cost constant at one output q is below DNC's beats DNC wherever DNC beats zero."""
    larger = sp.Symbol("Ĉ_DNC", positive=True)
    return Step(
        "It is enough to compare cost constants",
        sp.StrictLessThan(uniform_loss(q, C_hat), uniform_loss(q, larger)),
        f"f is strictly increasing in Ĉ at every q > 0; at DNC's optimal q > 0 {name} with the same output costs less, and"
        f" {name}'s own optimum costs no more than that. This holds at DNC's zero threshold too",
        obligations=(
            Identity(
                uniform_loss(q, larger) - uniform_loss(q, C_hat),
                (L + 1) / 2 * (larger - C_hat) * q ** (2 / (L + 1)),
                "difference of the two losses",
            ),
            Identity(DNC.uniform_cost_constant, K ** (L + 1), "DNC's cost constant"),
        ),
    )


def _root_bound(smallest: int) -> Step:
    bound = squared_norm_bound()
    exact = sp.expand(NUCLEAR_NORM_B**2)
    root = sp.sqrt(2 * (r - 1)) * sp.sqrt(r - 2)
    return Step(
        "A polynomial bound on ‖B‖_*²",
        sp.StrictLessThan(sp.Symbol("‖B‖_*²"), bound),
        "√((r−1)(r−2)) < r − 3/2, because the squares differ by 1/4 and r ≥ 4",
        obligations=(
            Identity(exact, 2 * (r - 1) + 2 * (r - 1) * root + (r - 1) ** 2 * (r - 2), "‖B‖_*² expanded"),
            Identity(
                bound,
                2 * (r - 1) + 2 * (r - 1) * sp.sqrt(2) * (r - sp.Rational(3, 2)) + (r - 1) ** 2 * (r - 2),
                "the bound: √(2(r−1))·√(r−2) = √2·√((r−1)(r−2)) replaced by √2·(r − 3/2)",
            ),
            Identity(root**2, 2 * (r - 1) * (r - 2), "the root that is replaced"),
            Identity((r - sp.Rational(3, 2)) ** 2 - (r - 1) * (r - 2), sp.Rational(1, 4), "the squares"),
            PositivePolynomial(r - sp.Rational(3, 2), {r: smallest}, note="the larger side is positive"),
        ),
    )


def _first_depth(depth: int, start: int) -> Step:
    return Step(
        f"L = {depth}: C_SRG < C_DNC for every r ≥ {start}",
        sp.StrictGreaterThan(sp.Symbol("C_DNC") - sp.Symbol("C_SRG"), 0),
        f"after clearing (r−2)²(r−3)² > 0 the difference to the bound is a polynomial over Q(√2) whose coefficients in"
        f" r − {start} are all nonnegative, with a positive constant one",
        obligations=(
            Decided(SRG.admits_depth(depth) and start >= SRG.smallest, "SRG is defined for these L and r"),
            PositivePolynomial(margin(depth), {r: start}, note=f"C_DNC − C_SRG at L = {depth}, cleared"),
            PositivePolynomial((r - 2) ** 2 * (r - 3) ** 2, {r: start}, note="the factor that was cleared"),
        ),
    )


def _further_layers(stated: Range, further: sp.Expr) -> Step:
    return Step(
        "Each further layer helps SRG",
        sp.Eq(sp.Symbol("C_SRG(L+1)/C_DNC(L+1)"), sp.Symbol("C_SRG(L)/C_DNC(L)") * further),
        "the ratio of the constants is multiplied by r/K = 2/(r−1) < 1, so L = 3 (r ≥ 5) and L = 4 (r ≥ 4) start an"
        " induction over all larger L",
        obligations=(
            Identity(sp.simplify(ratio(L + 1) / ratio(L)), further, "ratio of the ratios"),
            PositivePolynomial(sp.numer(sp.together(1 - further)), {r: stated.next_r}, note="2/(r−1) < 1"),
            PositivePolynomial(
                sp.denom(sp.together(1 - further)), {r: stated.next_r}, note="its denominator"
            ),
        ),
        facts=(facts.INDUCTION,),
    )


RATIO_AT_R4 = (2 + sp.sqrt(3)) / 3
"""C_SRG/C_DNC at L = 3, r = 4."""


@cache
def three_layers_r4(stated: sp.Expr = RATIO_AT_R4) -> Derivation:
    """L = 3, r = 4: DNC beats SRG at every λ at which DNC beats zero (the exception of S5)."""
    singular = [space.singular_value.subs(r, 4) for space in SRG.spectrum]
    return Derivation(
        "three-layers-r4",
        "L = 3 with r = 4: SRG loses",
        (
            Step(
                "The spectrum is uniform",
                sp.Eq(sp.Symbol("spec(A)"), sp.Tuple(*singular)),
                "at r = 4 the Kneser graph is three disjoint edges and A a permutation matrix; so the optimal outputs are"
                " equal and the SRG loss is f with its cost constant, exactly",
                obligations=tuple(Identity(value, 1, "singular value of A") for value in singular),
            ),
            Step(
                "Its cost constant is above DNC's",
                sp.Eq(sp.Symbol("C_SRG/C_DNC"), stated),
                "(2 + √3)/3 > 1 because 3 > 1; f increases in Ĉ at every q > 0, so SRG costs more wherever DNC beats zero,"
                " and where DNC does not, SRG does not either",
                obligations=(
                    Identity(ratio(3).subs(r, 4), stated, "the ratio at r = 4, L = 3"),
                    Identity((stated - 1) * (sp.sqrt(3) + 1), sp.Rational(2, 3), "it exceeds 1"),
                ),
            ),
        ),
    )
