"""The steps about L = 2, one by one, with results of earlier steps that are true or made up."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from proofs_check.certificates.folder import text
from proofs_check.checker.proofs.graph import edges_of
from proofs_check.checker.proofs.two_layers import ENDS, Curve, after, before, crossing, ends
from proofs_check.checker.reading import Rejected

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
    with pytest.raises(Rejected, match="not before the zero threshold"):
        step.check(witness, {"z": (CROSSED[0], ZERO[1])})
    zeros = {"E": ["0", "0"], "A": [["0"]], "B": [["0"]], "power": 0, "breaks": witness["breaks"]}
    with pytest.raises(Rejected, match="vanishes"):
        step.check(zeros, RESULTS)
    for key, value in [("power", 2), ("E", witness["E"][1:]), ("A", witness["B"]), ("B", witness["B"][::-1])]:
        with pytest.raises(Rejected, match="is not κ"):
            step.check({**witness, key: value}, RESULTS)
    for power in (-1, 10**5):
        with pytest.raises(Rejected, match="out of range"):
            step.check({**witness, "power": power}, RESULTS)


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
