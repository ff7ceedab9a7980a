(** Networks with rational weights: the objective is evaluated exactly and carried over to the reals. *)

From Coq Require Import Reals QArith Qreals Qminmax Lra Lia List.
From DNC Require Import Sums Model LowerBound.
Open Scope Q_scope.

Fixpoint sumQ (n : nat) (f : nat -> Q) : Q :=
  match n with O => 0 | S m => Qred (sumQ m f + f m) end.
Definition deltaQ (i j : nat) : Q := if Nat.eqb i j then 1 else 0.
Definition reluQ (x : Q) : Q := if Qle_bool 0 x then x else 0.
Definition norm2Q (n : nat) (x : nat -> Q) : Q := sumQ n (fun i => x i * x i).
Definition applyQ (n : nat) (A : nat -> nat -> Q) (x : nat -> Q) (i : nat) : Q := sumQ n (fun j => A i j * x j).

(** An entry of a matrix given by its rows; zero outside. *)
Definition entry (rows : list (list Q)) (i j : nat) : Q := nth j (nth i rows nil) 0.

(** Activations as lists, so that each layer is computed once. *)
Fixpoint preQ (d : nat -> nat) (W : nat -> nat -> nat -> Q) (l : nat) (x : list Q) : list Q :=
  match l with
  | O => x
  | S k =>
    let before := match k with O => x | S _ => map reluQ (preQ d W k x) end in
    map (applyQ (d k) (W k) (fun j => nth j before 0)) (seq 0 (d (S k)))
  end.

Definition errorQ (K L : nat) (d : nat -> nat) (W : nat -> nat -> nat -> Q) (k : nat) (x : list Q) : Q :=
  let y := preQ d W L x in sumQ K (fun i => (nth i y 0 - deltaQ i k) * (nth i y 0 - deltaQ i k)).

Definition objectiveQ (K L : nat) (d : nat -> nat) (lamH : Q) (lam : nat -> Q)
    (h : nat -> list Q) (W : nat -> nat -> nat -> Q) : Q :=
  Qred (sumQ K (fun k => errorQ K L d W k (h k)) / (2 * inject_Z (Z.of_nat K))
    + lamH / 2 * sumQ K (fun k => norm2Q (d O) (fun i => nth i (h k) 0))
    + sumQ L (fun l => lam l / 2 * sumQ (d (S l)) (fun i => norm2Q (d l) (W l i)))).

(** The same network over the reals. *)
Definition real_features (h : nat -> list Q) : nat -> vec := fun k i => Q2R (nth i (h k) 0).
Definition real_weights (W : nat -> nat -> nat -> Q) : nat -> mat := fun l i j => Q2R (W l i j).

Open Scope R_scope.

Lemma Q2R_Qred x : Q2R (Qred x) = Q2R x.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

Lemma Q2R_1 : Q2R 1 = 1.
Proof. unfold Q2R. cbn. lra. Qed.

Lemma Q2R_sum n f : Q2R (sumQ n f) = sum n (fun i => Q2R (f i)).
Proof. induction n as [|n IH]; cbn [sumQ sum]; [apply Q2R_0|]. now rewrite Q2R_Qred, Q2R_plus, IH. Qed.

Lemma Q2R_delta i j : Q2R (deltaQ i j) = delta i j.
Proof. unfold deltaQ, delta. destruct (Nat.eqb i j); [apply Q2R_1|apply Q2R_0]. Qed.

Lemma Q2R_relu x : Q2R (reluQ x) = relu (Q2R x).
Proof.
  unfold reluQ. destruct (Qle_bool 0 x) eqn:E.
  - apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_0 in E. symmetry. now apply relu_pos.
  - rewrite Q2R_0. symmetry. apply relu_neg.
    destruct (Rle_lt_dec (Q2R x) 0) as [|H]; [easy|exfalso].
    rewrite <- Q2R_0 in H. apply Rlt_Qlt, Qlt_le_weak, Qle_bool_iff in H. congruence.
Qed.

Lemma Q2R_norm2 n x : Q2R (norm2Q n x) = norm2 n (fun i => Q2R (x i)).
Proof. unfold norm2Q, norm2. rewrite Q2R_sum. apply sum_ext. intros i _. rewrite Q2R_mult. ring. Qed.

Lemma Q2R_apply n A x i : Q2R (applyQ n A x i) = dot n (fun j => Q2R (A i j)) (fun j => Q2R (x j)).
Proof. unfold applyQ, dot. rewrite Q2R_sum. apply sum_ext. intros j _. apply Q2R_mult. Qed.

Lemma nth_map_seq (f : nat -> Q) n i : (i < n)%nat -> nth i (map f (seq 0 n)) 0%Q = f i.
Proof.
  intros H. rewrite (nth_indep _ 0%Q (f O)) by (rewrite map_length, seq_length; easy).
  rewrite map_nth, seq_nth by easy. reflexivity.
Qed.

Lemma Q2R_nth_relu l i : Q2R (nth i (map reluQ l) 0%Q) = relu (Q2R (nth i l 0%Q)).
Proof. rewrite <- Q2R_relu. change 0%Q with (reluQ 0%Q) at 1. now rewrite map_nth. Qed.

Lemma Q2R_pre d W l x i : (i < d l)%nat ->
  Q2R (nth i (preQ d W l x) 0%Q) = pre d (real_weights W) l (fun i => Q2R (nth i x 0%Q)) i.
Proof.
  revert i. induction l as [|l IH]; intros i Hi; [easy|].
  rewrite pre_S. cbn [preQ]. rewrite nth_map_seq by easy. rewrite Q2R_apply.
  apply dot_ext; [easy|]. intros j Hj. destruct l as [|l]; [easy|].
  cbv [post]. rewrite <- IH by easy. apply Q2R_nth_relu.
Qed.

(** The exact value is the value of the objective of the model. *)
Theorem objective_Q2R K L d lamH lam h W : d L = K -> (0 < K)%nat ->
  objective1 K L d (Q2R lamH) (fun l => Q2R (lam l)) (real_features h) (real_weights W)
  = Q2R (objectiveQ K L d lamH lam h W).
Proof.
  intros Hd HK. assert (HK' : 0 < INR K) by (apply lt_0_INR; easy).
  assert (EK : Q2R (2 * inject_Z (Z.of_nat K))%Q = 2 * INR K).
  { rewrite Q2R_mult. f_equal; [unfold Q2R; cbn; lra|]. unfold Q2R. cbn. rewrite <- INR_IZR_INZ. field. }
  assert (E2 : forall x, Q2R (x / 2)%Q = Q2R x / 2).
  { intros x. rewrite Q2R_div by easy. f_equal. unfold Q2R. cbn. lra. }
  rewrite objective1_eq. unfold objectiveQ, penalty.
  rewrite Q2R_Qred, !Q2R_plus, Q2R_mult, E2, !Q2R_sum. f_equal; [f_equal|].
  - rewrite Q2R_div, EK, Q2R_sum.
    + unfold Rdiv. rewrite Rmult_comm. f_equal. apply sum_ext. intros k Hk. unfold error, errorQ.
      rewrite Q2R_sum. apply sum_ext. intros i Hi.
      rewrite Q2R_mult, Q2R_minus, Q2R_delta, Q2R_pre by lia. unfold real_features. ring.
    + intros E. apply Qeq_eqR in E. rewrite EK, Q2R_0 in E. lra.
  - f_equal. apply sum_ext. intros k Hk. rewrite Q2R_norm2. reflexivity.
  - apply sum_ext. intros l Hl. rewrite Q2R_mult, E2, Q2R_sum. f_equal. unfold frob2.
    apply sum_ext. intros i Hi. rewrite Q2R_norm2. reflexivity.
Qed.
