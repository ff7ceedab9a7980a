"""Equivariant networks against plain matrices and finite differences."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from numerics.solution import Block, build, exact_objective
from numerics.symmetry import SymmetricModel, both, subsets, trivial
from numerics.symmetry.networks import points_model
from theory.errors import InvalidInputError

POINTS, EDGES = subsets(4, 1), subsets(4, 2)
MIXED = SymmetricModel((POINTS, both(POINTS, trivial(POINTS)), EDGES), EDGES)


def test_the_loss_is_that_of_the_matrices() -> None:
    rng = np.random.default_rng(0)
    for model in (MIXED, points_model(5, 4)):
        scalars = rng.standard_normal(sum(model.dimensions))
        objective = model.solution(scalars).objective(0.01, [0.01] * len(model.layers))
        assert model.loss_and_slope(scalars, 0.01)[0] == pytest.approx(objective.total, rel=1e-12)


def test_the_slope_is_that_of_finite_differences() -> None:
    rng = np.random.default_rng(1)
    scalars = rng.standard_normal(sum(MIXED.dimensions))
    _, slope = MIXED.loss_and_slope(scalars, 0.01)
    steps = 1e-6 * np.eye(len(scalars))
    numeric = [
        (MIXED.loss_and_slope(scalars + h, 0.01)[0] - MIXED.loss_and_slope(scalars - h, 0.01)[0]) / 2e-6
        for h in steps
    ]
    assert slope == pytest.approx(numeric, rel=1e-5, abs=1e-6)


def test_expanding_and_projecting_are_inverse_and_commute_with_the_group() -> None:
    scalars = np.arange(1.0, 1 + sum(MIXED.dimensions))
    matrices = MIXED.expand(scalars)
    assert np.allclose(MIXED.project(matrices), scalars)
    chain = (*MIXED.layers, MIXED.classes)
    pairs = [(MIXED.layers[0], MIXED.classes), *((chain[i + 1], chain[i]) for i in range(3))]
    for matrix, (rows, columns) in zip(matrices, pairs, strict=True):
        for p, q in zip(rows.generators, columns.generators, strict=True):
            assert np.array_equal(matrix[np.ix_(p, q)], matrix)


def test_srg_is_equivariant_and_projection_leaves_it() -> None:
    lam = 0.004
    srg = build([Block("srg", 5)], lambda_H=lam, lambdas=(lam,) * 4)
    model = points_model(5, 4)
    # build lists the edges as numerics.graphs does; orbits have the order of combinations: both are lexicographic.
    scalars = model.project((srg.H1, *srg.weights))
    assert model.loss_and_slope(scalars, lam)[0] == pytest.approx(0.0809113322, abs=1e-10)


def test_rational_networks_are_equivariant_exactly() -> None:
    scalars = np.random.default_rng(3).standard_normal(sum(MIXED.dimensions))
    first, *weights = MIXED.rational(scalars, bits=30)
    assert MIXED.is_equivariant((first, *weights))
    value = exact_objective(first, weights, Fraction(1, 100), (Fraction(1, 100),) * 3)
    assert float(value) == pytest.approx(MIXED.loss_and_slope(scalars, 0.01)[0], rel=1e-6)
    weights[0][0, 0] += 1
    assert not MIXED.is_equivariant((first, *weights))


def test_a_gradient_at_an_equivariant_network_is_equivariant() -> None:
    """Symmetric criticality, by finite differences over all entries of W_1."""
    model = points_model(4, 3)
    solution = model.solution(np.random.default_rng(4).standard_normal(sum(model.dimensions)))
    first = solution.weights[0]
    slope = np.empty_like(first)
    for i, j in np.ndindex(*first.shape):
        values = []
        for step in (1e-6, -1e-6):
            moved = first.copy()
            moved[i, j] += step
            changed = type(solution)(solution.H1, (moved, *solution.weights[1:]))
            values.append(changed.objective(0.01, [0.01] * 3).total)
        slope[i, j] = (values[0] - values[1]) / 2e-6
    assert slope == pytest.approx(
        model.expand(model.project((solution.H1, slope, *solution.weights[1:])))[1], abs=1e-6
    )


def test_wrong_numbers_of_scalars_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="orbits of pairs"):
        MIXED.expand([1.0])


def test_edges_of_k4_are_pairs_in_order() -> None:
    assert EDGES.size == len(list(combinations(range(4), 2)))
