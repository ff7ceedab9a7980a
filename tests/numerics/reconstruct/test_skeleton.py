"""Patterns: how few numbers are left, and that a disguise does not change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.atlas.symmetry import generators
from numerics.graphs import incidence_matrix
from numerics.reconstruct.skeleton import skeleton
from theory.errors import InvalidInputError

B = incidence_matrix(5).astype(np.float64)
SRG = (B, np.eye(5), 1 - 2 * B.T)


def test_srg_has_one_number():
    found, start = skeleton(SRG)
    assert (found.symmetries, found.class_orbits, found.free) == (120, (10,), 1)
    assert (found.K, found.L) == (10, 4)
    assert sorted(start.entries.tolist()) in ([-1, 1, 1, 1], [-1, -1, 1, 1])
    # The zeros of M_4 are the pairs of edges with a common end; those of M_3 are forced by the supports.
    assert [int(kink.max()) + 1 for kink in found.kinks] == [0, 1]
    assert int((found.kinks[1] >= 0).sum()) == 10 * 6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_permutations_and_scales_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    sets = np.array([[1.0, 0.0, 0.0, 0.6], [0.0, 1.0, 0.0, 0.6], [0.0, 0.0, 1.0, 0.6]])
    rows = np.vstack([3 * np.eye(3) - 1, np.eye(3), np.ones((1, 3))])
    order, layer, classes = rng.permutation(3), rng.permutation(7), rng.permutation(4)
    scale = rng.uniform(0.5, 2)
    disguised = (scale * sets[order][:, classes], rows[layer][:, order])
    (first, _), (second, _) = skeleton((sets, rows)), skeleton(disguised)
    for name in ("symmetries", "class_orbits", "free"):
        assert getattr(first, name) == getattr(second, name)
    assert first.symmetries == 6


def test_equal_numbers_are_one_only_if_a_symmetry_says_so():
    """Two entries that happen to be equal stay two numbers."""
    found, _ = skeleton((np.array([[1.0, 0.5, 0.5], [0.2, 0.3, 1.0]]), np.array([[1.0, 0.1], [-0.3, 1.0]])))
    assert found.symmetries == 1
    assert len(found.sizes) == 10


def test_a_neuron_without_input_is_refused():
    with pytest.raises(InvalidInputError, match="without input"):
        skeleton((np.array([[1.0, 0.0], [0.0, 0.0]]), np.eye(2)))


def test_generators_are_automorphisms_and_generate_the_whole_group():
    cycle = np.roll(np.eye(6, dtype=int), 1, axis=1)
    matrix = cycle + cycle.T
    order, found = generators(matrix)
    assert order == 12
    group = {tuple(range(6))}
    while True:
        larger = group | {tuple(a[b[i]] for i in range(6)) for a in found for b in group}
        if larger == group:
            break
        group = larger
    assert len(group) == order
    for one in group:
        assert (matrix[np.ix_(one, one)] == matrix).all()
