"""Records against blocks at every λ."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from numerics.atlas.compare import always_better
from numerics.atlas.explicit import explicit_records
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.value import Pieces
from numerics.phase.units import dnc_unit, srg_unit


def dnc(K, L):
    return Pieces.of(Record((np.eye(K, dtype=np.int64),) * (L + 1), 0, "DNC"))


def srg(r, L, lam):
    from numerics.atlas.explicit import _record
    from numerics.phase.candidates import Candidate

    return Pieces.of(_record(Candidate(r * (r - 1) // 2, (r,)), L, Fraction(lam)))


@pytest.mark.parametrize(
    ("r", "L", "better"), [(4, 3, False), (4, 4, True), (5, 3, True), (5, 4, True), (6, 5, True)]
)
def test_srg_against_dnc_as_s5_says(r, L, better):
    K = r * (r - 1) // 2
    found = always_better(
        [srg(r, L, "0.001")], lambda z: K * dnc_unit(L).at(z).gain, dnc_unit(L).threshold[0]
    )
    assert found.below is better
    assert (found.open_at is None) is better


def test_at_two_layers_srg_is_not_better_at_every_lambda():
    """It is, close to the threshold, but a small λ is enough to lose."""
    found = always_better(
        [srg(5, 2, "0.03")], lambda z: 10 * dnc_unit(2).at(z).gain, dnc_unit(2).threshold[0]
    )
    assert not found.below
    assert found.open_at == 0


def test_nothing_is_better_than_itself():
    assert not always_better(
        [dnc(10, 4)], lambda z: 10 * dnc_unit(4).at(z).gain, dnc_unit(4).threshold[0]
    ).below
    unit = srg_unit(5, 4)
    assert not always_better([srg(5, 4, "0.004")], lambda z: unit.at(z).gain, unit.threshold[0]).below


def test_a_threshold_further_away_is_noticed():
    """SRG is better than DNC up to DNC's threshold; a straight line for the gain beyond its own shows that it is not there."""
    unit = srg_unit(4, 4)
    far = unit.threshold[0] * 2
    constant = arb(1) / 100
    found = always_better([srg(4, 4, "0.004")], lambda z: 3 - 3 * z / far + constant * z, far)
    assert not found.below


def test_no_record_is_never_better():
    assert not always_better([], lambda z: dnc_unit(4).at(z).gain, dnc_unit(4).threshold[0]).below


def test_the_best_of_several_records_counts():
    cell = Cell(10, 4, Fraction(1, 250))
    records = [dnc(10, 4), Pieces.of(explicit_records(cell)[0])]
    found = always_better(records, lambda z: 10 * dnc_unit(4).at(z).gain, dnc_unit(4).threshold[0])
    assert found.below
