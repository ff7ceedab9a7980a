"""The lower half of S2 on explicit DNC solutions that are not the standard one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.proofs.dnc_bound import dnc_lower_bound


def dnc_solution(rng, classes, depth, orthogonal_before_relu):
    """Random layers with DNC2 (for M_l or for σ(M_l)) and DNC3, and a last layer with DNC3."""
    orthogonal, _ = np.linalg.qr(rng.standard_normal((classes + 2, classes + 2)))
    means = rng.uniform(0.5, 2) * orthogonal[:, :classes]
    layers, seen = [means], means
    for _ in range(depth - 1):
        # Each row of W belongs to one class or to none; a class has one to three rows.
        owner = np.repeat(np.arange(classes), rng.integers(1, 4, classes))
        owner = np.append(owner, -1)
        sizes = rng.uniform(0.1, 1, len(owner)) * rng.choice([-1, 1], len(owner), p=[0.3, 0.7])
        for k in range(classes):
            rows = np.flatnonzero(owner == k)
            sizes[rows[0]] = abs(sizes[rows[0]])  # σ must not erase a class
            counted = sizes[rows] if orthogonal_before_relu else np.maximum(sizes[rows], 0)
            sizes[rows] *= 1.3 / np.linalg.norm(counted)
        W = np.zeros((len(owner), seen.shape[0]))
        for row, k in enumerate(owner):
            if k >= 0:
                W[row] = sizes[row] * seen[:, k] / (seen[:, k] @ seen[:, k])
        layers.append(W)
        after = W @ seen
        seen = np.maximum(after, 0)
        frame = after if orthogonal_before_relu else seen
        assert np.allclose(frame.T @ frame, 1.3**2 * np.eye(classes))
    last = rng.uniform(-0.3, 1.2, classes)[:, None] * seen.T / 1.3**2
    return [*layers, last], last @ seen


@given(st.integers(2, 4), st.integers(2, 5), st.booleans(), st.integers(0, 10**6), st.floats(-4, -1))
@settings(max_examples=60, deadline=None)
def test_no_dnc_solution_is_below_the_closed_form(reference, depth, classes, before_relu, seed, size):
    rng = np.random.default_rng(seed)
    (H, *weights), output = dnc_solution(rng, classes, depth, before_relu)
    lam_H, *lams = 10 ** rng.uniform(size - 0.5, size + 0.5, depth + 1)
    root = (lam_H * np.prod(lams)) ** (1 / (depth + 1)) * classes
    loss = reference.objective(H, weights, lam_H, lams, 1)
    out = np.linalg.norm(output) / np.sqrt(classes)
    stated = (1 - out) ** 2 / 2 + (depth + 1) / 2 * root * out ** (2 / (depth + 1))
    assert loss >= stated - 1e-12


@pytest.mark.parametrize(("depth", "classes"), [(2, 3), (3, 4), (4, 10)])
def test_balanced_partial_isometries_reach_it(reference, depth, classes):
    lams = [10.0 ** -(2 + k / 2) for k in range(depth + 1)]
    output = 0.9
    product = np.prod(lams) * classes ** (depth + 1) * output**2
    layers = [np.sqrt(product ** (1 / (depth + 1)) / (lam * classes)) * np.eye(classes) for lam in lams]
    loss = reference.objective(layers[0], layers[1:], lams[0], lams[1:], 1)
    root = np.prod(lams) ** (1 / (depth + 1)) * classes
    assert loss == pytest.approx((1 - output) ** 2 / 2 + (depth + 1) / 2 * root * output ** (2 / (depth + 1)))


def test_the_derivation_cites_what_it_uses():
    assert {"ReLU contracts", "submultiplicativity", "AM–GM"} <= {f.name for f in dnc_lower_bound().facts}
