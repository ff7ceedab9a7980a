(** S5 (a), the cost constants: C_SRG < K^(L+1) for L = 3 with r >= 5 and for L >= 4 with r >= 4.

    The closed forms are those of ClosedForms.v and the polynomials those of Margins.v; both files are printed
    from the objects that the symbolic proof uses.  Nothing here needs r to be an integer. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Positivity ClosedForms Margins.
Open Scope R_scope.

(** Cost constant at q = 1, without the lambdas. *)
Definition srg_cost (L : nat) (r : R) : R := srg_shape_cost L r * srg_inverse_square_sum r.

(** The moduli s_i of the Kneser eigenvalues, and their multiplicities m_i. *)
Definition spectrum (r : R) (i : nat) : R :=
  match i with O => singular_value_0 r | 1%nat => singular_value_1 r | _ => singular_value_2 r end.
Definition multiplicity (r : R) (i : nat) : R :=
  match i with O => multiplicity_0 r | 1%nat => multiplicity_1 r | _ => multiplicity_2 r end.
Lemma classes_eq r : classes r = r * (r - 1) / 2.
Proof. unfold classes. field. Qed.

Lemma nuclear_norm_B_eq r : nuclear_norm_B r = sqrt (2 * (r - 1)) + (r - 1) * sqrt (r - 2).
Proof.
  unfold nuclear_norm_B. replace (-2 + 2 * r) with (2 * (r - 1)) by ring.
  replace (-2 + r) with (r - 2) by ring. ring.
Qed.

Lemma inverse_square_sum_eq r : 4 <= r ->
  srg_inverse_square_sum r
  = / ((r - 2) * (r - 3) / 2) ^ 2 + (r - 1) / (r - 3) ^ 2 + r * (r - 3) / 2.
Proof. intros H. unfold srg_inverse_square_sum. field. lra. Qed.

(** The same sum from singular values and multiplicities. *)
Lemma inverse_square_sum_spectrum r : 4 <= r ->
  srg_inverse_square_sum r
  = multiplicity_0 r / singular_value_0 r ^ 2 + multiplicity_1 r / singular_value_1 r ^ 2
    + multiplicity_2 r / singular_value_2 r ^ 2.
Proof.
  intros H. unfold srg_inverse_square_sum, multiplicity_0, multiplicity_1, multiplicity_2, singular_value_0,
    singular_value_1, singular_value_2. field. lra.
Qed.

Lemma shape_cost_eq L r :
  srg_shape_cost L r = nuclear_norm_B r ^ 2 * r ^ (L - 3) * (classes r * r / 4).
Proof. unfold srg_shape_cost, nuclear_norm_B, classes. set (r ^ (L - 3)). field. Qed.

Lemma inverse_square_sum_pos r : 4 <= r -> 0 < srg_inverse_square_sum r.
Proof.
  intros H. rewrite inverse_square_sum_eq by easy.
  repeat apply Rplus_lt_0_compat.
  - apply Rinv_0_lt_compat, pow_lt. nra.
  - apply Rdiv_lt_0_compat; [lra|apply pow_lt; lra].
  - nra.
Qed.

Lemma nuclear_norm_B_pos r : 4 <= r -> 0 < nuclear_norm_B r.
Proof.
  intros H. rewrite nuclear_norm_B_eq.
  assert (0 < sqrt (2 * (r - 1))) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt (r - 2)) by (apply sqrt_lt_R0; lra). nra.
Qed.

Lemma srg_cost_pos L r : 4 <= r -> 0 < srg_cost L r.
Proof.
  intros H. unfold srg_cost. rewrite shape_cost_eq, classes_eq.
  pose proof (inverse_square_sum_pos r H). pose proof (nuclear_norm_B_pos r H).
  repeat apply Rmult_lt_0_compat; try apply pow_lt; try easy; nra.
Qed.

(** sqrt((r-1)(r-2)) < r - 3/2, because the squares differ by 1/4. *)
Lemma nuclear_norm_bound r : 4 <= r ->
  nuclear_norm_B r ^ 2
  <= 2 * (r - 1) + 2 * sqrt 2 * (r - 1) * (r - 3 / 2) + (r - 1) ^ 2 * (r - 2).
Proof.
  intros H. rewrite nuclear_norm_B_eq.
  assert (Ea : sqrt (2 * (r - 1)) ^ 2 = 2 * (r - 1)) by (apply pow2_sqrt; lra).
  assert (Eb : sqrt (r - 2) ^ 2 = r - 2) by (apply pow2_sqrt; lra).
  assert (Hab : sqrt (2 * (r - 1)) * sqrt (r - 2) <= sqrt 2 * (r - 3 / 2)).
  { rewrite sqrt_mult by lra. rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply sqrt_pos|].
    rewrite <- sqrt_mult by lra. apply Rsqr_incr_0_var; [|lra].
    rewrite Rsqr_sqrt by nra. unfold Rsqr. lra. }
  replace ((sqrt (2 * (r - 1)) + (r - 1) * sqrt (r - 2)) ^ 2)
    with (sqrt (2 * (r - 1)) ^ 2 + 2 * (r - 1) * (sqrt (2 * (r - 1)) * sqrt (r - 2))
          + (r - 1) ^ 2 * sqrt (r - 2) ^ 2) by ring.
  rewrite Ea, Eb.
  assert (2 * (r - 1) * (sqrt (2 * (r - 1)) * sqrt (r - 2)) <= 2 * (r - 1) * (sqrt 2 * (r - 3 / 2)))
    by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** The margins are the differences C_DNC - (bound on C_SRG), cleared of the denominators. *)
Definition bounded_cost (L : nat) (r : R) : R :=
  (2 * (r - 1) + 2 * sqrt 2 * (r - 1) * (r - 3 / 2) + (r - 1) ^ 2 * (r - 2))
  * r ^ (L - 3) * (classes r * r / 4) * srg_inverse_square_sum r.

Lemma srg_cost_le L r : 4 <= r -> srg_cost L r <= bounded_cost L r.
Proof.
  intros H. unfold srg_cost, bounded_cost. rewrite shape_cost_eq.
  apply Rmult_le_compat_r; [apply Rlt_le, inverse_square_sum_pos, H|].
  apply Rmult_le_compat_r; [rewrite classes_eq; nra|].
  apply Rmult_le_compat_r; [apply pow_le; lra|]. now apply nuclear_norm_bound.
Qed.

Lemma margin_3_eq r : 4 <= r ->
  (r - 2) ^ 2 * (r - 3) ^ 2 * (classes r ^ 4 - bounded_cost 3 r) = margin_3 (sqrt 2) r.
Proof.
  intros H. unfold bounded_cost, margin_3, classes, srg_inverse_square_sum. cbn [Nat.sub].
  generalize (sqrt 2). intros w. field. lra.
Qed.

Lemma margin_4_eq r : 4 <= r ->
  (r - 2) ^ 2 * (r - 3) ^ 2 * (classes r ^ 5 - bounded_cost 4 r) = margin_4 (sqrt 2) r.
Proof.
  intros H. unfold bounded_cost, margin_4, classes, srg_inverse_square_sum. cbn [Nat.sub].
  generalize (sqrt 2). intros w. field. lra.
Qed.

Lemma from_margin r x : 4 <= r -> 0 < (r - 2) ^ 2 * (r - 3) ^ 2 * x -> 0 < x.
Proof.
  intros H Hx. apply (Rmult_lt_reg_l ((r - 2) ^ 2 * (r - 3) ^ 2)); [|lra].
  apply Rmult_lt_0_compat; apply pow_lt; lra.
Qed.

Theorem cost_constant_3 r : 5 <= r -> srg_cost 3 r < classes r ^ 4.
Proof.
  intros H. pose proof (srg_cost_le 3 r ltac:(lra)).
  enough (0 < classes r ^ 4 - bounded_cost 3 r) by lra.
  apply (from_margin r); [lra|]. rewrite margin_3_eq by lra.
  apply margin_3_positive; [apply sqrt2_bounded|easy].
Qed.

Theorem cost_constant_4 r : 4 <= r -> srg_cost 4 r < classes r ^ 5.
Proof.
  intros H. pose proof (srg_cost_le 4 r H).
  enough (0 < classes r ^ 5 - bounded_cost 4 r) by lra.
  apply (from_margin r); [lra|]. rewrite margin_4_eq by lra.
  apply margin_4_positive; [apply sqrt2_bounded|easy].
Qed.

(** One layer more multiplies C_SRG by r and C_DNC by K >= r. *)
Lemma cost_step L r : (3 <= L)%nat -> srg_cost (S L) r = r * srg_cost L r.
Proof.
  intros H. unfold srg_cost. rewrite !shape_cost_eq.
  replace (S L - 3)%nat with (S (L - 3)) by lia. cbn [pow]. ring.
Qed.

Theorem cost_constants L r : (L = 3%nat /\ 5 <= r) \/ ((4 <= L)%nat /\ 4 <= r) ->
  srg_cost L r < classes r ^ (L + 1).
Proof.
  intros [[-> H]|[HL H]]; [now apply cost_constant_3|].
  induction HL as [|L HL IH]; [now apply cost_constant_4|].
  rewrite cost_step by lia. cbn [Nat.add pow].
  pose proof (srg_cost_pos L r H). assert (r <= classes r) by (rewrite classes_eq; nra).
  apply Rle_lt_trans with (classes r * srg_cost L r); [nra|].
  apply Rmult_lt_compat_l; [lra|exact IH].
Qed.

(** (b) L = 3, r = 4: C_SRG > C_DNC. *)
Theorem cost_constant_exception : classes 4 ^ 4 < srg_cost 3 4.
Proof.
  unfold srg_cost. rewrite shape_cost_eq, nuclear_norm_B_eq, inverse_square_sum_eq, classes_eq by lra.
  replace (2 * (4 - 1)) with 6 by ring. replace (4 - 2) with 2 by ring. cbn [Nat.sub pow].
  assert (E6 : sqrt 6 * sqrt 6 = 6) by (apply sqrt_sqrt; lra).
  assert (E2 : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra).
  pose proof (sqrt_pos 6). pose proof (sqrt_pos 2).
  assert (24 / 10 < sqrt 6) by nra. assert (14 / 10 < sqrt 2) by nra.
  set (u := sqrt 6 + (4 - 1) * sqrt 2). assert (36 < u * u) by (unfold u; nra).
  match goal with |- ?x < ?y => replace x with 1296 by field; replace y with (36 * (u * u)) by (unfold u; field) end.
  lra.
Qed.

(** (c) L = 2, r = 4: the cost constants agree. *)
Theorem cost_constant_tie : srg2_shape_cost 4 * srg_inverse_square_sum 4 = classes 4 ^ 3.
Proof. unfold srg2_shape_cost, srg_inverse_square_sum, classes. field. Qed.
