"""A page for each statement: what it says, and what every leg found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proofs_check.report.page import Inputs, Page, slug, statement_path
from proofs_check.report.standing import LegStanding
from proofs_check.statement import LegKind

HOW_TO_RUN = {LegKind.FORMAL: "make formal"}
"""Commands for legs that run on request; the others run with ``dnc verify``."""


@dataclass(frozen=True)
class LegView:
    """A leg as its page shows it.

    Attributes
    ----------
    anchor : str
        Of its section.
    leg : LegStanding
        The leg with what is stored.
    steps : sequence of mapping
        Steps of a derivation: title, because, formulas, checked.
    facts : mapping
        Cited textbook facts.
    evidence : mapping
        Everything else.
    how : str
        The command that runs it.
    """

    anchor: str
    leg: LegStanding
    steps: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]
    evidence: Mapping[str, Any]
    how: str


def pages(inputs: Inputs) -> Iterator[Page]:
    """One page a statement."""
    ids = [standing.id for standing in inputs.in_order]
    for place, standing in enumerate(inputs.in_order):
        yield Page(
            statement_path(standing.id),
            "statement.html",
            f"{standing.id}: {standing.statement.title}",
            {
                "standing": standing,
                "legs": [leg_view(standing.id, leg) for leg in standing.legs],
                "standings": inputs.standings,
                "before": ids[place - 1] if place else None,
                "after": ids[place + 1] if place + 1 < len(ids) else None,
            },
        )


def leg_view(statement_id: str, leg: LegStanding) -> LegView:
    """Sort what a leg found into a derivation and the rest."""
    evidence = dict(leg.stored.run.result.evidence) if leg.stored else {}
    steps, facts = evidence.get("steps"), evidence.get("facts")
    derivation = _is_derivation(steps) and isinstance(facts, Mapping)
    if derivation:
        del evidence["steps"], evidence["facts"]
    return LegView(
        anchor=f"leg-{slug(leg.leg.name)}",
        leg=leg,
        steps=[_step(step) for step in steps] if derivation and steps else [],
        facts=facts if derivation and facts else {},
        evidence=evidence,
        how=HOW_TO_RUN.get(leg.leg.kind, f"dnc verify {statement_id} --leg {leg.leg.kind.value}"),
    )


def _is_derivation(steps: Any) -> bool:
    return isinstance(steps, list) and all(isinstance(step, dict) and "title" in step for step in steps)


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step with all that the page asks for, whatever the file holds."""

    def texts(name: str) -> list[str]:
        found = step.get(name)
        return [str(entry) for entry in found] if isinstance(found, list) else []

    return {
        "title": str(step["title"]),
        "because": str(step.get("because", "")),
        "formulas": texts("formulas"),
        "checked": texts("checked"),
    }
