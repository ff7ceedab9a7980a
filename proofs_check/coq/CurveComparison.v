(** Two lists of singular values with the same multiplicities: when some outputs on the second cost less than given
    outputs on the first.  Only kappa = K mean / last of the given outputs matters. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss KappaCurve.
Open Scope R_scope.

Section Comparison.

Context (N L : nat) (K X X' : R) (m s s' : nat -> R).
Hypothesis HL : (3 <= L)%nat.
Hypothesis HN : (0 < N)%nat.
Hypothesis HK : 0 < K.
Hypothesis HX : 0 < X.
Hypothesis HX' : 0 < X'.
Hypothesis Hm : forall i, (i < N)%nat -> 0 < m i.
Hypothesis Hs : forall i, (i < N)%nat -> 0 < s i.
Hypothesis Hs' : forall i, (i < N)%nat -> 0 < s' i.

Notation F := (F N L K X m s).
Notation F' := (KappaCurve.F N L K X' m s').
Notation kappa_of := (kappa_of N L K X m s).
Notation last := (last N m s).
Notation last' := (KappaCurve.last N m s').

(** The least of m (1-q)^2 + k m q^2/s^2 over q, summed. *)
Definition ridge_sum (v : nat -> R) (kappa : R) : R := sum N (fun i => m i * (kappa / (v i + kappa))).

Lemma ridge_sum_below q k : 0 < k ->
  ridge_sum (fun i => s i ^ 2) k <= sum N (fun i => m i * (1 - q i) ^ 2) + k * last q.
Proof.
  intros Hk. unfold ridge_sum, last. rewrite <- sum_scal, <- sum_plus. apply sum_le. intros i Hi.
  pose proof (Hm i Hi). pose proof (Hs i Hi). pose proof (s2_pos N s Hs i Hi).
  replace (m i * (1 - q i) ^ 2 + k * (m i * q i ^ 2 / s i ^ 2))
    with (m i * (k / (s i ^ 2 + k)) + m i * ((s i ^ 2 + k) / s i ^ 2) * (q i - s i ^ 2 / (s i ^ 2 + k)) ^ 2)
    by (field; lra).
  assert (0 <= m i * ((s i ^ 2 + k) / s i ^ 2) * (q i - s i ^ 2 / (s i ^ 2 + k)) ^ 2); [|lra].
  apply Rmult_le_pos; [apply Rmult_le_pos; [lra|]|apply pow2_ge_0].
  apply Rlt_le, Rdiv_lt_0_compat; lra.
Qed.

(** Outputs for the second list. *)
Definition second_outputs (k : R) (i : nat) : R := X / X' * s' i ^ 2 / (X / X' * s' i ^ 2 + k).

Lemma second_terms i k : (i < N)%nat -> 0 < k -> 0 < s' i ^ 2 /\ 0 < X / X' * s' i ^ 2 /\ 0 < second_outputs k i.
Proof.
  intros Hi Hk. pose proof (s2_pos N s' Hs' i Hi). assert (0 < X / X') by (now apply Rdiv_lt_0_compat).
  assert (0 < X / X' * s' i ^ 2) by (now apply Rmult_lt_0_compat).
  repeat split; try easy. apply Rdiv_lt_0_compat; lra.
Qed.

Lemma second_outputs_attain k : 0 < k ->
  sum N (fun i => m i * (1 - second_outputs k i) ^ 2) + k * (X' / X * last' (second_outputs k))
  = ridge_sum (fun i => X / X' * s' i ^ 2) k.
Proof.
  intros Hk. unfold ridge_sum, KappaCurve.last. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros i Hi.
  destruct (second_terms i k Hi Hk) as (H1 & H2 & _). pose proof (Hs' i Hi). unfold second_outputs.
  assert (X * s' i ^ 2 + X' * k <> 0) by nra. field. repeat split; lra.
Qed.

Lemma second_last_pos k : 0 < k -> 0 < last' (second_outputs k).
Proof.
  intros Hk. assert (Hterm : forall i, (i < N)%nat -> 0 < m i * second_outputs k i ^ 2 / s' i ^ 2).
  { intros i Hi. destruct (second_terms i k Hi Hk) as (H1 & _ & H3). pose proof (Hm i Hi).
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [easy|now apply pow_lt]|easy]. }
  apply Rlt_le_trans with (1 := Hterm O HN).
  apply (sum_term_le N (fun i => m i * second_outputs k i ^ 2 / s' i ^ 2)); [|easy]. intros; apply Rlt_le; auto.
Qed.

Theorem second_costs_less q : 0 < last q -> let k := kappa_of q in
  ridge_sum (fun i => X / X' * s' i ^ 2) k < ridge_sum (fun i => s i ^ 2) k -> F' (second_outputs k) < F q.
Proof.
  intros Hq k Hlt. assert (HXq : 0 < X * last q) by (now apply Rmult_lt_0_compat).
  assert (Hmean : 0 < mean N L X m s q) by (now apply root_pos).
  assert (Hk : 0 < k) by (unfold k, KappaCurve.kappa_of; apply Rdiv_lt_0_compat; nra).
  pose proof (second_last_pos k Hk) as Hlast'. assert (HXq' : 0 < X' * last' (second_outputs k)) by (now apply Rmult_lt_0_compat).
  pose proof (root_tangent L _ _ HXq HXq') as Ht. fold (mean N L X m s q) in Ht.
  pose proof (ridge_sum_below q k Hk) as Hb. rewrite <- second_outputs_attain in Hlt by easy.
  assert (Ek : k * last q = K * mean N L X m s q) by (unfold k, KappaCurve.kappa_of; field; lra).
  assert (Ek' : K * (mean N L X m s q * (X' * last' (second_outputs k) / (X * last q)))
                = k * (X' / X * last' (second_outputs k))) by (unfold k, KappaCurve.kappa_of; field; lra).
  unfold KappaCurve.F, fit. apply (Rmult_lt_reg_l (2 * K)); [lra|].
  set (e := sum N (fun i => m i * (1 - q i) ^ 2)) in *.
  set (e' := sum N (fun i => m i * (1 - second_outputs k i) ^ 2)) in *.
  replace (2 * K * (e / (2 * K) + (INR L + 1) / 2 * mean N L X m s q))
    with (e + K * (INR L + 1) * mean N L X m s q) by (field; lra).
  replace (2 * K * (e' / (2 * K) + (INR L + 1) / 2 * mean N L X' m s' (second_outputs k)))
    with (e' + K * ((INR L + 1) * root (L + 1) (X' * last' (second_outputs k)))) by (unfold mean; field; lra).
  apply Rmult_le_compat_l with (r := K) in Ht; [|lra]. lra.
Qed.

(** Where kappa is too large for outputs on the curve, they cost more than zero, or other outputs cost less. *)
Theorem past_zero q : 0 < last q -> let k := kappa_of q in
  0 < sum N (fun i => m i * s i ^ 2 * (2 * k - s i ^ 2) / (s i ^ 2 + k) ^ 2) ->
  zero_value N K m < F q \/ F (ridge s k) < F q.
Proof.
  intros Hq k Hlate. assert (Hk : 0 < k) by (apply kappa_of_pos; easy || lia).
  pose proof (descent N L K X m s HN HK HX Hm Hs q Hq) as D. fold k in D.
  set (D2 := sum N (fun i => m i * (q i - ridge s k i) ^ 2)) in D.
  assert (Hterm : forall i, (i < N)%nat -> 0 <= m i * (q i - ridge s k i) ^ 2).
  { intros i Hi. apply Rmult_le_pos; [apply Rlt_le; auto|apply pow2_ge_0]. }
  destruct (Rle_lt_or_eq_dec 0 D2) as [HD|HD]; [now apply sum_nonneg| |].
  - right. assert (0 < D2 / (2 * K)) by (apply Rdiv_lt_0_compat; lra). lra.
  - left. assert (Eq : forall i, (i < N)%nat -> q i = ridge s k i).
    { intros i Hi. pose proof (sum_term_le N (fun i => m i * (q i - ridge s k i) ^ 2) i Hterm Hi) as Hle.
      cbv beta in Hle. fold D2 in Hle. rewrite <- HD in Hle. pose proof (Hm i Hi).
      pose proof (pow2_ge_0 (q i - ridge s k i)).
      assert (q i - ridge s k i = 0) by (apply Rsqr_0_uniq; unfold Rsqr; nra). lra. }
    rewrite <- HD in D. unfold Rdiv in D. rewrite Rmult_0_l, Rplus_0_r in D. apply Rlt_le_trans with (2 := D).
    pose proof (on_curve_from_fixed N L K X m s ltac:(lia) HN HK HX Hs q Hq Eq) as Hc.
    rewrite loss_on_curve by (easy || lia). unfold curve_loss, zero_value, T. fold k.
    assert (HL4 : 4 <= INR L + 1) by (apply le_INR in HL; cbn in HL; lra).
    assert (HT : 0 < T N m s k) by (apply T_pos; easy || lra). unfold T in HT.
    set (t := sum N (fun i => m i * s i ^ 2 / (s i ^ 2 + k) ^ 2)) in *.
    set (f := sum N (fun i => m i / (s i ^ 2 + k) ^ 2)).
    assert (E : sum N (fun i => m i * s i ^ 2 * (2 * k - s i ^ 2) / (s i ^ 2 + k) ^ 2) = k ^ 2 * f + 4 * (k * t) - sum N m).
    { unfold f, t. rewrite <- !sum_scal, <- sum_plus, <- sum_minus. apply sum_ext. intros i Hi.
      pose proof (s2_pos N s Hs i Hi). field. lra. }
    rewrite E in Hlate. apply (Rmult_lt_reg_l (2 * K)); [lra|].
    replace (2 * K * (sum N m / (2 * K))) with (sum N m) by (field; lra).
    replace (2 * K * (k ^ 2 / (2 * K) * f + (INR L + 1) / 2 * (k * t / K)))
      with (k ^ 2 * f + (INR L + 1) * (k * t)) by (field; lra).
    assert (0 < k * t) by nra. nra.
Qed.

End Comparison.
