"""S17, S18, S19, S25, S26, S27 and S28: every leg holds, and the table of families is what its functions say."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from proofs_check.cli.app import app
from proofs_check.families import TEXT_FORMATS, rows
from proofs_check.runner import result_of
from proofs_check.statement import LegKind, Outcome
from proofs_check.statements import registry
from theory.errors import InvalidInputError


@pytest.mark.parametrize(
    ("identity", "leg"),
    [
        (i, leg.name)
        for i in ("S17", "S18", "S19", "S25", "S26", "S27", "S28")
        for leg in registry()[i].legs
        if leg.kind is not LegKind.FORMAL  # those are run by the tests of Coq
    ],
)
def test_every_leg_holds(identity: str, leg: str) -> None:
    (found,) = (one for one in registry()[identity].legs if one.name == leg)
    result = result_of(found.run)
    assert result.outcome is Outcome.HOLDS, result.summary
    assert result.instances > 0


@pytest.mark.parametrize("identity", ["S17", "S18", "S19", "S25", "S27", "S28"])
def test_each_has_a_proof_and_instances(identity: str) -> None:
    kinds = {leg.kind for leg in registry()[identity].legs}
    assert {LegKind.SYMBOLIC, LegKind.EXACT, LegKind.RIGOROUS} <= kinds


def test_vertices_take_part_in_the_table() -> None:
    (row,) = rows([16], [5], ["0.001"])
    assert row.best == "vertices of Clebsch, eigenvalue -3, sets"
    assert (row.rank, row.L_best < 0.0326 < row.L_SRG_blocks) == (6, True)


def test_rows_of_the_table() -> None:
    found = list(rows([3, 6], [3, 4], ["0.004"]))
    assert [(row.K, row.L) for row in found] == [(3, 3), (3, 4), (6, 3), (6, 4)]
    assert all(row.L_best <= row.L_SRG_blocks <= row.L_DNC for row in found)
    assert [row.best for row in found][:3] == ["DNC_3", "sets of sizes 1, 2 of 2 points", "DNC_6"]
    assert found[3].L_SRG_blocks == pytest.approx(0.05752502505, abs=1e-10)
    assert found[3].L_best < 0.0545
    assert found[3].rank == 3
    for text in (TEXT_FORMATS["md"](found), TEXT_FORMATS["csv"](found)):
        assert "DNC_3" in text
    assert [row["K"] for row in json.loads(TEXT_FORMATS["json"](found))] == [3, 3, 6, 6]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [4], ["0.004"]), "K = 1 given; this table needs K between 2 and 60"),
        (([3], [2], ["0.004"]), "L = 2 given; this table needs L between 3 and 1000"),
        (([3], [4], ["-1"]), "λ must be positive"),
        (([99], [4], ["0.004"]), "K = 99 given"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    arguments: tuple[list[int], list[int], list[str]], message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as refused:
        list(rows(*arguments))
    assert "\n" not in str(refused.value)


def test_the_command() -> None:
    result = CliRunner().invoke(app, ["families", "--K", "3", "--L", "4", "--format", "json"])
    assert result.exit_code == 0
    (row,) = json.loads(result.stdout)
    assert row["best"] == "sets of sizes 1, 2 of 2 points"
