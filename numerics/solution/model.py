"""The L-DUFM objective on explicit matrices, in floats and in exact rational arithmetic (MATH.md §1).

    (1/2N) ‖W_L σ(W_{L-1} σ(… W_2 σ(W_1 H_1)…)) − Y‖_F² + (λ_H/2) ‖H_1‖_F² + Σ_l (λ_l/2) ‖W_l‖_F²

with N = K n samples, Y = I_K ⊗ 1_nᵀ (the n samples of a class are neighbours) and σ = ReLU.  H_1 has all
N columns, so that its penalty counts every sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import ArrayLike, NDArray

from numerics.exact import ExactArray, rational_matrix, require_integer
from numerics.rationals import to_fraction
from theory.errors import InvalidInputError

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Objective:
    """Value of the objective, term by term.

    Attributes
    ----------
    fit : float
        (1/2N) ‖output − Y‖_F².
    regularisation : tuple of float
        (λ_H/2) ‖H_1‖_F², then (λ_l/2) ‖W_l‖_F² for l = 1, ..., L.
    """

    fit: float
    regularisation: tuple[float, ...]

    @property
    def total(self) -> float:
        """The objective itself."""
        return self.fit + sum(self.regularisation)


@dataclass(frozen=True, eq=False)
class Solution:
    """Matrices H_1, W_1, ..., W_L of an L-DUFM.

    Attributes
    ----------
    H1 : ndarray, shape (d_1, K n)
        Features; columns k n, ..., (k+1) n - 1 belong to class k.
    weights : tuple of ndarray
        W_1, ..., W_L with W_l of shape (d_{l+1}, d_l), where d_{L+1} = K.
    n : int
        Samples per class.

    Raises
    ------
    InvalidInputError
        If the shapes do not fit together.

    Examples
    --------
    >>> identity = np.eye(2)
    >>> solution = Solution(identity, (identity, identity))
    >>> solution.objective(lambda_H=0.1, lambdas=(0.1, 0.1))
    Objective(fit=0.0, regularisation=(0.1, 0.1, 0.1))
    """

    H1: FloatArray
    weights: tuple[FloatArray, ...]
    n: int = 1

    def __post_init__(self) -> None:
        _require_shapes([matrix.shape for matrix in (self.H1, *self.weights)], self.n)

    @property
    def K(self) -> int:
        """Number of classes."""
        return int(self.weights[-1].shape[0])

    @property
    def widths(self) -> tuple[int, ...]:
        """Widths d_1, ..., d_L of the layers: the numbers of rows of H_1, ..., H_L."""
        return tuple(int(weight.shape[1]) for weight in self.weights)

    def layers(self) -> tuple[FloatArray, ...]:
        """Forward pass: H_1, ..., H_L and the output H_{L+1} = W_L σ(H_L), each before its σ."""
        layers = [self.H1, self.weights[0] @ self.H1]  # no σ on H_1
        for weight in self.weights[1:]:
            layers.append(weight @ np.maximum(layers[-1], 0))
        return tuple(layers)

    def class_means(self) -> tuple[FloatArray, ...]:
        """Class means M_1, ..., M_L and the mean output M_{L+1}, each before its σ; K columns each."""
        per_class = (layer.reshape(len(layer), self.K, self.n) for layer in self.layers())
        return tuple(samples.mean(axis=2, dtype=np.float64) for samples in per_class)

    def objective(self, lambda_H: float, lambdas: Sequence[float]) -> Objective:
        """Evaluate the objective.

        Parameters
        ----------
        lambda_H : float
            Regularisation of the features, over all N columns of H_1.
        lambdas : sequence of float
            λ_1, ..., λ_L.

        Raises
        ------
        InvalidInputError
            If a λ is not positive and finite, or their number is not L.
        """
        penalties = require_lambdas(lambda_H, lambdas, depth=len(self.weights))
        residual = self.layers()[-1] - np.repeat(np.eye(self.K), self.n, axis=1)
        return Objective(
            fit=_squared_norm(residual) / (2 * self.K * self.n),
            regularisation=tuple(
                penalty / 2 * _squared_norm(factor)
                for penalty, factor in zip(penalties, (self.H1, *self.weights), strict=True)
            ),
        )

    def rationalised(self, bits: int = 40) -> tuple[ExactArray, tuple[ExactArray, ...]]:
        """Round every entry to a multiple of 2^-bits, as exact fractions for :func:`exact_objective`.

        The objective moves in proportion to 2^-bits, even at a minimum: where an entry of M_l is zero, as
        in SRG, σ has a kink and rounding may turn the entry positive.

        Examples
        --------
        >>> H1, weights = Solution(np.full((1, 1), 1 / 3), (np.eye(1),)).rationalised(bits=4)
        >>> H1.tolist()
        [[Fraction(5, 16)]]
        """
        bits = require_integer("bits", bits, least=0)

        def rounded(matrix: FloatArray) -> ExactArray:
            steps = np.rint(np.ldexp(matrix, bits)).ravel()
            exact = np.array([Fraction(int(step), 2**bits) for step in steps], dtype=object)
            return exact.reshape(matrix.shape)

        return rounded(self.H1), tuple(rounded(weight) for weight in self.weights)


def exact_objective(
    H1: ArrayLike,
    weights: Sequence[ArrayLike],
    lambda_H: Fraction | int,
    lambdas: Sequence[Fraction | int],
    n: int = 1,
) -> Fraction:
    """Evaluate the objective on rational matrices in exact arithmetic.

    Parameters
    ----------
    H1, weights, n
        As in :class:`Solution`, with integer or rational entries.
    lambda_H, lambdas : int or Fraction
        The exact regularisation parameters, e.g. ``Fraction("0.004")``.

    Raises
    ------
    InvalidInputError
        If the shapes do not fit together, or an entry or a λ is a float or not positive.

    Examples
    --------
    >>> exact_objective([[1]], ([[Fraction(1, 2)]], [[1]]), Fraction(1, 10), (1, 1))
    Fraction(4, 5)
    """
    factors = exact_factors(H1, weights, n)
    penalties = [_exact_penalty(penalty) for penalty in require_lambdas(lambda_H, lambdas, len(weights))]
    output = exact_layers(factors)[-1]
    target = rational_matrix(np.repeat(np.eye(output.nrows(), dtype=np.int64), n, axis=1))
    fit = exact_squared_norm(output - target) / (2 * output.ncols())
    regularisation = [
        penalty * exact_squared_norm(factor) / 2 for penalty, factor in zip(penalties, factors, strict=True)
    ]
    return sum(regularisation, start=fit)


def exact_factors(H1: ArrayLike, weights: Sequence[ArrayLike], n: int = 1) -> list[fmpq_mat]:
    """H_1, W_1, ..., W_L as matrices of flint rationals, if their shapes fit together.

    Raises
    ------
    InvalidInputError
        If they do not, or an entry is a float.

    Examples
    --------
    >>> exact_factors([[1]], ([[2]],))
    [[1], [2]]
    """
    factors = [rational_matrix(matrix) for matrix in (H1, *weights)]
    _require_shapes([(factor.nrows(), factor.ncols()) for factor in factors], n)
    return factors


def exact_layers(factors: Sequence[fmpq_mat]) -> list[fmpq_mat]:
    """Forward pass as in :meth:`Solution.layers`, exactly.

    Examples
    --------
    >>> exact_layers(exact_factors([[1, -1]], ([[2]], [[3], [1]])))[1:]
    [[2, -2], [6, 0]
    [2, 0]]
    """
    layers = [factors[0], factors[1] * factors[0]]  # no σ on H_1
    for weight in factors[2:]:
        layers.append(weight * exact_relu(layers[-1]))
    return layers


def exact_relu(matrix: fmpq_mat) -> fmpq_mat:
    """σ = max(·, 0) of every entry."""
    return fmpq_mat(matrix.nrows(), matrix.ncols(), [max(entry, fmpq(0)) for entry in matrix.entries()])


def exact_squared_norm(matrix: fmpq_mat) -> Fraction:
    """The squared Frobenius norm."""
    total = sum((entry * entry for entry in matrix.entries()), fmpq(0))
    return to_fraction(total)


def require_lambdas(lambda_H: Any, lambdas: Sequence[Any], depth: int) -> tuple[Any, ...]:
    """Return (λ_H, λ_1, ..., λ_L) if all are positive and finite and L is ``depth``.

    Raises
    ------
    InvalidInputError
        Otherwise.
    """
    if len(lambdas) != depth:
        raise InvalidInputError(f"{len(lambdas)} λ's given for L = {depth} weights; give one λ for each")
    for value in (lambda_H, *lambdas):
        if not 0 < value < np.inf:
            raise InvalidInputError(f"λ = {value} given; every λ must be positive and finite")
    return (lambda_H, *lambdas)


def _require_shapes(shapes: Sequence[tuple[int, ...]], n: int) -> None:
    """Check that H_1, W_1, ..., W_L of these shapes can be multiplied and end in N / n classes."""
    n = require_integer("n", n, least=1)
    are_matrices = len(shapes) >= 2 and all(len(shape) == 2 for shape in shapes)
    columns = [shapes[-1][0] * n, *(shape[0] for shape in shapes[:-1])]
    if not are_matrices or [shape[1] for shape in shapes] != columns:
        raise InvalidInputError(
            f"H_1, W_1, ..., W_L of shapes {list(shapes)} with n = {n} given; they must have the shapes"
            " d_1 × K n, d_2 × d_1, ..., K × d_L"
        )


def _squared_norm(matrix: FloatArray) -> float:
    return float(np.vdot(matrix, matrix))


def _exact_penalty(value: object) -> Fraction:
    if not isinstance(value, Rational):
        raise InvalidInputError(
            f"λ = {value!r} of type {type(value).__name__} given; an exact objective needs an int or a"
            f" Fraction; write Fraction('{value}')"
        )
    return Fraction(value)
