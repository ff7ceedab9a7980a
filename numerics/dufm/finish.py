"""From the end of gradient descent to the solution: averaging, reduction, approach, polish and verification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from numerics.dufm.batch import Status, TrainedBatch
from numerics.dufm.descent import Descent
from numerics.dufm.model import evaluate, squared_norms, target
from numerics.dufm.polish import TOLERANCE, Polished, approach, polish
from numerics.dufm.problem import Floats, Problem
from numerics.dufm.reduction import Reduction, reduce

Indices = NDArray[np.intp]

STATIONARY = 1e-9
"""Greatest norm of the gradient of a converged run."""

CYCLES = (0.1, 0.03, 0.03, 0.03)
"""First ε of the approach in the cycles of approach and polish; a run makes as many as it needs to become stationary."""

MOST_PARAMETERS = 1800
"""Larger reduced models are left to the approach alone: a Newton step costs the cube of their size."""

NEAR = 1e-5
"""Distance from the kinks and norm of the gradient at which the approach otherwise leaves a run to Newton's method."""

_AVERAGED_STEPS = 1000
_SLOWER = 5.0
"""Steps that are averaged, and by how much their learning rate is smaller."""

_PADDING = 8
"""Reduced widths are rounded up to a multiple of this where many runs are to have the same shapes."""

_MEMORY = 2**28
"""Most bytes in the Hessians of runs that are polished together."""


def finish(batch: TrainedBatch, runs: Indices, dtype: torch.dtype, device: torch.device) -> Iterator[int]:
    """Polish the runs that gradient descent left in ``batch``, and fill in the solutions.

    Yields the number of runs done so far.
    """
    good = np.array([run for run in runs if batch.status[run] is not Status.DIVERGED], dtype=np.intp)
    done = len(runs) - len(good)
    yield done
    if batch.settings.polish and len(good):
        members = _settle(batch, good, dtype, device)
        for first_width in CYCLES:
            for _ in _cycle(batch, members, first_width, device):
                yield done
            members = [member for member in members if batch.gradient_norm[member.run] > STATIONARY]
            done = len(runs) - len(members)
            yield done
    batch.status[good] = [
        Status.CONVERGED if batch.gradient_norm[run] <= STATIONARY else Status.NOT_CONVERGED for run in good
    ]
    yield len(runs)


@dataclass
class _Member:
    """A run on its way through the polish: factors and slopes of σ of the full model, and those of a small one.

    ``start`` holds the factors as gradient descent left them.
    """

    run: int
    start: list[Floats]
    factors: list[Floats]
    slopes: list[Floats]
    reduction: Reduction = field(init=False)

    def reduced(self, problem: Problem, widths: Callable[[Reduction], list[int]]) -> Reduction:
        """Reduce the model anew, with dead neurons added up to the widths that ``widths`` asks for."""
        found = reduce(self.factors, problem.n, problem.linear)
        self.reduction = found.padded(widths(found))
        return self.reduction

    def move(self, factors: list[Floats], slopes: list[Floats]) -> None:
        """Put other factors and slopes of the small model in their place."""
        self.factors, self.slopes = self.reduction.embed(factors), self.reduction.embed_slopes(slopes)


def _cycle(
    batch: TrainedBatch, members: Sequence[_Member], first_width: float, device: torch.device
) -> Iterator[None]:
    """Approach and polish once; pauses after every group of runs."""
    problem = batch.problem
    for group in _groups(problem, members, _common_width, lambda size: len(members)):
        alone = group[0].reduction.size > MOST_PARAMETERS
        method = partial(approach, first_width=first_width, near=TOLERANCE if alone else NEAR)
        _improve(batch, group, method, device)
        yield
    widths = _rounded_widths if device.type == "cuda" else _own_widths
    for group in _groups(problem, members, widths, lambda size: max(1, _MEMORY // (8 * size**2))):
        if group[0].reduction.size <= MOST_PARAMETERS:
            _improve(batch, group, polish, device)
        for member in group:
            _verify(batch, member)
        yield


def _settle(batch: TrainedBatch, runs: Indices, dtype: torch.dtype, device: torch.device) -> list[_Member]:
    """Average parameters and slopes of some more steps: gradient descent jitters about the kinks."""
    settings = batch.settings
    descent = Descent(
        batch.problem,
        [torch.from_numpy(factor[runs]) for factor in batch.factors],
        batch.lambdas[runs],
        settings.lr[runs] / _SLOWER,
        np.zeros(len(runs)),
        dtype,
        device,
    )
    descent.advance(_AVERAGED_STEPS)
    factors, slopes = (
        [part.double().cpu().numpy() for part in parts] for parts in descent.average(_AVERAGED_STEPS)
    )
    return [
        _Member(
            int(run),
            [factor[run].copy() for factor in batch.factors],
            [factor[row] for factor in factors],
            [slope[row] for slope in slopes],
        )
        for row, run in enumerate(runs)
    ]


def _own_widths(reduction: Reduction) -> list[int]:
    return reduction.widths


def _rounded_widths(reduction: Reduction) -> list[int]:
    return [width + -width % _PADDING for width in reduction.widths]


def _common_width(reduction: Reduction) -> list[int]:
    """The greatest of d_2, ..., d_L for them all, rounded up: it depends on the run alone, and few values occur."""
    first, *others = _rounded_widths(reduction)
    return [first, *[max(others)] * len(others)]


def _groups(
    problem: Problem,
    members: Sequence[_Member],
    widths: Callable[[Reduction], list[int]],
    most: Callable[[int], int],
) -> Iterator[list[_Member]]:
    """Reduce every run and put those of equal shapes together, at most ``most`` of a number of parameters."""
    groups: dict[tuple[tuple[int, int], ...], list[_Member]] = defaultdict(list)
    for member in members:
        groups[member.reduced(problem, widths).shapes].append(member)
    for group in groups.values():
        count = most(group[0].reduction.size)
        for start in range(0, len(group), count):
            yield group[start : start + count]


def _improve(
    batch: TrainedBatch, group: list[_Member], method: Callable[..., Polished], device: torch.device
) -> None:
    """Put what ``method`` makes of runs of equal reduced shapes in their place."""
    problem = batch.problem
    rows = np.array([member.run for member in group])
    merged = np.array([member.reduction.copies for member in group])

    def stack(parts: list[list[Floats]]) -> list[torch.Tensor]:
        return [torch.from_numpy(np.stack(column)).to(device) for column in zip(*parts, strict=True)]

    penalties = batch.lambdas[rows].copy()
    penalties[:, 0] *= merged
    columns = target(problem, torch.empty(0, dtype=torch.float64, device=device))
    found = method(
        stack([member.reduction.factors for member in group]),
        stack([member.reduction.slopes(member.slopes) for member in group]),
        torch.from_numpy(penalties).to(device),
        columns[:, :: int(merged[0])],
        problem.linear,
    )
    factors = [factor.cpu().numpy() for factor in found.factors]
    slopes = [slope.cpu().numpy() for slope in found.slopes]
    for index, member in enumerate(group):
        member.move([factor[index] for factor in factors], [slope[index] for slope in slopes])
        batch.polish_steps[member.run] += int(found.steps[index])


def _verify(batch: TrainedBatch, member: _Member) -> None:
    """Recompute loss and gradient of a solution in the full model and write it down."""
    run = member.run
    factors = [torch.from_numpy(factor)[None] for factor in member.factors]
    value = evaluate(
        batch.problem,
        factors,
        torch.from_numpy(batch.lambdas[run : run + 1].copy()),
        [torch.from_numpy(slope)[None] for slope in member.slopes],
    )
    old = [torch.from_numpy(factor)[None] for factor in member.start]
    change = sum(squared_norms([new - before for new, before in zip(factors, old, strict=True)]))
    size = sum(squared_norms(old))
    batch.moved[run] = float(torch.sqrt(torch.as_tensor(change / size)))
    for rows, factor in zip(batch.factors, member.factors, strict=True):
        rows[run] = factor
    batch.fit[run], batch.regularisation[run] = float(value.fit), float(value.regularisation)
    batch.gradient_norm[run] = float(value.gradient_norm)
