"""``dnc graph``: what it shows is true, and what it exports is the graph."""

from __future__ import annotations

from collections import Counter
from math import comb
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from proofs_check.cli import main


def kneser(r: int) -> nx.Graph:
    """Pairs of r points, joined where they are disjoint; independent of numerics.graphs."""
    return nx.complement(nx.line_graph(nx.complete_graph(r)))


@pytest.mark.parametrize("r", [4, 5, 6, 7])
def test_graph6_is_the_kneser_graph(r: int, tmp_path: Path) -> None:
    target = tmp_path / "k.g6"
    assert main(["graph", "--r", str(r), "--graph6", str(target)]) == 0
    found = nx.read_graph6(target)
    assert nx.is_isomorphic(found, kneser(r))
    assert [path.name for path in tmp_path.iterdir()] == ["k.g6"]


def test_graph6_of_r_5_is_the_petersen_graph(tmp_path: Path) -> None:
    assert main(["graph", "--graph6", str(tmp_path / "p")]) == 0
    assert nx.is_isomorphic(nx.read_graph6(tmp_path / "p"), nx.petersen_graph())


@pytest.mark.parametrize("r", [4, 5, 9])
def test_npz_holds_integer_matrices_and_no_pickles(r: int, tmp_path: Path) -> None:
    target, graph6 = tmp_path / "m.npz", tmp_path / "m.g6"
    assert main(["graph", "--r", str(r), "--npz", str(target), "--graph6", str(graph6)]) == 0
    K = comb(r, 2)
    with np.load(target, allow_pickle=False) as arrays:
        assert set(arrays.files) == {"incidence", "kneser", "triangular"}
        B, A, T = arrays["incidence"], arrays["kneser"], arrays["triangular"]
    assert all(np.issubdtype(M.dtype, np.integer) for M in (B, A, T))
    assert B.shape == (r, K)
    assert (B.sum(axis=0) == 2).all()
    assert (B.sum(axis=1) == r - 1).all()
    identity, ones = np.eye(K, dtype=int), np.ones((K, K), dtype=int)
    assert np.array_equal(B.T @ B, 2 * identity + T)
    assert np.array_equal(A, ones - identity - T)
    # The vertices of the graph6 file are the columns, in the same order.
    assert (nx.to_numpy_array(nx.read_graph6(graph6), nodelist=range(K)) == A).all()


@pytest.mark.parametrize("r", [4, 5, 6, 8])
def test_what_is_shown_is_true(r: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--r", str(r)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == f"K_{r}: r = {r} vertices, K = {comb(r, 2)} edges = classes"
    names = {f"T({r})": nx.complement(kneser(r)), "Petersen" if r == 5 else "Kneser": kneser(r)}
    for name, graph in names.items():
        (line,) = [line for line in lines if line.startswith(name)]
        A = nx.to_numpy_array(graph)
        spectrum = Counter(int(x) for x in np.rint(np.linalg.eigvalsh(A)))
        for value, count in spectrum.items():
            assert f"{value}^{count}" in line.split()
        degree = int(A[0].sum())
        square = A @ A
        common = (
            {int(x) for x in square[A == 1]},
            {int(x) for x in (square - degree * np.eye(len(A)))[A == 0]},
        )
        shared = [next(iter(values)) for values in (common[0], common[1] - {0} or {0})]
        assert f"({len(A)}, {degree}, {shared[0]}, {shared[1]})" in line
        connected = nx.is_connected(graph) and nx.is_connected(nx.complement(graph))
        assert line.endswith("yes") == connected
    M = nx.to_numpy_array(kneser(r)) - np.eye(comb(r, 2))  # J - BᵀB = A - I
    before, after = np.linalg.matrix_rank(M), np.linalg.matrix_rank(np.maximum(M, 0))
    assert lines[-3].split()[-2:] == [str(r), str(r)]
    assert lines[-2].split()[-2:] == [str(before), str(after)]


def test_one_bad_target_leaves_both_files_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "k.g6"
    old.write_text("old")
    for bad in ("missing/m.npz", "."):
        assert main(["graph", "--graph6", str(old), "--npz", str(tmp_path / bad)]) == 2
        assert "given" in capsys.readouterr().err
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["k.g6"]
