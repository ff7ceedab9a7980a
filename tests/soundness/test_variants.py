"""Soundness bench: no false or vacuous variant of a statement comes out proved, and the true statements do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import sleep

import pytest
from variants.bench import Variant, all_variants, judge, with_changes

from proofs_check.runner import run_legs
from proofs_check.statement import Leg, LegKind, Outcome, Verdict, verdicts
from proofs_check.statements import registry, select

VARIANTS = all_variants()
STATEMENTS = (
    *("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S13"),
    *("S17", "S18", "S19", "S20", "S21", "S23", "S25", "S26", "S27", "S28"),
)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.statement}: {v.false}")
def test_a_false_variant_is_refuted_vacuous_or_undecided(variant: Variant) -> None:
    found = judge(variant.statements())
    assert not found.verdict.holds
    assert found.verdict is variant.verdict
    if variant.fails_at:
        assert found.counterexamples
        for counterexample in found.counterexamples:
            assert variant.fails_at(counterexample), counterexample
    # The proof by itself: it never establishes what it is given that is false, whatever other legs find.
    if "proof" in variant.changes and variant.verdict is not Verdict.VACUOUS:
        assert found.result("proof").outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("identity", STATEMENTS)
def test_the_true_statement_comes_out_of_the_same_bench(identity: str) -> None:
    changed = {name for v in VARIANTS if v.statement == identity for name in v.changes}
    # Every leg that some variant changes, with its own arguments; of the descents, which cost most, one.
    own = {name: {"cells": ((2, 2),)} if name == "descent" else {} for name in changed}
    statements = [
        with_changes(s, own if s.id == identity else {}) for s in select([identity], with_dependencies=True)
    ]
    found = judge(statements)
    expected = {"S8": Verdict.EVIDENCE, "S20": Verdict.VERIFIED, "S26": Verdict.VERIFIED}
    assert found.verdict is expected.get(identity, Verdict.PROVED)
    assert {run.result.outcome for run in found.runs} == {Outcome.HOLDS}


def test_the_bench_is_large_and_has_every_outcome() -> None:
    assert len(VARIANTS) >= 200
    assert len({(v.statement, v.false) for v in VARIANTS}) == len(VARIANTS)
    outcomes = Counter(v.verdict for v in VARIANTS)
    assert set(outcomes) == {Verdict.REFUTED, Verdict.UNDECIDED, Verdict.VACUOUS}
    assert outcomes[Verdict.REFUTED] >= 100
    by_statement = Counter(v.statement for v in VARIANTS)
    assert set(by_statement) == set(STATEMENTS)
    assert min(by_statement.values()) >= 8


def test_every_leg_that_decides_is_changed_by_some_variant() -> None:
    """All but the frames of DNC in S3, whose claim has no data to change."""
    changed = {(v.statement, name) for v in VARIANTS for name in v.changes}
    deciding = {
        (i, leg.name)
        for i in STATEMENTS
        for leg in registry()[i].legs
        if leg.kind.decides and not leg.kind.on_request
    }
    assert deciding - changed == {("S3", "DNC frames")}


def test_no_two_variants_make_the_same_claim() -> None:
    seen = [(v.statement, sorted(v.changes), repr(v.changes)) for v in VARIANTS]
    assert len({str(entry) for entry in seen}) == len(seen)


# The runner's own processes.


def picked(*found: tuple[str, str]) -> list[Variant]:
    return [v for v in VARIANTS if any(v.statement == i and v.false.startswith(f) for i, f in found)]


@pytest.mark.parametrize(
    "variant",
    picked(("S3", "rank M_L = r at r = 4"), ("S6", "L ≥ 4 and K ≥ 3"), ("S4", "empty"), ("S9", "K^(L+1)")),
    ids=lambda v: f"{v.statement}: {v.false}",
)
def test_processes_of_the_runner_judge_alike(variant: Variant) -> None:
    statement = variant.statements()[-1]
    alone = replace(statement, depends_on=())
    assert verdicts([alone], run_legs([alone], jobs=1))[statement.id] is variant.verdict


def test_a_leg_without_an_end_is_not_taken_for_a_proof() -> None:
    endless = Leg(LegKind.EXACT, "endless", partial(sleep, 60), time_limit=0.5)
    statement = replace(registry()["S9"], depends_on=(), legs=(registry()["S9"].legs[0], endless))
    assert verdicts([statement], run_legs([statement], jobs=1))["S9"] is Verdict.TIMED_OUT


@pytest.mark.slow
def test_all_variants_in_processes_of_the_runner() -> None:
    """Lambdas cannot be sent to a process; the variants that have none are judged there once more."""
    sendable = [v for v in VARIANTS if not any("expected" in arguments for arguments in v.changes.values())]
    statements = [
        replace(v.statements()[-1], id=f"{v.statement} {k}", depends_on=()) for k, v in enumerate(sendable)
    ]
    found = verdicts(statements, run_legs(statements, jobs=2))
    for statement, variant in zip(statements, sendable, strict=True):
        assert found[statement.id] is variant.verdict, variant.false


def test_the_re_checks_know_nothing_of_the_project() -> None:
    source = (Path(__file__).parent / "variants" / "by_hand.py").read_text()
    assert not any(
        f"{word} {package}" in source
        for word in ("from", "import")
        for package in ("theory", "numerics", "proofs_check")
    )
