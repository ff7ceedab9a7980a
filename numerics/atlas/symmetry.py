"""Permutations of the classes that a network does not notice: the automorphisms of its Gram matrices.

Networks that do the same may differ in their neurons, not in the Gram matrices of their class means (MATH.md §6).  So a
permutation of the classes is a symmetry if it leaves every M_lᵀM_l and σ(M_l)ᵀσ(M_l) as it is.  Entries count as equal if
they are within a tolerance; the group is found by individualisation and refinement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    size, order, fixed = len(matrix), 1, list[int]()
    while len(fixed) < size:
        cells = _refined(matrix, [fixed])[0]
        counts = Counter(cells)
        larger = [point for point in range(size) if counts[cells[point]] > 1]
        if not larger:
            break
        base = larger[0]
        order *= sum(
            1
            for other in larger
            if cells[other] == cells[base] and _exists(matrix, [*fixed, base], [*fixed, other])
        )
        fixed.append(base)
    orbits: list[list[int]] = []
    for point in range(size):
        for orbit in orbits:
            if _exists(matrix, [orbit[0]], [point]):
                orbit.append(point)
                break
        else:
            orbits.append([point])
    return Symmetry(order, tuple(tuple(orbit) for orbit in sorted(orbits, key=lambda o: (-len(o), o))))


def _exists(matrix: Colours, points: list[int], images: list[int]) -> bool:
    """Whether some automorphism carries ``points`` to ``images``, in order."""
    left, right = _refined(matrix, [points, images])
    if sorted(left) != sorted(right):
        return False
    counts = Counter(left)
    choices = [point for point in range(len(matrix)) if counts[left[point]] > 1]
    if not choices:
        at = {colour: point for point, colour in enumerate(right)}
        carried = [at[colour] for colour in left]
        return bool((matrix[np.ix_(carried, carried)] == matrix).all())
    point = min(choices, key=lambda point: (counts[left[point]], point))
    return any(
        _exists(matrix, [*points, point], [*images, other])
        for other in range(len(matrix))
        if right[other] == left[point]
    )


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
