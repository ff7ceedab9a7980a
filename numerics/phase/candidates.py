"""What competes at one (r, L): zero, the constant predictor, DNC, and SRG on some or all of the classes.

Two fields of candidates on the K = r(r-1)/2 classes are compared (docs/phase-diagram.md).  ``SINGLE`` has one
solution on some classes and gives the others up; ``BLOCKS`` has every block sum of SRG_s (4 <= s <= r), DNC
and given-up classes.  The gain of a candidate is a sum of gains of units, and candidates of the same sum tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import comb

from numerics.phase.units import Unit, constant_unit, dnc_unit, srg_unit

SMALLEST_R = 4


class Field(StrEnum):
    """Who takes part."""

    SINGLE = "single"
    """Zero, the constant predictor, DNC, and SRG_s with the other classes given up."""
    BLOCKS = "blocks"
    """Every block sum of SRG_s, DNC and given-up classes, and the constant predictor."""


class Kind(StrEnum):
    """Sorts of candidates, for colours and summaries."""

    ZERO = "zero"
    CONSTANT = "constant"
    DNC = "DNC"
    SRG = "SRG"
    PART = "SRG, others given up"
    BLOCKS = "block sum"
    """More than one block, no class given up."""


@dataclass(frozen=True)
class Candidate:
    """A block sum on K classes, or the constant predictor.

    Attributes
    ----------
    K : int
        Classes.
    srg : tuple of int
        The s of its SRG_s blocks, descending.
    dnc : int
        Classes of DNC.
    constant : bool
        Whether it is the constant predictor, which has no blocks.

    Examples
    --------
    >>> Candidate(28, (5, 5), 8).name, Candidate(15, (5,)).name, Candidate(10, (5,)).name
    ('2·SRG_5 ⊕ DNC_8', 'SRG_5 ⊕ 0_5', 'SRG')
    """

    K: int
    srg: tuple[int, ...] = ()
    dnc: int = 0
    constant: bool = False

    @property
    def given_up(self) -> int:
        """Classes that no block takes; none for the constant predictor."""
        return 0 if self.constant else self.K - self.dnc - sum(comb(s, 2) for s in self.srg)

    @property
    def kind(self) -> Kind:
        """Its sort."""
        if self.constant:
            return Kind.CONSTANT
        if not self.srg:
            return Kind.DNC if self.dnc else Kind.ZERO
        if self.given_up:
            return Kind.PART
        return Kind.BLOCKS if self.dnc or len(self.srg) > 1 else Kind.SRG

    @property
    def name(self) -> str:
        """Short name: 0_m stands for m classes that are given up."""
        if self.kind not in (Kind.PART, Kind.BLOCKS):
            return str(self.kind)
        counts = Counter(self.srg)
        parts = [f"{count}·SRG_{s}" if count > 1 else f"SRG_{s}" for s, count in counts.items()]
        parts += [f"DNC_{self.dnc}"] * (self.dnc > 0) + [f"0_{self.given_up}"] * (self.given_up > 0)
        return " ⊕ ".join(parts)

    def gain(self, L: int) -> Counter[Unit]:
        """Units and how often each counts; one that is exactly a number of DNC classes counts as those."""
        units = [srg_unit(s, L) for s in self.srg] + [constant_unit(self.K, L)] * self.constant
        total: Counter[Unit] = Counter()
        for unit in units:
            same = unit.in_dnc_classes()
            total[unit if same is None else dnc_unit(L)] += same or 1
        if self.dnc:
            total[dnc_unit(L)] += self.dnc
        return total


@dataclass(frozen=True)
class Contender:
    """A gain, and the candidates that have it at every λ: the simplest first, the others tie with it.

    Attributes
    ----------
    coefficients : frozenset of (Unit, int)
        The gain is the sum of these multiples of the gains of units.
    candidates : tuple of Candidate
        At least one.
    """

    coefficients: frozenset[tuple[Unit, int]]
    candidates: tuple[Candidate, ...]

    @property
    def name(self) -> str:
        """Name of the simplest candidate."""
        return self.candidates[0].name

    def minus(self, other: Contender) -> dict[Unit, int]:
        """Coefficients of the difference of the two gains, without zeros, larger units first."""
        difference = Counter(dict(self.coefficients))
        difference.subtract(dict(other.coefficients))
        ordered = sorted(difference.items(), key=lambda item: -item[0].directions)
        return {unit: count for unit, count in ordered if count}


def candidates(r: int, field: Field) -> Iterator[Candidate]:
    """All candidates on r(r-1)/2 classes, those with fewer SRG blocks first.

    Examples
    --------
    >>> [candidate.name for candidate in candidates(5, Field.SINGLE)]
    ['zero', 'DNC', 'constant', 'SRG_4 ⊕ 0_4', 'SRG']
    >>> [candidate.name for candidate in candidates(5, Field.BLOCKS)]
    ['zero', 'DNC', 'constant', 'SRG_4 ⊕ 0_4', 'SRG_4 ⊕ DNC_4', 'SRG']
    """
    K = comb(r, 2)
    yield Candidate(K)
    yield Candidate(K, dnc=K)
    yield Candidate(K, constant=True)
    sums = ([(s,) for s in range(SMALLEST_R, r + 1)]) if field is Field.SINGLE else list(_block_sums(r, K))
    for srg in sorted(sums, key=len):
        rest = K - sum(comb(s, 2) for s in srg)
        yield Candidate(K, srg)
        if rest and field is Field.BLOCKS:
            yield Candidate(K, srg, rest)


def _block_sums(greatest: int, room: int) -> Iterator[tuple[int, ...]]:
    """All descending tuples of one or more s <= ``greatest`` whose blocks fit in ``room`` classes."""
    for s in range(SMALLEST_R, greatest + 1):
        left = room - comb(s, 2)
        if left >= 0:
            yield (s,)
            yield from ((s, *rest) for rest in _block_sums(s, left))


def contenders(
    r: int,
    L: int,
    field: Field,
    active: Iterable[Unit],
    gains: Mapping[Candidate, Counter[Unit]] | None = None,
) -> list[Contender]:
    """The gains that can be the best at those λ at which exactly the units ``active`` gain anything.

    A gain is left out if another one exceeds it unit by unit, since every active unit gains more than 0; and if a
    mixture (1-t) A + t B of two others reaches it unit by unit, since then it never exceeds both A and B.  So
    SRG on ten of the classes, with DNC on the others, lies between DNC and two SRG blocks wherever these fit.

    Examples
    --------
    At L = 2 SRG on six classes is six times DNC on one class, and loses against DNC on all ten classes:

    >>> [found.name for found in contenders(5, 2, Field.SINGLE, [dnc_unit(2), srg_unit(5, 2)])]
    ['DNC', 'SRG']
    >>> (only,) = contenders(4, 2, Field.SINGLE, [dnc_unit(2)])
    >>> [candidate.name for candidate in only.candidates]
    ['DNC', 'SRG']
    """
    alive = set(active)
    gains = gains or {candidate: candidate.gain(L) for candidate in candidates(r, field)}
    groups: dict[frozenset[tuple[Unit, int]], list[Candidate]] = {}
    for candidate, gain in gains.items():
        if alive.issuperset(gain):
            groups.setdefault(frozenset(gain.items()), []).append(candidate)
    undominated = [
        key for key in groups if not any(_mixture(dict(o), dict(o), dict(key)) for o in groups if o != key)
    ]
    return [
        Contender(key, tuple(groups[key]))
        for key in undominated
        if not any(
            _mixture(dict(one), dict(other), dict(key))
            for one, other in combinations(undominated, 2)
            if key not in (one, other)
        )
    ]


def _mixture(one: Mapping[Unit, int], other: Mapping[Unit, int], third: Mapping[Unit, int]) -> bool:
    """Whether some (1-t) one + t other with 0 <= t <= 1 has at least the coefficients of ``third``."""
    low, high = Fraction(0), Fraction(1)
    for unit in {*one, *other, *third}:
        slope = other.get(unit, 0) - one.get(unit, 0)
        needed = third.get(unit, 0) - one.get(unit, 0)
        if slope > 0:
            low = max(low, Fraction(needed, slope))
        elif slope < 0:
            high = min(high, Fraction(needed, slope))
        elif needed > 0:
            return False
    return low <= high
