(** S3.  Graph identities, spectra, ranks, signs and supports of the SRG layers, for every r >= 4.

    incidence is B (r x K), K = edges r = r(r-1)/2; triangular and kneser are the adjacency matrices of T(r)
    and of the Kneser graph on the edges of K_r; last_hidden is W_(L-1).  combination r a b c is
    a E_0 + b E_1 + c E_2 with the projections of Graphs.v. *)

From Coq Require Import Reals Lra PeanoNat.
From DNC Require Computation GraphData.
From DNC Require Import Sums Model Graphs Ranks Srg SrgTwoLayers.
Open Scope R_scope.

Section EveryR.

Context (r : nat) (Hr : (4 <= r)%nat).
Let n := INR r.
Let K := edges r.

Theorem S3_classes : INR K = n * (n - 1) / 2.
Proof. apply INR_edges. Qed.

Theorem S3_gram :
  (forall u v, (u < r)%nat -> (v < r)%nat ->
     mmul K incidence (transpose incidence) u v = (n - 2) * delta u v + 1) /\
  (forall e f, (e < K)%nat -> (f < K)%nat ->
     mmul r (transpose incidence) incidence e f = 2 * delta e f + triangular e f /\
     delta e f + triangular e f + kneser e f = 1).
Proof.
  split; [now apply gram_vertices|]. intros e f He Hf. split; [now apply gram_edges_triangular|].
  now apply (complement r).
Qed.

(** Both are adjacency matrices, and the next theorem makes them strongly regular. *)
Theorem S3_graphs : forall e f, (e < K)%nat -> (f < K)%nat ->
  (triangular e f = 0 \/ triangular e f = 1) /\ triangular e f = triangular f e /\ triangular e e = 0 /\
  (kneser e f = 0 \/ kneser e f = 1) /\ kneser e f = kneser f e /\ kneser e e = 0.
Proof.
  intros e f He Hf. assert (E1 : delta e e = 1) by (unfold delta; now rewrite Nat.eqb_refl).
  assert (ET : triangular e f = triangular f e)
    by (rewrite !(triangular_alg r) by easy; unfold alg; now rewrite overlap_sym, delta_sym).
  assert (EK : kneser e f = kneser f e)
    by (rewrite !(kneser_alg r) by easy; unfold alg; now rewrite overlap_sym, delta_sym).
  assert (DT : triangular e e = 0)
    by (rewrite (triangular_alg r) by easy; unfold alg; rewrite (overlap_self r), E1 by easy; lra).
  assert (DK : kneser e e = 0)
    by (rewrite (kneser_alg r) by easy; unfold alg; rewrite (overlap_self r), E1 by easy; lra).
  repeat split; try easy; [unfold triangular|unfold kneser]; match goal with |- context [if ?b then _ else _] =>
    destruct b end; auto.
Qed.

Theorem S3_strongly_regular : forall e f, (e < K)%nat -> (f < K)%nat ->
  mmul K triangular triangular e f
    = 2 * (n - 2) * delta e f + (n - 2) * triangular e f + 4 * kneser e f /\
  mmul K kneser kneser e f
    = (n - 2) * (n - 3) / 2 * delta e f + (n - 4) * (n - 5) / 2 * kneser e f
      + (n - 3) * (n - 4) / 2 * triangular e f.
Proof. split; [now apply triangular_strongly_regular|now apply kneser_strongly_regular]. Qed.

Theorem S3_layers : forall e f, (e < K)%nat -> (f < K)%nat ->
  mmul r last_hidden incidence e f = kneser e f - delta e f /\
  mmul r last_hidden incidence e f = 1 - mmul r (transpose incidence) incidence e f /\
  relu (kneser e f - delta e f) = kneser e f /\
  (forall v, relu (incidence v e) = incidence v e) /\
  (forall v, (v < r)%nat -> last_hidden e v = / 2 - incidence v e).
Proof.
  intros e f He Hf. destruct (last_means r Hr e f He Hf) as [E1 E2].
  split; [exact E1|split; [exact E2|split; [now apply (last_relu r)|split]]].
  - intros v. apply incidence_relu.
  - intros v _. now apply (last_hidden_incidence r).
Qed.

(** The class means of the SRG networks: M_2, ..., M_(L-1) are B and M_L is A - I; at L = 2, M_2 is A - I.
    [pre d W l] is H_(l+1). *)
Theorem S3_network : forall (L : nat) (q0 q1 q2 : R),
  ((3 <= L)%nat -> forall e, (e < K)%nat ->
     let means := pre (srg_width r L) (srg_weights r L q0 q1 q2) in
     (forall l v, (0 < l)%nat -> (S l < L)%nat -> (v < r)%nat -> means l (first_features r e) v = incidence v e) /\
     (forall f, (f < K)%nat -> means (L - 1)%nat (first_features r e) f = kneser f e - delta f e)) /\
  (forall e f, (e < K)%nat -> (f < K)%nat ->
     pre (srg_width r 2) (srg2_weights r q0 q1 q2) 1 (first_features2 r e) f = kneser f e - delta f e).
Proof.
  intros L q0 q1 q2. split.
  - intros HL e He means. split; [intros; now apply hidden_means|intros; now apply last_layer_means].
  - intros e f He Hf. rewrite pre_S. now apply first_product2.
Qed.

(** The projections are orthogonal idempotents of ranks (traces) 1, r-1, r(r-3)/2 that sum to I. *)
Theorem S3_projections :
  (forall a b c a' b' c' e f, (e < K)%nat -> (f < K)%nat ->
     mmul K (combination r a b c) (combination r a' b' c') e f
     = combination r (a * a') (b * b') (c * c') e f) /\
  (forall e f, combination r 1 1 1 e f = delta e f) /\
  trace K (E0 r) = 1 /\ trace K (E1 r) = n - 1 /\ trace K (E2 r) = n * (n - 3) / 2.
Proof.
  split; [intros; now apply combination_mul|split; [intros; now apply combination_1|]].
  split; [now apply E0_trace|split; [now apply E1_trace|now apply E2_trace]].
Qed.

Theorem S3_spectra : forall e f, (e < K)%nat -> (f < K)%nat ->
  kneser e f = combination r ((n - 2) * (n - 3) / 2) (- (n - 3)) 1 e f /\
  kneser e f - delta e f = combination r ((n - 1) * (n - 4) / 2) (- (n - 2)) 0 e f.
Proof. split; [now apply kneser_spectrum|now apply last_means_spectrum]. Qed.

(** B B^T = 2(r-1) F_0 + (r-2) F_1: the singular values of B are sqrt(2(r-1)), once, and sqrt(r-2), r-1 times. *)
Theorem S3_incidence_spectrum :
  (forall u v, (u < r)%nat -> (v < r)%nat ->
     mmul K incidence (transpose incidence) u v = 2 * (n - 1) * F0 r u v + (n - 2) * F1 r u v /\
     mmul r (F0 r) (F0 r) u v = F0 r u v /\ mmul r (F0 r) (F1 r) u v = 0 /\
     mmul r (F1 r) (F1 r) u v = F1 r u v) /\
  trace r (F0 r) = 1 /\ trace r (F1 r) = n - 1.
Proof.
  split; [|now apply F_traces]. intros u v Hu Hv. split; [now apply gram_vertices_spectrum|now apply F_idempotent].
Qed.

Theorem S3_norms : frob2 K r last_hidden = INR K * n / 4 /\ frob2 r r delta = n.
Proof. split; [now apply last_hidden_norm|now apply identity_norm]. Qed.

(** rank M_l = r for 2 <= l < L, rank M_L = r for r >= 5, rank sigma(M_L) = K; a matrix has at most one rank. *)
Theorem S3_ranks :
  rank_is r K incidence r /\
  ((5 <= r)%nat -> rank_is K K (mmul r last_hidden incidence) r) /\
  rank_is K K kneser K /\
  (forall m n A k k', rank_is m n A k -> rank_is m n A k' -> k = k').
Proof.
  split; [now apply rank_incidence|split; [now apply rank_last_means|split; [now apply rank_kneser|]]].
  exact rank_unique.
Qed.

End EveryR.

(** The exception: rank M_L = 3 for r = 4. *)
Theorem S3_rank_4 : rank_is 6 6 (mmul 4 last_hidden incidence) 3.
Proof. exact rank_last_means_4. Qed.

(** All of it again by computation, on the integer matrices of the programs. *)
Theorem S3_computed :
  Computation.srg_layers 4 GraphData.B_4 GraphData.T_4 GraphData.A_4 GraphData.W_4 /\
  Computation.srg_layers 5 GraphData.B_5 GraphData.T_5 GraphData.A_5 GraphData.W_5 /\
  Computation.srg_layers 6 GraphData.B_6 GraphData.T_6 GraphData.A_6 GraphData.W_6 /\
  Computation.srg_layers 7 GraphData.B_7 GraphData.T_7 GraphData.A_7 GraphData.W_7 /\
  Computation.srg_layers 8 GraphData.B_8 GraphData.T_8 GraphData.A_8 GraphData.W_8.
Proof.
  split; [exact GraphData.srg_layers_4|split; [exact GraphData.srg_layers_5|]].
  split; [exact GraphData.srg_layers_6|split; [exact GraphData.srg_layers_7|exact GraphData.srg_layers_8]].
Qed.

Definition S3 := (S3_classes, S3_gram, S3_graphs, S3_strongly_regular, S3_layers, S3_network, S3_projections, S3_spectra,
  S3_incidence_spectrum, S3_norms, S3_ranks, S3_rank_4, S3_computed).
Print Assumptions S3.
