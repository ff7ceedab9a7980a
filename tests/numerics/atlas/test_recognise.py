"""Patterns: the constructions look as they are known to."""

from fractions import Fraction

import numpy as np

from numerics.atlas.canonical import canonical
from numerics.atlas.explicit import explicit_records
from numerics.atlas.grid import Cell
from numerics.atlas.recognise import pattern, ranks
from numerics.atlas.record import Record
from numerics.solution import Block, build


def test_srg_of_ten_classes():
    (record,) = explicit_records(Cell(10, 4, Fraction(1, 250)))
    found = pattern(record)
    (block,) = found.blocks
    assert found.signature == "[10:5-5-5]"
    assert ranks(record) == found.ranks == (5, 5, 5)
    assert (block.symmetries, block.orbits) == (120, (10,))
    first, *_, last = block.layers
    assert first.neurons_per_class == {"2": 10}  # a class is an edge: it has two ends
    assert first.classes_per_neuron == {"4": 5}
    assert (last.rank, last.rank_after, last.negative, last.values) == (5, 10, True, 1)
    assert last.neurons_per_class == {"3": 10}  # its three disjoint edges


def test_blocks_and_given_up_classes():
    (record,) = explicit_records(Cell(12, 4, Fraction(1, 300)))
    assert record.name == "2·SRG_4" or record.name == "SRG_5 ⊕ DNC_2"
    assert sum(ranks(record)) > 0
    identity = np.eye(4, dtype=np.int64)
    dead = identity.copy()
    dead[3, 3] = 0
    assert pattern(Record((identity, dead, identity), 0, "found")).signature == "DNC_3 ⊕ 0_1"


def test_a_disguise_does_not_hide_a_pattern():
    """Neurons doubled, permuted and scaled, features turned, classes in another order."""
    rng = np.random.default_rng(0)
    solution = build([Block("srg", 5)], lambda_H=0.004, lambdas=(0.004,) * 4)
    H1, W1, W2, W3, W4 = (solution.H1, *solution.weights)
    turn = np.linalg.qr(rng.standard_normal((5, 5)))[0]
    order = rng.permutation(10)
    doubled = np.repeat(np.eye(10), 2, axis=0) * np.tile([0.6, 0.8], 10)[:, None]
    disguised = [turn @ H1[:, order], W1 @ turn.T, W2, doubled @ W3, W4[order] @ doubled.T]
    tidy = canonical(disguised)
    assert [factor.shape for factor in tidy] == [(5, 10), (5, 5), (5, 5), (10, 5), (10, 10)]
    found = pattern(Record.rounded(tidy, "found"))
    assert found.signature == "[10:5-5-5]"
    assert found.blocks[0].symmetries == 120


def test_canonical_keeps_the_output_and_the_norms():
    solution = build([Block("srg", 4), Block("dnc", 2)], lambda_H=0.004, lambdas=(0.004,) * 4)
    factors = [solution.H1, *solution.weights]
    tidy = canonical(factors)

    def norms(network):
        return np.array([np.linalg.norm(factor) for factor in network])

    assert np.allclose(norms(tidy), norms(factors))
