"""The least network that is as good: neurons that do not pay are left out, and so are those that a family can do without."""

from __future__ import annotations

import numpy as np

from numerics.atlas.record import Floats
from numerics.reconstruct.critical import flat_directions, newton
from numerics.reconstruct.equations import System, first_values, of_floats
from numerics.reconstruct.skeleton import skeleton


def pruned(matrices: tuple[Floats, ...]) -> tuple[tuple[Floats, ...], int]:
    """Leave out neurons of layer L, whole orbits at a time, as long as that lowers C; and how many were left out.

    A record that comes from one with another class may have a neuron that only that class needed.

    Examples
    --------
    >>> pair = np.array([[1.0, -0.5], [-0.5, 1.0], [2.0, 2.0]])
    >>> small, count = pruned((np.eye(2), pair))
    >>> len(small[-1]), count
    (2, 1)
    """
    start = len(matrices[-1])
    while True:
        pattern, _ = skeleton(matrices)
        best, chosen = _constant(matrices), None
        for orbit in np.unique(pattern.scales[-1]):
            kept = pattern.scales[-1] != orbit
            if kept.any():
                smaller = (*matrices[:-1], matrices[-1][kept])
                constant = _constant(smaller)
                if constant < best * (1 - 1e-9):
                    best, chosen = constant, smaller
        if chosen is None:
            return matrices, start - len(matrices[-1])
        matrices = chosen


def sparsest(system: System, values: Floats) -> tuple[System, Floats]:
    """In a family of equally good networks, one with fewer neurons in layer L, if leaving some out does not raise C.

    Neurons that are positive for every class act as one linear map, and there are many ways to write it; without some
    of them the numbers that are left are determined.
    """
    while True:
        constant = system.constant(values.tolist(), of_floats)
        matrices = matrices_at(system, values)
        for orbit in _loose(system, values):
            kept = system.skeleton.scales[-1] != orbit
            smaller = (*matrices[:-1], matrices[-1][kept])
            if not np.isfinite(_constant(smaller)):
                continue
            try:
                fewer, start = first_values(*skeleton(smaller))
                found = newton(fewer, start)
            except (ArithmeticError, np.linalg.LinAlgError):
                continue
            if found is not None and fewer.constant(found.tolist(), of_floats) < constant * (1 + 1e-9):
                system, values = fewer, found
                break
        else:
            return system, values


def _loose(system: System, values: Floats) -> list[int]:
    """Orbits of neurons of layer L whose row or scale can change with nothing else at stake."""
    null = np.abs(flat_directions(system, values)).max(axis=1, initial=0) > 1e-4
    entries = system.entry_labels[null[: system.parts[0]]]
    scales = system.scale_labels[null[system.parts[0] : sum(system.parts[:2])]]
    pattern = system.skeleton
    rows = np.isin(pattern.labels[-1], entries).any(axis=1) & (pattern.L > 2)
    loose = rows | np.isin(pattern.scales[-1], scales)
    return [int(orbit) for orbit in np.unique(pattern.scales[-1][loose])]


def matrices_at(system: System, values: Floats) -> tuple[Floats, ...]:
    """M_2, W_2, …, W_{L−1} of some values of the unknowns."""
    at = system.layers(values.tolist(), of_floats)
    scales = [np.sqrt(np.diag(square)) for square in at.squares]
    weights = (
        after[:, None] * hat / before
        for before, after, hat in zip(scales, scales[1:], at.hats[1:], strict=False)
    )
    return (scales[0][:, None] * at.hats[0], *weights)


def _constant(matrices: tuple[Floats, ...]) -> float:
    """C of M_2, W_2, …, in floats; infinite if σ(M_L) has not full column rank."""
    active = np.maximum(matrices[0], 0)
    cost = np.linalg.svd(matrices[0], compute_uv=False).sum() ** 2
    for weight in matrices[1:]:
        active = np.maximum(weight @ active, 0)
        cost *= (weight**2).sum()
    sizes = np.linalg.svd(active, compute_uv=False)
    if len(sizes) < active.shape[1] or sizes[-1] < 1e-9 * sizes[0]:
        return np.inf
    return float(cost * (sizes**-2.0).sum())
