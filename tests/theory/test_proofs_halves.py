"""Pairs in halves: the range of the constructions, and constants against explicit matrices."""

from itertools import combinations

import numpy as np
import pytest

from theory.constructions.halves import EVEN, ODD
from theory.proofs.halves import HalvesClaim, gains, halves_beat_srg
from theory.proofs.halves_two_layers import cost_constant
from theory.symbols import L, t


def hidden(points, size):
    """σ(M_L): which pairs lie in which subsets."""
    subsets = [set(subset) for subset in combinations(range(points), size)]
    return np.array([[float(set(e) <= s) for e in combinations(range(points), 2)] for s in subsets])


def test_where_the_constructions_start():
    assert (EVEN.smallest, ODD.smallest) == (2, 3)
    for construction in (EVEN, ODD):
        assert [construction.admits_depth(depth) for depth in (2, 3, 4)] == [False, True, True]


@pytest.mark.parametrize(("construction", "size", "points"), [(EVEN, 3, 6), (EVEN, 4, 8), (ODD, 4, 7)])
def test_cost_constants_are_those_of_matrices(construction, size, points):
    S = hidden(points, size)
    B = np.array([[float(i in e) for e in combinations(range(points), 2)] for i in range(points)])
    inverses = (np.linalg.svd(S, compute_uv=False) ** -2.0).sum()
    expected = np.linalg.norm(B, "nuc") ** 2 * points * len(S) * points / 4 * inverses
    assert float(construction.uniform_cost_constant.subs({t: size, L: 4})) == pytest.approx(expected)


@pytest.mark.parametrize(("size", "expected"), [(3, 3250), (4, 63112 / 3)])
def test_two_layers_against_matrices(size, expected):
    S = hidden(2 * size, size)
    M = np.array(
        [
            [len({*e} & {*s}) - 1.0 for e in combinations(range(2 * size), 2)]
            for s in combinations(range(2 * size), size)
        ]
    )
    assert (np.maximum(M, 0) == S).all()
    found = np.linalg.norm(M, "nuc") ** 2 * (np.linalg.svd(S, compute_uv=False) ** -2.0).sum()
    assert found == pytest.approx(expected)
    assert float(cost_constant().subs(t, size)) == pytest.approx(expected)


def test_gains_at_fifteen_classes():
    """SRG at r = 6: K/s² = 15/36, 15/9, 15/1 on 1, 5, 9 dimensions; halves: 10/6, 10/3, 10/1; both times r/4."""
    found = [float(gain.subs(t, 3)) for gain in gains(EVEN, 2 * t)]
    expected = [1.5 * (15 / 36 - 10 / 6), 1.5 * 5 * (15 / 9 - 10 / 3), 1.5 * 9 * (15 - 10)]
    assert found == pytest.approx(expected)


def test_claims_that_go_too_far_stay_open():
    for changes in ({"at_three": (6,)}, {"at_four": (5,)}, {"odd_from": 3}):
        assert not halves_beat_srg(HalvesClaim(**changes)).is_established()
