import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.kappa_curve import branches, crossing, curve_level, curve_loss, curves, fit_error, least_loss
from numerics.mean_residual import turning_points

Spectrum = list[tuple[float, float]]

# Pairs (s², m); wide spectra have several branches.
spectra = st.lists(
    st.tuples(st.floats(-2, 14), st.floats(0, 9)), min_size=1, max_size=4, unique_by=lambda pair: pair[0]
).map(lambda pairs: [(float(np.exp(a)), float(np.exp(b))) for a, b in pairs])
depths = st.integers(2, 40)


def columns(spectrum: Spectrum) -> tuple[np.ndarray, np.ndarray]:
    """(squares, multiplicities) of one block."""
    squares, multiplicities = np.array(spectrum).T[:, :, None]
    return squares, multiplicities


def loss_along_curve(u: np.ndarray, spectrum: Spectrum, L: int, K: float, log_cost: float) -> np.ndarray:
    """F(q(κ)) of MATH.md §2 for given Λc: the objective, at points that need not be critical."""
    squares, multiplicities = columns(spectrum)
    q = squares / (squares + np.exp(u))
    fit = np.sum(multiplicities * (1 - q) ** 2, axis=0) / (2 * K)
    norms = np.sum(multiplicities * q**2 / squares, axis=0)
    return fit + (L + 1) / 2 * np.exp((log_cost + np.log(norms)) / (L + 1))


@given(spectra, depths)
def test_branches_are_increasing_and_everything_between_them_decreases(spectrum: Spectrum, L: int) -> None:
    squares, multiplicities = columns(spectrum)
    weights, depth = multiplicities / squares, np.array([float(L)])
    found = branches(depth, weights, squares, turning_points(weights, squares, 2))
    ends = np.concatenate((found.low[:, 0], found.high[:, 0]))
    ends = np.sort(ends[np.isfinite(ends)])
    u = np.linspace(ends[0] - 5, ends[-1] + 5, 4001)
    slope = np.diff(curve_level(u, depth, weights, squares))
    middle = (u[1:] + u[:-1]) / 2
    inside = np.any((found.low < middle) & (middle < found.high), axis=0)
    clear = np.abs(slope) > 1e-6 * (u[1] - u[0])
    np.testing.assert_array_equal((slope > 0)[clear], inside[clear])


@given(spectra, depths, st.floats(-40, 10))
def test_crossings_are_critical_points_with_the_loss_of_the_objective(
    spectrum: Spectrum, L: int, log_cost_root: float
) -> None:
    squares, multiplicities = columns(spectrum)
    weights, depth, K = multiplicities / squares, np.array([float(L)]), multiplicities.sum(0)
    level = log_cost_root + np.log(K)
    found = branches(depth, weights, squares, turning_points(weights, squares, 2))
    for low, high, low_level, high_level in zip(*found, strict=True):
        if not low_level < level < high_level:
            continue
        u = crossing(level, depth, weights, squares, low, high)
        np.testing.assert_allclose(curve_level(u, depth, weights, squares), level, rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(
            curve_loss(u, depth, K, weights, squares),
            loss_along_curve(u, spectrum, L, K[0], log_cost_root * (L + 1)),
            rtol=1e-11,
        )
        assert fit_error(u, K, weights, squares) >= fit_error(low, K, weights, squares)


@given(spectra, depths, st.floats(-1, 1), st.floats(1, 10))
def test_no_point_of_the_curve_costs_less(spectrum: Spectrum, L: int, offset: float, share: float) -> None:
    """The least over the branches is the least of a fine scan of the whole curve and of zero."""
    squares, multiplicities = columns(spectrum)
    K = share * multiplicities.sum(0)
    # Around the cost at which the block is given up, where the branches compete.
    log_cost = (L + 1) * (offset - np.log(L * (multiplicities / squares).sum() / multiplicities.sum()) / 2)
    table = curves(squares, multiplicities, np.array([0]), np.array([float(L)]), K)
    loss, u = least_loss(table, np.array([0]), np.array([log_cost]))
    scan = np.linspace(np.log(squares.min()) - 15, np.log(squares.max()) + 10, 40001)
    values = loss_along_curve(scan, spectrum, L, K[0], log_cost)
    zero = multiplicities.sum() / (2 * K[0])
    assert loss[0] <= min(values.min(), zero) * (1 + 1e-12)
    assert loss[0] == zero if np.isinf(u[0]) else loss[0] < zero
    if np.isfinite(u[0]):
        here = loss_along_curve(u, spectrum, L, K[0], log_cost)
        assert loss[0] == pytest.approx(here[0], rel=1e-11)


def test_a_level_at_a_fold_is_solved_without_warnings() -> None:
    squares, multiplicities = columns([(1.0, 10.0)])
    table = curves(squares, multiplicities, np.array([0]), np.array([3.0]), np.array([10.0]))
    top = table.branches.high_level[0, 0]
    log_cost = 4 * (top - np.log(10.0)) + np.linspace(-1e-14, 1e-14, 101)
    loss, u = least_loss(table, np.zeros(101, dtype=int), log_cost)
    assert np.all(loss == 0.5)
    assert np.all(np.isinf(u))
