"""Explain a record: its pattern, the critical point of the cost constant near it, and exact numbers where they are found.

What comes out is a network of its own, as a rule a little better than the record in C, and exact: its numbers are the
coordinates of one critical point, which is proved to be there and known to as many digits as one likes; where they are roots
of polynomials of small degree and height these are named, and where all of them lie in one field the equations are checked in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count

import numpy as np
from flint import arb, ctx

from numerics.atlas.record import Floats, Record
from numerics.atlas.value import Piece, Pieces
from numerics.reconstruct import matrices as on
from numerics.reconstruct.critical import Point, Refined, isolated, newton, refined
from numerics.reconstruct.equations import System, first_values, of_balls
from numerics.reconstruct.explanation import Explanation, Number, Status
from numerics.reconstruct.field import Element, NumberField, common_field
from numerics.reconstruct.identify import DEGREES, Identified, identified
from numerics.reconstruct.simplify import matrices_at, pruned, sparsest
from numerics.reconstruct.skeleton import matrices_of, skeleton
from numerics.solution.scales import balanced_factors
from theory.errors import InvalidInputError

DIGITS = 400
"""Decimal digits to which numbers are computed before they are identified."""

MOST_FREE = 64
"""Free scalars up to which a critical point is looked for."""

LARGEST_FIELD = 16
"""Degree of a number field up to which equations are checked in it."""


def explain(
    record: Record, digits: int = DIGITS, degrees: Sequence[int] = DEGREES
) -> tuple[Explanation, ...]:
    """Explain every piece of a record that has more than one class and fits its classes.

    Parameters
    ----------
    record : Record
        Of an atlas.
    digits : int
        To which numbers are computed; 100 to 3000.
    degrees : sequence of int
        Degrees of algebraic numbers that are tried.

    Raises
    ------
    InvalidInputError
        If ``digits`` is out of range.

    Examples
    --------
    SRG on ten classes is rational, but for ‖B‖_*:

    >>> from numerics.atlas.store import SHIPPED, records_of
    >>> record = next(one for one in records_of(SHIPPED, 10, 4)[0] if one.name == "SRG_5")
    >>> (found,) = explain(record, digits=150)
    >>> found.status.value, found.field_degree, found.identified_constant.text()
    ('exact', 4, '(192500 + 55000√6)/9')
    """
    if not 100 <= digits <= 3000:
        raise InvalidInputError(f"digits = {digits} given; choose 100 to 3000")
    pieces = Pieces.of(record).pieces
    return tuple(
        _explained(piece, digits, tuple(degrees))
        for piece in pieces
        if len(piece.classes) > 1 and piece.prefix
    )


@lru_cache(maxsize=256)
def _explained(piece: Piece, digits: int, degrees: tuple[int, ...]) -> Explanation:
    constant = piece.cost_constant
    if constant is None:
        return Explanation(len(piece.classes), piece.L, Status.OPEN, "it gives a class up", 1, (), 0)
    matrices, dropped = pruned(matrices_of(piece))
    pattern, start = skeleton(matrices)
    with ctx.workprec(128):
        recorded = arb(constant)

    def open_(reason: str) -> Explanation:
        return Explanation(
            pattern.K, pattern.L, Status.OPEN, reason, pattern.symmetries, pattern.class_orbits, pattern.free,
            dropped=dropped, record_constant=recorded,
        )  # fmt: skip

    if pattern.free > MOST_FREE:
        return open_(f"{pattern.free} free scalars; up to {MOST_FREE} are looked at")
    system, values = first_values(pattern, start)
    try:
        found = newton(system, values)
        if found is None:
            return open_("Newton's method leaves the pattern")
        system, found = sparsest(system, found)
        point = isolated(system, found)
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        return open_(str(error))
    at = refined(system, point, digits)
    if not at.digits:
        return open_("Newton's method does not go on beyond floats")
    return _described(system, point, at, degrees, recorded, dropped)


def _described(
    system: System, point: Point, at: Refined, degrees: tuple[int, ...], recorded: arb, dropped: int
) -> Explanation:
    pattern, digits = system.skeleton, at.digits
    bits = int(digits * 3.33) + 64
    with ctx.workprec(bits):
        radius = at.radius if at.radius is not None else arb(10) ** (-digits)
        moving = set(range(system.unknowns)) - set(point.frozen.tolist())
        box = [arb(x.mid(), radius) if i in moving else x for i, x in enumerate(at.values)]
        proved = at.radius is not None and not len(point.dropped) and _signs_hold(system, box)
        constant = system.constant(box, of_balls)
        numbers = _numbers(system, at, degrees, set(point.frozen.tolist()))
        known = sum(number.identified is not None for number in numbers)
        in_field = None
        if known == len(numbers):
            small = tuple(degree for degree in degrees if degree <= LARGEST_FIELD)
            in_field = _checked(system, at, small)
        named = None
        if in_field is not None:
            own = in_field[1].number(in_field[2])
            named = None if own is None else Identified(own, digits)
        elif known:
            named = identified(constant.mid(), digits - 10, degrees)
    if in_field is not None:
        status = Status.EXACT
    elif known == len(numbers):
        status = Status.IDENTIFIED
    else:
        status = Status.PARTLY if _informative(numbers) else Status.LOCATED
    return Explanation(
        classes=pattern.K,
        L=pattern.L,
        status=status,
        reason="",
        symmetries=pattern.symmetries,
        class_orbits=pattern.class_orbits,
        free=pattern.free,
        family=point.family,
        dropped=dropped,
        record_constant=recorded,
        constant=constant,
        identified_constant=named,
        numbers=numbers,
        digits=digits,
        proved=proved or in_field is not None,
        field_degree=in_field[0].degree if in_field else None,
        factors=_factors(system, point),
    )


def _informative(numbers: Sequence[Number]) -> bool:
    """Whether some number besides 0, 1, −1 and those that were chosen is identified."""
    return any(
        number.identified is not None
        and not number.chosen
        and number.identified.rational not in ((0, 1), (1, 1), (-1, 1))
        for number in numbers
    )


def _signs_hold(system: System, box: Sequence[arb]) -> bool:
    """Whether all scales are positive and all signs are those of the pattern, for every point of a box."""
    at = system.layers(box, of_balls)
    if not all(square[i, i] > 0 for square in at.squares for i in range(square.nrows())):
        return False
    return all(
        sign == 0 or (entry > 0 if sign > 0 else entry < 0)
        for mean, signs in zip(system.means(at), system.skeleton.signs, strict=True)
        for entry, sign in zip(on.entries(mean), signs.ravel().tolist(), strict=True)
    )


def _numbers(system: System, at: Refined, degrees: tuple[int, ...], frozen: set[int]) -> tuple[Number, ...]:
    """The free scalars, each identified if it can be; equal moduli are identified once."""
    pattern, found = system.skeleton, list[Number]()
    names = ["M_2", *(f"W_{layer}" for layer in range(2, pattern.L))]
    seen: list[tuple[arb, Identified | None]] = []
    rows: list[tuple[str, int, arb]] = []
    counter = count()
    for label in system.entry_labels:
        index = next(i for i, labels in enumerate(pattern.labels) if (labels == label).any())
        row, column = np.argwhere(pattern.labels[index] == label)[0] + 1
        rows.append((f"{names[index]}[{row},{column}]", int(pattern.sizes[label]), at.values[next(counter)]))
    for label in system.scale_labels:
        index = next(i for i, labels in enumerate(pattern.scales) if (labels == label).any())
        places = int((pattern.scales[index] == label).sum())
        rows.append((f"s_{index + 2}^2", places, at.values[next(counter)]))
    for index, (name, places, value) in enumerate(rows):
        same = [known for other, known in seen if abs(value - other) < arb(10) ** (10 - at.digits)]
        known = same[0] if same else identified(value, at.digits, degrees)
        seen.append((value, known))
        found.append(Number(name, places, value.str(20, radius=False), known, index in frozen))
    return tuple(found)


def _checked(
    system: System, at: Refined, degrees: tuple[int, ...]
) -> tuple[NumberField, Element, arb] | None:
    """A number field in which all equations hold exactly, and C in it."""
    proposed = common_field(at.values, at.digits, degrees)
    if proposed is None:
        return None
    numbers, elements, theta = proposed
    close = arb(0, arb(10) ** (30 - at.digits))
    near = [element.ball(theta) + close for element in elements]
    if not all(ball.overlaps(value) for ball, value in zip(near, at.values, strict=True)):
        return None
    if not _signs_hold(system, near) or any(rest != 0 for rest in system.residuals(elements, numbers.matrix)):
        return None
    return numbers, system.constant(elements, numbers.matrix), theta


def _factors(system: System, point: Point) -> tuple[Floats, ...]:
    """H_1, W_1, …, W_L with the outputs 1."""
    M2, *weights = matrices_at(system, point.values)
    sizes = np.linalg.svd(M2, compute_uv=False)
    W1, H1 = balanced_factors(M2, int((sizes > 1e-9 * sizes[0]).sum()))
    active = np.maximum(M2, 0)
    for weight in weights:
        active = np.maximum(weight @ active, 0)
    return (H1, W1, *weights, np.linalg.pinv(active))
