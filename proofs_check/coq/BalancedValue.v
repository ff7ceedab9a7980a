(** The least objective of a network over all positive scales of its layers: it depends on its errors and on the
    product of its squared norms alone. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound Blocks KappaCurve.
Open Scope R_scope.

(** Errors e, and a product c of all squared norms. *)
Definition balanced_value (K L : nat) (Lam e c : R) : R :=
  e / (2 * INR K) + (INR L + 1) / 2 * root (L + 1) (Lam * c).

Lemma root_increases n x y : (0 < n)%nat -> 0 <= x < y -> root n x < root n y.
Proof.
  intros Hn H. apply (pow_lt_inj n); [easy|apply root_nonneg..|]. rewrite !root_pow by (easy || lra). lra.
Qed.

Lemma balanced_value_less K L Lam e e' c c' : (0 < K)%nat -> 0 < Lam -> 0 <= c' < c -> e' <= e ->
  balanced_value K L Lam e' c' < balanced_value K L Lam e c.
Proof.
  intros HK HLam Hc He. pose proof (lt_0_INR K HK). pose proof (pos_INR L). unfold balanced_value.
  apply Rplus_le_lt_compat.
  - apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|easy].
  - apply Rmult_lt_compat_l; [lra|]. apply root_increases; [lia|]. split; [apply Rmult_le_pos; lra|].
    now apply Rmult_lt_compat_l.
Qed.

Section Value.

Context (K n L : nat) (w : nat -> nat) (lamH : R) (lam : nat -> R).
Hypothesis Hn : (0 < n)%nat.
Hypothesis HlamH : 0 < lamH.
Hypothesis Hlam : forall l, (l < L)%nat -> 0 < lam l.

Let Lam := Lambda n L lamH lam.

Lemma Lambda_pos : 0 < Lam.
Proof.
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [now apply lt_0_INR|easy]|now apply prod_pos].
Qed.

Lemma cost_nonneg h W : 0 <= cost K L w h W.
Proof.
  apply Rmult_le_pos; [apply sum_nonneg; intros; apply norm2_nonneg|].
  apply prod_nonneg. intros l Hl. apply frob2_nonneg.
Qed.

(** No network costs less. *)
Lemma balanced_value_below h W :
  balanced_value K L Lam (errors K L w W h) (cost K L w h W) <= objective K n L w lamH lam (fun k _ => h k) W.
Proof.
  rewrite copies_cost, objective1_split by easy. apply Rplus_le_compat_l. unfold regularisation, penalty.
  pose proof Lambda_pos. pose proof (cost_nonneg h W).
  assert (0 < INR n * lamH) by (apply Rmult_lt_0_compat; [now apply lt_0_INR|easy]).
  apply penalties_am_gm; [| |apply root_nonneg|].
  - apply Rmult_le_pos; [lra|]. apply sum_nonneg; intros; apply norm2_nonneg.
  - intros l Hl. apply Rmult_le_pos; [apply Rlt_le; auto|apply frob2_nonneg].
  - rewrite root_pow by (lia || (apply Rmult_le_pos; lra)). apply Req_le. unfold Lam, Lambda, cost, features2, weights2. ring.
Qed.

(** Balanced scales attain it. *)
Lemma balanced_value_scales h W : 0 < features2 K w h -> (forall l, (l < L)%nat -> 0 < weights2 w W l) ->
  exists aH a, 0 < aH /\ (forall l, 0 < a l) /\
    objective K n L w lamH lam (fun k _ => scaled_features aH h k) (scaled_weights a W)
    = balanced_value K L Lam (errors K L w W h) (cost K L w h W).
Proof.
  intros Hh HW. pose proof Lambda_pos as HLam.
  assert (HnH : 0 < INR n * lamH) by (apply Rmult_lt_0_compat; [now apply lt_0_INR|easy]).
  assert (Hc : 0 < cost K L w h W) by (apply Rmult_lt_0_compat; [easy|now apply prod_pos]).
  destruct (balanced K L w (INR n * lamH) lam h W (root (L + 1) (Lam * cost K L w h W))) as (aH & a & HaH & Ha & Ee & Er);
    try easy.
  - apply root_pos. nra.
  - rewrite root_pow by (lia || nra). unfold Lam, Lambda, cost. ring.
  - exists aH, a. repeat split; try easy. rewrite copies_cost, objective1_split, Ee, Er by easy. reflexivity.
Qed.

(** In wider layers too. *)
Lemma balanced_value_attained d h W : (forall l, (l <= L)%nat -> (w l <= d l)%nat) -> w L = K -> d L = K ->
  0 < features2 K w h -> (forall l, (l < L)%nat -> 0 < weights2 w W l) ->
  exists h' W', objective K n L d lamH lam h' W' = balanced_value K L Lam (errors K L w W h) (cost K L w h W).
Proof.
  intros Hd HwL HdL Hh HW. destruct (balanced_value_scales h W Hh HW) as (aH & a & _ & _ & E).
  destruct (wider K n L d w lamH lam (scaled_weights a W) (scaled_features aH h)) as (hs & Ws & Ew); try easy.
  exists (fun k _ => hs k), Ws. now rewrite Ew, E.
Qed.

End Value.
