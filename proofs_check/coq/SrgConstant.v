(** S27 (b): SRG with a constant c added to all entries of B, for every r >= 4 and L >= 3.

    W_1 H_1 = B + cJ is balanced, W_2, ..., W_(L-2) are identities, a row of W_(L-1) is y - 1 on the ends of its edge
    and y elsewhere, and W_L is SRG's.  The singular values of B + cJ are x sqrt (r-2) on the constants and sqrt (r-2)
    elsewhere; any x that is more than SRG's makes c positive.  M_L and the outputs are SRG's. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat FunctionalExtensionality.
From DNC Require Import Sums UniformLoss Model Blocks Graphs ClosedForms CostConstants Srg SrgLoss BelowSrg
  DeeperNetwork.
Open Scope R_scope.

Section Constant.

Context (r : nat) (x : R) (Hr : (4 <= r)%nat).
Let n := INR r.
Let K := edges r.
Hypothesis Hx : 0 < x.
Hypothesis Hleast : srg_ratio_square n < x ^ 2.

(** The sum of a column of B + cJ, c itself, and the entries of W_(L-1). *)
Definition column : R := x * sqrt (2 * (n - 2) / (n - 1)).
Definition added : R := (column - 2) / n.
Definition off_edge : R := (1 + 2 * added) / column.
Definition first_scale : R := sqrt x * beta r.

Lemma column_sqr : 0 < column /\ column ^ 2 = x ^ 2 * (2 * (n - 2) / (n - 1)).
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. assert (0 < 2 * (n - 2) / (n - 1)) by (apply Rdiv_lt_0_compat; lra).
  unfold column. split; [apply Rmult_lt_0_compat; [easy|now apply sqrt_lt_R0]|].
  rewrite Rpow_mult_distr, pow2_sqrt; lra.
Qed.

Lemma added_pos : 0 < added.
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct column_sqr as [Hc Ec].
  assert (4 < column ^ 2).
  { rewrite Ec. apply Rle_lt_trans with (srg_ratio_square n * (2 * (n - 2) / (n - 1))).
    - apply Req_le. unfold srg_ratio_square. field. lra.
    - apply Rmult_lt_compat_r; [apply Rdiv_lt_0_compat; lra|easy]. }
  unfold added. apply Rdiv_lt_0_compat; nra.
Qed.

Lemma first_scale_sqr : 0 < first_scale /\ first_scale ^ 2 = x * beta r ^ 2.
Proof.
  destruct (alpha_beta r Hr) as (_ & Hb & _). unfold first_scale. split.
  - apply Rmult_lt_0_compat; [now apply sqrt_lt_R0|easy].
  - rewrite Rpow_mult_distr, pow2_sqrt; lra.
Qed.

(** ** The layers *)

Definition constant_weights_1 : mat := fun u v => beta r * delta u v + (first_scale - beta r) / n.
Definition constant_features : nat -> vec :=
  fun e v => incidence v e / beta r + (2 / n * (/ first_scale - / beta r) + added / first_scale).
Definition constant_rows : mat := fun e v => off_edge - incidence v e.

Lemma constant_first_product u e : (u < r)%nat -> (e < K)%nat ->
  apply r constant_weights_1 (constant_features e) u = incidence u e + added.
Proof.
  intros Hu He. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct (alpha_beta r Hr) as (_ & Hb & _).
  destruct first_scale_sqr as [Ha _]. unfold apply, dot, constant_weights_1, constant_features.
  set (c := 2 / n * (/ first_scale - / beta r) + added / first_scale). set (g := (first_scale - beta r) / n).
  rewrite (sum_ext r _ (fun v => delta u v * (beta r * (incidence v e / beta r + c)) + g / beta r * incidence v e + g * c))
    by (intros; field; lra).
  rewrite !sum_plus, sum_scal, sum_const, (sum_delta r u (fun v => beta r * (incidence v e / beta r + c))) by easy.
  rewrite (column_sum r) by easy. fold n. unfold c, g. field. lra.
Qed.

Lemma constant_last_product e f : (e < K)%nat -> (f < K)%nat ->
  dot r (constant_rows e) (fun v => incidence v f + added) = kneser e f - delta e f.
Proof.
  intros He Hf. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct column_sqr as [Hc _].
  rewrite (kneser_overlap r) by easy. rewrite <- (gram_edges r) by easy.
  unfold dot, constant_rows, mmul, transpose.
  rewrite (sum_ext r _ (fun v => off_edge * incidence v f + off_edge * added
    - (incidence v e * incidence v f + added * incidence v e))) by (intros; ring).
  rewrite sum_minus, !sum_plus, !sum_scal, sum_const, !(column_sum r) by easy. fold n.
  assert (E : off_edge * column = 1 + 2 * added) by (unfold off_edge; field; lra).
  assert (En : n * added = column - 2) by (unfold added; field; lra).
  replace (off_edge * 2 + n * (off_edge * added)) with (off_edge * (2 + n * added)) by ring. rewrite En.
  replace (2 + (column - 2)) with column by ring. lra.
Qed.

Lemma constant_weights_1_norm : frob2 r r constant_weights_1 = beta r ^ 2 * (x + (n - 1)).
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct first_scale_sqr as [_ Ea].
  unfold frob2, norm2, constant_weights_1. set (g := (first_scale - beta r) / n).
  rewrite (sum_ext r _ (fun _ => beta r ^ 2 + 2 * beta r * g + n * g ^ 2)).
  - rewrite sum_const. fold n. transitivity (first_scale ^ 2 + (n - 1) * beta r ^ 2); [unfold g; field; lra|].
    rewrite Ea. ring.
  - intros u Hu. rewrite (sum_ext r _ (fun v => delta u v * (beta r ^ 2 + 2 * beta r * g) + g ^ 2)).
    + rewrite sum_plus, sum_const, (sum_delta r u (fun _ => beta r ^ 2 + 2 * beta r * g)) by easy. reflexivity.
    + intros v Hv. destruct (delta_cases u v) as [[_ ->]|[_ ->]]; ring.
Qed.

Lemma constant_features_norm : sum K (fun e => norm2 r (constant_features e)) = beta r ^ 2 * (x + (n - 1)).
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct (alpha_beta r Hr) as (_ & Hb & _ & _ & _ & Eb). fold n in Eb.
  destruct first_scale_sqr as [Ha Ea]. destruct column_sqr as [_ Ec].
  unfold norm2, constant_features. set (c := 2 / n * (/ first_scale - / beta r) + added / first_scale).
  rewrite (sum_ext K _ (fun _ => 2 * (/ beta r ^ 2 + 2 * c / beta r) + n * c ^ 2)).
  - rewrite sum_const. unfold K. rewrite INR_edges. fold n. unfold c, added.
    transitivity ((n - 1) / 2 * column ^ 2 / first_scale ^ 2 + (n - 1) * (n - 2) / beta r ^ 2); [field; lra|].
    rewrite Ec, Ea, <- Eb. replace (n - 1) with (beta r ^ 4 + 1) by lra. field. nra.
  - intros e He. rewrite (sum_ext r _ (fun v => (/ beta r ^ 2 + 2 * c / beta r) * incidence v e + c ^ 2)).
    + rewrite sum_plus, sum_scal, sum_const, (column_sum r) by easy. fold n. ring.
    + intros v Hv.
      replace ((incidence v e / beta r + c) ^ 2)
        with (/ beta r ^ 2 * incidence v e ^ 2 + 2 * c / beta r * incidence v e + c ^ 2) by (field; lra).
      rewrite (incidence_sqr r) by easy. ring.
Qed.

Lemma constant_rows_norm : frob2 K r constant_rows = (n - 2) * (last_ratio n ^ 2 / x ^ 2 + (n - 1)).
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct column_sqr as [Hc Ec].
  unfold frob2, norm2, constant_rows.
  rewrite (sum_ext K _ (fun _ => n * off_edge ^ 2 + 2 * (1 - 2 * off_edge))).
  - rewrite sum_const. unfold K. rewrite INR_edges. fold n. unfold off_edge, added.
    transitivity ((n - 1) * (n - 2) + (n - 1) * (n - 4) ^ 2 / (2 * column ^ 2)); [field; lra|].
    rewrite Ec. unfold last_ratio. field. lra.
  - intros e He. rewrite (sum_ext r _ (fun v => off_edge ^ 2 + (1 - 2 * off_edge) * incidence v e)).
    + rewrite sum_plus, sum_scal, sum_const, (column_sum r) by easy. fold n. ring.
    + intros v Hv.
      replace ((off_edge - incidence v e) ^ 2)
        with (off_edge ^ 2 - 2 * off_edge * incidence v e + incidence v e ^ 2) by ring.
      rewrite (incidence_sqr r) by easy. ring.
Qed.

Definition constant_layers (q0 q1 q2 : R) (l : nat) : mat :=
  match l with O => constant_weights_1 | 1%nat => constant_rows | _ => last_layer r q0 q1 q2 end.

Notation w3 := (widths r K K 3).

Lemma constant_last_means q0 q1 q2 e f : (e < K)%nat -> (f < K)%nat ->
  pre w3 (constant_layers q0 q1 q2) 2 (constant_features e) f = kneser f e - delta f e.
Proof.
  intros He Hf.
  change (dot r (constant_rows f) (fun v => relu (apply r constant_weights_1 (constant_features e) v)) = kneser f e - delta f e).
  rewrite <- constant_last_product by easy. apply dot_ext; [easy|]. intros v Hv.
  rewrite constant_first_product by easy. apply relu_pos.
  pose proof (incidence_nonneg v e). pose proof added_pos. lra.
Qed.

Lemma constant_output q0 q1 q2 e f : (e < K)%nat -> (f < K)%nat ->
  pre w3 (constant_layers q0 q1 q2) 3 (constant_features e) f = combination r q0 q1 q2 f e.
Proof.
  intros He Hf. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. rewrite pre_S. cbv [post].
  transitivity (mmul K (last_layer r q0 q1 q2) (combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1) f e).
  - apply dot_ext; [easy|]. intros g Hg. rewrite constant_last_means, (last_relu r) by easy. now apply (kneser_spectrum r).
  - unfold last_layer, K. rewrite combination_mul by easy. fold n. f_equal; field; lra.
Qed.

Lemma constant_cost L q0 q1 q2 :
  cost K 3 w3 constant_features (constant_layers q0 q1 q2) * n ^ (L - 3)
  = constant_shape_cost L n x * last_norm r q0 q1 q2.
Proof.
  pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct (alpha_beta r Hr) as (_ & _ & _ & _ & _ & Eb). fold n in Eb.
  unfold cost, features2, weights2. cbn [prod constant_layers]. change (w3 0%nat) with r. change (w3 1%nat) with r.
  change (w3 2%nat) with K. change (w3 3%nat) with K.
  rewrite constant_features_norm, constant_weights_1_norm, constant_rows_norm.
  replace (frob2 K K (last_layer r q0 q1 q2)) with (last_norm r q0 q1 q2)
    by (unfold last_layer, K; rewrite combination_norm by easy; unfold last_norm; fold n; field; lra).
  unfold constant_shape_cost, last_ratio.
  transitivity (beta r ^ 4 * (x + (n - 1)) ^ 2 * ((n - 2) * (((n - 4) * (n - 1) / (2 * (n - 2))) ^ 2 / x ^ 2 + (n - 1)))
    * n ^ (L - 3) * last_norm r q0 q1 q2).
  - set (n ^ (L - 3)). field. lra.
  - rewrite Eb. set (n ^ (L - 3)). field. lra.
Qed.

Lemma constant_positive q0 q1 q2 : 0 < last_norm r q0 q1 q2 ->
  0 < features2 K w3 constant_features /\ forall l, (l < 3)%nat -> 0 < weights2 w3 (constant_layers q0 q1 q2) l.
Proof.
  intros Hq. pose proof (n_ge_4 r Hr) as Hn. fold n in Hn. destruct (alpha_beta r Hr) as (_ & Hb & _).
  assert (H1 : 0 < beta r ^ 2 * (x + (n - 1))) by (apply Rmult_lt_0_compat; [now apply pow_lt|lra]).
  split; [unfold features2; change (w3 0%nat) with r; now rewrite constant_features_norm|].
  intros l Hl. destruct l as [|[|[|l]]]; [| | |lia].
  - change (0 < frob2 r r constant_weights_1). now rewrite constant_weights_1_norm.
  - change (0 < frob2 K r constant_rows). rewrite constant_rows_norm.
    assert (0 <= last_ratio n ^ 2 / x ^ 2)
      by (apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat, pow_lt, Hx]). nra.
  - change (0 < frob2 K K (last_layer r q0 q1 q2)). unfold last_layer, K. rewrite combination_norm by easy.
    unfold last_norm in Hq. fold n in Hq |- *. eapply Rlt_le_trans; [exact Hq|]. apply Req_le. field. lra.
Qed.

End Constant.

(** ** Costs *)

(** SRG is the case c = 0. *)
Lemma srg_shape_cost_ratio L n : 4 <= n -> srg_shape_cost L n = constant_shape_cost L n (sqrt (srg_ratio_square n)).
Proof.
  intros Hn. rewrite shape_cost_eq, nuclear_norm_B_eq.
  assert (Hs : 0 < srg_ratio_square n)
    by (unfold srg_ratio_square; apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat; lra|lra]).
  assert (E : sqrt (2 * (n - 1)) = sqrt (n - 2) * sqrt (srg_ratio_square n)).
  { rewrite <- sqrt_mult by lra. f_equal. unfold srg_ratio_square. field. lra. }
  assert (Ex : sqrt (srg_ratio_square n) ^ 2 = srg_ratio_square n) by (apply pow2_sqrt; lra).
  assert (Eb : sqrt (n - 2) ^ 2 = n - 2) by (apply pow2_sqrt; lra).
  unfold constant_shape_cost. rewrite E, Ex.
  replace ((sqrt (n - 2) * sqrt (srg_ratio_square n) + (n - 1) * sqrt (n - 2)) ^ 2)
    with (sqrt (n - 2) ^ 2 * (sqrt (srg_ratio_square n) + (n - 1)) ^ 2) by ring.
  rewrite Eb, classes_eq. set (sqrt (srg_ratio_square n)). set (n ^ (L - 3)). unfold srg_ratio_square. field. lra.
Qed.

(** (x + f)^2 (t^2/x^2 + f) falls until x^3 = t^2. *)
Lemma layers_fall x0 x1 f t : 0 < f -> 0 < x0 -> x0 < x1 -> x1 ^ 3 <= t ^ 2 ->
  (x1 + f) ^ 2 * (t ^ 2 / x1 ^ 2 + f) < (x0 + f) ^ 2 * (t ^ 2 / x0 ^ 2 + f).
Proof.
  intros Hf H0 H1 Ht. apply Rminus_gt_0_lt.
  replace (_ - _) with ((x1 - x0) * f * (t ^ 2 * (2 * x0 * x1 + f * (x0 + x1)) - x0 ^ 2 * x1 ^ 2 * (x0 + x1 + 2 * f))
    / (x0 ^ 2 * x1 ^ 2)) by (field; lra).
  apply Rdiv_lt_0_compat; [|apply Rmult_lt_0_compat; apply pow_lt; lra].
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|].
  assert (x1 ^ 3 * (2 * x0 * x1 + f * (x0 + x1)) <= t ^ 2 * (2 * x0 * x1 + f * (x0 + x1)))
    by (apply Rmult_le_compat_r; [nra|easy]).
  assert (0 < x0 * x1 ^ 2 * (2 * x1 ^ 2 - x0 * (x0 + x1)))
    by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [|apply pow_lt]; lra|nra]).
  assert (0 < f * x1 ^ 2 * (x1 * (x0 + x1) - 2 * x0 ^ 2))
    by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [|apply pow_lt]; lra|nra]).
  nra.
Qed.

Theorem constant_is_cheaper L n x : 4 <= n -> srg_ratio_square n < x ^ 2 -> 0 < x -> x ^ 3 <= last_ratio n ^ 2 ->
  constant_shape_cost L n x < srg_shape_cost L n.
Proof.
  intros Hn Hx0 Hx Ht. rewrite srg_shape_cost_ratio by easy.
  assert (Hs : 0 < srg_ratio_square n)
    by (unfold srg_ratio_square; apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat; lra|lra]).
  assert (H1 : sqrt (srg_ratio_square n) < x).
  { apply (pow_lt_inj 2); [lia|apply sqrt_pos|lra|]. rewrite pow2_sqrt; lra. }
  assert (E : forall y, 0 < y -> constant_shape_cost L n y
    = (n - 2) ^ 2 * n ^ (L - 3) * ((y + (n - 1)) ^ 2 * (last_ratio n ^ 2 / y ^ 2 + (n - 1)))).
  { intros y Hy. unfold constant_shape_cost, last_ratio. set (n ^ (L - 3)). field. lra. }
  rewrite !E by (easy || now apply sqrt_lt_R0). apply Rmult_lt_compat_l.
  - apply Rmult_lt_0_compat; apply pow_lt; lra.
  - apply layers_fall; try easy; [lra|now apply sqrt_lt_R0].
Qed.

(** From r = 8 on there is room for the ratio sqrt 3. *)
Lemma root_3_helps n : 8 <= n -> srg_ratio_square n < sqrt 3 ^ 2 /\ sqrt 3 ^ 3 <= last_ratio n ^ 2.
Proof.
  intros Hn. assert (E3 : sqrt 3 ^ 2 = 3) by (apply pow2_sqrt; lra). split.
  - rewrite E3. unfold srg_ratio_square. apply (Rmult_lt_reg_r (n - 2)); [lra|].
    replace (/ (-2 + n) * (-2 + 2 * n) * (n - 2)) with (2 * (n - 1)) by (field; lra). lra.
  - assert (Ht : 7 / 3 <= last_ratio n).
    { unfold last_ratio. apply (Rmult_le_reg_r (n - 2)); [lra|].
      replace (1 / 2 * (-4 + n) * / (-2 + n) * (-1 + n) * (n - 2)) with ((n - 4) * (n - 1) / 2) by (field; lra). nra. }
    replace (sqrt 3 ^ 3) with (3 * sqrt 3) by (rewrite <- E3 at 1; ring).
    pose proof (sqrt_pos 3). assert (sqrt 3 < 18 / 10) by nra. nra.
Qed.

(** For any outputs, from r = 8 on: SRG's widths, M_L and outputs, and a smaller product of the squared norms. *)
Theorem constant_network r L q0 q1 q2 : (8 <= r)%nat -> (3 <= L)%nat -> 0 < last_norm r q0 q1 q2 ->
  let K := edges r in let w := srg_width r L in
  exists c h W, 0 < c /\
    (forall e v, (e < K)%nat -> (v < r)%nat -> pre w W 1 (h e) v = incidence v e + c) /\
    (forall e f, (e < K)%nat -> (f < K)%nat -> pre w W (L - 1) (h e) f = kneser f e - delta f e) /\
    (forall e f, (e < K)%nat -> (f < K)%nat -> pre w W L (h e) f = combination r q0 q1 q2 f e) /\
    0 < features2 K w h /\ (forall l, (l < L)%nat -> 0 < weights2 w W l) /\
    cost K L w h W < srg_shape_cost L (INR r) * last_norm r q0 q1 q2.
Proof.
  intros Hr HL Hq K w. pose proof (n_ge_4 r ltac:(lia)) as Hn. assert (Hr4 : (4 <= r)%nat) by lia.
  assert (Hn8 : 8 <= INR r) by (apply (le_INR 8) in Hr; cbn in Hr; lra).
  destruct (root_3_helps (INR r) Hn8) as [Hleast Hmost]. assert (H3 : 0 < sqrt 3) by (apply sqrt_lt_R0; lra).
  assert (Ew : w = widths r K K L).
  { apply functional_extensionality. intros l. unfold w, srg_width, widths. fold K. now destruct (S l <? L), (l <? L). }
  rewrite Ew. set (h := constant_features r (sqrt 3)). set (B := constant_layers r (sqrt 3) q0 q1 q2).
  destruct (constant_positive r (sqrt 3) Hr4 H3 q0 q1 q2 Hq) as [Hh HB].
  destruct (deeper_positive r K K L B HL h) as [Hh' HW']; try easy; [lia|].
  exists (added r (sqrt 3)), h, (deeper L B). repeat split; try easy.
  - now apply added_pos.
  - intros e v He Hv. rewrite pre_S, width_first by lia. now apply constant_first_product.
  - intros e f He Hf. rewrite deeper_last_means by easy. now apply constant_last_means.
  - intros e f He Hf. rewrite deeper_output by easy. now apply constant_output.
  - rewrite deeper_cost by easy. unfold B, h, K. rewrite constant_cost by easy.
    apply Rmult_lt_compat_r; [easy|]. now apply constant_is_cheaper.
Qed.

(** So every network of the family has a strictly cheaper one. *)
Theorem constant_improves_srg r L samples d lamH lam h W : (8 <= r)%nat -> (3 <= L)%nat -> (0 < samples)%nat ->
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> (forall l, (l <= L)%nat -> (srg_width r L l <= d l)%nat) ->
  d L = edges r -> srg_member r L h W -> improves r L samples d lamH lam h W.
Proof.
  intros Hr HL Hs HH Hl Hd HdL Hm.
  apply (cheaper_shape r L samples d lamH lam) with (w := srg_width r L); try easy; try lia.
  - unfold srg_width. destruct (Nat.ltb_spec (S L) L); [lia|easy].
  - intros q0 q1 q2 Hq. destruct (constant_network r L q0 q1 q2 Hr HL Hq) as (c & h' & W' & _ & _ & _ & Hout & Hh & HW & Hc).
    exists h', W'. repeat split; try easy.
    + apply Req_le, errors_of_outputs; [lia|exact Hout].
    + unfold shape_cost. destruct (Nat.eqb_spec L 2); [lia|exact Hc].
Qed.
