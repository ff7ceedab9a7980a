"""The losses that training is compared with: DNC, and SRG where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt

from numerics.losses import dnc_loss, log_product, srg_loss


def triangular_root(K: int) -> int | None:
    """The r >= 4 with K = r(r−1)/2, for which there is an SRG solution.

    Examples
    --------
    >>> [triangular_root(K) for K in (3, 6, 10, 11, 15)]
    [None, 4, 5, None, 6]
    """
    r = (1 + isqrt(1 + 8 * K)) // 2
    return r if r >= 4 and r * (r - 1) // 2 == K else None


def predicted_losses(K: int, n: int, lambda_H: float, lambdas: Iterable[float]) -> dict[str, float]:
    """L_DNC, and L_SRG where the number of classes is r(r−1)/2.

    Examples
    --------
    >>> {name: round(loss, 7) for name, loss in predicted_losses(10, 2, 0.002, [0.004] * 4).items()}
    {'DNC': 0.0991799, 'SRG': 0.0809113}
    """
    weights = list(lambdas)
    product, L = log_product(n, lambda_H, weights), len(weights)
    levels = {"DNC": float(dnc_loss(K, L, product).loss)}
    r = triangular_root(K)
    if r is not None:
        levels["SRG"] = float(srg_loss(r, L, product).loss)
    return levels
