"""The equations of a critical point against derivatives that know nothing of orbits, scales or polar factors."""

import numpy as np
import pytest

from numerics.reconstruct.equations import first_values, of_floats
from numerics.reconstruct.matrices import Dual, inverse, times
from numerics.reconstruct.skeleton import skeleton

SETS = np.array([[1.0, 0.0, 0.9], [0.0, 1.0, 0.9]])
ROWS = np.array([[1.0, -0.9], [-0.9, 1.0], [0.7, 0.3], [0.3, 0.7], [1.0, 1.0]])
MIDDLE = np.array([[1.0, 0.2], [0.2, 1.0]])
NETWORK = (SETS, MIDDLE, ROWS)


def log_constant(matrices):
    """log C from the definition."""
    active, cost = np.maximum(matrices[0], 0), 2 * np.log(np.linalg.svd(matrices[0])[1].sum())
    for weight in matrices[1:]:
        cost += np.log((weight**2).sum())
        active = np.maximum(weight @ active, 0)
    return cost + np.log(np.trace(np.linalg.inv(active.T @ active)))


def slope(matrices, index, place, step=1e-6):
    """Derivative of log C by one entry, by differences."""
    values = []
    for sign in (1, -1):
        moved = [matrix.copy() for matrix in matrices]
        moved[index][place] += sign * step
        values.append(log_constant(moved))
    return (values[0] - values[1]) / (2 * step)


def test_the_constant_is_that_of_the_definition():
    system, values = first_values(*skeleton(NETWORK))
    found = system.constant(values.tolist(), of_floats)
    # The scales of the layers have no effect on C, those of the neurons have: they are kept.
    assert np.log(found) == pytest.approx(log_constant(NETWORK), rel=1e-12)


def test_slopes_are_those_of_log_c():
    """Up to the positive factors by which the hats are scaled: s_{l+1} on the left, 1/s_l on the right."""
    pattern, start = skeleton(NETWORK)
    system, values = first_values(pattern, start)
    at = system.layers(values.tolist(), of_floats)
    scales = [np.sqrt(np.diag(square)) for square in at.squares]
    matrices = [scales[0][:, None] * at.hats[0]]
    matrices += [b[:, None] * hat / a for a, b, hat in zip(scales, scales[1:], at.hats[1:], strict=False)]
    slopes, _ = system.slopes(at)
    for index, (label, own) in enumerate(zip(pattern.labels, slopes, strict=True)):
        for place in np.argwhere(label >= 0):
            row, column = place
            right = scales[index - 1][column] if index else 1.0
            scaled = own[row, column] * right / scales[index][row]
            # s_{l+1} (2 W/‖W‖² + B Zᵀ) s_l⁻¹ is what the equations have.
            assert scaled == pytest.approx(slope(matrices, index, tuple(place)), rel=1e-5, abs=1e-6)


def test_the_jacobian_is_that_of_the_residuals():
    system, values = first_values(*skeleton(NETWORK))
    exact = np.array(system.jacobian(values.tolist(), of_floats))
    step = 1e-6
    for index in range(system.unknowns):
        ahead, behind = (
            np.array(
                system.residuals((values + sign * step * np.eye(system.unknowns)[index]).tolist(), of_floats)
            )
            for sign in (1, -1)
        )
        assert np.allclose((ahead - behind) / (2 * step), exact[index], rtol=1e-5, atol=1e-6)


def test_as_many_equations_as_unknowns():
    for network in (NETWORK, (SETS, ROWS), (np.array([[1.0, -0.5], [-0.5, 1.0]]),)):
        system, values = first_values(*skeleton(network))
        assert len(system.residuals(values.tolist(), of_floats)) == system.unknowns


def test_duals_are_derivatives():
    rng = np.random.default_rng(1)
    a, b, da, db = rng.standard_normal((4, 3, 3))
    step = 1e-6
    found = times(inverse(Dual(a, da)), Dual(b, db)).slope
    ahead, behind = (np.linalg.inv(a + s * da) @ (b + s * db) for s in (step, -step))
    assert np.allclose(found, (ahead - behind) / (2 * step), rtol=1e-5, atol=1e-5)
