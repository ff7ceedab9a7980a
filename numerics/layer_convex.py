"""One layer at a time: convex problems with the pattern of the ReLUs fixed, their exact certificates, and improvement.

Let all matrices but one, W, be fixed, and let gates say which entries of M_2, …, M_L are >= 0 and which are <= 0.
Among all W that respect the gates the output is linear in W, so that

    minimise  ‖output(W) − I‖²/(2K) + (λ/2) ‖W‖²   subject to the signs of all M_m that depend on W

is a convex quadratic problem; its least value is a bound for all of them.  For multipliers S_m, >= 0 where a gate is
open and <= 0 where it is closed, the Lagrangian φ(W) − Σ ⟨S_m, M_m(W)⟩ is λ-strongly convex.  With its gradient ρ at
any W_0,

    φ(W)  >=  φ(W_0) − Σ ⟨S_m, M_m(W_0)⟩ − ‖ρ‖²/(2λ)        for every W that respects the gates:

a rational number for rational W_0 and S.  A solver finds S and a better W; what is claimed is computed exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cvxpy as cp
import numpy as np
from numpy.typing import NDArray

from numerics.accurate_solver import solve_accurately
from numerics.checks import Floats
from numerics.exact import ExactArray, require_integer
from numerics.solution import exact_objective
from theory.errors import InvalidInputError

Gates = tuple[NDArray[np.bool_], ...]
"""For M_2, …, M_L which entries are >= 0; the others are <= 0."""

_BITS = 45

TOLERANCES = (1e-12, 1e-10, 1e-8)
"""What the solver is asked for, one after the other."""


@dataclass(frozen=True, eq=False)
class Network:
    """Rational H_1, W_1, …, W_L with their λ's, one sample a class.

    Attributes
    ----------
    matrices : tuple of object arrays
        H_1, W_1, …, W_L, entries int or Fraction.
    lambdas : tuple of Fraction
        λ_H, λ_1, …, λ_L.
    """

    matrices: tuple[ExactArray, ...]
    lambdas: tuple[Fraction, ...]

    def loss(self) -> Fraction:
        """The objective, exactly."""
        first, *weights = self.matrices
        return exact_objective(first, weights, self.lambdas[0], self.lambdas[1:])

    def means(self) -> list[ExactArray]:
        """M_2, …, M_L and the output, before σ."""
        found = [self.matrices[1] @ self.matrices[0]]
        for weight in self.matrices[2:]:
            found.append(weight @ np.maximum(found[-1], 0))
        return found

    def gates(self, zeros_open: bool = False, tolerance: Fraction = Fraction(1, 10**8)) -> Gates:
        """The pattern at this network; entries within ``tolerance`` of 0 relative to the largest are open or closed."""
        found = []
        for mean in self.means()[:-1]:
            size = tolerance * np.abs(mean).max(initial=0)
            found.append(np.asarray(mean > (-size if zeros_open else size), dtype=np.bool_))
        return tuple(found)

    def replaced(self, layer: int, matrix: ExactArray) -> Network:
        """Another matrix in one place: 0 is H_1 and l is W_l."""
        return Network((*self.matrices[:layer], matrix, *self.matrices[layer + 1 :]), self.lambdas)


@dataclass(frozen=True, eq=False)
class LayerCertificate:
    """What is proved about one layer.

    Attributes
    ----------
    layer : int
        0 for H_1 and l for W_l.
    loss, least : Fraction
        The network's objective, and what every network costs at least that differs from it in this layer only and
        respects the gates.
    multipliers : tuple of object arrays
        S_m for the layers that depend on this one.
    """

    layer: int
    loss: Fraction
    least: Fraction
    multipliers: tuple[ExactArray, ...]

    @property
    def gap(self) -> Fraction:
        """By how much at most the layer could be better."""
        return self.loss - self.least


def lower_bound(network: Network, layer: int, gates: Gates, multipliers: Sequence[ExactArray]) -> Fraction:
    """The bound of the module's docstring at W_0 = the network's own matrix, exactly.

    Parameters
    ----------
    network, layer
        W_0 is the matrix of the network in this layer: 0 for H_1 and l for W_l.
    gates : tuple of bool arrays
        The pattern.
    multipliers : sequence
        S_m for m = max(layer + 1, 2), …, L; entries of the wrong sign are replaced by 0.
    """
    weights, lambdas = network.matrices, network.lambdas
    K, first = (
        len(weights[-1]),
        max(layer - 1, 0),
    )  # gates[first] belongs to the first M that depends on the layer
    kept = [
        np.where(gate, np.maximum(S, 0), np.minimum(S, 0))
        for gate, S in zip(gates[first:], multipliers, strict=True)
    ]
    inputs, means = _gated(network, gates)
    residual = means[-1] - np.eye(K, dtype=int)
    value: Fraction = square_norm(residual) / (2 * K)
    penalties = (lam * square_norm(weight) for lam, weight in zip(lambdas, weights, strict=True))
    value += sum(penalties, start=Fraction(0)) / 2
    value -= sum((S * mean).sum() for S, mean in zip(kept, means[first:-1], strict=True))
    back = residual / Fraction(K)
    for m in range(len(weights) - 1, max(layer, 1), -1):
        # From W_m back to M_m, which gates[m - 2] belongs to.
        back = np.where(gates[m - 2], weights[m].T @ back, 0) - kept[m - 2 - first]
    slope = weights[1].T @ back if layer == 0 else back @ inputs[layer - 1].T
    return Fraction(value - square_norm(slope + lambdas[layer] * weights[layer]) / (2 * lambdas[layer]))


def certify(network: Network, layer: int, gates: Gates | None = None) -> LayerCertificate:
    """Bound how much better one layer could be, with multipliers from a solver.

    Examples
    --------
    DNC at its best scales, rounded: no layer can be changed for the better within its pattern.

    >>> from numerics.solution import Block, build
    >>> dnc = rounded(build([Block("dnc", 3)], lambda_H=0.01, lambdas=(0.01,) * 3), [Fraction(1, 100)] * 4)
    >>> all(certify(dnc, layer).gap < Fraction(1, 10**9) for layer in range(4))
    True
    """
    gates = network.gates() if gates is None else gates
    _, multipliers = _solve(network, layer, gates)
    exact = tuple(to_fractions(S) for S in multipliers)
    return LayerCertificate(layer, network.loss(), lower_bound(network, layer, gates, exact), exact)


def improve(network: Network, rounds: int = 3) -> Network:
    """Replace layers by solutions of their convex problems as long as the exact objective falls.

    Every layer is tried with the entries at the kinks of σ closed, with them open, and mixed; a change is kept only if the
    objective, in exact arithmetic, is less.

    Examples
    --------
    >>> start = Network((np.eye(2, dtype=int), np.eye(2, dtype=int), np.eye(2, dtype=int)), (Fraction(1, 50),) * 3)
    >>> better = improve(start, rounds=2)
    >>> float(start.loss()), bool(better.loss() < start.loss())
    (0.06, True)
    """
    from numerics.first_layers_convex import improve_first_layers  # it builds on this module

    for _ in range(require_integer("rounds", rounds, least=0)):
        before = network.loss()
        for zeros_open in (False, True):
            network = improve_first_layers(network, zeros_open)
        for layer in range(len(network.matrices)):
            for zeros_open in (False, True):
                network = improve_layer(network, layer, zeros_open)
            network = improve_kinks(network, layer)
        if before - network.loss() <= before * Fraction(1, 10**9):
            break
    return network


def improve_layer(network: Network, layer: int, zeros_open: bool = False) -> Network:
    """The network with one layer solved for, if that lowers the exact objective; else the network itself."""
    W, _ = _solve(network, layer, network.gates(zeros_open))
    candidate = network.replaced(layer, to_fractions(W))
    return candidate if candidate.loss() < network.loss() else network


def improve_kinks(network: Network, layer: int, steps: int = 10) -> Network:
    """The network with one layer improved, each entry at a kink of σ open or closed on its own.

    With back the derivative of the Lagrangian by σ(M_m) and S_m the multiplier, moving an entry over its kink changes
    the objective to first order by back − |S|, from either side.  Entries where this is negative are flipped, from all
    closed and from all open, until none is left, a pattern returns or ``steps`` are done; the exact objective decides.
    """
    best = network
    for zeros_open in (False, True):
        gates, seen = network.gates(zeros_open), set[bytes]()
        for _ in range(require_integer("steps", steps, least=0)):
            key = b"".join(gate.tobytes() for gate in gates)
            if key in seen:
                break
            seen.add(key)
            W, multipliers = _solve(network, layer, gates)
            candidate = network.replaced(layer, to_fractions(W))
            best = candidate if candidate.loss() < best.loss() else best
            gates = _flipped(candidate, layer, gates, multipliers)
    return best


def _flipped(network: Network, layer: int, gates: Gates, multipliers: Sequence[Floats]) -> Gates:
    """The gates with those entries at kinks changed that gain by it to first order."""
    weights = [np.asarray(matrix, dtype=np.float64) for matrix in network.matrices]
    _, means = _gated(network, gates)
    first, found = max(layer - 1, 0), list(gates)
    back = np.asarray(means[-1] - np.eye(len(means[-1]), dtype=int), dtype=np.float64) / len(means[-1])
    for place in range(len(gates) - 1, first - 1, -1):
        back, S = weights[place + 2].T @ back, multipliers[place - first]
        mean = np.abs(np.asarray(means[place], dtype=np.float64))
        flips = (mean <= 1e-8 * mean.max(initial=0)) & (np.abs(S) - back > 1e-8)
        found[place] = gates[place] ^ flips
        back = np.where(gates[place], back, 0) - S
    return tuple(found)


def rounded(solution: Any, lambdas: Sequence[Fraction], bits: int = _BITS) -> Network:
    """The network of a :class:`numerics.solution.Solution`, every entry rounded to a multiple of 2^-bits."""
    if solution.n != 1:
        raise InvalidInputError(f"n = {solution.n} given; layer problems take one sample a class, at n·λ_H")
    if len(lambdas) != len(solution.weights) + 1:
        raise InvalidInputError(
            f"{len(lambdas)} λ's given for {len(solution.weights)} weights; give λ_H, λ_1, …, λ_L"
        )
    first, weights = solution.rationalised(bits)
    return Network((first, *weights), tuple(lambdas))


def _gated(network: Network, gates: Gates) -> tuple[list[Any], list[Any]]:
    """Inputs of W_1, …, W_L, and M_2, …, M_L with the output, gates in the place of σ."""
    inputs: list[Any] = [network.matrices[0]]
    means = [network.matrices[1] @ network.matrices[0]]
    for weight, gate in zip(network.matrices[2:], gates, strict=True):
        inputs.append(np.where(gate, means[-1], 0))
        means.append(weight @ inputs[-1])
    return inputs, means


def _solve(network: Network, layer: int, gates: Gates) -> tuple[Floats, list[Floats]]:
    """W and the multipliers as a solver sees them; the matrix as it is, and zeros, where it has no answer."""
    weights = [np.asarray(matrix, dtype=np.float64) for matrix in network.matrices]
    if not 0 <= layer < len(weights):
        raise InvalidInputError(
            f"layer {layer} given; it must be 0 for H_1 or l = 1, …, {len(weights) - 1} for W_l"
        )
    K, first = len(weights[-1]), max(layer - 1, 0)
    inputs, _ = _gated(network, gates)
    W = cp.Variable(weights[layer].shape)
    mean = weights[1] @ W if layer == 0 else W @ np.asarray(inputs[layer - 1], dtype=np.float64)
    constraints = []
    for weight, gate in zip(weights[max(layer + 1, 2) :], gates[first:], strict=True):
        constraints.append(cp.multiply(np.where(gate, 1.0, -1.0), mean) >= 0)
        mean = weight @ cp.multiply(gate.astype(np.float64), mean)
    lam = float(network.lambdas[layer])
    objective = cp.sum_squares(mean - np.eye(K)) / (2 * K) + lam / 2 * cp.sum_squares(W)
    program = cp.Problem(cp.Minimize(objective), constraints)
    solve_accurately(program, TOLERANCES)
    answers = [W.value, *(constraint.dual_value for constraint in constraints)]
    if any(answer is None or not np.isfinite(answer).all() for answer in answers):
        return weights[layer], [np.zeros(gate.shape) for gate in gates[first:]]
    signs = (np.where(gate, 1.0, -1.0) for gate in gates[first:])
    return answers[0], [sign * np.abs(dual) for sign, dual in zip(signs, answers[1:], strict=True)]


def to_fractions(matrix: Floats) -> ExactArray:
    """Entries rounded to multiples of 2^-45."""
    steps = np.rint(np.ldexp(matrix, _BITS)).ravel().tolist()
    found = np.array([Fraction(int(step), 2**_BITS) for step in steps], dtype=object)
    return found.reshape(np.shape(matrix))


def square_norm(matrix: ExactArray) -> Fraction:
    """The squared Frobenius norm."""
    return Fraction((matrix * matrix).sum())
