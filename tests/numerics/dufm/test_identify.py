"""Constructions disguised by permutations of classes, samples and neurons must be recognised, and others not."""

import numpy as np
import pytest

from numerics.dufm.batch import Status, TrainedBatch
from numerics.dufm.identify import identify
from numerics.dufm.problem import Problem, Settings
from numerics.solution import Block, build


def disguised(blocks, L, n=1, seed=0, scale=1.0, noise=0.0):
    """One run that ended at a construction, with everything permuted that may be."""
    random = np.random.default_rng(seed)
    K = sum(block.classes for block in blocks)
    lam, d = 0.04 / K, 2 * K
    solution = build(blocks, lambda_H=lam, lambdas=(lam,) * L, n=n, widths=(d,) * L)
    classes = random.permutation(K)
    columns = np.concatenate([n * k + np.arange(n) for k in classes])
    neurons = [random.permutation(d) for _ in range(L)]
    rows = [*neurons[1:], classes]
    factors = [solution.H1[neurons[0]][:, columns]]
    for weight, out, into in zip(solution.weights, rows, neurons, strict=True):
        factors.append(weight[out][:, into])
    factors = [scale * factor + noise * random.standard_normal(factor.shape) for factor in factors]
    problem, objective = Problem.uniform(K, L, lam, widths=d, n=n), solution.objective(lam, (lam,) * L)
    zero = np.zeros(1)
    return TrainedBatch(
        problem=problem,
        settings=Settings(seeds=[seed]),
        lambdas=problem.rows(1),
        status=np.array([Status.CONVERGED], dtype=object),
        factors=tuple(factor[None] for factor in factors),
        fit=np.array([objective.fit]),
        regularisation=np.array([sum(objective.regularisation)]),
        gradient_norm=zero,
        steps=zero.astype(int),
        polish_steps=zero.astype(int),
        descent_loss=zero,
        moved=zero,
        history_steps=np.zeros(1, dtype=int),
        history_loss=zero[None],
        history_dnc1=np.zeros((1, 1, L)),
        device="cpu",
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("r", "L"), [(4, 3), (4, 5), (5, 2), (5, 3), (5, 4), (6, 4), (7, 5)])
def test_srg_is_recognised_under_every_permutation(r, L, seed):
    (record,) = identify(disguised([Block("srg", r)], L, n=1 + seed % 2, seed=seed))
    K = r * (r - 1) // 2
    assert record["kind"] == "SRG"
    assert record["ranks"] == [r] * (L - 2) + [3 if r == 4 else r]
    assert record["ranks_after_relu"] == [r] * (L - 2) + [K]
    assert record["rank_gap"] > 1e6
    assert max(record["dnc1"]) < 1e-25


@pytest.mark.parametrize(("K", "L"), [(2, 2), (3, 4), (10, 4), (15, 3)])
def test_dnc_is_recognised(K, L):
    (record,) = identify(disguised([Block("dnc", K)], L, seed=K))
    assert record["kind"] == "DNC"
    assert record["ranks"] == [K] * (L - 1)
    assert max(record["dnc2"]) < 1e-12
    assert max(record["dnc3"]) < 1e-12


def test_others_are_not_taken_for_them():
    assert (
        identify(disguised([Block("srg", 4), Block("dnc", 4)], 4))[0]["kind"] == "other"
    )  # K = 10 as for r = 5
    assert identify(disguised([Block("srg", 5)], 4, scale=1.01))[0]["kind"] == "other"
    assert identify(disguised([Block("srg", 5)], 4, noise=0.02))[0]["kind"] == "other"
    assert identify(disguised([Block("dnc", 10)], 4, scale=0.99))[0]["kind"] == "other"
    assert identify(disguised([Block("dnc", 10)], 4, scale=1e-9))[0]["kind"] == "zero"


def test_equal_solutions_share_their_signature():
    one, other = (identify(disguised([Block("srg", 5)], 4, seed=seed))[0] for seed in (1, 2))
    assert one["signature"] == other["signature"]
    assert one["signature"].endswith("rank 5-5-5")


def test_a_diverged_run_has_no_kind():
    batch = disguised([Block("dnc", 3)], 3)
    batch.factors[0][...] = np.nan
    (record,) = identify(batch)
    assert (record["kind"], record["ranks"]) == ("none", None)
