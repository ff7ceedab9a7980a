"""What is minimised (MATH.md §1) and how: the problem and the settings of a batch of runs.

The runs of a batch share K, L, n, the widths and whether there is a σ; everything else is per run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import positive, require
from theory.errors import InvalidInputError

Floats = NDArray[np.float64]
Precision = Literal["float32", "float64"]
Device = Literal["auto", "cpu", "cuda"]


@dataclass(frozen=True, eq=False)
class Problem:
    """The L-DUFM of MATH.md §1, for one run or for many that differ in their λ's.

    Parameters
    ----------
    K : int
        Number of classes, at least 2.
    L : int
        Number of weight matrices, at least 2; the model has L − 1 ReLUs.
    lambda_H : float or array of shape (runs,)
        Regularisation of H_1, over all of its K n columns.
    lambdas : float or array that broadcasts to (runs, L)
        λ_1, ..., λ_L.  By the rules of numpy an array of shape (L,) holds one value per layer, one of shape
        (runs, 1) one value per run.
    n : int
        Samples per class.
    widths : int or sequence of L ints
        d_1, ..., d_L: the numbers of rows of H_1, ..., H_L; one number stands for all.
    linear : bool
        Leave out every σ.

    Raises
    ------
    InvalidInputError
        If a value is out of range or the shapes do not fit together.

    Examples
    --------
    >>> problem = Problem(K=10, L=4, lambda_H=0.004, lambdas=0.004, widths=30)
    >>> problem.shapes
    ((30, 10), (30, 30), (30, 30), (30, 30), (10, 30))
    >>> problem.step_flops
    180000
    """

    K: int
    L: int
    lambda_H: Any
    lambdas: Any
    n: int = 1
    widths: Any = 30
    linear: bool = False
    regularisation: Floats = field(init=False, repr=False)
    """λ_H, λ_1, ..., λ_L of every run, shape (runs, L+1), or (1, L+1) if all runs share them."""

    def __post_init__(self) -> None:
        for name, least in (("K", 2), ("L", 2), ("n", 1)):
            object.__setattr__(self, name, _integer(name, getattr(self, name), least))
        object.__setattr__(self, "widths", _widths(self.widths, self.L))
        object.__setattr__(self, "regularisation", _regularisation(self.lambda_H, self.lambdas, self.L))

    @classmethod
    def uniform(cls, K: int, L: int, lam: ArrayLike, **others: Any) -> Problem:
        """Problem whose λ's are all equal to ``lam``, one number or one per run.

        Examples
        --------
        >>> Problem.uniform(10, 4, [0.004, 0.008]).regularisation.shape
        (2, 5)
        """
        values = np.asarray(lam)
        return cls(K, L, values, values[..., None], **others)

    @property
    def samples(self) -> int:
        """N = K n, the number of columns of H_1."""
        return self.K * self.n

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Shapes of H_1, W_1, ..., W_L: d_1 × N and d_{l+1} × d_l with d_{L+1} = K."""
        outputs = (*self.widths[1:], self.K)
        return ((self.widths[0], self.samples), *zip(outputs, self.widths, strict=True))

    @property
    def size(self) -> int:
        """Number of parameters of one run."""
        return sum(rows * columns for rows, columns in self.shapes)

    @property
    def step_flops(self) -> int:
        """Floating-point operations in the matrix products of one step of one run.

        Each weight takes part in three products with N columns: forward, and backward into the layer below
        and into itself.  A multiply-add counts as two.
        """
        return 6 * self.samples * sum(rows * columns for rows, columns in self.shapes[1:])

    def rows(self, runs: int) -> Floats:
        """λ_H, λ_1, ..., λ_L of each of ``runs`` runs, shape (runs, L+1).

        Raises
        ------
        InvalidInputError
            If the λ's are given for a different number of runs.
        """
        return _per_run("λ's", self.regularisation, runs)

    def select(self, runs: NDArray[np.intp]) -> Problem:
        """The problem of some of the runs."""
        if len(self.regularisation) == 1:
            return self
        chosen = self.regularisation[runs]
        return replace(self, lambda_H=chosen[:, 0], lambdas=chosen[:, 1:])


@dataclass(frozen=True, eq=False)
class Settings:
    """How the runs of a batch are initialised and trained.

    Every entry of H_1 and W_l is drawn from N(0, scale²/d), where d is d_1 for H_1 and the number d_l of
    columns for W_l, in float64 from the generator of the run's own seed.  ``lr`` multiplies the gradient of the
    objective exactly as MATH.md §1 normalises it: the fit has the factor 1/(2N), and a step of lr multiplies
    W_l by 1 − lr λ_l.

    Parameters
    ----------
    seeds : int or iterable of int
        One seed for every run; an integer stands for one run.
    lr, momentum, scale : float or array of shape (runs,)
        Learning rate > 0, heavy-ball momentum in [0, 1) and initial scale > 0.
    precision : {"float32", "float64"}
        Arithmetic of gradient descent; the polish that follows is always done in float64.
    device : {"auto", "cpu", "cuda"}
        "auto" takes CUDA where there is a CUDA device.
    max_steps : int
        Steps of gradient descent after which a run stops, whatever its state.
    record_every : int
        Steps between two records of the loss; a run can only stop at a record.
    patience : int
        A run has reached a plateau when its loss is, relative to itself, within ``plateau`` of what it was
        this many steps earlier.
    plateau : float
        See ``patience``; 0 trains for ``max_steps``.
    gradient_tolerance : float
        A run also stops when the norm of its gradient is at most this.
    polish : bool
        Follow gradient descent by the second-order polish (:mod:`numerics.dufm.polish`).
    workers : int, optional
        Processes that share the runs on a CPU, 1 for this process alone; if not given, one per core where the work
        is large enough.

    Raises
    ------
    InvalidInputError
        If a value is out of range or the numbers of runs disagree.

    Examples
    --------
    >>> Settings(seeds=range(64), lr=0.5).runs
    64
    >>> Settings(lr=-1)
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: lr = -1 given; it must be positive and finite
    """

    seeds: Any = 0
    lr: Any = 0.5
    momentum: Any = 0.0
    scale: Any = 0.6
    precision: Precision = "float32"
    device: Device = "auto"
    max_steps: int = 50_000
    record_every: int = 500
    patience: int = 5_000
    plateau: float = 1e-4
    gradient_tolerance: float = 1e-7
    polish: bool = True
    workers: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "seeds", _seeds(self.seeds))
        for name in ("lr", "scale"):
            object.__setattr__(self, name, _per_run(name, positive(name, getattr(self, name)), self.runs))
        momentum = np.asarray(self.momentum, dtype=np.float64)
        require((momentum >= 0) & (momentum < 1), "momentum", momentum, "it must be in [0, 1)")
        object.__setattr__(self, "momentum", _per_run("momentum", momentum, self.runs))
        for name, least in (("max_steps", 0), ("record_every", 1), ("patience", 1)):
            object.__setattr__(self, name, _integer(name, getattr(self, name), least))
        if self.workers is not None:
            object.__setattr__(self, "workers", _integer("workers", self.workers, 1))
        for name in ("plateau", "gradient_tolerance"):
            value = np.asarray(getattr(self, name), dtype=np.float64)
            require((value >= 0) & (value < np.inf), name, value, "it must be finite and not negative")
        _one_of("precision", self.precision, ("float32", "float64"))
        _one_of("device", self.device, ("auto", "cpu", "cuda"))

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.seeds)

    def select(self, runs: NDArray[np.intp]) -> Settings:
        """The settings of some of the runs."""
        per_run = {name: getattr(self, name)[runs] for name in ("lr", "momentum", "scale")}
        return replace(self, seeds=[self.seeds[run] for run in runs], **per_run)


def _integer(name: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidInputError(f"{name} = {value!r} given; it must be an integer >= {least}")
    return int(value)


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidInputError(f"{name} = {value!r} given; it must be one of {', '.join(allowed)}")


def _widths(given: Any, L: int) -> tuple[int, ...]:
    widths = tuple(given) if isinstance(given, Iterable) else (given,) * L
    if len(widths) != L:
        raise InvalidInputError(
            f"{len(widths)} widths given for L = {L}; give d_1, ..., d_L, or one number for all of them"
        )
    return tuple(_integer("width", width, 1) for width in widths)


def _regularisation(lambda_H: ArrayLike, lambdas: ArrayLike, L: int) -> Floats:
    of_features, of_weights = positive("lambda_H", lambda_H), positive("lambda", lambdas)
    try:
        of_features, of_weights = np.broadcast_arrays(np.atleast_1d(of_features)[:, None], of_weights)
        of_weights = np.broadcast_to(of_weights, (len(of_weights), L))
    except ValueError:
        raise InvalidInputError(
            f"λ_H of shape {np.shape(lambda_H)} and λ's of shape {np.shape(lambdas)} given for L = {L};"
            " λ_H needs the shape () or (runs,), the λ's one that broadcasts to (runs, L)"
        ) from None
    return np.column_stack([of_features[:, 0], of_weights])


def _seeds(given: Any) -> tuple[int, ...]:
    seeds = tuple(given) if isinstance(given, Iterable) else (given,)
    if not seeds:
        raise InvalidInputError("no seeds given; give one seed for every run")
    return tuple(_integer("seed", seed, 0) for seed in seeds)


def _per_run(name: str, values: Floats, runs: int) -> Floats:
    """Give ``values``, for one run or for ``runs``, a first axis of length ``runs``."""
    values = np.atleast_1d(values)
    if len(values) not in (1, runs):
        raise InvalidInputError(
            f"{name} given for {len(values)} runs, but there are {runs} seeds; give one for each, or one for all"
        )
    return np.broadcast_to(values, (runs, *values.shape[1:]))
