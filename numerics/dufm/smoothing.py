"""The objective with every kink of σ replaced by a short parabola, its gradient and its Hessian.

Solutions sit exactly on kinks: in DNC and in SRG many entries of M_2, ..., M_L are zero, and there
the objective has no gradient.  It is stationary when *some* slope between 0 and 1 at each such entry makes
the gradient vanish (0 lies in Clarke's subdifferential).  Here every entry z of every M_l has its own slope

    γ(z) = clamp(γ₀ + z/ε, 0, 1),

the derivative of a smooth σ_{γ₀,ε} with σ_{γ₀,ε}(0) = 0.  If a minimum for given γ₀ has γ = γ₀ at every entry, then
entries with 0 < γ < 1 are exactly zero and it is stationary for ReLU itself.  :mod:`numerics.dufm.polish` finds
such a γ₀.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor

from numerics.dufm.products import matmul


class Point(NamedTuple):
    """What one evaluation leaves behind; the gradient is flat, of shape (runs, parameters).

    ``pre`` holds M_2, ..., M_L and the output before σ, ``inputs`` A_1, ..., A_L, ``slopes`` γ at M_2, ..., M_L,
    ``signals`` the derivatives by M_2, ..., M_L and the output, and ``above`` those by A_2, ..., A_L.
    """

    loss: Tensor
    gradient: Tensor
    pre: list[Tensor]
    inputs: list[Tensor]
    slopes: list[Tensor]
    signals: list[Tensor]
    above: list[Tensor]

    def select(self, runs: Tensor) -> Point:
        """The part that belongs to some of the runs."""
        loss, gradient, *lists = self
        return Point(loss[runs], gradient[runs], *([item[runs] for item in part] for part in lists))


@dataclass
class SmoothedModel:
    """L-DUFMs of equal shapes with smoothed kinks.

    Attributes
    ----------
    shapes : tuple of (rows, columns)
        Of H_1, W_1, ..., W_L.
    target : Tensor, shape (outputs, N)
        Y.
    penalties : Tensor, shape (runs, parameters)
        The λ of every parameter.
    shifts : list of Tensor
        γ₀ for M_2, ..., M_L, each of shape (runs, rows, N).
    widths : list of Tensor
        ε for M_2, ..., M_L, each of shape (runs, 1, 1).
    linear : bool
        There is no σ.
    """

    shapes: tuple[tuple[int, int], ...]
    target: Tensor
    penalties: Tensor
    shifts: list[Tensor]
    widths: list[Tensor]
    linear: bool = False

    @property
    def offsets(self) -> list[int]:
        """Where each factor starts in the flat vector of parameters, and where the last one ends."""
        return list(accumulate((rows * columns for rows, columns in self.shapes), initial=0))

    def select(self, runs: Tensor) -> SmoothedModel:
        """The model of some of the runs."""
        return SmoothedModel(
            self.shapes,
            self.target,
            self.penalties[runs],
            [shift[runs] for shift in self.shifts],
            [width[runs] for width in self.widths],
            self.linear,
        )

    def factors(self, theta: Tensor) -> list[Tensor]:
        """Views H_1, W_1, ..., W_L of flat parameters of shape (runs, parameters)."""
        sizes = [rows * columns for rows, columns in self.shapes]
        return [
            part.unflatten(1, shape) for part, shape in zip(theta.split(sizes, 1), self.shapes, strict=True)
        ]

    def evaluate(self, theta: Tensor) -> Point:
        """Loss and gradient at flat parameters of shape (runs, parameters)."""
        first, *weights = self.factors(theta)
        pre, inputs, slopes = [matmul(weights[0], first)], [first], []
        for weight, shift, width in zip(weights[1:], self.shifts, self.widths, strict=True):
            value, slope = self._activate(pre[-1], shift, width)
            inputs.append(value)
            slopes.append(slope)
            pre.append(matmul(weight, value))

        columns = self.target.shape[1]
        signals, above, gradient = [(pre[-1] - self.target) / columns], [], []
        loss = columns / 2 * signals[0].square().sum((1, 2))
        loss = loss + (self.penalties * theta.square()).sum(1) / 2
        for index in range(len(weights) - 1, -1, -1):
            gradient.append(matmul(signals[-1], inputs[index].mT).flatten(1))
            above.append(matmul(weights[index].mT, signals[-1]))
            if index:
                signals.append(above[-1] * slopes[index - 1])
        gradient.append(above.pop().flatten(1))
        flat = torch.cat(gradient[::-1], 1) + self.penalties * theta
        return Point(loss, flat, pre, inputs, slopes, signals[::-1], above[::-1])

    def hessian(self, theta: Tensor, point: Point) -> Tensor:
        """Lower triangle of the Hessian at ``theta``, shape (runs, parameters, parameters).

        Tangents in all coordinate directions at once, forward and then backward.  A direction within W_l leaves the
        layers below alone, and the triangle needs the rows of W_l only in the directions up to W_l.
        """
        weights = self.factors(theta)[1:]
        offsets, columns = self.offsets, self.target.shape[1]
        tangents = self._input_tangents(weights, point)

        hessian = theta.new_zeros(len(theta), offsets[-1], offsets[-1])
        signal_tangent = tangents[-1].pre / columns
        for l in range(len(weights), 0, -1):  # noqa: E741 - the field's layer index
            below, tangent_below = point.inputs[l - 1], tangents[l - 1].input
            rows, here, end = slice(offsets[l], offsets[l + 1]), offsets[l], offsets[l + 1]
            block = _outer(signal_tangent, below)
            block[..., :here] += _outer(tangent_below, point.signals[l - 1]).transpose(1, 2)
            hessian[:, rows, :end] = block.flatten(1, 2)
            signal_tangent = _apply(weights[l - 1].mT, signal_tangent[:, :, :here])
            if l > 1:
                signal_tangent *= point.slopes[l - 2][:, :, None]
                signal_tangent += self._bend(point, l - 2)[:, :, None] * tangents[l - 1].pre
        hessian[:, : offsets[1], : offsets[1]] = signal_tangent.transpose(2, 3).flatten(1, 2)
        hessian.diagonal(dim1=1, dim2=2).add_(self.penalties)
        return hessian

    def _activate(self, pre: Tensor, shift: Tensor, width: Tensor) -> tuple[Tensor, Tensor]:
        """Value and slope of the smoothed σ."""
        if self.linear:
            return pre, torch.ones_like(pre)
        slope = (shift + pre / width).clamp_(0, 1)
        parabola = width / 2 * (slope.square() - shift.square())
        return parabola + (pre - width * (1 - shift)).clamp_min(0), slope

    def _bend(self, point: Point, index: int) -> Tensor:
        """Second derivative of the loss through σ'' at M_{index+2}: non-zero on the parabolas only."""
        slope = point.slopes[index]
        return point.above[index] / self.widths[index] * ((slope > 0) & (slope < 1))

    def _input_tangents(self, weights: Sequence[Tensor], point: Point) -> list[_Tangent]:
        """Tangents of A_1, ..., A_L (and, before σ, of the output) in the directions that reach them."""
        first = point.inputs[0]
        runs, rows, columns = first.shape
        unit = torch.eye(rows * columns, dtype=first.dtype, device=first.device)
        start = unit.view(rows, columns, -1).transpose(1, 2).expand(runs, -1, -1, -1)
        tangents = [_Tangent(pre=start, input=start)]
        for index, weight in enumerate(weights):
            own = _own_tangent(point.inputs[index], weight.shape[1])
            pre = torch.cat([_apply(weight, tangents[-1].input), own], dim=2)
            last = index == len(weights) - 1
            tangents.append(_Tangent(pre, pre if last else pre * point.slopes[index][:, :, None]))
        return tangents


class _Tangent(NamedTuple):
    """Tangents of a layer before and after σ, of shape (runs, rows, directions, N)."""

    pre: Tensor
    input: Tensor


def _own_tangent(below: Tensor, rows: int) -> Tensor:
    """Tangents of W A by the entries of W itself: entry (i, j) moves row i along row j of A."""
    runs, width, columns = below.shape
    unit = torch.eye(rows, dtype=below.dtype, device=below.device)
    return (unit[:, :, None, None] * below[:, None, None]).reshape(runs, rows, rows * width, columns)


def _apply(weight: Tensor, tangent: Tensor) -> Tensor:
    """``weight`` times every direction of ``tangent``."""
    product: Tensor = matmul(weight, tangent.flatten(2)).unflatten(2, tangent.shape[2:])
    return product


def _outer(tangent: Tensor, matrix: Tensor) -> Tensor:
    """Sum over the columns of tangent[i, p, c] matrix[j, c], shape (runs, i, j, p)."""
    found: Tensor = matmul(tangent.flatten(1, 2), matrix.mT).unflatten(1, tangent.shape[1:3])
    return found.transpose(2, 3)
