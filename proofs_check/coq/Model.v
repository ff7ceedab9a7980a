(** The L-layer deep unconstrained features model with its separate regularisation parameters.

    K classes, n samples each, widths [d 0], ..., [d (L-1)] of the layers 1..L, [d L] = K outputs.
    A matrix is a function of two indices; only indices below its sizes are ever read.
    [W l] is the weight matrix W_(l+1), of size [d (l+1)] x [d l], for l = 0..L-1; [h k j] is the feature
    of sample j of class k, a column of H_1.  There is no ReLU on H_1, and there are no biases. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums.
Open Scope R_scope.

Definition vec := nat -> R.
Definition mat := nat -> nat -> R.

Definition relu (x : R) : R := Rmax 0 x.
Definition norm2 (n : nat) (x : vec) : R := sum n (fun i => x i ^ 2).
Definition dot (n : nat) (x y : vec) : R := sum n (fun i => x i * y i).
Definition frob2 (m n : nat) (A : mat) : R := sum m (fun i => norm2 n (A i)).
Definition apply (n : nat) (A : mat) (x : vec) : vec := fun i => dot n (A i) x.

(** [pre l x]: the column of H_(l+1) that belongs to the feature x; [post l x]: after the ReLU, if any. *)
Fixpoint pre (d : nat -> nat) (W : nat -> mat) (l : nat) (x : vec) : vec :=
  match l with
  | O => x
  | S k => apply (d k) (W k) (match k with O => x | S _ => fun i => relu (pre d W k x i) end)
  end.

Definition post (d : nat -> nat) (W : nat -> mat) (l : nat) (x : vec) : vec :=
  match l with O => x | S _ => fun i => relu (pre d W l x i) end.

Lemma pre_S d W l x : pre d W (S l) x = apply (d l) (W l) (post d W l x).
Proof. destruct l; reflexivity. Qed.

Lemma pre_pred d W l x : (0 < l)%nat ->
  pre d W l x = apply (d (l - 1)%nat) (W (l - 1)%nat) (post d W (l - 1)%nat x).
Proof. intros H. destruct l as [|l]; [lia|]. rewrite pre_S, Nat.sub_1_r. reflexivity. Qed.

(** Squared error of one sample of class k, and the objective
    1/(2Kn) |W_L s(...) - Y|^2 + lamH/2 |H_1|^2 + sum_l lam_l/2 |W_l|^2. *)
Definition error (K L : nat) (d : nat -> nat) (W : nat -> mat) (k : nat) (x : vec) : R :=
  sum K (fun i => (pre d W L x i - delta i k) ^ 2).

Definition penalty (L : nat) (d : nat -> nat) (lam : nat -> R) (W : nat -> mat) : R :=
  sum L (fun l => lam l / 2 * frob2 (d (S l)) (d l) (W l)).

Definition objective (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R)
    (h : nat -> nat -> vec) (W : nat -> mat) : R :=
  / (2 * INR K * INR n) * sum K (fun k => sum n (fun j => error K L d W k (h k j)))
  + lamH / 2 * sum K (fun k => sum n (fun j => norm2 (d O) (h k j)))
  + penalty L d lam W.

(** The same with one sample per class. *)
Definition objective1 (K L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R)
    (h : nat -> vec) (W : nat -> mat) : R :=
  objective K 1 L d lamH lam (fun k _ => h k) W.

(** The product n lamH lam_1 ... lam_L. *)
Definition Lambda (n L : nat) (lamH : R) (lam : nat -> R) : R := INR n * lamH * prod L lam.

(** ** Elementary facts *)

Lemma norm2_nonneg n x : 0 <= norm2 n x.
Proof. apply sum_nonneg; intros; apply pow2_ge_0. Qed.

Lemma frob2_nonneg m n A : 0 <= frob2 m n A.
Proof. apply sum_nonneg; intros; apply norm2_nonneg. Qed.

Lemma dot_sqr_le n x y : dot n x y ^ 2 <= norm2 n x * norm2 n y.
Proof. apply cauchy_schwarz. Qed.

Lemma dot_ext n x x' y y' :
  (forall i, (i < n)%nat -> x i = x' i) -> (forall i, (i < n)%nat -> y i = y' i) ->
  dot n x y = dot n x' y'.
Proof. intros Hx Hy. apply sum_ext. intros i Hi. now rewrite Hx, Hy. Qed.

Lemma norm2_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> norm2 n x = norm2 n y.
Proof. intros H. apply sum_ext. intros i Hi. now rewrite H. Qed.

Lemma norm2_scal n c x : norm2 n (fun i => c * x i) = c ^ 2 * norm2 n x.
Proof. unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.

Lemma frob2_scal m n c A : frob2 m n (fun i j => c * A i j) = c ^ 2 * frob2 m n A.
Proof.
  unfold frob2. rewrite <- sum_scal. apply sum_ext; intros i Hi.
  apply (norm2_scal n c (A i)).
Qed.

Lemma dot_self n x : dot n x x = norm2 n x.
Proof. apply sum_ext; intros; ring. Qed.

Lemma norm2_eq_0 n x : norm2 n x = 0 -> forall i, (i < n)%nat -> x i = 0.
Proof.
  intros H i Hi. pose proof (sum_term_le n (fun i => x i ^ 2) i (fun _ _ => pow2_ge_0 _) Hi) as Hle.
  cbv beta in Hle. unfold norm2 in H. rewrite H in Hle. pose proof (pow2_ge_0 (x i)). nra.
Qed.

Lemma relu_sqr_le x : relu x ^ 2 <= x ^ 2.
Proof. unfold relu, Rmax. destruct (Rle_dec 0 x); nra. Qed.

Lemma relu_nonneg x : 0 <= relu x.
Proof. apply Rmax_l. Qed.

Lemma relu_pos x : 0 <= x -> relu x = x.
Proof. intros H. unfold relu. now apply Rmax_right. Qed.

Lemma relu_neg x : x <= 0 -> relu x = 0.
Proof. intros H. unfold relu. now apply Rmax_left. Qed.

Lemma relu_scal c x : 0 <= c -> relu (c * x) = c * relu x.
Proof. intros H. unfold relu. rewrite <- RmaxRmult by easy. now rewrite Rmult_0_r. Qed.

(** The ReLU contracts: |post|^2 <= |pre|^2. *)
Lemma norm2_post_le d W l x n : norm2 n (post d W l x) <= norm2 n (pre d W l x).
Proof.
  destruct l; cbn; [lra|]. apply sum_le. intros i Hi. apply relu_sqr_le.
Qed.

(** |A x|^2 <= |A|_F^2 |x|^2. *)
Lemma norm2_apply_le m n A x : norm2 m (apply n A x) <= frob2 m n A * norm2 n x.
Proof.
  unfold frob2. rewrite <- sum_scal_r. apply sum_le. intros i Hi. apply dot_sqr_le.
Qed.

Lemma pre_ext d W x x' l : (forall i, (i < d O)%nat -> x i = x' i) ->
  forall i, (i < d l)%nat -> pre d W l x i = pre d W l x' i.
Proof.
  intros H. induction l as [|l IH]; [exact H|]. intros i Hi.
  rewrite !pre_S. unfold apply. apply dot_ext; [easy|].
  intros j Hj. destruct l; [now apply H|]. unfold post. now rewrite IH.
Qed.

(** ** S1: collapse to one sample per class *)

Lemma least_term n (f : nat -> R) : (0 < n)%nat ->
  exists j, (j < n)%nat /\ INR n * f j <= sum n f.
Proof.
  intros Hn.
  assert (Hmin : exists j, (j < n)%nat /\ forall i, (i < n)%nat -> f j <= f i).
  { induction n as [|n IH]; [lia|]. destruct n as [|n].
    - exists O. split; [lia|]. intros i Hi. replace i with O by lia. lra.
    - destruct (IH ltac:(lia)) as (j & Hj & Hle).
      destruct (Rle_lt_dec (f j) (f (S n))) as [H|H].
      + exists j. split; [lia|]. intros i Hi. destruct (Nat.eq_dec i (S n)) as [->|]; [easy|].
        apply Hle; lia.
      + exists (S n). split; [lia|]. intros i Hi. destruct (Nat.eq_dec i (S n)) as [->|]; [lra|].
        specialize (Hle i ltac:(lia)). lra. }
  destruct Hmin as (j & Hj & Hle). exists j. split; [easy|].
  rewrite <- sum_const. now apply sum_le.
Qed.

Lemma finite_choice K (P : nat -> nat -> Prop) :
  (forall k, (k < K)%nat -> exists j, P k j) -> exists g : nat -> nat, forall k, (k < K)%nat -> P k (g k).
Proof.
  induction K as [|K IH]; intros H; [exists (fun _ => O); lia|].
  destruct IH as (g & Hg); [intros; apply H; lia|]. destruct (H K ltac:(lia)) as (j & Hj).
  exists (fun k => if Nat.eqb k K then j else g k). intros k Hk.
  destruct (Nat.eqb_spec k K) as [->|]; [easy|]. apply Hg; lia.
Qed.

(** n copies of a one-sample solution have its value at n lamH. *)
Theorem copies_cost K n L d lamH lam h W : (0 < n)%nat ->
  objective K n L d lamH lam (fun k _ => h k) W = objective1 K L d (INR n * lamH) lam h W.
Proof.
  intros Hn. assert (INR n <> 0) by (apply not_0_INR; lia).
  unfold objective1, objective. cbn [sum INR].
  setoid_rewrite sum_const. rewrite !sum_scal.
  setoid_rewrite Rplus_0_l.
  destruct (Req_dec (INR K) 0) as [E|HK].
  - rewrite E. assert (K = O) by (apply INR_eq; exact E). subst. cbn [sum]. lra.
  - field. easy.
Qed.

(** Giving every sample of a class the feature of its cheapest sample never raises the objective. *)
Theorem collapse K n L d lamH lam h W : (0 < n)%nat ->
  exists h1 : nat -> vec,
    (forall k, exists j, (j < n)%nat /\ h1 k = h k j) /\
    objective1 K L d (INR n * lamH) lam h1 W <= objective K n L d lamH lam h W.
Proof.
  intros Hn.
  set (cost k x := / (2 * INR K * INR n) * error K L d W k x + lamH / 2 * norm2 (d O) x).
  assert (Hex : forall k, exists j, (j < n)%nat /\ INR n * cost k (h k j) <= sum n (fun j => cost k (h k j))).
  { intros k. apply (least_term n (fun j => cost k (h k j)) Hn). }
  destruct (finite_choice K (fun k j => (j < n)%nat /\
    INR n * cost k (h k j) <= sum n (fun j => cost k (h k j))) (fun k _ => Hex k)) as (g & Hg).
  exists (fun k => h k (if k <? K then g k else O)). split.
  { intros k. exists (if k <? K then g k else O). split; [|easy].
    destruct (Nat.ltb_spec k K); [now apply Hg|easy]. }
  rewrite <- copies_cost by easy. unfold objective.
  apply Rplus_le_compat_r. rewrite <- !sum_scal, <- !sum_plus.
  apply sum_le. intros k Hk. apply Nat.ltb_lt in Hk as Hk'. rewrite Hk'.
  rewrite !sum_const, <- !sum_scal, <- sum_plus. cbv beta.
  destruct (Hg k Hk) as (_ & H). unfold cost in H. lra.
Qed.
