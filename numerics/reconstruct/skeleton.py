"""The pattern of a piece of a record: supports, signs, symmetries, and how few numbers are left.

A piece is taken as M_2, W_2, …, W_{L−1}; the factors of M_2 and W_L follow from these.  Every row of M_2, W_2, … is divided
by its entry of largest modulus, and what it is divided by goes into the columns of the next layer: the network is
diag(s_l) times rows with an entry ±1, and only the squares of the s_l occur in the cost constant.  Permutations of the
classes and of the neurons that leave all entries as they are form a group, and what it does not tell apart is one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from numerics.atlas.record import Floats
from numerics.atlas.symmetry import Colours, colours, generators, orbits_of
from numerics.atlas.value import Piece
from numerics.symmetry.actions import Action, Integers, orbits_of_pairs
from theory.errors import InvalidInputError

ZERO = 1e-5
"""An entry of a row counts as zero below this fraction of the row's largest: records leave some 1e-8."""

NOTHING = -1
"""Label of an entry that is zero."""

Signs = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Which entries of a piece are zero, positive, negative and equal.

    Attributes
    ----------
    labels : tuple of integer arrays
        For M_2, W_2, …, W_{L−1} the number of the orbit of every entry, ``NOTHING`` where the entry is zero.  Orbits are
        numbered on from matrix to matrix.
    signs : tuple of integer arrays
        For M_2, …, M_L whether an entry is −1 (cut off by σ), 0 (just at the kink) or 1.
    kinks : tuple of integer arrays
        For M_3, …, M_L the number of the orbit of every zero that the supports do not force, and ``NOTHING`` elsewhere.
    pairs, columns : integer arrays
        Orbits of unordered pairs of neurons of layer 2, and of pairs of such a neuron and a class.
    scales : tuple of integer arrays
        For layers 2, …, L the number of the orbit of every neuron.
    anchors : tuple of int
        For every orbit of neurons the label of the entry of its row that is ±1.
    symmetries : int
        Order of the group.
    class_orbits : tuple of int
        Sizes of the orbits of its classes.
    """

    labels: tuple[Integers, ...]
    signs: tuple[Signs, ...]
    kinks: tuple[Integers, ...]
    pairs: Integers
    columns: Integers
    scales: tuple[Integers, ...]
    anchors: tuple[int, ...]
    symmetries: int
    class_orbits: tuple[int, ...]

    @property
    def K(self) -> int:
        """Number of classes."""
        return int(self.labels[0].shape[1])

    @property
    def L(self) -> int:
        """Number of weight matrices."""
        return len(self.labels) + 1

    @cached_property
    def sizes(self) -> Integers:
        """How many entries every orbit has."""
        return np.bincount(np.concatenate([label[label >= 0] for label in self.labels]))

    @property
    def free(self) -> int:
        """Scalars that remain: entries but for the ±1 of every row, and scales but for one a layer."""
        scales = len(self.anchors) - len(self.scales)
        return len(self.sizes) - len(self.anchors) + scales


@dataclass(frozen=True, eq=False)
class Start:
    """Floats from which a critical point is looked for, in the coordinates of a skeleton.

    Attributes
    ----------
    entries : array
        One number for each orbit of entries, rows divided by their anchors.
    squares : array
        For every orbit of neurons the square of its scale, the first of every layer 1.
    """

    entries: Floats
    squares: Floats


def matrices_of(piece: Piece) -> tuple[Floats, ...]:
    """M_2, W_2, …, W_{L−1} in floats, each divided by its largest modulus.

    Examples
    --------
    >>> one = np.eye(2, dtype=np.int64)
    >>> [m.tolist() for m in matrices_of(Piece(np.arange(2), (one, 3 * one, 2 * one, one), 1))]
    [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]]
    """
    first, *weights = (np.ldexp(factor.astype(np.float64), -piece.bits) for factor in piece.factors[:-1])
    found = [weights[0] @ first, *weights[1:]]
    return tuple(matrix / np.abs(matrix).max() for matrix in found)


def skeleton(matrices: tuple[Floats, ...]) -> tuple[Skeleton, Start]:
    """The pattern of M_2, W_2, …, W_{L−1}, and the numbers from which to start.

    Raises
    ------
    InvalidInputError
        If a neuron has no input.

    Examples
    --------
    Singletons and the pair of two points:

    >>> sets = np.array([[1.0, 0.0, 0.8], [0.0, 1.0, 0.8]])
    >>> rows = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
    >>> found, start = skeleton((sets, rows))
    >>> found.symmetries, found.class_orbits, found.free
    (2, (2, 1), 3)
    """
    matrices = tuple(_cleared(matrix) for matrix in matrices)
    matrices, squares = _normalised(matrices)
    means = _means(matrices)
    signs = tuple(np.sign(mean).astype(np.int8) for mean in means)
    actions, order, orbits = _group(matrices, squares)
    classes, *layers = actions
    chain = [(layers[0], classes), *((after, before) for before, after in pairwise(layers))]
    pairs_of = [orbits_of_pairs(rows, columns) for rows, columns in chain]

    labels, start, count = [], list[float](), 0
    for pairs, matrix in zip(pairs_of, matrices, strict=True):
        label = np.full(pairs.shape, NOTHING)
        for orbit in range(int(pairs.max()) + 1):
            values = matrix[pairs == orbit]
            if values.any():
                label[pairs == orbit] = count
                start.append(float(np.sqrt((values**2).mean()) * np.sign(values.sum())))
                count += 1
        labels.append(label)

    kinks, count = [], 0
    for before, after, actions_of, label in zip(means, means[1:], layers[1:], labels[1:], strict=False):
        forced = ~((label >= 0).astype(int) @ (before > 0).astype(int)).astype(bool)
        pairs = orbits_of_pairs(actions_of, classes)
        kink = np.full(pairs.shape, NOTHING)
        for orbit in range(int(pairs.max()) + 1):
            if not after[pairs == orbit].any() and not forced[pairs == orbit].all():
                kink[pairs == orbit] = count
                count += 1
        kinks.append(kink)

    scales, anchors, squares_of = [], list[int](), list[float]()
    for label, layer, matrix, square in zip(labels, layers, matrices, squares, strict=True):
        found = np.full(layer.size, NOTHING)
        cells = orbits_of_pairs(layer, Action(np.zeros((len(layer.generators), 1), dtype=np.int64)))[:, 0]
        for orbit in range(int(cells.max()) + 1):
            member = int(np.flatnonzero(cells == orbit)[0])
            found[cells == orbit] = len(anchors)
            anchors.append(int(label[member, np.abs(matrix[member]).argmax()]))
            squares_of.append(float(np.mean(square[cells == orbit])))
        squares_of[int(found.min()) :] = list(
            np.array(squares_of[int(found.min()) :]) / squares_of[int(found.min())]
        )
        scales.append(found)
    entries = np.array(start)
    entries[anchors] = np.sign(entries[anchors])
    pattern = Skeleton(
        tuple(labels), signs, tuple(kinks), _unordered(orbits_of_pairs(layers[0], layers[0])), pairs_of[0],
        tuple(scales), tuple(anchors), order, orbits,
    )  # fmt: skip
    return pattern, Start(entries, np.array(squares_of))


def _unordered(pairs: Integers) -> Integers:
    """Orbits with (i, j) and (j, i) put together, numbered anew."""
    least = np.arange(int(pairs.max()) + 1)
    np.minimum.at(least, pairs.ravel(), pairs.T.ravel())
    return np.unique(least[pairs], return_inverse=True)[1].reshape(pairs.shape)


def _cleared(matrix: Floats) -> Floats:
    """A matrix with exact zeros in the place of noise."""
    tops = np.abs(matrix).max(axis=1, keepdims=True)
    if not tops.all():
        raise InvalidInputError("a network with a neuron without input given; leave the neuron out")
    return np.where(np.abs(matrix) > ZERO * tops, matrix, 0.0)


def _normalised(matrices: tuple[Floats, ...]) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Rows divided by their largest modulus, what they are divided by into the next columns; squares of the scales."""
    found, squares = [], []
    above = np.ones(matrices[0].shape[1])
    for index, matrix in enumerate(matrices):
        carried = matrix * above if index else matrix
        above = np.abs(carried).max(axis=1)
        found.append(carried / above[:, None])
        squares.append(above**2)
    return tuple(found), tuple(squares)


def _means(matrices: tuple[Floats, ...]) -> list[Floats]:
    """M_2, …, M_L with zeros in the place of noise."""
    found = [matrices[0]]
    for weight in matrices[1:]:
        found.append(_cleared(weight @ np.maximum(found[-1], 0)))
    return found


def _group(
    matrices: tuple[Floats, ...], squares: tuple[Floats, ...]
) -> tuple[list[Action], int, tuple[int, ...]]:
    """The group on the classes and the neurons of layers 2, …, L, its order and the orbits of the classes."""
    sizes = [matrices[0].shape[1], *(len(matrix) for matrix in matrices)]
    ends = np.cumsum([0, *sizes])
    joined: Colours = np.zeros((ends[-1], ends[-1]), dtype=np.int64)
    joined[range(sizes[0]), range(sizes[0])] = 1
    count = 2
    for layer, square in enumerate(squares):
        own = np.diag(colours([np.diag(square)])) + count
        joined[range(ends[layer + 1], ends[layer + 2]), range(ends[layer + 1], ends[layer + 2])] = own
        count = int(own.max()) + 1
    for layer, matrix in enumerate(matrices):
        padded = np.zeros((max(matrix.shape),) * 2)
        padded[: matrix.shape[0], : matrix.shape[1]] = matrix
        own = colours([padded])[: matrix.shape[0], : matrix.shape[1]] + count
        joined[ends[layer + 1] : ends[layer + 2], ends[layer] : ends[layer + 1]] = own
        count = int(own.max()) + 1
    order, permutations = generators(joined)
    rows = [np.array(one) for one in permutations] or [np.arange(ends[-1])]
    actions = [
        Action(np.array([row[start:end] - start for row in rows], dtype=np.int64))
        for start, end in pairwise(ends)
    ]
    orbits = orbits_of(actions[0].generators.tolist(), sizes[0])
    return actions, order, tuple(map(len, orbits))
