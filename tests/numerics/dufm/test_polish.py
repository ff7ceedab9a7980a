"""The polish finds its way back to the constructions, which sit on kinks of σ, and stays downhill."""

import numpy as np
import pytest
import torch

from numerics.dufm.model import evaluate, layers
from numerics.dufm.polish import _lengthened, approach, polish
from numerics.dufm.problem import Problem
from numerics.dufm.smoothing import SmoothedModel
from numerics.losses import dnc_loss, log_product, srg_loss
from numerics.solution import Block, build

LAMBDAS = (0.004, 0.006, 0.003, 0.005)
LAMBDA_H = 0.002


def construction(kind, size, n=1):
    product = log_product(n, LAMBDA_H, LAMBDAS)
    loss = (dnc_loss if kind == "dnc" else srg_loss)(size, 4, product)
    solution = build([Block(kind, size)], [float(loss.kappa)], lambda_H=LAMBDA_H, lambdas=LAMBDAS, n=n)
    return solution, float(loss.loss)


def polished(start, n=1, linear=False, method=polish):
    """Polish one run; returns the outcome, and the objective recomputed from scratch."""
    K = len(start[-1])
    problem = Problem(
        K, 4, LAMBDA_H, LAMBDAS, n=n, widths=[len(factor) for factor in start[:-1]], linear=linear
    )
    factors = [torch.from_numpy(factor)[None] for factor in start]
    penalties = torch.from_numpy(problem.rows(1).copy())
    slopes = [(layer > 0).to(layer) for layer in layers(factors, linear)[1:-1]]
    target = torch.eye(K, dtype=torch.float64).repeat_interleave(n, dim=1)
    found = method(factors, slopes, penalties, target, linear)
    return found, evaluate(problem, found.factors, penalties, found.slopes)


@pytest.mark.parametrize(("kind", "size", "n"), [("dnc", 3, 1), ("dnc", 4, 2), ("dnc", 10, 1), ("srg", 5, 1)])
def test_constructions_are_found_again(kind, size, n):
    solution, loss = construction(kind, size, n)
    random = np.random.default_rng(size)
    start = [
        factor + 0.003 * random.standard_normal(factor.shape) for factor in (solution.H1, *solution.weights)
    ]
    found, value = polished(start, n)
    assert float(value.loss) == pytest.approx(loss, abs=1e-12)
    assert float(value.gradient_norm) <= 1e-9
    on_kinks = [int(((slope > 0) & (slope < 1)).sum()) for slope in found.slopes]
    # Without slopes strictly between 0 and 1 the gradient would not vanish; M_2 of DNC may be negative off its support.
    assert min(on_kinks[1:]) > 0
    assert all(float(slope.min()) >= 0 and float(slope.max()) <= 1 for slope in found.slopes)


def test_without_relu_all_spaces_have_the_loss_of_dnc():
    """The deep linear model has no kinks; DNC is its optimum."""
    _, loss = construction("dnc", 5)
    random = np.random.default_rng(1)
    start = [0.8 * np.eye(5) + 0.05 * random.standard_normal((5, 5)) for _ in range(5)]
    _, value = polished(start, linear=True)
    assert float(value.loss) == pytest.approx(loss, abs=1e-12)
    assert float(value.gradient_norm) <= 1e-9


def test_runs_are_polished_independently():
    solution, _ = construction("dnc", 4)
    random = np.random.default_rng(3)
    exact = (solution.H1, *solution.weights)
    starts = [[f + size * random.standard_normal(f.shape) for f in exact] for size in (0.001, 0.02, 0.05)]
    together = [torch.from_numpy(np.stack(parts)) for parts in zip(*starts, strict=True)]
    slopes = [(layer > 0).to(layer) for layer in layers(together)[1:-1]]
    penalties = torch.tensor([[LAMBDA_H, *LAMBDAS]] * 3, dtype=torch.float64)
    found = polish(together, slopes, penalties, torch.eye(4, dtype=torch.float64))
    for run, start in enumerate(starts):
        alone, _ = polished(start)
        assert int(found.steps[run]) == int(alone.steps[0])
        for a, b in zip(found.factors, alone.factors, strict=True):
            assert torch.allclose(a[run], b[0], atol=1e-12)


def test_the_zero_solution_is_a_fixed_point():
    _, value = polished([np.zeros(shape) for shape in ((2, 3), (2, 2), (2, 2), (2, 2), (3, 2))])
    assert float(value.loss) == 0.5
    assert float(value.gradient_norm) == 0


@pytest.mark.parametrize(("kind", "size"), [("dnc", 4), ("srg", 4), ("srg", 5)])
def test_the_approach_alone_comes_near_a_solution_from_farther_away(kind, size):
    solution, loss = construction(kind, size)
    random = np.random.default_rng(size)
    start = [f + 0.02 * random.standard_normal(f.shape) for f in (solution.H1, *solution.weights)]
    found, near = polished(start, method=approach)
    assert int(found.steps[0]) == 0  # Newton's method has no part in it
    _, finished = polished([factor[0].numpy() for factor in found.factors])
    assert float(finished.gradient_norm) <= 1e-9
    assert float(near.loss) == pytest.approx(float(finished.loss), abs=1e-6)
    assert float(finished.loss) <= loss + 1e-12  # at r = 4 there is something better than SRG close by


def test_a_longer_step_is_taken_only_while_the_loss_falls():
    """On a line across a valley the doubling ends where twice the step would cost more."""
    one = torch.ones(1, 1, 1, dtype=torch.float64)
    model = SmoothedModel(((1, 1),) * 3, one[0], torch.full((1, 3), 0.1, dtype=torch.float64), [one], [one])
    theta, direction = (
        torch.full((1, 3), 0.5, dtype=torch.float64),
        torch.full((1, 3), 0.05, dtype=torch.float64),
    )
    loss = model.evaluate(theta).loss
    fall = loss - model.evaluate(theta + direction).loss
    moved, gain = _lengthened(model, theta, direction, loss, fall.clone())
    multiple = float(((moved - theta) / direction)[0, 0])
    losses = {k: float(model.evaluate(theta + 2.0**k * direction).loss) for k in range(9)}
    assert multiple == 2.0 ** min(k for k in range(8) if losses[k + 1] >= losses[k])
    assert float(loss - gain) == pytest.approx(losses[round(np.log2(multiple))], abs=1e-15)
    assert multiple >= 4
