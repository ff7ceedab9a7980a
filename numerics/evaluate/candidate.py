"""A network up to its scales and its last layer: what every kind of input comes down to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import log

import numpy as np
from flint import arb
from numpy.typing import NDArray

from numerics.checks import Exact, exact
from numerics.exact import ExactArray, rank
from numerics.rationals import fractions_of
from numerics.refit import Refit, refit, refit_from_mean
from numerics.rescale import rescaled_network
from numerics.solution.model import exact_factors, exact_layers, exact_relu
from numerics.solution.scales import balanced_factors

START_BITS = 50
"""Binary places of balanced factors that are rounded."""

RANK_TOLERANCE = 1e-4
"""Of matrices of floats a singular value counts if it exceeds this fraction of the greatest."""

Network = tuple[ExactArray, tuple[ExactArray, ...]]
"""H_1 and W_1, …, W_L."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """Shapes of H_1, W_1, …, W_{L-1}; W_L is fitted and all scales are optimal.

    Attributes
    ----------
    name : str
        Which of several.
    start : tuple of exact arrays
        (M_2,), realised by its balanced factors, or (H_1, W_1).
    hidden : tuple of exact arrays
        W_2, …, W_{L-1}.
    rounded : bool
        Whether the entries were measured, so that exact ranks would say nothing.

    Examples
    --------
    >>> one = np.eye(2, dtype=int)
    >>> dnc = Candidate("DNC", (one,), (one,))
    >>> dnc.L, dnc.ranks, dnc.enclose(["0.05"] * 4).str(6)
    (3, ((2, 2), (2, 2)), '[0.194721 +/- 1.17e-7]')
    """

    name: str
    start: tuple[ExactArray, ...]
    hidden: tuple[ExactArray, ...]
    rounded: bool = False

    @property
    def L(self) -> int:
        """Depth."""
        return len(self.hidden) + 2

    @cached_property
    def family(self) -> Refit:
        """Its losses at every λ."""
        if len(self.start) == 1:
            return refit_from_mean(self.start[0], self.hidden, self.L)
        H1, W1 = self.start
        return refit(H1, [W1, *self.hidden], self.L)

    @cached_property
    def ranks(self) -> tuple[tuple[int, int], ...]:
        """Ranks of M_l and σ(M_l) for l = 2, …, L, exact unless ``rounded``."""
        first = self.start if len(self.start) == 2 else (self.start[0], _identity(len(self.start[0])))
        factors = exact_factors(*_with_last((first[0], (first[1], *self.hidden))))
        # For (M_2,) an identity stands for W_1.
        means = exact_layers(factors[:-1])[1:]
        return tuple((self._rank(fractions_of(M)), self._rank(fractions_of(exact_relu(M)))) for M in means)

    def _rank(self, matrix: ExactArray) -> int:
        if not self.rounded:
            return rank(matrix)
        values = np.linalg.svd(matrix.astype(np.float64), compute_uv=False)
        return int(np.count_nonzero(values > max(RANK_TOLERANCE * values[0], 0)))

    def enclose(self, factors: Sequence[Exact]) -> arb:
        """Ball that holds the least loss; ``factors`` are n, λ_H, λ_1, …, λ_L."""
        return self.family.enclose(factors)

    def network(self, n_lambda_H: Exact, lambdas: Sequence[Exact], bits: int = 50) -> Network:
        """Explicit rational matrices, one sample per class: entries are multiples of 2^-bits.

        Parameters
        ----------
        n_lambda_H : exact number
            n λ_H, for the n samples of a class share their features.
        lambdas : sequence of exact numbers
            λ_1, …, λ_L.
        bits : int
            Binary places.

        Examples
        --------
        >>> from numerics.solution import exact_objective
        >>> one = np.eye(2, dtype=int)
        >>> H1, weights = Candidate("DNC", (one,), (one,)).network("0.05", ["0.05"] * 3)
        >>> round(float(exact_objective(H1, weights, Fraction("0.05"), [Fraction("0.05")] * 3)), 6)
        0.194721
        """
        penalties = [exact("λ", value) for value in (n_lambda_H, *lambdas)]
        product = sum(log(value.numerator) - log(value.denominator) for value in penalties)
        last = self.family.last_layer(product, bits)
        H1, W1 = self.start if len(self.start) == 2 else _balanced(self.start[0])
        return rescaled_network(H1, (W1, *self.hidden, last), penalties[0], penalties[1:], bits=bits)


def _with_last(network: Network) -> Network:
    """Shapes are checked together with a last layer."""
    H1, weights = network
    return H1, (*weights, np.zeros((H1.shape[1], len(weights[-1])), dtype=np.int64))


def _balanced(mean: ExactArray) -> tuple[ExactArray, ExactArray]:
    """H_1 and W_1 with W_1 H_1 = M_2 up to rounding, with the least norms."""
    W1, H1 = balanced_factors(mean.astype(np.float64), rank(mean))
    return _exact(H1), _exact(W1)


def _exact(matrix: NDArray[np.float64]) -> ExactArray:
    steps = np.rint(np.ldexp(matrix, START_BITS)).ravel()
    exact_entries = np.array([Fraction(int(step), 2**START_BITS) for step in steps], dtype=object)
    return exact_entries.reshape(matrix.shape)


def _identity(size: int) -> ExactArray:
    return np.eye(size, dtype=np.int64)
