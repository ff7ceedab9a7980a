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

from numerics.dufm import lbfgs
from numerics.dufm.smoothing import Point, SmoothedModel

TOLERANCE = 1e-10
"""Norm of the gradient, and distance from the kinks, at which the polish is content."""

_FIRST_WIDTH, _LEAST_WIDTH, _FINAL_WIDTH, _NARROWING = 3e-3, 1e-3, 1e-6, 0.3
"""First ε of a layer as a fraction of its largest entry, the least one, that of the last rounds, and the factor from one ε
to the next.  Newton's steps along the kinks are limited by √ε, so ε stays wide until the kinks are found."""

_WANTED_CHANGE, _STEEPEST = 0.2, 0.01
"""A round changes the slopes by the distance from the kinks over ε: where they change by less than the wanted amount, ε is
narrowed by as much more, down to the steepest factor."""

_NEAR_KINKS = 1e-5
"""Distance from the kinks at which they count as found, and the last rounds begin."""

_FIRST_GRADIENT, _LEAST_GRADIENT = 1e-7, 1e-12
_FIRST_STALL, _LEAST_STALL, _STALLED_STEPS = 1e-11, 1e-14, 3
"""A round ends when the norm of the gradient is small, or when the loss falls by too little in so many steps in a row;
both limits fall tenfold with every narrowing.  Smoothing with slopes that are not yet right tilts directions that are
flat for ReLU, and Newton's method would follow the tilt for hundreds of steps."""

_QUICK_STEPS, _ROUND_STEPS = 10, 30
"""Newton steps within which a round must end for ε to be narrowed, and most steps in a round."""

_FEWEST_STEPS, _MOST_STEPS, _STEPS_OF_1000 = 8, 120, 40
"""Bounds of the number of Newton steps in all, and that number for a thousand parameters; it falls with their square."""

_SLOW_NARROWING, _APPROACH_WIDTH = 0.9, 3e-3
_APPROACH_ROUNDS, _APPROACH_STEPS, _APPROACH_GRADIENT, _APPROACH_FALL = 30, 200, 1e-4, 0.5
"""The approach: the factor of ε from round to round, and its last ε; its rounds, the steps in a round, and the norm of the
gradient that ends a round, with its fall.  A wide ε first lets neurons merge; a solution is a minimum of the
smoothed objective only once ε is narrow enough."""

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
    theta = torch.cat([factor.flatten(1) for factor in factors], 1)
    model = _model(factors, slopes, penalties, target, linear)
    found = [slope.clone() for slope in slopes]
    active = torch.arange(len(theta), device=theta.device)
    width = theta.new_full((len(theta),), _FIRST_WIDTH)
    most_steps = min(max(_STEPS_OF_1000 * (1000 / theta.shape[1]) ** 2, _FEWEST_STEPS), _MOST_STEPS)
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
        going = ((distance > TOLERANCE) | (norm > TOLERANCE)) & (steps[active] < most_steps)
        if not going.any():
            return Polished(model.factors(theta), found, steps)
        least = torch.where(distance <= _NEAR_KINKS, _FINAL_WIDTH, _LEAST_WIDTH)
        quick = taken <= _QUICK_STEPS
        factor = (_change(model.shifts, point.slopes) / _WANTED_CHANGE).clamp(_STEEPEST, _NARROWING)
        width[active] = torch.where(quick, (factor * width[active]).clamp_min(least), width[active])
        stage[active] += quick
        model.shifts = point.slopes
        model, point, active = model.select(going), point.select(going), active[going]


def approach(
    factors: Sequence[Tensor],
    slopes: Sequence[Tensor],
    penalties: Tensor,
    target: Tensor,
    linear: bool = False,
    *,
    first_width: float = 0.1,
    near: float = TOLERANCE,
    rounds: int | None = None,
) -> Polished:
    """Go downhill from the end of gradient descent to the neighbourhood of a solution, for all runs at once.

    The method of multipliers as in :func:`polish`, but with one wide ε and rounds of L-BFGS, which cost little even
    for models that still hold many neurons of their own.  Parameters and result as there, without Newton steps;
    ``first_width`` is the first ε, ``near`` the distance from a solution at which it ends, and ``rounds`` how many
    rounds it makes at most.
    """
    theta = torch.cat([factor.flatten(1) for factor in factors], 1)
    model = _model(factors, slopes, penalties, target, linear)
    found = [slope.clone() for slope in slopes]
    active = torch.arange(len(theta), device=theta.device)
    point = model.evaluate(theta)
    for stage in range(_APPROACH_ROUNDS if rounds is None else rounds):
        width = max(first_width * _SLOW_NARROWING**stage, _APPROACH_WIDTH)
        model.widths = [width * greatest for greatest in _greatest(point)]
        tolerance = theta.new_full((len(active),), max(_APPROACH_GRADIENT * _APPROACH_FALL**stage, TOLERANCE))
        theta[active] = lbfgs.minimise(model, theta[active], tolerance, _APPROACH_STEPS)
        point = model.evaluate(theta[active])
        for slope, new in zip(found, point.slopes, strict=True):
            slope[active] = new
        going = (_distance_from_kinks(point) > near) | (point.gradient.norm(dim=1) > near)
        if not going.any():
            break
        model.shifts = point.slopes
        model, point, active = model.select(going), point.select(going), active[going]
    return Polished(model.factors(theta), found, theta.new_zeros(len(theta)))


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
        moved[done], gain[done] = _lengthened(
            model.select(done), theta[done], direction[accepted], point.loss[done], fall[accepted]
        )
        damping[done] = (damping[done] / 6).clamp_min(_LEAST_DAMPING)
        pending = pending[~accepted]
        damping[pending] *= 4
        pending = pending[damping[pending] <= _GREATEST_DAMPING]
    return moved, damping, gain


def _lengthened(
    model: SmoothedModel, theta: Tensor, direction: Tensor, loss: Tensor, fall: Tensor
) -> tuple[Tensor, Tensor]:
    """Double every step as long as the loss falls further; returns where that ends, and the fall.

    Damping makes steps short where the Hessian is not positive definite, as in the long valleys between kinks, and an
    evaluation costs next to nothing beside a factorisation.
    """
    length, going = torch.ones_like(fall), torch.arange(len(fall), device=fall.device)
    while len(going):
        trial = theta[going] + 2 * length[going, None] * direction[going]
        longer = loss[going] - model.select(going).evaluate(trial).loss
        better = longer > fall[going]
        going = going[better]
        length[going] *= 2
        fall[going] = longer[better]
    return theta + length[:, None] * direction, fall


def _model(
    factors: Sequence[Tensor], slopes: Sequence[Tensor], penalties: Tensor, target: Tensor, linear: bool
) -> SmoothedModel:
    """The smoothed model around the slopes, its widths still to be set."""
    shapes = tuple((factor.shape[1], factor.shape[2]) for factor in factors)
    counts = torch.tensor([rows * columns for rows, columns in shapes], device=penalties.device)
    return SmoothedModel(
        shapes,
        target,
        penalties.repeat_interleave(counts, dim=1),
        shifts=list(slopes),
        widths=[torch.ones_like(slope[:, :1, :1]) for slope in slopes],
        linear=linear,
    )


def _greatest(point: Point) -> list[Tensor]:
    """Largest modulus in M_2, ..., M_L of each run, each of shape (runs, 1, 1), kept away from zero."""
    return [layer.abs().amax((1, 2), keepdim=True).clamp_min(1e-12) for layer in point.pre[:-1]]


def _change(before: Sequence[Tensor], after: Sequence[Tensor]) -> Tensor:
    """Largest change of a slope, per run."""
    changes = [(new - old).abs().amax((1, 2)) for new, old in zip(after, before, strict=True)]
    return torch.stack(changes).amax(0)


def _distance_from_kinks(point: Point) -> Tensor:
    """Largest modulus among the entries whose slope is strictly between 0 and 1, per run."""
    distances = [
        torch.where((slope > 0) & (slope < 1), layer.abs(), 0).amax((1, 2))
        for slope, layer in zip(point.slopes, point.pre[:-1], strict=True)
    ]
    return torch.stack(distances).amax(0)
