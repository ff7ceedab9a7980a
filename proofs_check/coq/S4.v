(** S4.  The SRG loss, for every r >= 4 and L >= 2, any number of samples and separate regularisation parameters.

    The family [srg_member]: the SRG shapes with any positive scales in every layer and any outputs q_i on the
    three eigenspaces.  [shape_cost L r] is c, [multiplicity] and [spectrum] are the m_i and s_i.  A kappa is
    [on_curve] if X = Lambda c = (kappa/K)^(L+1) T(kappa)^L, and it is an [upward] crossing if besides the right
    side is at most X at points as near as one likes on its left, and at least X on its right.  [curve_loss] is
    kappa^2/(2K) sum m_i/(s_i^2+kappa)^2 + (L+1)/2 kappa T(kappa)/K. *)

From Coq Require Import Reals Lia PeanoNat.
From DNC Require Import Sums UniformLoss Model Blocks Graphs KappaCurve UpwardCrossings ClosedForms CostConstants Srg SrgLoss.
Open Scope R_scope.

(** Any finite list of (m_i, s_i): the curve is stationary in every output, minimisers lie on it, and the least
    loss is that of the zero solution or of an upward crossing. *)
Theorem S4_curve : forall (N L : nat) (K X : R) (m s : nat -> R),
  (1 <= L)%nat -> (0 < N)%nat -> 0 < K -> 0 < X ->
  (forall i, (i < N)%nat -> 0 < m i) -> (forall i, (i < N)%nat -> 0 < s i) ->
  (forall kappa, on_curve N L K X m s kappa ->
     F N L K X m s (ridge s kappa) = curve_loss N L K m s kappa /\
     forall j, (j < N)%nat ->
       derivable_pt_lim (fun x => F N L K X m s (update (ridge s kappa) j x)) (ridge s kappa j) 0) /\
  (forall q, 0 < last N m s q -> (forall q', F N L K X m s q <= F N L K X m s q') ->
     exists kappa, on_curve N L K X m s kappa /\ F N L K X m s q = curve_loss N L K m s kappa /\
       forall i, (i < N)%nat -> q i = ridge s kappa i) /\
  ((forall q, zero_value N K m <= F N L K X m s q) \/
   exists kappa, upward N L K X m s kappa /\ curve_loss N L K m s kappa < zero_value N K m /\
     forall q, curve_loss N L K m s kappa <= F N L K X m s q).
Proof.
  intros N L K X m s HL HN HK HX Hm Hs. split; [|split].
  - intros kappa Hc. split; [now apply loss_on_curve|]. intros j Hj. now apply stationary_on_curve.
  - intros q Hq Hmin. exists (kappa_of N L K X m s q). now apply minimiser_on_curve.
  - now apply least_value.
Qed.

(** The family: its least loss is 1/2, to which small outputs come as near as one likes, or that of an upward
    crossing; every point of the curve is attained; with one output q = s^(L+1) the loss is f. *)
Theorem S4_srg : forall (r L samples : nat) (lamH : R) (lam : nat -> R),
  (4 <= r)%nat -> (2 <= L)%nat -> (0 < samples)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  let n := INR r in
  let K := edges r in
  let X := Lambda samples L lamH lam * shape_cost L n in
  let cost h W := objective K samples L (srg_width r L) lamH lam (fun k _ => h k) W in
  let crossing := upward 3 L (INR K) X (multiplicity n) (spectrum n) in
  let curve := on_curve 3 L (INR K) X (multiplicity n) (spectrum n) in
  let value := curve_loss 3 L (INR K) (multiplicity n) (spectrum n) in
  ((forall h W, srg_member r L h W -> 1 / 2 <= cost h W) \/
   exists kappa, crossing kappa /\ value kappa < 1 / 2 /\
     (exists h W, srg_member r L h W /\ cost h W = value kappa) /\
     (forall h W, srg_member r L h W -> value kappa <= cost h W)) /\
  (forall eps, 0 < eps -> exists h W, srg_member r L h W /\ cost h W < 1 / 2 + eps) /\
  (forall kappa, curve kappa -> exists h W, srg_member r L h W /\ cost h W = value kappa) /\
  (forall C s, 0 < C -> C ^ (L + 1) = X * sum 3 (fun i => multiplicity n i / spectrum n i ^ 2) -> 0 < s ->
     exists h W, srg_member r L h W /\ cost h W = loss L C s).
Proof.
  intros r L samples lamH lam Hr HL Hs HH Hl n K X cost crossing curve value. split; [|split; [|split]].
  - now apply srg_least_value.
  - intros eps Heps. now apply srg_near_zero.
  - intros kappa Hc. now apply srg_curve_attained.
  - intros C s HC EC Hs0. apply srg_uniform_bound; try easy.
    rewrite EC. unfold X. f_equal. now apply inverse_square_sum_as_sum.
Qed.

(** The hidden layers of the family have r neurons, the last one K; in wider layers nothing changes. *)
Theorem S4_wider : forall (r L samples : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> vec)
    (W : nat -> mat),
  (0 < samples)%nat -> (forall l, (l <= L)%nat -> (srg_width r L l <= d l)%nat) -> d L = edges r ->
  exists h' W', objective (edges r) samples L d lamH lam (fun k _ => h' k) W'
    = objective (edges r) samples L (srg_width r L) lamH lam (fun k _ => h k) W.
Proof.
  intros r L samples d lamH lam h W Hs Hd HdL. apply wider; try easy.
  unfold srg_width. destruct (Nat.ltb_spec (S L) L); [lia|easy].
Qed.

(** The closed forms that the theory prints are the ones of the statement. *)
Theorem S4_closed_forms : forall r : R, 4 <= r ->
  (forall L, (3 <= L)%nat -> shape_cost L r
     = (sqrt (2 * (r - 1)) + (r - 1) * sqrt (r - 2)) ^ 2 * r ^ (L - 3) * (r * (r - 1) / 2 * r / 4)) /\
  shape_cost 2 r = ((r - 1) * (r - 4) / 2 + (r - 1) * (r - 2)) ^ 2 /\
  spectrum r 0 = (r - 2) * (r - 3) / 2 /\ spectrum r 1 = r - 3 /\ spectrum r 2 = 1 /\
  multiplicity r 0 = 1 /\ multiplicity r 1 = r - 1 /\ multiplicity r 2 = r * (r - 3) / 2.
Proof.
  intros r Hr. split.
  - intros L HL. unfold shape_cost. destruct (Nat.eqb_spec L 2); [lia|].
    rewrite shape_cost_eq, nuclear_norm_B_eq, classes_eq. field.
  - cbn [shape_cost Nat.eqb spectrum multiplicity]. unfold srg2_shape_cost, singular_value_0, singular_value_1,
      singular_value_2, multiplicity_0, multiplicity_1, multiplicity_2.
    repeat split; field.
Qed.

Definition S4 := (S4_curve, S4_srg, S4_wider, S4_closed_forms).
Print Assumptions S4.
