"""``GraphData.v``: the integer matrices of the SRG layers for small r, with rank certificates."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat
from numpy.typing import NDArray

from numerics.graphs import incidence_matrix, kneser_adjacency, triangular_adjacency
from numerics.solution import Block, base_matrices

SIZES = (4, 5, 6, 7, 8)
"""The r whose matrices are checked by computation."""

Rows = Sequence[Sequence[int]]

HEADER = """\
(** S3 by computation for {sizes}: the matrices that the programs work with, and rank certificates. *)

From Coq Require Import ZArith List.
From DNC Require Import Computation.
Import ListNotations.
Open Scope Z_scope.
"""

THEOREM = """\
Theorem srg_layers_{r} : srg_layers {r} B_{r} T_{r} A_{r} W_{r}.
Proof.
  constructor; [check_layers ..| | |].
  - {incidence}
  - {last}
  - {kneser}
Qed.
"""


def graph_data(sizes: Sequence[int] = SIZES) -> str:
    """Text of ``GraphData.v``."""
    header = HEADER.format(sizes=", ".join(f"r = {r}" for r in sizes))
    return "\n".join([header, *(_layers(r) for r in sizes)])


def _layers(r: int) -> str:
    incidence, kneser = incidence_matrix(r), kneser_adjacency(r)
    shapes = base_matrices([Block("srg", r)], 3)
    weights = shapes.weights[-1]  # W_{L-1}
    doubled = weights.numerator * (2 // weights.denominator)
    matrices = {"B": incidence, "T": triangular_adjacency(r), "A": kneser, "W": doubled}
    definitions = [f"Definition {name}_{r} : zmat :=\n  {_matrix(M)}.\n" for name, M in matrices.items()]
    last = kneser - np.eye(len(kneser), dtype=int)
    return "\n".join(
        [
            *definitions,
            THEOREM.format(
                r=r,
                incidence=_rank_certificate(incidence),
                last=_rank_certificate(last),
                kneser=_rank_certificate(kneser),
            ),
        ]
    )


def _rank_certificate(matrix: NDArray[np.generic]) -> str:
    """Tactic that gives U, V, X, Y, c, d with c·M = U·V and X·M·Y = d·I, from a reduced echelon form.

    U is made of independent columns of M, V of the rows of its echelon form; X selects independent rows,
    and Y inverts the square matrix where these rows meet the columns.
    """
    rows = [[int(x) for x in row] for row in np.asarray(matrix)]
    columns, echelon = _independent_columns(rows)
    selected, _ = _independent_columns([list(column) for column in zip(*rows, strict=True)])
    square = fmpq_mat([[fmpq(rows[i][j]) for j in columns] for i in selected])
    inverse = square.inv()
    V, c = _cleared(echelon)
    inverse_rows, d = _cleared([[inverse[i, j] for j in range(len(selected))] for i in range(len(columns))])
    U = [[row[j] for j in columns] for row in rows]
    X = [[int(j == i) for j in range(len(rows))] for i in selected]
    Y = [[0] * len(selected) for _ in rows[0]]
    for i, j in enumerate(columns):
        Y[j] = inverse_rows[i]
    return f"rank_certificate\n    {_matrix(U)}\n    {_matrix(V)}\n    {_matrix(X)}\n    {_matrix(Y)}\n    {c} {d}."


def _independent_columns(rows: Rows) -> tuple[list[int], list[list[fmpq]]]:
    """Indices of independent columns that span all, and the nonzero rows of the reduced echelon form."""
    form, rank = fmpq_mat(fmpz_mat([list(row) for row in rows])).rref()
    echelon = [[form[i, j] for j in range(len(rows[0]))] for i in range(rank)]
    return [next(j for j, x in enumerate(row) if x != 0) for row in echelon], echelon


def _cleared(rows: Sequence[Sequence[fmpq]]) -> tuple[list[list[int]], int]:
    """Integer rows and the common denominator."""
    common = lcm(*(int(x.q) for row in rows for x in row))
    return [[int(x * common) for x in row] for row in rows], common


def _matrix(rows: Rows | NDArray[np.generic]) -> str:
    return "[" + ";\n   ".join("[" + "; ".join(_integer(int(x)) for x in row) + "]" for row in rows) + "]"


def _integer(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"
