"""How each statement stands: computed from the legs that were stored, and from the code as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from proofs_check.report.stored import Stored
from proofs_check.results import StoredLeg
from proofs_check.sources import changed, sources_of
from proofs_check.statement import Leg, LegKind, Outcome, Statement, Verdict, verdicts


class Form(StrEnum):
    """In what form the statement itself is there: the first signal of a node of the graph."""

    FORMAL = "formalised and checked by Coq"
    FORMAL_PART = "formalised in part and checked by Coq"
    FORMAL_WAITING = "formalised; Coq did not check it in these runs"
    DERIVED = "derived symbolically"
    STATED = "stated; no derivation for all parameters"


@dataclass(frozen=True)
class LegStanding:
    """A leg with what is stored of it.

    Attributes
    ----------
    leg : Leg
        The leg, as the program has it now.
    stored : StoredLeg or None
        Its newest run; None if it was never run.
    changed : tuple of str
        Files that are new or different since that run: it is stale if there are any.
    """

    leg: Leg
    stored: StoredLeg | None
    changed: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The outcome, or that it was never run."""
        return self.stored.run.result.outcome.value if self.stored else "never run"


@dataclass(frozen=True)
class Standing:
    """How a statement stands.

    Attributes
    ----------
    statement : Statement
        The statement.
    legs : tuple of LegStanding
        In its order.
    verdict : Verdict
        Computed from the stored legs, and from those of what it depends on.
    form : Form
        See :class:`Form`.
    rests_on_stale : tuple of str
        Statements that it depends on, directly or not, whose results are stale.
    used_by : tuple of str
        Statements that depend on it directly.
    """

    statement: Statement
    legs: tuple[LegStanding, ...]
    verdict: Verdict
    form: Form
    rests_on_stale: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the statement."""
        return self.statement.id

    @property
    def changed(self) -> list[str]:
        """Files that are new or different since some leg ran."""
        return sorted({path for leg in self.legs for path in leg.changed})

    @property
    def stale(self) -> bool:
        """Whether a stored result was made by other code than there is now."""
        return bool(self.changed)

    @property
    def shown_verdict(self) -> str:
        """The verdict in words, "never run" if no leg was."""
        return "never run" if self.verdict is Verdict.NOT_RUN else self.verdict.value

    @property
    def seconds(self) -> float:
        """Time that its legs took."""
        return sum(leg.stored.run.seconds for leg in self.legs if leg.stored)


def standings(statements: Sequence[Statement], stored: Stored) -> dict[str, Standing]:
    """How all statements stand.

    Parameters
    ----------
    statements : sequence of Statement
        Dependencies before dependents.
    stored : Stored
        What was run.  Legs that the program no longer has, or has as another kind, count for nothing.

    Examples
    --------
    >>> from proofs_check.report import stored
    >>> from proofs_check.statements import select
    >>> standings(select(["S3"]), stored.of([]))["S3"].shown_verdict
    'never run'
    """
    legs = {s.id: _legs(s, stored) for s in statements}
    found = verdicts(
        statements, {i: [leg.stored.run for leg in own if leg.stored] for i, own in legs.items()}
    )
    stale: set[str] = set()
    made: dict[str, Standing] = {}
    for s in statements:
        above = _above(s, made)
        made[s.id] = Standing(
            s,
            legs[s.id],
            found[s.id],
            form(s.legs, [leg.stored for leg in legs[s.id] if leg.stored]),
            tuple(i for i in made if i in above & stale),
            tuple(other.id for other in statements if s.id in other.depends_on),
        )
        if made[s.id].stale:
            stale.add(s.id)
    return made


def form(legs: Iterable[Leg], stored: Iterable[StoredLeg]) -> Form:
    """In what form a statement with these legs is there, after these runs."""
    legs = list(legs)
    checked = [
        leg.run.result
        for leg in stored
        if leg.run.kind is LegKind.FORMAL and leg.run.result.outcome is Outcome.HOLDS
    ]
    if checked:
        return Form.FORMAL_PART if all(result.partial for result in checked) else Form.FORMAL
    if any(leg.kind is LegKind.FORMAL for leg in legs):
        return Form.FORMAL_WAITING
    return Form.DERIVED if any(leg.kind is LegKind.SYMBOLIC for leg in legs) else Form.STATED


def _legs(statement: Statement, stored: Stored) -> tuple[LegStanding, ...]:
    now = sources_of(statement)
    found = []
    for leg in statement.legs:
        run = stored.legs.get((statement.id, leg.name))
        if run is None or run.run.kind is not leg.kind:
            found.append(LegStanding(leg, None))
        else:
            found.append(LegStanding(leg, run, tuple(changed(run.sources, now))))
    return tuple(found)


def _above(statement: Statement, made: Mapping[str, Standing]) -> set[str]:
    """Everything that a statement depends on, directly or not."""
    found: set[str] = set()
    waiting = list(statement.depends_on)
    while waiting:
        current = waiting.pop()
        if current in made and current not in found:
            found.add(current)
            waiting += made[current].statement.depends_on
    return found
