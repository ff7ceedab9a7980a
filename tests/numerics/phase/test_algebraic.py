"""Algebraic numbers: the right root of the right polynomial, against SymPy and against the proof of S5."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq, fmpq_poly

from numerics.phase.algebraic import AlgebraicNumber, critical_power, eliminated, exact_cost, identify, system
from numerics.phase.diagram import phase_diagram
from numerics.phase.units import dnc_unit, srg_unit
from theory.constructions import construction
from theory.proofs.two_layers_crossing import crossing
from theory.symbols import L, kappa, r


def as_poly(number: AlgebraicNumber) -> sp.Poly:
    return sp.Poly(number.coefficients[::-1], sp.Symbol("x"))


def every_power() -> list[AlgebraicNumber]:
    cells = [(4, 4), (5, 2), (5, 3), (6, 2), (8, 4), (8, 5)]
    ends = [phase.end for cell in cells for phase in phase_diagram(*cell).phases[:-1]]
    return [end.power for end in ends]


@pytest.mark.parametrize("number", every_power(), ids=lambda number: f"degree {number.degree}")
def test_polynomials_are_irreducible_and_isolate_the_root(number: AlgebraicNumber) -> None:
    poly = as_poly(number)
    assert poly.is_irreducible
    assert sp.gcd_list(poly.all_coeffs()) == 1
    assert poly.LC() > 0
    low, high = (sp.Rational(end.numerator, end.denominator) for end in (number.low, number.high))
    assert poly.count_roots(low, high) == 1
    assert poly.count_roots(None, high) == number.index
    assert high - low < sp.Rational(1, 10**20)


@pytest.mark.parametrize("value", [5, 6])
def test_the_polynomials_of_the_proof_of_s5(value: int) -> None:
    """At L = 2 the crossing of SRG and DNC and the threshold of SRG are roots of the polynomials found there by SymPy."""
    difference = {srg_unit(value, 2): 1, dnc_unit(2): -srg_unit(value, 2).directions}
    found = crossing(value)
    polynomial = eliminated(difference, srg_unit(value, 2))
    low, high = (fmpq(int(x.p), int(x.q)) for x in found.start.interval)
    number = identify(polynomial, arb(low).union(arb(high)))
    assert number.coefficients[::-1] == tuple(
        int(x) for x in found.start.polynomial.primitive()[1].all_coeffs()
    )
    end = identify(srg_unit(value, 2).zero_gain, srg_unit(value, 2).threshold[1])
    assert abs(float(end.low) - float(found.end.interval[0])) < 1e-20
    theirs = found.end.polynomial.primitive()[1]
    assert end.coefficients[::-1] in (tuple(int(x) for x in poly.all_coeffs()) for poly in (theirs, -theirs))


def test_the_power_of_a_threshold_against_sympy() -> None:
    """L = 3, r = 5: Z is κ⁴T³/c at the root κ, so the resultant of both equations vanishes at it."""
    unit = srg_unit(5, 3)
    z, ball = unit.threshold
    number = critical_power(unit, identify(unit.zero_gain, ball), z**4)
    root = sp.Poly(unit.zero_gain.numer().coeffs()[::-1], kappa).nroots(n=40)
    (value,) = (
        x for x in root if x.is_real and abs(x - sp.Float(str(ball.mid().str(30, radius=False)), 30)) < 1e-20
    )
    trace = 9 / (9 + value) ** 2 + 16 / (4 + value) ** 2 + 5 / (1 + value) ** 2
    power = value**4 * trace**3 / (700 + 200 * sp.sqrt(6)).evalf(40)
    assert abs(as_poly(number).eval(power)) < sp.Abs(as_poly(number).diff().eval(power)) * 1e-25
    assert float(number.low) <= float(power) + 1e-15


@pytest.mark.parametrize(("value", "depth"), [(4, 2), (5, 2), (5, 3), (6, 3), (7, 4), (11, 5), (10, 6)])
def test_costs_are_exact(value: int, depth: int) -> None:
    rational, root, radicand = exact_cost(srg_unit(value, depth))
    expression = sp.Rational(str(rational)) + sp.Rational(str(root)) * sp.sqrt(sp.Rational(str(radicand)))
    shape = construction("srg", depth).shape_cost.subs({r: value, L: depth})
    assert sp.simplify(expression - shape) == 0


def test_identify_refuses_to_guess() -> None:
    both = fmpq_poly([-2, 0, 1])
    assert identify(both, arb(0, 2)) is None
    assert identify(both, arb(1, fmpq(1, 10))) is None
    assert identify(both, arb(1.4, 0.1)).index == 2
    assert identify(both, arb(-1.4, 0.1)).index == 1
    found = identify(fmpq_poly([6, -5, 1]), arb(2, 0.1))
    assert (found.coefficients, found.low, found.high) == ((-2, 1), Fraction(2), Fraction(2))


def test_elimination_is_refused_where_it_is_not_exact() -> None:
    assert eliminated({srg_unit(6, 3): 1, srg_unit(7, 3): -1}, srg_unit(6, 3)) is None
    three = {srg_unit(5, 2): 2, dnc_unit(2): 1, srg_unit(6, 2): -1}
    assert eliminated(three, srg_unit(5, 2)) is None


def test_equations_are_told_in_full() -> None:
    lines = system({srg_unit(5, 3): 1, dnc_unit(3): -10})
    assert lines[0] == "SRG_5: Z = κ^4 T^3/(700 + 200·√6), T = 9/(9 + κ)² + 16/(4 + κ)² + 5/(1 + κ)²"
    assert lines[-1].startswith("1·D(SRG_5) − 10·D(DNC) = 0")
