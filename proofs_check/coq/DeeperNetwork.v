(** A network of three layers made deeper: identities between W_1 and W_2 change no output, and each multiplies the
    product of the squared norms by the width r.  With rational weights everything is decided by computation. *)

From Coq Require Import Reals QArith Qreals Lra Lia Psatz PeanoNat List.
From DNC Require Import Sums Model LowerBound Blocks Rational CheaperNetwork.
Open Scope R_scope.

Ltac cases_eqb := repeat match goal with
  | |- context [?x =? ?y] => destruct (Nat.eqb_spec x y)
  | |- context [?x <? ?y] => destruct (Nat.ltb_spec x y)
  end; try lia.

(** Widths r, ..., r, K, K. *)
Definition widths (r K L : nat) (l : nat) : nat := if S l <? L then r else K.

Section Deeper.

Context (r K L : nat) (B : nat -> mat) (HL : (3 <= L)%nat).

Notation w := (widths r K L).
Notation w3 := (widths r K 3).

Definition deeper (l : nat) : mat :=
  if l =? 0 then B 0%nat else if S l =? L then B 2%nat else if S (S l) =? L then B 1%nat else delta.

Lemma width_first l : (S l < L)%nat -> w l = r.
Proof. intros H. unfold widths. cases_eqb; easy. Qed.

Lemma width_last l : (L <= S l)%nat -> w l = K.
Proof. intros H. unfold widths. cases_eqb; easy. Qed.

Lemma relu_relu x : relu (relu x) = relu x.
Proof. apply relu_pos, relu_nonneg. Qed.

(** Layers 2, ..., L-1 all have the activations of layer 2. *)
Lemma deeper_hidden l x i : (0 < l)%nat -> (S l < L)%nat -> (i < r)%nat ->
  post w deeper l x i = relu (pre w3 B 1 x i).
Proof.
  intros Hl HlL. revert i. induction l as [|l IH]; [lia|]. intros i Hi. cbv [post]. rewrite pre_S.
  rewrite (width_first l) by lia. destruct l as [|l].
  - reflexivity.
  - unfold apply. rewrite (dot_ext r _ (fun j => delta i j) _ (fun j => relu (pre w3 B 1 x j))).
    + unfold dot. rewrite (sum_delta r i (fun j => relu (pre w3 B 1 x j))) by easy. apply relu_relu.
    + intros j Hj. unfold deeper. cases_eqb; easy.
    + intros j Hj. apply IH; lia.
Qed.

Lemma deeper_output x i : (i < K)%nat -> pre w deeper L x i = pre w3 B 3 x i.
Proof.
  intros Hi. rewrite pre_pred by lia. rewrite (width_last (L - 1)) by lia.
  rewrite (pre_S w3 B 2). change (w3 2%nat) with K. unfold apply. apply dot_ext.
  - intros j Hj. unfold deeper. cases_eqb; easy.
  - intros j Hj. destruct (L - 1)%nat as [|l] eqn:E; [lia|]. cbv [post]. f_equal.
    rewrite (pre_pred w deeper (S l)), (pre_S w3 B 1) by lia. rewrite width_first by lia.
    change (w3 1%nat) with r. unfold apply. apply dot_ext.
    + intros u Hu. unfold deeper. cases_eqb; easy.
    + intros u Hu. rewrite deeper_hidden by lia. reflexivity.
Qed.

Lemma identity_weight : frob2 r r delta = INR r.
Proof.
  unfold frob2. rewrite <- (Rmult_1_r (INR r)), <- sum_const. apply sum_ext. intros v Hv.
  unfold norm2. rewrite (sum_ext r _ (fun j => delta v j * 1)).
  - now rewrite (sum_delta r v (fun _ => 1)).
  - intros j Hj. cbn. rewrite Rmult_1_r, delta_sqr. ring.
Qed.

Lemma deeper_weights2 l : (l < L)%nat -> weights2 w deeper l =
  if l =? 0 then weights2 w3 B 0 else if S l =? L then weights2 w3 B 2
  else if S (S l) =? L then weights2 w3 B 1 else INR r.
Proof.
  intros Hl. unfold weights2, deeper. cases_eqb.
  - subst l. rewrite !width_first by lia. reflexivity.
  - rewrite !width_last by lia. reflexivity.
  - rewrite width_last, width_first by lia. reflexivity.
  - rewrite !width_first by lia. apply identity_weight.
Qed.

Lemma deeper_cost h : cost K L w h deeper = cost K 3 w3 h B * INR r ^ (L - 3).
Proof.
  unfold cost, features2. rewrite width_first by lia. change (w3 0%nat) with r.
  assert (E : prod L (weights2 w deeper)
              = weights2 w3 B 0 * INR r ^ (L - 3) * weights2 w3 B 1 * weights2 w3 B 2).
  { rewrite (prod_ext L _ _ deeper_weights2). replace L with (S (S (S (L - 3)))) at 1 by lia.
    rewrite prod_shift. cbn [prod]. rewrite (prod_ext (L - 3) _ (fun _ => INR r)), prod_const.
    - cases_eqb; ring.
    - intros l Hl. cases_eqb; easy. }
  rewrite E. cbn [prod]. ring.
Qed.

End Deeper.

(** From some depth on: each layer multiplies the cost by r and K^(L+1) by K. *)
Lemma deeper_is_cheaper r K L0 L B h : (3 <= L0)%nat -> (L0 <= L)%nat -> (r <= K)%nat ->
  0 <= cost K 3 (widths r K 3) h B -> cost K 3 (widths r K 3) h B * INR r ^ (L0 - 3) < INR K ^ (L0 + 1) ->
  cost K L (widths r K L) h (deeper L B) < INR K ^ (L + 1).
Proof.
  intros H0 HL HrK Hc Hlt. rewrite deeper_cost by lia. apply le_INR in HrK. pose proof (pos_INR r).
  induction HL as [|L HL IH]; [easy|].
  replace (S L - 3)%nat with (S (L - 3)) by lia. cbn [Nat.add pow].
  assert (0 <= cost K 3 (widths r K 3) h B * INR r ^ (L - 3)) by (apply Rmult_le_pos; [easy|now apply pow_le]).
  assert (0 < INR K) by (destruct (pos_INR K) as [|E]; [easy|rewrite <- E, pow_i in IH by lia; lra]).
  apply Rle_lt_trans with (INR K * (cost K 3 (widths r K 3) h B * INR r ^ (L - 3))); [nra|].
  now apply Rmult_lt_compat_l.
Qed.

(** ** Rational weights *)

Definition frob2Q (m n : nat) (A : nat -> nat -> Q) : Q := sumQ m (fun i => norm2Q n (A i)).

Fixpoint powQ (x : Q) (n : nat) : Q := match n with O => 1%Q | S k => (x * powQ x k)%Q end.

Definition positiveQ (x : Q) : bool := negb (Qle_bool x 0).

(** Three layers with the targets as outputs, no matrix zero, and a cost below K^(L0+1) at depth L0. *)
Definition certified (r K L0 : nat) (h : nat -> list Q) (B : nat -> nat -> nat -> Q) : bool :=
  let features := sumQ K (fun k => norm2Q r (fun i => nth i (h k) 0%Q)) in
  let weights := map (fun l => frob2Q (widths r K 3 (S l)) (widths r K 3 l) (B l)) (seq 0 3) in
  forallb (fun k => let y := preQ (widths r K 3) B 3 (h k) in
    forallb (fun i => Qeq_bool (nth i y 0%Q) (deltaQ i k)) (seq 0 K)) (seq 0 K)
  && forallb positiveQ (features :: weights)
  && negb (Qle_bool (powQ (inject_Z (Z.of_nat K)) (L0 + 1))
       (fold_left Qmult weights features * powQ (inject_Z (Z.of_nat r)) (L0 - 3)))%Q.

Lemma Q2R_frob2 m n A : Q2R (frob2Q m n A) = frob2 m n (fun i j => Q2R (A i j)).
Proof. unfold frob2Q, frob2. rewrite Q2R_sum. apply sum_ext. intros i _. apply Q2R_norm2. Qed.

Lemma Q2R_nat n : Q2R (inject_Z (Z.of_nat n)) = INR n.
Proof. unfold Q2R. cbn. rewrite <- INR_IZR_INZ. field. Qed.

Lemma Q2R_pow x n : Q2R (powQ x n) = Q2R x ^ n.
Proof. induction n as [|n IH]; cbn [powQ pow]; [apply Q2R_1|]. now rewrite Q2R_mult, IH. Qed.

Lemma positiveQ_pos x : positiveQ x = true -> 0 < Q2R x.
Proof.
  unfold positiveQ. destruct (Qle_bool x 0) eqn:E; [easy|]. intros _. rewrite <- Q2R_0.
  apply Qlt_Rlt. destruct (Qlt_le_dec 0 x) as [|H]; [easy|]. apply Qle_bool_iff in H. congruence.
Qed.

Lemma not_le_lt x y : negb (Qle_bool x y) = true -> Q2R y < Q2R x.
Proof.
  destruct (Qle_bool x y) eqn:E; [easy|]. intros _. apply Qlt_Rlt.
  destruct (Qlt_le_dec y x) as [|H]; [easy|]. apply Qle_bool_iff in H. congruence.
Qed.

Theorem certified_network r K L0 L h B : (3 <= L0)%nat -> (L0 <= L)%nat -> (r <= K)%nat ->
  certified r K L0 h B = true ->
  fits K L (widths r K L) (real_features h) (deeper L (real_weights B)) /\
  cost K L (widths r K L) (real_features h) (deeper L (real_weights B)) < INR K ^ (L + 1).
Proof.
  intros H0 HL HrK H. unfold certified in H.
  apply andb_prop in H as [H Hcost]. apply andb_prop in H as [Hout Hpos].
  rewrite forallb_forall in Hout. cbn [map seq forallb] in Hpos.
  apply andb_prop in Hpos as [Hh Hpos]. apply andb_prop in Hpos as [HA Hpos].
  apply andb_prop in Hpos as [HR Hpos]. apply andb_prop in Hpos as [HV _].
  apply positiveQ_pos in Hh, HA, HR, HV.
  assert (Ew : forall l, Q2R (frob2Q (widths r K 3 (S l)) (widths r K 3 l) (B l))
               = weights2 (widths r K 3) (real_weights B) l) by (intros l; apply Q2R_frob2).
  rewrite Ew in HA, HR, HV.
  assert (Eh : Q2R (sumQ K (fun k => norm2Q r (fun i => nth i (h k) 0%Q)))
               = features2 K (widths r K 3) (real_features h)).
  { rewrite Q2R_sum. apply sum_ext. intros k _. apply Q2R_norm2. }
  rewrite Eh in Hh. split.
  - split; [|split].
    + intros k i Hk Hi. rewrite deeper_output by (easy || lia).
      change (real_features h k) with (fun i => Q2R (nth i (h k) 0%Q)).
      rewrite <- (Q2R_pre (widths r K 3) B 3 (h k) i Hi), <- Q2R_delta. apply Qeq_eqR.
      specialize (Hout k ltac:(apply in_seq; lia)). cbv zeta in Hout. rewrite forallb_forall in Hout.
      apply Qeq_bool_iff, Hout, in_seq. lia.
    + unfold features2 in *. rewrite width_first by lia. exact Hh.
    + intros l Hl. rewrite deeper_weights2 by lia. cases_eqb; try easy.
      apply lt_0_INR. destruct r; [|lia]. exfalso. unfold features2, norm2 in Hh.
      change (widths 0 K 3 0) with O in Hh. rewrite sum_0 in Hh by easy. lra.
  - apply (deeper_is_cheaper r K L0 L); try easy.
    + unfold cost. cbn [prod]. repeat apply Rmult_le_pos; lra.
    + apply not_le_lt in Hcost. cbn [map seq fold_left] in Hcost.
      rewrite !Q2R_mult, !Q2R_pow, !Q2R_nat, Eh, !Ew in Hcost.
      unfold cost. cbn [prod]. lra.
Qed.
