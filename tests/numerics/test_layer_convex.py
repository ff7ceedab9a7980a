"""Layer certificates against other solutions of the layer problem, and improvement against the exact objective."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.layer_convex import (
    Network,
    certify,
    improve,
    improve_kinks,
    improve_layer,
    lower_bound,
    rounded,
)
from numerics.solution import Block, Solution, build
from theory.errors import InvalidInputError

LAM = Fraction(1, 50)


def random_network(seed: int, L: int = 3, K: int = 3, width: int = 4) -> Network:
    rng = np.random.default_rng(seed)
    shapes = [(width, K), *[(width, width)] * (L - 1), (K, width)]
    entries = [rng.integers(-9, 10, shape) for shape in shapes]
    to_fraction = np.vectorize(lambda x: Fraction(int(x), 10), otypes=[object])
    return Network(tuple(to_fraction(entry) for entry in entries), (LAM,) * (L + 1))


def srg(r: int, L: int) -> Network:
    lam = Fraction(8, 100 * r * (r - 1))
    found = build([Block("srg", r)], lambda_H=float(lam), lambdas=[float(lam)] * L)
    return rounded(found, [lam] * (L + 1))


@pytest.mark.parametrize("layer", range(4))
def test_the_bound_is_below_every_network_of_the_pattern(layer: int) -> None:
    """Also for useless multipliers; the optimum of the certificate's own problem is not far above the bound."""
    rng = np.random.default_rng(layer)
    for seed in range(3):
        network = random_network(seed)
        gates = network.gates(tolerance=Fraction(0))
        certificate = certify(network, layer, gates)
        zero = [np.zeros(S.shape, dtype=int) for S in certificate.multipliers]
        bounds = [certificate.least, lower_bound(network, layer, gates, zero)]
        checked = 0
        for size in (1, 2, 5, 10, 50, 100, 1000) * 6:
            matrix = network.matrices[layer]
            noise = rng.integers(-9, 10, matrix.shape).astype(object)
            moved = network.replaced(layer, matrix + noise * Fraction(1, 20 * size))
            if all((a == b).all() for a, b in zip(moved.gates(tolerance=Fraction(0)), gates, strict=True)):
                checked += 1
                assert all(bound <= moved.loss() for bound in bounds)
        assert checked


def test_a_solved_layer_has_a_small_gap_and_no_more_to_gain() -> None:
    network = random_network(1)
    better = improve_layer(network, 3)
    assert better.loss() < network.loss()
    certificate = certify(better, 3)
    assert 0 <= certificate.gap < Fraction(1, 10**9)
    # W_L by ridge regression, in floats.
    N = np.maximum(np.array(better.means()[1], dtype=float), 0)
    ridge = np.linalg.solve(N @ N.T + 3 * float(LAM) * np.eye(4), N).T
    assert np.array(better.matrices[3], dtype=float) == pytest.approx(ridge, abs=1e-9)


def test_every_layer_of_srg_is_optimal_at_r_5() -> None:
    network = srg(5, 3)
    for layer in range(4):
        for zeros_open in (False, True):
            assert certify(network, layer, network.gates(zeros_open)).gap < Fraction(1, 10**9)


def test_at_r_4_the_last_hidden_layer_can_be_improved() -> None:
    network = srg(4, 3)
    assert certify(network, 2).gap < Fraction(1, 10**9)
    assert improve_layer(network, 2, zeros_open=True).loss() < network.loss() - Fraction(1, 10**5)
    assert certify(network, 2, network.gates(zeros_open=True)).gap > Fraction(1, 10**5)


@pytest.mark.parametrize("layer", range(4))
def test_mixed_kinks_are_at_least_as_good_as_both_uniform_patterns(layer: int) -> None:
    network = srg(4, 3)
    mixed = improve_kinks(network, layer).loss()
    assert all(mixed <= improve_layer(network, layer, zeros_open).loss() for zeros_open in (False, True))


@pytest.mark.parametrize(("seed", "layer"), [(0, 0), (0, 1), (4, 1)])
def test_mixed_kinks_win_where_some_entries_gain_by_opening_and_others_do_not(seed: int, layer: int) -> None:
    """Small integers put many entries at the kinks."""
    rng = np.random.default_rng(seed)
    shapes = ((3, 3, 1), (4, 3, 2), (3, 4, 2))
    matrices = [rng.integers(-1, 2, (m, n)).astype(object) * Fraction(1, part) for m, n, part in shapes]
    network = Network(tuple(matrices), (Fraction(1, 50),) * 3)
    uniform = min(improve_layer(network, layer, zeros_open).loss() for zeros_open in (False, True))
    assert improve_kinks(network, layer).loss() < uniform - Fraction(1, 25)


def test_improvement_is_monotone_and_exact() -> None:
    network = random_network(4)
    values = [network.loss()]
    for _ in range(3):
        network = improve(network, rounds=1)
        values.append(network.loss())
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0]
    assert improve(network, rounds=0).loss() == network.loss()


def test_wrong_signs_of_multipliers_do_no_harm() -> None:
    network = random_network(2)
    gates = network.gates(tolerance=Fraction(0))
    wrong = [np.where(gate, -1, 1).astype(object) for gate in gates[1:]]
    zero = [np.zeros(gate.shape, dtype=int) for gate in gates[1:]]
    assert lower_bound(network, 2, gates, wrong) == lower_bound(network, 2, gates, zero)


def test_the_certificate_is_that_of_s13_where_both_apply() -> None:
    """SRG's W_{L-1}: multipliers vanish on the disjoint edges of M_L and on the diagonal, and are <= 0 where edges meet."""
    network = srg(5, 3)
    multipliers = np.array(certify(network, 2).multipliers[0], dtype=float)
    zeros = np.abs(np.array(network.means()[1], dtype=float)) < 1e-9
    assert np.abs(multipliers[~zeros]).max() < 1e-7
    assert (multipliers[zeros] < 0).all()
    assert multipliers[zeros] == pytest.approx(multipliers[zeros].mean(), rel=1e-4)


def test_bad_input_is_one_line() -> None:
    with pytest.raises(InvalidInputError, match="layer 7 given"):
        certify(random_network(0), 7)
    two = Solution(np.ones((2, 4)), (np.eye(2), np.eye(2)), n=2)
    with pytest.raises(InvalidInputError, match="n = 2 given"):
        rounded(two, [LAM] * 3)
    one = Solution(np.eye(2), (np.eye(2), np.eye(2)))
    with pytest.raises(InvalidInputError, match="2 λ's given"):
        rounded(one, [LAM] * 2)
