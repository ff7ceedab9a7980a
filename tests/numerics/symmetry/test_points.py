"""The family of two numbers against explicit equivariant networks, and its certified minimum against descent."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from numerics.enclosure import enclose_srg
from numerics.symmetry.networks import network_at, points_model
from numerics.symmetry.points import Box, PointsProblem, certified_minimum
from theory.errors import InvalidInputError

SRG = Box((1, 1), (Fraction(0),) * 2, (Fraction(-1),) * 2)


def problem(r: int, L: int) -> tuple[PointsProblem, Fraction]:
    lam = Fraction(4, 100 * comb(r, 2))
    return PointsProblem(r, L, lam ** (L + 1)), lam


@pytest.mark.parametrize(("r", "L"), [(4, 3), (5, 4), (7, 3)])
def test_srg_is_a_point_of_the_family(r: int, L: int) -> None:
    family, lam = problem(r, L)
    assert family.bound(SRG).overlaps(enclose_srg(r, L, lam).loss)


@pytest.mark.parametrize(("r", "L"), [(4, 3), (5, 3), (5, 4), (6, 4)])
def test_points_are_explicit_networks(r: int, L: int) -> None:
    """The closed form at random points is the objective of matrices built there."""
    family, lam = problem(r, L)
    rng = np.random.default_rng(r + L)
    for _ in range(6):
        t, free = (Fraction(int(rng.integers(0, 40)), 100), Fraction(int(rng.integers(-100, 101)), 100))
        point = Box(((0, -1), (1, 1))[int(rng.integers(2))], (t, t), (free, free))
        loss = points_model(r, L).loss_and_slope(network_at(family, point, float(lam)), float(lam))[0]
        closed = float(family.bound(point))
        assert min(loss, 0.5) == pytest.approx(closed, rel=1e-6)


@pytest.mark.parametrize(("r", "L"), [(4, 4), (5, 3), (6, 4)])
def test_a_box_is_bounded_below_its_points(r: int, L: int) -> None:
    family, _ = problem(r, L)
    rng = np.random.default_rng(1)
    for _ in range(12):
        t, free = Fraction(int(rng.integers(0, 90)), 100), Fraction(int(rng.integers(-100, 90)), 100)
        fixed = ((0, 1), (0, -1), (1, 1), (1, -1))[int(rng.integers(4))]
        box = Box(fixed, (t, t + Fraction(1, 10)), (free, free + Fraction(1, 10)))
        least = family.bound(box).lower()
        for x, y in ((0, 0), (1, 1), (Fraction(1, 2), Fraction(1, 3)), (0, 1)):
            a, b = t + x * Fraction(1, 10), free + y * Fraction(1, 10)
            assert least <= family.bound(Box(fixed, (a, a), (b, b))).upper()


def test_floats_that_guide_are_near_the_balls() -> None:
    family, _ = problem(5, 4)
    boxes = [box for way in family.ways(family.domain()[1]) for box in way] + [SRG]
    for box, guess in zip(boxes, family.guess(boxes), strict=True):
        assert guess == pytest.approx(float(family.bound(box)), rel=1e-3)


def test_boxes_cover_the_family_and_no_descent_is_below_their_bound() -> None:
    family, lam = problem(5, 3)
    found = certified_minimum(family, slack=0.01)
    rng = np.random.default_rng(2)
    for _ in range(300):
        t, free = Fraction(float(rng.uniform())), Fraction(float(rng.uniform(-1, 1)))
        fixed = ((0, 1), (0, -1), (1, 1), (1, -1))[int(rng.integers(4))]
        assert any(
            b.fixed == fixed and b.t[0] <= t <= b.t[1] and b.free[0] <= free <= b.free[1] for b in found.boxes
        )
    loss, _ = points_model(5, 3).search(float(lam), starts=15, seed=5)
    assert float(found.least) <= loss
    assert loss == pytest.approx(float(found.reached), rel=1e-3)


def test_at_r_4_and_l_3_srg_is_not_the_best() -> None:
    family, lam = problem(4, 3)
    found = certified_minimum(family, slack=0.02)
    assert found.reached < enclose_srg(4, 3, lam).loss
    loss, _ = points_model(4, 3).search(float(lam), starts=15)
    assert float(found.least) <= loss < float(enclose_srg(4, 3, lam).loss)


@pytest.mark.parametrize(("r", "L"), [(3, 3), (5, 2), (5, 5)])
def test_bad_input_is_one_line(r: int, L: int) -> None:
    with pytest.raises(InvalidInputError, match="given"):
        PointsProblem(r, L, Fraction(1, 10**6))
