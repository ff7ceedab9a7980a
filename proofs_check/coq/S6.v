(** S6.  No DNC solution is a global optimum for L = 3, K >= 10 and L >= 4, K >= 6: any number n >= 1 of samples,
    any widths of at least K, all regularisation parameters positive and separate. *)

From Coq Require Import Reals.
From DNC Require Import Model DncBound DncNotOptimal.
Open Scope R_scope.

Theorem S6_not_optimal : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat),
  (L = 3%nat /\ (10 <= K)%nat) \/ ((4 <= L)%nat /\ (6 <= K)%nat) ->
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K -> DNC K n L d h W ->
  exists h' W', objective K n L d lamH lam h' W' < objective K n L d lamH lam h W.
Proof. exact dnc_not_optimal. Qed.

Definition S6 := S6_not_optimal.
Print Assumptions S6.
