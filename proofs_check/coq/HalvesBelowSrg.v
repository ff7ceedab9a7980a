(** S25: when neurons on subsets of the vertices improve every network of the SRG family, at all lambdas.

    kappa = K mean / last of a member's outputs decides: up to 2 the subsets have outputs that cost less; past 2 the
    member costs more than zero, or SRG has better outputs itself. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat List.
From DNC Require Import Sums UniformLoss Model Blocks BalancedValue Graphs KappaCurve CurveComparison ClosedForms
  CostConstants Srg SrgLoss BelowSrg DeeperNetwork Halves.
Open Scope R_scope.

Section Below.

Context (r : nat) (subsets : list (list nat)) (a b c : nat).
Hypothesis Hr : (4 <= r)%nat.
Hypothesis Hc : (0 < c)%nat.
Hypothesis Hcounted : counted r subsets a b c = true.

Let n := INR r.
Let K := edges r.
Let T := length subsets.

Definition squares (i : nat) : R :=
  match i with O => square_0 r a b c | 1%nat => square_1 r b c | _ => square_2 c end.

Hypothesis HT : (K <= T)%nat.
Hypothesis Hhelps : forall k, 0 < k <= 2 ->
  ridge_sum 3 (multiplicity n) (fun i => INR K / INR T * squares i) k
  < ridge_sum 3 (multiplicity n) (fun i => spectrum n i ^ 2) k.
Hypothesis Hlate : forall k, 2 < k -> 0 < sum 3 (fun i =>
  multiplicity n i * spectrum n i ^ 2 * (2 * k - spectrum n i ^ 2) / (spectrum n i ^ 2 + k) ^ 2).

Context (L samples : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R).
Hypothesis HL : (3 <= L)%nat.
Hypothesis Hsamples : (0 < samples)%nat.
Hypothesis HlamH : 0 < lamH.
Hypothesis Hlam : forall l, (l < L)%nat -> 0 < lam l.
Hypothesis Hd : forall l, (l <= L)%nat -> (widths r T K L l <= d l)%nat.
Hypothesis HdL : d L = K.

Let Lam := Lambda samples L lamH lam.
Let X := Lam * shape_cost L n.
Let X' := Lam * halves_shape r subsets L.
Let m := multiplicity n.
Let s := spectrum n.
Let s' (i : nat) : R := sqrt (squares i).

Lemma squares_positive i : 0 < squares i.
Proof. destruct (squares_pos r a b c Hr Hc) as (H0 & H1 & H2). destruct i as [|[|i]]; easy. Qed.

Lemma roots_squared i : s' i ^ 2 = squares i.
Proof. apply pow2_sqrt. pose proof (squares_positive i). lra. Qed.

Lemma subsets_pos : 0 < INR T /\ 0 < INR K.
Proof. pose proof (K_pos r Hr) as H. fold K in H. apply le_INR in HT. lra. Qed.

Lemma X_positive : 0 < X.
Proof. now apply X_pos; try lia. Qed.

Lemma shapes_ratio : 0 < X' /\ X / X' = INR K / INR T.
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. pose proof (nuclear_norm_B_pos n Hn) as HB. destruct subsets_pos as [HTp HKp].
  pose proof (pow_lt n (L - 3) ltac:(lra)) as Hpow. assert (HLam : 0 < Lam) by (now apply Lambda_pos). unfold X', X.
  assert (Es : shape_cost L n = nuclear_norm_B n ^ 2 * n ^ (L - 3) * (INR K * n / 4)).
  { unfold shape_cost. destruct (Nat.eqb_spec L 2); [lia|]. rewrite shape_cost_eq. unfold K. rewrite INR_edges, classes_eq.
    fold n. reflexivity. }
  rewrite Es. unfold halves_shape. fold n T. split.
  - pose proof (pow_lt _ 2 HB). apply Rmult_lt_0_compat; [easy|]. apply Rmult_lt_0_compat; nra.
  - field. repeat split; lra.
Qed.

(** The subsets attain the loss of their spectrum at all outputs. *)
Lemma halves_attain q : 0 < last 3 m s' q ->
  exists h' W', objective K samples L d lamH lam h' W' = F 3 L (INR K) X' m s' q.
Proof.
  intros Hq. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn.
  assert (El : last 3 m s' q = halves_norm r a b c (q 0%nat) (q 1%nat) (q 2%nat)).
  { unfold last, halves_norm. cbn [sum]. rewrite !roots_squared. fold n.
    unfold m. cbn [squares multiplicity]. unfold multiplicity_0, multiplicity_1, multiplicity_2.
    destruct (squares_pos r a b c Hr Hc) as (H0 & H1 & H2). field. lra. }
  set (h := first_features r). set (B := halves_layers r subsets a b c (q 0%nat) (q 1%nat) (q 2%nat)).
  destruct (halves_positive r subsets a b c Hr Hc Hcounted (q 0%nat) (q 1%nat) (q 2%nat)) as [Hh HB]; try easy.
  { apply INR_lt. apply subsets_pos. }
  { now rewrite <- El. }
  destruct (deeper_positive r T K L B HL h) as [Hh' HB']; try easy; [lia|].
  destruct (balanced_value_attained K samples L (widths r T K L) lamH lam) with (d := d) (h := h) (W := deeper L B)
    as (hs & Ws & E); try easy; [now apply width_last|].
  exists hs, Ws. rewrite E. unfold balanced_value, F, mean. f_equal.
  - rewrite (errors_of_outputs r L _ _ _ (q 0%nat) (q 1%nat) (q 2%nat)) by
      (easy || (intros e f He Hf; rewrite deeper_output by easy; now apply halves_output)).
    change (fit 3 (INR K) m q) with (fit 3 (INR K) m (outputs (q 0%nat) (q 1%nat) (q 2%nat))).
    unfold m, K, n. now rewrite fit_eq.
  - do 2 f_equal. rewrite deeper_cost by easy. unfold B, h, T, K. rewrite halves_cost by easy. fold T K Lam.
    rewrite El. unfold X'. ring.
Qed.

Theorem halves_improve h W : srg_member r L h W -> improves r L samples d lamH lam h W.
Proof.
  intros Hm. destruct (member_value r L samples d lamH lam Hr) with (h := h) (W := W) as [|(q0 & q1 & q2 & Hq & Hle)];
    try easy; try lia.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct shapes_ratio as [HX' Eratio]. pose proof X_positive as HX.
  destruct subsets_pos as [HTp HKp]. set (q := outputs q0 q1 q2).
  assert (EF : F 3 L (INR K) X m s q <= objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W).
  { apply Rle_trans with (2 := Hle). apply Req_le. unfold q, X, m, s, K, n, Lam. rewrite F_eq; (easy || lia). }
  assert (Hlast : 0 < last 3 m s q) by (unfold q, m, s, n; rewrite last_norm_eq; (easy || lia)).
  assert (Hm0 : forall i, (i < 3)%nat -> 0 < m i) by (intros i Hi; now apply multiplicity_pos).
  assert (Hs0 : forall i, (i < 3)%nat -> 0 < s i) by (intros i Hi; now apply spectrum_pos).
  assert (Hs0' : forall i, (i < 3)%nat -> 0 < s' i) by (intros i Hi; apply sqrt_lt_R0, squares_positive).
  set (k := kappa_of 3 L (INR K) X m s q).
  assert (Hk : 0 < k) by (now apply kappa_of_pos).
  destruct (Rle_lt_dec k 2) as [Hk2|Hk2].
  - destruct (halves_attain (second_outputs X X' s' k)) as (h' & W' & E).
    { apply second_last_pos; easy || lia. }
    exists h', W'. fold K. rewrite E. apply Rlt_le_trans with (2 := EF).
    apply second_costs_less; try easy; try lia. fold k. rewrite Eratio.
    unfold ridge_sum at 1. rewrite (sum_ext 3 _ (fun i => m i * (k / (INR K / INR T * squares i + k))))
      by (intros i _; now rewrite roots_squared).
    apply (Hhelps k). lra.
  - destruct (past_zero 3 L (INR K) X m s HL ltac:(lia) HKp HX Hm0 Hs0 q Hlast (Hlate k Hk2)) as [H|H].
    + apply zero_improves; try easy; try lia. apply Rlt_le_trans with (2 := EF).
      replace (1 / 2) with (zero_value 3 (INR K) m); [exact H|].
      unfold zero_value, m, n, K. rewrite multiplicities_sum by easy. field. unfold K in HKp. lra.
    + fold k in H. set (p := ridge s k) in *.
      destruct (member_exists r L Hr ltac:(lia) samples lamH lam Hsamples HlamH Hlam (p 0%nat) (p 1%nat) (p 2%nat))
        as (h' & W' & _ & E).
      { rewrite <- last_norm_eq by easy. fold n. change (0 < last 3 m s p). unfold p. rewrite last_ridge by (easy || lra).
        apply T_pos; easy || lia || lra. }
      destruct (wider K samples L d (srg_width r L) lamH lam W' h') as (hs & Ws & Ew); try easy.
      { intros l Hl. specialize (Hd l Hl). unfold widths in Hd. unfold srg_width. fold K.
        destruct (S l <? L), (l <? L); lia. }
      { unfold srg_width. destruct (Nat.ltb_spec (S L) L); [lia|easy]. }
      exists (fun k _ => hs k), Ws. fold K. rewrite Ew. apply Rlt_le_trans with (2 := EF).
      apply Rle_lt_trans with (2 := H). apply Req_le. exact E.
Qed.

End Below.

(** Computes natural numbers, and unfolds the spectrum of SRG. *)
Ltac numbers :=
  repeat match goal with |- context [INR ?x] =>
    rewrite (INR_IZR_INZ x); let v := eval vm_compute in (Z.of_nat x) in change (Z.of_nat x) with v end;
  unfold multiplicity_0, multiplicity_1, multiplicity_2, singular_value_0, singular_value_1, singular_value_2.
