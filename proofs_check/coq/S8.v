(** S8, where DNC is not optimal at L = 2. *)

From Coq Require Import Reals.
From DNC Require Import UniformLoss Model DncBound Rational CounterexampleData Counterexample
  BlocksTwoLayers.
Open Scope R_scope.

(** At L = 2, K = 10, n = 1 and all lambdas 0.031748, 0.8 of DNC's zero threshold, the explicit rational SRG
    weights of CounterexampleData.v cost less than every DNC solution. *)
Theorem S8_counterexample :
  let lam := 31748 / 1000000 in
  let srg := objective1 10 2 widths lam (fun _ => lam) (real_features feature) (real_weights weights) in
  srg < 417 / 1000 /\
  (forall s, 0 <= s -> 417 / 1000 <= loss 2 (10 * lam) s) /\
  (forall d h W, d 2%nat = 10%nat -> DNC 10 1 2 d h W -> srg < objective 10 1 2 d lam (fun _ => lam) h W).
Proof. exact (conj srg_below (conj dnc_loss_above dnc_not_optimal_two_layers)). Qed.

(** For every K >= 10 there is such a network, wherever C = K Lambda^(1/3) is between the ends of S5 (d) for r = 5, in
    units of DNC's zero threshold. *)
Theorem S8_interval : exists start stop,
  741666 / 1000000 <= start <= 741667 / 1000000 /\ 1040045 / 1000000 <= stop <= 1040046 / 1000000 /\
  forall (K n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R),
    (10 <= K)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
    (K <= d 0)%nat -> (K <= d 1)%nat -> d 2%nat = K ->
    C ^ 3 = Lambda n 2 lamH lam * INR K ^ 3 -> start * threshold 2 < C < stop * threshold 2 ->
    exists h W, let cost := objective K n 2 d lamH lam h W in
      cost < 1 / 2 /\ forall d' h' W', d' 2%nat = K -> DNC K n 2 d' h' W' ->
        cost < objective K n 2 d' lamH lam h' W'.
Proof.
  destruct crossing_5_networks as (start & stop & Hs & Ht & _ & H). exists start, stop. split; [easy|split; [easy|exact H]].
Qed.

Definition S8 := (S8_counterexample, S8_interval).
Print Assumptions S8.
