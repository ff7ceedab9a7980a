(** S5.  SRG against DNC at equal parameters: any number of samples, regularisation parameters positive and
    separate.  [admissible L r] is L = 3 with r >= 5, or L >= 4 with r >= 4; [srg_cost L r] is C_SRG. *)

From Coq Require Import Reals.
From DNC Require Import UniformLoss Model DncBound Graphs ClosedForms CostConstants Srg SrgLoss DncNotOptimal Exceptions
  BlocksTwoLayers.
Open Scope R_scope.

(** (a) The cost constants, for all real r and all L, by induction on L. *)
Theorem S5_cost_constants : forall (L : nat) (r : R),
  (L = 3%nat /\ 5 <= r) \/ ((4 <= L)%nat /\ 4 <= r) ->
  srg_shape_cost L r * srg_inverse_square_sum r < (r * (r - 1) / 2) ^ (L + 1).
Proof. intros L r H. rewrite <- classes_eq. now apply cost_constants. Qed.

(** (a) At every output q = s^(L+1) > 0 some SRG network costs less than DNC's f(q). *)
Theorem S5_every_output : forall (n r L : nat) (lamH : R) (lam : nat -> R) (C s : R),
  admissible L r -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> 0 < s -> 0 <= C ->
  C ^ (L + 1) = Lambda n L lamH lam * INR (edges r) ^ (L + 1) ->
  exists h W, objective (edges r) n L (srg_width r L) lamH lam h W < loss L C s.
Proof. exact srg_below_dnc. Qed.

(** (a) Hence SRG costs less than every DNC solution that costs at most 1/2: wherever DNC beats or ties zero. *)
Theorem S5_srg_wins : forall (n r L : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R)
    (h : nat -> nat -> vec) (W : nat -> mat),
  admissible L r -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) -> d L = edges r ->
  DNC (edges r) n L d h W -> objective (edges r) n L d lamH lam h W <= 1 / 2 ->
  exists h' W',
    objective (edges r) n L (srg_width r L) lamH lam h' W' < objective (edges r) n L d lamH lam h W.
Proof. exact srg_beats_dnc. Qed.

(** (b) L = 3, r = 4 (K = 6): every network of the SRG family costs more than some DNC solution, at every
    lambda at which DNC beats zero. *)
Theorem S5_three_layers_r4 : forall (n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R)
    (h : nat -> vec) (W : nat -> mat),
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < 3)%nat -> 0 < lam l) ->
  (forall l, (l < 3)%nat -> (6 <= d l)%nat) -> d 3%nat = 6%nat ->
  0 < C -> C ^ 4 = Lambda n 3 lamH lam * INR 6 ^ 4 -> C < threshold 3 -> srg_member 4 3 h W ->
  exists h' W', DNC 6 n 3 d h' W' /\
    objective 6 n 3 d lamH lam h' W' < objective 6 n 3 (srg_width 4 3) lamH lam (fun k _ => h k) W.
Proof. exact srg_loses_three_layers. Qed.

(** (c) L = 2, r = 4 (K = 6): both families take the values f(q) of the same f and none below: a tie. *)
Theorem S5_two_layers_r4 : forall (n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R),
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (forall l, (l < 2)%nat -> (6 <= d l)%nat) -> d 2%nat = 6%nat ->
  0 < C -> C ^ 3 = Lambda n 2 lamH lam * INR 6 ^ 3 ->
  let dnc h W := objective 6 n 2 d lamH lam h W in
  let srg h W := objective 6 n 2 (srg_width 4 2) lamH lam (fun k _ => h k) W in
  (forall s, 0 < s -> (exists h W, DNC 6 n 2 d h W /\ dnc h W = loss 2 C s) /\
                      (exists h W, srg_member 4 2 h W /\ srg h W = loss 2 C s)) /\
  (forall h W, DNC 6 n 2 d h W -> exists s, 0 <= s /\ loss 2 C s <= dnc h W) /\
  (forall h W, srg_member 4 2 h W -> exists s, 0 <= s /\ loss 2 C s <= srg h W).
Proof. exact srg_ties_two_layers. Qed.

(** (d) L = 2, r = 5 and r = 6, with C = K Lambda^(1/3) and the ends in units of DNC's zero threshold: before the start
    every SRG network costs more than some DNC solution, at the start as much or more; between the ends some SRG
    network costs less than every DNC solution and than zero; from the end on none costs less than zero. *)
Definition S5_crosses (r : nat) (start stop : R) : Prop := forall (n : nat) (lamH : R) (lam : nat -> R) (C : R),
  (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  0 < C -> C ^ 3 = Lambda n 2 lamH lam * INR (edges r) ^ 3 ->
  let cost h W := objective (edges r) n 2 (srg_width r 2) lamH lam (fun k _ => h k) W in
  (C <= start * threshold 2 -> forall d h W,
     (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r -> srg_member r 2 h W ->
     exists h' W', DNC (edges r) n 2 d h' W' /\ objective (edges r) n 2 d lamH lam h' W' <= cost h W /\
       (C < start * threshold 2 -> objective (edges r) n 2 d lamH lam h' W' < cost h W)) /\
  (start * threshold 2 < C < stop * threshold 2 -> exists h W, srg_member r 2 h W /\ cost h W < 1 / 2 /\
     forall d h' W', d 2%nat = edges r -> DNC (edges r) n 2 d h' W' ->
       cost h W < objective (edges r) n 2 d lamH lam h' W') /\
  (stop * threshold 2 <= C -> forall h W, srg_member r 2 h W -> 1 / 2 <= cost h W).

(** (f) L = 2, every K >= 10: between the ends of r = 5 some network, SRG on ten classes beside DNC or zero on the
    others, costs less than every DNC solution and than zero. *)
Definition S5_blocks (start stop : R) : Prop := forall (K n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R),
  (10 <= K)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (K <= d 0)%nat -> (K <= d 1)%nat -> d 2%nat = K ->
  C ^ 3 = Lambda n 2 lamH lam * INR K ^ 3 -> start * threshold 2 < C < stop * threshold 2 ->
  exists h W, let cost := objective K n 2 d lamH lam h W in
    cost < 1 / 2 /\ forall d' h' W', d' 2%nat = K -> DNC K n 2 d' h' W' ->
      cost < objective K n 2 d' lamH lam h' W'.

Theorem S5_two_layers_r5 : exists start stop,
  741666 / 1000000 <= start <= 741667 / 1000000 /\ 1040045 / 1000000 <= stop <= 1040046 / 1000000 /\
  S5_crosses 5 start stop /\ S5_blocks start stop.
Proof. exact crossing_5_networks. Qed.

Theorem S5_two_layers_r6 : exists start stop,
  988034 / 1000000 <= start <= 988035 / 1000000 /\ 1007202 / 1000000 <= stop <= 1007203 / 1000000 /\
  S5_crosses 6 start stop.
Proof. exact crossing_6_networks. Qed.

(** (e) L = 2, r >= 7: every network of the SRG family costs more than some DNC solution wherever DNC beats zero,
    and never beats zero elsewhere. *)
Theorem S5_two_layers_r7 : forall (r n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (C : R)
    (h : nat -> vec) (W : nat -> mat),
  (7 <= r)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < 2)%nat -> 0 < lam l) ->
  (forall l, (l < 2)%nat -> (edges r <= d l)%nat) -> d 2%nat = edges r ->
  0 < C -> C ^ 3 = Lambda n 2 lamH lam * INR (edges r) ^ 3 -> srg_member r 2 h W ->
  let cost := objective (edges r) n 2 (srg_width r 2) lamH lam (fun k _ => h k) W in
  (C < threshold 2 -> exists h' W', DNC (edges r) n 2 d h' W' /\
     objective (edges r) n 2 d lamH lam h' W' < cost) /\
  (threshold 2 <= C -> 1 / 2 <= cost).
Proof. exact srg_loses_two_layers. Qed.

Definition S5 := (S5_cost_constants, S5_every_output, S5_srg_wins, S5_three_layers_r4, S5_two_layers_r4,
  S5_two_layers_r5, S5_two_layers_r6, S5_two_layers_r7).
Print Assumptions S5.
