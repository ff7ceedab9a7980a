"""Who has the greatest gain between two points, proved from the points alone.

The gain D of a unit is convex (:mod:`units`).  So on an interval [lo, hi]

* D lies above every line of the family, whatever outputs it belongs to, and below its chord;
* D' lies between the slopes at the two ends.

A difference of gains is therefore positive on the interval if lines for the units that count positively minus
chords for the others are positive at both ends, and it has at most one zero if the slopes at the ends bound its
slope away from 0.  Intervals for which neither holds are split; what is still open when they are narrow is reported as
undecided.  Nothing is concluded from values in between that were not bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flint import arb, ctx

from numerics.phase.candidates import Contender
from numerics.phase.units import Point, Unit

Difference = Mapping[Unit, int]
"""A combination of gains of units."""

DEEPEST = 40
"""How often an interval is halved before what is open there is given up as undecided."""

_SPLIT = arb(15) / 32
"""Where intervals are split: not at points that would be special for another reason."""


@dataclass(frozen=True, eq=False)
class Place:
    """A point z >= 0 of the axis, exact or the threshold of a unit, with what is known of the units there.

    Attributes
    ----------
    z : arb
        An exact number, or a ball that holds the threshold.
    unit : Unit or None
        The unit whose threshold it is.
    """

    z: arb
    unit: Unit | None = None
    _points: dict[Unit, Point] = field(default_factory=dict, repr=False)

    def point(self, unit: Unit) -> Point:
        """Evaluate a unit here; at its own threshold it gains exactly 0."""
        if unit not in self._points:
            self._points[unit] = unit.at_threshold() if unit == self.unit else unit.at(self.z)
        return self._points[unit]

    def value(self, difference: Difference) -> arb:
        """Value of a difference of gains."""
        return sum((count * self.point(unit).gain for unit, count in difference.items()), arb(0))


@dataclass(frozen=True)
class Won:
    """One contender is strictly the best on the open interval."""

    lo: Place
    hi: Place
    winner: Contender


@dataclass(frozen=True)
class Crossed:
    """``left`` is the best up to one point of the interval, ``right`` from there on."""

    lo: Place
    hi: Place
    left: Contender
    right: Contender


@dataclass(frozen=True)
class Open:
    """It is not known who wins."""

    lo: Place
    hi: Place
    rivals: tuple[Contender, ...]


Segment = Won | Crossed | Open


def positive(difference: Difference, lo: Place, hi: Place) -> bool:
    """Whether a difference of gains is certainly positive between two places.

    At z = 0, where everything that fits all classes gains the same, it may be 0.

    Examples
    --------
    Two DNC classes gain more than one, and at L = 3 SRG on ten classes gains more than ten DNC classes:

    >>> from numerics.phase.units import BITS, dnc_unit, srg_unit
    >>> with ctx.workprec(BITS):
    ...     positive({srg_unit(5, 3): 1, dnc_unit(3): -10}, Place(arb(0)), Place(arb(0.1)))
    True
    """
    return any(_line_beats_chord(difference, lo, hi, support) for support in (lo, hi))


def _line_beats_chord(difference: Difference, lo: Place, hi: Place, support: Place) -> bool:
    at_lo, at_hi = arb(0), arb(0)
    for unit, count in difference.items():
        if count > 0:
            line = support.point(unit).line
            if line is None:
                return False
            at_lo += count * (line[0] + line[1] * lo.z)
            at_hi += count * (line[0] + line[1] * hi.z)
        else:
            at_lo += count * lo.point(unit).gain
            at_hi += count * hi.point(unit).gain
    return bool(at_hi > 0 and (at_lo > 0 or (lo.z == 0 and at_lo >= 0)))


def monotone(difference: Difference, lo: Place, hi: Place) -> bool:
    """Whether the slope of a difference of gains certainly keeps one sign between two places."""
    return _falls(difference, lo, hi) or _falls({u: -count for u, count in difference.items()}, lo, hi)


def _falls(difference: Difference, lo: Place, hi: Place) -> bool:
    greatest = arb(0)
    for unit, count in difference.items():
        slope = (hi if count > 0 else lo).point(unit).slope
        if slope is None:
            return False
        greatest += count * slope
    return bool(greatest < 0)


def segments(lo: Place, hi: Place, rivals: Sequence[Contender], depth: int = DEEPEST) -> list[Segment]:
    """Cut an interval into pieces on each of which it is certain who wins, or which are left open."""
    leaders = _leaders(lo, hi, rivals)
    for leader in leaders:
        rivals = [r for r in rivals if r is leader or not positive(leader.minus(r), lo, hi)]
        if len(rivals) == 1:
            return [Won(lo, hi, rivals[0])]
    if len(rivals) == 2 and all(leader in rivals for leader in leaders) and len(leaders) == 2:
        left, right = leaders
        difference = left.minus(right)
        if lo.value(difference) > 0 > hi.value(difference) and monotone(difference, lo, hi):
            return [Crossed(lo, hi, left, right)]
    if depth == 0:
        return [Open(lo, hi, tuple(rivals))]
    middle = Place((lo.z + (hi.z - lo.z) * _SPLIT).mid())
    return segments(lo, middle, rivals, depth - 1) + segments(middle, hi, rivals, depth - 1)


def _leaders(lo: Place, hi: Place, rivals: Sequence[Contender]) -> list[Contender]:
    """Who seems to lead at the ends, that at ``lo`` first; at z = 0 the slopes decide."""

    def key(place: Place, rival: Contender) -> tuple[float, float]:
        gain = slope = 0.0
        for unit, count in rival.coefficients:
            point = place.point(unit)
            gain += count * float(point.gain.mid())
            slope += count * float(point.slope.mid()) if point.slope is not None else 0.0
        return gain, slope

    found = [max(rivals, key=lambda rival: key(place, rival)) for place in (lo, hi)]
    return found if found[0] is not found[1] else found[:1]


def crossing(found: Crossed) -> arb:
    """Enclose the one point where the gains of ``left`` and ``right`` agree.

    Newton's method proposes it, and values of opposite signs on its two sides prove it.
    """
    difference = found.left.minus(found.right)
    left, right = found.lo, found.hi
    z = _between(left, right)
    for _ in range(4 * ctx.prec):
        here = Place(z)
        value, slope = here.value(difference), _slope(difference, here)
        if value > 0:
            left = here
        elif value < 0:
            right = here
        width = z * arb(2) ** (-ctx.prec // 2)
        step = value / slope if slope is not None else arb(1)
        if abs(step) < width:
            below, above = Place((z - 2 * width).mid()), Place((z + 2 * width).mid())
            if below.value(difference) > 0 > above.value(difference):
                return below.z.union(above.z)
        z = (z - step).mid()
        if not left.z < z < right.z:
            z = _between(left, right)
    return left.z.union(right.z)


def _between(left: Place, right: Place) -> arb:
    return ((left.z + right.z) / 2).mid()


def _slope(difference: Difference, place: Place) -> arb | None:
    total = arb(0)
    for unit, count in difference.items():
        slope = place.point(unit).slope
        if slope is None:
            return None
        total += count * slope
    return total
