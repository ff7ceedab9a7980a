"""The first two matrices together: convex in M_2 = W_1 H_1 when the signs of M_2, …, M_L and W_2, …, W_L are fixed.

The least (λ_H/2)‖H_1‖² + (λ_1/2)‖W_1‖² of a product M_2 is c ‖M_2‖_*, c = sqrt(λ_H λ_1).  For a K × K matrix Y and
multipliers S_m with the signs of the gates let G be what they pull back to at M_2.  If ‖G‖ <= c in operator norm, then

    objective  >=  Σ_{l >= 2} (λ_l/2) ‖W_l‖² − (K/2) ‖Y‖² − ⟨Y, I⟩       for all (W_1, H_1) that respect the gates.

The norm is checked exactly: c² I − GᵀG is positive definite, by elimination in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import cvxpy as cp
import numpy as np

from numerics.accurate_solver import solve_accurately
from numerics.checks import Floats
from numerics.exact import ExactArray
from numerics.last_layers.certificate import positive_definite
from numerics.layer_convex import TOLERANCES, Gates, Network, square_norm, to_fractions
from theory.errors import InvalidInputError


def first_layers_bound(
    network: Network, gates: Gates, Y: ExactArray, multipliers: Sequence[ExactArray]
) -> Fraction:
    """The bound of the module's docstring, exactly.

    Parameters
    ----------
    network, gates
        W_2, …, W_L are the network's; the signs of M_2, …, M_L.
    Y : object array, shape (K, K)
        The dual of the output.
    multipliers : sequence of object arrays
        S_2, …, S_L; entries of the wrong sign are replaced by 0.

    Raises
    ------
    InvalidInputError
        If the matrix G is not shorter than sqrt(λ_H λ_1).
    """
    back, lambdas = Y, network.lambdas
    for weight, gate, S in zip(network.matrices[:1:-1], gates[::-1], multipliers[::-1], strict=True):
        back = np.where(gate, weight.T @ back, 0) - np.where(gate, np.maximum(S, 0), np.minimum(S, 0))
    identity = np.eye(back.shape[1], dtype=int)
    if not _positive_definite(lambdas[0] * lambdas[1] * identity - back.T @ back):
        raise InvalidInputError(
            "the dual's operator norm is not below sqrt(λ_H λ_1); scale Y and the multipliers down"
        )
    pairs = zip(lambdas[2:], network.matrices[2:], strict=True)
    fixed = sum((lam * square_norm(weight) for lam, weight in pairs), start=Fraction(0)) / 2
    return Fraction(fixed - len(Y) * square_norm(Y) / 2 - Y.trace())


def certify_first_layers(network: Network, gates: Gates | None = None) -> Fraction:
    """A rational lower bound for all (W_1, H_1) that respect the gates.

    Examples
    --------
    >>> from numerics.layer_convex import rounded
    >>> from numerics.solution import Block, build
    >>> dnc = rounded(build([Block("dnc", 3)], lambda_H=0.01, lambdas=(0.01,) * 3), [Fraction(1, 100)] * 4)
    >>> bool(0 <= dnc.loss() - certify_first_layers(dnc) < Fraction(1, 10**6))
    True
    """
    gates = network.gates() if gates is None else gates
    _, Y, multipliers = _solve_first(network, gates)
    scale = 1 - 1e-9
    while True:
        exact = [to_fractions(S * scale) for S in multipliers]
        try:
            return first_layers_bound(network, gates, to_fractions(Y * scale), exact)
        except InvalidInputError:
            scale = 1 - 4 * (1 - scale) if scale > 0.75 else 0.0


def improve_first_layers(network: Network, zeros_open: bool = False) -> Network:
    """The network with (W_1, H_1) solved for together, if that lowers the exact objective; else the network itself."""
    mean, _, _ = _solve_first(network, network.gates(zeros_open))
    left, values, right = np.linalg.svd(mean, full_matrices=False)
    inner = network.matrices[1].shape[1]
    ratio = float(network.lambdas[0] / network.lambdas[1]) ** 0.25
    weight, first = np.zeros((len(mean), inner)), np.zeros((inner, mean.shape[1]))
    rank = min(inner, len(values))
    roots = np.sqrt(values[:rank])
    weight[:, :rank], first[:rank] = left[:, :rank] * roots * ratio, roots[:, None] * right[:rank] / ratio
    candidate = network.replaced(0, to_fractions(first)).replaced(1, to_fractions(weight))
    return candidate if candidate.loss() < network.loss() else network


def _solve_first(network: Network, gates: Gates) -> tuple[Floats, Floats, list[Floats]]:
    """M_2, Y and the multipliers as a solver sees them."""
    weights = [np.asarray(matrix, dtype=np.float64) for matrix in network.matrices]
    K = len(weights[-1])
    M = cp.Variable((len(weights[1]), weights[0].shape[1]))
    mean, constraints = M, []
    for weight, gate in zip(weights[2:], gates, strict=True):
        constraints.append(cp.multiply(np.where(gate, 1.0, -1.0), mean) >= 0)
        mean = weight @ cp.multiply(gate.astype(np.float64), mean)
    c = float(network.lambdas[0] * network.lambdas[1]) ** 0.5
    objective = cp.sum_squares(mean - np.eye(K)) / (2 * K) + c * cp.normNuc(M)
    solve_accurately(cp.Problem(cp.Minimize(objective), constraints), TOLERANCES)
    duals = [constraint.dual_value for constraint in constraints]
    if M.value is None or any(dual is None for dual in duals):
        return weights[1] @ weights[0], np.zeros((K, K)), [np.zeros(gate.shape) for gate in gates]
    signs = [np.where(gate, 1.0, -1.0) * np.abs(dual) for gate, dual in zip(gates, duals, strict=True)]
    return M.value, (mean.value - np.eye(K)) / K, signs


def _positive_definite(matrix: ExactArray) -> bool:
    """Whether a symmetric rational matrix is positive definite."""
    scale = lcm(*(Fraction(entry).denominator for entry in matrix.ravel()))
    return positive_definite([[int(entry * scale) for entry in row] for row in matrix])
