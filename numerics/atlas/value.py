"""What a record costs at any λ: an upper bound that holds, from exact arithmetic and one root.

The classes of a network fall apart into connected pieces, whose losses add (MATH.md §2, blocks).  Of each piece H_1,
W_1, …, W_{L−1} are kept up to scale, so that it is a pair (P, S = σ(M_L)): P is the product of their squared norms.
W_L is chosen anew as the ridge solution for S that is best at the given λ, and rounded to a dyadic matrix.  Then

    Σ over the pieces of ‖W_L S − I‖²/(2K) + (L+1)/2 · (Λ P ‖W_L‖²)^{1/(L+1)}

is the loss of an explicit network with scales of equal penalties: the matrices are exact, the root is a ball.  Floats
choose W_L and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat, fmpz, fmpz_mat
from numpy.typing import NDArray

from numerics.atlas.components import components, cut
from numerics.atlas.record import Floats, Integers, Record
from numerics.block_loss import block_loss
from numerics.rationals import to_flint

BALL_BITS = 128
"""Working precision of the balls."""

_LAST_BITS = 40
"""W_L is a multiple of 2^-_LAST_BITS of its largest entry."""

_VANISHING = 1e-8
"""Singular values of S below this fraction of the greatest are left to the ridge, which gives them up."""


class Bound(NamedTuple):
    """What an explicit network certainly does not exceed.

    Attributes
    ----------
    loss : arb
        Holds the loss of the network.
    given_up : int
        Classes of pieces that cost less given up.
    """

    loss: arb
    given_up: int


@dataclass(frozen=True, eq=False)
class Piece:
    """A connected part of a record.

    Attributes
    ----------
    classes : integer array
        The classes that it holds, of the record's.
    factors : tuple of integer arrays
        Its own H_1, W_1, …, W_L: the record's numerators.
    bits : int
        Of the record.
    """

    classes: NDArray[np.intp]
    factors: tuple[Integers, ...]
    bits: int

    @property
    def L(self) -> int:
        """Number of weight matrices."""
        return len(self.factors) - 1

    @cached_property
    def prefix(self) -> fmpq:
        """P: the product of the squared norms of H_1, W_1, …, W_{L−1}."""
        total = fmpz(1)
        for factor in self.factors[:-1]:
            total *= sum((fmpz(int(entry)) ** 2 for entry in factor.ravel() if entry), fmpz(0))
        return fmpq(total, fmpz(1) << (2 * self.bits * self.L))

    @cached_property
    def means(self) -> tuple[fmpz_mat, ...]:
        """M_2, …, M_L before σ, exactly: M_l times 2^{l bits}."""
        first, *weights = (fmpz_mat(factor.tolist()) for factor in self.factors[:-1])
        found = [weights[0] * first]
        for weight in weights[1:]:
            found.append(weight * relu(found[-1]))
        return tuple(found)

    @cached_property
    def last_inputs(self) -> fmpq_mat:
        """S = σ(M_L), exactly."""
        return fmpq_mat(relu(self.means[-1])) / fmpz(1 << (self.bits * self.L))

    @cached_property
    def last_inputs_float(self) -> Floats:
        """S in floats."""
        entries = [float(Fraction(int(x.p), int(x.q))) for x in self.last_inputs.entries()]
        return np.array(entries).reshape(self.last_inputs.nrows(), -1)

    @cached_property
    def singular_values(self) -> Floats:
        """Singular values of S that do not vanish, in descending order."""
        values = np.linalg.svd(self.last_inputs_float, compute_uv=False)
        kept: Floats = values[values > _VANISHING * max(values[0], np.finfo(float).tiny)]
        return kept

    @cached_property
    def cost_constant(self) -> fmpq | None:
        """P · tr (SᵀS)^{-1}, with which the piece fits its classes exactly; None if S has not full column rank."""
        gram = self.last_inputs.transpose() * self.last_inputs
        try:
            inverse = gram.inv()
        except ZeroDivisionError:
            return None
        return self.prefix * sum((inverse[i, i] for i in range(inverse.nrows())), fmpq(0))

    def bound(self, product: Fraction, K: int) -> Bound:
        """Bound its share of the loss of a network of K classes in all, for Λ = n λ_H λ_1 ⋯ λ_L."""
        own = len(self.classes)
        zero = Bound(arb(fmpq(own, 2 * K)), own)
        if not self.prefix or not len(self.singular_values):
            return zero
        scale = to_flint(product) * self.prefix
        log_cost = float(arb(scale).log().mid())
        best = block_loss(log_cost, self.singular_values, np.ones_like(self.singular_values), self.L, K)
        if best.zero:
            return zero
        W = self.last_weight(float(best.kappa))
        residual = W * self.last_inputs
        for i in range(own):
            residual[i, i] -= 1
        fit = squared_norm(residual) / (2 * K)
        penalty = arb(scale * squared_norm(W)).root(self.L + 1) * fmpq(self.L + 1, 2)
        loss = arb(fit) + penalty
        return Bound(loss, 0) if loss < zero.loss else zero

    def last_weight(self, kappa: float) -> fmpq_mat:
        """W_L = (SᵀS + κ)^{-1} Sᵀ, rounded."""
        S = self.last_inputs_float
        W = np.linalg.solve(S.T @ S + kappa * np.eye(S.shape[1]), S.T)
        bits = _LAST_BITS - int(np.frexp(np.abs(W).max())[1])
        integers = [[int(entry) for entry in row] for row in np.rint(np.ldexp(W, bits))]
        rounded = fmpq_mat(fmpz_mat(integers))
        return rounded / fmpz(1 << bits) if bits >= 0 else rounded * fmpz(1 << -bits)


class Pieces(NamedTuple):
    """A record, taken apart once."""

    K: int
    L: int
    pieces: tuple[Piece, ...]

    @classmethod
    @lru_cache(maxsize=64)  # the λ's of a cell ask for the same records, one after the other
    def of(cls, record: Record) -> Pieces:
        """The connected pieces of a record, larger ones first.

        Examples
        --------
        >>> one = np.eye(3, dtype=np.int64)
        >>> [piece.classes.tolist() for piece in Pieces.of(Record((one, one, one), 0, "DNC")).pieces]
        [[0], [1], [2]]
        """
        pieces = sorted(_pieces(record), key=lambda piece: (-len(piece.classes), piece.classes[0]))
        return cls(record.K, record.L, tuple(pieces))

    def bound(self, product: Fraction) -> Bound:
        """Bound the least loss at Λ = n λ_H λ_1 ⋯ λ_L: the ball holds the loss of an explicit network.

        Examples
        --------
        DNC at K = 3, L = 2, λ = 1/100, of which the closed form is 0.04454539…

        >>> one = np.eye(3, dtype=np.int64)
        >>> found = Pieces.of(Record((one, one, one), 0, "DNC")).bound(Fraction(1, 100) ** 3)
        >>> found.loss.str(8), found.given_up
        ('[0.044545392 +/- 4.27e-10]', 0)
        """
        with ctx.workprec(BALL_BITS):
            bounds = [piece.bound(product, self.K) for piece in self.pieces]
            return Bound(sum((one.loss for one in bounds), arb(0)), sum(one.given_up for one in bounds))

    @property
    def cost_root(self) -> arb | None:
        """Σ C_b^{1/(L+1)} over the pieces, to be compared with K of DNC; None if a piece does not fit its classes."""
        constants = [piece.cost_constant for piece in self.pieces]
        if any(constant is None for constant in constants):
            return None
        with ctx.workprec(BALL_BITS):
            return sum((arb(constant).root(self.L + 1) for constant in constants), arb(0))


def relu(matrix: fmpz_mat) -> fmpz_mat:
    """σ, entry by entry."""
    return fmpz_mat(matrix.nrows(), matrix.ncols(), [max(entry, fmpz(0)) for entry in matrix.entries()])


def squared_norm(matrix: fmpq_mat) -> fmpq:
    """‖·‖_F², exactly."""
    numerators, denominator = matrix.numer_denom()
    return fmpq(sum((entry * entry for entry in numerators.entries()), fmpz(0)), denominator * denominator)


def _pieces(record: Record) -> Iterator[Piece]:
    for parts in components(record.factors):
        factors = cut(record.factors, parts)
        if not all(len(part) for part in parts):
            factors = _nothing(len(parts[0]), record.L)
        yield Piece(parts[0], factors, record.bits)


def _nothing(classes: int, L: int) -> tuple[Integers, ...]:
    """A piece that outputs zero."""
    one = np.zeros((1, 1), dtype=np.int64)
    return (np.zeros((1, classes), np.int64), *[one] * (L - 1), np.zeros((classes, 1), np.int64))
