"""The certificate: true claims are proved, false ones are not, and what is open says so."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.phase import certify
from numerics.phase.candidates import Candidate, Contender
from numerics.phase.certify import Crossed, Open, Place, Won, crossing, monotone, positive, segments
from numerics.phase.units import dnc_unit, srg_unit


def contender(**counts: int) -> Contender:
    """A contender at L = 2 from counts of units: dnc=…, s5=…, s6=…."""
    units = {dnc_unit(2) if key == "dnc" else srg_unit(int(key[1:]), 2): n for key, n in counts.items()}
    return Contender(frozenset(units.items()), (Candidate(10),))


DNC, SRG = contender(dnc=10), contender(s5=1)
END = dnc_unit(2).threshold[0].mid()


@given(st.floats(0.01, 1.2), st.floats(0.01, 1.2), st.integers(4, 8), st.integers(2, 5))
def test_positive_is_true_wherever_it_is_claimed(x: float, y: float, s: int, L: int) -> None:
    """Whatever the interval, a difference proved positive is nowhere negative on it."""
    end = dnc_unit(L).threshold[0].mid()
    lo, hi = (Place(end * share) for share in sorted((x, y)))
    srg, dnc = srg_unit(s, L), dnc_unit(L)
    for difference in ({srg: 1, dnc: -srg.directions}, {srg: -1, dnc: srg.directions}):
        if positive(difference, lo, hi):
            for k in range(11):
                assert not Place((lo.z + (hi.z - lo.z) * k / 10).mid()).value(difference) <= 0


def test_a_difference_with_a_zero_is_not_proved_positive() -> None:
    difference = SRG.minus(DNC)
    lo, crossed, hi = (Place(END * x) for x in (0.70, 0.74, 0.75))
    assert not positive(difference, lo, hi)
    assert not positive({u: -n for u, n in difference.items()}, lo, hi)
    assert positive({u: -n for u, n in difference.items()}, lo, crossed)


def test_a_difference_that_rises_and_falls_is_not_monotone() -> None:
    """At L = 2, r = 5 SRG minus DNC falls first, then rises, and falls again up to the zero threshold of SRG."""
    difference = SRG.minus(DNC)
    assert not monotone(difference, Place(END * 0.1), Place(END * 0.99))
    assert monotone(difference, Place(END * 0.73), Place(END * 0.75))


def test_segments_find_the_crossing_once() -> None:
    found = segments(Place(arb(0)), Place(dnc_unit(2).threshold[0], dnc_unit(2)), [DNC, SRG])
    assert [type(segment) for segment in found if not isinstance(segment, Won)] == [Crossed]
    (crossed,) = (segment for segment in found if isinstance(segment, Crossed))
    assert crossed.left == DNC
    assert crossed.right == SRG
    z = crossing(crossed)
    assert float(z.rad()) < 1e-25
    assert Place(z.lower()).value(DNC.minus(SRG)) > 0 > Place(z.upper()).value(DNC.minus(SRG))
    winners = [segment.winner for segment in found if isinstance(segment, Won)]
    assert winners == sorted(winners, key=[DNC, SRG].index)


def test_a_crossing_is_proved_and_not_only_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With slopes so wrong that Newton's method stands still wherever it is, the crossing is enclosed all the same."""
    crossed = Crossed(Place(END * 0.7), Place(END * 0.8), DNC, SRG)
    honest = crossing(crossed)
    monkeypatch.setattr(certify, "_slope", lambda difference, place: arb(10) ** 60)
    found = crossing(crossed)
    assert found.overlaps(honest)
    assert float(found.rad()) < 1e-25
    monkeypatch.setattr(certify, "_slope", lambda difference, place: None)
    assert crossing(crossed).overlaps(honest)


def test_pieces_cover_the_interval_without_gaps() -> None:
    found = segments(Place(arb(0)), Place(END), [DNC, SRG])
    assert found[0].lo.z == 0
    assert found[-1].hi.z == END
    assert all(a.hi is b.lo for a, b in pairwise(found))


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_what_is_not_proved_is_open(depth: int) -> None:
    found = segments(Place(arb(0)), Place(END), [DNC, SRG], depth)
    assert any(isinstance(segment, Open) and set(segment.rivals) == {DNC, SRG} for segment in found)


def test_a_tie_stays_open() -> None:
    """Two gains that agree everywhere are never told apart, however often the interval is split."""
    twin = contender(dnc=10, s5=0)
    found = segments(Place(END / 4), Place(END / 2), [DNC, twin], 6)
    assert all(isinstance(segment, Open) for segment in found)


def test_an_end_where_the_outputs_are_unknown_proves_nothing() -> None:
    """Without a line and a slope at an end only the other end can support a claim."""

    class Blind(Place):
        def point(self, unit):
            return super().point(unit)._replace(slope=None, line=None)

    lo, hi = Blind(END * 0.1), Blind(END * 0.2)
    assert not certify.positive(DNC.minus(SRG), lo, hi)
    assert certify.positive(DNC.minus(SRG), lo, Place(END * 0.2))
    assert not certify.monotone(DNC.minus(SRG), lo, Place(END * 0.2))
