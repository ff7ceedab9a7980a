"""The estimate is unbiased, a run that was killed ends where one that was not does, and damage is reported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from numerics.dufm.model import evaluate
from numerics.images.dataset import Images, Source, Split, split
from numerics.images.feed import Feed
from numerics.images.measure import Measured, describe, measure
from numerics.images.readers import read
from numerics.images.settings import Settings
from numerics.images.train import Trainer, train
from numerics.losses import dnc_loss, log_product
from numerics.solution import Block, build
from theory.errors import InvalidInputError

SMALL = Settings(hidden=(12,), width=8, epochs=6, warmup=1, batch=16, record_every=2)


def digits(n: int = 8) -> Split:
    return split(read("digits"), n)


def noise(K: int = 3, n: int = 4, size: int = 8) -> Split:
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (K * n, 3, size, size), dtype=np.uint8)
    return split(Source("noise", Images(pixels, np.repeat(np.arange(K), n))), n - 1)


def same(a: object, b: object) -> bool:
    """Equality to the last bit of nested states."""
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and torch.equal(a, b)
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    return a == b


def test_the_estimate_is_unbiased_for_the_whole_objective_and_its_gradient() -> None:
    """The mean over the batches of a partition is the objective of MATH.md §1, which the DUFM's code computes."""
    data = digits()
    trainer = Trainer(data, SMALL)
    batches = trainer.train.batches(torch.randperm(80), 16)
    estimate = torch.stack([trainer.estimate(*batch) for batch in batches]).mean()
    weights = list(trainer.network.head)
    found = torch.autograd.grad(estimate, weights)
    measured = measure(trainer.network, trainer.problem, trainer.train, trainer.test)
    penalty = SMALL.lam / 2 * sum(float(weight.detach().square().sum()) for weight in weights)
    assert estimate.item() + penalty == pytest.approx(float(measured.value.loss), rel=1e-6)
    for gradient, weight, expected in zip(found, weights, measured.value.gradient[1:], strict=True):
        torch.testing.assert_close(
            (gradient + SMALL.lam * weight).double(), expected[0], rtol=1e-5, atol=1e-7
        )


def test_weight_decay_is_that_of_the_head_alone() -> None:
    backbone, head = Trainer(digits(), SMALL).optimiser.param_groups
    assert (backbone["weight_decay"], head["weight_decay"]) == (0.0, SMALL.lam)
    assert [weight.shape for weight in head["params"]] == [(8, 8), (8, 8), (8, 8), (10, 8)]


@pytest.mark.parametrize("n", [1, 3])
def test_a_network_that_is_dnc_is_measured_as_such(n: int) -> None:
    """Loss of the closed form, name, ranks and vanishing gradients, from the explicit matrices."""
    lam, lambda_H, K, L = 0.005, 0.025 / n, 5, 4
    solution = build([Block("dnc", K)], lambda_H=lambda_H, lambdas=(lam,) * L, n=n, widths=(6,) * L)
    problem = replace(SMALL, width=6).problem(digits(8), (6,) * L)
    problem = type(problem)(K=K, L=L, lambda_H=lambda_H, lambdas=lam, n=n, widths=6)
    factors = [torch.from_numpy(np.array(factor))[None] for factor in (solution.H1, *solution.weights)]
    value = evaluate(problem, factors, torch.from_numpy(problem.rows(1).copy()))
    record = describe(Measured(problem, factors, value, 1.0, 1.0), seed=0, steps=0)
    assert record["loss"] == pytest.approx(
        float(dnc_loss(K, L, log_product(n, lambda_H, [lam] * L)).loss), rel=1e-12
    )
    assert record["kind"] == "DNC"
    assert record["ranks"] == [K] * L
    assert max(record["gradient_norm"], record["feature_gradient_norm"]) < 1e-12


def test_evaluation_uses_running_means_and_leaves_the_mode() -> None:
    data = noise()
    trainer = Trainer(data, replace(SMALL, backbone="resnet20"))
    trainer.network.train()
    one = measure(trainer.network, trainer.problem, trainer.train, trainer.test)
    assert trainer.network.training
    backwards = Feed(Images(data.train.pixels[::-1].copy(), data.train.labels[::-1].copy()), trainer.device)
    other = measure(trainer.network, trainer.problem, backwards, trainer.test)
    torch.testing.assert_close(one.factors[0].flip(2), other.factors[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("backbone", ["mlp", "resnet20"])
def test_a_run_that_goes_on_ends_at_the_same_bits(tmp_path: Path, backbone: str) -> None:
    data = noise()
    settings = replace(SMALL, backbone=backbone, epochs=4, batch=5)
    file = tmp_path / "a.pt"

    class Killed(Exception):
        pass

    def kill(epoch: int, record: object) -> None:
        if epoch == 2:
            raise Killed

    with pytest.raises(Killed):
        train(data, settings, file, kill, checkpoint_seconds=0)
    went_on = train(data, settings, file)
    straight = train(data, settings, tmp_path / "b.pt")
    assert went_on.history == straight.history
    assert went_on.record == straight.record
    states = [torch.load(tmp_path / name, weights_only=True)["state"] for name in ("a.pt", "b.pt")]
    assert same(*states)


def test_kill_minus_nine(tmp_path: Path) -> None:
    """A process is killed with no chance to clean up; the same command, given again, ends at the same bits."""
    script = (
        "import sys, time; from pathlib import Path\n"
        "from numerics.images.dataset import split; from numerics.images.readers import read\n"
        "from numerics.images.settings import Settings; from numerics.images.train import train\n"
        f"settings = {SMALL!r}\n"
        "slow = lambda epoch, record: time.sleep(0.3 if len(sys.argv) > 2 else 0)\n"
        "train(split(read('digits'), 8), settings, Path(sys.argv[1]), slow, checkpoint_seconds=0)\n"
    )
    file = tmp_path / "run.pt"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(file), "slow"], cwd=Path(__file__).parents[3]
    )
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < torch.load(file, weights_only=True)["state"]["epoch"] < SMALL.epochs
    went_on, straight = train(digits(), SMALL, file), train(digits(), SMALL, tmp_path / "straight.pt")
    assert (went_on.history, went_on.record) == (straight.history, straight.record)
    states = [torch.load(one, weights_only=True)["state"] for one in (file, tmp_path / "straight.pt")]
    assert same(*states)


def test_damaged_and_foreign_checkpoints(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    train(digits(), SMALL, file)
    with pytest.raises(InvalidInputError, match=r"belongs to a run with lr = 0\.2, but lr = 0\.1 was given"):
        train(digits(), replace(SMALL, lr=0.1), file)
    with pytest.raises(InvalidInputError, match="belongs to a run with data = "):
        train(digits(9), SMALL, file)
    whole = file.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"nonsense"):
        file.write_bytes(content)
        with pytest.raises(InvalidInputError, match=r"run\.pt is damaged .* remove it"):
            train(digits(), SMALL, file)


def test_a_checkpoint_is_never_unpickled(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> object:
            return (Path.touch, (tmp_path / "owned",))

    file = tmp_path / "run.pt"
    torch.save({"version": 1, "identity": {}, "state": Evil()}, file)
    with pytest.raises(InvalidInputError, match="is damaged"):
        train(digits(), SMALL, file)
    assert not (tmp_path / "owned").exists()


def test_a_run_that_diverges_says_so() -> None:
    run = train(digits(), replace(SMALL, lr=1e6, epochs=40, warmup=0))
    assert run.diverged
    assert not np.isfinite(run.history[-1]["loss"])
    assert run.history[-1]["epoch"] < 40


def test_smoke_digits_fall_below_dnc() -> None:
    """The whole way in a few seconds: below the DNC loss with DNC1 fallen a hundredfold behind the first layer."""
    run = train(split(read("digits")), replace(Settings(), epochs=120))
    data = split(read("digits"))
    level = float(dnc_loss(10, 4, log_product(data.n, 0.025 / data.n, [0.005] * 4)).loss)
    assert run.record["loss"] < level
    first, last = run.history[0], run.history[-1]
    assert all(a > 100 * b for a, b in zip(first["dnc1"][1:], last["dnc1"][1:], strict=True))
    assert run.record["test_accuracy"] > 0.95
    assert run.record["fit"] + run.record["regularisation"] == pytest.approx(run.record["loss"], rel=1e-12)
