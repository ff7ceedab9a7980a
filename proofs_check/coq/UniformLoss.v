(** S2, the analysis: minimum and zero threshold of f(q) = (1-q)^2/2 + (L+1)/2 C q^(2/(L+1)).

    With q = s^(L+1) and s >= 0 every power is an integer one:
    loss L C s = (1 - s^(L+1))^2 / 2 + (L+1)/2 C s^2. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
Open Scope R_scope.

Definition loss (L : nat) (C s : R) : R :=
  (1 - s ^ (L + 1)) ^ 2 / 2 + (INR L + 1) / 2 * C * s ^ 2.

(** s > 0 is stationary exactly if [slope L s = C], that is s^(2L) - s^(L-1) + C = 0. *)
Definition slope (L : nat) (s : R) : R := s ^ (L - 1) - s ^ (2 * L).

(** The zero threshold (1/L) ((L-1)/L)^((L-1)/(L+1)). *)
Definition threshold (L : nat) : R :=
  / INR L * Rpower ((INR L - 1) / INR L) ((INR L - 1) / (INR L + 1)).

(** s is the largest root of s^(2L) - s^(L-1) + C = 0. *)
Definition largest_root (L : nat) (C s : R) : Prop :=
  0 < s /\ slope L s = C /\ forall t, s < t -> slope L t <> C.

(** ** Powers and roots *)

Lemma INR_ge2 L : (2 <= L)%nat -> 2 <= INR L.
Proof. intros H. apply (le_INR 2) in H. cbn in H. lra. Qed.

Lemma root_exists n x : (0 < n)%nat -> 0 <= x -> exists g, 0 <= g /\ g ^ n = x.
Proof.
  intros Hn [Hx|<-].
  - exists (Rpower x (/ INR n)). split; [apply Rlt_le, exp_pos|].
    rewrite <- Rpower_pow, Rpower_mult, Rinv_l, Rpower_1; auto using exp_pos.
    apply not_0_INR; lia. apply exp_pos.
  - exists 0. split; [lra|]. apply pow_i; easy.
Qed.

Lemma pow_lt_compat n x y : (0 < n)%nat -> 0 <= x < y -> x ^ n < y ^ n.
Proof.
  intros Hn H. destruct n as [|n]; [lia|clear Hn].
  induction n as [|n IH]; [lra|].
  change (x * x ^ S n < y * y ^ S n). assert (0 <= x ^ S n) by (apply pow_le; lra). nra.
Qed.

Lemma pow_le_inj n x y : (0 < n)%nat -> 0 <= x -> 0 <= y -> x ^ n <= y ^ n -> x <= y.
Proof.
  intros Hn Hx Hy H. destruct (Rle_lt_dec x y) as [|Hlt]; [easy|].
  pose proof (pow_lt_compat n y x Hn ltac:(lra)); lra.
Qed.

Lemma pow_inj n x y : (0 < n)%nat -> 0 <= x -> 0 <= y -> x ^ n = y ^ n -> x = y.
Proof. intros Hn Hx Hy H. apply Rle_antisym; eapply pow_le_inj; eauto; lra. Qed.

Lemma pow_lt_inj n x y : (0 < n)%nat -> 0 <= x -> 0 <= y -> x ^ n < y ^ n -> x < y.
Proof.
  intros Hn Hx Hy H. destruct (Rle_lt_dec y x) as [Hle|]; [|easy].
  pose proof (pow_incr y x n ltac:(lra)); lra.
Qed.

(** ** Monotonicity from the sign of the derivative *)

Lemma le_from_derivative g g' a b :
  a <= b -> (forall x, a <= x <= b -> derivable_pt_lim g x (g' x)) ->
  (forall x, a < x < b -> 0 <= g' x) -> g a <= g b.
Proof.
  intros [Hab| ->] Hd Hs; [|lra].
  destruct (MVT_cor2 g g' a b Hab Hd) as (c & E & Hc).
  specialize (Hs c Hc). nra.
Qed.

Lemma lt_from_derivative g g' a b :
  a < b -> (forall x, a <= x <= b -> derivable_pt_lim g x (g' x)) ->
  (forall x, a < x < b -> 0 < g' x) -> g a < g b.
Proof.
  intros Hab Hd Hs. destruct (MVT_cor2 g g' a b Hab Hd) as (c & E & Hc).
  specialize (Hs c Hc). nra.
Qed.

Lemma slope_factor L s : (2 <= L)%nat -> slope L s = s ^ (L - 1) * (1 - s ^ (L + 1)).
Proof.
  intros H. unfold slope. replace (2 * L)%nat with (L - 1 + (L + 1))%nat by lia.
  rewrite pow_add; ring.
Qed.

Lemma loss_derivative L C s : (2 <= L)%nat ->
  derivable_pt_lim (loss L C) s ((INR L + 1) * s * (C - slope L s)).
Proof.
  intros H. unfold loss.
  replace ((INR L + 1) * s * (C - slope L s)) with
    ((INR 2 * (1 - s ^ (L + 1)) ^ 1 * (0 - INR (L + 1) * s ^ pred (L + 1))) * / 2
     + (INR L + 1) / 2 * C * (INR 2 * s ^ 1)).
  - apply (derivable_pt_lim_plus (fun s => (1 - s ^ (L + 1)) ^ 2 * / 2)
                                 (fun s => (INR L + 1) / 2 * C * s ^ 2)).
    + rewrite (Rmult_comm _ (/ 2)).
      apply (derivable_pt_lim_ext (fun s => / 2 * (1 - s ^ (L + 1)) ^ 2));
        [intros; ring|].
      apply (derivable_pt_lim_scal (fun s => (1 - s ^ (L + 1)) ^ 2)).
      apply (derivable_pt_lim_comp (fun s => 1 - s ^ (L + 1)) (fun u => u ^ 2)).
      * apply (derivable_pt_lim_minus (fun _ => 1) (fun s => s ^ (L + 1)));
          [apply derivable_pt_lim_const|apply derivable_pt_lim_pow].
      * apply (derivable_pt_lim_pow _ 2).
    + apply (derivable_pt_lim_scal (fun s => s ^ 2)). apply (derivable_pt_lim_pow _ 2).
  - rewrite slope_factor by easy. replace (pred (L + 1)) with (S (L - 1)) by lia.
    rewrite plus_INR. cbn [pow INR]. field.
Qed.

Lemma slope_derivative L s : (2 <= L)%nat ->
  derivable_pt_lim (slope L) s (s ^ (L - 2) * ((INR L - 1) - 2 * INR L * s ^ (L + 1))).
Proof.
  intros H. unfold slope.
  replace (s ^ (L - 2) * ((INR L - 1) - 2 * INR L * s ^ (L + 1))) with
    (INR (L - 1) * s ^ pred (L - 1) - INR (2 * L) * s ^ pred (2 * L)).
  - apply (derivable_pt_lim_minus (fun s => s ^ (L - 1)) (fun s => s ^ (2 * L)));
      apply derivable_pt_lim_pow.
  - replace (pred (L - 1)) with (L - 2)%nat by lia.
    replace (pred (2 * L)) with (L - 2 + (L + 1))%nat by lia.
    rewrite pow_add, minus_INR, mult_INR by lia. cbn [INR]. ring.
Qed.

(** [slope] falls strictly wherever s^(L+1) >= (L-1)/(2L). *)
Lemma slope_falls L s t : (2 <= L)%nat -> 0 < s -> INR L - 1 <= 2 * INR L * s ^ (L + 1) -> s < t ->
  slope L t < slope L s.
Proof.
  intros HL Hs Hp Hst. apply Ropp_lt_cancel. pose proof (INR_ge2 L HL).
  apply (lt_from_derivative (fun x => - slope L x)
           (fun x => - (x ^ (L - 2) * ((INR L - 1) - 2 * INR L * x ^ (L + 1))))); [easy|..].
  - intros x Hx. apply (derivable_pt_lim_opp (slope L)). now apply slope_derivative.
  - intros x Hx. pose proof (pow_lt_compat (L + 1) s x ltac:(lia) ltac:(lra)).
    rewrite Ropp_mult_distr_r. apply Rmult_lt_0_compat; [apply pow_lt; lra|nra].
Qed.

(** [slope] rises wherever s^(L+1) <= (L-1)/(2L). *)
Lemma slope_rises L s t : (2 <= L)%nat -> 0 < s -> s < t -> 2 * INR L * t ^ (L + 1) <= INR L - 1 ->
  slope L s < slope L t.
Proof.
  intros HL Hs Hst Hp. pose proof (INR_ge2 L HL).
  apply (lt_from_derivative (slope L)
           (fun x => x ^ (L - 2) * ((INR L - 1) - 2 * INR L * x ^ (L + 1)))); [easy|..].
  - intros x Hx. now apply slope_derivative.
  - intros x Hx. pose proof (pow_lt_compat (L + 1) x t ltac:(lia) ltac:(lra)).
    apply Rmult_lt_0_compat; [apply pow_lt; lra|nra].
Qed.

Lemma slope_continuous L : (2 <= L)%nat -> continuity (slope L).
Proof.
  intros H x. apply derivable_continuous_pt. eexists. apply slope_derivative; easy.
Qed.

Lemma slope_1 L : slope L 1 = 0.
Proof. unfold slope. rewrite !pow1. lra. Qed.

Lemma loss_0 L C : loss L C 0 = 1 / 2.
Proof. unfold loss. rewrite (pow_i (L + 1)) by lia. cbn; lra. Qed.

(** ** The value at a stationary point *)

Theorem loss_at_stationary L C s : (2 <= L)%nat -> slope L s = C ->
  loss L C s = (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2.
Proof.
  intros H <-. rewrite slope_factor by easy. unfold loss.
  replace (s ^ (L + 1)) with (s ^ (L - 1) * s ^ 2); [field|].
  rewrite <- pow_add. f_equal; lia.
Qed.

Theorem stationary_beats_zero L C s : (2 <= L)%nat -> 0 < s -> slope L s = C ->
  (loss L C s < 1 / 2 <-> (INR L - 1) / INR L < s ^ (L + 1)).
Proof.
  intros H Hs HC. rewrite (loss_at_stationary L C s H HC). pose proof (INR_ge2 L H).
  pose proof (pow_lt s (L + 1) Hs). set (q := s ^ (L + 1)) in *. clearbody q.
  replace ((1 - q) * (1 + INR L * q) / 2) with (1 / 2 - q / 2 * (INR L * q - (INR L - 1))) by field.
  replace ((INR L - 1) / INR L) with (q - (INR L * q - (INR L - 1)) / INR L) by (field; lra).
  set (gap := INR L * q - (INR L - 1)). assert (0 < / INR L) by (apply Rinv_0_lt_compat; lra).
  unfold Rdiv at 4. split; intros Hg.
  - assert (0 < gap) by nra. nra.
  - assert (0 < gap) by nra. nra.
Qed.

(** ** The minimum over all s >= 0 *)

Lemma peak_exists L : (2 <= L)%nat ->
  exists p, 0 < p < 1 /\ p ^ (L + 1) = (INR L - 1) / (2 * INR L).
Proof.
  intros H. pose proof (INR_ge2 L H).
  assert (Hp : 0 < (INR L - 1) / (2 * INR L)) by (apply Rdiv_lt_0_compat; lra).
  destruct (root_exists (L + 1) _ ltac:(lia) (Rlt_le _ _ Hp)) as (p & Hp0 & E).
  exists p. split; [split|exact E].
  - apply (pow_lt_inj (L + 1)); [lia|lra|easy|]. now rewrite pow_i, E by lia.
  - apply (pow_lt_inj (L + 1)); [lia|easy|lra|]. rewrite pow1, E.
    apply (Rmult_lt_reg_r (2 * INR L)); [lra|]. field_simplify; lra.
Qed.

Lemma peak_le L x : (2 <= L)%nat ->
  (INR L - 1 <= 2 * INR L * x <-> (INR L - 1) / (2 * INR L) <= x).
Proof.
  intros H. pose proof (INR_ge2 L H).
  assert (E : INR L - 1 = 2 * INR L * ((INR L - 1) / (2 * INR L))) by (field; lra).
  split; intros Hx.
  - apply (Rmult_le_reg_l (2 * INR L)); lra.
  - rewrite E. apply Rmult_le_compat_l; lra.
Qed.

(** Between two levels of a continuous function lies the level between them. *)
Lemma slope_level L C a b : (2 <= L)%nat -> a <= b -> C <= slope L a -> slope L b <= C ->
  exists z, a <= z <= b /\ slope L z = C.
Proof.
  intros HL Hab Ha Hb.
  destruct (IVT_cor (fun x => slope L x - C) a b) as (z & Hz & E); [|easy|nra|exists z; split; [easy|lra]].
  apply (continuity_minus (slope L) (fun _ => C)); [now apply slope_continuous|].
  apply continuity_const; intros x y; easy.
Qed.

Lemma largest_root_past_peak L C s : (2 <= L)%nat -> 0 <= C -> largest_root L C s ->
  INR L - 1 <= 2 * INR L * s ^ (L + 1).
Proof.
  intros HL HC (Hs & E & Hlast). apply peak_le; [easy|].
  destruct (Rle_lt_dec ((INR L - 1) / (2 * INR L)) (s ^ (L + 1))) as [|Hlt]; [easy|exfalso].
  destruct (peak_exists L HL) as (p & Hp & Ep).
  assert (Hsp : s < p) by (apply (pow_lt_inj (L + 1)); [lia|lra|lra|lra]).
  assert (C < slope L p).
  { rewrite <- E. apply slope_rises; [easy..|]. rewrite Ep. pose proof (INR_ge2 L HL).
    apply Req_le. field. lra. }
  destruct (slope_level L C p 1 HL ltac:(lra) ltac:(lra)) as (z & Hz & Ez);
    [rewrite slope_1; lra|].
  apply (Hlast z); [lra|easy].
Qed.

Theorem uniform_minimum L C s : (2 <= L)%nat -> 0 <= C -> largest_root L C s ->
  forall t, 0 <= t -> Rmin (1 / 2) (loss L C s) <= loss L C t.
Proof.
  intros HL HC Hroot t Ht.
  pose proof (largest_root_past_peak L C s HL HC Hroot) as Hpast.
  destruct Hroot as (Hs & E & Hlast). clear Hlast. pose proof (INR_ge2 L HL) as HL2.
  pose proof (Rmin_l (1 / 2) (loss L C s)) as Hl. pose proof (Rmin_r (1 / 2) (loss L C s)) as Hr.
  assert (right : s <= t -> loss L C s <= loss L C t).
  { intros H. apply (le_from_derivative _ (fun x => (INR L + 1) * x * (C - slope L x))); [easy|..].
    - intros; now apply loss_derivative.
    - intros x Hx. pose proof (slope_falls L s x HL Hs Hpast ltac:(lra)).
      repeat apply Rmult_le_pos; lra. }
  assert (left : forall u, 0 < u -> u <= s -> INR L - 1 <= 2 * INR L * u ^ (L + 1) ->
                 loss L C s <= loss L C u).
  { intros u Hu H Hp. apply Ropp_le_cancel.
    apply (le_from_derivative (fun x => - loss L C x) (fun x => - ((INR L + 1) * x * (C - slope L x))));
      [easy|..].
    - intros. apply (derivable_pt_lim_opp (loss L C)). now apply loss_derivative.
    - intros x Hx.
      assert (INR L - 1 <= 2 * INR L * x ^ (L + 1)).
      { pose proof (pow_incr u x (L + 1) ltac:(lra)). nra. }
      pose proof (slope_falls L x s HL ltac:(lra) H0 ltac:(lra)).
      rewrite Ropp_mult_distr_r. repeat apply Rmult_le_pos; lra. }
  destruct (Rle_lt_dec s t) as [Hst|Hts]; [specialize (right Hst); lra|].
  destruct (Req_dec t 0) as [->|Hne]; [rewrite loss_0; lra|].
  destruct (Rle_lt_dec (INR L - 1) (2 * INR L * t ^ (L + 1))) as [Hp|Hp];
    [specialize (left t ltac:(lra) ltac:(lra) Hp); lra|].
  destruct (peak_exists L HL) as (p & Hp01 & Ep).
  assert (Ep' : 2 * INR L * p ^ (L + 1) = INR L - 1) by (rewrite Ep; field; lra).
  assert (Htp : t < p) by (apply (pow_lt_inj (L + 1)); [lia|lra|lra|nra]).
  destruct (Rle_lt_dec (slope L t) C) as [Hc|Hc].
  - apply Rle_trans with (loss L C 0); [rewrite loss_0; lra|].
    apply (le_from_derivative _ (fun x => (INR L + 1) * x * (C - slope L x))); [easy|..].
    + intros; now apply loss_derivative.
    + intros x Hx. pose proof (slope_rises L x t HL ltac:(lra) ltac:(lra) ltac:(lra)).
      repeat apply Rmult_le_pos; lra.
  - apply Rle_trans with (loss L C p).
    + assert (p <= s) by (apply (pow_le_inj (L + 1)); [lia|lra|lra|nra]).
      specialize (left p ltac:(lra) ltac:(lra) ltac:(lra)). lra.
    + apply Ropp_le_cancel.
      apply (le_from_derivative (fun x => - loss L C x) (fun x => - ((INR L + 1) * x * (C - slope L x))));
        [lra|..].
      * intros. apply (derivable_pt_lim_opp (loss L C)). now apply loss_derivative.
      * intros x Hx.
        assert (2 * INR L * x ^ (L + 1) <= INR L - 1).
        { pose proof (pow_incr x p (L + 1) ltac:(lra)). nra. }
        pose proof (slope_rises L t x HL ltac:(lra) ltac:(lra) H).
        rewrite Ropp_mult_distr_r. repeat apply Rmult_le_pos; lra.
Qed.

(** ** The threshold *)

Lemma threshold_point L : (2 <= L)%nat ->
  exists t, 0 < t < 1 /\ t ^ (L + 1) = (INR L - 1) / INR L /\ slope L t = threshold L.
Proof.
  intros H. pose proof (INR_ge2 L H) as HL.
  assert (Hp : 0 < (INR L - 1) / INR L) by (apply Rdiv_lt_0_compat; lra).
  assert (Hl : (INR L - 1) / INR L < 1)
    by (apply (Rmult_lt_reg_r (INR L)); [lra|]; field_simplify; lra).
  set (t := Rpower ((INR L - 1) / INR L) (/ (INR L + 1))).
  assert (Ht : 0 < t) by apply exp_pos.
  assert (Et : t ^ (L + 1) = (INR L - 1) / INR L).
  { rewrite <- Rpower_pow by easy. unfold t. rewrite Rpower_mult, plus_INR. cbn [INR].
    rewrite Rinv_l, Rpower_1; lra. }
  exists t. split; [split; [easy|]|split; [easy|]].
  - apply (pow_lt_inj (L + 1)); [lia|lra|lra|]. now rewrite pow1, Et.
  - rewrite slope_factor, Et by easy. unfold threshold.
    replace (t ^ (L - 1)) with (Rpower ((INR L - 1) / INR L) ((INR L - 1) / (INR L + 1))).
    + field. lra.
    + rewrite <- Rpower_pow by easy. unfold t. rewrite Rpower_mult, minus_INR by lia. cbn [INR].
      f_equal. field. lra.
Qed.

Lemma past_threshold_point L s : (2 <= L)%nat -> (INR L - 1) / INR L <= s ->
  INR L - 1 <= 2 * INR L * s.
Proof.
  intros H Hs. pose proof (INR_ge2 L H).
  assert (INR L - 1 = INR L * ((INR L - 1) / INR L)) by (field; lra). nra.
Qed.

Lemma falling_root_is_largest L s : (2 <= L)%nat -> 0 < s -> INR L - 1 <= 2 * INR L * s ^ (L + 1) ->
  largest_root L (slope L s) s.
Proof.
  intros HL Hs Hp. repeat split; [easy|]. intros t Ht E.
  pose proof (slope_falls L s t HL Hs Hp Ht). lra.
Qed.

Lemma threshold_pos L : (2 <= L)%nat -> 0 < threshold L.
Proof.
  intros H. pose proof (INR_ge2 L H). apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat; lra|apply exp_pos].
Qed.

(** Below the threshold the least loss is (1-q)(1+Lq)/2 < 1/2 at the largest root, where q > (L-1)/L. *)
Theorem below_threshold L C : (2 <= L)%nat -> 0 < C < threshold L ->
  exists s, largest_root L C s /\ 0 < s < 1 /\ (INR L - 1) / INR L < s ^ (L + 1) /\
    loss L C s = (1 - s ^ (L + 1)) * (1 + INR L * s ^ (L + 1)) / 2 /\ loss L C s < 1 / 2 /\
    forall t, 0 <= t -> loss L C s <= loss L C t.
Proof.
  intros HL HC. destruct (threshold_point L HL) as (t0 & Ht0 & Et0 & Es0).
  destruct (slope_level L C t0 1 HL ltac:(lra) ltac:(lra)) as (s & Hs & Es); [rewrite slope_1; lra|].
  assert (Hlt : t0 < s) by (destruct (proj1 Hs) as [|<-]; [easy|lra]).
  assert (Hs1 : s < 1) by (destruct (proj2 Hs) as [|Heq]; [easy|rewrite Heq, slope_1 in Es; lra]).
  assert (Hq : (INR L - 1) / INR L < s ^ (L + 1)) by (rewrite <- Et0; apply pow_lt_compat; [lia|lra]).
  assert (Hroot : largest_root L C s).
  { rewrite <- Es. apply falling_root_is_largest; [easy|lra|]. apply past_threshold_point; [easy|lra]. }
  assert (Hbeat : loss L C s < 1 / 2) by (apply stationary_beats_zero; [easy|lra|easy..]).
  exists s. repeat split; try easy; try lra; try apply Hroot.
  - apply loss_at_stationary; easy.
  - intros t Ht. pose proof (uniform_minimum L C s HL ltac:(lra) Hroot t Ht) as Hm.
    rewrite Rmin_right in Hm; lra.
Qed.

(** From the threshold on the zero solution, of loss 1/2, is at least as good. *)
Theorem beyond_threshold L C : (2 <= L)%nat -> threshold L <= C ->
  loss L C 0 = 1 / 2 /\ forall t, 0 <= t -> 1 / 2 <= loss L C t.
Proof.
  intros HL HC. split; [apply loss_0|]. intros t Ht.
  destruct (threshold_point L HL) as (t0 & Ht0 & Et0 & Es0).
  assert (Hroot : largest_root L (threshold L) t0).
  { rewrite <- Es0. apply falling_root_is_largest; [easy|lra|]. apply past_threshold_point; [easy|lra]. }
  pose proof (threshold_pos L HL). pose proof (INR_ge2 L HL).
  pose proof (uniform_minimum L (threshold L) t0 HL ltac:(lra) Hroot t Ht) as Hm.
  rewrite (loss_at_stationary L _ t0 HL Es0), Et0 in Hm.
  replace ((1 - (INR L - 1) / INR L) * (1 + INR L * ((INR L - 1) / INR L)) / 2) with (1 / 2) in Hm
    by (field; lra).
  rewrite Rmin_left in Hm by lra. apply Rle_trans with (1 := Hm). unfold loss.
  assert (0 <= (INR L + 1) / 2 * t ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). nra.
Qed.

(** The nonzero branch is worth having exactly below the threshold. *)
Theorem beats_zero_iff L C : (2 <= L)%nat -> 0 < C ->
  ((exists s, 0 <= s /\ loss L C s < 1 / 2) <-> C < threshold L).
Proof.
  intros HL HC. split.
  - intros (s & Hs & Hl). destruct (Rlt_le_dec C (threshold L)) as [|H]; [easy|].
    pose proof (proj2 (beyond_threshold L C HL H) s Hs). lra.
  - intros H. destruct (below_threshold L C HL (conj HC H)) as (s & _ & Hs & _ & _ & Hl & _).
    exists s. split; [lra|easy].
Qed.

(** A smaller cost root gives a smaller loss at every s > 0 (the comparison in S5). *)
Theorem loss_increases_in_cost L C C' s : C < C' -> 0 < s -> loss L C s < loss L C' s.
Proof.
  intros HC Hs. unfold loss. assert (0 < s ^ 2) by (apply pow_lt; easy). pose proof (pos_INR L). 
  assert (0 < (INR L + 1) / 2 * (C' - C) * s ^ 2) by (repeat apply Rmult_lt_0_compat; lra). lra.
Qed.
