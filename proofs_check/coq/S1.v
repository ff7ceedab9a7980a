(** S1.  DNC1 is free: n samples of a class behave as one with n lamH.

    For all weights and features some choice of one sample per class does not raise the objective, and n
    copies of a one-sample solution have its value. *)

From Coq Require Import Reals.
From DNC Require Import Model.
Open Scope R_scope.

Theorem S1_collapse : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R)
    (h : nat -> nat -> vec) (W : nat -> mat),
  (0 < n)%nat ->
  (exists h1 : nat -> vec,
    (forall k, exists j, (j < n)%nat /\ h1 k = h k j) /\
    objective1 K L d (INR n * lamH) lam h1 W <= objective K n L d lamH lam h W) /\
  (forall h1 : nat -> vec,
    objective K n L d lamH lam (fun k _ => h1 k) W = objective1 K L d (INR n * lamH) lam h1 W).
Proof. intros. split; [now apply collapse|intros; now apply copies_cost]. Qed.

Definition S1 := S1_collapse.
Print Assumptions S1.
