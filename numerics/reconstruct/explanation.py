"""What is said of a piece of a record: how far it is reconstructed, which numbers it has, and the network that they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from flint import arb, ctx

from numerics.atlas.record import Floats, Record
from numerics.reconstruct.identify import Identified
from numerics.solution.scales import equalised
from theory.errors import InvalidInputError

RECORD_BITS = 44
"""Entries of the network that is made of an exact one are multiples of 2^-RECORD_BITS."""


class Status(StrEnum):
    """How far a piece is reconstructed.

    ``EXACT``: all numbers lie in one number field, and there all equations hold exactly.  ``IDENTIFIED``: every number is
    identified by itself, far beyond chance.  ``PARTLY``: some are.  ``LOCATED``: the critical point is known to many digits,
    its numbers are not identified.  ``OPEN``: no critical point was found in the pattern, or none was looked for.
    """

    EXACT = "exact"
    IDENTIFIED = "identified"
    PARTLY = "partly identified"
    LOCATED = "located"
    OPEN = "open"


@dataclass(frozen=True)
class Number:
    """A scalar of the pattern.

    Attributes
    ----------
    name : str
        Matrix and place of one entry, or ``s_3^2`` for the square of a scale.
    places : int
        How many entries, or neurons, have it.
    value : str
        Its first digits.
    identified : Identified or None
        What it is; None if it was not identified.
    chosen : bool
        Whether it is free in a family, and was set to a simple number.
    """

    name: str
    places: int
    value: str
    identified: Identified | None
    chosen: bool = False


@dataclass(frozen=True, eq=False)
class Explanation:
    """What is known of a piece.

    Attributes
    ----------
    classes, L : int
        Its size.
    status : Status
        How far it is reconstructed.
    reason : str
        Where it is open, why.
    symmetries : int
        Order of the group of the pattern.
    class_orbits : tuple of int
        Sizes of the orbits of the classes.
    free : int
        Scalars that the pattern leaves.
    family : int
        Dimension of the family of networks with the same constant, of which one was taken.
    dropped : int
        Neurons of layer L that the record has and that cost more than they earn.
    record_constant : arb
        Cost constant of the record.
    constant : arb or None
        Cost constant of the exact network, in a ball: one that certainly holds it if ``proved``.
    identified_constant : Identified or None
        The same as an algebraic number.
    numbers : tuple of Number
        The scalars.
    digits : int
        To which they are known.
    proved : bool
        Whether the pattern certainly has a critical point that close: by Krawczyk's test for all equations, or since they
        hold in a number field.  In a family neither may be decided.
    field_degree : int or None
        Degree of the number field of an exact one.
    factors : tuple of arrays
        H_1, W_1, …, W_L in floats, W_L with the outputs 1; empty for an open one.
    """

    classes: int
    L: int
    status: Status
    reason: str
    symmetries: int
    class_orbits: tuple[int, ...]
    free: int
    family: int = 0
    dropped: int = 0
    record_constant: arb = field(default_factory=arb)
    constant: arb | None = None
    identified_constant: Identified | None = None
    numbers: tuple[Number, ...] = ()
    digits: int = 0
    proved: bool = False
    field_degree: int | None = None
    factors: tuple[Floats, ...] = ()

    @property
    def gain(self) -> float | None:
        """Relative fall of C^{1/(L+1)} against the record; 0 or more up to rounding."""
        if self.constant is None:
            return None
        with ctx.workprec(128):
            return float(1 - (self.constant / self.record_constant).root(self.L + 1))

    def network(self) -> Record:
        """The network rounded to dyadic numbers, to be valued at any λ.

        Raises
        ------
        InvalidInputError
            If the piece is open.
        """
        if not self.factors:
            raise InvalidInputError(f"a piece that is open given ({self.reason}); it has no exact network")
        return Record.rounded(
            equalised(list(self.factors), [1.0] * len(self.factors)), "exact", bits=RECORD_BITS
        )
