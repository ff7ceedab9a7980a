"""A lower bound on every solution of the L-DUFM (statement S9)."""

from functools import cache

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Identity
from theory.symbols import C_hat, K, L, Lam, q

CONSTANT = K**2
"""Ĉ^(L+1)/Λ of the bound, where DNC has K^(L+1)."""


def bound_cost_root(constant: sp.Expr = CONSTANT) -> sp.Expr:
    """Ĉ of the bound: Λ^(1/(L+1)) K^(2/(L+1)), where DNC has Λ^(1/(L+1)) K."""
    return (Lam * constant) ** (1 / (L + 1))


@cache
def lower_bound(constant: sp.Expr = CONSTANT) -> Derivation:
    """Steps to: loss ≥ min_q f(q) with the cost root of :func:`bound_cost_root`."""
    mean, squares = sp.symbols("q_mean S_2", real=True)
    return Derivation(
        "lower-bound",
        "Every solution costs at least f with Ĉ = (n λ_H Π λ_l)^(1/(L+1)) K^(2/(L+1))",
        (
            Step(
                "Only the mean diagonal output matters for the fit",
                sp.Ge(sp.Symbol("‖Q−I‖²/(2K)"), (1 - q) ** 2 / 2),
                "by S1 one sample a class is enough; Q = W_L σ(M_L), q = tr(Q)/K. Off-diagonal entries only cost, and"
                " Σ(1−Q_kk)² − K(1−q)² = Σ(Q_kk − q)² ≥ 0",
                obligations=(
                    Identity(
                        (K - 2 * K * mean + squares) - K * (1 - mean) ** 2,
                        squares - 2 * mean * (K * mean) + K * mean**2,
                        "S_2 = Σ Q_kk², K·q_mean = Σ Q_kk; the right side is Σ(Q_kk − q_mean)²",
                    ),
                ),
            ),
            Step(
                "The norms multiply up to the trace",
                sp.Ge(sp.Symbol("‖H_1‖·‖W_1‖⋯‖W_L‖"), K * q),
                "K q = tr(W_L σ(M_L)) ≤ ‖W_L‖_F ‖σ(M_L)‖_F ≤ ‖W_L‖_F ‖M_L‖_F, and ‖M_{l+1}‖_F = ‖W_l σ(M_l)‖_F ≤"
                " ‖W_l‖_F ‖M_l‖_F down to M_1 = H_1",
                facts=(facts.CAUCHY_SCHWARZ, facts.RELU_CONTRACTS, facts.SUBMULTIPLICATIVE, facts.INDUCTION),
            ),
            Step(
                "AM–GM over the L + 1 penalties",
                sp.Ge(sp.Symbol("loss"), uniform_loss(q, bound_cost_root(constant))),
                "their product is at least Λ K² q² for q ≥ 0, and for q < 0 the fit alone exceeds ½ = f(0)",
                facts=(facts.AM_GM,),
                obligations=(
                    Identity(
                        (Lam * K**2 * q**2) ** (1 / (L + 1)),
                        (C_hat * q ** (2 / (L + 1))).subs(C_hat, bound_cost_root(constant)),
                        "geometric mean of the penalties",
                    ),
                    Identity(
                        bound_cost_root(constant) ** (L + 1) / (Lam * K ** (L + 1)),
                        K ** (1 - L),
                        "against DNC's constant",
                    ),
                ),
            ),
        ),
    )
