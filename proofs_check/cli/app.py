"""The Typer application: names, options and help texts of the subcommands.

The bodies live in modules of their own and are imported on use, so that ``dnc --help`` imports no SymPy.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proofs_check.cli import app_atlas

app = typer.Typer(
    name="dnc",
    help="Verify, symbolically and numerically, when deep neural collapse is (not) optimal.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(app_atlas.app, name="atlas")


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


class PhaseFormat(StrEnum):
    """Formats of ``dnc phase``."""

    md = "md"
    csv = "csv"
    latex = "latex"
    json = "json"


class FamiliesFormat(StrEnum):
    """Formats of ``dnc families``."""

    md = "md"
    csv = "csv"
    json = "json"


class Among(StrEnum):
    """Who takes part in ``dnc phase``."""

    single = "single"
    blocks = "blocks"


class ExportFormat(StrEnum):
    """Systems for which ``dnc export`` writes."""

    coq = "coq"


class Precision(StrEnum):
    """Arithmetic of training."""

    float32 = "float32"
    float64 = "float64"


class Device(StrEnum):
    """Devices of training."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class Backbone(StrEnum):
    """What computes the features of images."""

    mlp = "mlp"
    resnet20 = "resnet20"


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
def families(
    classes: Annotated[str, typer.Option("--K", help="Values of K, as for dnc table.")] = "2:12",
    depths: Annotated[str, typer.Option("--L", help="Values of L, 3 or more.")] = "3:6",
    lam: Annotated[str, typer.Option("--lambda", help="Values of λ (all equal), comma-separated.")] = "0.004",
    fmt: Annotated[FamiliesFormat, typer.Option("--format", help="Output format.")] = FamiliesFormat.md,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
) -> None:
    """Show which block sum of all families is the best: DNC, SRG, t-subsets, set systems, edges of graphs."""
    from proofs_check.cli import families as command

    command.run(classes, depths, lam, fmt.value, output)


@app.command()
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
def figure(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="1|2|3|5|6", help="Figures; all if none is given.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer runs and points; files end in -quick.")
    ] = False,
    runs: Annotated[int | None, typer.Option(min=1, help="Trained runs per point.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder; it is made if missing.")] = Path(
        "figures"
    ),
    redraw: Annotated[
        bool, typer.Option("--redraw", help="Draw again from the CSV files; compute nothing.")
    ] = False,
    real: Annotated[
        bool, typer.Option("--real", help="The bottom half of figure 2: networks trained on images.")
    ] = False,
) -> None:
    """Make figures of the paper as SVG and PNG, with the CSV that they are drawn from and their captions."""
    from proofs_check.cli import figure as command

    command.run(numbers or [], output, quick=quick, runs=runs, redraw=redraw, real=real)


@app.command()
def train(
    K: Annotated[int, typer.Option("--K", help="Classes.")] = 10,
    depth: Annotated[int, typer.Option("--L", help="Weight matrices.")] = 4,
    lam: Annotated[float, typer.Option("--lambda", help="λ of every layer.")] = 0.004,
    width: Annotated[int, typer.Option(help="Width of every layer.")] = 30,
    runs: Annotated[int, typer.Option(help="Random starts.")] = 100,
    samples: Annotated[int, typer.Option("--n", help="Samples per class.")] = 1,
    lr: Annotated[float, typer.Option(help="Learning rate.")] = 0.5,
    momentum: Annotated[float, typer.Option(help="Momentum.")] = 0.0,
    scale: Annotated[float, typer.Option(help="Scale of the random start.")] = 0.6,
    seed: Annotated[int, typer.Option(help="Base seed.")] = 0,
    max_steps: Annotated[int, typer.Option(help="Most steps of gradient descent.")] = 50_000,
    precision: Annotated[Precision, typer.Option(help="Arithmetic of gradient descent.")] = Precision.float32,
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.auto,
    linear: Annotated[bool, typer.Option("--linear", help="Without σ.")] = False,
) -> None:
    """Train many DUFMs at once, show their losses against DNC and SRG, and what was found how often."""
    from proofs_check.cli import train as command

    command.run(
        {
            "K": K,
            "L": depth,
            "lambda": lam,
            "width": width,
            "runs": runs,
            "n": samples,
            "lr": lr,
            "momentum": momentum,
            "scale": scale,
            "seed": seed,
            "max_steps": max_steps,
            "precision": precision.value,
            "device": device.value,
            "linear": linear,
        }
    )


@app.command()
def train_real(
    data: Annotated[
        str, typer.Option(help="digits, cifar10:PATH, cifar100:PATH, idx:DIR or npz:FILE.")
    ] = "digits",
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder of the runs; those in it go on or are read.")
    ] = Path("real"),
    backbone: Annotated[Backbone, typer.Option(help="What computes the features H_1.")] = Backbone.mlp,
    hidden: Annotated[str, typer.Option(help="Hidden widths of the MLP.")] = "256,256,256",
    width: Annotated[int, typer.Option(help="Width of the head.")] = 64,
    depth: Annotated[int, typer.Option("--L", help="Weight matrices of the head.")] = 4,
    lam: Annotated[float, typer.Option("--lambda", help="λ of every weight matrix of the head.")] = 0.005,
    n_lambda_H: Annotated[float, typer.Option("--n-lambda-H", help="n times λ of the features.")] = 0.025,
    per_class: Annotated[
        int | None, typer.Option("--n", min=1, help="Training images per class; as many as there are.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Runs.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="First seed.")] = 0,
    epochs: Annotated[int, typer.Option(help="Passes over the images.")] = 1500,
    batch: Annotated[int, typer.Option(help="Images of one step.")] = 139,
    lr: Annotated[float, typer.Option(help="Greatest learning rate.")] = 0.2,
    momentum: Annotated[float, typer.Option(help="Momentum.")] = 0.9,
    warmup: Annotated[int, typer.Option(help="Epochs in which the learning rate rises.")] = 10,
    flat: Annotated[float, typer.Option(help="Share of the steps before the learning rate falls.")] = 0.6,
    scale: Annotated[float, typer.Option(help="Scale of the random start.")] = 0.8,
    record_every: Annotated[int, typer.Option(help="Epochs between two records.")] = 25,
    jobs: Annotated[int, typer.Option(min=1, help="Runs at the same time.")] = 2,
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.auto,
) -> None:
    """Train classifiers of real images with the model's head, and compare them with the model's solutions.

    The defaults are for digits. An interrupted command, given again, goes on where it stopped.
    """
    from proofs_check.cli import train_real as command

    command.run(
        {
            "backbone": backbone.value,
            "width": width,
            "L": depth,
            "lam": lam,
            "n_lambda_H": n_lambda_H,
            "epochs": epochs,
            "batch": batch,
            "lr": lr,
            "momentum": momentum,
            "warmup": warmup,
            "flat": flat,
            "scale": scale,
            "record_every": record_every,
            "device": device.value,
        },
        data=data,
        hidden=hidden,
        per_class=per_class,
        seeds=range(seed, seed + seeds),
        folder=output,
        jobs=jobs,
    )


@app.command()
def sweep(
    file: Annotated[Path, typer.Argument(help="TOML file that describes the grid.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the results.")],
    workers: Annotated[int | None, typer.Option(help="Train in this many processes.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Train on this Dask scheduler, tcp://host:port.")
    ] = None,
) -> None:
    """Train every combination of a grid into a Parquet dataset; an interrupted sweep goes on where it stopped."""
    from proofs_check.cli import sweep as command

    command.run(file, output, workers=workers, scheduler=scheduler)


@app.command()
def certify(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Statement ids; S1 to S7 and S9 if none is given.")
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
