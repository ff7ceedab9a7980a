(** S18 (b), and what (a) says about optima, at all regularisation parameters, positive and separate, and any number
    n >= 1 of samples. *)

From Coq Require Import Reals.
From DNC Require Import Model DncBound Srg SrgLoss SinglesPairs S23.
Open Scope R_scope.

(** (a) No DNC solution is a global optimum for K >= 3 and L >= 4, in any widths of at least K. *)
Theorem S18_dnc_not_optimal : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat),
  (3 <= K)%nat -> (4 <= L)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K -> DNC K n L d h W ->
  exists h' W', objective K n L d lamH lam h' W' < objective K n L d lamH lam h W.
Proof. intros K n L d lamH lam h W HK HL. apply S23_not_optimal. now right. Qed.

(** (b) For K = 6 and L >= 4 every network of the SRG family [srg_member], with any positive scales and any outputs, has a
    strictly cheaper network in the same widths, or in any wider ones: three points and their pairs, or zero. *)
Theorem S18_srg_not_optimal : forall (L n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> vec)
    (W : nat -> mat),
  (4 <= L)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l <= L)%nat -> (srg_width 4 L l <= d l)%nat) -> d L = 6%nat -> srg_member 4 L h W ->
  exists h' W', objective 6 n L d lamH lam h' W' < objective 6 n L (srg_width 4 L) lamH lam (fun k _ => h k) W.
Proof. exact three_points_improve_srg. Qed.

Definition S18 := (S18_dnc_not_optimal, S18_srg_not_optimal).
Print Assumptions S18.
