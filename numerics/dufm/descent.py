"""Full-batch gradient descent on all runs of a batch in lockstep, with the gradient derived by hand.

With A_1 = H_1 and A_l = σ(W_{l-1} A_{l-1}) the gradient of the fit is D_l A_lᵀ by W_l, where
D_L = (W_L A_L − Y)/N and D_{l-1} = σ' ∘ W_lᵀ D_l, and W_1ᵀ D_1 by H_1.  What makes a step cheap:

* the residual is scaled by −lr where the backward pass starts, so that a factor is updated, weight decay
  included, by one operation W ← G + (1 − lr λ) W, right after its gradient G is computed; all factors of one
  size share the buffer of G, which stays in the cache;
* all buffers are allocated beforehand, so that a step is a fixed list of calls without arguments, which
  a CUDA device records as a graph;
* products of small matrices decide the speed (:mod:`numerics.dufm.products`).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from numerics.dufm.model import Factors, target
from numerics.dufm.problem import Floats, Problem
from numerics.dufm.products import Call, product

GRAPH_STEPS = 50
"""Steps in one CUDA graph: enough to hide its launch, few enough to record it in a moment."""


class Descent:
    """Gradient descent of R runs.

    Parameters
    ----------
    problem : Problem
        What is minimised; its λ's are ignored.
    factors : sequence of Tensor
        Starting point H_1, W_1, ..., W_L, each of shape (R, rows, columns); it is copied.
    lambdas : array, shape (R, L+1)
        λ_H, λ_1, ..., λ_L of every run.
    lr, momentum : arrays, shape (R,)
        Learning rate and momentum of every run.  Either all momenta are zero or none is, so that the arithmetic
        of a run does not depend on its neighbours.
    dtype, device
        Arithmetic and device of the steps.

    Attributes
    ----------
    factors : list of Tensor
        The current H_1, W_1, ..., W_L.

    Examples
    --------
    DNC at K = L = 2, λ = 0.1: every factor is s times the identity with s⁴ − s + 2λ = 0 (MATH.md §2).

    >>> problem = Problem.uniform(K=2, L=2, lam=0.1, widths=2)
    >>> start = [torch.eye(2, dtype=torch.float64)[None]] * 3
    >>> descent = Descent(problem, start, problem.rows(1), np.full(1, 0.5), np.zeros(1), torch.float64)
    >>> descent.advance(1000)
    >>> s = descent.factors[0][0, 0, 0].item()
    >>> round(s, 6), abs(s**4 - s + 0.2) < 1e-15
    (0.921699, True)
    """

    def __init__(
        self,
        problem: Problem,
        factors: Factors,
        lambdas: Floats,
        lr: Floats,
        momentum: Floats,
        dtype: torch.dtype,
        device: torch.device | str = "cpu",
    ) -> None:
        self.problem, self.lambdas, self.lr, self.momentum = problem, lambdas, lr, momentum
        self.factors = [factor.to(dtype=dtype, device=device, copy=True).contiguous() for factor in factors]
        self._velocities = [torch.zeros_like(factor) for factor in self.factors] if momentum.any() else []
        self._calls = self._forward_calls() + self._backward_calls()
        self._graph: torch.cuda.CUDAGraph | None = None

    def advance(self, steps: int) -> None:
        """Make ``steps`` steps; a run that diverges goes on with non-finite numbers and disturbs no other."""
        if self.factors[0].is_cuda:
            for _ in range(steps // GRAPH_STEPS):
                self._replay()
            steps %= GRAPH_STEPS
        with np.errstate(over="ignore", invalid="ignore"):
            self._make(steps)

    def select(self, runs: Tensor) -> Descent:
        """Descent of some of the runs from where they are."""
        kept = runs.cpu().numpy()
        selected = Descent(
            self.problem,
            [factor[runs] for factor in self.factors],
            self.lambdas[kept],
            self.lr[kept],
            self.momentum[kept],
            self.factors[0].dtype,
            self.factors[0].device,
        )
        for velocity, old in zip(selected._velocities, self._velocities, strict=True):
            velocity.copy_(old[runs])
        return selected

    def average(self, steps: int) -> tuple[list[Tensor], list[Tensor]]:
        """Make ``steps`` steps and average over them.

        Returns
        -------
        factors : list of Tensor
            Average H_1, W_1, ..., W_L.
        slopes : list of Tensor
            Fraction of the steps at which each entry of M_2, ..., M_L was positive.
        """
        factors = [torch.zeros_like(factor) for factor in self.factors]
        slopes = [torch.zeros_like(layer) for layer in self._inputs[1:]]
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(steps):
                self._make(1)
                for total, factor in zip(factors, self.factors, strict=True):
                    total += factor
                for total, layer in zip(slopes, self._inputs[1:], strict=True):
                    total += layer > 0
        return [total / steps for total in factors], [total / steps for total in slopes]

    def _make(self, steps: int) -> None:
        for _ in range(steps):
            for call in self._calls:
                call()

    def _forward_calls(self) -> list[Call]:
        """Fill ``_inputs`` with A_1, ..., A_L and ``_output`` with W_L A_L."""
        columns = self.problem.samples
        self._inputs, calls = [self.factors[0]], []
        for weight in self.factors[1:]:
            layer = weight.new_empty(len(weight), weight.shape[1], columns)
            calls.append(product(weight, self._inputs[-1], out=layer))
            if not self.problem.linear and weight is not self.factors[-1]:
                calls.append(layer.relu_)
            self._inputs.append(layer)
        self._output = self._inputs.pop()
        return calls

    def _backward_calls(self) -> list[Call]:
        """Compute −lr times the gradient of the fit, from the last factor to the first, and update each."""
        like = self._output
        scale = torch.from_numpy(-self.lr / self.problem.samples)[:, None, None].to(like)
        calls: list[Call] = [
            partial(self._output.sub_, target(self.problem, like)),
            partial(self._output.mul_, scale),
        ]
        signal = self._output
        shared: dict[torch.Size, Tensor] = {}
        for l in range(self.problem.L, 0, -1):  # noqa: E741 - the field's layer index
            weight, below = self.factors[l], self._inputs[l - 1]
            gradient = shared.setdefault(weight.shape, torch.empty_like(weight))
            signal_below = torch.empty_like(below)
            calls.append(product(signal, below.mT, out=gradient))
            calls.append(product(weight.mT, signal, out=signal_below))
            if l > 1 and not self.problem.linear:
                calls.append(_mask(signal_below, below))
            calls += self._update_calls(l, gradient)
            signal = signal_below
        return calls + self._update_calls(0, signal)

    def _update_calls(self, index: int, gradient: Tensor) -> list[Call]:
        """W ← G + (1 − lr λ) W, or with momentum V ← m V + G − lr λ W and W ← W + V; G has the factor −lr."""
        factor = self.factors[index]
        shrinkage = -self.lr * self.lambdas[:, index]
        if not self._velocities:
            return [partial(torch.addcmul, gradient, factor, _column(1 + shrinkage, factor), out=factor)]
        velocity = self._velocities[index]
        return [
            partial(velocity.mul_, _column(self.momentum, factor)),
            partial(velocity.add_, gradient),
            partial(velocity.addcmul_, factor, _column(shrinkage, factor)),
            partial(factor.add_, velocity),
        ]

    def _replay(self) -> None:
        """Make ``GRAPH_STEPS`` steps on a CUDA device as one graph, recorded on first use."""
        if self._graph is None:
            self._record()
        assert self._graph is not None
        self._graph.replay()

    def _record(self) -> None:
        """Record the graph; the recording itself changes no factor, the warm-up before it does."""
        state = [*self.factors, *self._velocities]
        kept = [part.clone() for part in state]
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):  # libraries allocate their workspaces outside the recording
            self._make(3)
        torch.cuda.current_stream().wait_stream(side)
        for part, old in zip(state, kept, strict=True):
            part.copy_(old)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._make(GRAPH_STEPS)


def _column(values: Floats, like: Tensor) -> Tensor:
    """One value per run as a (runs, 1, 1) tensor."""
    return torch.from_numpy(np.array(values))[:, None, None].to(like)


def _mask(signal: Tensor, layer: Tensor) -> Call:
    """Call that multiplies ``signal`` by σ' where ``layer`` is the value of σ."""
    backward = torch.ops.aten.threshold_backward.grad_input
    return partial(backward, signal, layer, 0, grad_input=signal)
