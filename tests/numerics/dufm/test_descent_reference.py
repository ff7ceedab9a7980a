"""Batched descent against plain PyTorch, one model at a time, with autograd."""

import numpy as np
import pytest
import torch

from numerics.dufm.batch import Status
from numerics.dufm.model import initial_factors
from numerics.dufm.problem import Problem, Settings
from numerics.dufm.train import train
from theory.errors import InvalidInputError

STEPS = 200


def reference(problem, settings, run):
    """Gradient descent of one run as a user would write it."""
    factors = [factor[run].clone().requires_grad_() for factor in initial_factors(problem, settings)]
    penalties = problem.rows(settings.runs)[run]
    groups = torch.optim.SGD(factors, lr=float(settings.lr[run]), momentum=float(settings.momentum[run]))
    Y = torch.eye(problem.K, dtype=torch.float64).repeat_interleave(problem.n, dim=1)
    for _ in range(STEPS):
        groups.zero_grad()
        out = factors[1] @ factors[0]
        for weight in factors[2:]:
            out = weight @ (out if problem.linear else out.relu())
        loss = (out - Y).square().sum() / (2 * problem.samples)
        loss = loss + sum(p / 2 * factor.square().sum() for p, factor in zip(penalties, factors, strict=True))
        loss.backward()
        groups.step()
    return [factor.detach().numpy() for factor in factors]


def settings(**others):
    return Settings(
        precision="float64",
        max_steps=STEPS,
        record_every=STEPS,
        plateau=0,
        gradient_tolerance=0,
        polish=False,
        **others,
    )


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("n", [1, 2])
def test_a_batch_is_a_loop_over_plain_models(linear, momentum, n):
    lams = np.array([0.004, 0.02, 0.05])
    problem = Problem.uniform(4, 3, lams, widths=(6, 5, 7), n=n, linear=linear)
    chosen = settings(seeds=[3, 4, 5], lr=[0.05, 0.2, 0.1], momentum=momentum, scale=[0.5, 0.6, 0.7])
    batch = train(problem, chosen)
    for run in range(3):
        for found, expected in zip(batch.factors, reference(problem, chosen, run), strict=True):
            assert np.abs(found[run] - expected).max() <= 1e-10


def test_neighbours_do_not_matter():
    problem = Problem.uniform(4, 4, 0.01, widths=8)
    together = train(problem, settings(seeds=range(7), lr=0.3))
    alone = train(problem, settings(seeds=[5], lr=0.3))
    for a, b in zip(together.factors, alone.factors, strict=True):
        assert np.array_equal(a[5], b[0])


def test_a_learning_rate_that_diverges_is_a_status():
    batch = train(Problem.uniform(3, 3, 0.01, widths=5), settings(seeds=range(3), lr=[0.1, 1000.0, 0.1]))
    assert batch.status[1] is Status.DIVERGED
    assert Status.DIVERGED not in (batch.status[0], batch.status[2])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"K": 1, "L": 3, "lam": 0.1}, "K = 1 given"),
        ({"K": 3, "L": 1, "lam": 0.1}, "L = 1 given"),
        ({"K": 3, "L": 3, "lam": -0.1}, "-0.1 given"),
        ({"K": 3, "L": 3, "lam": float("nan")}, "nan given"),
        ({"K": 3, "L": 3, "lam": 0.1, "widths": 0}, "0"),
    ],
)
def test_bad_problems_are_refused_in_one_line(arguments, words):
    with pytest.raises(InvalidInputError, match=words) as error:
        Problem.uniform(**arguments)
    assert "\n" not in str(error.value)


def test_the_polish_reaches_a_stationary_point_and_dnc_at_two_layers():
    batch = train(Problem.uniform(3, 2, 0.02, widths=6), Settings(seeds=range(4), max_steps=20_000))
    assert batch.converged.all()
    assert batch.gradient_norm.max() <= 1e-9
