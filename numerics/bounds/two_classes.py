"""S14: for two classes and two layers DNC, or zero, is optimal."""

from __future__ import annotations

from numerics.bounds.bound import LowerBound
from numerics.checks import Exact
from numerics.enclosure import enclose_dnc


def two_classes_bound(K: int, L: int, lam: Exact, n: int = 1) -> LowerBound | None:
    """The loss of DNC or zero at K = L = 2 (statement S14); None elsewhere, where S14 has no bound on every solution.

    Examples
    --------
    >>> two_classes_bound(2, 2, "0.01").loss.str(6)
    '[0.0297986 +/- 4.55e-8]'
    >>> two_classes_bound(3, 2, "0.01") is None
    True
    """
    if (K, L) != (2, 2):
        return None
    return LowerBound(
        enclose_dnc(K, L, lam, n).loss, "S14", ("S1", "S2", "S3"), {"attained by": "DNC or zero"}
    )
