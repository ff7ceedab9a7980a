(** S2 and S9 in full: DNC solutions of loss f(q) exist, the least DNC loss in closed form, its zero threshold,
    and the lower bound on every solution. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Blocks.
Open Scope R_scope.

(** ** Scaled partial isometries in layers of at least K neurons *)

Definition isometry_features (aH : R) : nat -> nat -> vec := fun k _ i => aH * delta i k.
Definition isometry_weights (K : nat) (a : nat -> R) : nat -> mat :=
  fun l i j => if i <? K then a l * delta i j else 0.

Section Isometry.

Context (K L : nat) (d : nat -> nat) (aH : R) (a : nat -> R).
Hypothesis HaH : 0 < aH.
Hypothesis Ha : forall l, 0 < a l.
Hypothesis Hd : forall l, (l <= L)%nat -> (K <= d l)%nat.
Hypothesis HK : (0 < K)%nat.

Let rho l := aH * prod l a.

Lemma rho_pos l : 0 < rho l.
Proof. apply Rmult_lt_0_compat; [easy|now apply prod_pos]. Qed.

Lemma isometry_pre l k i : (l <= L)%nat -> (k < K)%nat -> (i < d l)%nat ->
  pre d (isometry_weights K a) l (isometry_features aH k O) i = rho l * delta i k.
Proof.
  intros Hl Hk. revert i. induction l as [|l IH]; intros i Hi.
  - unfold rho. cbn. unfold isometry_features. ring.
  - specialize (IH ltac:(lia)). pose proof (Hd l ltac:(lia)). rewrite pre_S. unfold apply.
    rewrite (dot_ext (d l) _ (isometry_weights K a l i) _ (fun j => delta k j * rho l)); [|easy|].
    + unfold dot, isometry_weights.
      rewrite (sum_ext (d l) _ (fun j => delta k j * (rho l * (if i <? K then a l * delta i j else 0))))
        by (intros; ring).
      rewrite (sum_delta (d l) k (fun j => rho l * (if i <? K then a l * delta i j else 0))) by lia.
      unfold rho. cbn [prod]. destruct (Nat.ltb_spec i K); [ring|]. rewrite delta_diff by lia. ring.
    + intros j Hj. rewrite delta_sym. destruct l as [|l]; [transitivity (rho 0 * delta j k); [exact (IH j Hj)|ring]|].
      cbv [post]. rewrite IH by easy. pose proof (rho_pos (S l)).
      destruct (delta_cases j k) as [[_ ->]|[_ ->]]; rewrite relu_pos; lra.
Qed.

Lemma isometry_post l k i : (l < L)%nat -> (k < K)%nat -> (i < d l)%nat ->
  post d (isometry_weights K a) l (isometry_features aH k O) i = rho l * delta i k.
Proof.
  intros Hl Hk Hi. destruct l as [|l]; [exact (isometry_pre O k i ltac:(lia) Hk Hi)|].
  cbv [post]. rewrite isometry_pre by (easy || lia). pose proof (rho_pos (S l)).
  destruct (delta_cases i k) as [[_ ->]|[_ ->]]; rewrite relu_pos; lra.
Qed.

(** They are DNC solutions. *)
Theorem isometry_DNC n : DNC K n L d (isometry_features aH) (isometry_weights K a).
Proof.
  split; [|split].
  - intros k j i _ _ _. reflexivity.
  - intros l Hl. exists (rho l). left. split; [apply rho_pos|]. intros k k' Hk Hk'.
    pose proof (Hd l ltac:(lia)).
    rewrite (dot_ext (d l) _ (fun i => rho l * delta i k) _ (fun i => rho l * delta i k'))
      by (intros; now apply isometry_pre; lia).
    unfold dot. rewrite (sum_ext (d l) _ (fun i => delta k i * (rho l ^ 2 * delta i k')))
      by (intros; rewrite (delta_sym k); ring).
    now rewrite (sum_delta (d l) k (fun i => rho l ^ 2 * delta i k')) by lia.
  - intros l i Hl Hi. pose proof (rho_pos l).
    destruct (Nat.lt_ge_cases i K) as [Hik|Hik].
    + exists (a l / rho l), i. split; [easy|]. intros j Hj. rewrite isometry_post by (easy || lia).
      unfold isometry_weights. rewrite (proj2 (Nat.ltb_lt i K) Hik), (delta_sym j i). field. lra.
    + exists 0, O. split; [easy|]. intros j Hj. unfold isometry_weights.
      destruct (Nat.ltb_spec i K); [lia|ring].
Qed.

Lemma isometry_features2 : features2 K d (fun k => isometry_features aH k O) = aH ^ 2 * INR K.
Proof.
  unfold features2. rewrite (Rmult_comm (aH ^ 2)), <- sum_const. apply sum_ext. intros k Hk.
  apply norm2_delta. pose proof (Hd O ltac:(lia)). lia.
Qed.

Lemma isometry_weights2 l : (l < L)%nat -> weights2 d (isometry_weights K a) l = a l ^ 2 * INR K.
Proof.
  intros Hl. unfold weights2, frob2.
  pose proof (Hd l ltac:(lia)). pose proof (Hd (S l) ltac:(lia)).
  rewrite (sum_truncate K (d (S l))); [|easy|].
  - rewrite (Rmult_comm (a l ^ 2)), <- sum_const. apply sum_ext. intros i Hi.
    rewrite <- (norm2_delta (d l) i (a l)) by lia. apply norm2_ext. intros j Hj.
    unfold isometry_weights. rewrite (proj2 (Nat.ltb_lt i K) Hi). now rewrite delta_sym.
  - intros i Hi. unfold isometry_weights. apply sum_0. intros j Hj.
    destruct (Nat.ltb_spec i K); [lia|ring].
Qed.

Lemma isometry_errors : d L = K ->
  errors K L d (isometry_weights K a) (fun k => isometry_features aH k O) = INR K * (1 - rho L) ^ 2.
Proof.
  intros HdL. unfold errors, error. rewrite <- sum_const. apply sum_ext. intros k Hk.
  replace ((1 - rho L) ^ 2) with ((rho L - 1) ^ 2) by ring.
  rewrite <- (norm2_delta K k (rho L - 1) Hk). apply sum_ext. intros i Hi.
  rewrite isometry_pre by (easy || lia). ring.
Qed.

End Isometry.

(** For every q = s^(L+1) > 0 there is a DNC solution of loss exactly f(q). *)
Theorem dnc_attained K n L d lamH lam C s :
  (0 < K)%nat -> (0 < n)%nat -> (0 < L)%nat -> (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR K ^ (L + 1) -> 0 < s ->
  exists h W, DNC K n L d h W /\ objective K n L d lamH lam h W = loss L C s.
Proof.
  intros HK Hn HL Hd HdL HH Hl HC EC Hs.
  assert (HK' : 0 < INR K) by (apply lt_0_INR; easy).
  assert (HnH : 0 < INR n * lamH) by (apply Rmult_lt_0_compat; [apply lt_0_INR|]; easy).
  assert (Hd' : forall l, (l <= L)%nat -> (K <= d l)%nat).
  { intros l Hi. destruct (Nat.eq_dec l L) as [->|]; [lia|]. apply Hd; lia. }
  set (q := s ^ (L + 1)). assert (Hq : 0 < q) by (now apply pow_lt).
  set (u l := if S l =? L then q else 1).
  assert (Hu : forall l, 0 < u l) by (intros l; unfold u; destruct (S l =? L); lra).
  assert (Epu : forall c, prod L (fun l => c * u l ^ 2) = c ^ L * q ^ 2)
    by (intros c; apply prod_last; [easy|reflexivity]).
  assert (Epu1 : prod L u = q).
  { destruct L as [|l]; [lia|]. cbn [prod]. rewrite (prod_ext l _ (fun _ => 1)).
    - rewrite prod_const, pow1. unfold u. rewrite Nat.eqb_refl. ring.
    - intros i Hi. unfold u. destruct (Nat.eqb_spec (S i) (S l)); [lia|easy]. }
  destruct (balanced_scales L (INR n * lamH) lam (INR K) (fun l => INR K * u l ^ 2) (C * s ^ 2))
    as (aH & a & HaH & Ha & E1 & EH & El); try easy.
  { intros l Hi. split; [auto|]. apply Rmult_lt_0_compat; [easy|apply pow_lt; auto]. }
  { apply Rmult_lt_0_compat; [easy|now apply pow_lt]. }
  { rewrite Epu, Rpow_mult_distr, EC. unfold Lambda, q.
    rewrite <- (pow_mult s 2), (Nat.mul_comm 2), pow_mult, (pow_add (INR K)). ring. }
  assert (Hau : forall l, 0 < a l * u l) by (intros; apply Rmult_lt_0_compat; auto).
  exists (isometry_features aH), (isometry_weights K (fun l => a l * u l)). split.
  - now apply isometry_DNC.
  - change (isometry_features aH) with (fun k (_ : nat) => isometry_features aH k O).
    rewrite copies_cost, objective1_split by easy.
    rewrite isometry_errors by easy. unfold regularisation.
    rewrite (isometry_features2 K L) by easy.
    unfold penalty. rewrite (sum_ext L _ (fun _ => C * s ^ 2 / 2)).
    + rewrite sum_const, prod_mult, Epu1, <- Rmult_assoc, E1, Rmult_1_l. unfold loss. fold q.
      assert (EH' : INR n * lamH * (aH ^ 2 * INR K) = C * s ^ 2) by exact EH.
      replace (INR K * (1 - q) ^ 2 / (2 * INR K)) with ((1 - q) ^ 2 / 2) by (field; lra). lra.
    + intros l Hi. change (frob2 (d (S l)) (d l) (isometry_weights K (fun l => a l * u l) l))
        with (weights2 d (isometry_weights K (fun l => a l * u l)) l).
      rewrite (isometry_weights2 K L) by easy. rewrite <- (El l Hi). field.
Qed.

(** S2: below the threshold the least loss of a DNC solution is (1-q)(1+Lq)/2 < 1/2, with q = s^(L+1), s the
    largest root of s^(2L) - s^(L-1) + Chat = 0; from the threshold on every DNC solution costs at least 1/2. *)
Theorem dnc_least_loss K n L d lamH lam C :
  (0 < K)%nat -> (0 < n)%nat -> (2 <= L)%nat -> (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR K ^ (L + 1) ->
  (C < threshold L -> exists s, largest_root L C s /\ (INR L - 1) / INR L < s ^ (L + 1) /\
     let least := (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 in
     least < 1 / 2 /\
     (exists h W, DNC K n L d h W /\ objective K n L d lamH lam h W = least) /\
     (forall h W, DNC K n L d h W -> least <= objective K n L d lamH lam h W)) /\
  (threshold L <= C -> forall h W, DNC K n L d h W -> 1 / 2 <= objective K n L d lamH lam h W).
Proof.
  intros HK Hn HL Hd HdL HH Hl HC EC. split.
  - intros HT. destruct (below_threshold L C HL (conj HC HT)) as (s & Hroot & Hs & Hq & Ev & Hhalf & Hmin).
    exists s. split; [easy|split; [easy|]]. cbv zeta. rewrite <- Ev. split; [easy|split].
    + apply dnc_attained; try easy; lia.
    + intros h W HDNC. destruct (dnc_bound K n L d lamH lam h W C) as (t & Ht & Hle & _); try easy; [lia|lra|].
      specialize (Hmin t Ht). lra.
  - intros HT h W HDNC. destruct (beyond_threshold L C HL HT) as (_ & Hmin).
    destruct (dnc_bound K n L d lamH lam h W C) as (t & Ht & Hle & _); try easy; [lia|lra|].
    specialize (Hmin t Ht). lra.
Qed.

(** S9: every solution costs at least min over q of f, with Chat^(L+1) = n lamH lam_1 ... lam_L K^2. *)
Theorem every_solution K n L d lamH lam C h W :
  (0 < K)%nat -> (0 < n)%nat -> (2 <= L)%nat -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR K ^ 2 ->
  (C < threshold L -> exists s, largest_root L C s /\ (INR L - 1) / INR L < s ^ (L + 1) /\
     (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 <= objective K n L d lamH lam h W) /\
  (threshold L <= C -> 1 / 2 <= objective K n L d lamH lam h W).
Proof.
  intros HK Hn HL HdL HH Hl HC EC.
  destruct (lower_bound K n L d lamH lam h W C) as (t & Ht & Hle); try easy; [lia|lra|]. split.
  - intros HT. destruct (below_threshold L C HL (conj HC HT)) as (s & Hroot & Hs & Hq & Ev & Hhalf & Hmin).
    exists s. split; [easy|split; [easy|]]. rewrite <- Ev. specialize (Hmin t Ht). lra.
  - intros HT. destruct (beyond_threshold L C HL HT) as (_ & Hmin). specialize (Hmin t Ht). lra.
Qed.
