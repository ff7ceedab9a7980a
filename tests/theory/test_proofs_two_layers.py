"""L = 2: the cleared polynomials against plain formulas, and SRG against DNC by direct minimisation."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.construction import eigenspaces
from theory.obligations import PositivePolynomial
from theory.proofs import two_layers as proof
from theory.symbols import kappa, r

FRACTIONS = (0.02, 0.2, 0.5, 0.7, 0.8, 0.9, 0.97, 0.995, 1.0)


def plain(value, strength):
    """K, D, T(κ), G = ½ - fit and ρ² in fractions, from the spectrum of the Kneser graph."""
    x = Fraction(strength)
    spectrum = [
        (Fraction((value - 2) * (value - 3), 2), 1),
        (value - 3, value - 1),
        (1, Fraction(value * (value - 3), 2)),
    ]
    K = Fraction(value * (value - 1), 2)
    norm = Fraction((value - 1) * (value - 4), 2) + (value - 1) * (value - 2)
    D, trace, fit = Fraction(1), Fraction(0), Fraction(0)
    for s, m in spectrum:
        D *= (s**2 + x) ** 2
        trace += m * s**2 / (s**2 + x) ** 2
        fit += m * (1 - s**2 / (s**2 + x)) ** 2
    return K, D, trace, Fraction(1, 2) - fit / (2 * K), norm**2 * trace / K**3


POLYNOMIALS = {
    name: getattr(proof, name)().rep.to_dict()
    for name in ("denominator", "cleared_trace", "cleared_gain", "never_beats_zero")
}
"""Coefficients by powers of r and κ."""


def at(name, value, strength):
    terms = POLYNOMIALS[name].items()
    return sum(Fraction(int(c.numerator), int(c.denominator)) * value**i * strength**j for (i, j), c in terms)


strengths = st.fractions(min_value=0, max_value=200, max_denominator=50)


@given(st.integers(4, 30), strengths)
@settings(max_examples=30, deadline=None)
def test_cleared_polynomials(value, strength):
    K, D, trace, gain, rho_squared = plain(value, strength)
    assert at("denominator", value, strength) == D
    assert at("cleared_trace", value, strength) == D * trace
    assert at("cleared_gain", value, strength) == K * D * gain
    expected = K**3 * D**3 * (Fraction(27, 128) * rho_squared - gain**3)
    assert at("never_beats_zero", value, strength) == expected


@given(st.integers(7, 60), strengths)
@settings(max_examples=60, deadline=None)
def test_both_inequalities_on_samples(value, strength):
    """G³ < (27/128)ρ² everywhere, and G < ρ - ρ²/2 where ½ ≤ ρ ≤ 1, in floats with room to spare."""
    _, _, _, gain, rho_squared = plain(value, strength)
    assert gain**3 < Fraction(27, 128) * rho_squared
    rho = float(rho_squared) ** 0.5
    if 0.5 <= rho <= 1 and strength > 0:
        assert float(gain) < rho - rho**2 / 2


@pytest.mark.parametrize("value", [4, 5, 6])
def test_the_inequality_fails_below_r7(value):
    """At r = 5 and 6 some line of SRG passes below (threshold, ½); at r = 4 it touches."""
    grid = [Fraction(k, 8) for k in range(1, 200)]
    worst = min(at("never_beats_zero", value, x) / plain(value, x)[1] ** 3 for x in grid)
    assert worst == 0 if value == 4 else worst < 0
    assert not PositivePolynomial(proof.never_beats_zero().as_expr(), {r: value, kappa: 0}).check()


def losses(reference, value, fraction):
    classes = value * (value - 1) // 2
    product = (fraction * 2 ** (2 / 3) / 4 / classes) ** 3
    dnc = reference.least_loss([(1.0, classes)], float(classes) ** 2, 2, product)
    return dnc, reference.least_loss(*reference.srg_by_hand(value, 2), 2, product)


def test_tie_at_r4(reference):
    for fraction in FRACTIONS:
        dnc, srg = losses(reference, 4, fraction)
        assert srg == pytest.approx(dnc, abs=1e-9)


@pytest.mark.parametrize("value", [7, 8, 12, 20])
def test_srg_loses_from_r7(reference, value):
    for fraction in FRACTIONS[:-1]:
        dnc, srg = losses(reference, value, fraction)
        assert srg > dnc + 1e-5
    # Nor does it beat zero where DNC no longer does.
    for fraction in (1.0, 1.005, 1.01, 1.05, 1.2):
        assert losses(reference, value, fraction)[1] == pytest.approx(0.5, abs=1e-12)


def test_every_point_is_a_line(reference):
    """F at outputs q is a + (3/2) K ρ^(2/3) ℓ, for SRG and for DNC with output ρ."""
    for value in (5, 8):
        spectrum, shape_cost = reference.srg_by_hand(value, 2)
        classes = value * (value - 1) // 2
        outputs = np.random.default_rng(value).uniform(0.2, 1, len(spectrum))
        total = sum(m * q**2 / s**2 for (s, m), q in zip(spectrum, outputs, strict=True))
        rho = np.sqrt(shape_cost * total / classes**3)
        for ell in (0.01, 0.03):
            cost = 1.5 * (ell**3 * shape_cost * total) ** (1 / 3)
            assert cost == pytest.approx(1.5 * classes * rho ** (2 / 3) * ell)
            dnc_cost = 1.5 * (ell**3 * classes**2 * classes * rho**2) ** (1 / 3)
            assert dnc_cost == pytest.approx(1.5 * classes * rho ** (2 / 3) * ell)


def made_anew():
    return proof.loses_from_r7.__wrapped__()


def test_the_same_claim_from_r6_is_not_established(monkeypatch):
    assert made_anew().is_established()
    real = proof.PositivePolynomial

    def from_six(polynomial, bounds, *rest, **named):
        return real(polynomial, {**bounds, r: 6}, *rest, **named)

    monkeypatch.setattr(proof, "PositivePolynomial", from_six)
    assert not made_anew().is_established()


def test_a_cheaper_srg_is_not_established(monkeypatch):
    monkeypatch.setattr(proof, "NUCLEAR_NORM_M2", sp.Rational(4, 5) * proof.NUCLEAR_NORM_M2)
    assert not made_anew().is_established()


def test_wrong_spectrum_at_r4_is_no_tie(monkeypatch):
    other = eigenspaces((2, 1), (r - 3, r - 1), (1, r * (r - 3) / 2))
    wrong = proof.SRG_TWO_LAYERS.__class__(**{**proof.SRG_TWO_LAYERS.__dict__, "spectrum": other})
    monkeypatch.setattr(proof, "SRG_TWO_LAYERS", wrong)
    assert not proof.tie_at_r4.__wrapped__().is_established()
