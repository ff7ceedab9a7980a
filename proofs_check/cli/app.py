"""The Typer application: names, options and help texts of the subcommands.

The bodies live in modules of their own and are imported on use, so that ``dnc --help`` imports no SymPy.  A
new subcommand is a function at the end of this file, or of the file of its kind.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proofs_check.cli import app_atlas, app_losses, app_training

app = typer.Typer(
    name="dnc",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(app_losses.commands)
app.add_typer(app_training.commands)
app.add_typer(app_atlas.app, name="atlas")


class LegChoice(StrEnum):
    """Kinds of legs that can be selected."""

    symbolic = "symbolic"
    exact = "exact"
    rigorous = "rigorous"
    numeric = "numeric"
    empirical = "empirical"
    formal = "formal"


class ExportFormat(StrEnum):
    """Systems for which ``dnc export`` writes."""

    coq = "coq"


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"dnc-verifier {version('dnc-verifier')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Verify, symbolically and numerically, when deep neural collapse is (not) optimal."""


@app.command()
def verify(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Statement ids, e.g. S5; all if none is given.")
    ] = None,
    leg: Annotated[
        list[LegChoice] | None,
        typer.Option(
            metavar="KIND",
            help=f"Only legs of this kind: {', '.join(LegChoice)}; may be repeated.",
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the results to this file.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Legs that run at the same time.")] = 2,
) -> int:
    """Verify statements, with what their proofs depend on, and show a verdict for each.

    Exit status: 0 all hold, 1 something is refuted, 2 usage error, 3 something is undecided or timed out.
    """
    from proofs_check.cli import verify as command

    return command.run(ids or [], [choice.value for choice in leg or []], json_file, jobs)


@app.command()
def show(
    statement_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Statement id; a list if none.")
    ] = None,
) -> None:
    """Show a statement: claim, hypotheses, source, dependencies, legs and remarks."""
    from proofs_check.cli import show as command

    command.run(statement_id)


@app.command()
def derive(
    name: Annotated[
        str,
        typer.Argument(
            help="reduction, uniform, roots, or a construction: dnc, srg, halves, …; an unknown name lists all."
        ),
    ],
    latex: Annotated[bool, typer.Option("--latex", help="LaTeX instead of Unicode.")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of Unicode.")] = False,
    depth: Annotated[
        int | None, typer.Option("--L", help="The variant for this depth, where there are several.")
    ] = None,
) -> None:
    """Print every step from the objective to the closed form of a construction."""
    from proofs_check.cli import derive as command

    command.run(name, latex=latex, json=json, depth=depth)


@app.command()
def certify(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Statement ids; S1 to S7, S9, S23, S27 and S28 if none is given."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder; it is made if missing.")] = Path(
        "certificates"
    ),
) -> None:
    """Write proofs of statements as certificates, one JSON document each, which dnc check checks by itself."""
    from proofs_check.cli import certify as command

    command.run(ids or [], output)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="DIR|FILE…", help="Certificates or their folders.")],
) -> int:
    """Check certificates without SymPy, floats or any other code of this program.

    Exit status: 0 all accepted, with all that they rest on; 1 something is rejected; 2 usage error; 3 accepted, but
    resting on a statement without a certificate here.
    """
    from proofs_check.checker import report

    return report.run(paths)


@app.command()
def export(
    system: Annotated[ExportFormat, typer.Argument(help="coq: theorems and certificates for Coq.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder; it is made if missing.")],
) -> None:
    """Write the statements with their proofs and certificates for a proof assistant."""
    from proofs_check.cli import export as command

    command.run(output)


@app.command()
def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder; an earlier report in it is replaced.")
    ] = Path("report"),
    quick: Annotated[
        bool, typer.Option("--quick", help="Run proofs and checks on instances only; nothing is trained.")
    ] = False,
    results: Annotated[
        list[Path] | None,
        typer.Option(
            help="Results of dnc verify --json instead of a run; may be repeated, the newest leg counts."
        ),
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(help="Folder of dnc figure; without it the figures that need no training.")
    ] = None,
    atlas: Annotated[
        Path | None, typer.Option(help="Folder of an atlas; the one that comes with the program.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Write a report that opens from disk: verdicts with their evidence, tables, figures, files for a paper."""
    from proofs_check.cli import report as command

    command.run(output, quick=quick, files=results or [], figures=figures, atlas=atlas, jobs=jobs)
