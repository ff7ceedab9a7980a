(** Explicit solutions: positive scales, balanced penalties (AM-GM attained), direct sums of networks. *)

From Coq Require Import Reals Lra Lia Psatz PeanoNat.
From DNC Require Import Sums UniformLoss Model LowerBound.
Open Scope R_scope.

Definition features2 (K : nat) (d : nat -> nat) (h : nat -> vec) : R := sum K (fun k => norm2 (d O) (h k)).
Definition weights2 (d : nat -> nat) (W : nat -> mat) (l : nat) : R := frob2 (d (S l)) (d l) (W l).
(** The product of all squared norms. *)
Definition cost (K L : nat) (d : nat -> nat) (h : nat -> vec) (W : nat -> mat) : R :=
  features2 K d h * prod L (weights2 d W).

Definition errors (K L : nat) (d : nat -> nat) (W : nat -> mat) (h : nat -> vec) : R :=
  sum K (fun k => error K L d W k (h k)).
(** All penalties together. *)
Definition regularisation (K L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R)
    (h : nat -> vec) (W : nat -> mat) : R :=
  lamH / 2 * features2 K d h + penalty L d lam W.

Lemma objective1_split K L d lamH lam h W :
  objective1 K L d lamH lam h W = errors K L d W h / (2 * INR K) + regularisation K L d lamH lam h W.
Proof. rewrite objective1_eq. unfold regularisation, features2, errors. unfold Rdiv at 1. lra. Qed.

(** ** Scales *)

Definition scale_vec (a : R) (x : vec) : vec := fun i => a * x i.
Definition scale_mat (a : R) (A : mat) : mat := fun i j => a * A i j.

Lemma apply_scale n a b A x i :
  apply n (scale_mat a A) (fun j => b * x j) i = a * b * apply n A x i.
Proof. unfold apply, dot, scale_mat. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.

(** ReLU networks are positively homogeneous in every layer. *)
Lemma pre_scale d W (a : nat -> R) aH x l i : 0 <= aH -> (forall l, 0 <= a l) ->
  pre d (fun l => scale_mat (a l) (W l)) l (scale_vec aH x) i = aH * prod l a * pre d W l x i.
Proof.
  intros HH Ha. revert i. induction l as [|l IH]; intros i; [cbn; unfold scale_vec; ring|].
  rewrite !pre_S.
  replace (apply (d l) (scale_mat (a l) (W l))
             (post d (fun l => scale_mat (a l) (W l)) l (scale_vec aH x)) i)
    with (apply (d l) (scale_mat (a l) (W l)) (fun j => aH * prod l a * post d W l x j) i).
  - rewrite apply_scale. cbn [prod]. ring.
  - apply dot_ext; [easy|]. intros j Hj. destruct l as [|l]; [cbn; unfold scale_vec; ring|].
    cbv [post]. rewrite IH. rewrite relu_scal; [easy|].
    apply Rmult_le_pos; [easy|]. apply prod_nonneg; auto.
Qed.

Lemma sqrt_pow2 x : 0 <= x -> sqrt x ^ 2 = x.
Proof. intros H. cbn [pow]. rewrite Rmult_1_r. now apply sqrt_sqrt. Qed.

Lemma balanced_scales L lamH lam cH c g :
  0 < lamH -> 0 < cH -> (forall l, (l < L)%nat -> 0 < lam l /\ 0 < c l) -> 0 < g ->
  g ^ (L + 1) = lamH * prod L lam * (cH * prod L c) ->
  exists aH a, 0 < aH /\ (forall l, 0 < a l) /\ aH * prod L a = 1 /\
    lamH * (aH ^ 2 * cH) = g /\ forall l, (l < L)%nat -> lam l * (a l ^ 2 * c l) = g.
Proof.
  intros HH HcH Hl Hg Eg.
  set (aH := sqrt (g / (lamH * cH))).
  set (a l := if l <? L then sqrt (g / (lam l * c l)) else 1).
  assert (Hx : 0 < g / (lamH * cH)) by (apply Rdiv_lt_0_compat; nra).
  assert (Hy : forall l, (l < L)%nat -> 0 < g / (lam l * c l)).
  { intros l Hi. destruct (Hl l Hi). apply Rdiv_lt_0_compat; nra. }
  assert (HaH : 0 < aH) by (now apply sqrt_lt_R0).
  assert (Ha : forall l, 0 < a l).
  { intros l. unfold a. destruct (Nat.ltb_spec l L); [apply sqrt_lt_R0; auto|lra]. }
  assert (EH : aH ^ 2 = g / (lamH * cH)) by (apply sqrt_pow2; lra).
  assert (El : forall l, (l < L)%nat -> a l ^ 2 = g / (lam l * c l)).
  { intros l Hi. unfold a. rewrite (proj2 (Nat.ltb_lt l L) Hi). apply sqrt_pow2, Rlt_le; auto. }
  assert (Hpl : 0 < prod L lam) by (apply prod_pos; intros; now apply Hl).
  assert (Hpc : 0 < prod L c) by (apply prod_pos; intros; now apply Hl).
  exists aH, a. repeat split; try easy.
  - apply (pow_inj 2); [lia| |lra|].
    + apply Rmult_le_pos; [lra|]. apply prod_nonneg; intros; apply Rlt_le, Ha.
    + rewrite Rpow_mult_distr, EH, pow1.
      replace (prod L a ^ 2) with (prod L (fun l => g * / (lam l * c l))).
      * rewrite prod_mult, prod_const.
        rewrite (prod_inv L (fun l => lam l * c l)), prod_mult.
        -- replace (g / (lamH * cH) * (g ^ L * / (prod L lam * prod L c)))
             with (g ^ (L + 1) / (lamH * prod L lam * (cH * prod L c)))
             by (rewrite pow_add; field; repeat split; lra).
           rewrite Eg. field. repeat split; lra.
        -- intros i Hi. destruct (Hl i Hi). nra.
      * cbn [pow]. rewrite Rmult_1_r, <- prod_mult. apply prod_ext. intros l Hi.
        specialize (El l Hi). unfold Rdiv in El. rewrite <- El. ring.
  - rewrite EH. field. lra.
  - intros l Hi. rewrite El by easy. destruct (Hl l Hi). field. lra.
Qed.

Definition scaled_features (aH : R) (h : nat -> vec) : nat -> vec := fun k => scale_vec aH (h k).
Definition scaled_weights (a : nat -> R) (W : nat -> mat) : nat -> mat := fun l => scale_mat (a l) (W l).

Lemma scaled_features2 K d aH h : features2 K d (scaled_features aH h) = aH ^ 2 * features2 K d h.
Proof. unfold features2. rewrite <- sum_scal. apply sum_ext. intros k Hk. apply norm2_scal. Qed.

Lemma scaled_weights2 d a W l : weights2 d (scaled_weights a W) l = a l ^ 2 * weights2 d W l.
Proof. apply frob2_scal. Qed.

(** Shapes with positive squared norms can be scaled so that the outputs stay and the penalties are all
    equal: together they are (L+1)/2 times the geometric mean g. *)
Theorem balanced K L d lamH lam h W g :
  0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  0 < features2 K d h -> (forall l, (l < L)%nat -> 0 < weights2 d W l) -> 0 < g ->
  g ^ (L + 1) = lamH * prod L lam * (features2 K d h * prod L (weights2 d W)) ->
  exists aH a, 0 < aH /\ (forall l, 0 < a l) /\
    errors K L d (scaled_weights a W) (scaled_features aH h) = errors K L d W h /\
    regularisation K L d lamH lam (scaled_features aH h) (scaled_weights a W) = (INR L + 1) / 2 * g.
Proof.
  intros HH Hl HcH Hc Hg Eg.
  destruct (balanced_scales L lamH lam (features2 K d h) (weights2 d W) g) as (aH & a & HaH & Ha & E1 & EH & El);
    try easy; [intros; split; auto|].
  exists aH, a. repeat split; try easy.
  - apply sum_ext; intros k Hk. apply sum_ext; intros i Hi. unfold scaled_weights, scaled_features.
    rewrite pre_scale by (intros; apply Rlt_le; auto). rewrite E1. ring.
  - unfold regularisation, penalty. rewrite scaled_features2.
    rewrite (sum_ext L _ (fun _ => g / 2)).
    + rewrite sum_const. nra.
    + intros l Hi. fold (weights2 d (scaled_weights a W) l). rewrite scaled_weights2, <- (El l Hi). field.
Qed.

(** ** Direct sums *)

Definition inl (a : nat) (x : vec) : vec := fun i => if i <? a then x i else 0.
Definition inr (a b : nat) (x : vec) : vec :=
  fun i => if i <? a then 0 else if i <? a + b then x (i - a)%nat else 0.

(** Block-diagonal matrix with an a x b block in front and an a' x b' block after it, zero elsewhere. *)
Definition block (a b a' b' : nat) (A A' : mat) : mat := fun i =>
  if i <? a then inl b (A i) else if i <? a + a' then inr b b' (A' (i - a)%nat) else fun _ => 0.

Ltac cases_ltb := repeat match goal with |- context [?x <? ?y] => destruct (Nat.ltb_spec x y) end.

Lemma dot_inl_inl n a x y : (a <= n)%nat -> dot n (inl a x) (inl a y) = dot a x y.
Proof.
  intros H. unfold dot. rewrite (sum_truncate a n); [|easy|].
  - apply sum_ext. intros i Hi. unfold inl. cases_ltb; [easy|lia].
  - intros i Hi. unfold inl. cases_ltb; [lia|ring].
Qed.

Lemma dot_inr_inr n a b x y : (a + b <= n)%nat -> dot n (inr a b x) (inr a b y) = dot b x y.
Proof.
  intros H. unfold dot. rewrite (sum_truncate (a + b) n); [|easy|].
  - rewrite sum_split, (sum_0 a).
    + rewrite Rplus_0_l. apply sum_ext. intros i Hi. unfold inr. cases_ltb; try lia.
      replace (a + i - a)%nat with i by lia. easy.
    + intros i Hi. unfold inr. cases_ltb; [ring|lia..].
  - intros i Hi. unfold inr. cases_ltb; try lia; ring.
Qed.

Lemma dot_inl_inr n a b x y : dot n (inl a x) (inr a b y) = 0.
Proof. apply sum_0. intros i Hi. unfold inl, inr. cases_ltb; ring. Qed.

Lemma dot_inr_inl n a b x y : dot n (inr a b x) (inl a y) = 0.
Proof. apply sum_0. intros i Hi. unfold inl, inr. cases_ltb; ring. Qed.

Lemma dot_0_l n y : dot n (fun _ => 0) y = 0.
Proof. apply sum_0; intros; ring. Qed.

Lemma relu_0 : relu 0 = 0.
Proof. apply relu_pos; lra. Qed.

Section DirectSum.

Context (K K' L : nat) (d w w' : nat -> nat) (W W' : nat -> mat) (h h' : nat -> vec).
Hypothesis Hw : forall l, (l <= L)%nat -> (w l + w' l <= d l)%nat.
Hypothesis HwL : w L = K.
Hypothesis HwL' : w' L = K'.
Hypothesis HdL : d L = (K + K')%nat.

Definition sum_weights (l : nat) : mat := block (w (S l)) (w l) (w' (S l)) (w' l) (W l) (W' l).
Definition sum_features (k : nat) : vec :=
  if k <? K then inl (w O) (h k) else inr (w O) (w' O) (h' (k - K)%nat).

Lemma pre_inl l x : (l <= L)%nat ->
  forall i, pre d sum_weights l (inl (w O) x) i = inl (w l) (pre w W l x) i.
Proof.
  induction l as [|l IH]; intros Hl i; [easy|].
  rewrite !pre_S. unfold apply at 1. specialize (IH ltac:(lia)).
  rewrite (dot_ext (d l) _ (sum_weights l i) _ (inl (w l) (post w W l x))); [|easy|].
  - unfold sum_weights, block, inl at 3. specialize (Hw l ltac:(lia)). cases_ltb; try lia.
    + apply dot_inl_inl; lia.
    + apply dot_inr_inl.
    + apply dot_0_l.
  - intros j Hj. destruct l as [|l]; [easy|]. cbv [post]. rewrite IH. unfold inl.
    cases_ltb; [easy|apply relu_0].
Qed.

Lemma pre_inr l x : (l <= L)%nat ->
  forall i, pre d sum_weights l (inr (w O) (w' O) x) i = inr (w l) (w' l) (pre w' W' l x) i.
Proof.
  induction l as [|l IH]; intros Hl i; [easy|].
  rewrite !pre_S. unfold apply at 1. specialize (IH ltac:(lia)).
  rewrite (dot_ext (d l) _ (sum_weights l i) _ (inr (w l) (w' l) (post w' W' l x))); [|easy|].
  - unfold sum_weights, block, inr at 3. specialize (Hw l ltac:(lia)). cases_ltb; try lia.
    + apply dot_inl_inr.
    + apply dot_inr_inr; lia.
    + apply dot_0_l.
  - intros j Hj. destruct l as [|l]; [easy|]. cbv [post]. rewrite IH. unfold inr.
    cases_ltb; (easy || apply relu_0).
Qed.

Lemma norm2_inl n a x : (a <= n)%nat -> norm2 n (inl a x) = norm2 a x.
Proof. intros H. rewrite <- !dot_self. now apply dot_inl_inl. Qed.

Lemma norm2_inr n a b x : (a + b <= n)%nat -> norm2 n (inr a b x) = norm2 b x.
Proof. intros H. rewrite <- !dot_self. now apply dot_inr_inr. Qed.

Lemma weights2_sum l : (l < L)%nat -> weights2 d sum_weights l = weights2 w W l + weights2 w' W' l.
Proof.
  intros Hl. unfold weights2, frob2, sum_weights, block.
  pose proof (Hw l ltac:(lia)). pose proof (Hw (S l) ltac:(lia)).
  rewrite (sum_truncate (w (S l) + w' (S l)) (d (S l))); [|easy|].
  - rewrite sum_split. f_equal; apply sum_ext; intros i Hi; cases_ltb; try lia.
    + now apply norm2_inl; lia.
    + replace (w (S l) + i - w (S l))%nat with i by lia. now apply norm2_inr.
  - intros i Hi. cases_ltb; try lia. apply sum_0; intros; ring.
Qed.

Lemma features2_sum : features2 (K + K') d sum_features = features2 K w h + features2 K' w' h'.
Proof.
  unfold features2, sum_features. rewrite sum_split. pose proof (Hw O ltac:(lia)).
  f_equal; apply sum_ext; intros k Hk; cases_ltb; try lia.
  - now apply norm2_inl; lia.
  - replace (K + k - K)%nat with k by lia. now apply norm2_inr.
Qed.

Lemma errors_sum : errors (K + K') L d sum_weights sum_features = errors K L w W h + errors K' L w' W' h'.
Proof.
  unfold errors. rewrite sum_split. f_equal; apply sum_ext; intros k Hk; unfold error, sum_features;
    cases_ltb; try lia.
  - rewrite (sum_ext (K + K') _ (fun i => (inl (w L) (pre w W L (h k)) i - delta i k) ^ 2))
      by (intros; now rewrite pre_inl).
    rewrite sum_split, (sum_0 K').
    + rewrite Rplus_0_r. apply sum_ext. intros i Hi. unfold inl. cases_ltb; [easy|lia].
    + intros i Hi. unfold inl. rewrite delta_diff by lia. cases_ltb; [lia|ring].
  - replace (K + k - K)%nat with k by lia.
    rewrite (sum_ext (K + K') _ (fun i => (inr (w L) (w' L) (pre w' W' L (h' k)) i - delta i (K + k)) ^ 2))
      by (intros; now rewrite pre_inr).
    rewrite sum_split, (sum_0 K).
    + rewrite Rplus_0_l. apply sum_ext. intros i Hi. unfold inr. cases_ltb; try lia.
      replace (K + i - w L)%nat with i by lia. do 2 f_equal.
      destruct (delta_cases i k) as [[-> ->]|[Hne ->]]; [now rewrite delta_same|now rewrite delta_diff by lia].
    + intros i Hi. unfold inr. rewrite delta_diff by lia. cases_ltb; try lia; ring.
Qed.

Lemma regularisation_sum lamH lam :
  regularisation (K + K') L d lamH lam sum_features sum_weights
  = regularisation K L w lamH lam h W + regularisation K' L w' lamH lam h' W'.
Proof.
  unfold regularisation. rewrite features2_sum. unfold penalty.
  rewrite (sum_ext L (fun l => lam l / 2 * frob2 (d (S l)) (d l) (sum_weights l))
             (fun l => lam l / 2 * weights2 w W l + lam l / 2 * weights2 w' W' l)).
  - rewrite sum_plus. unfold weights2. ring.
  - intros l Hl. pose proof (weights2_sum l Hl) as E. unfold weights2 in *. rewrite E. ring.
Qed.

End DirectSum.

(** Two solutions side by side, in wide enough layers. *)
Theorem direct_sum K K' L d w w' lamH lam W W' h h' :
  (forall l, (l <= L)%nat -> (w l + w' l <= d l)%nat) -> w L = K -> w' L = K' -> d L = (K + K')%nat ->
  exists hs Ws, objective1 (K + K') L d lamH lam hs Ws =
    (errors K L w W h + errors K' L w' W' h') / (2 * INR (K + K'))
    + regularisation K L w lamH lam h W + regularisation K' L w' lamH lam h' W'.
Proof.
  intros Hw H H' Hd. exists (sum_features K w w' h h'), (sum_weights w w' W W').
  rewrite objective1_split, (errors_sum K K' L d w w'), (regularisation_sum K K' L d w w') by easy. ring.
Qed.

(** A network fits into wider layers. *)
Corollary wider K n L d w lamH lam W h : (0 < n)%nat ->
  (forall l, (l <= L)%nat -> (w l <= d l)%nat) -> w L = K -> d L = K ->
  exists hs Ws, objective K n L d lamH lam (fun k _ => hs k) Ws = objective K n L w lamH lam (fun k _ => h k) W.
Proof.
  intros Hn Hw HwL HdL.
  destruct (direct_sum K 0 L d w (fun _ => O) (INR n * lamH) lam W (fun _ _ _ => 0) h (fun _ _ => 0))
    as (hs & Ws & E); try easy; [intros l Hl; rewrite Nat.add_0_r; auto|lia|].
  exists hs, Ws. rewrite !copies_cost by easy. rewrite Nat.add_0_r in E. rewrite E, objective1_split.
  assert (Ee : errors 0 L (fun _ => O) (fun _ _ _ => 0) (fun _ _ => 0) = 0) by reflexivity.
  assert (Er : regularisation 0 L (fun _ => O) (INR n * lamH) lam (fun _ _ => 0) (fun _ _ _ => 0) = 0).
  { unfold regularisation, features2, penalty, frob2. cbn [sum]. rewrite (sum_0 L) by (intros; ring). ring. }
  rewrite Ee, Er, !Rplus_0_r. reflexivity.
Qed.

(** ** The DNC block: identities in every layer *)

Definition identity_features : nat -> vec := fun k i => delta i k.
Definition identity_weights (L : nat) (q : R) : nat -> mat :=
  fun l i j => (if S l =? L then q else 1) * delta i j.

Lemma norm2_delta m k c : (k < m)%nat -> norm2 m (fun i => c * delta i k) = c ^ 2.
Proof.
  intros H. unfold norm2. rewrite (sum_ext m _ (fun i => delta k i * c ^ 2)).
  - now rewrite (sum_delta m k (fun _ => c ^ 2)).
  - intros i Hi. rewrite (delta_sym i k). destruct (delta_cases k i) as [[_ ->]|[_ ->]]; ring.
Qed.

Lemma identity_pre m L q l k i : (l < L)%nat -> (k < m)%nat -> (i < m)%nat ->
  pre (fun _ => m) (identity_weights L q) l (identity_features k) i = delta i k.
Proof.
  intros Hl Hk. revert i. induction l as [|l IH]; intros i Hi; [easy|].
  rewrite pre_S. unfold apply. specialize (IH ltac:(lia)).
  rewrite (dot_ext m _ (fun j => delta i j) _ (fun j => delta j k)).
  - unfold dot. now rewrite (sum_delta m i (fun j => delta j k)).
  - intros j Hj. unfold identity_weights. destruct (Nat.eqb_spec (S l) L); [lia|ring].
  - intros j Hj. destruct l as [|l]; [easy|]. cbv [post]. rewrite IH by easy.
    apply relu_pos. destruct (delta_cases j k) as [[_ ->]|[_ ->]]; lra.
Qed.

Lemma identity_output m L q k i : (0 < L)%nat -> (k < m)%nat -> (i < m)%nat ->
  pre (fun _ => m) (identity_weights L q) L (identity_features k) i = q * delta i k.
Proof.
  intros HL Hk Hi. destruct L as [|l]; [lia|]. rewrite pre_S. unfold apply.
  rewrite (dot_ext m _ (fun j => delta i j * q) _ (fun j => delta j k)).
  - unfold dot. rewrite (sum_ext m _ (fun j => delta i j * (q * delta j k))) by (intros; ring).
    now rewrite (sum_delta m i (fun j => q * delta j k)).
  - intros j Hj. unfold identity_weights. rewrite Nat.eqb_refl. ring.
  - intros j Hj. destruct l as [|l]; [easy|]. cbv [post]. rewrite identity_pre by (easy || lia).
    apply relu_pos. destruct (delta_cases j k) as [[_ ->]|[_ ->]]; lra.
Qed.

Lemma identity_weights2 m L q l :
  weights2 (fun _ => m) (identity_weights L q) l = INR m * (if S l =? L then q else 1) ^ 2.
Proof.
  unfold weights2, frob2, identity_weights. rewrite <- sum_const. apply sum_ext. intros i Hi.
  rewrite <- (norm2_delta m i _ Hi). apply norm2_ext. intros j Hj. now rewrite delta_sym.
Qed.

Lemma identity_features2 m : features2 m (fun _ => m) identity_features = INR m.
Proof.
  unfold features2. rewrite <- (Rmult_1_r (INR m)), <- sum_const. apply sum_ext. intros k Hk.
  rewrite <- (norm2_ext m (fun i => 1 * delta i k)) by (intros; unfold identity_features; ring).
  rewrite norm2_delta by easy. ring.
Qed.

Lemma prod_last L f q c : (0 < L)%nat -> (forall l, f l = c * (if S l =? L then q else 1) ^ 2) ->
  prod L f = c ^ L * q ^ 2.
Proof.
  intros HL H. destruct L as [|l]; [lia|]. cbn [prod].
  rewrite H, Nat.eqb_refl. rewrite (prod_ext l f (fun _ => c)).
  - rewrite prod_const. cbn [pow]. ring.
  - intros i Hi. rewrite H. destruct (Nat.eqb_spec (S i) (S l)); [lia|ring].
Qed.

(** DNC on m classes with output q = s^(L+1): cost m (1-q)^2 / (2K) + (L+1)/2 m Lambda^(1/(L+1)) s^2. *)
Theorem dnc_block m L lamH lam c s :
  (0 < L)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < c -> 0 < s ->
  c ^ (L + 1) = lamH * prod L lam ->
  exists h W, errors m L (fun _ => m) W h = INR m * (1 - s ^ (L + 1)) ^ 2 /\
    regularisation m L (fun _ => m) lamH lam h W = (INR L + 1) / 2 * (INR m * c * s ^ 2).
Proof.
  intros HL HH Hl Hc Hs Ec. set (q := s ^ (L + 1)).
  assert (Hq : 0 < q) by (apply pow_lt; easy).
  set (h := identity_features). set (W := identity_weights L q).
  assert (Ee : errors m L (fun _ => m) W h = INR m * (1 - q) ^ 2).
  { unfold errors, error. rewrite <- sum_const. apply sum_ext. intros k Hk.
    replace ((1 - q) ^ 2) with ((q - 1) ^ 2) by ring. rewrite <- (norm2_delta m k (q - 1) Hk). apply sum_ext. intros i Hi.
    unfold W, h. rewrite identity_output by easy. ring. }
  destruct (Nat.eq_dec m 0) as [->|Hm].
  - exists h, W. split; [exact Ee|]. unfold regularisation, features2, penalty. cbn [sum INR].
    unfold frob2. cbn [sum]. rewrite (sum_0 L); [ring|intros; ring].
  - assert (0 < INR m) by (apply lt_0_INR; lia).
    destruct (balanced m L (fun _ => m) lamH lam h W (INR m * c * s ^ 2)) as (aH & a & _ & _ & E1 & E2); try easy.
    + unfold h. now rewrite identity_features2.
    + intros l Hi. unfold W. rewrite identity_weights2. apply Rmult_lt_0_compat; [easy|].
      apply pow_lt. destruct (S l =? L); lra.
    + apply Rmult_lt_0_compat; [nra|now apply pow_lt].
    + unfold h, W. rewrite identity_features2, (prod_last L (weights2 _ _) q (INR m)) by (easy || apply identity_weights2).
      rewrite !Rpow_mult_distr, Ec. unfold q. rewrite <- (pow_mult s 2), (Nat.mul_comm 2), pow_mult.
      rewrite (pow_add (INR m)). ring.
    + eexists _, _. split; [rewrite E1; exact Ee|exact E2].
Qed.
