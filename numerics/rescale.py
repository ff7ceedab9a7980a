"""The best rescaling of an explicit network: positive scalars on its factors, for any λ's (MATH.md §2).

σ is positively homogeneous, so scalars a_H, a_1, …, a_L > 0 on H_1, W_1, …, W_L multiply the output O by their product
t.  By AM–GM the least penalty at a given t is (L+1)/2 (Λ Π t²)^{1/(L+1)}, where Λ = n λ_H λ_1 ⋯ λ_L and Π is the
product of the squared norms of the factors.  So the best of all rescalings costs

    min over t >= 0 of  (1/2K) ‖t O − I‖² + (L+1)/2 (Λ Π t²)^{1/(L+1)}.

With τ = tr O > 0, ω = ‖O‖² and t = q τ/ω this is ½ (1 − g) + g f(q): here g = τ²/(K ω) <= 1, and f is the loss of
DNC at output q with Ĉ^{L+1} = Λ Π (τ/ω)²/g^{L+1}.  So one network at every λ is DNC at every λ, in other units, and
the functions for DNC solve it, in floats and in enclosures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, floor, log, prod

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat
from numpy.typing import ArrayLike

from numerics.ball_curve import BallCurve
from numerics.block_loss import Loss, block_loss
from numerics.checks import Exact, exact, finite, whole
from numerics.exact import ExactArray
from numerics.rationals import to_ball, to_flint, to_fraction
from numerics.roots import Floats
from numerics.solution.model import exact_factors, exact_layers, exact_squared_norm, require_lambdas
from theory.errors import InvalidInputError

_FIRST_BITS, _LAST_BITS, _ACCURATE_BITS = 96, 1536, 60
"""Working precisions, and the relative accuracy asked of an enclosure, as in :mod:`numerics.enclosure`."""


@dataclass(frozen=True)
class Orbit:
    """All rescalings of one network: what their losses depend on.

    Attributes
    ----------
    L : int
        Depth.
    gain : Fraction
        g = (tr O)²/(K ‖O‖²), the share of the targets that the output can fit; 0 if tr O <= 0.
    cost : Fraction
        Π (tr O/‖O‖²)²/g^{L+1}; 1 if g = 0, where it does not matter.
    output_scale : Fraction
        tr O/‖O‖²: the product of scales at which the fit is best.

    Examples
    --------
    DNC on two classes, as it is and with one factor times 7: the same orbit.

    >>> from numerics.rescale import orbit
    >>> orbit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]] * 2).cost
    Fraction(8, 1)
    >>> orbit([[7, 0], [0, 7]], [[[1, 0], [0, 1]]] * 2).cost
    Fraction(8, 1)
    """

    L: int
    gain: Fraction
    cost: Fraction
    output_scale: Fraction

    def loss(self, log_product: ArrayLike) -> Floats:
        """Least loss over all scales, for arrays of log Λ (:func:`numerics.losses.log_product`).

        Examples
        --------
        >>> dnc = orbit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]] * 3)
        >>> dnc.loss(4 * np.log([0.05, 10.0])).round(6)
        array([0.194721, 0.5     ])
        """
        gain = float(self.gain)
        return np.asarray((1 - gain) / 2 + gain * self._solve(log_product).loss)

    def log_best_scale(self, log_product: float) -> float:
        """Logarithm of the product of all scales at the least loss; -inf where zero is the best."""
        output = float(self._solve(log_product).outputs[..., 0]) if self.gain else 0.0
        return _log(self.output_scale) + log(output) if output else -np.inf

    def _solve(self, log_product: ArrayLike) -> Loss:
        """The problem of DNC that this one is in other units."""
        return block_loss(finite("log_product", log_product) + _log(self.cost), [1.0], [1.0], self.L)

    def enclose(self, factors: Sequence[Exact], more: Callable[[], arb] = lambda: arb(1)) -> arb:
        """Ball that holds the least loss over all scales.

        Parameters
        ----------
        factors : sequence of exact numbers
            Factors of Λ: n, λ_H, λ_1, …, λ_L.
        more : callable
            An irrational factor of the cost, as a ball of the precision in force.

        Examples
        --------
        >>> dnc = orbit([[1, 0], [0, 1]], [[[1, 0], [0, 1]]] * 3)
        >>> dnc.enclose(["0.05"] * 4).str(12)
        '[0.194721116452 +/- 4.31e-13]'
        """
        given = [exact("factor of the product", factor) for factor in factors]
        gain = to_flint(self.gain)

        def solve() -> tuple[arb, bool]:
            product = sum((to_ball(factor).log() for factor in given), arb(0))
            costs: tuple[tuple[fmpq | arb, fmpq], ...] = ((to_flint(self.cost), fmpq(1)), (more(), fmpq(1)))
            curve = BallCurve(self.L, fmpq(1), ((fmpq(1), fmpq(1)),), costs)
            minimum = curve.minimum(product)
            return (1 - gain) / 2 + gain * minimum.loss, minimum.decided

        return refined(solve)


def orbit(H1: ArrayLike, weights: Sequence[ArrayLike]) -> Orbit:
    """The rescalings of a network with one sample per class.

    Parameters
    ----------
    H1 : exact array, shape (d_1, K)
        Features, integers or rationals.
    weights : sequence of exact arrays
        W_1, …, W_L with shapes that chain; L >= 2.

    Raises
    ------
    InvalidInputError
        If the shapes do not fit together, an entry is a float or L < 2.
    """
    factors = exact_factors(H1, weights)
    depth = whole("L", len(weights), 2)
    cost = prod(map(exact_squared_norm, factors), start=Fraction(1))
    return orbit_of(depth, exact_layers(factors)[-1], cost)


def orbit_of(depth: int, output: fmpq_mat, cost: Fraction) -> Orbit:
    """The orbit of a network with a given output, K × K, and product of the squared norms of its factors."""
    K = output.nrows()
    trace = to_fraction(sum((output[k, k] for k in range(K)), fmpq(0)))
    if trace <= 0:  # every t > 0 only makes the fit worse
        return Orbit(depth, Fraction(0), Fraction(1), Fraction(0))
    scale = trace / exact_squared_norm(output)
    gain = trace * scale / K
    return Orbit(depth, gain, cost * scale**2 / gain ** (depth + 1), scale)


def rescaled_loss(
    H1: ArrayLike, weights: Sequence[ArrayLike], lambda_H: float, lambdas: Sequence[float], n: int = 1
) -> float:
    """Loss of a network with the best positive scalars on its factors.

    Parameters
    ----------
    H1, weights
        As in :func:`orbit`.
    lambda_H, lambdas : float and sequence of float
        λ_H and λ_1, …, λ_L.
    n : int
        Samples per class, whose features are equal: n λ_H counts.

    Examples
    --------
    >>> identity = [[1, 0], [0, 1]]
    >>> round(rescaled_loss(identity, [identity] * 3, 0.05, [0.05] * 3), 6)
    0.194721
    """
    penalties = require_lambdas(lambda_H, lambdas, len(weights))
    return float(orbit(H1, weights).loss(np.log([whole("n", n, 1), *penalties]).sum()))


def enclose_rescaled(
    H1: ArrayLike, weights: Sequence[ArrayLike], lambda_H: Exact, lambdas: Sequence[Exact], n: int = 1
) -> arb:
    """Ball that holds the loss of a network with the best positive scalars on its factors.

    Parameters are those of :func:`rescaled_loss`, the λ's exact: a string stands for the decimal.

    Examples
    --------
    >>> identity = [[1, 0], [0, 1]]
    >>> enclose_rescaled(identity, [identity] * 3, "0.05", ["0.05"] * 3).str(8)
    '[0.19472112 +/- 3.55e-9]'
    """
    _require_depth(lambdas, weights)
    return orbit(H1, weights).enclose([whole("n", n, 1), lambda_H, *lambdas])


def rescaled_network(
    H1: ArrayLike,
    weights: Sequence[ArrayLike],
    lambda_H: Exact,
    lambdas: Sequence[Exact],
    n: int = 1,
    bits: int = 40,
) -> tuple[ExactArray, tuple[ExactArray, ...]]:
    """The network at its best scales, its entries rounded to multiples of 2^-bits.

    Its exact objective is a valid upper bound, whatever the rounding did.

    Parameters
    ----------
    H1, weights, lambda_H, lambdas, n
        As in :func:`enclose_rescaled`.
    bits : int
        Binary places of the entries.

    Returns
    -------
    H1, weights
        One sample per class, as they were given: with n samples λ_H counts n times.

    Examples
    --------
    >>> from numerics.solution import exact_objective
    >>> identity = [[1, 0], [0, 1]]
    >>> H1, weights = rescaled_network(identity, [identity] * 3, "0.05", ["0.05"] * 3)
    >>> round(float(exact_objective(H1, weights, Fraction("0.05"), [Fraction("0.05")] * 3)), 9)
    0.194721116
    """
    _require_depth(lambdas, weights)
    factors = exact_factors(H1, weights)
    given = [exact("λ", value) for value in (lambda_H, *lambdas)]
    given[0] *= whole("n", n, 1)
    scale = orbit(H1, weights).log_best_scale(sum(_log(value) for value in given))
    norms = [exact_squared_norm(factor) for factor in factors]
    logarithms = np.full(len(factors), -np.inf)
    if scale > -np.inf:
        costs = np.array([_log(value) + _log(norm) for value, norm in zip(given, norms, strict=True)])
        logarithms = scale / len(costs) + (costs.mean() - costs) / 2
    scaled = [
        _rounded(np.array(factor.entries(), dtype=object).reshape(factor.nrows(), factor.ncols()), a, bits)
        for factor, a in zip(factors, logarithms, strict=True)
    ]
    return scaled[0], tuple(scaled[1:])


def refined(solve: Callable[[], tuple[arb, bool]], *, accurate: bool = True) -> arb:
    """Solve with more and more precision until the answer is decided and accurate; the ball holds it in any case.

    Parameters
    ----------
    solve : callable
        Uses the precision in force; returns a ball and whether everything was decided.
    accurate : bool
        Whether a wide ball is a reason to go on.

    Examples
    --------
    >>> refined(lambda: (arb(2).sqrt(), True)).rel_accuracy_bits() > 60
    True
    """
    bits = _FIRST_BITS
    while True:
        with ctx.workprec(bits):
            ball, decided = solve()
        bits *= 2
        enough = not accurate or ball.rel_accuracy_bits() >= _ACCURATE_BITS
        if bits > _LAST_BITS or (decided and enough):
            return ball


def _require_depth(lambdas: Sequence[object], weights: Sequence[object]) -> None:
    if len(lambdas) != len(weights):
        raise InvalidInputError(
            f"{len(lambdas)} λ's given for L = {len(weights)} weights; give one λ for each"
        )


def _rounded(matrix: ExactArray, log_scale: float, bits: int) -> ExactArray:
    """The matrix times exp(log_scale), which need not be in the range of a float, rounded."""
    if log_scale == -np.inf:
        factor = Fraction(0)
    else:
        power = floor(log_scale / log(2))
        factor = Fraction(exp(log_scale - power * log(2))) * Fraction(2) ** (power + bits)
    rounded = [Fraction(round(to_fraction(entry) * factor), 2**bits) for entry in matrix.ravel()]
    return np.array(rounded, dtype=object).reshape(matrix.shape)


def _log(value: Fraction) -> float:
    return log(value.numerator) - log(value.denominator)
