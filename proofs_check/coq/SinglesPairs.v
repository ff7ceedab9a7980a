(** S18 (b): three points and their pairs, with rational weights, against SRG on the six edges of K_4. *)

From Coq Require Import Reals QArith Qreals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model Blocks Graphs ClosedForms CostConstants Srg SrgLoss BelowSrg CheaperNetwork
  DeeperNetwork Rational RationalNetwork CheaperNetworks.
Open Scope R_scope.

(** All s_i of SRG are 1. *)
Lemma last_norm_4 q0 q1 q2 : last_norm 4 q0 q1 q2 = q0 ^ 2 + 3 * q1 ^ 2 + 2 * q2 ^ 2.
Proof. unfold last_norm. cbn [INR]. field. Qed.

(** The root of the mean square of the outputs errs no more than they do. *)
Lemma mean_square_errs_less q0 q1 q2 p : 0 <= p -> 6 * p ^ 2 = q0 ^ 2 + 3 * q1 ^ 2 + 2 * q2 ^ 2 ->
  6 * (1 - p) ^ 2 <= srg_error 4 q0 q1 q2.
Proof.
  intros Hp Ep. assert (Hsum : q0 + 3 * q1 + 2 * q2 <= 6 * p).
  { apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
    pose proof (pow2_ge_0 (q0 - q1)). pose proof (pow2_ge_0 (q0 - q2)). pose proof (pow2_ge_0 (q1 - q2)). nra. }
  unfold srg_error. cbn [INR]. lra.
Qed.

(** c of SRG, six times, is more than the number that the network is below. *)
Lemma shape_cost_4 L : (4 <= L)%nat -> 6448 * 4 ^ (L - 4) < 6 * shape_cost L 4.
Proof.
  intros HL. unfold shape_cost. destruct (Nat.eqb_spec L 2); [lia|]. rewrite shape_cost_eq, nuclear_norm_B_eq, classes_eq.
  replace (L - 3)%nat with (S (L - 4)) by lia. cbn [pow]. pose proof (pow_lt 4 (L - 4) ltac:(lra)) as Hpow.
  set (p := 4 ^ (L - 4)) in *. clearbody p.
  replace (2 * (4 - 1)) with 6 by ring. replace (4 - 2) with 2 by ring.
  assert (E6 : sqrt 6 * sqrt 6 = 6) by (apply sqrt_sqrt; lra).
  assert (E2 : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra).
  assert (E : 3464 / 1000 < sqrt 6 * sqrt 2).
  { rewrite <- sqrt_mult by lra. apply Rsqr_incrst_0; [|lra|apply sqrt_pos]. rewrite Rsqr_sqrt; unfold Rsqr; lra. }
  replace (6 * ((sqrt 6 + (4 - 1) * sqrt 2) * ((sqrt 6 + (4 - 1) * sqrt 2) * 1) * (4 * p) * (4 * (4 - 1) / 2 * 4 / 4)))
    with (144 * p * (sqrt 6 * sqrt 6 + 9 * (sqrt 2 * sqrt 2) + 6 * (sqrt 6 * sqrt 2))) by field.
  rewrite E6, E2. nra.
Qed.

(** Every network of the family at r = 4 has a strictly cheaper one, in the same widths, from L = 4 on. *)
Theorem three_points_improve_srg L samples d lamH lam h W : (4 <= L)%nat -> (0 < samples)%nat ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> (forall l, (l <= L)%nat -> (srg_width 4 L l <= d l)%nat) ->
  d L = 6%nat -> srg_member 4 L h W -> improves 4 L samples d lamH lam h W.
Proof.
  intros HL Hs HH Hl Hd HdL Hm. set (h6 := real_features feature_6). set (W6 := deeper L (real_weights weights_6)).
  pose proof (fitsQ_fits 6 3 (widths 3 6 6 3) feature_6 weights_6 eq_refl fits_6) as H3.
  assert (Hfits : fits 6 L (widths 3 6 6 L) h6 W6) by (apply deeper_fits; try lia; exact H3).
  assert (Hcost : cost 6 L (widths 3 6 6 L) h6 W6 < 6 * shape_cost L 4).
  { apply Rle_lt_trans with (2 := shape_cost_4 L HL). unfold h6, W6. rewrite deeper_cost by lia.
    pose proof (lessQ_lt _ _ cheaper_6) as H. rewrite Q2R_mult, Q2R_pow, Q2R_natQ, Q2R_cost in H.
    replace (Q2R (6448 # 1)) with 6448 in H by (unfold Q2R; cbn; lra). cbn [Nat.sub INR] in H.
    replace (L - 3)%nat with (S (L - 4)) by lia. cbn [pow INR].
    set (c := cost 6 3 _ _ _) in *. assert (Hpow : (1 + 1 + 1) ^ (L - 4) <= 4 ^ (L - 4)) by (apply pow_incr; lra).
    pose proof (pow_lt (1 + 1 + 1) (L - 4) ltac:(lra)).
    replace (c * ((1 + 1 + 1) * (1 + 1 + 1) ^ (L - 4))) with (c * (1 + 1 + 1) ^ 1 * (1 + 1 + 1) ^ (L - 4)) by ring.
    apply Rle_trans with (6448 * (1 + 1 + 1) ^ (L - 4)); [|lra]. apply Rmult_le_compat_r; lra. }
  apply (cheaper_shape 4 L samples d lamH lam) with (w := widths 3 6 6 L); try easy; try lia.
  - intros l Hi. specialize (Hd l Hi). unfold srg_width in Hd. cbn [edges Nat.add] in Hd. unfold widths.
    destruct (S l <? L), (l <? L); lia.
  - apply width_last. lia.
  - intros q0 q1 q2 Hq. rewrite last_norm_4 in Hq |- *. set (S2 := q0 ^ 2 + 3 * q1 ^ 2 + 2 * q2 ^ 2) in *.
    assert (Hp : 0 < sqrt (S2 / 6)) by (apply sqrt_lt_R0; lra).
    assert (Ep : sqrt (S2 / 6) ^ 2 = S2 / 6) by (apply pow2_sqrt; lra).
    exists (with_output (sqrt (S2 / 6)) h6), (same_weights W6).
    destruct (fits_positive 6 L (widths 3 6 6 L) h6 W6 _ Hfits Hp) as [Hh HW]. repeat split; [easy..| |].
    + change (edges 4) with 6%nat. rewrite fits_errors by (easy || lra). replace (INR 6) with 6 by (cbn; lra).
      apply mean_square_errs_less; [lra|]. rewrite Ep. unfold S2. field.
    + change (edges 4) with 6%nat. rewrite with_output_cost, Ep. replace (INR 4) with 4 by (cbn; lra).
      apply Rlt_le_trans with (S2 / 6 * (6 * shape_cost L 4)); [|apply Req_le; field]. apply Rmult_lt_compat_l; lra.
Qed.
