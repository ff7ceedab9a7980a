"""L-BFGS on a batch of smoothed models: thousands of cheap steps where Newton's method would make a few dear ones.

A step costs as much as some five gradients, a hundredth to a thousandth of a Newton step, so this is the way from the end
of gradient descent to the neighbourhood of a solution.  All runs step in lockstep, each with its own memory,
step length and end; what happens to one run never depends on another.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from numerics.dufm.products import matmul
from numerics.dufm.smoothing import SmoothedModel

MEMORY = 6
"""Pairs of steps and changes of the gradient that a run remembers."""

_ENOUGH, _ROUNDING = 1e-4, 1e-15
"""Armijo's constant, and the increase of the loss that counts as none."""

_SHORTEST = 1e-8
"""Fraction of a step at which backtracking gives up and the memory is cleared."""

_COMPACT_EVERY, _COMPACT = 50, 0.75
"""Steps between looks whether at most this fraction of the runs goes on, and the others are set aside."""


@dataclass
class _State:
    """Runs under way: where they are, and what they remember.

    ``basis`` holds the last ``MEMORY`` steps, as many changes of the gradient, and the gradient; steps and changes are rings
    whose oldest entry is overwritten.  The recursion works on coefficients in this basis and needs nothing but its
    Gram matrix, so that a step of the method passes through the basis twice, not ``4 MEMORY`` times.
    """

    model: SmoothedModel
    theta: Tensor
    loss: Tensor
    basis: Tensor
    gram: Tensor
    curvatures: Tensor
    scale: Tensor
    slot: int = 0

    @classmethod
    def start(cls, model: SmoothedModel, theta: Tensor) -> _State:
        """Nothing is remembered but the gradient."""
        point = model.evaluate(theta)
        runs, parameters = theta.shape
        basis = theta.new_zeros(runs, 2 * MEMORY + 1, parameters)
        basis[:, -1] = point.gradient
        gram = theta.new_zeros(runs, 2 * MEMORY + 1, 2 * MEMORY + 1)
        gram[:, -1, -1] = point.gradient.square().sum(1)
        return cls(
            model, theta, point.loss, basis, gram, theta.new_zeros(runs, MEMORY), torch.ones_like(point.loss)
        )

    def select(self, runs: Tensor) -> _State:
        """Some of the runs."""
        return _State(
            self.model.select(runs),
            self.theta[runs],
            self.loss[runs],
            self.basis[runs],
            self.gram[runs],
            self.curvatures[runs],
            self.scale[runs],
            self.slot,
        )

    @property
    def gradient_norm(self) -> Tensor:
        """Norm of the gradient of every run."""
        return self.gram[:, -1, -1].sqrt()

    def direction(self) -> tuple[Tensor, Tensor]:
        """Direction of descent by the two-loop recursion, and its slope; empty slots have curvature 0."""
        found = torch.zeros_like(self.gram[:, 0])
        found[:, -1] = -1
        recent_first = [(self.slot - 1 - age) % MEMORY for age in range(MEMORY)]
        weights = {}
        for slot in recent_first:
            weights[slot] = self.curvatures[:, slot] * (self.gram[:, slot] * found).sum(1)
            found[:, MEMORY + slot] -= weights[slot]
        found *= self.scale[:, None]
        for slot in reversed(recent_first):
            back = self.curvatures[:, slot] * (self.gram[:, MEMORY + slot] * found).sum(1)
            found[:, slot] += weights[slot] - back
        return matmul(found[:, None], self.basis)[:, 0], (self.gram[:, -1] * found).sum(1)

    def accept(self, accepted: Tensor, trial: Tensor, loss: Tensor, gradient: Tensor) -> None:
        """Move the runs that are ``accepted`` to ``trial`` and remember the pair where it has positive curvature."""
        moved = accepted[:, None]
        rows = [self.slot, MEMORY + self.slot, 2 * MEMORY]
        self.basis[:, rows[0]] = torch.where(moved, trial - self.theta, 0)
        self.basis[:, rows[1]] = torch.where(moved, gradient - self.basis[:, -1], 0)
        self.basis[:, rows[2]] = torch.where(moved, gradient, self.basis[:, -1])
        products = matmul(self.basis, self.basis[:, rows].mT)
        self.gram[:, :, rows] = products
        self.gram[:, rows] = products.mT
        curvature, size = products[:, rows[0], 1], products[:, rows[1], 1]
        useful = curvature > 1e-12 * size
        self.curvatures[:, self.slot] = torch.where(useful, 1 / curvature, 0)
        self.scale = torch.where(useful, curvature / size, self.scale)
        self.slot = (self.slot + 1) % MEMORY
        self.theta = torch.where(moved, trial, self.theta)
        self.loss = torch.where(accepted, loss, self.loss)

    def forget(self, runs: Tensor) -> Tensor:
        """Clear the memory of some runs; returns which of them had nothing left to forget."""
        empty = runs & (self.curvatures == 0).all(1)
        self.curvatures[runs] = 0
        self.scale[runs] = 1
        return empty


def minimise(model: SmoothedModel, theta: Tensor, tolerance: Tensor, most_steps: int) -> Tensor:
    """Minimise the smoothed objective of every run.

    Parameters
    ----------
    model : SmoothedModel
        The runs.
    theta : Tensor, shape (runs, parameters)
        Where they start.
    tolerance : Tensor, shape (runs,)
        Norm of the gradient at which a run stops.
    most_steps : int
        Evaluations after which all stop.

    Returns
    -------
    Tensor, shape (runs, parameters)
        Where they end; the loss of no run is above that of its start, rounding aside.

    Examples
    --------
    >>> one = torch.ones(1, 1, 1, dtype=torch.float64)
    >>> model = SmoothedModel(((1, 1),) * 3, one[0], torch.full((1, 3), 0.1, dtype=torch.float64), [one], [one])
    >>> found = minimise(model, torch.full((1, 3), 0.8, dtype=torch.float64), torch.tensor([1e-10]), 100)
    >>> s = found[0, 0].item()
    >>> bool(model.evaluate(found).gradient.norm() < 1e-10), abs(s**4 - s + 0.1) < 1e-9
    (True, True)
    """
    ends = theta.clone()
    state, active = _State.start(model, theta.clone()), torch.arange(len(theta), device=theta.device)
    limit = tolerance
    direction, slope = state.direction()
    length = torch.ones_like(state.loss)
    for step in range(most_steps):
        going = state.gradient_norm > limit
        if step % _COMPACT_EVERY == 0 and going.double().mean() <= _COMPACT:
            ends[active] = state.theta
            state, active, limit = state.select(going), active[going], limit[going]
            direction, slope, length = direction[going], slope[going], length[going]
            going = going[going]
        if not going.any():
            break
        trial = state.theta + length[:, None] * direction
        point = state.model.evaluate(trial)
        accepted = going & (point.loss <= state.loss + _ENOUGH * length * slope + _ROUNDING)
        state.accept(accepted, trial, point.loss, point.gradient)
        length = torch.where(accepted, 1.0, length / 2)
        stuck = length < _SHORTEST
        limit = torch.where(state.forget(stuck), torch.inf, limit)  # not even the gradient leads downhill
        anew = accepted | stuck
        length = torch.where(stuck, 1.0, length)
        new_direction, new_slope = state.direction()
        direction = torch.where(anew[:, None], new_direction, direction)
        slope = torch.where(anew, new_slope, slope)
    ends[active] = state.theta
    return ends
