"""The reduced model has the same objective, and its gradient embeds into the gradient of the large model."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from numerics.dufm.model import evaluate
from numerics.dufm.problem import Problem
from numerics.dufm.reduction import reduce


def value(factors, n, lambda_H, lam=0.1):
    L = len(factors) - 1
    widths = [weight.shape[1] for weight in factors[1:]]
    problem = Problem(len(factors[-1]), L, lambda_H, lam, n=n, widths=widths)
    tensors = [torch.from_numpy(factor)[None] for factor in factors]
    return evaluate(problem, tensors, torch.from_numpy(problem.rows(1).copy()))


def blown_up(random, small, copies, dead, n):
    """Copy every neuron of the small factors with random weights, rotate H_1, add dead neurons, repeat samples."""
    d = small[0].shape[0] + 2
    bases = [np.linalg.qr(random.standard_normal((d, small[0].shape[0])))[0]]
    for weight in small[1:-1]:
        m = len(weight)
        basis = np.zeros((m * copies + dead, m))
        for neuron in range(m):
            share = random.uniform(0.2, 1, copies)
            basis[neuron * copies : (neuron + 1) * copies, neuron] = share / np.linalg.norm(share)
        bases.append(random.permutation(basis))
    above = [*bases[1:], np.eye(len(small[-1]))]
    weights = [a @ w @ b.T for a, w, b in zip(above, small[1:], bases, strict=True)]
    return [np.repeat(bases[0] @ small[0], n, axis=1), *weights]


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3))
def test_objective_and_gradient(seed, copies, dead, n):
    random = np.random.default_rng(seed)
    small = [random.standard_normal(shape) for shape in ((3, 4), (5, 3), (4, 5), (4, 4))]
    assume(
        reduce(small, 1).shapes == tuple(factor.shape for factor in small)
    )  # no neurons that happen to agree
    large = blown_up(random, small, copies, dead, n)
    reduction = reduce(large, n)
    assert reduction.shapes == tuple(factor.shape for factor in small)
    for found, expected in zip(reduction.embed(reduction.factors), large, strict=True):
        assert np.abs(found - expected).max() < 1e-12

    big, reduced = value(large, n, 0.1), value(reduction.factors, 1, 0.1 * n)
    assert float(reduced.loss) == pytest.approx(float(big.loss), rel=1e-12)
    embedded = reduction.embed([part[0].numpy() for part in reduced.gradient])
    embedded[0] = embedded[0] / n  # the gradient by each of the n copies of a sample
    for found, expected in zip(embedded, big.gradient, strict=True):
        assert np.abs(found - expected[0].numpy()).max() < 1e-12


def test_padding_changes_nothing():
    random = np.random.default_rng(0)
    reduction = reduce([random.standard_normal(shape) for shape in ((3, 4), (5, 3), (4, 5))], 1)
    padded = reduction.padded([4, 8])
    assert padded.shapes == ((4, 4), (8, 4), (4, 8))
    for a, b in zip(padded.embed(padded.factors), reduction.embed(reduction.factors), strict=True):
        assert np.array_equal(a, b)


def test_samples_that_have_not_collapsed_stay():
    random = np.random.default_rng(0)
    features = np.repeat(random.standard_normal((3, 2)), 2, axis=1)
    factors = [features, random.standard_normal((4, 3)), random.standard_normal((2, 4))]
    assert reduce(factors, n=2).copies == 2
    factors[0] = features + 0.1 * random.standard_normal(features.shape)
    assert reduce(factors, n=2).copies == 1


def test_zero_factors_keep_one_neuron():
    reduction = reduce([np.zeros((3, 2)), np.zeros((4, 3)), np.zeros((2, 4))], 1)
    assert reduction.shapes == ((1, 2), (1, 1), (2, 1))
    assert not any(factor.any() for factor in reduction.embed(reduction.factors))
