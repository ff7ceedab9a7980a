(** When a network of the SRG family has a strictly cheaper one, of whatever construction: at any lambdas. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound Blocks BalancedValue DncNotOptimal Graphs KappaCurve CostConstants
  Srg SrgLoss.
Open Scope R_scope.

(** Squared errors of outputs q_i on the eigenspaces. *)
Definition srg_error (r : nat) (q0 q1 q2 : R) : R :=
  (1 - q0) ^ 2 + (INR r - 1) * (1 - q1) ^ 2 + INR r * (INR r - 3) / 2 * (1 - q2) ^ 2.

Lemma errors_of_outputs r L w W h q0 q1 q2 : (4 <= r)%nat ->
  (forall e f, (e < edges r)%nat -> (f < edges r)%nat -> pre w W L (h e) f = combination r q0 q1 q2 f e) ->
  errors (edges r) L w W h = srg_error r q0 q1 q2.
Proof.
  intros Hr Hout. transitivity (frob2 (edges r) (edges r) (combination r (q0 - 1) (q1 - 1) (q2 - 1))).
  - unfold errors, error, frob2. apply sum_ext. intros e He. apply sum_ext. intros f Hf.
    rewrite Hout by easy. rewrite <- (combination_1 r Hr f e), (combination_sym r Hr _ _ _ e f).
    unfold combination. ring.
  - rewrite combination_norm by easy. unfold srg_error. field.
Qed.

Section Below.

Context (r L samples : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R).
Hypothesis Hr : (4 <= r)%nat.
Hypothesis HL : (2 <= L)%nat.
Hypothesis Hsamples : (0 < samples)%nat.
Hypothesis HlamH : 0 < lamH.
Hypothesis Hlam : forall l, (l < L)%nat -> 0 < lam l.
Hypothesis HdL : d L = edges r.

Let n := INR r.
Let K := edges r.
Let Lam := Lambda samples L lamH lam.

Definition improves (h : nat -> vec) (W : nat -> mat) : Prop := exists h' W',
  objective K samples L d lamH lam h' W' < objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W.

Lemma K_positive : (0 < K)%nat.
Proof. apply INR_lt. unfold K. rewrite INR_edges. pose proof (n_ge_4 r Hr). cbn [INR]. nra. Qed.

(** A network that costs more than 1/2 is beaten by zero. *)
Lemma zero_improves h W :
  1 / 2 < objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W -> improves h W.
Proof.
  intros H. exists (fun _ _ _ => 0), (fun _ _ _ => 0). rewrite zero_network; try easy; [apply K_positive|lia].
Qed.

(** So is one with the output zero, because its features are not. *)
Lemma zero_outputs_cost_more h W : errors K L (srg_width r L) W h = srg_error r 0 0 0 ->
  0 < features2 K (srg_width r L) h ->
  1 / 2 < objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W.
Proof.
  intros Ee Hh. pose proof (lt_0_INR _ Hsamples). pose proof (lt_0_INR _ K_positive) as HK.
  rewrite copies_cost, objective1_split, Ee by easy. unfold regularisation, penalty.
  assert (0 < INR samples * lamH / 2 * features2 K (srg_width r L) h) by (apply Rmult_lt_0_compat; nra).
  assert (0 <= sum L (fun l => lam l / 2 * frob2 (srg_width r L (S l)) (srg_width r L l) (W l))).
  { apply sum_nonneg. intros l Hl. specialize (Hlam l Hl). apply Rmult_le_pos; [lra|apply frob2_nonneg]. }
  replace (srg_error r 0 0 0) with (INR K) by (unfold srg_error, K; rewrite INR_edges; field).
  replace (INR K / (2 * INR K)) with (1 / 2) by (field; lra). lra.
Qed.

(** A member costs at least the balanced value of its outputs q_i, and if these are zero it can be improved. *)
Lemma member_value h W : srg_member r L h W -> improves h W \/ exists q0 q1 q2,
  0 < last_norm r q0 q1 q2 /\
  balanced_value K L Lam (srg_error r q0 q1 q2) (shape_cost L n * last_norm r q0 q1 q2)
    <= objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W.
Proof.
  intros Hm. destruct (member_shape r L Hr HL h W Hm) as (q0 & q1 & q2 & Ee & Ec & Hh).
  destruct (Req_dec q0 0) as [E0|]; [|right; exists q0, q1, q2].
  1: destruct (Req_dec q1 0) as [E1|]; [|right; exists q0, q1, q2].
  1: destruct (Req_dec q2 0) as [E2|]; [|right; exists q0, q1, q2].
  1: left; subst; now apply zero_improves, zero_outputs_cost_more.
  all: split; [apply last_norm_pos; tauto|]; unfold srg_error, n, K; rewrite <- Ee, <- Ec; now apply balanced_value_below.
Qed.

(** One shape that costs less for all outputs of the family, and errs no more, improves every member. *)
Theorem cheaper_shape w h W : (forall l, (l <= L)%nat -> (w l <= d l)%nat) -> w L = K -> srg_member r L h W ->
  (forall q0 q1 q2, 0 < last_norm r q0 q1 q2 -> exists h' W',
     0 < features2 K w h' /\ (forall l, (l < L)%nat -> 0 < weights2 w W' l) /\
     errors K L w W' h' <= srg_error r q0 q1 q2 /\ cost K L w h' W' < shape_cost L n * last_norm r q0 q1 q2) ->
  improves h W.
Proof.
  intros Hd HwL Hm Hcheaper. destruct (member_value h W Hm) as [|(q0 & q1 & q2 & Hq & Hle)]; [easy|].
  destruct (Hcheaper q0 q1 q2 Hq) as (h' & W' & Hh & HW & He & Hc).
  destruct (balanced_value_attained K samples L w lamH lam) with (d := d) (h := h') (W := W') as (hs & Ws & E); try easy.
  exists hs, Ws. rewrite E. apply Rlt_le_trans with (2 := Hle).
  apply balanced_value_less; try easy; [apply K_positive|now apply Lambda_pos|].
  split; [apply cost_nonneg|exact Hc].
Qed.

End Below.
