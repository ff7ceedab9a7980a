from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from numerics.enclosure import enclose_dnc
from numerics.losses import dnc_loss, log_product
from numerics.rescale import enclose_rescaled, orbit, rescaled_loss, rescaled_network
from numerics.solution import Block, Solution, base_matrices, build, exact_objective
from theory.errors import InvalidInputError

LAMBDAS = ("0.003", "0.005", "0.002", "0.004")
"""λ_H, λ_1, λ_2, λ_3."""


def network(seed: int, K: int = 3, depth: int = 3, width: int = 4) -> tuple[np.ndarray, list[np.ndarray]]:
    """A random integer network whose output has a positive trace."""
    random = np.random.default_rng(seed)
    while True:
        H1 = random.integers(-3, 4, (width, K))
        weights = [random.integers(-3, 4, (width, width)) for _ in range(depth - 1)]
        weights.append(random.integers(-3, 4, (K, width)))
        output = Solution(H1, tuple(weights)).layers()[-1]
        if np.trace(output) > 0:
            return H1, weights


def by_descent(H1: np.ndarray, weights: list[np.ndarray], lambda_H: float, lambdas: list[float]) -> float:
    """Least objective over the logarithms of all scales, or zero's, knowing nothing of AM–GM."""

    def objective(logarithms: np.ndarray) -> float:
        a = np.exp(logarithms)
        scaled = Solution(a[0] * H1, tuple(x * W for x, W in zip(a[1:], weights, strict=True)))
        return scaled.objective(lambda_H, lambdas).total

    norms = [np.linalg.norm(matrix) for matrix in (H1, *weights)]
    options = {"ftol": 1e-15, "gtol": 1e-11, "maxiter": 2000}
    found = minimize(objective, -np.log(norms) + 0.3, method="L-BFGS-B", options=options)
    return min(0.5, float(found.fun))


@pytest.mark.parametrize("seed", range(8))
def test_the_best_scales_by_descent(seed: int) -> None:
    H1, weights = network(seed)
    penalties = [1e-4 * (1 + k) for k in range(4)]
    expected = by_descent(H1, weights, penalties[0], penalties[1:])
    assert rescaled_loss(H1, weights, penalties[0], penalties[1:]) == pytest.approx(expected, rel=1e-7)


@given(st.integers(0, 10_000), st.lists(st.fractions(Fraction(1, 9), 9), min_size=4, max_size=4))
@settings(max_examples=30)
def test_scales_do_not_matter(seed: int, scales: list[Fraction]) -> None:
    H1, weights = network(seed)
    moved = [scale * matrix.astype(object) for scale, matrix in zip(scales, (H1, *weights), strict=True)]
    first, second = orbit(H1, weights), orbit(moved[0], moved[1:])
    assert (first.gain, first.cost) == (second.gain, second.cost)


@given(st.integers(0, 10_000), st.integers(1, 3), st.floats(-14, -4))
@settings(max_examples=30)
def test_float_and_ball_and_network_agree(seed: int, n: int, log_lam: float) -> None:
    H1, weights = network(seed, depth=2 + seed % 3)
    lam = Fraction(float(np.exp(log_lam))).limit_denominator(10**6) + Fraction(1, 10**6)
    lambdas = [lam] * len(weights)
    ball = enclose_rescaled(H1, weights, lam, lambdas, n)
    value = rescaled_loss(H1, weights, float(lam), [float(lam)] * len(weights), n)
    assert abs(arb(value) - ball) < arb(1e-12)
    explicit = exact_objective(*rescaled_network(H1, weights, lam, lambdas, n, bits=60), n * lam, lambdas)
    difference = arb(fmpq(explicit.numerator, explicit.denominator)) - ball
    assert not difference < 0
    assert difference < arb(1e-10)


def test_samples_count() -> None:
    H1, weights = network(3)
    lambdas = [0.003] * 3
    H, scaled = rescaled_network(H1, weights, "0.0002", ["0.003"] * 3, n=4, bits=50)
    many = Solution(np.repeat(H.astype(float), 4, axis=1), tuple(W.astype(float) for W in scaled), n=4)
    assert many.objective(0.0002, lambdas).total == pytest.approx(
        rescaled_loss(H1, weights, 0.0002, lambdas, n=4), rel=1e-12
    )


@pytest.mark.parametrize("K", [2, 5])
@pytest.mark.parametrize("lam", ["0.001", "0.05", "0.3"])
def test_dnc_of_all_depths(K: int, lam: str) -> None:
    for depth in (2, 3, 6):
        identity = np.eye(K, dtype=np.int64)
        ball = enclose_rescaled(identity, [identity] * depth, lam, [lam] * depth)
        assert ball.overlaps(enclose_dnc(K, depth, lam).loss)
        assert ball.rel_accuracy_bits() > 50
        product = log_product(1, float(lam), [float(lam)] * depth)
        assert float(orbit(identity, [identity] * depth).loss(product)) == pytest.approx(
            float(dnc_loss(K, depth, product).loss), rel=1e-14
        )


def test_a_solution_at_its_best_scales_stays_as_it_is() -> None:
    model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    solution = build([Block("srg", 5)], **model)
    H1, weights = solution.rationalised(bits=52)
    assert rescaled_loss(H1, weights, 0.004, [0.004] * 4) == pytest.approx(0.08091133219936927, rel=1e-12)


def test_a_network_that_points_away_from_the_targets_is_given_up() -> None:
    minus = -np.eye(2, dtype=np.int64)
    found = orbit(np.eye(2, dtype=np.int64), [np.eye(2, dtype=np.int64), minus])
    assert (found.gain, float(found.loss(-20.0)), found.enclose(["0.01"])) == (0, 0.5, arb(0.5))
    H1, weights = rescaled_network(np.eye(2, dtype=np.int64), [np.eye(2, dtype=np.int64), minus], 1, [1, 1])
    assert not any(matrix.any() for matrix in (H1, *weights))


def test_zero_where_it_is_better() -> None:
    identity = np.eye(3, dtype=np.int64)
    assert enclose_rescaled(identity, [identity] * 3, "0.2", ["0.2"] * 3) == arb(0.5)
    assert not rescaled_network(identity, [identity] * 3, "0.2", ["0.2"] * 3)[0].any()


def test_bad_input_is_one_line() -> None:
    identity = np.eye(2, dtype=np.int64)
    for call in (
        lambda: orbit(identity, [identity]),
        lambda: orbit(identity, [identity, np.ones((2, 3), dtype=np.int64)]),
        lambda: orbit(identity.astype(float), [identity, identity]),
        lambda: enclose_rescaled(identity, [identity, identity], "0.1", ["0.1"]),
        lambda: enclose_rescaled(identity, [identity, identity], "0", ["0.1", "0.1"]),
        lambda: rescaled_loss(identity, [identity, identity], 0.1, [0.1, float("nan")]),
        lambda: rescaled_loss(identity, [identity, identity], 0.1, [0.1, 0.1], n=0),
    ):
        with pytest.raises(InvalidInputError) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_the_shapes_of_srg_with_any_scales() -> None:
    """The integer shapes of the construction, W_L with all outputs 1, at the λ's of the docstring."""
    shapes = base_matrices([Block("srg", 5)], 3)
    B = shapes.start.numerator
    A = shapes.means[-1].relu().numerator
    inverse = np.linalg.inv(A.astype(float))
    last = np.array([Fraction(x).limit_denominator(100) for x in inverse.ravel()], dtype=object)
    weights = [np.eye(5, dtype=np.int64), shapes.weights[-1].numerator, last.reshape(10, 10)]
    assert (last.reshape(10, 10) @ A == np.eye(10, dtype=object)).all()
    expected = by_descent(B, [W.astype(float) for W in weights], 0.004, [0.004] * 3)
    assert rescaled_loss(B, weights, 0.004, [0.004] * 3) == pytest.approx(expected, rel=1e-8)
