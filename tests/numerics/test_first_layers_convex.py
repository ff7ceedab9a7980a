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


def test_the_bound_is_below_random_networks_of_the_pattern() -> None:
    rng, checked = np.random.default_rng(0), 0
    for _ in range(10):
        entries = [rng.integers(-9, 10, (3, 3)).astype(object) * Fraction(1, 10) for _ in range(4)]
        network = Network(tuple(entries), (Fraction(1, 50),) * 4)
        least = certify_first_layers(network, network.gates(tolerance=Fraction(0)))
        assert 0 < least <= network.loss()
        checked += 1
    assert checked == 10
