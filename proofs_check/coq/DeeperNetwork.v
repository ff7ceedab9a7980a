(** A network of three layers made deeper: identities between W_1 and W_2 change no output, and each multiplies the
    product of the squared norms by the width r. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums Model LowerBound Blocks CheaperNetwork.
Open Scope R_scope.

Ltac cases_eqb := repeat match goal with
  | |- context [?x =? ?y] => destruct (Nat.eqb_spec x y)
  | |- context [?x <? ?y] => destruct (Nat.ltb_spec x y)
  end; try lia.

(** Widths r, ..., r, T, K. *)
Definition widths (r T K L : nat) (l : nat) : nat := if S l <? L then r else if l <? L then T else K.

Section Deeper.

Context (r T K L : nat) (B : nat -> mat) (HL : (3 <= L)%nat).

Notation w := (widths r T K L).
Notation w3 := (widths r T K 3).

Definition deeper (l : nat) : mat :=
  if l =? 0 then B 0%nat else if S l =? L then B 2%nat else if S (S l) =? L then B 1%nat else delta.

Lemma width_first l : (S l < L)%nat -> w l = r.
Proof. intros H. unfold widths. cases_eqb; easy. Qed.

Lemma width_hidden : w (L - 1)%nat = T.
Proof. unfold widths. cases_eqb; easy. Qed.

Lemma width_last : w L = K.
Proof. unfold widths. cases_eqb; easy. Qed.

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

(** M_L and the outputs are those of the three layers. *)
Lemma deeper_last_means x i : (i < T)%nat -> pre w deeper (L - 1) x i = pre w3 B 2 x i.
Proof.
  intros Hi. rewrite (pre_pred w deeper (L - 1)), (pre_S w3 B 1) by lia. replace (L - 1 - 1)%nat with (L - 2)%nat by lia.
  rewrite width_first by lia. change (w3 1%nat) with r. unfold apply. apply dot_ext.
  - intros u Hu. unfold deeper. cases_eqb; easy.
  - intros u Hu. rewrite deeper_hidden by lia. reflexivity.
Qed.

Lemma deeper_output x i : (i < K)%nat -> pre w deeper L x i = pre w3 B 3 x i.
Proof.
  intros Hi. rewrite pre_pred by lia. rewrite width_hidden.
  rewrite (pre_S w3 B 2). change (w3 2%nat) with T. unfold apply. apply dot_ext.
  - intros j Hj. unfold deeper. cases_eqb; easy.
  - intros j Hj. pose proof (deeper_last_means x j Hj) as E. destruct (L - 1)%nat as [|l] eqn:EL; [lia|].
    cbv [post]. now rewrite E.
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
  - replace l with (L - 1)%nat by lia. replace (S (L - 1)) with L by lia. rewrite width_hidden, width_last. reflexivity.
  - replace (S l) with (L - 1)%nat by lia. rewrite width_hidden, width_first by lia. reflexivity.
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

Lemma deeper_positive h : (0 < r)%nat -> 0 < features2 K w3 h -> (forall l, (l < 3)%nat -> 0 < weights2 w3 B l) ->
  0 < features2 K w h /\ forall l, (l < L)%nat -> 0 < weights2 w deeper l.
Proof.
  intros Hr Hh HB. split.
  - unfold features2 in *. rewrite width_first by lia. exact Hh.
  - intros l Hl. rewrite deeper_weights2 by easy. cases_eqb; try (apply HB; lia). now apply lt_0_INR.
Qed.

Lemma deeper_fits h : (0 < r)%nat -> fits K 3 w3 h B -> fits K L w h deeper.
Proof.
  intros Hr (Hout & Hh & HB). split; [|now apply deeper_positive].
  intros k i Hk Hi. rewrite deeper_output by easy. now apply Hout.
Qed.

End Deeper.

(** From some depth on: each layer multiplies the cost by r and K^(L+1) by K. *)
Lemma deeper_is_cheaper r T K L0 L B h : (3 <= L0)%nat -> (L0 <= L)%nat -> (r <= K)%nat ->
  0 <= cost K 3 (widths r T K 3) h B -> cost K 3 (widths r T K 3) h B * INR r ^ (L0 - 3) < INR K ^ (L0 + 1) ->
  cost K L (widths r T K L) h (deeper L B) < INR K ^ (L + 1).
Proof.
  intros H0 HL HrK Hc Hlt. rewrite deeper_cost by lia. apply le_INR in HrK. pose proof (pos_INR r).
  induction HL as [|L HL IH]; [easy|].
  replace (S L - 3)%nat with (S (L - 3)) by lia. cbn [Nat.add pow].
  assert (0 <= cost K 3 (widths r T K 3) h B * INR r ^ (L - 3)) by (apply Rmult_le_pos; [easy|now apply pow_le]).
  assert (0 < INR K) by (destruct (pos_INR K) as [|E]; [easy|rewrite <- E, pow_i in IH by lia; lra]).
  apply Rle_lt_trans with (INR K * (cost K 3 (widths r T K 3) h B * INR r ^ (L - 3))); [nra|].
  now apply Rmult_lt_compat_l.
Qed.
