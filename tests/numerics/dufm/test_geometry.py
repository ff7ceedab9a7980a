import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.dufm.geometry import class_means, dnc2, dnc3, gram, ranks
from numerics.solution import Block, build


def random_orthogonal(size, seed):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))[0]


@given(st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_rank_of_a_product(rank, seed):
    random = np.random.default_rng(seed)
    left, right = random_orthogonal(8, seed)[:, :rank], random_orthogonal(7, seed + 1)[:rank]
    found = ranks((left * random.uniform(0.1, 2, rank) @ right)[None])
    assert found.rank[0] == rank
    assert found.gap[0] > 1e6 or rank == 0


def test_a_singular_value_near_the_threshold_shows_in_the_gap():
    matrices = np.stack([np.diag([1.0, 0.5, 2e-4]), np.diag([1.0, 0.5, 5e-5])])
    found = ranks(matrices)
    assert found.rank.tolist() == [3, 2]
    assert found.gap[1] == pytest.approx(0.5 / 5e-5)


def test_frames_have_dnc2_zero_whatever_their_scale_and_rotation():
    frames = np.stack([3.0 * random_orthogonal(5, 1), 0.1 * random_orthogonal(5, 2)])
    assert dnc2(frames) == pytest.approx([0, 0], abs=1e-12)
    assert dnc2(np.ones((1, 5, 5)))[0] == pytest.approx(np.sqrt(2 - 2 / np.sqrt(5)))
    assert np.isnan(dnc2(np.zeros((1, 5, 5)))[0])


def test_dnc3_of_the_dnc_solution_and_of_a_row_half_way():
    solution = build([Block("dnc", 4)], lambda_H=0.01, lambdas=(0.01,) * 3)
    means = [np.maximum(mean, 0) for mean in solution.class_means()[1:3]]
    for weight, mean in zip(solution.weights[1:], means, strict=True):
        assert dnc3(weight[None], mean[None])[0] == pytest.approx(0, abs=1e-12)
    between = np.array([[[1.0, 1.0]]])
    assert dnc3(between, np.eye(2)[None])[0] == pytest.approx(1 - np.sqrt(0.5))


def test_class_means_and_gram_against_loops():
    layer = np.random.default_rng(0).standard_normal((2, 3, 8))
    means = class_means(layer, K=4)
    for run in range(2):
        for k in range(4):
            assert means[run, :, k] == pytest.approx(layer[run, :, 2 * k : 2 * k + 2].mean(axis=1))
        assert gram(means)[run] == pytest.approx(means[run].T @ means[run])
