"""Every leg of the foundation, run once with what it handed to its check kept: a claim that fails takes it down."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import comb
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.losses import dnc_loss, log_product_equal, loss_table
from proofs_check import legs, matrices, results
from proofs_check.statement import (
    Leg,
    LegKind,
    LegResult,
    LegRun,
    Outcome,
    Verdict,
    own_verdict,
    verdicts,
)
from proofs_check.statements import (
    registry,
)
from theory.derivation import Derivation
from theory.obligations import Decided

FOUNDATION = ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S13", "S14")
"""The statements that this file knows; others may be in the registry too."""

KINDS = (LegKind.SYMBOLIC, LegKind.EXACT, LegKind.RIGOROUS, LegKind.NUMERIC)
"""The kinds of legs that this file knows; a statement may have legs of other kinds too."""


def legs_of(identity: str) -> list[Leg]:
    return [leg for leg in registry()[identity].legs if leg.kind in KINDS]


@dataclass(frozen=True)
class Recorded:
    """A leg's result, and how it was made."""

    result: LegResult
    derivation: Derivation | None
    check: Callable[..., LegResult] | None
    """Repeats the leg's check; keyword arguments replace instances, claim, describe and hypotheses."""
    instances: list[Any]


def leg_of(identity: str, name: str) -> Leg:
    (found,) = [leg for leg in registry()[identity].legs if leg.name == name]
    return found


@cache
def recorded(identity: str, name: str) -> Recorded:
    leg = leg_of(identity, name)
    calls: list[dict[str, Any]] = []
    derivations: list[Derivation] = []

    def check(instances: Any, claim: Any, describe: Any, **options: Any) -> LegResult:
        calls.append({"instances": list(instances), "claim": claim, "describe": describe, **options})
        return legs.check_instances(**calls[-1])

    def prove(derivation: Derivation, evidence: Any = None) -> LegResult:
        derivations.append(derivation)
        return legs.proof(derivation, evidence)

    def descent(K: int, L: int, lam: float, **_: Any) -> Any:
        """Stands for 17 s of training that ends a little above DNC."""
        return SimpleNamespace(losses=[float(dnc_loss(K, L, log_product_equal(lam, L)).loss) + 1e-9])

    with pytest.MonkeyPatch.context() as patch:
        for module in (sys.modules[leg.run.__module__], matrices):
            patch.setattr(module, "check_instances", check, raising=False)
            patch.setattr(module, "proof", prove, raising=False)
        patch.setattr("numerics.descent.multistart", descent)
        result = leg.run()
    assert len(calls) + len(derivations) == 1
    return Recorded(
        result,
        derivations[0] if derivations else None,
        (lambda **changes: legs.check_instances(**{**calls[0], **changes})) if calls else None,
        calls[0]["instances"] if calls else [],
    )


def names_of(*kinds: LegKind) -> list[tuple[str, str]]:
    return [(i, leg.name) for i in FOUNDATION for leg in registry()[i].legs if leg.kind in kinds]


PROOFS = names_of(LegKind.SYMBOLIC)
CHECKS = names_of(LegKind.EXACT, LegKind.RIGOROUS, LegKind.NUMERIC)


def refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is not JSON")


@pytest.mark.parametrize(("identity", "name"), PROOFS + CHECKS)
def test_a_leg_holds_and_its_result_can_be_kept(identity: str, name: str) -> None:
    found = recorded(identity, name).result
    assert found.outcome is Outcome.HOLDS, found.summary
    assert found.instances > 0
    assert "\n" not in found.summary
    assert found.counterexample is None
    assert json.loads(json.dumps(found.evidence, allow_nan=False)) == found.evidence
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(("identity", "name"), PROOFS)
def test_a_proof_falls_with_any_of_its_claims(identity: str, name: str) -> None:
    derivation = recorded(identity, name).derivation
    assert derivation is not None
    settled = [  # the claims stand, as the test above has shown; they are not decided again here
        replace(step, obligations=tuple(Decided(True, o.describe()) for o in step.obligations))
        for step in derivation.steps
    ]
    assert legs.proof(replace(derivation, steps=tuple(settled))).outcome is Outcome.HOLDS
    bad = Decided(False, "what is not so")
    for position, step in enumerate(settled):
        steps = [*settled]
        steps[position] = replace(step, obligations=(*step.obligations, bad))
        result = legs.proof(replace(derivation, steps=tuple(steps)))
        assert result.outcome is Outcome.UNDECIDED
        assert result.summary == f"not established: step “{step.title}”: what is not so"


SUBSTITUTIONS = {"The objective of the L-DUFM", "Its κ-curve", "The loss in one variable"}
"""Steps that define something, or put one expression into another."""


@pytest.mark.parametrize(("identity", "name"), PROOFS)
def test_only_definitions_and_substitutions_are_neither_checked_nor_cited(identity: str, name: str) -> None:
    derivation = recorded(identity, name).derivation
    assert derivation is not None
    bare = {step.title for step in derivation.steps if not (step.obligations or step.facts)}
    assert bare <= SUBSTITUTIONS
    assert all(step.because for step in derivation.steps)


@pytest.mark.parametrize(("identity", "name"), CHECKS)
def test_a_check_looks_at_every_instance_and_reports_the_one_that_fails(identity: str, name: str) -> None:
    found = recorded(identity, name)
    assert found.check is not None
    for position in {0, len(found.instances) // 2, len(found.instances) - 1}:
        bad = found.instances[position]
        result = found.check(claim=lambda instance, bad=bad: instance is not bad)
        assert result.outcome is Outcome.FAILS
        assert result.counterexample
        text = json.dumps(results._plain(result.counterexample), allow_nan=False)
        assert json.loads(text, parse_constant=refuse)
        kind = leg_of(identity, name).kind
        verdict = own_verdict([LegRun(kind, name, result, 0.0)])
        assert verdict is (Verdict.REFUTED if kind.decides else Verdict.UNDECIDED)


@pytest.mark.parametrize(("identity", "name"), CHECKS)
def test_a_check_of_nothing_is_vacuous_and_one_without_answers_undecided(identity: str, name: str) -> None:
    found = recorded(identity, name)
    assert found.check is not None
    assert found.check(instances=[]).outcome is Outcome.VACUOUS
    assert found.check(hypotheses=lambda _: False).outcome is Outcome.VACUOUS
    undecided = found.check(claim=lambda _: None)
    assert undecided.outcome is Outcome.UNDECIDED
    assert undecided.evidence["undecided"]


def recorded_runs() -> dict[str, list[LegRun]]:
    return {
        i: [LegRun(leg.kind, leg.name, recorded(i, leg.name).result, 0.0) for leg in legs_of(i)]
        for i in FOUNDATION
    }


def test_the_foundation_is_proved_and_s8_is_evidence() -> None:
    found = verdicts([registry()[i] for i in FOUNDATION], recorded_runs())
    assert found == {i: Verdict.EVIDENCE if i == "S8" else Verdict.PROVED for i in FOUNDATION}


def dependents(identity: str) -> set[str]:
    direct = {i for i in FOUNDATION if identity in registry()[i].depends_on}
    return {identity}.union(*(dependents(i) for i in direct))


@pytest.mark.parametrize(("identity", "name"), PROOFS + CHECKS)
def test_no_statement_survives_the_failure_of_a_leg_below_it(identity: str, name: str) -> None:
    """Any bad outcome takes the proof from this statement and all that rest on it, and from no other."""
    for outcome in set(Outcome) - {Outcome.HOLDS}:
        runs = recorded_runs()
        runs[identity] = [
            replace(run, result=replace(run.result, outcome=outcome)) if run.name == name else run
            for run in runs[identity]
        ]
        found = verdicts([registry()[i] for i in FOUNDATION], runs)
        assert not found[identity].holds
        unproved = {i for i in FOUNDATION if found[i] is not Verdict.PROVED} - {"S8"}
        assert unproved == dependents(identity) - {"S8"}


@given(st.data())
def test_random_outcomes_never_prove_what_rests_on_something_bad(data: st.DataObject) -> None:
    """All of the registry, statements that this file does not know included."""
    known = registry()
    outcome = st.sampled_from([Outcome.HOLDS] * 20 + list(Outcome))
    runs = {
        i: [LegRun(leg.kind, leg.name, LegResult(data.draw(outcome), ""), 0.0) for leg in legs_of(i)]
        for i in known
    }
    found = verdicts(known.values(), runs)
    for i, s in known.items():
        if found[i] is Verdict.PROVED:
            assert {run.result.outcome for run in runs[i]} == {Outcome.HOLDS}
            assert all(found[d] is Verdict.PROVED for d in s.depends_on)


@pytest.mark.parametrize("r", [5, 6])
def test_s5_intervals_are_where_float_losses_cross(r: int) -> None:
    evidence = recorded("S5", "proof").result.evidence
    start, end = map(float, evidence[f"L = 2, r = {r}: SRG wins for Λ^(1/3)/threshold between"])
    threshold = 2 ** (-4 / 3) / comb(r, 2)

    def gain(fraction: float) -> float:
        table = loss_table(r, 2, fraction * threshold)
        return float(table.dnc.loss - table.srg.loss)

    assert gain(start - 1e-5) < 0 < gain(start + 1e-5)
    assert gain(end - 1e-5) > 0 == gain(end + 1e-5)


def test_s8_says_how_many_descents_reach_dnc() -> None:
    result = recorded("S8", "descent").result
    assert len(result.evidence["cells"]) == result.instances == 12
    assert "12 reach it" in result.summary
    assert {(cell["K"], cell["L"]) for cell in result.evidence["cells"]} == {
        *((K, 2) for K in (3, 4, 6)),
        *((2, L) for L in (2, 3, 4)),
    }
