(** S25: the edges of K_r as classes, with a neuron of layer L for every subset of a list of subsets of the vertices.

    The layers up to L-2 are SRG's.  A row of W_(L-1) is 1/2 on its subset and -1/2 elsewhere, so that the ReLU keeps the
    edges inside the subset.  The subsets that hold two edges are counted: a + b |common vertices| + c [the same edge].
    Then all is a combination of the projections of the triangular graph. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat Bool List.
From DNC Require Import Sums UniformLoss Model Blocks Graphs ClosedForms CostConstants Srg DeeperNetwork.
Open Scope R_scope.

Fixpoint count (n : nat) (p : nat -> bool) : nat :=
  match n with O => O | S m => (count m p + Nat.b2n (p m))%nat end.

Definition inside (subsets : list (list nat)) (s v : nat) : bool := existsb (Nat.eqb v) (nth s subsets nil).
Definition holds (subsets : list (list nat)) (s e : nat) : bool :=
  inside subsets s (low e) && inside subsets s (high e).

Definition counted (r : nat) (subsets : list (list nat)) (a b c : nat) : bool :=
  forallb (fun e => forallb (fun f =>
    Nat.eqb (count (length subsets) (fun s => holds subsets s e && holds subsets s f))
      (a + b * common e f + c * Nat.b2n (Nat.eqb e f))) (seq 0 (edges r))) (seq 0 (edges r)).

Section Halves.

Context (r : nat) (subsets : list (list nat)) (a b c : nat).
Hypothesis Hr : (4 <= r)%nat.
Hypothesis Hc : (0 < c)%nat.
Hypothesis Hcounted : counted r subsets a b c = true.

Let n := INR r.
Let K := edges r.
Let T := length subsets.

(** The squared singular values of sigma(M_L). *)
Definition square_0 : R := INR a * INR K + 2 * INR b * (n - 1) + INR c.
Definition square_1 : R := INR b * (n - 2) + INR c.
Definition square_2 : R := INR c.

Lemma squares_pos : 0 < square_0 /\ 0 < square_1 /\ 0 < square_2.
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. pose proof (pos_INR a). pose proof (pos_INR b). pose proof (pos_INR K).
  pose proof (lt_0_INR c Hc). unfold square_0, square_1, square_2. repeat split; nra.
Qed.

Definition held (s e : nat) : R := if holds subsets s e then 1 else 0.

Lemma count_sum m p : INR (count m p) = sum m (fun i => if p i then 1 else 0).
Proof. induction m as [|m IH]; cbn [count sum]; [easy|]. rewrite plus_INR, IH. destruct (p m); cbn; lra. Qed.

Lemma held_gram e f : (e < K)%nat -> (f < K)%nat ->
  sum T (fun s => held s e * held s f) = combination r square_0 square_1 square_2 e f.
Proof.
  intros He Hf. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn.
  unfold counted in Hcounted. rewrite forallb_forall in Hcounted.
  specialize (Hcounted e ltac:(apply in_seq; unfold K in He; lia)). cbv beta in Hcounted.
  rewrite forallb_forall in Hcounted. specialize (Hcounted f ltac:(apply in_seq; unfold K in Hf; lia)).
  apply Nat.eqb_eq in Hcounted. fold T in Hcounted.
  rewrite (sum_ext T _ (fun s => if holds subsets s e && holds subsets s f then 1 else 0))
    by (intros s _; unfold held; destruct (holds subsets s e), (holds subsets s f); cbn; ring).
  rewrite <- count_sum, Hcounted, !plus_INR, !mult_INR, <- (overlap_common r) by easy.
  replace (INR (Nat.b2n (e =? f))) with (delta e f) by (unfold delta; destruct (e =? f); reflexivity).
  rewrite combination_alg by easy. unfold alg, square_0, square_1, square_2, K. rewrite INR_edges. fold n. field. lra.
Qed.

(** ** The layers *)

Definition halves_rows : mat := fun s v => if inside subsets s v then / 2 else - / 2.
Definition halves_last (q0 q1 q2 : R) : mat := fun e s =>
  sum K (fun f => combination r (q0 / square_0) (q1 / square_1) (q2 / square_2) e f * held s f).

Definition halves_layers (q0 q1 q2 : R) (l : nat) : mat :=
  match l with O => first_weights r | 1%nat => halves_rows | _ => halves_last q0 q1 q2 end.

Notation w3 := (widths r T K 3).

Lemma halves_kept s e : (e < K)%nat -> relu (dot r (halves_rows s) (fun v => incidence v e)) = held s e.
Proof.
  intros He. destruct (edge_spec r e He) as [He' _].
  assert (E : dot r (halves_rows s) (fun v => incidence v e) = halves_rows s (low e) + halves_rows s (high e)).
  { unfold dot, incidence.
    rewrite (sum_ext r _ (fun v => delta v (low e) * halves_rows s v + delta v (high e) * halves_rows s v))
      by (intros; ring).
    rewrite sum_plus, !sum_delta_r by lia. reflexivity. }
  rewrite E. unfold halves_rows, held, holds.
  destruct (inside subsets s (low e)), (inside subsets s (high e)); cbn [andb];
    ((rewrite relu_pos; lra) || (rewrite relu_neg; lra)).
Qed.

Lemma halves_last_held q0 q1 q2 f e : (f < K)%nat -> (e < K)%nat ->
  sum T (fun s => halves_last q0 q1 q2 f s * held s e) = combination r q0 q1 q2 f e.
Proof.
  intros Hf He. destruct squares_pos as (H0 & H1 & H2). unfold halves_last.
  transitivity (sum T (fun s => sum K (fun g =>
    combination r (q0 / square_0) (q1 / square_1) (q2 / square_2) f g * (held s g * held s e)))).
  { apply sum_ext. intros s _. rewrite <- sum_scal_r. apply sum_ext. intros; ring. }
  rewrite sum_swap. setoid_rewrite sum_scal.
  rewrite (sum_ext K _ (fun g => combination r (q0 / square_0) (q1 / square_1) (q2 / square_2) f g
    * combination r square_0 square_1 square_2 g e)) by (intros g Hg; now rewrite held_gram).
  change (mmul K (combination r (q0 / square_0) (q1 / square_1) (q2 / square_2))
    (combination r square_0 square_1 square_2) f e = combination r q0 q1 q2 f e).
  unfold K. rewrite combination_mul by easy. f_equal; field; lra.
Qed.

Lemma halves_output q0 q1 q2 e f : (e < K)%nat -> (f < K)%nat ->
  pre w3 (halves_layers q0 q1 q2) 3 (first_features r e) f = combination r q0 q1 q2 f e.
Proof.
  intros He Hf.
  change (dot T (halves_last q0 q1 q2 f) (fun s => relu (dot r (halves_rows s)
    (fun v => relu (apply r (first_weights r) (first_features r e) v)))) = combination r q0 q1 q2 f e).
  rewrite <- halves_last_held by easy. apply dot_ext; [easy|]. intros s Hs. rewrite <- halves_kept by easy. f_equal.
  apply dot_ext; [easy|]. intros v Hv. rewrite first_product by easy. apply incidence_relu.
Qed.

Definition halves_norm (q0 q1 q2 : R) : R :=
  q0 ^ 2 / square_0 + (n - 1) * q1 ^ 2 / square_1 + n * (n - 3) / 2 * q2 ^ 2 / square_2.

Lemma halves_last_norm q0 q1 q2 : frob2 K T (halves_last q0 q1 q2) = halves_norm q0 q1 q2.
Proof.
  destruct squares_pos as (H0 & H1 & H2).
  transitivity (trace K (mmul K (combination r (q0 / square_0) (q1 / square_1) (q2 / square_2)) (combination r q0 q1 q2))).
  - unfold trace, mmul, frob2, norm2. apply sum_ext. intros e He.
    transitivity (sum T (fun s => sum K (fun f =>
      combination r (q0 / square_0) (q1 / square_1) (q2 / square_2) e f * (halves_last q0 q1 q2 e s * held s f)))).
    { apply sum_ext. intros s _. cbn [pow]. rewrite Rmult_1_r. unfold halves_last at 2. rewrite <- sum_scal.
      apply sum_ext. intros; ring. }
    rewrite sum_swap. setoid_rewrite sum_scal. apply sum_ext. intros f Hf.
    rewrite halves_last_held, (combination_sym r Hr q0 q1 q2) by easy. reflexivity.
  - unfold trace. rewrite (sum_ext K _ (fun e => combination r (q0 / square_0 * q0) (q1 / square_1 * q1)
      (q2 / square_2 * q2) e e)) by (intros e He; now apply combination_mul).
    fold (trace K (combination r (q0 / square_0 * q0) (q1 / square_1 * q1) (q2 / square_2 * q2))).
    unfold K. rewrite combination_trace by easy. unfold halves_norm. fold n. field. lra.
Qed.

Lemma halves_rows_norm : frob2 T r halves_rows = INR T * n / 4.
Proof.
  unfold frob2, norm2. rewrite (sum_ext T _ (fun _ => n / 4)).
  - rewrite sum_const. field.
  - intros s _. rewrite (sum_ext r _ (fun _ => / 4)); [rewrite sum_const; fold n; field|].
    intros v _. unfold halves_rows. destruct (inside subsets s v); field.
Qed.

Definition halves_shape (L : nat) : R := nuclear_norm_B n ^ 2 * n ^ (L - 3) * (INR T * n / 4).

Lemma halves_cost L q0 q1 q2 :
  cost K 3 w3 (first_features r) (halves_layers q0 q1 q2) * n ^ (L - 3) = halves_shape L * halves_norm q0 q1 q2.
Proof.
  unfold cost, features2, weights2. cbn [prod halves_layers]. change (w3 0%nat) with r. change (w3 1%nat) with r.
  change (w3 2%nat) with T. change (w3 3%nat) with K. unfold K at 1.
  rewrite first_features_norm, first_weights_norm, halves_rows_norm, halves_last_norm by easy.
  rewrite nuclear_norm_alpha by easy. fold n. unfold halves_shape. ring.
Qed.

Lemma halves_positive q0 q1 q2 : (0 < T)%nat -> 0 < halves_norm q0 q1 q2 ->
  0 < features2 K w3 (first_features r) /\ forall l, (l < 3)%nat -> 0 < weights2 w3 (halves_layers q0 q1 q2) l.
Proof.
  intros HT Hq. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. pose proof (nuclear_norm_B_pos n Hn) as HB.
  pose proof (lt_0_INR T HT). split.
  - unfold features2, K. change (w3 0%nat) with r. rewrite first_features_norm, nuclear_norm_alpha by easy. exact HB.
  - intros l Hl. destruct l as [|[|[|l]]]; [| | |lia].
    + change (0 < frob2 r r (first_weights r)). rewrite first_weights_norm, nuclear_norm_alpha by easy. exact HB.
    + change (0 < frob2 T r halves_rows). rewrite halves_rows_norm. nra.
    + change (0 < frob2 K T (halves_last q0 q1 q2)). now rewrite halves_last_norm.
Qed.

End Halves.
