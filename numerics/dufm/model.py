"""The L-DUFM on a batch of runs in plain torch: starting points, layers, objective and gradient.

The factors H_1, W_1, ..., W_L are tensors of shape (runs, rows, columns).  Everything here is written for
clarity and used now and then; :mod:`numerics.dufm.descent` is the fast way to make many steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import torch
from torch import Tensor

from numerics.dufm.problem import Problem, Settings

Factors = Sequence[Tensor]

ON_KINK = 1e-9
"""Distance from zero within which an entry before σ counts as sitting on the kink."""


class Value(NamedTuple):
    """Objective of every run and its gradient.

    Attributes
    ----------
    fit, regularisation : Tensor, shape (runs,)
        (1/2N) ‖output − Y‖_F², and (λ_H/2) ‖H_1‖_F² + Σ_l (λ_l/2) ‖W_l‖_F².
    gradient : list of Tensor
        By H_1, W_1, ..., W_L.
    """

    fit: Tensor
    regularisation: Tensor
    gradient: list[Tensor]

    @property
    def loss(self) -> Tensor:
        """The objective."""
        return self.fit + self.regularisation

    @property
    def gradient_norm(self) -> Tensor:
        """Norm of the gradient by all parameters together."""
        return sum(squared_norms(self.gradient), start=torch.zeros_like(self.fit)).sqrt()


def initial_factors(problem: Problem, settings: Settings) -> list[Tensor]:
    """Draw H_1, W_1, ..., W_L of every run from its own seed, in float64 on the CPU.

    The entries of H_1 have the variance scale²/d_1, those of W_l the variance scale²/d_l, as
    :class:`~numerics.dufm.problem.Settings` says.

    Examples
    --------
    A run starts from the same point whoever its neighbours are.

    >>> problem = Problem.uniform(K=2, L=2, lam=0.1, widths=3)
    >>> together = initial_factors(problem, Settings(seeds=[5, 7]))
    >>> alone = initial_factors(problem, Settings(seeds=[7]))
    >>> all(torch.equal(a[1], b[0]) for a, b in zip(together, alone))
    True
    """
    factors = [torch.empty(settings.runs, *shape, dtype=torch.float64) for shape in problem.shapes]
    fan_ins = [problem.widths[0], *problem.widths]
    for run, (seed, scale) in enumerate(zip(settings.seeds, settings.scale, strict=True)):
        generator = torch.Generator().manual_seed(seed)
        for factor, fan_in in zip(factors, fan_ins, strict=True):
            factor[run].normal_(generator=generator).mul_(float(scale) / sqrt(fan_in))
    return factors


def target(problem: Problem, like: Tensor) -> Tensor:
    """Y = I_K ⊗ 1_nᵀ, shape (K, N), in the precision and on the device of ``like``."""
    classes = torch.eye(problem.K, dtype=like.dtype, device=like.device)
    return classes.repeat_interleave(problem.n, dim=1)


def layers(factors: Factors, linear: bool = False) -> list[Tensor]:
    """Forward pass: H_1, ..., H_L and the output H_{L+1} = W_L σ(H_L), each before its σ.

    Examples
    --------
    >>> identity = torch.eye(2)[None]
    >>> [layer.shape for layer in layers([identity, identity, identity])]
    [torch.Size([1, 2, 2]), torch.Size([1, 2, 2]), torch.Size([1, 2, 2])]
    """
    found = [factors[0], factors[1] @ factors[0]]  # no σ on H_1
    for weight in factors[2:]:
        found.append(weight @ (found[-1] if linear else found[-1].relu()))
    return found


def evaluate(
    problem: Problem, factors: Factors, lambdas: Tensor, slopes: Sequence[Tensor] | None = None
) -> Value:
    """Objective and gradient of every run.

    Parameters
    ----------
    problem : Problem
        Its λ's are ignored.
    factors : sequence of Tensor
        H_1, W_1, ..., W_L.
    lambdas : Tensor, shape (runs, L+1)
        λ_H, λ_1, ..., λ_L.
    slopes : sequence of Tensor, optional
        σ' at the entries of M_2, ..., M_L that are within :data:`ON_KINK` of zero; 0 if not given.  With slopes between
        0 and 1 the gradient is an element of Clarke's subdifferential, up to the distance from the kinks.

    Examples
    --------
    >>> problem = Problem.uniform(K=2, L=2, lam=0.1, widths=2)
    >>> identity = torch.eye(2, dtype=torch.float64)[None]
    >>> value = evaluate(problem, [identity] * 3, torch.full((1, 3), 0.1, dtype=torch.float64))
    >>> round(value.fit.item(), 12), round(value.regularisation.item(), 12)
    (0.0, 0.3)
    """
    *inner, output = layers(factors, problem.linear)
    masks = [torch.ones_like(layer) if problem.linear else (layer > 0).to(layer) for layer in inner[1:]]
    inputs = [inner[0], *(layer * mask for layer, mask in zip(inner[1:], masks, strict=True))]
    if slopes is not None and not problem.linear:
        masks = [
            torch.where(layer.abs() <= ON_KINK, slope, mask)
            for layer, slope, mask in zip(inner[1:], slopes, masks, strict=True)
        ]

    signal = (output - target(problem, output)) / problem.samples
    fit = problem.samples / 2 * signal.square().sum((1, 2))
    gradient = []
    for weight, below, mask in zip(
        reversed(factors[1:]), reversed(inputs), [*reversed(masks), None], strict=True
    ):
        gradient.append(signal @ below.mT)
        signal = weight.mT @ signal
        if mask is not None:
            signal = signal * mask
    gradient = [signal, *reversed(gradient)]

    penalties = lambdas.to(output).T
    regularisation = sum(
        penalty / 2 * square for penalty, square in zip(penalties, squared_norms(factors), strict=True)
    )
    for slope, factor, penalty in zip(gradient, factors, penalties, strict=True):
        slope += penalty[:, None, None] * factor
    return Value(fit, torch.as_tensor(regularisation), gradient)


def squared_norms(factors: Factors) -> list[Tensor]:
    """Squared Frobenius norm of every factor, each of shape (runs,)."""
    return [factor.square().sum((1, 2)) for factor in factors]
