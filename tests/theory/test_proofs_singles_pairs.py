"""S18 (b): points and pairs as explicit matrices, what they cost, and claims that go too far."""

from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from theory.constructions.singles_pairs import LAST_LAYERS, NUCLEAR_NORM, SINGLES_PAIRS
from theory.proofs import singles_pairs as proof
from theory.symbols import L, r


def at(expression, value):
    return float(sp.sympify(expression).subs(r, value))


@pytest.mark.parametrize("value", [3, 4, 6])
def test_explicit_matrices(value):
    sets = [(v,) for v in range(value)] + list(combinations(range(value), 2))
    Z = np.array([[float(v in e) for e in sets] for v in range(value)])
    rows = 2 * Z.T - 1
    # A pair's output is half its target, a point's is its target less half of those of its pairs.
    outputs = np.eye(len(sets))
    outputs[:, value:] /= 2
    outputs[value:, :value] = -Z[:, value:].T / 2
    assert np.allclose(outputs @ np.maximum(rows @ Z, 0), np.eye(len(sets)))
    nuclear = np.linalg.norm(Z, "nuc")
    g = (np.linalg.norm(rows, axis=1) * np.linalg.norm(outputs, axis=0)).sum()
    assert at(NUCLEAR_NORM, value) == pytest.approx(nuclear, rel=1e-12)
    assert at(LAST_LAYERS, value) == pytest.approx(g, rel=1e-12)
    for depth in (3, 4, 6):
        constant = SINGLES_PAIRS.uniform_cost_constant.subs(L, depth)
        assert at(constant, value) == pytest.approx(nuclear**2 * value ** (depth - 3) * g**2, rel=1e-12)
    assert at(SINGLES_PAIRS.classes, value) == len(sets) == proof.PairsClaim(value).classes


def test_what_the_construction_says_of_itself():
    assert (SINGLES_PAIRS.smallest, SINGLES_PAIRS.depths, SINGLES_PAIRS.width) == (3, (3, None), r)
    assert [layer.count for layer in SINGLES_PAIRS.layer_costs] == [2, L - 3, 1]


@pytest.mark.parametrize("depth", [3, 4, 5, 9])
def test_against_explicit_srg_matrices_on_four_points(reference, depth):
    """At K = 6 SRG costs less at L = 3 and more from L = 4 on."""
    spectrum, cost = reference.srg_by_hand(4, depth)
    srg = cost * sum(m / s**2 for s, m in spectrum)
    mine = at(SINGLES_PAIRS.uniform_cost_constant.subs(L, depth), 3)
    assert (mine < srg) == (depth >= proof.PAIRS_CLAIM.least_L)


@pytest.mark.parametrize("points", [3, 4, 5])
def test_the_same_number_of_classes_as_srg(points):
    assert proof.PairsClaim(points).classes == len(list(combinations(range(points + 1), 2)))


@pytest.mark.parametrize(
    "wrong", [{"least_L": 3}, {"points": 4}, {"points": 2}, {"points": 5, "least_L": 20}]
)
def test_a_wider_claim_is_not_established(wrong):
    assert proof.beats_srg(proof.PairsClaim(least_L=6)).is_established()
    assert not proof.beats_srg(proof.PairsClaim(**wrong)).is_established()


@pytest.mark.parametrize(
    ("name", "number"), [("SQRT_10", (3162, 1000)), ("SQRT_6", (2449, 1000)), ("SQRT_3", (1733, 1000))]
)
def test_a_bound_on_the_wrong_side_of_a_root_is_not_established(monkeypatch, name, number):
    monkeypatch.setattr(proof, name, sp.Rational(*number))
    assert not proof.beats_srg.__wrapped__().is_established()


@pytest.mark.parametrize(("root", "enough"), [((34404, 10000), True), ((34405, 10000), False)])
def test_how_coarse_a_bound_may_be(monkeypatch, root, enough):
    """3 (13 + 4x) (189/4 + 27/2 · 2.45) is 4 · 1296 · 3.732/3 at x = 3.44042…, which stands for √10."""
    monkeypatch.setattr(proof, "SQRT_10", sp.Rational(*root))
    assert proof.beats_srg.__wrapped__().is_established() == enough
