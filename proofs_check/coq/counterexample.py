"""``CounterexampleData.v``: rational SRG weights at L = 2, K = 10 that cost less than DNC (statement S8)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.graphs import incidence_matrix
from numerics.losses import log_product_equal, srg_loss
from numerics.solution import Block, base_matrices, exact_objective
from proofs_check.coq.bernstein import positive_pieces
from proofs_check.coq.printer import rational, rational_rows, term
from theory.loss import uniform_loss
from theory.symbols import C_hat, L, q, s

R, DEPTH = 5, 2
LAMBDA = Fraction("0.0317480")
"""All regularisation parameters: 0.8 of DNC's zero threshold (MATH.md S8)."""

SEPARATOR = Fraction(417, 1000)
"""Between the loss of the SRG weights and the least loss of DNC."""

DIGITS = 1000
"""Common denominator of the scales that are rounded."""

Matrix = NDArray[np.object_]

TEXT = """\
(** The counterexample to "DNC is optimal at L = 2": K = {K}, all lambdas {lam}.

    H_1 and W_1 are a rational factorisation of M_2 = J - B^T B times rounded scales, W_2 acts on the three
    eigenspaces of the Kneser graph with rounded outputs. *)

From Coq Require Import Reals QArith Qreals List Lra.
From DNC Require Import Sums UniformLoss Model Rational Positivity.
Import ListNotations.

Open Scope Q_scope.

Definition lambda : Q := {lam_q}.
Definition separator : Q := {separator_q}.
Definition class_count : nat := {K}.
Definition widths (l : nat) : nat := nth l [{widths}]%nat class_count.

Definition features : list (list Q) :=
  {features}.

Definition weights_1 : list (list Q) :=
  {first}.

Definition weights_2 : list (list Q) :=
  {second}.

Definition feature (k : nat) : list Q := nth k features nil.
Definition weights (l : nat) : nat -> nat -> Q :=
  match l with O => entry weights_1 | _ => entry weights_2 end.

(** The objective of these weights, exactly. *)
Theorem weights_cost : objectiveQ class_count {L} widths lambda (fun _ => lambda) feature weights < separator.
Proof. vm_compute. reflexivity. Qed.

Open Scope R_scope.

(** DNC's loss f, of cost root K lambda, is above the separator for every output q = s^(L+1). *)
Theorem dnc_above s : 0 <= s -> {separator} <= {loss}.
Proof.
  intros H0.
{pieces}Qed.
"""


def counterexample_data() -> str:
    """Text of ``CounterexampleData.v``.

    Raises
    ------
    ValueError
        If the rounded weights do not cost less than the separator.
    """
    features, first, second = rational_weights()
    value = objective(features, first, second)
    if value >= SEPARATOR:
        raise ValueError(f"the weights cost {value}, which is not below {SEPARATOR}")
    K = features.shape[1]
    loss = dnc_loss_in_s()
    return TEXT.format(
        K=K,
        L=DEPTH,
        lam=LAMBDA,
        lam_q=rational(LAMBDA),
        separator_q=rational(SEPARATOR),
        separator=f"{SEPARATOR.numerator} / {SEPARATOR.denominator}",
        widths="; ".join(str(len(M)) for M in (features, first)),
        features=rational_rows(features.T),
        first=rational_rows(first),
        second=rational_rows(second),
        loss=term(sp.simplify(loss), {s: "s"}),
        pieces=positive_pieces(sp.Poly(sp.expand(loss) - sp.Rational(*_ratio(SEPARATOR)), s), "s", "H0"),
    )


def objective(features: Matrix, first: Matrix, second: Matrix) -> Fraction:
    """The objective of the weights at :data:`LAMBDA`, exactly.

    Examples
    --------
    >>> float(objective(*rational_weights())) < SEPARATOR
    True
    """
    return exact_objective(features, [first, second], LAMBDA, [LAMBDA] * DEPTH, 1)


def dnc_loss_in_s() -> sp.Expr:
    """DNC's loss f with output q = s³, as a polynomial in s.

    Examples
    --------
    >>> dnc_loss_in_s().subs(s, 0)
    1/2
    """
    cost_root = sp.Rational(*_ratio(R * (R - 1) // 2 * LAMBDA))
    return uniform_loss(q, C_hat).subs({L: DEPTH, q: s ** (DEPTH + 1), C_hat: cost_root})


def rational_weights() -> tuple[Matrix, Matrix, Matrix]:
    """H_1, W_1 and W_2: exact shapes, with scales and outputs rounded to multiples of 1/DIGITS.

    On the vertices the eigenvalue 2(r-1) of B·Bᵀ meets ω of Wᵀ·W, W = ½J − Bᵀ, so that the factors of W·B are
    balanced with t = (2(r-1)/ω)^(1/4) on the constants; t = 2 for r = 5.

    Examples
    --------
    >>> features, first, second = rational_weights()
    >>> features.shape, first.shape, second.shape
    ((5, 10), (10, 5), (10, 10))
    """
    B = incidence_matrix(R).astype(object) * Fraction(1)
    constants = np.full((R, R), Fraction(1, R), dtype=object)
    rest = np.diag([Fraction(1)] * R) - constants
    omega = Fraction((R - 1) * (R - 4) ** 2, 8)
    balance = _rounded(float(2 * (R - 1) / omega) ** 0.25)
    outputs = srg_loss(R, DEPTH, log_product_equal(float(LAMBDA), DEPTH)).outputs.ravel()
    spaces = base_matrices([Block("srg", R)], DEPTH).eigenspaces
    norm = (R - 1) * (R - 4) / 2 + (R - 1) * (R - 2)  # ‖M_2‖_*
    last = sum(
        float(M.numerator.trace()) / M.denominator * (x / theta) ** 2
        for x, (theta, M) in zip(outputs, spaces, strict=True)
    )
    penalty = float(LAMBDA) * (norm**2 * last) ** (1 / 3)  # each of the three terms λ‖·‖²
    scale = _rounded((penalty / (float(LAMBDA) * norm)) ** 0.5)
    second = sum(
        M.numerator.astype(object) * (_rounded(x / float(scale) ** 2) / theta / M.denominator)
        for x, (theta, M) in zip(outputs, spaces, strict=True)
    )
    first = (Fraction(1, 2) - B.T) @ (constants * balance + rest)
    features = (constants / balance + rest) @ B
    return features * scale, first * scale, second


def _rounded(value: float) -> Fraction:
    return Fraction(round(value * DIGITS), DIGITS)


def _ratio(value: Fraction) -> tuple[int, int]:
    return value.numerator, value.denominator
