"""Every kind of step accepts its proof and rejects what is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs_check.checker.polynomial import Poly
from proofs_check.checker.reading import Rejected
from proofs_check.checker.steps import identity, positive, root_of_two, roots, sign_pattern

r, x, w = map(Poly.variable, ("r", "x", "√2"))
WIDE = ["7/5", "3/2"]


def test_an_identity_that_does_not_hold() -> None:
    identity("good", ((r + 1) ** 2, r**2 + 2 * r + 1)).check({}, {})
    with pytest.raises(Rejected, match="is not"):
        identity("bad", ((r + 1) ** 2, r**2 + 1)).check({}, {})


@pytest.mark.parametrize(
    ("p", "bounds", "strict", "holds"),
    [
        (r**2 - 4 * r + 1, {"r": 4}, True, True),
        (r**2 - 4 * r + 1, {"r": 3}, True, False),
        (r**2 - 4 * r, {"r": 4}, True, False),  # 0 at r = 4
        (r**2 - 4 * r, {"r": 4}, False, True),
        (
            3 * r - 2 * w * r,
            {"r": 1},
            True,
            False,
        ),  # true, but 3/2 is too far from √2
        (3 * r - 2 * w * r, {"r": 1}, False, True),
        (2 * w * r - 3 * r, {"r": 1}, False, False),
        (r * x - 1, {"r": 1, "x": 1}, False, True),
    ],
)
def test_positivity(p: Poly, bounds: dict[str, int], strict: bool, holds: bool) -> None:
    shifted = str(p.put({name: Poly.variable(name) + low for name, low in bounds.items()}))
    step, witness = positive("p", (p, bounds), strict=strict), {"shifted": [shifted], "√2": WIDE}
    if holds:
        step.check(witness, {})
    else:
        with pytest.raises(Rejected, match="may be"):
            step.check(witness, {})
    with pytest.raises(Rejected, match="not the shifted coefficients"):
        step.check({**witness, "shifted": [str(p + 1)]}, {})


@pytest.mark.parametrize(
    "bounds", [["3/2", "7/5"], ["1"], ["-3", "2"], ["1", "-2"], ["17/12", "2"], ["1", "7/5"], ["1", "2", "2"]]
)
def test_bounds_that_do_not_enclose_the_root_of_two(bounds: list[str]) -> None:
    with pytest.raises(Rejected, match="√2"):
        root_of_two(bounds)


def fractions(*values: int | str) -> list[Fraction]:
    return [Fraction(value) for value in values]


SQUARE = fractions(-2, 0, 1)  # x² - 2


def test_sign_patterns() -> None:
    assert sign_pattern(SQUARE, fractions(0, 1, 2, 3), 1) == (1, 2)
    assert sign_pattern(SQUARE, [*fractions(0, 1, 2), None], 1) == (1, 2)
    assert sign_pattern(SQUARE, fractions(2, 3), 0) is None
    for points, changes in [
        (fractions(0, 1), 1),  # no root there
        (fractions(0, 2), 0),  # a root there
        (fractions(0, 2, 1), 1),  # not increasing
        (fractions(0, 1, 1, 2), 1),
        (fractions(-2, 2), 1),  # two variations
    ]:
        with pytest.raises(Rejected):
            sign_pattern(SQUARE, points, changes)
    with pytest.raises(Rejected, match="vanishes"):
        sign_pattern(fractions(-1, 1), fractions(0, 1, 2), 1)
    with pytest.raises(Rejected, match="one root more"):
        sign_pattern(fractions(2, -3, 1), fractions(0, "3/2", 3), 1)  # roots 1 and 2
    with pytest.raises(Rejected, match="one root more"):
        sign_pattern(SQUARE, [Fraction(0), None], 1)  # the root must be isolated


def test_roots_start_from_above() -> None:
    falling = roots("falls", 2 - x**2, "x", ("∞", lambda _: None), 1)
    assert falling.check({"breaks": ["1", "2"]}, {}) == (1, 2)
    with pytest.raises(Rejected, match="not positive for small"):
        roots("rises", x**2 - 2, "x", ("∞", lambda _: None), 1).check({"breaks": ["1", "2"]}, {})
    with pytest.raises(Rejected, match="more than"):
        falling.check({"breaks": [str(i) for i in range(1, 100)]}, {})
