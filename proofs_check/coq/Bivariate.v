(** Polynomials in two variables with integer coefficients, computed with and then checked for signs.

    [[a; b]; [c]] is (a + b x) + c k: the outer list counts powers of k, the inner ones powers of x. *)

From Coq Require Import ZArith List Reals Lra Lia.
Import ListNotations.

Section Univariate.
Open Scope Z_scope.

Fixpoint add1 (p q : list Z) : list Z :=
  match p, q with a :: p, b :: q => (a + b) :: add1 p q | [], q => q | p, [] => p end.
Definition scale1 (c : Z) (p : list Z) : list Z := map (Z.mul c) p.
Fixpoint mul1 (p q : list Z) : list Z :=
  match p with [] => [] | a :: p => add1 (scale1 a q) (0 :: mul1 p q) end.

Fixpoint add2 (p q : list (list Z)) : list (list Z) :=
  match p, q with a :: p, b :: q => add1 a b :: add2 p q | [], q => q | p, [] => p end.
Definition scale2 (c : list Z) (p : list (list Z)) : list (list Z) := map (mul1 c) p.
Fixpoint mul2 (p q : list (list Z)) : list (list Z) :=
  match p with [] => [] | a :: p => add2 (scale2 a q) ([] :: mul2 p q) end.
Definition const2 (c : Z) : list (list Z) := [[c]].

End Univariate.

Open Scope R_scope.

Fixpoint eval1 (p : list Z) (x : R) : R := match p with [] => 0 | a :: p => IZR a + x * eval1 p x end.
Fixpoint eval2 (p : list (list Z)) (x k : R) : R :=
  match p with [] => 0 | a :: p => eval1 a x + k * eval2 p x k end.

Lemma eval_add1 p q x : eval1 (add1 p q) x = eval1 p x + eval1 q x.
Proof.
  revert q. induction p as [|a p IH]; intros [|b q]; cbn; try ring.
  rewrite plus_IZR, IH. ring.
Qed.

Lemma eval_scale1 c p x : eval1 (scale1 c p) x = IZR c * eval1 p x.
Proof. induction p as [|a p IH]; cbn [scale1 map eval1]; [ring|]. unfold scale1 in IH. rewrite mult_IZR, IH. ring. Qed.

Lemma eval_mul1 p q x : eval1 (mul1 p q) x = eval1 p x * eval1 q x.
Proof.
  induction p as [|a p IH]; cbn [mul1 eval1]; [ring|].
  rewrite eval_add1, eval_scale1. cbn [eval1]. rewrite IH. ring.
Qed.

Lemma eval_add2 p q x k : eval2 (add2 p q) x k = eval2 p x k + eval2 q x k.
Proof.
  revert q. induction p as [|a p IH]; intros [|b q]; cbn [add2 eval2]; try ring.
  rewrite eval_add1, IH. ring.
Qed.

Lemma eval_scale2 c p x k : eval2 (scale2 c p) x k = eval1 c x * eval2 p x k.
Proof.
  induction p as [|a p IH]; cbn [scale2 map eval2]; [ring|]. unfold scale2 in IH. rewrite eval_mul1, IH. ring.
Qed.

Lemma eval_mul2 p q x k : eval2 (mul2 p q) x k = eval2 p x k * eval2 q x k.
Proof.
  induction p as [|a p IH]; cbn [mul2 eval2]; [ring|].
  rewrite eval_add2, eval_scale2. cbn [eval2 eval1]. rewrite IH. ring.
Qed.

Definition nonneg1 (p : list Z) : bool := forallb (Z.leb 0) p.
Definition nonneg2 (p : list (list Z)) : bool := forallb nonneg1 p.
Definition constant (p : list (list Z)) : Z := hd 0%Z (hd [] p).

Lemma eval1_nonneg p x : nonneg1 p = true -> 0 <= x -> 0 <= eval1 p x.
Proof.
  intros Hp Hx. induction p as [|a p IH]; cbn [eval1]; [lra|].
  cbn [nonneg1 forallb] in Hp. apply andb_prop in Hp as [Ha Hp]. apply Z.leb_le, IZR_le in Ha.
  specialize (IH Hp). nra.
Qed.

Lemma eval2_nonneg p x k : nonneg2 p = true -> 0 <= x -> 0 <= k -> 0 <= eval2 p x k.
Proof.
  intros Hp Hx Hk. induction p as [|a p IH]; cbn [eval2]; [lra|].
  cbn [nonneg2 forallb] in Hp. apply andb_prop in Hp as [Ha Hp].
  pose proof (eval1_nonneg a x Ha Hx). specialize (IH Hp). nra.
Qed.

(** Nonnegative coefficients and a positive constant one: positive for x, k >= 0. *)
Theorem eval2_positive p x k : nonneg2 p = true -> (0 <? constant p)%Z = true -> 0 <= x -> 0 <= k ->
  0 < eval2 p x k.
Proof.
  intros Hp Hc Hx Hk. destruct p as [|[|c a] p]; [easy|easy|].
  cbn [constant hd] in Hc. apply Z.ltb_lt, IZR_lt in Hc.
  cbn [nonneg2 forallb nonneg1] in Hp. apply andb_prop in Hp as [Ha Hp]. apply andb_prop in Ha as [_ Ha].
  cbn [eval2 eval1]. pose proof (eval1_nonneg a x Ha Hx). pose proof (eval2_nonneg p x k Hp Hx Hk). nra.
Qed.
