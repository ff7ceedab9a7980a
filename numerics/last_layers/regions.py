"""Regions into which hyperplanes through the origin cut R^d: found by linear programs, counted and checked exactly.

A region is given by an integer point inside it; its signs ±1 say on which side of each hyperplane it lies.
Deletion and restriction give the number of regions (Zaslavsky 1975): with a hyperplane H added there are as many
more as H itself is cut into by the others.  So a list of points with different signs is complete if it is long
enough, and nobody need be believed who found it.  With symmetries one point for each orbit is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import gcd
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from theory.errors import InvalidInputError

Vector = tuple[int, ...]
Signs = tuple[int, ...]
Permutation = tuple[int, ...]

LARGEST_STEP = 10**6
"""Points are rounded to integers of at most this size."""


def primitive(vector: Sequence[int]) -> Vector:
    """The shortest integer vector on the same line whose first nonzero entry is positive.

    Examples
    --------
    >>> primitive((0, -2, 4))
    (0, 1, -2)
    """
    divisor = gcd(*vector) or 1
    first = next((entry for entry in vector if entry), 1)
    return tuple(entry // (divisor if first > 0 else -divisor) for entry in vector)


def count_regions(normals: Iterable[Sequence[int]]) -> int:
    """Number of regions of the hyperplanes with these normals, which need not be different.

    Raises
    ------
    InvalidInputError
        If a normal is zero.

    Examples
    --------
    Two lines in the plane, and the planes x_i + x_j = 0 of three-space:

    >>> count_regions([(1, 0), (1, 1)]), count_regions([(1, 1, 0), (1, 0, 1), (0, 1, 1)])
    (4, 8)
    """
    given = frozenset(primitive(tuple(map(int, normal))) for normal in normals)
    if any(not any(normal) for normal in given):
        raise InvalidInputError(
            "a normal that is zero was given; every class needs an activation that is not 0"
        )
    return _count(given)


@cache
def _count(normals: frozenset[Vector]) -> int:
    if len(normals) < 2:
        return 1 + len(normals)
    first = min(normals)
    rest = normals - {first}
    return _count(rest) + _count(frozenset(_restricted(other, first) for other in rest))


def _restricted(other: Vector, normal: Vector) -> Vector:
    """``other`` on the hyperplane of ``normal``, in all coordinates but the first in which ``normal`` is not 0."""
    pivot = next(i for i, entry in enumerate(normal) if entry)
    reduced = [normal[pivot] * a - other[pivot] * b for a, b in zip(other, normal, strict=True)]
    return primitive([*reduced[:pivot], *reduced[pivot + 1 :]])


def signs(point: Sequence[int], normals: Sequence[Vector]) -> Signs | None:
    """On which side of every hyperplane a point lies; None if it lies on one.

    Examples
    --------
    >>> signs((2, -1), [(1, 0), (0, 1), (1, 1)])
    (1, -1, 1)
    """
    products = [sum(a * b for a, b in zip(point, normal, strict=True)) for normal in normals]
    return tuple(1 if x > 0 else -1 for x in products) if all(products) else None


class Action(NamedTuple):
    """What a symmetry does to hyperplanes: normal k becomes ``signs[k]`` times normal ``places[k]``."""

    places: tuple[int, ...]
    signs: Signs


def action(coordinates: Permutation, normals: Sequence[Vector]) -> Action | None:
    """What a permutation of the coordinates does to the normals, or None if it does not permute them up to signs.

    Coordinate i of a vector goes to place ``coordinates[i]``.

    Examples
    --------
    >>> action((1, 0), [(1, 0), (0, 1), (1, -1)])
    Action(places=(1, 0, 2), signs=(1, 1, -1))
    """
    place = {normal: k for k, normal in enumerate(normals)}
    places, found = [], []
    for normal in normals:
        moved = [0] * len(normal)
        for i, entry in enumerate(normal):
            moved[coordinates[i]] = entry
        image, opposite = tuple(moved), tuple(-entry for entry in moved)
        if image not in place and opposite not in place:
            return None
        found.append(1 if image in place else -1)
        places.append(place[image if image in place else opposite])
    return Action(tuple(places), tuple(found))


def closure(generators: Sequence[Permutation], size: int) -> tuple[Permutation, ...]:
    """All permutations of ``size`` things that the generators make.

    Examples
    --------
    >>> closure([(1, 2, 0)], 3)
    ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    """
    found = {tuple(range(size))}
    todo = list(found)
    while todo:
        here = todo.pop()
        images = {tuple(generator[i] for i in here) for generator in generators} - found
        found |= images
        todo += images
    return tuple(sorted(found))


def actions(symmetries: Sequence[Permutation], normals: Sequence[Vector]) -> tuple[Action, ...]:
    """What the group that the symmetries make does to the normals.

    Raises
    ------
    InvalidInputError
        If a symmetry does not permute the normals up to signs.
    """
    found = [action(symmetry, normals) for symmetry in closure(symmetries, len(normals[0]))]
    if any(one is None for one in found):
        raise InvalidInputError(f"symmetries {symmetries} given; they must permute the hyperplanes")
    return tuple(one for one in found if one is not None)


def complete(patterns: Iterable[Signs], normals: Sequence[Vector], group: Sequence[Action]) -> bool:
    """Whether the images of some regions under a group are all regions there are.

    Examples
    --------
    >>> square = [(1, 0), (0, 1)]
    >>> swap = actions([(1, 0)], square)
    >>> complete([(1, 1), (1, -1), (-1, -1)], square, swap), complete([(1, 1), (1, -1)], square, swap)
    (True, False)
    """
    images = {image for pattern in patterns for image in _images(pattern, group)}
    return len(images) == count_regions(normals)


def _images(pattern: Signs, group: Sequence[Action]) -> Iterator[Signs]:
    for places, signs_of_normals in group:
        image = [0] * len(pattern)
        for place, sign, side in zip(places, signs_of_normals, pattern, strict=True):
            image[place] = sign * side
        yield tuple(image)


def representatives(
    normals: Sequence[Vector], group: Sequence[Action]
) -> tuple[tuple[Vector, ...], tuple[tuple[int, ...], ...]]:
    """A point in one region of each orbit, and the hyperplanes that bound it.

    Regions are found by crossing one hyperplane at a time.

    Parameters
    ----------
    normals : sequence of integer tuples
        No two parallel, none zero.
    group : sequence of Action
        As :func:`actions` gives it.

    Raises
    ------
    InvalidInputError
        If two normals are parallel, or the search missed a region.

    Examples
    --------
    >>> normals = [(1, 0), (0, 1), (1, 1)]
    >>> points, walls = representatives(normals, actions([(1, 0)], normals))
    >>> len(points), [len(wall) for wall in walls]
    (4, [2, 2, 2, 2])
    """
    if len({primitive(normal) for normal in normals}) < len(normals):
        raise InvalidInputError("two classes have parallel activations; regions are found for different ones")
    found: dict[Signs, tuple[Vector, tuple[int, ...]]] = {}
    todo = [_generic(normals)]
    while todo:
        here = todo.pop()
        pattern = signs(here, normals)
        assert pattern is not None
        key = max(_images(pattern, group))
        if key in found:
            continue
        beyond = [
            _inside((*pattern[:k], -pattern[k], *pattern[k + 1 :]), normals) for k in range(len(normals))
        ]
        found[key] = here, tuple(k for k, point in enumerate(beyond) if point is not None)
        todo += [point for point in beyond if point is not None]
    if not complete(found, normals, group):
        raise InvalidInputError(
            f"{len(normals)} hyperplanes given; not all of their {count_regions(normals)} regions were found"
        )
    points, walls = zip(*found.values(), strict=True)
    return points, walls


def _generic(normals: Sequence[Vector]) -> Vector:
    """A point that lies on no hyperplane."""
    steps = 2
    while True:
        point = tuple(steps**i for i in range(len(normals[0])))
        if signs(point, normals) is not None:
            return point
        steps += 1


def _inside(pattern: Signs, normals: Sequence[Vector]) -> Vector | None:
    """An integer point with these signs, as far from the hyperplanes as possible; None if there is none."""
    A = np.array(pattern)[:, np.newaxis] * np.array(normals, dtype=float)
    lengths = np.linalg.norm(A, axis=1)
    d = A.shape[1]
    found = linprog(
        [*[0.0] * d, -1.0],
        A_ub=np.hstack([-A, lengths[:, np.newaxis]]),
        b_ub=np.zeros(len(A)),
        bounds=[(-1, 1)] * d + [(0, None)],
        method="highs",
    )
    if found.x is None or found.x[-1] < 1e-9:
        return None
    size = 10
    while size <= LARGEST_STEP:
        point = _whole(np.rint(found.x[:-1] * size))
        if signs(point, normals) == pattern:
            return point
        size *= 10
    return None


def _whole(point: Iterable[float]) -> Vector:
    """Whole numbers over their common divisor, signs kept."""
    entries = [int(x) for x in point]
    divisor = gcd(*entries) or 1
    return tuple(entry // divisor for entry in entries)
