"""L = 2, r = 5 and 6: the ends of the interval on which SRG wins, found three ways that share no algebra."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.optimize import brentq

from theory.errors import InvalidInputError
from theory.obligations import PositiveOnInterval
from theory.proofs import two_layers_crossing as proof
from theory.symbols import kappa

KNOWN = {5: (0.741666042598059, 1.040045638093939), 6: (0.988034470154909, 1.007202495959398)}
"""Start and end relative to DNC's zero threshold; S5 and S8 quote them."""


def spectrum(value):
    return [((value - 2) * (value - 3) // 2, 1), (value - 3, value - 1), (1, value * (value - 3) // 2)]


def curve(value, x):
    """Λ^(1/3) over DNC's threshold, and the loss, at κ = x; mpmath."""
    K = mpmath.mpf(value * (value - 1)) / 2
    norm = mpmath.mpf((value - 1) * (3 * value - 8)) / 2
    trace = sum(m * s**2 / (s**2 + x) ** 2 for s, m in spectrum(value))
    fit = sum(m * (x / (s**2 + x)) ** 2 for s, m in spectrum(value)) / (2 * K)
    root = (x**3 * trace**2 / norm**2) ** (mpmath.mpf(1) / 3)  # K Λ^(1/3)
    return 4 * root / mpmath.mpf(2) ** (mpmath.mpf(2) / 3), fit + mpmath.mpf(3) / 2 * x * trace / K


def dnc_curve(output):
    """The same for DNC with optimal output q."""
    relative = 4 * (1 - output) * output ** (mpmath.mpf(1) / 3) / mpmath.mpf(2) ** (mpmath.mpf(2) / 3)
    return relative, (1 - output) * (1 + 2 * output) / 2


@pytest.mark.parametrize("value", [5, 6])
def test_ends_by_newton_in_high_precision(value):
    found = proof.crossing(value)
    with mpmath.workdps(50):
        start_kappa = mpmath.mpf(sp.N(found.start.interval[0], 40))
        relative, _ = curve(value, start_kappa)
        output = mpmath.findroot(
            lambda q: dnc_curve(q)[0] - relative, (mpmath.mpf("0.55"), mpmath.mpf("0.9"))
        )

        def both(x, q):
            (a, f), (b, g) = curve(value, x), dnc_curve(q)
            return [a - b, f - g]

        x, q = mpmath.findroot(both, (start_kappa * mpmath.mpf("1.001"), output))
        assert mpmath.mpf(1) / 2 < q < 1
        assert (
            abs(curve(value, x)[0] - mpmath.mpf(sp.N(found.start.relative(30), 40))) < mpmath.mpf(10) ** -25
        )
        end = mpmath.findroot(
            lambda x: curve(value, x)[1] - mpmath.mpf(1) / 2,
            (start_kappa, 3 * start_kappa),
            solver="anderson",
        )
        assert (
            abs(curve(value, end)[0] - mpmath.mpf(sp.N(found.end.relative(30), 40))) < mpmath.mpf(10) ** -25
        )
    assert (float(found.start.relative()), float(found.end.relative())) == pytest.approx(
        KNOWN[value], rel=1e-14
    )
    assert found.r == value


@pytest.mark.parametrize("value", [5, 6])
def test_start_by_direct_minimisation(reference, value):
    """Neither a κ-curve nor a closed form: both losses are minimised over the outputs."""
    classes = value * (value - 1) // 2

    def gap(relative):
        product = (relative * 2 ** (2 / 3) / 4 / classes) ** 3
        srg = reference.least_loss(*reference.srg_by_hand(value, 2), 2, product)
        return srg - reference.least_loss([(1.0, classes)], float(classes) ** 2, 2, product)

    start, end = KNOWN[value]
    assert brentq(gap, start - 0.01, start + 0.01, xtol=1e-9) == pytest.approx(start, abs=1e-6)
    for inside in np.linspace(start, end, 5)[1:-1]:
        assert gap(inside) < -1e-5
    for before in np.linspace(0.05, start, 5)[:-1]:
        assert gap(before) > 1e-5
    assert gap(end - 1e-3) < 0
    assert gap(end + 1e-3) == pytest.approx(0, abs=1e-12)  # the zero solution, for both


def test_the_counterexample_of_s8(reference):
    """L = 2, K = 10, λ = 0.8 × threshold = 0.0317480: 0.41607 against 0.41842."""
    lam = 0.8 * 2 ** (2 / 3) / 4 / 10
    assert lam == pytest.approx(0.0317480, abs=1e-7)
    assert reference.least_loss(*reference.srg_by_hand(5, 2), 2, lam**3) == pytest.approx(0.41607, abs=1e-5)
    assert reference.least_loss([(1.0, 10)], 100.0, 2, lam**3) == pytest.approx(0.41842, abs=1e-5)


@pytest.mark.parametrize("total", [11, 14, 20, 33])
def test_blocks_carry_the_counterexample_to_every_k_from_10(reference, total):
    """SRG on ten classes ⊕ DNC: a block has the same relative λ, so it gains 10/K of what it gains at K = 10."""
    spectrum, shape_cost = reference.srg_by_hand(5, 2)
    for relative in (0.72, 0.76, 0.9, 1.0):
        ell = relative * 2 ** (2 / 3) / 4

        def dnc(classes, of, ell=ell):
            return reference.least_loss([(1.0, classes)], float(classes) ** 2, 2, (ell / of) ** 3, classes=of)

        def srg(of, ell=ell):
            return reference.least_loss(spectrum, shape_cost, 2, (ell / of) ** 3, classes=of)

        gain = dnc(10, 10) - srg(10)
        assert (gain > 0) == (relative > KNOWN[5][0])
        assert dnc(total, total) - srg(total) - dnc(total - 10, total) == pytest.approx(
            10 / total * gain, abs=1e-9
        )


@pytest.mark.parametrize("value", [5, 6])
def test_points_are_roots_of_their_polynomials(value):
    found = proof.crossing(value)
    for point in (found.start, found.end):
        low, high = point.interval
        assert 0 < high - low <= proof.ISOLATION
        assert all(c.is_Integer for c in point.polynomial.all_coeffs())
        assert point.polynomial.eval(low) * point.polynomial.eval(high) < 0
        assert point.polynomial.count_roots(low, high) == 1
        below, above = point.relative_cube
        assert 0 < below < above < below * (1 + sp.Rational(1, 10**20))
    # Numeric roots: the first positive one is the crossing or the threshold.
    coefficients = [mpmath.mpf(int(c)) for c in found.end.polynomial.all_coeffs()]
    with mpmath.workdps(30):
        roots = mpmath.polyroots(coefficients, maxsteps=200, extraprec=200)
        positive = [z.real for z in roots if abs(z.imag) < 1e-20 and z.real > 0]
    assert float(min(positive)) == pytest.approx(float(found.end.interval[0]), rel=1e-15)


@pytest.mark.parametrize("value", [5, 6])
def test_rational_curve_against_mpmath(value):
    rational = proof.Curve(value)
    for x in (sp.Rational(1, 3), sp.Rational(5), sp.Rational(77, 10)):
        relative, loss = curve(value, mpmath.mpf(int(x.p)) / int(x.q))
        assert float(rational.loss(x)) == pytest.approx(float(loss), rel=1e-13)
        assert float(16 * rational.root_cubed(x)) == pytest.approx(float(relative) ** 3, rel=1e-13)
    # ``rise`` has the sign of the slope of Λ: one fold.
    grid = [sp.Integer(2) ** k / 4 for k in range(14)]
    products = [curve(value, mpmath.mpf(int(4 * x)) / 4)[0] for x in grid]
    rise = rational.rise()
    signs = [int(sp.sign(rise.eval(x))) for x in grid]
    assert signs == sorted(signs, reverse=True)
    for (x, y), (a, b) in zip(pairwise(signs), pairwise(products), strict=True):
        assert x != y or (b > a) == (x == 1)


@pytest.mark.parametrize("value", [4, 7, 10])
def test_there_is_no_crossing_elsewhere(value):
    with pytest.raises(InvalidInputError, match=f"r = {value} given"):
        proof.crossing(value)
    with pytest.raises(InvalidInputError, match=f"r = {value} given"):
        proof.wins_on_an_interval(value)


# --- corrupted claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [5, 6])
def test_who_wins_where_cannot_be_swapped(value):
    rational, found = proof.Curve(value), proof.crossing(value)
    before, after = (
        found.start.interval[0] * sp.Rational(99, 100),
        found.start.interval[1] * sp.Rational(101, 100),
    )
    assert proof._before(rational, found, before).open_obligations() == []
    assert proof._after(rational, found, after).open_obligations() == []
    assert proof._before(rational, found, after).open_obligations()
    assert proof._after(rational, found, before).open_obligations()
    # Beyond its own zero threshold SRG wins nowhere either.
    assert proof._after(rational, found, found.end.interval[1] * sp.Rational(101, 100)).open_obligations()


@pytest.mark.parametrize("value", [5, 6])
def test_a_wrong_end_is_not_established(value):
    rational, found = proof.Curve(value), proof.crossing(value)
    fold = proof._first_root(rational.rise())[1]
    assert proof._one_branch(rational, found, fold).open_obligations() == []
    late = proof.AlgebraicPoint(found.end.polynomial, (fold[1], fold[1] + 1), found.end.relative_cube)
    assert proof._one_branch(rational, proof.Crossing(value, found.start, late), fold).open_obligations()
    early = (found.start.interval[0] / 4, found.start.interval[0] / 2)
    no_root = proof.AlgebraicPoint(found.end.polynomial, early, found.end.relative_cube)
    corrupted = proof.Crossing(value, found.start, no_root)
    assert proof._one_branch(rational, corrupted, fold).open_obligations()
    assert proof._one_crossing(rational, corrupted).open_obligations(), "no crossing before this end"


def test_the_curve_of_another_r_does_not_cross_there():
    assert proof._one_crossing(proof.Curve(7), proof.crossing(5)).open_obligations()


def test_first_root_is_the_least_positive_one():
    factor, (low, high) = proof._first_root(
        sp.Poly((kappa + 2) * (kappa**2 - 2) * (kappa - 3) * kappa, kappa, domain=sp.QQ)
    )
    assert factor.as_expr() == kappa**2 - 2
    assert low <= sp.sqrt(2) <= high


def test_first_root_may_be_below_one_and_is_not_zero():
    factor, (low, high) = proof._first_root(
        sp.Poly(kappa * (3 * kappa - 1) * (kappa - 3), kappa, domain=sp.QQ)
    )
    assert factor.monic().as_expr() == kappa - sp.Rational(1, 3)
    assert low <= sp.Rational(1, 3) <= high


def test_more_digits_refine_the_value():
    rough, fine = (proof.crossing(5).start.relative(digits) for digits in (12, 28))
    assert sp.Abs(rough - fine) < sp.Float("1e-12")
    assert sp.Abs(fine - proof.crossing(5).start.relative(25)) < sp.Float("1e-25")


@pytest.mark.parametrize("value", [5, 6])
def test_the_places_that_are_looked_at_lie_where_the_steps_say(value):
    """DNC above SRG at a κ that is not between the ends, such as a negative one, says nothing."""
    rational, found = proof.Curve(value), proof.crossing(value)
    start, end = found.start.interval, found.end.interval
    for at in (sp.Rational(0), -end[0], start[0]):
        assert not proof._before(rational, found, at).obligations[0].check()
    for at in ((start[1] - end[0]) / 2, start[1], end[0]):
        assert not proof._after(rational, found, at).obligations[0].check()


@pytest.mark.parametrize("value", [5, 6])
@pytest.mark.parametrize("wrong", [lambda p: p + 1, lambda p: -p, lambda p: p * (kappa + 1)])
def test_a_wrong_slope_is_not_established(monkeypatch, value, wrong):
    rational, found = proof.Curve(value), proof.crossing(value)
    rise = rational.rise()
    fold = proof._first_root(rise)[1]
    monkeypatch.setattr(rational, "rise", lambda: wrong(rise))
    slope, *_ = proof._one_branch(rational, found, fold).obligations
    assert not slope.check()


def exact_curve(value, at):
    """(K Λ^(1/3))³ and the loss at a rational κ, in fractions."""
    x = Fraction(int(at.p), int(at.q))
    K = Fraction(value * (value - 1), 2)
    norm = Fraction((value - 1) * (3 * value - 8), 2)
    trace = sum(m * s**2 / (s**2 + x) ** 2 for s, m in spectrum(value))
    fit = sum(m * (x / (s**2 + x)) ** 2 for s, m in spectrum(value)) / (2 * K)
    return x**3 * trace**2 / norm**2, fit + Fraction(3, 2) * x * trace / K


@pytest.mark.parametrize("value", [5, 6])
def test_after_the_crossing_every_output_of_dnc_is_compared(value):
    rational, found = proof.Curve(value), proof.crossing(value)
    at = (found.start.interval[1] + found.end.interval[0]) / 2
    claim = proof._after(rational, found, at).obligations[1]
    assert (claim.variable.name, claim.low, claim.high) == ("q", 0, 1)
    cube, loss = exact_curve(value, at)
    for q in (Fraction(0), Fraction(1, 3), Fraction(4, 5), Fraction(1), Fraction(7)):
        # (3/2)·x·q^(2/3) against loss − (1−q)²/2, both cubed.
        expected = Fraction(27, 8) * cube * q**2 - (loss - (1 - q) ** 2 / 2) ** 3
        number = claim.polynomial.subs(claim.variable, sp.Rational(q.numerator, q.denominator))
        assert Fraction(int(number.p), int(number.q)) == expected


@pytest.mark.parametrize("value", [5, 6])
def test_the_rising_branch_is_looked_at_from_zero_to_its_ends(value):
    rational, found = proof.Curve(value), proof.crossing(value)
    fold = proof._first_root(rational.rise())[1]
    claims = proof._one_branch(rational, found, fold).obligations
    intervals = [(o.low, o.high) for o in claims if isinstance(o, PositiveOnInterval)]
    assert intervals == [(0, fold[0]), (0, found.end.interval[0])]


@pytest.mark.parametrize("value", [5, 6])
def test_the_text_names_the_place_and_the_output(value):
    rational, found = proof.Curve(value), proof.crossing(value)
    before, after = found.start.interval[0] / 2, (found.start.interval[1] + found.end.interval[0]) / 2
    step = proof._before(rational, found, before)
    assert step.open_obligations() == []
    for at, text in ((before, step.because), (after, proof._after(rational, found, after).because)):
        shown = text.split("κ = ")[1].split()[0]
        assert len(shown.replace(".", "").lstrip("0")) == 5
        assert abs(float(shown) - float(at)) < 1e-3
    lost = proof._before(rational, found, after)
    assert "DNC with output 1 costs" in lost.because, "no output is good enough there"
    assert lost.open_obligations()


def test_a_place_close_to_zero_lies_before_the_crossing():
    assert proof._before(proof.Curve(5), proof.crossing(5), sp.Rational(1, 2)).obligations[0].check()


def test_a_tie_is_not_below():
    # (1-q)²/2 + (3/2)·c^(1/3)·q^(2/3) at q = 1 is (3/2)·c^(1/3): 3/2 for c = 1.
    assert not proof._dnc_below(sp.Rational(3, 2), sp.Integer(1), sp.Integer(1))
    assert proof._dnc_below(sp.Rational(3, 2) + sp.Rational(1, 10**9), sp.Integer(1), sp.Integer(1))
    assert not proof._dnc_below(sp.Integer(-2), sp.Integer(-1), sp.Integer(1))


def test_ends_are_shown_with_25_digits_and_have_integer_polynomials():
    for value in (5, 6):
        for point in (proof.crossing(value).start, proof.crossing(value).end):
            assert len(sp.sstr(point.relative(), full_prec=True).replace(".", "").lstrip("0")) == 25
            assert point.polynomial.domain.is_ZZ
            assert point.interval[1] - point.interval[0] <= sp.Rational(1, 10**30)
