"""Explicit matrices against the closed forms of MATH.md §2, the shapes of S3 in exact arithmetic.

The closed forms are evaluated from the (prefix cost, spectrum) pairs of ``theory``, of which the matrices
know nothing.
"""

from fractions import Fraction
from functools import cache
from math import comb, exp, inf, log, prod

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from numerics.exact import equal, frame_constant, rank
from numerics.graphs import incidence_matrix, kneser_adjacency
from numerics.solution import Block, RationalMatrix, Solution, base_matrices, build, exact_objective
from numerics.solution.shapes import block_diagonal
from theory.construction import instantiate
from theory.constructions import construction
from theory.errors import InvalidInputError
from theory.symbols import L as L_symbol


@cache
def cost_and_spectrum(block, depth):
    """Shape cost c_H c_1 ⋯ c_{L-1}, multiplicities m_i and squares s_i² from ``theory``."""
    numbers = instantiate(construction(block.name, depth), block.parameter)
    return (
        float(numbers.shape_cost.subs(L_symbol, depth)),
        np.array([float(space.multiplicity) for space in numbers.spectrum]),
        np.array([float(space.singular_value) ** 2 for space in numbers.spectrum]),
    )


def loss_of_outputs(block, q, depth, Lam, K):
    """F(q) of one block: the loss at the best scales."""
    cost, m, s2 = cost_and_spectrum(block, depth)
    q = np.asarray(q)
    power = Lam * cost * np.sum(m * q**2 / s2)
    return np.sum(m * (1 - q) ** 2) / (2 * K) + (depth + 1) / 2 * power ** (1 / (depth + 1))


def loss_of_kappa(block, kappa, depth, K):
    """F on the κ-curve of one block."""
    _, m, s2 = cost_and_spectrum(block, depth)
    T = np.sum(m * s2 / (s2 + kappa) ** 2)
    return kappa**2 / (2 * K) * np.sum(m / (s2 + kappa) ** 2) + (depth + 1) / 2 * kappa * T / K


def log_product_of_lambdas(block, kappa, depth, K):
    """Logarithm of the n λ_H λ_1 ⋯ λ_L at which κ is stationary."""
    cost, m, s2 = cost_and_spectrum(block, depth)
    T = np.sum(m * s2 / (s2 + kappa) ** 2)
    return (depth + 1) * log(kappa / K) + depth * log(T) - log(cost)


def best_kappa(block, depth, Lam, K):
    """Global minimum over all roots of the κ-curve and the zero solution (κ = inf)."""

    def excess(u):
        return log_product_of_lambdas(block, exp(u), depth, K) - log(Lam)

    grid = np.linspace(-50, 25, 3001)
    values = [excess(u) for u in grid]
    brackets = [(a, b) for a, b, x, y in zip(grid, grid[1:], values, values[1:], strict=False) if x * y <= 0]
    kappas = [exp(brentq(excess, a, b, xtol=1e-15, rtol=1e-15)) for a, b in brackets]
    candidates = [(loss_of_kappa(block, kappa, depth, K), kappa) for kappa in kappas]
    return min([*candidates, (block.classes / (2 * K), inf)])


single_blocks = st.one_of(
    st.builds(Block, st.just("srg"), st.integers(4, 7)),
    st.builds(Block, st.just("dnc"), st.integers(2, 6)),
)
lambda_values = st.floats(1e-6, 10.0)


@st.composite
def settings_of_the_model(draw):
    depth = draw(st.integers(2, 6))
    return {
        "lambda_H": draw(lambda_values),
        "lambdas": draw(st.lists(lambda_values, min_size=depth, max_size=depth)),
        "n": draw(st.integers(1, 4)),
    }


def product_of_lambdas(lambda_H, lambdas, n):
    return n * lambda_H * prod(lambdas)


@settings(deadline=None, max_examples=60)
@given(st.lists(single_blocks, min_size=1, max_size=3), settings_of_the_model(), st.data())
def test_matrices_cost_what_the_reduction_says_for_any_outputs(blocks, model, data):
    depth, Lam = len(model["lambdas"]), product_of_lambdas(**model)
    K = sum(block.classes for block in blocks)
    outputs = [
        [data.draw(st.floats(0.05, 1.5)) for _ in cost_and_spectrum(block, depth)[1]] for block in blocks
    ]
    extra = [data.draw(st.integers(0, 3)) for _ in range(depth)]
    widths = np.add(base_matrices(blocks, depth).widths, extra)

    solution = build(blocks, outputs=outputs, widths=widths.tolist(), **model)

    expected = sum(loss_of_outputs(block, q, depth, Lam, K) for block, q in zip(blocks, outputs, strict=True))
    assert solution.widths == tuple(widths)
    assert solution.objective(model["lambda_H"], model["lambdas"]).total == pytest.approx(
        expected, rel=1e-13, abs=0
    )


@settings(deadline=None, max_examples=60)
@given(single_blocks, settings_of_the_model(), st.floats(-12, 3))
def test_matrices_cost_what_the_kappa_curve_says(block, model, log_kappa):
    """λ_H is chosen such that κ is stationary, so that no root has to be found."""
    depth, kappa, K = len(model["lambdas"]), exp(log_kappa), block.classes
    Lam = exp(log_product_of_lambdas(block, kappa, depth, K))
    lambda_H = Lam / (model["n"] * prod(model["lambdas"]))

    solution = build([block], [kappa], **{**model, "lambda_H": lambda_H})

    objective = solution.objective(lambda_H, model["lambdas"])
    assert objective.total == pytest.approx(loss_of_kappa(block, kappa, depth, K), rel=1e-13, abs=0)
    assert objective.regularisation == pytest.approx(
        [objective.regularisation[0]] * (depth + 1), rel=1e-12, abs=0
    )


@settings(deadline=None, max_examples=40)
@given(st.lists(single_blocks, min_size=1, max_size=3), settings_of_the_model())
def test_default_outputs_are_the_global_minimum(blocks, model):
    """Against bracketed roots of the κ-curve; blocks that cost too much are given up."""
    depth, Lam = len(model["lambdas"]), product_of_lambdas(**model)
    K = sum(block.classes for block in blocks)
    expected = sum(best_kappa(block, depth, Lam, K)[0] for block in blocks)
    total = build(blocks, **model).objective(model["lambda_H"], model["lambdas"]).total
    assert total == pytest.approx(expected, rel=1e-13, abs=0)


@pytest.mark.parametrize(
    ("block", "depth", "lam", "loss"),
    [
        (Block("dnc", 10), 4, 0.004, 0.0991798746),
        (Block("srg", 5), 4, 0.004, 0.0809113322),
    ],
)
def test_published_check_values(block, depth, lam, loss):
    _, kappa = best_kappa(block, depth, lam ** (depth + 1), block.classes)
    solution = build([block], [kappa], lambda_H=lam, lambdas=[lam] * depth)
    assert solution.objective(lam, [lam] * depth).total == pytest.approx(loss, abs=5e-11)


def test_srg_beats_dnc_at_two_layers_near_the_threshold():
    """The counterexample to S8, its matrices evaluated in exact arithmetic."""
    lam = Fraction("0.0317480")
    totals = {}
    for block in (Block("srg", 5), Block("dnc", 10)):
        _, kappa = best_kappa(block, 2, float(lam) ** 3, K=10)
        solution = build([block], [kappa], lambda_H=float(lam), lambdas=[float(lam)] * 2)
        exact = exact_objective(*solution.rationalised(), lam, [lam, lam])
        assert float(exact) == pytest.approx(
            solution.objective(float(lam), [float(lam)] * 2).total, rel=1e-11
        )
        totals[block.name] = exact
    assert float(totals["srg"]) == pytest.approx(0.41607, abs=5e-6)
    assert float(totals["dnc"]) == pytest.approx(0.41842, abs=5e-6)
    assert totals["srg"] < totals["dnc"]


@pytest.mark.parametrize("blocks", [[Block("srg", 5)], [Block("srg", 4), Block("dnc", 3)], [Block("srg", 4)]])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_best_kappa_is_the_minimum_over_all_outputs(blocks, depth):
    """A generic minimiser over the outputs, on the objective of matrices, finds the same loss."""
    K = sum(block.classes for block in blocks)
    threshold = (depth - 1) ** ((depth - 1) / (depth + 1)) / depth ** (2 * depth / (depth + 1))
    lam = 0.4 * threshold / K
    model = {"lambda_H": lam, "lambdas": [lam] * depth}
    best = [best_kappa(block, depth, lam ** (depth + 1), K) for block in blocks]
    total = build(blocks, [kappa for _, kappa in best], **model).objective(**model).total
    assert total == pytest.approx(sum(loss for loss, _ in best), rel=1e-13, abs=0)

    sizes = [len(cost_and_spectrum(block, depth)[1]) for block in blocks]

    def objective(q):
        outputs = np.split(np.abs(q), np.cumsum(sizes)[:-1])
        return build(blocks, outputs=outputs, **model).objective(**model).total

    found = minimize(objective, np.full(sum(sizes), 0.9), method="BFGS", options={"gtol": 1e-9})
    assert found.fun == pytest.approx(total, rel=1e-9)


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_no_other_scales_are_cheaper(logarithms):
    model = {"lambda_H": 0.01, "lambdas": [0.02, 0.005, 0.03]}
    solution = build([Block("srg", 4)], [0.1], n=2, **model)
    factors = [solution.H1, *solution.weights]
    scales = np.exp(np.array(logarithms) - np.mean(logarithms))
    H1, *weights = (scale * factor for scale, factor in zip(scales, factors, strict=True))
    rescaled = Solution(H1, tuple(weights), n=2).objective(**model)
    best = solution.objective(**model)
    assert rescaled.fit == pytest.approx(best.fit, rel=1e-12, abs=0)
    assert rescaled.total >= best.total * (1 - 1e-14)


@pytest.mark.parametrize("n", [1, 3])
def test_last_layer_is_the_ridge_solution(n):
    block, depth, lambda_L = Block("srg", 6), 4, 0.002
    lambdas = [0.001, 0.003, 0.002, lambda_L]
    _, kappa = best_kappa(block, depth, product_of_lambdas(0.001, lambdas, n), block.classes)
    solution = build([block], [kappa], lambda_H=0.001, lambdas=lambdas, n=n)
    features = np.maximum(solution.layers()[depth - 1], 0)
    targets = np.repeat(np.eye(block.classes), n, axis=1)
    N = block.classes * n
    gram = features @ features.T + N * lambda_L * np.eye(len(features))
    assert solution.weights[-1] == pytest.approx(np.linalg.solve(gram, features @ targets.T).T, abs=1e-12)


@pytest.mark.parametrize("r", [4, 5, 8])
def test_balanced_factors_of_the_incidence_matrix(r):
    """W_1 ∝ (BBᵀ)^{1/4} and H_1 ∝ (BBᵀ)^{-1/4} B, with eigenvalues 2(r-1) and r-2 of BBᵀ."""
    solution = build([Block("srg", r)], [0.1], lambda_H=1.0, lambdas=[1.0] * 3)
    J = np.ones((r, r)) / r

    def power(p):
        return (2 * (r - 1)) ** p * J + (r - 2) ** p * (np.eye(r) - J)

    for factor, shape in (
        (solution.weights[0], power(1 / 4)),
        (solution.H1, power(-1 / 4) @ incidence_matrix(r)),
    ):
        ratio = np.linalg.norm(factor) / np.linalg.norm(shape)
        assert factor == pytest.approx(ratio * shape, abs=1e-13)
        assert np.linalg.norm(shape) ** 2 == pytest.approx(np.sqrt(2 * (r - 1)) + (r - 1) * np.sqrt(r - 2))


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_class_means_are_multiples_of_the_exact_shapes(depth):
    blocks = [Block("srg", 5)]
    solution = build(blocks, [0.1], lambda_H=0.01, lambdas=[0.02] * depth, n=3)
    shapes = base_matrices(blocks, depth)
    assert solution.widths == shapes.widths
    assert len(solution.class_means()) == depth + 1
    for mean, shape in zip(solution.class_means()[1:depth], shapes.means, strict=True):
        expected = shape.to_float()
        ratio = np.linalg.norm(mean) / np.linalg.norm(expected)
        assert mean == pytest.approx(ratio * expected, abs=1e-13)


@pytest.mark.parametrize("r", range(4, 10))
@pytest.mark.parametrize("depth", [2, 3, 4, 6])
def test_srg_shapes(r, depth):
    """Signs, supports and ranks of S3; at r = 4 the rank of M_L is 3."""
    K, B = comb(r, 2), incidence_matrix(r)
    shapes = base_matrices([Block("srg", r)], depth)
    *earlier, last = shapes.means
    assert all(equal(mean.numerator, B) for mean in earlier)
    assert last.denominator == 1
    assert equal(last.numerator, 1 - B.T @ B)
    assert equal(last.relu().numerator, kneser_adjacency(r))
    assert shapes.ranks == ((r, r),) * (depth - 2) + ((3 if r == 4 else r, K),)
    assert shapes.widths[0] == (3 if (r, depth) == (4, 2) else r)


@pytest.mark.parametrize("r", [4, 5, 6, 9])
def test_eigenspaces_resolve_the_kneser_graph(r):
    A, K = kneser_adjacency(r), comb(r, 2)
    spaces = base_matrices([Block("srg", r)], 3).eigenspaces
    assert [rank(P.numerator) for _, P in spaces] == [1, r - 1, r * (r - 3) // 2]
    for index, (value, P) in enumerate(spaces):
        assert equal(A @ P.numerator, value * P.numerator)
        for other, (_, Q) in enumerate(spaces):
            product = P @ Q
            expected = P if index == other else RationalMatrix(np.zeros((K, K), dtype=np.int64))
            assert equal(product.numerator, expected.numerator)
            assert product.denominator == expected.denominator
    assert np.sum([P.to_float() for _, P in spaces], axis=0) == pytest.approx(np.eye(K), abs=1e-15)


def test_dnc_layers_are_frames_and_srg_layers_are_not():
    dnc, srg = (base_matrices([block], 4) for block in (Block("dnc", 6), Block("srg", 4)))
    assert all(frame_constant(mean.numerator) == 1 for mean in dnc.means)
    # At r = 4 the activations of the last layer form a frame: three disjoint edges are a permutation.
    assert [frame_constant(mean.numerator) for mean in srg.means] == [None] * 3
    assert frame_constant(srg.means[-1].relu().numerator) == 1


def test_direct_sum_of_shapes():
    blocks = [Block("srg", 5), Block("dnc", 1), Block("srg", 4)]
    total = base_matrices(blocks, 4)
    parts = [base_matrices([block], 4) for block in blocks]
    for mean, *layers in zip(total.means, *(part.means for part in parts), strict=True):
        assert equal(mean.numerator, block_diagonal([layer.numerator for layer in layers]))
    assert total.ranks == ((10, 10), (10, 10), (9, 17))
    assert total.widths == (10, 10, 10, 17)
    assert sum(rank(P.numerator) for _, P in total.eigenspaces) == 17
    sigma = sum(value * P.to_float() for value, P in total.eigenspaces)
    assert sigma == pytest.approx(total.means[-1].relu().to_float(), abs=1e-14)


def test_block_given_up_costs_half_its_share():
    blocks, model = [Block("srg", 4), Block("dnc", 4)], {"lambda_H": 0.01, "lambdas": [0.01] * 3}
    objective = build(blocks, [inf, 0.0], **model).objective(**model)
    assert objective.fit == pytest.approx(6 / 20, rel=1e-14)


def test_class_means_and_objective_of_unequal_samples():
    """Against loops over samples, entries and layers."""
    K, n, widths = 3, 4, (5, 4, 2)
    rng = np.random.default_rng(0)
    d = (*widths, K)
    H1 = rng.normal(size=(widths[0], K * n))
    weights = tuple(rng.normal(size=(d[i + 1], d[i])) for i in range(3))
    solution = Solution(H1, weights, n)

    fit, mean_output = 0.0, np.zeros((K, K))
    for sample in range(K * n):
        h = weights[0] @ H1[:, sample]
        for weight in weights[1:]:
            h = weight @ np.array([max(entry, 0) for entry in h])
        target = np.array([float(k == sample // n) for k in range(K)])
        fit += sum((h - target) ** 2) / (2 * K * n)
        mean_output[:, sample // n] += h / n
    objective = solution.objective(0.3, (0.1, 0.2, 0.5))
    assert objective.fit == pytest.approx(fit, rel=1e-13, abs=0)
    penalties = zip((0.3, 0.1, 0.2, 0.5), (H1, *weights), strict=True)
    assert objective.regularisation == pytest.approx(
        [p / 2 * sum(x * x for x in factor.flat) for p, factor in penalties]
    )
    assert objective.total == pytest.approx(fit + sum(objective.regularisation))
    assert solution.class_means()[-1] == pytest.approx(mean_output)
    assert solution.class_means()[0][:, 1] == pytest.approx(H1[:, n : 2 * n].mean(axis=1))


def test_exact_objective_against_sympy():
    rng = np.random.default_rng(1)
    d, n = (2, 3, 2), 2
    H1 = rng.integers(-3, 4, (d[0], 4)).astype(object) / Fraction(3)
    weights = [
        rng.integers(-3, 4, shape).astype(object) / Fraction(2)
        for shape in ((d[1], d[0]), (d[2], d[1]), (2, d[2]))
    ]
    lambda_H, lambdas = Fraction(1, 7), [Fraction(1, 3), Fraction(2, 5), 1]
    matrices = [sp.Matrix(matrix) for matrix in (H1, *weights)]
    output = matrices[1] * matrices[0]
    for weight in matrices[2:]:
        output = weight * output.applyfunc(lambda entry: sp.Max(entry, 0))
    target = sp.Matrix([[1, 1, 0, 0], [0, 0, 1, 1]])
    expected = (output - target).norm() ** 2 / 8 + sum(
        sp.Rational(p) * matrix.norm() ** 2 / 2
        for p, matrix in zip((lambda_H, *lambdas), matrices, strict=True)
    )
    assert exact_objective(H1, weights, lambda_H, lambdas, n) == Fraction(str(expected))


def test_rounding_to_rationals_moves_the_objective_by_the_rounding():
    lam, block = Fraction("0.004"), Block("srg", 5)
    _, kappa = best_kappa(block, 4, float(lam) ** 5, K=10)
    solution = build([block], [kappa], lambda_H=float(lam), lambdas=[float(lam)] * 4)
    total = solution.objective(float(lam), [float(lam)] * 4).total
    for bits in (8, 16, 32):
        exact = exact_objective(*solution.rationalised(bits), lam, [lam] * 4)
        assert abs(float(exact) - total) < 2.0**-bits


MODEL = {"lambda_H": 0.1, "lambdas": [0.1] * 3}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"blocks": []}, "no block"),
        ({"kappas": [0.1]}, "for 1 blocks given; there are 2"),
        ({"kappas": [0.1, -1.0]}, "κ must be >= 0"),
        ({"kappas": [0.1, float("nan")]}, "κ must be >= 0"),
        ({"outputs": [[1.0] * 3, [1.0]]}, "give one of them"),
        ({"kappas": None, "outputs": [[1.0] * 2, [1.0]]}, "needs 3 numbers"),
        ({"kappas": None, "outputs": [[1.0, 1.0, -1.0], [1.0]]}, "needs 3 numbers"),
        ({"lambdas": [0.1, 0.0, 0.1]}, "λ = 0.0 given"),
        ({"lambda_H": float("nan")}, "positive and finite"),
        ({"lambdas": [0.1]}, "L must be an integer >= 2"),
        ({"n": 0}, "n must be an integer >= 1"),
        ({"widths": [5, 5, 6]}, r"widths >= \[6, 6, 8\]"),
        ({"widths": [6, 6]}, r"widths >= \[6, 6, 8\]"),
        ({"widths": [6.0, 6, 8]}, "d_1 must be an integer"),
    ],
)
def test_invalid_arguments_of_build(arguments, message):
    valid = {"blocks": [Block("srg", 4), Block("dnc", 2)], "kappas": [0.1, 0.1], **MODEL}
    build(**valid)
    with pytest.raises(InvalidInputError, match=message):
        build(**{**valid, **arguments})


@pytest.mark.parametrize(
    ("name", "parameter", "message"),
    [
        ("etf", 5, "known are: dnc, srg"),
        ("srg", 3, "r must be"),
        ("dnc", 0, "K must be"),
        ("dnc", 2.0, "K must"),
    ],
)
def test_invalid_blocks(name, parameter, message):
    with pytest.raises(InvalidInputError, match=message):
        Block(name, parameter)


@pytest.mark.parametrize(
    ("H1", "weights", "n"),
    [
        (np.eye(2), (np.eye(3), np.eye(2)), 1),
        (np.eye(2), (np.eye(2), np.eye(2)), 2),
        (np.eye(2), (np.eye(2), np.ones(2)), 1),
        (np.eye(2), (), 1),
    ],
)
def test_matrices_that_do_not_fit_together(H1, weights, n):
    with pytest.raises(InvalidInputError, match=r"must have the shapes d_1 × K n"):
        Solution(H1, weights, n)


def test_exact_objective_refuses_floats():
    half = Fraction(1, 2)
    with pytest.raises(InvalidInputError, match=r"Fraction\('0.004'\)"):
        exact_objective([[1]], ([[1]], [[1]]), half, (half, 0.004))
    with pytest.raises(InvalidInputError, match="type float"):
        exact_objective([[1.0]], ([[1]], [[1]]), half, (half, half))
    with pytest.raises(InvalidInputError, match="2 λ's given for L = 1"):
        exact_objective([[1]], ([[1]],), half, (half, half))
