"""Names, options and help texts of the subcommands that train."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


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


@commands.command()
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


@commands.command()
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


@commands.command()
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


@commands.command()
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
