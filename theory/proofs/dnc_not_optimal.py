"""No DNC solution is globally optimal for L = 3, K ≥ 10 and L ≥ 4, K ≥ 6, at any λ (statement S6).

The competitor is SRG on the first 10 (r = 5, L = 3) or 6 (r = 4, L ≥ 4) classes and DNC on the others.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.srg import CLASSES, SRG
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Decided, Identity, sign_in_q_sqrt2
from theory.proofs.cost_constants import margin
from theory.symbols import K, L, Lam, q, r

K_b, K_rest, C_b = sp.symbols("K_b K_rest C_b", positive=True)
"""Classes of the SRG block and of the DNC block, and the cost constant of the SRG block."""


BLOCKS = ((3, 5, 10), (4, 4, 6))
"""The SRG block at L = 3, and at L = 4 and all larger L: L, its r, and its number of classes, the least K of S6."""


@cache
def dnc_not_optimal(blocks: tuple[tuple[int, int, int], ...] = BLOCKS) -> Derivation:
    """Steps for every admissible K and L and every λ > 0."""
    return Derivation(
        "dnc-not-optimal",
        "No DNC solution is globally optimal for L = 3, K ≥ 10 and L ≥ 4, K ≥ 6",
        (_blocks(), _block_wins(blocks), _every_lambda()),
    )


def _blocks() -> Step:
    block = K_b * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * (Lam * C_b) ** (1 / (L + 1)) * q ** (2 / (L + 1))
    rest = K_rest * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * (Lam * K_rest ** (L + 1)) ** (1 / (L + 1)) * q ** (
        2 / (L + 1)
    )
    root_b = K / K_b * (Lam * C_b) ** (1 / (L + 1))
    dnc_root = K * Lam ** (1 / (L + 1))
    return Step(
        "Block-diagonal layers separate the loss",
        sp.Eq(sp.Symbol("F"), K_b / K * uniform_loss(q, root_b) + K_rest / K * uniform_loss(q, dnc_root)),
        "the fit and every squared norm are sums over the blocks, each with its own scales; at output q the DNC block on"
        " the other K − K_b classes costs its share of the whole DNC loss",
        obligations=(
            Identity(block, K_b / K * uniform_loss(q, root_b), "the SRG block"),
            Identity(rest, K_rest / K * uniform_loss(q, dnc_root), "the DNC block"),
        ),
    )


def _block_wins(blocks: tuple[tuple[int, int, int], ...]) -> Step:
    return Step(
        "The SRG block costs less than its share of DNC",
        sp.StrictLessThan(C_b, K_b ** (L + 1)),
        "(K/K_b)(ΛC_b)^(1/(L+1)) < Λ^(1/(L+1))K is C_b < K_b^(L+1), which does not involve K: this is the inequality of S5"
        " at r = 5 (K_b = 10) for L = 3 and at r = 4 (K_b = 6) for L ≥ 4",
        obligations=(
            *(
                Decided(
                    SRG.admits_depth(depth) and value >= SRG.smallest,
                    f"SRG is defined at L = {depth}, r = {value}",
                )
                for depth, value, _ in blocks
            ),
            *(
                Identity(CLASSES.subs(r, value), classes, f"classes of the block at r = {value}")
                for _, value, classes in blocks
            ),
            Identity(
                (K / K_b * (Lam * C_b) ** (1 / (L + 1))).subs(C_b, K_b ** (L + 1)),
                K * Lam ** (1 / (L + 1)),
                "equality of the cost roots",
            ),
            *(
                Decided(
                    sign_in_q_sqrt2(margin(depth).subs(r, value)) > 0,
                    f"C_SRG < K_b^(L+1) at L = {depth}, r = {value}",
                )
                for depth, value, _ in blocks
            ),
        ),
        facts=(facts.INDUCTION,),
    )


def _every_lambda() -> Step:
    return Step(
        "At every λ some solution is better than every DNC solution",
        sp.StrictLessThan(sp.Symbol("L_SRG+DNC"), sp.Symbol("L_DNC")),
        "by S2 a DNC solution costs at least f(q) for some q > 0, or more than ½. If the least f is at most ½, the block"
        " solution with the same outputs costs strictly less; if it exceeds ½, the zero solution does",
        obligations=(Identity(uniform_loss(sp.Integer(0)), sp.Rational(1, 2), "loss of the zero solution"),),
    )
