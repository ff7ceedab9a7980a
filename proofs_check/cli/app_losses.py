"""Names, options and help texts of the subcommands about losses and graphs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


class TableFormat(StrEnum):
    """Formats of ``dnc table``."""

    md = "md"
    csv = "csv"
    latex = "latex"
    json = "json"
    parquet = "parquet"


class PhaseFormat(StrEnum):
    """Formats of ``dnc phase``."""

    md = "md"
    csv = "csv"
    latex = "latex"
    json = "json"


class EvaluationFormat(StrEnum):
    """Formats of ``dnc evaluate``."""

    md = "md"
    csv = "csv"
    json = "json"


class GraphClasses(StrEnum):
    """What the classes of a graph are in ``dnc evaluate``."""

    edges = "edges"
    vertices = "vertices"


class FamiliesFormat(StrEnum):
    """Formats of ``dnc families``."""

    md = "md"
    csv = "csv"
    json = "json"


class Among(StrEnum):
    """Who takes part in ``dnc phase``."""

    single = "single"
    blocks = "blocks"


@commands.command()
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


@commands.command()
def families(
    classes: Annotated[str, typer.Option("--K", help="Values of K, as for dnc table.")] = "2:12",
    depths: Annotated[str, typer.Option("--L", help="Values of L, 3 or more.")] = "3:6",
    lam: Annotated[str, typer.Option("--lambda", help="Values of λ (all equal), comma-separated.")] = "0.004",
    fmt: Annotated[FamiliesFormat, typer.Option("--format", help="Output format.")] = FamiliesFormat.md,
    certify: Annotated[
        bool,
        typer.Option(
            "--certify",
            help="Check the shipped certificates instead, and show for which features no better last two layers exist.",
        ),
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
) -> int:
    """Show which block sum of all families is the best: DNC, SRG, t-subsets, halves, set systems, edges and vertices of graphs.

    Exit status with --certify: 0, or 3 if a certificate does not prove what it should.
    """
    from proofs_check.cli import families as command

    if certify:
        return command.certify(fmt.value, output)
    command.run(classes, depths, lam, fmt.value, output)
    return 0


@commands.command()
def phase(
    r: Annotated[str, typer.Option("--r", help="Values of r, as for dnc table.")] = "4:8",
    depths: Annotated[str, typer.Option("--L", help="Values of L, in the same way.")] = "2:5",
    among: Annotated[
        Among,
        typer.Option(
            help="single: SRG on some classes with the others given up, DNC, the constant predictor and zero;"
            " blocks: all block sums of SRG, DNC and given-up classes."
        ),
    ] = Among.single,
    fmt: Annotated[PhaseFormat, typer.Option("--format", help="Output format.")] = PhaseFormat.md,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    picture: Annotated[
        Path | None, typer.Option("--figure", help="Draw instead: path of the files without suffix.")
    ] = None,
) -> int:
    """Show which solution is the best at which λ, with proof; boundaries as enclosures and algebraic numbers.

    Exit status: 0, or 3 if a piece of the axis is undecided.
    """
    from proofs_check.cli import phase as command

    return command.run(r, depths, among.value, fmt.value, output=output, figure=picture)


@commands.command()
def graph(
    r: Annotated[int, typer.Option("--r", help="Vertices of the complete graph K_r.")] = 5,
    graph6: Annotated[Path | None, typer.Option(help="Write the Kneser graph in graph6 format.")] = None,
    npz: Annotated[Path | None, typer.Option(help="Write incidence and adjacency matrices.")] = None,
) -> None:
    """Show the graphs behind the SRG solution: parameters, spectrum, ranks; export them."""
    from proofs_check.cli import graph as command

    command.run(r, graph6=graph6, npz=npz)


@commands.command()
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            help="Graph (.g6, .graph6, .edges, .edgelist), incidence matrix (.npy, .csv) or H_1, W_1, …, W_L (.npz, .pt, .pth)."
        ),
    ],
    depths: Annotated[
        str | None, typer.Option("--L", help="Values of L, as for dnc table; 3:6, or that of the network.")
    ] = None,
    lam: Annotated[str, typer.Option("--lambda", help="Values of λ (all equal), comma-separated.")] = "0.004",
    samples: Annotated[int, typer.Option("--n", help="Samples per class.")] = 1,
    fmt: Annotated[EvaluationFormat, typer.Option("--format", help="Output format.")] = EvaluationFormat.md,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Write a certificate that it is below DNC, for dnc check.")
    ] = None,
    every_lambda: Annotated[
        bool,
        typer.Option(
            "--every-lambda", help="Let the certificate be about every λ: outputs equal the targets."
        ),
    ] = False,
    classes: Annotated[
        GraphClasses,
        typer.Option(help="Classes of a graph: its edges, or the vertices of a strongly regular one."),
    ] = GraphClasses.edges,
) -> int:
    """Say what a graph, a design or a network of your own is worth: loss, ranks, ratio to DNC and SRG, verdict.

    Exit status: 0, or 3 if a verdict is undecided.
    """
    from proofs_check.cli import evaluate as command

    return command.run(
        file,
        depths,
        lam,
        samples,
        fmt.value,
        classes=classes.value,
        output=output,
        certificate=certificate,
        every_lambda=every_lambda,
    )
