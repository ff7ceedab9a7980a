"""No DNC solution costs less than the DNC closed form (the lower half of statement S2).

A DNC solution (DNC2 for M_l or for σ(M_l), and DNC3) has orthogonal class means in every layer but free
scales and a free last layer; the construction of :mod:`theory.constructions.dnc` is one of them.  S6 needs
that all of them cost at least as much as it does.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Identity
from theory.symbols import C_hat, K, L, Lam, q


@cache
def dnc_lower_bound(constant: sp.Expr = DNC.uniform_cost_constant) -> Derivation:
    """Steps to: loss ≥ f(q) with Ĉ = (Λ K^(L+1))^(1/(L+1)) for every solution with DNC2 and DNC3.

    Parameters
    ----------
    constant : sympy.Expr
        What is stated in the place of K^(L+1).
    """
    t, t_next, norm_q = sp.symbols("t_l t_{l+1} ‖Q‖", positive=True)
    so_far = sp.Symbol("P_l", positive=True)
    factor = K * t_next**2 / t**2
    return Derivation(
        "dnc-bound",
        "Every solution with DNC2 and DNC3 costs at least the DNC closed form",
        (
            Step(
                "Orthogonal means stay orthogonal",
                (
                    sp.Le(sp.Symbol("‖σ(M_l)‖_op"), t),
                    sp.Ge(sp.Symbol("‖M_l‖_F"), sp.sqrt(K) * t),
                ),
                "by DNC3 each row of W_l is zero or a multiple of a column of σ(M_l) (of M_1 for l = 1); if those columns"
                " are orthogonal, each row of M_{l+1} has at most one nonzero entry, so the columns of M_{l+1} and of"
                " σ(M_{l+1}) have disjoint supports. By DNC2 one of the two is t_{l+1} times an isometry: then no column"
                " of σ(M_{l+1}) is longer than t_{l+1}, and ‖M_{l+1}‖_F² ≥ K t_{l+1}²",
                facts=(facts.RELU_CONTRACTS,),
                obligations=(Identity(sp.sqrt(K) ** 2 * t**2, K * t**2, "K orthogonal columns of length t"),),
            ),
            Step(
                "Each weight matrix pays for the step from one frame to the next",
                sp.Ge(sp.Symbol("‖W_l‖²"), factor),
                "‖M_{l+1}‖_F ≤ ‖W_l‖_F ‖σ(M_l)‖_op; and Q = W_L σ(M_L) gives ‖W_L‖_F ≥ ‖Q‖_F / t_L",
                facts=(facts.SUBMULTIPLICATIVE,),
            ),
            Step(
                "The scales telescope",
                sp.Ge(sp.Symbol("‖H_1‖²·‖W_1‖²⋯‖W_L‖²"), K**L * norm_q**2),
                "‖H_1‖² ≥ K t_1², and the product of the factors up to M_l is at least K^l t_l²; the next one gives K^(l+1) t_{l+1}²",
                facts=(facts.INDUCTION,),
                obligations=(
                    Identity(
                        (so_far * factor).subs(so_far, K**L * t**2),
                        K ** (L + 1) * t_next**2,
                        "one layer more",
                    ),
                    Identity(K**L * t**2 * (norm_q**2 / t**2), K**L * norm_q**2, "the last layer"),
                ),
            ),
            Step(
                "The fit, and AM–GM",
                sp.Ge(sp.Symbol("loss"), uniform_loss()),
                "with q = ‖Q‖_F/√K: ‖Q − I‖_F ≥ |‖Q‖_F − √K| (the triangle inequality) gives the fit, and the L + 1 penalties have the product"
                " Λ K^(L+1) q²; at q = 0 the loss exceeds ½, because the scales t_l of the frames, and with them the other penalties, are positive",
                facts=(facts.AM_GM,),
                obligations=(
                    Identity(
                        ((norm_q - sp.sqrt(K)) ** 2 / (2 * K)).subs(norm_q, sp.sqrt(K) * q),
                        (1 - q) ** 2 / 2,
                        "fit",
                    ),
                    Identity(
                        ((Lam * K**L * norm_q**2) ** (1 / (L + 1))).subs(norm_q, sp.sqrt(K) * q),
                        (C_hat * q ** (2 / (L + 1))).subs(C_hat, (Lam * constant) ** (1 / (L + 1))),
                        "geometric mean of the penalties",
                    ),
                ),
            ),
        ),
    )
