"""A lower bound on every solution from the singular values on both sides of each ReLU (statement S21).

S9 gives away that a layer of several directions costs more than one of a single direction.  Here σ(M_L) has
the singular values s_1 ≥ s_2 ≥ …, in units of s_2, with a = s_1/s_2 and X = Σ_{i≥3} s_i²/s_2².
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.obligations import Identity, PositiveOnInterval
from theory.symbols import L

a, x, tail, S, u, w = sp.symbols("a x X S u w", positive=True)
m_1, m_2, T = sp.symbols("m_1 m_2 T", positive=True)
s_1, s_2, rest = sp.symbols("s_1 s_2 R_3", positive=True)

NUCLEAR = s_1 + s_2 + rest / s_2
"""What ‖M‖_* is at least, for singular values s_i of σ(M) with R_3 = Σ_{i≥3} s_i²."""

RAYS = 2
"""σ of a matrix of rank 1 has at most this rank."""

THROUGH_LAYER = ((S - sp.sqrt(tail)) ** sp.Rational(2, 3) + tail ** sp.Rational(1, 3)) ** sp.Rational(3, 2)
"""φ(S): nuclear norm before a layer, times the norm of the layer, if S = a + 1 + X or more is behind it."""


@cache
def spectral_bound(
    nuclear: sp.Expr = NUCLEAR, rays: int = RAYS, through_layer: sp.Expr = THROUGH_LAYER
) -> Derivation:
    """Steps to: ‖H_1‖ ‖W_1‖ ⋯ ‖W_{L−1}‖ ≥ φ^(L−2)(a + 1 + X) s_2, and what follows for the loss."""
    return Derivation(
        "spectral-bound",
        "Every solution costs at least what its singular values before and behind each ReLU allow",
        (
            _perron(nuclear),
            _two_rays(rays),
            _below_first(),
            _above_first(),
            _one_layer(through_layer),
            _chain(through_layer),
            _loss(through_layer),
        ),
    )


def _perron(nuclear: sp.Expr) -> Step:
    squares = s_1**2 + s_2**2 + rest
    return Step(
        "A matrix has at least so much nuclear norm before σ",
        sp.Ge(sp.Symbol("‖M‖_*"), nuclear),
        "N = σ(M) has singular values s_i and leading singular vectors v, u ≥ 0. Z = N − (s_1 − s_2) v uᵀ has operator norm"
        " s_2, and where M is negative N is zero and Z ≤ 0, so that ⟨Z, N⟩ ≤ ⟨Z, M⟩ ≤ s_2 ‖M‖_*",
        obligations=(
            Identity((squares - (s_1 - s_2) * s_1) / s_2, nuclear, "⟨Z, N⟩/s_2, with R_3 = Σ_{i≥3} s_i²"),
        ),
        facts=(facts.PERRON, facts.NORM_DUALITY),
    )


def _two_rays(rays: int) -> Step:
    plus, minus, right, left = sp.symbols("u_+ u_- v_+ v_-", nonnegative=True)
    # Entry of uvᵀ with u = u_+ − u_-, v = v_+ − v_-, where one part of either vanishes.
    cases = [
        ((plus, 0), (right, 0)),
        ((plus, 0), (0, left)),
        ((0, minus), (right, 0)),
        ((0, minus), (0, left)),
    ]
    terms = [
        Identity(
            sp.Max(0, sp.expand((p - n) * (r_ - l_))),
            p * r_ + (n * l_ if rays > 1 else 0),
            "an entry of σ(uvᵀ), for each pair of signs",
        )
        for (p, n), (r_, l_) in cases
    ]
    return Step(
        "Close to rank one before σ is close to two rays behind it, and behind all later layers",
        sp.Le(sp.Symbol("X_s"), sp.Symbol("‖W_{L−1}‖²⋯‖W_l‖²") * sp.Symbol("Σ_{i≥2} m_i(M_l)²")),
        "X_s = Σ_{i≥3} s_i² is of σ(M_L). σ(uvᵀ) = u_+v_+ᵀ + u_-v_-ᵀ: its columns lie on two rays from 0, and so they do after"
        " any W and σ, since σ(tx) = tσ(x) for t ≥ 0; they span at most two dimensions. By the best approximation of rank one"
        " M_l is at distance (Σ_{i≥2} m_i²)^(1/2) of such a matrix; σ does not increase distances, W_j at most by ‖W_j‖",
        obligations=tuple(terms),
        facts=(facts.ECKART_YOUNG, facts.RELU_LIPSCHITZ, facts.POSITIVE_HOMOGENEITY, facts.SUBMULTIPLICATIVE),
    )


def _below_first() -> Step:
    left = (1 + x) * (m_2**2 + T**2 / x)
    return Step(
        "M' = W N: several directions cost more than one, if the first has the greater half",
        sp.Ge(
            sp.Symbol("‖W‖²") * sp.Symbol("‖M‖_*²"), (m_1 ** sp.Rational(2, 3) + u ** sp.Rational(2, 3)) ** 3
        ),
        "N = σ(M) has singular values p_i, M' has m_i; in units of p_2 write a = p_1, x = Σ_{i≥3} p_i², T = Σ_{i≥3} m_i and"
        " u = m_2 + T. ‖W‖² ≥ Σ m_i²/p_i² ≥ m_1²/a² + m_2² + T²/x, ‖M‖_* ≥ a + 1 + x by the first step, and by Hölder"
        " (a + b)²(c/a² + d) ≥ (c^(1/3) + (b²d)^(1/3))³ with b = 1 + x. Here b²d ≥ (m_2 + T)². Where x or p_2 is 0, T or m_2 is 0",
        obligations=(
            Identity(left - (m_2 + T) ** 2, (T - x * m_2) ** 2 / x, "(1 + x)(m_2² + T²/x) − (m_2 + T)²"),
        ),
        facts=(facts.LEAST_FACTOR, facts.CAUCHY_SCHWARZ, facts.HOELDER),
    )


def _above_first() -> Step:
    t = sp.Symbol("t", positive=True)
    value = (1 + x) ** 2 * (1 + t**2 / x)
    at_minimum = 2 * x**2 / (1 - x)
    quotient = _quotient()
    return Step(
        "… and if the first has the lesser half they cost twice as much",
        sp.Ge(sp.Symbol("‖W‖²") * sp.Symbol("‖M‖_*²"), 2 * S**2),
        "with S = m_1 + u, in units of m_1, so that m_2 ≤ 1 < u, and c = 1: (1 + (b²d)^(1/3))³ ≥ 2(1 + u)² is left. For given"
        " x the least b²d = (1+x)²(m_2² + (u−m_2)²/x) is at m_2 = u/(1+x) or 1. There it is (1+x)u² ≥ u³ where u ≤ 1 + x,"
        " and (1+u)³ ≥ 2(1+u)². Otherwise it is (1+x)²(1 + t²/x) with t = u − 1, whose minimum over x has t² = 2x²/(1−x) and"
        " is (1+x)³/(1−x). With w⁶ = 1 − x the claim is a polynomial inequality on 0 < w ≤ 1, where √2 ≤ 3/2",
        obligations=(
            Identity(
                sp.diff(value, x) * x**2 / (1 + x),
                2 * x**2 + t**2 * x - t**2,
                "its slope in x changes sign once",
            ),
            Identity((2 * x**2 + t**2 * x - t**2).subs(t, sp.sqrt(at_minimum)), 0, "where"),
            Identity(((1 + x) ** 2 * (1 + at_minimum / x)), (1 + x) ** 3 / (1 - x), "the minimum"),
            Identity(sp.diff(m_2**2 + (u - m_2) ** 2 / x, m_2), 2 * ((1 + x) * m_2 - u) / x, "slope in m_2"),
            Identity(
                ((1 + x) ** 2 * (m_2**2 + (u - m_2) ** 2 / x)).subs(m_2, u / (1 + x)), (1 + x) * u**2, "there"
            ),
            Identity(
                (1 - w) * quotient,
                (w**2 + 2 - w**6) ** 3 - 4 * w**6 * _square_of_sum(),
                "w⁶ times the difference, with 3/2 for √2",
            ),
            PositiveOnInterval(quotient, w, 0, 1, "the difference over 1 − w"),
        ),
    )


def _square_of_sum() -> sp.Expr:
    """(2 + t)²/2 for t = √2 x/√(1−x) with x = 1 − w⁶, and 3/2 for the √2 of its middle term."""
    return 2 + 3 * (1 - w**6) / w**3 + (1 - w**6) ** 2 / w**6


def _quotient() -> sp.Expr:
    difference = sp.expand((w**2 + 2 - w**6) ** 3 - 4 * w**6 * _square_of_sum())
    return sp.quo(sp.Poly(difference, w), sp.Poly(1 - w, w)).as_expr()


def _one_layer(through_layer: sp.Expr) -> Step:
    both = (S - u) ** sp.Rational(2, 3) + u ** sp.Rational(2, 3)
    return Step(
        "A layer raises the nuclear norm before it to φ",
        sp.Ge(sp.Symbol("‖W‖") * sp.Symbol("‖M‖_*"), through_layer),
        "for every S ≤ ‖M'‖_* and X ≤ Σ_{i≥2} m_i², S² ≥ 4X. Since Σ_{i≥2} m_i² ≤ m_2(m_2 + T) ≤ u², in the first case"
        " √X ≤ u ≤ ‖M'‖_*/2, where (S−u)^(2/3) + u^(2/3) grows with u; at u = S/2 it is what the second case has, and there too"
        " X ≤ m_1 u ≤ (S/2)². φ grows with S, and with X up to S²/4",
        obligations=(
            Identity(
                through_layer, (both ** sp.Rational(3, 2)).subs(u, sp.sqrt(tail)), "φ is its value at u = √X"
            ),
            Identity(
                sp.diff(both, u),
                sp.Rational(2, 3) * (u ** sp.Rational(-1, 3) - (S - u) ** sp.Rational(-1, 3)),
                "its slope is positive for u < S/2",
            ),
            Identity((both**3).subs(u, S / 2), 2 * S**2, "at u = S/2"),
            Identity(((m_1 + u) / 2) ** 2 - m_1 * u, (m_1 - u) ** 2 / 4, "m_1 u ≤ (S/2)²"),
        ),
    )


def _chain(through_layer: sp.Expr) -> Step:
    root = sp.Symbol("sqrtX", positive=True)
    return Step(
        "L − 2 layers raise it L − 2 times",
        sp.Ge(sp.Symbol("‖H_1‖·‖W_1‖⋯‖W_{L−1}‖"), sp.Symbol("φ^{L−2}(a+1+X)")),
        "in units of s_2. Let S_l = ‖M_l‖_* ‖W_l‖⋯‖W_{L−1}‖. The last step, times ‖W_{l+1}‖⋯‖W_{L−1}‖, says S_l ≥ φ(S_{l+1})"
        " with one and the same X, by the second; S_L ≥ a + 1 + X by the first, and ‖H_1‖ ‖W_1‖ ≥ ‖M_2‖_*. All along S ≥ 2√X",
        obligations=(
            Identity(1 + root**2 - 2 * root, (1 - root) ** 2, "1 + X ≥ 2√X"),
            Identity(through_layer.subs(tail, 0), S, "φ is S at X = 0, so that φ(S) ≥ S"),
        ),
        facts=(facts.INDUCTION, facts.NUCLEAR_FACTORS),
    )


def _loss(through_layer: sp.Expr) -> Step:
    q_1, q_2, mean, k = sp.symbols("q_1 q_2 q_mean k", positive=True)
    second = sp.Symbol("Q_2", positive=True)
    spectrum = q_1**2 / a**2 + q_2**2 + k * mean**2 / (tail / k)
    return Step(
        "The loss is at least that of a curve whose cost and spectrum depend on a and X alone",
        sp.Ge(
            sp.Symbol("loss"),
            sp.Symbol("min_{a,X,q}")
            * (
                sp.Symbol("fit")
                + (L + 1) / 2 * (sp.Symbol("Λ") * sp.Symbol("φ^{L−2}(a+1+X)²") * spectrum) ** (1 / (L + 1))
            ),
        ),
        "by S1 one sample a class is enough; for given σ(M_L) the best W_L has outputs q_i ≥ 0 on its singular values and"
        " ‖W_L‖² = Σ q_i²/s_i². The k = K − 2 outputs from the third on may be replaced by their mean and their s_i² by X/k ≤ 1."
        " AM–GM over the L + 1 penalties. If s_2 = 0 this is the limit a → ∞ with q_2 = q_mean = 0",
        obligations=(
            Identity(k * mean**2 / (tail / k), (k * mean) ** 2 / tail, "(Σ q_i)²/Σ s_i²"),
            Identity(
                k - 2 * k * mean + second - k * (1 - mean) ** 2,
                second - k * mean**2,
                "Σ(1−q_i)² − k(1−q_mean)², with Q_2 = Σ q_i² ≥ k q_mean²",
            ),
            Identity(sp.limit((a + 1) ** 2 / a**2, a, sp.oo), 1, "a → ∞"),
        ),
        facts=(facts.RIDGE, facts.CAUCHY_SCHWARZ, facts.AM_GM),
    )
