"""A network from the activations that its middle layers share, and the neurons of its last hidden layer.

H_1 and W_1 realise the activations Z ≥ 0 by a balanced factorisation, W_2, …, W_{L-2} carry it on, and the last
two layers map Z to the outputs V σ(R Z).  A neuron with row ρ and output column v costs 2 ‖ρ‖ ‖v‖ at its best scale,
so that the last two layers cost g = Σ ‖ρ_j‖ ‖v_j‖ each; by AM–GM the least objective over all scales is

    ‖V σ(R Z) − I‖² / (2K) + (L+1)/2 · (Λ ‖Z‖_*² d^{L−3} g²)^{1/(L+1)}

with d the rank of Z: the projection onto its columns is the least W with W Z = Z (MATH.md §2).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numerics.exact import require_integer
from numerics.solution.model import FloatArray, Solution, require_lambdas
from numerics.solution.scales import balanced_factors, equalised
from theory.errors import InvalidInputError


def assemble(
    means: FloatArray,
    rows: FloatArray,
    outputs: FloatArray,
    *,
    lambda_H: float,
    lambdas: Sequence[float],
    n: int = 1,
    balanced: bool = True,
) -> Solution:
    """Build H_1, W_1, ..., W_L with the best scales for given activations and last two layers.

    Parameters
    ----------
    means : array, shape (d, K)
        Z >= 0.
    rows : array, shape (m, d)
        R, up to a positive factor for each row.
    outputs : array, shape (K, m)
        V, so that the network's output is V σ(R Z).
    lambda_H, lambdas : float and sequence of float
        λ_H on all N columns of H_1, and λ_1, ..., λ_L with L >= 3.
    n : int
        Samples per class.
    balanced : bool
        Whether each neuron gets its best scale; if not, W_{L-1} and W_L are multiples of R and V, as in SRG.

    Raises
    ------
    InvalidInputError
        If the shapes do not fit, an activation is negative or L < 3.

    Examples
    --------
    DNC on two classes:

    >>> identity = np.eye(2)
    >>> found = assemble(identity, identity, identity, lambda_H=0.1, lambdas=(0.1,) * 3)
    >>> round(found.objective(0.1, (0.1,) * 3).total, 12)
    0.4
    """
    n = require_integer("n", n, least=1)
    lambda_H, *lambdas = require_lambdas(lambda_H, lambdas, depth=len(lambdas))
    if len(lambdas) < 3:
        raise InvalidInputError(f"L = {len(lambdas)} given; these families need an integer L >= 3")
    if means.min() < 0 or rows.shape[1:] != means.shape[:1] or outputs.shape[1:] != rows.shape[:1]:
        raise InvalidInputError(
            f"activations, rows and outputs of shapes {means.shape}, {rows.shape}, {outputs.shape} given; they must be"
            " d × K with entries >= 0, m × d and K × m"
        )
    W1, M1 = balanced_factors(means, int(np.linalg.matrix_rank(means)))
    lengths, sizes = np.linalg.norm(rows, axis=1), np.linalg.norm(outputs, axis=0)
    used = (lengths > 0) & (sizes > 0)
    scale = np.sqrt(sizes[used] / lengths[used]) if balanced else np.ones(used.sum())
    middle = means @ np.linalg.pinv(means)  # the least W with W Z = Z
    factors = [
        M1,
        W1,
        *[middle] * (len(lambdas) - 3),
        scale[:, np.newaxis] * rows[used],
        outputs[:, used] / scale,
    ]
    H1, *weights = equalised(factors, [n * lambda_H, *lambdas])
    return Solution(np.repeat(H1, n, axis=1), tuple(weights), n)
