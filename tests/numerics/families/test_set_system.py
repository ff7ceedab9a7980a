"""Set systems, closed forms and certificates, against training, direct search and each other."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from numerics.exact import equal
from numerics.families.assemble import assemble
from numerics.families.catalogue import found_systems
from numerics.families.certificate import exact_shape, nuclear_norm, shape_of
from numerics.families.closed import seven, singles_pairs, star, star_layers
from numerics.families.outputs import _objective
from numerics.families.polished import polished
from numerics.families.set_system import SetSystem, network, neuron_orbits, orbits, solve
from numerics.losses import dnc_loss, log_product_equal, loss_of, srg_loss
from numerics.solution import exact_objective
from theory.constructions.singles_pairs import SINGLES_PAIRS
from theory.constructions.star import STAR
from theory.errors import InvalidInputError

LAM = 0.004


def model(L, lam=LAM):
    return {"lambda_H": lam, "lambdas": (lam,) * L}


TRAINED = [
    (2, (1, 2), 4, 0.0292534298),
    (3, (1, 3), 4, 0.0388204397),
]
"""Least losses of 32 and 48 trained runs, of ranks 2 and 3, at λ = 0.004."""


@pytest.mark.parametrize(("r", "sizes", "L", "loss"), TRAINED)
def test_trained_solutions_at_three_and_four_classes(r, sizes, L, loss):
    found = network(SetSystem.of_sizes(r, sizes), **model(L)).objective(**model(L)).total
    assert found == pytest.approx(loss, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("K", "L", "trained"), [(6, 4, 0.0538347874), (6, 5, 0.0588571238), (10, 5, 0.0875507854)]
)
def test_trained_patterns_of_several_sizes_once_all_weights_are_free(K, L, trained):
    """The patterns of the least of 150 to 200 trained losses; SRG is above them."""
    (system,) = found_systems(K)
    start = network(system, **model(L))
    found = polished(start, LAM, (LAM,) * L).objective(**model(L)).total
    assert found <= trained + 1e-9
    assert found < start.objective(**model(L)).total
    assert found < float(srg_loss(4 if K == 6 else 5, L, log_product_equal(LAM, L)).loss)


@pytest.mark.parametrize("L", [3, 4, 7])
@pytest.mark.parametrize("K", [3, 4, 9])
def test_the_star_is_its_closed_form(K, L):
    found = star(K, **model(L)).objective(**model(L)).total
    assert found == pytest.approx(float(loss_of(STAR, K - 1, L, log_product_equal(LAM, L)).loss), rel=1e-12)


@pytest.mark.parametrize("r", [3, 4, 6])
def test_singles_and_pairs_are_their_closed_form(r):
    found = singles_pairs(r, **model(5)).objective(**model(5)).total
    closed = loss_of(SINGLES_PAIRS, r, 5, log_product_equal(LAM, 5)).loss
    assert found == pytest.approx(float(closed), rel=1e-12)


def test_the_best_weight_of_the_star_is_no_worse_than_the_closed_one():
    for r in (2, 3, 4):
        best = solve(SetSystem.of_sizes(r, (1, r)), 4, 5 * np.log(LAM)).loss
        closed = star(r + 1, **model(4)).objective(**model(4)).total
        assert closed - 1e-4 < best < closed


def test_star_layers_fit_in_fractions():
    for r in (2, 5):
        Z, R, V = star_layers(r, Fraction(3, 7), Fraction(1, 5))
        assert equal(V @ np.maximum(R @ Z, 0), np.eye(r + 1, dtype=int))


def test_seven_classes_at_three_layers_are_below_dnc():
    H1, weights = seven(**model(3)).rationalised(60)
    lam = Fraction("0.004")
    loss = exact_objective(H1, weights, lam, (lam,) * 3)
    assert loss < Fraction(float(dnc_loss(7, 3, log_product_equal(LAM, 3)).loss)) - Fraction(1, 10**4)


def test_the_gradient_is_that_of_the_objective():
    rng = np.random.default_rng(3)
    Z, unit = np.abs(rng.normal(size=(3, 5))), rng.normal(size=(7, 3))
    a, U = rng.normal(size=7), rng.normal(size=(5, 7))
    loss, *slopes = _objective(Z, unit, a, U, 5, -20.0)
    for position, (value, slope) in enumerate(zip((Z, a, U), slopes, strict=True)):
        direction = rng.normal(size=value.shape)
        ends = []
        for step in (1e-6, -1e-6):
            moved = [v + step * direction if k == position else v for k, v in enumerate((Z, a, U))]
            ends.append(_objective(moved[0], unit, moved[1], moved[2], 5, -20.0)[0])
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(float((slope * direction).sum()), rel=1e-5)
    assert loss > 0


def test_assembled_networks_cost_what_the_formula_says():
    rng = np.random.default_rng(5)
    Z, R, V = np.abs(rng.normal(size=(3, 4))), rng.normal(size=(6, 3)), rng.normal(size=(4, 6))
    L, lam = 5, 0.01
    found = assemble(Z, R, V, **model(L, lam)).objective(**model(L, lam))
    g = (np.linalg.norm(R, axis=1) * np.linalg.norm(V, axis=0)).sum()
    power = (lam ** (L + 1) * np.linalg.norm(Z, "nuc") ** 2 * 3 ** (L - 3) * g**2) ** (1 / (L + 1))
    assert sum(found.regularisation) == pytest.approx((L + 1) / 2 * power, rel=1e-12)
    assert found.fit == pytest.approx(((V @ np.maximum(R @ Z, 0) - np.eye(4)) ** 2).sum() / 8, rel=1e-12)


def test_groups_and_orbits():
    pairs = SetSystem.of_sizes(4, (1, 2))
    assert len(pairs.group) == 24
    assert pairs.class_orbits.tolist() == [0] * 4 + [1] * 6
    lopsided = SetSystem(3, ((0,), (1,), (0, 2), (1, 2)))
    assert len(lopsided.group) == 2
    assert lopsided.class_orbits.tolist() == [0, 0, 1, 1]
    neurons, found = neuron_orbits(lopsided, lopsided.rows)
    assert len(neurons) == len(lopsided.rows)
    assert found.shape == (4, len(neurons))
    assert orbits([np.array([1, 2, 0, 3])]).tolist() == [0, 0, 0, 1]


def test_certificates_are_exact_and_as_small_as_the_solution():
    shape = exact_shape(SetSystem.of_sizes(3, (1, 2)))
    assert shape.fits
    g = sum(
        float(sum(x**2 for x in row)) ** 0.5 * float(sum(x**2 for x in column)) ** 0.5
        for row, column in zip(shape.rows, shape.outputs.T, strict=True)
    )
    nuclear = np.linalg.norm(shape.means.astype(float), "nuc")
    assert float(shape.constant(5)) == pytest.approx(nuclear**2 * 9 * g**2, rel=1e-12)
    assert shape.constant(4) < 0.63 * 6**5


def test_a_wrong_shape_does_not_fit():
    shape = exact_shape(SetSystem.of_sizes(2, (1, 2)))
    moved = shape.outputs.copy()
    moved[0, 0] += Fraction(1, 10**9)
    assert not type(shape)(shape.means, shape.rows, moved).fits
    assert not type(shape)(-shape.means, shape.rows, shape.outputs).fits


def test_the_shape_of_a_network_is_that_network():
    lam = 1e-5
    found = star(5, **model(3, lam))
    shape = shape_of(found)
    r, u = 4, 0.75
    g = r - 1 + u + (1 + u**2) ** 0.5 * ((2 * r - 1) / (r - 1)) ** 0.5
    assert shape.fits
    assert float(shape.constant(3)) == pytest.approx((r + 2 / 3) ** 2 * g**2, rel=1e-3)
    with pytest.raises(InvalidInputError, match="4 layers given"):
        shape_of(star(5, **model(4)))


@pytest.mark.parametrize("r", range(3, 8))
def test_nuclear_norms(r):
    B = np.array([[int(v in e) for e in combinations(range(r), 2)] for v in range(r)])
    assert float(nuclear_norm(B)) == pytest.approx(np.linalg.norm(B.astype(float), "nuc"), rel=1e-14)


@pytest.mark.parametrize(
    ("r", "sets", "message"),
    [
        (3, ((0,), (0,)), "a set system needs"),
        (3, ((0,), (1, 0)), "a set system needs"),
        (3, ((0,), (3,)), "a set system needs"),
        (3, ((), (1,)), "a set system needs"),
        (9, ((0,), (1,)), "r = 9 given"),
    ],
)
def test_bad_systems_are_refused_in_one_line(r, sets, message):
    with pytest.raises(InvalidInputError, match=message) as refused:
        SetSystem(r, sets)
    assert "\n" not in str(refused.value)
