(** S4, which points of the kappa-curve can be minima: the upward crossings. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat Classical_Prop.
From DNC Require Import Sums UniformLoss LowerBound KappaCurve.
Open Scope R_scope.

Section Curve.

Context (N L : nat) (K X : R) (m s : nat -> R).
Hypothesis HL : (1 <= L)%nat.
Hypothesis HN : (0 < N)%nat.
Hypothesis HK : 0 < K.
Hypothesis HX : 0 < X.
Hypothesis Hm : forall i, (i < N)%nat -> 0 < m i.
Hypothesis Hs : forall i, (i < N)%nat -> 0 < s i.

Local Notation fit := (fit N K m).
Local Notation last := (last N m s).
Local Notation mean := (mean N L X m s).
Local Notation F := (F N L K X m s).
Local Notation ridge := (ridge s).
Local Notation T := (T N m s).
Local Notation along := (along N L K X m s).
Local Notation on_curve := (on_curve N L K X m s).
Local Notation curve_loss := (curve_loss N L K m s).
Local Notation kappa_of := (kappa_of N L K X m s).
Local Notation zero_value := (zero_value N K m).
Local Notation s2_pos := (s2_pos N s Hs).
Local Notation T_pos := (T_pos N m s HN Hm Hs).
Local Notation last_ridge := (last_ridge N m s Hs).
Local Notation kappa_of_pos := (kappa_of_pos N L K X m s HK HX).
Local Notation zero_outputs := (zero_outputs N L K X m s Hm Hs).
Local Notation along_below := (along_below N L K X m s HN HK HX Hm Hs).
Local Notation least_along := (least_along N L K X m s HL HN HK HX Hm Hs).
Local Notation loss_on_curve := (loss_on_curve N L K X m s HL HN HK Hm Hs).

(** Lambda c at the point kappa of the curve. *)
Definition level (kappa : R) : R := (kappa / K) ^ (L + 1) * T kappa ^ L.

(** On the left of the point, as near as one likes, the level is at most X; on the right it is at least X. *)
Definition upward (kappa : R) : Prop := on_curve kappa /\ forall delta, 0 < delta ->
  (exists k, kappa - delta < k < kappa /\ 0 < k /\ level k <= X) /\
  (exists k, kappa < k < kappa + delta /\ X <= level k).

Definition T3 (kappa : R) : R := sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3).

Lemma T3_pos kappa : 0 <= kappa -> 0 < T3 kappa.
Proof.
  intros Hk. assert (Hterm : forall i, (i < N)%nat -> 0 < m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3).
  { intros i Hi. pose proof (s2_pos i Hi). apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; auto|].
    apply pow_lt; lra. }
  apply Rlt_le_trans with (1 := Hterm O HN). apply (sum_term_le N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3)); auto.
  intros; apply Rlt_le; auto.
Qed.

Lemma derivable_pt_lim_sum n (f f' : nat -> R -> R) x :
  (forall i, (i < n)%nat -> derivable_pt_lim (f i) x (f' i x)) ->
  derivable_pt_lim (fun y => sum n (fun i => f i y)) x (sum n (fun i => f' i x)).
Proof.
  induction n as [|n IH]; intros H; cbn [sum]; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun y => sum n (fun i => f i y)) (f n)); auto.
Qed.

Lemma ridge_derivative i kappa : (i < N)%nat -> 0 <= kappa ->
  derivable_pt_lim (fun k => ridge k i) kappa (- s i ^ 2 / (s i ^ 2 + kappa) ^ 2).
Proof.
  intros Hi Hk. pose proof (s2_pos i Hi). unfold KappaCurve.ridge.
  replace (- s i ^ 2 / (s i ^ 2 + kappa) ^ 2)
    with ((0 * (s i ^ 2 + kappa) - (0 + 1) * s i ^ 2) / Rsqr (s i ^ 2 + kappa)) by (unfold Rsqr; field; lra).
  apply (derivable_pt_lim_div (fun _ => s i ^ 2) (fun k => s i ^ 2 + k)); [apply derivable_pt_lim_const| |lra].
  apply (derivable_pt_lim_plus (fun _ => s i ^ 2) (fun k => k)); [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
Qed.

(** The slope along the curve has the sign of kappa - kappa_of (ridge kappa), that is of level kappa - X. *)
Lemma along_derivative kappa : 0 <= kappa ->
  derivable_pt_lim along kappa (T3 kappa / K * (kappa - kappa_of (ridge kappa))).
Proof.
  intros Hk. pose proof (T_pos kappa Hk) as HT. pose proof (pos_INR L) as HL0.
  assert (EL : last (ridge kappa) = T kappa) by (now apply last_ridge).
  assert (Hfit : derivable_pt_lim (fun k => fit (ridge k)) kappa (kappa * T3 kappa / K)).
  { unfold KappaCurve.fit. replace (kappa * T3 kappa / K)
      with (/ (2 * K) * sum N (fun i => m i * (INR 2 * (1 - ridge kappa i) ^ 1 * (0 - - s i ^ 2 / (s i ^ 2 + kappa) ^ 2)))).
    - apply (derivable_pt_lim_ext (fun k => / (2 * K) * sum N (fun i => m i * (1 - ridge k i) ^ 2)));
        [intros; unfold Rdiv; ring|].
      apply (derivable_pt_lim_scal (fun k => sum N (fun i => m i * (1 - ridge k i) ^ 2))).
      apply (derivable_pt_lim_sum N (fun i k => m i * (1 - ridge k i) ^ 2)
        (fun i k => m i * (INR 2 * (1 - ridge k i) ^ 1 * (0 - - s i ^ 2 / (s i ^ 2 + k) ^ 2)))). intros i Hi.
      apply (derivable_pt_lim_scal (fun k => (1 - ridge k i) ^ 2)).
      apply (derivable_pt_lim_comp (fun k => 1 - ridge k i) (fun u => u ^ 2)); [|apply (derivable_pt_lim_pow _ 2)].
      apply (derivable_pt_lim_minus (fun _ => 1) (fun k => ridge k i));
        [apply derivable_pt_lim_const|now apply ridge_derivative].
    - unfold T3. replace (kappa * sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3) / K)
        with (kappa / K * sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3)) by (field; lra).
      rewrite <- !sum_scal. apply sum_ext. intros i Hi. pose proof (s2_pos i Hi).
      unfold KappaCurve.ridge. cbn [INR]. field. lra. }
  assert (Hlast : derivable_pt_lim (fun k => last (ridge k)) kappa (- (2 * T3 kappa))).
  { unfold KappaCurve.last. replace (- (2 * T3 kappa))
      with (sum N (fun i => m i / s i ^ 2 * (INR 2 * ridge kappa i ^ 1 * (- s i ^ 2 / (s i ^ 2 + kappa) ^ 2)))).
    - apply (derivable_pt_lim_sum N (fun i k => m i * ridge k i ^ 2 / s i ^ 2)
        (fun i k => m i / s i ^ 2 * (INR 2 * ridge k i ^ 1 * (- s i ^ 2 / (s i ^ 2 + k) ^ 2)))). intros i Hi.
      apply (derivable_pt_lim_ext (fun k => m i / s i ^ 2 * ridge k i ^ 2));
        [intros; field; pose proof (Hs i Hi); lra|].
      apply (derivable_pt_lim_scal (fun k => ridge k i ^ 2)).
      apply (derivable_pt_lim_comp (fun k => ridge k i) (fun u => u ^ 2)); [now apply ridge_derivative|].
      apply (derivable_pt_lim_pow _ 2).
    - unfold T3. replace (- (2 * sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3)))
        with (- 2 * sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + kappa) ^ 3)) by ring.
      rewrite <- sum_scal. apply sum_ext. intros i Hi. pose proof (s2_pos i Hi). pose proof (Hs i Hi).
      unfold KappaCurve.ridge. cbn [INR]. field. lra. }
  unfold KappaCurve.along, F.
  replace (T3 kappa / K * (kappa - kappa_of (ridge kappa)))
    with (kappa * T3 kappa / K + (INR L + 1) / 2
      * (root (L + 1) (X * T kappa) / (INR (L + 1) * (X * T kappa)) * (X * - (2 * T3 kappa)))).
  - apply (derivable_pt_lim_plus (fun k => fit (ridge k)) (fun k => (INR L + 1) / 2 * mean (ridge k))); [exact Hfit|].
    apply (derivable_pt_lim_scal (fun k => mean (ridge k))). unfold KappaCurve.mean.
    apply (derivable_pt_lim_comp (fun k => X * last (ridge k)) (root (L + 1))).
    + now apply (derivable_pt_lim_scal (fun k => last (ridge k))).
    + rewrite EL. apply root_derivative; [lia|nra].
  - unfold KappaCurve.kappa_of, KappaCurve.mean. rewrite EL, plus_INR. cbn [INR]. field. repeat split; lra.
Qed.

Lemma level_order kappa : 0 < kappa ->
  (level kappa < X -> kappa < kappa_of (ridge kappa)) /\ (X < level kappa -> kappa_of (ridge kappa) < kappa).
Proof.
  intros Hk. pose proof (T_pos kappa ltac:(lra)) as HT.
  unfold KappaCurve.kappa_of, KappaCurve.mean. rewrite last_ridge by lra. set (g := root (L + 1) (X * T kappa)).
  assert (Hg : 0 < g) by (apply root_pos; nra).
  assert (Eg : g ^ (L + 1) = X * T kappa) by (apply root_pow; [lia|nra]).
  set (y := kappa * T kappa / K). assert (Hy : 0 < y) by (apply Rdiv_lt_0_compat; nra).
  assert (Ey : y ^ (L + 1) = level kappa * T kappa).
  { unfold y, level, Rdiv. rewrite !Rpow_mult_distr, !(pow_add (T kappa)). ring. }
  assert (Eky : kappa = K * y / T kappa) by (unfold y; field; lra).
  assert (Hcoef : forall u v, u < v -> K * u / T kappa < K * v / T kappa).
  { intros u v Huv. apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|now apply Rmult_lt_compat_l]. }
  split; intros H.
  - assert (y < g) by (apply (pow_lt_inj (L + 1)); [lia|lra|lra|nra]).
    apply Rle_lt_trans with (K * y / T kappa); [lra|now apply Hcoef].
  - assert (g < y) by (apply (pow_lt_inj (L + 1)); [lia|lra|lra|nra]).
    apply Rlt_le_trans with (K * y / T kappa); [now apply Hcoef|lra].
Qed.

(** A least loss along the curve is at an upward crossing. *)
Lemma least_is_upward k : on_curve k -> (forall kappa, 0 <= kappa -> along k <= along kappa) -> upward k.
Proof.
  intros Hc Hmin. pose proof (proj1 Hc) as Hk. split; [easy|]. intros delta Hdelta.
  assert (Hslope : forall kappa, 0 < kappa -> 0 < T3 kappa / K).
  { intros kappa H. apply Rdiv_lt_0_compat; [apply T3_pos; lra|easy]. }
  split.
  - set (a := Rmax (k / 2) (k - delta / 2)).
    assert (Ha : 0 < a /\ k - delta < a < k).
    { unfold a, Rmax. destruct (Rle_dec (k / 2) (k - delta / 2)); lra. }
    destruct (Classical_Prop.classic (exists x, k - delta < x < k /\ 0 < x /\ level x <= X)) as [|H]; [easy|exfalso].
    assert (along a < along k); [|pose proof (Hmin a ltac:(lra)); lra].
    apply (lt_from_derivative _ _ a k ltac:(lra) (fun x Hx => along_derivative x ltac:(lra))). intros x Hx.
    apply Rmult_lt_0_compat; [apply Hslope; lra|].
    enough (kappa_of (ridge x) < x) by lra. apply level_order; [lra|].
    apply Rnot_le_lt. intros Hle. apply H. exists x. lra.
  - destruct (Classical_Prop.classic (exists x, k < x < k + delta /\ X <= level x)) as [|H]; [easy|exfalso].
    assert (- along k < - along (k + delta / 2)); [|pose proof (Hmin (k + delta / 2) ltac:(lra)); lra].
    apply (lt_from_derivative (fun x => - along x) (fun x => - (T3 x / K * (x - kappa_of (ridge x))))
             k (k + delta / 2) ltac:(lra)).
    + intros x Hx. apply (derivable_pt_lim_opp along). apply along_derivative. lra.
    + intros x Hx. assert (x < kappa_of (ridge x)); [|pose proof (Hslope x ltac:(lra)); nra].
      apply level_order; [lra|]. apply Rnot_le_lt. intros Hle. apply H. exists x. lra.
Qed.

(** S4: the least loss over all outputs is that of the zero solution, or that of an upward crossing. *)
Theorem least_value : (forall q, zero_value <= F q) \/
  exists kappa, upward kappa /\ curve_loss kappa < zero_value /\ forall q, curve_loss kappa <= F q.
Proof.
  destruct (Classical_Prop.classic (exists q, F q < zero_value)) as [(q & Hq)|H].
  - right. destruct (least_along q Hq) as (k & Hc & Hle & Hmin). exists k.
    rewrite <- loss_on_curve by easy. fold (along k).
    split; [now apply least_is_upward|split; [lra|]]. intros q'.
    destruct (Rlt_le_dec 0 (last q')) as [H'|H'].
    + pose proof (along_below q' H'). pose proof (kappa_of_pos q' H').
      pose proof (Hmin (kappa_of q') ltac:(lra)). lra.
    + pose proof (zero_outputs q' H'). lra.
  - left. intros q. apply Rnot_lt_le. intros Hq. apply H. now exists q.
Qed.

(** Hence no choice of the outputs costs less than both the zero solution and every point of the curve. *)
Corollary least_loss q : zero_value <= F q \/ exists kappa, on_curve kappa /\ curve_loss kappa <= F q.
Proof.
  destruct least_value as [H|(kappa & [Hc _] & _ & H)]; [left|right; exists kappa]; auto.
Qed.

End Curve.
