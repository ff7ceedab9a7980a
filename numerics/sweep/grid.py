"""Grids: every combination of K, L, n, width, λ, … with a number of runs each, cut into chunks.

A grid is described by a mapping, which a TOML file or command-line flags give::

    K = 10
    L = 4
    width = 30
    lambda = "2^-10:2^-6:9"     # nine values, evenly spaced in their logarithm
    runs = 50

Which chunk a run belongs to depends on the description alone, and the seed of a run only on the base seed, its
point and its index.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from hashlib import blake2b
from itertools import groupby, islice, product
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from numerics.checks import positive, whole
from numerics.dufm.problem import Problem, Settings
from numerics.sweep.axes import LARGEST, read_axis
from theory.errors import InvalidInputError

_DEFAULTS = {field.name: field.default for field in fields(Settings)}

INTEGER_AXES = ("K", "L", "n", "width")
REAL_AXES = ("momentum", "lambda", "lambda_H", "lr", "scale")
"""Keys that take a number, a list, or a text as :func:`numerics.sweep.axes.read_axis` reads it."""

REQUIRED = ("K", "L", "lambda")
_AXIS_DEFAULTS = {"n": 1, "width": 30, **{name: _DEFAULTS[name] for name in ("momentum", "lr", "scale")}}

TRAINING = (
    "precision",
    "device",
    "max_steps",
    "record_every",
    "patience",
    "plateau",
    "gradient_tolerance",
    "polish",
)
"""Keys that go to :class:`numerics.dufm.problem.Settings` as they are."""


@dataclass(frozen=True)
class Point:
    """One combination of the values of all axes; ``lam`` stands for λ_1 = … = λ_L."""

    K: int
    L: int
    n: int
    width: int
    momentum: float
    lam: float
    lambda_H: float
    lr: float
    scale: float

    @property
    def shape(self) -> tuple[float, ...]:
        """What the runs of one batch share."""
        return (self.K, self.L, self.n, self.width, self.momentum)


@dataclass(frozen=True)
class Run:
    """One model to be trained: its point, its index among the runs of the point, and its seed."""

    point: Point
    index: int
    seed: int


@dataclass(frozen=True)
class Chunk:
    """Runs that are trained as one batch and stored as one file.

    Attributes
    ----------
    index : int
        Position in the grid.
    runs : tuple of Run
        They agree in K, L, n, width and momentum.
    linear : bool
        Leave out every σ.
    training : mapping
        The keys ``TRAINING``.
    """

    index: int
    runs: tuple[Run, ...]
    linear: bool
    training: Mapping[str, Any]

    def problem(self) -> Problem:
        """What the runs minimise."""
        first = self.runs[0].point
        return Problem(
            K=first.K,
            L=first.L,
            lambda_H=np.array([run.point.lambda_H for run in self.runs]),
            lambdas=np.array([[run.point.lam] for run in self.runs]),
            n=first.n,
            widths=first.width,
            linear=self.linear,
        )

    def settings(self, workers: int | None = None) -> Settings:
        """How they are trained, with the given number of processes."""
        return Settings(
            seeds=[run.seed for run in self.runs],
            lr=np.array([run.point.lr for run in self.runs]),
            momentum=self.runs[0].point.momentum,
            scale=np.array([run.point.scale for run in self.runs]),
            workers=workers,
            **self.training,
        )


@dataclass(frozen=True)
class Grid:
    """A checked description of a sweep; :meth:`from_mapping` and :meth:`from_toml` make it.

    Attributes
    ----------
    axes : dict
        The values of every axis; without ``lambda_H``, λ_H is λ at every point.
    runs, seed, chunk : int
        Runs per point, base seed, and greatest number of runs in a chunk.
    linear : bool
        Leave out every σ.
    training : dict
        The keys ``TRAINING``.
    """

    axes: dict[str, tuple[float, ...]]
    runs: int
    seed: int
    chunk: int
    linear: bool
    training: dict[str, Any]

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Grid:
        """Check a description and fill in what it leaves out.

        Raises
        ------
        InvalidInputError
            If a key is unknown or missing, or a value is not allowed.

        Examples
        --------
        >>> grid = Grid.from_mapping({"K": 10, "L": 4, "lambda": "2^-9:2^-7:3", "runs": 50})
        >>> [point.lam for point in grid.points()]
        [0.001953125, 0.00390625, 0.0078125]
        >>> [len(chunk.runs) for chunk in grid.chunks()]
        [64, 64, 22]
        """
        _require_known(given)
        filled = {**_AXIS_DEFAULTS, **given}
        axes = {
            name: read_axis(name, filled[name], integer=name in INTEGER_AXES)
            for name in INTEGER_AXES + REAL_AXES
            if name in filled
        }
        grid = cls(
            axes=axes,
            runs=whole("runs", given.get("runs", 10), 1),
            seed=whole("seed", given.get("seed", 0), 0),
            chunk=whole("chunk", given.get("chunk", 64), 1),
            linear=given.get("linear", False),
            training={name: given.get(name, _DEFAULTS[name]) for name in TRAINING},
        )
        grid._require_allowed()
        return grid

    @classmethod
    def from_toml(cls, file: Path) -> Grid:
        """Read a description from a TOML file.

        Raises
        ------
        InvalidInputError
            If the file cannot be read or is not TOML, or as :meth:`from_mapping`.
        """
        try:
            given = tomllib.loads(file.read_text("utf-8"))
        except OSError as error:
            raise InvalidInputError(
                f"grid {file} given, which cannot be read: {error.strerror}; give the path of a TOML file"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInputError(
                f"grid {file} given, which is not TOML: {error}; write lines such as K = 10"
            ) from None
        return cls.from_mapping(given)

    @property
    def settings(self) -> dict[str, Any]:
        """The description in full, JSON-ready; :meth:`from_mapping` takes it back."""
        axes = {name: list(values) for name, values in self.axes.items()}
        own = {"runs": self.runs, "seed": self.seed, "chunk": self.chunk, "linear": self.linear}
        return {**axes, **own, **self.training}

    @property
    def total_runs(self) -> int:
        """Number of runs of all points together."""
        return self.runs * prod(len(values) for values in self.axes.values())

    def points(self) -> Iterator[Point]:
        """All combinations; those that can be trained as one batch follow one another."""
        for values in product(*self.axes.values()):
            named = dict(zip(self.axes, values, strict=True))
            yield Point(
                K=int(named["K"]),
                L=int(named["L"]),
                n=int(named["n"]),
                width=int(named["width"]),
                momentum=named["momentum"],
                lam=named["lambda"],
                lambda_H=named.get("lambda_H", named["lambda"]),
                lr=named["lr"],
                scale=named["scale"],
            )

    def chunks(self) -> Iterator[Chunk]:
        """The runs of all points in chunks, always the same ones in the same order."""
        count = 0
        for _, points in groupby(self.points(), key=lambda point: point.shape):
            runs = (
                Run(point, index, run_seed(self.seed, point, index))
                for point in points
                for index in range(self.runs)
            )
            while batch := tuple(islice(runs, self.chunk)):
                yield Chunk(count, batch, self.linear, self.training)
                count += 1

    def _require_allowed(self) -> None:
        """Have every value checked before anything is trained."""
        if self.total_runs > LARGEST:
            raise InvalidInputError(
                f"a grid of {self.total_runs} runs given; there may be {LARGEST}; choose fewer values or runs"
            )
        for name in ("linear", "polish"):
            value = self.settings[name]
            if not isinstance(value, bool):
                raise InvalidInputError(f"{name} = {value!r} given; it must be true or false")
        for name, least in (("K", 2), ("L", 2), ("n", 1), ("width", 1)):
            for value in self.axes[name]:
                whole(name, int(value), least)
        for name in ("lambda", "lambda_H"):
            positive(name, np.array(self.axes.get(name, [])))
        for name in ("lr", "scale", "momentum"):
            values: dict[str, Any] = {name: np.array(self.axes[name])}
            Settings(seeds=range(len(self.axes[name])), **values, **self.training)


def run_seed(base: int, point: Point, index: int) -> int:
    """Seed of a run, from 0 to 2^63 − 1, whatever else the grid holds.

    Examples
    --------
    >>> point = next(Grid.from_mapping({"K": 2, "L": 2, "lambda": 0.1}).points())
    >>> run_seed(0, point, 1) == run_seed(0, point, 1) != run_seed(0, point, 2)
    True
    """
    text = json.dumps([base, asdict(point), index], sort_keys=True)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _require_known(given: Mapping[str, Any]) -> None:
    known = [*INTEGER_AXES, *REAL_AXES, "runs", "seed", "chunk", "linear", *TRAINING]
    for key in given:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"
            raise InvalidInputError(f"key {key!r} given in the grid; {hint}")
    for key in REQUIRED:
        if key not in given:
            raise InvalidInputError(f"no {key} given in the grid; give K, L and lambda at least")
