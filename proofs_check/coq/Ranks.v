(** Ranks through explicit factorisations, and the ranks of the SRG layers for every r (S3). *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums Model Graphs.
Open Scope R_scope.

(** The m x n matrix A has rank k: it factors through k dimensions, and X A Y = I_k for some X and Y. *)
Definition rank_is (m n : nat) (A : mat) (k : nat) : Prop :=
  (exists U V, forall i j, (i < m)%nat -> (j < n)%nat -> A i j = mmul k U V i j) /\
  (exists X Y, forall i j, (i < k)%nat -> (j < k)%nat -> mmul m X (mmul n A Y) i j = delta i j).

(** ** The definition makes sense: a matrix has at most one rank *)

(** 0, ..., k-1 with p left out. *)
Definition skip (p i : nat) : nat := if i <? p then i else S i.
Definition unskip (p i : nat) : nat := if i <? p then i else (i - 1)%nat.

Lemma sum_skip p k f : (p <= k)%nat -> sum (S k) f = f p + sum k (fun i => f (skip p i)).
Proof.
  intros Hp. replace (S k) with (p + S (k - p))%nat by lia. replace k with (p + (k - p))%nat at 2 by lia.
  rewrite !sum_split, sum_shift, Nat.add_0_r.
  rewrite (sum_ext p (fun i => f (skip p i)) f)
    by (intros i Hi; unfold skip; now rewrite (proj2 (Nat.ltb_lt i p) Hi)).
  rewrite (sum_ext (k - p) (fun i => f (skip p (p + i))) (fun i => f (p + S i)%nat)); [ring|].
  intros i Hi. unfold skip. destruct (Nat.ltb_spec (p + i) p); [lia|]. f_equal; lia.
Qed.

Lemma zero_column_or_not k (x : vec) :
  (forall i, (i < k)%nat -> x i = 0) \/ exists p, (p < k)%nat /\ x p <> 0.
Proof.
  induction k as [|k [IH|(p & Hp & Hne)]]; [left; lia| |right; exists p; split; [lia|easy]].
  destruct (Req_dec (x k) 0) as [E|Hne]; [left|right; exists k; split; [lia|easy]].
  intros i Hi. destruct (Nat.eq_dec i k) as [->|]; [easy|apply IH; lia].
Qed.

(** More than n rows of length n are linearly dependent. *)
Lemma dependent n : forall k (P : mat), (n < k)%nat ->
  exists c : vec, (exists i, (i < k)%nat /\ c i <> 0) /\
    forall l, (l < n)%nat -> sum k (fun i => c i * P i l) = 0.
Proof.
  induction n as [|n IH]; intros k P Hk.
  - exists (fun _ => 1). split; [exists O; split; [lia|lra]|lia].
  - destruct (zero_column_or_not k (fun i => P i n)) as [Hz|(p & Hp & Hne)].
    + destruct (IH k P ltac:(lia)) as (c & Hc & E). exists c. split; [easy|].
      intros l Hl. destruct (Nat.eq_dec l n) as [->|]; [|apply E; lia].
      apply sum_0. intros i Hi. rewrite Hz by easy. ring.
    + destruct k as [|k]; [lia|].
      destruct (IH k (fun i l => P (skip p i) l - P (skip p i) n / P p n * P p l) ltac:(lia))
        as (c & (i0 & Hi0 & Hc0) & E).
      set (cp := - sum k (fun i => c i * P (skip p i) n) / P p n).
      assert (Hu : forall i, (if skip p i =? p then cp else c (unskip p (skip p i))) = c i).
      { intros i. unfold skip, unskip. destruct (Nat.ltb_spec i p).
        - destruct (Nat.eqb_spec i p); [lia|]. destruct (Nat.ltb_spec i p); [easy|lia].
        - destruct (Nat.eqb_spec (S i) p); [lia|]. destruct (Nat.ltb_spec (S i) p); [lia|]. f_equal; lia. }
      exists (fun i => if i =? p then cp else c (unskip p i)). split.
      * exists (skip p i0). rewrite Hu. split; [unfold skip; destruct (i0 <? p); lia|easy].
      * intros l Hl. rewrite (sum_skip p k) by lia. rewrite Nat.eqb_refl.
        rewrite (sum_ext k _ (fun i => c i * P (skip p i) l)) by (intros i Hi; now rewrite Hu).
        destruct (Nat.eq_dec l n) as [->|Hln]; [unfold cp; field; easy|].
        specialize (E l ltac:(lia)).
        rewrite (sum_ext k _ (fun i => c i * P (skip p i) l - c i * P (skip p i) n * (P p l / P p n))) in E
          by (intros; field; easy).
        rewrite sum_minus, sum_scal_r in E. unfold cp.
        replace (- _ / P p n * P p l) with (- (sum k (fun i => c i * P (skip p i) n) * (P p l / P p n)))
          by (field; easy). lra.
Qed.

Lemma identity_needs_rank k k' (P Q : mat) :
  (forall i j, (i < k)%nat -> (j < k)%nat -> mmul k' P Q i j = delta i j) -> (k <= k')%nat.
Proof.
  intros H. destruct (Nat.le_gt_cases k k') as [|Hlt]; [easy|exfalso].
  destruct (dependent k' k P Hlt) as (c & (i0 & Hi0 & Hc0) & E). apply Hc0.
  rewrite <- (sum_delta_r k i0 c Hi0).
  rewrite (sum_ext k _ (fun i => sum k' (fun l => c i * P i l * Q l i0))).
  - rewrite sum_swap. apply sum_0. intros l Hl. rewrite sum_scal_r, E by easy. ring.
  - intros i Hi. rewrite <- (H i i0 Hi Hi0). unfold mmul. rewrite <- sum_scal_r.
    apply sum_ext; intros; ring.
Qed.

Theorem rank_unique m n A k k' : rank_is m n A k -> rank_is m n A k' -> k = k'.
Proof.
  assert (Hle : forall k k', rank_is m n A k -> rank_is m n A k' -> (k <= k')%nat).
  { intros k0 k1 (_ & X & Y & H) ((U & V & E) & _).
    apply (identity_needs_rank k0 k1 (mmul m X U) (mmul n V Y)).
    intros i j Hi Hj. rewrite <- H by easy. unfold mmul.
    setoid_rewrite <- sum_scal_r. rewrite sum_swap. apply sum_ext. intros a Ha.
    transitivity (sum n (fun b => X i a * (A a b * Y b j))); [|now rewrite sum_scal].
    rewrite (sum_ext n _ (fun b => sum k1 (fun l => X i a * U a l * (V l b * Y b j)))).
    - rewrite sum_swap. apply sum_ext. intros l Hl. now rewrite sum_scal.
    - intros b Hb. rewrite E by easy. unfold mmul. rewrite <- sum_scal_r, <- sum_scal.
      apply sum_ext; intros; ring. }
  intros H H'. apply Nat.le_antisymm; auto.
Qed.

(** ** Ranks of the SRG layers *)

Lemma mmul_assoc m n A B C i j : mmul m A (mmul n B C) i j = mmul n (mmul m A B) C i j.
Proof.
  unfold mmul. setoid_rewrite <- sum_scal. rewrite sum_swap. apply sum_ext. intros b Hb.
  rewrite <- sum_scal_r. apply sum_ext; intros; ring.
Qed.

Lemma mmul_delta_l n A i j : (i < n)%nat -> mmul n delta A i j = A i j.
Proof. intros H. unfold mmul. now rewrite (sum_delta n i (fun k => A k j)). Qed.

Lemma mmul_delta_r n A i j : (j < n)%nat -> mmul n A delta i j = A i j.
Proof.
  intros H. unfold mmul. rewrite (sum_ext n _ (fun k => delta k j * A i k)) by (intros; ring).
  now rewrite (sum_delta_r n j (A i)).
Qed.

(** A matrix with a right inverse has full row rank. *)
Lemma rank_right_inverse m n A Y :
  (forall i j, (i < m)%nat -> (j < m)%nat -> mmul n A Y i j = delta i j) -> rank_is m n A m.
Proof.
  intros H. split; [exists delta, A|exists delta, Y]; intros i j Hi Hj.
  - now rewrite mmul_delta_l.
  - rewrite mmul_delta_l by easy. now apply H.
Qed.

Section EveryR.

Context (r : nat) (Hr : (4 <= r)%nat).
Let n := INR r.
Let K := edges r.

Lemma n_ge_4' : 4 <= n.
Proof. unfold n. pose proof (le_INR 4 r Hr) as H. cbn in H. lra. Qed.

(** (x I + y J) on the vertices. *)
Definition valg (x y : R) : mat := fun u v => x * delta u v + y.

Lemma valg_mul x y x' y' u v : (u < r)%nat -> (v < r)%nat ->
  mmul r (valg x y) (valg x' y') u v = valg (x * x') (x * y' + y * x' + n * y * y') u v.
Proof.
  intros Hu Hv. unfold mmul, valg.
  rewrite (sum_ext r _ (fun k => delta u k * (x * (x' * delta k v + y')) + delta v k * (y * x') + y * y'))
    by (intros k Hk; rewrite (delta_sym v k); ring).
  rewrite !sum_plus, sum_const, (sum_delta r u (fun k => x * (x' * delta k v + y'))),
    (sum_delta r v (fun _ => y * x')) by easy. unfold n. ring.
Qed.

Lemma gram_valg u v : (u < r)%nat -> (v < r)%nat ->
  mmul K incidence (transpose incidence) u v = valg (n - 2) 1 u v.
Proof. intros Hu Hv. unfold K, n. rewrite gram_vertices by easy. reflexivity. Qed.

Theorem rank_incidence : rank_is r K incidence r.
Proof.
  pose proof n_ge_4'.
  apply (rank_right_inverse r K incidence
           (mmul r (transpose incidence) (valg (/ (n - 2)) (- / ((n - 2) * (2 * n - 2)))))).
  intros u v Hu Hv. rewrite mmul_assoc.
  rewrite (mmul_ext r _ (valg (n - 2) 1) _ (valg (/ (n - 2)) (- / ((n - 2) * (2 * n - 2)))))
    by (easy || (intros; now apply gram_valg)).
  rewrite valg_mul by easy. unfold valg. field. lra.
Qed.

(** sigma(M_L) = A is invertible. *)
Theorem rank_kneser : rank_is K K kneser K.
Proof.
  pose proof n_ge_4'.
  apply (rank_right_inverse K K kneser (combination r (2 / ((n - 2) * (n - 3))) (- / (n - 3)) 1)).
  intros e f He Hf.
  rewrite (mmul_ext K _ (combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1) _
             (combination r (2 / ((n - 2) * (n - 3))) (- / (n - 3)) 1))
    by (easy || (intros; now apply kneser_spectrum)).
  unfold K. rewrite combination_mul by easy. rewrite <- (combination_1 r Hr). fold n.
  f_equal; field; lra.
Qed.

(** M_L = A - I = W_(L-1) B has rank r for r >= 5. *)
Theorem rank_last_means : (5 <= r)%nat -> rank_is K K (mmul r last_hidden incidence) r.
Proof.
  intros H5. assert (5 <= n) by (unfold n; pose proof (le_INR 5 r H5) as H; cbn in H; lra).
  split; [exists last_hidden, incidence; easy|].
  set (c := n ^ 2 - 5 * n + 5). set (a := (n - 2) ^ 2). set (b := (n - 1) ^ 2 * (n - 4)).
  exists incidence, (mmul r (transpose incidence) (valg (- / a) (c / (a * b)))).
  intros u v Hu Hv.
  (* B W = ((r-3)/2) J - (r-2) I, and B M B^T (...) = (B W) (B B^T) (...) *)
  rewrite mmul_assoc.
  rewrite (mmul_ext K _ (mmul r (valg (- (n - 2)) ((n - 3) / 2)) incidence) _
             (mmul r (transpose incidence) (valg (- / a) (c / (a * b))))).
  - rewrite mmul_assoc.
    rewrite (mmul_ext r _ (valg (- a) c) _ (valg (- / a) (c / (a * b)))); [|intros w Hw|easy].
    + rewrite valg_mul by easy. unfold valg, a, b, c. field. repeat split; nra.
    + rewrite <- mmul_assoc.
      rewrite (mmul_ext r _ (valg (- (n - 2)) ((n - 3) / 2)) _ (valg (n - 2) 1))
        by (easy || (intros; now apply gram_valg)).
      rewrite valg_mul by easy. unfold valg, a, c. field.
  - intros e He. rewrite mmul_assoc. apply mmul_ext; [|easy]. intros w Hw.
    unfold mmul. rewrite (sum_ext K _ (fun e => / 2 * incidence u e - incidence u e * incidence w e)).
    + rewrite sum_minus, sum_scal. unfold K. rewrite row_sum by easy.
      pose proof (gram_vertices r u w Hu Hw) as G. unfold mmul, transpose in G. fold n in G |- *.
      rewrite G. unfold valg. field.
    + intros f Hf. rewrite (last_hidden_incidence r) by easy. ring.
  - easy.
Qed.

End EveryR.

(** For r = 4 the row sums of M_L vanish and its rank is 3. *)
Theorem rank_last_means_4 : rank_is 6 6 (mmul 4 last_hidden incidence) 3.
Proof.
  set (V l f := delta f l - delta f (5 - l)).
  split.
  - exists (fun e l => - V l e), V. intros e f He Hf.
    destruct (last_means 4 ltac:(lia) e f He Hf) as [-> _]. unfold kneser, mmul, V, delta.
    do 6 (destruct e as [|e]; [do 6 (destruct f as [|f]; [cbn; lra|]); lia|]). lia.
  - exists (fun i a => - delta i a), (fun b j => delta b j). intros i j Hi Hj.
    rewrite (mmul_ext 6 _ (fun i a => - delta i a) _ (mmul 6 (fun e f => kneser e f - delta e f) delta)).
    + rewrite (mmul_ext 6 _ (fun i a => - delta i a) _ (fun e f => kneser e f - delta e f))
        by (easy || (intros; rewrite mmul_delta_r; [easy|lia])).
      unfold mmul, kneser, delta.
      do 3 (destruct i as [|i]; [do 3 (destruct j as [|j]; [cbn; lra|]); lia|]). lia.
    + easy.
    + intros e He. apply mmul_ext; [|easy]. intros f Hf. now apply (last_means 4).
Qed.
