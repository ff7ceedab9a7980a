"""``dnc evaluate``: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import numpy as np
import pytest

import numerics.evaluate.evaluation as evaluation
from numerics.evaluate import evaluate
from proofs_check import evaluations
from proofs_check.certificates.folder import text as proof_of
from proofs_check.cli import main
from proofs_check.tables import rigorous_rows


@pytest.fixture
def k5(tmp_path: Path) -> Path:
    nx.write_graph6(nx.complete_graph(5), tmp_path / "k5.g6", header=False)
    return tmp_path / "k5.g6"


@pytest.mark.parametrize("fmt", ["md", "csv", "json"])
def test_text_goes_to_standard_output_or_the_same_to_a_file(
    fmt: str, k5: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = evaluate(k5)
    rows = [row for _, row in evaluations.rows(found, [3, 4], ["0.004", "1/300"], 2)]
    expected = evaluations.TEXT_FORMATS[fmt](f"k5.g6: {found.what}", rows)
    command = ["evaluate", str(k5), "--L", "3:4", "--lambda", "0.004, 1/300", "--n", "2", "--format", fmt]
    assert main(command) == 0
    assert capsys.readouterr().out == expected
    target = k5.with_name("table")
    assert main([*command, "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert target.read_text("utf-8") == expected
    assert sorted(path.name for path in k5.parent.iterdir()) == ["k5.g6", "table"]


def test_it_says_of_k5_what_the_table_of_srg_says(k5: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(k5), "--format", "json", "--L", "2:6"]) == 0
    found = json.loads(capsys.readouterr().out)["rows"]
    known = rigorous_rows([5], [2, 3, 4, 5, 6], ["0.004"], 1)
    for one, other in zip(found, known, strict=True):
        low, high = map(Fraction, one["loss_ends"])
        assert low <= Fraction(str(other.L_SRG).split(" ")[0]) + Fraction(1, 10**17)
        assert Fraction(str(other.L_SRG).split(" ")[0]) - Fraction(1, 10**17) <= high
        assert (one["against_reference"], one["reference"]) == ("equal", "SRG")
    assert [one["verdict"] for one in found] == ["not below DNC", *["below DNC"] * 4]
    assert [one["every_lambda"] for one in found] == [False, True, True, True, True]


def test_columns_of_all_formats_agree(k5: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(k5), "--format", "csv"]) == 0
    table = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert main(["evaluate", str(k5), "--format", "json"]) == 0
    objects = json.loads(capsys.readouterr().out)["rows"]
    assert [row["L"] for row in table] == ["3", "4", "5", "6"]
    for row, entry in zip(table, objects, strict=True):
        assert list(row) == list(entry)
        assert (row["loss"], row["verdict"], row["layer"]) == (
            entry["loss"],
            entry["verdict"],
            entry["layer"],
        )
    ((_, row),) = evaluations.rows(evaluate(k5), [3], ["0.004"], 1)
    assert asdict(row) == objects[0]


def test_a_certificate_is_written_and_checked(k5: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = k5.with_name("k5.json")
    assert main(["evaluate", str(k5), "--L", "4", "--certificate", str(target)]) == 0
    assert capsys.readouterr().out.endswith(f"→ {target}: check with dnc check\n")
    assert main(["check", str(target)]) == 3
    for id_ in ("S1", "S2"):
        target.with_name(f"{id_}.json").write_text(proof_of(id_))
    assert main(["check", str(k5.parent)]) == 0
    assert "accepted: network (K = 10, L = 4): K = 10, L = 4, n = 1" in capsys.readouterr().out
    text = target.read_text()
    document = json.loads(text)
    document["weights"][3][0][0] = str(10 * int(document["denominator"]))
    target.write_text(json.dumps(document))
    assert main(["check", str(target)]) == 1
    assert "rejected: the network costs more than the bound" in capsys.readouterr().out


def test_a_certificate_at_every_lambda(k5: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may stand beside a table of several λ's, and at none of them need the network be below DNC."""
    target = k5.with_name("every.json")
    command = ["evaluate", str(k5), "--L", "3", "--lambda", "0.004,1", "--every-lambda", "--certificate"]
    assert main([*command, str(target)]) == 0
    assert capsys.readouterr().out.endswith(f"→ {target}: check with dnc check\n")
    assert main(["check", str(target)]) == 3
    claim = capsys.readouterr().out.splitlines()[0]
    assert (
        "accepted: cost constant (K = 10, L = 3): For every K ≥ 10 and L ≥ 3, in layers of at least K neurons"
        in claim
    )


def test_a_network_trained_for_s11(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """K = 3, L = 4, where the paper has no theorem: certified below DNC from the weights that training found."""
    pytest.importorskip("torch")
    from proofs_check.statements.s11_small_k import CASES

    solution = CASES[0].train()
    arrays = {"H_1": solution.H1, **{f"W_{k}": W for k, W in enumerate(solution.weights, start=1)}}
    np.savez(tmp_path / "trained.npz", **arrays)
    target = tmp_path / "trained.json"
    command = ["evaluate", str(tmp_path / "trained.npz"), "--certificate", str(target)]
    assert main([*command, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["K"], row["L"], row["verdict"], row["exact_ranks"]) == (3, 4, "below DNC", False)
    objective = solution.objective(0.004, (0.004,) * 4).total
    assert float(row["as_given"]) == pytest.approx(objective, abs=1e-10)
    assert float(row["loss_ends"][1]) <= float(row["scaled"].rstrip("…")) + 1e-9
    assert float(row["scaled"].rstrip("…")) <= objective
    assert int(row["ranks"].split()[0]) < 3
    assert main(["check", str(target)]) == 3
    assert "1 accepted, 0 rejected" in capsys.readouterr().out


def test_undecided_is_status_3(
    k5: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluation, "_order", lambda *_: None)
    assert main(["evaluate", str(k5), "--L", "4"]) == 3
    assert "| undecided |" in capsys.readouterr().out


NAME = "[red]a[bold] |\x1b[2J\nb\u202e.g6"


def test_special_characters_in_names_are_shown_safely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / NAME
    nx.write_graph6(nx.complete_graph(4), file, header=False)
    for fmt in ("md", "csv", "json"):
        assert main(["evaluate", str(file), "--L", "4", "--format", fmt]) == 0
        text = capsys.readouterr().out
        assert "\x1b" not in text
        assert "\u202e" not in text
        if fmt != "csv":
            assert "[red]a[bold] |" in text
    assert main(["evaluate", str(file), "--L", "4", "--certificate", str(tmp_path / "c.json")]) == 0
    assert "\x1b" not in capsys.readouterr().out
    file.write_bytes(b"\x1b[2J")
    assert main(["evaluate", str(file)]) == 2
    error = capsys.readouterr().err
    assert "\x1b" not in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.g6"], "there is no file missing.g6"),
        (["k5.txt"], "its extension must be one of .g6"),
        (["k5.g6", "--L", "1"], "L = 1 given"),
        (["k5.g6", "--L", "x"], "write integers as"),
        (["k5.g6", "--lambda", "0"], "λ must be positive"),
        (["k5.g6", "--lambda", "nan"], "λ must be a positive number"),
        (["k5.g6", "--n", "0"], "n = 0 given"),
        (["k5.g6", "--L", "2:50", "--lambda", ",".join(["1"] * 30)], "at most 1000 at once"),
        (["k5.g6", "--certificate", "c.json"], "4 pairs (L, λ) given with --certificate"),
        (["k5.g6", "--L", "2", "--certificate", "c.json"], "the verdict is 'not below DNC'"),
        (["k5.g6", "--every-lambda"], "--every-lambda given without --certificate"),
        (["k5.g6", "--every-lambda", "--certificate", "c.json"], "4 depths given with --every-lambda"),
        (
            ["k5.g6", "--L", "2", "--every-lambda", "--certificate", "c.json"],
            "no candidate fits all targets exactly at L = 2",
        ),
        (["k5.g6", "--L", "2", "--certificate", "c.json", "-o", "table"], "the verdict is 'not below DNC'"),
        (["k5.g6", "--L", "4", "--certificate", "c", "-o", "c"], "file c given for two outputs"),
        (["k5.g6", "-o", "no/such/table"], "its folder does not exist"),
        (["k5.g6", "--format", "latex"], "'latex' is not one of"),
    ],
)
def test_errors_are_one_line_and_leave_nothing_behind(
    arguments: list[str],
    message: str,
    k5: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(k5.parent)
    (k5.parent / "k5.txt").write_text("0 1\n")
    assert main(["evaluate", *arguments]) == 2
    output, error = capsys.readouterr()
    assert message in error
    assert error.count("\n") == 1
    assert output == ""
    assert sorted(path.name for path in k5.parent.iterdir()) == ["k5.g6", "k5.txt"]


def test_the_installed_command(dnc: Callable[..., CompletedProcess[bytes]], tmp_path: Path) -> None:
    with (tmp_path / "vast.npz").open("wb") as stream:
        stream.truncate(10 * 10**9)
    done = dnc("evaluate", str(tmp_path / "vast.npz"), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"has 10000000000 bytes; at most 20000000 are read" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_numbers_with_few_decimals_are_not_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A ball around 1 has no certain decimal; the identity is DNC, and beyond the threshold everything is ½."""
    (tmp_path / "identity.csv").write_text("1,0,0\n0,1,0\n0,0,1\n")
    command = [
        "evaluate",
        str(tmp_path / "identity.csv"),
        "--L",
        "3",
        "--lambda",
        "0.004,2",
        "--format",
        "json",
    ]
    assert main(command) == 0
    below, beyond = json.loads(capsys.readouterr().out)["rows"]
    assert (below["ratio"], below["cost"], below["verdict"]) == (
        "1.0000000000",
        "1.0000000000",
        "equal to DNC",
    )
    assert (beyond["ratio"], beyond["loss"], beyond["loss_ends"][0][:4]) == ("1", "0.5", "0.50")
    assert below["reference"] is None


def test_vertices_of_a_strongly_regular_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nx.write_graph6(nx.complement(nx.petersen_graph()), tmp_path / "t5.g6", header=False)
    command = ["evaluate", str(tmp_path / "t5.g6"), "--classes", "vertices", "--L", "3", "--format", "json"]
    assert main(command) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["K"], row["verdict"], row["ranks"]) == (10, "below DNC", "5 5")


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.path_graph(4), "is not strongly regular; classes can be the vertices"),
        (nx.complete_bipartite_graph(2, 2), "it or its complement is not connected"),
        (nx.paley_graph(401).to_undirected(), "401 classes"),
    ],
)
def test_other_graphs_have_no_vertices_as_classes(
    graph: nx.Graph, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nx.write_graph6(graph, tmp_path / "g.g6", header=False)
    assert main(["evaluate", str(tmp_path / "g.g6"), "--classes", "vertices"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_only_graphs_have_vertices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "one.npy", np.eye(3))
    assert main(["evaluate", str(tmp_path / "one.npy"), "--classes", "vertices"]) == 2
    assert "only a graph has vertices: .g6" in capsys.readouterr().err
