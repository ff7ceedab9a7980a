"""The Kneser solution on t-subsets beats DNC for every t ≥ 3, r ≥ 2t and L ≥ 3, one case aside (statement S17).

With ‖B‖_*² ≤ r ‖B‖_F² and |θ_j| ≥ 1 for the eigenvalues of the Kneser graph, the ratio of the cost constants is at
most r (t²(t−2) + r)/(t K) · (r/K)^(L−3) with K = C(r, t).  It falls in r, and in t along r = 2t, so that a few numbers
start two inductions; the cells that the bound misses are decided exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import comb

import sympy as sp

from theory import facts
from theory.constructions.t_subsets import Side, multiplicity, nuclear_norm, row, t_subsets
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity, Obligation, PositivePolynomial
from theory.orbit_matrix import choose
from theory.proofs.cost_constants import monotone_in_cost
from theory.symbols import L, r, t


@dataclass(frozen=True)
class SubsetRange:
    """Where the Kneser solution on t-subsets beats DNC: t ≥ least_t, r ≥ 2t, L ≥ 3, but not in ``exceptions``.

    In the exceptions DNC costs strictly less.
    """

    least_t: int = 3
    exceptions: tuple[tuple[int, int, int], ...] = ((3, 6, 3),)

    def holds(self, size: int, value: int, depth: int) -> bool:
        """Whether it wins for t = ``size``, r = ``value`` and L = ``depth``."""
        inside = size >= self.least_t and value >= 2 * size and depth >= 3
        return inside and (size, value, depth) not in self.exceptions


SUBSET_RANGE = SubsetRange()
"""t ≥ 3, r ≥ 2t, L ≥ 3, but not t = 3, r = 6, L = 3."""

INDUCTIVE_T = 5
"""From this t on the bound holds from r = 2t on."""

SEARCHED = 12
"""For smaller t the bound has to hold from some r < 2t + SEARCHED on."""


def row_norm() -> sp.Expr:
    """Squared norm of a row of W_{L-1}: (t−1)/t on t elements and 1/t on the others."""
    return (t * (t - 1) ** 2 + r - t) / t**2


def bound_holds(size: int, value: int) -> bool:
    """Whether the bound on the ratio of the cost constants at L = 3 is below 1: r (t²(t−2) + r) < t C(r, t).

    Examples
    --------
    >>> bound_holds(3, 7), bound_holds(3, 8)
    (False, True)
    """
    return value * (size**2 * (size - 2) + value) < size * comb(value, size)


def order(size: int, value: int, depth: int) -> int:
    """Sign of C − K^(L+1), exactly, for the cost constant C of the Kneser solution.

    With x and y the two eigenvalues of BBᵀ, ‖B‖_*² = x + (r−1)² y + 2(r−1)√(xy) is the only irrational number.

    Examples
    --------
    >>> order(3, 6, 3), order(3, 6, 4), order(2, 4, 3)
    (1, -1, 1)
    """
    kneser = t_subsets(size)
    K = comb(value, size)
    others = sp.cancel(
        sp.Mul(*(layer.cost**layer.count for layer in kneser.layer_costs[1:])).subs({r: value, L: depth})
        * kneser.inverse_square_sum.subs(r, value)
    )
    x, y = size * comb(value - 1, size - 1), comb(value - 2, size - 1)
    # K^(L+1) − C = rational − 2(r−1) others √(xy).
    rational = K ** (depth + 1) - others * (x + (value - 1) ** 2 * y)
    squares = rational**2 - 4 * (value - 1) ** 2 * others**2 * x * y
    return -1 if rational > 0 and squares > 0 else (1 if rational < 0 or squares < 0 else 0)


@cache
def kneser_beats_dnc(stated: SubsetRange = SUBSET_RANGE) -> Derivation:
    """S17 (a): every t, r and L of the range."""
    return Derivation(
        "kneser-beats-dnc",
        "Kneser solutions on t-subsets beat DNC for t ≥ 3, r ≥ 2t, L ≥ 3, but for t = 3, r = 6, L = 3",
        (
            monotone_in_cost("the Kneser solution"),
            _layers(),
            _spectrum(),
            _ratio(),
            _grows_with_r(stated),
            _along_the_diagonal(),
            _small_t(stated),
            _further_layers(stated),
            _exceptions(stated),
        ),
    )


def _layers() -> Step:
    i = sp.Symbol("i", integer=True, nonnegative=True)
    inside, outside = -(t - 1) / t, 1 / t
    return Step(
        "Layers for every t",
        sp.Eq(sp.Symbol("‖w_e‖²"), row_norm()),
        "the row of e is −(t−1)/t on e and 1/t elsewhere; against a subset that shares i elements with e it gives 1 − i, so"
        " that σ(M_L) is the adjacency matrix of the Kneser graph",
        obligations=(
            Identity(i * inside + (t - i) * outside, 1 - i, "entry of M_L at overlap i"),
            Identity(t * inside**2 + (r - t) * outside**2, row_norm(), "norm of a row"),
            *(
                Identity(value, stated.subs(t, size), f"row of the construction, t = {size}")
                for size in range(2, 6)
                for value, stated in zip(row(size, Side.FAR, 1), (inside, outside), strict=True)
            ),
        ),
    )


def _spectrum() -> Step:
    obligations = []
    for size in range(2, 6):
        for j, space in enumerate(t_subsets(size).spectrum):
            obligations += [
                Identity(space.singular_value, choose(r - size - j, size - j), f"|θ_{j}| for t = {size}"),
                Identity(space.multiplicity, multiplicity(j), f"m_{j} for t = {size}"),
            ]
    return Step(
        "The spectrum of σ(M_L)",
        sp.Le(sp.Symbol("Σ m_j/θ_j²"), sp.Symbol("K")),
        "θ_j = (−1)^j C(r−t−j, t−j), an integer that is not 0 for r ≥ 2t, so that |θ_j| ≥ 1; the multiplicities sum to K."
        " The formulas of the construction are these for t = 2, …, 5",
        obligations=tuple(obligations),
        facts=(facts.KNESER_SPECTRUM,),
    )


def _ratio() -> Step:
    classes = sp.Symbol("K", integer=True, positive=True)
    bound = (r * t * classes) * r ** (L - 3) * (classes * row_norm()) * classes / classes ** (L + 1)
    return Step(
        "A bound on the ratio of the cost constants",
        sp.Le(sp.Symbol("C/C_DNC"), r * (t**2 * (t - 2) + r) / (t * classes) * (r / classes) ** (L - 3)),
        "‖B‖_*² ≤ r ‖B‖_F² = r t K, since B has r rows and t entries 1 in each of its K columns",
        obligations=(
            Identity(
                bound,
                r * (t**2 * (t - 2) + r) / (t * classes) * (r / classes) ** (L - 3),
                "r t K · r^(L−3) · K‖w_e‖² · K over K^(L+1)",
            ),
        ),
        facts=(facts.RANK_BOUND,),
    )


def _grows_with_r(stated: SubsetRange) -> Step:
    A = t**2 * (t - 2)
    gain = sp.expand(r * (A + r) - (A + r + 1) * (r + 1 - t))
    return Step(
        "From r to r + 1",
        sp.Eq(sp.Symbol("C(r+1, t)/C(r, t)"), (r + 1) / (r + 1 - t)),
        "if r (t²(t−2) + r) < t C(r, t), then the same holds for r + 1: the left side grows by a factor of at most"
        " (r+1)/(r+1−t)",
        obligations=(
            PositivePolynomial(
                gain,
                {t: stated.least_t, r: 2 * stated.least_t},
                note="r (A+r)(r+1) − (r+1)(A+r+1)(r+1−t), over r + 1, with A = t²(t−2)",
            ),
        ),
        facts=(facts.INDUCTION,),
    )


def _along_the_diagonal() -> Step:
    left = 2 * (t**3 - 2 * t**2 + 2 * t)  # r (t²(t−2) + r)/t at r = 2t
    first = INDUCTIVE_T
    return Step(
        f"r = 2t for every t ≥ {first}",
        sp.StrictLessThan(left, sp.Symbol("C(2t, t)")),
        "C(2t+2, t+1) = C(2t, t) · 2(2t+1)/(t+1) is at least three times C(2t, t), and the left side grows by less",
        obligations=(
            Identity(2 * t * (t**2 * (t - 2) + 2 * t) / t, left, "the bound at r = 2t"),
            PositivePolynomial(
                2 * (2 * t + 1) - 3 * (t + 1), {t: first}, strict=False, note="2(2t+1)/(t+1) ≥ 3"
            ),
            PositivePolynomial(
                sp.expand(3 * left - left.subs(t, t + 1)), {t: first}, note="the left side grows by less"
            ),
            Decided(bound_holds(first, 2 * first), f"the bound at t = {first}, r = {2 * first}"),
        ),
        facts=(facts.INDUCTION,),
    )


def single_cells(size: int) -> Iterator[int]:
    """The r >= 2t before the first at which the bound holds."""
    for value in range(2 * size, 2 * size + SEARCHED):
        if bound_holds(size, value):
            return
        yield value


def _small_t(stated: SubsetRange) -> Step:
    obligations: list[Obligation] = []
    for size in range(stated.least_t, INDUCTIVE_T):
        cells = list(single_cells(size))
        start = 2 * size + len(cells)
        obligations.append(
            Decided(
                bound_holds(size, start), f"t = {size}: the bound holds at r = {start}, and so from there on"
            )
        )
        obligations += [
            Decided(order(size, value, 3) < 0, f"t = {size}, r = {value}, L = 3: C < K⁴, exactly")
            for value in cells
            if stated.holds(size, value, 3)
        ]
    return Step(
        f"t < {INDUCTIVE_T}",
        sp.StrictLessThan(sp.Symbol("C"), sp.Symbol("K") ** 4),
        "where the bound starts to hold, and the smaller r one by one; the only irrational number in C is a square root, so"
        " that squares decide",
        obligations=tuple(obligations),
    )


def _further_layers(stated: SubsetRange) -> Step:
    return Step(
        "Each further layer helps",
        sp.Eq(sp.Symbol("C(L+1)/K^(L+2)"), sp.Symbol("C(L)/K^(L+1)") * r / sp.Symbol("K")),
        "the ratio is multiplied by r/K < 1; after an exception it starts at the next L",
        obligations=(
            Identity(
                sp.simplify(t_subsets(3).shape_cost.subs(L, L + 1) / t_subsets(3).shape_cost),
                r,
                "a factor I_r",
            ),
            *(
                Decided(
                    order(size, value, depth + 1) < 0,
                    f"t = {size}, r = {value}, L = {depth + 1}: C < K^{depth + 2}",
                )
                for size, value, depth in stated.exceptions
            ),
        ),
        facts=(facts.INDUCTION,),
    )


def _exceptions(stated: SubsetRange) -> Step:
    obligations: list[Obligation] = []
    for size, value, depth in stated.exceptions:
        kneser = t_subsets(size)
        obligations += [
            Identity(space.singular_value.subs(r, value), 1, f"singular value at t = {size}, r = {value}")
            for space in kneser.spectrum
        ]
        obligations.append(
            Decided(order(size, value, depth) > 0, f"t = {size}, r = {value}, L = {depth}: C > K^{depth + 1}")
        )
    return Step(
        "The exceptions",
        sp.StrictGreaterThan(sp.Symbol("C"), sp.Symbol("K") ** (L + 1)),
        "at r = 2t the Kneser graph pairs each subset with its complement, all singular values are 1 and the loss is f with"
        " the cost constant C, exactly; f increases in Ĉ, so DNC costs less wherever it beats zero",
        obligations=(
            *obligations,
            Identity(
                (nuclear_norm(3) ** 2).subs(r, 6).expand(), 180 + 60 * sp.sqrt(5), "‖B‖_*² at t = 3, r = 6"
            ),
        ),
    )
