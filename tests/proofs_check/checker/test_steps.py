"""Every kind of step accepts its proof and rejects what is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs_check.checker.facts import FACTS
from proofs_check.checker.polynomial import Poly
from proofs_check.checker.reading import Rejected
from proofs_check.checker.steps import (
    MOST_BREAKS,
    conclusion,
    fact,
    identity,
    positive,
    root_of_two,
    roots,
    sign_pattern,
)

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
    "bounds",
    [["3/2", "7/5"], ["1"], ["0", "2"], ["-3", "2"], ["1", "-2"], ["17/12", "2"], ["1", "7/5"]],
)
def test_bounds_that_do_not_enclose_the_root_of_two(bounds: list[str]) -> None:
    with pytest.raises(Rejected, match="√2"):
        root_of_two(bounds)


def test_bounds_that_enclose_it() -> None:
    assert root_of_two(["1", "3/2"]) == (1, Fraction(3, 2))
    with pytest.raises(Rejected, match="√2 has 3 entries, more than 2"):
        root_of_two(["1", "2", "2"])


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
    with pytest.raises(Rejected, match="not positive for small"):
        roots("rises", x**2 - Fraction(1, 2), "x", ("∞", lambda _: None), 1).check({"breaks": ["1"]}, {})
    with pytest.raises(Rejected, match="more than"):
        falling.check({"breaks": [str(i) for i in range(1, 100)]}, {})


def test_an_identity_of_numbers() -> None:
    identity("numbers", (2, Fraction(4, 2))).check({}, {})
    with pytest.raises(Rejected, match="1 is not 2"):
        identity("numbers", (1, 1), (1, 2)).check({}, {})


def test_coefficients_with_the_root_are_bounded_on_the_side_that_counts() -> None:
    """Where √2 is multiplied by −1 the upper bound decides, where by 1 the lower one."""
    for p, bounds, holds in [
        (2 - w, ["1", "3/2"], True),
        (2 - w, ["1", "5/2"], False),
        (w - 1, ["6/5", "2"], True),
        (w - 1, ["1/2", "2"], False),
        ((2 - w) * r + 1, ["1", "3/2"], True),
        ((2 - w) * r + 1, ["1", "5/2"], False),
        (1 - w / 2, ["1", "5/2"], False),
    ]:
        step = positive("p", (p, {}))
        witness = {"shifted": [str(p)], "√2": bounds}
        if holds:
            step.check(witness, {})
        else:
            with pytest.raises(Rejected, match="may be"):
                step.check(witness, {})


def test_strictness_is_claimed() -> None:
    assert positive("p", (r - 4, {"r": 4, "x": 0}), strict=False).claims == ("r - 4 >= 0 for r >= 4, x >= 0",)
    assert positive("p", (r, {}), (x + 1, {"x": 0})).claims == ("r > 0", "x + 1 > 0 for x >= 0")


def test_each_of_several_inequalities_counts() -> None:
    good, bad = (r + 1, {"r": 0}), (r - 1, {"r": 0})
    for parts in ((good, bad), (bad, good)):
        step = positive("both", *parts)
        with pytest.raises(Rejected, match="may be negative"):
            step.check({"shifted": [str(p) for p, _ in parts], "√2": WIDE}, {})
        with pytest.raises(Rejected, match="not the shifted"):
            step.check({"shifted": [str(parts[0][0])], "√2": WIDE}, {})


def test_as_many_break_points_as_may_be() -> None:
    falling = roots("falls", 2 - x**2, "x", ("∞", lambda _: None), 1)
    points = [1, *range(2, 2 + MOST_BREAKS - 1)]
    assert falling.check({"breaks": [str(point) for point in points]}, {}) == (1, 2)
    with pytest.raises(Rejected, match=f"breaks has {MOST_BREAKS + 1} entries, more than {MOST_BREAKS}"):
        falling.check({"breaks": [str(point) for point in [*points, 100]]}, {})


def test_roots_up_to_an_end_that_an_earlier_step_found() -> None:
    step = roots("one", (x - 1) * (x - 3), "x", ("the end", lambda found: found["end"]), 1)
    assert step.claims == ("x^2 - 4*x + 3 has 1 root(s) for 0 < x < the end and is > 0 at first",)
    assert step.check({"breaks": ["1/2"]}, {"end": Fraction(2)}) == (Fraction(1, 2), 2)
    with pytest.raises(Rejected):
        step.check({"breaks": ["1/2", "2"]}, {"end": Fraction(4)})
    none = roots("none", x**3 + x, "x", ("∞", lambda _: None), 0)  # the root 0 is at the first point
    assert none.check({"breaks": []}, {}) is None


def test_the_root_may_not_lie_at_a_break_point() -> None:
    with pytest.raises(Rejected, match="vanishes at 1"):
        sign_pattern(fractions(-1, 1), fractions(0, 1), 0)
    assert sign_pattern(fractions(-1, 1), fractions(1, 2), 0) is None  # but at the first it may
    assert sign_pattern(fractions(-1, 1), fractions(0, 2), 1) == (0, 2)


def test_claims_of_facts_and_conclusions() -> None:
    assert fact("AM–GM", ["a"]).claims == (FACTS["AM–GM"],)
    assert (fact("AM–GM", ["a"]).uses, fact("AM–GM").uses) == (("a",), ())
    assert conclusion("S", "all", ["a", "b"]).uses == ("a", "b")
    for step in (fact("AM–GM"), conclusion("S", "all", [])):
        assert step.witness == {}
        assert step.check({}, {}) is None
