"""What coqc says is read correctly, refusals above all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proofs_check.coq.build import compile_modules
from proofs_check.coq.compiler import ALLOWED_AXIOMS, CoqError, reported_axioms

REAL_NUMBERS = """Axioms:
ClassicalDedekindReals.sig_not_dec : forall P : Prop, {~ ~ P} + {~ P}
ClassicalDedekindReals.sig_forall_dec
  : forall P : nat -> Prop,
    (forall n : nat, {P n} + {~ P n}) ->
    {n : nat | ~ P n} + {forall n : nat, P n}
FunctionalExtensionality.functional_extensionality_dep
  : forall (A : Type) (B : A -> Type) (f g : forall x : A, B x),
    (forall x : A, f x = g x) -> f = g
Classical_Prop.classic : forall P : Prop, P \\/ ~ P
"""


def test_the_axioms_of_the_real_numbers_are_allowed() -> None:
    assert reported_axioms(REAL_NUMBERS) == ALLOWED_AXIOMS


@pytest.mark.parametrize("line", ["cheat : 1 = 2", "My.Module.cheat\n  : forall x : R, x = x + 1"])
def test_another_axiom_is_seen_wherever_it_stands(line: str) -> None:
    for text in (REAL_NUMBERS + line + "\n", REAL_NUMBERS.replace("Axioms:\n", f"Axioms:\n{line}\n")):
        assert not reported_axioms(text) <= ALLOWED_AXIOMS


def test_a_name_that_ends_like_an_allowed_one_is_another() -> None:
    assert not reported_axioms("Axioms:\nMine.classic : False\n") <= ALLOWED_AXIOMS


def test_a_closed_term_has_no_axioms_and_a_missing_report_is_an_error() -> None:
    assert reported_axioms("Closed under the global context\n") == frozenset()
    for output in ("", "S2 is defined\n"):
        with pytest.raises(CoqError, match="no report"):
            reported_axioms(output)


@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
def test_coqc_is_believed_and_its_error_quoted(tmp_path: Path) -> None:
    texts = {
        "A": "Axiom cheat : False.\nTheorem two : 1 = 2.\nProof. destruct cheat. Qed.\nPrint Assumptions two.\n"
    }
    assert compile_modules(tmp_path, texts, ["A"]).axioms("A") == {"cheat"}
    with pytest.raises(CoqError, match=r"^B\.v: line 2: .*not found"):
        compile_modules(tmp_path, {"B": "(* two lines *)\nTheorem t : missing.\n"}, ["B"])
