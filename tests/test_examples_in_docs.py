"""Examples in the documents run: Python as doctests, commands through the command line, in order."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from numerics.solution import Block, build
from proofs_check.cli import main

ROOT = Path(__file__).resolve().parents[1]
UNFINISHED = 3
"""The verdict of a check whose premises are in other files."""


@pytest.mark.parametrize("name", ["README.md", "docs/evaluate.md"])
def test_python(name: str) -> None:
    results = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


def test_commands_of_evaluate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nx.write_graph6(nx.complete_bipartite_graph(3, 3), "k33.g6", header=False)
    nx.write_edgelist(nx.petersen_graph(), "petersen.edges", data=False)
    lines = [[int((i - j) % 7 in (0, 1, 3)) for j in range(7)] for i in range(7)]
    np.savetxt("fano.csv", lines, fmt="%d", delimiter=",")
    solution = build([Block("srg", 4)], lambda_H=0.004, lambdas=(0.004,) * 4)
    np.savez("trained.npz", H_1=solution.H1, **{f"W_{k}": W for k, W in enumerate(solution.weights, start=1)})
    Path("proofs").mkdir()
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/evaluate.md").read_text("utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) == 7
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "dnc"
        assert main(arguments) == 0, command
    assert main(["check", "proofs/k33.json"]) == UNFINISHED
