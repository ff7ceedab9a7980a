(** S8: at L = 2, K = 10 and all lambdas 0.031748 no DNC solution is optimal: the SRG weights of
    CounterexampleData.v cost strictly less than every one of them, whatever its widths. *)

From Coq Require Import Reals QArith Qreals Lra Lia.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Rational CounterexampleData.
Open Scope R_scope.

Lemma lambda_real : Q2R lambda = 31748 / 1000000.
Proof. unfold lambda, Q2R. cbn. field. Qed.

Lemma separator_real : Q2R separator = 417 / 1000.
Proof. unfold separator, Q2R. cbn. field. Qed.

(** The objective of the SRG weights, in widths 5, 10 and 10. *)
Theorem srg_below : objective1 10 2 widths (31748 / 1000000) (fun _ => 31748 / 1000000)
  (real_features feature) (real_weights weights) < 417 / 1000.
Proof.
  rewrite <- lambda_real, <- separator_real.
  rewrite (objective_Q2R 10 2 widths lambda (fun _ => lambda) feature weights) by (reflexivity || lia).
  apply Qlt_Rlt, weights_cost.
Qed.

(** DNC's loss f(q), q = s^3, of cost root K lambda: above for every q, and so for every DNC solution. *)
Theorem dnc_loss_above s : 0 <= s -> 417 / 1000 <= loss 2 (10 * (31748 / 1000000)) s.
Proof. intros Hs. pose proof (dnc_above s Hs). unfold loss. cbn [INR Nat.add]. lra. Qed.

Theorem dnc_not_optimal_two_layers d h W :
  d 2%nat = 10%nat -> DNC 10 1 2 d h W ->
  objective1 10 2 widths (31748 / 1000000) (fun _ => 31748 / 1000000) (real_features feature) (real_weights weights)
  < objective 10 1 2 d (31748 / 1000000) (fun _ => 31748 / 1000000) h W.
Proof.
  intros Hd HDNC.
  destruct (dnc_bound 10 1 2 d (31748 / 1000000) (fun _ => 31748 / 1000000) h W (10 * (31748 / 1000000)))
    as (s & Hs & Hle & _); try easy; try lia; try lra; try (intros; lra).
  - unfold Lambda. cbn [INR prod Nat.add]. ring.
  - pose proof (dnc_loss_above s Hs). pose proof srg_below. lra.
Qed.
