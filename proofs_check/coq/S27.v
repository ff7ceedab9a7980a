(** S27 (b) and (c), at all regularisation parameters, positive and separate, and any number n >= 1 of samples. *)

From Coq Require Import Reals Lia PeanoNat.
From DNC Require Import Model DncBound Graphs Srg SrgLoss SrgConstant Rational CheaperNetwork RationalNetwork
  HoffmanSingleton.
Open Scope R_scope.

(** (b) For r >= 8 and L >= 3 every network of the SRG family [srg_member], with any positive scales and any outputs, has
    a strictly cheaper network in the same widths, or in any wider ones: SRG is not a global optimum.  A constant is
    added to B, or, for a member with the output zero, everything is zero. *)
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

Definition S27 := (S27_srg_not_optimal, S27_dnc_not_optimal).
Print Assumptions S27.
