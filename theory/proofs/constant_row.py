"""A constant added to SRG's B makes it cheaper for every r ≥ 8, at every L ≥ 3 and λ: SRG is not optimal there (S27).

Layers of rank r, the same widths and the same σ(M_L).  With singular values ϱ (on the constants) and 1 of M_2, up to
scale, the layers up to W_{L−1} cost (ϱ+f)² (t²/ϱ²+f) times what does not depend on ϱ, which falls until ϱ = t^(2/3).
SRG has ϱ < √3, and t^(2/3) ≥ √3 from r = 8 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory.constructions.dnc import DNC
from theory.constructions.srg import CLASSES, KNESER_SPECTRUM, NUCLEAR_NORM_B, SRG
from theory.constructions.strongly_regular import SRG_CONSTANT, strongly_regular
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity, LimitIs, PositivePolynomial
from theory.regular_graph import TRIANGULAR
from theory.symbols import K, L, r


@dataclass(frozen=True)
class ConstantRange:
    """For which r a constant helps, and how the ratio of the constants to DNC's falls at L = 3.

    Attributes
    ----------
    least_r : int
        From here on.
    leading : sympy.Expr
        C/K⁴ at L = 3 to leading order.
    """

    least_r: int = 8
    leading: sp.Expr = 8 / r


CONSTANT_RANGE = ConstantRange()
"""r ≥ 8, and 8/r."""

T = sp.factor(TRIANGULAR.last_ratio)
"""t, the eigenvalue of J − BᵀB on the constants over the modulus of that on E_1."""

SRG_SQUARE = 2 * (r - 1) / (r - 2)
"""ϱ² of B."""


@cache
def constant_helps(stated: ConstantRange = CONSTANT_RANGE) -> Derivation:
    """S27 (b): every r of the range, every L and λ."""
    return Derivation(
        "constant-helps",
        "A constant added to B makes SRG cheaper for r ≥ 8",
        (_layers(), _same_outputs(), _falls(), _window(stated), _decay(stated)),
    )


def _layers() -> Step:
    c, i, x = sp.symbols("c i x", positive=True)
    off = (1 + 2 * c) / (2 + r * c)
    on = off - 1
    ratio = (2 + c * r) * sp.sqrt(CLASSES / r) / sp.sqrt(r - 2)
    found = strongly_regular(TRIANGULAR, x, name="T", title="T", parameter=r)
    srg = sp.sqrt(2 * (r - 1)) / sp.sqrt(r - 2)
    return Step(
        "Layers",
        (
            sp.Eq(sp.Symbol("M_2"), sp.Symbol("B + cJ")),
            sp.Eq(sp.Symbol("row of W_(L−1), elsewhere"), off),
            sp.Eq(sp.Symbol("ϱ²"), sp.factor(ratio**2)),
            sp.Eq(sp.Symbol("t"), T),
        ),
        "a row of W_{L−1} is y − 1 on the ends of its edge and y elsewhere, with y = (1+2c)/(2+rc); against an edge that shares i"
        " ends it gives 1 − i, as in SRG. B + cJ has rank r and the singular values (2+cr)√(K/r), √(r−2)",
        obligations=(
            Identity(
                i * on * (1 + c) + (2 - i) * off * (1 + c) + (2 - i) * on * c + (r - 4 + i) * off * c,
                1 - i,
                "entry of M_L",
            ),
            Identity(ratio.subs(c, 0) ** 2, SRG_SQUARE, "ϱ² of B"),
            Identity(srg**2, SRG_SQUARE, "ϱ² of B"),
            Identity(sp.expand(sp.sqrt(r - 2) * (srg + r - 1)), sp.expand(NUCLEAR_NORM_B), "‖B‖_*"),
            Identity(
                CLASSES * (2 * on**2 + (r - 2) * off**2),
                sp.factor((r - 2) * (T**2 / ratio**2 + r - 1)),
                "‖W_{L−1}‖²",
            ),
            Identity(
                found.shape_cost,
                (r - 2) ** 2 * (x + r - 1) ** 2 * (T**2 / x**2 + r - 1) * r ** (L - 3),
                "shape cost",
            ),
            Identity(
                SRG.shape_cost,
                NUCLEAR_NORM_B**2 * (r - 2) * (T**2 / SRG_SQUARE + r - 1) * r ** (L - 3),
                "SRG's shape cost",
            ),
        ),
    )


def _same_outputs() -> Step:
    return Step(
        "The same σ(M_L): it is enough to compare the costs of the layers",
        tuple(
            sp.Eq(sp.Symbol(f"s_{j}"), space.singular_value)
            for j, space in enumerate(SRG_CONSTANT.spectrum, 1)
        ),
        "at the same outputs q_i the fit and Σ m_i q_i²/s_i² are the same, and the penalty grows strictly with the cost of the layers",
        obligations=tuple(
            Identity(a, b, "spectrum")
            for one, other in zip(SRG_CONSTANT.spectrum, KNESER_SPECTRUM, strict=True)
            for a, b in (
                (one.singular_value, other.singular_value),
                (one.multiplicity, other.multiplicity),
            )
        ),
    )


def _falls() -> Step:
    x, f, t = sp.symbols("x f t", positive=True)
    h = (x + f) ** 2 * (t**2 / x**2 + f)
    return Step(
        "The cost of the layers falls until ϱ = t^(2/3)",
        sp.Eq(sp.Derivative(h, x), sp.factor(sp.diff(h, x))),
        "the derivative has the sign of ϱ³ − t²",
        obligations=(
            Identity(sp.diff(h, x), 2 * f * (x + f) * (x**3 - t**2) / x**3, "derivative"),
            Identity(h.subs(x, t ** sp.Rational(2, 3)), (t ** sp.Rational(2, 3) + f) ** 3, "least value"),
        ),
    )


def _window(stated: ConstantRange) -> Step:
    start = stated.least_r
    below = range(SRG.smallest, start)
    return Step(
        f"SRG's ϱ is less than √3, and t^(2/3) is not, for r ≥ {start}",
        (sp.Lt(SRG_SQUARE, 3), sp.Ge(T**4, 27)),
        f"so that the cost falls strictly from SRG's ϱ to √3, and on to t^(2/3). For r < {start} SRG's ϱ is already past t^(2/3)",
        obligations=(
            PositivePolynomial(3 * (r - 2) - 2 * (r - 1), {r: start}, note="2(r−1)/(r−2) < 3"),
            PositivePolynomial(
                sp.expand(sp.cancel((T**4 - 27) * 16 * (r - 2) ** 4)), {r: start}, note="t⁴ ≥ 27, cleared"
            ),
            Decided(all(map(is_past, below)), f"t² < ϱ³ for r = {SRG.smallest}, …, {start - 1}"),
        ),
    )


def is_past(value: sp.Expr | int) -> bool:
    """Whether SRG's ϱ exceeds t^(2/3), from which on the cost rises.

    Examples
    --------
    >>> is_past(7), is_past(8)
    (True, False)
    """
    return bool(T.subs(r, value) ** 4 < SRG_SQUARE.subs(r, value) ** 3)


def _decay(stated: ConstantRange) -> Step:
    x = sp.Symbol("x", positive=True)
    # ϱ = (r/2)^(2/3) is t^(2/3) to leading order; with r = 2x³ everything is rational.
    found = strongly_regular(TRIANGULAR, x**2, name="T", title="T", parameter=r)
    ratio = (found.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES)).subs(L, 3)
    relative = sp.cancel((ratio / stated.leading).subs(r, 2 * x**3))
    return Step(
        "At L = 3 the ratio of the constants to DNC's tends to 0",
        sp.Eq(sp.Symbol("C/K⁴, leading order"), stated.leading),
        "with ϱ = (r/2)^(2/3), which is more than SRG's for large r; SRG's ratio tends to 1 (S7). Each further layer multiplies both by"
        " 2/(r−1)",
        obligations=(LimitIs(relative, x, sp.oo, sp.Integer(1), "C/K⁴ over its leading order"),),
    )
