import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.sweep.axes import read_axis
from theory.errors import InvalidInputError


def test_powers_of_two_are_exact_and_evenly_spaced() -> None:
    assert read_axis("lambda", "2^-10:2^-6:5", integer=False) == tuple(2.0**k for k in range(-10, -5))
    halves = read_axis("lambda", "2^-10:2^-6:9", integer=False)
    np.testing.assert_allclose(np.diff(np.log2(halves)), 0.5, rtol=1e-12)


def test_a_value_given_twice_counts_once_and_the_order_stays() -> None:
    assert read_axis("K", ["15", 10, "9:11"], integer=True) == (15, 10, 9, 11)


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=5, unique=True))
def test_numbers_and_their_text_are_read_alike(values: list[float]) -> None:
    text = ",".join(repr(value) for value in values)
    assert read_axis("lr", values, integer=False) == read_axis("lr", text, integer=False) == tuple(values)


@pytest.mark.parametrize(
    ("given", "integer"),
    [
        ("2^x", False),
        ("0^-1", False),
        ("1:2", False),
        ("2:1:5", False),
        ("0:1:5", False),
        ("1:2:1", False),
        ("1:2:10000000000", False),
        ("10.5", True),
        (10.5, True),
        (float("inf"), True),
        ("9:2", True),
        ("2:1000000000000", True),
        ("", True),
        ([], True),
        (True, True),
        (None, False),
        ({"from": 1}, False),
        ([[1]], True),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(given: object, integer: bool) -> None:
    with pytest.raises(InvalidInputError, match=r"^axis = .* given; write") as caught:
        read_axis("axis", given, integer=integer)
    assert "\n" not in str(caught.value)
