import numpy as np
import pytest

from numerics.roots import increasing_roots


def cubes(goal: np.ndarray, newton: bool):
    def function(u, active):
        value = u**3 - goal[active]
        return value, -value / (3 * u**2) if newton else np.full_like(u, np.nan)

    return function


@pytest.mark.parametrize("newton", [True, False])
def test_roots_are_found_to_rounding(newton: bool) -> None:
    goal = np.geomspace(1e-3, 1e6, 5000)
    low, high = np.zeros(5000), np.full(5000, 200.0)
    found = increasing_roots(cubes(goal, newton), low, high, tolerance=1e-10)
    np.testing.assert_allclose(found, np.cbrt(goal), rtol=2e-15)


def test_a_flat_function_falls_back_on_bisection() -> None:
    """Newton's steps from the flat middle of arctan would leave every bracket."""
    goal = np.array([-1.2, 0.3, 1.3])

    def function(u, active):
        value = np.arctan(50 * u) - goal[active]
        return value, -value * (1 + (50 * u) ** 2) / 50

    found = increasing_roots(function, np.full(3, -4.0), np.full(3, 5.0))
    np.testing.assert_allclose(found, np.tan(goal) / 50, rtol=1e-14)


def test_without_a_sign_change_the_nearer_end_is_returned() -> None:
    goal = np.array([1000.0, 1e-9])
    found = increasing_roots(cubes(goal, True), np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    np.testing.assert_allclose(found, [2.0, 1.0])


def test_no_functions_at_all() -> None:
    assert increasing_roots(cubes(np.empty(0), True), np.empty(0), np.empty(0)).shape == (0,)
