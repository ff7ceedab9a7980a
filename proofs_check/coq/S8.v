(** S8, the counterexample: at L = 2, K = 10, n = 1 and all lambdas 0.031748, 0.8 of DNC's zero threshold,
    the explicit rational SRG weights of CounterexampleData.v cost less than every DNC solution. *)

From Coq Require Import Reals.
From DNC Require Import UniformLoss Model DncBound Rational CounterexampleData Counterexample.
Open Scope R_scope.

Theorem S8_counterexample :
  let lam := 31748 / 1000000 in
  let srg := objective1 10 2 widths lam (fun _ => lam) (real_features feature) (real_weights weights) in
  srg < 417 / 1000 /\
  (forall s, 0 <= s -> 417 / 1000 <= loss 2 (10 * lam) s) /\
  (forall d h W, d 2%nat = 10%nat -> DNC 10 1 2 d h W -> srg < objective 10 1 2 d lam (fun _ => lam) h W).
Proof. exact (conj srg_below (conj dnc_loss_above dnc_not_optimal_two_layers)). Qed.

Definition S8 := S8_counterexample.
Print Assumptions S8.
