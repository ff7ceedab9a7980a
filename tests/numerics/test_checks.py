from fractions import Fraction

import numpy as np
import pytest

from numerics.checks import exact, finite, integers, positive, whole
from theory.errors import InvalidInputError


@pytest.mark.parametrize("bad", [3, 4.5, np.nan, np.inf, -1, 2.0**60, "7", None, True, 1j])
def test_integers_rejects(bad: object) -> None:
    with pytest.raises(InvalidInputError, match="r = "):
        integers("r", [5, bad] if isinstance(bad, float | int) and bad is not True else bad, 4)  # type: ignore[list-item]


def test_the_first_value_at_fault_is_named_on_one_line() -> None:
    with pytest.raises(InvalidInputError) as caught:
        integers("r", [[4, 5], [2, 1]], 4, "the srg construction")
    assert str(caught.value) == "r = 2 given; the srg construction needs an integer r >= 4"
    with pytest.raises(InvalidInputError, match=r"^lambda = -0\.5 given") as caught:
        positive("lambda", [0.1, -0.5, np.nan])
    assert "\n" not in str(caught.value)


def test_integers_that_floats_cannot_hold_are_rejected() -> None:
    with pytest.raises(
        InvalidInputError, match=r"^r = 1e\+20 given; the model needs an integer r up to 2\*\*53"
    ):
        integers("r", 1e20, 4)


@pytest.mark.parametrize(
    ("given", "shown"), [(10**20, r"1e\+20"), ([5, 10**400], "inf"), ([-(10**400), 5], "-inf")]
)
def test_integers_beyond_64_bits_are_too_large_and_not_of_a_wrong_kind(given: object, shown: str) -> None:
    with pytest.raises(InvalidInputError, match=rf"^r = {shown} given; .* integer r "):
        integers("r", given, 4)  # type: ignore[arg-type]
    np.testing.assert_array_equal(positive("lambda", [1, 10**20]), [1, 1e20])
    with pytest.raises(InvalidInputError, match=r"^lambda = inf given; it must be positive and finite"):
        positive("lambda", [1, 10**400])


def test_whole_floats_and_all_integer_types_are_integers() -> None:
    np.testing.assert_array_equal(integers("r", np.array([4, 9], dtype=np.uint8), 4), [4.0, 9.0])
    np.testing.assert_array_equal(integers("r", 6.0, 4), 6.0)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf, np.nan])
def test_positive_rejects(bad: float) -> None:
    with pytest.raises(InvalidInputError):
        positive("lambda", bad)


def test_finite_rejects_nan_and_infinity() -> None:
    for bad in (np.nan, -np.inf):
        with pytest.raises(InvalidInputError):
            finite("log_product", [0.0, bad])


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("0.004", Fraction(1, 250)),
        ("1e-300", Fraction(1, 10**300)),
        ("3/7", Fraction(3, 7)),
        (0.1, Fraction(0.1)),
        (Fraction(2, 3), Fraction(2, 3)),
        (2, Fraction(2)),
        (np.float64(0.1), Fraction(0.1)),
    ],
)
def test_exact_numbers(given: object, value: Fraction) -> None:
    assert exact("lambda", given) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["", "x", "nan", "inf", "1/0", 0, -1, float("nan"), float("inf"), None, [1]])
def test_exact_rejects(bad: object) -> None:
    with pytest.raises(InvalidInputError, match="lambda = "):
        exact("lambda", bad)  # type: ignore[arg-type]


def test_whole_takes_no_floats() -> None:
    assert whole("n", np.int64(3), 1) == 3
    with pytest.raises(InvalidInputError):
        whole("n", 3.0, 1)  # type: ignore[arg-type]
