(** Networks with rational weights that fit every class: outputs and cost are decided by computation. *)

From Coq Require Import Reals QArith Qreals Lra Lia Psatz PeanoNat List.
From DNC Require Import Sums Model LowerBound Blocks Rational CheaperNetwork DeeperNetwork.
Open Scope R_scope.

Definition frob2Q (m n : nat) (A : nat -> nat -> Q) : Q := sumQ m (fun i => norm2Q n (A i)).
Definition features2Q (K : nat) (w : nat -> nat) (h : nat -> list Q) : Q :=
  sumQ K (fun k => norm2Q (w O) (fun i => nth i (h k) 0%Q)).
Definition weights2Q (w : nat -> nat) (B : nat -> nat -> nat -> Q) (l : nat) : Q := frob2Q (w (S l)) (w l) (B l).

Fixpoint prodQ (n : nat) (f : nat -> Q) : Q := match n with O => 1%Q | S k => (prodQ k f * f k)%Q end.
Definition powQ (x : Q) (n : nat) : Q := prodQ n (fun _ => x).
Definition natQ (n : nat) : Q := inject_Z (Z.of_nat n).

Definition costQ (K L : nat) (w : nat -> nat) (h : nat -> list Q) (B : nat -> nat -> nat -> Q) : Q :=
  (features2Q K w h * prodQ L (weights2Q w B))%Q.

Definition lessQ (x y : Q) : bool := negb (Qle_bool y x).

(** The outputs are the targets, and no matrix is zero. *)
Definition fitsQ (K L : nat) (w : nat -> nat) (h : nat -> list Q) (B : nat -> nat -> nat -> Q) : bool :=
  forallb (fun k => let y := preQ w B L (h k) in
    forallb (fun i => Qeq_bool (nth i y 0%Q) (deltaQ i k)) (seq 0 K)) (seq 0 K)
  && lessQ 0 (features2Q K w h) && forallb (fun l => lessQ 0 (weights2Q w B l)) (seq 0 L).

(** ** The same over the reals *)

Lemma Q2R_natQ n : Q2R (natQ n) = INR n.
Proof. unfold natQ, Q2R. cbn. rewrite <- INR_IZR_INZ. field. Qed.

Lemma Q2R_prod n f : Q2R (prodQ n f) = prod n (fun i => Q2R (f i)).
Proof. induction n as [|n IH]; cbn [prodQ prod]; [apply Q2R_1|]. now rewrite Q2R_mult, IH. Qed.

Lemma Q2R_pow x n : Q2R (powQ x n) = Q2R x ^ n.
Proof. unfold powQ. now rewrite Q2R_prod, prod_const. Qed.

Lemma Q2R_features2 K w h : Q2R (features2Q K w h) = features2 K w (real_features h).
Proof. unfold features2Q. rewrite Q2R_sum. apply sum_ext. intros k _. apply Q2R_norm2. Qed.

Lemma Q2R_weights2 w B l : Q2R (weights2Q w B l) = weights2 w (real_weights B) l.
Proof.
  unfold weights2Q, frob2Q. rewrite Q2R_sum. apply sum_ext. intros i _. apply Q2R_norm2.
Qed.

Lemma Q2R_cost K L w h B : Q2R (costQ K L w h B) = cost K L w (real_features h) (real_weights B).
Proof.
  unfold costQ, cost. rewrite Q2R_mult, Q2R_features2, Q2R_prod. f_equal.
  apply prod_ext. intros l _. apply Q2R_weights2.
Qed.

Lemma lessQ_lt x y : lessQ x y = true -> Q2R x < Q2R y.
Proof.
  unfold lessQ. destruct (Qle_bool y x) eqn:E; [easy|]. intros _. apply Qlt_Rlt.
  destruct (Qlt_le_dec x y) as [|H]; [easy|]. apply Qle_bool_iff in H. congruence.
Qed.

Theorem fitsQ_fits K L w h B : w L = K -> fitsQ K L w h B = true -> fits K L w (real_features h) (real_weights B).
Proof.
  intros HwL H. unfold fitsQ in H. apply andb_prop in H as [H HB]. apply andb_prop in H as [Hout Hh].
  rewrite forallb_forall in Hout, HB. split; [|split].
  - intros k i Hk Hi. change (real_features h k) with (fun i => Q2R (nth i (h k) 0%Q)).
    rewrite <- Q2R_pre by lia. rewrite <- Q2R_delta. apply Qeq_eqR.
    specialize (Hout k ltac:(apply in_seq; lia)). cbv zeta in Hout. rewrite forallb_forall in Hout.
    apply Qeq_bool_iff, Hout, in_seq. lia.
  - rewrite <- Q2R_features2, <- Q2R_0. now apply lessQ_lt.
  - intros l Hl. rewrite <- Q2R_weights2, <- Q2R_0. apply lessQ_lt, HB, in_seq. lia.
Qed.

Theorem costQ_less K L w h B x n :
  lessQ (costQ K L w h B) (powQ (natQ x) n) = true -> cost K L w (real_features h) (real_weights B) < INR x ^ n.
Proof. intros H. apply lessQ_lt in H. now rewrite Q2R_cost, Q2R_pow, Q2R_natQ in H. Qed.

(** Three layers, made deeper: what holds at depth L0 holds from there on. *)
Theorem certified_network r K L0 L h B : (3 <= L0)%nat -> (L0 <= L)%nat -> (0 < r <= K)%nat ->
  fitsQ K 3 (widths r K K 3) h B = true ->
  lessQ (costQ K 3 (widths r K K 3) h B * powQ (natQ r) (L0 - 3)) (powQ (natQ K) (L0 + 1)) = true ->
  fits K L (widths r K K L) (real_features h) (deeper L (real_weights B)) /\
  cost K L (widths r K K L) (real_features h) (deeper L (real_weights B)) < INR K ^ (L + 1).
Proof.
  intros H0 HL HrK H Hcost. apply fitsQ_fits in H; [|easy].
  apply lessQ_lt in Hcost. rewrite Q2R_mult, !Q2R_pow, !Q2R_natQ, Q2R_cost in Hcost. split.
  - apply deeper_fits; lia || easy.
  - apply (deeper_is_cheaper r K K L0 L); try easy; try lia. now apply Rlt_le, fits_cost_pos.
Qed.
