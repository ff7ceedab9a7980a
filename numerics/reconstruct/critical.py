"""The critical point of the cost constant near a record: in floats, to any number of digits, and proved to be there.

In floats Newton's method runs on the square system of :mod:`numerics.reconstruct.equations`, started at the record, with the
pattern held fixed.  Directions in which nothing changes (multipliers that are not unique, families of equally good
networks) are found by the singular values of the Jacobian; unknowns that move along them are held fixed at simple numbers, so
that the rest is isolated.  Then the same method goes on in balls, and Krawczyk's test proves that exactly one solution
is near: its coordinates are algebraic numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx

from numerics.atlas.record import Floats
from numerics.rationals import to_ball
from numerics.reconstruct import matrices as on
from numerics.reconstruct.equations import System, of_balls, of_floats
from numerics.symmetry.actions import Integers

FLAT = 1e-7
"""Singular values of the Jacobian below this fraction of the greatest belong to directions in which nothing changes."""

CONVERGED = 1e-10
"""Residual in floats, all entries of rows being at most 1, at which Newton's method has arrived."""

LARGEST_DENOMINATOR = 12
"""Of the simple numbers that stand for what is not determined."""

_STEPS = 60
_HALVINGS = 30


@dataclass(frozen=True, eq=False)
class Point:
    """A critical point in floats.

    Attributes
    ----------
    values : array
        Of the unknowns.
    frozen : integer array
        Unknowns that are held fixed, since they are not determined.
    dropped : integer array
        As many equations that follow from the others there.
    family : int
        Dimension of the family of networks with the same constant: entries and scales among ``frozen``.
    """

    values: Floats
    frozen: Integers
    dropped: Integers
    family: int


@dataclass(frozen=True, eq=False)
class Refined:
    """A critical point in balls.

    Attributes
    ----------
    values : tuple of arb
        Of the unknowns, without radius: the midpoints of the approximation.
    digits : int
        Decimal digits to which the next step of Newton's method does not change them.
    radius : arb or None
        A solution of the equations that are kept lies within this distance of every coordinate, and no other one does; None
        if the test did not succeed.
    """

    values: tuple[arb, ...]
    digits: int
    radius: arb | None


def newton(system: System, start: Floats) -> Floats | None:
    """A zero of the residuals near a start, in floats; None if the method does not arrive or leaves the pattern.

    Examples
    --------
    >>> from numerics.reconstruct.equations import first_values
    >>> from numerics.reconstruct.skeleton import skeleton
    >>> sets = np.array([[1.0, 0.0, 0.9], [0.0, 1.0, 0.9]])
    >>> rows = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> system, start = first_values(*skeleton((sets, np.eye(2), rows)))
    >>> found = newton(system, start)
    >>> round(float(system.constant(found.tolist(), of_floats)), 6)  # DNC has 3^5 = 243
    217.968866
    """
    values, rest = start, _rest(system, start)
    for _ in range(_STEPS):
        size = float(np.abs(rest).max())
        jacobian = np.array(system.jacobian(values.tolist(), of_floats)).T
        step = np.linalg.lstsq(jacobian, -rest, rcond=FLAT * 1e-2)[0]
        if size < CONVERGED and np.abs(step).max() < 1e-8:
            return values if within_pattern(system, values) else None
        for halving in range(_HALVINGS):
            tried = values + step * 0.5**halving
            try:
                left = _rest(system, tried)
            except ZeroDivisionError:
                continue
            if np.abs(left).max() < size * (1 - 0.1 * 0.5**halving) or np.abs(left).max() < CONVERGED / 10:
                break
        else:
            return None
        values, rest = tried, left
    return None


def _rest(system: System, values: Floats) -> Floats:
    with np.errstate(all="ignore"):
        found = np.array(system.residuals(values.tolist(), of_floats))
    return found if np.isfinite(found).all() else np.full(len(found), np.inf)


def within_pattern(system: System, values: Floats) -> bool:
    """Whether floats have the signs of the pattern, positive scales and a positive semidefinite P = s_2 R s_2."""
    at = system.layers(values.tolist(), of_floats)
    if not all((np.diag(square) > 0).all() for square in at.squares):
        return False
    scale = np.sqrt(np.diag(at.squares[0]))
    eigenvalues = np.linalg.eigvalsh(scale[:, None] * at.root * scale)
    if eigenvalues[0] < -1e-8 * eigenvalues[-1]:
        return False
    signs = system.skeleton.signs
    return all(
        (np.sign(mean)[sign != 0] == sign[sign != 0]).all()
        for mean, sign in zip(system.means(at), signs, strict=True)
    )


def flat_directions(system: System, values: Floats) -> Floats:
    """Orthonormal columns along which the residuals do not change, to first order."""
    return _null(np.array(system.jacobian(values.tolist(), of_floats)).T)


def isolated(system: System, values: Floats) -> Point:
    """Hold fixed what a critical point leaves open, multipliers first, at simple numbers.

    Raises
    ------
    ArithmeticError
        If Newton's method does not arrive once entries were rounded.
    """
    first = sum(system.parts[:2])
    jacobian = np.array(system.jacobian(values.tolist(), of_floats)).T
    frozen = _movable(flat_directions(system, values), [system.choices, range(first)])
    entries = [at for at in frozen if at < first]
    if frozen:
        values = values.copy()
        for at in frozen:
            values[at] = float(Fraction(values[at]).limit_denominator(LARGEST_DENOMINATOR))
        values = _arrived(system, values, np.array(frozen))
        jacobian = np.array(system.jacobian(values.tolist(), of_floats)).T
    kept = np.setdiff1d(np.arange(system.unknowns), frozen)
    dropped = _movable(_null(jacobian[:, kept].T), [range(system.unknowns)])
    if len(dropped) != len(frozen):
        raise ArithmeticError(
            f"{len(frozen)} unknowns are open, but {len(dropped)} equations depend on others"
        )
    return Point(values, np.array(frozen, dtype=int), np.array(dropped, dtype=int), len(entries))


def _arrived(system: System, values: Floats, frozen: Integers) -> Floats:
    """Newton's method with some unknowns held fixed."""
    kept = np.setdiff1d(np.arange(system.unknowns), frozen)
    for _ in range(_STEPS):
        rest = _rest(system, values)
        jacobian = np.array(system.jacobian(values.tolist(), of_floats)).T[:, kept]
        step = np.linalg.lstsq(jacobian, -rest, rcond=FLAT * 1e-2)[0]
        values = values.copy()
        values[kept] += step
        if np.abs(step).max() < 1e-11:
            break
    if np.abs(_rest(system, values)).max() > CONVERGED or not within_pattern(system, values):
        raise ArithmeticError("a family of equally good networks has no simple member near the record")
    return values


def _null(matrix: Floats) -> Floats:
    """Orthonormal columns that a matrix sends to nearly zero."""
    _, sizes, rows = np.linalg.svd(matrix)
    rank = int((sizes > FLAT * sizes[0]).sum())
    found: Floats = rows[rank:].T
    return found


def _movable(null: Floats, groups: Sequence[Sequence[int]]) -> list[int]:
    """Coordinates, of the first group as far as possible, without which no direction is left."""
    chosen = []
    for group in groups:
        members = np.array(list(group), dtype=int)
        while null.shape[1] and len(members):
            sizes = np.linalg.norm(null[members], axis=1)
            best = int(members[sizes.argmax()])
            if sizes.max() < 1e-4:
                break
            chosen.append(best)
            # Only the directions that leave this coordinate alone remain.
            row = null[best : best + 1]
            null = null @ np.linalg.svd(row)[2][1:].T
    return sorted(chosen)


def refined(system: System, point: Point, digits: int) -> Refined:
    """The critical point to a number of decimal digits, and a proof that it is there.

    Examples
    --------
    >>> from numerics.reconstruct.equations import first_values
    >>> from numerics.reconstruct.skeleton import skeleton
    >>> edges = np.array([[1.0, 1, 0, 1, 0, 0], [1, 0, 1, 0, 1, 0], [0, 1, 1, 0, 0, 1], [0, 0, 0, 1, 1, 1]])
    >>> system, start = first_values(*skeleton((edges, 1 - 2 * edges.T)))
    >>> found = refined(system, isolated(system, newton(system, start)), 60)
    >>> found.digits, found.radius is not None
    (60, True)
    """
    full = int((digits + 20) * 3.33) + 32
    kept = np.setdiff1d(np.arange(system.unknowns), point.frozen)
    rows = np.setdiff1d(np.arange(system.unknowns), point.dropped)
    values = [arb(float(x)) for x in point.values]
    size, bits = arb(1), 128
    for at in point.frozen:
        simple = Fraction(float(point.values[at])).limit_denominator(LARGEST_DENOMINATOR)
        with ctx.workprec(full):
            values[at] = to_ball(simple)
    for _ in range(_STEPS):
        with ctx.workprec(bits):
            try:
                step = _solver(system, values, kept, rows) * _column(system.residuals(values, of_balls), rows)
            except ZeroDivisionError:
                return Refined(tuple(values), 0, None)
            for index, at in enumerate(kept):
                values[at] = (values[at] - step[index, 0]).mid()
            size = max((abs(x.mid()) for x in step.entries()), default=arb(0))
            if bits == full and size < arb(10) ** (-digits - 5):
                break
            if size < 1e-8:  # Newton's method doubles the digits that are right
                bits = min(2 * bits, full)
    with ctx.workprec(full):
        left = max(abs(x.mid()) for x in system.residuals(values, of_balls))  # of the dropped equations too
        if not size < arb(10) ** (-digits - 5) or not left < arb(10) ** (10 - digits):
            return Refined(tuple(values), 0, None)
        return Refined(tuple(values), digits, _krawczyk(system, values, kept, rows, arb(10) ** (-digits)))


def _solver(system: System, values: Sequence[Any], kept: Integers, rows: Integers) -> arb_mat:
    """Midpoint of the inverse of the Jacobian of what is kept."""
    return _jacobian(system, values, kept, rows).mid().inv().mid()


def _jacobian(system: System, values: Sequence[Any], kept: Integers, rows: Integers) -> arb_mat:
    derivatives = system.jacobian(values, of_balls)
    return arb_mat(len(rows), len(kept), [derivatives[column][row] for row in rows for column in kept])


def _column(residuals: Sequence[Any], rows: Integers) -> arb_mat:
    return arb_mat(len(rows), 1, [residuals[row] for row in rows])


def _krawczyk(
    system: System, values: Sequence[arb], kept: Integers, rows: Integers, radius: arb
) -> arb | None:
    """``radius`` if a box of this radius certainly holds exactly one solution, None if that is not established.

    With C near the inverse of the Jacobian, x − C F(x) + (I − C J(X))(X − x) in the interior of the box X is enough.
    """
    box = list(values)
    for at in kept:
        box[at] = arb(values[at].mid(), radius)
    try:
        solver = _solver(system, values, kept, rows)
        moved = solver * _column(system.residuals(list(values), of_balls), rows)
        inner = solver * _jacobian(system, box, kept, rows)
    except ZeroDivisionError:
        return None
    size = len(kept)
    rest = arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)]) - inner
    offsets = arb_mat(size, 1, [arb(0, radius)] * size)
    reach = rest * offsets - moved
    return radius if all(abs(x) < radius for x in on.entries(reach)) else None
