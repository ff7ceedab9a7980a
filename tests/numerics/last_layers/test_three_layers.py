"""All small set systems at L = 3: none is missing, and the bounds are what explicit networks reach."""

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest

from numerics.families.certificate import exact_shape
from numerics.families.set_system import SetSystem
from numerics.last_layers import three_layers
from numerics.last_layers.three_layers import SIZES, columns, floor, shipped, systems


@pytest.mark.parametrize(("r", "K"), SIZES)
def test_orbits_of_systems_are_all_of_them(r, K):
    """Every choice of K sets of full rank is an image of one that is listed."""
    listed = {frozenset(system.sets) for system in systems(r, K)}
    images = set()
    for system in systems(r, K):
        assert columns(system) in shipped()
    sets = [e for size in range(1, r + 1) for e in combinations(range(r), size)]
    for chosen in listed:
        for p in permutations(range(r)):
            images.add(frozenset(tuple(sorted(p[i] for i in e)) for e in chosen))
    expected = {
        frozenset(chosen)
        for chosen in combinations(sets, K)
        if np.linalg.matrix_rank(np.array([[float(i in e) for e in chosen] for i in range(r)])) == r
    }
    assert images == expected


@pytest.mark.parametrize(
    "system", [SetSystem.of_sizes(2, (1, 2)), SetSystem.of_sizes(3, (1, 3)), SetSystem.of_sizes(3, (1, 2))]
)
def test_bounds_are_met_by_the_other_solver(system):
    assert float(floor(system)) == pytest.approx(float(exact_shape(system).constant(3)) ** 0.5, rel=1e-5)


def test_no_certificate_no_bound(monkeypatch):
    assert floor(SetSystem.of_sizes(4, (1, 4))) is None
    system = SetSystem.of_sizes(2, (1, 2))
    dual, contraction = shipped()[columns(system)]
    wrong = {columns(system): (replace(dual, cones=()), contraction)}
    monkeypatch.setattr(three_layers, "shipped", lambda: wrong)
    assert floor(system) is None
