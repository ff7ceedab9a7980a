"""Who takes part: complete, without doubles, and only what cannot be the best is left out."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.phase.candidates import Candidate, Field, Kind, candidates, contenders
from numerics.phase.units import dnc_unit, srg_unit


@pytest.mark.parametrize("r", range(4, 9))
def test_block_sums_are_all_that_fit(r: int) -> None:
    sizes = {s: comb(s, 2) for s in range(4, r + 1)}
    K = comb(r, 2)
    counted = product(*(range(K // size + 1) for size in sizes.values()))
    fitting = {
        tuple(s for s, count in zip(reversed(sizes), reversed(counts), strict=True) for _ in range(count))
        for counts in counted
        if sum(count * size for count, size in zip(counts, sizes.values(), strict=True)) <= K
    }
    found = list(candidates(r, Field.BLOCKS))
    assert len(set(found)) == len(found)
    assert {candidate.srg for candidate in found} == fitting
    for candidate in found:
        assert candidate.given_up >= 0
        filled = candidate.dnc + sum(sizes[s] for s in candidate.srg) + candidate.given_up
        assert filled == (0 if candidate.constant else K)


def test_single_solutions_are_block_sums() -> None:
    assert set(candidates(8, Field.SINGLE)) < set(candidates(8, Field.BLOCKS))


def test_kinds() -> None:
    assert Candidate(15, (5,), 5).kind is Kind.BLOCKS
    assert Candidate(15, (6,)).kind is Kind.SRG
    assert Candidate(15, (5,)).kind is Kind.PART
    assert Candidate(12, (4, 4)).kind is Kind.BLOCKS
    assert Candidate(15, dnc=15).kind is Kind.DNC
    assert Candidate(15, constant=True).kind is Kind.CONSTANT
    assert Candidate(15).name == "zero"


@given(st.integers(4, 8), st.integers(2, 6), st.floats(0.05, 1.6))
def test_what_is_left_out_is_never_the_best(r: int, L: int, share: float) -> None:
    """At any λ, the best of all candidates is the best of the contenders."""
    z = arb(share) * dnc_unit(L).threshold[0].mid()
    units = [dnc_unit(L), *(srg_unit(s, L) for s in range(4, r + 1))]
    gain = {unit: unit.at(z).gain for unit in units}
    active = [unit for unit in units if gain[unit] > 0 and unit.in_dnc_classes() in (None, 1)]
    every = [
        sum((n * gain[u] for u, n in candidate.gain(L).items()), arb(0))
        for candidate in candidates(r, Field.BLOCKS)
    ]
    kept = [
        sum((n * gain[u] for u, n in c.coefficients), arb(0)) for c in contenders(r, L, Field.BLOCKS, active)
    ]
    best = max(kept, key=lambda value: value.mid())
    assert not any(value > best for value in every)


def test_mixtures_of_others_are_left_out() -> None:
    """SRG_5 ⊕ DNC_11 lies halfway between DNC and 2·SRG_5 ⊕ DNC_1: it is never better than both."""
    units = [dnc_unit(2), srg_unit(5, 2)]
    names = [contender.name for contender in contenders(7, 2, Field.BLOCKS, units)]
    assert names == ["DNC", "2·SRG_5 ⊕ DNC_1"]
