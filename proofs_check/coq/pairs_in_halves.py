"""``PairsInHalves.v``: a rational network of two layers on 15 classes that costs less than DNC (statement S28)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np

from numerics.graphs import incidence_matrix
from proofs_check.coq.cheaper_networks import inverse
from proofs_check.coq.printer import rational_rows

POINTS = 6

TEXT = """\
(** The pairs of six points as classes, at L = 2: a neuron for every three of the points.

    W_1 has the rows 1/2 on three points and -1/2 on the others, and H_1 is the incidence matrix without its mean: W_1 H_1 is
    balanced.  W_2 is the pseudoinverse of what the ReLU leaves. *)

From Coq Require Import QArith List.
From DNC Require Import Rational RationalNetwork.
Import ListNotations.

Open Scope Q_scope.

Definition features_15 : list (list Q) :=
  {features}.

Definition weights_15_1 : list (list Q) :=
  {first}.

Definition weights_15_2 : list (list Q) :=
  {second}.

Definition widths_15 (l : nat) : nat := nth l [{widths}]%nat 15%nat.
Definition feature_15 (k : nat) : list Q := nth k features_15 nil.
Definition weights_15 (l : nat) : nat -> nat -> Q :=
  entry (match l with O => weights_15_1 | _ => weights_15_2 end).

(** The outputs are the targets. *)
Theorem fits_15 : fitsQ 15 2 widths_15 feature_15 weights_15 = true.
Proof. vm_compute. reflexivity. Qed.

(** The product of all squared norms is below 15^3. *)
Theorem cheaper_15 : lessQ (costQ 15 2 widths_15 feature_15 weights_15) (powQ (natQ 15) 3) = true.
Proof. vm_compute. reflexivity. Qed.
"""


def network() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """H_1, W_1 and W_2, with rational entries.

    Examples
    --------
    >>> H_1, W_1, W_2 = network()
    >>> bool((W_2 @ np.maximum(W_1 @ H_1, 0) == np.eye(15)).all())
    True
    >>> int((H_1**2).sum() * (W_1**2).sum() * (W_2**2).sum())
    3250
    """
    B = incidence_matrix(POINTS).astype(object)
    halves = list(combinations(range(POINTS), POINTS // 2))
    first = np.array([[Fraction(1 if i in half else -1, 2) for i in range(POINTS)] for half in halves])
    hidden = np.maximum(first @ B, 0)
    return B - Fraction(2, POINTS), first, inverse(hidden.T @ hidden) @ hidden.T


def pairs_in_halves() -> str:
    """Text of ``PairsInHalves.v``."""
    features, first, second = network()
    return TEXT.format(
        features=rational_rows(features.T),
        first=rational_rows(first),
        second=rational_rows(second),
        widths="; ".join(str(len(matrix)) for matrix in (features, first)),
    )
