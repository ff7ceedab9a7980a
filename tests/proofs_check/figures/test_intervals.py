from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.figures.intervals import QUANTILE_95, mean_and_deviation, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_the_table_of_newcombe_1998(
    successes: int, trials: int, low: float, high: float
) -> None:
    found = wilson(successes, trials)
    assert found.value == successes / trials
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_wilson_s_interval_are_where_the_normal_test_just_rejects(case: tuple[int, int]) -> None:
    successes, trials = case
    found = wilson(successes, trials)
    assert 0 <= found.low <= found.value <= found.high <= 1
    for end in (found.low, found.high):
        if 0 < end < 1:
            score = abs(found.value - end) / sqrt(end * (1 - end) / trials)
            assert score == pytest.approx(QUANTILE_95, rel=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_mean_and_deviation_against_numpy(sample: list[float]) -> None:
    found = mean_and_deviation(sample)
    assert found.value == pytest.approx(np.mean(sample))
    assert found.high - found.value == pytest.approx(np.std(sample, ddof=1), abs=1e-6)


def test_a_single_value_has_no_deviation() -> None:
    assert mean_and_deviation([3.5]) == (3.5, 3.5, 3.5)
