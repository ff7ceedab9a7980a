"""The steps about L = 2, one by one, with results of earlier steps that are true or made up."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from proofs_check.certificates.folder import text
from proofs_check.checker.polynomial import Poly
from proofs_check.checker.proofs.graph import edges_of
from proofs_check.checker.proofs.two_layers import (
    ENDS,
    Curve,
    after,
    before,
    crossing,
    ends,
    interval_of,
    table,
)
from proofs_check.checker.reading import Rejected
from proofs_check.checker.steps import MOST_BREAKS

WITNESSES = {step["name"]: step["witness"] for step in json.loads(text("S5"))["steps"]}
CURVE = Curve(5)


def piece(name: str, index: int = 0) -> tuple[Fraction, Fraction]:
    low, high = (Fraction(point) for point in WITNESSES[name]["breaks"][index : index + 2])
    return low, high


CROSSED, ZERO = piece("crossing, r = 5"), piece("zero threshold, r = 5")
RESULTS: dict[str, Any] = {"c": CROSSED, "z": ZERO}


def test_pieces_are_those_of_the_steps() -> None:
    assert CURVE.loss(CROSSED[0]) < Fraction(1, 2)
    assert CURVE.loss(ZERO[0]) < Fraction(1, 2) < CURVE.loss(ZERO[1])


def test_before() -> None:
    step, witness = before("b", CURVE, "c"), WITNESSES["before, r = 5"]
    step.check(witness, RESULTS)
    for key, value, why in [
        ("κ", str(CROSSED[1]), "not before the crossing"),
        ("κ", "0", "not before the crossing"),
        ("κ", "-1", "not before the crossing"),
        ("q", "0", "must be positive"),
        ("q", "-1", "must be positive"),
        ("q", "1/10", "is not below SRG"),  # its fit alone costs more
        ("q", "1", "is not below SRG"),
    ]:
        with pytest.raises(Rejected, match=why):
            step.check({**witness, key: value}, RESULTS)


class Flat:
    """A curve with a loss and a cube that are chosen, so that a comparison can be an equality."""

    def __init__(self, loss: Fraction, cube: Fraction) -> None:
        self.loss, self.cube = lambda _: loss, lambda _: cube


def test_before_allows_the_end_of_the_piece_and_no_equality() -> None:
    # With q = 1/2 DNC costs less where 27/4 · cube < 8 (loss − 1/8)³; at loss 3/8 the right side is 1/8.
    witness = {"κ": "1/2", "q": "1/2"}
    results: dict[str, Any] = {"c": (Fraction(1, 2), Fraction(3))}
    equal, less = Fraction(1, 54), Fraction(1, 55)
    before("b", Flat(Fraction(3, 8), less), "c").check(witness, results)
    with pytest.raises(Rejected, match="is not below SRG"):
        before("b", Flat(Fraction(3, 8), equal), "c").check(witness, results)


QUARTERS = ["1/4", "1/2", "3/4"]


def test_after_allows_both_ends_and_no_equality() -> None:
    # DNC with any q costs more where 27 cube q² > 8 (loss − ½(1−q)²)³ for 0 < q < 1; zero where loss < ½.
    results: dict[str, Any] = {"c": (Fraction(1), Fraction(2)), "z": (Fraction(3), Fraction(4))}
    for at in ("2", "3"):
        after("a", Flat(Fraction(1, 4), Fraction(1)), "c", "z").check({"κ": at, "breaks": QUARTERS}, results)
    for at in ("199/100", "301/100"):
        with pytest.raises(Rejected, match="not between the crossing and the threshold"):
            after("a", Flat(Fraction(1, 4), Fraction(1)), "c", "z").check(
                {"κ": at, "breaks": QUARTERS}, results
            )
    with pytest.raises(Rejected, match="zero is not above"):
        after("a", Flat(Fraction(1, 2), Fraction(1)), "c", "z").check({"κ": "2", "breaks": []}, results)
    with pytest.raises(Rejected, match="the points 3/2, 1 are not increasing"):  # outputs are at most 1
        after("a", Flat(Fraction(1, 4), Fraction(1)), "c", "z").check(
            {"κ": "2", "breaks": [*QUARTERS, "3/2"]}, results
        )


def test_after_decides_close_to_equality() -> None:
    """At loss 3/8 DNC's best output costs the same at cube 0.0217548…, the greatest (8/27) (loss − ½(1−q)²)³/q²."""
    q = np.linspace(0.01, 1, 10**5)
    tangent = (8 / 27 * np.maximum(3 / 8 - (1 - q) ** 2 / 2, 0) ** 3 / q**2).max()
    above, below = Fraction(219, 10**4), Fraction(216, 10**4)
    assert 0.99 * above < tangent < above
    assert below < tangent < 1.01 * below
    hundredths = (10, 20, 30, 40, 50, 56, 60, 63, *range(65, 73), 74, 77, 80, 85, 90)
    breaks = [str(Fraction(percent, 100)) for percent in hundredths]
    results: dict[str, Any] = {"c": (Fraction(1), Fraction(2)), "z": (Fraction(3), Fraction(4))}
    after("a", Flat(Fraction(3, 8), above), "c", "z").check({"κ": "2", "breaks": breaks}, results)
    with pytest.raises(Rejected, match=r"does not decide|one root more"):
        after("a", Flat(Fraction(3, 8), below), "c", "z").check({"κ": "2", "breaks": breaks}, results)


def test_ends_lie_inside_their_decimals() -> None:
    # 16 · cube is the cube of Λ^(1/3) over the threshold
    low, step = Fraction(1, 2), Fraction(1, 10**6)

    class Cubes:
        def cube(self, at: Fraction) -> Fraction:
            return at**3 / 16

    found = ends("e", Cubes(), ("0.5", "0.5"), ("c", "z"))
    inside = (low + step / 20, low + 19 * step / 20)
    found.check({}, {"c": inside, "z": inside})
    for bad in ((low, low + step / 2), (low + step / 2, low + step)):
        for results in ({"c": bad, "z": inside}, {"c": inside, "z": bad}):
            with pytest.raises(Rejected, match=r"an end is not 0\.5…"):
                found.check({}, results)


def test_tables_of_coefficients() -> None:
    q, k = Poly.variable("q"), Poly.variable("κ")
    assert table([["1", "2"], ["-1/2"], ["0", "0", "3"]], 3, "A") == 1 + 2 * k - q / 2 + 3 * q**2 * k**2
    assert table([], 1, "A") == 0
    for value in ([["1"]] * 3, {"0": ["1"]}, "1"):
        with pytest.raises(Rejected, match="A is not a list of at most 2 rows"):
            table(value, 2, "A")
    assert table([["0"] * (MOST_BREAKS - 1) + ["1"]], 1, "A") == k ** (MOST_BREAKS - 1)
    with pytest.raises(Rejected, match="A has 25 entries, more than 24"):
        table([["1"] * (MOST_BREAKS + 1)], 1, "A")


def test_after() -> None:
    step, witness = after("a", CURVE, "c", "z"), WITNESSES["after, r = 5"]
    step.check(witness, RESULTS)
    for value in (CROSSED[0], ZERO[1], Fraction(0)):
        with pytest.raises(Rejected, match="not between"):
            step.check({**witness, "κ": str(value)}, RESULTS)
    with pytest.raises(Rejected, match=r"does not decide|roots"):
        step.check(
            {**witness, "κ": "1"}, {"c": (Fraction(0), Fraction(1, 2)), "z": ZERO}
        )  # DNC is better there
    with pytest.raises(Rejected, match="zero is not above"):
        step.check({**witness, "κ": "9"}, {"c": CROSSED, "z": (Fraction(10), Fraction(11))})


def test_crossing() -> None:
    step, witness = crossing("c", 5, CURVE, "z"), WITNESSES["crossing, r = 5"]
    assert step.check(witness, RESULTS) == CROSSED
    assert step.check(witness, {"z": (CROSSED[1], ZERO[1])}) == CROSSED
    with pytest.raises(Rejected, match="not before the zero threshold"):
        step.check(witness, {"z": (CROSSED[0], ZERO[1])})
    for key, row, most in (("A", ["0"], 4), ("B", ["0"], 2)):
        with pytest.raises(Rejected, match=f"{key} is not a list of at most {most} rows"):
            step.check({**witness, key: [*witness[key], row]}, RESULTS)
    zeros = {"E": ["0", "0"], "A": [["0"]], "B": [["0"]], "power": 0, "breaks": witness["breaks"]}
    with pytest.raises(Rejected, match="vanishes"):
        step.check(zeros, RESULTS)
    for key, value in [("power", 2), ("E", witness["E"][1:]), ("A", witness["B"]), ("B", witness["B"][::-1])]:
        with pytest.raises(Rejected, match="is not κ"):
            step.check({**witness, key: value}, RESULTS)
    # A, B and κ^m E all times κ^5 are as good, and as long as tables may be.
    moved = {key: [["0"] * 5 + row for row in witness[key]] for key in ("A", "B")}
    assert max(map(len, moved["A"])) == MOST_BREAKS
    assert step.check({**witness, **moved, "power": witness["power"] + 5}, RESULTS) == CROSSED
    for power in (0, MOST_BREAKS):
        with pytest.raises(Rejected, match="is not κ"):
            step.check({**witness, "power": power}, RESULTS)
    for power in (-1, MOST_BREAKS + 1, 10**5):
        with pytest.raises(Rejected, match="out of range"):
            step.check({**witness, "power": power}, RESULTS)


def times(row: list[str], root: Fraction) -> list[str]:
    """Coefficients of p(κ) (κ − root)."""
    p = [Fraction(c) for c in row]
    return [str(a - root * b) for a, b in zip([Fraction(0), *p], [*p, Fraction(0)], strict=True)]


def with_a_root_more(witness: dict[str, Any], root: Fraction) -> dict[str, Any]:
    """A·P + B·Q = κ^m E times κ − root."""
    more = {key: [times(row, root) for row in witness[key]] for key in ("A", "B")}
    return {**witness, **more, "E": times(witness["E"], root)}


def test_the_eliminant_has_no_second_root_up_to_the_end_of_the_threshold() -> None:
    """The threshold lies somewhere in its piece, so that the last point of the piece is where roots may begin."""
    step, witness = crossing("c", 5, CURVE, "z"), WITNESSES["crossing, r = 5"]
    swollen = with_a_root_more(witness, Fraction(6, 5) * ZERO[1])
    assert step.check(swollen, RESULTS) == CROSSED
    with pytest.raises(Rejected, match=r"one root more|does not decide"):
        step.check(swollen, {"z": (ZERO[0], 2 * ZERO[1])})


def test_the_eliminant_has_no_second_root_from_zero_on() -> None:
    step, witness = crossing("c", 5, CURVE, "z"), WITNESSES["crossing, r = 5"]
    for root in (Fraction(1, 2), CROSSED[0] / 2):
        with pytest.raises(Rejected, match=r"one root more|does not decide"):
            step.check(with_a_root_more(witness, root), RESULTS)
    assert step.check(with_a_root_more(witness, Fraction(-1, 2)), RESULTS) == CROSSED  # κ is positive


def test_an_eliminant_without_a_root_before_the_threshold() -> None:
    step, witness = crossing("c", 5, CURVE, "z"), WITNESSES["crossing, r = 5"]
    with pytest.raises(Rejected, match="0 roots where 1 are claimed"):
        step.check({**witness, "breaks": []}, {"z": (CROSSED[0] / 2, CROSSED[0])})


def test_the_zero_threshold_comes_before_the_fold() -> None:
    """Before all of the piece that holds the fold, and not only before its end."""
    fold, zero, *_ = interval_of(5)
    witness = WITNESSES["zero threshold, r = 5"]
    found = fold.check(WITNESSES["fold, r = 5"], {})
    assert zero.check(witness, {"fold, r = 5": found}) == ZERO
    with pytest.raises(Rejected):
        zero.check({"breaks": []}, {"fold, r = 5": (ZERO[0] / 2, found[1])})


def test_ends() -> None:
    step = ends("e", CURVE, ENDS[5], ("c", "z"))
    step.check({}, RESULTS)
    wide = Fraction(1, 10**5)
    for name, (low, high) in RESULTS.items():
        for interval in ((low - wide, high), (low, high + wide)):
            with pytest.raises(Rejected, match="an end is not"):
                step.check({}, {**RESULTS, name: interval})


def test_columns_of_an_incidence_matrix() -> None:
    rows = json.loads(text("S3"))["steps"][1]["witness"]["B"]["4"]
    assert len(edges_of(rows, 4)) == 6
    twice = [row[:5] + row[4] for row in rows]
    three = ["1" * 6, *rows[1:]]
    other = [row.replace("0", "2") for row in rows]
    for bad in (twice, three, other):
        with pytest.raises(Rejected, match="not the edges of K_4"):
            edges_of(bad, 4)
    for bad in (rows[:3], [row[:5] for row in rows], [1, 2, 3, 4], "1100", None):
        with pytest.raises(Rejected, match="has not 4 rows of 6 digits"):
            edges_of(bad, 4)
