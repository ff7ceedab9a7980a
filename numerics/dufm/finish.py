"""From the end of gradient descent to the solution: averaging, reduction, polish and verification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from numerics.dufm.batch import Status, TrainedBatch
from numerics.dufm.descent import Descent
from numerics.dufm.model import evaluate, squared_norms, target
from numerics.dufm.polish import polish
from numerics.dufm.problem import Floats
from numerics.dufm.reduction import Reduction, reduce

Indices = NDArray[np.intp]

STATIONARY = 1e-9
"""Greatest norm of the gradient of a converged run."""

_AVERAGED_STEPS = 1000
_SLOWER = 5.0
"""Steps that are averaged, and by how much their learning rate is smaller."""

_PADDING = 8
"""On a GPU reduced widths are rounded up to a multiple of this, so that many runs are polished together."""

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
        factors, slopes = _settle(batch, good, dtype, device)
        for group in _groups(batch, good, factors, slopes, device):
            _polish(batch, group, device)
            done += len(group)
            yield done
    batch.status[good] = [
        Status.CONVERGED if batch.gradient_norm[run] <= STATIONARY else Status.NOT_CONVERGED for run in good
    ]
    yield len(runs)


class _Member:
    """A run on its way through the polish."""

    def __init__(self, run: int, reduction: Reduction, slopes: list[Floats]) -> None:
        self.run, self.reduction, self.slopes = run, reduction, slopes


def _settle(
    batch: TrainedBatch, runs: Indices, dtype: torch.dtype, device: torch.device
) -> tuple[list[Floats], list[Floats]]:
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
    factors, slopes = descent.average(_AVERAGED_STEPS)
    return [part.double().cpu().numpy() for part in factors], [part.double().cpu().numpy() for part in slopes]


def _groups(
    batch: TrainedBatch, runs: Indices, factors: list[Floats], slopes: list[Floats], device: torch.device
) -> Iterator[list[_Member]]:
    """Reduce every run and put those of equal shapes together, as far as the memory allows."""
    problem = batch.problem
    groups: dict[tuple[tuple[int, int], ...], list[_Member]] = defaultdict(list)
    for row, run in enumerate(runs):
        reduction = reduce([factor[row] for factor in factors], problem.n, problem.linear)
        if device.type == "cuda":
            reduction = reduction.padded(_PADDING)
        first_slopes = reduction.slopes([slope[row] for slope in slopes])
        groups[reduction.shapes].append(_Member(int(run), reduction, first_slopes))
    for shapes, members in groups.items():
        size = sum(rows * columns for rows, columns in shapes)
        most = max(1, _MEMORY // (8 * size**2))
        for start in range(0, len(members), most):
            yield members[start : start + most]


def _polish(batch: TrainedBatch, group: list[_Member], device: torch.device) -> None:
    """Polish runs of equal reduced shapes and fill in their solutions."""
    problem = batch.problem
    rows = np.array([member.run for member in group])
    reductions = [member.reduction for member in group]
    merged = np.array([reduction.copies for reduction in reductions])

    def stack(parts: list[list[Floats]]) -> list[torch.Tensor]:
        return [torch.from_numpy(np.stack(column)).to(device) for column in zip(*parts, strict=True)]

    penalties = batch.lambdas[rows].copy()
    penalties[:, 0] *= merged
    columns = target(problem, torch.empty(0, dtype=torch.float64, device=device))
    found = polish(
        stack([reduction.factors for reduction in reductions]),
        stack([member.slopes for member in group]),
        torch.from_numpy(penalties).to(device),
        columns[:, :: int(merged[0])],
        problem.linear,
    )
    small = [factor.cpu().numpy() for factor in found.factors]
    slopes = [slope.cpu().numpy() for slope in found.slopes]
    for index, (run, reduction) in enumerate(zip(rows, reductions, strict=True)):
        solution = reduction.embed([factor[index] for factor in small])
        large = reduction.embed_slopes([slope[index] for slope in slopes])
        batch.polish_steps[run] = int(found.steps[index])
        _verify(batch, int(run), solution, large)


def _verify(batch: TrainedBatch, run: int, solution: list[Floats], slopes: list[Floats]) -> None:
    """Recompute loss and gradient of a solution in the full model and write it down."""
    factors = [torch.from_numpy(factor)[None] for factor in solution]
    value = evaluate(
        batch.problem,
        factors,
        torch.from_numpy(batch.lambdas[run : run + 1].copy()),
        [torch.from_numpy(slope)[None] for slope in slopes],
    )
    old = [torch.from_numpy(factor[run : run + 1].copy()) for factor in batch.factors]
    change = sum(squared_norms([new - before for new, before in zip(factors, old, strict=True)]))
    size = sum(squared_norms(old))
    batch.moved[run] = float(torch.sqrt(torch.as_tensor(change / size)))
    for rows, factor in zip(batch.factors, solution, strict=True):
        rows[run] = factor
    batch.fit[run], batch.regularisation[run] = float(value.fit), float(value.regularisation)
    batch.gradient_norm[run] = float(value.gradient_norm)
