"""The formal leg: never "proved" without Coq, and never a refutation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from proofs_check.coq import build, export
from proofs_check.coq.compiler import ALLOWED_AXIOMS, CoqError, Report
from proofs_check.coq.export import development
from proofs_check.coq.leg import formal
from proofs_check.runner import run_legs
from proofs_check.statement import LegKind, LegResult, LegRun, Outcome, Verdict, own_verdict, verdicts
from proofs_check.statements import registry, select

AXIOMS = "Axioms:\n" + "".join(f"{name} : Prop\n" for name in ALLOWED_AXIOMS)


def answer(monkeypatch: pytest.MonkeyPatch, output: str | CoqError) -> LegResult:
    """The leg of S9 if coqc printed ``output`` for it."""

    def compile_modules(folder: Path, texts: Mapping[str, str], wanted: list[str]) -> Report:
        if isinstance(output, CoqError):
            raise output
        return Report(dict.fromkeys(wanted, output), "0")

    monkeypatch.setattr(build, "compile_modules", compile_modules)
    return formal("S9", covers="all", whole=True)


def test_a_theorem_on_the_axioms_of_the_real_numbers_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    result = answer(monkeypatch, AXIOMS)
    assert (result.outcome, result.instances, result.partial) == (Outcome.HOLDS, 2, False)


@pytest.mark.parametrize("output", [AXIOMS + "cheat : False\n", "", CoqError("S9.v: line 1: no")])
def test_another_axiom_no_report_or_an_error_leave_it_undecided(
    monkeypatch: pytest.MonkeyPatch, output: str | CoqError
) -> None:
    assert answer(monkeypatch, output).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("module", "old", "new", "complaint"),
    [
        ("Sums", "Open Scope R_scope.", "Axiom cheat : False.\nOpen Scope R_scope.", "Sums.v has Axiom"),
        (
            "S9",
            "Print Assumptions",
            "Theorem S9_more : True. Admitted.\nPrint Assumptions",
            "S9.v has Admitted",
        ),
        (
            "S9",
            "Definition S9 :=",
            "Theorem S9_more : True. exact I. Qed.\nDefinition S9 :=",
            "does not report",
        ),
        ("S9", "Print Assumptions S9.", "", "does not report"),
    ],
)
def test_what_is_open_or_unreported_is_not_even_compiled(
    module: str, old: str, new: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = development()
    assert old in texts[module]
    texts[module] = texts[module].replace(old, new, 1)
    monkeypatch.setattr(export, "development", lambda: texts)
    monkeypatch.setattr(build, "compile_modules", None)
    result = formal("S9", covers="all", whole=True)
    assert result.outcome is Outcome.UNDECIDED
    assert complaint in result.summary


def test_a_module_that_the_statement_does_not_need_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = development()
    texts["Graphs"] += "Lemma two : 1 = 2. Admitted.\n"  # S9 does not rest on graphs
    monkeypatch.setattr(export, "development", lambda: texts)
    assert answer(monkeypatch, AXIOMS).outcome is Outcome.HOLDS


def test_without_coq_the_leg_is_not_run_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    statements = select(["S9"])
    assert not any(leg.can_run for s in statements for leg in s.legs if leg.kind is LegKind.FORMAL)
    runs = run_legs(statements, [LegKind.FORMAL])
    assert runs == {"S9": []}
    assert verdicts(statements, runs) == {"S9": Verdict.NOT_RUN}


def test_formal_legs_run_on_request_only() -> None:
    assert [kind for kind in LegKind if kind.on_request] == [LegKind.FORMAL]
    for statement in registry().values():
        for leg in statement.legs:
            assert (leg.needs == "coqc") == (leg.kind is LegKind.FORMAL)


def run(kind: LegKind, outcome: Outcome = Outcome.HOLDS, partial: bool = False) -> LegRun:
    return LegRun(kind, "leg", LegResult(outcome, "", partial=partial), 0.0)


def test_a_formal_leg_alone_proves_what_it_covers() -> None:
    assert own_verdict([run(LegKind.FORMAL)]) is Verdict.PROVED
    assert own_verdict([run(LegKind.FORMAL, partial=True)]) is Verdict.IN_PART
    assert own_verdict([run(LegKind.FORMAL, partial=True), run(LegKind.SYMBOLIC)]) is Verdict.PROVED
    assert own_verdict([run(LegKind.FORMAL, Outcome.UNDECIDED), run(LegKind.SYMBOLIC)]) is Verdict.UNDECIDED


def test_a_whole_formal_proof_needs_no_other_statement() -> None:
    statements = select(["S6"])
    assert verdicts(statements, {"S6": [run(LegKind.FORMAL)]}) == {"S6": Verdict.PROVED}
    assert verdicts(statements, {"S6": [run(LegKind.SYMBOLIC)]}) == {"S6": Verdict.UNDECIDED}
