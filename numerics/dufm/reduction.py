"""The smallest model that a trained run is a copy of.

Trained layers hold many neurons with parallel pre-activations and many dead ones.  Neurons of one direction act as
a single neuron: with W_l = C_{l+1} w_l C_lᵀ and H_1 = C_1 h_1, where the columns of every C_l are orthonormal, those of
C_2, ..., C_L moreover non-negative with disjoint supports (so that σ(C z) = C σ(z)), the objective of the small
factors h_1, w_1, ..., w_L equals that of the large ones, and the gradient by the large ones is the gradient by
the small ones, embedded in the same way.  A stationary point of the small model is one of the large model with
the same loss and the same norm of the gradient, and a few hundred parameters are few enough for Newton's method.

Likewise n samples of a class with equal features are one sample with n λ_H (MATH.md §2, statement S1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.dufm.problem import Floats

PARALLEL = 0.999
"""Least cosine of the pre-activations of neurons that are taken to be parallel: gradient descent leaves relative
errors of some 1e-3 at the kinks, which change a cosine by some 1e-6."""

NEGLIGIBLE = 1e-4
"""Neurons, and directions of H_1, below this fraction of the largest of their layer are dropped; weight decay
has shrunk what is dead by many orders of magnitude more."""

COLLAPSED = 1e-3
"""Greatest within-class spread of H_1, relative to its norm, at which the samples of a class are merged."""


@dataclass(frozen=True)
class Reduction:
    """A small model and how it is embedded in the large one.

    Attributes
    ----------
    factors : list of array
        h_1, w_1, ..., w_L.
    bases : list of array
        C_1, ..., C_L, of shape (width, small width).
    copies : int
        Columns of H_1 that one column of h_1 stands for: n if the samples were merged, otherwise 1.
    """

    factors: list[Floats]
    bases: list[Floats]
    copies: int

    @property
    def widths(self) -> list[int]:
        """Small widths d_1, ..., d_L."""
        return [basis.shape[1] for basis in self.bases]

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Shapes of the small factors."""
        return tuple((factor.shape[0], factor.shape[1]) for factor in self.factors)

    @property
    def size(self) -> int:
        """Number of parameters of the small model."""
        return sum(rows * columns for rows, columns in self.shapes)

    def embed(self, factors: Sequence[Floats]) -> list[Floats]:
        """The large factors H_1, W_1, ..., W_L of the small ``factors``."""
        first = np.repeat(self.bases[0] @ factors[0], self.copies, axis=1)
        above = [*self.bases[1:], np.eye(len(factors[-1]))]
        weights = [
            after @ weight @ before.T
            for after, weight, before in zip(above, factors[1:], self.bases, strict=True)
        ]
        return [first, *weights]

    def slopes(self, large: Sequence[Floats]) -> list[Floats]:
        """Average slopes at M_2, ..., M_L over the neurons that are merged, and over the samples."""
        averages = [(basis**2).T @ slope for basis, slope in zip(self.bases[1:], large, strict=True)]
        return [slope.reshape(len(slope), -1, self.copies).mean(axis=2) for slope in averages]

    def embed_slopes(self, small: Sequence[Floats]) -> list[Floats]:
        """Give every large neuron the slopes of its small one; dropped neurons get zeros."""
        return [
            np.repeat((basis > 0) @ slope, self.copies, axis=1)
            for basis, slope in zip(self.bases[1:], small, strict=True)
        ]

    def padded(self, widths: Sequence[int]) -> Reduction:
        """The same model with dead neurons added up to the given widths d_1, ..., d_L, so that more runs have equal shapes."""
        extra = [wanted - basis.shape[1] for wanted, basis in zip(widths, self.bases, strict=True)]
        rows, columns = [*extra, 0], [0, *extra]
        return Reduction(
            [
                np.pad(factor, ((0, below), (0, right)))
                for factor, below, right in zip(self.factors, rows, columns, strict=True)
            ],
            [np.pad(basis, ((0, 0), (0, right))) for basis, right in zip(self.bases, extra, strict=True)],
            self.copies,
        )


def reduce(factors: Sequence[Floats], n: int, linear: bool = False) -> Reduction:
    """Merge parallel neurons, drop dead ones and merge the samples of a class if they have collapsed.

    Parameters
    ----------
    factors : sequence of array
        H_1, W_1, ..., W_L of one run.
    n : int
        Samples per class.
    linear : bool
        There is no σ, so that every layer is reduced to the column space of its activations.

    Examples
    --------
    The second and third neuron of the hidden layer are parallel, the last is dead.

    >>> H1, W1 = np.eye(2), np.array([[1, 0], [0, 3], [0, 4], [0, 0]])
    >>> reduction = reduce([H1, W1, np.ones((2, 4))], n=1)
    >>> reduction.shapes
    ((2, 2), (2, 2), (2, 2))
    >>> reduction.embed(reduction.factors)[1].round(12).tolist()
    [[1.0, 0.0], [0.0, 3.0], [0.0, 4.0], [0.0, 0.0]]
    """
    features, copies = _merge_samples(factors[0], n)
    bases = [_column_space(features)]
    activations = features
    for weight in factors[1:-1]:
        activations = weight @ activations
        bases.append(_column_space(activations) if linear else _directions(activations))
        if not linear:
            activations = np.maximum(activations, 0)
    above = [*bases[1:], np.eye(len(factors[-1]))]
    weights = [
        after.T @ weight @ before for after, weight, before in zip(above, factors[1:], bases, strict=True)
    ]
    return Reduction([bases[0].T @ features, *weights], bases, copies)


def _merge_samples(features: Floats, n: int) -> tuple[Floats, int]:
    by_class = features.reshape(len(features), -1, n)
    means = by_class.mean(axis=2)
    spread = np.linalg.norm(by_class - means[:, :, None])
    if n > 1 and spread <= COLLAPSED * np.linalg.norm(features):
        return means, n
    return features, 1


def _column_space(matrix: Floats) -> Floats:
    """Orthonormal basis of the column space of ``matrix``, of at least one column."""
    vectors, values, _ = np.linalg.svd(matrix, full_matrices=False)
    return vectors[:, : max(1, int((values > NEGLIGIBLE * values[0]).sum()))]


def _directions(pre: Floats) -> Floats:
    """Basis with one column for every direction among the rows of ``pre``; its entries are their lengths."""
    lengths = np.linalg.norm(pre, axis=1)
    alive = [row for row in np.argsort(-lengths) if lengths[row] > NEGLIGIBLE * lengths.max()] or [0]
    units = pre / np.maximum(lengths, np.finfo(float).tiny)[:, None]
    clusters: list[list[int]] = []
    for row in alive:
        cosines = units[[cluster[0] for cluster in clusters]] @ units[row]
        if cosines.size and cosines.max() >= PARALLEL:
            clusters[int(cosines.argmax())].append(row)
        else:
            clusters.append([row])
    basis = np.zeros((len(pre), len(clusters)))
    for column, cluster in enumerate(clusters):
        weights = lengths[cluster] if lengths.any() else np.ones(len(cluster))
        basis[cluster, column] = weights / np.linalg.norm(weights)
    return basis
