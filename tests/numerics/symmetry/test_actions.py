"""Group actions: numbers of orbits known from representation theory, and equivariance by hand."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from numerics.symmetry import Action, both, orbits_of_pairs, subsets, trivial
from theory.errors import InvalidInputError


@pytest.mark.parametrize(("r", "s", "t"), [(5, 1, 2), (5, 2, 2), (6, 2, 3), (7, 3, 3), (4, 0, 2)])
def test_orbits_of_subsets_are_sizes_of_intersections(r: int, s: int, t: int) -> None:
    labels = orbits_of_pairs(subsets(r, s), subsets(r, t))
    meet = np.array(
        [[len({*a} & {*b}) for b in combinations(range(r), t)] for a in combinations(range(r), s)]
    )
    assert labels.max() + 1 == len(np.unique(meet))
    for orbit in range(labels.max() + 1):
        assert len(np.unique(meet[labels == orbit])) == 1


def test_burnside_counts_the_orbits_of_a_product() -> None:
    """The cyclic group of order 6 on Z_6 × Z_6 has 36/6 orbits; on Z_6 × Z_2, generated alike, 2."""
    six = Action(np.array([np.roll(np.arange(6), -1)]))
    two = Action(np.array([[1, 0]]))
    assert orbits_of_pairs(six, six).max() + 1 == 6
    assert orbits_of_pairs(six, two).max() + 1 == 2


def test_a_disjoint_union_has_the_blocks_of_its_parts() -> None:
    points = subsets(4, 1)
    layer = both(points, trivial(points, 2))
    labels = orbits_of_pairs(layer, points)
    assert layer.size == 6
    assert labels.max() + 1 == 2 + 1 + 1
    assert np.array_equal(labels[:4], orbits_of_pairs(points, points))


@pytest.mark.parametrize("r", [1, 2, 3, 4])
def test_the_generators_generate_the_symmetric_group(r: int) -> None:
    generators = [tuple(int(x) for x in row) for row in subsets(r, 1).generators]
    group = {tuple(range(r))}
    while True:
        larger = group | {tuple(g[x] for x in h) for g in generators for h in group}
        if larger == group:
            break
        group = larger
    assert len(group) == factorial(r)


def test_bad_input_is_one_line() -> None:
    with pytest.raises(InvalidInputError, match="must be a permutation"):
        Action(np.array([[0, 0, 1]]))
    with pytest.raises(InvalidInputError, match="of one group"):
        orbits_of_pairs(subsets(4, 1), Action(np.array([[1, 2, 3, 0]])))
