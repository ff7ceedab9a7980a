"""``CrossingData.v``: at L = 2 with r = 5 and r = 6, where SRG loses to DNC, beats it, and gives way to zero.

Up to a millionth of the threshold around both ends the order is shown piece by piece; between, that each end is one
point.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.coq.half_line import cuts
from proofs_check.coq.pieces import Integers, Piece, cut_list, losing, pair, steep, winning
from theory.loss import threshold
from theory.proofs.two_layers_crossing import crossing
from theory.symbols import L

SIZES = (5, 6)
RELATIVE = 10**6
"""The pieces leave out this fraction of DNC's zero threshold around the exact crossings."""

ENDS = 10**9
"""Denominator of the rational ends of the claims."""

HEADER = """\
(** S5 (d): the pieces for r = 5 and r = 6 at L = 2, with the cuts that show the signs of their polynomials. *)

From Coq Require Import ZArith List Reals Lra Lia.
From DNC Require Import Sums UniformLoss Graphs ClosedForms CostConstants Pieces Crossing.
Import ListNotations.
Open Scope Z_scope.
"""

SETTING = """\
Definition z_{r} : integers := {{|
  S0 := {squares[0]}; S1 := {squares[1]}; S2 := {squares[2]};
  M0 := {multiplicities[0]}; M1 := {multiplicities[1]}; M2 := {multiplicities[2]}; P := {norm}; K2 := {classes} |}}.

Open Scope R_scope.

Lemma squares_{r} : 4 * spectrum (INR {r}) 0 ^ 2 = IZR (S0 z_{r}) /\\
  4 * spectrum (INR {r}) 1 ^ 2 = IZR (S1 z_{r}) /\\ 4 * spectrum (INR {r}) 2 ^ 2 = IZR (S2 z_{r}).
Proof. cbn. unfold singular_value_0, singular_value_1, singular_value_2. repeat split; field. Qed.

Lemma multiplicities_{r} : 2 * multiplicity (INR {r}) 0 = IZR (M0 z_{r}) /\\
  2 * multiplicity (INR {r}) 1 = IZR (M1 z_{r}) /\\ 2 * multiplicity (INR {r}) 2 = IZR (M2 z_{r}).
Proof. cbn. unfold multiplicity_0, multiplicity_1, multiplicity_2. repeat split; field. Qed.

Lemma norm_{r} : 2 * nuclear_norm_M2 (INR {r}) = IZR (P z_{r}).
Proof. cbn. unfold nuclear_norm_M2. field. Qed.

Lemma classes_{r} : 2 * INR (edges {r}) = IZR (K2 z_{r}).
Proof. rewrite INR_edges. cbn. field. Qed.
"""

THEOREMS = """
Theorem loses_{r} C : 0 < C -> C <= {start} / {unit} * threshold 2 -> loses {r} C.
Proof.
  intros H0 H. apply (relative_ge C {start} {unit} {last_lost}) in H; try reflexivity.
{losing}
Qed.

Theorem wins_{r} C : {after} / {unit} * threshold 2 <= C -> C <= {end} / {unit} * threshold 2 -> wins {r} C.
Proof.
  intros H0 H. apply (relative_le C {after} {unit} {first_won}) in H0; try reflexivity; try discriminate.
  apply (relative_ge C {end} {unit} {last_won}) in H; try reflexivity.
{winning}
Qed.

Theorem gives_up_{r} C : {beyond} / {unit} * threshold 2 <= C -> gives_up {r} C.
Proof.
  intros H. apply (relative_le C {beyond} {unit} {given_up}) in H; try reflexivity; try discriminate.
  {giving_up}; [vm_cast_no_check (eq_refl true)|lra].
Qed.

Theorem steep_{r} C C' : {start} / {unit} * threshold 2 <= C -> C < C' -> C' <= {after} / {unit} * threshold 2 ->
  ~ loses {r} C -> wins {r} C'.
Proof.
  intros H0 H H1 Hno. apply (relative_le C {start} {unit} {last_steep}) in H0; try reflexivity; try discriminate.
  apply (relative_ge C' {after} {unit} {first_steep}) in H1; try reflexivity.
  apply (steep {for_r}
    {steep} C C'); [vm_cast_no_check (eq_refl true)|lra|lra|lra|easy].
Qed.

Theorem crossing_{r} : exists start stop, {start} / {unit} <= start <= {after} / {unit} /\\
  {end} / {unit} <= stop <= {beyond} / {unit} /\\ crosses_at {r} (start * threshold 2) (stop * threshold 2).
Proof.
  apply crossings_between; [lra|lra|exact loses_{r}|exact wins_{r}|exact steep_{r}|exact gives_up_{r}|lia].
Qed.

Open Scope Z_scope.
"""


def crossing_data() -> str:
    """Text of ``CrossingData.v``.

    Raises
    ------
    ValueError
        If some piece has no certificate.
    """
    return "\n".join([HEADER, *(_one_size(r) for r in SIZES)])


def _one_size(r: int) -> str:
    z, found = Integers.of(r), crossing(r)
    start, end = (int(point.relative() * RELATIVE) for point in (found.start, found.end))
    loses = list(losing(z, _above(start)))
    wins = list(winning(z, _below(start + 1), _above(end)))
    beyond = _below(end + 1)
    zero = cuts(z.curve(beyond, Fraction(1, 2)))
    if zero is None:
        raise ValueError(f"SRG beats zero at C = {beyond}, r = {r}")
    for_r = f"{r} ltac:(lia) z_{r} squares_{r} multiplicities_{r} norm_{r} classes_{r}"
    setting = SETTING.format(
        r=r, squares=z.squares, multiplicities=z.multiplicities, norm=z.norm, classes=z.classes
    )
    return setting + THEOREMS.format(
        r=r,
        unit=RELATIVE,
        start=start,
        after=start + 1,
        end=end,
        beyond=end + 1,
        last_lost=pair(loses[-1].high),
        first_won=pair(wins[0].low),
        last_won=pair(wins[-1].high),
        given_up=pair(beyond),
        losing=_cases(loses, for_r),
        winning=_cases(wins, for_r),
        last_steep=pair(_below(start)),
        first_steep=pair(_above(start + 1)),
        steep=steep(z, _below(start), _above(start + 1)),
        for_r=for_r,
        giving_up=f"apply (gives_up_from {for_r} {pair(beyond)} {cut_list(zero)})",
    )


def _above(relative: int) -> Fraction:
    """A rational just above relative/RELATIVE of the threshold; Coq compares its cube exactly."""
    return _below(relative) + Fraction(1, ENDS)


def _below(relative: int) -> Fraction:
    """A rational just below it."""
    return Fraction(int(relative * sp.N(threshold().subs(L, 2), 30) * ENDS / RELATIVE), ENDS)


def _cases(pieces: list[Piece], for_r: str) -> str:
    """Tactics that go through the pieces in ascending order."""
    lines = []
    for number, piece in enumerate(pieces, start=1):
        step = (
            f"apply ({piece.lemma} {for_r}\n      {piece.arguments}); [vm_cast_no_check (eq_refl true)|lra]"
        )
        if number < len(pieces):
            bound = f"({piece.high.numerator} / {piece.high.denominator})"
            lines.append(f"  destruct (Rle_lt_dec C {bound}) as [H{number}|H{number}];\n    [{step}|].")
        else:
            lines.append(f"  {step}.")
    return "\n".join(lines)
