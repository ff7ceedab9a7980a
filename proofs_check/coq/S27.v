(** S27 (b) and (c), at all regularisation parameters, positive and separate, and any number n >= 1 of samples. *)

From Coq Require Import Reals Lia PeanoNat.
From DNC Require Import Sums Model Blocks DncBound Graphs Srg SrgLoss SrgConstant Rational CheaperNetwork RationalNetwork
  HoffmanSingleton.
Open Scope R_scope.

(** (b) For r >= 8, L >= 3 and any outputs on the eigenspaces, SRG with a constant c added to the entries of its B has the
    same widths, M_L and outputs, and a smaller product of the squared norms than SRG has. *)
Theorem S27_constant : forall (r L : nat) (q0 q1 q2 : R), (8 <= r)%nat -> (3 <= L)%nat -> 0 < last_norm r q0 q1 q2 ->
  let K := edges r in let w := srg_width r L in
  exists c h W, 0 < c /\
    (forall e v, (e < K)%nat -> (v < r)%nat -> pre w W 1 (h e) v = incidence v e + c) /\
    (forall e f, (e < K)%nat -> (f < K)%nat -> pre w W (L - 1) (h e) f = kneser f e - delta f e) /\
    (forall e f, (e < K)%nat -> (f < K)%nat -> pre w W L (h e) f = combination r q0 q1 q2 f e) /\
    features2 K w h * prod L (weights2 w W)
      < features2 K w (first_features r) * prod L (weights2 w (srg_weights r L q0 q1 q2)).
Proof.
  intros r L q0 q1 q2 Hr HL Hq K w.
  destruct (constant_network r L q0 q1 q2 Hr HL Hq) as (c & h & W & Hc & H2 & HM & Hout & _ & _ & Hless).
  exists c, h, W. unfold w, K. rewrite srg_product by (easy || lia). repeat split; easy.
Qed.

(** So every network of the SRG family [srg_member], with any positive scales and any outputs, has a strictly cheaper
    network in the same widths, or in any wider ones, at all lambdas: SRG is not a global optimum.  Where the output of
    the member is zero, the zero network is cheaper. *)
Theorem S27_srg_not_optimal : forall (r L n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> vec)
    (W : nat -> mat),
  (8 <= r)%nat -> (3 <= L)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l <= L)%nat -> (srg_width r L l <= d l)%nat) -> d L = edges r -> srg_member r L h W ->
  exists h' W', objective (edges r) n L d lamH lam h' W'
    < objective (edges r) n L (srg_width r L) lamH lam (fun k _ => h k) W.
Proof. exact constant_improves_srg. Qed.

(** (c) No DNC solution is a global optimum for L = 2, K >= 50, in any widths of at least K. *)
Theorem S27_dnc_not_optimal : forall (K n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat),
  (50 <= K)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (forall l, (l < 2)%nat -> (K <= d l)%nat) -> d 2%nat = K -> DNC K n 2 d h W ->
  exists h' W', objective K n 2 d lamH lam h' W' < objective K n 2 d lamH lam h W.
Proof.
  intros K n d lamH lam h W HK Hn HH Hl Hd HdL HDNC.
  pose proof (fitsQ_fits 50 2 (fun _ => 50%nat) feature_50 weights_50 eq_refl fits_50) as Hfits.
  pose proof (costQ_less 50 2 (fun _ => 50%nat) feature_50 weights_50 50 3 cheaper_50) as Hcost.
  replace K with (50 + (K - 50))%nat in HDNC |- * by lia.
  apply (cheaper_network 50 (K - 50) n 2 d (fun _ => 50%nat) lamH lam _ _ h W) in Hcost; try easy; try lia.
  intros l Hi. destruct (Nat.eq_dec l 2) as [->|]; [lia|]. specialize (Hd l ltac:(lia)). lia.
Qed.

Definition S27 := (S27_constant, S27_srg_not_optimal, S27_dnc_not_optimal).
Print Assumptions S27.
