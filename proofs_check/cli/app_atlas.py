"""The Typer application of ``dnc atlas``: names, options and help texts; the bodies are imported on use."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def alone(context: typer.Context) -> None:
    """The best known solutions for every K, L and λ, each an explicit network that can be checked."""
    if context.invoked_subcommand is None:
        print(context.get_help())


class ShowFormat(StrEnum):
    """Formats of ``dnc atlas show``."""

    text = "text"
    json = "json"


class ExplainFormat(StrEnum):
    """Formats of ``dnc atlas explain``."""

    text = "text"
    json = "json"
    md = "md"


class ExportFormat(StrEnum):
    """Formats of ``dnc atlas export``."""

    md = "md"
    csv = "csv"
    json = "json"
    parquet = "parquet"


FolderOption = Annotated[
    Path | None, typer.Option("--atlas", help="Folder of an atlas; the one that comes with the program.")
]


@app.command()
def build(
    K: Annotated[
        str, typer.Option("--K", help="Values of K: 6, 2:21 (both ends included) or 3,5,7.")
    ] = "2:21",
    depths: Annotated[str, typer.Option("--L", help="Values of L, in the same way.")] = "2:8",
    lambdas: Annotated[
        str | None,
        typer.Option(
            "--lambda", help="Values of λ for every K and L; three that fit each of them if not given."
        ),
    ] = None,
    starts: Annotated[int, typer.Option(min=0, help="Starts per cell; those of earlier builds count.")] = 128,
    minutes: Annotated[float, typer.Option(help="Time after which no more starts are made.")] = 58,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that search.")] = 2,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder; it is made if missing.")] = Path(
        "atlas"
    ),
) -> int:
    """Build an atlas or improve it; interrupted, it goes on where it stopped. No record is ever replaced by a worse one."""
    from proofs_check.cli import atlas as command

    return command.build(K, depths, lambdas, output, starts=starts, minutes=minutes, jobs=jobs)


@app.command()
def show(
    K: Annotated[int, typer.Option("--K", help="Classes.")] = 10,
    depth: Annotated[int, typer.Option("--L", help="Weight matrices.")] = 5,
    lam: Annotated[str, typer.Option("--lambda", help="λ of every layer, any value.")] = "0.004",
    fmt: Annotated[ShowFormat, typer.Option("--format", help="Output format.")] = ShowFormat.text,
    folder: FolderOption = None,
) -> int:
    """Show the best that is known at a point, at any λ: loss, lower bound, comparison with DNC and SRG, pattern."""
    from proofs_check.cli import atlas as command

    return command.show(K, depth, lam, fmt.value, folder)


@app.command()
def explain(
    K: Annotated[str, typer.Option("--K", help="Classes: 6, 2:21 (both ends included) or 3,5,7.")] = "6",
    depths: Annotated[str, typer.Option("--L", help="Weight matrices, in the same way.")] = "4",
    lam: Annotated[
        str | None, typer.Option("--lambda", help="Only the best record at this λ; all records if not given.")
    ] = None,
    digits: Annotated[
        int, typer.Option(min=100, max=3000, help="Digits to which numbers are computed and identified.")
    ] = 400,
    fmt: Annotated[ExplainFormat, typer.Option("--format", help="Output format.")] = ExplainFormat.text,
    folder: FolderOption = None,
) -> int:
    """Reconstruct records exactly: symmetries, the few numbers that remain, and which algebraic numbers they are."""
    from proofs_check.cli import atlas as command

    return command.explain(K, depths, lam, digits, fmt.value, folder)


@app.command()
def export(
    fmt: Annotated[ExportFormat, typer.Option("--format", help="Output format.")] = ExportFormat.md,
    folder: FolderOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; parquet needs one.")] = None,
    picture: Annotated[
        Path | None, typer.Option("--figure", help="Draw the atlas: path of the files without suffix.")
    ] = None,
) -> int:
    """Write every cell of an atlas as a table, or draw it."""
    from proofs_check.cli import atlas as command

    return command.export(fmt.value, folder, output, picture)
