"""A variant, and how the project judges it: by the code of the true statement, with other data.

A variant changes arguments of legs, which hold what the statement claims.  The legs run as the runner runs
them, and the verdict is computed by the rules of :mod:`proofs_check.statement` for the statement and all
that it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import variants
from proofs_check.runner import result_of
from proofs_check.statement import Leg, LegResult, LegRun, Outcome, Statement, Verdict, verdicts
from proofs_check.statements import select

Changes = Mapping[str, Mapping[str, Any]]
"""Name of a leg to arguments of its function."""


@dataclass(frozen=True)
class Variant:
    """A statement with something false or empty in it.

    Attributes
    ----------
    statement : str
        Its id.
    false : str
        What is false, or empty.
    changes : mapping
        Legs of the statement with what they are made to claim.
    verdict : Verdict
        What has to come out; never one that holds.
    fails_at : callable, optional
        For a refuted variant: whether the counterexample refutes it, by a computation of its own.
    """

    statement: str
    false: str
    changes: Changes
    verdict: Verdict
    fails_at: Callable[[Mapping[str, Any]], bool] | None = None

    def __post_init__(self) -> None:
        assert (self.verdict is Verdict.REFUTED) == (self.fails_at is not None)

    def statements(self) -> list[Statement]:
        """The false statement, after those that it rests on; legs that cost much and decide nothing are left out."""
        return [
            with_changes(statement, self.changes if statement.id == self.statement else {})
            for statement in select([self.statement], with_dependencies=True)
        ]


def with_changes(statement: Statement, changes: Changes) -> Statement:
    """The statement with some legs changed, without unchanged legs that decide nothing or run on request."""
    unknown = set(changes) - {leg.name for leg in statement.legs}
    assert not unknown, f"{statement.id} has no legs {unknown}"
    legs = tuple(
        replace(leg, run=partial(leg.run, **changes[leg.name])) if leg.name in changes else leg
        for leg in statement.legs
        if leg.name in changes or (leg.kind.decides and not leg.kind.on_request)
    )
    return replace(statement, legs=legs)


@dataclass(frozen=True)
class Judgement:
    """What became of a statement."""

    verdict: Verdict
    runs: tuple[LegRun, ...]

    @property
    def counterexamples(self) -> list[Mapping[str, Any]]:
        """Of the legs that decide."""
        return [
            run.result.counterexample or {}
            for run in self.runs
            if run.kind.decides and run.result.outcome is Outcome.FAILS
        ]

    def result(self, leg: str) -> LegResult:
        """Of a leg, by its name."""
        (found,) = (run.result for run in self.runs if run.name == leg)
        return found


def judge(statements: list[Statement]) -> Judgement:
    """Run the legs in this process and compute the verdict of the last statement."""
    runs = {s.id: [LegRun(leg.kind, leg.name, _result(leg), 0.0) for leg in s.legs] for s in statements}
    last = statements[-1].id
    return Judgement(verdicts(statements, runs)[last], tuple(runs[last]))


def _result(leg: Leg) -> LegResult:
    """Legs that are as they are in the registry run once."""
    return result_of(leg.run) if isinstance(leg.run, partial) else _unchanged(leg)


@cache
def _unchanged(leg: Leg) -> LegResult:
    return result_of(leg.run)


def all_variants() -> list[Variant]:
    """Every variant, in the order of the statements."""
    modules = [m.name for m in iter_modules(variants.__path__) if m.name[0] == "s" and m.name[1].isdigit()]
    return [variant for name in sorted(modules) for variant in import_module(f"variants.{name}").VARIANTS]
