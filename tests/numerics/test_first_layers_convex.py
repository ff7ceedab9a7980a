"""The joint step of W_1 and H_1 and its exact bound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.first_layers_convex import certify_first_layers, first_layers_bound, improve_first_layers
from numerics.layer_convex import Network, rounded
from numerics.solution import Block, build
from theory.errors import InvalidInputError


def dnc() -> Network:
    return rounded(build([Block("dnc", 3)], lambda_H=0.01, lambdas=(0.01,) * 3), [Fraction(1, 100)] * 4)


def test_unbalanced_first_layers_are_brought_to_the_bound() -> None:
    start = dnc()
    first, weight = start.matrices[0] * 2, start.matrices[1] / Fraction(2)
    lambdas = (Fraction(1, 50), Fraction(1, 200), *start.lambdas[2:])
    unbalanced = Network((first, weight, *start.matrices[2:]), lambdas)
    better = improve_first_layers(unbalanced)
    least = certify_first_layers(unbalanced)
    assert least <= better.loss() < unbalanced.loss()
    assert better.loss() - least < Fraction(1, 10**6)


def test_a_dual_that_is_too_long_is_rejected() -> None:
    network = dnc()
    zero = [np.zeros(gate.shape, dtype=int) for gate in network.gates()]
    with pytest.raises(InvalidInputError, match="operator norm"):
        first_layers_bound(network, network.gates(), -np.eye(3, dtype=int) * Fraction(10), zero)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_first_layers_of_the_pattern_are_below_the_bound(seed: int) -> None:
    """W_1 and H_1 moved at random, as far as the signs stay."""
    rng = np.random.default_rng(seed)
    entries = [rng.integers(-9, 10, (3, 3)).astype(object) * Fraction(1, 10) for _ in range(4)]
    network = Network(tuple(entries), (Fraction(1, 50), Fraction(1, 70), Fraction(1, 50), Fraction(1, 50)))
    gates = network.gates(tolerance=Fraction(0))
    least, kept = certify_first_layers(network, gates), 0
    assert 0 < least <= network.loss()
    for size in (1, 3, 10, 30) * 5:
        moved = network
        for layer in (0, 1):
            step = rng.integers(-size, size + 1, (3, 3)).astype(object) * Fraction(1, 100)
            moved = moved.replaced(layer, network.matrices[layer] + step)
        if all((a == b).all() for a, b in zip(moved.gates(tolerance=Fraction(0)), gates, strict=True)):
            kept += 1
            assert moved.loss() >= least
    assert kept >= 3


def test_a_corrupted_dual_is_rejected_or_weaker() -> None:
    srg = rounded(build([Block("srg", 5)], lambda_H=0.004, lambdas=(0.004,) * 3), [Fraction(1, 250)] * 4)
    least = certify_first_layers(srg)
    assert 0 <= srg.loss() - least < Fraction(1, 10**6)
    gates = srg.gates()
    zero = [np.zeros(gate.shape, dtype=int) for gate in gates]
    output = np.asarray(srg.means()[-1] - np.eye(10, dtype=int), dtype=object) / 10
    for scale in (Fraction(1, 2), Fraction(9, 10)):
        try:
            assert first_layers_bound(srg, gates, output * scale, zero) < least
        except InvalidInputError:
            assert scale > Fraction(1, 2)
