(** S4, the kappa-curve: the least loss of a construction with squared norms of product c and singular values
    s_i of multiplicities m_i, i < N.

    F(q) = sum m_i (1-q_i)^2 / (2K) + (L+1)/2 (X sum m_i q_i^2 / s_i^2)^(1/(L+1)), X = Lambda c. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss LowerBound.
Open Scope R_scope.

(** The n-th root of a nonnegative number. *)
Definition root (n : nat) (x : R) : R := if Rlt_dec 0 x then Rpower x (/ INR n) else 0.

Lemma root_nonneg n x : 0 <= root n x.
Proof. unfold root. destruct (Rlt_dec 0 x); [apply Rlt_le, exp_pos|lra]. Qed.

Lemma root_pow n x : (0 < n)%nat -> 0 <= x -> root n x ^ n = x.
Proof.
  intros Hn Hx. unfold root. destruct (Rlt_dec 0 x) as [H|H].
  - rewrite <- Rpower_pow, Rpower_mult, Rinv_l, Rpower_1; auto using exp_pos.
    apply not_0_INR; lia. apply exp_pos.
  - rewrite pow_i by easy. lra.
Qed.

Lemma root_unique n x y : (0 < n)%nat -> 0 <= y -> y ^ n = x -> root n x = y.
Proof.
  intros Hn Hy E. apply (pow_inj n); [easy|apply root_nonneg|easy|].
  rewrite root_pow; [easy..|]. rewrite <- E. now apply pow_le.
Qed.

Lemma root_pos n x : 0 < x -> 0 < root n x.
Proof. intros H. unfold root. destruct (Rlt_dec 0 x); [apply exp_pos|lra]. Qed.

Lemma root_continuous n x : 0 < x -> continuity_pt (root n) x.
Proof.
  intros Hx. apply (continuity_pt_locally_ext (fun y => Rpower y (/ INR n)) _ x x); [easy| |].
  - intros y Hy. unfold root. destruct (Rlt_dec 0 y) as [|H]; [easy|].
    exfalso. apply H. apply Rabs_def2 in Hy. lra.
  - apply derivable_continuous_pt. eexists. now apply derivable_pt_lim_power.
Qed.

(** The tangent of the root, by AM-GM. *)
Lemma root_tangent L y y' : 0 < y -> 0 < y' ->
  (INR L + 1) * root (L + 1) y' <= root (L + 1) y * (INR L + y' / y).
Proof.
  intros H H'. set (g := root (L + 1) y). set (g' := root (L + 1) y').
  assert (Hg : 0 < g) by (now apply root_pos).
  assert (Eg : g ^ (L + 1) = y) by (apply root_pow; [lia|lra]).
  assert (Eg' : g' ^ (L + 1) = y') by (apply root_pow; [lia|lra]).
  set (x i := match i with O => g * (y' / y) | S _ => g end).
  assert (Hq : 0 < y' / y) by (apply Rdiv_lt_0_compat; easy).
  pose proof (am_gm (S L) g' x) as A. rewrite sum_shift, prod_shift, S_INR in A. cbn [x] in A.
  rewrite sum_const, prod_const in A.
  apply Rle_trans with (g * (y' / y) + INR L * g); [apply A|apply Req_le; ring].
  - intros [|i] _; cbn [x]; nra.
  - apply root_nonneg.
  - rewrite <- Nat.add_1_r, Eg'. rewrite Nat.add_1_r in Eg. cbn [pow] in Eg.
    replace (g * (y' / y) * g ^ L) with (g * g ^ L * (y' / y)) by ring.
    rewrite Eg. apply Req_le. field. lra.
Qed.

Section Curve.

Context (N L : nat) (K X : R) (m s : nat -> R).
Hypothesis HL : (1 <= L)%nat.
Hypothesis HN : (0 < N)%nat.
Hypothesis HK : 0 < K.
Hypothesis HX : 0 < X.
Hypothesis Hm : forall i, (i < N)%nat -> 0 < m i.
Hypothesis Hs : forall i, (i < N)%nat -> 0 < s i.

Definition fit (q : nat -> R) : R := sum N (fun i => m i * (1 - q i) ^ 2) / (2 * K).
Definition last (q : nat -> R) : R := sum N (fun i => m i * q i ^ 2 / s i ^ 2).
Definition mean (q : nat -> R) : R := root (L + 1) (X * last q).
Definition F (q : nat -> R) : R := fit q + (INR L + 1) / 2 * mean q.

(** The ridge outputs, and T(kappa). *)
Definition ridge (kappa : R) : nat -> R := fun i => s i ^ 2 / (s i ^ 2 + kappa).
Definition T (kappa : R) : R := sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 2).

(** A point of the kappa-curve. *)
Definition on_curve (kappa : R) : Prop := 0 < kappa /\ X = (kappa / K) ^ (L + 1) * T kappa ^ L.
Definition curve_loss (kappa : R) : R :=
  kappa ^ 2 / (2 * K) * sum N (fun i => m i / (s i ^ 2 + kappa) ^ 2) + (INR L + 1) / 2 * (kappa * T kappa / K).

Lemma s2_pos i : (i < N)%nat -> 0 < s i ^ 2.
Proof. intros Hi. apply pow_lt; auto. Qed.

Lemma T_pos kappa : 0 <= kappa -> 0 < T kappa.
Proof.
  intros Hk. assert (Hterm : forall i, (i < N)%nat -> 0 < m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 2).
  { intros i Hi. pose proof (s2_pos i Hi). apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; auto|].
    apply pow_lt; lra. }
  apply Rlt_le_trans with (1 := Hterm O HN). apply (sum_term_le N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 2)); auto.
  intros; apply Rlt_le; auto.
Qed.

Lemma last_ridge kappa : 0 <= kappa -> last (ridge kappa) = T kappa.
Proof.
  intros Hk. apply sum_ext. intros i Hi. unfold ridge. pose proof (s2_pos i Hi). pose proof (Hs i Hi). field. lra.
Qed.

Lemma fit_ridge kappa : 0 <= kappa ->
  fit (ridge kappa) = kappa ^ 2 / (2 * K) * sum N (fun i => m i / (s i ^ 2 + kappa) ^ 2).
Proof.
  intros Hk. unfold fit, Rdiv at 1. rewrite <- sum_scal_r, <- sum_scal. apply sum_ext. intros i Hi.
  unfold ridge. pose proof (s2_pos i Hi). field. lra.
Qed.

(** ** The loss on the curve, and stationarity *)

Theorem loss_on_curve kappa : on_curve kappa -> F (ridge kappa) = curve_loss kappa.
Proof.
  intros [Hk E]. unfold F, curve_loss, mean. rewrite fit_ridge, last_ridge by lra. do 2 f_equal.
  pose proof (T_pos kappa ltac:(lra)).
  apply root_unique; [lia|apply Rlt_le, Rdiv_lt_0_compat; nra|].
  rewrite E at 1. unfold Rdiv. rewrite !Rpow_mult_distr, !pow_add. ring.
Qed.

(** ** Every point lies above the ridge point of its own kappa = K mean / last *)

Lemma mean_tangent q q' : 0 < last q -> 0 < last q' ->
  (INR L + 1) * mean q' <= mean q * (INR L + last q' / last q).
Proof.
  intros H H'. unfold mean.
  replace (last q' / last q) with (X * last q' / (X * last q)) by (field; lra). apply root_tangent; nra.
Qed.

Definition kappa_of (q : nat -> R) : R := K * mean q / last q.

Lemma ridge_term i k q : (i < N)%nat -> 0 <= k ->
  m i * (1 - q i) ^ 2 + k * (m i * q i ^ 2 / s i ^ 2)
  = m i * (1 - ridge k i) ^ 2 + k * (m i * ridge k i ^ 2 / s i ^ 2)
    + m i * (s i ^ 2 + k) / s i ^ 2 * (q i - ridge k i) ^ 2.
Proof. intros Hi Hk. unfold ridge. pose proof (s2_pos i Hi). pose proof (Hs i Hi). field. lra. Qed.

Lemma descent q : 0 < last q ->
  F (ridge (kappa_of q)) + sum N (fun i => m i * (q i - ridge (kappa_of q) i) ^ 2) / (2 * K) <= F q.
Proof.
  intros H. unfold F. set (k := kappa_of q).
  assert (Hmean : 0 < mean q) by (apply root_pos; nra).
  assert (Hk : 0 < k) by (unfold k, kappa_of; apply Rdiv_lt_0_compat; nra).
  pose proof (T_pos k ltac:(lra)) as HT. rewrite <- last_ridge in HT by lra.
  pose proof (mean_tangent q (ridge k) H HT) as Ht.
  assert (Hr : sum N (fun i => m i * (1 - ridge k i) ^ 2) + k * last (ridge k)
               + sum N (fun i => m i * (q i - ridge k i) ^ 2)
               <= sum N (fun i => m i * (1 - q i) ^ 2) + k * last q).
  { unfold last. rewrite <- !sum_scal, <- !sum_plus. apply sum_le. intros i Hi.
    rewrite (ridge_term i k q Hi ltac:(lra)).
    pose proof (s2_pos i Hi) as Hs2. pose proof (Hm i Hi). pose proof (pow2_ge_0 (q i - ridge k i)).
    replace (m i * (s i ^ 2 + k) / s i ^ 2 * (q i - ridge k i) ^ 2)
      with (m i * (q i - ridge k i) ^ 2 + m i * (k / s i ^ 2) * (q i - ridge k i) ^ 2)
      by (field; pose proof (Hs i Hi); lra).
    assert (0 < k / s i ^ 2) by (apply Rdiv_lt_0_compat; lra).
    assert (0 <= m i * (k / s i ^ 2) * (q i - ridge k i) ^ 2)
      by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|easy]). lra. }
  assert (Ek : k * last q = K * mean q) by (unfold k, kappa_of; field; lra).
  assert (Ek' : k * last (ridge k) = K * (mean q * (last (ridge k) / last q)))
    by (unfold k, kappa_of; field; lra).
  set (g := mean q * (last (ridge k) / last q)) in *.
  assert (Ht' : (INR L + 1) * mean (ridge k) <= INR L * mean q + g) by (unfold g; lra).
  unfold fit. apply (Rmult_le_reg_l (2 * K)); [lra|].
  replace (2 * K * (sum N (fun i => m i * (1 - ridge k i) ^ 2) / (2 * K) + (INR L + 1) / 2 * mean (ridge k)
    + sum N (fun i => m i * (q i - ridge k i) ^ 2) / (2 * K)))
    with (sum N (fun i => m i * (1 - ridge k i) ^ 2) + sum N (fun i => m i * (q i - ridge k i) ^ 2)
      + K * ((INR L + 1) * mean (ridge k))) by (field; lra).
  replace (2 * K * (sum N (fun i => m i * (1 - q i) ^ 2) / (2 * K) + (INR L + 1) / 2 * mean q))
    with (sum N (fun i => m i * (1 - q i) ^ 2) + K * ((INR L + 1) * mean q)) by (field; lra).
  assert (K * ((INR L + 1) * mean (ridge k)) <= K * (INR L * mean q + g)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

Lemma on_curve_from_fixed q : 0 < last q -> (forall i, (i < N)%nat -> q i = ridge (kappa_of q) i) ->
  on_curve (kappa_of q).
Proof.
  intros H E. set (k := kappa_of q) in *.
  assert (Hmean : 0 < mean q) by (apply root_pos; nra).
  assert (Hk : 0 < k) by (unfold k, kappa_of; apply Rdiv_lt_0_compat; nra).
  split; [easy|].
  assert (ET : last q = T k).
  { rewrite <- last_ridge by lra. apply sum_ext. intros i Hi. now rewrite E. }
  replace (k / K) with (mean q / last q) by (unfold k, kappa_of; field; lra).
  rewrite <- ET. unfold Rdiv. rewrite Rpow_mult_distr. unfold mean at 1. rewrite root_pow by (lia || nra).
  rewrite pow_inv, pow_add, pow_1. field. split; [lra|apply pow_nonzero; lra].
Qed.

(** A minimiser of F with some nonzero output lies on the kappa-curve. *)
Theorem minimiser_on_curve q : 0 < last q -> (forall q', F q <= F q') ->
  on_curve (kappa_of q) /\ F q = curve_loss (kappa_of q) /\
  forall i, (i < N)%nat -> q i = ridge (kappa_of q) i.
Proof.
  intros H Hmin. pose proof (descent q H) as D. specialize (Hmin (ridge (kappa_of q))).
  set (D2 := sum N (fun i => m i * (q i - ridge (kappa_of q) i) ^ 2)) in *.
  assert (HD : 0 <= D2).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0]. }
  assert (HD0 : D2 = 0).
  { apply Rle_antisym; [|easy]. assert (D2 / (2 * K) <= 0) by lra.
    apply (Rmult_le_reg_r (/ (2 * K))); [apply Rinv_0_lt_compat; lra|]. unfold Rdiv in H0. lra. }
  assert (Eq : forall i, (i < N)%nat -> q i = ridge (kappa_of q) i).
  { intros i Hi.
    pose proof (sum_term_le N (fun i => m i * (q i - ridge (kappa_of q) i) ^ 2) i) as Hle.
    cbv beta in Hle. fold D2 in Hle. rewrite HD0 in Hle.
    assert (m i * (q i - ridge (kappa_of q) i) ^ 2 <= 0).
    { apply Hle; [|easy]. intros j Hj. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0]. }
    pose proof (Hm i Hi). pose proof (pow2_ge_0 (q i - ridge (kappa_of q) i)).
    assert ((q i - ridge (kappa_of q) i) ^ 2 = 0) by nra.
    assert (q i - ridge (kappa_of q) i = 0) by (apply Rsqr_0_uniq; unfold Rsqr; nra). lra. }
  pose proof (on_curve_from_fixed q H Eq) as Hc. split; [easy|split; [|easy]].
  rewrite <- loss_on_curve by easy. unfold F, fit, mean, last.
  f_equal; [f_equal|f_equal; f_equal; f_equal]; apply sum_ext; intros i Hi; now rewrite <- Eq.
Qed.

(** ** Stationarity in every single output *)

Definition update (q : nat -> R) (j : nat) (x : R) : nat -> R := fun i => if i =? j then x else q i.

Lemma sum_update q j x (g : nat -> R -> R) : (j < N)%nat ->
  sum N (fun i => g i (update q j x i)) = sum N (fun i => g i (q i)) - g j (q j) + g j x.
Proof.
  intros Hj. rewrite (sum_ext N _ (fun i => g i (q i) + delta j i * (g i x - g i (q i)))).
  - rewrite sum_plus, (sum_delta N j (fun i => g i x - g i (q i))) by easy. ring.
  - intros i Hi. unfold update, delta. rewrite Nat.eqb_sym. destruct (j =? i); ring.
Qed.

Lemma root_derivative n y : (0 < n)%nat -> 0 < y ->
  derivable_pt_lim (root n) y (root n y / (INR n * y)).
Proof.
  intros Hn Hy. assert (0 < INR n) by (apply lt_0_INR; easy).
  apply (derivable_pt_lim_locally_ext (fun x => Rpower x (/ INR n)) (root n) y (y / 2) (2 * y)); [lra| |].
  - intros z Hz. unfold root. destruct (Rlt_dec 0 z); [easy|lra].
  - replace (root n y / (INR n * y)) with (/ INR n * Rpower y (/ INR n - 1)).
    + now apply derivable_pt_lim_power.
    + unfold root. destruct (Rlt_dec 0 y); [|easy].
      unfold Rminus. rewrite Rpower_plus, Rpower_Ropp, Rpower_1 by easy. field. lra.
Qed.

Theorem stationary_on_curve kappa j : on_curve kappa -> (j < N)%nat ->
  derivable_pt_lim (fun x => F (update (ridge kappa) j x)) (ridge kappa j) 0.
Proof.
  intros [Hk E] Hj. set (q := ridge kappa).
  pose proof (T_pos kappa ltac:(lra)) as HT. pose proof (last_ridge kappa ltac:(lra)) as EL. fold q in EL.
  pose proof (Hs j Hj) as Hsj. pose proof (s2_pos j Hj) as Hs2. pose proof (pos_INR L) as HL0.
  set (a := sum N (fun i => m i * (1 - q i) ^ 2) - m j * (1 - q j) ^ 2).
  set (b := last q - m j * q j ^ 2 / s j ^ 2).
  apply (derivable_pt_lim_ext (fun x => (/ (2 * K)) * (a + m j * (1 - x) ^ 2)
           + (INR L + 1) / 2 * root (L + 1) (X * (b + m j / s j ^ 2 * x ^ 2)))).
  { intros x. unfold F, fit, mean, last.
    rewrite (sum_update q j x (fun i y => m i * (1 - y) ^ 2)) by easy.
    rewrite (sum_update q j x (fun i y => m i * y ^ 2 / s i ^ 2)) by easy.
    fold (last q) a. fold b. f_equal; [field; lra|]. do 3 f_equal. field. lra. }
  assert (Eg : root (L + 1) (X * T kappa) = kappa * T kappa / K).
  { apply root_unique; [lia|apply Rlt_le, Rdiv_lt_0_compat; nra|].
    rewrite E at 1. unfold Rdiv. rewrite !Rpow_mult_distr, !pow_add. ring. }
  assert (Eb : b + m j / s j ^ 2 * q j ^ 2 = T kappa) by (unfold b; rewrite EL; field; lra).
  replace 0 with ((/ (2 * K)) * (0 + m j * (INR 2 * (1 - q j) ^ 1 * (0 - 1)))
    + (INR L + 1) / 2 * (root (L + 1) (X * T kappa) / (INR (L + 1) * (X * T kappa))
                         * (X * (0 + m j / s j ^ 2 * (INR 2 * q j ^ 1))))).
  - apply (derivable_pt_lim_plus (fun x => / (2 * K) * (a + m j * (1 - x) ^ 2))
      (fun x => (INR L + 1) / 2 * root (L + 1) (X * (b + m j / s j ^ 2 * x ^ 2)))).
    + apply (derivable_pt_lim_scal (fun x => a + m j * (1 - x) ^ 2)).
      apply (derivable_pt_lim_plus (fun _ => a) (fun x => m j * (1 - x) ^ 2)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_scal (fun x => (1 - x) ^ 2)).
      apply (derivable_pt_lim_comp (fun x => 1 - x) (fun u => u ^ 2)); [|apply (derivable_pt_lim_pow _ 2)].
      apply (derivable_pt_lim_minus (fun _ => 1) (fun x => x));
        [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
    + apply (derivable_pt_lim_scal (fun x => root (L + 1) (X * (b + m j / s j ^ 2 * x ^ 2)))).
      apply (derivable_pt_lim_comp (fun x => X * (b + m j / s j ^ 2 * x ^ 2)) (root (L + 1))).
      * apply (derivable_pt_lim_scal (fun x => b + m j / s j ^ 2 * x ^ 2)).
        apply (derivable_pt_lim_plus (fun _ => b) (fun x => m j / s j ^ 2 * x ^ 2));
          [apply derivable_pt_lim_const|].
        apply (derivable_pt_lim_scal (fun x => x ^ 2)). apply (derivable_pt_lim_pow _ 2).
      * fold q. rewrite Eb. apply root_derivative; [lia|nra].
  - rewrite Eg, plus_INR. unfold q, ridge. cbn [INR]. field. repeat split; lra.
Qed.

(** ** The least value: 1/2 sum m_i / K, the zero solution, or a value on the curve *)

Definition along (kappa : R) : R := F (ridge kappa).

Lemma continuity_sum n (f : nat -> R -> R) x :
  (forall i, (i < n)%nat -> continuity_pt (f i) x) -> continuity_pt (fun y => sum n (fun i => f i y)) x.
Proof.
  induction n as [|n IH]; intros H; cbn [sum].
  - apply continuity_pt_const. intros a b; easy.
  - apply (continuity_pt_plus (fun y => sum n (fun i => f i y)) (f n)); auto.
Qed.

Lemma ridge_continuous i kappa : (i < N)%nat -> 0 <= kappa -> continuity_pt (fun k => ridge k i) kappa.
Proof.
  intros Hi Hk. unfold ridge. pose proof (s2_pos i Hi).
  apply (continuity_pt_mult (fun _ => s i ^ 2) (fun k => / (s i ^ 2 + k))).
  - apply continuity_pt_const. intros a b; easy.
  - apply (continuity_pt_inv (fun k => s i ^ 2 + k)); [|lra].
    apply (continuity_pt_plus (fun _ => s i ^ 2) (fun k => k)).
    + apply continuity_pt_const. intros a b; easy.
    + apply derivable_continuous_pt, derivable_pt_id.
Qed.

Lemma continuity_poly (f : R -> R) (g : R -> R) x : continuity g -> continuity_pt f x ->
  continuity_pt (fun y => g (f y)) x.
Proof. intros Hg Hf. now apply (continuity_pt_comp f g). Qed.

Lemma along_continuous kappa : 0 <= kappa -> continuity_pt along kappa.
Proof.
  intros Hk. unfold along, F.
  apply (continuity_pt_plus (fun k => fit (ridge k)) (fun k => (INR L + 1) / 2 * mean (ridge k))).
  - unfold fit. apply (continuity_pt_mult (fun k => sum N (fun i => m i * (1 - ridge k i) ^ 2)) (fun _ => / (2 * K)));
      [|apply continuity_pt_const; intros a b; easy].
    apply continuity_sum. intros i Hi.
    apply (continuity_poly (fun k => ridge k i) (fun y => m i * (1 - y) ^ 2)); [|now apply ridge_continuous].
    apply derivable_continuous. intros y. eexists.
    apply (derivable_pt_lim_scal (fun y => (1 - y) ^ 2)).
    apply (derivable_pt_lim_comp (fun y => 1 - y) (fun u => u ^ 2)); [|apply (derivable_pt_lim_pow _ 2)].
    apply (derivable_pt_lim_minus (fun _ => 1) (fun y => y));
      [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
  - apply (continuity_pt_scal (fun k => mean (ridge k))).
    unfold mean. apply (continuity_pt_comp (fun k => X * last (ridge k)) (root (L + 1))).
    + apply (continuity_pt_scal (fun k => last (ridge k))). unfold last.
      apply continuity_sum. intros i Hi.
      apply (continuity_poly (fun k => ridge k i) (fun y => m i * y ^ 2 / s i ^ 2)); [|now apply ridge_continuous].
      apply derivable_continuous. intros y. eexists.
      apply (derivable_pt_lim_ext (fun y => m i / s i ^ 2 * y ^ 2));
        [intros; field; pose proof (s2_pos i Hi); pose proof (Hs i Hi); lra|].
      apply (derivable_pt_lim_scal (fun y => y ^ 2)). apply (derivable_pt_lim_pow _ 2).
    + apply root_continuous. rewrite last_ridge by lra. pose proof (T_pos kappa Hk). nra.
Qed.

Definition zero_value : R := sum N m / (2 * K).

(** Towards kappa = infinity the loss tends to that of the zero solution. *)
Lemma along_far kappa : 0 < kappa ->
  zero_value - sum N (fun i => m i * s i ^ 2) / (K * kappa) <= along kappa.
Proof.
  intros Hk. unfold along, F.
  assert (0 <= (INR L + 1) / 2 * mean (ridge kappa)).
  { pose proof (pos_INR L). apply Rmult_le_pos; [lra|apply root_nonneg]. }
  enough (zero_value - sum N (fun i => m i * s i ^ 2) / (K * kappa) <= fit (ridge kappa)) by lra.
  unfold zero_value, fit. apply (Rmult_le_reg_l (2 * K)); [lra|].
  replace (2 * K * (sum N m / (2 * K) - sum N (fun i => m i * s i ^ 2) / (K * kappa)))
    with (sum N m - sum N (fun i => m i * s i ^ 2) * (2 / kappa)) by (field; lra).
  replace (2 * K * (sum N (fun i => m i * (1 - ridge kappa i) ^ 2) / (2 * K)))
    with (sum N (fun i => m i * (1 - ridge kappa i) ^ 2)) by (field; lra).
  rewrite <- sum_scal_r, <- sum_minus. apply sum_le. intros i Hi.
  pose proof (s2_pos i Hi) as Hs2. pose proof (Hm i Hi).
  assert (Hr : ridge kappa i <= s i ^ 2 / kappa).
  { unfold ridge, Rdiv. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
  assert (Hr2 : 1 - 2 * (s i ^ 2 / kappa) <= (1 - ridge kappa i) ^ 2).
  { pose proof (pow2_ge_0 (ridge kappa i)). lra. }
  replace (m i - m i * s i ^ 2 * (2 / kappa)) with (m i * (1 - 2 * (s i ^ 2 / kappa))) by (field; lra).
  apply Rmult_le_compat_l; lra.
Qed.

Lemma kappa_of_pos q : 0 < last q -> 0 < kappa_of q.
Proof.
  intros H. assert (0 < mean q) by (apply root_pos; nra).
  unfold kappa_of. apply Rdiv_lt_0_compat; nra.
Qed.

Lemma zero_outputs q : last q <= 0 -> zero_value <= F q.
Proof.
  intros Hq. assert (Hterm : forall i, (i < N)%nat -> 0 <= m i * q i ^ 2 / s i ^ 2).
  { intros i Hi. pose proof (s2_pos i Hi). pose proof (Hm i Hi).
    apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|apply Rlt_le, Rinv_0_lt_compat; lra]. }
  assert (Ez : forall i, (i < N)%nat -> q i = 0).
  { intros i Hi. pose proof (s2_pos i Hi) as Hs2. pose proof (Hm i Hi).
    assert (Hi0 : m i * q i ^ 2 / s i ^ 2 <= 0).
    { apply Rle_trans with (2 := Hq). now apply (sum_term_le N (fun i => m i * q i ^ 2 / s i ^ 2)). }
    assert (0 < m i / s i ^ 2) by (apply Rdiv_lt_0_compat; lra).
    replace (m i * q i ^ 2 / s i ^ 2) with (m i / s i ^ 2 * q i ^ 2) in Hi0 by (field; pose proof (Hs i Hi); lra).
    pose proof (pow2_ge_0 (q i)). apply Rsqr_0_uniq. unfold Rsqr. nra. }
  unfold F, zero_value, fit.
  rewrite (sum_ext N (fun i => m i * (1 - q i) ^ 2) m) by (intros i Hi; rewrite Ez by easy; ring).
  assert (0 <= (INR L + 1) / 2 * mean q); [|lra].
  pose proof (pos_INR L). apply Rmult_le_pos; [lra|apply root_nonneg].
Qed.

Lemma along_below q : 0 < last q -> along (kappa_of q) <= F q.
Proof.
  intros Hq. pose proof (descent q Hq) as D. unfold along.
  assert (0 <= sum N (fun i => m i * (q i - ridge (kappa_of q) i) ^ 2) / (2 * K)); [|lra].
  apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
  apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0].
Qed.

(** Where some outputs cost less than zero, the least loss along the curve is at a point that lies on it. *)
Lemma least_along q : F q < zero_value ->
  exists k, on_curve k /\ along k <= F q /\ forall kappa, 0 <= kappa -> along k <= along kappa.
Proof.
  intros Hlt. assert (Hq : 0 < last q).
  { destruct (Rlt_le_dec 0 (last q)) as [|H]; [easy|]. pose proof (zero_outputs q H). lra. }
  set (k0 := kappa_of q). pose proof (kappa_of_pos q Hq) as Hk0. fold k0 in Hk0.
  pose proof (along_below q Hq) as H0. fold k0 in H0.
  set (gap := zero_value - along k0). assert (Hgap : 0 < gap) by (unfold gap; lra).
  set (A := sum N (fun i => m i * s i ^ 2)).
  assert (HA : 0 <= A).
  { apply sum_nonneg. intros i Hi. pose proof (s2_pos i Hi). pose proof (Hm i Hi). nra. }
  set (M := k0 + A / (K * gap) + 1).
  assert (HAg : 0 <= A / (K * gap)).
  { apply Rmult_le_pos; [easy|]. apply Rlt_le, Rinv_0_lt_compat. nra. }
  assert (Hfar : forall k, M <= k -> along k0 < along k).
  { intros k Hk. assert (Hk' : 0 < k) by (unfold M in Hk; lra). pose proof (along_far k Hk') as Hf. fold A in Hf.
    assert (A / (K * k) < gap); [|unfold gap in *; lra].
    apply (Rmult_lt_reg_r (K * k)); [nra|].
    replace (A / (K * k) * (K * k)) with A by (field; lra).
    replace A with (A / (K * gap) * (K * gap)) at 1 by (field; lra).
    assert (A / (K * gap) < k) by (unfold M in Hk; lra). assert (0 < K * gap) by nra. nra. }
  destruct (continuity_ab_min along 0 M) as (k1 & Hmin & Hk1); [unfold M; lra|intros; apply along_continuous; lra|].
  assert (Hk01 : along k1 <= along k0) by (apply Hmin; unfold M; lra).
  assert (HT1 : 0 < last (ridge k1)) by (rewrite last_ridge by lra; apply T_pos; lra).
  set (k2 := kappa_of (ridge k1)). pose proof (kappa_of_pos _ HT1) as Hk2. fold k2 in Hk2.
  assert (H12 : along k1 <= along k2).
  { destruct (Rle_lt_dec k2 M) as [H|H]; [apply Hmin; lra|]. pose proof (Hfar k2 ltac:(lra)). lra. }
  pose proof (descent (ridge k1) HT1) as D. fold k2 in D. fold (along k2) (along k1) in D.
  set (D2 := sum N (fun i => m i * (ridge k1 i - ridge k2 i) ^ 2)) in *.
  assert (HD : 0 <= D2).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0]. }
  assert (HD0 : D2 = 0).
  { apply Rle_antisym; [|easy]. assert (Hle : D2 / (2 * K) <= 0) by lra.
    apply (Rmult_le_reg_r (/ (2 * K))); [apply Rinv_0_lt_compat; lra|]. unfold Rdiv in Hle. lra. }
  assert (Eq : forall i, (i < N)%nat -> ridge k1 i = ridge k2 i).
  { intros i Hi.
    assert (Hle : m i * (ridge k1 i - ridge k2 i) ^ 2 <= 0).
    { rewrite <- HD0. apply (sum_term_le N (fun i => m i * (ridge k1 i - ridge k2 i) ^ 2)); [|easy].
      intros j Hj. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0]. }
    pose proof (Hm i Hi). pose proof (pow2_ge_0 (ridge k1 i - ridge k2 i)).
    assert (ridge k1 i - ridge k2 i = 0) by (apply Rsqr_0_uniq; unfold Rsqr; nra). lra. }
  pose proof (on_curve_from_fixed (ridge k1) HT1 Eq) as Hc. fold k2 in Hc.
  assert (E12 : along k2 = along k1).
  { unfold along, F, fit, mean, last.
    f_equal; [f_equal|f_equal; f_equal; f_equal]; apply sum_ext; intros i Hi; now rewrite Eq. }
  exists k2. split; [easy|split; [lra|]]. intros kappa Hkappa. rewrite E12.
  destruct (Rle_lt_dec kappa M) as [H|H]; [apply Hmin; lra|]. pose proof (Hfar kappa ltac:(lra)). lra.
Qed.

(** With one output q = t^(L+1) the loss is f, with the cost root (X sum m_i / s_i^2)^(1/(L+1)). *)
Theorem uniform_bound c t : sum N m = K -> 0 <= c -> 0 <= t ->
  c ^ (L + 1) = X * sum N (fun i => m i / s i ^ 2) ->
  F (fun _ => t ^ (L + 1)) = loss L c t.
Proof.
  intros EK Hc Ht Ec. unfold F, fit, mean, loss. f_equal.
  - rewrite sum_scal_r, EK. field. lra.
  - rewrite (root_unique (L + 1) _ (c * t ^ 2)); [ring|lia|apply Rmult_le_pos; [easy|apply pow2_ge_0]|].
    unfold last. rewrite (sum_ext N _ (fun i => m i / s i ^ 2 * (t ^ (L + 1)) ^ 2)).
    + rewrite sum_scal_r, Rpow_mult_distr, Ec, <- (pow_mult t 2), (Nat.mul_comm 2), pow_mult. ring.
    + intros i Hi. field. pose proof (Hs i Hi). lra.
Qed.

End Curve.
