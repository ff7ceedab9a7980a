(** Integer polynomials in one variable that are positive on a half-line or an interval, decided by computation.

    The half-line is cut at b_0/d < b_1/d < ... < b_n/d; on [a, b) the argument is (a + b x)/(1 + x) with
    x >= 0, past the last cut it is (b_n + x)/d.  After the substitution all coefficients must be
    nonnegative, and the constant one positive. *)

From Coq Require Import ZArith List Reals Lra Lia.
From DNC Require Import Bivariate.
Import ListNotations.

Open Scope Z_scope.

(** v^(deg p) p(u/v), and v^(length p). *)
Fixpoint substitute (u v p : list Z) : list Z * list Z :=
  match p with
  | [] => ([], [1])
  | c :: q => let (h, w) := substitute u v q in (add1 (scale1 c w) (mul1 u h), mul1 v w)
  end.

Definition positive1 (p : list Z) : bool := (0 <? hd 0 p) && nonneg1 p.

Fixpoint positive_from (d : Z) (cuts : list Z) (p : list Z) : bool :=
  match cuts with
  | [] => false
  | a :: rest =>
    match rest with
    | [] => positive1 (fst (substitute [a; 1] [d] p))
    | b :: _ => (a <? b) && positive1 (fst (substitute [a; b] [d; d] p)) && positive_from d rest p
    end
  end.

(** The same between the first cut and the last only. *)
Fixpoint positive_until (d : Z) (cuts : list Z) (p : list Z) : bool :=
  match cuts with
  | a :: (b :: _) as rest => (a <? b) && positive1 (fst (substitute [a; b] [d; d] p)) && positive_until d rest p
  | _ => true
  end.

Open Scope R_scope.

Lemma eval_substitute u v p x s : eval1 u x = s * eval1 v x ->
  eval1 (snd (substitute u v p)) x = eval1 v x ^ length p /\
  eval1 v x * eval1 (fst (substitute u v p)) x = eval1 v x ^ length p * eval1 p s.
Proof.
  intros E. induction p as [|c q [IHw IHh]]; cbn [substitute fst snd length pow]; [cbn [eval1]; split; ring|].
  destruct (substitute u v q) as [h w]. cbn [fst snd] in *. split.
  - rewrite eval_mul1, IHw. ring.
  - rewrite eval_add1, eval_scale1, eval_mul1, E, IHw. cbn [eval1].
    transitivity (IZR c * eval1 v x ^ length q * eval1 v x + s * eval1 v x * (eval1 v x * eval1 h x)); [ring|].
    rewrite IHh. ring.
Qed.

Lemma eval1_positive p x : positive1 p = true -> 0 <= x -> 0 < eval1 p x.
Proof.
  intros H Hx. apply andb_prop in H as [H0 H]. destruct p as [|c p]; [easy|].
  cbn [hd] in H0. apply Z.ltb_lt, IZR_lt in H0. cbn [nonneg1 forallb] in H. apply andb_prop in H as [_ H].
  cbn [eval1]. pose proof (eval1_nonneg p x H Hx). nra.
Qed.

Lemma positive_substitute u v p x s : positive1 (fst (substitute u v p)) = true -> 0 <= x ->
  eval1 u x = s * eval1 v x -> 0 < eval1 v x -> 0 < eval1 p s.
Proof.
  intros H Hx E Hv. pose proof (eval1_positive _ x H Hx) as Hpos.
  destruct (eval_substitute u v p x s E) as [_ Eh].
  pose proof (pow_lt _ (length p) Hv). assert (0 < eval1 v x ^ length p * eval1 p s) by (rewrite <- Eh; nra). nra.
Qed.

(** Between two cuts. *)
Lemma positive_between a b d p s : 0 < IZR d -> IZR a < IZR b ->
  positive1 (fst (substitute [a; b] [d; d] p)) = true -> IZR a <= s * IZR d < IZR b -> 0 < eval1 p s.
Proof.
  intros Hd Hab H Hs.
  apply (positive_substitute [a; b] [d; d] p ((s * IZR d - IZR a) / (IZR b - s * IZR d))); [exact H| | |].
  - apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat; lra.
  - cbn [eval1]. field. lra.
  - cbn [eval1].
    assert (0 <= (s * IZR d - IZR a) / (IZR b - s * IZR d))
      by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]). nra.
Qed.

Theorem positive_from_correct d cuts p : (0 < d)%Z -> positive_from d cuts p = true ->
  forall s, IZR (hd 0%Z cuts) <= s * IZR d -> 0 < eval1 p s.
Proof.
  intros Hd. apply IZR_lt in Hd. induction cuts as [|a rest IH]; [easy|]. intros H s Hs. cbn [hd] in Hs.
  destruct rest as [|b rest].
  - apply (positive_substitute [a; 1%Z] [d] p (s * IZR d - IZR a)); [exact H|lra|cbn [eval1]; ring|cbn [eval1]; lra].
  - cbn [positive_from] in H. apply andb_prop in H as [H Hrest]. apply andb_prop in H as [Hab H].
    apply Z.ltb_lt, IZR_lt in Hab.
    destruct (Rle_lt_dec (IZR b) (s * IZR d)) as [Hb|Hb]; [now apply IH|].
    now apply (positive_between a b d).
Qed.

Theorem positive_until_correct d cuts p : (0 < d)%Z -> positive_until d cuts p = true ->
  forall s, IZR (hd 0%Z cuts) <= s * IZR d < IZR (last cuts 0%Z) -> 0 < eval1 p s.
Proof.
  intros Hd. apply IZR_lt in Hd. induction cuts as [|a rest IH]; [cbn; intros; lra|]. intros H s Hs. cbn [hd] in Hs.
  destruct rest as [|b rest]; [cbn [last] in Hs; lra|].
  cbn [positive_until] in H. apply andb_prop in H as [H Hrest]. apply andb_prop in H as [Hab H].
  apply Z.ltb_lt, IZR_lt in Hab.
  destruct (Rle_lt_dec (IZR b) (s * IZR d)) as [Hb|Hb]; [|now apply (positive_between a b d)].
  apply IH; [easy|]. cbn [hd]. split; [easy|]. exact (proj2 Hs).
Qed.
