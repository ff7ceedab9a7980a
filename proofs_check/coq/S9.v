(** S9.  Every solution of the L-DUFM costs at least min over q >= 0 of f(q), with
    Chat^(L+1) = n lamH lam_1 ... lam_L K^2: any widths, any number of samples. *)

From Coq Require Import Reals.
From DNC Require Import UniformLoss Model LowerBound DncLoss.
Open Scope R_scope.

(** f(q) = loss L C s at q = s^(L+1). *)
Theorem S9_bound : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> nat -> vec)
    (W : nat -> mat) (C : R),
  (0 < K)%nat -> (0 < n)%nat -> (0 < L)%nat -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 <= C -> C ^ (L + 1) = Lambda n L lamH lam * INR K ^ 2 ->
  exists s, 0 <= s /\ loss L C s <= objective K n L d lamH lam h W.
Proof. intros. now apply lower_bound. Qed.

(** With the minimum of f in closed form. *)
Theorem S9_closed_form : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R)
    (h : nat -> nat -> vec) (W : nat -> mat),
  (0 < K)%nat -> (0 < n)%nat -> (2 <= L)%nat -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR K ^ 2 ->
  (C < threshold L -> exists s, largest_root L C s /\ (INR L - 1) / INR L < s ^ (L + 1) /\
     (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 <= objective K n L d lamH lam h W) /\
  (threshold L <= C -> 1 / 2 <= objective K n L d lamH lam h W).
Proof. exact every_solution. Qed.

Definition S9 := (S9_bound, S9_closed_form).
Print Assumptions S9.
