"""κ-curves of the blocks of a construction, in balls: from its closed forms to the numbers at one parameter and depth."""

from __future__ import annotations

from functools import lru_cache

from flint import arb, fmpq

from numerics.ball_curve import BallCurve
from numerics.lowering import BlockNumbers, lower_to_balls
from theory.construction import BlockSum, Construction
from theory.errors import InvalidInputError


@lru_cache(maxsize=4096)
def curves(
    construction: Construction | BlockSum, values: tuple[int, ...], L: int, bits: int
) -> tuple[BallCurve, ...]:
    """Curves of the blocks that have classes, for balls of the precision ``bits``, which must be in force."""
    lowered = lower_to_balls(construction)
    arguments = (*(fmpq(value) for value in values), fmpq(L))
    for block in lowered.blocks:
        value = block.parameter(*arguments[:-1])
        if value < block.least:
            raise InvalidInputError(
                f"{block.value} = {value} given; the {block.construction.name} construction needs an integer"
                f" {block.value} >= {block.least}"
            )
    numbers = [block.numbers(*arguments) for block in lowered.blocks]
    K = sum((found.classes for found in numbers), fmpq(0))
    return tuple(block_curve(construction.name, found, L, K) for found in numbers if found.classes > 0)


def block_curve(name: str, numbers: BlockNumbers, L: int, K: fmpq) -> BallCurve:
    """Curve of one block among K classes in total, its equal singular values merged.

    Raises
    ------
    InvalidInputError
        If the square of a singular value is not rational.

    Examples
    --------
    >>> from theory.constructions.dnc import DNC
    >>> dnc = lower_to_balls(DNC).blocks[0].numbers(fmpq(10), fmpq(3))
    >>> block_curve("dnc", dnc, 3, fmpq(10)).spectrum
    ((1, 10),)
    """
    spectrum: dict[fmpq, fmpq] = {}
    for square, multiplicity in zip(numbers.squares, numbers.multiplicities, strict=True):
        if isinstance(square, arb) or isinstance(multiplicity, arb):
            raise InvalidInputError(
                f"{name} has s**2 = {square} with multiplicity {multiplicity}; enclosures need rational numbers;"
                " use numerics.losses for this construction"
            )
        spectrum[fmpq(square)] = spectrum.get(fmpq(square), fmpq(0)) + multiplicity
    costs = zip(numbers.costs, numbers.counts, strict=True)
    return BallCurve(L, K, tuple(spectrum.items()), tuple((cost, fmpq(count)) for cost, count in costs))
