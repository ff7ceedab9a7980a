"""S21 by branch and bound, against the formula on points, a dense grid and explicit networks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.bounds.spectral import (
    SLACK,
    Box,
    SpectralProblem,
    cover,
    least_bound,
    spectral_bound,
    through_layers,
)
from numerics.enclosure import enclose_dnc


def loss_at(K: int, L: int, product: float, a: float, X: float) -> float:
    """The least loss with this a and X, from the formula of the statement: outputs of a ridge problem, best scale."""
    norm = a + 1 + X
    for _ in range(L - 2):
        norm = ((norm - X**0.5) ** (2 / 3) + X ** (1 / 3)) ** 1.5
    squares = np.array([a * a, 1.0, X / (K - 2)])[:, np.newaxis]
    counts = np.array([1, 1, K - 2])
    q = squares / (squares + np.geomspace(1e-9, 1e3, 3000))
    root = (product * norm**2 * (counts @ (q**2 / squares))) ** (1 / (L + 1))
    return min(0.5, float((counts @ (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * root).min()))


CASES = [(3, 2, "1/75"), (3, 4, "1/75"), (6, 4, "1/150"), (10, 3, "1/10000"), (21, 8, "1/500")]


@pytest.mark.parametrize(("K", "L", "lam"), CASES)
def test_the_bound_is_the_minimum_over_a_grid_up_to_the_slack(K: int, L: int, lam: str) -> None:
    product = Fraction(lam) ** (L + 1)
    found = spectral_bound(K, L, Fraction(lam))
    assert found is not None
    points = [(a, X) for a in (1, 1.02, 1.1, 1.5, 3) for X in np.geomspace(0.05, min(K - 2, 4), 60)]
    least = min(loss_at(K, L, float(product), a, X) for a, X in points[::2])
    assert (1 - SLACK) * 0.99 * least < float(found.loss) <= least


@pytest.mark.parametrize(("K", "L", "lam"), [*CASES, (2, 3, "1/50")])
def test_boxes_cover_the_domain(K: int, L: int, lam: str) -> None:
    boxes = cover(SpectralProblem(K, L, Fraction(lam) ** (L + 1)))
    rng = np.random.default_rng(1)
    for _ in range(300):
        a = Fraction(float(np.exp(rng.exponential(1))))
        X = Fraction(float(rng.uniform(0, K - 2) ** rng.choice((1, 3)))) if K > 2 else Fraction(0)
        X = min(X, Fraction(K - 2))
        inside = [
            box
            for box in boxes
            if box.a_low <= a and (box.a_high is None or a <= box.a_high) and box.X_low <= X <= box.X_high
        ]
        assert inside


def test_the_bound_on_a_box_is_below_the_loss_at_its_points() -> None:
    rng = np.random.default_rng(2)
    for _ in range(10):
        K, L = int(rng.integers(3, 12)), int(rng.integers(2, 7))
        product = Fraction(float((0.04 / K) ** (L + 1)))
        a, X = Fraction(float(rng.uniform(1, 3))), Fraction(float(rng.uniform(0.01, K - 2.5)))
        box = Box(a, a + Fraction(1, 5), X, X + Fraction(1, 5))
        bound = float(SpectralProblem(K, L, product).bound(box))
        for share in (0, 0.3, 1):
            assert bound <= loss_at(K, L, float(product), float(a) + share / 5, float(X) + share / 5) + 1e-12


def test_one_box_is_already_a_bound_and_cutting_raises_it() -> None:
    problem = SpectralProblem(10, 4, Fraction("0.004") ** 5)
    whole = least_bound(problem, [problem.domain])[0]
    coarse = least_bound(problem, cover(problem, 0.1))[0]
    fine = least_bound(problem, cover(problem, 0.005))[0]
    assert whole < coarse < fine
    assert float(fine) > 1.7 * 0.0250681  # S9


@pytest.mark.parametrize(("K", "L", "lam"), [(10, 3, 5), (10, 3, "0.05"), (3, 2, "0.2"), (21, 8, "0.06")])
def test_near_and_beyond_the_threshold_few_boxes_suffice(K: int, L: int, lam: int | str) -> None:
    """There one direction, or none, is the best: boxes without an end in a must not look cheaper than they are."""
    found = spectral_bound(K, L, lam)
    assert found is not None
    assert len(found.certificate["boxes"]) < 300
    assert 0.49 < float(found.loss) <= 0.5


def test_one_direction_alone_is_not_cheaper_than_it_is() -> None:
    """On the box from a = 1000 on all classes but one direction are given up; the exact loss of that is known."""
    problem = SpectralProblem(4, 3, Fraction(1, 50) ** 4)
    bound = float(problem.bound(Box(Fraction(1000), None, Fraction(0), Fraction(2))))
    q = np.linspace(0, 1, 100_001)
    assert bound == pytest.approx(float((3 / 8 + (1 - q) ** 2 / 8 + 2 / 50 * q**0.5).min()), rel=2e-2)


def test_two_classes_and_two_layers_reach_dnc() -> None:
    found = spectral_bound(2, 2, "0.01")
    dnc = enclose_dnc(2, 2, "0.01").loss
    assert found is not None
    assert (1 - 2 * SLACK) * dnc < found.loss < dnc


def test_one_class_has_no_such_bound() -> None:
    assert spectral_bound(1, 3, "0.01") is None


def test_the_certificate_can_be_evaluated_again() -> None:
    found = spectral_bound(6, 3, Fraction(1, 150))
    assert found is not None
    boxes = [
        Box(*(None if x is None else Fraction(x) for x in edges)) for edges in found.certificate["boxes"]
    ]
    assert least_bound(SpectralProblem(6, 3, Fraction(1, 150) ** 4), boxes)[0] == found.loss


def test_phi_by_hand() -> None:
    assert float(through_layers(arb(1), arb(1), 1)) == pytest.approx((2 ** (2 / 3) + 1) ** 1.5)
    assert float(through_layers(arb(2), arb(4), 1)) == pytest.approx((5 ** (2 / 3) + 4 ** (1 / 3)) ** 1.5)


@given(st.integers(2, 4), st.integers(2, 5), st.integers(0, 10**6), st.floats(-3.5, -0.5))
@settings(max_examples=25, deadline=None)
def test_no_network_is_below(L: int, K: int, seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    widths = [*rng.integers(2, 7, L), K]
    scale = rng.uniform(0.3, 1) ** (1 / (L + 1))
    out = H = scale * np.eye(widths[0], K) + 10**size * rng.standard_normal((widths[0], K))
    weights = [scale * np.eye(b, a) + 10**size * rng.standard_normal((b, a)) for a, b in pairwise(widths)]
    lams = [Fraction(int(x), 10**6) for x in rng.integers(100, 30000, L + 1)]
    for layer, W in enumerate(weights):
        out = W @ (np.maximum(out, 0) if layer else out)
    loss = ((out - np.eye(K)) ** 2).sum() / (2 * K)
    loss += sum(float(lam) * (M**2).sum() for lam, M in zip(lams, (H, *weights), strict=True)) / 2
    product = Fraction(1)
    for lam in lams:
        product *= lam
    problem = SpectralProblem(K, L, product)
    assert float(least_bound(problem, cover(problem, 0.05))[0]) <= loss
