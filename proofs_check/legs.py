"""Makers of leg results: a proof is a derivation without open obligations, a check counts its instances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from proofs_check.statement import LegResult, Outcome
from theory.derivation import Derivation, to_latex

Instance = TypeVar("Instance")


def proof(derivation: Derivation, evidence: Mapping[str, Any] | None = None) -> LegResult:
    """Check every obligation of a derivation.

    An obligation that cannot be established makes the leg undecided: a broken proof refutes nothing.  A
    derivation that owes nothing proves nothing and is undecided too.

    Examples
    --------
    >>> from theory.objective import reduction
    >>> proof(reduction()).outcome
    <Outcome.HOLDS: 'holds'>
    """
    count = derivation.obligation_count
    missing = derivation.open_obligations()
    details = {
        "steps": [
            {
                "title": step.title,
                "because": step.because,
                "formulas": [to_latex(formula) for formula in step.formulas],
                "checked": [o.describe() for o in step.obligations],
            }
            for step in derivation.steps
        ],
        "facts": {fact.name: fact.statement for fact in derivation.facts},
        **(evidence or {}),
    }
    if missing or count == 0:
        step, obligation = missing[0] if missing else (None, None)
        where = (
            f"step “{step.title}”: {obligation.describe()}" if step and obligation else "nothing was checked"
        )
        return LegResult(Outcome.UNDECIDED, f"not established: {where}", count, details)
    facts = len(derivation.facts)
    cited = f", citing {facts} textbook fact{'s' * (facts > 1)}" if facts else ""
    return LegResult(
        Outcome.HOLDS, f"{len(derivation.steps)} steps, {count} claims decided exactly{cited}", count, details
    )


def check_instances(
    instances: Iterable[Instance],
    claim: Callable[[Instance], bool | None],
    describe: Callable[[Instance], Mapping[str, Any]],
    *,
    what: str,
    hypotheses: Callable[[Instance], bool] = lambda _: True,
    evidence: Mapping[str, Any] | None = None,
) -> LegResult:
    """Check a claim on every instance that meets the hypotheses.

    Parameters
    ----------
    instances : iterable
        Candidates.
    claim : callable
        True, False, or None where the leg's arithmetic cannot tell.
    describe : callable
        JSON-ready description of an instance, used as the counterexample.
    what : str
        What the instances are, for the summary.
    hypotheses : callable
        Which candidates count; if none does, the result is vacuous.
    evidence : mapping, optional
        More evidence to keep.

    Examples
    --------
    >>> check_instances([1, 2], lambda x: x > 0, lambda x: {"x": x}, what="numbers").summary
    '2 numbers'
    >>> check_instances([], lambda x: True, lambda x: {}, what="numbers").outcome
    <Outcome.VACUOUS: 'vacuous'>
    """
    checked, undecided = 0, []
    for instance in instances:
        if not hypotheses(instance):
            continue
        checked += 1
        answer = claim(instance)
        if answer is None:
            undecided.append(dict(describe(instance)))
        elif not answer:
            witness = dict(describe(instance))
            return LegResult(
                Outcome.FAILS, f"fails at {_inline(witness)}", checked, evidence or {}, counterexample=witness
            )
    if not checked:
        return LegResult(Outcome.VACUOUS, f"no {what} met the hypotheses", 0, evidence or {})
    if undecided:
        details = {**(evidence or {}), "undecided": undecided[:20]}
        return LegResult(
            Outcome.UNDECIDED, f"{len(undecided)} of {checked} {what} could not be decided", checked, details
        )
    return LegResult(Outcome.HOLDS, f"{checked} {what}", checked, evidence or {})


def _inline(witness: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in witness.items())
