"""The table of certified last layers, and its command."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from numerics.last_layers import record as records
from numerics.last_layers.instances import FEATURES, LOSSES, instances, main
from numerics.last_layers.record import from_json, shipped, shipped_names
from proofs_check.cli import main as dnc
from proofs_check.cli.app import app
from proofs_check.last_layers import TEXT_FORMATS, rows
from proofs_check.statements.s26_last_layers import CONSTANTS
from proofs_check.statements.s26_last_layers import LOSSES as CLAIMED_LOSSES


def test_every_instance_is_shipped_and_claimed():
    assert set(shipped_names()) == set(instances()) == set(CONSTANTS) | set(CLAIMED_LOSSES)
    assert set(CONSTANTS) == set(FEATURES)
    assert len(CLAIMED_LOSSES) == sum(map(len, LOSSES.values()))
    for name, (features, L, lam) in instances().items():
        record = shipped(name)
        assert (record.name, record.dual.columns) == (features.name, features.columns)
        assert (record.contraction is not None) == features.free_weights
        assert (record.L, record.lam) == (L, lam)


def test_the_table_in_all_formats():
    found = list(rows())
    assert len(found) == len(shipped_names())
    assert all(row.proved for row in found)
    assert TEXT_FORMATS["md"](found).count("| proved |") == len(found)
    assert [row["K"] for row in json.loads(TEXT_FORMATS["json"](found))] == [row.K for row in found]
    assert len(list(csv.DictReader(io.StringIO(TEXT_FORMATS["csv"](found))))) == len(found)


def test_the_command_says_what_is_not_proved(monkeypatch, tmp_path):
    names = ("star-2", "star-3")
    monkeypatch.setattr(records, "shipped_names", lambda: names)
    target = tmp_path / "table.md"
    assert dnc(["families", "--certify", "-o", str(target)]) == 0
    assert "sets of sizes 1, 2 of 2 points" in target.read_text()
    broken = {name: shipped(name) for name in names}
    broken["star-3"] = replace(broken["star-3"], dual=replace(broken["star-3"].dual, cones=()))
    monkeypatch.setattr(records, "shipped", broken.__getitem__)
    result = CliRunner().invoke(app, ["families", "--certify"], standalone_mode=False)
    assert result.return_value == 3
    assert result.stdout.count("| proved |") == 1
    assert result.stdout.count("| not proved |") == 1


@pytest.mark.parametrize("name", ["star-2", "sets-3-12-L4"])
def test_records_are_made_anew(name, tmp_path: Path, capsys):
    """Solvers may differ in the last digits; what is proved is the same up to a millionth."""
    main([str(tmp_path), name])
    assert f"{name}: valid" in capsys.readouterr().out
    made = from_json((tmp_path / f"{name}.json").read_text())
    assert float(made.value()) == pytest.approx(float(shipped(name).value()), rel=1e-7)
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.json"]
