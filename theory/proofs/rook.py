"""Rook solutions beat DNC for r = 3, L = 3 and for every r ≥ 3, L ≥ 4; so DNC is not optimal at L = 3, K = 9 (S19).

At L = 3 the ratio of the cost constants tends to 2 for large r, and is below 1 at r = 3 alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.dnc import DNC
from theory.constructions.rook import CLASSES, NUCLEAR_NORM, ROOK
from theory.derivation import Derivation, Step
from theory.loss import uniform_loss
from theory.obligations import Decided, Identity, PositivePolynomial, sign_in_q_sqrt2
from theory.proofs.cost_constants import monotone_in_cost
from theory.symbols import K, L, Lam, q, r


@dataclass(frozen=True)
class RookRange:
    """Where rook solutions beat DNC: at L = 3 for r in ``at_three``, and for L ≥ least_L and every r ≥ least_r."""

    at_three: tuple[int, ...] = (3,)
    least_r: int = 3
    least_L: int = 4

    def holds(self, value: int, depth: int) -> bool:
        """Whether r = ``value`` and L = ``depth`` are in it."""
        return (depth == 3 and value in self.at_three) or (depth >= self.least_L and value >= self.least_r)


ROOK_RANGE = RookRange()
"""L = 3 with r = 3, and L ≥ 4 with r ≥ 3."""


def margin(depth: int) -> sp.Expr:
    """K^(L+1) − C, times (r−1)⁴, as a polynomial in r over Q(√2)."""
    # ‖B‖_*² = r (√2 + 2(r−1))²
    factors = r * (sp.sqrt(2) + 2 * (r - 1)) ** 2 * (2 * r - 1) ** (depth - 3) * r**3 / 2
    inverse = sp.cancel((r - 1) ** 4 * ROOK.inverse_square_sum)
    return sp.expand((r - 1) ** 4 * CLASSES ** (depth + 1) - factors * inverse)


@cache
def rook_beats_dnc(stated: RookRange = ROOK_RANGE) -> Derivation:
    """S19: every r and L of the range, and every K by blocks."""
    return Derivation(
        "rook-beats-dnc",
        "Rook solutions beat DNC for r = 3, L = 3 and for r ≥ 3, L ≥ 4",
        (
            monotone_in_cost("the rook solution"),
            _layers(),
            _constants(stated),
            _further_layers(stated),
            dnc_blocks(),
        ),
    )


def _layers() -> Step:
    i = sp.Symbol("i", integer=True, nonnegative=True)
    # Eigenvalues of J and of J − I on the constants, and on the rest.
    J, apart = (r, sp.Integer(0)), (r - 1, sp.Integer(-1))
    return Step(
        "Layers and spectra",
        (
            sp.Eq(sp.Symbol("BᵀB"), sp.Symbol("I⊗J") + sp.Symbol("J⊗I")),
            sp.Eq(sp.Symbol("σ(M_L)"), sp.Symbol("(J−I)⊗(J−I)")),
        ),
        "two cells share their row, their column, or neither; against a cell that shares i of them the row of W_{L−1} gives"
        " 1 − i. On the tensor products of the constants and their complement all matrices are scalars. P = BB⁺ is the projection"
        " onto the columns of B ≥ 0, σ(PB) = B, ‖P‖² = rank B",
        obligations=(
            Identity(i * sp.Rational(-1, 2) + (2 - i) * sp.Rational(1, 2), 1 - i, "entry of M_L"),
            Identity(2 * r * sp.Rational(1, 4) * r**2, ROOK.layer_costs[2].cost, "‖W_{L−1}‖²"),
            Identity(J[0] + J[0], 2 * r, "BᵀB on constants ⊗ constants"),
            Identity(J[0] + J[1], r, "BᵀB on constants ⊗ rest, and rest ⊗ constants"),
            Identity(J[1] + J[1], 0, "BᵀB on rest ⊗ rest"),
            Identity(NUCLEAR_NORM, sp.sqrt(2 * r) + 2 * (r - 1) * sp.sqrt(r), "‖B‖_*"),
            Identity(ROOK.layer_costs[1].cost, 1 + 2 * (r - 1), "rank B"),
            Identity(apart[0] * apart[0], ROOK.spectrum[0].singular_value, "σ(M_L) on constants ⊗ constants"),
            Identity(-apart[0] * apart[1], ROOK.spectrum[1].singular_value, "modulus on the mixed products"),
            Identity(apart[1] * apart[1], ROOK.spectrum[2].singular_value, "σ(M_L) on rest ⊗ rest"),
            Identity(ROOK.spectrum[1].multiplicity, 2 * (r - 1), "dimension of the mixed products"),
            Identity(ROOK.spectrum[2].multiplicity, (r - 1) ** 2, "dimension of rest ⊗ rest"),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION,),
    )


def _constants(stated: RookRange) -> Step:
    depth, start = stated.least_L, stated.least_r
    return Step(
        f"C_rook < C_DNC at L = 3 and r in {stated.at_three}, and at L = {depth} for every r ≥ {start}",
        sp.StrictGreaterThan(sp.Symbol("K") ** (L + 1) - sp.Symbol("C_rook"), 0),
        f"times (r−1)⁴ the difference is a polynomial in r over Q(√2); at L = {depth} its coefficients in r − {start} are all"
        " nonnegative, with a positive constant one",
        obligations=(
            Identity(
                ((r - 1) ** 4 * (CLASSES**4 - ROOK.uniform_cost_constant.subs(L, 3))),
                margin(3),
                "K⁴ − C_rook, cleared",
            ),
            *(
                Decided(sign_in_q_sqrt2(margin(3).subs(r, value)) > 0, f"C_rook < K⁴ at r = {value}, L = 3")
                for value in stated.at_three
            ),
            PositivePolynomial(margin(depth), {r: start}, note=f"K^{depth + 1} − C_rook, cleared"),
            PositivePolynomial((r - 1) ** 4, {r: start}, note="the factor that was cleared"),
        ),
    )


def _further_layers(stated: RookRange) -> Step:
    ratio = ROOK.uniform_cost_constant / DNC.uniform_cost_constant.subs(K, CLASSES)
    return Step(
        "Each further layer helps",
        sp.Eq(sp.Symbol("C(L+1)/K^(L+2)"), sp.Symbol("C(L)/K^(L+1)") * (2 * r - 1) / r**2),
        "the ratio of the constants is multiplied by (2r−1)/r² < 1",
        obligations=(
            Identity(sp.simplify(ratio.subs(L, L + 1) / ratio), (2 * r - 1) / r**2, "ratio of the ratios"),
            PositivePolynomial(r**2 - (2 * r - 1), {r: stated.least_r}, note="2r − 1 < r²"),
        ),
        facts=(facts.INDUCTION,),
    )


def dnc_blocks() -> Step:
    """A block whose constant is below DNC's, with DNC on the other classes, beats every DNC solution at every λ."""
    K_b, C_b = sp.symbols("K_b C_b", positive=True)
    block = K_b * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * (Lam * C_b) ** (1 / (L + 1)) * q ** (2 / (L + 1))
    return Step(
        "DNC on the other classes, and every λ",
        sp.StrictLessThan(C_b, K_b ** (L + 1)),
        "with block-diagonal layers the loss separates; a block with C_b < K_b^(L+1) costs less than its share of DNC at every"
        " q > 0, whatever K is. By S2 a DNC solution costs at least f(q) for some q > 0, or more than ½: in the one case the block"
        " solution with the same outputs costs strictly less, in the other the zero solution does",
        obligations=(
            Identity(block, K_b / K * uniform_loss(q, K / K_b * (Lam * C_b) ** (1 / (L + 1))), "the block"),
            Identity(
                (K / K_b * (Lam * C_b) ** (1 / (L + 1))).subs(C_b, K_b ** (L + 1)),
                K * Lam ** (1 / (L + 1)),
                "equality of the cost roots",
            ),
            Identity(uniform_loss(sp.Integer(0)), sp.Rational(1, 2), "loss of the zero solution"),
        ),
    )
