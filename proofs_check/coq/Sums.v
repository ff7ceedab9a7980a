(** Finite sums and products over [0..n-1], the Kronecker delta, Cauchy-Schwarz and AM-GM. *)

From Coq Require Import Reals Lra Lia Psatz Morphisms Setoid PeanoNat.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum m f + f m end.

Fixpoint prod (n : nat) (f : nat -> R) : R :=
  match n with O => 1 | S m => prod m f * f m end.

(** 1 if the indices agree, 0 otherwise. *)
Definition delta (i j : nat) : R := if Nat.eqb i j then 1 else 0.

(** ** Sums *)

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof. induction n as [|n IH]; intros H; cbn; [easy|]. rewrite IH, H; auto. Qed.

#[global] Instance sum_proper n : Proper (pointwise_relation nat eq ==> eq) (sum n).
Proof. intros f g H. apply sum_ext; intros; apply H. Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n; cbn; lra. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n; cbn; lra. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n as [|n IH]; cbn; [lra|]. rewrite IH; lra. Qed.

Lemma sum_scal_r n c f : sum n (fun i => f i * c) = sum n f * c.
Proof. induction n as [|n IH]; cbn; [lra|]. rewrite IH; lra. Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; cbn [sum]; [cbn; lra|]. rewrite IH, S_INR; lra. Qed.

Lemma sum_0 n f : (forall i, (i < n)%nat -> f i = 0) -> sum n f = 0.
Proof. intros H. rewrite (sum_ext _ _ (fun _ => 0)) by exact H. rewrite sum_const; lra. Qed.

Lemma sum_swap n m f : sum n (fun i => sum m (f i)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n as [|n IH]; cbn; [symmetry; apply sum_0; easy|].
  rewrite IH. rewrite <- sum_plus. easy.
Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros H; cbn; [lra|].
  apply Rplus_le_compat; [apply IH; auto|apply H; lia].
Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof. intros H. rewrite <- (sum_0 n (fun _ => 0)) by easy. apply sum_le; exact H. Qed.

Lemma sum_term_le n f i : (forall j, (j < n)%nat -> 0 <= f j) -> (i < n)%nat -> f i <= sum n f.
Proof.
  induction n as [|n IH]; intros H Hi; [lia|cbn].
  destruct (Nat.eq_dec i n) as [->|Hne].
  - pose proof (sum_nonneg n f ltac:(auto)); lra.
  - pose proof (IH ltac:(auto) ltac:(lia)); pose proof (H n ltac:(lia)); lra.
Qed.

Lemma sum_split n m f : sum (n + m) f = sum n f + sum m (fun i => f (n + i)%nat).
Proof.
  induction m as [|m IH]; cbn.
  - rewrite Nat.add_0_r; lra.
  - rewrite Nat.add_succ_r; cbn. rewrite IH; lra.
Qed.

(** Only the first terms matter if the others vanish. *)
Lemma sum_truncate n m f :
  (n <= m)%nat -> (forall i, (n <= i < m)%nat -> f i = 0) -> sum m f = sum n f.
Proof.
  intros H Hz. replace m with (n + (m - n))%nat by lia.
  rewrite sum_split, (sum_0 (m - n)); [lra|]. intros i Hi; apply Hz; lia.
Qed.

Lemma delta_same i : delta i i = 1.
Proof. unfold delta; now rewrite Nat.eqb_refl. Qed.

Lemma delta_diff i j : i <> j -> delta i j = 0.
Proof. intros H; unfold delta; now apply Nat.eqb_neq in H as ->. Qed.

Lemma delta_sym i j : delta i j = delta j i.
Proof. unfold delta; now rewrite Nat.eqb_sym. Qed.

Lemma delta_sqr i j : delta i j * delta i j = delta i j.
Proof. unfold delta; destruct (Nat.eqb i j); lra. Qed.

Lemma delta_cases i j : (i = j /\ delta i j = 1) \/ (i <> j /\ delta i j = 0).
Proof. destruct (Nat.eq_dec i j) as [->|H]; [left|right]; split; auto using delta_same, delta_diff. Qed.

Lemma sum_delta n i f : (i < n)%nat -> sum n (fun j => delta i j * f j) = f i.
Proof.
  induction n as [|n IH]; intros H; [lia|cbn].
  destruct (Nat.eq_dec i n) as [->|Hne].
  - rewrite delta_same, sum_0; [lra|]. intros j Hj; rewrite delta_diff by lia; lra.
  - rewrite delta_diff, IH by lia; lra.
Qed.

Lemma sum_delta_r n i f : (i < n)%nat -> sum n (fun j => delta j i * f j) = f i.
Proof. intros H. setoid_rewrite delta_sym. now apply sum_delta. Qed.

Lemma sum_delta_1 n i : (i < n)%nat -> sum n (fun j => delta i j) = 1.
Proof.
  intros H. rewrite (sum_ext _ _ (fun j => delta i j * 1)) by (intros; lra).
  now rewrite (sum_delta n i (fun _ => 1)).
Qed.

(** ** Products *)

Lemma prod_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> prod n f = prod n g.
Proof. induction n as [|n IH]; intros H; cbn; [easy|]. rewrite IH, H; auto. Qed.

Lemma prod_mult n f g : prod n (fun i => f i * g i) = prod n f * prod n g.
Proof. induction n as [|n IH]; cbn; [lra|]. rewrite IH; lra. Qed.

Lemma prod_const n c : prod n (fun _ => c) = c ^ n.
Proof. induction n as [|n IH]; cbn; [lra|]. rewrite IH; lra. Qed.

Lemma prod_pos n f : (forall i, (i < n)%nat -> 0 < f i) -> 0 < prod n f.
Proof.
  induction n as [|n IH]; intros H; cbn; [lra|].
  apply Rmult_lt_0_compat; [apply IH; auto|apply H; lia].
Qed.

Lemma prod_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= prod n f.
Proof.
  induction n as [|n IH]; intros H; cbn; [lra|].
  apply Rmult_le_pos; [apply IH; auto|apply H; lia].
Qed.

Lemma prod_0 n f i : (i < n)%nat -> f i = 0 -> prod n f = 0.
Proof.
  induction n as [|n IH]; intros Hi Hf; [lia|cbn].
  destruct (Nat.eq_dec i n) as [->|Hne]; [rewrite Hf; lra|].
  rewrite IH; [lra|lia|easy].
Qed.

Lemma prod_inv n f : (forall i, (i < n)%nat -> f i <> 0) -> prod n (fun i => / f i) = / prod n f.
Proof.
  induction n as [|n IH]; intros H; cbn; [now rewrite Rinv_1|].
  rewrite IH by auto. rewrite Rinv_mult; [easy|..].
Qed.

Lemma prod_shift n f : prod (S n) f = f O * prod n (fun i => f (S i)).
Proof. induction n as [|n IH]; [cbn; lra|]. cbn [prod] in *. rewrite IH; ring. Qed.

Lemma sum_shift n f : sum (S n) f = f O + sum n (fun i => f (S i)).
Proof. induction n as [|n IH]; [cbn; lra|]. cbn [sum] in *. rewrite IH; ring. Qed.

Lemma prod_sqrt_sqr n f :
  (forall i, (i < n)%nat -> 0 <= f i) -> prod n (fun i => sqrt (f i)) ^ 2 = prod n f.
Proof.
  intros H. induction n as [|n IH]; [cbn; lra|]. cbn [prod].
  rewrite Rpow_mult_distr, IH by auto. f_equal. cbn. rewrite Rmult_1_r. apply sqrt_sqrt, H; lia.
Qed.

(** ** Inequalities *)

(** A quadratic form that is never negative has a discriminant that is never positive. *)
Lemma discriminant a b c :
  (forall x y, 0 <= x ^ 2 * a + 2 * x * y * b + y ^ 2 * c) -> b ^ 2 <= a * c.
Proof.
  intros Hq. pose proof (Hq 1 0). pose proof (Hq 0 1).
  pose proof (Hq b (- a)) as H1. pose proof (Hq c (- b)) as H2. pose proof (Hq 1 (- b)) as H3.
  assert (Ha : 0 <= a) by lra. assert (Hc : 0 <= c) by lra.
  destruct (Rle_lt_or_eq_dec 0 a Ha) as [Ha'|Ha']; [|destruct (Rle_lt_or_eq_dec 0 c Hc) as [Hc'|Hc']].
  - assert (0 <= a * (a * c - b ^ 2)) by nra. nra.
  - assert (0 <= c * (a * c - b ^ 2)) by nra. nra.
  - rewrite <- Ha', <- Hc' in *. nra.
Qed.

(** Cauchy-Schwarz: (sum f g)^2 <= (sum f^2)(sum g^2), for single and for double sums. *)
Lemma cauchy_schwarz n f g :
  (sum n (fun i => f i * g i)) ^ 2 <= sum n (fun i => f i ^ 2) * sum n (fun i => g i ^ 2).
Proof.
  apply discriminant. intros x y.
  replace (_ + _ + _) with (sum n (fun i => (x * f i + y * g i) ^ 2)).
  - apply sum_nonneg; intros; apply pow2_ge_0.
  - rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros; ring.
Qed.

Lemma cauchy_schwarz2 m n (f g : nat -> nat -> R) :
  (sum m (fun i => sum n (fun j => f i j * g i j))) ^ 2
  <= sum m (fun i => sum n (fun j => f i j ^ 2)) * sum m (fun i => sum n (fun j => g i j ^ 2)).
Proof.
  apply discriminant. intros x y.
  replace (_ + _ + _) with (sum m (fun i => sum n (fun j => (x * f i j + y * g i j) ^ 2))).
  - apply sum_nonneg; intros; apply sum_nonneg; intros; apply pow2_ge_0.
  - rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros.
    rewrite <- !sum_scal, <- !sum_plus. apply sum_ext; intros; ring.
Qed.

(** The mean of squares is at least the square of the mean. *)
Lemma sum_sqr_ge n f : (sum n f) ^ 2 <= INR n * sum n (fun i => f i ^ 2).
Proof.
  pose proof (cauchy_schwarz n (fun _ => 1) f) as H. cbv beta in H.
  replace (sum n (fun i => 1 * f i)) with (sum n f) in H by (apply sum_ext; intros; ring).
  replace (sum n (fun _ => 1 ^ 2)) with (INR n) in H; [exact H|].
  rewrite sum_const; ring.
Qed.

Lemma ln_prod n f : (forall i, (i < n)%nat -> 0 < f i) -> ln (prod n f) = sum n (fun i => ln (f i)).
Proof.
  induction n as [|n IH]; intros H; cbn; [apply ln_1|].
  rewrite ln_mult, IH; auto. apply prod_pos; auto.
Qed.

Lemma ln_le_pred x : 0 < x -> ln x <= x - 1.
Proof. intros H. pose proof (exp_ineq1_le (ln x)) as E. rewrite exp_ln in E by easy. lra. Qed.

(** AM-GM for n terms: if g^n <= x_0 ... x_(n-1), then n g <= x_0 + ... + x_(n-1). *)
Theorem am_gm n g x :
  (forall i, (i < n)%nat -> 0 <= x i) -> 0 <= g -> g ^ n <= prod n x -> INR n * g <= sum n x.
Proof.
  intros Hx Hg Hp.
  destruct (Rle_lt_or_eq_dec 0 g Hg) as [Hg'|<-];
    [|rewrite Rmult_0_r; apply sum_nonneg; exact Hx].
  assert (Hpos : forall i, (i < n)%nat -> 0 < x i).
  { intros i Hi. destruct (Hx i Hi) as [H|H]; [easy|].
    rewrite (prod_0 n x i) in Hp by auto. pose proof (pow_lt g n Hg'); lra. }
  assert (Hl : INR n * ln g <= sum n (fun i => ln (x i))).
  { rewrite <- ln_prod by easy. rewrite <- (Rpower_pow n g Hg') in Hp.
    replace (INR n * ln g) with (ln (Rpower g (INR n))) by (unfold Rpower; apply ln_exp).
    destruct (Rle_lt_or_eq_dec _ _ Hp) as [H| ->]; [|lra].
    apply Rlt_le, ln_increasing; [apply exp_pos|easy]. }
  assert (Hs : sum n (fun i => ln (x i)) <= sum n (fun i => x i / g - 1 + ln g)).
  { apply sum_le. intros i Hi. pose proof (ln_le_pred (x i / g)) as E.
    unfold Rdiv in *. assert (0 < x i * / g) by (apply Rmult_lt_0_compat; auto using Rinv_0_lt_compat).
    rewrite ln_mult, ln_Rinv in E; auto using Rinv_0_lt_compat.
    specialize (E ltac:(easy)). lra. }
  rewrite sum_plus, sum_minus, !sum_const in Hs.
  unfold Rdiv in Hs. rewrite sum_scal_r in Hs.
  assert (INR n <= sum n x * / g) by lra.
  apply (Rmult_le_compat_r g) in H; [|lra].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H by lra. exact H.
Qed.
