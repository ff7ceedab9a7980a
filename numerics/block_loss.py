"""Least loss of blocks of given cost and spectrum, over all branches of the κ-curve and the zero solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.block_table import BlockTable
from numerics.checks import finite, integers, positive, require
from numerics.kappa_curve import curves, least_loss
from numerics.mean_residual import CHUNK
from numerics.roots import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Loss:
    """Least loss of one block or construction, cell by cell.

    Attributes
    ----------
    loss : array, shape (...)
        Value of the objective, normalised as in MATH.md §1.
    kappa : array, shape (...)
        Ridge parameter κ of the last layer at the minimum; inf for the zero solution.
    zero : bool array, shape (...)
        Whether the zero solution is at least as good as every other choice of scales.
    outputs : array, shape (..., d)
        Network outputs q_i on the eigenspaces, in the order of the spectrum; 0 for the zero solution.
    """

    loss: Floats
    kappa: Floats
    zero: Bools
    outputs: Floats


def block_loss(
    log_cost: ArrayLike,
    singular_values: ArrayLike,
    multiplicities: ArrayLike,
    L: ArrayLike,
    total_classes: ArrayLike | None = None,
) -> Loss:
    """Least loss of a block of given cost and spectrum (MATH.md §2).

    Parameters
    ----------
    log_cost : array, shape (...)
        log(Λc) with Λ = n λ_H λ_1 ⋯ λ_L and the shape cost c = c_H c_1 ⋯ c_{L-1}.
    singular_values, multiplicities : arrays, shape (..., d)
        s_i > 0 and m_i >= 0 of σ(M_L).
    L : integer array, shape (...)
        Depth.
    total_classes : array, shape (...), optional
        Number of classes K of the whole network; those of the block, Σ m_i, if not given.

    Raises
    ------
    InvalidInputError
        If an argument is outside its range.

    Examples
    --------
    DNC at K = 10, L = 4, λ = 0.004: shape cost K^L, one singular value.

    >>> block_loss(5 * np.log(0.004) + 4 * np.log(10), [1.0], [10.0], 4).loss.round(8)
    np.float64(0.09917987)
    """
    depth, cost = integers("L", L, 2), finite("log_cost", log_cost)
    values, counts = np.broadcast_arrays(
        np.atleast_1d(positive("singular value", singular_values)), finite("multiplicity", multiplicities)
    )
    require(counts >= 0, "multiplicity", counts, "it must not be negative")
    classes = counts.sum(axis=-1)
    require(classes > 0, "sum of multiplicities", classes, "it must be positive")
    total = classes if total_classes is None else positive("total_classes", total_classes)
    d = values.shape[-1]
    table = BlockTable(
        squares=values.reshape(-1, d).T ** 2,
        multiplicities=counts.reshape(-1, d).T,
        row=np.arange(classes.size).reshape(classes.shape),
        classes=classes,
        width=classes,
        log_shape_cost=np.zeros(()),
    )
    return solve(table, depth, total, cost)


def optimal_kappa(
    log_cost: ArrayLike,
    singular_values: ArrayLike,
    multiplicities: ArrayLike,
    L: ArrayLike,
    total_classes: ArrayLike | None = None,
) -> Floats:
    """κ of the last layer at the least loss; inf where the zero solution wins.

    The arguments are those of :func:`block_loss`.

    Examples
    --------
    A single eigenvalue s = 1 has q = 1/(1 + κ).

    >>> optimal_kappa(4 * np.log(0.02) + 3 * np.log(10), [1.0], [10.0], 3).round(6)
    np.float64(0.294601)
    """
    return block_loss(log_cost, singular_values, multiplicities, L, total_classes).kappa


def solve(table: BlockTable, L: Floats, K: Floats, log_product: Floats) -> Loss:
    """Solve every cell, in pieces that fit in the cache."""
    row, depth, classes = np.broadcast_arrays(table.row, L, K)
    prepared = curves(table.squares, table.multiplicities, row.ravel(), depth.ravel(), classes.ravel())
    index = np.arange(row.size).reshape(row.shape)
    log_cost = log_product + table.log_shape_cost
    shape = np.broadcast_shapes(log_cost.shape, index.shape)
    d = len(table.squares)
    loss, kappa, outputs = np.empty(shape), np.empty(shape), np.empty((d, *shape))
    pieces = np.nditer(
        [log_cost, index, loss, kappa, *(outputs[i, ...] for i in range(d))],
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=[["readonly"]] * 2 + [["writeonly"]] * (2 + d),  # type: ignore[arg-type]  # one list each
        buffersize=CHUNK,
    )
    with pieces:
        for costs, blocks, losses, kappas, *q in pieces:
            losses[...], u = least_loss(prepared, blocks, costs)
            np.exp(u, out=kappas)
            for output, square in zip(q, prepared.squares, strict=True):
                at = square.take(blocks)
                np.divide(at, at + kappas, out=output)
    absent = np.broadcast_to(table.classes == 0, shape)
    if absent.any():
        loss[absent], kappa[absent], outputs[:, absent] = 0.0, np.inf, 0.0
    return Loss(loss, kappa, np.isposinf(kappa), np.moveaxis(outputs, 0, -1))
