(** S4 in full, for every r >= 4 and L >= 2: the least loss of the SRG family over all scales and outputs is
    the least of 1/2 and the values of the kappa-curve, each of which some network attains. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound Blocks BalancedValue Graphs KappaCurve UpwardCrossings
  ClosedForms CostConstants Srg SrgTwoLayers.
Open Scope R_scope.

(** ** The family: scaled SRG shapes, with any outputs on the three eigenspaces *)

Definition base_features (r L : nat) : nat -> vec := if L =? 2 then first_features2 r else first_features r.
Definition base_weights (r L : nat) (q0 q1 q2 : R) : nat -> mat :=
  if L =? 2 then srg2_weights r q0 q1 q2 else srg_weights r L q0 q1 q2.

Definition srg_member (r L : nat) (h : nat -> vec) (W : nat -> mat) : Prop :=
  exists aH a q0 q1 q2, 0 < aH /\ (forall l, 0 < a l) /\
    h = scaled_features aH (base_features r L) /\ W = scaled_weights a (base_weights r L q0 q1 q2).

(** c = |B|_*^2 r^(L-3) K r/4 for L >= 3, and |M_2|_*^2 for L = 2. *)
Definition shape_cost (L : nat) (r : R) : R := if L =? 2 then srg2_shape_cost r else srg_shape_cost L r.

Definition outputs (q0 q1 q2 : R) (i : nat) : R := match i with O => q0 | 1%nat => q1 | _ => q2 end.

Section Family.

Context (r L : nat) (Hr : (4 <= r)%nat) (HL : (2 <= L)%nat).
Let n := INR r.
Let K := edges r.

Lemma r4 : 4 <= n.
Proof. apply n_ge_4, Hr. Qed.

Lemma base_errors q0 q1 q2 : errors K L (srg_width r L) (base_weights r L q0 q1 q2) (base_features r L)
  = (1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2.
Proof.
  unfold base_weights, base_features. destruct (Nat.eqb_spec L 2) as [->|H].
  - now apply srg2_errors.
  - apply srg_errors; [easy|lia].
Qed.

Lemma base_output q0 q1 q2 e f : (e < K)%nat -> (f < K)%nat ->
  pre (srg_width r L) (base_weights r L q0 q1 q2) L (base_features r L e) f = combination r q0 q1 q2 f e.
Proof.
  intros He Hf. unfold base_weights, base_features. destruct (Nat.eqb_spec L 2) as [->|H].
  - now apply srg2_output.
  - apply srg_output; easy || lia.
Qed.

Lemma base_product q0 q1 q2 :
  features2 K (srg_width r L) (base_features r L) * prod L (weights2 (srg_width r L) (base_weights r L q0 q1 q2))
  = shape_cost L n * last_norm r q0 q1 q2.
Proof.
  unfold base_weights, base_features, shape_cost. destruct (Nat.eqb_spec L 2) as [->|H].
  - now apply srg2_product.
  - apply srg_product; [easy|lia].
Qed.

Lemma nuclear_norm_M2_pos : 0 < nuclear_norm_M2 n.
Proof. pose proof r4. unfold nuclear_norm_M2. nra. Qed.

Lemma last_norm_pos q0 q1 q2 : q0 <> 0 \/ q1 <> 0 \/ q2 <> 0 -> 0 < last_norm r q0 q1 q2.
Proof.
  intros H. pose proof r4. unfold last_norm. fold n.
  assert (0 < / ((n - 2) * (n - 3) / 2) ^ 2) by (apply Rinv_0_lt_compat, pow_lt; nra).
  assert (0 < / (n - 3) ^ 2) by (apply Rinv_0_lt_compat, pow_lt; lra).
  assert (Hsq : forall c q, 0 < c -> 0 <= c * q ^ 2 /\ (q <> 0 -> 0 < c * q ^ 2)).
  { intros c q Hc. split; [|intros Hq; assert (0 < q ^ 2) by (rewrite <- Rsqr_pow2; now apply Rlt_0_sqr); nra].
    apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  replace (_ + _ + _) with (/ ((n - 2) * (n - 3) / 2) ^ 2 * q0 ^ 2 + (n - 1) * / (n - 3) ^ 2 * q1 ^ 2
    + n * (n - 3) / 2 * q2 ^ 2) by (field; lra).
  destruct (Hsq (/ ((n - 2) * (n - 3) / 2) ^ 2) q0), (Hsq ((n - 1) * / (n - 3) ^ 2) q1), (Hsq (n * (n - 3) / 2) q2); nra.
Qed.

Lemma base_positive q0 q1 q2 : 0 < last_norm r q0 q1 q2 ->
  0 < features2 K (srg_width r L) (base_features r L) /\
  forall l, (l < L)%nat -> 0 < weights2 (srg_width r L) (base_weights r L q0 q1 q2) l.
Proof.
  intros Hq. pose proof r4. pose proof (nuclear_norm_B_pos n r4). pose proof nuclear_norm_M2_pos.
  unfold base_weights, base_features. destruct (Nat.eqb_spec L 2) as [->|HL3].
  - unfold K. rewrite srg2_features2 by easy. split; [easy|]. intros l Hl.
    rewrite srg2_weights2 by easy. destruct (l =? 0); easy.
  - unfold K. rewrite srg_features2 by (easy || lia). split; [easy|]. intros l Hl.
    rewrite srg_weights2 by (easy || lia).
    destruct (l =? 0), (S l =? L), (S (S l) =? L); try easy; fold n; try lra; rewrite classes_eq; nra.
Qed.

Lemma shape_cost_pos : 0 < shape_cost L n.
Proof.
  pose proof r4. pose proof (nuclear_norm_B_pos n r4) as HB. pose proof nuclear_norm_M2_pos as HM.
  unfold shape_cost. destruct (L =? 2).
  - replace (srg2_shape_cost n) with (nuclear_norm_M2 n ^ 2)
      by (unfold srg2_shape_cost, nuclear_norm_M2; ring). now apply pow_lt.
  - rewrite shape_cost_eq, classes_eq.
    repeat apply Rmult_lt_0_compat; try apply pow_lt; try easy; nra.
Qed.

(** The spectrum, in the form of the general kappa-curve. *)
Lemma multiplicity_pos i : (i < 3)%nat -> 0 < multiplicity n i.
Proof.
  intros H. pose proof r4. unfold multiplicity, multiplicity_0, multiplicity_1, multiplicity_2.
  destruct i as [|[|]]; nra.
Qed.

Lemma spectrum_pos i : (i < 3)%nat -> 0 < spectrum n i.
Proof.
  intros H. pose proof r4. unfold spectrum, singular_value_0, singular_value_1, singular_value_2.
  destruct i as [|[|]]; nra.
Qed.

Lemma multiplicities_sum : sum 3 (multiplicity n) = INR K.
Proof.
  cbn [sum multiplicity]. unfold multiplicity_0, multiplicity_1, multiplicity_2, K.
  rewrite INR_edges. fold n. field.
Qed.

Lemma last_norm_eq q0 q1 q2 :
  last 3 (multiplicity n) (spectrum n) (outputs q0 q1 q2) = last_norm r q0 q1 q2.
Proof.
  pose proof r4. unfold last, last_norm. cbn [sum multiplicity spectrum outputs].
  unfold multiplicity_0, multiplicity_1, multiplicity_2, singular_value_0, singular_value_1, singular_value_2.
  fold n. field. lra.
Qed.

Lemma fit_eq q0 q1 q2 :
  fit 3 (INR K) (multiplicity n) (outputs q0 q1 q2)
  = ((1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2) / (2 * INR K).
Proof.
  unfold fit. cbn [sum multiplicity outputs]. unfold multiplicity_0, multiplicity_1, multiplicity_2. 
  f_equal. field.
Qed.

Lemma K_pos : 0 < INR K.
Proof. unfold K. rewrite INR_edges. pose proof r4. fold n. nra. Qed.

(** Every member costs at least F of its outputs, by AM-GM. *)
Context (samples : nat) (lamH : R) (lam : nat -> R).
Hypothesis Hsamples : (0 < samples)%nat.
Hypothesis HlamH : 0 < lamH.
Hypothesis Hlam : forall l, (l < L)%nat -> 0 < lam l.

Let X := Lambda samples L lamH lam * shape_cost L n.
Let cost (h : nat -> vec) (W : nat -> mat) : R :=
  objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W.

Lemma X_pos : 0 < X.
Proof.
  apply Rmult_lt_0_compat; [|apply shape_cost_pos].
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [apply lt_0_INR|]; easy|now apply prod_pos].
Qed.

(** What a member of the family has: its outputs on the eigenspaces, and the product of its squared norms.  No features
    are zero. *)
Lemma member_shape h W : srg_member r L h W -> exists q0 q1 q2,
  errors K L (srg_width r L) W h
    = (1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2 /\
  Blocks.cost K L (srg_width r L) h W = shape_cost L n * last_norm r q0 q1 q2 /\
  0 < features2 K (srg_width r L) h.
Proof.
  intros (aH & a & q0 & q1 & q2 & HaH & Ha & -> & ->). set (rho := aH * prod L a).
  exists (rho * q0), (rho * q1), (rho * q2). split; [|split].
  - rewrite <- base_errors. apply sum_ext. intros e He. apply sum_ext. intros f Hf.
    unfold scaled_weights, scaled_features. rewrite pre_scale by (intros; apply Rlt_le; auto).
    rewrite !base_output by easy. fold rho. unfold combination. ring.
  - unfold Blocks.cost. rewrite scaled_features2.
    rewrite (prod_ext L (weights2 (srg_width r L) (scaled_weights a (base_weights r L q0 q1 q2)))
               (fun l => (a l * a l) * weights2 (srg_width r L) (base_weights r L q0 q1 q2) l))
      by (intros l _; etransitivity; [exact (scaled_weights2 _ a _ l)|ring]).
    rewrite !prod_mult. transitivity (rho ^ 2 * (shape_cost L n * last_norm r q0 q1 q2)).
    + rewrite <- base_product. unfold rho. ring.
    + unfold last_norm. fold n. pose proof r4. field. lra.
  - rewrite scaled_features2. apply Rmult_lt_0_compat; [now apply pow_lt|].
    apply (base_positive 1 1 1), last_norm_pos. lra.
Qed.

Lemma F_eq q0 q1 q2 : F 3 L (INR K) X (multiplicity n) (spectrum n) (outputs q0 q1 q2)
  = balanced_value K L (Lambda samples L lamH lam)
      ((1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2)
      (shape_cost L n * last_norm r q0 q1 q2).
Proof. unfold F, balanced_value, mean. rewrite fit_eq, last_norm_eq. unfold X. now rewrite Rmult_assoc. Qed.

Lemma member_cost h W : srg_member r L h W ->
  exists q, F 3 L (INR K) X (multiplicity n) (spectrum n) q <= cost h W.
Proof.
  intros Hm. destruct (member_shape h W Hm) as (q0 & q1 & q2 & Ee & Ec & _). exists (outputs q0 q1 q2).
  rewrite F_eq, <- Ee, <- Ec. now apply balanced_value_below.
Qed.

(** Balanced scales attain F. *)
Lemma member_exists q0 q1 q2 : 0 < last_norm r q0 q1 q2 ->
  exists h W, srg_member r L h W /\ cost h W = F 3 L (INR K) X (multiplicity n) (spectrum n) (outputs q0 q1 q2).
Proof.
  intros Hq. destruct (base_positive q0 q1 q2 Hq) as [Hf Hw].
  destruct (balanced_value_scales K samples L (srg_width r L) lamH lam Hsamples HlamH Hlam (base_features r L)
    (base_weights r L q0 q1 q2) Hf Hw) as (aH & a & HaH & Ha & E).
  exists (scaled_features aH (base_features r L)), (scaled_weights a (base_weights r L q0 q1 q2)). split.
  - exists aH, a, q0, q1, q2. easy.
  - unfold cost. rewrite E, F_eq, base_errors. unfold Blocks.cost. now rewrite base_product.
Qed.

Ltac spectrum_hypotheses :=
  first [lia|exact K_pos|exact X_pos|exact multiplicity_pos|exact spectrum_pos].

(** S4: every point of the kappa-curve is the loss of some network of the family. *)
Theorem srg_curve_attained kappa : on_curve 3 L (INR K) X (multiplicity n) (spectrum n) kappa ->
  exists h W, srg_member r L h W /\ cost h W = curve_loss 3 L (INR K) (multiplicity n) (spectrum n) kappa.
Proof.
  intros Hc. set (q := ridge (spectrum n) kappa).
  assert (Hq : 0 < last 3 (multiplicity n) (spectrum n) (outputs (q 0%nat) (q 1%nat) (q 2%nat))).
  { change (last 3 (multiplicity n) (spectrum n) (outputs (q 0%nat) (q 1%nat) (q 2%nat)))
      with (last 3 (multiplicity n) (spectrum n) q). unfold q.
    rewrite last_ridge; [|exact spectrum_pos|destruct Hc; lra].
    apply T_pos; [lia|exact multiplicity_pos|exact spectrum_pos|destruct Hc; lra]. }
  rewrite last_norm_eq in Hq. destruct (member_exists _ _ _ Hq) as (h & W & Hm & E).
  exists h, W. split; [easy|]. rewrite E.
  rewrite <- (loss_on_curve 3 L (INR K) X); [reflexivity|spectrum_hypotheses ..|exact Hc].
Qed.

(** S4: the least loss of the family is 1/2, or that of an upward crossing of the kappa-curve. *)
Theorem srg_least_value :
  (forall h W, srg_member r L h W -> 1 / 2 <= cost h W) \/
  exists kappa, let value := curve_loss 3 L (INR K) (multiplicity n) (spectrum n) kappa in
    upward 3 L (INR K) X (multiplicity n) (spectrum n) kappa /\ value < 1 / 2 /\
    (exists h W, srg_member r L h W /\ cost h W = value) /\
    (forall h W, srg_member r L h W -> value <= cost h W).
Proof.
  assert (Ez : zero_value 3 (INR K) (multiplicity n) = 1 / 2).
  { unfold zero_value. rewrite multiplicities_sum. pose proof K_pos. field. lra. }
  destruct (least_value 3 L (INR K) X (multiplicity n) (spectrum n)) as [H|(kappa & Hup & Hlt & H)];
    [spectrum_hypotheses ..|left|right].
  - intros h W Hm. destruct (member_cost h W Hm) as (q & Hle). specialize (H q). rewrite Ez in H. lra.
  - exists kappa. cbv zeta. rewrite <- Ez. repeat split; try apply Hup; try easy.
    + apply srg_curve_attained, Hup.
    + intros h W Hm. destruct (member_cost h W Hm) as (q & Hle). specialize (H q). lra.
Qed.

(** No network of the family costs less than both 1/2 and every point of the kappa-curve. *)
Theorem srg_least_loss h W : srg_member r L h W ->
  1 / 2 <= cost h W \/
  exists kappa, on_curve 3 L (INR K) X (multiplicity n) (spectrum n) kappa /\
    curve_loss 3 L (INR K) (multiplicity n) (spectrum n) kappa <= cost h W.
Proof.
  intros Hm. destruct (member_cost h W Hm) as (q & Hle).
  destruct (least_loss 3 L (INR K) X (multiplicity n) (spectrum n)) with (q := q) as [Hz|(kappa & Hc & Hk)];
    [spectrum_hypotheses ..|left|right].
  - unfold zero_value in Hz. rewrite multiplicities_sum in Hz. pose proof K_pos.
    replace (INR K / (2 * INR K)) with (1 / 2) in Hz by (field; lra). lra.
  - exists kappa. split; [easy|lra].
Qed.

Lemma inverse_square_sum_as_sum :
  sum 3 (fun i => multiplicity n i / spectrum n i ^ 2) = srg_inverse_square_sum n.
Proof. rewrite inverse_square_sum_spectrum by apply r4. cbn [sum multiplicity spectrum]. ring. Qed.

(** S4: with one output q = s^(L+1) the loss is f with Chat = (Lambda c sum m_i / s_i^2)^(1/(L+1)). *)
Theorem srg_uniform_bound C s : 0 < C -> C ^ (L + 1) = X * srg_inverse_square_sum n -> 0 < s ->
  exists h W, srg_member r L h W /\ cost h W = loss L C s.
Proof.
  intros HC EC Hs. pose proof r4. set (q := s ^ (L + 1)).
  assert (Hq : 0 < q) by (now apply pow_lt).
  destruct (member_exists q q q) as (h & W & Hm & E).
  { replace (last_norm r q q q) with (srg_inverse_square_sum n * q ^ 2)
      by (unfold last_norm; fold n; rewrite inverse_square_sum_eq by easy; field; lra).
    apply Rmult_lt_0_compat; [now apply inverse_square_sum_pos|now apply pow_lt]. }
  exists h, W. split; [easy|]. rewrite E. rewrite <- inverse_square_sum_as_sum in EC.
  rewrite <- (uniform_bound 3 L (INR K) X (multiplicity n) (spectrum n)) with (c := C);
    [|spectrum_hypotheses ..|exact multiplicities_sum|lra|lra|exact EC].
  unfold F, fit, mean, last. cbn [sum outputs]. reflexivity.
Qed.

(** Small outputs cost as little more than 1/2 as one likes. *)
Theorem srg_near_zero eps : 0 < eps -> exists h W, srg_member r L h W /\ cost h W < 1 / 2 + eps.
Proof.
  intros Heps. pose proof r4. pose proof X_pos. pose proof (pos_INR L) as HL0.
  assert (HX0 : 0 < X * srg_inverse_square_sum n)
    by (apply Rmult_lt_0_compat; [easy|now apply inverse_square_sum_pos]).
  set (C := root (L + 1) (X * srg_inverse_square_sum n)).
  assert (HC : 0 < C) by (now apply root_pos).
  set (c := (INR L + 1) / 2 * C). assert (Hc : 0 < c) by (apply Rmult_lt_0_compat; lra).
  set (s := Rmin 1 (eps / (2 * c))).
  assert (Hs0 : 0 < eps / (2 * c)) by (apply Rdiv_lt_0_compat; lra).
  assert (Hs : 0 < s <= 1 /\ s <= eps / (2 * c)).
  { unfold s, Rmin. destruct (Rle_dec 1 (eps / (2 * c))); lra. }
  destruct (srg_uniform_bound C s) as (h & W & Hm & E); [easy|apply root_pow; [lia|lra]|easy|].
  exists h, W. split; [easy|]. rewrite E. unfold loss.
  assert (Hq : 0 <= s ^ (L + 1) <= 1).
  { split; [apply pow_le; lra|]. rewrite <- (pow1 (L + 1)). apply pow_incr. lra. }
  assert (c * s < eps).
  { apply Rle_lt_trans with (c * (eps / (2 * c))); [apply Rmult_le_compat_l; lra|].
    replace (c * (eps / (2 * c))) with (eps / 2) by (field; lra). lra. }
  assert (c * s ^ 2 <= c * s) by (apply Rmult_le_compat_l; nra).
  fold c. nra.
Qed.

(** Where all s_i are 1, as for r = 4, the least loss of the family is that of one output. *)
Lemma member_cost_uniform h W C : (forall i, (i < 3)%nat -> spectrum n i = 1) -> srg_member r L h W ->
  0 <= C -> C ^ (L + 1) = X * srg_inverse_square_sum n ->
  exists s, 0 <= s /\ loss L C s <= cost h W.
Proof.
  intros H1 Hm HC EC. destruct (member_cost h W Hm) as (q & Hle).
  set (m := multiplicity n) in *. pose proof K_pos as HK.
  set (S2 := sum 3 (fun i => m i * q i ^ 2)). set (S1 := sum 3 (fun i => m i * q i)).
  assert (HS2 : 0 <= S2).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le, multiplicity_pos, Hi|apply pow2_ge_0]. }
  set (p := sqrt (S2 / INR K)). assert (Hp : 0 <= p) by apply sqrt_pos.
  assert (Ep : INR K * p ^ 2 = S2).
  { unfold p. rewrite pow2_sqrt; [field; lra|]. apply Rmult_le_pos; [easy|apply Rlt_le, Rinv_0_lt_compat; easy]. }
  destruct (root_exists (L + 1) p ltac:(lia) Hp) as (s & Hs & Es).
  exists s. split; [easy|]. apply Rle_trans with (2 := Hle).
  assert (EK : sum 3 (fun i => m i * 1) = INR K).
  { rewrite sum_scal_r, Rmult_1_r. apply multiplicities_sum. }
  assert (EI : srg_inverse_square_sum n = INR K).
  { rewrite <- inverse_square_sum_as_sum, <- EK. apply sum_ext. intros i Hi. fold m. rewrite (H1 i Hi). field. }
  assert (EL : last 3 m (spectrum n) q = S2).
  { apply sum_ext. intros i Hi. rewrite (H1 i Hi). field. }
  assert (HS1 : S1 <= INR K * p).
  { assert (HCS : S1 ^ 2 <= INR K * S2).
    { apply discriminant. intros x y.
      replace (x ^ 2 * INR K + 2 * x * y * S1 + y ^ 2 * S2) with (sum 3 (fun i => m i * (x + y * q i) ^ 2)).
      - apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le, multiplicity_pos, Hi|apply pow2_ge_0].
      - rewrite <- EK. unfold S1, S2. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext. intros; ring. }
    apply Rsqr_incr_0_var; [|nra]. unfold Rsqr. nra. }
  unfold F, loss. rewrite Es. apply Rplus_le_compat.
  - unfold fit. apply (Rmult_le_reg_r (2 * INR K)); [lra|].
    replace (sum 3 (fun i => m i * (1 - q i) ^ 2) / (2 * INR K) * (2 * INR K)) with (INR K - 2 * S1 + S2).
    + nra.
    + rewrite <- EK at 1. unfold S1, S2. rewrite <- sum_scal, <- sum_minus, <- sum_plus.
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. apply sum_ext; intros; ring.
  - unfold mean. rewrite EL, (root_unique (L + 1) _ (C * s ^ 2)); [lra|lia| |].
    + apply Rmult_le_pos; [easy|apply pow2_ge_0].
    + rewrite Rpow_mult_distr, EC, EI, <- (pow_mult s 2), (Nat.mul_comm 2), pow_mult, Es, <- Ep. ring.
Qed.

End Family.
