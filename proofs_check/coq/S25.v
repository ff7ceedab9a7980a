(** S25 (c) and (d), and with S27 more than they say: SRG is not a global optimum for any r >= 6 and L >= 3, at any
    regularisation parameters, positive and separate, and any number n >= 1 of samples. *)

From Coq Require Import Reals Lia PeanoNat List.
From DNC Require Import Model Graphs Srg SrgLoss SrgConstant DeeperNetwork Halves HalvesBelowSrg HalvesData.
Open Scope R_scope.

(** Neurons of layer L: the halves of six points, of seven points, and as many as there are classes. *)
Definition neurons (r : nat) : nat := match r with 6 => 20 | 7 => 35 | _ => edges r end.

(** Every network of the SRG family [srg_member], with any positive scales and any outputs, has a strictly cheaper network:
    halves of the points or SRG with other outputs for r = 6 and 7, a constant added to B from r = 8 on, or zero. *)
Theorem S25_srg_not_optimal : forall (r L n : nat) (d : nat -> nat) (lamH : R) (lam : nat -> R) (h : nat -> vec)
    (W : nat -> mat),
  (6 <= r)%nat -> (3 <= L)%nat -> (0 < n)%nat -> 0 < lamH -> (forall l, (l < L)%nat -> 0 < lam l) ->
  (forall l, (S l < L)%nat -> (r <= d l)%nat) -> (neurons r <= d (L - 1))%nat -> d L = edges r -> srg_member r L h W ->
  exists h' W', objective (edges r) n L d lamH lam h' W'
    < objective (edges r) n L (srg_width r L) lamH lam (fun k _ => h k) W.
Proof.
  intros r L n d lamH lam h W Hr HL Hn HH Hl Hd Hd1 HdL Hm.
  assert (Hwide : forall T, (T <= d (L - 1))%nat -> forall l, (l <= L)%nat -> (widths r T (edges r) L l <= d l)%nat).
  { intros T HT l Hi. unfold widths. destruct (Nat.ltb_spec (S l) L); [now apply Hd|].
    destruct (Nat.ltb_spec l L); [now replace l with (L - 1)%nat by lia|]. replace l with L by lia. lia. }
  destruct (Nat.eq_dec r 6) as [->|H6]; [|destruct (Nat.eq_dec r 7) as [->|H7]].
  - apply (halves_improve 6 subsets_6 0 1 2 ltac:(lia) ltac:(lia) counted_6 ltac:(cbn; lia) helps_6 late_6); try easy.
    apply (Hwide (length subsets_6)), Hd1.
  - apply (halves_improve 7 subsets_7 1 3 3 ltac:(lia) ltac:(lia) counted_7 ltac:(cbn; lia) helps_7 late_7); try easy.
    apply (Hwide (length subsets_7)), Hd1.
  - apply constant_improves_srg; try easy; try lia.
    assert (E : neurons r = edges r) by (do 8 (destruct r as [|r]; [lia || reflexivity|]); reflexivity).
    rewrite E in Hd1. intros l Hi. pose proof (Hwide (edges r) Hd1 l Hi) as H. unfold widths in H. unfold srg_width.
    destruct (S l <? L), (l <? L); lia.
Qed.

Definition S25 := S25_srg_not_optimal.
Print Assumptions S25.
