"""Second-order polish: from the end of gradient descent to a stationary point, to about 1e-12.

Gradient descent with a fixed learning rate jitters about the kinks of σ on which the solutions sit.  The polish is
a method of multipliers for these kinks.  It minimises the objective with smoothed kinks
(:mod:`numerics.dufm.smoothing`) by a damped Newton method, takes the slopes γ found as the new γ₀, narrows the
smoothing and repeats.  Newton only ever goes downhill, so it does not stop at a saddle that gradient descent
would leave, and the damping copes with the flat directions of the scale and rotation symmetries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from numerics.dufm.smoothing import Point, SmoothedModel

TOLERANCE = 1e-10
"""Norm of the gradient, and distance from the kinks, at which the polish is content."""

_FIRST_WIDTH, _LEAST_WIDTH, _FINAL_WIDTH, _NARROWING = 0.01, 1e-3, 1e-5, 0.3
"""First ε of a layer as a fraction of its largest entry, the least one, that of the last rounds, and the factor from one ε
to the next.  Newton's steps along the kinks are limited by √ε, so ε stays wide until the kinks are found."""

_NEAR_KINKS = 1e-5
"""Distance from the kinks at which they count as found, and the last rounds begin."""

_FIRST_GRADIENT, _LEAST_GRADIENT = 1e-4, 1e-12
_FIRST_STALL, _LEAST_STALL, _STALLED_STEPS = 1e-6, 1e-14, 3
"""A round ends when the norm of the gradient is small, or when the loss falls by too little in so many steps in a row;
both limits fall tenfold with every narrowing.  Smoothing with slopes that are not yet right tilts directions that are
flat for ReLU, and Newton's method would follow the tilt for hundreds of steps."""

_QUICK_STEPS, _ROUND_STEPS, _ALL_STEPS = 10, 30, 400
"""Newton steps within which a round must end for ε to be narrowed, most steps in a round, and most in all."""

_FIRST_DAMPING, _LEAST_DAMPING, _GREATEST_DAMPING = 1e-4, 1e-9, 1e6
_ROUNDING = 1e-15
"""Increase of the loss that counts as none."""


class Polished(NamedTuple):
    """Result of the polish.

    Attributes
    ----------
    factors : list of Tensor
        H_1, W_1, ..., W_L of every run.
    slopes : list of Tensor
        Slope of σ at every entry of M_2, ..., M_L, between 0 and 1; in between at entries on a kink.
    steps : Tensor, shape (runs,)
        Newton steps of every run.
    """

    factors: list[Tensor]
    slopes: list[Tensor]
    steps: Tensor


def polish(
    factors: Sequence[Tensor],
    slopes: Sequence[Tensor],
    penalties: Tensor,
    target: Tensor,
    linear: bool = False,
) -> Polished:
    """Find a stationary point near ``factors``, for all runs at once.

    Parameters
    ----------
    factors : sequence of Tensor
        H_1, W_1, ..., W_L in float64, each of shape (runs, rows, columns); best those of a reduced model
        (:mod:`numerics.dufm.reduction`), since the cost grows with the cube of the number of parameters.
    slopes : sequence of Tensor
        First guess γ₀ of the slopes at M_2, ..., M_L, between 0 and 1: on a kink the fraction of time that gradient
        descent spends on its positive side.
    penalties : Tensor, shape (runs, L+1)
        λ_H, λ_1, ..., λ_L.
    target : Tensor, shape (K, N)
        Y.
    linear : bool
        There is no σ.

    Examples
    --------
    >>> identity = torch.eye(2, dtype=torch.float64)
    >>> start = [(identity + 0.01 * torch.ones_like(identity))[None]] * 3
    >>> penalties = torch.full((1, 3), 0.1, dtype=torch.float64)
    >>> found = polish(start, [identity[None]], penalties, identity)
    >>> output = found.factors[2] @ (found.factors[1] @ found.factors[0]).relu()
    >>> bool((output - 0.783010 * identity).abs().max() < 1e-6)
    True
    """
    shapes = tuple((factor.shape[1], factor.shape[2]) for factor in factors)
    theta = torch.cat([factor.flatten(1) for factor in factors], 1)
    counts = torch.tensor([rows * columns for rows, columns in shapes], device=theta.device)
    model = SmoothedModel(
        shapes,
        target,
        penalties.repeat_interleave(counts, dim=1),
        shifts=list(slopes),
        widths=[torch.ones_like(slope[:, :1, :1]) for slope in slopes],
        linear=linear,
    )
    found = [slope.clone() for slope in slopes]
    active = torch.arange(len(theta), device=theta.device)
    width = theta.new_full((len(theta),), _FIRST_WIDTH)
    stage, steps = torch.zeros_like(width), torch.zeros_like(width)
    point = model.evaluate(theta)
    while True:
        model.widths = [width[active, None, None] * greatest for greatest in _greatest(point)]
        theta[active], taken = minimise(
            model,
            theta[active],
            tolerance=(_FIRST_GRADIENT * 0.1 ** stage[active]).clamp_min(_LEAST_GRADIENT),
            stall=(_FIRST_STALL * 0.1 ** stage[active]).clamp_min(_LEAST_STALL),
        )
        point = model.evaluate(theta[active])
        for slope, new in zip(found, point.slopes, strict=True):
            slope[active] = new
        distance, norm = _distance_from_kinks(point), point.gradient.norm(dim=1)
        steps[active] += taken.clamp_min(1)
        going = ((distance > TOLERANCE) | (norm > TOLERANCE)) & (steps[active] < _ALL_STEPS)
        if not going.any():
            return Polished(model.factors(theta), found, steps)
        least = torch.where(distance <= _NEAR_KINKS, _FINAL_WIDTH, _LEAST_WIDTH)
        quick = taken <= _QUICK_STEPS
        width[active] = torch.where(quick, (_NARROWING * width[active]).clamp_min(least), width[active])
        stage[active] += quick
        model.shifts = point.slopes
        model, point, active = model.select(going), point.select(going), active[going]


def minimise(model: SmoothedModel, theta: Tensor, tolerance: Tensor, stall: Tensor) -> tuple[Tensor, Tensor]:
    """Damped Newton method on all runs at once; returns the flat parameters and the steps of each run.

    Each run has its own damping τ and takes the step −(Hessian + τ)⁻¹ gradient if that is downhill enough; if it
    is not, or the matrix is not positive definite, τ grows until it is.
    """
    theta = theta.clone()
    damping = torch.full_like(tolerance, _FIRST_DAMPING)
    stalled, steps = torch.zeros_like(damping), torch.zeros_like(damping)
    active = torch.arange(len(theta), device=theta.device)
    for _ in range(_ROUND_STEPS):
        point = model.select(active).evaluate(theta[active])
        running = point.gradient.norm(dim=1) > tolerance[active]
        running &= (stalled[active] < _STALLED_STEPS) & (damping[active] <= _GREATEST_DAMPING)
        active, point = active[running], point.select(running)
        if not len(active):
            break
        part = model.select(active)
        hessian = part.hessian(theta[active], point)
        theta[active], damping[active], gain = _newton_step(
            part, theta[active], point, hessian, damping[active]
        )
        stalled[active] = torch.where(gain < stall[active], stalled[active] + 1, 0)
        steps[active] += 1
    return theta, steps


def _newton_step(
    model: SmoothedModel, theta: Tensor, point: Point, hessian: Tensor, damping: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """One step of every run: the new parameters, the damping for the next step, and the fall of the loss."""
    moved, damping, gain = theta.clone(), damping.clone(), torch.zeros_like(damping)
    pending = torch.arange(len(theta), device=theta.device)
    while len(pending):
        damped = hessian[pending]
        damped.diagonal(dim1=1, dim2=2).add_(damping[pending, None])
        triangle, info = torch.linalg.cholesky_ex(damped)
        gradient = point.gradient[pending]
        direction = -torch.cholesky_solve(gradient[:, :, None], triangle)[:, :, 0]
        trial = theta[pending] + direction
        fall = point.loss[pending] - model.select(pending).evaluate(trial).loss
        enough = fall >= -1e-4 * (gradient * direction).sum(1) - _ROUNDING
        accepted = enough & (info == 0)
        done = pending[accepted]
        moved[done], gain[done] = trial[accepted], fall[accepted]
        damping[done] = (damping[done] / 6).clamp_min(_LEAST_DAMPING)
        pending = pending[~accepted]
        damping[pending] *= 4
        pending = pending[damping[pending] <= _GREATEST_DAMPING]
    return moved, damping, gain


def _greatest(point: Point) -> list[Tensor]:
    """Largest modulus in M_2, ..., M_L of each run, each of shape (runs, 1, 1), kept away from zero."""
    return [layer.abs().amax((1, 2), keepdim=True).clamp_min(1e-12) for layer in point.pre[:-1]]


def _distance_from_kinks(point: Point) -> Tensor:
    """Largest modulus among the entries whose slope is strictly between 0 and 1, per run."""
    distances = [
        torch.where((slope > 0) & (slope < 1), layer.abs(), 0).amax((1, 2))
        for slope, layer in zip(point.slopes, point.pre[:-1], strict=True)
    ]
    return torch.stack(distances).amax(0)
