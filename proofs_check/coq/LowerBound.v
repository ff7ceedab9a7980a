(** S9: every solution costs at least f with Chat = (n lamH lam_1 ... lam_L)^(1/(L+1)) K^(2/(L+1)). *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model.
Open Scope R_scope.

(** AM-GM over the L + 1 penalties: squared norms aH of H_1 and a l of W_(l+1). *)
Lemma penalties_am_gm L lamH lam aH a g :
  0 <= lamH * aH -> (forall l, (l < L)%nat -> 0 <= lam l * a l) -> 0 <= g ->
  g ^ (L + 1) <= lamH * prod L lam * (aH * prod L a) ->
  (INR L + 1) / 2 * g <= lamH / 2 * aH + sum L (fun l => lam l / 2 * a l).
Proof.
  intros HH Hl Hg Hp.
  set (x i := match i with O => lamH * aH | S l => lam l * a l end).
  pose proof (am_gm (S L) g x) as H. rewrite S_INR in H.
  rewrite sum_shift, prod_shift in H. cbn [x] in H. rewrite prod_mult in H.
  replace (sum L (fun l => lam l / 2 * a l)) with (sum L (fun l => lam l * a l) / 2).
  - enough ((INR L + 1) * g <= lamH * aH + sum L (fun i => lam i * a i)) by lra.
    apply H; [|easy|].
    + intros [|l] Hi; cbn; [easy|apply Hl; lia].
    + rewrite Nat.add_1_r in Hp. nra.
  - unfold Rdiv at 1. rewrite <- sum_scal_r. apply sum_ext; intros; field.
Qed.

(** Norms multiply: sum over classes of |H_(l+1)|^2 <= |H_1|^2 |W_1|^2 ... |W_l|^2. *)
Lemma norms_multiply K d W h l :
  sum K (fun k => norm2 (d l) (pre d W l (h k)))
  <= sum K (fun k => norm2 (d O) (h k)) * prod l (fun i => frob2 (d (S i)) (d i) (W i)).
Proof.
  induction l as [|l IH]; cbn [prod]; [cbn [pre]; lra|].
  apply Rle_trans with (sum K (fun k => norm2 (d l) (pre d W l (h k))) * frob2 (d (S l)) (d l) (W l)).
  - rewrite <- sum_scal_r. apply sum_le. intros k Hk. rewrite pre_S.
    eapply Rle_trans; [apply norm2_apply_le|]. rewrite Rmult_comm.
    apply Rmult_le_compat_r; [apply frob2_nonneg|apply norm2_post_le].
  - rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply frob2_nonneg|exact IH].
Qed.

(** The trace of the output is at most the product of all norms. *)
Lemma trace_le K L d W h : (0 < L)%nat -> d L = K ->
  (sum K (fun k => pre d W L (h k) k)) ^ 2
  <= sum K (fun k => norm2 (d O) (h k)) * prod L (fun i => frob2 (d (S i)) (d i) (W i)).
Proof.
  intros HL HK. destruct L as [|l]; [lia|].
  replace (sum K (fun k => pre d W (S l) (h k) k))
    with (sum K (fun k => sum (d l) (fun j => W l k j * post d W l (h k) j)))
    by (apply sum_ext; intros; now rewrite pre_S).
  eapply Rle_trans; [apply cauchy_schwarz2|]. cbn [prod]. rewrite HK.
  rewrite <- Rmult_assoc, Rmult_comm. apply Rmult_le_compat_r; [apply frob2_nonneg|].
  eapply Rle_trans; [|apply norms_multiply]. apply sum_le. intros k Hk. apply norm2_post_le.
Qed.

(** Only the mean diagonal output matters for the fit. *)
Lemma fit_ge K L d W h : (0 < K)%nat ->
  (1 - sum K (fun k => pre d W L (h k) k) / INR K) ^ 2 / 2
  <= / (2 * INR K) * sum K (fun k => error K L d W k (h k)).
Proof.
  intros HK. assert (0 < INR K) by (apply lt_0_INR; easy).
  set (t := sum K (fun k => pre d W L (h k) k)).
  assert (H1 : (t - INR K) ^ 2 <= INR K * sum K (fun k => error K L d W k (h k))).
  { replace (t - INR K) with (sum K (fun k => pre d W L (h k) k - 1)).
    - eapply Rle_trans; [apply sum_sqr_ge|]. apply Rmult_le_compat_l; [lra|].
      apply sum_le. intros k Hk. unfold error.
      pose proof (sum_term_le K (fun i => (pre d W L (h k) i - delta i k) ^ 2) k
                    (fun _ _ => pow2_ge_0 _) Hk) as H1.
      cbv beta in H1. now rewrite delta_same in H1.
    - rewrite sum_minus, sum_const. unfold t. ring. }
  replace ((1 - t / INR K) ^ 2 / 2) with (/ (2 * INR K) * ((t - INR K) ^ 2 / INR K)) by (field; lra).
  apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat; lra|].
  apply (Rmult_le_reg_l (INR K)); [easy|]. field_simplify; [|lra]. lra.
Qed.

Lemma objective1_eq K L d lamH lam h W : objective1 K L d lamH lam h W =
  / (2 * INR K) * sum K (fun k => error K L d W k (h k)) + lamH / 2 * sum K (fun k => norm2 (d O) (h k))
  + penalty L d lam W.
Proof.
  unfold objective1, objective. cbn [sum INR]. rewrite Rmult_1_r.
  repeat setoid_rewrite Rplus_0_l. reflexivity.
Qed.

Lemma lower_bound1 K L d lamH lam h W C :
  (0 < K)%nat -> (0 < L)%nat -> d L = K -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 <= C -> C ^ (L + 1) = lamH * prod L lam * INR K ^ 2 ->
  exists s, 0 <= s /\ loss L C s <= objective1 K L d lamH lam h W.
Proof.
  intros HK HL Hd HH Hl HC EC. rewrite objective1_eq.
  assert (0 < INR K) by (apply lt_0_INR; easy).
  set (t := sum K (fun k => pre d W L (h k) k)).
  pose proof (fit_ge K L d W h HK) as Hfit. fold t in Hfit.
  pose proof (trace_le K L d W h HL Hd) as Htr. fold t in Htr.
  set (fit := / (2 * INR K) * _) in *. clearbody fit.
  set (aH := sum K (fun k => norm2 (d O) (h k))) in *.
  assert (HaH : 0 <= aH) by (apply sum_nonneg; intros; apply norm2_nonneg).
  assert (Hreg : forall g, 0 <= g -> g ^ (L + 1) <= lamH * prod L lam * t ^ 2 ->
            (INR L + 1) / 2 * g <= lamH / 2 * aH + penalty L d lam W).
  { intros g Hg Hle. apply penalties_am_gm; [nra| |easy|].
    - intros l Hi. apply Rmult_le_pos; [apply Rlt_le, Hl, Hi|apply frob2_nonneg].
    - eapply Rle_trans; [exact Hle|]. apply Rmult_le_compat_l; [|exact Htr].
      apply Rlt_le, Rmult_lt_0_compat; [easy|]. now apply prod_pos. }
  destruct (Rle_lt_dec 0 t) as [Ht|Ht].
  - destruct (root_exists (L + 1) (t / INR K) ltac:(lia)) as (s & Hs & Es).
    { apply Rmult_le_pos; [easy|]. apply Rlt_le, Rinv_0_lt_compat; easy. }
    exists s. split; [easy|]. unfold loss. rewrite Es.
    specialize (Hreg (C * s ^ 2)).
    enough ((INR L + 1) / 2 * (C * s ^ 2) <= lamH / 2 * aH + penalty L d lam W) by lra.
    apply Hreg; [apply Rmult_le_pos; [easy|apply pow2_ge_0]|].
    apply Req_le. rewrite Rpow_mult_distr, EC, <- pow_mult, Nat.mul_comm, pow_mult, Es. field. lra.
  - exists 0. split; [lra|]. rewrite loss_0.
    specialize (Hreg 0 ltac:(lra)). rewrite pow_i in Hreg by lia.
    assert (0 <= lamH * prod L lam * t ^ 2).
    { apply Rmult_le_pos; [|apply pow2_ge_0].
      apply Rlt_le, Rmult_lt_0_compat; [easy|]. now apply prod_pos. }
    specialize (Hreg H0).
    assert (t / INR K < 0).
    { unfold Rdiv. assert (0 < / INR K) by (apply Rinv_0_lt_compat; easy). nra. }
    nra.
Qed.

(** S9, for every number of samples, all widths and all separate regularisation parameters. *)
Theorem lower_bound K n L d lamH lam h W C :
  (0 < K)%nat -> (0 < n)%nat -> (0 < L)%nat -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 <= C -> C ^ (L + 1) = Lambda n L lamH lam * INR K ^ 2 ->
  exists s, 0 <= s /\ loss L C s <= objective K n L d lamH lam h W.
Proof.
  intros HK Hn HL Hd HH Hl HC EC.
  destruct (collapse K n L d lamH lam h W Hn) as (h1 & _ & Hle).
  destruct (lower_bound1 K L d (INR n * lamH) lam h1 W C) as (s & Hs & Hls); try easy.
  - apply Rmult_lt_0_compat; [apply lt_0_INR|]; easy.
  - exists s. split; [easy|]. lra.
Qed.
