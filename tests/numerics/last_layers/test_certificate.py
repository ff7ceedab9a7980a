"""Certificates: what they say holds at random rows, and corruptions are noticed."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.last_layers.certificate import Cone, DualCertificate, positive_definite
from numerics.last_layers.neurons import climb, ratios
from numerics.last_layers.record import shipped, shipped_names
from numerics.last_layers.solver import DualProgram


def floats(dual):
    return np.array(dual.matrix) / 2.0**dual.bits, np.array(dual.columns, dtype=float).T


@pytest.mark.parametrize("name", shipped_names())
def test_no_random_row_and_no_ascent_violates_a_certificate(name):
    """An independent reference: ‖E σ(Zᵀρ)‖ / ‖ρ‖ at random rows, and where ascent from them ends."""
    dual = shipped(name).dual
    E, z = floats(dual)
    rows = np.random.default_rng(3).normal(size=(2000, len(z)))
    rows = np.concatenate([rows, np.rint(rows * 2)[np.rint(rows * 2).any(axis=1)]])
    assert ratios(E, z, rows).max() <= 1
    # Tight somewhere, or a better matrix would exist.
    best = ratios(
        E, z, np.concatenate([np.array(shipped(name).neurons.rows, dtype=float), climb(E, z, rows[:60])])
    )
    assert 1 - 2e-6 < best.max() <= 1


def star():
    return shipped("star-2").dual


def test_a_matrix_that_is_a_little_too_large_is_refused():
    dual = star()
    larger = replace(dual, matrix=tuple(tuple(x + x // 10**6 for x in row) for row in dual.matrix))
    assert dual.fault() is None
    assert "not positive definite" in larger.fault()


@pytest.mark.parametrize("name", ["star-2", "edges-5", "board-3"])
def test_a_change_of_entries_is_refused_or_harmless(name):
    """Every orbit of entries of E, a thousandth up or down: what is accepted is true, and most is refused."""
    record = shipped(name)
    dual, numbers = (
        record.dual,
        DualProgram(record.dual.columns, record.dual.symmetries, record.dual.cuts).numbers,
    )
    rows = np.concatenate(
        [
            np.array(record.neurons.rows, dtype=float),
            np.random.default_rng(1).normal(size=(500, len(dual.columns[0]))),
        ]
    )
    refused, false = 0, 0
    for orbit in range(numbers.max() + 1):
        for step in (2**30, -(2**30)):
            matrix = np.array(dual.matrix, dtype=object) + step * (numbers == orbit)
            changed = replace(dual, matrix=tuple(tuple(map(int, row)) for row in matrix))
            E, z = floats(changed)
            violated = ratios(E, z, rows).max() > 1
            fault = changed.fault()
            assert fault is not None or not violated
            refused, false = refused + (fault is not None), false + violated
    assert refused >= false > 0


def test_a_change_of_one_entry_breaks_the_symmetry():
    dual = star()
    matrix = [list(row) for row in dual.matrix]
    matrix[0][1] += 1
    assert "does not keep E" in replace(dual, matrix=tuple(map(tuple, matrix))).fault()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: replace(d, cones=d.cones[1:]), "some region is missing"),
        (lambda d: replace(d, cones=()), "some region is missing"),
        (lambda d: replace(d, symmetries=()), "some region is missing"),
        (lambda d: replace(d, symmetries=((1, 1),)), "does not permute the columns"),
        (lambda d: replace(d, columns=((1, 0), (0, 1), (2, 1))), "does not permute the columns"),
        (lambda d: replace(d, columns=((1, 0), (0, 1), (0, 1))), "two are equal"),
        (lambda d: replace(d, columns=((1, 0), (0, 1), (0, 0))), "not 0"),
        (lambda d: replace(d, columns=((1, 0), (0, 1))), "not K × K"),
        (lambda d: replace(d, bits=d.bits - 1), "not positive definite"),
        (lambda d: replace(d, bits=-1), "not K × K"),
        (lambda d: replace(d, cones=(Cone((1, 0), ()), *d.cones)), "not a point inside a region"),
        (lambda d: replace(d, cones=(Cone((1, 1, 1), ()), *d.cones)), "not a point inside a region"),
        (
            lambda d: replace(d, cones=(d.cones[0]._replace(multipliers=((0, 1, -1),)), *d.cones[1:])),
            "a multiplier is negative",
        ),
        (
            lambda d: replace(d, cones=(d.cones[0]._replace(multipliers=((1, 1, 5),)), *d.cones[1:])),
            "a multiplier is negative or has no place",
        ),
        (
            lambda d: replace(d, cones=(d.cones[0]._replace(multipliers=((0, 9, 5),)), *d.cones[1:])),
            "a multiplier is negative or has no place",
        ),
        (
            lambda d: replace(d, cones=tuple(c._replace(multipliers=()) for c in d.cones)),
            "not positive definite",
        ),
    ],
)
def test_corruptions_are_named(change, fault):
    assert fault in change(star()).fault()


def test_a_larger_matrix_for_one_class_is_refused_by_hand():
    """One class on an axis: ‖E σ(ρ)‖ <= ‖ρ‖ is |E| <= 1."""
    cones = (Cone((1,), ()), Cone((-1,), ()))
    assert DualCertificate(((1,),), ((255,),), 8, (), cones).fault() is None
    assert DualCertificate(((1,),), ((256,),), 8, (), cones).fault() == "cone 1: not positive definite"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=3, max_size=3))
def test_positive_definite_is_what_floats_say(rows):
    matrix = [[rows[p][q] + rows[q][p] for q in range(3)] for p in range(3)]
    least = np.linalg.eigvalsh(np.array(matrix, dtype=float))[0]
    if abs(least) > 1e-9:
        assert positive_definite(matrix) == (least > 0)


def test_positive_definite_wants_symmetry():
    assert not positive_definite([[1, 1], [0, 1]])


@pytest.mark.parametrize("name", ["star-2", "six", "board-3"])
def test_the_inequality_bounds_every_network(name):
    """⟨D, Y⟩ <= Σ ‖ρ_j‖ ‖v_j‖ for random networks on the record's activations."""
    record = shipped(name)
    Z = np.array(record.neurons.shape().means, dtype=float)
    D = np.array(record.dual.scaled_matrix(record.neurons.weights), dtype=float)
    rng = np.random.default_rng(5)
    for _ in range(50):
        R, V = rng.normal(size=(7, len(Z))), rng.normal(size=(record.K, 7))
        cost = (np.linalg.norm(R, axis=1) * np.linalg.norm(V, axis=0)).sum()
        assert np.vdot(D, V @ np.maximum(R @ Z, 0)) <= cost


def test_the_bound_in_fractions():
    dual = star()
    assert dual.bound([1, 1, Fraction(1, 2)]) == dual.entry(0, 0) + dual.entry(1, 1) + 2 * dual.entry(2, 2)
