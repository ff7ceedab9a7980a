"""All weights at once: a lower bound on ‖Z‖_* times the cost of the neurons, for every weight of every class.

Column k of Z is w_k z_k.  A matrix X with ‖X‖ <= 1 gives ‖Z‖_* >= Σ c_k w_k with c_k = ⟨x_k, z_k⟩, and E of
:mod:`numerics.last_layers.certificate` gives g >= Σ e_k / w_k with e_k = E_kk, where terms with c_k < 0 or e_k < 0 may be left
out: without column k of X its norm is no larger, and without row k of E neither is ‖E a(ρ)‖.  By Cauchy and Schwarz

    ‖Z‖_* g >= Σ c_k w_k · Σ e_k / w_k >= (Σ √(c_k e_k))²      for all w > 0.

At the best weights c_k w_k and e_k / w_k are proportional, for X the partial isometry of Z and E the best matrix, so that
nothing is lost.  In logarithms of weights both factors are convex: there is no other local minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from numerics.last_layers.certificate import DualCertificate, IntegerMatrix, positive_definite
from numerics.rationals import to_ball
from numerics.solution.model import FloatArray

SHRINK = 1e-9
"""X is made smaller by this factor, so that rounding does not take ‖X‖ beyond 1."""

BITS = 40
PRECISION = 96


@dataclass(frozen=True)
class Contraction:
    """A matrix X with ‖X‖ < 1.

    Attributes
    ----------
    matrix : tuple of integer tuples
        X times 2^bits, d × K.
    bits : int
        The denominator is 2^bits.

    Examples
    --------
    >>> Contraction(((3, 0), (0, 3)), 2).fault() is None, Contraction(((4, 0), (0, 3)), 2).fault()
    (True, 'X: its norm is not less than 1')
    """

    matrix: IntegerMatrix
    bits: int

    @classmethod
    def of(cls, Z: FloatArray) -> Contraction:
        """The partial isometry of Z, made a little smaller and rounded."""
        left, values, right = np.linalg.svd(Z, full_matrices=False)
        kept = values > 1e-9 * values[0]
        X = (1 - SHRINK) * left[:, kept] @ right[kept]
        return cls(tuple(tuple(int(x) for x in row) for row in np.rint(np.ldexp(X, BITS))), BITS)

    def fault(self) -> str | None:
        """What is wrong; None if ‖X‖ < 1."""
        if self.bits < 0 or not self.matrix or len({len(row) for row in self.matrix}) != 1:
            return "X: not a matrix over a power of two"
        gram = [[-sum(a * b for a, b in zip(x, y, strict=True)) for y in self.matrix] for x in self.matrix]
        for p in range(len(gram)):
            gram[p][p] += 4**self.bits
        return None if positive_definite(gram) else "X: its norm is not less than 1"

    def coefficients(self, columns: Sequence[Sequence[int]]) -> list[Fraction]:
        """c_k = ⟨x_k, z_k⟩, with ‖Z‖_* >= Σ c_k w_k."""
        return [
            Fraction(
                sum(row[k] * entry for row, entry in zip(self.matrix, column, strict=True)), 2**self.bits
            )
            for k, column in enumerate(columns)
        ]

    def holds_before_the_kink(self, columns: Sequence[Sequence[int]]) -> bool:
        """Whether X is <= 0 where Z is 0, so that Σ c_k w_k <= ‖M‖_* for every M with σ(M) = Z, and not for Z alone."""
        return all(
            row[k] <= 0
            for k, column in enumerate(columns)
            for row, x in zip(self.matrix, column, strict=True)
            if not x
        )


def product_bound(dual: DualCertificate, contraction: Contraction) -> arb:
    """(Σ √(c_k e_k))², a ball: no weights make ‖Z‖_* times the cost of neurons for Y = I less."""
    with ctx.workprec(PRECISION):
        return sum(roots(dual, contraction), arb(0)) ** 2


def roots(dual: DualCertificate, contraction: Contraction) -> list[arb]:
    """√(c_k e_k) for every class, 0 where a factor is negative, as balls."""
    zero = Fraction(0)
    c = contraction.coefficients(dual.columns)
    return [to_ball(max(c[k], zero) * max(dual.entry(k, k), zero)).sqrt() for k in range(dual.K)]


def best_weights(columns: Sequence[Sequence[int]], dual: DualCertificate, weights: FloatArray) -> FloatArray:
    """√(e_k / c_k): the weights at which the bound from E, and from the partial isometry at ``weights``, is met."""
    Z = np.array(columns, dtype=float).T * weights
    c = np.array([float(x) for x in Contraction.of(Z).coefficients(columns)])
    e = np.array([float(dual.entry(k, k)) for k in range(dual.K)])
    found: FloatArray = np.sqrt(np.maximum(e, 1e-12) / np.maximum(c, 1e-12))
    found /= found[0]
    return found
