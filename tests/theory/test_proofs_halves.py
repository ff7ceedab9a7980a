"""Pairs in halves: the range of the constructions, and constants against explicit matrices."""

from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from theory.constructions.halves import EVEN, ODD
from theory.obligations import PositiveOnInterval
from theory.proofs import halves as proof
from theory.proofs.halves import POINTS, HalvesClaim, gains, halves_beat_srg
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


def test_at_every_lambda_the_depths_are_those_of_the_claim():
    step = halves_beat_srg().steps[-1]
    shown = [one.note for one in step.obligations if isinstance(one, PositiveOnInterval)]
    cells = [(r, 4) for r in range(6, 31)] + [(r, 3) for r in range(7, 14)]
    assert shown == [f"r = {r}, L = {depth}: SRG loses to zero" for r, depth in cells]


@pytest.mark.parametrize("points", range(5, 31))
def test_what_is_gained_and_lost(points):
    size = (points + 1) // 2
    family = ODD if points % 2 else EVEN
    first, second, third = (float(gain.subs(t, size)) for gain in gains(family, POINTS[family.name]))
    gain, loss = proof._numbers(points)
    assert float(gain) == pytest.approx(third)
    assert float(loss) == pytest.approx(max(-first, 0) + max(-second, 0))


def test_up_to_which_ridge_parameter_halves_cost_less():
    """r = 6: 67.5 is gained and 14.375 lost, so that (1 + κ)² < 4.6957 is needed."""
    assert proof._numbers(6) == (sp.Rational(135, 2), sp.Rational(115, 8))
    assert proof._reach(6) == sp.Rational(116, 100)
    for hundredths, less in ((0, True), (100, True), (116, True), (117, False), (200, False)):
        assert proof._less_up_to(6, sp.Rational(hundredths, 100)) is less


@pytest.mark.parametrize(
    ("gain", "loss", "reach"),
    [
        ("0", "1", "1"),
        ("-1/2", "1", "1"),
        ("1", "0", "1000"),
        ("1", "1", "0"),
        ("1", "1/9", "2"),
        ("2", "1", "41/100"),
        ("1/2", "1/50", "4"),
    ],
)
def test_reach(monkeypatch, gain, loss, reach):
    monkeypatch.setattr(proof, "_numbers", lambda points: (sp.Rational(gain), sp.Rational(loss)))
    assert proof._reach(6) == sp.Rational(reach)


def test_a_tie_is_not_less(monkeypatch):
    monkeypatch.setattr(proof, "_numbers", lambda points: (sp.Integer(4), sp.Integer(1)))
    assert not proof._less_up_to(6, sp.Integer(1))
