(** S4 at L = 2: W_1 H_1 = M_2 = J - B^T B itself, with balanced factors of squared norm |M_2|_*. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound Blocks Graphs ClosedForms CostConstants Srg.
Open Scope R_scope.

Section Shape.

Context (r : nat) (Hr : (4 <= r)%nat).
Let n := INR r.
Let K := edges r.

(** M_2 = W B with W = J/2 - B^T; on the constant vectors the factors are stretched by x and x' = 1/x, on
    the others they stay.  At r = 4 the constants are mapped to zero. *)
Definition stretch : R := 2 / sqrt (n - 4).
Definition stretch' : R := sqrt (n - 4) / 2.

Definition first_weights2 : mat := fun e v => last_hidden e v + (stretch - 1) * (n - 4) / (2 * n).
Definition first_features2 : nat -> vec := fun e v => incidence v e + 2 * (stretch' - 1) / n.

Lemma n4' : 4 <= n.
Proof. apply n_ge_4, Hr. Qed.

Lemma stretch_product : (n - 4) * (stretch * stretch') = n - 4.
Proof.
  pose proof n4'. destruct (Req_dec n 4) as [E|E]; [rewrite E; ring|].
  assert (0 < sqrt (n - 4)) by (apply sqrt_lt_R0; lra). unfold stretch, stretch'. field. lra.
Qed.

Lemma stretch_sqr : (n - 4) * ((n - 4) * stretch ^ 2) = 4 * (n - 4).
Proof.
  pose proof n4'. destruct (Req_dec n 4) as [E|E]; [rewrite E; ring|].
  assert (0 < sqrt (n - 4)) by (apply sqrt_lt_R0; lra).
  assert (E2 : sqrt (n - 4) ^ 2 = n - 4) by (apply pow2_sqrt; lra).
  unfold stretch. remember (sqrt (n - 4)) as w. rewrite <- E2. field. lra.
Qed.

Lemma stretch'_sqr : stretch' ^ 2 = (n - 4) / 4.
Proof.
  pose proof n4'. assert (E2 : sqrt (n - 4) ^ 2 = n - 4) by (apply pow2_sqrt; lra).
  unfold stretch'. remember (sqrt (n - 4)) as w. rewrite <- E2. field.
Qed.

Lemma last_hidden_row e : (e < K)%nat -> sum r (fun v => last_hidden e v) = (n - 4) / 2.
Proof.
  intros He. rewrite (sum_ext r _ (fun v => / 2 - incidence v e))
    by (intros v Hv; now apply (last_hidden_incidence r)).
  rewrite sum_minus, sum_const, (column_sum r) by easy. fold n. field.
Qed.

Lemma first_product2 e f : (e < K)%nat -> (f < K)%nat ->
  apply r first_weights2 (first_features2 f) e = kneser e f - delta e f.
Proof.
  intros He Hf. pose proof n4'. pose proof stretch_product as Ex.
  destruct (last_means r Hr e f He Hf) as [E _]. unfold mmul in E. rewrite <- E.
  unfold apply, dot, first_weights2, first_features2.
  set (a := (stretch - 1) * (n - 4) / (2 * n)). set (b := 2 * (stretch' - 1) / n).
  rewrite (sum_ext r _ (fun v => last_hidden e v * incidence v f + b * last_hidden e v + a * incidence v f + a * b))
    by (intros; ring).
  rewrite !sum_plus, !sum_scal, sum_const, (column_sum r), last_hidden_row by easy. fold n.
  assert (Ez : b * ((n - 4) / 2) + a * 2 + n * (a * b) = ((n - 4) * (stretch * stretch') - (n - 4)) / n)
    by (unfold a, b; field; lra).
  rewrite Ex in Ez. replace ((n - 4 - (n - 4)) / n) with 0 in Ez by (field; lra). lra.
Qed.

Lemma first_weights2_norm : frob2 K r first_weights2 = nuclear_norm_M2 n.
Proof.
  pose proof n4'. pose proof stretch_sqr as Ex. unfold frob2, norm2, first_weights2.
  set (a := (stretch - 1) * (n - 4) / (2 * n)).
  rewrite (sum_ext K _ (fun _ => n / 4 + a * (n - 4) + n * a ^ 2)).
  - rewrite sum_const. unfold K. rewrite INR_edges. fold n. unfold nuclear_norm_M2, a.
    transitivity ((n - 1) * (n - 2) + (n - 1) / 8 * ((n - 4) * ((n - 4) * stretch ^ 2))); [field; lra|].
    rewrite Ex. field.
  - intros e He.
    rewrite (sum_ext r _ (fun v => / 4 + 2 * a * last_hidden e v + a ^ 2)).
    + rewrite !sum_plus, sum_scal, !sum_const, last_hidden_row by easy. fold n. field.
    + intros v Hv. unfold last_hidden. destruct (meets v e); field.
Qed.

Lemma first_features2_norm : sum K (fun e => norm2 r (first_features2 e)) = nuclear_norm_M2 n.
Proof.
  pose proof n4'. pose proof stretch'_sqr as Ex. unfold norm2, first_features2.
  set (b := 2 * (stretch' - 1) / n).
  rewrite (sum_ext K _ (fun _ => 2 + 4 * b + n * b ^ 2)).
  - rewrite sum_const. unfold K. rewrite INR_edges. fold n. unfold nuclear_norm_M2, b.
    transitivity ((n - 1) * (n - 2) + 2 * (n - 1) * stretch' ^ 2); [field; lra|].
    rewrite Ex. field.
  - intros e He. rewrite (sum_ext r _ (fun v => (1 + 2 * b) * incidence v e + b ^ 2)).
    + rewrite sum_plus, sum_scal, sum_const, (column_sum r) by easy. fold n. ring.
    + intros v Hv. replace ((incidence v e + b) ^ 2) with (incidence v e ^ 2 + 2 * b * incidence v e + b ^ 2) by ring.
      rewrite (incidence_sqr r) by easy. ring.
Qed.

Context (q0 q1 q2 : R).

Definition srg2_weights (l : nat) : mat := if l =? 0 then first_weights2 else last_layer r q0 q1 q2.
Notation W := srg2_weights.

Theorem srg2_output e f : (e < K)%nat -> (f < K)%nat ->
  pre (srg_width r 2) W 2 (first_features2 e) f = combination r q0 q1 q2 f e.
Proof.
  intros He Hf. pose proof n4'. rewrite pre_S. unfold apply. change (srg_width r 2 1) with K.
  rewrite (dot_ext K _ (last_layer r q0 q1 q2 f) _
             (fun g => combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1 g e)).
  - change (mmul K (last_layer r q0 q1 q2) (combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1) f e
      = combination r q0 q1 q2 f e).
    unfold last_layer, K. rewrite combination_mul by easy. fold n. f_equal; field; lra.
  - easy.
  - intros g Hg. cbv [post]. rewrite pre_S. change (srg_width r 2 0) with r.
    change (post (srg_width r 2) W 0 (first_features2 e)) with (first_features2 e).
    change (W 0%nat) with first_weights2. rewrite first_product2, (last_relu r) by easy.
    now apply (kneser_spectrum r).
Qed.

Theorem srg2_errors : errors K 2 (srg_width r 2) W first_features2
  = (1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2.
Proof.
  transitivity (frob2 K K (combination r (q0 - 1) (q1 - 1) (q2 - 1))).
  - unfold errors, error, frob2. apply sum_ext. intros e He. apply sum_ext. intros f Hf.
    rewrite srg2_output by easy. rewrite <- (combination_1 r Hr f e), (combination_sym r Hr _ _ _ e f).
    unfold combination. ring.
  - unfold K. rewrite combination_norm by easy. fold n. field.
Qed.

Lemma srg2_features2 : features2 K (srg_width r 2) first_features2 = nuclear_norm_M2 n.
Proof. apply first_features2_norm. Qed.

Lemma srg2_weights2 l : (l < 2)%nat -> weights2 (srg_width r 2) W l =
  if l =? 0 then nuclear_norm_M2 n else last_norm r q0 q1 q2.
Proof.
  intros Hl. pose proof n4'. destruct l as [|[|l]]; [apply first_weights2_norm| |lia].
  change (frob2 K K (last_layer r q0 q1 q2) = last_norm r q0 q1 q2). unfold last_layer, K.
  rewrite combination_norm by easy. unfold last_norm. fold n. field. lra.
Qed.

Lemma srg2_product : features2 K (srg_width r 2) first_features2 * prod 2 (weights2 (srg_width r 2) W)
  = srg2_shape_cost n * last_norm r q0 q1 q2.
Proof.
  rewrite srg2_features2. cbn [prod]. rewrite !srg2_weights2 by lia. cbn [Nat.eqb].
  unfold srg2_shape_cost, nuclear_norm_M2. ring.
Qed.

End Shape.
