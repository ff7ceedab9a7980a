"""``CheaperNetworks.v``: rational networks of K = 7 classes at L = 3 and K = 3 at L = 4 that cost less than DNC (statement S23).

And one of K = 6 classes at L = 4 that costs less than SRG (statement S18).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.exact import rational_matrix
from numerics.families.closed import singles_pairs_layers
from numerics.rationals import fractions_of
from proofs_check.coq.printer import rational_rows
from theory.constructions.srg import SRG
from theory.proofs import seven
from theory.symbols import L, r

Matrix: TypeAlias = NDArray[np.object_]

DIGITS = 100
"""Common denominator of W_1 and of the scales of neurons, which are rounded."""

TEXT = """\
(** Networks of three layers whose outputs are the targets, with rational weights.

    W_2 has the rows on which the classes are told apart, and W_3 is the inverse of what σ makes of them; W_1 is the fourth
    root of Z Z^T, rounded, so that H_1 and W_1 are nearly balanced factors of Z. *)

From Coq Require Import QArith List.
From DNC Require Import Rational DeeperNetwork RationalNetwork.
Import ListNotations.

Open Scope Q_scope.
{networks}"""

NETWORK = """
Definition features_{K} : list (list Q) :=
  {features}.

Definition weights_{K}_1 : list (list Q) :=
  {first}.

Definition weights_{K}_2 : list (list Q) :=
  {second}.

Definition weights_{K}_3 : list (list Q) :=
  {third}.

Definition feature_{K} (k : nat) : list Q := nth k features_{K} nil.
Definition weights_{K} (l : nat) : nat -> nat -> Q :=
  entry (match l with O => weights_{K}_1 | S O => weights_{K}_2 | _ => weights_{K}_3 end).

(** The outputs are the targets. *)
Theorem fits_{K} : fitsQ {K} 3 (widths {rank} {K} {K} 3) feature_{K} weights_{K} = true.
Proof. vm_compute. reflexivity. Qed.

(** The product of all squared norms, with {more} identities, is below {what}. *)
Theorem cheaper_{K} : lessQ (costQ {K} 3 (widths {rank} {K} {K} 3) feature_{K} weights_{K} * powQ (natQ {rank}) ({depth} - 3))
  ({bound}) = true.
Proof. vm_compute. reflexivity. Qed.
"""


@dataclass(frozen=True, eq=False)
class Shapes:
    """Activations Z of the layers 2, …, L−1, and rows of W_{L−1} up to scale.

    Attributes
    ----------
    depth : int
        The least L at which the network costs less than DNC, or than SRG.
    Z : array of int, shape (r, K)
        Entries ≥ 0.
    rows : array of int, shape (K, r)
        σ(rows Z) is invertible.
    vertices : int or None
        That of SRG, if it is compared with SRG.
    """

    depth: int
    Z: Matrix
    rows: Matrix
    vertices: int | None = None

    @property
    def rival(self) -> int:
        """The cost constant of DNC, or that of SRG without its fraction."""
        if self.vertices is None:
            return int(self.Z.shape[1] ** (self.depth + 1))
        return int(sp.floor(SRG.uniform_cost_constant.subs({r: self.vertices, L: self.depth})))


PAIRS_Z, PAIRS_ROWS, _ = singles_pairs_layers(3)

SHAPES = (
    Shapes(3, np.array(seven.Z.tolist(), dtype=object), np.array(seven.R.tolist(), dtype=object)),
    Shapes(
        4, np.array([[1, 0, 1], [0, 1, 1]], dtype=object), np.array([[1, 1], [1, -1], [-1, 1]], dtype=object)
    ),
    Shapes(4, PAIRS_Z.astype(int).astype(object), PAIRS_ROWS.astype(int).astype(object), vertices=4),
)
"""A point and the six pairs of four points (S19); two points and both of them, the star of S18 with equal weights; three
points and their pairs (S18)."""


def cheaper_networks() -> str:
    """Text of ``CheaperNetworks.v``.

    Raises
    ------
    ValueError
        If a network does not cost less than DNC, or than SRG.
    """
    return TEXT.format(networks="".join(map(_printed, SHAPES)))


def network(shapes: Shapes) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """H_1 and the weights of three layers, with rational entries.

    Examples
    --------
    >>> H_1, W_1, W_2, W_3 = network(SHAPES[1])
    >>> W_3 @ np.maximum(W_2 @ np.maximum(W_1 @ H_1, 0), 0) == np.eye(3)
    array([[ True,  True,  True],
           [ True,  True,  True],
           [ True,  True,  True]])
    """
    Z, rows = shapes.Z, shapes.rows
    values, vectors = np.linalg.eigh((Z @ Z.T).astype(float))
    first = _rounded(vectors * values**0.25 @ vectors.T)
    outputs = inverse(np.maximum(rows @ Z, 0))
    # A row and an output of equal norms cost the least: here nearly.
    scales = _rounded(((outputs**2).sum(axis=0) / (rows**2).sum(axis=1)).astype(float) ** 0.25)
    return inverse(first) @ Z, first, rows * scales[:, None], outputs / scales


def cost(shapes: Shapes) -> Fraction:
    """The product of all squared norms at the depth of the shapes; DNC has K^(L+1).

    Examples
    --------
    >>> [(int(cost(shapes)), shapes.rival) for shapes in SHAPES]
    [(2316, 2401), (223, 243), (6180, 6448)]
    """
    return Fraction(prod((M**2).sum() for M in network(shapes)) * len(shapes.Z) ** (shapes.depth - 3))


def _printed(shapes: Shapes) -> str:
    rank, K = shapes.Z.shape
    if cost(shapes) >= shapes.rival:
        raise ValueError(f"the network of {K} classes costs {cost(shapes)}, its rival {shapes.rival}")
    against_dnc = shapes.vertices is None
    features, first, second, third = network(shapes)
    return NETWORK.format(
        K=K,
        rank=rank,
        depth=shapes.depth,
        what=f"{K}^{shapes.depth + 1}" if against_dnc else f"SRG's, {shapes.rival} and more",
        bound=f"powQ (natQ {K}) ({shapes.depth} + 1)" if against_dnc else f"{shapes.rival} # 1",
        more=shapes.depth - 3,
        features=rational_rows(features.T),
        first=rational_rows(first),
        second=rational_rows(second),
        third=rational_rows(third),
    )


def inverse(M: Matrix) -> Matrix:
    """The inverse of a rational matrix, as fractions."""
    return fractions_of(rational_matrix(M).inv())


def _rounded(values: NDArray[np.float64]) -> Matrix:
    """Multiples of 1/DIGITS."""
    entries = [Fraction(round(float(value) * DIGITS), DIGITS) for value in values.ravel()]
    return np.array(entries, dtype=object).reshape(values.shape)
