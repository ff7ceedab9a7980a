"""From the network of a family to the stationary point near it: every entry free, weights of single points included.

The families tie what is equal by symmetry, and give each class one weight.  Trained solutions on the same sets have
weights for each point of a set and unequal layers; the second-order polish of training finds them from here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numerics.solution.model import Solution, require_lambdas

CYCLES = (0.03, 0.03, 0.1)
"""First widths of the smoothing, relative to the largest entries, one cycle of approach and polish each."""


def polished(solution: Solution, lambda_H: float, lambdas: Sequence[float]) -> Solution:
    """The best of the stationary points that a few cycles of approach and polish reach; never worse than the start.

    Parameters
    ----------
    solution : Solution
        With one sample a class.
    lambda_H, lambdas : float and sequence of float
        λ_H and λ_1, ..., λ_L.

    Examples
    --------
    >>> from numerics.families.closed import star
    >>> model = (0.004, (0.004,) * 4)
    >>> round(polished(star(3, lambda_H=0.004, lambdas=model[1]), *model).objective(*model).total, 8)
    0.02925343
    """
    import torch
    from threadpoolctl import threadpool_limits

    from numerics.dufm.polish import approach, polish

    lambda_H, *lambdas = require_lambdas(lambda_H, lambdas, depth=len(solution.weights))
    penalties = torch.tensor([[lambda_H, *lambdas]], dtype=torch.float64)
    target = torch.eye(solution.K, dtype=torch.float64)
    best, least = solution, solution.objective(lambda_H, lambdas).total
    current = solution
    with threadpool_limits(1, user_api="blas"):
        for width in CYCLES:
            factors = [torch.from_numpy(np.array(m))[None] for m in (current.H1, *current.weights)]
            slopes = [
                torch.from_numpy((np.sign(np.round(m, 9)) + 1) / 2)[None] for m in current.layers()[1:-1]
            ]
            near = approach(factors, slopes, penalties, target, first_width=width, near=1e-5)
            found = polish(near.factors, near.slopes, penalties, target)
            first, *weights = (factor[0].numpy() for factor in found.factors)
            current = Solution(first, tuple(weights))
            loss = current.objective(lambda_H, lambdas).total
            if loss < least:
                best, least = current, loss
    return best
