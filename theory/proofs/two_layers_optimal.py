"""L = 2: DNC is optimal at every λ where σ does not raise the nuclear norm of M_2 (statement S14).

At L = 2 the features and W_1 cost the nuclear norm of M_2, while W_2 works on σ(M_2): whoever beats DNC must
gain from σ.  For two classes σ cannot raise the nuclear norm; for SRG it does, from r = 5 on.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.constructions.srg import KNESER_SPECTRUM, NUCLEAR_NORM_M2
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Identity, PositivePolynomial
from theory.symbols import K, L, Lam, q, r

root = sp.Symbol("rho", positive=True)
"""√(n λ_H λ_1), the price of the nuclear norm of M_2."""

lam_2 = sp.Symbol("lambda_2", positive=True)
value = sp.Symbol("s_i", positive=True)
"""A singular value of σ(M_2)."""


def gap() -> sp.Expr:
    """‖σ(M_2)‖_* − ‖M_2‖_* for SRG at L = 2."""
    return sum(s.multiplicity * s.singular_value for s in KNESER_SPECTRUM) - NUCLEAR_NORM_M2


@cache
def two_layers_optimal() -> Derivation:
    """Steps to: with ‖σ(M_2)‖_* ≤ ‖M_2‖_* no solution costs less than DNC and zero; so it is for K = 2."""
    return Derivation(
        "two-layers-optimal",
        "L = 2: DNC is optimal where σ does not raise the nuclear norm of M_2",
        (_nuclear_norm(), _one_value(), _all_values(), _two_classes(), _srg()),
    )


def _nuclear_norm() -> Step:
    return Step(
        "The features and W_1 cost at least the nuclear norm of σ(M_2)",
        sp.Ge(sp.Symbol("(nλ_H‖H_1‖² + λ_1‖W_1‖²)/2"), root * sp.Symbol("‖σ(M_2)‖_*")),
        "by S1 one sample a class is enough, at n·λ_H; M_2 = W_1 H_1, the factors are weighed with √λ_1 and √(nλ_H),"
        " and ‖M_2‖_* ≥ ‖σ(M_2)‖_* is the hypothesis",
        facts=(facts.NUCLEAR_FACTORS,),
    )


def _one_value() -> Step:
    penalties = (lam_2 * q**2 / (2 * value**2), root * value / 2, root * value / 2)
    mean = (Lam * q**2 / 8) ** sp.Rational(1, 3)
    f = uniform_loss(q, DNC.cost_root).subs(L, 2)
    return Step(
        "A singular value costs at least f/K, whatever it is",
        sp.Ge((1 - q) ** 2 / (2 * K) + sp.Add(*penalties), f / K),
        "AM–GM over three terms whose product does not depend on s_i, as n λ_H λ_1 λ_2 = Λ; f is DNC's",
        obligations=(
            Identity(sp.prod(penalties).subs(lam_2, Lam / root**2), mean**3, "product of the three terms"),
            Identity(K * ((1 - q) ** 2 / (2 * K) + 3 * mean), f, "K times the bound"),
        ),
        facts=(facts.AM_GM,),
    )


def _all_values() -> Step:
    f = uniform_loss(q, DNC.cost_root).subs(L, 2)
    return Step(
        "The solution costs at least the least value of f",
        sp.Ge(sp.Symbol("loss"), sp.Symbol("min_q f(q)")),
        "for a given σ(M_2) the best W_2 has an output q_i ≥ 0 on each of K singular values s_i, and ‖σ(M_2)‖_* = Σ s_i;"
        " where s_i = 0 the error 1/(2K) remains, which is f(0)/K. By S2 the least value of f is that of DNC or of zero",
        obligations=(Identity(sp.limit(f, q, 0), sp.Rational(1, 2), "f(0)"),),
        facts=(facts.RIDGE, facts.MIN_BELOW_MEAN),
    )


def _two_classes() -> Step:
    a, delta, tau = sp.symbols("a delta tau", positive=True)
    b = sp.Symbol("b", nonnegative=True)
    c = (delta**2 + b**2) / a
    gram, inverse_root = (
        sp.Matrix([[a, b], [b, c]]),
        sp.Matrix([[c + delta, -b], [-b, a + delta]]) / (delta * tau),
    )
    product = (inverse_root * gram * inverse_root).subs(tau, sp.sqrt(a + c + 2 * delta))
    return Step(
        "For two classes σ never raises the nuclear norm",
        sp.Le(sp.Symbol("‖σ(M_2)‖_*"), sp.Symbol("‖M_2‖_*")),
        "N = σ(M_2) ≥ 0 has a Gram matrix G with off-diagonal b ≥ 0, determinant δ² and τ² = tr G + 2δ. If δ > 0 then"
        " Z = N G^(−1/2) has ZᵀZ = I and ⟨Z, N⟩ = tr G^(1/2) = ‖N‖_*. Where an entry of M_2 is negative that of N is 0, and"
        " that of Z is −b/(δτ) ≤ 0 times the other entry of the row: ⟨Z, M_2 − N⟩ ≥ 0, so ‖N‖_* ≤ ⟨Z, M_2⟩ ≤ ‖M_2‖_*."
        " If δ = 0 then N = uvᵀ with u, v ≥ 0, and Z = uvᵀ/(‖u‖‖v‖), zero where N is, does the same",
        obligations=tuple(
            Identity(product[i, j], int(i == j), f"ZᵀZ = G^(−1/2) G G^(−1/2), entry {i + 1}{j + 1}")
            for i in range(2)
            for j in range(i, 2)
        ),
        facts=(facts.NORM_DUALITY,),
    )


def _srg() -> Step:
    return Step(
        "SRG at r ≥ 5 is not of this kind; at r = 4 it is, with equality",
        sp.Eq(sp.Symbol("‖σ(M_2)‖_* − ‖M_2‖_*"), sp.factor(gap())),
        "the nuclear norms are Σ m_i s_i, from the spectrum of the Kneser graph, and that of J − BᵀB (S3)",
        obligations=(
            PositivePolynomial(gap(), {r: 5}, note="σ raises the nuclear norm of SRG"),
            Identity(gap().subs(r, 4), 0, "r = 4"),
        ),
    )
