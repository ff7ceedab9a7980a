(** S5 (d): L = 2 with a fixed r, piece by piece in DNC's cost root C = K Lambda^(1/3).

    For fixed outputs both losses are lines in C, so that an order at the two ends of an interval of C holds
    in between.  At an end c = n/e the claim "every point of the SRG curve lies above d = p/f" is the
    positivity of an integer polynomial in k = 4 kappa, and "f(t) lies above l = p/f for every t" of one in t. *)

From Coq Require Import ZArith List Reals Lra Lia Psatz PeanoNat Classical_Prop.
From DNC Require Import Sums UniformLoss Model DncBound DncLoss Graphs KappaCurve Bivariate HalfLine ClosedForms
  CostConstants Srg SrgLoss TwoLayers.
Import ListNotations.
Open Scope R_scope.

(** Integers that stand for 4 s_i^2, 2 m_i, 2 |M_2|_* and 2 K. *)
Record integers := { S0 : Z; S1 : Z; S2 : Z; M0 : Z; M1 : Z; M2 : Z; P : Z; K2 : Z }.

Section Polynomials.
Open Scope Z_scope.

Context (z : integers).

Definition shifted (s : Z) : list Z := [s; 1].
Definition square (p : list Z) : list Z := mul1 p p.
Definition D0 := square (shifted (S0 z)).
Definition D1 := square (shifted (S1 z)).
Definition D2 := square (shifted (S2 z)).
Definition D := mul1 D0 (mul1 D1 D2).
Definition tau := add1 (scale1 (M0 z * S0 z) (mul1 D1 D2))
  (add1 (scale1 (M1 z * S1 z) (mul1 D0 D2)) (scale1 (M2 z * S2 z) (mul1 D0 D1))).
Definition gamma := add1 (scale1 (M0 z * S0 z) (mul1 [S0 z; 2] (mul1 D1 D2)))
  (add1 (scale1 (M1 z * S1 z) (mul1 [S1 z; 2] (mul1 D0 D2)))
        (scale1 (M2 z * S2 z) (mul1 [S2 z; 2] (mul1 D0 D1)))).

(** 108 n^3 f^3 P^2 tau D^2 - e^3 ((2p - f) K2 D + f gamma)^3. *)
Definition curve_polynomial (n e p f : Z) : list Z :=
  let low := add1 (scale1 ((2 * p - f) * K2 z) D) (scale1 f gamma) in
  add1 (scale1 (108 * (n * n * n) * (f * f * f) * (P z * P z)) (mul1 tau (square D)))
       (scale1 (- (e * e * e)) (mul1 low (square low))).

(** 2 e f (f(t) - p/f) with DNC's f of cost root n/e. *)
Definition dnc_polynomial (n e p f : Z) : list Z :=
  [e * f - 2 * e * p; 0; 3 * n * f; -2 * e * f; 0; 0; e * f].
End Polynomials.

Lemma cube_lt a b : a ^ 3 < b ^ 3 -> a < b.
Proof.
  intros H. destruct (Rlt_le_dec a b) as [|Hle]; [easy|exfalso].
  assert (0 <= (a - b) * ((a + b) ^ 2 + a ^ 2 + b ^ 2)); [|lra].
  apply Rmult_le_pos; [lra|]. pose proof (pow2_ge_0 (a + b)). pose proof (pow2_ge_0 a). pose proof (pow2_ge_0 b). lra.
Qed.

Lemma cube_le a b : a ^ 3 <= b ^ 3 -> a <= b.
Proof.
  intros H. destruct (Rle_lt_dec a b) as [|Hlt]; [easy|exfalso].
  assert (0 < (a - b) * (3 / 4 * (a + b) ^ 2 + (a - b) ^ 2 / 4)); [|lra].
  pose proof (pow2_ge_0 (a + b)). pose proof (pow_lt (a - b) 2 ltac:(lra)).
  apply Rmult_lt_0_compat; lra.
Qed.

Section Fixed.

Context (r : nat) (Hr : (4 <= r)%nat).
Let x := INR r.
Let K := INR (edges r).
Let m := multiplicity x.
Let s := spectrum x.

Lemma K_pos' : 0 < K.
Proof. apply K_pos, Hr. Qed.
Lemma m_pos i : (i < 3)%nat -> 0 < m i.
Proof. apply multiplicity_pos, Hr. Qed.
Lemma s_pos i : (i < 3)%nat -> 0 < s i.
Proof. apply spectrum_pos, Hr. Qed.

(** X = Lambda |M_2|_*^2 with C^3 = Lambda K^3; the curve value is fit + (3/2) C weight. *)
Definition X_of (C : R) : R := C ^ 3 * nuclear_norm_M2 x ^ 2 / K ^ 3.
Definition weight (q : nat -> R) : R := root 3 (nuclear_norm_M2 x ^ 2 * last 3 m s q / K ^ 3).

Lemma norm_pos : 0 < nuclear_norm_M2 x.
Proof. apply (nuclear_norm_M2_pos r Hr). Qed.

Lemma last_nonneg q : 0 <= last 3 m s q.
Proof.
  apply sum_nonneg. intros i Hi. pose proof (m_pos i Hi). pose proof (pow_lt _ 2 (s_pos i Hi)).
  apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|apply Rlt_le, Rinv_0_lt_compat; lra].
Qed.

Lemma F_line C q : 0 < C -> F 3 2 K (X_of C) m s q = fit 3 K m q + 3 / 2 * (C * weight q).
Proof.
  intros HC. pose proof K_pos' as HK. pose proof (last_nonneg q) as Hl.
  assert (HK3 : 0 < K ^ 3) by (now apply pow_lt).
  assert (Hw : 0 <= nuclear_norm_M2 x ^ 2 * last 3 m s q / K ^ 3).
  { apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|easy]|apply Rlt_le, Rinv_0_lt_compat; easy]. }
  unfold F, mean. rewrite (root_unique (2 + 1) _ (C * weight q)); [cbn [INR]; lra|lia| |].
  - apply Rmult_le_pos; [lra|apply root_nonneg].
  - rewrite Rpow_mult_distr. unfold weight. cbn [Nat.add]. rewrite root_pow by (lia || easy).
    unfold X_of. field. lra.
Qed.

(** DNC beats every point of the SRG curve; some SRG outputs beat DNC and zero; no point beats zero. *)
Definition curve_value (C kappa : R) : R :=
  fit 3 K m (ridge s kappa) + 3 / 2 * (C * weight (ridge s kappa)).
Definition loses (C : R) : Prop := forall kappa, 0 <= kappa -> exists t, 0 <= t /\ loss 2 C t < curve_value C kappa.
Definition wins (C : R) : Prop := exists q0 q1 q2, 0 < last_norm r q0 q1 q2 /\
  F 3 2 K (X_of C) m s (outputs q0 q1 q2) < 1 / 2 /\
  forall t, 0 <= t -> F 3 2 K (X_of C) m s (outputs q0 q1 q2) < loss 2 C t.
Definition gives_up (C : R) : Prop := forall kappa, 0 <= kappa -> 1 / 2 < curve_value C kappa.

Lemma not_losing C : ~ loses C ->
  exists kappa, 0 <= kappa /\ forall t, 0 <= t -> curve_value C kappa <= loss 2 C t.
Proof.
  intros H. apply NNPP. intros Hno. apply H. intros kappa Hk. apply NNPP. intros Hno'.
  apply Hno. exists kappa. split; [easy|]. intros t Ht. apply Rnot_lt_le. intros Hlt. apply Hno'. now exists t.
Qed.

(** The outputs of a point of the curve below DNC and zero. *)
Lemma ridge_wins C kappa : 0 < C -> 0 <= kappa -> curve_value C kappa < 1 / 2 ->
  (forall t, 0 <= t -> curve_value C kappa < loss 2 C t) -> wins C.
Proof.
  intros HC Hk Hhalf Hless. unfold curve_value in *. set (q := ridge s kappa) in *.
  exists (q 0%nat), (q 1%nat), (q 2%nat).
  assert (EF : F 3 2 K (X_of C) m s (outputs (q 0%nat) (q 1%nat) (q 2%nat)) = F 3 2 K (X_of C) m s q) by reflexivity.
  rewrite EF, F_line by easy. split; [|easy].
  rewrite <- last_norm_eq by easy. change (0 < last 3 m s q). unfold q.
  rewrite last_ridge by (exact s_pos || easy). apply T_pos; [lia|exact m_pos|exact s_pos|easy].
Qed.

Section Pieces.

Context (z : integers).
Hypothesis HS : 4 * s 0%nat ^ 2 = IZR (S0 z) /\ 4 * s 1%nat ^ 2 = IZR (S1 z) /\ 4 * s 2%nat ^ 2 = IZR (S2 z).
Hypothesis HM : 2 * m 0%nat = IZR (M0 z) /\ 2 * m 1%nat = IZR (M1 z) /\ 2 * m 2%nat = IZR (M2 z).
Hypothesis HP : 2 * nuclear_norm_M2 x = IZR (P z).
Hypothesis HK2 : 2 * K = IZR (K2 z).

(** ** The curve above a line at one C *)

Lemma curve_above n e p f d cuts kappa :
  (0 < n)%Z -> (0 < e)%Z -> (0 < f)%Z -> (0 < d)%Z -> hd 0%Z cuts = 0%Z ->
  positive_from d cuts (curve_polynomial z n e p f) = true -> 0 <= kappa ->
  IZR p / IZR f < fit 3 K m (ridge s kappa) + 3 / 2 * (IZR n / IZR e * weight (ridge s kappa)).
Proof.
  intros Hn He Hf Hd Hcuts Hpos Hk. pose proof K_pos' as HK. pose proof norm_pos as HN.
  apply IZR_lt in Hn, He, Hf. set (k := 4 * kappa). assert (Hk4 : 0 <= k) by (unfold k; lra).
  pose proof (positive_from_correct d cuts _ Hd Hpos k) as H. rewrite Hcuts in H. apply IZR_lt in Hd.
  specialize (H ltac:(nra)).
  destruct HS as (E0 & E1 & E2), HM as (F0' & F1' & F2').
  pose proof (pow_lt _ 2 (s_pos 0 ltac:(lia))) as P0. pose proof (pow_lt _ 2 (s_pos 1 ltac:(lia))) as P1.
  pose proof (pow_lt _ 2 (s_pos 2 ltac:(lia))) as P2.
  set (d0 := (IZR (S0 z) + k) ^ 2). set (d1 := (IZR (S1 z) + k) ^ 2). set (d2 := (IZR (S2 z) + k) ^ 2).
  assert (Ed0 : eval1 (D0 z) k = d0) by (unfold D0, square, shifted, d0; rewrite eval_mul1; cbn [eval1]; ring).
  assert (Ed1 : eval1 (D1 z) k = d1) by (unfold D1, square, shifted, d1; rewrite eval_mul1; cbn [eval1]; ring).
  assert (Ed2 : eval1 (D2 z) k = d2) by (unfold D2, square, shifted, d2; rewrite eval_mul1; cbn [eval1]; ring).
  set (t := IZR (M0 z) * IZR (S0 z) * (d1 * d2)
            + (IZR (M1 z) * IZR (S1 z) * (d0 * d2) + IZR (M2 z) * IZR (S2 z) * (d0 * d1))).
  set (g := IZR (M0 z) * IZR (S0 z) * ((IZR (S0 z) + 2 * k) * (d1 * d2))
            + (IZR (M1 z) * IZR (S1 z) * ((IZR (S1 z) + 2 * k) * (d0 * d2))
               + IZR (M2 z) * IZR (S2 z) * ((IZR (S2 z) + 2 * k) * (d0 * d1)))).
  assert (Et : eval1 (tau z) k = t).
  { unfold tau, t. rewrite !eval_add1, !eval_scale1, !eval_mul1, Ed0, Ed1, Ed2, !mult_IZR. ring. }
  assert (Eg : eval1 (gamma z) k = g).
  { unfold gamma, g. rewrite !eval_add1, !eval_scale1, !eval_mul1, Ed0, Ed1, Ed2, !mult_IZR. cbn [eval1]. ring. }
  set (dd := d0 * (d1 * d2)).
  assert (EDD : eval1 (D z) k = dd) by (unfold D, dd; rewrite !eval_mul1, Ed0, Ed1, Ed2; reflexivity).
  assert (HD : 0 < dd) by (unfold dd, d0, d1, d2; repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
  (* the polynomial, over the reals *)
  assert (Hval : IZR e ^ 3 * ((2 * IZR p - IZR f) * IZR (K2 z) * dd + IZR f * g) ^ 3
                 < 108 * IZR n ^ 3 * IZR f ^ 3 * IZR (P z) ^ 2 * (t * dd ^ 2)).
  { unfold curve_polynomial, square in H. cbv zeta in H.
    repeat rewrite ?eval_add1, ?eval_scale1, ?eval_mul1 in H. rewrite EDD, Et, Eg in H.
    rewrite ?opp_IZR, ?mult_IZR, ?minus_IZR, ?mult_IZR in H. lra. }
  (* T, fit and weight in the same terms *)
  assert (ET : T 3 m s kappa = 2 * t / dd).
  { unfold T. cbn [sum]. unfold t, dd, d0, d1, d2, k. rewrite <- E0, <- E1, <- E2, <- F0', <- F1', <- F2'.
    field. repeat split; lra. }
  assert (EF : fit 3 K m (ridge s kappa) = 1 / 2 - g / (2 * IZR (K2 z) * dd)).
  { assert (EK : K = sum 3 m) by (symmetry; apply (multiplicities_sum r)). cbn [sum] in EK.
    unfold fit, ridge. cbn [sum]. rewrite <- HK2. unfold g, dd, d0, d1, d2, k.
    rewrite <- E0, <- E1, <- E2, <- F0', <- F1', <- F2'.
    assert (EK' : m 0%nat + m 1%nat + m 2%nat = K) by lra.
    replace (1 / 2) with ((m 0%nat + m 1%nat + m 2%nat) / (2 * K)) by (rewrite EK'; field; lra).
    field. repeat split; lra. }
  assert (HK2p : 0 < IZR (K2 z)) by lra.
  set (w := weight (ridge s kappa)).
  assert (Ew : w ^ 3 = 4 * IZR (P z) ^ 2 * t / (IZR (K2 z) ^ 3 * dd)).
  { unfold w, weight. rewrite last_ridge by (exact s_pos || easy). rewrite root_pow; [|lia|].
    - rewrite ET, <- HP, <- HK2. field. lra.
    - pose proof (T_pos 3 m s ltac:(lia) m_pos s_pos kappa Hk).
      apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|lra]|].
      apply Rlt_le, Rinv_0_lt_compat, pow_lt, HK. }
  rewrite EF.
  enough (IZR p / IZR f - 1 / 2 + g / (2 * IZR (K2 z) * dd) < 3 / 2 * (IZR n / IZR e * w)) by lra.
  apply cube_lt. rewrite !Rpow_mult_distr, Ew.
  apply (Rmult_lt_reg_l (8 * IZR e ^ 3 * IZR f ^ 3 * IZR (K2 z) ^ 3 * dd ^ 3)).
  - repeat apply Rmult_lt_0_compat; try apply pow_lt; lra.
  - replace (8 * IZR e ^ 3 * IZR f ^ 3 * IZR (K2 z) ^ 3 * dd ^ 3
             * (IZR p / IZR f - 1 / 2 + g / (2 * IZR (K2 z) * dd)) ^ 3)
      with (IZR e ^ 3 * ((2 * IZR p - IZR f) * IZR (K2 z) * dd + IZR f * g) ^ 3) by (field; lra).
    replace (8 * IZR e ^ 3 * IZR f ^ 3 * IZR (K2 z) ^ 3 * dd ^ 3
             * ((3 / 2) ^ 3 * ((IZR n / IZR e) ^ 3 * (4 * IZR (P z) ^ 2 * t / (IZR (K2 z) ^ 3 * dd)))))
      with (108 * IZR n ^ 3 * IZR f ^ 3 * IZR (P z) ^ 2 * (t * dd ^ 2)) by (field; lra).
    exact Hval.
Qed.

(** ** DNC above a number at one C *)

Lemma dnc_polynomial_sign n e p f t : 0 < IZR e -> 0 < IZR f ->
  0 < eval1 (dnc_polynomial n e p f) t -> IZR p / IZR f < loss 2 (IZR n / IZR e) t.
Proof.
  intros He Hf H. unfold dnc_polynomial in H. cbn [eval1] in H.
  rewrite ?minus_IZR, ?mult_IZR in H.
  apply (Rmult_lt_reg_l (2 * IZR e * IZR f)); [repeat apply Rmult_lt_0_compat; lra|].
  unfold loss. cbn [INR Nat.add].
  replace (2 * IZR e * IZR f * (IZR p / IZR f)) with (2 * IZR e * IZR p) by (field; lra).
  replace (2 * IZR e * IZR f * ((1 - t ^ 3) ^ 2 / 2 + (1 + 1 + 1) / 2 * (IZR n / IZR e) * t ^ 2))
    with (IZR e * IZR f * (1 - t ^ 3) ^ 2 + 3 * IZR n * IZR f * t ^ 2) by (field; lra).
  lra.
Qed.

Lemma dnc_above n e p f d cuts t :
  (0 < e)%Z -> (0 < f)%Z -> (0 < d)%Z -> hd 0%Z cuts = 0%Z ->
  positive_from d cuts (dnc_polynomial n e p f) = true -> 0 <= t ->
  IZR p / IZR f < loss 2 (IZR n / IZR e) t.
Proof.
  intros He Hf Hd Hcuts Hpos Ht. apply IZR_lt in He, Hf.
  pose proof (positive_from_correct d cuts _ Hd Hpos t) as H. rewrite Hcuts in H. apply IZR_lt in Hd.
  specialize (H ltac:(nra)). now apply dnc_polynomial_sign.
Qed.

(** ** Pieces *)

Lemma affine_pos a b c0 c1 c : 0 < a + b * c0 -> 0 < a + b * c1 -> c0 <= c <= c1 -> 0 < a + b * c.
Proof. intros H0 H1 Hc. destruct (Rle_lt_dec 0 b); nra. Qed.

Lemma affine_le a b c0 c1 c : a + b * c0 <= 0 -> a + b * c1 <= 0 -> c0 <= c <= c1 -> a + b * c <= 0.
Proof. intros H0 H1 Hc. destruct (Rle_lt_dec 0 b); nra. Qed.

(** DNC's line with output (a/b)^3 is at most p/f at C = n/e. *)
Definition dnc_line_ok (a b n e p f : Z) : bool :=
  (f * ((b * b * b - a * a * a) ^ 2 * e + 3 * n * (a * a) * (b * b * b * b)) <=? 2 * p * e * (b * b * b * b * b * b))%Z.

Lemma dnc_line_le a b n e p f : (0 < b)%Z -> (0 < e)%Z -> (0 < f)%Z -> dnc_line_ok a b n e p f = true ->
  loss 2 (IZR n / IZR e) (IZR a / IZR b) <= IZR p / IZR f.
Proof.
  intros Hb He Hf H. apply Z.leb_le, IZR_le in H. apply IZR_lt in Hb, He, Hf.
  rewrite Z.pow_2_r in H. rewrite ?mult_IZR, ?plus_IZR, ?mult_IZR, ?minus_IZR, ?mult_IZR in H.
  assert (HD : 0 < 2 * IZR e * IZR f * IZR b ^ 6) by (repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
  apply (Rmult_le_reg_l _ _ _ HD). unfold loss. cbn [INR Nat.add].
  replace (2 * IZR e * IZR f * IZR b ^ 6 * (IZR p / IZR f)) with (2 * IZR p * IZR e * IZR b ^ 6) by (field; lra).
  replace (2 * IZR e * IZR f * IZR b ^ 6 *
    ((1 - (IZR a / IZR b) ^ 3) ^ 2 / 2 + (1 + 1 + 1) / 2 * (IZR n / IZR e) * (IZR a / IZR b) ^ 2))
    with (IZR f * ((IZR b ^ 3 - IZR a ^ 3) ^ 2 * IZR e + 3 * IZR n * IZR a ^ 2 * IZR b ^ 4)) by (field; lra).
  lra.
Qed.

Definition positive_all (l : list Z) : bool := forallb (Z.ltb 0) l.
Definition from_zero (cuts : list Z) : bool := Z.eqb (hd 0%Z cuts) 0.

Definition loses_check (a b n0 e0 p0 f0 d0 : Z) (cuts0 : list Z) (n1 e1 p1 f1 d1 : Z) (cuts1 : list Z) : bool :=
  positive_all [a; b; n0; e0; f0; d0; n1; e1; f1; d1] && from_zero cuts0 && from_zero cuts1 &&
  dnc_line_ok a b n0 e0 p0 f0 && dnc_line_ok a b n1 e1 p1 f1 &&
  positive_from d0 cuts0 (curve_polynomial z n0 e0 p0 f0) &&
  positive_from d1 cuts1 (curve_polynomial z n1 e1 p1 f1).

Ltac split_checks H := repeat match type of H with
  | (_ && _)%bool = true => let H' := fresh H in apply andb_prop in H as [H H']
  end.
Ltac positives H := cbn [positive_all forallb] in H;
  repeat match type of H with
  | (_ && _)%bool = true => let H' := fresh "Hpos" in apply andb_prop in H as [H' H]; apply Z.ltb_lt in H'
  end.

Theorem loses_between a b n0 e0 p0 f0 d0 cuts0 n1 e1 p1 f1 d1 cuts1 C :
  loses_check a b n0 e0 p0 f0 d0 cuts0 n1 e1 p1 f1 d1 cuts1 = true ->
  IZR n0 / IZR e0 <= C <= IZR n1 / IZR e1 -> loses C.
Proof.
  intros H HC kappa Hk. unfold loses_check in H. split_checks H. positives H.
  apply Z.eqb_eq in H5, H4.
  exists (IZR a / IZR b). split; [apply Rlt_le, Rdiv_lt_0_compat; now apply IZR_lt|].
  pose proof (curve_above n0 e0 p0 f0 d0 cuts0 kappa) as A0.
  pose proof (curve_above n1 e1 p1 f1 d1 cuts1 kappa) as A1.
  specialize (A0 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Hk).
  specialize (A1 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Hk).
  pose proof (dnc_line_le a b n0 e0 p0 f0 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as B0.
  pose proof (dnc_line_le a b n1 e1 p1 f1 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as B1.
  unfold curve_value. unfold loss in *. cbn [INR Nat.add] in *. set (t := IZR a / IZR b) in *.
  set (w := weight (ridge s kappa)) in *. set (phi := fit 3 K m (ridge s kappa)) in *.
  enough (0 < (phi - (1 - t ^ 3) ^ 2 / 2) + (3 / 2 * (w - t ^ 2)) * C) by lra.
  apply (affine_pos _ _ (IZR n0 / IZR e0) (IZR n1 / IZR e1)); [lra|lra|easy].
Qed.

Definition loses_first_check (n e p f d : Z) (cuts : list Z) : bool :=
  positive_all [n; e; f; d] && from_zero cuts && dnc_line_ok 1 1 n e p f &&
  positive_from d cuts (curve_polynomial z n e p f).

Theorem loses_first n e p f d cuts C :
  loses_first_check n e p f d cuts = true -> 0 < C <= IZR n / IZR e -> loses C.
Proof.
  intros H HC kappa Hk. unfold loses_first_check in H. split_checks H. positives H.
  apply Z.eqb_eq in H2.
  exists 1. split; [lra|].
  pose proof (curve_above n e p f d cuts kappa ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Hk) as A.
  pose proof (dnc_line_le 1 1 n e p f ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as B.
  unfold curve_value. unfold loss in *. cbn [INR Nat.add] in *.
  replace (1 / 1) with 1 in B by field. rewrite !pow1 in B. rewrite !pow1.
  set (w := weight (ridge s kappa)) in *. set (phi := fit 3 K m (ridge s kappa)) in *.
  assert (Hphi : 0 <= phi).
  { pose proof K_pos'. unfold phi, fit. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le, m_pos, Hi|apply pow2_ge_0]. }
  set (c := IZR n / IZR e) in *.
  enough (0 < phi + 3 / 2 * (w - 1) * C) by lra.
  assert (0 < phi + 3 / 2 * (w - 1) * c) by lra.
  destruct (Rle_lt_dec 1 w); nra.
Qed.

(** Outputs u_i / v; wn / wd is an upper bound on their weight; p/f one on their line at C = n/e. *)
Definition weight_ok (u0 u1 u2 v wn wd : Z) : bool :=
  (4 * (P z * P z) * (wd * wd * wd) *
     (M0 z * (u0 * u0) * (S1 z * S2 z) + M1 z * (u1 * u1) * (S0 z * S2 z) + M2 z * (u2 * u2) * (S0 z * S1 z))
   <=? wn * wn * wn * (v * v) * (K2 z * K2 z * K2 z) * (S0 z * (S1 z * S2 z)))%Z.
Definition srg_line_ok (u0 u1 u2 v wn wd n e p f : Z) : bool :=
  (f * ((M0 z * ((v - u0) * (v - u0)) + M1 z * ((v - u1) * (v - u1)) + M2 z * ((v - u2) * (v - u2))) * (wd * e)
        + 3 * (wn * n) * (v * v) * K2 z)
   <=? 2 * p * (v * v) * K2 z * (wd * e))%Z.

Definition wins_check (u0 u1 u2 v wn wd n0 e0 p0 f0 d0 : Z) (cuts0 : list Z) (n1 e1 p1 f1 d1 : Z)
    (cuts1 : list Z) : bool :=
  positive_all [u0; u1; u2; v; wn; wd; n0; e0; f0; d0; n1; e1; f1; d1; f0 - 2 * p0; f1 - 2 * p1]%Z &&
  from_zero cuts0 && from_zero cuts1 && weight_ok u0 u1 u2 v wn wd &&
  srg_line_ok u0 u1 u2 v wn wd n0 e0 p0 f0 && srg_line_ok u0 u1 u2 v wn wd n1 e1 p1 f1 &&
  positive_from d0 cuts0 (dnc_polynomial n0 e0 p0 f0) && positive_from d1 cuts1 (dnc_polynomial n1 e1 p1 f1).

Lemma integers_positive : 0 < IZR (S0 z) /\ 0 < IZR (S1 z) /\ 0 < IZR (S2 z) /\ 0 < IZR (K2 z) /\ 0 < IZR (P z).
Proof.
  pose proof K_pos'. pose proof norm_pos. destruct HS as (<- & <- & <-). rewrite <- HK2, <- HP.
  pose proof (pow_lt _ 2 (s_pos 0 ltac:(lia))). pose proof (pow_lt _ 2 (s_pos 1 ltac:(lia))).
  pose proof (pow_lt _ 2 (s_pos 2 ltac:(lia))). repeat split; lra.
Qed.

Lemma weight_le u0 u1 u2 v wn wd : (0 < v)%Z -> (0 < wn)%Z -> (0 < wd)%Z -> weight_ok u0 u1 u2 v wn wd = true ->
  weight (outputs (IZR u0 / IZR v) (IZR u1 / IZR v) (IZR u2 / IZR v)) <= IZR wn / IZR wd.
Proof.
  intros Hv Hwn Hwd H. apply Z.leb_le, IZR_le in H. apply IZR_lt in Hv, Hwn, Hwd.
  rewrite ?mult_IZR, ?plus_IZR, ?mult_IZR in H.
  pose proof K_pos' as HK. pose proof norm_pos as HN. destruct integers_positive as (PS0 & PS1 & PS2 & PK & PP).
  set (q := outputs _ _ _). apply (pow_le_inj 3); [lia|apply root_nonneg|apply Rlt_le, Rdiv_lt_0_compat; lra|].
  unfold weight. rewrite root_pow; [|lia|].
  - assert (El : last 3 m s q = 2 / IZR v ^ 2 * (IZR (M0 z) * IZR u0 ^ 2 / IZR (S0 z)
        + IZR (M1 z) * IZR u1 ^ 2 / IZR (S1 z) + IZR (M2 z) * IZR u2 ^ 2 / IZR (S2 z))).
    { destruct HS as (<- & <- & <-), HM as (<- & <- & <-). unfold last, q. cbn [sum outputs].
      pose proof (s_pos 0 ltac:(lia)). pose proof (s_pos 1 ltac:(lia)). pose proof (s_pos 2 ltac:(lia)).
      field. repeat split; lra. }
    rewrite El. replace (nuclear_norm_M2 x) with (IZR (P z) / 2) by lra. replace K with (IZR (K2 z) / 2) by lra.
    assert (HD : 0 < IZR wd ^ 3 * IZR v ^ 2 * IZR (K2 z) ^ 3 * (IZR (S0 z) * (IZR (S1 z) * IZR (S2 z))))
      by (repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
    apply (Rmult_le_reg_l _ _ _ HD).
    replace (IZR wd ^ 3 * IZR v ^ 2 * IZR (K2 z) ^ 3 * (IZR (S0 z) * (IZR (S1 z) * IZR (S2 z))) * (IZR wn / IZR wd) ^ 3)
      with (IZR wn ^ 3 * IZR v ^ 2 * IZR (K2 z) ^ 3 * (IZR (S0 z) * (IZR (S1 z) * IZR (S2 z)))) by (field; lra).
    match goal with |- ?l <= _ => replace l with (4 * IZR (P z) ^ 2 * IZR wd ^ 3 *
      (IZR (M0 z) * IZR u0 ^ 2 * (IZR (S1 z) * IZR (S2 z)) + IZR (M1 z) * IZR u1 ^ 2 * (IZR (S0 z) * IZR (S2 z))
       + IZR (M2 z) * IZR u2 ^ 2 * (IZR (S0 z) * IZR (S1 z)))) by (field; lra) end.
    lra.
  - apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|apply last_nonneg]|].
    apply Rlt_le, Rinv_0_lt_compat, pow_lt, HK.
Qed.

Lemma srg_line_le u0 u1 u2 v wn wd n e p f :
  (0 < v)%Z -> (0 < wd)%Z -> (0 < e)%Z -> (0 < f)%Z -> srg_line_ok u0 u1 u2 v wn wd n e p f = true ->
  fit 3 K m (outputs (IZR u0 / IZR v) (IZR u1 / IZR v) (IZR u2 / IZR v))
    + 3 / 2 * (IZR n / IZR e * (IZR wn / IZR wd)) <= IZR p / IZR f.
Proof.
  intros Hv Hwd He Hf H. apply Z.leb_le, IZR_le in H. apply IZR_lt in Hv, Hwd, He, Hf.
  rewrite ?mult_IZR, ?plus_IZR, ?mult_IZR, ?plus_IZR, ?mult_IZR, ?minus_IZR in H.
  destruct integers_positive as (_ & _ & _ & PK & _). pose proof K_pos' as HK.
  assert (Ef : fit 3 K m (outputs (IZR u0 / IZR v) (IZR u1 / IZR v) (IZR u2 / IZR v))
    = (IZR (M0 z) * (IZR v - IZR u0) ^ 2 + IZR (M1 z) * (IZR v - IZR u1) ^ 2 + IZR (M2 z) * (IZR v - IZR u2) ^ 2)
      / (2 * IZR v ^ 2 * IZR (K2 z))).
  { rewrite <- HK2. destruct HM as (<- & <- & <-). unfold fit. cbn [sum outputs]. field. lra. }
  rewrite Ef.
  assert (HD : 0 < 2 * IZR v ^ 2 * IZR (K2 z) * (IZR wd * IZR e) * IZR f)
    by (repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
  apply (Rmult_le_reg_l _ _ _ HD).
  match goal with |- ?l <= ?rr =>
    replace l with (IZR f * ((IZR (M0 z) * (IZR v - IZR u0) ^ 2 + IZR (M1 z) * (IZR v - IZR u1) ^ 2
      + IZR (M2 z) * (IZR v - IZR u2) ^ 2) * (IZR wd * IZR e) + 3 * (IZR wn * IZR n) * IZR v ^ 2 * IZR (K2 z)))
      by (field; lra);
    replace rr with (2 * IZR p * IZR v ^ 2 * IZR (K2 z) * (IZR wd * IZR e)) by (field; lra)
  end.
  lra.
Qed.

Theorem wins_between u0 u1 u2 v wn wd n0 e0 p0 f0 d0 cuts0 n1 e1 p1 f1 d1 cuts1 C :
  wins_check u0 u1 u2 v wn wd n0 e0 p0 f0 d0 cuts0 n1 e1 p1 f1 d1 cuts1 = true ->
  IZR n0 / IZR e0 <= C <= IZR n1 / IZR e1 -> wins C.
Proof.
  intros H HC. unfold wins_check in H. split_checks H. positives H.
  apply Z.eqb_eq in H6, H5.
  set (q0 := IZR u0 / IZR v). set (q1 := IZR u1 / IZR v). set (q2 := IZR u2 / IZR v).
  pose proof (weight_le u0 u1 u2 v wn wd ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as Hw.
  pose proof (srg_line_le u0 u1 u2 v wn wd n0 e0 p0 f0 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as L0.
  pose proof (srg_line_le u0 u1 u2 v wn wd n1 e1 p1 f1 ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy)) as L1.
  fold q0 q1 q2 in Hw, L0, L1. set (q := outputs q0 q1 q2) in *.
  set (wb := IZR wn / IZR wd) in *. set (phi := fit 3 K m q) in *.
  assert (HC0 : 0 < C) by (apply Rlt_le_trans with (IZR n0 / IZR e0); [apply Rdiv_lt_0_compat; now apply IZR_lt|lra]).
  assert (HF : F 3 2 K (X_of C) m s q <= phi + 3 / 2 * (C * wb)).
  { rewrite F_line by easy. fold phi. assert (C * weight q <= C * wb) by (apply Rmult_le_compat_l; lra). lra. }
  assert (half : forall p f, (0 < f - 2 * p)%Z -> (0 < f)%Z -> IZR p / IZR f < 1 / 2).
  { intros p f Hp Hf. apply IZR_lt in Hp, Hf. rewrite minus_IZR, mult_IZR in Hp.
    apply (Rmult_lt_reg_r (IZR f)); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  pose proof (half p0 f0 ltac:(easy) ltac:(easy)) as h0. pose proof (half p1 f1 ltac:(easy) ltac:(easy)) as h1.
  exists q0, q1, q2. fold q. split; [|split].
  - pose proof (n_ge_4 r Hr) as Hx. fold x in Hx. unfold last_norm. fold x.
    assert (0 < q0) by (apply Rdiv_lt_0_compat; now apply IZR_lt).
    assert (0 < q1) by (apply Rdiv_lt_0_compat; now apply IZR_lt).
    assert (0 < q2) by (apply Rdiv_lt_0_compat; now apply IZR_lt).
    repeat apply Rplus_lt_0_compat.
    + apply Rdiv_lt_0_compat; apply pow_lt; [easy|nra].
    + apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [lra|now apply pow_lt]|apply pow_lt; lra].
    + apply Rmult_lt_0_compat; [nra|now apply pow_lt].
  - apply Rle_lt_trans with (1 := HF).
    enough (0 < (1 / 2 - phi) + (- (3 / 2 * wb)) * C) by lra.
    apply (affine_pos _ _ (IZR n0 / IZR e0) (IZR n1 / IZR e1)); [lra|lra|easy].
  - intros t Ht. apply Rle_lt_trans with (1 := HF).
    pose proof (dnc_above n0 e0 p0 f0 d0 cuts0 t ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Ht) as A0.
    pose proof (dnc_above n1 e1 p1 f1 d1 cuts1 t ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Ht) as A1.
    unfold loss in *. cbn [INR Nat.add] in *.
    enough (0 < ((1 - t ^ 3) ^ 2 / 2 - phi) + (3 / 2 * (t ^ 2 - wb)) * C) by lra.
    apply (affine_pos _ _ (IZR n0 / IZR e0) (IZR n1 / IZR e1)); [lra|lra|easy].
Qed.

(** *** One crossing

    Up to C = n1/e1 DNC costs at most p/f, with output (a/b)^3; at C = n2/e2 < n0/e0 the curve lies above p2/f2.
    So the weight of a point that does not lose between n0/e0 and n1/e1 is at most wn/wd, and where t^2 is no
    larger DNC lies above p1/f1, above what SRG can cost there.  Where t^2 is larger DNC's line is steeper. *)
Definition steep_check (a b n0 e0 n1 e1 p f n2 e2 p2 f2 d2 : Z) (cuts2 : list Z) (wn wd p1 f1 d1 : Z)
    (cuts1 : list Z) : bool :=
  positive_all [a; b; n0; e0; n1; e1; f; n2; e2; f2; d2; wn; wd; f1; d1; f1 - 2 * p1; n0 * e2 - n2 * e0]%Z &&
  from_zero cuts1 && from_zero cuts2 && dnc_line_ok a b n1 e1 p f &&
  positive_from d2 cuts2 (curve_polynomial z n2 e2 p2 f2) &&
  (2 * (p * f2 - p2 * f) * (e0 * e2 * wd) <=? 3 * (n0 * e2 - n2 * e0) * wn * (f * f2))%Z &&
  (2 * p * (e0 * e1 * wd) * f1 + 3 * (n1 * e0 - n0 * e1) * wn * (f * f1) <=? 2 * p1 * (f * (e0 * e1 * wd)))%Z &&
  positive_until d1 cuts1 (dnc_polynomial n0 e0 p1 f1) &&
  (wn * (d1 * d1) <? wd * (List.last cuts1 0 * List.last cuts1 0))%Z && (0 <? List.last cuts1 0)%Z.

Lemma dnc_above_until n e p f d cuts t :
  (0 < e)%Z -> (0 < f)%Z -> (0 < d)%Z -> hd 0%Z cuts = 0%Z ->
  positive_until d cuts (dnc_polynomial n e p f) = true -> 0 <= t -> t * IZR d < IZR (List.last cuts 0%Z) ->
  IZR p / IZR f < loss 2 (IZR n / IZR e) t.
Proof.
  intros He Hf Hd Hcuts Hpos Ht Hlast. apply IZR_lt in He, Hf.
  pose proof (positive_until_correct d cuts _ Hd Hpos t) as H. rewrite Hcuts in H. apply IZR_lt in Hd.
  specialize (H ltac:(split; [nra|easy])). now apply dnc_polynomial_sign.
Qed.

Theorem steep a b n0 e0 n1 e1 p f n2 e2 p2 f2 d2 cuts2 wn wd p1 f1 d1 cuts1 C C' :
  steep_check a b n0 e0 n1 e1 p f n2 e2 p2 f2 d2 cuts2 wn wd p1 f1 d1 cuts1 = true ->
  IZR n0 / IZR e0 <= C -> C < C' -> C' <= IZR n1 / IZR e1 -> ~ loses C -> wins C'.
Proof.
  intros H HC HCC HC' Hno. unfold steep_check in H.
  apply andb_prop in H as [H Hlast0]. apply andb_prop in H as [H Hlast]. apply andb_prop in H as [H Huntil].
  apply andb_prop in H as [H Hline]. apply andb_prop in H as [H Hweight]. apply andb_prop in H as [H Hcurve].
  apply andb_prop in H as [H Hdnc]. apply andb_prop in H as [H Hcuts2]. apply andb_prop in H as [H Hcuts1].
  positives H. apply Z.eqb_eq in Hcuts1, Hcuts2.
  apply Z.ltb_lt, IZR_lt in Hlast0, Hlast. apply Z.leb_le, IZR_le in Hline, Hweight.
  destruct (not_losing C Hno) as (kappa & Hk & Hkappa).
  pose proof (curve_above n2 e2 p2 f2 d2 cuts2 kappa ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Hcuts2 Hcurve Hk) as Hlow.
  pose proof (dnc_line_le a b n1 e1 p f ltac:(easy) ltac:(easy) ltac:(easy) Hdnc) as Hv.
  pose proof (fun t => dnc_above_until n0 e0 p1 f1 d1 cuts1 t ltac:(easy) ltac:(easy) ltac:(easy) Hcuts1 Huntil) as Habove.
  clear Hdnc Hcurve Huntil Hcuts1 Hcuts2.
  repeat match goal with Hp : (0 < _)%Z |- _ => apply IZR_lt in Hp end.
  repeat rewrite ?plus_IZR, ?minus_IZR, ?mult_IZR in Hline.
  repeat rewrite ?minus_IZR, ?mult_IZR in Hweight. rewrite ?minus_IZR, ?mult_IZR in *.
  assert (Ht0 : 0 < IZR a / IZR b) by (now apply Rdiv_lt_0_compat).
  set (c0 := IZR n0 / IZR e0) in *. set (c1 := IZR n1 / IZR e1) in *. set (c2 := IZR n2 / IZR e2) in *.
  set (v := IZR p / IZR f) in *. set (v2 := IZR p2 / IZR f2) in *. set (v1 := IZR p1 / IZR f1) in *.
  set (W := IZR wn / IZR wd) in *.
  assert (Hc0 : 0 < c0) by (now apply Rdiv_lt_0_compat).
  assert (Hc2 : c2 < c0).
  { apply (Rmult_lt_reg_r (IZR e0 * IZR e2)); [now apply Rmult_lt_0_compat|].
    replace (c2 * (IZR e0 * IZR e2)) with (IZR n2 * IZR e0) by (unfold c2; field; lra).
    replace (c0 * (IZR e0 * IZR e2)) with (IZR n0 * IZR e2) by (unfold c0; field; lra). lra. }
  assert (Hhalf : v1 < 1 / 2).
  { apply (Rmult_lt_reg_r (IZR f1)); [easy|]. replace (v1 * IZR f1) with (IZR p1) by (unfold v1; field; lra). lra. }
  assert (HW : v - v2 <= 3 / 2 * (c0 - c2) * W).
  { apply (Rmult_le_reg_r (2 * (IZR f * IZR f2) * (IZR e0 * IZR e2 * IZR wd))).
    - repeat apply Rmult_lt_0_compat; lra.
    - replace ((v - v2) * (2 * (IZR f * IZR f2) * (IZR e0 * IZR e2 * IZR wd)))
        with (2 * (IZR p * IZR f2 - IZR p2 * IZR f) * (IZR e0 * IZR e2 * IZR wd)) by (unfold v, v2; field; lra).
      replace (3 / 2 * (c0 - c2) * W * (2 * (IZR f * IZR f2) * (IZR e0 * IZR e2 * IZR wd)))
        with (3 * (IZR n0 * IZR e2 - IZR n2 * IZR e0) * IZR wn * (IZR f * IZR f2))
        by (unfold c0, c2, W; field; lra). exact Hweight. }
  assert (Hv1 : v + 3 / 2 * (c1 - c0) * W <= v1).
  { apply (Rmult_le_reg_r (2 * (IZR f * IZR f1) * (IZR e0 * IZR e1 * IZR wd))).
    - repeat apply Rmult_lt_0_compat; lra.
    - replace ((v + 3 / 2 * (c1 - c0) * W) * (2 * (IZR f * IZR f1) * (IZR e0 * IZR e1 * IZR wd)))
        with (2 * IZR p * (IZR e0 * IZR e1 * IZR wd) * IZR f1
              + 3 * (IZR n1 * IZR e0 - IZR n0 * IZR e1) * IZR wn * (IZR f * IZR f1))
        by (unfold v, c1, c0, W; field; lra).
      replace (v1 * (2 * (IZR f * IZR f1) * (IZR e0 * IZR e1 * IZR wd)))
        with (2 * IZR p1 * (IZR f * (IZR e0 * IZR e1 * IZR wd))) by (unfold v1; field; lra). exact Hline. }
  assert (HvC : curve_value C kappa <= v).
  { apply Rle_trans with (1 := Hkappa (IZR a / IZR b) ltac:(lra)). apply Rle_trans with (2 := Hv).
    unfold loss. cbn [INR Nat.add]. pose proof (pow2_ge_0 (IZR a / IZR b)).
    assert (C * (IZR a / IZR b) ^ 2 <= c1 * (IZR a / IZR b) ^ 2) by (apply Rmult_le_compat_r; lra). lra. }
  unfold curve_value in HvC, Hkappa. set (w := weight (ridge s kappa)) in *.
  set (phi := fit 3 K m (ridge s kappa)) in *.
  assert (Hw : w < W).
  { apply (Rmult_lt_reg_l (3 / 2 * (c0 - c2))); [lra|]. assert (0 <= w) by apply root_nonneg.
    assert (c0 * w <= C * w) by (apply Rmult_le_compat_r; lra). lra. }
  assert (Hw0 : 0 <= w) by apply root_nonneg.
  assert (HF : phi + 3 / 2 * (C' * w) <= v1).
  { apply Rle_trans with (2 := Hv1).
    assert ((C' - C) * w <= (c1 - c0) * W) by (apply Rmult_le_compat; lra). lra. }
  apply (ridge_wins C' kappa); [lra|easy| |]; unfold curve_value; fold w phi.
  - lra.
  - intros t Ht. destruct (Rlt_le_dec w (t ^ 2)) as [Hwt|Hwt].
    + specialize (Hkappa t Ht). unfold loss in *. cbn [INR Nat.add] in *.
      assert (0 < (C' - C) * (t ^ 2 - w)) by (apply Rmult_lt_0_compat; lra). lra.
    + apply Rle_lt_trans with (1 := HF). apply Rlt_le_trans with (loss 2 c0 t).
      * apply Habove; [easy|].
        assert (Hsq : (t * IZR d1) ^ 2 < IZR (List.last cuts1 0%Z) ^ 2).
        { apply Rle_lt_trans with (W * IZR d1 ^ 2).
          - rewrite Rpow_mult_distr. apply Rmult_le_compat_r; [apply pow2_ge_0|lra].
          - apply (Rmult_lt_reg_r (IZR wd)); [easy|].
            replace (W * IZR d1 ^ 2 * IZR wd) with (IZR wn * (IZR d1 * IZR d1)) by (unfold W; field; lra). lra. }
        apply (pow_lt_inj 2); [lia|nra|lra|exact Hsq].
      * unfold loss. cbn [INR Nat.add]. assert (c0 * t ^ 2 <= C' * t ^ 2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|lra]).
        lra.
Qed.

Definition gives_up_check (n e d : Z) (cuts : list Z) : bool :=
  positive_all [n; e; d] && from_zero cuts && positive_from d cuts (curve_polynomial z n e 1 2).

Theorem gives_up_from n e d cuts C : gives_up_check n e d cuts = true -> IZR n / IZR e <= C -> gives_up C.
Proof.
  intros H HC kappa Hk. unfold gives_up_check in H. split_checks H. positives H. apply Z.eqb_eq in H1.
  pose proof (curve_above n e 1 2 d cuts kappa ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) ltac:(easy) Hk) as A.
  unfold curve_value. assert (0 <= weight (ridge s kappa)) by apply root_nonneg.
  assert (IZR n / IZR e * weight (ridge s kappa) <= C * weight (ridge s kappa)) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

End Pieces.

End Fixed.

(** C relative to DNC's threshold 2^(2/3)/4, whose cube is 1/16. *)
Lemma relative_le C a b n e : (0 < b)%Z -> (0 < e)%Z -> (0 <= a)%Z ->
  (16 * (n * n * n) * (b * b * b) <=? a * a * a * (e * e * e))%Z = true ->
  IZR a / IZR b * threshold 2 <= C -> IZR n / IZR e <= C.
Proof.
  intros Hb He Ha H HC. apply Rle_trans with (2 := HC). apply Z.leb_le, IZR_le in H. apply IZR_lt in Hb, He.
  apply IZR_le in Ha. rewrite ?mult_IZR in H.
  destruct threshold_cube as (E & Hthr & _). apply cube_le.
  rewrite Rpow_mult_distr, E. apply (Rmult_le_reg_l (16 * IZR e ^ 3 * IZR b ^ 3)).
  - repeat apply Rmult_lt_0_compat; try apply pow_lt; lra.
  - replace (16 * IZR e ^ 3 * IZR b ^ 3 * (IZR n / IZR e) ^ 3) with (16 * IZR n ^ 3 * IZR b ^ 3) by (field; lra).
    replace (16 * IZR e ^ 3 * IZR b ^ 3 * ((IZR a / IZR b) ^ 3 * (1 / 16))) with (IZR a ^ 3 * IZR e ^ 3) by (field; lra).
    lra.
Qed.

Lemma relative_ge C a b n e : (0 < b)%Z -> (0 < e)%Z ->
  (a * a * a * (e * e * e) <=? 16 * (n * n * n) * (b * b * b))%Z = true ->
  C <= IZR a / IZR b * threshold 2 -> C <= IZR n / IZR e.
Proof.
  intros Hb He H HC. apply Rle_trans with (1 := HC). apply Z.leb_le, IZR_le in H. apply IZR_lt in Hb, He.
  rewrite ?mult_IZR in H. destruct threshold_cube as (E & Hthr & _). apply cube_le.
  rewrite Rpow_mult_distr, E. apply (Rmult_le_reg_l (16 * IZR e ^ 3 * IZR b ^ 3)).
  - repeat apply Rmult_lt_0_compat; try apply pow_lt; lra.
  - replace (16 * IZR e ^ 3 * IZR b ^ 3 * (IZR n / IZR e) ^ 3) with (16 * IZR n ^ 3 * IZR b ^ 3) by (field; lra).
    replace (16 * IZR e ^ 3 * IZR b ^ 3 * ((IZR a / IZR b) ^ 3 * (1 / 16))) with (IZR a ^ 3 * IZR e ^ 3) by (field; lra).
    lra.
Qed.
