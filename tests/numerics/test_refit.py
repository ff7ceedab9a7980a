from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

import numerics.refit as module
import numerics.singular_values
from numerics.enclosure import enclose_dnc, enclose_srg
from numerics.refit import refit, refit_from_mean
from numerics.rescale import enclose_rescaled, rescaled_loss, rescaled_network
from numerics.solution import Block, base_matrices, exact_objective
from theory.errors import InvalidInputError


def hidden_layers(seed: int, K: int, depth: int, width: int) -> tuple[np.ndarray, list[np.ndarray]]:
    random = np.random.default_rng(seed)
    H1 = random.integers(-2, 3, (width, K))
    return H1, [random.integers(-2, 3, (width, width)) for _ in range(depth - 1)]


@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 4), st.integers(1, 6))
@settings(max_examples=40)
def test_ball_float_and_fitted_network_agree(seed: int, K: int, depth: int, width: int) -> None:
    """The ball holds the float; the network with that last layer, at its best scales, costs as much, and never less."""
    H1, hidden = hidden_layers(seed, K, depth, width)
    lam, penalties = Fraction(1, 300), [Fraction(1, 300)] * depth
    product = (depth + 1) * np.log(1 / 300)
    found = refit(H1, hidden, depth)
    ball = found.enclose([lam, *penalties])
    value = float(found.loss(product))
    assert abs(arb(value) - ball) < arb(1e-11)
    last = found.last_layer(product, bits=50)
    explicit = enclose_rescaled(H1, [*hidden, last], lam, penalties)
    assert not explicit < ball
    assert explicit - ball < arb(1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_no_last_layer_is_better(seed: int) -> None:
    H1, hidden = hidden_layers(seed, 3, 3, 4)
    found = refit(H1, hidden, 3)
    best = float(found.loss(4 * np.log(0.01)))
    last = found.last_layer(4 * np.log(0.01), bits=30)
    random = np.random.default_rng(seed)
    for size in (0.01, 0.3, 3):
        noise = [Fraction(size * float(x)).limit_denominator(1000) for x in random.normal(size=last.size)]
        other = last + np.array(noise, dtype=object).reshape(last.shape)
        assert rescaled_loss(H1, [*hidden, other], 0.01, [0.01] * 3) >= best - 1e-12


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 6))
@settings(max_examples=30)
def test_spectrum_holds_the_singular_values(seed: int, K: int, width: int) -> None:
    H1, hidden = hidden_layers(seed, K, 3, width)
    found = refit(H1, hidden, 3)
    activations, log_unit = found.activations
    expected = (np.exp(log_unit) * np.linalg.svd(activations, compute_uv=False)[: found.rank]) ** 2
    spaces = sorted(found.spectrum(), reverse=True)
    middle = np.repeat([float(arb(low).mid()) for low, *_ in spaces], [count for *_, count in spaces])
    assert middle == pytest.approx(expected, rel=1e-9)
    assert all(0 < low <= high for low, high, _ in spaces)
    assert all(high - low <= high * fmpq(1, 10**12) for low, high, _ in spaces)


@pytest.mark.parametrize("lam", ["0.004", "0.05", "0.4"])
def test_dnc(lam: str) -> None:
    identity = np.eye(4, dtype=np.int64)
    ball = refit(identity, [identity] * 3, 4).enclose([lam] * 5)
    assert ball.overlaps(enclose_dnc(4, 4, lam).loss)
    assert ball.rel_accuracy_bits() > 50


def test_classes_that_are_not_reached_cost_a_half_each() -> None:
    """DNC on two of three classes: a block of the three."""
    padded = np.array([[1, 0, 0], [0, 1, 0]])
    identity = np.eye(2, dtype=np.int64)
    found = refit(padded, [identity] * 2, 3)
    alone = refit(identity, [identity] * 2, 3)
    assert (found.rank, found.K, alone.rank) == (2, 3, 2)
    # Of three classes a block of two has 2/3 of the fit: λ in units of the block is 3/2 λ.
    expected = 2 / 3 * float(alone.loss(4 * np.log(0.03))) + 1 / 6
    assert float(found.loss(4 * np.log(0.02))) == pytest.approx(expected, rel=1e-13)
    assert found.enclose(["0.02"] * 4).contains(arb(expected)) or abs(
        found.enclose(["0.02"] * 4) - arb(expected)
    ) < arb(1e-14)


def test_nothing_is_reached() -> None:
    found = refit([[1, 1]], [[[-1]]], 2)
    assert (found.rank, float(found.loss(-9.0)), found.enclose(["0.01"])) == (0, 0.5, arb(0.5))
    assert not found.last_layer(-9.0).any()


def test_bad_input_is_one_line() -> None:
    identity = np.eye(2, dtype=np.int64)
    for call in (
        lambda: refit(identity, [identity], 3),
        lambda: refit(identity, [np.ones((2, 3), dtype=np.int64)], 2),
        lambda: refit(identity, [identity.astype(float)], 2),
        lambda: refit(identity, [], 1),
    ):
        with pytest.raises(InvalidInputError) as caught:
            call()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("r", [4, 5, 6])
@pytest.mark.parametrize("depth", [2, 3, 5])
def test_srg_from_its_mean(r: int, depth: int) -> None:
    shapes = base_matrices([Block("srg", r)], depth)
    hidden = [weight.numerator for weight in shapes.weights]
    for lam in ("0.001", "0.01", "0.03", "0.2"):
        found = refit_from_mean(shapes.start.numerator, hidden, depth)
        ball, known = found.enclose([lam] * (depth + 1)), enclose_srg(r, depth, lam).loss
        assert ball.overlaps(known)
        assert ball.rel_accuracy_bits() > 50
        assert float(found.loss((depth + 1) * np.log(float(lam)))) == pytest.approx(
            float(known.mid()), rel=1e-13
        )


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_balanced_factors_are_never_worse(seed: int) -> None:
    H1, hidden = hidden_layers(seed, 3, 3, 4)
    product = 4 * np.log(0.01)
    balanced = refit_from_mean(hidden[0] @ H1, hidden[1:], 3)
    given = refit(H1, hidden, 3)
    assert float(balanced.loss(product)) <= float(given.loss(product)) + 1e-13


def test_many_singular_values_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    H1, hidden = hidden_layers(1, 6, 3, 6)
    narrow = refit(H1, hidden, 3).enclose(["0.0001"] * 4)
    monkeypatch.setattr(module, "MOST_SPACES", 3)
    wide = refit(H1, hidden, 3).enclose(["0.0001"] * 4)
    assert len(refit(H1, hidden, 3).spectrum()) == 5
    assert wide.contains(narrow)
    assert wide.rad() > narrow.rad()
    assert wide.upper() - narrow < arb(1e-9)
    monkeypatch.setattr(
        numerics.singular_values, "MOST_HEIGHT", 0
    )  # squarefree parts instead of irreducible factors
    assert refit(H1, hidden, 3).enclose(["0.0001"] * 4).overlaps(wide)


def test_cost_constants() -> None:
    """MATH.md §3 for SRG: (K r/4) r^{L-3} ‖B‖_*² Σ m_i/s_i², and K^{L+1} for DNC."""
    r, K, depth = 6, 15, 5
    shapes = base_matrices([Block("srg", r)], depth)
    found = refit_from_mean(shapes.start.numerator, [weight.numerator for weight in shapes.weights], depth)
    nuclear = (2 * (r - 1)) ** 0.5 + (r - 1) * (r - 2) ** 0.5
    expected = K * r / 4 * r ** (depth - 3) * nuclear**2 * (1 / 36 + (r - 1) / (r - 3) ** 2 + r * (r - 3) / 2)
    # the numerator of W_{L-1} is twice the matrix, and σ(M_L) with it: the constant does not see scales
    assert float(found.cost_constant().mid()) == pytest.approx(expected, rel=1e-13)
    assert not found.ties_with_dnc()
    identity = 3 * np.eye(4, dtype=np.int64)
    dnc = refit_from_mean(identity, [identity] * 3, 5)
    assert dnc.cost_constant().contains(arb(4**6))
    assert dnc.ties_with_dnc()
    assert refit([[1, 1]], [[[1]]], 2).cost_constant() is None
    assert not refit([[1, 1]], [[[1]]], 2).ties_with_dnc()


@pytest.mark.parametrize("power", [-900, 900])
def test_scales_beyond_the_range_of_floats(power: int) -> None:
    """Entries of 2^±900 in four factors: the same problem in other units."""
    H1, hidden = hidden_layers(2, 3, 3, 4)
    unit = Fraction(2) ** power
    moved = [unit * matrix.astype(object) for matrix in (H1, *hidden)]
    lambdas = [Fraction(1, 300)] * 3
    plain, scaled = refit(H1, hidden, 3), refit(moved[0], moved[1:], 3)
    product = 4 * np.log(1 / 300)
    assert float(scaled.loss(product)) == pytest.approx(float(plain.loss(product)), rel=1e-13)
    assert scaled.enclose(["1/300"] * 4).overlaps(plain.enclose(["1/300"] * 4))
    last = unit * scaled.last_layer(product)
    explicit = rescaled_network(moved[0], [*moved[1:], last], lambdas[0], lambdas)
    value = exact_objective(*explicit, lambdas[0], lambdas)
    assert float(value) == pytest.approx(float(plain.loss(product)), rel=1e-9)
