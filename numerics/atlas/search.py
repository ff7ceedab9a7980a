"""Multi-start search of one cell: batches of random starts and of shaken neighbours, each descended to a solution.

A batch shares its widths.  Good solutions are narrow inside, about the r for which r(r+1)/2 >= K; the inner layers get one and a half
to two times that, since hardly a start with less gets anywhere.  d_L is drawn wide, for hardly a start with d_L = K gets as
low as those with d_L = 2K.  L-BFGS on smoothed kinks (:func:`numerics.dufm.polish.approach`) descends all starts at once; the best are
tidied up, polished, and rounded to records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil, inf, sqrt
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from numerics.atlas import moves
from numerics.atlas.canonical import canonical
from numerics.atlas.grid import Cell
from numerics.atlas.record import Floats, Record
from numerics.dufm.model import evaluate, layers, target
from numerics.dufm.polish import approach, polish
from numerics.dufm.problem import Problem

KEPT = 2
"""Solutions of a batch that become records, if they are different."""

SAME_LOSS = 1e-5
"""Ends of a descent whose losses differ relatively by less are taken for the same solution."""

SCALES = (1.0, 1.4)
"""Range of the scale of a random start, in the sense of :class:`numerics.dufm.problem.Settings`."""

SHAKES = (0.01, 0.05, 0.15, 0.4)
"""Levels of the noise that is added to neighbours."""

_FIRST_ROUNDS = 10
"""Rounds of the approach after which only the lowest starts go on, one by one: by then the loss is known to some 1e-3."""

_FAR = 0.01
"""Relative distance by which a loss may still fall from there."""

_SECOND_WIDTH, _SECOND_ROUNDS = 0.04, 10
_MOST_POLISHED = 400
"""Parameters up to which a solution is polished by Newton's method; a step costs their cube."""


def search(
    cell: Cell, neighbours: Sequence[Record], seed: int, starts: int = 32, known: float = inf
) -> list[Record]:
    """Descend one batch of starts; from neighbours if there are any and ``seed`` is odd, otherwise random ones.

    Parameters
    ----------
    cell : Cell
        Where.
    neighbours : sequence of Record
        Records of the cell itself and of cells with one class or one layer more or less.
    seed : int
        Decides all random choices.
    starts : int
        Size of the batch.
    known : float
        A loss that is known: starts that end far above it are not followed to a solution.

    Returns
    -------
    list of Record
        The best solutions, at most :data:`KEPT`, ascending in loss.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from numerics.atlas.value import Pieces
    >>> cell = Cell(6, 4, Fraction(1, 150))
    >>> best = search(cell, [], seed=2, starts=4)[0]
    >>> bool(Pieces.of(best).bound(cell.product).loss < 0.0955)  # SRG costs 0.09556…
    True
    """
    rng = np.random.default_rng([cell.K, cell.L, seed])
    if neighbours and seed % 2:
        begun = [_from_neighbour(cell, neighbours, rng) for _ in range(starts)]
        widths = [max(factors[layer].shape[0] for factors in begun) for layer in range(cell.L)]
        begun = [moves.shaken(moves.padded(f, widths), rng, rng.choice(SHAKES)) for f in begun]
        kind = "neighbours"
    else:
        widths = _random_widths(cell, rng)
        begun = [_random_start(cell.K, widths, rng) for _ in range(starts)]
        kind = "random starts"
    with _one_thread():
        return _solutions(cell, begun, known, kind, seed)


@contextmanager
def _one_thread() -> Iterator[None]:
    """For matrices so small threads only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(threads)


def _solutions(
    cell: Cell, begun: Sequence[Sequence[Floats]], known: float, kind: str, seed: int
) -> list[Record]:
    """Descend the starts, and follow the lowest to solutions."""
    widths = [factor.shape[0] for factor in begun[0][:-1]]
    about = {"kind": kind, "lambda": str(cell.lam), "seed": seed, "starts": len(begun), "widths": widths}
    ends = descend(cell, begun, rounds=_FIRST_ROUNDS)
    values = losses(cell, ends)
    found: list[Record] = []
    reached: list[float] = []
    for index in np.argsort(values):
        value, end = float(values[index]), ends[index]
        if value > known * (1 + _FAR) or len(reached) == KEPT:
            break
        if any(abs(value - other) <= SAME_LOSS * other for other in reached):
            continue
        reached.append(value)
        tidy = refine(cell, end)
        if tidy is not None:
            found.append(Record.rounded(tidy, "found", about))
    return found


def refine(cell: Cell, factors: Sequence[Floats]) -> list[Floats] | None:
    """Tidy up a solution, descend once more and polish it; None if nothing is left of it."""
    tidy = canonical(factors)
    if not all(factor.any() for factor in tidy):
        return None
    (tidy,) = descend(cell, [tidy], _SECOND_WIDTH, newton=True, rounds=_SECOND_ROUNDS)
    tidy = canonical(tidy)
    return tidy if all(factor.any() for factor in tidy) else None


def descend(
    cell: Cell,
    starts: Sequence[Sequence[Floats]],
    first_width: float = 0.1,
    *,
    newton: bool = False,
    rounds: int | None = None,
) -> list[list[Floats]]:
    """Descend starts of equal shapes, all at once."""
    factors = [torch.from_numpy(np.stack(layer)) for layer in zip(*starts, strict=True)]
    problem = _problem(cell, [factor.shape[1] for factor in factors[:-1]])
    slopes = [(layer > 0).to(layer) for layer in layers(factors)[1:-1]]
    penalties = torch.full((len(starts), cell.L + 1), float(cell.lam), dtype=torch.float64)
    columns = target(problem, factors[0])
    found = approach(factors, slopes, penalties, columns, first_width=first_width, rounds=rounds)
    if newton and problem.size <= _MOST_POLISHED:
        found = polish(found.factors, found.slopes, penalties, columns)
    ends = [factor.numpy() for factor in found.factors]
    return [[factor[index].copy() for factor in ends] for index in range(len(starts))]


def losses(cell: Cell, networks: Sequence[Sequence[Floats]]) -> Floats:
    """Losses of networks of equal shapes."""
    factors = [torch.from_numpy(np.stack(layer)) for layer in zip(*networks, strict=True)]
    penalties = torch.full((len(networks), cell.L + 1), float(cell.lam), dtype=torch.float64)
    problem = _problem(cell, [factor.shape[1] for factor in factors[:-1]])
    values = evaluate(problem, factors, penalties).loss.numpy()
    return np.where(np.isfinite(values), values, np.inf)


def _problem(cell: Cell, widths: Sequence[int]) -> Problem:
    return Problem.uniform(cell.K, cell.L, float(cell.lam), widths=list(widths))


def _random_widths(cell: Cell, rng: np.random.Generator) -> list[int]:
    """d_1, …, d_L: narrow inside, wide at the end."""
    least = ceil((sqrt(8 * cell.K + 1) - 1) / 2)  # subsets of one or two of r things are r(r+1)/2
    inner = int(rng.integers(least + max(1, least // 2), 2 * least + 2))
    last = int(rng.integers(cell.K, 5 * cell.K // 2 + 1))
    return [inner] * (cell.L - 1) + [last]


def _random_start(K: int, widths: Sequence[int], rng: np.random.Generator) -> list[Floats]:
    scale = rng.uniform(*SCALES)
    shapes = zip([*widths, K], [K, *widths], strict=True)
    fans = [widths[0], *widths]
    return [rng.normal(0, scale / sqrt(fan), shape) for shape, fan in zip(shapes, fans, strict=True)]


def _from_neighbour(cell: Cell, neighbours: Sequence[Record], rng: np.random.Generator) -> list[Floats]:
    """A neighbour, brought to K classes and L layers."""
    factors: Any = neighbours[int(rng.integers(len(neighbours)))].floats
    while factors[-1].shape[0] > cell.K:
        factors = moves.delete_class(factors, int(rng.integers(factors[-1].shape[0])))
    while factors[-1].shape[0] < cell.K:
        factors = moves.add_class(factors)
    while len(factors) - 1 > cell.L:
        factors = moves.drop_layer(factors, int(rng.integers(2, len(factors))))
    while len(factors) - 1 < cell.L:
        factors = moves.insert_layer(factors, int(rng.integers(2, len(factors))))
    return list(factors)
