"""Half-sets: explicit networks against the κ-curve, SRG and the closed form of the cost constant."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from flint import arb, ctx

from numerics.families.blocks import best_block_sum
from numerics.families.catalogue import family_networks
from numerics.families.half_sets import curve, layers, network, parameters, spectrum
from numerics.losses import dnc_loss, log_product_equal, srg_loss
from theory.errors import InvalidInputError

LAM = 0.004


def model(L, lam=LAM):
    return {"lambda_H": lam, "lambdas": (lam,) * L}


@pytest.mark.parametrize(("r", "L"), [(6, 3), (6, 4), (7, 3), (8, 5)])
def test_the_network_is_on_its_curve_and_below_srg(r, L):
    loss = network(r, **model(L)).objective(**model(L)).total
    with ctx.workprec(128):
        ball = curve(r, L).minimum((L + 1) * (arb(1) / 250).log()).loss
    assert loss == pytest.approx(float(ball), rel=1e-11)
    assert loss < 0.95 * float(srg_loss(r, L, log_product_equal(LAM, L)).loss)


def test_at_r_5_it_is_srg():
    loss = network(5, **model(3)).objective(**model(3)).total
    assert loss == pytest.approx(float(srg_loss(5, 3, log_product_equal(LAM, 3)).loss), rel=1e-12)


@pytest.mark.parametrize("r", [5, 6, 7, 8])
def test_spectra_are_those_of_the_matrices(r):
    B, doubled, W = layers(r)
    assert (np.maximum(doubled @ B, 0) == 2 * W.T).all()
    values = np.sort(np.linalg.eigvalsh(W @ W.T))
    assert np.allclose(values, np.sort(np.repeat(*map(list, zip(*spectrum(r), strict=True)))))
    assert W.shape == (comb(r, 2), comb(r, (r + 1) // 2))


def test_the_least_cost_at_r_6_is_a_closed_form():
    """g² = 6 · 20 · (1/12 + 5/6 + 9/2)/4 = 325/2."""
    values = sum(Fraction(count, value) for value, count in spectrum(6))
    assert Fraction(6 * 20, 4) * values == Fraction(325, 2)


def test_it_is_the_best_at_15_classes_and_three_layers():
    names = [name for name, _ in family_networks(15, 3, LAM)]
    assert "half-sets r = 6" in names
    found = best_block_sum(15, 3, LAM)
    assert (found.name, found.rank) == ("half-sets r = 6", 6)
    assert found.loss / float(dnc_loss(15, 3, log_product_equal(LAM, 3)).loss) == pytest.approx(
        0.8628, abs=1e-4
    )


def test_large_lambda_gives_the_zero_network():
    assert network(6, **model(3, 3.0)).objective(**model(3, 3.0)).total == pytest.approx(0.5)


def test_bad_input():
    assert parameters(16) == ()
    with pytest.raises(InvalidInputError, match="r = 4 given; r must be an integer >= 5"):
        layers(4)
