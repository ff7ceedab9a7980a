(** S5 (f): at L = 2 SRG on some classes beside DNC, or zero, on the others; and (d) and (f) with the same ends.

    In units of DNC's zero threshold a block is a problem of its own, so that what SRG gains alone it gains beside
    any number of further classes. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Blocks Graphs KappaCurve ClosedForms CostConstants
  Srg SrgLoss Pieces Crossing CrossingData DncNotOptimal Exceptions.
Open Scope R_scope.

(** Balanced SRG networks, their errors and their penalties apart. *)
Lemma family_block r L lamH lam q0 q1 q2 g :
  (4 <= r)%nat -> (2 <= L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 < last_norm r q0 q1 q2 -> 0 < g ->
  g ^ (L + 1) = lamH * prod L lam * (shape_cost L (INR r) * last_norm r q0 q1 q2) ->
  exists h W, errors (edges r) L (srg_width r L) W h
      = 2 * INR (edges r) * fit 3 (INR (edges r)) (multiplicity (INR r)) (outputs q0 q1 q2) /\
    regularisation (edges r) L (srg_width r L) lamH lam h W = (INR L + 1) / 2 * g.
Proof.
  intros Hr HL HH Hl Hq Hg Eg. destruct (base_positive r L Hr HL q0 q1 q2 Hq) as [Hf Hw].
  destruct (balanced (edges r) L (srg_width r L) lamH lam (base_features r L) (base_weights r L q0 q1 q2) g)
    as (aH & a & _ & _ & Ee & Er); try easy.
  - now rewrite base_product.
  - eexists _, _. split; [|exact Er]. rewrite Ee, base_errors, fit_eq by easy.
    pose proof (K_pos r Hr). field. lra.
Qed.

(** Classes that are given up. *)
Lemma zero_block m L d lamH lam : (0 < L)%nat -> d L = m ->
  errors m L d (fun _ _ _ => 0) (fun _ _ => 0) = INR m /\
  regularisation m L d lamH lam (fun _ _ => 0) (fun _ _ _ => 0) = 0.
Proof.
  intros HL Hd.
  assert (Er : regularisation m L d lamH lam (fun _ _ => 0) (fun _ _ _ => 0) = 0).
  { unfold regularisation, features2, penalty, norm2, frob2. rewrite sum_0, sum_0; [ring| |].
    - intros l _. rewrite sum_0; [ring|]. intros i _. apply sum_0; intros; ring.
    - intros k _. apply sum_0; intros; ring. }
  split; [|exact Er]. destruct (Nat.eq_dec m 0) as [->|Hm]; [reflexivity|].
  pose proof (zero_network m 1 L d lamH lam ltac:(lia) ltac:(lia) HL) as E.
  change (objective1 m L d lamH lam (fun _ _ => 0) (fun _ _ _ => 0) = 1 / 2) in E.
  rewrite objective1_split, Er in E. pose proof (lt_0_INR m ltac:(lia)).
  apply (Rmult_eq_reg_r (/ (2 * INR m))); [|apply Rinv_neq_0_compat; lra].
  replace (INR m * / (2 * INR m)) with (1 / 2) by (field; lra). unfold Rdiv in E. lra.
Qed.

(** The best block for further classes: DNC, or zero where DNC does not beat it. *)
Lemma best_block m lamH lam c C :
  0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) -> 0 < c -> c ^ 3 = lamH * prod 2 lam -> 0 < C ->
  exists v h W, errors m 2 (fun _ => m) W h / 2 + C / c * regularisation m 2 (fun _ => m) lamH lam h W = INR m * v /\
    v <= 1 / 2 /\ forall t, 0 <= t -> v <= loss 2 C t.
Proof.
  intros HH Hl Hc Ec HC. destruct (Rlt_le_dec C (threshold 2)) as [HT|HT].
  - destruct (below_threshold 2 C ltac:(lia) (conj HC HT)) as (s & _ & Hs & _ & _ & Hhalf & Hmin).
    destruct (dnc_block m 2 lamH lam c s) as (h & W & Ee & Er); try easy; try lia; try lra.
    exists (loss 2 C s), h, W. split; [|split; [lra|easy]].
    rewrite Ee, Er. unfold loss. cbn [INR]. field. lra.
  - destruct (beyond_threshold 2 C ltac:(lia) HT) as [E0 Hmin].
    destruct (zero_block m 2 (fun _ => m) lamH lam ltac:(lia) eq_refl) as [Ee Er].
    exists (1 / 2), (fun _ _ => 0), (fun _ _ _ => 0). split; [|split; [lra|easy]]. rewrite Ee, Er. field. lra.
Qed.

(** Where SRG beats DNC and zero on its own classes, it does so beside m further classes. *)
Theorem srg_beside_others r m n d lamH lam C :
  (4 <= r)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (r + m <= d 0)%nat -> (edges r + m <= d 1)%nat -> d 2%nat = (edges r + m)%nat ->
  0 < C -> C ^ 3 = Lambda n 2 lamH lam * INR (edges r + m) ^ 3 -> wins r C ->
  exists h W, let cost := objective (edges r + m) n 2 d lamH lam h W in
    cost < 1 / 2 /\ forall t, 0 <= t -> cost < loss 2 C t.
Proof.
  intros Hr Hn HH Hl Hd0 Hd1 Hd2 HC EC (q0 & q1 & q2 & Hq & Hhalf & Hwin).
  pose proof (K_pos r Hr) as HK. pose proof (pos_INR m) as Hm. rewrite plus_INR in EC.
  set (Kr := INR (edges r)) in *. set (K := Kr + INR m) in *. assert (HK0 : 0 < K) by (unfold K; lra).
  assert (HnH : 0 < INR n * lamH) by (apply Rmult_lt_0_compat; [now apply lt_0_INR|easy]).
  set (c := C / K). assert (Hc : 0 < c) by (now apply Rdiv_lt_0_compat).
  assert (Ec : c ^ 3 = INR n * lamH * prod 2 lam).
  { unfold c, Rdiv. rewrite Rpow_mult_distr, EC, pow_inv. unfold Lambda. field. lra. }
  set (mean3 := root 3 (X_of r C * last 3 (multiplicity (INR r)) (spectrum (INR r)) (outputs q0 q1 q2))).
  assert (HX : 0 < X_of r C * last 3 (multiplicity (INR r)) (spectrum (INR r)) (outputs q0 q1 q2)).
  { rewrite last_norm_eq by easy. apply Rmult_lt_0_compat; [|easy]. unfold X_of.
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; apply pow_lt; [easy|now apply nuclear_norm_M2_pos]|].
    now apply pow_lt. }
  assert (Hmean : 0 < mean3) by (now apply root_pos).
  assert (Emean : mean3 ^ 3 = X_of r C * last_norm r q0 q1 q2).
  { unfold mean3. rewrite root_pow by (lia || lra). now rewrite last_norm_eq. }
  destruct (family_block r 2 (INR n * lamH) lam q0 q1 q2 (Kr / K * mean3)) as (h & W & Ee & Er); try easy.
  { apply Rmult_lt_0_compat; [now apply Rdiv_lt_0_compat|easy]. }
  { cbn [Nat.add]. rewrite Rpow_mult_distr, Emean, <- Ec. unfold c, X_of. fold Kr.
    change (shape_cost 2 (INR r)) with (srg2_shape_cost (INR r)).
    replace (srg2_shape_cost (INR r)) with (nuclear_norm_M2 (INR r) ^ 2)
      by (unfold srg2_shape_cost, nuclear_norm_M2; ring).
    unfold Rdiv. field. lra. }
  destruct (best_block m (INR n * lamH) lam c C) as (v & h' & W' & Ev & Hv & Hvt); try easy.
  destruct (direct_sum (edges r) m 2 d (srg_width r 2) (fun _ => m) (INR n * lamH) lam W W' h h')
    as (hs & Ws & Eo); try easy.
  { intros [|[|[|l]]] Hi; [exact Hd0|exact Hd1|rewrite Hd2; apply Nat.le_refl|lia]. }
  set (f := F 3 2 Kr (X_of r C) (multiplicity (INR r)) (spectrum (INR r)) (outputs q0 q1 q2)) in *.
  assert (E : objective (edges r + m) n 2 d lamH lam (fun k _ => hs k) Ws = (Kr * f + INR m * v) / K).
  { rewrite copies_cost, Eo, Ee, Er by easy. rewrite plus_INR. fold Kr K. rewrite <- Ev.
    unfold f, F, mean, c. cbn [INR Nat.add]. fold mean3. field. lra. }
  exists (fun k _ => hs k), Ws. cbv zeta. rewrite E.
  assert (Hless : forall x, f < x -> v <= x -> (Kr * f + INR m * v) / K < x).
  { intros x Hf Hx. apply (Rmult_lt_reg_r K); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    unfold K. nra. }
  split; [now apply Hless|]. intros t Ht. apply Hless; auto.
Qed.

(** What (f) says of networks: no DNC solution and not zero is optimal. *)
Definition dnc_not_optimal_between (start stop : R) : Prop := forall K n d lamH lam C,
  (10 <= K)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (K <= d 0)%nat -> (K <= d 1)%nat -> d 2%nat = K ->
  C ^ 3 = Lambda n 2 lamH lam * INR K ^ 3 -> start * threshold 2 < C < stop * threshold 2 ->
  exists h W, let cost := objective K n 2 d lamH lam h W in
    cost < 1 / 2 /\ forall d' h' W', d' 2%nat = K -> DNC K n 2 d' h' W' ->
      cost < objective K n 2 d' lamH lam h' W'.

(** S5 (f): SRG on ten classes beside the others, where it wins on ten classes. *)
Lemma blocks_win start stop : 0 <= start -> crosses_at 5 (start * threshold 2) (stop * threshold 2) ->
  dnc_not_optimal_between start stop.
Proof.
  intros Hstart (_ & Hwins & _) K n d lamH lam C HK Hn HH Hl Hd0 Hd1 Hd2 EC HCx.
  pose proof (threshold_pos 2 ltac:(lia)). assert (HC : 0 < C) by nra.
  set (m := (K - edges 5)%nat). assert (EK : K = (edges 5 + m)%nat) by (unfold m; cbn; lia).
  assert (H5 : (5 + m <= K)%nat) by (unfold m; cbn; lia). clearbody m.
  assert (HKm : (edges 5 + m <= K)%nat) by lia. rewrite EK in Hd2, EC |- *.
  destruct (srg_beside_others 5 m n d lamH lam C) as (h & W & Hhalf & Hless);
    try easy; try lia; [now apply Hwins|].
  exists h, W. split; [exact Hhalf|]. intros d' h' W' Hd' HDNC.
  destruct (dnc_bound (edges 5 + m) n 2 d' lamH lam h' W' C) as (t & Ht & Hle & _); try easy; try lia; try lra.
  specialize (Hless t Ht). lra.
Qed.

(** S5 (d) for r = 5 and (f), with the same ends. *)
Theorem crossing_5_networks : exists start stop,
  741666 / 1000000 <= start <= 741667 / 1000000 /\ 1040045 / 1000000 <= stop <= 1040046 / 1000000 /\
  networks_cross 5 start stop /\ dnc_not_optimal_between start stop.
Proof.
  destruct crossing_5 as (start & stop & Hs & Ht & H). exists start, stop.
  split; [easy|split; [easy|split]]; [apply networks_cross_at; [lia|lra|easy]|apply blocks_win; [lra|easy]].
Qed.

Theorem crossing_6_networks : exists start stop,
  988034 / 1000000 <= start <= 988035 / 1000000 /\ 1007202 / 1000000 <= stop <= 1007203 / 1000000 /\
  networks_cross 6 start stop.
Proof.
  destruct crossing_6 as (start & stop & Hs & Ht & H). exists start, stop.
  split; [easy|split; [easy|]]. apply networks_cross_at; [lia|lra|easy].
Qed.
