"""``dnc verify``: run the legs, show them as they finish, close with a table of verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from proofs_check import results
from proofs_check.cli import EXIT_OK, EXIT_REFUTED, EXIT_UNDECIDED
from proofs_check.cli.console import output_console
from proofs_check.files import require_writable
from proofs_check.runner import run_legs
from proofs_check.statement import Leg, LegKind, LegRun, Outcome, Statement, Verdict, verdicts
from proofs_check.statements import select

COLOURS = {
    Verdict.PROVED: "green",
    Verdict.IN_PART: "green",
    Verdict.VERIFIED: "green",
    Verdict.EVIDENCE: "cyan",
    Verdict.REFUTED: "bold red",
}
MARKS = {
    Outcome.HOLDS: "✓",
    Outcome.FAILS: "✗",
    Outcome.UNDECIDED: "?",
    Outcome.VACUOUS: "∅",
    Outcome.TIMED_OUT: "⏱",
}


def run(ids: Sequence[str], kinds: Sequence[str], json_file: Path | None, jobs: int) -> int:
    """Verify and return the exit status."""
    statements = select(ids, with_dependencies=True)
    wanted = [LegKind(kind) for kind in kinds] or [kind for kind in LegKind if not kind.on_request]
    require_writable(json_file)  # found out now, not after the work
    started = monotonic()
    runs = run_with_progress(statements, wanted, jobs)
    found = verdicts(statements, runs)
    if json_file is not None:
        results.write(json_file, results.document(statements, runs, found))
    console = output_console()
    console.print(_verdict_table(statements, runs, found))
    _print_problems(console, statements, runs)
    _print_not_run(console, statements, wanted)
    counts = Counter(found.values())
    summary = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items())
    console.print(f"{len(statements)} statements: {summary}; {monotonic() - started:.1f} s", soft_wrap=True)
    requested = _requested(ids, wanted if kinds else ())
    return exit_status({i: v for i, v in found.items() if i in requested or v is not Verdict.NOT_RUN})


def _requested(ids: Sequence[str], kinds: Sequence[LegKind]) -> set[str]:
    """Statements that are asked for, so that it counts against them if none of their legs runs.

    A dependency without a leg of the chosen kinds is not; nor, where kinds alone are named, is a statement that
    has no leg of them, unless that is so for all.
    """
    named = select(ids)
    having = [s for s in named if any(leg.kind in kinds for leg in s.legs)]
    return {statement.id for statement in (named if ids or not having else having)}


def exit_status(found: Mapping[str, Verdict]) -> int:
    """0 all hold, 1 something is refuted, 3 anything else."""
    if Verdict.REFUTED in found.values():
        return EXIT_REFUTED
    return EXIT_OK if all(verdict.holds for verdict in found.values()) else EXIT_UNDECIDED


def run_with_progress(
    statements: list[Statement], kinds: list[LegKind], jobs: int
) -> dict[str, list[LegRun]]:
    """Run the legs of some kinds; a terminal shows which are running."""
    total = sum(leg.kind in kinds and leg.can_run for s in statements for leg in s.legs)
    live = Console(stderr=True)
    progress = Progress(
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=live,
        disable=not live.is_terminal,
        transient=True,
    )
    running: list[str] = []
    with progress:
        bar = progress.add_task("", total=total)

        def on_start(statement: Statement, leg: Leg) -> None:
            running.append(f"{statement.id} {leg.name}")
            progress.update(bar, description=" · ".join(running))

        def on_finish(statement: Statement, leg_run: LegRun) -> None:
            running.remove(f"{statement.id} {leg_run.name}")
            progress.update(bar, advance=1, description=" · ".join(running))

        return run_legs(statements, kinds, jobs=jobs, on_start=on_start, on_finish=on_finish)


def _verdict_table(
    statements: list[Statement], runs: Mapping[str, list[LegRun]], found: Mapping[str, Verdict]
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("id", no_wrap=True)
    table.add_column("statement", ratio=3, overflow="fold")
    table.add_column("verdict", min_width=8, ratio=1)
    table.add_column("evidence", ratio=5, overflow="fold")
    table.add_column("s", justify="right", no_wrap=True)
    for statement in statements:
        verdict, own = found[statement.id], runs[statement.id]
        evidence = "\n".join(
            f"{MARKS[run.result.outcome]} {run.kind.value}: {run.result.summary}" for run in own
        )
        table.add_row(
            statement.id,
            escape(statement.title),
            f"[{COLOURS.get(verdict, 'yellow')}]{verdict.value}[/]",
            escape(evidence) or "no leg of the chosen kind",
            f"{sum(run.seconds for run in own):.1f}",
        )
    return table


def _print_problems(console: Console, statements: list[Statement], runs: Mapping[str, list[LegRun]]) -> None:
    for statement in statements:
        for run in runs[statement.id]:
            if run.result.outcome is not Outcome.HOLDS:
                console.print(
                    f"{statement.id} {run.kind.value} leg “{run.name}”: {run.result.summary}", markup=False
                )


def _print_not_run(console: Console, statements: list[Statement], kinds: list[LegKind]) -> None:
    for statement in statements:
        for leg in statement.legs:
            if leg.kind in kinds and not leg.can_run:
                console.print(
                    f"{statement.id} {leg.kind.value} leg “{leg.name}”: not run: {leg.needs} is not installed",
                    markup=False,
                )
