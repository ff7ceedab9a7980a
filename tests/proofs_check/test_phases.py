"""The phase diagram as text: digits that are certain, formats that read back, and one line for bad input."""

from __future__ import annotations

import json
from fractions import Fraction
from io import StringIO

import polars as pl
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from numerics.phase.candidates import Field
from numerics.phase.diagram import phase_diagram
from proofs_check import phases
from proofs_check.phases import best, diagrams, digits, interval, summary
from theory.errors import InvalidInputError

FOUND = diagrams([4, 5, 7], [2, 3], Field.SINGLE)


@given(st.fractions(0, 3, max_denominator=10**6), st.integers(20, 90))
def test_all_digits_shown_are_those_of_every_number_in_the_ball(value: Fraction, bits: int) -> None:
    with ctx.workprec(128):
        ball = arb(fmpq(value.numerator, value.denominator)) + arb(0, arb(2) ** -bits)
        shown = digits(ball)
        low, high = (Fraction(text) for text in interval(ball))
    assert low <= value <= high
    assert shown.endswith("…")
    cut = Fraction(shown.rstrip("…"))
    step = Fraction(1, 10 ** len(shown.rstrip("…").partition(".")[2]))
    lowest = value - Fraction(1, 2**bits)
    assert cut <= max(lowest, Fraction(0)) or lowest < 0
    assert value <= cut + step


def test_exact_numbers_are_written_out() -> None:
    assert digits(arb(1)) == "1"
    assert digits(arb(fmpq(5, 4))) == "1.25"
    assert interval(arb(fmpq(-1, 4))) == ["-0.2500000000000000000000000", "-0.2500000000000000000000000"]


def test_ties_are_named() -> None:
    assert best(phase_diagram(4, 2).phases[0]) == "DNC = SRG"
    assert best(phase_diagram(8, 2, Field.BLOCKS).phases[0]) == "DNC = SRG_4 ⊕ DNC_22 and 3 more"
    assert summary(phase_diagram(4, 2)) == "DNC = SRG | 1 | zero"


def test_undecided_pieces_are_named_with_their_rivals() -> None:
    diagram = phase_diagram(7, 3, Field.BLOCKS, 0)
    assert best(diagram.phases[0]).startswith("undecided: SRG_6 ⊕ DNC_6 or ")
    (record,) = phases.records([diagram])
    assert record["decided"] is False
    assert record["phases"][0]["best"] == []
    assert len(record["phases"][0]["rivals"]) > 1
    for render in phases.TEXT_FORMATS.values():
        assert "undecided" in render([diagram]) or "rivals" in render([diagram])


def test_markdown_has_a_line_for_every_phase_and_says_what_the_boundaries_are() -> None:
    table, notes = phases.to_markdown(FOUND).split("\n\n")
    lines = table.splitlines()
    assert len(lines) == 2 + sum(len(diagram.phases) for diagram in FOUND)
    assert len({len(line) for line in lines}) == 1
    assert "κ of SRG_5 is real root 1 of κ^5 + 13·κ^4 + 39·κ^3 - 117·κ^2 - 384·κ - 432" in notes
    assert "Z is real root 1 of 16·Z - 1" in notes
    assert "SRG_7: Z = κ^4 T^3/(7056 + 882·√15)" in notes


def test_json_holds_enclosures_and_polynomials() -> None:
    records = json.loads(phases.to_json(FOUND))
    assert [(record["r"], record["L"]) for record in records] == [(d.r, d.L) for d in FOUND]
    for record in records:
        for one, other in zip(record["phases"], record["phases"][1:], strict=False):
            assert one["to"] == other["from"]
            low, high = map(Fraction, one["to"]["relative"])
            assert 0 <= high - low < Fraction(1, 10**20)
            power = one["to"]["Z"]
            if power is None:
                assert one["to"]["equations"]
                continue
            left, right = (
                sum(int(c) * Fraction(end) ** i for i, c in enumerate(power["coefficients"]))
                for end in power["in"]
            )
            assert left * right <= 0
            for name, scale in (("lambda", record["K"]),):
                low, high = (Fraction(end) * scale for end in one["to"][name])
                depth = record["L"] + 1
                assert Fraction(power["in"][0]) <= high**depth
                assert low**depth <= Fraction(power["in"][1])


def test_csv_reads_back() -> None:
    frame = pl.read_csv(StringIO(phases.to_csv(FOUND)), infer_schema_length=None)
    assert len(frame) == sum(len(diagram.phases) for diagram in FOUND)
    row = frame.filter((pl.col("r") == 5) & (pl.col("L") == 2) & (pl.col("best") == "SRG")).row(0, named=True)
    assert 0.7416660 < row["relative_from_low"] <= row["relative_from_high"] < 0.7416661
    assert row["Z_root"] == 1
    assert len(row["Z_polynomial"].split()) == 6
    assert frame["kind"].null_count() == 0


def test_latex_is_a_tabular_without_raw_unicode_mathematics() -> None:
    text = phases.to_latex(FOUND)
    assert text.startswith(r"\begin{tabular}{rrrllll}")
    assert text.count(r"\\") == 1 + sum(len(diagram.phases) for diagram in FOUND)
    assert not set("⊕·λ∞…–") & set(text)


def test_too_many_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="at most 2000 at once"):
        diagrams(range(4, 1000), range(2, 1000), Field.SINGLE)
