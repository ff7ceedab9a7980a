import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from numerics.ball_curve import BallCurve
from numerics.mean_residual import level_points, mean_residual, turning_points


def srg_spectrum(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squares and multiplicities of the Kneser graph, the middle and small eigenvalues with many copies."""
    one = np.ones_like(r)
    return np.array([((r - 2) * (r - 3) / 2) ** 2, (r - 3) ** 2, one]), np.array(
        [one, r - 1, r * (r - 3) / 2]
    )


spectra = st.lists(
    st.tuples(st.floats(-4, 12), st.floats(-3, 9)), min_size=1, max_size=5, unique_by=lambda pair: pair[0]
)


@given(spectra, st.floats(-6, 14), st.sampled_from([1, 2]))
def test_the_slope_is_the_derivative(pairs: list[tuple[float, float]], u: float, power: int) -> None:
    squares, weights = np.exp(np.array(pairs).T)[:, :, None]
    at = u + np.array([-1e-5, 0, 1e-5])
    mean = mean_residual(at, weights, squares, power)
    assert mean.slope[1] == pytest.approx((mean.mean[2] - mean.mean[0]) / 2e-5, abs=1e-8)
    assert np.all((mean.mean > 0) & (mean.mean < 1))


@given(spectra, st.sampled_from([1, 2]), st.floats(0.05, 0.95))
def test_level_points_are_all_points_of_a_scan(
    pairs: list[tuple[float, float]], power: int, level: float
) -> None:
    squares, weights = np.exp(np.array(pairs).T)[:, :, None]
    found = level_points(np.array([level]), weights, squares, power, turning_points(weights, squares, power))
    found = found[~np.isnan(found)]
    np.testing.assert_allclose(mean_residual(found, weights, squares, power).mean, level, rtol=1e-7)
    u = np.linspace(-12, 20, 20001)
    means = mean_residual(u, weights, squares, power).mean
    # A scan sees a valley only if it reaches through the level by more than one step shows.
    if np.min(np.abs(means - level)) < 1e-5:
        return
    crossings = np.flatnonzero((means[1:] > level) != (means[:-1] > level))
    assert len(found) >= len(crossings)
    assert len(found) % 2 == 1
    for crossing in crossings:
        assert np.min(np.abs(found - u[crossing])) < 2e-3


def test_a_single_eigenvalue_never_turns() -> None:
    one = np.ones((1, 4))
    assert turning_points(one, 7 * one, 2).shape == (0, 4)
    level = np.array([0.2, 0.5, 0.6, 0.75])
    found = level_points(level, one, 7 * one, 2, np.empty((0, 4)))
    np.testing.assert_allclose(np.exp(found[0]), 7 * level / (1 - level), rtol=1e-9)


def test_srg_valleys_begin_where_they_are_known_to() -> None:
    """Valleys of the mean of p = 2: none up to r = 6, one from r = 7, two from r = 11 on."""
    r = np.arange(4.0, 400.0)
    squares, multiplicities = srg_spectrum(r)
    counts = np.isfinite(turning_points(multiplicities / squares, squares, 2)).sum(0)
    np.testing.assert_array_equal(counts, np.select([r < 7, r < 11], [0, 2], 4))


def test_folds_of_the_srg_solution_are_as_many_as_exact_root_isolation_finds() -> None:
    r = np.concatenate((np.arange(4.0, 45.0), [100.0, 1000.0, 10_000.0]))
    squares, multiplicities = srg_spectrum(r)
    turning = turning_points(multiplicities / squares, squares, 2)
    for depth in (2, 3, 4, 5, 6, 9, 14, 33, 1000):
        level = np.full_like(r, (depth + 1) / (2 * depth))
        found = np.sort(level_points(level, multiplicities / squares, squares, 2, turning), axis=0)
        for i in range(len(r)):
            spectrum: dict[int, int] = {}
            for square, multiplicity in zip(squares[:, i], multiplicities[:, i], strict=True):
                spectrum[int(square)] = spectrum.get(int(square), 0) + int(multiplicity)
            pairs = tuple((fmpq(square), fmpq(count)) for square, count in spectrum.items())
            exact = BallCurve(depth, fmpq(1), pairs, ()).folds
            np.testing.assert_allclose(
                np.exp(found[~np.isnan(found[:, i]), i]), [float(x.mid()) for x in exact], rtol=1e-7
            )
