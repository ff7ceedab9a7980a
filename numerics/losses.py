"""Losses of constructions in float64, vectorised over parameters, depths and λ's.

The loss depends on the λ's only through Λ = n λ_H λ_1 ⋯ λ_L, which is passed as its logarithm so that neither
L = 1000 nor λ = 1e-300 leaves the range of a float.  Every loss is the least over all branches of the κ-curve
(:mod:`numerics.kappa_curve`) and the zero solution.

Arguments broadcast as numpy arrays do.  What does not depend on the λ's is computed once per pair of a
construction and a depth, so pass ``r[:, None, None], L[:, None], lam`` rather than a list of cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.block_loss import Bools, Loss, block_loss, optimal_kappa, solve
from numerics.block_table import Values, arguments, block_table
from numerics.checks import finite, integers, positive
from numerics.lowering import lower
from numerics.mean_residual import level_points, turning_points
from numerics.roots import Floats
from theory.construction import BlockSum, Construction
from theory.constructions import registry
from theory.constructions.dnc import DNC

__all__ = [
    "BlockSumLoss",
    "Loss",
    "LossTable",
    "block_loss",
    "dnc_loss",
    "log_product",
    "log_product_equal",
    "loss_of",
    "loss_table",
    "optimal_kappa",
    "srg_loss",
    "zero_threshold",
]


@dataclass(frozen=True)
class BlockSumLoss:
    """Least loss of a block sum, cell by cell.

    Attributes
    ----------
    loss : array, shape (...)
        Sum over the blocks.
    zero : bool array, shape (...)
        Whether every block is given up.
    blocks : tuple of Loss
        The blocks, each with its share of the loss.
    """

    loss: Floats
    zero: Bools
    blocks: tuple[Loss, ...]


def log_product(n: int, lambda_H: float, lambdas: Iterable[float]) -> float:
    """Log Λ = log(n λ_H λ_1 ⋯ λ_L) of separate regularisation parameters.

    Raises
    ------
    InvalidInputError
        If n is not a positive integer or a λ is not positive and finite.

    Examples
    --------
    >>> round(log_product(2, 0.5, [0.1, 0.1, 0.1]), 6)
    -6.907755
    """
    samples = integers("n", n, 1)
    factors = [positive("lambda_H", lambda_H)]
    factors += [positive(f"lambda_{layer}", value) for layer, value in enumerate(lambdas, start=1)]
    return float(np.log(samples) + np.sum(np.log(factors)))


def log_product_equal(lam: ArrayLike, L: ArrayLike, n: ArrayLike = 1) -> Floats:
    """Log Λ = log n + (L+1) log λ when all regularisation parameters are equal; vectorised.

    Raises
    ------
    InvalidInputError
        If λ is not positive and finite, L is not an integer >= 2 or n is not a positive integer.

    Examples
    --------
    >>> log_product_equal([1e-300, 1.0], 1000).round(6)
    array([-691466.303426,       0.      ])
    """
    depth, samples = integers("L", L, 2), integers("n", n, 1)
    total: Floats = np.log(samples) + (depth + 1) * np.log(positive("lambda", lam))
    return total


@overload
def loss_of(construction: Construction, values: Values, L: ArrayLike, log_product: ArrayLike) -> Loss: ...
@overload
def loss_of(construction: BlockSum, values: Values, L: ArrayLike, log_product: ArrayLike) -> BlockSumLoss: ...
def loss_of(
    construction: Construction | BlockSum, values: Values, L: ArrayLike, log_product: ArrayLike
) -> Loss | BlockSumLoss:
    """Least loss of any construction or block sum.

    Parameters
    ----------
    construction : Construction or BlockSum
        From ``theory.constructions``.
    values : array or mapping from names to arrays
        Value of the parameter; of every free parameter by name if there are several.
    L : integer array
        Depth.
    log_product : array
        log Λ, see :func:`log_product` and :func:`log_product_equal`.

    Returns
    -------
    Loss
        For a construction.
    BlockSumLoss
        For a block sum.  A block whose parameter counts its classes may have one class or none.

    Examples
    --------
    Five classes more than the SRG solution at r = 5 has:

    >>> from theory.constructions.blocks import SRG_PLUS_DNC
    >>> both = loss_of(SRG_PLUS_DNC, {"r": 5, "K": 15}, 4, log_product_equal(0.002, 4))
    >>> alone = dnc_loss(15, 4, log_product_equal(0.002, 4))
    >>> bool(both.loss < alone.loss)
    True
    """
    if isinstance(construction, Construction):
        return _family_loss((construction,), values, L, log_product)
    depth, product = integers("L", L, 2), finite("log_product", log_product)
    lowered = lower(construction)
    given = arguments(lowered, values)
    tables = [block_table((block,), given, depth) for block in lowered.blocks]
    total = np.sum(np.broadcast_arrays(*(table.classes for table in tables)), axis=0)
    blocks = tuple(solve(table, depth, total, product) for table in tables)
    losses = np.broadcast_arrays(*(block.loss for block in blocks))
    zeros = np.broadcast_arrays(*(block.zero for block in blocks))
    return BlockSumLoss(np.sum(losses, axis=0), np.all(zeros, axis=0), blocks)


def dnc_loss(K: ArrayLike, L: ArrayLike, log_product: ArrayLike) -> Loss:
    """Least loss of deep neural collapse (MATH.md §3, S2).

    Parameters
    ----------
    K, L : integer arrays
        Number of classes >= 2 and depth >= 2.
    log_product : array
        log Λ.

    Examples
    --------
    >>> found = dnc_loss(10, 4, log_product_equal([0.004, 0.4], 4))
    >>> found.loss.round(10), found.zero
    (array([0.09917987, 0.5       ]), array([False,  True]))
    """
    return _family_loss((DNC,), K, L, log_product)


def srg_loss(r: ArrayLike, L: ArrayLike, log_product: ArrayLike) -> Loss:
    """Least loss of the strongly regular graph solution on K = r(r-1)/2 classes (MATH.md §3, S4).

    Parameters
    ----------
    r, L : integer arrays
        Number of vertices >= 4 and depth >= 2; L = 2 uses its own variant of the construction.
    log_product : array
        log Λ.

    Examples
    --------
    >>> found = srg_loss(5, 4, log_product_equal(0.004, 4))
    >>> found.loss.round(8), found.outputs.round(5)
    (np.float64(0.08091133), array([0.99363, 0.98577, 0.94541]))
    """
    return _family_loss(registry()["srg"], r, L, log_product)


def zero_threshold(construction: Construction, value: ArrayLike, L: ArrayLike) -> Floats:
    """Greatest λ, all equal and n = 1, at which a construction costs no more than the zero solution.

    A critical point has the loss of the zero solution where Σ m_i q_i y_i / Σ m_i q_i = 1/L, which several
    points may do; the threshold is the greatest λ among them.

    Parameters
    ----------
    construction : Construction
        From ``theory.constructions``.
    value, L : integer arrays
        Value of its parameter, and depth.

    Examples
    --------
    DNC: λK = (1/L) ((L-1)/L)^((L-1)/(L+1)), MATH.md §2.

    >>> np.allclose(zero_threshold(DNC, 10, [2, 3]) * 10, [2 ** (-4 / 3), (2 / 3) ** 0.5 / 3], rtol=1e-14)
    True
    """
    depth = integers("L", L, 2)
    lowered = lower(construction)
    table = block_table(lowered.blocks, arguments(lowered, value), depth)
    row, depth, classes = np.broadcast_arrays(table.row, depth, table.classes)
    cells, flat_depth = row.ravel(), depth.ravel()
    squares, multiplicities = table.squares.take(cells, 1), table.multiplicities.take(cells, 1)
    turning = turning_points(table.multiplicities, table.squares, 1).take(cells, 1)
    points = level_points(1 / flat_depth, multiplicities, squares, 1, turning)
    # Of all q the threshold has the greatest Λ at which the loss is that of zero, so that an error in q has
    # no effect to first order.
    q = squares[:, None] / (squares[:, None] + np.exp(points))
    gain = np.sum(multiplicities[:, None] * q * (2 - q), axis=0) / (flat_depth + 1)
    total = np.sum((multiplicities / squares)[:, None] * q**2, axis=0)
    highest = np.nanmax(np.log(gain) - np.log(total) / (flat_depth + 1), axis=0).reshape(depth.shape)
    threshold: Floats = np.exp(highest - np.log(classes) - table.log_shape_cost / (depth + 1))
    return threshold


@dataclass(frozen=True)
class LossTable:
    """DNC against SRG, cell by cell.

    Attributes
    ----------
    K : array, shape (...)
        Number of classes r(r-1)/2.
    dnc, srg : Loss
        The two solutions.
    ratio : array, shape (...)
        L_SRG / L_DNC.
    dnc_rank, srg_rank : integer arrays, shape (...)
        Rank of the class means M_2, …, M_{L-1}, of M_2 for L = 2; 0 for the zero solution.
    """

    K: NDArray[np.int64]
    dnc: Loss
    srg: Loss
    ratio: Floats
    dnc_rank: NDArray[np.int64]
    srg_rank: NDArray[np.int64]


def loss_table(r: ArrayLike, L: ArrayLike, lam: ArrayLike, n: ArrayLike = 1) -> LossTable:
    """Compare DNC with SRG on K = r(r-1)/2 classes, all regularisation parameters equal to λ.

    Tables, figures and the report all call this function.

    Parameters
    ----------
    r, L : integer arrays
        Number of vertices >= 4 and depth >= 2.
    lam : array
        Common value λ > 0 of λ_H, λ_1, …, λ_L.
    n : integer array
        Samples per class.

    Raises
    ------
    InvalidInputError
        If a value is outside its range; the message names the first one.

    Examples
    --------
    >>> table = loss_table(5, 4, [0.004, 0.4])
    >>> table.ratio.round(6), table.srg_rank
    (array([0.815804, 1.      ]), array([5, 0]))
    """
    product = log_product_equal(lam, L, n)
    graph, two_layers = map(lower, registry()["srg"])
    numbers = graph.blocks[0].numbers(*arguments(graph, r), np.asarray(L))
    shallow = two_layers.blocks[0].numbers(*arguments(two_layers, r), np.asarray(L))
    srg = srg_loss(r, L, product)
    dnc = dnc_loss(numbers.classes, L, product)
    K = np.broadcast_to(numbers.classes, dnc.loss.shape)
    rank = np.where(np.asarray(L) == 2, shallow.width, numbers.width)
    return LossTable(
        K=K.astype(np.int64),
        dnc=dnc,
        srg=srg,
        ratio=srg.loss / dnc.loss,
        dnc_rank=np.where(dnc.zero, 0, K).astype(np.int64),
        srg_rank=np.where(srg.zero, 0, rank).astype(np.int64),
    )


def _family_loss(
    variants: tuple[Construction | BlockSum, ...], values: Values, L: ArrayLike, log_product: ArrayLike
) -> Loss:
    """Loss of a construction that may have different variants for different depths."""
    depth, product = integers("L", L, 2), finite("log_product", log_product)
    lowered = [lower(variant) for variant in variants]
    blocks = tuple(family.blocks[0] for family in lowered)
    table = block_table(blocks, arguments(lowered[0], values), depth)
    return solve(table, depth, table.classes, product)
