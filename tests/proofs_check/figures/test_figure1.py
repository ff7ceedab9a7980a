import numpy as np
import polars as pl
import pytest

from numerics.exact import rank
from proofs_check.figures.figure import Effort, matrix_of
from proofs_check.figures.figure1 import CLASSES, FIGURE, claims


@pytest.fixture(scope="module")
def data() -> pl.DataFrame:
    return FIGURE.compute(Effort())


def test_every_claim_holds(data: pl.DataFrame) -> None:
    assert claims(data)
    assert all(claims(data).values())


@pytest.mark.parametrize("panel", ["M_3", "M_4"])
@pytest.mark.parametrize("solution", ["SRG", "DNC"])
def test_a_changed_entry_breaks_a_claim(data: pl.DataFrame, panel: str, solution: str) -> None:
    entry = (
        (pl.col("panel") == panel)
        & (pl.col("series") == solution)
        & (pl.col("row") == 0)
        & (pl.col("x") == 1)
    )
    changed = data.with_columns(value=pl.when(entry).then(pl.col("value") + 0.1).otherwise(pl.col("value")))
    assert not all(claims(changed).values())


def test_the_vertices_of_an_edge_are_where_its_column_is_not_zero(data: pl.DataFrame) -> None:
    means = matrix_of(data, "M_3", "SRG")
    for column, edge in zip(means.T, CLASSES["SRG"], strict=True):
        assert [str(vertex + 1) for vertex in np.flatnonzero(column > 1e-9)] == list(edge)


def test_ranks_of_the_shapes_that_are_shown(data: pl.DataFrame) -> None:
    last = np.sign(matrix_of(data, "M_4", "SRG").round(9)).astype(np.int64)
    assert rank(last) == 5
    assert rank(np.maximum(last, 0)) == 10
