(** S5 (a) and S6: SRG, and SRG beside DNC, cost strictly less than DNC; no DNC solution is optimal. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Blocks Graphs ClosedForms CostConstants Srg.
Open Scope R_scope.

(** L = 3 with r >= 5, or L >= 4 with r >= 4. *)
Definition admissible (L r : nat) : Prop := (L = 3%nat /\ (5 <= r)%nat) \/ ((4 <= L)%nat /\ (4 <= r)%nat).

Lemma admissible_cost L r : admissible L r -> srg_cost L (INR r) < INR (edges r) ^ (L + 1).
Proof.
  intros H. rewrite INR_edges, <- classes_eq. apply cost_constants.
  destruct H as [[-> H]|[HL H]]; [left|right]; split; try easy.
  - pose proof (le_INR 5 r H) as E. cbn in E. lra.
  - now apply n_ge_4.
Qed.

Lemma lambda_pos L lamH lam :
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < lamH * prod L lam.
Proof. intros HH Hl. apply Rmult_lt_0_compat; [easy|now apply prod_pos]. Qed.

(** SRG on the edges of K_r beside DNC on m further classes costs less than f(q) at every q = s^(L+1) > 0,
    where f is the DNC loss of all K = r(r-1)/2 + m classes. *)
Theorem srg_beside_dnc_wins n r m L d lamH lam C s :
  admissible L r -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (S l < L)%nat -> (r + m <= d l)%nat) -> (edges r + m <= d (L - 1)%nat)%nat ->
  d L = (edges r + m)%nat -> 0 < s -> 0 <= C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR (edges r + m) ^ (L + 1) ->
  exists h W, objective (edges r + m) n L d lamH lam h W < loss L C s.
Proof.
  intros Hadm Hn HH Hl Hd Hd1 HdL Hs HC EC.
  assert (Hr : (4 <= r)%nat) by (destruct Hadm; lia).
  assert (HL : (3 <= L)%nat) by (destruct Hadm; lia).
  pose proof (n_ge_4 r Hr) as Hr4. pose proof (lt_0_INR n Hn) as Hn0.
  assert (HnH : 0 < INR n * lamH) by (apply Rmult_lt_0_compat; easy).
  pose proof (lambda_pos L (INR n * lamH) lam HnH Hl) as HLam.
  assert (HK : 0 < INR (edges r)) by (rewrite INR_edges; nra).
  assert (Hcost : 0 < srg_cost L (INR r)) by (apply srg_cost_pos; easy).
  destruct (root_exists (L + 1) (INR n * lamH * prod L lam)) as (c & Hc0 & Ec); [lia|lra|].
  destruct (root_exists (L + 1) (INR n * lamH * prod L lam * srg_cost L (INR r))) as (b & Hb0 & Eb);
    [lia|apply Rmult_le_pos; lra|].
  assert (Hc : 0 < c).
  { destruct Hc0 as [|<-]; [easy|]. rewrite pow_i in Ec by lia. lra. }
  assert (Hb : 0 < b).
  { destruct Hb0 as [|<-]; [easy|]. rewrite pow_i in Eb by lia.
    assert (0 < INR n * lamH * prod L lam * srg_cost L (INR r)) by (apply Rmult_lt_0_compat; easy). lra. }
  destruct (srg_beside_dnc r m L d (INR n * lamH) lam b c s) as (h & W & E); try easy.
  exists (fun k _ => h k), W. rewrite copies_cost, E by easy.
  apply loss_increases_in_cost; [|easy].
  assert (HbK : b < INR (edges r) * c).
  { apply (pow_lt_inj (L + 1)); [lia|lra|nra|]. rewrite Rpow_mult_distr, Eb, Ec.
    rewrite (Rmult_comm (INR (edges r) ^ (L + 1))). apply Rmult_lt_compat_l; [easy|].
    now apply admissible_cost. }
  replace C with (INR (edges r + m) * c).
  - rewrite plus_INR. lra.
  - apply (pow_inj (L + 1)); [lia|apply Rmult_le_pos; [apply pos_INR|lra]|easy|].
    rewrite Rpow_mult_distr, Ec, EC. unfold Lambda. ring.
Qed.

(** The zero network costs 1/2. *)
Lemma zero_network K n L d lamH lam : (0 < K)%nat -> (0 < n)%nat -> (0 < L)%nat ->
  objective K n L d lamH lam (fun _ _ _ => 0) (fun _ _ _ => 0) = 1 / 2.
Proof.
  intros HK Hn HL. pose proof (lt_0_INR K HK). pose proof (lt_0_INR n Hn).
  unfold objective, penalty, frob2.
  rewrite (sum_0 L); [|intros; rewrite sum_0; [ring|intros; apply sum_0; intros; ring]].
  rewrite (sum_0 K (fun k => sum n (fun j => norm2 (d O) (fun _ => 0))));
    [|intros; apply sum_0; intros; apply sum_0; intros; ring].
  rewrite (sum_ext K _ (fun _ => INR n * 1)); [rewrite sum_const; field; lra|].
  intros k Hk. rewrite <- sum_const. apply sum_ext. intros j Hj. unfold error.
  rewrite (sum_ext K _ (fun i => delta k i * 1)); [now rewrite (sum_delta K k (fun _ => 1))|].
  intros i Hi. rewrite (delta_sym i k). rewrite pre_pred by easy. unfold apply, dot.
  rewrite sum_0 by (intros; ring). destruct (delta_cases k i) as [[_ ->]|[_ ->]]; ring.
Qed.

(** S5 (a) at every output: SRG alone, with layer widths r, ..., r, K. *)
Theorem srg_below_dnc n r L lamH lam C s :
  admissible L r -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < s -> 0 <= C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR (edges r) ^ (L + 1) ->
  exists h W, objective (edges r) n L (srg_width r L) lamH lam h W < loss L C s.
Proof.
  intros Hadm Hn HH Hl Hs HC EC.
  assert (Hr : (4 <= r)%nat) by (destruct Hadm; lia).
  assert (HL : (3 <= L)%nat) by (destruct Hadm; lia).
  destruct (srg_beside_dnc_wins n r 0 L (srg_width r L) lamH lam C s) as (h & W & Hlt); try easy.
  - intros l Hi. rewrite width_hidden by lia. lia.
  - rewrite width_last by lia. lia.
  - rewrite width_last by lia. lia.
  - now rewrite Nat.add_0_r.
  - rewrite Nat.add_0_r in Hlt. now exists h, W.
Qed.

(** S5 (a): wherever some DNC solution costs at most 1/2, that is beats or ties zero, SRG costs less. *)
Theorem srg_beats_dnc n r L d lamH lam h W :
  admissible L r -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> d L = edges r ->
  DNC (edges r) n L d h W -> objective (edges r) n L d lamH lam h W <= 1 / 2 ->
  exists h' W', objective (edges r) n L (srg_width r L) lamH lam h' W' < objective (edges r) n L d lamH lam h W.
Proof.
  intros Hadm Hn HH Hl HdL HDNC Hhalf.
  assert (Hr : (4 <= r)%nat) by (destruct Hadm; lia).
  assert (HL : (3 <= L)%nat) by (destruct Hadm; lia).
  assert (HK : (0 < edges r)%nat) by (apply INR_lt; rewrite INR_edges; pose proof (n_ge_4 r Hr); cbn; nra).
  pose proof (lt_0_INR n Hn). pose proof (lambda_pos L lamH lam HH Hl).
  destruct (root_exists (L + 1) (Lambda n L lamH lam * INR (edges r) ^ (L + 1))) as (C & HC & EC).
  { lia. }
  { apply Rmult_le_pos; [unfold Lambda; nra|apply pow_le, pos_INR]. }
  destruct (dnc_bound (edges r) n L d lamH lam h W C) as (s & Hs & Hle & Hzero); try easy; [lia|].
  destruct Hs as [Hs|Hs]; [|symmetry in Hs; specialize (Hzero Hs); lra].
  destruct (srg_below_dnc n r L lamH lam C s) as (h' & W' & Hlt); try easy.
  exists h', W'. lra.
Qed.

(** S6: no DNC solution is a global optimum, for L = 3 with K >= 10 and L >= 4 with K >= 6 classes, any number
    of samples, any widths of at least K and any regularisation parameters. *)
Theorem dnc_not_optimal K n L d lamH lam h W :
  (L = 3%nat /\ (10 <= K)%nat) \/ ((4 <= L)%nat /\ (6 <= K)%nat) ->
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (l < L)%nat -> (K <= d l)%nat) -> d L = K -> DNC K n L d h W ->
  exists h' W', objective K n L d lamH lam h' W' < objective K n L d lamH lam h W.
Proof.
  intros HLK Hn HH Hl Hd HdL HDNC.
  assert (Hex : exists r, admissible L r /\ (edges r <= K)%nat /\ (r <= edges r)%nat).
  { destruct HLK as [[-> HK]|[HL HK]]; [exists 5%nat|exists 4%nat]; split;
      try (left; split; [easy|lia]); try (right; split; lia); cbn; lia. }
  destruct Hex as (r & Hadm & HrK & Hrr).
  set (m := (K - edges r)%nat). assert (EK : K = (edges r + m)%nat) by (unfold m; lia).
  assert (HL : (3 <= L)%nat) by (destruct Hadm; lia).
  pose proof (lt_0_INR n Hn). pose proof (lambda_pos L lamH lam HH Hl).
  destruct (root_exists (L + 1) (Lambda n L lamH lam * INR K ^ (L + 1))) as (C & HC & EC).
  { lia. }
  { apply Rmult_le_pos; [unfold Lambda; nra|apply pow_le, pos_INR]. }
  destruct (dnc_bound K n L d lamH lam h W C) as (s & Hs & Hle & Hzero); try easy; [lia..|].
  destruct Hs as [Hs|Hs].
  - clearbody m. rewrite EK in HdL, EC, Hle |- *.
    destruct (srg_beside_dnc_wins n r m L d lamH lam C s) as (h' & W' & Hlt); try easy.
    + intros l Hi. specialize (Hd l ltac:(lia)). lia.
    + specialize (Hd (L - 1)%nat ltac:(lia)). lia.
    + exists h', W'. lra.
  - symmetry in Hs. specialize (Hzero Hs).
    exists (fun _ _ _ => 0), (fun _ _ _ => 0). rewrite zero_network by lia. exact Hzero.
Qed.
