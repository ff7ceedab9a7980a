"""S19 (b): seven classes at rank four, in floats and with bounds that go too far."""

import numpy as np
import pytest
import sympy as sp

from theory.proofs import seven as proof


def test_the_constant_in_floats():
    Z, R = (np.array(matrix, dtype=float) for matrix in (proof.Z, proof.R))
    hidden = np.maximum(R @ Z, 0)
    assert np.array_equal(hidden, np.array(proof.hidden(), dtype=float))
    outputs = np.linalg.inv(hidden)
    norms = np.linalg.norm(R, axis=1), np.linalg.norm(outputs, axis=0)
    constant = (np.linalg.norm(Z, "nuc") * (norms[0] * norms[1]).sum()) ** 2
    assert constant == pytest.approx(2313.47, abs=0.01)
    # Every root is at most a millionth above; the square doubles what that makes of g and of the nuclear norm.
    slack = 2e-6 * (1 + sum(1 / one.min() for one in norms))
    assert constant < float(proof.constant_above()) < constant * (1 + slack)


def test_points_1_2_3_are_alike():
    """Permuting them permutes the classes, and with them the rows."""
    pairs = [(), (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    for order in ((0, 2, 3, 1), (0, 2, 1, 3)):
        classes = [pairs.index(tuple(sorted(order[v] for v in pair))) for pair in pairs]
        moved = proof.Z.extract(list(order), classes)
        assert moved == proof.Z
        rows = {tuple(proof.R.row(j)) for j in range(7)}
        assert {tuple(row[v] for v in order) for row in rows} == rows


@pytest.mark.parametrize("number", [1, 2, 18, sp.Rational(1, 7), sp.Rational(10**9, 3)])
def test_roots_are_bounded_from_above(number):
    above = proof.root_above(number)
    assert 0 < above**2 - number <= 2 * above / proof.SCALE
    assert (above * proof.SCALE).is_Integer
    assert proof.SCALE == 10**6


def test_what_is_claimed():
    assert proof.SEVEN_CLAIM.below == 7**4
    assert proof.seven_classes(proof.SevenClaim(2314)).is_established()


@pytest.mark.parametrize("below", [2300, 2313, 2402])
def test_another_bound_is_not_established(below):
    """Not below the constant, and not above DNC's."""
    assert not proof.seven_classes(proof.SevenClaim(below)).is_established()


def test_no_entry_is_left_out():
    """Z ≥ 0, eight entries of ZZᵀ on differences, six on the others, three numbers; all of V σ(RZ) = I."""
    steps = proof.seven_classes().steps
    assert [len(step.obligations) for step in steps] == [1 + 8 + 6 + 3, 7 * 7, 3, 2]


def test_activations_are_not_negative(monkeypatch):
    monkeypatch.setattr(proof, "Z", proof.Z + sp.ImmutableMatrix(4, 7, lambda i, j: -int((i, j) == (1, 0))))
    first, *_ = proof._activations().obligations
    assert first.describe() == "Z ≥ 0"
    assert not first.check()


def test_the_bound_of_the_root_of_two_is_checked(monkeypatch):
    monkeypatch.setattr(proof, "root_above", lambda number: sp.Rational(7, 5))
    first, *_ = proof._constant(proof.SEVEN_CLAIM).obligations
    assert first.describe() == "√2 < 7/5"
    assert not first.check()


def test_a_tie_is_not_below(monkeypatch):
    monkeypatch.setattr(proof, "constant_above", lambda: sp.Integer(7**4))
    assert not proof._constant(proof.SEVEN_CLAIM).obligations[1].check()
