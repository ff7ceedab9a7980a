"""The best rescaling of a network whose last layer is fitted anew, for any λ's (MATH.md §2).

With the shapes of H_1, W_1, …, W_{L-1} given, the best W_L is a ridge solution.  Its loss depends on the product c of
their squared norms and on the singular values of σ(M_L) alone: it is the least of the κ-curve.  A class direction that
σ(M_L) does not reach costs 1/2K, whatever the scales.

The singular values are mostly irrational.  The loss falls if one of them grows, so that rational numbers just below and
just above their squares enclose it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import log, prod

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat
from numpy.typing import ArrayLike

from numerics.ball_curve import BallCurve
from numerics.block_loss import Loss, block_loss
from numerics.checks import Exact, exact, finite, whole
from numerics.exact import ExactArray, rational_matrix, require_integer
from numerics.rationals import to_ball, to_flint, to_fraction
from numerics.rescale import orbit_of, refined
from numerics.roots import Floats
from numerics.singular_values import SingularValues, Space, merged, of_matrix
from numerics.solution.model import (
    exact_factors,
    exact_layers,
    exact_relu,
    exact_squared_norm,
)
from theory.errors import InvalidInputError

MOST_SPACES = 24
"""Different singular values with which the κ-curve is enclosed; more of them are merged, and the ball is wider."""

_NEGLIGIBLE = 1e-100
"""Of the greatest singular value: in floats a lesser one counts as 0."""


@dataclass(frozen=True, eq=False)
class Refit:
    """All rescalings of H_1, W_1, …, W_{L-1} with all last layers.

    Attributes
    ----------
    L, K : int
        Depth and number of classes.
    cost : Fraction
        The product of the squared norms of the factors with given shapes.
    means : fmpq_mat
        σ(M_L), shape d_L × K.
    start : SingularValues or None
        If H_1 and W_1 are the balanced factors of M_2 (MATH.md §3), with squared norms ‖M_2‖_* each: those of M_2.

    Examples
    --------
    >>> refit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]], 2).spectrum()
    [(1, 1, 2)]
    """

    L: int
    K: int
    cost: Fraction
    means: fmpq_mat
    start: SingularValues | None = None

    @cached_property
    def values(self) -> SingularValues:
        """The singular values of σ(M_L)."""
        return of_matrix(self.means)

    @property
    def rank(self) -> int:
        """Rank of σ(M_L)."""
        return self.values.rank

    def spectrum(self) -> list[Space]:
        """Squared singular values > 0 of σ(M_L) with multiplicities, enclosed with the precision in force.

        Raises
        ------
        ArithmeticError
            If the precision does not separate one from 0.
        """
        return self.values.spaces()

    @cached_property
    def activations(self) -> tuple[Floats, float]:
        """A in floats, its greatest entry between ½ and 2, and the logarithm of what it was divided by."""
        entries = [to_fraction(x) for x in self.means.entries()]
        greatest = max(entries, default=Fraction(0)) or Fraction(1)
        power = greatest.numerator.bit_length() - greatest.denominator.bit_length()
        scaled = np.array([float(entry / Fraction(2) ** power) for entry in entries])
        return scaled.reshape(self.means.nrows(), self.means.ncols()), power * log(2)

    def loss(self, log_product: ArrayLike) -> Floats:
        """Least loss, for arrays of log Λ (:func:`numerics.losses.log_product`).

        Examples
        --------
        SRG at K = 10, L = 4, all λ's 0.004, with B and I_r for the balanced factors of B, which cost a little less
        (:func:`refit_from_mean`).

        >>> from numerics.graphs import incidence_matrix
        >>> B, one = incidence_matrix(5), np.eye(5, dtype=int)
        >>> last = np.array([Fraction(int(x), 2) for x in (1 - 2 * B.T).ravel()], dtype=object).reshape(10, 5)
        >>> refit(B, [one, one, last], 4).loss(5 * np.log(0.004)).round(6)
        np.float64(0.081705)
        """
        if not self.rank:
            return np.full(np.shape(log_product), 0.5)
        given_up = (self.K - self.rank) / (2 * self.K)
        return np.asarray(self._solve(log_product).loss + given_up)

    def _solve(self, log_product: ArrayLike) -> Loss:
        activations, log_unit = self.activations
        values: Floats = np.linalg.svd(activations, compute_uv=False).astype(np.float64)
        values = values[: self.rank]
        values, multiplicities = _merged_floats(values[values > _NEGLIGIBLE * values[0]])
        cost = log(self.cost.numerator) - log(self.cost.denominator) - 2 * log_unit
        if self.start is not None:
            with ctx.workprec(64):
                cost += 2 * float(self.start.nuclear_norm().log().mid())
        return block_loss(
            finite("log_product", log_product) + cost, values, multiplicities, self.L, float(self.K)
        )

    def last_layer(self, log_product: float, bits: int = 40) -> ExactArray:
        """The shape of the best W_L, its entries rounded to multiples of 2^-bits of the greatest.

        It is zero where the zero solution is the best.
        """
        bits = require_integer("bits", bits, least=1)
        kappa = float(self._solve(log_product).kappa) if self.rank else np.inf
        activations, _ = self.activations
        weight = np.zeros((self.K, len(activations)))
        if np.isfinite(kappa):
            U, s, Vt = np.linalg.svd(activations, full_matrices=False)
            s = s[: self.rank]
            weight = (Vt[: self.rank].T * (s / (s**2 + kappa))) @ U[:, : self.rank].T
            weight /= np.abs(weight).max()
        steps = np.rint(np.ldexp(weight, bits)).ravel()
        rounded = np.array([Fraction(int(step), 2**bits) for step in steps], dtype=object)
        return rounded.reshape(weight.shape)

    def enclose(self, factors: Sequence[Exact]) -> arb:
        """Ball that holds the least loss.

        Parameters
        ----------
        factors : sequence of exact numbers
            Factors of Λ: n, λ_H, λ_1, …, λ_L.

        Examples
        --------
        >>> dnc = refit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]] * 2, 3)
        >>> dnc.enclose(["0.05"] * 4).str(12)
        '[0.194721116452 +/- 4.31e-13]'
        """
        given = [exact("factor of the product", factor) for factor in factors]

        def solve() -> tuple[arb, bool]:
            product = sum((to_ball(x).log() for x in given), arb(0))
            try:
                spaces = merged(self.spectrum(), MOST_SPACES)
            except ArithmeticError:
                return arb(fmpq(1, 4), fmpq(1, 4)), False  # between 0 and the zero solution
            least, most = (self._curve(spaces, end).minimum(product) for end in (1, 0))
            if least.zero and most.zero:
                return arb(fmpq(1, 2)), True  # exactly
            given_up = fmpq(self.K - self.rank, 2 * self.K)
            return given_up + least.loss.union(most.loss), least.decided and most.decided

        if self.rank == 0:
            return arb(fmpq(1, 2))
        if self.values.distinct <= MOST_SPACES:
            return refined(solve)
        # The ball of a merged spectrum is wide; one last layer bounds the loss from above.
        wide = refined(solve, accurate=False)
        above = self.enclose_with(
            self.last_layer(sum(log(x.numerator) - log(x.denominator) for x in given)), given
        )
        return wide.lower().union(wide.min(above))

    def enclose_with(self, last: ExactArray, factors: Sequence[Exact]) -> arb:
        """Ball that holds the loss with a given last layer and the best scales.

        Parameters
        ----------
        last : exact array, shape (K, d_L)
            W_L, up to a positive scale.
        factors : sequence of exact numbers
            Factors of Λ: n, λ_H, λ_1, …, λ_L.

        Examples
        --------
        >>> one = np.eye(2, dtype=int)
        >>> refit(one, [one] * 2, 3).enclose_with(one, ["0.05"] * 4).str(12)
        '[0.194721116452 +/- 4.31e-13]'
        """
        weight = rational_matrix(last)
        cost = self.cost * exact_squared_norm(weight)
        return orbit_of(self.L, weight * self.means, cost).enclose(factors, self._start_cost)

    def cost_constant(self) -> arb | None:
        """C = c Σ m_i/s_i², the cost constant at outputs 1 (MATH.md §2); None where σ(M_L) does not reach all classes.

        DNC has K^{L+1}.  What has less is better at every λ at which DNC beats zero (S5).

        Examples
        --------
        >>> refit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]], 2).cost_constant()
        8.00000000000000
        """
        if self.rank < self.K:
            return None
        total = sum((count / arb(low).union(arb(high)) for low, high, count in self.spectrum()), arb(0))
        return self._shape_cost() * total

    def ties_with_dnc(self) -> bool:
        """Whether the loss is DNC's at every λ: one singular value s of K classes, and c/s² = K^L.

        Examples
        --------
        >>> refit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]], 2).ties_with_dnc()
        True
        """
        if self.rank < self.K:
            return False
        spaces, cost = self.spectrum(), self._shape_cost()
        low, high, _ = spaces[0]
        return bool(
            len(spaces) == 1 and low == high and cost.is_exact() and cost.fmpq() == low * self.K**self.L
        )

    def _start_cost(self) -> arb:
        return arb(1) if self.start is None else self.start.nuclear_norm() ** 2

    def _shape_cost(self) -> arb:
        return self._start_cost() * to_flint(self.cost)

    def _curve(self, spaces: Sequence[Space], end: int) -> BallCurve:
        """The κ-curve with all squared singular values at their lower (0) or upper (1) ends."""
        costs: list[tuple[fmpq | arb, fmpq]] = [(to_flint(self.cost), fmpq(1))]
        if self.start is not None:
            costs.append((self.start.nuclear_norm(), fmpq(2)))
        spectrum = tuple((space[end], fmpq(space[2])) for space in spaces)
        return BallCurve(self.L, fmpq(self.K), spectrum, tuple(costs))


def refit(H1: ArrayLike, hidden: Sequence[ArrayLike], depth: int) -> Refit:
    """The networks with given shapes of H_1, W_1, …, W_{L-1} and any W_L.

    Parameters
    ----------
    H1 : exact array, shape (d_1, K)
        Features, one sample per class.
    hidden : sequence of exact arrays
        W_1, …, W_{L-1}.
    depth : int
        L >= 2, for a check of their number.

    Raises
    ------
    InvalidInputError
        If the shapes do not fit together, an entry is a float or there are not L - 1 of them.
    """
    depth = _depth(depth, hidden, depth - 1)
    K = len(np.atleast_2d(np.asarray(H1, dtype=object)).T)
    factors = _chained(H1, hidden, K)
    A = exact_relu(exact_layers(factors)[-1])
    return _refit(depth, A, factors)


def refit_from_mean(M2: ArrayLike, hidden: Sequence[ArrayLike], depth: int) -> Refit:
    """The networks with a given M_2 = W_1 H_1, realised by its balanced factors, given W_2, …, W_{L-1} and any W_L.

    Of all H_1 and W_1 with this product these have the least norms (MATH.md §3).

    Parameters
    ----------
    M2 : exact array, shape (d_2, K)
        Class means of the second layer, before σ.
    hidden : sequence of exact arrays
        W_2, …, W_{L-1}; empty at L = 2.
    depth : int
        L >= 2.

    Examples
    --------
    SRG at K = 10, L = 4, all λ's 0.004 (MATH.md §3).

    >>> from numerics.solution import Block, base_matrices
    >>> shapes = base_matrices([Block("srg", 5)], 4)
    >>> weights = [weight.numerator for weight in shapes.weights]
    >>> refit_from_mean(shapes.start.numerator, weights, 4).enclose(["0.004"] * 5).str(12)
    '[0.0809113321994 +/- 3.08e-14]'
    """
    depth = _depth(depth, hidden, depth - 2)
    mean = rational_matrix(M2)
    K = mean.ncols()
    identity = np.eye(mean.nrows(), dtype=np.int64)
    factors = _chained(M2, [identity, *hidden], K)  # the identity stands for W_1 and costs nothing
    A = exact_relu(exact_layers(factors)[-1])
    return _refit(depth, A, factors[2:], start=of_matrix(mean))


def _depth(depth: int, hidden: Sequence[object], needed: int) -> int:
    depth = whole("L", depth, 2)
    if len(hidden) != needed:
        raise InvalidInputError(f"{len(hidden)} hidden weights given; L = {depth} needs {needed} here")
    return depth


def _chained(H1: ArrayLike, hidden: Sequence[ArrayLike], K: int) -> list[fmpq_mat]:
    """The factors, once it is known that their shapes fit together with a last layer."""
    width = len(np.atleast_2d(np.asarray(hidden[-1], dtype=object)))
    return exact_factors(H1, [*hidden, np.zeros((K, width), dtype=np.int64)])[:-1]


def _refit(
    depth: int, A: fmpq_mat, factors: Sequence[fmpq_mat], start: SingularValues | None = None
) -> Refit:
    cost = prod((exact_squared_norm(factor) for factor in factors), start=Fraction(1))
    return Refit(
        L=depth,
        K=A.ncols(),
        cost=cost or Fraction(1),  # a layer of zeros: A = 0, and nothing depends on the cost
        means=A,
        start=start,
    )


def _merged_floats(values: Floats) -> tuple[Floats, Floats]:
    """Singular values in descending order, those that differ by rounding as one, with multiplicities."""
    starts = np.flatnonzero(np.append(True, values[1:] < values[:-1] * (1 - 1e-13 * len(values))))
    counts = np.diff(np.append(starts, len(values)))
    return np.add.reduceat(values, starts) / counts, counts.astype(np.float64)
