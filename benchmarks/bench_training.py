"""Batched descent against the loop that a user would write: model-steps per second, same arithmetic, one run.

K = N = 10, width 30, L = 4, all λ = 0.004, learning rate 0.5.  Run with ``pytest benchmarks/bench_training.py -s``.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
import torch

from numerics.dufm.model import initial_factors
from numerics.dufm.problem import Problem, Settings
from numerics.dufm.train import train

PROBLEM = Problem.uniform(10, 4, 0.004, widths=30)
LR = 0.5
RUNS, STEPS = 512, 2_000
PLAIN_STEPS = 1_500


def settings(precision: str, runs: int, steps: int) -> Settings:
    return Settings(
        seeds=range(runs),
        lr=LR,
        precision=precision,
        max_steps=steps,
        record_every=steps,
        plateau=0,
        gradient_tolerance=0,
        polish=False,
    )


def plain_loop(precision: str) -> tuple[float, list[np.ndarray]]:
    """Seconds per model-step of one model in plain PyTorch (autograd, SGD with weight decay), and its end."""
    dtype = getattr(torch, precision)
    start = initial_factors(PROBLEM, settings(precision, 1, 1))
    factors = [torch.nn.Parameter(factor[0].to(dtype)) for factor in start]
    optimizer = torch.optim.SGD(factors, lr=LR, weight_decay=0.004)
    Y = torch.eye(10, dtype=dtype)
    begun = perf_counter()
    for _ in range(PLAIN_STEPS):
        optimizer.zero_grad()
        out = factors[1] @ factors[0]
        for weight in factors[2:]:
            out = weight @ out.relu()
        loss = (out - Y).square().sum() / (2 * PROBLEM.samples)
        loss.backward()
        optimizer.step()
    seconds = (perf_counter() - begun) / PLAIN_STEPS
    return seconds, [factor.detach().double().numpy() for factor in factors]


def batched(precision: str) -> float:
    """Seconds per model-step of a batch, set-up and recording included."""
    begun = perf_counter()
    train(PROBLEM, settings(precision, RUNS, STEPS))
    return (perf_counter() - begun) / (RUNS * STEPS)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_batched_descent_against_a_plain_loop(precision: str) -> None:
    torch.set_num_threads(1)
    plain, end = plain_loop(precision)
    same = train(PROBLEM, settings(precision, 1, PLAIN_STEPS)).factors
    difference = max(float(np.abs(a[0] - b).max()) for a, b in zip(same, end, strict=True))
    fast = min(batched(precision) for _ in range(2))
    device = "CUDA" if torch.cuda.is_available() else "CPU"
    flops = PROBLEM.step_flops / fast / 1e9
    print(
        f"\n{device}, {precision}: plain loop {1 / plain:,.0f} model-steps/s, batched {1 / fast:,.0f}"
        f" ({flops:.1f} GFLOP/s in products), ratio {plain / fast:.1f}; same end up to {difference:.1e}"
    )
    if precision == "float64":
        assert difference < 1e-6
    else:  # the arithmetic of the trainer unless it is told otherwise
        assert plain / fast > (500 if device == "CUDA" else 40)
