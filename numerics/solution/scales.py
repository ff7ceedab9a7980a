"""Explicit solutions: shapes with the scales that minimise the objective (MATH.md §2).

For fixed outputs q the product of all scales is fixed.  By the inequality of the arithmetic and the
geometric mean, the regularisation is least where all its L+1 terms are equal, in each block separately.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from numerics.exact import require_integer
from numerics.solution.model import FloatArray, Solution, require_lambdas
from numerics.solution.shapes import BaseMatrices, Block, block_diagonal, block_shapes
from theory.errors import InvalidInputError


def build(
    blocks: Sequence[Block],
    kappas: Sequence[float] | None = None,
    *,
    outputs: Sequence[Sequence[float]] | None = None,
    lambda_H: float,
    lambdas: Sequence[float],
    n: int = 1,
    widths: Sequence[int] | None = None,
) -> Solution:
    """Build H_1, W_1, ..., W_L of a block sum with loss-minimising scales.

    The network's outputs come either from ``kappas`` or from ``outputs``.

    Parameters
    ----------
    blocks : sequence of Block
        The class blocks in order; a single block gives DNC or SRG itself.
    kappas : sequence of float, optional
        For each block the ridge parameter κ of W_L (:meth:`BaseMatrices.ridge_outputs`).  The loss is
        stationary iff n λ_H λ_1 ⋯ λ_L · (shape cost of the block) = (κ/K)^{L+1} T(κ)^L, where K counts
        the classes of all blocks.
    outputs : sequence of sequences of float, optional
        For each block the outputs q_i >= 0 on the eigenspaces of σ(M_L), in the order of
        ``base_matrices([block], L).eigenspaces``.  A block with all q_i = 0 is given up: its matrices
        are zero.
    lambda_H, lambdas : float and sequence of float
        λ_H on all N columns of H_1, and λ_1, ..., λ_L; the number of the latter is the depth L.
    n : int
        Samples per class; the n features of a class are equal.
    widths : sequence of int, optional
        d_1, ..., d_L; wider layers than necessary are padded with zero neurons.  The default is the least
        possible: SRG needs r (at L = 2, d_1 = rank M_2) and d_L = K.

    Returns
    -------
    Solution

    Raises
    ------
    InvalidInputError
        If a λ, κ, q or width is out of range, or their numbers do not fit.

    Examples
    --------
    >>> solution = build([Block("srg", 5)], outputs=[(1, 1, 1)], lambda_H=0.01, lambdas=(0.01,) * 4)
    >>> solution.widths
    (5, 5, 5, 10)
    >>> objective = solution.objective(0.01, (0.01,) * 4)
    >>> bool(objective.fit < 1e-28 and np.ptp(objective.regularisation) < 1e-15)
    True
    """
    n = require_integer("n", n, least=1)
    depth = len(lambdas)
    penalty_H, *penalties = require_lambdas(lambda_H, lambdas, depth)
    parts = block_shapes(blocks, depth)
    factors = [
        _equalised(_factors(part, q), [n * penalty_H, *penalties])
        for part, q in zip(parts, _outputs(parts, kappas, outputs), strict=True)
    ]
    M1, *weights = zip(*factors, strict=True)
    least = [sum(layer) for layer in zip(*(part.widths for part in parts), strict=True)]
    K = sum(block.classes for block in blocks)
    d = [*_widths(least, widths), K]
    return Solution(
        H1=np.repeat(block_diagonal(M1, shape=(d[0], K)), n, axis=1),
        weights=tuple(block_diagonal(W, shape=(d[i + 1], d[i])) for i, W in enumerate(weights)),
        n=n,
    )


def _outputs(
    parts: Sequence[BaseMatrices],
    kappas: Sequence[float] | None,
    outputs: Sequence[Sequence[float]] | None,
) -> Sequence[Sequence[float]]:
    """Outputs of every block from whichever of ``kappas`` and ``outputs`` is given."""
    given: Sequence[Any] | None = kappas if outputs is None else outputs
    if given is None or (kappas is not None and outputs is not None):
        raise InvalidInputError("both or neither of kappas and outputs given; give exactly one of them")
    if len(given) != len(parts):
        raise InvalidInputError(
            f"values for {len(given)} blocks given; there are {len(parts)}; give one for each"
        )
    if outputs is not None:
        return outputs
    return [part.ridge_outputs(kappa) for part, kappa in zip(parts, given, strict=True)]


def _factors(shapes: BaseMatrices, outputs: Sequence[float]) -> list[FloatArray]:
    """M_1, W_1, ..., W_L of the right shapes; they map to the given outputs, up to scale."""
    eigenvalues = [value for value, _ in shapes.eigenspaces]
    if len(outputs) != len(eigenvalues) or not all(0 <= q < np.inf for q in outputs):
        raise InvalidInputError(
            f"outputs q = {tuple(outputs)} given; the block needs {len(eigenvalues)} numbers q >= 0"
        )
    terms = zip(outputs, shapes.eigenspaces, strict=True)
    last = np.sum([q / value * projector.to_float() for q, (value, projector) in terms], axis=0)
    W1, M1 = _balanced_factors(shapes.start.to_float(), shapes.widths[0])
    return [M1, W1, *(weight.to_float() for weight in shapes.weights), last]


def _balanced_factors(product: FloatArray, rank: int) -> tuple[FloatArray, FloatArray]:
    """Factors of ``product`` with the least possible norms: both squared norms are its nuclear norm.

    With the singular value decomposition M = U S Vᵀ the factors are U S^{1/2} Rᵀ and R S^{1/2} Vᵀ for
    any isometry R.  Where M has full row rank R = U, so that the first factor is the symmetric matrix
    (M Mᵀ)^{1/4}; then neither depends on the choice of the singular vectors.
    """
    U, S, Vt = np.linalg.svd(product, full_matrices=False)
    U, root, Vt = U[:, :rank], np.sqrt(S[:rank, np.newaxis]), Vt[:rank]
    R = U if rank == len(product) else np.eye(rank)
    return (R @ (root * U.T)).T, R @ (root * Vt)


def _equalised(factors: Sequence[FloatArray], penalties: Sequence[float]) -> list[FloatArray]:
    """Rescale the factors, with product of scales 1, so that all penalty · ‖factor‖_F² are equal."""
    costs = np.array([penalty * np.vdot(F, F) for penalty, F in zip(penalties, factors, strict=True)])
    if not costs.all():  # outputs 0: a product of matrices that vanishes is cheapest if all vanish
        return [np.zeros_like(factor) for factor in factors]
    logarithms = np.log(costs)
    scales = np.exp((logarithms.mean() - logarithms) / 2)
    return [scale * factor for scale, factor in zip(scales, factors, strict=True)]


def _widths(least: Sequence[int], widths: Sequence[int] | None) -> Sequence[int]:
    """Return ``widths``, or by default the least widths, if every layer is wide enough."""
    if widths is None:
        return least
    given = [require_integer(f"d_{layer}", width, least=1) for layer, width in enumerate(widths, start=1)]
    if len(given) != len(least) or any(width < bound for width, bound in zip(given, least, strict=True)):
        raise InvalidInputError(
            f"widths {given} given; the construction needs {len(least)} layers of widths >= {list(least)}"
        )
    return given
