(** S2.  The DNC loss in closed form, its zero threshold, and no DNC solution below it.

    loss L C s is f(q) with q = s^(L+1); largest_root L C s says that s is the largest root of
    s^(2L) - s^(L-1) + C = 0; threshold L is (1/L) ((L-1)/L)^((L-1)/(L+1)). *)

From Coq Require Import Reals.
From DNC Require Import UniformLoss Model DncBound DncLoss.
Open Scope R_scope.

(** The function f: where its nonzero minimum is, what it is, and when it beats 1/2. *)
Theorem S2_minimum : forall (L : nat) (C : R), (2 <= L)%nat -> 0 < C ->
  (C < threshold L -> exists s, largest_root L C s /\ 0 < s < 1 /\ (INR L - 1) / INR L < s ^ (L + 1) /\
     loss L C s = (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 /\ loss L C s < 1 / 2 /\
     forall t, 0 <= t -> loss L C s <= loss L C t) /\
  (threshold L <= C -> loss L C 0 = 1 / 2 /\ forall t, 0 <= t -> 1 / 2 <= loss L C t).
Proof. intros L C HL HC. split; intros H; [now apply below_threshold|now apply beyond_threshold]. Qed.

(** Every root: its value, and when it beats 1/2; at the largest one no s >= 0 is below both it and 1/2. *)
Theorem S2_roots : forall (L : nat) (C s : R), (2 <= L)%nat -> 0 < s ->
  s ^ (2 * L) - s ^ (L - 1) + C = 0 ->
  loss L C s = (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 /\
  (loss L C s < 1 / 2 <-> (INR L - 1) / INR L < s ^ (L + 1)) /\
  (0 <= C -> largest_root L C s -> forall t, 0 <= t -> Rmin (1 / 2) (loss L C s) <= loss L C t).
Proof.
  intros L C s HL Hs E. assert (E' : slope L s = C) by (unfold slope; Lra.lra).
  split; [now apply loss_at_stationary|split; [now apply stationary_beats_zero|]].
  intros HC Hroot. now apply uniform_minimum.
Qed.

(** The model: some DNC solution attains the closed form, none costs less. *)
Theorem S2_model : forall (K n L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R),
  (0 < K)%nat -> (0 < n)%nat -> (2 <= L)%nat -> (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR K ^ (L + 1) ->
  (C < threshold L -> exists s, largest_root L C s /\ (INR L - 1) / INR L < s ^ (L + 1) /\
     let least := (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 in
     least < 1 / 2 /\
     (exists h W, DNC K n L d h W /\ objective K n L d lamH lam h W = least) /\
     (forall h W, DNC K n L d h W -> least <= objective K n L d lamH lam h W)) /\
  (threshold L <= C -> forall h W, DNC K n L d h W -> 1 / 2 <= objective K n L d lamH lam h W).
Proof. exact dnc_least_loss. Qed.

Definition S2 := (S2_minimum, S2_roots, S2_model).
Print Assumptions S2.
