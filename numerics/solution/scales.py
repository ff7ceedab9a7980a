"""Explicit solutions: shapes with the scales that minimise the objective (MATH.md §2).

For fixed outputs q the product of all scales is fixed.  By the inequality of the arithmetic and the
geometric mean, the regularisation is least where all its L+1 terms are equal, in each block separately.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from numerics.exact import require_integer
from numerics.solution.model import FloatArray, Solution, require_lambdas
from numerics.solution.shapes import BaseMatrices, Block, block_diagonal, block_shapes
from theory.errors import InvalidInputError

_Value = TypeVar("_Value")


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

    The network's outputs also minimise the loss, unless ``kappas`` or ``outputs`` prescribe them.

    Parameters
    ----------
    blocks : sequence of Block
        The class blocks in order; a single block gives DNC or SRG itself.
    kappas : sequence of float, optional
        For each block the ridge parameter κ of W_L (:meth:`BaseMatrices.ridge_outputs`).  The loss is
        stationary iff n λ_H λ_1 ⋯ λ_L · (shape cost of the block) = (κ/K)^{L+1} T(κ)^L, where K counts
        the classes of all blocks.  The default is the global minimum, which may be κ = ∞: the block is
        given up, and its matrices are zero.
    outputs : sequence of sequences of float, optional
        For each block the outputs q_i >= 0 on the eigenspaces of σ(M_L), in the order of
        ``base_matrices([block], L).eigenspaces``.
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
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    >>> solution = build([Block("srg", 5)], **model)
    >>> solution.widths, round(solution.objective(**model).total, 10)
    ((5, 5, 5, 10), 0.0809113322)

    Scales for prescribed outputs, here the targets themselves:

    >>> round(build([Block("srg", 5)], outputs=[(1, 1, 1)], **model).objective(**model).fit, 20)
    0.0
    """
    n = require_integer("n", n, least=1)
    lambda_H, *lambdas = require_lambdas(lambda_H, lambdas, depth=len(lambdas))
    penalties = [n * lambda_H, *lambdas]  # H_1 is M_1 repeated n times
    parts = block_shapes(blocks, depth=len(lambdas))
    K = sum(block.classes for block in blocks)
    prefixes = [_prefix(part) for part in parts]
    if outputs is None:
        if kappas is None:
            kappas = [
                _optimal_kappa(part, prefix, penalties, K)
                for part, prefix in zip(parts, prefixes, strict=True)
            ]
        outputs = [part.ridge_outputs(kappa) for part, kappa in _pairs(parts, kappas)]
    elif kappas is not None:
        raise InvalidInputError("kappas and outputs given; the outputs follow from κ; give one of them")
    factors = [
        equalised([*prefix, _last_layer(part, q)], penalties)
        for prefix, (part, q) in zip(prefixes, _pairs(parts, outputs), strict=True)
    ]
    M1, *weights = zip(*factors, strict=True)
    least = [sum(layer) for layer in zip(*(part.widths for part in parts), strict=True)]
    d = [*_widths(least, widths), K]
    return Solution(
        H1=np.repeat(block_diagonal(M1, shape=(d[0], K)), n, axis=1),
        weights=tuple(block_diagonal(W, shape=(d[i + 1], d[i])) for i, W in enumerate(weights)),
        n=n,
    )


def _pairs(parts: Sequence[BaseMatrices], values: Sequence[_Value]) -> Iterator[tuple[BaseMatrices, _Value]]:
    """Pair every block with its κ or its outputs."""
    if len(values) != len(parts):
        raise InvalidInputError(
            f"values for {len(values)} blocks given; there are {len(parts)}; give one for each"
        )
    return zip(parts, values, strict=True)


def _optimal_kappa(
    shapes: BaseMatrices, prefix: Sequence[FloatArray], penalties: Sequence[float], K: int
) -> float:
    """κ of a block at its least loss, as one of the blocks of a network of K classes."""
    from numerics.losses import optimal_kappa  # needs SymPy, which explicit κ's do without

    return float(
        optimal_kappa(
            np.log(_costs(prefix, penalties[:-1])).sum() + np.log(penalties[-1]),
            [abs(value) for value, _ in shapes.eigenspaces],
            [np.trace(projector.to_float()).round() for _, projector in shapes.eigenspaces],
            L=len(prefix),
            total_classes=K,
        )
    )


def _prefix(shapes: BaseMatrices) -> list[FloatArray]:
    """M_1, W_1, ..., W_{L-1}: the factors whose shapes do not depend on the outputs."""
    W1, M1 = balanced_factors(shapes.start.to_float(), shapes.widths[0])
    return [M1, W1, *(weight.to_float() for weight in shapes.weights)]


def _last_layer(shapes: BaseMatrices, outputs: Sequence[float]) -> FloatArray:
    """W_L = Σ (q_i / θ_i) P_i for the outputs q_i on σ(M_L) = Σ θ_i P_i."""
    if len(outputs) != len(shapes.eigenspaces) or not all(0 <= q < np.inf for q in outputs):
        raise InvalidInputError(
            f"outputs q = {tuple(outputs)} given; the block needs {len(shapes.eigenspaces)} numbers q >= 0"
        )
    last = np.zeros_like(shapes.eigenspaces[0][1].to_float())
    for q, (value, projector) in zip(outputs, shapes.eigenspaces, strict=True):
        last += q / value * projector.to_float()
    return last


def balanced_factors(product: FloatArray, rank: int) -> tuple[FloatArray, FloatArray]:
    """Factors of ``product`` with the least possible norms: both squared norms are its nuclear norm.

    With the singular value decomposition M = U S Vᵀ the factors are U S^{1/2} Rᵀ and R S^{1/2} Vᵀ for
    any isometry R.  Where M has full row rank R = U, so that the first factor is the symmetric matrix
    (M Mᵀ)^{1/4}; then neither depends on the choice of the singular vectors.
    """
    U, S, Vt = np.linalg.svd(product, full_matrices=False)
    U, root, Vt = U[:, :rank], np.sqrt(S[:rank, np.newaxis]), Vt[:rank]
    R = U if rank == len(product) else np.eye(rank)
    return (R @ (root * U.T)).T, R @ (root * Vt)


def _costs(factors: Sequence[FloatArray], penalties: Sequence[float]) -> FloatArray:
    """Costs of the factors, penalty · ‖factor‖_F² each."""
    return np.array([penalty * np.vdot(F, F) for penalty, F in zip(penalties, factors, strict=True)])


def equalised(factors: Sequence[FloatArray], penalties: Sequence[float]) -> list[FloatArray]:
    """Rescale the factors, with product of scales 1, so that all costs are equal."""
    costs = _costs(factors, penalties)
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
