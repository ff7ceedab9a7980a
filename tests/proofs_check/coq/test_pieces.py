"""Pieces of λ at L = 2: they join, and their certificates are those of the exact crossings."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp
from flint import fmpz_poly

from proofs_check.coq.half_line import cuts
from proofs_check.coq.pieces import Integers, losing, steep, winning
from theory.constructions.srg import SRG_TWO_LAYERS
from theory.loss import kappa_curve
from theory.symbols import L, kappa, r


def test_the_integers_of_the_petersen_graph() -> None:
    assert Integers.of(5) == Integers((36, 16, 4), (2, 8, 10), 28, 20, 5)


def value(polynomial: fmpz_poly, at: Fraction) -> Fraction:
    return sum((int(x) * at**power for power, x in enumerate(polynomial)), Fraction(0))


@pytest.mark.parametrize("at", [Fraction(1, 3), Fraction(2), Fraction(7)])
def test_the_polynomial_has_the_sign_of_the_curve_above_a_number(at: Fraction) -> None:
    """At the λ of a point of the theory's κ-curve the SRG line of that point has the loss of the point."""
    point = {r: 5, L: 2, kappa: sp.Rational(at.numerator, at.denominator)}
    product, loss = (sp.N(expression.subs(point), 30) for expression in kappa_curve(SRG_TWO_LAYERS))
    c = Fraction(str(10 * product ** sp.Rational(1, 3))).limit_denominator(10**9)
    for shift, above in ((Fraction(-1, 10**4), True), (Fraction(1, 10**4), False)):
        low = (Fraction(str(loss)) + shift).limit_denominator(10**9)
        assert (value(Integers.of(5).curve(c, low), 4 * at) > 0) is above


def test_pieces_join_from_end_to_end() -> None:
    z = Integers.of(5)
    lost = list(losing(z, Fraction(29, 100)))
    won = list(winning(z, Fraction(30, 100), Fraction(41, 100)))
    assert (lost[0].low, lost[-1].high) == (0, Fraction(29, 100))
    assert (won[0].low, won[-1].high) == (Fraction(30, 100), Fraction(41, 100))
    for pieces in (lost, won):
        assert all(a.high == b.low for a, b in itertools.pairwise(pieces))


def test_beyond_the_crossing_there_is_no_piece() -> None:
    with pytest.raises(ValueError, match="no piece"):
        list(losing(Integers.of(5), Fraction(30, 100)))
    with pytest.raises(ValueError, match="no piece"):
        list(winning(Integers.of(5), Fraction(29, 100), Fraction(30, 100)))


def test_zero_is_beaten_below_the_threshold_of_srg_only() -> None:
    z = Integers.of(5)
    assert cuts(z.curve(Fraction(41, 100), Fraction(1, 2))) is None
    assert cuts(z.curve(Fraction(42, 100), Fraction(1, 2))) is not None


def test_at_the_crossing_the_line_of_srg_is_less_steep() -> None:
    z = Integers.of(5)
    low, high = Fraction(294330347, 10**9), Fraction(294330745, 10**9)
    numbers = [int(word) for word in steep(z, low, high).partition("[")[0].split()]
    a, b, n0, e0, n1, e1, p, f, n2, e2, p2, f2 = numbers[:12]
    assert (Fraction(n0, e0), Fraction(n1, e1)) == (low, high)
    weight_bound = (Fraction(p, f) - Fraction(p2, f2)) / (Fraction(3, 2) * (low - Fraction(n2, e2)))
    assert weight_bound < Fraction(71, 100) < Fraction(75, 100) < Fraction(a, b) ** 2


def test_where_the_losses_do_not_cross_there_is_no_steepness_to_show() -> None:
    with pytest.raises(ValueError, match="no single crossing"):
        steep(Integers.of(5), Fraction(25, 100), Fraction(35, 100))
