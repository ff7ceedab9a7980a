"""The Typer application: names, options and help texts of the subcommands.

The bodies live in modules of their own and are imported on use, so that ``dnc --help`` imports no SymPy.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="dnc",
    help="Verify, symbolically and numerically, when deep neural collapse is (not) optimal.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class LegChoice(StrEnum):
    """Kinds of legs that can be selected."""

    symbolic = "symbolic"
    exact = "exact"
    rigorous = "rigorous"
    numeric = "numeric"
    empirical = "empirical"
    formal = "formal"


class TableFormat(StrEnum):
    """Formats of ``dnc table``."""

    md = "md"
    csv = "csv"
    latex = "latex"
    json = "json"
    parquet = "parquet"


class ExportFormat(StrEnum):
    """Systems for which ``dnc export`` writes."""

    coq = "coq"


@app.command()
def verify(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Statement ids, e.g. S5; all if none is given.")
    ] = None,
    leg: Annotated[
        list[LegChoice] | None, typer.Option(help="Only legs of this kind; may be repeated.")
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
    name: Annotated[str, typer.Argument(help="dnc, srg, srg+dnc, uniform, roots or reduction.")],
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
def table(
    r: Annotated[
        str, typer.Option("--r", help="Values of r: 5, 4:12 (both ends included), 4:12:2 or 4,5,7.")
    ] = "4:12",
    depths: Annotated[str, typer.Option("--L", help="Values of L, in the same way.")] = "3:6",
    lam: Annotated[str, typer.Option("--lambda", help="Values of λ (all equal), comma-separated.")] = "0.004",
    samples: Annotated[int, typer.Option("--n", help="Samples per class.")] = 1,
    fmt: Annotated[TableFormat, typer.Option("--format", help="Output format.")] = TableFormat.md,
    rigorous: Annotated[bool, typer.Option("--rigorous", help="Enclosures instead of floats.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; parquet needs one.")] = None,
) -> None:
    """Tabulate L_DNC, L_SRG, their ratio, optimal outputs q and ranks; "zero" where the zero solution wins."""
    from proofs_check.cli import table as command

    command.run(r, depths, lam, samples, fmt.value, rigorous=rigorous, output=output)


@app.command()
def graph(
    r: Annotated[int, typer.Option("--r", help="Vertices of the complete graph K_r.")] = 5,
    graph6: Annotated[Path | None, typer.Option(help="Write the Kneser graph in graph6 format.")] = None,
    npz: Annotated[Path | None, typer.Option(help="Write incidence and adjacency matrices.")] = None,
) -> None:
    """Show the graphs behind the SRG solution: parameters, spectrum, ranks; export them."""
    from proofs_check.cli import graph as command

    command.run(r, graph6=graph6, npz=npz)


@app.command()
def export(
    system: Annotated[ExportFormat, typer.Argument(help="coq: theorems and certificates for Coq.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder; it is made if missing.")],
) -> None:
    """Write the statements with their proofs and certificates for a proof assistant."""
    from proofs_check.cli import export as command

    command.run(output)
