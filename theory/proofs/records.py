"""What one network of a small cost constant proves, for more classes and for more layers (statement S23).

A network whose σ(M_L) has full column rank K fits every class exactly; C = ‖H_1‖²‖W_1‖²⋯‖W_{L−1}‖² tr (SᵀS)⁻¹ with
S = σ(M_L) is its cost constant.  DNC has K^(L+1).
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Identity
from theory.symbols import K, L, Lam, q

C = sp.Symbol("C", positive=True)
"""Cost constant of a network on K classes with L layers."""

DNC_CONSTANT = K ** (L + 1)


@cache
def records(layer_cost: sp.Expr = K, class_root: sp.Expr = sp.S.One) -> Derivation:
    """Steps from C < K^(L+1) for one network to: no DNC solution is optimal, at any λ, from its K and L on.

    Parameters
    ----------
    layer_cost : expression
        Factor by which one layer more multiplies C.
    class_root : expression
        What one class more adds to C^(1/(L+1)).
    """
    return Derivation(
        "records",
        "A network with C < K^(L+1) beats every DNC solution, at every λ, and so do its extensions",
        (
            _one_output(),
            _less_at_every_output(),
            _one_class_more(class_root),
            _one_layer_more(layer_cost),
            _every_lambda(),
        ),
    )


def _root(constant: sp.Expr) -> sp.Expr:
    return (Lam * constant) ** (1 / (L + 1))


def _one_output() -> Step:
    return Step(
        "The same output on every class",
        sp.Eq(sp.Symbol("F(q)"), uniform_loss(q, _root(C))),
        "S = σ(M_L) has full column rank, so that W_L = q (SᵀS)^(-1) Sᵀ has the output q I and ‖W_L‖² = q² tr (SᵀS)^(-1). Positive"
        " scalars on the layers with product 1 change nothing but the norms, and AM–GM is attained where all L+1 penalties"
        " are equal",
        obligations=(
            Identity(
                K * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * (Lam * C * q**2) ** (1 / (L + 1)),
                uniform_loss(q, _root(C)),
                "fit and penalties",
            ),
            Identity(uniform_loss(q, _root(DNC_CONSTANT)), uniform_loss(q, K * Lam ** (1 / (L + 1))), "DNC"),
        ),
        facts=(facts.POSITIVE_HOMOGENEITY, facts.AM_GM),
    )


def _less_at_every_output() -> Step:
    difference = (L + 1) / 2 * (Lam * q**2) ** (1 / (L + 1)) * (K - C ** (1 / (L + 1)))
    return Step(
        "A smaller constant costs less at every output and every λ",
        sp.StrictLessThan(uniform_loss(q, _root(C)), uniform_loss(q, _root(DNC_CONSTANT))),
        "C < K^(L+1) is C^(1/(L+1)) < K, and the difference is that times something positive for q > 0",
        obligations=(
            Identity(
                uniform_loss(q, _root(DNC_CONSTANT)) - uniform_loss(q, _root(C)),
                difference,
                "difference of the losses",
            ),
        ),
    )


def _one_class_more(class_root: sp.Expr) -> Step:
    block = K * (1 - q) ** 2 / (2 * (K + 1)) + (L + 1) / 2 * (Lam * C * q**2) ** (1 / (L + 1))
    single = (1 - q) ** 2 / (2 * (K + 1)) + (L + 1) / 2 * (Lam * q**2) ** (1 / (L + 1))
    root = Lam ** (1 / (L + 1)) * (C ** (1 / (L + 1)) + class_root)
    return Step(
        "One class more",
        sp.StrictLessThan(C ** (1 / (L + 1)) + class_root, K + 1),
        "block-diagonal layers, with a single neuron in every layer for the new class: fit and squared norms are sums over the"
        " two blocks, each with its own scales",
        obligations=(
            Identity(block + single, uniform_loss(q, root), "the sum of the two blocks"),
            Identity((C ** (1 / (L + 1)) + class_root).subs(C, DNC_CONSTANT), K + 1, "equality for DNC"),
        ),
    )


def _one_layer_more(layer_cost: sp.Expr) -> Step:
    return Step(
        "One layer more",
        sp.StrictLessThan(C * layer_cost, K ** (L + 2)),
        "insert the orthogonal projector P on the column space of S before W_L: σ(PS) = σ(S) = S, so that the outputs stay, and"
        " ‖P‖² = tr P = rank S = K",
        obligations=(
            Identity((C * layer_cost).subs(C, DNC_CONSTANT), DNC_CONSTANT.subs(L, L + 1), "equality for DNC"),
            Identity(C * K, C * layer_cost, "‖P‖² = K"),
        ),
        facts=(facts.IDEMPOTENT_TRACE,),
    )


def _every_lambda() -> Step:
    return Step(
        "At every λ some solution is better than every DNC solution",
        sp.StrictLessThan(sp.Symbol("least loss"), sp.Symbol("L_DNC")),
        "from one (K, L) on by induction over classes and over layers. By S2 a DNC solution costs at least f(q) for some q > 0,"
        " or more than ½. If the least f is at most ½, the network with the same outputs costs strictly less; if it exceeds"
        " ½, the zero solution does",
        obligations=(Identity(uniform_loss(sp.Integer(0)), sp.Rational(1, 2), "loss of the zero solution"),),
        facts=(facts.INDUCTION,),
    )
