(** S5 (d), the ends: where SRG starts to win at L = 2, and where it ceases to beat zero, are one point each; and
    what the order on the curve means for networks. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat Classical_Prop.
From DNC Require Import Sums UniformLoss Model DncBound DncLoss Graphs KappaCurve UpwardCrossings ClosedForms CostConstants Srg
  SrgLoss TwoLayers Pieces.
Open Scope R_scope.

Section Fixed.

Context (r : nat) (Hr : (4 <= r)%nat).
Local Notation x := (INR r).
Local Notation K := (INR (edges r)).
Local Notation m := (multiplicity (INR r)).
Local Notation s := (spectrum (INR r)).
Local Notation X_of := (Pieces.X_of r).
Local Notation weight := (Pieces.weight r).
Local Notation curve_value := (Pieces.curve_value r).
Local Notation loses := (Pieces.loses r).
Local Notation wins := (Pieces.wins r).
Local Notation gives_up := (Pieces.gives_up r).
Local Notation K_pos' := (Pieces.K_pos' r Hr).
Local Notation m_pos := (Pieces.m_pos r Hr).
Local Notation s_pos := (Pieces.s_pos r Hr).
Local Notation norm_pos := (Pieces.norm_pos r Hr).
Local Notation F_line := (Pieces.F_line r Hr).
Local Notation ridge_wins := (Pieces.ridge_wins r Hr).

(** ** The exact ends *)

Lemma X_of_pos C : 0 < C -> 0 < X_of C.
Proof.
  intros HC. unfold Pieces.X_of. pose proof norm_pos. pose proof K_pos'.
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; now apply pow_lt.
Qed.

(** Outputs of a winning network can be taken from the curve. *)
Lemma wins_curve C : 0 < C -> wins C -> exists kappa, 0 <= kappa /\ curve_value C kappa < 1 / 2 /\
  forall t, 0 <= t -> curve_value C kappa < loss 2 C t.
Proof.
  intros HC (q0 & q1 & q2 & _ & Hhalf & Hless).
  destruct (least_loss 3 2 K (X_of C) m s) with (q := outputs q0 q1 q2) as [H|(kappa & Hc & H)];
    [lia|lia|exact K_pos'|now apply X_of_pos|exact m_pos|exact s_pos| |].
  - unfold zero_value in H. pose proof K_pos'. assert (E : sum 3 m = K) by (apply (multiplicities_sum r)).
    rewrite E in H. replace (K / (2 * K)) with (1 / 2) in H by (field; lra). lra.
  - exists kappa. split; [destruct Hc; lra|].
    assert (E : curve_value C kappa = curve_loss 3 2 K m s kappa).
    { unfold Pieces.curve_value. rewrite <- F_line by easy.
      apply loss_on_curve; first [lia|exact K_pos'|exact m_pos|exact s_pos|exact Hc]. }
    rewrite E. split; [lra|]. intros t Ht. specialize (Hless t Ht). lra.
Qed.

Lemma loses_not_wins C : 0 < C -> loses C -> wins C -> False.
Proof.
  intros HC Hl Hw. destruct (wins_curve C HC Hw) as (kappa & Hk & _ & H).
  destruct (Hl kappa Hk) as (t & Ht & Hlt). specialize (H t Ht). lra.
Qed.

Lemma curve_value_le C C' kappa : C <= C' -> curve_value C kappa <= curve_value C' kappa.
Proof.
  intros H. unfold Pieces.curve_value. assert (0 <= weight (ridge s kappa)) by apply root_nonneg.
  assert (C * weight (ridge s kappa) <= C' * weight (ridge s kappa)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(** What wins below DNC's threshold wins a little before, too. *)
Lemma wins_before C low : 0 <= low < C -> C < threshold 2 -> wins C -> exists C', low < C' < C /\ wins C'.
Proof.
  intros [Hlow HlowC] HT Hw. assert (HC : 0 < C) by lra.
  destruct (wins_curve C HC Hw) as (kappa & Hk & Hhalf & Hless).
  destruct (below_threshold 2 C ltac:(lia) (conj HC HT)) as (s0 & _ & Hs0 & _ & _ & _ & Hmin).
  pose proof (Hless s0 ltac:(lra)) as Hgap. set (gap := loss 2 C s0 - curve_value C kappa).
  assert (Hg : 0 < gap) by (unfold gap; lra).
  set (C' := Rmax ((low + C) / 2) (C - gap / 2)). assert (HC' : low < C' < C /\ C - gap / 2 <= C').
  { unfold C', Rmax. destruct (Rle_dec ((low + C) / 2) (C - gap / 2)); lra. }
  exists C'. split; [easy|].
  destruct (below_threshold 2 C' ltac:(lia) ltac:(lra)) as (s1 & _ & Hs1 & _ & _ & _ & Hmin').
  pose proof (curve_value_le C' C kappa ltac:(lra)) as Hle.
  apply (ridge_wins C' kappa); [lra|easy|lra|]. intros t Ht.
  apply Rlt_le_trans with (2 := Hmin' t Ht).
  assert (E : loss 2 C' s1 = loss 2 C s1 - 3 / 2 * ((C - C') * s1 ^ 2)) by (unfold loss; cbn [INR Nat.add]; field).
  specialize (Hmin s1 ltac:(lra)). assert (s1 ^ 2 <= 1) by nra.
  assert ((C - C') * s1 ^ 2 <= gap / 2 * 1) by (apply Rmult_le_compat; [lra|apply pow2_ge_0|lra|easy]).
  unfold gap in *. lra.
Qed.

(** SRG loses up to the start, wins from there to the end, and does not beat zero beyond. *)
Definition crosses_at (start stop : R) : Prop :=
  (forall C, 0 < C -> C < start -> loses C) /\ (forall C, 0 < C -> (wins C <-> start < C < stop)) /\
  (forall C kappa, stop <= C -> 0 <= kappa -> 1 / 2 <= curve_value C kappa).

Theorem crossing_exists c0 c1 c2 c3 : 0 < c0 < c1 -> c1 < threshold 2 -> threshold 2 <= c2 -> c2 < c3 ->
  (forall C, 0 < C -> C <= c0 -> loses C) -> (forall C, c1 <= C -> C <= c2 -> wins C) ->
  (forall C C', c0 <= C -> C < C' -> C' <= c1 -> ~ loses C -> wins C') ->
  (forall C, c3 <= C -> gives_up C) ->
  exists start stop, c0 <= start <= c1 /\ c2 <= stop <= c3 /\ crosses_at start stop.
Proof.
  intros Hc0 Hc1 Hc2 Hc3 Hloses Hwins Hsteep Hup.
  destruct (completeness (fun C => 0 < C <= c1 /\ loses C)) as (start & Hub & Hleast).
  { exists c1. intros C [HC _]. lra. }
  { exists c0. split; [lra|]. apply Hloses; lra. }
  destruct (completeness (fun C => C <= c3 /\ exists kappa, 0 <= kappa /\ curve_value C kappa < 1 / 2))
    as (stop & Hub' & Hleast').
  { exists c3. intros C [HC _]. lra. }
  { exists c2. split; [lra|]. destruct (wins_curve c2 ltac:(lra) (Hwins c2 ltac:(lra) ltac:(lra))) as (k & Hk & H & _).
    now exists k. }
  assert (Hs0 : c0 <= start) by (apply Hub; split; [lra|apply Hloses; lra]).
  assert (Hs1 : start <= c1) by (apply Hleast; intros C [HC _]; lra).
  assert (Ht2 : c2 <= stop).
  { apply Hub'. split; [lra|]. destruct (wins_curve c2 ltac:(lra) (Hwins c2 ltac:(lra) ltac:(lra))) as (k & Hk & H & _).
    now exists k. }
  assert (Ht3 : stop <= c3) by (apply Hleast'; intros C [HC _]; lra).
  assert (Hbefore : forall C, 0 < C -> C < start -> loses C).
  { intros C HC HCs. destruct (Rle_lt_dec C c0) as [H|H]; [now apply Hloses|].
    apply NNPP. intros Hno.
    assert (Hex : exists C', C < C' <= c1 /\ loses C').
    { apply NNPP. intros Hnone. apply (Rlt_not_le start C HCs). apply Hleast. intros C' [HC' Hl].
      apply Rnot_lt_le. intros Hlt. apply Hnone. exists C'. split; [lra|easy]. }
    destruct Hex as (C' & HC' & Hl). apply (loses_not_wins C'); [lra|easy|].
    apply (Hsteep C C'); try easy; lra. }
  assert (Hafter : forall C, start < C -> C <= c1 -> wins C).
  { intros C HC HCc. apply (Hsteep ((start + C) / 2) C); [lra|lra|easy|].
    intros Hl. assert ((start + C) / 2 <= start) by (apply Hub; split; [lra|easy]). lra. }
  assert (Hnotstart : ~ wins start).
  { intros Hw. destruct (wins_before start (start / 2)) as (C & HC & HwC); [lra|lra|easy|].
    apply (loses_not_wins C); [lra|apply Hbefore; lra|easy]. }
  assert (Hbeyond : forall C kappa, stop <= C -> 0 <= kappa -> 1 / 2 <= curve_value C kappa).
  { intros C kappa HC Hk. destruct (Rle_lt_dec c3 C) as [H|H]; [apply Rlt_le; now apply (Hup C H)|].
    apply Rnot_lt_le. intros Hlt. set (w := weight (ridge s kappa)).
    assert (Hw : 0 <= w) by apply root_nonneg.
    set (eps := (1 / 2 - curve_value C kappa) / (2 * (1 + w))).
    assert (Heps : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
    set (C' := Rmin c3 (C + eps)). assert (HC' : C < C' <= C + eps /\ C' <= c3).
    { unfold C', Rmin. destruct (Rle_dec c3 (C + eps)); lra. }
    assert (C' <= stop); [|lra]. apply Hub'. split; [easy|]. exists kappa. split; [easy|].
    assert (E : curve_value C' kappa = curve_value C kappa + 3 / 2 * ((C' - C) * w))
      by (unfold Pieces.curve_value; fold w; ring).
    assert ((C' - C) * w <= eps * w) by (apply Rmult_le_compat_r; lra).
    assert (E2 : eps * (2 * (1 + w)) = 1 / 2 - curve_value C kappa) by (unfold eps; field; lra).
    lra. }
  exists start, stop. split; [lra|split; [lra|split; [easy|split; [|easy]]]].
  intros C HC. split.
  - intros Hw. split.
    + destruct (Rtotal_order C start) as [H|[->|H]]; [exfalso|easy|easy].
      apply (loses_not_wins C HC); auto.
    + apply Rnot_le_lt. intros H. destruct (wins_curve C HC Hw) as (k & Hk & Hlt & _).
      pose proof (Hbeyond C k H Hk). lra.
  - intros [H1 H2]. destruct (Rle_lt_dec C c1) as [H|H]; [now apply Hafter|].
    destruct (Rle_lt_dec C c2) as [H'|H']; [apply Hwins; lra|].
    assert (Hex : exists C', C < C' /\ exists kappa, 0 <= kappa /\ curve_value C' kappa < 1 / 2).
    { apply NNPP. intros Hnone. apply (Rlt_not_le stop C H2). apply Hleast'. intros C' [_ (k & Hk & Hlt)].
      apply Rnot_lt_le. intros HCC. apply Hnone. exists C'. split; [easy|now exists k]. }
    destruct Hex as (C' & HCC & kappa & Hk & Hlt). pose proof (curve_value_le C C' kappa ltac:(lra)).
    apply (ridge_wins C kappa); [easy|easy|lra|]. intros t Ht.
    destruct (beyond_threshold 2 C ltac:(lia) ltac:(lra)) as (_ & Hmin). specialize (Hmin t Ht). lra.
Qed.

(** ** Networks *)

Context (samples : nat) (lamH : R) (lam : nat -> R) (C : R).
Hypothesis Hsamples : (0 < samples)%nat.
Hypothesis HlamH : 0 < lamH.
Hypothesis Hlam : forall l, (l < 2)%nat -> 0 < lam l.
Hypothesis HC : 0 < C.
Hypothesis EC : C ^ 3 = Lambda samples 2 lamH lam * K ^ 3.

Let cost (h : nat -> vec) (W : nat -> mat) : R :=
  objective (edges r) samples 2 (srg_width r 2) lamH lam (fun k _ => h k) W.

Lemma X_of_Lambda : Lambda samples 2 lamH lam * shape_cost 2 x = X_of C.
Proof.
  pose proof K_pos'. unfold Pieces.X_of. rewrite EC. change (shape_cost 2 x) with (srg2_shape_cost x).
  replace (srg2_shape_cost x) with (nuclear_norm_M2 x ^ 2) by (unfold srg2_shape_cost, nuclear_norm_M2; ring).
  field. lra.
Qed.

Lemma member_above h W : srg_member r 2 h W ->
  1 / 2 <= cost h W \/ exists kappa, 0 <= kappa /\ curve_value C kappa <= cost h W.
Proof.
  intros Hm. destruct (srg_least_loss r 2 Hr ltac:(lia) samples lamH lam Hsamples HlamH Hlam h W Hm)
    as [H|(kappa & Hc & H)]; [now left|right]. fold x K m s in Hc, H. fold (cost h W) in H.
  exists kappa. split; [destruct Hc; lra|]. apply Rle_trans with (2 := H).
  unfold Pieces.curve_value. rewrite <- F_line by easy. rewrite <- X_of_Lambda. fold x.
  rewrite <- (loss_on_curve 3 2 K (Lambda samples 2 lamH lam * shape_cost 2 x) m s);
    [apply Req_le; reflexivity|first [lia|exact K_pos'|exact m_pos|exact s_pos|exact Hc] ..].
Qed.

Theorem members_lose d h W : loses C -> C < threshold 2 ->
  (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r -> srg_member r 2 h W ->
  exists h' W', DNC (edges r) samples 2 d h' W' /\
    objective (edges r) samples 2 d lamH lam h' W' < cost h W.
Proof.
  intros Hloses HCT Hd HdL Hm.
  destruct (below_threshold 2 C ltac:(lia) (conj HC HCT)) as (s0 & _ & Hs0 & _ & _ & Hhalf & Hmin).
  destruct (dnc_attained (edges r) samples 2 d lamH lam C s0) as (h' & W' & HDNC & E); try easy; try lia.
  { apply INR_lt. exact K_pos'. }
  exists h', W'. split; [easy|]. rewrite E.
  destruct (member_above h W Hm) as [H|(kappa & Hk & H)]; [lra|].
  destruct (Hloses kappa Hk) as (t & Ht & Hlt). specialize (Hmin t Ht). lra.
Qed.

Theorem some_member_wins : wins C ->
  exists h W, srg_member r 2 h W /\ cost h W < 1 / 2 /\
    forall d h' W', d 2%nat = edges r -> DNC (edges r) samples 2 d h' W' ->
      cost h W < objective (edges r) samples 2 d lamH lam h' W'.
Proof.
  intros (q0 & q1 & q2 & Hq & Hhalf & Habove).
  destruct (member_exists r 2 Hr ltac:(lia) samples lamH lam Hsamples HlamH Hlam q0 q1 q2 Hq) as (h & W & Hm & E).
  fold x K m s in E. rewrite X_of_Lambda in E. fold (cost h W) in E.
  exists h, W. rewrite E. split; [easy|split; [easy|]]. intros d h' W' HdL HDNC.
  destruct (dnc_bound (edges r) samples 2 d lamH lam h' W' C) as (t & Ht & Hle & _); try easy; try lia; [|lra|].
  { apply INR_lt. exact K_pos'. }
  specialize (Habove t Ht). lra.
Qed.

Theorem members_give_up h W : (forall kappa, 0 <= kappa -> 1 / 2 <= curve_value C kappa) ->
  srg_member r 2 h W -> 1 / 2 <= cost h W.
Proof.
  intros Hup Hm. destruct (member_above h W Hm) as [H|(kappa & Hk & H)]; [easy|].
  specialize (Hup kappa Hk). lra.
Qed.

(** Where SRG does not win, some DNC solution costs as little as a given SRG network. *)
Theorem members_do_not_win d h W : ~ wins C -> C < threshold 2 ->
  (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r -> srg_member r 2 h W ->
  exists h' W', DNC (edges r) samples 2 d h' W' /\
    objective (edges r) samples 2 d lamH lam h' W' <= cost h W.
Proof.
  intros Hno HCT Hd HdL Hm.
  destruct (below_threshold 2 C ltac:(lia) (conj HC HCT)) as (s0 & _ & Hs0 & _ & _ & Hhalf & Hmin).
  destruct (dnc_attained (edges r) samples 2 d lamH lam C s0) as (h' & W' & HDNC & E); try easy; try lia.
  { apply INR_lt. exact K_pos'. }
  exists h', W'. split; [easy|]. rewrite E. apply Rnot_lt_le. intros Hlt.
  destruct (member_above h W Hm) as [H|(kappa & Hk & H)]; [lra|].
  apply Hno, (ridge_wins C kappa); [easy|easy|lra|]. intros t Ht. specialize (Hmin t Ht). lra.
Qed.

End Fixed.

(** The ends in units of the threshold. *)
Theorem crossings_between r x0 x1 x2 x3 : 0 < x0 < x1 /\ x1 < 1 -> 1 <= x2 < x3 ->
  (forall C, 0 < C -> C <= x0 * threshold 2 -> loses r C) ->
  (forall C, x1 * threshold 2 <= C -> C <= x2 * threshold 2 -> wins r C) ->
  (forall C C', x0 * threshold 2 <= C -> C < C' -> C' <= x1 * threshold 2 -> ~ loses r C -> wins r C') ->
  (forall C, x3 * threshold 2 <= C -> gives_up r C) -> (4 <= r)%nat ->
  exists start stop, x0 <= start <= x1 /\ x2 <= stop <= x3 /\
    crosses_at r (start * threshold 2) (stop * threshold 2).
Proof.
  intros H01 H23 Hloses Hwins Hsteep Hup Hr. destruct threshold_cube as (_ & Hthr & _).
  destruct (crossing_exists r Hr (x0 * threshold 2) (x1 * threshold 2) (x2 * threshold 2) (x3 * threshold 2))
    as (start & stop & Hs & Ht & H); try easy; try nra.
  exists (start / threshold 2), (stop / threshold 2).
  assert (Hdiv : forall u v, u * threshold 2 <= v -> u <= v / threshold 2).
  { intros u v Huv. apply (Rmult_le_reg_r (threshold 2)); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hdiv' : forall u v, v <= u * threshold 2 -> v / threshold 2 <= u).
  { intros u v Huv. apply (Rmult_le_reg_r (threshold 2)); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  split; [split; [apply Hdiv|apply Hdiv']; lra|]. split; [split; [apply Hdiv|apply Hdiv']; lra|].
  replace (start / threshold 2 * threshold 2) with start by (field; lra).
  replace (stop / threshold 2 * threshold 2) with stop by (field; lra). exact H.
Qed.
