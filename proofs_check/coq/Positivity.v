(** Positivity of polynomials from certificates: sums of products of factors that are visibly nonnegative. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

(** Rational bounds that decide the signs of the coefficients a + b sqrt 2. *)
Definition sqrt2_bounds (w : R) : Prop := 14142135623 / 10000000000 < w < 14142135624 / 10000000000.

Lemma sqrt2_bounded : sqrt2_bounds (sqrt 2).
Proof.
  split; apply Rsqr_incrst_0; rewrite ?Rsqr_sqrt; unfold Rsqr; try lra; apply sqrt_pos.
Qed.

(** Decides 0 <= a sum of products: linear arithmetic decides coefficients and the bases of powers. *)
Ltac nonneg_terms :=
  match goal with
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; nonneg_terms
  | |- 0 <= _ * _ => apply Rmult_le_pos; nonneg_terms
  | |- 0 <= _ ^ _ => apply pow_le; lra
  | |- _ => lra
  end.

(** Decides 0 < c_0 + (c_1 x + (... c_k x^k)) for a positive c_0. *)
Ltac positive_terms := apply Rplus_lt_le_0_compat; [lra|nonneg_terms].

Lemma nonneg_difference c x y : y - x = c -> 0 <= c -> x <= y.
Proof. lra. Qed.
