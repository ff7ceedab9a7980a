"""The phase diagram of one (r, L): who wins at which λ, and what numbers the boundaries are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import comb

from flint import arb, ctx

from numerics.checks import whole
from numerics.phase.algebraic import AlgebraicNumber, critical_power, eliminated, identify, system
from numerics.phase.candidates import (
    SMALLEST_R,
    Candidate,
    Contender,
    Field,
    candidates,
    contenders,
)
from numerics.phase.certify import DEEPEST, Crossed, Open, Place, Segment, Won, crossing, segments
from numerics.phase.units import BITS, Unit, dnc_unit
from theory.errors import InvalidInputError

LARGEST_R = {Field.SINGLE: 40, Field.BLOCKS: 11}
"""Beyond it there are too many candidates."""


@dataclass(frozen=True)
class Boundary:
    """A point z = K Λ^(1/(L+1)) at which the winner changes.

    Attributes
    ----------
    z : arb
        Holds it.
    cause : str
        What happens there.
    threshold_of : Unit or None
        The unit that gains nothing from there on, if that is what happens.
    kappas : tuple of (Unit, arb, AlgebraicNumber or None)
        For every unit involved a ball that holds κ, and κ as an algebraic number where it is known as one.
    power : AlgebraicNumber or None
        Z = z^{L+1} = K^{L+1} Λ, where its minimal polynomial is known.
    equations : tuple of str
        Polynomial equations of which (Z, κ's) is the solution in the balls.
    """

    z: arb
    cause: str
    threshold_of: Unit | None = None
    kappas: tuple[tuple[Unit, arb, AlgebraicNumber | None], ...] = ()
    power: AlgebraicNumber | None = None
    equations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """An open interval of z on which one contender is strictly better than all others, or which is undecided.

    Attributes
    ----------
    winner : Contender or None
        The candidates that tie as the best; None if undecided.
    start, end : Boundary or None
        Its ends; None for 0 and infinity.
    rivals : tuple of Contender
        Who may win, if undecided.
    """

    winner: Contender | None
    start: Boundary | None
    end: Boundary | None
    rivals: tuple[Contender, ...] = ()

    @property
    def best(self) -> tuple[Candidate, ...]:
        """The candidates that tie as the best, the simplest first; none if undecided."""
        return self.winner.candidates if self.winner else ()

    @property
    def name(self) -> str:
        """Name of the simplest of the best."""
        return self.winner.name if self.winner else "undecided"


@dataclass(frozen=True)
class PhaseDiagram:
    """All phases in the order of λ.

    Attributes
    ----------
    r, L : int
        Parameters; there are K = r(r-1)/2 classes.
    field : Field
        Who took part.
    phases : tuple of Phase
        They cover all λ > 0 but the boundaries.
    """

    r: int
    L: int
    field: Field
    phases: tuple[Phase, ...]

    @property
    def K(self) -> int:
        """Number of classes."""
        return comb(self.r, 2)

    @property
    def decided(self) -> bool:
        """Whether no piece is undecided."""
        return all(phase.winner for phase in self.phases)

    def relative(self, boundary: Boundary) -> arb:
        """Λ^(1/(L+1)) over that of DNC's zero threshold; λ/threshold where all λ's are equal."""
        with ctx.workprec(BITS):
            return boundary.z / dnc_unit(self.L).threshold[0]

    def lam(self, boundary: Boundary) -> arb:
        """Λ^(1/(L+1)): λ where all λ's are equal and n = 1."""
        with ctx.workprec(BITS):
            return boundary.z / self.K

    def at(self, relative: float) -> Phase | None:
        """The phase at a multiple of DNC's threshold; None where a boundary is too close to tell.

        Examples
        --------
        >>> [phase_diagram(5, 2).at(x).name for x in (0.74, 0.75, 1.05)]
        ['DNC', 'SRG', 'zero']
        """
        for phase in self.phases:
            after = phase.start is None or self.relative(phase.start) < relative
            before = phase.end is None or self.relative(phase.end) > relative
            if after and before:
                return phase
        return None


@cache
def phase_diagram(r: int, L: int, field: Field = Field.SINGLE, deepest: int = DEEPEST) -> PhaseDiagram:
    """Find the phases of one (r, L).

    Parameters
    ----------
    r, L : int
        r >= 4 and L >= 2.
    field : Field
        Who takes part.
    deepest : int
        How often an interval is halved before it is reported as undecided.

    Raises
    ------
    InvalidInputError
        If r or L is out of range.

    Examples
    --------
    >>> diagram = phase_diagram(6, 2, Field.BLOCKS)
    >>> [phase.name for phase in diagram.phases]
    ['DNC', 'SRG_5 ⊕ DNC_5', 'SRG_5 ⊕ 0_5', 'zero']
    >>> diagram.relative(diagram.phases[0].end).str(10)
    '[0.7416660426 +/- 1.95e-12]'
    """
    r, L, field = whole("r", r, SMALLEST_R), whole("L", L, 2), Field(field)
    if r > LARGEST_R[field]:
        raise InvalidInputError(
            f"r = {r} given; the field of candidates {str(field)!r} needs r <= {LARGEST_R[field]}; choose a smaller r"
        )
    with ctx.workprec(BITS):
        return PhaseDiagram(r, L, field, tuple(_phases(r, L, field, deepest)))


def _phases(r: int, L: int, field: Field, deepest: int) -> list[Phase]:
    """Between thresholds the units that gain anything are the same; at a threshold their block is given up."""
    gains = {candidate: candidate.gain(L) for candidate in candidates(r, field)}
    units = set().union(*gains.values())
    places = [Place(arb(0)), *sorted((Place(u.threshold[0], u) for u in units), key=lambda p: p.z.mid())]
    phases: list[Phase] = []
    for i, (lo, hi) in enumerate(pairwise(places)):
        if not lo.z < hi.z:
            raise ArithmeticError(f"two thresholds at r = {r}, L = {L} cannot be told apart")
        active = [place.unit for place in places[i + 1 :] if place.unit is not None]
        for segment in segments(lo, hi, contenders(r, L, field, active, gains), deepest):
            _append(phases, segment)
    (nothing,) = contenders(r, L, field, [], gains)
    _append(phases, Won(places[-1], Place(arb("inf")), nothing))
    return phases


def _append(phases: list[Phase], segment: Segment) -> None:
    """Add a segment; what goes on with the same winner is one phase."""
    if isinstance(segment, Crossed):
        _append(phases, Won(segment.lo, segment.hi, segment.left))
        boundary = _crossing_boundary(segment)
        phases[-1] = Phase(phases[-1].winner, phases[-1].start, boundary)
        phases.append(Phase(segment.right, boundary, None))
        return
    winner = segment.winner if isinstance(segment, Won) else None
    rivals = segment.rivals if isinstance(segment, Open) else ()
    last = phases[-1] if phases else None
    if last is None:
        phases.append(Phase(winner, None, None, rivals))
    elif winner is None and last.winner is None:
        known = (*last.rivals, *(rival for rival in rivals if rival not in last.rivals))
        phases[-1] = Phase(None, last.start, None, known)
    elif (last.winner and last.winner.coefficients) != (winner and winner.coefficients):
        boundary = _place_boundary(segment.lo)
        phases[-1] = Phase(last.winner, last.start, boundary, last.rivals)
        phases.append(Phase(winner, boundary, None, rivals))


def _place_boundary(place: Place) -> Boundary:
    """The boundary at a threshold, or the edge of an undecided piece."""
    unit = place.unit
    if unit is None:
        return Boundary(place.z, "edge of an undecided piece")
    z, ball = unit.threshold
    kappa = identify(unit.zero_gain, ball)
    power = critical_power(unit, kappa, z ** (unit.L + 1)) if kappa else None
    return Boundary(z, f"{unit.name} reaches its zero threshold", unit, ((unit, ball, kappa),), power)


def _crossing_boundary(found: Crossed) -> Boundary:
    """The boundary where two gains cross."""
    z = crossing(found)
    difference = found.left.minus(found.right)
    kappas, power = [], None
    for unit in difference:
        ball = unit.at(z).kappa
        polynomial = eliminated(difference, unit)
        kappa = identify(polynomial, ball) if polynomial is not None and ball is not None else None
        if kappa is not None and power is None:
            power = critical_power(unit, kappa, z ** (unit.L + 1))
        kappas.append((unit, ball, kappa))
    cause = f"{found.left.name} and {found.right.name} cost the same"
    return Boundary(z, cause, None, tuple(kappas), power, tuple(system(difference)))
