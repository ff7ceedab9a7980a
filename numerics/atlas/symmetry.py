"""Permutations of the classes that a network does not notice: the automorphisms of its Gram matrices.

Networks that do the same may differ in their neurons, not in the Gram matrices of their class means (MATH.md §6).  So a
permutation of the classes is a symmetry if it leaves every M_lᵀM_l and σ(M_l)ᵀσ(M_l) as it is.  Entries count as equal if
they are within a tolerance; the group is found by individualisation and refinement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.int64]

TOLERANCE = 1e-4
"""Difference of entries of a Gram matrix, relative to the largest, up to which they count as equal."""


class Symmetry(NamedTuple):
    """Automorphism group of a matrix of colours.

    Attributes
    ----------
    order : int
        Number of automorphisms.
    orbits : tuple of tuples
        Points that automorphisms carry into each other, larger orbits first.
    """

    order: int
    orbits: tuple[tuple[int, ...], ...]


def colours(matrices: Sequence[NDArray[np.float64]], tolerance: float = TOLERANCE) -> Colours:
    """One colour for each tuple of entries of equally large square matrices, up to a tolerance.

    Examples
    --------
    >>> colours([np.array([[1.0, 0.5], [0.5000001, 2.0]])]).tolist()
    [[1, 0], [0, 2]]
    """
    found = np.zeros(matrices[0].shape, dtype=np.int64)
    for matrix in matrices:
        values, places = np.unique(matrix, return_inverse=True)
        steps = np.diff(values) > tolerance * max(float(np.abs(values).max()), np.finfo(float).tiny)
        levels = np.concatenate([[0], np.cumsum(steps)])[places.reshape(matrix.shape)]
        found = found * (int(levels.max()) + 1) + levels
        found = np.unique(found, return_inverse=True)[1].reshape(found.shape)
    return found


def symmetry(matrix: Colours) -> Symmetry:
    """Automorphism group of a matrix of colours: its order by a chain of stabilisers, and its orbits.

    Examples
    --------
    The cycle of five has the ten symmetries of the pentagon.

    >>> cycle = np.roll(np.eye(5, dtype=int), 1, axis=1)
    >>> symmetry(cycle + cycle.T)
    Symmetry(order=10, orbits=((0, 1, 2, 3, 4),))
    """
    order, found = generators(matrix)
    return Symmetry(order, orbits_of(found, len(matrix)))


def orbits_of(permutations: Sequence[Sequence[int]], size: int) -> tuple[tuple[int, ...], ...]:
    """Orbits of the group that some permutations generate, larger orbits first.

    Examples
    --------
    >>> orbits_of([(0, 2, 1)], 3)
    ((1, 2), (0,))
    """
    home = list(range(size))

    def root(point: int) -> int:
        while home[point] != point:
            point = home[point]
        return point

    for permutation in permutations:
        for point, image in enumerate(permutation):
            first, second = sorted((root(point), root(image)))
            home[second] = first
    orbits: dict[int, list[int]] = {}
    for point in range(size):
        orbits.setdefault(root(point), []).append(point)
    return tuple(sorted(map(tuple, orbits.values()), key=lambda orbit: (-len(orbit), orbit)))


def generators(matrix: Colours) -> tuple[int, list[tuple[int, ...]]]:
    """Order of the automorphism group, and automorphisms that generate it: representatives along a chain of stabilisers.

    Examples
    --------
    A path of three points has one symmetry besides the identity.

    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> generators(path)
    (2, [(2, 1, 0)])
    """
    chain = list(_chain(matrix))
    return prod(1 + len(carriers) for carriers in chain), [one for carriers in chain for one in carriers]


def _chain(matrix: Colours) -> Iterator[list[tuple[int, ...]]]:
    """For every step of a chain of stabilisers the automorphisms that carry its point to the others of its orbit."""
    size, fixed = len(matrix), list[int]()
    while len(fixed) < size:
        cells = _refined(matrix, [fixed])[0]
        counts = Counter(cells)
        larger = [point for point in range(size) if counts[cells[point]] > 1]
        if not larger:
            return
        base = larger[0]
        found = [
            _carrier(matrix, [*fixed, base], [*fixed, other])
            for other in larger[1:]
            if cells[other] == cells[base]
        ]
        yield [carrier for carrier in found if carrier is not None]
        fixed.append(base)


def _carrier(matrix: Colours, points: list[int], images: list[int]) -> tuple[int, ...] | None:
    """Some automorphism that carries ``points`` to ``images``, in order: point i goes to the i-th entry."""
    left, right = _refined(matrix, [points, images])
    if sorted(left) != sorted(right):
        return None
    counts = Counter(left)
    choices = [point for point in range(len(matrix)) if counts[left[point]] > 1]
    if not choices:
        at = {colour: point for point, colour in enumerate(right)}
        carried = [at[colour] for colour in left]
        return tuple(carried) if (matrix[np.ix_(carried, carried)] == matrix).all() else None
    point = min(choices, key=lambda point: (counts[left[point]], point))
    for other in range(len(matrix)):
        if right[other] == left[point]:
            found = _carrier(matrix, [*points, point], [*images, other])
            if found is not None:
                return found
    return None


def _refined(matrix: Colours, fixings: Sequence[Sequence[int]]) -> list[list[int]]:
    """Stable colourings of the points after some were singled out, comparable between the fixings."""
    size = len(matrix)
    stacked = np.zeros((len(fixings), size), dtype=np.int64)
    stacked += np.diag(matrix)
    for row, fixed in enumerate(fixings):
        for rank, point in enumerate(fixed):
            stacked[row, point] = -1 - rank
    stacked = np.unique(stacked, return_inverse=True)[1].reshape(stacked.shape)
    while True:
        pairs = matrix[None] * (int(stacked.max()) + 1) + stacked[:, None, :]
        back = matrix.T[None] * (int(stacked.max()) + 1) + stacked[:, None, :]
        signatures = np.concatenate(
            [stacked[:, :, None], np.sort(pairs, axis=2), np.sort(back, axis=2)], axis=2
        )
        _, ranks = np.unique(signatures.reshape(-1, signatures.shape[2]), axis=0, return_inverse=True)
        finer = ranks.reshape(stacked.shape)
        if int(finer.max()) == int(stacked.max()):
            return [row.tolist() for row in finer]
        stacked = finer
