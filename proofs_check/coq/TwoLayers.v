(** S5 (e): at L = 2 and r >= 7 SRG costs more than DNC wherever DNC beats zero, and never beats zero.

    With one kappa for all eigenspaces F = a + (3/2) Chat rho^(2/3), a line in DNC's cost root Chat, where
    rho^2 = |M_2|_*^2 T / K^3; DNC with output q gives the line (1-q)^2/2 + (3/2) Chat q^(2/3). *)

From Coq Require Import ZArith List Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss KappaCurve UpwardCrossings Bivariate ClosedForms CostConstants.
Import ListNotations.
Open Scope R_scope.

(** ** The polynomial inequality G^3 < (27/128) rho^2, cleared of denominators *)

(** In x = r - 7 and k = 4 kappa; S_i = 4 s_i^2, m_i twice the multiplicities, P = 2 |M_2|_*. *)
Section Polynomials.
Open Scope Z_scope.

Definition S0 := let a := [[5; 1]] in let b := [[4; 1]] in mul2 (mul2 a a) (mul2 b b).
Definition S1 := mul2 [[4]] (mul2 [[4; 1]] [[4; 1]]).
Definition S2 := [[4]].
Definition m0 := [[2]].
Definition m1 := mul2 [[2]] [[6; 1]].
Definition m2 := mul2 [[7; 1]] [[4; 1]].
Definition P := mul2 [[6; 1]] [[13; 3]].
Definition k1 := [[]; [1]].
Definition sqr p := mul2 p p.
Definition D0 := sqr (add2 S0 k1).
Definition D1 := sqr (add2 S1 k1).
Definition D2 := sqr (add2 S2 k1).
Definition k2 := [[]; [2]].
Definition tau := add2 (mul2 (mul2 m0 S0) (mul2 D1 D2))
  (add2 (mul2 (mul2 m1 S1) (mul2 D0 D2)) (mul2 (mul2 m2 S2) (mul2 D0 D1))).
Definition gamma := add2 (mul2 (mul2 m0 (mul2 S0 (add2 S0 k2))) (mul2 D1 D2))
  (add2 (mul2 (mul2 m1 (mul2 S1 (add2 S1 k2))) (mul2 D0 D2))
        (mul2 (mul2 m2 (mul2 S2 (add2 S2 k2))) (mul2 D0 D1))).
Definition never_beats_zero :=
  add2 (mul2 (mul2 [[27]] (sqr P)) (mul2 tau (sqr (mul2 D0 (mul2 D1 D2)))))
       (mul2 [[-4]] (mul2 gamma (sqr gamma))).
End Polynomials.

Lemma never_beats_zero_nonneg : nonneg2 never_beats_zero = true.
Proof. vm_compute. reflexivity. Qed.

Lemma never_beats_zero_constant : (0 <? constant never_beats_zero)%Z = true.
Proof. vm_compute. reflexivity. Qed.

Lemma spectrum_eq r i : spectrum r i =
  match i with O => (r - 2) * (r - 3) / 2 | 1%nat => r - 3 | _ => 1 end.
Proof. destruct i as [|[|]]; cbn [spectrum]; unfold singular_value_0, singular_value_1, singular_value_2; field. Qed.

Lemma multiplicity_eq r i : multiplicity r i =
  match i with O => 1 | 1%nat => r - 1 | _ => r * (r - 3) / 2 end.
Proof. destruct i as [|[|]]; cbn [multiplicity]; unfold multiplicity_0, multiplicity_1, multiplicity_2; field. Qed.

Lemma nuclear_norm_M2_eq r : nuclear_norm_M2 r = (r - 1) * (r - 4) / 2 + (r - 1) * (r - 2).
Proof. unfold nuclear_norm_M2. field. Qed.

Section FromSeven.

Context (r C : R) (Hr : 7 <= r) (HC : 0 < C).
Let K := classes r.
Let m := multiplicity r.
Let s := spectrum r.
(** X = Lambda |M_2|_*^2, with Chat^3 = Lambda K^3. *)
Let X := C ^ 3 * nuclear_norm_M2 r ^ 2 / K ^ 3.

Lemma K_positive : 0 < K.
Proof. unfold K. rewrite classes_eq. nra. Qed.

Lemma norm_positive : 0 < nuclear_norm_M2 r.
Proof. rewrite nuclear_norm_M2_eq. nra. Qed.

Lemma X_positive : 0 < X.
Proof.
  pose proof K_positive. pose proof norm_positive.
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; now apply pow_lt.
Qed.

Lemma m_positive i : (i < 3)%nat -> 0 < m i.
Proof. intros H. unfold m. rewrite multiplicity_eq. destruct i as [|[|]]; nra. Qed.

Lemma s_positive i : (i < 3)%nat -> 0 < s i.
Proof. intros H. unfold s. rewrite spectrum_eq. destruct i as [|[|]]; nra. Qed.

(** K G = sum m_i (q_i - q_i^2/2) with G = 1/2 - fit. *)
Definition gain (kappa : R) : R := sum 3 (fun i => m i * (ridge s kappa i - ridge s kappa i ^ 2 / 2)).

Lemma fit_gain kappa : fit 3 K m (ridge s kappa) = 1 / 2 - gain kappa / K.
Proof.
  pose proof K_positive. unfold fit, gain.
  assert (EK : K = sum 3 m) by (unfold K, m; cbn [sum]; rewrite !multiplicity_eq, classes_eq; field).
  apply (Rmult_eq_reg_r (2 * K)); [|lra].
  replace ((1 / 2 - sum 3 (fun i => m i * (ridge s kappa i - ridge s kappa i ^ 2 / 2)) / K) * (2 * K))
    with (K - 2 * sum 3 (fun i => m i * (ridge s kappa i - ridge s kappa i ^ 2 / 2))) by (field; lra).
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  rewrite EK at 1. cbn [sum]. field.
Qed.

Lemma near_zero kappa : 0 <= kappa -> gain kappa ^ 3 < 27 / 128 * (nuclear_norm_M2 r ^ 2 * T 3 m s kappa).
Proof.
  intros Hk. set (x := r - 7). assert (Hx : 0 <= x) by (unfold x; lra).
  set (k := 4 * kappa). assert (Hk4 : 0 <= k) by (unfold k; lra).
  pose proof (eval2_positive never_beats_zero x k never_beats_zero_nonneg never_beats_zero_constant Hx Hk4) as H.
  unfold never_beats_zero in H. rewrite !eval_add2, !eval_mul2 in H. unfold sqr in H.
  rewrite !eval_mul2 in H.
  set (d0 := eval2 D0 x k) in H. set (d1 := eval2 D1 x k) in H. set (d2 := eval2 D2 x k) in H.
  set (t := eval2 tau x k) in H. set (g := eval2 gamma x k) in H. set (p := eval2 P x k) in H.
  assert (E0 : eval2 S0 x k = 4 * s 0%nat ^ 2)
    by (unfold S0, s, x; rewrite spectrum_eq; rewrite !eval_mul2; cbn [eval2 eval1]; field).
  assert (E1 : eval2 S1 x k = 4 * s 1%nat ^ 2)
    by (unfold S1, s, x; rewrite spectrum_eq; rewrite !eval_mul2; cbn [eval2 eval1]; ring).
  assert (E2 : eval2 S2 x k = 4 * s 2%nat ^ 2) by (unfold S2, s; rewrite spectrum_eq; cbn [eval2 eval1]; ring).
  assert (Ek : eval2 k1 x k = k) by (unfold k1; cbn [eval2 eval1]; ring).
  assert (Ek2 : eval2 k2 x k = 2 * k) by (unfold k2; cbn [eval2 eval1]; ring).
  assert (Em0 : eval2 m0 x k = 2 * m 0%nat) by (unfold m0, m; rewrite multiplicity_eq; cbn [eval2 eval1]; ring).
  assert (Em1 : eval2 m1 x k = 2 * m 1%nat)
    by (unfold m1, m, x; rewrite multiplicity_eq; rewrite eval_mul2; cbn [eval2 eval1]; ring).
  assert (Em2 : eval2 m2 x k = 2 * m 2%nat)
    by (unfold m2, m, x; rewrite multiplicity_eq; rewrite eval_mul2; cbn [eval2 eval1]; field).
  assert (Ep : p = 2 * nuclear_norm_M2 r)
    by (unfold p, P, x; rewrite nuclear_norm_M2_eq, eval_mul2; cbn [eval2 eval1]; field).
  assert (Ed0 : d0 = (4 * s 0%nat ^ 2 + k) ^ 2)
    by (unfold d0, D0, sqr; rewrite eval_mul2, eval_add2, E0, Ek; ring).
  assert (Ed1 : d1 = (4 * s 1%nat ^ 2 + k) ^ 2)
    by (unfold d1, D1, sqr; rewrite eval_mul2, eval_add2, E1, Ek; ring).
  assert (Ed2 : d2 = (4 * s 2%nat ^ 2 + k) ^ 2)
    by (unfold d2, D2, sqr; rewrite eval_mul2, eval_add2, E2, Ek; ring).
  assert (Et : t = 2 * m 0%nat * (4 * s 0%nat ^ 2) * (d1 * d2)
      + (2 * m 1%nat * (4 * s 1%nat ^ 2) * (d0 * d2) + 2 * m 2%nat * (4 * s 2%nat ^ 2) * (d0 * d1))).
  { unfold t, tau. rewrite !eval_add2, !eval_mul2, Em0, Em1, Em2, E0, E1, E2. reflexivity. }
  assert (Eg : g = 2 * m 0%nat * (4 * s 0%nat ^ 2 * (4 * s 0%nat ^ 2 + 2 * k)) * (d1 * d2)
      + (2 * m 1%nat * (4 * s 1%nat ^ 2 * (4 * s 1%nat ^ 2 + 2 * k)) * (d0 * d2)
         + 2 * m 2%nat * (4 * s 2%nat ^ 2 * (4 * s 2%nat ^ 2 + 2 * k)) * (d0 * d1))).
  { unfold g, gamma. rewrite !eval_add2, !eval_mul2, !eval_add2, Em0, Em1, Em2, E0, E1, E2, Ek2. reflexivity. }
  pose proof (pow_lt _ 2 (s_positive 0 ltac:(lia))) as Hs0.
  pose proof (pow_lt _ 2 (s_positive 1 ltac:(lia))) as Hs1.
  pose proof (pow_lt _ 2 (s_positive 2 ltac:(lia))) as Hs2.
  assert (ET : T 3 m s kappa = 2 * t / (d0 * (d1 * d2))).
  { rewrite Et, Ed0, Ed1, Ed2. unfold T. cbn [sum]. unfold k. field. repeat split; lra. }
  assert (EG : gain kappa = g / (4 * (d0 * (d1 * d2)))).
  { rewrite Eg, Ed0, Ed1, Ed2. unfold gain, ridge. cbn [sum]. unfold k. field. repeat split; lra. }
  assert (HD : 0 < d0 * (d1 * d2))
    by (rewrite Ed0, Ed1, Ed2; repeat apply Rmult_lt_0_compat; lra).
  rewrite ET, EG. set (D := d0 * (d1 * d2)) in *. clearbody D t g d0 d1 d2.
  cbn [eval2 eval1] in H. rewrite Ep in H. clear Ep p.
  apply (Rmult_lt_reg_l (64 * D ^ 3)); [apply Rmult_lt_0_compat; [lra|now apply pow_lt]|].
  replace (64 * D ^ 3 * (g / (4 * D)) ^ 3) with (g ^ 3) by (field; lra).
  replace (64 * D ^ 3 * (27 / 128 * (nuclear_norm_M2 r ^ 2 * (2 * t / D)))) with (27 * nuclear_norm_M2 r ^ 2 * t * D ^ 2)
    by (field; lra).
  lra.
Qed.

(** ** For 1/2 <= rho <= 1 the fit alone exceeds (1 - rho)^2 / 2 *)

Lemma ridge_between kappa i : (i < 3)%nat -> 0 <= kappa -> 0 < ridge s kappa i <= 1.
Proof.
  intros Hi Hk. pose proof (pow_lt _ 2 (s_positive i Hi)). unfold ridge. split.
  - apply Rdiv_lt_0_compat; lra.
  - apply (Rmult_le_reg_r (s i ^ 2 + kappa)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma near_dnc kappa rho : 0 <= kappa -> 1 / 2 <= rho <= 1 -> nuclear_norm_M2 r ^ 2 * T 3 m s kappa = rho ^ 2 * K ^ 3 ->
  gain kappa / K < rho - rho ^ 2 / 2.
Proof.
  intros Hk Hrho E. pose proof K_positive as HK. pose proof norm_positive as HN.
  pose proof (ridge_between kappa 0 ltac:(lia) Hk) as H0. pose proof (ridge_between kappa 1 ltac:(lia) Hk) as H1.
  pose proof (ridge_between kappa 2 ltac:(lia) Hk) as H2.
  assert (HT : T 3 m s kappa = last 3 m s (ridge s kappa)).
  { symmetry. apply last_ridge; [exact s_positive|easy]. }
  unfold gain. unfold last in HT. cbn [sum] in *.
  set (a := ridge s kappa 0) in *. set (b := ridge s kappa 1) in *. set (c := ridge s kappa 2) in *.
  (* the third output is at most 2 rho / 3 *)
  assert (Hc : c <= 2 * rho / 3).
  { apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
    assert (Hlast : m 2%nat * c ^ 2 <= T 3 m s kappa).
    { rewrite HT. pose proof (m_positive 0 ltac:(lia)). pose proof (m_positive 1 ltac:(lia)).
      pose proof (pow_lt _ 2 (s_positive 0 ltac:(lia))). pose proof (pow_lt _ 2 (s_positive 1 ltac:(lia))).
      assert (0 <= m 0%nat * a ^ 2 / s 0%nat ^ 2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|apply Rlt_le, Rinv_0_lt_compat; lra]).
      assert (0 <= m 1%nat * b ^ 2 / s 1%nat ^ 2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|apply Rlt_le, Rinv_0_lt_compat; lra]).
      replace (m 2%nat * c ^ 2 / s 2%nat ^ 2) with (m 2%nat * c ^ 2) by (unfold s; rewrite spectrum_eq; field). lra. }
    assert (Hcert : 9 * K ^ 3 <= 4 * (nuclear_norm_M2 r ^ 2 * m 2%nat)).
    { unfold K, m. rewrite classes_eq, nuclear_norm_M2_eq, multiplicity_eq.
      enough (0 <= (r - 1) ^ 2 * r * (27 * (r - 7) ^ 3 + 276 * (r - 7) ^ 2 + 727 * (r - 7) + 58) / 8) by lra.
      pose proof (pow_le (r - 7) 3 ltac:(lra)). pose proof (pow_le (r - 7) 2 ltac:(lra)).
      repeat apply Rmult_le_pos; lra. }
    assert (Hm2 : 0 < nuclear_norm_M2 r ^ 2 * m 2%nat)
      by (apply Rmult_lt_0_compat; [now apply pow_lt|apply m_positive; lia]).
    assert (nuclear_norm_M2 r ^ 2 * (m 2%nat * c ^ 2) <= rho ^ 2 * K ^ 3)
      by (rewrite <- E; apply Rmult_le_compat_l; [apply pow2_ge_0|easy]).
    assert (9 * (nuclear_norm_M2 r ^ 2 * m 2%nat) * c ^ 2 <= 4 * rho ^ 2 * (nuclear_norm_M2 r ^ 2 * m 2%nat)).
    { pose proof (pow2_ge_0 rho). nra. }
    nra. }
  apply (Rmult_lt_reg_r K); [easy|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (Ha : a - a ^ 2 / 2 <= 1 / 2) by (pose proof (pow2_ge_0 (1 - a)); lra).
  assert (Hb : b - b ^ 2 / 2 <= 1 / 2) by (pose proof (pow2_ge_0 (1 - b)); lra).
  assert (Hc2 : c - c ^ 2 / 2 <= 2 * rho / 3 - (2 * rho / 3) ^ 2 / 2) by nra.
  pose proof (m_positive 1 ltac:(lia)). pose proof (m_positive 2 ltac:(lia)).
  apply Rle_lt_trans with
    (0 + m 0%nat * (1 / 2) + m 1%nat * (1 / 2) + m 2%nat * (2 * rho / 3 - (2 * rho / 3) ^ 2 / 2)).
  - pose proof (m_positive 0 ltac:(lia)). repeat apply Rplus_le_compat; try lra; apply Rmult_le_compat_l; lra.
  - unfold m, K. rewrite !multiplicity_eq, classes_eq.
    assert (Hq : 0 <= (rho - 1 / 2) * (1 - rho)) by (apply Rmult_le_pos; lra).
    assert (Hx : 0 <= (r - 7) * (rho * (1 / 3 - 5 * rho / 18))) by (repeat apply Rmult_le_pos; lra).
    apply (Rmult_lt_reg_l (2 / r)); [apply Rdiv_lt_0_compat; lra|].
    replace (2 / r * (0 + 1 * (1 / 2) + (r - 1) * (1 / 2) + r * (r - 3) / 2 * (2 * rho / 3 - (2 * rho / 3) ^ 2 / 2)))
      with (1 + (r - 3) * (2 * rho / 3 - (2 * rho / 3) ^ 2 / 2)) by (field; lra).
    replace (2 / r * ((rho - rho ^ 2 / 2) * (r * (r - 1) / 2))) with ((r - 1) * (rho - rho ^ 2 / 2)) by (field; lra).
    lra.
Qed.

(** ** Every point of the curve family lies above DNC *)

Let value (kappa : R) : R := F 3 2 K X m s (ridge s kappa).

Lemma threshold_cube : threshold 2 ^ 3 = 1 / 16 /\ 0 < threshold 2 /\
  exists h, 0 < h < 1 /\ h ^ 3 = 1 / 2 /\ threshold 2 = h / 2.
Proof.
  destruct (threshold_point 2 ltac:(lia)) as (h & Hh & E3 & Es). cbn [Nat.add INR] in E3.
  replace ((1 + 1 - 1) / (1 + 1)) with (1 / 2) in E3 by field.
  rewrite slope_factor in Es by lia. cbn [Nat.add Nat.sub] in Es. rewrite E3, pow_1 in Es.
  assert (Et : threshold 2 = h / 2) by lra.
  split; [rewrite Et; replace ((h / 2) ^ 3) with (h ^ 3 / 8) by field; lra|split; [lra|]].
  exists h. repeat split; lra.
Qed.

Theorem curve_above_dnc kappa : 0 < kappa ->
  (C < threshold 2 -> exists t, 0 <= t /\ loss 2 C t < value kappa) /\
  (threshold 2 <= C -> 1 / 2 <= value kappa).
Proof.
  intros Hk. pose proof K_positive as HK. pose proof norm_positive as HN. pose proof X_positive as HX.
  pose proof (T_pos 3 m s ltac:(lia) m_positive s_positive kappa ltac:(lra)) as HT.
  destruct threshold_cube as (E16 & Hthr & h & Hh & Eh & Eth).
  set (y := nuclear_norm_M2 r ^ 2 * T 3 m s kappa / K ^ 3).
  assert (HK3 : 0 < K ^ 3) by (now apply pow_lt).
  assert (Hy : 0 < y).
  { apply Rdiv_lt_0_compat; [|easy]. apply Rmult_lt_0_compat; [now apply pow_lt|easy]. }
  destruct (root_exists 6 y ltac:(lia) ltac:(lra)) as (t & Ht & Ey).
  assert (Ht0 : 0 < t) by (destruct Ht as [|<-]; [easy|rewrite pow_i in Ey by lia; lra]).
  assert (Emean : mean 3 2 X m s (ridge s kappa) = C * t ^ 2).
  { apply root_unique; [lia|apply Rmult_le_pos; [lra|apply pow2_ge_0]|].
    rewrite last_ridge by (exact s_positive || lra). unfold X.
    replace ((C * t ^ 2) ^ (2 + 1)) with (C ^ 3 * t ^ 6) by (cbn [Nat.add]; ring).
    rewrite Ey. unfold y. field. lra. }
  assert (Ev : value kappa = 1 / 2 - gain kappa / K + 3 / 2 * (C * t ^ 2)).
  { unfold value, F. rewrite fit_gain, Emean. cbn [INR]. lra. }
  assert (Eloss : forall u, loss 2 C u = (1 - u ^ 3) ^ 2 / 2 + 3 / 2 * (C * u ^ 2))
    by (intros u; unfold loss; cbn [INR Nat.add]; field).
  set (G := gain kappa / K) in *.
  assert (Hfit : 0 <= 1 / 2 - G).
  { unfold G. rewrite <- fit_gain. unfold fit. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le, m_positive, Hi|apply pow2_ge_0]. }
  assert (HG3 : G ^ 3 < 27 / 128 * t ^ 6).
  { pose proof (near_zero kappa ltac:(lra)) as H. unfold G. rewrite Ey. unfold y.
    apply (Rmult_lt_reg_l (K ^ 3)); [easy|].
    replace (K ^ 3 * (gain kappa / K) ^ 3) with (gain kappa ^ 3) by (field; lra).
    replace (K ^ 3 * (27 / 128 * (nuclear_norm_M2 r ^ 2 * T 3 m s kappa / K ^ 3)))
      with (27 / 128 * (nuclear_norm_M2 r ^ 2 * T 3 m s kappa)) by (field; lra). exact H. }
  (* the line at DNC's threshold: G < (3/2) threshold t^2 *)
  assert (HGt : G < 3 / 2 * (threshold 2 * t ^ 2)).
  { assert (0 < 3 / 2 * (threshold 2 * t ^ 2))
      by (apply Rmult_lt_0_compat; [lra|]; apply Rmult_lt_0_compat; [easy|now apply pow_lt]).
    destruct (Rle_lt_dec G 0) as [|HG]; [lra|].
    apply (pow_lt_inj 3); [lia|lra|lra|].
    replace ((3 / 2 * (threshold 2 * t ^ 2)) ^ 3) with (27 / 8 * threshold 2 ^ 3 * t ^ 6) by field.
    rewrite E16. lra. }
  assert (Ht2 : 0 < t ^ 2) by (now apply pow_lt).
  split; intros HCT.
  - destruct (Rle_lt_dec (t ^ 3) (1 / 2)) as [Hrho|Hrho].
    + (* rho <= 1/2: DNC with output 1/2 *)
      assert (Hth : t ^ 2 <= h ^ 2).
      { apply pow_incr. split; [lra|]. apply (pow_le_inj 3); [lia|lra|lra|lra]. }
      exists h. split; [lra|]. rewrite Ev, Eloss, Eh.
      assert (Ehh : threshold 2 * h ^ 2 = 1 / 4) by (rewrite Eth; replace (h / 2 * h ^ 2) with (h ^ 3 / 2) by field; lra).
      assert (0 <= (threshold 2 - C) * (h ^ 2 - t ^ 2)) by (apply Rmult_le_pos; lra). lra.
    + destruct (Rle_lt_dec (t ^ 3) 1) as [H1|H1].
      * (* 1/2 <= rho <= 1: DNC with output rho *)
        exists t. split; [lra|]. rewrite Ev, Eloss.
        assert (HG : G < t ^ 3 - (t ^ 3) ^ 2 / 2).
        { apply near_dnc; [lra|lra|]. replace ((t ^ 3) ^ 2) with (t ^ 6) by ring. rewrite Ey. unfold y. field. lra. }
        lra.
      * (* rho >= 1: DNC with output 1 *)
        exists 1. split; [lra|]. rewrite Ev, Eloss, !pow1.
        assert (1 < t).
        { apply (pow_lt_inj 3); [lia|lra|lra|]. rewrite pow1. exact H1. }
        assert (1 < t ^ 2) by nra.
        assert (C * 1 < C * t ^ 2) by (apply Rmult_lt_compat_l; lra). lra.
  - rewrite Ev. assert (threshold 2 * t ^ 2 <= C * t ^ 2) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(** S5 (e), for every choice of the three outputs. *)
Theorem outputs_above_dnc q :
  (C < threshold 2 -> exists t, 0 <= t /\ loss 2 C t < F 3 2 K X m s q) /\
  (threshold 2 <= C -> 1 / 2 <= F 3 2 K X m s q).
Proof.
  pose proof K_positive as HK. pose proof X_positive as HX.
  assert (EK : zero_value 3 K m = 1 / 2).
  { unfold zero_value. replace (sum 3 m) with K by (unfold K, m; cbn [sum]; rewrite !multiplicity_eq, classes_eq; field). field. lra. }
  destruct (least_loss 3 2 K X m s) with (q := q) as [Hz|(kappa & Hc & Hle)];
    [lia|lia|exact HK|exact HX|exact m_positive|exact s_positive| |].
  - rewrite EK in Hz. split; intros HCT; [|exact Hz].
    destruct (below_threshold 2 C ltac:(lia) (conj HC HCT)) as (t & _ & Ht & _ & _ & Hhalf & _).
    exists t. split; lra.
  - rewrite <- (loss_on_curve 3 2 K X m s) in Hle; 
      [|first [lia|exact HK|exact HX|exact m_positive|exact s_positive|exact Hc] ..].
    destruct Hc as [Hk _]. destruct (curve_above_dnc kappa Hk) as [Hlow Hhigh]. unfold value in *. split; intros HCT.
    + destruct (Hlow HCT) as (t & Ht & Hlt). exists t. split; lra.
    + specialize (Hhigh HCT). lra.
Qed.

End FromSeven.
