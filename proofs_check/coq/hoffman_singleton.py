"""``HoffmanSingleton.v``: a rational network of two layers on 50 classes that costs less than DNC (statement S27)."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np

TEXT = """\
(** The vertices of the graph A of Hoffman and Singleton as classes, at L = 2.

    A^2 = 6 I - A + J.  With M_2 = A - 2 I, of eigenvalues 5, 0 and -5: M_2^2 / 25 is a projection, the features, which M_2 takes
    to itself, and W_1 = M_2.  The ReLU leaves A, whose inverse is W_2. *)

From Coq Require Import QArith List.
From DNC Require Import Rational RationalNetwork.
Import ListNotations.

Definition neighbours : list (list nat) :=
  [{neighbours}]%nat.

Definition adjacent (i j : nat) : bool := existsb (Nat.eqb j) (nth i neighbours nil).

Open Scope Q_scope.

(** x I + y A + z J. *)
Definition algebra (x y z : Q) (i j : nat) : Q :=
  (if Nat.eqb i j then x else if adjacent i j then y else 0) + z.

Definition feature_50 (k : nat) : list Q := map (algebra (10 # 25) (-5 # 25) (1 # 25) k) (seq 0 50).
Definition weights_50 (l : nat) : nat -> nat -> Q :=
  match l with O => algebra (-2 # 1) 1 0 | _ => algebra (1 # 6) (1 # 6) (-1 # 42) end.

(** The outputs are the targets. *)
Theorem fits_50 : fitsQ 50 2 (fun _ => 50%nat) feature_50 weights_50 = true.
Proof. vm_compute. reflexivity. Qed.

(** The product of all squared norms is below 50^3. *)
Theorem cheaper_50 : lessQ (costQ 50 2 (fun _ => 50%nat) feature_50 weights_50) (powQ (natQ 50) 3) = true.
Proof. vm_compute. reflexivity. Qed.
"""


def network() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """H_1, W_1 and W_2, with rational entries, as in the text.

    Examples
    --------
    >>> H_1, W_1, W_2 = network()
    >>> bool((W_2 @ np.maximum(W_1 @ H_1, 0) == np.eye(50)).all())
    True
    >>> int((H_1**2).sum() * (W_1**2).sum() * (W_2**2).sum()) < 50**3
    True
    """
    A = nx.to_numpy_array(nx.hoffman_singleton_graph(), dtype=int).astype(object)
    one, everywhere = np.eye(50, dtype=int).astype(object), np.ones((50, 50), dtype=int).astype(object)
    first = A - 2 * one
    return first @ first * Fraction(1, 25), first, (one + A) * Fraction(1, 6) - everywhere * Fraction(1, 42)


def hoffman_singleton() -> str:
    """Text of ``HoffmanSingleton.v``.

    Examples
    --------
    >>> text = hoffman_singleton()
    >>> text.count("    ["), text.count("algebra (10 # 25)")
    (0, 1)
    """
    graph = nx.hoffman_singleton_graph()
    rows = ["[" + "; ".join(map(str, sorted(graph[vertex]))) + "]" for vertex in sorted(graph)]
    return TEXT.format(neighbours=";\n   ".join(rows))
