"""Set systems: classes are subsets of {0..r-1} with a weight each, column e of Z is w_e 1_e (statement S18).

The permutations of the points that keep the system permute its classes, and everything can be taken equal on orbits:
for fixed Z the best outputs solve a convex problem (:mod:`numerics.families.outputs`), of which the mean over the
group is a solution again.  What is left of a system that all permutations keep is one weight for each size of sets.

The hyperplanes on which a neuron of the last hidden layer is zero for a class do not depend on the weights, nor do the
rows that are used: sign vectors, and those that single out a point, ±(a, −1, …, −1) with 2 <= a < r.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, permutations, product

import numpy as np
from numpy.typing import NDArray

from numerics.families.assemble import assemble
from numerics.families.outputs import Fitted, fit
from numerics.solution.model import FloatArray, Solution
from theory.errors import InvalidInputError

Indices = NDArray[np.intp]

LARGEST_R = 5
"""Rows are sign vectors, 3^r of them."""


@dataclass(frozen=True)
class SetSystem:
    """Subsets of {0..r-1}, the classes.

    Attributes
    ----------
    r : int
        Points.
    sets : tuple of tuples
        The classes, each a nonempty increasing tuple of points, no two equal.

    Examples
    --------
    >>> SetSystem.of_sizes(3, (1, 2)).sets
    ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
    """

    r: int
    sets: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not 1 <= self.r <= LARGEST_R:
            raise InvalidInputError(
                f"r = {self.r} given; set systems are solved for 1 <= r <= {LARGEST_R} points"
            )
        good = all(e and tuple(sorted(set(e))) == e and e[0] >= 0 and e[-1] < self.r for e in self.sets)
        if not good or len(set(self.sets)) < len(self.sets) or len(self.sets) < 2:
            raise InvalidInputError(
                f"sets {self.sets} given; a set system needs two or more different, nonempty, increasing tuples of"
                f" points 0..{self.r - 1}"
            )

    @classmethod
    def of_sizes(cls, r: int, sizes: Iterable[int]) -> SetSystem:
        """All subsets whose size is one of ``sizes``."""
        return cls(r, tuple(e for size in sizes for e in combinations(range(r), size)))

    @property
    def K(self) -> int:
        """Number of classes."""
        return len(self.sets)

    @property
    def name(self) -> str:
        """Sizes of the sets, or the sets themselves where not all of a size are there.

        Examples
        --------
        >>> SetSystem.of_sizes(3, (1, 2)).name, SetSystem(2, ((0,), (0, 1))).name
        ('sets of sizes 1, 2 of 3 points', 'sets 0 01 of 2 points')
        """
        sizes = sorted({len(e) for e in self.sets})
        if set(self.sets) == set(SetSystem.of_sizes(self.r, sizes).sets):
            return f"sets of sizes {', '.join(map(str, sizes))} of {self.r} points"
        return f"sets {' '.join(''.join(map(str, e)) for e in self.sets)} of {self.r} points"

    @cached_property
    def incidence(self) -> FloatArray:
        """Points × classes, 0 and 1."""
        B = np.zeros((self.r, self.K))
        for column, e in enumerate(self.sets):
            B[list(e), column] = 1
        return B

    @cached_property
    def group(self) -> tuple[tuple[tuple[int, ...], Indices], ...]:
        """The permutations of the points that keep the system, each with what it does to the classes."""
        index = {e: k for k, e in enumerate(self.sets)}
        found = []
        for p in permutations(range(self.r)):
            images = [tuple(sorted(p[i] for i in e)) for e in self.sets]
            if all(image in index for image in images):
                found.append((p, np.array([index[image] for image in images])))
        return tuple(found)

    @cached_property
    def class_orbits(self) -> Indices:
        """Number of the orbit of every class; the first class is in orbit 0."""
        return orbits([np.asarray(classes) for _, classes in self.group])

    @cached_property
    def integer_rows(self) -> NDArray[np.int64]:
        """Rows of W_{L-1} up to scale: those that are positive for some class."""
        signs = list(product((-1, 0, 1), repeat=self.r))
        corners = [
            [sign * ((a + 1) * (i == j) - 1) for j in range(self.r)]
            for a in range(2, self.r)
            for sign in (1, -1)
            for i in range(self.r)
        ]
        used = [row for row in (*signs, *corners) if (np.array(row) @ self.incidence > 0).any()]
        directions = {tuple(np.array(row) // np.gcd.reduce(row)): None for row in used}
        return np.array([*directions], dtype=np.int64)

    @cached_property
    def rows(self) -> FloatArray:
        """The same with norm 1."""
        units: FloatArray = self.integer_rows / np.linalg.norm(self.integer_rows, axis=1, keepdims=True)
        return units

    def means(self, logarithms: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Z for logarithms of the weights of all orbits of classes but the first, and its derivative."""
        weights = np.concatenate([[1.0], np.exp(logarithms)])
        slopes = [
            weight * self.incidence * (self.class_orbits == k) for k, weight in enumerate(weights) if k > 0
        ]
        return self.incidence * weights[self.class_orbits], np.array(slopes).reshape(-1, self.r, self.K)


def orbits(generators: Sequence[Indices]) -> Indices:
    """Number the orbits of permutations of 0..n-1 in the order of their first elements.

    Examples
    --------
    >>> orbits([np.array([1, 0, 2, 3]), np.array([0, 1, 3, 2])])
    array([0, 0, 1, 1])
    """
    number = np.full(len(generators[0]), -1)
    for first in range(len(number)):
        if number[first] < 0:
            found, todo = {first}, [first]
            while todo:
                here = todo.pop()
                images = {int(g[here]) for g in generators} - found
                found |= images
                todo += images
            number[list(found)] = number.max() + 1
    return number


def neuron_orbits(system: SetSystem, rows: FloatArray) -> tuple[Indices, Indices]:
    """Orbits of the neurons, and of the pairs (class, neuron), under the group of the system."""
    index = {tuple(np.round(row, 9)): k for k, row in enumerate(rows)}
    on_neurons, on_pairs = [], []
    for p, classes in system.group:
        inverse = np.argsort(p)
        image = np.array([index[tuple(np.round(row[inverse], 9))] for row in rows])
        on_neurons.append(image)
        on_pairs.append((classes[:, np.newaxis] * len(rows) + image).ravel())
    return orbits(on_neurons), orbits(on_pairs).reshape(system.K, len(rows))


def solve(system: SetSystem, L: int, log_product: float) -> Fitted:
    """The best weights and outputs of a set system.

    Parameters
    ----------
    system : SetSystem
        The classes.
    L, log_product : int and float
        Depth >= 3, and log Λ.

    Examples
    --------
    K = 6 at L = 4, λ = 0.004, where SRG costs 0.057525 and DNC 0.059708:

    >>> found = solve(SetSystem.of_sizes(3, (1, 2)), 4, 5 * np.log(0.004))
    >>> round(found.loss, 8), round(float(found.parameters[0]), 4)
    (0.05432256, 0.8003)
    """
    neurons, pairs = neuron_orbits(system, system.rows)
    start = np.full(system.class_orbits.max(), np.log(0.9))
    found = fit(system.means, start, system.rows, neurons, pairs, L, log_product)
    return replace(found, parameters=np.exp(found.parameters))


def network(system: SetSystem, *, lambda_H: float, lambdas: Sequence[float], n: int = 1) -> Solution:
    """The network of :func:`solve`.

    Examples
    --------
    >>> model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    >>> found = network(SetSystem.of_sizes(2, (1, 2)), **model)
    >>> round(found.objective(**model).total, 8), found.widths[:3]
    (0.02925343, (2, 2, 2))
    """
    log_product = float(np.log(n * lambda_H) + np.log(lambdas).sum())
    found = solve(system, len(lambdas), log_product)
    return assemble(found.means, system.rows, found.outputs, lambda_H=lambda_H, lambdas=lambdas, n=n)
