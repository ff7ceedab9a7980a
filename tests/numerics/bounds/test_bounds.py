"""Lower bounds against losses of explicit networks and against values computed in another way."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.bounds import lower_bound, lower_bounds
from numerics.enclosure import enclose_dnc, enclose_srg
from theory.errors import InvalidInputError


def least_uniform(cost_root: float, L: int) -> float:
    """min over a fine grid of q of f(q), from the formula of MATH.md §2."""
    q = np.linspace(0, 1, 400_001)
    return float(((1 - q) ** 2 / 2 + (L + 1) / 2 * cost_root * q ** (2 / (L + 1))).min())


@pytest.mark.parametrize(("K", "L", "lam", "n"), [(3, 2, "0.004", 1), (10, 4, "0.004", 3), (6, 7, "0.01", 1)])
def test_s9_is_the_formula(K: int, L: int, lam: str, n: int) -> None:
    (bound,) = [b for b in lower_bounds(K, L, lam, n) if b.name == "S9"]
    root = (n * float(lam) ** (L + 1) * K**2) ** (1 / (L + 1))
    assert float(bound.loss) == pytest.approx(least_uniform(root, L), rel=1e-9)


@pytest.mark.parametrize("lam", ["0.0004", "0.004", "0.05"])
@pytest.mark.parametrize(("K", "L"), [(2, 2), (2, 5), (3, 3), (6, 2), (6, 4), (10, 3), (15, 7)])
def test_no_bound_is_above_dnc_or_srg(K: int, L: int, lam: str) -> None:
    losses = [enclose_dnc(K, L, lam).loss]
    if K in (6, 10, 15):
        losses.append(enclose_srg({6: 4, 10: 5, 15: 6}[K], L, lam).loss)
    for bound in lower_bounds(K, L, lam):
        assert all(bound.loss.lower() <= loss.upper() for loss in losses)


def test_two_classes_and_two_layers_have_no_gap() -> None:
    assert lower_bound(2, 2, "0.01").name == "S14"
    assert lower_bound(2, 2, "0.01").loss.overlaps(enclose_dnc(2, 2, "0.01").loss)


def test_the_best_comes_first() -> None:
    values = [float(bound.loss.lower()) for bound in lower_bounds(2, 2, "0.01")]
    assert values == sorted(values, reverse=True)
    assert lower_bound(2, 2, "0.01")[1:] == lower_bounds(2, 2, "0.01")[0][1:]


def test_beyond_every_threshold_the_bound_is_one_half() -> None:
    assert lower_bound(10, 3, 5).loss == 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 3, "0.1"), "K = 0 given"),
        ((3, 1, "0.1"), "L = 1 given"),
        ((3, 3, "-1"), "lambda = -1 given"),
        ((3, 3, "0.1", 0), "n = 0 given"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as error:
        lower_bound(*arguments)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
