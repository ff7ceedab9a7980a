"""Statements, legs and verdicts: a verdict is computed from what the legs returned, never set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from shutil import which
from typing import Any


class LegKind(StrEnum):
    """What kind of evidence a leg gives."""

    SYMBOLIC = "symbolic"
    """For all parameters in the hypotheses, by exact algebra and cited textbook facts."""
    EXACT = "exact"
    """Instances, in exact arithmetic."""
    RIGOROUS = "rigorous"
    """Instances, in enclosures that hold the true value."""
    NUMERIC = "numeric"
    """Instances, in floating point: evidence, never proof."""
    EMPIRICAL = "empirical"
    """Trained networks: what gradient descent reached from random starts."""
    FORMAL = "formal"
    """For all parameters, by theorems that Coq's kernel checks; runs on request, where Coq is installed."""

    @property
    def decides(self) -> bool:
        """Whether a counterexample found by such a leg refutes the statement; floats decide nothing."""
        return self not in (LegKind.NUMERIC, LegKind.EMPIRICAL)

    @property
    def on_request(self) -> bool:
        """Whether such legs run only if they are asked for."""
        return self is LegKind.FORMAL


class Outcome(StrEnum):
    """What one leg returned."""

    HOLDS = "holds"
    FAILS = "fails"
    """A counterexample was found, in the leg's own arithmetic."""
    UNDECIDED = "undecided"
    """A proof step or a comparison could not be decided, or the leg raised an error."""
    VACUOUS = "vacuous"
    """No instance met the hypotheses."""
    TIMED_OUT = "timed out"


class Verdict(StrEnum):
    """The standing of a statement after a run."""

    PROVED = "proved"
    IN_PART = "proved in part"
    """By a formal leg alone that covers a part of the claim."""
    VERIFIED = "verified on instances"
    EVIDENCE = "numeric evidence"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    VACUOUS = "vacuous"
    TIMED_OUT = "timed out"
    NOT_RUN = "not run"

    @property
    def holds(self) -> bool:
        """Whether the statement stands, at its own level of evidence."""
        return self in (Verdict.PROVED, Verdict.IN_PART, Verdict.VERIFIED, Verdict.EVIDENCE)


@dataclass(frozen=True)
class LegResult:
    """What a leg found.

    Attributes
    ----------
    outcome : Outcome
        What it returned.
    summary : str
        One line for the closing table.
    instances : int
        Instances that met the hypotheses and were checked; for a symbolic leg the claims decided.
    evidence : dict
        JSON-ready numbers, certificates, cited facts.
    counterexample : dict or None
        JSON-ready witness of a failure.
    partial : bool
        Whether a formal leg that holds covers only a part of the claim.
    """

    outcome: Outcome
    summary: str
    instances: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    counterexample: Mapping[str, Any] | None = None
    partial: bool = False


@dataclass(frozen=True)
class Leg:
    """One way of checking a statement.

    Attributes
    ----------
    kind : LegKind
        The kind of evidence.
    name : str
        Short and unique within the statement.
    run : callable
        Returns a :class:`LegResult`; must be importable by name, since it runs in another process.
    time_limit : float
        Seconds after which it is stopped.
    needs : str or None
        Command without which the leg cannot run; where it is missing the leg is not run, and counts neither
        for nor against the statement.
    """

    kind: LegKind
    name: str
    run: Callable[[], LegResult]
    time_limit: float = 60.0
    needs: str | None = None

    @property
    def can_run(self) -> bool:
        """Whether the command that the leg needs is installed."""
        return self.needs is None or which(self.needs) is not None


@dataclass(frozen=True)
class Statement:
    """A claim with its hypotheses, source, dependencies and legs.

    Attributes
    ----------
    id : str
        Permanent, e.g. ``"S5"``.
    title, claim : str
        One line, and the full statement in Unicode mathematics.
    hypotheses : tuple of str
        What is assumed.
    source : str
        Paper section or theorem and MATH.md section.
    depends_on : tuple of str
        Ids of statements that the proof uses.
    legs : tuple of Leg
        In the order of running.
    remarks : tuple of str
        What a reader should know besides: scope, corrections of the literature.
    """

    id: str
    title: str
    claim: str
    hypotheses: tuple[str, ...]
    source: str
    legs: tuple[Leg, ...]
    depends_on: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [leg.name for leg in self.legs]
        if len(set(names)) < len(names):
            # Results are kept by name: one leg would stand for the other.
            raise ValueError(f"legs {', '.join(names)} of {self.id} given; their names must be different")


@dataclass(frozen=True)
class LegRun:
    """A leg's result with where and how long it ran."""

    kind: LegKind
    name: str
    result: LegResult
    seconds: float


def own_verdict(runs: Iterable[LegRun]) -> Verdict:
    """Verdict of a statement from its own legs, dependencies aside.

    A counterexample found exactly refutes.  A counterexample found in floats leaves the statement undecided,
    whatever else holds, since a float decides nothing.  Otherwise any undecided, timed-out or vacuous leg is
    reported before any success, and success is as strong as the strongest leg that ran.

    Examples
    --------
    >>> holds = LegResult(Outcome.HOLDS, "")
    >>> own_verdict([LegRun(LegKind.NUMERIC, "floats", holds, 0.1)])
    <Verdict.EVIDENCE: 'numeric evidence'>
    >>> own_verdict([])
    <Verdict.NOT_RUN: 'not run'>
    """
    runs = list(runs)
    outcomes = {run.result.outcome for run in runs}
    if not runs:
        return Verdict.NOT_RUN
    failed = [run for run in runs if run.result.outcome is Outcome.FAILS]
    if any(run.kind.decides for run in failed):
        return Verdict.REFUTED
    if failed or Outcome.UNDECIDED in outcomes:
        return Verdict.UNDECIDED
    if Outcome.TIMED_OUT in outcomes:
        return Verdict.TIMED_OUT
    if Outcome.VACUOUS in outcomes:
        return Verdict.VACUOUS
    kinds = {run.kind for run in runs}
    formal = [run for run in runs if run.kind is LegKind.FORMAL]
    if LegKind.SYMBOLIC in kinds or any(not run.result.partial for run in formal):
        return Verdict.PROVED
    if formal:
        return Verdict.IN_PART
    return Verdict.VERIFIED if kinds & {LegKind.EXACT, LegKind.RIGOROUS} else Verdict.EVIDENCE


def verdicts(statements: Iterable[Statement], runs: Mapping[str, list[LegRun]]) -> dict[str, Verdict]:
    """Verdicts of all statements: one is proved only if everything it depends on is.

    Parameters
    ----------
    statements : iterable of Statement
        Dependencies before dependents.
    runs : mapping
        Statement id to the legs that ran.

    Returns
    -------
    dict
        Statement id to verdict.
    """
    computed: dict[str, Verdict] = {}
    for statement in statements:
        verdict = own_verdict(runs.get(statement.id, []))
        missing = [i for i in statement.depends_on if computed.get(i) is not Verdict.PROVED]
        if verdict is Verdict.PROVED and missing:
            verdict = _without_proof(runs[statement.id])
        computed[statement.id] = verdict
    return computed


def _without_proof(runs: Iterable[LegRun]) -> Verdict:
    """What remains of a statement whose symbolic leg rests on something unproved; formal legs rest on nothing."""
    rest = own_verdict(run for run in runs if run.kind is not LegKind.SYMBOLIC)
    return Verdict.UNDECIDED if rest is Verdict.NOT_RUN else rest
