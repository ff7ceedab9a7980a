"""``dnc graph``: the graphs behind the SRG solution, and their export."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
from rich import box
from rich.table import Table

from numerics.exact import integer_spectrum, rank
from numerics.graphs import (
    incidence_matrix,
    kneser_adjacency,
    kneser_graph,
    strongly_regular_parameters,
    triangular_adjacency,
    triangular_graph,
)
from numerics.solution import Block, base_matrices
from proofs_check.cli.console import output_console
from proofs_check.files import atomic_path, require_writable
from theory.errors import InvalidInputError

LARGEST = 40
"""Greatest r for which the exact spectra and ranks of K × K matrices are computed at once."""


def run(r: int, *, graph6: Path | None, npz: Path | None) -> None:
    """Print parameters, spectra and ranks; write the files that were asked for."""
    if r > LARGEST:
        raise InvalidInputError(
            f"r = {r} given; dnc graph computes exact ranks of K × K matrices and takes 4 <= r <= {LARGEST};"
            " use numerics.graphs for larger graphs"
        )
    incidence = incidence_matrix(r)
    require_writable(graph6, npz)
    if graph6 is not None:
        relabelled = nx.convert_node_labels_to_integers(kneser_graph(r), ordering="sorted")
        with atomic_path(graph6) as path:
            nx.write_graph6(relabelled, path, header=False)
    if npz is not None:
        with atomic_path(npz) as path, path.open("wb") as stream:
            np.savez_compressed(
                stream, incidence=incidence, kneser=kneser_adjacency(r), triangular=triangular_adjacency(r)
            )
    console = output_console()
    console.print(f"K_{r}: r = {r} vertices, K = {incidence.shape[1]} edges = classes")
    console.print(_graph_table(r))
    console.print(_rank_table(r, incidence))


def _graph_table(r: int) -> Table:
    table = Table("graph", "(v, k, λ, μ)", "spectrum", "primitive", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, graph, adjacency in (
        (f"T({r})", triangular_graph(r), triangular_adjacency(r)),
        ("Petersen" if r == 5 else "Kneser", kneser_graph(r), kneser_adjacency(r)),
    ):
        parameters = strongly_regular_parameters(graph)
        spectrum = integer_spectrum(adjacency)
        table.add_row(
            name,
            "not strongly regular" if parameters is None else str(tuple(parameters)[:4]),
            "  ".join(f"{value}^{count}" for value, count in spectrum.eigenvalues.items()),
            ""
            if parameters is None
            else ("yes" if parameters.primitive else "no (disconnected or complement is)"),
        )
    return table


def _rank_table(r: int, incidence: np.ndarray) -> Table:
    table = Table("class means of SRG", "rank", "rank after σ", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_row("M_2 … M_{L-1} ∝ B   (L ≥ 3)", str(rank(incidence)), str(rank(incidence)))
    (last,) = base_matrices([Block("srg", r)], 2).means
    before, after = rank(last.numerator), rank(last.relu().numerator)
    table.add_row("M_L ∝ J − BᵀB", str(before), str(after))
    return table
