"""S19 (a): rook solutions as explicit matrices, what they cost, and claims that go too far."""

from itertools import product

import numpy as np
import pytest
import sympy as sp

from theory.constructions.rook import NUCLEAR_NORM, ROOK, ROOK_PLUS_DNC
from theory.proofs import rook as proof
from theory.symbols import K, L, r


def at(expression, value):
    return float(sp.sympify(expression).subs(r, value))


@pytest.mark.parametrize("value", [2, 3, 4, 6])
def test_explicit_matrices(value):
    cells = list(product(range(value), repeat=2))
    B = np.array([[float(c[side] == line) for c in cells] for side in (0, 1) for line in range(value)])
    W = 1 / 2 - B.T
    A = np.maximum(W @ B, 0)
    attacks = np.array([[a != c and b != d for a, b in cells] for c, d in cells], dtype=float)
    assert np.array_equal(A, attacks)
    values = [
        at(space.singular_value, value)
        for space in ROOK.spectrum
        for _ in range(int(at(space.multiplicity, value)))
    ]
    assert np.allclose(np.linalg.svd(A, compute_uv=False), sorted(values, reverse=True))
    P = B @ np.linalg.pinv(B)
    assert np.allclose(P @ B, B)
    costs = np.linalg.norm(B, "nuc"), np.linalg.norm(P) ** 2, np.linalg.norm(W) ** 2
    assert at(NUCLEAR_NORM, value) == pytest.approx(costs[0], rel=1e-12)
    assert [at(layer.cost, value) for layer in ROOK.layer_costs] == pytest.approx(costs, rel=1e-12)
    assert at(ROOK.width, value) == np.linalg.matrix_rank(B)
    assert at(ROOK.classes, value) == len(cells)


def test_what_the_constructions_say_of_themselves():
    assert (ROOK.smallest, ROOK.depths) == (2, (3, None))
    assert [layer.count for layer in ROOK.layer_costs] == [2, L - 3, 1]
    assert [size for _, size in ROOK_PLUS_DNC.parts] == [r, K - r**2]


@pytest.mark.parametrize("depth", [3, 4, 5])
@pytest.mark.parametrize("value", [2, 3, 4, 9])
def test_the_margin_is_the_difference_of_the_constants(value, depth):
    exact = (value - 1) ** 4 * (
        value ** (2 * depth + 2) - ROOK.uniform_cost_constant.subs({r: value, L: depth})
    )
    assert sp.expand(proof.margin(depth).subs(r, value) - exact) == 0
    # The range, and r = 2 from L = 5 on, which is no part of the statement.
    assert (exact > 0) == (proof.ROOK_RANGE.holds(value, depth) or (value, depth) == (2, 5))


def test_the_range():
    inside = {(v, depth) for v in range(1, 6) for depth in range(1, 7) if proof.ROOK_RANGE.holds(v, depth)}
    assert inside == {(3, 3)} | {(v, depth) for v in (3, 4, 5) for depth in (4, 5, 6)}


@pytest.mark.parametrize(
    "wrong", [{"at_three": (3, 4)}, {"at_three": (2,)}, {"least_r": 2}, {"least_L": 3}, {"least_r": 1}]
)
def test_a_wider_range_is_not_established(wrong):
    assert proof.rook_beats_dnc(proof.RookRange((), least_r=4, least_L=5)).is_established()
    assert not proof.rook_beats_dnc(proof.RookRange(**wrong)).is_established()
