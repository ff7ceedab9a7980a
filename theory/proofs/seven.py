"""Seven classes at rank four beat DNC at every L ≥ 3, so that DNC is not optimal at L = 3 for any K ≥ 7 (statement S19).

The classes are a point 0 of four, and the six pairs.  All layers are small integers, found by training and rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isqrt

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity
from theory.symbols import L

Z = sp.ImmutableMatrix(
    [
        [4, 2, 2, 2, 0, 0, 0],
        [0, 3, 0, 0, 3, 3, 0],
        [0, 0, 3, 0, 3, 0, 3],
        [0, 0, 0, 3, 0, 3, 3],
    ]
)
"""Activations: columns 0, 01, 02, 03, 12, 13, 23."""

R = sp.ImmutableMatrix(
    [
        [-3, 2, 2, 2],
        [0, 1, 1, -1],
        [0, 1, -1, 1],
        [0, -1, 1, 1],
        [3, 2, -2, -2],
        [3, -2, 2, -2],
        [3, -2, -2, 2],
    ]
)
"""Rows of W_{L-1} up to scale."""

SCALE = 10**6
"""Square roots are bounded by multiples of its inverse."""


@dataclass(frozen=True)
class SevenClaim:
    """That the cost constant at L = 3 is below ``below``, by default DNC's 7⁴."""

    below: int = 7**4


SEVEN_CLAIM = SevenClaim()
"""C < 2401."""


def hidden() -> sp.Matrix:
    """σ(R Z), a 7 × 7 matrix."""
    return (R * Z).applyfunc(lambda entry: max(entry, 0))


def root_above(number: sp.Rational) -> sp.Rational:
    """A rational number that is at least the square root of ``number``, by integer arithmetic.

    Examples
    --------
    >>> root_above(sp.Integer(2))
    707107/500000
    """
    number = sp.Rational(number)
    return sp.Rational(isqrt(int(number.p) * SCALE**2 // int(number.q)) + 1, SCALE)


def constant_above() -> sp.Rational:
    """A rational number above C at L = 3: bounds of ‖Z‖_*² and of g²."""
    nuclear = 2 * root_above(sp.Integer(18)) + root_above(73 + 48 * root_above(sp.Integer(2)))
    outputs = hidden().inv()
    g = sum(
        (
            root_above(sum(entry**2 for entry in R.row(j)))
            * root_above(sum(entry**2 for entry in outputs.col(j)))
            for j in range(R.rows)
        ),
        sp.Integer(0),
    )
    return nuclear**2 * g**2


@cache
def seven_classes(stated: SevenClaim = SEVEN_CLAIM) -> Derivation:
    """S19 (b): K = 7 at every L ≥ 3, and every larger K by blocks."""
    return Derivation(
        "seven-classes",
        "DNC is not optimal for L = 3 and K ≥ 7: a point and six pairs of four points cost less than DNC on seven classes",
        (_activations(), _outputs(), _constant(stated), _further_layers()),
    )


def _activations() -> Step:
    gram = Z * Z.T
    differences = sp.Matrix([[0, 0], [1, 1], [-1, 0], [0, -1]])
    two = sp.Matrix([[28, 18], [6, 45]])  # on the point 0 and the sum of the others
    return Step(
        "The activations",
        sp.Eq(sp.Symbol("‖Z‖_*"), 2 * sp.sqrt(18) + sp.sqrt(73 + 48 * sp.sqrt(2))),
        "Z ≥ 0 has rank 4. ZZᵀ is 18 on differences of the points 1, 2, 3; on the point 0 and their sum it is a 2 × 2 matrix of trace"
        " 73 and determinant 1152, and (√a + √b)² = a + b + 2√(ab) for its eigenvalues a, b",
        obligations=(
            Decided(all(entry >= 0 for entry in Z), "Z ≥ 0"),
            *(
                Identity((gram * differences - 18 * differences)[i, j], 0, "ZZᵀ on differences")
                for i in range(4)
                for j in range(2)
            ),
            *(
                Identity((gram * sp.Matrix([[a], [b], [b], [b]]))[i], value, "ZZᵀ on the point 0 and the sum")
                for a, b, column in ((1, 0, 0), (0, 1, 1))
                for i, value in ((0, two[0, column]), (1, two[1, column]), (2, two[1, column]))
            ),
            Identity(two.trace(), 73, "trace"),
            Identity(two.det(), 1152, "determinant"),
            Identity(2 * sp.sqrt(1152), 48 * sp.sqrt(2), "2√(ab)"),
        ),
        facts=(facts.BALANCED_FACTORS,),
    )


def _outputs() -> Step:
    product = hidden().inv() * hidden()
    return Step(
        "Seven neurons, and the outputs",
        sp.Eq(sp.Symbol("rank"), sp.Integer(hidden().rank())),
        "σ(RZ) is a 7 × 7 matrix with an inverse V of rational numbers, so that the outputs are the targets; neurons of equal"
        " norms of row and output make ‖W_{L−1}‖² = ‖W_L‖² = g = Σ ‖ρ_j‖ ‖v_j‖",
        obligations=tuple(
            Identity(product[i, j], 1 if i == j else 0, "V σ(RZ) = I") for i in range(7) for j in range(7)
        ),
    )


def _constant(stated: SevenClaim) -> Step:
    two = root_above(sp.Integer(2))
    return Step(
        "The cost constant at L = 3",
        sp.StrictLessThan(sp.Symbol("‖Z‖_*²·g²"), sp.Integer(stated.below)),
        "every square root is replaced by a rational number above it, found in integers; DNC has K⁴ = 2401",
        obligations=(
            Decided(bool(two**2 > 2), f"√2 < {two}"),
            Decided(bool(constant_above() < stated.below), f"C < {stated.below}"),
            Decided(stated.below <= 7**4, "which is at most DNC's constant"),
        ),
    )


def _further_layers() -> Step:
    return Step(
        "Further layers, other classes, every λ",
        sp.Eq(sp.Symbol("C(L+1)/K^(L+2)"), sp.Symbol("C(L)/K^(L+1)") * sp.Rational(4, 7)),
        "identities I_4 carry Z on, so that the ratio of the constants is multiplied by 4/7; blocks, and the step from constants to"
        " every λ, are those of the rook solutions",
        obligations=(
            Decided(Z.rank() == 4, "rank Z = 4 < 7"),
            Identity(
                (4 ** (L - 2) / 7 ** (L + 2)) / (4 ** (L - 3) / 7 ** (L + 1)), sp.Rational(4, 7), "ratio"
            ),
        ),
        facts=(facts.INDUCTION,),
    )
