(** S3 for every r: the edges of the complete graph K_r, its incidence matrix B, the triangular graph T(r)
    and the Kneser graph, their identities, spectral decompositions and ranks. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat Bool.
From DNC Require Import Sums Model.
Open Scope R_scope.

(** ** Edges 0, 1, 2, ... = {0,1}, {0,2}, {1,2}, {0,3}, ...: the first [edges r] are those of K_r *)

Fixpoint edges (r : nat) : nat := match r with O => O | S k => (edges k + k)%nat end.

Fixpoint edge (e : nat) : nat * nat :=
  match e with
  | O => (0, 1)%nat
  | S e => let (i, j) := edge e in if S i <? j then (S i, j) else (0%nat, S j)
  end.

Definition low (e : nat) : nat := fst (edge e).
Definition high (e : nat) : nat := snd (edge e).

Lemma edge_at j i : (i < j)%nat -> edge (edges j + i) = (i, j).
Proof.
  revert i. induction j as [|j IHj]; intros i; [lia|].
  induction i as [|i IHi]; intros Hi.
  - rewrite Nat.add_0_r. cbn [edges]. destruct j as [|j]; [reflexivity|].
    replace (edges (S j) + S j)%nat with (S (edges (S j) + j)) by lia. cbn [edge].
    rewrite IHj by lia. destruct (Nat.ltb_spec (S j) (S j)); [lia|easy].
  - rewrite Nat.add_succ_r. cbn [edge]. rewrite IHi by lia.
    destruct (Nat.ltb_spec (S i) (S j)); [easy|lia].
Qed.

Lemma edge_decompose r e : (e < edges r)%nat -> exists i j, (i < j < r)%nat /\ e = (edges j + i)%nat.
Proof.
  induction r as [|r IH]; cbn [edges]; intros H; [lia|].
  destruct (Nat.lt_ge_cases e (edges r)) as [Hlt|Hge].
  - destruct (IH Hlt) as (i & j & Hij & E). exists i, j. split; [lia|easy].
  - exists (e - edges r)%nat, r. split; lia.
Qed.

Lemma edge_spec r e : (e < edges r)%nat -> (low e < high e < r)%nat /\ e = (edges (high e) + low e)%nat.
Proof.
  intros H. destruct (edge_decompose r e H) as (i & j & Hij & ->).
  unfold low, high. rewrite edge_at by lia. cbn. split; lia.
Qed.

Lemma edge_injective r e f :
  (e < edges r)%nat -> (f < edges r)%nat -> low e = low f -> high e = high f -> e = f.
Proof.
  intros He Hf Hl Hh. destruct (edge_spec r e He) as [_ ->], (edge_spec r f Hf) as [_ ->]. congruence.
Qed.

Lemma INR_edges r : INR (edges r) = INR r * (INR r - 1) / 2.
Proof.
  induction r as [|r IH]; cbn [edges]; [cbn; lra|]. rewrite plus_INR, IH, S_INR. field.
Qed.

(** Sums over edges are sums over pairs i < j; for symmetric terms, half the sums over i <> j. *)
Lemma sum_edges r F :
  sum (edges r) (fun e => F (low e) (high e)) = sum r (fun j => sum j (fun i => F i j)).
Proof.
  induction r as [|r IH]; cbn [edges sum]; [easy|]. rewrite sum_split, IH. f_equal.
  apply sum_ext. intros i Hi. unfold low, high. now rewrite edge_at.
Qed.

Lemma sum_edges_symmetric r F : (forall i j, F i j = F j i) ->
  2 * sum (edges r) (fun e => F (low e) (high e))
  = sum r (fun i => sum r (fun j => F i j)) - sum r (fun i => F i i).
Proof.
  intros Hs. rewrite sum_edges. induction r as [|r IH]; cbn [sum]; [lra|].
  rewrite sum_plus, (sum_ext r (fun i => F i r) (fun i => F r i)) by (intros; apply Hs). lra.
Qed.

(** ** Incidence matrix and graphs *)

Definition incidence (v e : nat) : R := delta v (low e) + delta v (high e).

Definition meets (v e : nat) : bool := (v =? low e) || (v =? high e).
Definition common (e f : nat) : nat := (Nat.b2n (meets (low e) f) + Nat.b2n (meets (high e) f))%nat.

(** Edges that share exactly one vertex, and edges that share none. *)
Definition triangular (e f : nat) : R := if common e f =? 1 then 1 else 0.
Definition kneser (e f : nat) : R := if common e f =? 0 then 1 else 0.

(** Number of shared vertices; (B^T B)_ef. *)
Definition overlap (e f : nat) : R :=
  delta (low e) (low f) + delta (low e) (high f) + delta (high e) (low f) + delta (high e) (high f).

Definition mmul (n : nat) (A B : mat) : mat := fun i j => sum n (fun k => A i k * B k j).
Definition transpose (A : mat) : mat := fun i j => A j i.
Definition trace (n : nat) (A : mat) : R := sum n (fun i => A i i).

Lemma overlap_common r e f : (e < edges r)%nat -> (f < edges r)%nat -> overlap e f = INR (common e f).
Proof.
  intros He Hf. destruct (edge_spec r e He) as [He' _], (edge_spec r f Hf) as [Hf' _].
  unfold overlap, common, meets, delta.
  repeat match goal with |- context [?x =? ?y] => destruct (Nat.eqb_spec x y) end; cbn; try lia; lra.
Qed.

Lemma common_2 r e f : (e < edges r)%nat -> (f < edges r)%nat -> (common e f = 2%nat <-> e = f).
Proof.
  intros He Hf. destruct (edge_spec r e He) as [He' _], (edge_spec r f Hf) as [Hf' _]. split.
  - intros H. apply (edge_injective r); [easy..| |]; revert H; unfold common, meets;
      repeat match goal with |- context [?x =? ?y] => destruct (Nat.eqb_spec x y) end; cbn; lia.
  - intros <-. unfold common, meets. rewrite !Nat.eqb_refl, orb_true_r. reflexivity.
Qed.

Lemma common_le_2 e f : (common e f <= 2)%nat.
Proof. unfold common. destruct (meets (low e) f), (meets (high e) f); cbn; lia. Qed.

Section EveryR.

Context (r : nat) (Hr : (4 <= r)%nat).
Let n := INR r.
Let K := edges r.

Lemma n_ge_4 : 4 <= n.
Proof. unfold n. pose proof (le_INR 4 r Hr) as H. cbn in H. lra. Qed.

Lemma INR_K : INR K = n * (n - 1) / 2.
Proof. apply INR_edges. Qed.

(** B^T B = 2I + A_T, and I + A_T + A = J. *)
Theorem overlap_triangular e f : (e < K)%nat -> (f < K)%nat ->
  overlap e f = 2 * delta e f + triangular e f.
Proof.
  intros He Hf. rewrite (overlap_common r) by easy. unfold triangular.
  pose proof (common_2 r e f He Hf) as H2. pose proof (common_le_2 e f).
  destruct (delta_cases e f) as [[E ->]|[E ->]].
  - apply H2 in E. rewrite E. cbn; lra.
  - destruct (common e f) as [|[|[|]]]; cbn; try lra; try lia; tauto.
Qed.

Theorem complement e f : (e < K)%nat -> (f < K)%nat -> delta e f + triangular e f + kneser e f = 1.
Proof.
  intros He Hf. unfold triangular, kneser.
  pose proof (common_2 r e f He Hf) as H2. pose proof (common_le_2 e f).
  destruct (delta_cases e f) as [[E ->]|[E ->]].
  - apply H2 in E. rewrite E. cbn; lra.
  - destruct (common e f) as [|[|[|]]]; cbn; try lra; try lia; tauto.
Qed.

Lemma kneser_overlap e f : (e < K)%nat -> (f < K)%nat -> kneser e f = 1 - overlap e f + delta e f.
Proof.
  intros He Hf. pose proof (overlap_triangular e f He Hf). pose proof (complement e f He Hf). lra.
Qed.

(** (B^T B)_ef counts shared vertices. *)
Theorem gram_edges e f : (e < K)%nat -> (f < K)%nat ->
  mmul r (transpose incidence) incidence e f = overlap e f.
Proof.
  intros He Hf. destruct (edge_spec r e He) as [He' _], (edge_spec r f Hf) as [Hf' _].
  unfold mmul, transpose, incidence.
  rewrite (sum_ext r _ (fun v => delta v (low e) * (delta v (low f) + delta v (high f))
                                 + delta v (high e) * (delta v (low f) + delta v (high f))))
    by (intros; ring).
  rewrite sum_plus, !sum_delta_r by lia. unfold overlap. ring.
Qed.

Theorem gram_edges_triangular e f : (e < K)%nat -> (f < K)%nat ->
  mmul r (transpose incidence) incidence e f = 2 * delta e f + triangular e f.
Proof. intros He Hf. rewrite gram_edges by easy. now apply overlap_triangular. Qed.

(** B B^T = (r-2) I + J. *)
Theorem gram_vertices u v : (u < r)%nat -> (v < r)%nat ->
  mmul K incidence (transpose incidence) u v = (n - 2) * delta u v + 1.
Proof.
  intros Hu Hv. unfold mmul, transpose, incidence.
  pose proof (sum_edges_symmetric r (fun i j => (delta u i + delta u j) * (delta v i + delta v j))) as H.
  specialize (H ltac:(intros; cbv beta; ring)). fold K in H. cbv beta in H.
  set (lhs := sum K _) in *.
  assert (E1 : sum r (fun i => sum r (fun j => (delta u i + delta u j) * (delta v i + delta v j)))
               = 2 * n * delta u v + 2).
  { rewrite (sum_ext r _ (fun i => n * (delta u i * delta v i) + delta u i * 1 + delta v i * 1 + delta u v)).
    - rewrite !sum_plus, sum_scal, sum_const, (sum_delta r u (fun i => delta v i)), (sum_delta r u (fun _ => 1)),
        (sum_delta r v (fun _ => 1)), (delta_sym v u) by easy. unfold n. ring.
    - intros i Hi.
      rewrite (sum_ext r _ (fun j => delta u i * delta v i + delta v j * delta u i + delta u j * delta v i
                                     + delta u j * delta v j)) by (intros; ring).
      rewrite !sum_plus, sum_const, (sum_delta r v (fun _ => delta u i)), (sum_delta r u (fun _ => delta v i)),
        (sum_delta r u (fun j => delta v j)), (delta_sym v u) by easy. unfold n. ring. }
  assert (E2 : sum r (fun i => (delta u i + delta u i) * (delta v i + delta v i)) = 4 * delta u v).
  { rewrite (sum_ext r _ (fun i => delta u i * (4 * delta v i))) by (intros; ring).
    rewrite (sum_delta r u (fun i => 4 * delta v i)) by easy. now rewrite (delta_sym v u). }
  rewrite E1, E2 in H. lra.
Qed.

(** Every edge has two ends, every vertex r - 1 edges. *)
Theorem column_sum e : (e < K)%nat -> sum r (fun v => incidence v e) = 2.
Proof.
  intros He. destruct (edge_spec r e He) as [He' _]. unfold incidence. rewrite sum_plus.
  setoid_rewrite delta_sym. rewrite !sum_delta_1 by lia. lra.
Qed.

Theorem row_sum v : (v < r)%nat -> sum K (fun e => incidence v e) = n - 1.
Proof.
  intros Hv. pose proof (sum_edges_symmetric r (fun i j => delta v i + delta v j)) as H.
  specialize (H ltac:(intros; cbv beta; ring)). fold K in H. cbv beta in H.
  change (sum K (fun e => incidence v e)) with (sum K (fun e => delta v (low e) + delta v (high e))).
  set (lhs := sum K _) in *.
  rewrite (sum_ext r _ (fun i => n * delta v i + 1)) in H.
  - rewrite !sum_plus, sum_scal, sum_const, sum_delta_1 in H by easy. unfold n in *. lra.
  - intros i Hi. rewrite sum_plus, sum_const, sum_delta_1 by easy. unfold n. ring.
Qed.

(** ** The algebra spanned by J, B^T B and I *)

Definition alg (a b c : R) : mat := fun e f => a + b * overlap e f + c * delta e f.

Lemma overlap_sym e f : overlap e f = overlap f e.
Proof. unfold overlap. rewrite !(delta_sym (low e)), !(delta_sym (high e)). ring. Qed.

Lemma overlap_row e : (e < K)%nat -> sum K (fun f => overlap e f) = 2 * (n - 1).
Proof.
  intros He. rewrite (sum_ext K _ (fun f => sum r (fun v => incidence v e * incidence v f)))
    by (intros f Hf; rewrite <- gram_edges by easy; reflexivity).
  rewrite sum_swap. setoid_rewrite sum_scal.
  rewrite (sum_ext r _ (fun v => incidence v e * (n - 1))) by (intros v Hv; now rewrite row_sum).
  rewrite sum_scal_r, column_sum by easy. ring.
Qed.

Lemma overlap_square e f : (e < K)%nat -> (f < K)%nat ->
  sum K (fun g => overlap e g * overlap g f) = (n - 2) * overlap e f + 4.
Proof.
  intros He Hf.
  rewrite (sum_ext K _ (fun g => sum r (fun u => incidence u e * sum r (fun v =>
             incidence v f * (incidence u g * incidence v g))))).
  - rewrite sum_swap. setoid_rewrite sum_scal.
    rewrite (sum_ext r _ (fun u => incidence u e * ((n - 2) * incidence u f + 2))).
    + rewrite (sum_ext r _ (fun u => (n - 2) * (incidence u e * incidence u f) + 2 * incidence u e))
        by (intros; ring).
      rewrite sum_plus, !sum_scal, column_sum by easy.
      replace (sum r (fun u => incidence u e * incidence u f)) with (overlap e f)
        by (rewrite <- gram_edges by easy; reflexivity). ring.
    + intros u Hu. f_equal. rewrite sum_swap. setoid_rewrite sum_scal.
      rewrite (sum_ext r _ (fun v => (n - 2) * (delta u v * incidence v f) + incidence v f)).
      * rewrite sum_plus, sum_scal, column_sum, (sum_delta r u (fun v => incidence v f)) by easy. ring.
      * intros v Hv. pose proof (gram_vertices u v Hu Hv) as G. unfold mmul, transpose in G.
        rewrite G. ring.
  - intros g Hg. rewrite <- gram_edges by easy. rewrite (overlap_sym g f), <- gram_edges by easy.
    unfold mmul, transpose. rewrite <- sum_scal_r. apply sum_ext. intros u Hu.
    rewrite <- sum_scal. rewrite <- sum_scal. apply sum_ext. intros; ring.
Qed.

Lemma alg_mul a b c a' b' c' e f : (e < K)%nat -> (f < K)%nat ->
  mmul K (alg a b c) (alg a' b' c') e f =
  alg (a * a' * INR K + 2 * (n - 1) * (a * b' + b * a') + 4 * b * b' + a * c' + c * a')
      ((n - 2) * b * b' + b * c' + c * b') (c * c') e f.
Proof.
  intros He Hf. unfold mmul, alg.
  rewrite (sum_ext K _ (fun g => a * a' + (a * b') * overlap f g + (b * a') * overlap e g
    + (b * b') * (overlap e g * overlap g f) + delta e g * (c * (a' + b' * overlap g f + c' * delta g f))
    + delta f g * (c' * (a + b * overlap e g))))
    by (intros g Hg; rewrite (overlap_sym f g), (delta_sym f g); ring).
  rewrite !sum_plus, !sum_scal, sum_const, !overlap_row, overlap_square by easy.
  rewrite (sum_delta K e (fun g => c * (a' + b' * overlap g f + c' * delta g f))),
    (sum_delta K f (fun g => c' * (a + b * overlap e g))) by easy.
  ring.
Qed.

Lemma overlap_self e : (e < K)%nat -> overlap e e = 2.
Proof.
  intros He. rewrite overlap_triangular, delta_same by easy. pose proof (complement e e He He) as H.
  rewrite delta_same in H. unfold triangular, kneser in *.
  destruct (common e e) as [|[|]]; cbn in *; lra.
Qed.

Lemma alg_trace a b c : trace K (alg a b c) = INR K * (a + 2 * b + c).
Proof.
  unfold trace. rewrite <- sum_const. apply sum_ext. intros e He. unfold alg.
  rewrite overlap_self, delta_same by easy. ring.
Qed.

Lemma alg_ext a b c a' b' c' e f : a = a' -> b = b' -> c = c' -> alg a b c e f = alg a' b' c' e f.
Proof. now intros -> -> ->. Qed.

Lemma kneser_alg e f : (e < K)%nat -> (f < K)%nat -> kneser e f = alg 1 (-1) 1 e f.
Proof. intros He Hf. rewrite kneser_overlap by easy. unfold alg. ring. Qed.

Lemma triangular_alg e f : (e < K)%nat -> (f < K)%nat -> triangular e f = alg 0 1 (-2) e f.
Proof. intros He Hf. pose proof (overlap_triangular e f He Hf). unfold alg. lra. Qed.

Lemma mmul_ext m A A' B B' i j : (forall k, (k < m)%nat -> A i k = A' i k) ->
  (forall k, (k < m)%nat -> B k j = B' k j) -> mmul m A B i j = mmul m A' B' i j.
Proof. intros HA HB. apply sum_ext. intros k Hk. now rewrite HA, HB. Qed.

(** ** Strongly regular graphs *)

(** T(r) = SRG(K, 2(r-2), r-2, 4). *)
Theorem triangular_strongly_regular e f : (e < K)%nat -> (f < K)%nat ->
  mmul K triangular triangular e f
  = 2 * (n - 2) * delta e f + (n - 2) * triangular e f + 4 * kneser e f.
Proof.
  intros He Hf. rewrite (mmul_ext K _ (alg 0 1 (-2)) _ (alg 0 1 (-2))) by (intros; now apply triangular_alg).
  rewrite alg_mul, triangular_alg, kneser_alg by easy. unfold alg. ring.
Qed.

(** Kneser graph = SRG(K, C(r-2,2), C(r-4,2), C(r-3,2)). *)
Theorem kneser_strongly_regular e f : (e < K)%nat -> (f < K)%nat ->
  mmul K kneser kneser e f
  = (n - 2) * (n - 3) / 2 * delta e f + (n - 4) * (n - 5) / 2 * kneser e f
    + (n - 3) * (n - 4) / 2 * triangular e f.
Proof.
  intros He Hf. rewrite (mmul_ext K _ (alg 1 (-1) 1) _ (alg 1 (-1) 1)) by (intros; now apply kneser_alg).
  rewrite alg_mul, triangular_alg, kneser_alg by easy. unfold alg. rewrite INR_K. field.
Qed.

(** ** Projections that all edge matrices share *)

Definition E0 := alg (2 / (n * (n - 1))) 0 0.
Definition E1 := alg (- 4 / (n * (n - 2))) (/ (n - 2)) 0.
Definition E2 := alg (4 / (n * (n - 2)) - 2 / (n * (n - 1))) (- / (n - 2)) 1.

Definition combination (a b c : R) : mat := fun e f => a * E0 e f + b * E1 e f + c * E2 e f.

Ltac alg_field := pose proof n_ge_4; rewrite ?INR_K; unfold alg; field; repeat split; lra.

Theorem E0_idempotent e f : (e < K)%nat -> (f < K)%nat -> mmul K E0 E0 e f = E0 e f.
Proof. intros He Hf. unfold E0. rewrite alg_mul by easy. alg_field. Qed.
Theorem E1_idempotent e f : (e < K)%nat -> (f < K)%nat -> mmul K E1 E1 e f = E1 e f.
Proof. intros He Hf. unfold E1. rewrite alg_mul by easy. alg_field. Qed.
Theorem E2_idempotent e f : (e < K)%nat -> (f < K)%nat -> mmul K E2 E2 e f = E2 e f.
Proof. intros He Hf. unfold E2. rewrite alg_mul by easy. alg_field. Qed.
Theorem E0_E1 e f : (e < K)%nat -> (f < K)%nat -> mmul K E0 E1 e f = 0.
Proof. intros He Hf. unfold E0, E1. rewrite alg_mul by easy. alg_field. Qed.
Theorem E0_E2 e f : (e < K)%nat -> (f < K)%nat -> mmul K E0 E2 e f = 0.
Proof. intros He Hf. unfold E0, E2. rewrite alg_mul by easy. alg_field. Qed.
Theorem E1_E2 e f : (e < K)%nat -> (f < K)%nat -> mmul K E1 E2 e f = 0.
Proof. intros He Hf. unfold E1, E2. rewrite alg_mul by easy. alg_field. Qed.
Theorem E_sum e f : E0 e f + E1 e f + E2 e f = delta e f.
Proof. unfold E0, E1, E2. alg_field. Qed.

(** Their ranks are their traces: 1, r - 1 and r(r-3)/2. *)
Theorem E0_trace : trace K E0 = 1.
Proof. unfold E0. rewrite alg_trace. alg_field. Qed.
Theorem E1_trace : trace K E1 = n - 1.
Proof. unfold E1. rewrite alg_trace. alg_field. Qed.
Theorem E2_trace : trace K E2 = n * (n - 3) / 2.
Proof. unfold E2. rewrite alg_trace. alg_field. Qed.

(** The Kneser graph has the eigenvalues C(r-2,2), -(r-3), 1, and M_L = A - I has (r-1)(r-4)/2, -(r-2), 0. *)
Theorem kneser_spectrum e f : (e < K)%nat -> (f < K)%nat ->
  kneser e f = combination ((n - 2) * (n - 3) / 2) (- (n - 3)) 1 e f.
Proof. intros He Hf. rewrite kneser_alg by easy. unfold combination, E0, E1, E2. alg_field. Qed.

Theorem last_means_spectrum e f : (e < K)%nat -> (f < K)%nat ->
  kneser e f - delta e f = combination ((n - 1) * (n - 4) / 2) (- (n - 2)) 0 e f.
Proof. intros He Hf. rewrite kneser_alg by easy. unfold combination, E0, E1, E2. alg_field. Qed.

Lemma combination_alg a b c e f : combination a b c e f =
  alg (2 * a / (n * (n - 1)) - 4 * b / (n * (n - 2)) + c * (4 / (n * (n - 2)) - 2 / (n * (n - 1))))
      ((b - c) / (n - 2)) c e f.
Proof. unfold combination, E0, E1, E2. alg_field. Qed.

Theorem combination_mul a b c a' b' c' e f : (e < K)%nat -> (f < K)%nat ->
  mmul K (combination a b c) (combination a' b' c') e f = combination (a * a') (b * b') (c * c') e f.
Proof.
  intros He Hf.
  rewrite (mmul_ext K _ (alg _ _ _) _ (alg _ _ _)) by (intros; apply combination_alg).
  rewrite alg_mul, combination_alg by easy. alg_field.
Qed.

Theorem combination_trace a b c :
  trace K (combination a b c) = a + b * (n - 1) + c * (n * (n - 3) / 2).
Proof.
  unfold trace. rewrite (sum_ext K _ (fun e => alg _ _ _ e e)) by (intros; apply combination_alg).
  fold (trace K (alg (2 * a / (n * (n - 1)) - 4 * b / (n * (n - 2))
    + c * (4 / (n * (n - 2)) - 2 / (n * (n - 1)))) ((b - c) / (n - 2)) c)).
  rewrite alg_trace. alg_field.
Qed.

Lemma combination_sym a b c e f : combination a b c e f = combination a b c f e.
Proof. rewrite !combination_alg. unfold alg. now rewrite overlap_sym, delta_sym. Qed.

Lemma combination_1 e f : combination 1 1 1 e f = delta e f.
Proof. unfold combination. rewrite <- E_sum. ring. Qed.

(** |sum theta_i E_i|_F^2 = sum m_i theta_i^2. *)
Theorem combination_norm a b c :
  frob2 K K (combination a b c) = a ^ 2 + b ^ 2 * (n - 1) + c ^ 2 * (n * (n - 3) / 2).
Proof.
  replace (frob2 K K (combination a b c)) with (trace K (combination (a * a) (b * b) (c * c))).
  - rewrite combination_trace. ring.
  - apply sum_ext. intros e He. rewrite <- combination_mul by easy.
    apply sum_ext. intros f Hf. rewrite (combination_sym a b c f e). ring.
Qed.

(** The vertex side: B B^T = 2(r-1) F0 + (r-2) F1 with F0 = J/r and F1 = I - J/r. *)
Definition F0 : mat := fun _ _ => / n.
Definition F1 : mat := fun u v => delta u v - / n.

Theorem gram_vertices_spectrum u v : (u < r)%nat -> (v < r)%nat ->
  mmul K incidence (transpose incidence) u v = 2 * (n - 1) * F0 u v + (n - 2) * F1 u v.
Proof.
  intros Hu Hv. rewrite gram_vertices by easy. unfold F0, F1. pose proof n_ge_4. field. lra.
Qed.

Theorem F_idempotent u v : (u < r)%nat -> (v < r)%nat ->
  mmul r F0 F0 u v = F0 u v /\ mmul r F0 F1 u v = 0 /\ mmul r F1 F1 u v = F1 u v.
Proof.
  intros Hu Hv. pose proof n_ge_4. unfold mmul, F0, F1. repeat split.
  - rewrite sum_const. fold n. field. lra.
  - rewrite sum_scal, sum_minus, sum_const. setoid_rewrite delta_sym. rewrite sum_delta_1 by easy.
    fold n. field. lra.
  - rewrite (sum_ext r _ (fun k => delta u k * (delta k v - / n) + (- / n) * delta v k + / n * / n))
      by (intros k Hk; rewrite (delta_sym v k); ring).
    rewrite !sum_plus, sum_scal, sum_const, (sum_delta r u (fun k => delta k v - / n)), sum_delta_1 by easy.
    fold n. field. lra.
Qed.

Theorem F_traces : trace r F0 = 1 /\ trace r F1 = n - 1.
Proof.
  pose proof n_ge_4. unfold trace, F0, F1. split.
  - rewrite sum_const. fold n. field. lra.
  - rewrite sum_minus, sum_const. rewrite (sum_ext r _ (fun _ => 1)) by (intros; apply delta_same).
    rewrite sum_const. fold n. field. lra.
Qed.

(** ** Layers, signs and supports *)

(** Row e of W_(L-1): -1/2 on the endpoints of e and +1/2 elsewhere. *)
Definition last_hidden : mat := fun e v => if meets v e then - / 2 else / 2.

Lemma last_hidden_incidence e v : (e < K)%nat -> last_hidden e v = / 2 - incidence v e.
Proof.
  intros He. destruct (edge_spec r e He) as [He' _]. unfold last_hidden, meets, incidence, delta.
  repeat match goal with |- context [?x =? ?y] => destruct (Nat.eqb_spec x y) end; cbn; try lia; lra.
Qed.

(** W_(L-1) B = A - I = J - B^T B, and its ReLU is A. *)
Theorem last_means e f : (e < K)%nat -> (f < K)%nat ->
  mmul r last_hidden incidence e f = kneser e f - delta e f /\
  mmul r last_hidden incidence e f = 1 - mmul r (transpose incidence) incidence e f.
Proof.
  intros He Hf.
  assert (E : mmul r last_hidden incidence e f = 1 - overlap e f).
  { unfold mmul. rewrite (sum_ext r _ (fun v => / 2 * incidence v f - incidence v e * incidence v f))
      by (intros v Hv; rewrite last_hidden_incidence by easy; ring).
    rewrite sum_minus, sum_scal, column_sum by easy. rewrite <- gram_edges by easy.
    unfold mmul, transpose. field. }
  rewrite E, gram_edges, kneser_overlap by easy. lra.
Qed.

Theorem last_relu e f : (e < K)%nat -> (f < K)%nat -> relu (kneser e f - delta e f) = kneser e f.
Proof.
  intros He Hf. pose proof (complement e f He Hf) as H. unfold triangular, kneser in *.
  destruct (delta_cases e f) as [[_ E]|[_ E]]; rewrite E in *;
    destruct (common e f) as [|[|]]; cbn in *; try lra;
    ((rewrite relu_pos; lra) || (rewrite relu_neg; lra)).
Qed.

Theorem incidence_nonneg v e : 0 <= incidence v e.
Proof.
  unfold incidence. destruct (delta_cases v (low e)) as [[_ ->]|[_ ->]],
    (delta_cases v (high e)) as [[_ ->]|[_ ->]]; lra.
Qed.

Lemma incidence_sqr v e : (e < K)%nat -> incidence v e ^ 2 = incidence v e.
Proof.
  intros He. destruct (edge_spec r e He) as [He' _]. unfold incidence, delta.
  repeat match goal with |- context [?x =? ?y] => destruct (Nat.eqb_spec x y) end; try lia; ring.
Qed.

Theorem incidence_relu v e : relu (incidence v e) = incidence v e.
Proof. apply relu_pos, incidence_nonneg. Qed.

Theorem last_hidden_norm : frob2 K r last_hidden = INR K * n / 4.
Proof.
  unfold frob2, norm2. rewrite (sum_ext K _ (fun _ => n / 4)).
  - rewrite sum_const. field.
  - intros e He. rewrite (sum_ext r _ (fun _ => / 4)).
    + rewrite sum_const. fold n. field.
    + intros v Hv. unfold last_hidden. destruct (meets v e); field.
Qed.

Theorem identity_norm : frob2 r r delta = n.
Proof.
  unfold frob2, n. rewrite <- (Rmult_1_r (INR r)), <- sum_const. apply sum_ext. intros v Hv.
  unfold norm2. rewrite (sum_ext r _ (fun j => delta v j * 1)).
  - now rewrite (sum_delta r v (fun _ => 1)).
  - intros j Hj. cbn. rewrite Rmult_1_r, delta_sqr. ring.
Qed.

End EveryR.
