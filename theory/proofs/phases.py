"""What holds of the λ-phase diagram for all parameters (statement S16); docs/phase-diagram.md has the words."""

from functools import cache

import sympy as sp

from theory import facts
from theory.construction import Construction, instantiate
from theory.constructions.constant import CONSTANT
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.derivation import Derivation, Step
from theory.loss import kappa_curve, threshold
from theory.obligations import Decided, Identity
from theory.proofs.cost_constants import ratio
from theory.symbols import K, L, kappa, q, r

j = sp.Symbol("j", integer=True, positive=True)
"""Classes of DNC, at most K; the others are given up."""

z = sp.Symbol("z", positive=True)
"""K Λ^(1/(L+1)): Kλ where all λ's are equal and n = 1."""


@cache
def never_the_best() -> Derivation:
    """The constant predictor, and DNC with some classes given up, are never better than both DNC and zero."""
    return Derivation(
        "never-the-best",
        "The constant predictor and DNC on some of the classes are never strictly the best",
        (_gains_add(), _constant_predictor(), _partial_dnc()),
    )


def gain(construction: Construction, total: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(K^(L+1) Λ, K (share of ½ - loss)) at κ, for one block among ``total`` classes.

    Examples
    --------
    >>> sp.factor(gain(DNC, K)[1])
    -K*(L*kappa - kappa - 1)/(2*(kappa + 1)**2)
    """
    product, loss = kappa_curve(construction, total)
    return total ** (L + 1) * product, total * (construction.classes / (2 * total) - loss)


def _decided(relation: sp.Rel) -> Decided:
    """An inequality between numbers, shown as it is decided."""
    return Decided(bool(relation.doit()), sp.sstr(relation))


def _gains_add() -> Step:
    obligations = []
    for construction, name in (
        (SRG, "SRG, L ≥ 3"),
        (SRG_TWO_LAYERS, "SRG, L = 2"),
        (instantiate(DNC, j), "DNC"),
    ):
        power, gained = gain(construction, K)
        alone_power, alone_gained = gain(construction, construction.classes)
        obligations += [
            Identity(sp.simplify(power / alone_power), 1, f"Z of a block does not depend on K: {name}"),
            Identity(gained, alone_gained, f"nor does its gain: {name}"),
        ]
    return Step(
        "Gains of blocks add, and depend on z = KΛ^(1/(L+1)) alone",
        sp.Eq(sp.Symbol("K(½ − loss)"), sp.Symbol("Σ_b D_b(z)")),
        "block-diagonal layers separate; a block of K_b classes costs K_b/(2K) when it is given up. K times what it gains"
        " against that, as a function of Z = z^(L+1) = K^(L+1) Λ, is the same whatever K is: both are the same functions of κ",
        obligations=tuple(obligations),
    )


def _constant_predictor() -> Step:
    power, loss = kappa_curve(CONSTANT, K)
    one_power, one_loss = (value.subs(j, 1) for value in kappa_curve(instantiate(DNC, j), K))
    return Step(
        "The constant predictor costs what DNC on a single class does",
        sp.Eq(sp.Symbol("D_constant"), sp.Symbol("D_1")),
        "a network with output t·11ᵀ = (q/K)·11ᵀ has q = ‖output‖_F ≤ ‖W_L‖⋯‖W_1‖·‖H_1‖, so that by AM–GM it is charged at"
        " least (L+1)/2 · (Λ q²)^(1/(L+1)); scalars times ones reach that. K − 1 directions of output are lost: they cost"
        " (K−1)/(2K), and the κ-curve of the other one, at Kκ, is that of one DNC class",
        obligations=(
            Identity(sp.sqrt(K**2 * (q / K) ** 2), q, "Frobenius norm of (q/K)·11ᵀ, K² equal entries"),
            Identity(CONSTANT.uniform_cost_constant, 1, "cost constant of scalars times ones"),
            Identity(sp.factor(power.subs(kappa, K * kappa), deep=True), one_power, "Λ on the κ-curve"),
            Identity(loss.subs(kappa, K * kappa), one_loss, "loss on the κ-curve, the lost directions aside"),
        ),
        facts=(facts.SUBMULTIPLICATIVE, facts.RELU_CONTRACTS, facts.AM_GM),
    )


def _partial_dnc() -> Step:
    power, gained = gain(instantiate(DNC, j), K)
    return Step(
        "Giving up some classes of DNC never pays",
        sp.Eq(sp.Symbol("D_j"), j * sp.Symbol("D_1")),
        "DNC on j of the K classes gains j·D_1(z), linear in j: where D_1 > 0 all K classes gain strictly more than j < K of them,"
        " and more than the constant predictor (j = 1); where D_1 = 0, from DNC's zero threshold on, nothing is gained. The"
        " same holds for DNC as a block of a block sum: it takes all classes that are left, or none",
        obligations=(
            Identity(power, power.subs(j, 1), "Z does not depend on j"),
            Identity(gained, j * gained.subs(j, 1), "the gain is j times that of one class"),
        ),
    )


@cache
def four_vertices() -> Derivation:
    """R = 4: the whole diagram for every L ≥ 3 in closed form; L = 2 is the tie of S5."""
    ratio_r4 = sp.simplify(ratio(L).subs(r, 4))
    closed = (2 + sp.sqrt(3)) / 3 * sp.Rational(2, 3) ** (L - 3)
    edge = closed ** (-1 / (L + 1))
    return Derivation(
        "four-vertices",
        "r = 4: the phase diagram for every L",
        (
            Step(
                "SRG on six classes is six DNC classes at another λ",
                sp.Eq(sp.Symbol("D_SRG(z)"), 6 * sp.Function("D_1")(closed ** (1 / (L + 1)) * z)),
                "all singular values of A are 1, so that SRG's loss is f with Ĉ multiplied by (C_SRG/C_DNC)^(1/(L+1))",
                obligations=(
                    *(
                        Identity(space.singular_value.subs(r, 4), 1, "singular value of A")
                        for space in SRG.spectrum
                    ),
                    Identity(ratio_r4, closed, "C_SRG/C_DNC at r = 4"),
                ),
            ),
            Step(
                "L = 3: DNC up to its threshold; L ≥ 4: SRG up to its own",
                sp.Eq(sp.Symbol("x"), edge),
                "D_1 falls strictly until it is 0, so the larger argument loses: the ratio is above 1 at L = 3 and below 1 at"
                " L = 4, and each further layer multiplies it by 2/3. SRG's threshold is DNC's times the root of the ratio"
                " inverted. No block sum on six classes other than these and those of the step before exists",
                obligations=(
                    _decided(sp.Gt(closed.subs(L, 3), 1, evaluate=False)),
                    _decided(sp.Lt(closed.subs(L, 4), 1, evaluate=False)),
                    Identity(
                        sp.simplify(closed.subs(L, L + 1) / closed), sp.Rational(2, 3), "one more layer"
                    ),
                    Identity(
                        threshold() / (closed ** (1 / (L + 1))), edge * threshold(), "Ĉ at SRG's threshold"
                    ),
                ),
                facts=(facts.INDUCTION,),
            ),
        ),
    )
