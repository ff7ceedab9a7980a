(** S4, S5 (a), S6: the SRG network as explicit matrices for every r >= 4 and L >= 3, beside a DNC block.

    W_1 H_1 = B is balanced: W_1 = (B B^T)^(1/4) and H_1 = (B B^T)^(-1/4) B, both of squared norm |B|_*;
    W_2, ..., W_(L-2) are identities, W_(L-1) is [last_hidden], and W_L = sum_i (q_i/theta_i) E_i. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound DncBound Blocks Graphs ClosedForms CostConstants.
Open Scope R_scope.

Section Shape.

Context (r L : nat) (Hr : (4 <= r)%nat) (HL : (3 <= L)%nat).
Let n := INR r.
Let K := edges r.

(** alpha^4 = 2 (r-1) and beta^4 = r - 2 are the eigenvalues of B B^T. *)
Definition alpha : R := sqrt (sqrt (2 * (n - 1))).
Definition beta : R := sqrt (sqrt (n - 2)).

Lemma n4 : 4 <= n.
Proof. apply n_ge_4, Hr. Qed.

Lemma alpha_beta : 0 < alpha /\ 0 < beta /\ alpha ^ 2 = sqrt (2 * (n - 1)) /\ beta ^ 2 = sqrt (n - 2)
  /\ alpha ^ 4 = 2 * (n - 1) /\ beta ^ 4 = n - 2.
Proof.
  pose proof n4. unfold alpha, beta.
  assert (0 < sqrt (2 * (n - 1))) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt (n - 2)) by (apply sqrt_lt_R0; lra).
  repeat split; try (apply sqrt_lt_R0; lra); try (apply pow2_sqrt; lra).
  - replace (sqrt (sqrt (2 * (n - 1))) ^ 4) with ((sqrt (sqrt (2 * (n - 1))) ^ 2) ^ 2) by ring.
    rewrite !pow2_sqrt; lra.
  - replace (sqrt (sqrt (n - 2)) ^ 4) with ((sqrt (sqrt (n - 2)) ^ 2) ^ 2) by ring.
    rewrite !pow2_sqrt; lra.
Qed.

Definition first_weights : mat := fun u v => beta * delta u v + (alpha - beta) / n.
Definition first_features : nat -> vec := fun e v => incidence v e / beta + 2 / n * (/ alpha - / beta).

Lemma first_product u e : (u < r)%nat -> (e < K)%nat ->
  apply r first_weights (first_features e) u = incidence u e.
Proof.
  intros Hu He. destruct alpha_beta as (Ha & Hb & _). pose proof n4.
  unfold apply, dot, first_weights, first_features.
  set (c := 2 / n * (/ alpha - / beta)). set (g := (alpha - beta) / n).
  rewrite (sum_ext r _ (fun v => delta u v * (beta * (incidence v e / beta + c)) + g / beta * incidence v e + g * c))
    by (intros; field; lra).
  rewrite !sum_plus, sum_scal, sum_const, (sum_delta r u (fun v => beta * (incidence v e / beta + c))) by easy.
  rewrite (column_sum r) by easy. fold n. unfold c, g. field. lra.
Qed.

Lemma first_weights_norm : frob2 r r first_weights = alpha ^ 2 + (n - 1) * beta ^ 2.
Proof.
  pose proof n4. unfold frob2, norm2, first_weights. set (g := (alpha - beta) / n).
  rewrite (sum_ext r _ (fun _ => beta ^ 2 + 2 * beta * g + n * g ^ 2)).
  - rewrite sum_const. fold n. unfold g. field. lra.
  - intros u Hu. rewrite (sum_ext r _ (fun v => delta u v * (beta ^ 2 + 2 * beta * g) + g ^ 2)).
    + rewrite sum_plus, sum_const, (sum_delta r u (fun _ => beta ^ 2 + 2 * beta * g)) by easy. reflexivity.
    + intros v Hv. destruct (delta_cases u v) as [[_ ->]|[_ ->]]; ring.
Qed.

Lemma first_features_norm : sum K (fun e => norm2 r (first_features e)) = alpha ^ 2 + (n - 1) * beta ^ 2.
Proof.
  destruct alpha_beta as (Ha & Hb & _ & _ & Ea & Eb). pose proof n4.
  unfold norm2, first_features. set (c := 2 / n * (/ alpha - / beta)).
  rewrite (sum_ext K _ (fun _ => 2 * (/ beta ^ 2 + 2 * c / beta) + n * c ^ 2)).
  - rewrite sum_const. unfold K. rewrite INR_edges. fold n. unfold c.
    replace (n * (n - 1) / 2 * (2 * (/ beta ^ 2 + 2 * (2 / n * (/ alpha - / beta)) / beta)
               + n * (2 / n * (/ alpha - / beta)) ^ 2))
      with ((2 * (n - 1)) / alpha ^ 2 + (n - 1) * (n - 2) / beta ^ 2) by (field; lra).
    rewrite <- Ea, <- Eb. field. lra.
  - intros e He. rewrite (sum_ext r _ (fun v => (/ beta ^ 2 + 2 * c / beta) * incidence v e + c ^ 2)).
    + rewrite sum_plus, sum_scal, sum_const, (column_sum r) by easy. fold n. ring.
    + intros v Hv.
      replace ((incidence v e / beta + c) ^ 2)
        with (/ beta ^ 2 * incidence v e ^ 2 + 2 * c / beta * incidence v e + c ^ 2) by (field; lra).
      rewrite (incidence_sqr r) by easy. ring.
Qed.

(** ** The network *)

Definition srg_width (l : nat) : nat := if S l <? L then r else K.

Definition last_layer (q0 q1 q2 : R) : mat :=
  combination r (q0 / ((n - 2) * (n - 3) / 2)) (q1 / - (n - 3)) (q2 / 1).

Definition srg_weights (q0 q1 q2 : R) (l : nat) : mat :=
  if l =? 0 then first_weights
  else if S l =? L then last_layer q0 q1 q2
  else if S (S l) =? L then last_hidden
  else delta.

Ltac cases_eqb := repeat match goal with
  | |- context [?x =? ?y] => destruct (Nat.eqb_spec x y)
  | |- context [?x <? ?y] => destruct (Nat.ltb_spec x y)
  end; try lia.

Lemma width_hidden l : (S l < L)%nat -> srg_width l = r.
Proof. intros H. unfold srg_width. cases_eqb; easy. Qed.

Lemma width_last l : (L <= S l)%nat -> srg_width l = K.
Proof. intros H. unfold srg_width. cases_eqb; easy. Qed.

Context (q0 q1 q2 : R).
Notation W := (srg_weights q0 q1 q2).

(** M_2, ..., M_(L-1) are B. *)
Theorem hidden_means l e v : (0 < l)%nat -> (S l < L)%nat -> (e < K)%nat -> (v < r)%nat ->
  pre srg_width W l (first_features e) v = incidence v e.
Proof.
  intros Hl HlL He. revert v. induction l as [|l IH]; [lia|]. intros v Hv.
  rewrite pre_S. destruct l as [|l].
  - rewrite width_hidden by lia. now apply first_product.
  - rewrite width_hidden by lia. unfold apply.
    rewrite (dot_ext r _ (fun w => delta v w) _ (fun w => incidence w e)).
    + unfold dot. now rewrite (sum_delta r v (fun w => incidence w e)).
    + intros w Hw. unfold srg_weights. cases_eqb; easy.
    + intros w Hw. cbv [post]. rewrite IH by lia. apply incidence_relu.
Qed.

(** M_L is A - I, and its ReLU is A. *)
Theorem last_layer_means e f : (e < K)%nat -> (f < K)%nat ->
  pre srg_width W (L - 1) (first_features e) f = kneser f e - delta f e.
Proof.
  intros He Hf. replace (L - 1)%nat with (S (L - 2)) by lia. rewrite pre_S. unfold apply.
  rewrite width_hidden by lia.
  rewrite (dot_ext r _ (last_hidden f) _ (fun w => incidence w e)).
  - now apply (last_means r).
  - intros w Hw. unfold srg_weights. cases_eqb; easy.
  - intros w Hw. unfold post. destruct (L - 2)%nat as [|l] eqn:E; [lia|].
    rewrite hidden_means by lia. apply incidence_relu.
Qed.

Theorem srg_output e f : (e < K)%nat -> (f < K)%nat ->
  pre srg_width W L (first_features e) f = combination r q0 q1 q2 f e.
Proof.
  intros He Hf. pose proof n4. rewrite pre_pred by lia. unfold apply.
  rewrite width_last by lia.
  rewrite (dot_ext K _ (last_layer q0 q1 q2 f) _
             (fun g => combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1 g e)).
  - change (mmul K (last_layer q0 q1 q2) (combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1) f e
      = combination r q0 q1 q2 f e).
    unfold last_layer, K. rewrite combination_mul by easy. f_equal; field; lra.
  - intros g Hg. unfold srg_weights. cases_eqb; easy.
  - intros g Hg. unfold post. destruct (L - 1)%nat as [|l] eqn:E; [lia|]. rewrite <- E.
    rewrite last_layer_means, (last_relu r) by easy. now apply (kneser_spectrum r).
Qed.

Theorem srg_errors : errors K L srg_width W first_features
  = (1 - q0) ^ 2 + (n - 1) * (1 - q1) ^ 2 + n * (n - 3) / 2 * (1 - q2) ^ 2.
Proof.
  transitivity (frob2 K K (combination r (q0 - 1) (q1 - 1) (q2 - 1))).
  - unfold errors, error, frob2. apply sum_ext. intros e He. apply sum_ext. intros f Hf.
    rewrite srg_output by easy. rewrite <- (combination_1 r Hr f e), (combination_sym r Hr _ _ _ e f).
    unfold combination. ring.
  - unfold K. rewrite combination_norm by easy. fold n. field.
Qed.

Lemma nuclear_norm_alpha : alpha ^ 2 + (n - 1) * beta ^ 2 = nuclear_norm_B n.
Proof. rewrite nuclear_norm_B_eq. destruct alpha_beta as (_ & _ & -> & -> & _). ring. Qed.

Lemma srg_features2 : features2 K srg_width first_features = nuclear_norm_B n.
Proof. unfold features2. rewrite width_hidden by lia. rewrite first_features_norm. apply nuclear_norm_alpha. Qed.

Definition last_norm : R :=
  q0 ^ 2 / ((n - 2) * (n - 3) / 2) ^ 2 + (n - 1) * q1 ^ 2 / (n - 3) ^ 2 + n * (n - 3) / 2 * q2 ^ 2.

Lemma srg_weights2 l : (l < L)%nat -> weights2 srg_width W l =
  if l =? 0 then nuclear_norm_B n else if S l =? L then last_norm
  else if S (S l) =? L then classes n * n / 4 else n.
Proof.
  intros Hl. pose proof n4. unfold weights2, srg_weights. cases_eqb.
  - subst. rewrite !width_hidden by lia. rewrite first_weights_norm. apply nuclear_norm_alpha.
  - rewrite !width_last by lia. unfold last_layer, K. rewrite combination_norm by easy.
    unfold last_norm. fold n. field. lra.
  - rewrite width_last, width_hidden by lia. unfold K. rewrite last_hidden_norm by easy.
    rewrite INR_edges, classes_eq. reflexivity.
  - rewrite !width_hidden by lia. now apply identity_norm.
Qed.

Lemma srg_product : features2 K srg_width first_features * prod L (weights2 srg_width W)
  = srg_shape_cost L n * last_norm.
Proof.
  rewrite srg_features2, shape_cost_eq.
  assert (E : prod L (weights2 srg_width W)
              = nuclear_norm_B n * n ^ (L - 3) * (classes n * n / 4) * last_norm).
  { rewrite (prod_ext L _ _ srg_weights2). replace L with (S (S (S (L - 3)))) at 1 by lia.
    rewrite prod_shift. cbn [prod]. rewrite (prod_ext (L - 3) _ (fun _ => n)), prod_const.
    - cases_eqb; ring.
    - intros l Hl. cases_eqb; easy. }
  rewrite E. ring.
Qed.

End Shape.

(** S4: for all outputs q_i there is an SRG network whose objective is
    (1/(2K)) sum m_i (1-q_i)^2 + (L+1)/2 g with g^(L+1) = Lambda c sum m_i q_i^2 / s_i^2. *)
Theorem srg_block r L lamH lam q0 q1 q2 g :
  (4 <= r)%nat -> (3 <= L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 < last_norm r q0 q1 q2 -> 0 < g ->
  g ^ (L + 1) = lamH * prod L lam * (srg_shape_cost L (INR r) * last_norm r q0 q1 q2) ->
  exists h W, errors (edges r) L (srg_width r L) W h
      = (1 - q0) ^ 2 + (INR r - 1) * (1 - q1) ^ 2 + INR r * (INR r - 3) / 2 * (1 - q2) ^ 2 /\
    regularisation (edges r) L (srg_width r L) lamH lam h W = (INR L + 1) / 2 * g.
Proof.
  intros Hr HL HH Hl HR Hg Eg. pose proof (n_ge_4 r Hr) as Hn.
  pose proof (nuclear_norm_B_pos (INR r) Hn) as Hnuc.
  destruct (balanced (edges r) L (srg_width r L) lamH lam (first_features r) (srg_weights r L q0 q1 q2) g)
    as (aH & a & _ & _ & Ee & Er); try easy.
  - rewrite srg_features2 by easy. easy.
  - intros l Hi. rewrite srg_weights2 by easy.
    destruct (l =? 0), (S l =? L), (S (S l) =? L); try easy; try lra; rewrite classes_eq; nra.
  - rewrite srg_product by easy. exact Eg.
  - eexists _, _. split; [|exact Er]. rewrite Ee. now apply srg_errors.
Qed.

(** With one output q = s^(L+1). *)
Corollary srg_block_uniform r L lamH lam c s :
  (4 <= r)%nat -> (3 <= L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < c -> 0 < s ->
  c ^ (L + 1) = lamH * prod L lam * srg_cost L (INR r) ->
  exists h W, errors (edges r) L (srg_width r L) W h = INR (edges r) * (1 - s ^ (L + 1)) ^ 2 /\
    regularisation (edges r) L (srg_width r L) lamH lam h W = (INR L + 1) / 2 * (c * s ^ 2).
Proof.
  intros Hr HL HH Hl Hc Hs Ec. pose proof (n_ge_4 r Hr) as Hn. set (q := s ^ (L + 1)).
  assert (Hq : 0 < q) by (apply pow_lt; easy).
  assert (El : last_norm r q q q = srg_inverse_square_sum (INR r) * q ^ 2).
  { unfold last_norm. rewrite inverse_square_sum_eq by easy. field. lra. }
  destruct (srg_block r L lamH lam q q q (c * s ^ 2)) as (h & W & Ee & Er); try easy.
  - rewrite El. apply Rmult_lt_0_compat; [now apply inverse_square_sum_pos|now apply pow_lt].
  - apply Rmult_lt_0_compat; [easy|now apply pow_lt].
  - rewrite El, Rpow_mult_distr, Ec. unfold srg_cost, q.
    rewrite <- (pow_mult s 2), (Nat.mul_comm 2), pow_mult. ring.
  - exists h, W. split; [|exact Er]. rewrite Ee, INR_edges. unfold q. field.
Qed.

(** SRG on the edges of K_r beside DNC on m further classes, one output q = s^(L+1), in any wide enough
    layers: its objective is f with the cost root (K_r/K) C_SRG^(1/(L+1)) + (m/K) K Lambda^(1/(L+1)). *)
Theorem srg_beside_dnc r m L d lamH lam b c s :
  (4 <= r)%nat -> (3 <= L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (S l < L)%nat -> (r + m <= d l)%nat) -> (edges r + m <= d (L - 1)%nat)%nat ->
  d L = (edges r + m)%nat -> 0 < b -> 0 < c -> 0 < s ->
  b ^ (L + 1) = lamH * prod L lam * srg_cost L (INR r) -> c ^ (L + 1) = lamH * prod L lam ->
  exists h W, objective1 (edges r + m) L d lamH lam h W = loss L (b + INR m * c) s.
Proof.
  intros Hr HL HH Hl Hd Hd1 HdL Hb Hc Hs Eb Ec.
  destruct (srg_block_uniform r L lamH lam b s) as (h & W & Ee & Er); try easy.
  destruct (dnc_block m L lamH lam c s) as (h' & W' & Ee' & Er'); try easy; [lia|].
  destruct (direct_sum (edges r) m L d (srg_width r L) (fun _ => m) lamH lam W W' h h') as (hs & Ws & Eo); try easy.
  - intros l Hi. unfold srg_width. destruct (Nat.ltb_spec (S l) L); [now apply Hd|].
    destruct (Nat.eq_dec l L) as [->|]; [lia|]. replace l with (L - 1)%nat by lia. lia.
  - unfold srg_width. destruct (Nat.ltb_spec (S L) L); [lia|easy].
  - exists hs, Ws. rewrite Eo, Ee, Ee', Er, Er', plus_INR. unfold loss.
    assert (0 < INR (edges r)) by (rewrite INR_edges; pose proof (n_ge_4 r Hr); nra).
    pose proof (pos_INR m). field. lra.
Qed.
