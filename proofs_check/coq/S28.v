(** S28 (b).  No DNC solution is a global optimum for L = 2, K >= 15: any number n >= 1 of samples, a first layer of at
    least K and a second of at least K + 5 neurons, all regularisation parameters positive and separate. *)

From Coq Require Import Reals Lia PeanoNat.
From DNC Require Import Model DncBound Rational CheaperNetwork RationalNetwork PairsInHalves.
Open Scope R_scope.

Theorem S28_not_optimal : forall (K n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat),
  (15 <= K)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (K <= d 0)%nat -> (K + 5 <= d 1)%nat -> d 2%nat = K -> DNC K n 2 d h W ->
  exists h' W', objective K n 2 d lamH lam h' W' < objective K n 2 d lamH lam h W.
Proof.
  intros K n d lamH lam h W HK Hn HH Hl Hd0 Hd1 HdL HDNC.
  pose proof (fitsQ_fits 15 2 widths_15 feature_15 weights_15 eq_refl fits_15) as Hfits.
  pose proof (costQ_less 15 2 widths_15 feature_15 weights_15 15 3 cheaper_15) as Hcost.
  replace K with (15 + (K - 15))%nat in HDNC |- * by lia.
  apply (cheaper_network 15 (K - 15) n 2 d widths_15 lamH lam _ _ h W) in Hcost; try easy; try lia.
  intros l Hi. destruct l as [|[|[|l]]]; try lia; cbn; lia.
Qed.

Definition S28 := S28_not_optimal.
Print Assumptions S28.
