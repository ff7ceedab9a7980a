(** What one network of a small cost constant proves: no DNC solution is optimal, at any lambdas, on its classes and
    on more of them. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Blocks DncNotOptimal.
Open Scope R_scope.

(** A network whose output is the target of every class, and all of whose matrices are not zero. *)
Definition fits (K L : nat) (w : nat -> nat) (h : nat -> vec) (W : nat -> mat) : Prop :=
  (forall k i, (k < K)%nat -> (i < K)%nat -> pre w W L (h k) i = delta i k) /\
  0 < features2 K w h /\ (forall l, (l < L)%nat -> 0 < weights2 w W l).

Lemma fits_cost_pos K L w h W : fits K L w h W -> 0 < cost K L w h W.
Proof. intros (_ & Hh & HW). apply Rmult_lt_0_compat; [easy|now apply prod_pos]. Qed.

(** Features scaled by q: all outputs are q, and the product of all squared norms is q^2 C. *)
Definition with_output (q : R) (h : nat -> vec) : nat -> vec := scaled_features q h.
Definition same_weights (W : nat -> mat) : nat -> mat := scaled_weights (fun _ => 1) W.

Lemma same_weights2 w W l : weights2 w (same_weights W) l = weights2 w W l.
Proof. unfold same_weights. rewrite scaled_weights2. ring. Qed.

Lemma fits_errors K L w h W q : fits K L w h W -> 0 <= q ->
  errors K L w (same_weights W) (with_output q h) = INR K * (1 - q) ^ 2.
Proof.
  intros (Hout & _) Hq. unfold errors. rewrite <- sum_const. apply sum_ext. intros k Hk. unfold error.
  rewrite (sum_ext K _ (fun i => delta k i * (1 - q) ^ 2)).
  - now rewrite (sum_delta K k (fun _ => (1 - q) ^ 2)).
  - intros i Hi. unfold with_output, same_weights, scaled_features, scaled_weights.
    rewrite pre_scale, Hout, prod_const, pow1 by (easy || (intros; lra)).
    rewrite (delta_sym k i). destruct (delta_cases i k) as [[_ ->]|[_ ->]]; ring.
Qed.

Lemma fits_positive K L w h W q : fits K L w h W -> 0 < q ->
  0 < features2 K w (with_output q h) /\ forall l, (l < L)%nat -> 0 < weights2 w (same_weights W) l.
Proof.
  intros (_ & Hh & HW) Hq. split.
  - unfold with_output. rewrite scaled_features2. apply Rmult_lt_0_compat; [now apply pow_lt|easy].
  - intros l Hl. rewrite same_weights2. now apply HW.
Qed.

Lemma with_output_cost K L w h W q : cost K L w (with_output q h) (same_weights W) = q ^ 2 * cost K L w h W.
Proof.
  unfold cost, with_output. rewrite scaled_features2, (prod_ext L _ (weights2 w W)) by (intros; apply same_weights2). ring.
Qed.

(** With the output q = s^(L+1) on every class, it costs K (1-q)^2 / (2K) and (L+1)/2 b s^2, b^(L+1) = Lambda C. *)
Lemma fits_block K L w h W lamH lam b s :
  fits K L w h W -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < b -> 0 < s ->
  b ^ (L + 1) = lamH * prod L lam * cost K L w h W ->
  exists h' W', errors K L w W' h' = INR K * (1 - s ^ (L + 1)) ^ 2 /\
    regularisation K L w lamH lam h' W' = (INR L + 1) / 2 * (b * s ^ 2).
Proof.
  intros Hfits HH Hl Hb Hs Eb. set (q := s ^ (L + 1)). assert (Hq : 0 < q) by (apply pow_lt; easy).
  destruct (fits_positive K L w h W q Hfits Hq) as [Hh HW].
  destruct (balanced K L w lamH lam (with_output q h) (same_weights W) (b * s ^ 2)) as (aH & a & _ & _ & Ee & Er); try easy.
  - apply Rmult_lt_0_compat; [easy|now apply pow_lt].
  - fold (cost K L w (with_output q h) (same_weights W)). rewrite with_output_cost, Rpow_mult_distr, Eb.
    unfold q. rewrite <- (pow_mult s 2), (Nat.mul_comm 2), pow_mult. ring.
  - eexists _, _. split; [rewrite Ee|exact Er]. apply fits_errors; [easy|lra].
Qed.

(** A network on K classes with C < K^(L+1), beside DNC on m further classes: no DNC solution of all K + m classes is
    optimal, for any number of samples, any lambdas and any widths in which both fit. *)
Theorem cheaper_network K m n L d w lamH lam h1 W1 h W :
  (0 < K)%nat -> (0 < n)%nat -> (2 <= L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l <= L)%nat -> (w l + m <= d l)%nat) -> w L = K -> d L = (K + m)%nat ->
  fits K L w h1 W1 -> cost K L w h1 W1 < INR K ^ (L + 1) ->
  DNC (K + m) n L d h W ->
  exists h' W', objective (K + m) n L d lamH lam h' W' < objective (K + m) n L d lamH lam h W.
Proof.
  intros HK Hn HL HH Hl Hd HwL HdL Hfits Hcost HDNC.
  pose proof (lt_0_INR n Hn). pose proof (lt_0_INR K HK). pose proof (pos_INR m).
  assert (HnH : 0 < INR n * lamH) by (apply Rmult_lt_0_compat; easy).
  pose proof (lambda_pos L (INR n * lamH) lam HnH Hl) as HLam.
  pose proof (fits_cost_pos K L w h1 W1 Hfits) as HC0.
  destruct (root_exists (L + 1) (INR n * lamH * prod L lam)) as (c & Hc0 & Ec); [lia|lra|].
  destruct (root_exists (L + 1) (INR n * lamH * prod L lam * cost K L w h1 W1)) as (b & Hb0 & Eb);
    [lia|apply Rmult_le_pos; lra|].
  assert (Hc : 0 < c).
  { destruct Hc0 as [|<-]; [easy|]. rewrite pow_i in Ec by lia. lra. }
  assert (Hb : 0 < b).
  { destruct Hb0 as [|<-]; [easy|]. rewrite pow_i in Eb by lia.
    assert (0 < INR n * lamH * prod L lam * cost K L w h1 W1) by (apply Rmult_lt_0_compat; easy). lra. }
  assert (HbK : b < INR K * c).
  { apply (pow_lt_inj (L + 1)); [lia|lra|nra|]. rewrite Rpow_mult_distr, Eb, Ec.
    rewrite (Rmult_comm (INR K ^ (L + 1))). now apply Rmult_lt_compat_l. }
  destruct (dnc_bound (K + m) n L d lamH lam h W (INR (K + m) * c)) as (s & Hs & Hle & Hzero); try easy; try lia.
  { apply Rmult_le_pos; [apply pos_INR|lra]. }
  { rewrite Rpow_mult_distr, Ec. unfold Lambda. ring. }
  destruct Hs as [Hs|Hs].
  - destruct (fits_block K L w h1 W1 (INR n * lamH) lam b s) as (h' & W' & Ee & Er); try easy.
    destruct (dnc_block m L (INR n * lamH) lam c s) as (h'' & W'' & Ee' & Er'); try easy; [lia|].
    destruct (direct_sum K m L d w (fun _ => m) (INR n * lamH) lam W' W'' h' h'') as (hs & Ws & Eo); try easy.
    exists (fun k _ => hs k), Ws. apply Rlt_le_trans with (loss L (INR (K + m) * c) s); [|exact Hle].
    rewrite copies_cost, Eo, Ee, Ee', Er, Er' by easy.
    apply Rle_lt_trans with (loss L (b + INR m * c) s).
    + apply Req_le. rewrite plus_INR. unfold loss. field. lra.
    + apply loss_increases_in_cost; [rewrite plus_INR; lra|easy].
  - symmetry in Hs. specialize (Hzero Hs).
    exists (fun _ _ _ => 0), (fun _ _ _ => 0). rewrite zero_network by lia. exact Hzero.
Qed.
