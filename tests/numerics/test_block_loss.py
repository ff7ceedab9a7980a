import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from numerics.block_loss import block_loss, optimal_kappa
from theory.errors import InvalidInputError

Spectrum = list[tuple[float, float]]

spectra = st.lists(
    st.tuples(st.sampled_from([0.3, 1.0, 2.0, 3.0, 7.0, 40.0]), st.integers(1, 60)),
    min_size=1,
    max_size=3,
    unique_by=lambda pair: pair[0],
)


def direct_minimum(log_cost: float, spectrum: Spectrum, L: int, K: float) -> float:
    """Least value of F over q by a general-purpose optimiser from all patterns of kept eigenspaces.

    Knows nothing of the κ-curve: q_i = exp(v_i) turns the cost into a smooth function.
    """
    s, m = np.array(spectrum).T

    def objective(v: np.ndarray) -> tuple[float, np.ndarray]:
        q = np.exp(v)
        parts = m * q**2 / s**2
        cost = (L + 1) / 2 * np.exp((log_cost + np.log(parts.sum())) / (L + 1))
        gradient = -m * (1 - q) * q / K + cost * 2 / (L + 1) * parts / parts.sum()
        return float(np.sum(m * (1 - q) ** 2) / (2 * K) + cost), gradient

    best = m.sum() / (2 * K)
    for kept in range(1, 2 ** len(s)):
        pattern = np.array([kept >> i & 1 for i in range(len(s))], dtype=bool)
        start = np.log(np.where(pattern, 0.9, 1e-3))
        options = {"ftol": 1e-15, "gtol": 1e-12}
        found = minimize(
            objective, start, jac=True, method="L-BFGS-B", bounds=[(-30, 0.1)] * len(s), options=options
        )
        best = min(best, found.fun)
    return best


@settings(deadline=None, max_examples=40)
@given(spectra, st.integers(2, 12), st.floats(-3.5, 0.5), st.floats(1, 3))
def test_the_least_loss_is_that_of_direct_minimisation(
    spectrum: Spectrum, L: int, log_lambda_scale: float, share: float
) -> None:
    s, m = np.array(spectrum).T
    K = share * m.sum()
    # exp(log_lambda_scale) = 1 is about where the block is given up.
    log_cost = (L + 1) * (log_lambda_scale - np.log(L)) - np.log(np.sum(m / s**2))
    found = block_loss(log_cost, s, m, L, K)
    reference = direct_minimum(log_cost, spectrum, L, K)
    assert found.loss == pytest.approx(reference, rel=1e-9)
    assert found.loss <= reference * (1 + 1e-13)


@pytest.mark.parametrize("L", [2, 4, 9])
def test_eigenspaces_are_given_up_one_after_the_other(L: int) -> None:
    """Singular values far apart make three branches; each holds the global minimum for some cost."""
    s, m = 10.0 ** ((L + 1) / 3 * np.array([2, 1, 0])), np.array([5.0, 5.0, 5.0])
    log_cost = np.linspace(-12, 3, 31) * (L + 1) / 3
    found = block_loss(log_cost, s, m, L)
    kept = np.sum(found.outputs > 0.4, axis=-1)
    assert set(kept) == {0, 1, 2, 3}
    assert np.all(np.diff(kept) <= 0)
    for cost, loss in zip(log_cost[::3], found.loss[::3], strict=True):
        assert loss == pytest.approx(direct_minimum(cost, list(zip(s, m, strict=True)), L, 15), rel=1e-9)


@given(spectra, st.integers(2, 12), st.floats(-6, 0))
def test_the_outputs_are_stationary_and_reach_the_loss(spectrum: Spectrum, L: int, scale: float) -> None:
    s, m = np.array(spectrum).T
    log_cost = (L + 1) * (scale - np.log(L)) - np.log(np.sum(m / s**2))
    found = block_loss(log_cost, s, m, L)
    q, K = found.outputs, m.sum()
    if found.zero:
        assert np.all(q == 0)
        assert found.loss == 0.5
        return
    norms = np.sum(m * q**2 / s**2)
    cost = np.exp((log_cost + np.log(norms)) / (L + 1))
    assert found.loss == pytest.approx(np.sum(m * (1 - q) ** 2) / (2 * K) + (L + 1) / 2 * cost, rel=1e-12)
    np.testing.assert_allclose((1 - q) / K, cost / norms * q / s**2, rtol=1e-8)


def test_equal_singular_values_may_be_split_and_eigenspaces_permuted() -> None:
    log_cost = np.linspace(-30.0, -5.0, 50)
    whole = block_loss(log_cost, [3.0, 2.0, 1.0], [1.0, 4.0, 5.0], 4)
    split = block_loss(log_cost, [1.0, 2.0, 3.0, 2.0, 1.0], [2.0, 3.0, 1.0, 1.0, 3.0], 4)
    np.testing.assert_allclose(split.loss, whole.loss, rtol=1e-14)
    np.testing.assert_allclose(split.outputs[:, [2, 1, 0]], whole.outputs, rtol=1e-12)


def test_scaling_all_singular_values_is_a_change_of_cost() -> None:
    """s_i → a s_i is undone by c → a² c."""
    log_cost = np.linspace(-30.0, -5.0, 50)
    plain = block_loss(log_cost, [3.0, 2.0, 1.0], [1.0, 4.0, 5.0], 4)
    scaled = block_loss(log_cost + 2 * np.log(1e3), [3e3, 2e3, 1e3], [1.0, 4.0, 5.0], 4)
    np.testing.assert_allclose(scaled.loss, plain.loss, rtol=1e-13)


def test_arrays_broadcast_over_every_argument() -> None:
    log_cost = np.linspace(-30, -5, 7)
    values = np.array([[3.0, 2.0, 1.0], [5.0, 1.0, 0.5]])[:, None]
    counts = np.array([[1.0, 4.0, 5.0], [2.0, 2.0, 9.0]])[:, None]
    depth = np.array([2, 3, 9])[:, None, None]
    found = block_loss(log_cost, values, counts, depth, 20)
    assert found.loss.shape == (3, 2, 7)
    assert found.outputs.shape == (3, 2, 7, 3)
    one = block_loss(log_cost[4], values[1, 0], counts[1, 0], 9, 20)
    assert one.loss == found.loss[2, 1, 4]
    assert one.loss.shape == ()
    assert optimal_kappa(log_cost[4], values[1, 0], counts[1, 0], 9, 20) == found.kappa[2, 1, 4]


def test_a_single_eigenspace_may_be_given_by_scalars() -> None:
    assert block_loss(-9.0, 2.0, 10.0, 3).loss == block_loss(-9.0, [2.0], [10.0], 3).loss


def test_empty_arrays_are_fine() -> None:
    assert block_loss(np.empty(0), [1.0], [10.0], 3).loss.shape == (0,)
    assert block_loss(-3.0, np.empty((0, 2)), np.empty((0, 2)), 3).loss.shape == (0,)


@pytest.mark.parametrize(
    "arguments",
    [
        (np.nan, [1.0], [10.0], 3),
        (-np.inf, [1.0], [10.0], 3),
        (-3.0, [0.0], [10.0], 3),
        (-3.0, [-1.0], [10.0], 3),
        (-3.0, [1.0, 2.0], [10.0, -1.0], 3),
        (-3.0, [1.0], [0.0], 3),
        (-3.0, [1.0], [np.nan], 3),
        (-3.0, [1.0], [10.0], 1),
        (-3.0, [1.0], [10.0], 2.5),
        (-3.0, [1.0], [10.0], 3, 0),
    ],
)
def test_bad_input(arguments: tuple) -> None:
    with pytest.raises(InvalidInputError):
        block_loss(*arguments)
