"""L-BFGS in lockstep: the minimum that scipy finds, no run disturbed by its neighbours."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from numerics.dufm.lbfgs import minimise
from numerics.dufm.smoothing import SmoothedModel

SHAPES = ((3, 4), (5, 3), (4, 5))
SIZE = sum(rows * columns for rows, columns in SHAPES)


def model(runs, seed=0):
    random = torch.Generator().manual_seed(seed)
    return SmoothedModel(
        SHAPES,
        torch.eye(4, dtype=torch.float64),
        torch.full((runs, SIZE), 0.02, dtype=torch.float64),
        [torch.rand(runs, 5, 4, generator=random, dtype=torch.float64)],
        [torch.full((runs, 1, 1), 0.3, dtype=torch.float64)],
    )


def starts(runs):
    return torch.from_numpy(np.random.default_rng(7).standard_normal((runs, SIZE)) * 0.5)


def test_every_run_ends_in_a_stationary_point_as_low_as_scipys():
    batch, theta = model(6), starts(6)
    found = minimise(batch, theta, torch.full((6,), 1e-9, dtype=torch.float64), 3000)
    point = batch.evaluate(found)
    assert float(point.gradient.norm(dim=1).max()) <= 1e-9
    for run in range(6):
        alone = batch.select(torch.tensor([run]))

        def objective(x, alone=alone):
            value = alone.evaluate(torch.from_numpy(x)[None])
            return float(value.loss), value.gradient[0].numpy()

        # scipy goes on from there: it finds nothing lower, and comes back from a small push
        push = np.random.default_rng(run).standard_normal(SIZE) * 1e-3
        again = minimize(objective, found[run].numpy() + push, jac=True, method="L-BFGS-B", tol=1e-15)
        assert again.fun == pytest.approx(float(point.loss[run]), abs=1e-9)


def test_a_run_does_not_depend_on_its_neighbours():
    tolerance = torch.tensor(
        [1e-2, 1e-9, 1e-5, 1e-9, 1e-12], dtype=torch.float64
    )  # they stop at different times
    together = minimise(model(5), starts(5), tolerance, 400)
    for run in range(5):
        chosen = torch.tensor([run])
        alone = minimise(model(5).select(chosen), starts(5)[run : run + 1], tolerance[run : run + 1], 400)
        assert torch.allclose(together[run], alone[0], atol=1e-10, rtol=0)


def test_the_loss_never_rises_and_the_start_is_left_alone():
    batch, theta = model(4), starts(4)
    before, kept = batch.evaluate(theta).loss, theta.clone()
    for steps in (0, 1, 2, 5, 30):
        after = batch.evaluate(minimise(batch, theta, torch.zeros(4, dtype=torch.float64), steps)).loss
        assert bool((after <= before + 1e-14).all())
        before = after
    assert torch.equal(theta, kept)


def test_at_a_minimum_it_stops_by_itself():
    batch = model(1)
    first = minimise(batch, starts(1), torch.zeros(1, dtype=torch.float64), 1500)
    # tolerance 0 cannot be met: it ends when not even the gradient leads downhill, and moves no more
    second = minimise(batch, first, torch.zeros(1, dtype=torch.float64), 300)
    assert float((second - first).abs().max()) < 1e-6
