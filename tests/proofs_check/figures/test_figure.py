"""The format of the data, the files, and what redrawing needs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from proofs_check.figures.figure import (
    NUMBERS,
    SCHEMA,
    FigureOfPaper,
    exclusions,
    find,
    frame,
    matrix_of,
    matrix_rows,
    numerical_rank,
    read_csv,
    select,
    tally,
    write,
)
from theory.errors import InvalidInputError


@pytest.fixture(scope="module")
def figure1() -> tuple[FigureOfPaper, pl.DataFrame]:
    from proofs_check.figures.figure import Effort

    figure = find(1)
    return figure, figure.compute(Effort())


def test_every_figure_of_the_paper_is_there() -> None:
    assert [find(number).number for number in NUMBERS] == list(NUMBERS)


@pytest.mark.parametrize("number", [0, 4, 7, -1])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(
        InvalidInputError, match=f"^figure {number} given; there are the figures 1, 2, 3, 5, 6$"
    ):
        find(number)


def test_a_matrix_survives_the_data() -> None:
    matrix = np.random.default_rng(0).standard_normal((3, 12))
    data = frame([*matrix_rows("M_3", "K = 3", matrix), *matrix_rows("M_3", "K = 4", -matrix)])
    shuffled = data.sample(fraction=1, shuffle=True, seed=1)
    np.testing.assert_array_equal(matrix_of(shuffled, "M_3", "K = 3"), matrix)


def test_left_out_runs_are_counted() -> None:
    rows = [tally("a", [True] * 7 + [False] * 3), tally("b", [True]), {"panel": "loss", "runs": 1000}]
    assert exclusions(frame(rows)).startswith("3 of 11 runs diverged or did not converge")
    assert exclusions(frame([tally("a", [True])])).startswith("None of 1 runs")


def test_a_claim_that_the_data_do_not_bear_out_is_marked() -> None:
    figure = FigureOfPaper(
        9,
        lambda _: frame([]),
        lambda _: None,
        lambda _: "What.",
        lambda _: {"A": True, "B": False},  # type: ignore[arg-type, return-value]
    )
    assert figure.caption(frame([])) == "What. A. NOT SHOWN: B."


def test_rank_counts_singular_values_above_the_tolerance() -> None:
    assert numerical_rank(np.diag([1.0, 2e-4, 1e-5])) == 2
    assert numerical_rank(np.zeros((3, 4))) == 0


def test_files_are_whole_and_redrawing_gives_the_same_bytes(
    figure1: tuple[FigureOfPaper, pl.DataFrame], tmp_path: Path
) -> None:
    figure, data = figure1
    files = write(figure, data, tmp_path / "figure1")
    assert [file.name for file in files] == ["figure1.csv", "figure1.svg", "figure1.png", "figure1.txt"]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    first = {file: file.read_bytes() for file in files}
    assert first[files[2]].startswith(b"\x89PNG")
    assert ElementTree.fromstring(first[files[1]]).tag.endswith("svg")
    assert first[files[3]].decode().startswith("Figure 1.")

    again = read_csv(files[0])
    assert again.equals(data)
    write(figure, again, tmp_path / "figure1")
    assert {file: file.read_bytes() for file in files} == first


def test_redrawing_needs_the_data(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"there is no .*figure2\.csv to redraw from"):
        read_csv(tmp_path / "figure2.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"panel,series\nloss,DNC\n",
        b"\xff\xfe\x00binary",
        b"a,b,c,d,e,f,g,h,i\n1,2,3,4,5,6,7,8,9\n",
        (",".join(SCHEMA) + "\n").encode(),
        (",".join(SCHEMA) + "\nloss,DNC,,x,nine,,,,\n").encode(),
    ],
)
def test_a_file_that_is_no_data_is_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "figure2.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidInputError, match="does not hold the data of a figure") as caught:
        read_csv(file)
    assert "\n" not in str(caught.value)


def test_a_panel_and_a_series_are_selected() -> None:
    data = frame([{"panel": p, "series": s, "value": 1.0} for p in "ab" for s in "xy"])
    assert len(select(data, "a")) == 2
    assert select(data, "b", "y")["panel"].to_list() == ["b"]
