"""Rows of tables against direct minimisation, and every format read back."""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import asdict, fields, replace
from fractions import Fraction
from io import StringIO
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import polars as pl
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from numerics.losses import loss_table
from proofs_check import tables
from proofs_check.tables import Row, exact, float_rows, rigorous_rows
from theory.errors import InvalidInputError

mpmath.mp.dps = 40

CELLS = [
    (4, 2, "0.01", 1),
    (4, 3, "0.004", 1),
    (5, 2, "0.031748", 1),
    (5, 3, "1/300", 2),
    (5, 4, "0.004", 1),
    (6, 5, "2e-3", 1),
    (8, 6, "0.0005", 3),
    (9, 3, "0.001", 1),
]
"""r, L, λ, n at which both solutions beat zero."""


def direct_minimum(
    spectrum: list[tuple[int, int]], cost: Any, K: int, L: int, lam: Fraction, n: int
) -> tuple[Any, list[Any]]:
    """Least value of F(q) of MATH.md §2 over all q and 0, by Newton's method from where L-BFGS ends."""
    level = mpmath.mpf(lam.numerator) / lam.denominator
    root = (n * level ** (L + 1) * cost) ** (mpmath.mpf(1) / (L + 1))

    def norm(q: Any) -> Any:
        return sum(m * x**2 / mpmath.mpf(s) ** 2 for x, (s, m) in zip(q, spectrum, strict=True))

    def objective(q: Any) -> Any:
        fit = sum(m * (1 - x) ** 2 for x, (_, m) in zip(q, spectrum, strict=True)) / (2 * K)
        return fit + mpmath.mpf(L + 1) / 2 * root * norm(q) ** (mpmath.mpf(1) / (L + 1))

    def gradient(*q: Any) -> list[Any]:
        slope = root * norm(q) ** (mpmath.mpf(1) / (L + 1) - 1)
        return [
            m * (slope * x / mpmath.mpf(s) ** 2 - (1 - x) / K) for x, (s, m) in zip(q, spectrum, strict=True)
        ]

    found = minimize(
        lambda q: float(objective(q)),
        [0.95] * len(spectrum),
        bounds=[(1e-6, 1)] * len(spectrum),
        options={"ftol": 1e-15},
    )
    q = list(mpmath.findroot(gradient, tuple(map(float, found.x)), tol=1e-60))
    assert objective(q) < mpmath.mpf("0.5")
    return objective(q), q


def srg_data(r: int, L: int) -> tuple[list[tuple[int, int]], Any]:
    """Spectrum and shape cost of SRG, typed from MATH.md §3."""
    spectrum = [((r - 2) * (r - 3) // 2, 1), (r - 3, r - 1), (1, r * (r - 3) // 2)]
    if L == 2:
        return spectrum, mpmath.mpf((r - 1) * (r - 4) / 2 + (r - 1) * (r - 2)) ** 2
    nuclear = mpmath.sqrt(2 * (r - 1)) + (r - 1) * mpmath.sqrt(r - 2)
    return spectrum, nuclear**2 * mpmath.mpf(r) ** (L - 3) * mpmath.mpf(math.comb(r, 2) * r) / 4


def ball(text: float | str) -> tuple[Fraction, Fraction]:
    """Midpoint and radius of "mid +/- radius"."""
    assert isinstance(text, str)
    middle, _, radius = text.partition(" +/- ")
    return Fraction(middle), Fraction(radius or 0)


def holds(text: float | str, value: Any, slack: float = 0.0) -> bool:
    """Whether the ball holds a value that is itself known to a relative ``slack``."""
    middle, radius = ball(text)
    number = Fraction(mpmath.nstr(value, 38)) if isinstance(value, mpmath.mpf) else Fraction(value)
    return abs(number - middle) <= radius + Fraction(slack) * abs(number)


@pytest.mark.parametrize(("r", "L", "lam", "n"), CELLS)
def test_both_tables_agree_with_direct_minimisation(r: int, L: int, lam: str, n: int) -> None:
    K = math.comb(r, 2)
    dnc, (q_dnc,) = direct_minimum([(1, K)], mpmath.mpf(K) ** L, K, L, Fraction(lam), n)
    srg, q_srg = direct_minimum(*srg_data(r, L), K, L, Fraction(lam), n)
    (floats,), (balls,) = float_rows([r], [L], [lam], n), rigorous_rows([r], [L], [lam], n)
    assert (floats.r, floats.K, floats.L, floats.n, floats.lam) == (r, K, L, n, lam)
    assert (balls.r, balls.K, balls.L, balls.n, balls.lam) == (r, K, L, n, lam)

    losses = [floats.L_DNC, floats.L_SRG, floats.ratio]
    assert losses == pytest.approx([float(dnc), float(srg), float(srg / dnc)], rel=1e-13)
    assert float(floats.q_DNC) == pytest.approx(float(q_dnc), abs=1e-5)
    assert [float(q) for q in floats.q_SRG.split()] == pytest.approx(list(map(float, q_srg)), abs=1e-5)

    for text, value in ((balls.L_DNC, dnc), (balls.L_SRG, srg), (balls.ratio, srg / dnc)):
        assert holds(text, value, slack=1e-36)
        assert ball(text)[1] < Fraction(1, 10**12) * ball(text)[0]
    assert (balls.q_DNC, balls.q_SRG) == ("nonzero", "nonzero")

    rank = 3 if (r, L) == (4, 2) else r
    assert (floats.rank_DNC, floats.rank_SRG) == (balls.rank_DNC, balls.rank_SRG) == (K, rank)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(4, 40),
    st.integers(2, 12),
    st.fractions(Fraction(1, 10**6), Fraction(1, 10), max_denominator=10**6),
    st.integers(1, 5),
)
def test_balls_hold_what_the_floats_say(r: int, L: int, lam: Fraction, n: int) -> None:
    (floats,), (balls,) = float_rows([r], [L], [str(lam)], n), rigorous_rows([r], [L], [str(lam)], n)
    for name in ("L_DNC", "L_SRG", "ratio"):
        assert holds(getattr(balls, name), getattr(floats, name), slack=1e-12)
    assert (floats.q_DNC == "zero") == (balls.q_DNC == "zero")
    assert (floats.q_SRG == "zero") == (balls.q_SRG == "zero")
    assert (floats.rank_DNC, floats.rank_SRG) == (balls.rank_DNC, balls.rank_SRG)


def test_rows_are_those_of_the_loss_table_in_the_order_r_l_lambda() -> None:
    grid = [4, 7, 5], [2, 5], ["0.004", "1e-5", "3"]
    rows = float_rows(*grid, 2)
    assert [(row.r, row.L, row.lam) for row in rows] == list(product(*grid))
    for row in rows:
        cell = loss_table(row.r, row.L, float(row.lam), 2)
        losses = [float(cell.dnc.loss), float(cell.srg.loss), float(cell.ratio)]
        assert [row.L_DNC, row.L_SRG, row.ratio] == pytest.approx(losses, rel=1e-14)
        assert (row.K, row.rank_DNC, row.rank_SRG) == tuple(map(int, (cell.K, cell.dnc_rank, cell.srg_rank)))
        expected = "zero" if cell.srg.zero else " ".join(f"{q:.5f}" for q in cell.srg.outputs)
        assert row.q_SRG == expected


@pytest.mark.parametrize("make", [float_rows, rigorous_rows])
def test_beyond_both_thresholds_zero_wins_with_loss_one_half(make: Any) -> None:
    for row in make([4, 9, 100], [2, 3, 50], ["0.5", "1e300"], 1):
        assert float(row.L_DNC) == float(row.L_SRG) == 0.5
        assert float(row.ratio) == 1
        assert (row.q_DNC, row.q_SRG, row.rank_DNC, row.rank_SRG) == ("zero", "zero", 0, 0)


@pytest.mark.parametrize("make", [float_rows, rigorous_rows])
def test_zero_is_told_for_each_solution_by_itself(make: Any) -> None:
    """At L = 2, r = 5 SRG outlives DNC, up to 1.04 times DNC's threshold 2^(-4/3)/K."""
    threshold = 2 ** (-4 / 3) / 10
    before, between, beyond = make([5], [2], [str(threshold * x) for x in (0.99, 1.02, 1.05)], 1)
    assert (before.rank_DNC, before.rank_SRG) == (10, 5)
    assert (between.q_DNC, between.rank_DNC, between.rank_SRG) == ("zero", 0, 5)
    assert between.q_SRG != "zero"
    assert (beyond.q_DNC, beyond.q_SRG) == ("zero", "zero")


def test_extreme_parameters_give_numbers() -> None:
    rows = float_rows([4, 50, 10_000], [2, 3, 30, 1000], ["1e-300", "1e-20", "1e-3", "1", "1e300"], 1)
    for row in rows:
        for value in (row.L_DNC, row.L_SRG, row.ratio):
            assert isinstance(value, float)
            assert 0 < value < math.inf
        assert float(row.L_DNC) <= 0.5
        assert float(row.L_SRG) <= 0.5
    # For tiny λ a loss is (L+1)/2 times its cost root; DNC's is λK.
    tiny = float_rows([10_000], [1000], ["1e-300"], 1)[0]
    expected = 1001 / 2 * 1e-300 * math.comb(10_000, 2)
    assert abs(float(tiny.L_DNC) - expected) < 1e-12 * expected


# Input.


@given(st.fractions(Fraction(1, 10**9), Fraction(10**9)))
def test_numbers_are_read_exactly(value: Fraction) -> None:
    assert exact(str(value)) == value
    assert exact(f"  {value} ") == value


@given(st.floats(sys.float_info.min, sys.float_info.max))
def test_a_float_written_out_is_read_as_that_decimal(value: float) -> None:
    assert exact(repr(value)) == Fraction(repr(value))
    assert float(exact(repr(value))) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "abc",
            "0",
            "-1",
            "-1/3",
            "0/1",
            "1/0",
            "nan",
            "inf",
            "-inf",
            "1,5",
            "1e",
            "λ",
            "0x10",
            "1/2/3",
        ),
        *(
            "1e400",
            "1e-400",
            "1e-310",
            "-1e400",
            "1e99999999999",
            "1E-99999999999",
            "1e9_999_999",
            "1" * 5000,
        ),
    ],
)
def test_what_is_no_positive_float_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        exact(text)
    assert "\n" not in str(caught.value)
    assert "given; λ must" in str(caught.value)


@pytest.mark.parametrize("make", [float_rows, rigorous_rows])
@pytest.mark.parametrize(
    ("r", "L", "lam", "n", "message"),
    [
        ([5, 3], [3], ["1"], 1, "r = 3 given"),
        ([5], [3, 1], ["1"], 1, "L = 1 given"),
        ([5], [3], ["1", "0"], 1, "λ = 0 given"),
        ([5], [3], ["1"], 0, "n = 0 given"),
        (range(4, 2004), range(2, 1003), ["1"], 1, "2002000 cells given; a table has at most 2000000"),
    ],
)
def test_parameters_out_of_range_are_refused(
    make: Any, r: Any, L: Any, lam: list[str], n: int, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=f"^{message}"):
        make(r, L, lam, n)


# Formats.


@pytest.fixture
def undecided(monkeypatch: pytest.MonkeyPatch) -> Row:
    """A rigorous row whose enclosures could not tell zero from the other solution."""
    loss = SimpleNamespace(loss=arb(0.5), zero=None, bits=53)
    cell = SimpleNamespace(dnc=loss, srg=loss)
    monkeypatch.setattr("numerics.enclosure.enclose_table", lambda *_: [cell])
    return rigorous_rows([5], [4], ["0.004"], 1)[0]


def test_what_enclosures_cannot_tell_is_said_to_be_undecided(undecided: Row) -> None:
    assert (undecided.q_DNC, undecided.q_SRG) == ("undecided", "undecided")
    assert undecided.rank_DNC is undecided.rank_SRG is None
    assert markdown_cells([undecided])[0][-2:] == ["?", "?"]
    assert json.loads(tables.to_json([undecided]))[0]["rank_SRG"] is None


NAMES = [field.name for field in fields(Row)]
FLOATS = float_rows([4, 5], [2, 4], ["0.004", "1/3"], 1)
BALLS = rigorous_rows([4, 5], [2, 4], ["0.004", "1/3"], 1)


def markdown_cells(rows: list[Row]) -> list[list[str]]:
    lines = tables.to_markdown(rows).splitlines()
    assert len({len(line) for line in lines}) == 1  # aligned
    assert set(lines[1]) == {"|", "-"}
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])][1:]


@pytest.mark.parametrize("rows", [FLOATS, BALLS], ids=["floats", "balls"])
def test_markdown_read_back(rows: list[Row]) -> None:
    for cells, row in zip(markdown_cells(rows), rows, strict=True):
        assert len(cells) == len(NAMES)
        for cell, value in zip(cells, asdict(row).values(), strict=True):
            if isinstance(value, float):
                assert float(cell) == pytest.approx(value, rel=1e-9)
            else:
                assert cell == str(value)


@pytest.mark.parametrize("rows", [FLOATS, BALLS], ids=["floats", "balls"])
def test_csv_json_and_parquet_read_back_to_the_last_digit(rows: list[Row], tmp_path: Path) -> None:
    expected = [asdict(row) for row in rows]
    text = tables.to_csv(rows)
    kinds = {name: type(value) for name, value in expected[0].items()}
    frame = pl.read_csv(StringIO(text), schema_overrides={"lam": pl.String, "q_DNC": pl.String})
    assert frame.columns == NAMES
    assert [{k: kinds[k](v) for k, v in found.items()} for found in frame.to_dicts()] == expected

    assert json.loads(tables.to_json(rows)) == expected

    target = tmp_path / "t.parquet"
    tables.write_parquet(rows, target)
    assert pl.read_parquet(target).to_dicts() == expected
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def test_csv_and_parquet_keep_what_is_undecided_as_missing(undecided: Row, tmp_path: Path) -> None:
    rows = [BALLS[0], undecided]
    assert pl.read_csv(StringIO(tables.to_csv(rows)))["rank_SRG"].to_list() == [BALLS[0].rank_SRG, None]
    tables.write_parquet(rows, tmp_path / "t.parquet")
    assert pl.read_parquet(tmp_path / "t.parquet")["rank_DNC"].to_list() == [BALLS[0].rank_DNC, None]


@pytest.mark.parametrize("rows", [FLOATS, BALLS], ids=["floats", "balls"])
def test_latex_is_a_tabular_with_a_cell_for_every_field(rows: list[Row]) -> None:
    lines = tables.to_latex(rows).splitlines()
    assert lines[0] == r"\begin{tabular}{" + "r" * len(NAMES) + "}"
    assert [lines[1], lines[3], *lines[-2:]] == [
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        r"\end{tabular}",
    ]
    head, *body = [lines[2], *lines[4:-2]]
    assert len(body) == len(rows)
    for line in (head, *body):
        assert line.endswith(r" \\")
        assert line.count(" & ") == len(NAMES) - 1
        outside_math = re.sub(r"\$[^$]*\$|\\[_^&%#{}]", "", line.removesuffix(r" \\"))
        assert not set("_^%#{}$\\") & set(outside_math)
        assert line.isascii()
    assert body[0].split(" & ")[0] == "4"


def test_a_table_without_rows_is_a_table() -> None:
    assert json.loads(tables.to_json([])) == []
    assert tables.to_latex([]).count("\\\\") == 1
    assert len(tables.to_markdown([]).splitlines()) == 2


def test_text_in_cells_cannot_break_a_format() -> None:
    odd = replace(FLOATS[0], q_DNC='a,b "c"\n& _', lam="1/3")
    found = pl.read_csv(StringIO(tables.to_csv([odd])))
    assert found["q_DNC"].to_list() == [odd.q_DNC]
    assert json.loads(tables.to_json([odd]))[0]["q_DNC"] == odd.q_DNC
    assert r"\& \_" in tables.to_latex([odd])


def test_a_parquet_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="its folder does not exist"):
        tables.write_parquet(FLOATS, tmp_path / "missing" / "t.parquet")
    assert list(tmp_path.iterdir()) == []


def test_numpy_integers_are_taken_as_integers() -> None:
    (row,) = float_rows(list(np.array([5])), list(np.array([4])), ["0.004"], 1)
    assert json.loads(tables.to_json([row]))[0]["K"] == 10
