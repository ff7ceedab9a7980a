"""Regions of hyperplanes: counts from the literature, and sampling as an independent reference."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.last_layers.regions import (
    action,
    actions,
    closure,
    complete,
    count_regions,
    primitive,
    representatives,
    signs,
)
from theory.errors import InvalidInputError


def sums(r):
    return [tuple(int(i in e) for i in range(r)) for e in combinations(range(r), 2)]


def differences(r):
    return [tuple((k == i) - (k == j) for k in range(r)) for i, j in combinations(range(r), 2)]


def subsets(r):
    return [x for x in product((0, 1), repeat=r) if any(x)]


@pytest.mark.parametrize(("r", "count"), [(2, 2), (3, 8), (4, 46), (5, 332), (6, 2874)])
def test_sums_of_pairs_are_counted_by_labelled_threshold_graphs(r, count):
    assert count_regions(sums(r)) == count


@pytest.mark.parametrize(("r", "count"), [(2, 2), (3, 6), (4, 24), (5, 120)])
def test_differences_are_counted_by_orders(r, count):
    assert count_regions(differences(r)) == count


@pytest.mark.parametrize(("r", "count"), [(1, 2), (2, 6), (3, 32), (4, 370)])
def test_all_subsets_are_the_resonance_arrangement(r, count):
    assert count_regions(subsets(r)) == count


def test_multiples_and_opposites_do_not_count_twice():
    assert count_regions([(1, 1), (2, 2), (-3, -3), (1, 0)]) == 4
    assert primitive((0, -4, 6)) == (0, 2, -3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-2, 2)] * 3).filter(any), min_size=1, max_size=5))
def test_sampled_sign_vectors_are_as_many_as_counted(normals):
    points = np.random.default_rng(0).normal(size=(60_000, 3))
    seen = {tuple(row) for row in np.sign(points @ np.array(normals).T)}
    assert len(seen) == count_regions(normals)


@pytest.mark.parametrize("r", [3, 4])
def test_representatives_with_and_without_symmetry_tell_the_same(r):
    normals = sums(r)
    generators = [(1, 0, *range(2, r)), (*range(1, r), 0)]
    few, walls = representatives(normals, actions(generators, normals))
    every, _ = representatives(normals, actions([], normals))
    assert len(every) == count_regions(normals)
    assert len(few) < len(every)
    for point, wall in zip(few, walls, strict=True):
        pattern = signs(point, normals)
        assert pattern is not None
        assert len(wall) >= r  # a pointed cone


def test_a_region_too_few_is_noticed():
    normals = sums(4)
    group = actions([(1, 0, 2, 3), (1, 2, 3, 0)], normals)
    patterns = [signs(point, normals) for point in representatives(normals, group)[0]]
    assert complete(patterns, normals, group)
    for k in range(len(patterns)):
        assert not complete(patterns[:k] + patterns[k + 1 :], normals, group)


def test_actions_know_signs():
    normals = [(1, 0), (0, 1), (1, -1)]
    assert action((1, 0), normals) == ((1, 0, 2), (1, 1, -1))
    assert action((1, 0), [(1, 0), (1, 1)]) is None
    assert len(closure([(1, 0, 2, 3), (1, 2, 3, 0)], 4)) == 24


def test_bad_input_is_one_line():
    with pytest.raises(InvalidInputError, match="a normal that is zero"):
        count_regions([(0, 0)])
    with pytest.raises(InvalidInputError, match="parallel activations"):
        representatives([(1, 0), (2, 0)], actions([], [(1, 0), (2, 0)]))
    with pytest.raises(InvalidInputError, match="must permute the hyperplanes"):
        actions([(1, 0)], [(1, 0), (1, 1)])
