"""How statements stand: from stored legs and the code as it is, never from a stored verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from report_samples import document, inputs, some_runs

from proofs_check.report import standing as module
from proofs_check.report import stored
from proofs_check.report.standing import Form, form, standings
from proofs_check.results import StoredLeg
from proofs_check.sources import sources_of
from proofs_check.statement import Leg, LegKind, LegResult, LegRun, Outcome, Statement, Verdict
from proofs_check.statements import registry

HOLDS = LegResult(Outcome.HOLDS, "holds", 1)


def holds() -> LegResult:
    return HOLDS


def statement(statement_id: str, *kinds: LegKind, depends_on: tuple[str, ...] = ()) -> Statement:
    legs = tuple(Leg(kind, kind.value, holds) for kind in kinds)
    return Statement(statement_id, "", "", (), "", legs, depends_on)


def ran(kind: LegKind, result: LegResult = HOLDS) -> LegRun:
    return LegRun(kind, kind.value, result, 0.1)


def test_a_statement_that_was_not_run_is_never_run() -> None:
    found = inputs().standings
    assert {s.verdict for s in found.values()} == {Verdict.NOT_RUN}
    assert {s.shown_verdict for s in found.values()} == {"never run"}
    assert {leg.state for s in found.values() for leg in s.legs} == {"never run"}
    assert not any(s.stale or s.rests_on_stale for s in found.values())


def test_verdicts_are_computed_and_a_stored_one_counts_for_nothing() -> None:
    made = document(registry().values(), some_runs())
    for entry in made["statements"]:
        entry["verdict"] = "proved"
    found = inputs(made).standings
    assert {i: found[i].verdict for i in ("S1", "S2", "S3", "S9", "S4")} == {
        "S1": Verdict.PROVED,
        "S2": Verdict.PROVED,
        "S3": Verdict.REFUTED,
        "S9": Verdict.TIMED_OUT,
        "S4": Verdict.NOT_RUN,
    }


def test_a_proof_that_rests_on_what_is_not_proved_is_undecided() -> None:
    both = [statement("S1", LegKind.SYMBOLIC), statement("S2", LegKind.SYMBOLIC, depends_on=("S1",))]
    made = document(both, {"S2": [ran(LegKind.SYMBOLIC)]})
    assert standings(both, stored.of([made]))["S2"].verdict is Verdict.UNDECIDED


def test_the_newest_run_of_a_leg_counts() -> None:
    one = statement("S1", LegKind.EXACT)
    fails = LegResult(Outcome.FAILS, "fails", 1, {}, {"r": 4})
    old = document([one], {"S1": [ran(LegKind.EXACT)]}, made="2026-01-01T12:00:00+00:00")
    new = document([one], {"S1": [ran(LegKind.EXACT, fails)]}, made="2026-01-02T12:00:00+00:00")
    for order in ([old, new], [new, old]):
        assert standings([one], stored.of(order))["S1"].verdict is Verdict.REFUTED


def test_legs_of_several_files_join() -> None:
    one = statement("S1", LegKind.EXACT, LegKind.FORMAL)
    first = document([one], {"S1": [ran(LegKind.EXACT)]})
    second = document([one], {"S1": [ran(LegKind.FORMAL)]})
    found = standings([one], stored.of([first, second]))["S1"]
    assert (found.verdict, found.form) == (Verdict.PROVED, Form.FORMAL)


def test_a_leg_that_is_gone_or_of_another_kind_counts_for_nothing() -> None:
    then = statement("S1", LegKind.SYMBOLIC)
    made = document([then], {"S1": [ran(LegKind.SYMBOLIC)]})
    gone = replace(then, legs=(Leg(LegKind.SYMBOLIC, "another", holds),))
    other = replace(then, legs=(Leg(LegKind.NUMERIC, "symbolic", holds),))
    for now in (gone, other):
        assert standings([now], stored.of([made]))["S1"].verdict is Verdict.NOT_RUN


def test_a_changed_file_makes_stale_and_what_rests_on_it_says_so() -> None:
    made = document(registry().values(), some_runs())
    assert not any(s.stale for s in inputs(made).standings.values())
    # As if the proof of S1 had been another one when the results were made.
    made["sources"] = {**made["sources"], "theory/proofs/collapse.py": "0" * 64}
    found = inputs(made).standings
    touched = {s for s in registry() if "theory/proofs/collapse.py" in sources_of(registry()[s])}
    assert "S1" in touched
    assert "S3" not in touched
    assert [s.id for s in found.values() if s.stale] == [
        i for i in found if i in touched and i in some_runs()
    ]
    assert found["S1"].changed == ["theory/proofs/collapse.py"]
    assert "S1" in found["S2"].rests_on_stale
    assert found["S3"].rests_on_stale == ()


def test_a_file_that_is_new_makes_stale() -> None:
    made = document(registry().values(), some_runs())
    made["sources"] = {path: digest for path, digest in made["sources"].items() if path != "theory/loss.py"}
    assert inputs(made).standings["S2"].changed == ["theory/loss.py"]


def test_what_is_never_run_is_not_stale() -> None:
    made = document(registry().values(), {}, sources={})
    assert not any(s.stale for s in inputs(made).standings.values())


def test_rests_on_stale_goes_through_statements_that_are_not() -> None:
    three = [
        statement("S1", LegKind.EXACT),
        statement("S2", LegKind.EXACT, depends_on=("S1",)),
        statement("S3", LegKind.EXACT, depends_on=("S2",)),
    ]
    runs = {s.id: [ran(LegKind.EXACT)] for s in three}
    made = stored.of([document(three, runs)])
    changed = {("S1", "exact"): replace(made.legs["S1", "exact"], sources={"a.py": "old"})}
    current = {"S1": {"a.py": "new"}}

    def sources(s: Statement) -> dict[str, str]:
        return current.get(s.id, {})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "sources_of", sources)
        found = standings(three, stored.Stored((), {**made.legs, **changed}))
    assert [s.stale for s in found.values()] == [True, False, False]
    assert [s.rests_on_stale for s in found.values()] == [(), ("S1",), ("S1",)]


@pytest.mark.parametrize(
    ("kinds", "runs", "expected"),
    [
        ((LegKind.SYMBOLIC, LegKind.FORMAL), [], Form.FORMAL_WAITING),
        ((LegKind.FORMAL,), [HOLDS], Form.FORMAL),
        ((LegKind.FORMAL,), [replace(HOLDS, partial=True)], Form.FORMAL_PART),
        ((LegKind.FORMAL,), [replace(HOLDS, outcome=Outcome.UNDECIDED)], Form.FORMAL_WAITING),
        ((LegKind.SYMBOLIC, LegKind.EXACT), [], Form.DERIVED),
        ((LegKind.EXACT, LegKind.EMPIRICAL), [], Form.STATED),
    ],
)
def test_the_form_of_a_statement(kinds: Any, runs: list[LegResult], expected: Form) -> None:
    found = [StoredLeg(ran(LegKind.FORMAL, result), "2026-01-01T00:00:00", {}) for result in runs]
    assert form(statement("S1", *kinds).legs, found) is expected


def test_times_add_up() -> None:
    assert inputs(document(registry().values(), some_runs())).standings["S1"].seconds == 1.5
