(** S23 (b).  No DNC solution is a global optimum for L = 3, K >= 7 and L >= 4, K >= 3: any number n >= 1 of samples,
    any widths of at least K, all regularisation parameters positive and separate. *)

From Coq Require Import Reals Lia PeanoNat.
From DNC Require Import Model DncBound Rational CheaperNetwork DeeperNetwork RationalNetwork CheaperNetworks.
Open Scope R_scope.

Theorem S23_not_optimal : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat),
  (L = 3%nat /\ (7 <= K)%nat) \/ ((4 <= L)%nat /\ (3 <= K)%nat) ->
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K -> DNC K n L d h W ->
  exists h' W', objective K n L d lamH lam h' W' < objective K n L d lamH lam h W.
Proof.
  intros K n L d lamH lam h W HLK Hn HH Hl Hd HdL HDNC.
  assert (Hwide : forall r K0, (r <= K0)%nat -> (K0 <= K)%nat ->
    forall l, (l <= L)%nat -> (widths r K0 K0 L l + (K - K0) <= d l)%nat).
  { intros r K0 Hr HK l Hi. unfold widths. destruct (Nat.eq_dec l L) as [->|]; [|specialize (Hd l ltac:(lia))];
      cases_eqb. }
  destruct HLK as [[EL HK]|[HL HK]].
  - destruct (certified_network 4 7 3 L feature_7 weights_7) as [Hfits Hcost]; try lia; [apply fits_7|apply cheaper_7|].
    replace K with (7 + (K - 7))%nat in HDNC |- * by lia.
    apply (cheaper_network 7 (K - 7) n L d (widths 4 7 7 L) lamH lam _ _ h W) in Hcost; try easy; try lia.
    + apply Hwide; lia.
    + apply width_last; lia.
  - destruct (certified_network 2 3 4 L feature_3 weights_3) as [Hfits Hcost]; try lia; [apply fits_3|apply cheaper_3|].
    replace K with (3 + (K - 3))%nat in HDNC |- * by lia.
    apply (cheaper_network 3 (K - 3) n L d (widths 2 3 3 L) lamH lam _ _ h W) in Hcost; try easy; try lia.
    + apply Hwide; lia.
    + apply width_last; lia.
Qed.

Definition S23 := S23_not_optimal.
Print Assumptions S23.
