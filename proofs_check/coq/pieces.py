"""Pieces of λ on which, at L = 2, SRG loses to DNC or beats it, with what Coq needs to check them.

The parameter is DNC's cost root C = K Λ^(1/3).  With fixed outputs both losses are lines in C, so that an order
at both ends of a piece holds on all of it; at an end it is the positivity of an integer polynomial
(``Pieces.v``), for which cuts of the half-line are found here in exact arithmetic.  Floats only propose the
outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isqrt, log

import sympy as sp
from flint import fmpz_poly

from numerics.losses import dnc_loss, srg_loss
from proofs_check.coq.half_line import DENOMINATOR, cuts, cuts_until
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_M2, SRG_TWO_LAYERS
from theory.symbols import r as r_symbol

STEP = Fraction(1, 10000)
"""Inner ends of pieces are multiples of this."""

OUTPUTS, WEIGHTS, LINES = 10**7, 10**12, 10**14
"""Denominators of outputs, and of bounds on weights and lines."""

BACK, GAP = Fraction(1, 100), 1e-6
"""How far before a crossing, and how far below the curve there, its weight is estimated from."""

Outputs = tuple[Fraction, ...]


@dataclass(frozen=True)
class Integers:
    """4 s_i², 2 m_i, 2 ‖M_2‖_* and 2 K for one r."""

    squares: tuple[int, ...]
    multiplicities: tuple[int, ...]
    norm: int
    classes: int
    r: int

    @classmethod
    def of(cls, r: int) -> Integers:
        """The integers of the SRG construction."""

        def put(expression: sp.Expr) -> int:
            return int(expression.subs(r_symbol, r))

        spaces = SRG_TWO_LAYERS.spectrum
        return cls(
            tuple(put(4 * space.singular_value**2) for space in spaces),
            tuple(put(2 * space.multiplicity) for space in spaces),
            put(2 * NUCLEAR_NORM_M2),
            put(2 * CLASSES),
            r,
        )

    def cleared(self, factor: Callable[[int], fmpz_poly]) -> fmpz_poly:
        """Σ 2 m_i S_i factor(S_i) Π_{j≠i} (S_j + k)², S_i = 4 s_i², a polynomial in k = 4κ."""
        total = fmpz_poly([])
        for i, (square, multiplicity) in enumerate(zip(self.squares, self.multiplicities, strict=True)):
            part = fmpz_poly([multiplicity * square]) * factor(square)
            for j, other in enumerate(self.squares):
                if j != i:
                    part *= fmpz_poly([other, 1]) ** 2
            total += part
        return total

    def curve(self, c: Fraction, low: Fraction) -> fmpz_poly:
        """Positive at k = 4κ exactly if the point κ of the SRG curve lies above ``low`` at C = c."""
        n, e, p, f = c.numerator, c.denominator, low.numerator, low.denominator
        product = fmpz_poly([1])
        for square in self.squares:
            product *= fmpz_poly([square, 1]) ** 2
        room = (2 * p - f) * self.classes * product + f * self.cleared(lambda square: fmpz_poly([square, 2]))
        tau = self.cleared(lambda _: fmpz_poly([1]))
        return 108 * n**3 * f**3 * self.norm**2 * tau * product**2 - e**3 * room**3


@dataclass(frozen=True)
class Piece:
    """low ≤ C ≤ high, with the lemma of ``Pieces.v`` and its arguments."""

    low: Fraction
    high: Fraction
    lemma: str
    arguments: str


def losing(z: Integers, high: Fraction) -> Iterator[Piece]:
    """Pieces from 0 to ``high``, in ascending order."""
    found: list[Piece] = []
    while (last := _first_piece(z, high)) is None:
        output = Fraction(round(_dnc_scale(z, high) * OUTPUTS), OUTPUTS)
        at = partial(_loses_at, z, output)
        low = _furthest(at, high, Fraction(0))
        found.append(Piece(low, high, "loses_between", f"{pair(output)} {at(low)} {at(high)}"))
        high = low
    return iter([last, *reversed(found)])


def _first_piece(z: Integers, high: Fraction) -> Piece | None:
    """The piece from 0 on, where DNC with output 1 is enough."""
    end = _loses_at(z, Fraction(1), high)
    return None if end is None else Piece(Fraction(0), high, "loses_first", end)


def _loses_at(z: Integers, output: Fraction, c: Fraction) -> str | None:
    """c, an upper bound on DNC's loss with output³ there, and cuts; None if the SRG curve is not above."""
    line = _dnc_line(output, c)
    found = cuts(z.curve(c, line))
    return None if found is None else f"{pair(c)} {pair(line)} {cut_list(found)}"


def winning(z: Integers, low: Fraction, top: Fraction) -> Iterator[Piece]:
    """Pieces from ``low`` to ``top``, in ascending order."""
    while low < top:
        outputs = _srg_outputs(z, low)
        at = partial(_wins_at, z, outputs)
        high = _furthest(at, low, top)
        numbers = " ".join(str(int(q * OUTPUTS)) for q in outputs)
        weight = pair(_weight(z, outputs))
        yield Piece(low, high, "wins_between", f"{numbers} {OUTPUTS} {weight} {at(low)} {at(high)}")
        low = high


def _wins_at(z: Integers, outputs: Outputs, c: Fraction) -> str | None:
    """c, an upper bound on SRG's loss there, and cuts; None if DNC or zero is not above it."""
    fit = Fraction(1, 2 * z.classes) * sum(
        m * (1 - q) ** 2 for m, q in zip(z.multiplicities, outputs, strict=True)
    )
    line = _rounded_up(fit + Fraction(3, 2) * c * _weight(z, outputs), LINES)
    found = cuts(_dnc_above(c, line))
    return None if found is None or 2 * line >= 1 else f"{pair(c)} {pair(line)} {cut_list(found)}"


def steep(z: Integers, low: Fraction, high: Fraction) -> str:
    """Arguments of the lemma ``steep`` of ``Pieces.v``, by which the losses cross once from ``low`` to ``high``.

    Raises
    ------
    ValueError
        If SRG's line is not found to be less steep than DNC's.
    """
    output = Fraction(round(_dnc_scale(z, high) * OUTPUTS), OUTPUTS)
    line = _dnc_line(output, high)
    before = low - BACK
    below = Fraction(round((float(srg_loss(z.r, 2, _log_product(z, before)).loss) - GAP) * OUTPUTS), OUTPUTS)
    curve = cuts(z.curve(before, below))
    weight = _rounded_up((line - below) / (Fraction(3, 2) * (low - before)), WEIGHTS)
    top = _rounded_up(line + Fraction(3, 2) * (high - low) * weight, LINES)
    last = isqrt(DENOMINATOR**2 * weight.numerator // weight.denominator) + 1
    flat = cuts_until(_dnc_above(low, top), last)
    if curve is None or flat is None:
        raise ValueError(f"no single crossing from C = {low} to {high} at r = {z.r}")
    return (
        f"{pair(output)} {pair(low)} {pair(high)} {pair(line)} {pair(before)} {pair(below)} {cut_list(curve)}"
        f" {pair(weight)} {pair(top)} {cut_list(flat)}"
    )


def _dnc_line(output: Fraction, c: Fraction) -> Fraction:
    """An upper bound on DNC's loss with output³ at C = c."""
    return _rounded_up((1 - output**3) ** 2 / 2 + Fraction(3, 2) * c * output**2, LINES)


def _dnc_above(c: Fraction, line: Fraction) -> fmpz_poly:
    """Positive at t exactly if DNC's loss f with output t³ lies above ``line`` at C = c."""
    n, e, p, f = c.numerator, c.denominator, line.numerator, line.denominator
    return fmpz_poly([e * f - 2 * e * p, 0, 3 * n * f, -2 * e * f, 0, 0, e * f])


def _weight(z: Integers, outputs: Outputs) -> Fraction:
    """Upper bound on (‖M_2‖_*² Σ m_i q_i²/s_i² / K³)^(1/3)."""
    terms = zip(z.multiplicities, outputs, z.squares, strict=True)
    cube = Fraction(4 * z.norm**2, z.classes**3) * sum(m * q**2 / square for m, q, square in terms)
    bound = Fraction(int(float(cube) ** (1 / 3) * WEIGHTS), WEIGHTS)
    while bound**3 < cube:
        bound += Fraction(1, WEIGHTS)
    return bound


def _furthest(holds: Callable[[Fraction], str | None], start: Fraction, end: Fraction) -> Fraction:
    """The end of a piece: the furthest multiple of STEP from ``start`` towards ``end``, or ``end`` itself.

    The difference of the losses is concave along a line, so that it is positive on one interval.
    """
    first, last = sorted((start, end))
    inner = [k * STEP for k in range(int(first / STEP) + 1, int(last / STEP) + 1) if first < k * STEP < last]
    ends = [*inner, end] if end > start else [end, *inner][::-1]
    if end == 0:
        ends.pop()  # no piece reaches it: both losses vanish there
    near, far = -1, len(ends)
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if holds(ends[middle]) is not None else (near, middle)
    if near < 0 or holds(start) is None:
        raise ValueError(f"no piece from C = {start}")
    return ends[near]


def _dnc_scale(z: Integers, c: Fraction) -> float:
    """The s with DNC's optimal output q = s³."""
    output = float(dnc_loss(z.classes // 2, 2, _log_product(z, c)).outputs.ravel()[0])
    return float(output ** (1 / 3))


def _srg_outputs(z: Integers, c: Fraction) -> Outputs:
    found = srg_loss(z.r, 2, _log_product(z, c)).outputs.ravel()
    return tuple(Fraction(round(float(q) * OUTPUTS), OUTPUTS) for q in found)


def _log_product(z: Integers, c: Fraction) -> float:
    """Log Λ for C = K Λ^(1/3)."""
    return 3 * log(float(c) * 2 / z.classes)


def _rounded_up(value: Fraction, unit: int) -> Fraction:
    return Fraction(-((-value.numerator * unit) // value.denominator), unit)


def cut_list(found: list[int]) -> str:
    """Denominator and numerators of cuts, as arguments of a lemma of ``Pieces.v``."""
    return f"{DENOMINATOR} [{'; '.join(map(str, found))}]%Z"


def pair(value: Fraction) -> str:
    """Numerator and denominator."""
    return f"{value.numerator} {value.denominator}"
