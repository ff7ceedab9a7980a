"""``dnc report``: a static site and files for a paper, from stored results or from a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from proofs_check import results
from proofs_check.cli.console import output_console
from proofs_check.cli.verify import run_with_progress
from proofs_check.report import site, stored
from proofs_check.report.page import Inputs
from proofs_check.report.pages.atlas import shipped
from proofs_check.report.standing import standings
from proofs_check.statement import LegKind, verdicts
from proofs_check.statements import registry
from theory.errors import InvalidInputError

QUICK = (LegKind.SYMBOLIC, LegKind.EXACT, LegKind.RIGOROUS)
"""Kinds that ``--quick`` runs."""


def run(
    folder: Path,
    *,
    quick: bool,
    files: Sequence[Path],
    figures: Path | None,
    atlas: Path | None,
    jobs: int,
) -> None:
    """Make the report, from ``files`` if there are any, otherwise from a run of the legs."""
    if quick and files:
        raise InvalidInputError(
            "--quick and --results given; stored results run nothing; leave one of them out"
        )
    site.require_folder(folder)  # found out now, not after the work
    started = monotonic()
    found = stored.read(files) if files else _run(QUICK if quick else None, jobs)
    inputs = Inputs(standings(list(registry().values()), found), found, figures, atlas or shipped(), jobs)
    written = site.write(inputs, folder)
    console = output_console()
    stale = [standing.id for standing in inputs.in_order if standing.stale]
    if stale:
        console.print(f"stale, since the code has changed: {', '.join(stale)}", markup=False)
    console.print(
        f"{len(written)} files in {folder}; {monotonic() - started:.1f} s; open {folder / 'index.html'}",
        markup=False,
        soft_wrap=True,
    )


def _run(kinds: Sequence[LegKind] | None, jobs: int) -> stored.Stored:
    statements = list(registry().values())
    wanted = list(kinds or [kind for kind in LegKind if not kind.on_request])
    runs = run_with_progress(statements, wanted, jobs)
    return stored.of([results.document(statements, runs, verdicts(statements, runs))])
