"""From the L-DUFM objective to a function of the last layer's outputs, step by step (MATH.md §1–§2).

The derivation is for any construction: K classes, base matrices of squared norms c_H, c_1, …, c_{L-1},
and σ(M_L) with singular values s_i of multiplicity m_i.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.obligations import Identity
from theory.symbols import K, L, Lam, kappa, l, lam_H, lam_l, n

i = sp.Symbol("i", integer=True, positive=True)
d = sp.Symbol("d", integer=True, positive=True)
"""Number of distinct singular values of σ(M_L)."""

m_i = sp.IndexedBase("m", positive=True)[i]
s_i = sp.IndexedBase("s", positive=True)[i]
q_i = sp.IndexedBase("q", positive=True)[i]
c = sp.Symbol("c", positive=True)
"""Shape cost c_H c_1 ⋯ c_{L-1}."""

T = sp.Symbol("T", positive=True)
"""T(κ) = Σ m_i s_i² / (s_i² + κ)²."""


@cache
def reduction() -> Derivation:
    """Steps from the objective to the κ-curve, for any construction (statements S1, S2, S4)."""
    return Derivation(
        "reduction",
        "From the L-DUFM objective to the κ-curve",
        (_objective(), _collapse(), _outputs(), _scales(), _stationarity(), _curve(), _minima()),
    )


def fit_and_cost() -> sp.Expr:
    """F(q): fit plus (L+1)/2 times the geometric mean of the regularisation terms (MATH.md §2)."""
    fit = sp.Sum(m_i * (1 - q_i) ** 2, (i, 1, d)) / (2 * K)
    return fit + (L + 1) / 2 * (Lam * c * sp.Sum(m_i * q_i**2 / s_i**2, (i, 1, d))) ** (1 / (L + 1))


def _objective() -> Step:
    error, features = sp.symbols("‖W_L·σ(…σ(W_1·H_1)…)−Y‖² ‖H_1‖²", positive=True)
    weight = sp.IndexedBase("‖W‖²")
    return Step(
        "The objective of the L-DUFM",
        error / (2 * K * n) + lam_H * features / 2 + sp.Sum(lam_l[l] * weight[l], (l, 1, L)) / 2,
        "this is the definition; N = Kn samples, Frobenius norms, no ReLU on H_1",
    )


def _collapse() -> Step:
    sample = sp.Symbol("j", integer=True, positive=True)
    fit, norm = sp.symbols("phi_min h_min", positive=True)
    return Step(
        "DNC1 is free: all samples of a class may share one feature",
        sp.Eq(sp.Symbol("λ_H(n=1)"), n * lam_H),
        "for fixed weights the objective is a sum over samples; giving every sample of a class its cheapest"
        " sample's feature never raises it, and n equal samples count as one with n·λ_H",
        obligations=(
            Identity(
                sp.Sum(fit / (2 * K * n), (sample, 1, n)).doit(), fit / (2 * K), "fit of n equal samples"
            ),
            Identity(
                sp.Sum(lam_H * norm / 2, (sample, 1, n)).doit(),
                n * lam_H * norm / 2,
                "penalty of n equal samples",
            ),
        ),
        facts=(facts.MIN_BELOW_MEAN,),
    )


def _outputs() -> Step:
    t = sp.Symbol("t", positive=True)
    last_layer = q_i / (t * s_i)
    return Step(
        "The last layer in the singular basis of σ(M_L)",
        sp.Eq(sp.Symbol("‖W_L‖²"), sp.Sum(m_i * q_i**2 / s_i**2, (i, 1, d)) / t**2),
        "σ(M_L) is t times a matrix with singular values s_i; the cheapest W_L acts on each singular space as a"
        " number, and output q_i there costs (q_i/(t s_i))² per dimension",
        obligations=(
            Identity(last_layer * (t * s_i), q_i, "output on eigenspace i"),
            Identity(m_i * last_layer**2, m_i * q_i**2 / s_i**2 / t**2, "cost of eigenspace i"),
        ),
        facts=(facts.RIDGE, facts.POSITIVE_HOMOGENEITY),
    )


def _scales() -> Step:
    # a_H and a stand for the scale of H_1 and the product of the scales of W_1, …, W_{L-1}; c_H and c_W for
    # the matching products of squared norms, λ_W for λ_1 ⋯ λ_{L-1}, λ_L for the last λ.
    a_H, a, c_H, c_W, lam_W, lam_last, R = sp.symbols("a_H a c_H c_W lambda_W lambda_L R", positive=True)
    features, weights = n * lam_H * c_H * a_H**2, lam_W * c_W * a**2
    last = lam_last * R / (a_H * a) ** 2
    product = n * lam_H * lam_W * lam_last * c_H * c_W * R
    v, j = sp.Symbol("v", positive=True), sp.Symbol("j", integer=True)
    return Step(
        "The best scales: AM–GM over the L + 1 regularisation terms",
        sp.Eq(sp.Function("F")(q_i), fit_and_cost()),
        "the product of the L + 1 terms does not depend on the scales, because t is the product of all others;"
        " their sum is least when all are equal. Λ = n λ_H λ_1 ⋯ λ_L, c = c_H c_1 ⋯ c_{L-1}",
        obligations=(
            Identity(features * weights * last, product, "the scales cancel in the product"),
            Identity(
                sp.Sum(v / 2, (j, 0, L)).doit(),
                (L + 1) / 2 * (v ** (L + 1)) ** (1 / (L + 1)),
                "L + 1 equal terms reach the bound",
            ),
        ),
        facts=(facts.AM_GM,),
    )


def _stationarity() -> Step:
    # One eigenspace is singled out; the others contribute constants to the fit and to R.
    m, s, x, rest = sp.symbols("m s q R_rest", positive=True)
    R = sp.Symbol("R", positive=True)
    cost = sp.Symbol("C", positive=True)  # Λ c
    total = rest + m * x**2 / s**2
    F = m * (1 - x) ** 2 / (2 * K) + (L + 1) / 2 * (cost * total) ** (1 / (L + 1))
    slope = sp.diff(F, x)
    geometric_mean = (cost * total) ** (1 / (L + 1))
    return Step(
        "Stationarity in q_i",
        (
            sp.Eq(q_i, s_i**2 / (s_i**2 + kappa)),
            sp.Eq(kappa, K * (Lam * c * T) ** (1 / (L + 1)) / T),
        ),
        "∂F/∂q_i = 0 reads 1 − q_i = κ q_i/s_i² with one κ for all i; at q_i = 0 the slope is −m_i/K < 0,"
        " so no single output of a nonzero minimiser vanishes",
        obligations=(
            Identity(
                slope, -m * (1 - x) / K + geometric_mean / total * m * x / s**2, "the derivative of F in q_i"
            ),
            Identity(
                (-(1 - x) / K + (kappa / K) * x / s**2).subs(x, s**2 / (s**2 + kappa)), 0, "q_i solves it"
            ),
            Identity(
                (m * x**2 / s**2).subs(x, s**2 / (s**2 + kappa)),
                m * s**2 / (s**2 + kappa) ** 2,
                "R at this q is T(κ)",
            ),
            Identity(
                (K * (cost * R) ** (1 / (L + 1)) / R).subs(cost, (kappa / K) ** (L + 1) * R**L),
                kappa,
                "κ = K·(geometric mean)/R inverts to Λc = (κ/K)^(L+1) T^L",
            ),
        ),
    )


def _curve() -> Step:
    m, s = sp.symbols("m s", positive=True)
    residual = m * (1 - s**2 / (s**2 + kappa)) ** 2
    return Step(
        "The κ-curve: κ determines both the λ's and the loss",
        (
            sp.Eq(T, sp.Sum(m_i * s_i**2 / (s_i**2 + kappa) ** 2, (i, 1, d))),
            sp.Eq(Lam * c, (kappa / K) ** (L + 1) * T**L),
            sp.Eq(
                sp.Symbol("F"),
                kappa**2 / (2 * K) * sp.Sum(m_i / (s_i**2 + kappa) ** 2, (i, 1, d))
                + (L + 1) / 2 * kappa * T / K,
            ),
        ),
        "q_i = s_i²/(s_i² + κ) is put into F",
        obligations=(
            Identity(residual, m * kappa**2 / (s**2 + kappa) ** 2, "fit of one eigenspace"),
            Identity(
                ((kappa / K) ** (L + 1) * T**L * T) ** (1 / (L + 1)),
                kappa * T / K,
                "geometric mean on the curve",
            ),
        ),
    )


def _minima() -> Step:
    m, s = sp.symbols("m s", positive=True)
    U = m * s**2 / (s**2 + kappa) ** 3
    return Step(
        "Which roots are minima: upward crossings, and zero",
        sp.Eq(
            sp.Derivative(sp.Function("F")(kappa), kappa),
            sp.Sum(m_i * s_i**2 / (s_i**2 + kappa) ** 3, (i, 1, d))
            / K
            * (kappa - K * (Lam * c * T) ** (1 / (L + 1)) / T),
        ),
        "along q(κ) the slope has the sign of (κ/K)^(L+1) T^L − Λc; so minima are the roots where this difference"
        " goes from − to +, and the limit κ → ∞ is the zero solution with loss ½; compare all of them",
        obligations=(
            Identity(
                sp.diff(m * kappa**2 / (s**2 + kappa) ** 2 / (2 * K), kappa),
                kappa * U / K,
                "slope of the fit",
            ),
            Identity(sp.diff(m * s**2 / (s**2 + kappa) ** 2, kappa), -2 * U, "slope of T"),
            Identity(
                sp.diff((L + 1) / 2 * (Lam * c * T) ** (1 / (L + 1)), T) * (-2 * U),
                -((Lam * c * T) ** (1 / (L + 1))) / T * U,
                "slope of the geometric mean",
            ),
            Identity(
                sp.limit(m * kappa**2 / (s**2 + kappa) ** 2, kappa, sp.oo), m, "fit of the zero solution"
            ),
        ),
    )
