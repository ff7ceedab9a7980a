"""A verdict follows from the legs, and only a whole proof is called one."""

from __future__ import annotations

from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.statement import (
    Leg,
    LegKind,
    LegResult,
    LegRun,
    Outcome,
    Statement,
    Verdict,
    own_verdict,
    verdicts,
)

DECIDING = {LegKind.SYMBOLIC, LegKind.EXACT, LegKind.RIGOROUS}
KINDS = [*sorted(DECIDING), LegKind.NUMERIC, LegKind.EMPIRICAL]


def leg_run(kind: LegKind, outcome: Outcome, name: str = "leg") -> LegRun:
    return LegRun(kind, name, LegResult(outcome, ""), 0.0)


PAIRS = list(product(KINDS, Outcome))


def combinations(most: int) -> list[tuple[LegRun, ...]]:
    """All sets of up to ``most`` legs."""
    pairs = [pair for size in range(1, most + 1) for pair in combinations_with_replacement(PAIRS, size)]
    return [tuple(leg_run(*pair) for pair in chosen) for chosen in pairs]


ALL = combinations(3)


def outcomes(runs: tuple[LegRun, ...]) -> set[Outcome]:
    return {run.result.outcome for run in runs}


def kinds(runs: tuple[LegRun, ...]) -> set[LegKind]:
    return {run.kind for run in runs}


def test_proved_exactly_if_all_legs_hold_and_one_is_symbolic() -> None:
    for runs in ALL:
        whole = outcomes(runs) == {Outcome.HOLDS} and LegKind.SYMBOLIC in kinds(runs)
        assert (own_verdict(runs) is Verdict.PROVED) == whole, runs


def test_refuted_exactly_if_a_leg_that_decides_found_a_counterexample() -> None:
    for runs in ALL:
        decided = any(run.result.outcome is Outcome.FAILS and run.kind in DECIDING for run in runs)
        assert (own_verdict(runs) is Verdict.REFUTED) == decided, runs


def test_a_failure_in_floats_neither_refutes_nor_lets_anything_hold() -> None:
    for runs in ALL:
        failed = {run.kind for run in runs if run.result.outcome is Outcome.FAILS}
        if failed and not failed & DECIDING:
            assert own_verdict(runs) is Verdict.UNDECIDED, runs


def test_holding_means_that_every_leg_holds() -> None:
    for runs in ALL:
        assert own_verdict(runs).holds == (outcomes(runs) == {Outcome.HOLDS}), runs


def test_instances_alone_verify_and_floats_alone_are_evidence() -> None:
    for runs in ALL:
        if outcomes(runs) == {Outcome.HOLDS} and LegKind.SYMBOLIC not in kinds(runs):
            expected = Verdict.VERIFIED if kinds(runs) & DECIDING else Verdict.EVIDENCE
            assert own_verdict(runs) is expected, runs


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.UNDECIDED, Verdict.UNDECIDED),
        (Outcome.TIMED_OUT, Verdict.TIMED_OUT),
        (Outcome.VACUOUS, Verdict.VACUOUS),
    ],
)
def test_one_leg_that_does_not_hold_is_what_the_verdict_says(outcome: Outcome, verdict: Verdict) -> None:
    for kind, other in product(KINDS, KINDS):
        assert own_verdict([leg_run(other, Outcome.HOLDS), leg_run(kind, outcome)]) is verdict


def test_the_order_of_legs_does_not_matter() -> None:
    for runs in combinations(2):
        assert len({own_verdict(order) for order in permutations(runs)}) == 1


def test_nothing_run_is_not_run() -> None:
    assert own_verdict([]) is Verdict.NOT_RUN
    assert not Verdict.NOT_RUN.holds
    assert own_verdict(iter([leg_run(LegKind.SYMBOLIC, Outcome.HOLDS)])) is Verdict.PROVED


def test_only_exact_arithmetic_decides() -> None:
    assert {kind for kind in KINDS if kind.decides} == DECIDING


def statement(number: int, depends_on: tuple[str, ...]) -> Statement:
    return Statement(f"S{number}", "t", "c", (), "s", legs=(), depends_on=depends_on)


runs_of_legs = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(Outcome)), max_size=4)
good_runs = st.lists(st.tuples(st.sampled_from(KINDS), st.just(Outcome.HOLDS)), min_size=1, max_size=3)


@st.composite
def theories(draw: st.DrawFn) -> tuple[list[Statement], dict[str, list[LegRun]]]:
    """Statements in dependency order with random legs, most of which hold."""
    statements, runs = [], {}
    for number in range(1, draw(st.integers(1, 6)) + 1):
        earlier = [s.id for s in statements]
        dependencies = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        statements.append(statement(number, tuple(dependencies)))
        chosen = draw(st.one_of(good_runs, good_runs, runs_of_legs))
        runs[f"S{number}"] = [leg_run(*pair) for pair in chosen]
    return statements, runs


def foundations(found: Statement, known: dict[str, Statement]) -> set[str]:
    """Ids of everything that a statement rests on, itself included."""
    return {found.id}.union(*(foundations(known[i], known) for i in found.depends_on))


@given(theories())
def test_proved_rests_on_proofs_alone(theory: tuple[list[Statement], dict[str, list[LegRun]]]) -> None:
    statements, runs = theory
    found, known = verdicts(statements, runs), {s.id: s for s in statements}
    for s in statements:
        basis = foundations(s, known)
        whole = all(own_verdict(runs[i]) is Verdict.PROVED for i in basis)
        assert (found[s.id] is Verdict.PROVED) == whole
        if found[s.id] is Verdict.PROVED:
            assert {run.result.outcome for i in basis for run in runs[i]} == {Outcome.HOLDS}


@given(theories())
def test_a_dependency_takes_a_proof_away_and_changes_nothing_else(
    theory: tuple[list[Statement], dict[str, list[LegRun]]],
) -> None:
    statements, runs = theory
    found = verdicts(statements, runs)
    for s in statements:
        own = own_verdict(runs[s.id])
        if own is not Verdict.PROVED:
            assert found[s.id] is own
        elif found[s.id] is not Verdict.PROVED:
            rest = [run for run in runs[s.id] if run.kind is not LegKind.SYMBOLIC]
            assert found[s.id] is (own_verdict(rest) if rest else Verdict.UNDECIDED)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.HOLDS])
@pytest.mark.parametrize("kind", KINDS)
def test_a_proof_on_something_unproved_is_none(kind: LegKind, outcome: Outcome) -> None:
    proved = [leg_run(LegKind.SYMBOLIC, Outcome.HOLDS)]
    statements = [statement(1, ()), statement(2, ("S1",)), statement(3, ("S2",))]
    found = verdicts(statements, {"S1": [*proved, leg_run(kind, outcome)], "S2": proved, "S3": proved})
    assert found["S2"] is found["S3"] is Verdict.UNDECIDED


def test_a_dependency_that_did_not_run_or_is_unknown_proves_nothing() -> None:
    proved = [leg_run(LegKind.SYMBOLIC, Outcome.HOLDS)]
    assert verdicts([statement(1, ()), statement(2, ("S1",))], {"S2": proved})["S2"] is Verdict.UNDECIDED
    assert verdicts([statement(2, ("S1",))], {"S2": proved})["S2"] is Verdict.UNDECIDED


def test_instances_remain_where_the_proof_rests_on_something_unproved() -> None:
    both = [leg_run(LegKind.SYMBOLIC, Outcome.HOLDS), leg_run(LegKind.EXACT, Outcome.HOLDS)]
    floats = [leg_run(LegKind.SYMBOLIC, Outcome.HOLDS), leg_run(LegKind.NUMERIC, Outcome.HOLDS)]
    statements = [statement(1, ()), statement(2, ("S1",)), statement(3, ("S1",))]
    found = verdicts(statements, {"S1": [], "S2": both, "S3": floats})
    assert found == {"S1": Verdict.NOT_RUN, "S2": Verdict.VERIFIED, "S3": Verdict.EVIDENCE}


def test_legs_of_one_name_are_refused_since_one_would_stand_for_the_other() -> None:
    def leg(outcome: Outcome) -> Leg:
        return Leg(LegKind.EXACT, "same", lambda: LegResult(outcome, ""))

    with pytest.raises(ValueError, match="names must be different"):
        Statement("S1", "t", "c", (), "s", legs=(leg(Outcome.FAILS), leg(Outcome.HOLDS)))
