"""Boundaries as algebraic numbers: irreducible integer polynomials with the root meant isolated.

A boundary z solves polynomial equations in the κ's of its units, so that Z = z^{L+1} = K^{L+1} Λ is algebraic.  Its
minimal polynomial is computed where one κ is enough: at the threshold of a unit, and where two units with
rational costs cross, one κ being eliminated.  From the minimal polynomial of κ that of Z follows by linear algebra: Z is
an element of Q(κ, √D), and the characteristic polynomial of multiplication by it is a power of the polynomial sought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from operator import mul
from typing import Any

import sympy as sp
from flint import arb, fmpq, fmpq_mat, fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly, fmpz_poly

from numerics.phase.units import Unit
from theory.symbols import L as DEPTH

LARGEST_DEGREE = 80
"""Greatest degree in one κ of an eliminant that is computed; beyond it the equations themselves are the answer."""

_DIGITS = 30
"""Decimals of the ends of isolating intervals."""


@dataclass(frozen=True)
class AlgebraicNumber:
    """A real root of an irreducible polynomial.

    Attributes
    ----------
    coefficients : tuple of int
        Of the polynomial, from the constant term upwards; coprime, the last one positive.
    index : int
        Which of its real roots in ascending order, from 1.
    low, high : Fraction
        The only root in this closed interval.
    """

    coefficients: tuple[int, ...]
    index: int
    low: Fraction
    high: Fraction

    @property
    def degree(self) -> int:
        """Of the number over the rationals."""
        return len(self.coefficients) - 1

    def polynomial(self, name: str) -> str:
        """The polynomial as text in the variable ``name``.

        Examples
        --------
        >>> AlgebraicNumber((-2, 0, 1), 2, Fraction(1), Fraction(2)).polynomial("x")
        'x^2 - 2'
        """
        text = str(sp.Poly(self.coefficients[::-1], sp.Symbol(name)).as_expr())
        return text.replace("**", "^").replace("*", "·")


def identify(polynomial: fmpq_poly, ball: arb) -> AlgebraicNumber | None:
    """Say which root of ``polynomial`` lies in ``ball``, one of them being known to.

    Returns
    -------
    AlgebraicNumber or None
        None if more than one root may lie there.

    Examples
    --------
    >>> identify(fmpq_poly([4, 0, -4, 0, 1]), arb(1.5, 0.5)).polynomial("x")
    'x^2 - 2'
    """
    found = []
    for factor, _ in fmpz_poly(polynomial.numer()).factor()[1]:
        roots = sorted(
            (root.real for root, _ in factor.complex_roots() if root.imag == 0), key=lambda root: root.mid()
        )
        found += [(factor, roots, i) for i, root in enumerate(roots) if root.overlaps(ball)]
    if len(found) != 1:
        return None
    factor, roots, place = found[0]
    low, high = _outward(roots[place])
    others = (bounds(root) for i, root in enumerate(roots) if i != place)
    if not all(above < low or high < below for below, above in others):
        return None
    sign = 1 if factor[factor.degree()] > 0 else -1
    return AlgebraicNumber(tuple(sign * int(x) for x in factor.coeffs()), place + 1, low, high)


def critical_power(unit: Unit, kappa: AlgebraicNumber, ball: arb) -> AlgebraicNumber | None:
    """Z = κ^{L+1} T(κ)^L / c as an algebraic number; ``ball`` holds it.

    Returns
    -------
    AlgebraicNumber or None
        None if c is not a rational number plus a square root of one.
    """
    cost = exact_cost(unit)
    if cost is None:
        return None
    rational, root, radicand = cost
    at = _companion(kappa.coefficients)
    size = kappa.degree
    one = _scalar(size, fmpq(1))
    trace = _scalar(size, fmpq(0))
    for square, multiplicity in unit.curve.spectrum:
        inverse = (at + _scalar(size, square)).inv()
        trace += inverse * inverse * _scalar(size, square * multiplicity)
    value = reduce(mul, [at] * (unit.L + 1) + [trace] * unit.L, one)
    if root == 0:
        return identify(_charpoly(value * _scalar(size, 1 / rational)), ball)
    norm = rational**2 - radicand * root**2  # 1/(a + b √D) = (a - b √D)/norm
    plain, mixed = value * _scalar(size, rational / norm), value * _scalar(size, -root / norm)
    rows = [[*a, *(radicand * x for x in b)] for a, b in zip(plain.tolist(), mixed.tolist(), strict=True)]
    rows += [[*b, *a] for a, b in zip(plain.tolist(), mixed.tolist(), strict=True)]
    return identify(_charpoly(fmpq_mat(2 * size, 2 * size, [x for row in rows for x in row])), ball)


@cache
def exact_cost(unit: Unit) -> tuple[fmpq, fmpq, fmpq] | None:
    """(a, b, D) with c = a + b √D.

    Examples
    --------
    >>> from numerics.phase.units import srg_unit
    >>> exact_cost(srg_unit(5, 3))
    (700, 200, 6)
    """
    cost = unit.family.shape_cost.subs({unit.family.parameter: unit.value, DEPTH: unit.L})
    rational, root, radicand = sp.Integer(0), sp.Integer(0), sp.Integer(0)
    for term in sp.Add.make_args(sp.expand(cost)):
        factor, radical = term.as_coeff_Mul()
        if radical == 1:
            rational += factor
        elif radicand in (0, radical**2) and (radical**2).is_Rational:
            root, radicand = root + factor, radical**2
        else:
            return None
    a, b, square = (fmpq(int(x.p), int(x.q)) for x in (rational, root, radicand))
    return a, b, square


def eliminated(difference: Mapping[Unit, int], unit: Unit) -> fmpq_poly | None:
    """Polynomial in κ of ``unit`` that vanishes where the difference of two gains does, with the same Z for both.

    Returns
    -------
    fmpq_poly or None
        None if there are not two units, a cost is irrational or the degree would be too great.
    """
    costs = [exact_cost(other) for other in difference]
    if len(difference) != 2 or any(cost is None or cost[1] != 0 for cost in costs):
        return None
    (other,) = (candidate for candidate in difference if candidate is not unit)
    if _degree(unit) * _degree(other) > LARGEST_DEGREE:
        return None
    ring = fmpq_mpoly_ctx.get(["kappa", "other"], "lex")
    mine, others = (_fractions(u, x) for u, x in zip((unit, other), ring.gens(), strict=True))
    a, b = difference[unit], difference[other]
    same_gain = a * mine.gain * others.denominator + b * others.gain * mine.denominator
    depth = unit.L
    same_power = mine.power * others.denominator**depth * _cost(
        other
    ) - others.power * mine.denominator**depth * _cost(unit)
    resultant = same_gain.resultant(same_power, "other")
    coefficients = {int(powers[0]): value for powers, value in resultant.to_dict().items()}
    if not coefficients:
        return None
    return fmpq_poly([coefficients.get(i, fmpq(0)) for i in range(max(coefficients) + 1)])


def system(difference: Mapping[Unit, int]) -> list[str]:
    """The equations of a crossing in words: one for each unit, and one for the gains."""
    lines = []
    for unit in difference:
        cost = exact_cost(unit)
        shown = "c" if cost is None else f"{cost[0]}" + (f" + {cost[1]}·√{cost[2]}" if cost[1] else "")
        terms = " + ".join(f"{m * s}/({s} + κ)²" for s, m in unit.curve.spectrum)
        lines.append(f"{unit.name}: Z = κ^{unit.L + 1} T^{unit.L}/({shown}), T = {terms}")
    gains = " + ".join(f"{count}·D({unit.name})" for unit, count in difference.items()).replace("+ -", "− ")
    lines.append(f"{gains} = 0, D = ½ Σ m q (L q − (L−1)), q = s²/(s² + κ)")
    return lines


@dataclass(frozen=True)
class _Fractions:
    """Gain and Z c of a unit at a critical point, as polynomials over one denominator Π (s_i² + κ)²."""

    gain: fmpq_mpoly
    """Gain times the denominator, times 2."""
    power: fmpq_mpoly
    """κ^{L+1} T^L times the L-th power of the denominator."""
    denominator: fmpq_mpoly


def _fractions(unit: Unit, kappa: fmpq_mpoly) -> _Fractions:
    squares = [(kappa + square) ** 2 for square, _ in unit.curve.spectrum]
    one = kappa**0
    trace = 0 * one
    for i, (square, multiplicity) in enumerate(unit.curve.spectrum):
        trace += reduce(mul, squares[:i] + squares[i + 1 :], one * (square * multiplicity))
    gain = sum((kappa**i * value for i, value in enumerate(unit.zero_gain.coeffs())), 0 * one)
    return _Fractions(gain, kappa ** (unit.L + 1) * trace**unit.L, reduce(mul, squares, one))


def _degree(unit: Unit) -> int:
    return 2 * len(unit.curve.spectrum) * unit.L


def _cost(unit: Unit) -> fmpq:
    cost = exact_cost(unit)
    assert cost is not None
    return cost[0]


def _outward(ball: arb) -> tuple[Fraction, Fraction]:
    """Decimal fractions just outside a ball."""
    low, high = bounds(ball)
    unit = 10**_DIGITS
    return Fraction(low * unit // 1, unit), -Fraction(-high * unit // 1, unit)


def bounds(ball: arb) -> tuple[Fraction, Fraction]:
    """Least and greatest number in a ball, exactly.

    Examples
    --------
    >>> bounds(arb(5) / 4)
    (Fraction(5, 4), Fraction(5, 4))
    """
    middle, radius = (
        Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        for mantissa, exponent in (ball.mid().man_exp(), ball.rad().man_exp())
    )
    return middle - radius, middle + radius


def _scalar(size: int, value: Any) -> fmpq_mat:
    return fmpq_mat(size, size, [value if i == j else 0 for i in range(size) for j in range(size)])


def _companion(coefficients: tuple[int, ...]) -> fmpq_mat:
    """Matrix of multiplication by a root in the basis of its powers."""
    size = len(coefficients) - 1
    last = [fmpq(-x, coefficients[-1]) for x in coefficients[:-1]]
    rows = [[fmpq(int(j == i - 1)) for j in range(size - 1)] + [last[i]] for i in range(size)]
    return fmpq_mat(size, size, [x for row in rows for x in row])


def _charpoly(matrix: fmpq_mat) -> fmpq_poly:
    return matrix.charpoly()
