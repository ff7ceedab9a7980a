(** S5, the exceptions: L = 3 with r = 4 (b), L = 2 with r = 4 (c), r = 5 and 6 (d) and r >= 7 (e), for every
    network of the SRG family against DNC solutions. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model DncBound DncLoss Graphs KappaCurve ClosedForms CostConstants Srg
  SrgLoss TwoLayers Pieces Crossing CrossingData.
Open Scope R_scope.

(** ** r = 4: the exceptions of S5 at L = 3 and L = 2 *)

Lemma spectrum_4 i : (i < 3)%nat -> spectrum (INR 4) i = 1.
Proof.
  intros H. unfold spectrum, singular_value_0, singular_value_1, singular_value_2. cbn [INR].
  destruct i as [|[|]]; field.
Qed.

(** S5 (b): at L = 3, r = 4 every network of the SRG family costs more than some DNC solution, at every lambda
    at which DNC beats zero. *)
Theorem srg_loses_three_layers samples d lamH lam C h W :
  (0 < samples)%nat -> 0 < lamH -> (forall l, (l < 3)%nat -> 0 < lam l) ->
  (forall l, (l < 3)%nat -> (6 <= d l)%nat) -> d 3%nat = 6%nat ->
  0 < C -> C ^ 4 = Lambda samples 3 lamH lam * INR 6 ^ 4 -> C < threshold 3 -> srg_member 4 3 h W ->
  exists h' W', DNC 6 samples 3 d h' W' /\
    objective 6 samples 3 d lamH lam h' W' < objective 6 samples 3 (srg_width 4 3) lamH lam (fun k _ => h k) W.
Proof.
  intros Hn HH Hl Hd HdL HC EC HT Hm.
  set (X := Lambda samples 3 lamH lam * shape_cost 3 (INR 4)).
  assert (HX : 0 < X) by (apply (X_pos 4 3); easy || lia).
  assert (Hsum : 0 < srg_inverse_square_sum (INR 4)) by (apply inverse_square_sum_pos; cbn; lra).
  destruct (root_exists 4 (X * srg_inverse_square_sum (INR 4))) as (C' & HC' & EC'); [lia|nra|].
  assert (HCC : C < C').
  { apply (pow_lt_inj 4); [lia|lra|easy|]. rewrite EC, EC'. unfold X. rewrite Rmult_assoc.
    apply Rmult_lt_compat_l.
    - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [apply lt_0_INR|]; easy|now apply prod_pos].
    - replace (INR 6) with (ClosedForms.classes 4) by (unfold ClosedForms.classes; cbn; field).
      replace (INR 4) with 4 by (cbn; ring). apply cost_constant_exception. }
  destruct (member_cost_uniform 4 3 ltac:(lia) ltac:(lia) samples lamH lam Hn HH Hl h W C' spectrum_4 Hm HC' EC')
    as (s & Hs & Hle).
  change (edges 4) with 6%nat in Hle.
  destruct (below_threshold 3 C ltac:(lia) (conj HC HT)) as (s0 & Hroot & Hs0 & _ & Ev & Hhalf & Hmin).
  destruct (dnc_attained 6 samples 3 d lamH lam C s0) as (h' & W' & HDNC & E); try easy; try lia.
  exists h', W'. split; [easy|]. rewrite E. apply Rlt_le_trans with (2 := Hle).
  destruct Hs as [Hs|<-].
  - apply Rle_lt_trans with (loss 3 C s); [apply Hmin; lra|now apply loss_increases_in_cost].
  - rewrite loss_0. exact Hhalf.
Qed.

(** S5 (c): at L = 2, r = 4 both families take the values f(q) with the same cost root, so that their least
    losses agree at every lambda. *)
Theorem srg_ties_two_layers samples d lamH lam C :
  (0 < samples)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (forall l, (l < 2)%nat -> (6 <= d l)%nat) -> d 2%nat = 6%nat ->
  0 < C -> C ^ 3 = Lambda samples 2 lamH lam * INR 6 ^ 3 ->
  let dnc h W := objective 6 samples 2 d lamH lam h W in
  let srg h W := objective 6 samples 2 (srg_width 4 2) lamH lam (fun k _ => h k) W in
  (forall s, 0 < s -> (exists h W, DNC 6 samples 2 d h W /\ dnc h W = loss 2 C s) /\
                      (exists h W, srg_member 4 2 h W /\ srg h W = loss 2 C s)) /\
  (forall h W, DNC 6 samples 2 d h W -> exists s, 0 <= s /\ loss 2 C s <= dnc h W) /\
  (forall h W, srg_member 4 2 h W -> exists s, 0 <= s /\ loss 2 C s <= srg h W).
Proof.
  intros Hn HH Hl Hd HdL HC EC dnc srg.
  assert (EX : C ^ (2 + 1) = Lambda samples 2 lamH lam * shape_cost 2 (INR 4) * srg_inverse_square_sum (INR 4)).
  { cbn [Nat.add]. rewrite EC, Rmult_assoc. f_equal.
    replace (INR 6) with (ClosedForms.classes 4) by (unfold ClosedForms.classes; cbn; field).
    replace (INR 4) with 4 by (cbn; ring). symmetry. apply cost_constant_tie. }
  repeat split.
  - now apply dnc_attained; try lia.
  - change 6%nat with (edges 4) in *. now apply srg_uniform_bound; try lia.
  - intros h W HDNC. destruct (dnc_bound 6 samples 2 d lamH lam h W C) as (s & Hs & Hle & _); try easy; try lia;
      [lra|]. exists s. easy.
  - intros h W Hm. destruct (member_cost_uniform 4 2 ltac:(lia) ltac:(lia) samples lamH lam Hn HH Hl h W C
      spectrum_4 Hm ltac:(lra) EX) as (s & Hs & Hle). exists s. easy.
Qed.

(** ** r >= 7 at L = 2 *)

(** S5 (e): every network of the SRG family costs more than some DNC solution where DNC beats zero, and at
    least 1/2 elsewhere. *)
Theorem srg_loses_two_layers r samples d lamH lam C h W :
  (7 <= r)%nat -> (0 < samples)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r ->
  0 < C -> C ^ 3 = Lambda samples 2 lamH lam * INR (edges r) ^ 3 -> srg_member r 2 h W ->
  let cost := objective (edges r) samples 2 (srg_width r 2) lamH lam (fun k _ => h k) W in
  (C < threshold 2 -> exists h' W', DNC (edges r) samples 2 d h' W' /\
     objective (edges r) samples 2 d lamH lam h' W' < cost) /\
  (threshold 2 <= C -> 1 / 2 <= cost).
Proof.
  intros Hr Hn HH Hl Hd HdL HC EC Hm cost.
  assert (Hr7 : 7 <= INR r) by (pose proof (le_INR 7 r Hr) as H; cbn in H; lra).
  assert (EK : INR (edges r) = classes (INR r)) by (rewrite INR_edges, classes_eq; reflexivity).
  pose proof (K_positive (INR r) Hr7) as HK.
  destruct (member_cost r 2 ltac:(lia) ltac:(lia) samples lamH lam Hn HH Hl h W Hm) as (q & Hle).
  fold cost in Hle.
  replace (Lambda samples 2 lamH lam * shape_cost 2 (INR r))
    with (C ^ 3 * nuclear_norm_M2 (INR r) ^ 2 / classes (INR r) ^ 3) in Hle.
  - rewrite EK in Hle. destruct (outputs_above_dnc (INR r) C Hr7 HC q) as [Hlow Hhigh]. split; intros HCT.
    + destruct (Hlow HCT) as (t & Ht & Hlt).
      destruct (below_threshold 2 C ltac:(lia) (conj HC HCT)) as (s0 & _ & Hs0 & _ & _ & _ & Hmin).
      destruct (dnc_attained (edges r) samples 2 d lamH lam C s0) as (h' & W' & HDNC & E); try easy; try lia.
      { apply INR_lt. rewrite EK. exact HK. }
      exists h', W'. split; [easy|]. rewrite E. specialize (Hmin t Ht). lra.
    + specialize (Hhigh HCT). lra.
  - rewrite EC, EK. change (shape_cost 2 (INR r)) with (srg2_shape_cost (INR r)).
    replace (srg2_shape_cost (INR r)) with (nuclear_norm_M2 (INR r) ^ 2)
      by (unfold srg2_shape_cost, nuclear_norm_M2; ring).
    field. lra.
Qed.

(** ** r = 5 and r = 6 at L = 2 *)

(** What (d) says for one r, of networks, with the ends in units of DNC's zero threshold: SRG loses before the start
    and does not win there, wins between the ends, and does not beat zero from the end on. *)
Definition networks_cross (r : nat) (start stop : R) : Prop := forall samples lamH lam C,
  (0 < samples)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  0 < C -> C ^ 3 = Lambda samples 2 lamH lam * INR (edges r) ^ 3 ->
  let cost h W := objective (edges r) samples 2 (srg_width r 2) lamH lam (fun k _ => h k) W in
  (C <= start * threshold 2 -> forall d h W,
     (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r -> srg_member r 2 h W ->
     exists h' W', DNC (edges r) samples 2 d h' W' /\
       objective (edges r) samples 2 d lamH lam h' W' <= cost h W /\
       (C < start * threshold 2 -> objective (edges r) samples 2 d lamH lam h' W' < cost h W)) /\
  (start * threshold 2 < C < stop * threshold 2 -> exists h W, srg_member r 2 h W /\ cost h W < 1 / 2 /\
     forall d h' W', d 2%nat = edges r -> DNC (edges r) samples 2 d h' W' ->
       cost h W < objective (edges r) samples 2 d lamH lam h' W') /\
  (stop * threshold 2 <= C -> forall h W, srg_member r 2 h W -> 1 / 2 <= cost h W).

Lemma networks_cross_at r start stop : (4 <= r)%nat -> start < 1 ->
  crosses_at r (start * threshold 2) (stop * threshold 2) -> networks_cross r start stop.
Proof.
  intros Hr Hstart (Hloses & Hwins & Hup) samples lamH lam C Hn HH Hl HC EC cost.
  destruct threshold_cube as (_ & Hthr & _). split; [|split].
  - intros HCx d h W Hd HdL Hm. assert (HCT : C < threshold 2) by nra.
    destruct (Rle_lt_or_eq_dec _ _ HCx) as [Hlt|Heq].
    + destruct (members_lose r Hr samples lamH lam C Hn HH Hl HC EC d h W (Hloses C HC Hlt) HCT Hd HdL Hm)
        as (h' & W' & HDNC & H). exists h', W'. fold (cost h W) in H. split; [easy|split; [lra|intros; lra]].
    + assert (Hno : ~ wins r C) by (intros Hw; apply Hwins in Hw; lra).
      destruct (members_do_not_win r Hr samples lamH lam C Hn HH Hl HC EC d h W Hno HCT Hd HdL Hm)
        as (h' & W' & HDNC & H). exists h', W'. fold (cost h W) in H. split; [easy|split; [lra|intros; lra]].
  - intros H. apply (some_member_wins r Hr samples lamH lam C); try easy. now apply Hwins.
  - intros HCx h W Hm. apply (members_give_up r Hr samples lamH lam C); try easy. intros; now apply Hup.
Qed.
