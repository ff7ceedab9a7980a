(** S2, every solution: a network with DNC1, DNC2 and DNC3 costs at least f(q) for some q >= 0, where
    f has the cost root Chat = (n lamH lam_1 ... lam_L)^(1/(L+1)) K. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound.
Open Scope R_scope.

(** The columns X 0, ..., X (K-1) of length m are t times an isometry, t > 0. *)
Definition frame (m K : nat) (X : nat -> vec) (t : R) : Prop :=
  0 < t /\ forall k k', (k < K)%nat -> (k' < K)%nat -> dot m (X k) (X k') = t ^ 2 * delta k k'.

(** DNC1: all samples of a class have the same feature, hence the same activations in every layer. *)
Definition DNC1 (K n : nat) (d : nat -> nat) (h : nat -> nat -> vec) : Prop :=
  forall k j i, (k < K)%nat -> (j < n)%nat -> (i < d O)%nat -> h k j i = h k O i.

(** DNC2: in every layer the class means M_l or their ReLUs are an orthogonal frame. *)
Definition DNC2 (K L : nat) (d : nat -> nat) (h : nat -> vec) (W : nat -> mat) : Prop :=
  forall l, (l < L)%nat ->
    exists t, frame (d l) K (fun k => pre d W l (h k)) t \/ frame (d l) K (fun k => post d W l (h k)) t.

(** DNC3: every row of W_1, ..., W_(L-1) is a multiple of a column of the class means that it meets.
    (The literature asks it of W_L too; that is not needed.) *)
Definition DNC3 (K L : nat) (d : nat -> nat) (h : nat -> vec) (W : nat -> mat) : Prop :=
  forall l i, (S l < L)%nat -> (i < d (S l))%nat ->
    exists c k, (k < K)%nat /\ forall j, (j < d l)%nat -> W l i j = c * post d W l (h k) j.

Definition DNC (K n L : nat) (d : nat -> nat) (h : nat -> nat -> vec) (W : nat -> mat) : Prop :=
  DNC1 K n d h /\ DNC2 K L d (fun k => h k O) W /\ DNC3 K L d (fun k => h k O) W.

(** ** Bessel's inequality *)

Definition orthogonal (m K : nat) (X : nat -> vec) : Prop :=
  forall k k', (k < K)%nat -> (k' < K)%nat -> k <> k' -> dot m (X k) (X k') = 0.

Lemma dot_sum m K x c (Y : nat -> vec) :
  dot m x (fun i => sum K (fun k => c k * Y k i)) = sum K (fun k => c k * dot m x (Y k)).
Proof.
  unfold dot. setoid_rewrite <- sum_scal. rewrite sum_swap.
  apply sum_ext; intros k Hk. apply sum_ext; intros i Hi. ring.
Qed.

Lemma dot_comm m x y : dot m x y = dot m y x.
Proof. apply sum_ext; intros; ring. Qed.

Lemma bessel m K T w Y : orthogonal m K Y -> (forall k, (k < K)%nat -> norm2 m (Y k) <= T) -> 0 <= T ->
  sum K (fun k => dot m w (Y k) ^ 2) <= T * norm2 m w.
Proof.
  intros Ho Hn HT.
  destruct (Rle_lt_or_eq_dec 0 T HT) as [HT'|<-].
  - set (c k := dot m w (Y k)). set (z i := sum K (fun k => c k * Y k i)).
    set (S2 := sum K (fun k => c k ^ 2)).
    assert (Ewz : dot m w z = S2).
    { unfold z. rewrite dot_sum. apply sum_ext; intros. unfold c. ring. }
    assert (Hzz : norm2 m z <= T * S2).
    { rewrite <- dot_self. unfold z at 2. rewrite dot_sum. unfold S2. rewrite <- sum_scal.
      apply sum_le. intros k Hk.
      replace (dot m z (Y k)) with (c k * norm2 m (Y k)).
      - specialize (Hn k Hk). pose proof (pow2_ge_0 (c k)). nra.
      - rewrite dot_comm. unfold z. rewrite dot_sum.
        rewrite (sum_ext K _ (fun k' => delta k k' * (c k' * norm2 m (Y k')))).
        + now rewrite sum_delta.
        + intros k' Hk'. destruct (delta_cases k k') as [[<- ->]|[Hne ->]].
          * rewrite dot_self; ring.
          * rewrite Ho by easy; ring. }
    assert (Hpos : 0 <= sum m (fun i => (T * w i - z i) ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0).
    replace (sum m _) with (T ^ 2 * norm2 m w - 2 * T * dot m w z + norm2 m z) in Hpos.
    + rewrite Ewz in Hpos. change (S2 <= T * norm2 m w). apply (Rmult_le_reg_l T); [easy|lra].
    + unfold norm2, dot. rewrite <- !sum_scal, <- sum_minus, <- sum_plus. apply sum_ext; intros; ring.
  - rewrite Rmult_0_l. apply Req_le. apply sum_0. intros k Hk.
    assert (E : norm2 m (Y k) = 0) by (pose proof (norm2_nonneg m (Y k)); specialize (Hn k Hk); lra).
    replace (dot m w (Y k)) with 0; [ring|symmetry]. apply sum_0.
    intros i Hi. rewrite (norm2_eq_0 m (Y k) E i Hi). ring.
Qed.

Lemma frob2_apply_le m n K T A Y :
  orthogonal n K Y -> (forall k, (k < K)%nat -> norm2 n (Y k) <= T) -> 0 <= T ->
  sum K (fun k => norm2 m (apply n A (Y k))) <= T * frob2 m n A.
Proof.
  intros Ho Hn HT. unfold norm2 at 1. rewrite sum_swap. unfold frob2. rewrite <- sum_scal.
  apply sum_le. intros i Hi. unfold apply. now apply bessel.
Qed.

(** ** Orthogonal means stay orthogonal, and every weight matrix pays for its step *)

Section Network.

Context (K L : nat) (d : nat -> nat) (h : nat -> vec) (W : nat -> mat).
Hypothesis H2 : DNC2 K L d h W.
Hypothesis H3 : DNC3 K L d h W.

Lemma post_orthogonal l : (l < L)%nat -> orthogonal (d l) K (fun k => post d W l (h k)).
Proof.
  induction l as [|l IH]; intros Hl k k' Hk Hk' Hne.
  - destruct (H2 O Hl) as (t & [[_ F]|[_ F]]); specialize (F k k' Hk Hk');
      rewrite delta_diff, Rmult_0_r in F by easy; exact F.
  - specialize (IH ltac:(lia)). apply sum_0. intros i Hi.
    destruct (H3 l i Hl Hi) as (c & k0 & Hk0 & Ew).
    assert (E : forall j, (j < K)%nat -> j <> k0 -> post d W (S l) (h j) i = 0).
    { intros j Hj Hne0. cbv [post]. rewrite pre_S. unfold apply.
      rewrite (dot_ext (d l) (W l i) (fun j0 => c * post d W l (h k0) j0) _ (post d W l (h j)))
        by (auto; easy).
      replace (dot _ _ _) with (c * dot (d l) (post d W l (h k0)) (post d W l (h j)))
        by (unfold dot; rewrite <- sum_scal; apply sum_ext; intros; ring).
      rewrite IH by auto. rewrite Rmult_0_r. apply relu_pos; lra. }
    destruct (Nat.eq_dec k k0) as [->|Hk0'].
    + rewrite (E k') by auto. ring.
    + rewrite (E k) by auto. ring.
Qed.

Lemma frame_bounds l : (l < L)%nat -> exists T, 0 < T /\
  (forall k, (k < K)%nat -> norm2 (d l) (post d W l (h k)) <= T) /\
  INR K * T <= sum K (fun k => norm2 (d l) (pre d W l (h k))).
Proof.
  intros Hl. destruct (H2 l Hl) as (t & [[Ht F]|[Ht F]]); exists (t ^ 2).
  - assert (E : forall k, (k < K)%nat -> norm2 (d l) (pre d W l (h k)) = t ^ 2).
    { intros k Hk. specialize (F k k Hk Hk). rewrite dot_self, delta_same in F. lra. }
    repeat split; [now apply pow_lt|..].
    + intros k Hk. rewrite <- (E k Hk). apply norm2_post_le.
    + rewrite (sum_ext K _ (fun _ => t ^ 2)) by exact E. rewrite sum_const; lra.
  - assert (E : forall k, (k < K)%nat -> norm2 (d l) (post d W l (h k)) = t ^ 2).
    { intros k Hk. specialize (F k k Hk Hk). rewrite dot_self, delta_same in F. lra. }
    repeat split; [now apply pow_lt|..].
    + intros k Hk. rewrite (E k Hk). lra.
    + rewrite <- sum_const. apply sum_le. intros k Hk. rewrite <- (E k Hk). apply norm2_post_le.
Qed.

Lemma frames_telescope l : (l < L)%nat -> exists T, 0 < T /\
  (forall k, (k < K)%nat -> norm2 (d l) (post d W l (h k)) <= T) /\
  INR K ^ (l + 1) * T <= sum K (fun k => norm2 (d O) (h k)) * prod l (fun i => frob2 (d (S i)) (d i) (W i)).
Proof.
  induction l as [|l IH]; intros Hl.
  - destruct (frame_bounds O Hl) as (T & HT & Hn & Hle). exists T. repeat split; [easy..|].
    cbn in *. lra.
  - destruct (IH ltac:(lia)) as (T & HT & Hn & Hle). clear IH.
    destruct (frame_bounds (S l) Hl) as (T' & HT' & Hn' & Hle'). exists T'. repeat split; [easy..|].
    assert (Hstep : INR K * T' <= T * frob2 (d (S l)) (d l) (W l)).
    { apply Rle_trans with (1 := Hle').
      rewrite (sum_ext K _ (fun k => norm2 (d (S l)) (apply (d l) (W l) (post d W l (h k)))))
        by (intros; now rewrite pre_S).
      apply frob2_apply_le; [now apply post_orthogonal; lia|easy|lra]. }
    cbn [prod Nat.add pow]. rewrite <- Rmult_assoc.
    apply Rle_trans with (INR K ^ (l + 1) * (T * frob2 (d (S l)) (d l) (W l))).
    + rewrite (Rmult_comm (INR K)), Rmult_assoc. apply Rmult_le_compat_l; [apply pow_le, pos_INR|easy].
    + rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply frob2_nonneg|easy].
Qed.

Lemma output_norm_le l : L = S l ->
  INR K ^ S l * sum K (fun k => norm2 (d (S l)) (pre d W (S l) (h k)))
  <= sum K (fun k => norm2 (d O) (h k)) * prod (S l) (fun i => frob2 (d (S i)) (d i) (W i)).
Proof.
  intros HL. destruct (frames_telescope l ltac:(lia)) as (T & HT & Hn & Hle).
  cbn [prod]. rewrite <- Rmult_assoc. rewrite Nat.add_1_r in Hle.
  apply Rle_trans with (INR K ^ S l * (T * frob2 (d (S l)) (d l) (W l))).
  - apply Rmult_le_compat_l; [apply pow_le, pos_INR|].
    rewrite (sum_ext K _ (fun k => norm2 (d (S l)) (apply (d l) (W l) (post d W l (h k)))))
      by (intros; now rewrite pre_S).
    apply frob2_apply_le; [now apply post_orthogonal; lia|easy|lra].
  - rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply frob2_nonneg|easy].
Qed.

End Network.

Lemma error_expand K L d W k x : (k < K)%nat ->
  error K L d W k x = norm2 K (pre d W L x) - 2 * pre d W L x k + 1.
Proof.
  intros Hk. unfold error, norm2.
  rewrite <- (sum_delta K k (pre d W L x) Hk). rewrite <- (sum_delta_1 K k Hk).
  rewrite <- sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros i Hi. rewrite (delta_sym i k).
  destruct (delta_cases k i) as [[_ ->]|[_ ->]]; ring.
Qed.

(** |Q - I|^2 >= (|Q| - sqrt K)^2, in terms of q = |Q| / sqrt K. *)
Lemma fit_ge_norm K L d W h q : (0 < K)%nat -> d L = K -> 0 <= q ->
  sum K (fun k => norm2 (d L) (pre d W L (h k))) = INR K * q ^ 2 ->
  (1 - q) ^ 2 / 2 <= / (2 * INR K) * sum K (fun k => error K L d W k (h k)).
Proof.
  intros HK Hd Hq E. assert (HK' : 0 < INR K) by (apply lt_0_INR; easy).
  set (t := sum K (fun k => pre d W L (h k) k)).
  assert (Ee : sum K (fun k => error K L d W k (h k)) = INR K * q ^ 2 - 2 * t + INR K).
  { rewrite (sum_ext K _ (fun k => norm2 (d L) (pre d W L (h k)) - 2 * pre d W L (h k) k + 1)).
    - rewrite sum_plus, sum_minus, sum_scal, sum_const, E. unfold t. ring.
    - intros k Hk. rewrite Hd. now apply error_expand. }
  assert (Ht : t <= INR K * q).
  { apply Rsqr_incr_0_var; [|nra]. unfold Rsqr.
    pose proof (sum_sqr_ge K (fun k => pre d W L (h k) k)) as H. fold t in H.
    assert (sum K (fun k => pre d W L (h k) k ^ 2) <= INR K * q ^ 2); [|nra].
    rewrite <- E. apply sum_le. intros k Hk. rewrite Hd.
    apply (sum_term_le K (fun i => pre d W L (h k) i ^ 2) k); [intros; apply pow2_ge_0|easy]. }
  rewrite Ee. apply (Rmult_le_reg_l (2 * INR K)); [lra|].
  rewrite <- Rmult_assoc, Rinv_r by lra. nra.
Qed.

Lemma dnc_bound1 K L d lamH lam h W C :
  (0 < K)%nat -> (0 < L)%nat -> d L = K -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  DNC2 K L d h W -> DNC3 K L d h W ->
  0 <= C -> C ^ (L + 1) = lamH * prod L lam * INR K ^ (L + 1) ->
  exists s, 0 <= s /\ loss L C s <= objective1 K L d lamH lam h W /\
    (s = 0 -> 1 / 2 < objective1 K L d lamH lam h W).
Proof.
  intros HK HL Hd HH Hl H2 H3 HC EC. rewrite objective1_eq.
  assert (0 < INR K) by (apply lt_0_INR; easy).
  set (N := sum K (fun k => norm2 (d L) (pre d W L (h k)))).
  assert (HN : 0 <= N) by (apply sum_nonneg; intros; apply norm2_nonneg).
  set (q := sqrt (N / INR K)).
  assert (Hq : 0 <= q) by apply sqrt_pos.
  assert (EN : N = INR K * q ^ 2).
  { unfold q. cbn [pow]. rewrite Rmult_1_r, sqrt_sqrt; [field; lra|].
    apply Rmult_le_pos; [easy|]. apply Rlt_le, Rinv_0_lt_compat; easy. }
  pose proof (fit_ge_norm K L d W h q HK Hd Hq EN) as Hfit.
  set (fit := / (2 * INR K) * _) in *. clearbody fit.
  assert (Hout : INR K ^ L * N <= sum K (fun k => norm2 (d O) (h k))
                 * prod L (fun i => frob2 (d (S i)) (d i) (W i))).
  { destruct L as [|l]; [lia|]. now apply (output_norm_le K (S l)). }
  destruct (frame_bounds K L d h W H2 O HL) as (T & HT & _ & HaH). cbn [pre] in HaH.
  set (aH := sum K (fun k => norm2 (d O) (h k))) in *.
  assert (HaH0 : 0 < aH) by nra.
  assert (Hpen : 0 <= penalty L d lam W).
  { apply sum_nonneg. intros l Hi. specialize (Hl l Hi). pose proof (frob2_nonneg (d (S l)) (d l) (W l)). nra. }
  destruct (root_exists (L + 1) q ltac:(lia) Hq) as (s & Hs & Es).
  exists s. split; [easy|]. split.
  - unfold loss. rewrite Es.
    enough ((INR L + 1) / 2 * (C * s ^ 2) <= lamH / 2 * aH + penalty L d lam W) by lra.
    apply penalties_am_gm; [nra| |apply Rmult_le_pos; [easy|apply pow2_ge_0]|].
    + intros l Hi. apply Rmult_le_pos; [apply Rlt_le, Hl, Hi|apply frob2_nonneg].
    + rewrite Rpow_mult_distr, EC, <- pow_mult, (Nat.mul_comm 2), pow_mult, Es, Rmult_assoc.
      apply Rmult_le_compat_l.
      * apply Rlt_le, Rmult_lt_0_compat; [easy|]. now apply prod_pos.
      * eapply Rle_trans; [|exact Hout]. rewrite EN, Nat.add_1_r. cbn [pow]. apply Req_le; ring.
  - intros ->. rewrite pow_i in Es by lia. rewrite <- Es in Hfit. nra.
Qed.


Lemma objective_ext K n L d lamH lam h h' W : d L = K ->
  (forall k j i, (k < K)%nat -> (j < n)%nat -> (i < d O)%nat -> h k j i = h' k j i) ->
  objective K n L d lamH lam h W = objective K n L d lamH lam h' W.
Proof.
  intros Hd H. unfold objective. f_equal. f_equal; f_equal.
  - apply sum_ext; intros k Hk. apply sum_ext; intros j Hj. apply sum_ext; intros i Hi.
    rewrite (pre_ext d W (h k j) (h' k j)); [easy|intros; now apply H|lia].
  - apply sum_ext; intros k Hk. apply sum_ext; intros j Hj. apply norm2_ext; intros; now apply H.
Qed.

(** S2, the lower half, for every number of samples, all widths and separate regularisation parameters. *)
Theorem dnc_bound K n L d lamH lam h W C :
  (0 < K)%nat -> (0 < n)%nat -> (0 < L)%nat -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> DNC K n L d h W ->
  0 <= C -> C ^ (L + 1) = Lambda n L lamH lam * INR K ^ (L + 1) ->
  exists s, 0 <= s /\ loss L C s <= objective K n L d lamH lam h W /\
    (s = 0 -> 1 / 2 < objective K n L d lamH lam h W).
Proof.
  intros HK Hn HL Hd HH Hl (H1 & H2 & H3) HC EC.
  rewrite (objective_ext K n L d lamH lam h (fun k _ => h k O)) by (easy || (intros; now apply H1)).
  rewrite copies_cost by easy.
  apply dnc_bound1; try easy. apply Rmult_lt_0_compat; [apply lt_0_INR|]; easy.
Qed.
