"""``HalvesData.v``: halves of six and of seven points, against SRG at every λ (statement S25)."""

from __future__ import annotations

from itertools import combinations

import sympy as sp

from proofs_check.coq.printer import term
from theory.constructions.halves import SQUARES, TOGETHER
from theory.constructions.srg import SRG
from theory.symbols import r, t

SIZES = ((3, 6), (4, 7))
"""t and r of the subsets; from r = 8 on SRG with a constant is enough (S27)."""

BORDER = 2
"""κ up to which the subsets cost less, and past which SRG's outputs on its curve cost more than zero at L ≥ 3."""

CUT = sp.Rational(9, 4)
"""The polynomials for κ ≤ BORDER are positive up to here."""

HEADER = """\
(** Halves of the vertices of K_6 and of K_7: how many hold two edges, the squared singular values that follow, and
    the two inequalities about kappa, as integer polynomials that are positive between {low} and {border}, and from {border} on. *)

From Coq Require Import Reals ZArith Lra List.
From DNC Require Import Sums Bivariate HalfLine KappaCurve CurveComparison Graphs ClosedForms CostConstants Halves HalvesBelowSrg.
Import ListNotations.
Open Scope R_scope.
"""

TEXT = """\
Definition subsets_{r} : list (list nat) :=
  [{subsets}]%nat.

Theorem counted_{r} : counted {r} subsets_{r} {a} {b} {c} = true.
Proof. vm_compute. reflexivity. Qed.

Theorem squares_{r} : square_0 {r} {a} {b} {c} = {squares[0]} /\\ square_1 {r} {b} {c} = {squares[1]} /\\ square_2 {c} = {squares[2]}.
Proof. unfold square_0, square_1, square_2. repeat split; numbers; lra. Qed.

Theorem helps_{r} k : 0 < k <= {border} ->
  ridge_sum 3 (multiplicity (INR {r})) (fun i => INR (edges {r}) / INR (length subsets_{r}) * squares {r} {a} {b} {c} i) k
  < ridge_sum 3 (multiplicity (INR {r})) (fun i => spectrum (INR {r}) i ^ 2) k.
Proof.
  intros Hk. destruct squares_{r} as (E0 & E1 & E2). unfold ridge_sum. cbn [sum squares multiplicity spectrum].
  rewrite E0, E1, E2. numbers. apply Rminus_gt_0_lt.
  replace (_ - _) with (k * eval1 {helps} k
    / {helps_denominator}) by (cbn [eval1]; field; lra).
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [lra|]|repeat apply Rmult_lt_0_compat; lra].
  apply (positive_until_correct {cut.q} [0; {cut.p}]%Z); [easy|vm_compute; reflexivity|cbn [hd List.last]; lra].
Qed.

Theorem late_{r} k : {border} < k -> 0 < sum 3 (fun i =>
  multiplicity (INR {r}) i * spectrum (INR {r}) i ^ 2 * (2 * k - spectrum (INR {r}) i ^ 2) / (spectrum (INR {r}) i ^ 2 + k) ^ 2).
Proof.
  intros Hk. cbn [sum multiplicity spectrum]. numbers.
  match goal with |- 0 < ?x => replace x with (eval1 {late} k
    / {late_denominator}) by (cbn [eval1]; field; lra) end.
  apply Rdiv_lt_0_compat; [|repeat apply Rmult_lt_0_compat; try apply pow_lt; lra].
  apply (positive_from_correct 1 [{border}]%Z); [easy|vm_compute; reflexivity|cbn [hd]; lra].
Qed.
"""

KAPPA = sp.Symbol("k")


def halves_data() -> str:
    """Text of ``HalvesData.v``."""
    header = HEADER.format(low=0, border=BORDER)
    return "\n".join([header, *(_printed(inside, points) for inside, points in SIZES)])


def _printed(inside: int, points: int) -> str:
    subsets = list(combinations(range(points), inside))
    put, unit = {r: points, t: inside}, sp.binomial(points - 4, inside - 2)
    apart, one, same = (unit * together.subs(put) for together in TOGETHER)
    squares = [unit * square.subs(put) for square in SQUARES]
    multiplicities = [space.multiplicity.subs(r, points) for space in SRG.spectrum]
    theirs = [space.singular_value.subs(r, points) ** 2 for space in SRG.spectrum]
    share = sp.Rational(points * (points - 1) // 2, len(subsets))
    helps = sum(
        m * (1 / (v + KAPPA) - 1 / (share * square + KAPPA))
        for m, v, square in zip(multiplicities, theirs, squares, strict=True)
    )
    late = sum(
        m * v * (2 * KAPPA - v) / (v + KAPPA) ** 2 for m, v in zip(multiplicities, theirs, strict=True)
    )
    helps_numerator, helps_denominator = _fraction(helps)
    late_numerator, late_denominator = _fraction(late)
    return TEXT.format(
        r=points,
        subsets=";\n   ".join("[" + "; ".join(map(str, subset)) + "]" for subset in subsets),
        a=apart,
        b=one - apart,
        c=same - 2 * one + apart,
        squares=squares,
        border=BORDER,
        cut=CUT,
        helps=helps_numerator,
        helps_denominator=helps_denominator,
        late=late_numerator,
        late_denominator=late_denominator,
    )


def _fraction(expression: sp.Expr) -> tuple[str, str]:
    """Numerator, as the list of its integer coefficients from the lowest on, and denominator, in factors."""
    numerator, denominator = sp.fraction(sp.factor(expression))
    coefficients = reversed(sp.Poly(numerator, KAPPA).all_coeffs())
    return "[" + "; ".join(term(value, {}) for value in coefficients) + "]%Z", term(denominator, {KAPPA: "k"})
