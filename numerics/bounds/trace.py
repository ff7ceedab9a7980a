"""S9: the norms of all factors multiply up to the trace of the output."""

from __future__ import annotations

from fractions import Fraction

from numerics.bounds.bound import LowerBound
from numerics.checks import Exact, exact
from numerics.enclosure import enclose_loss
from theory.constructions.dnc import DNC


def trace_bound(K: int, L: int, lam: Exact, n: int = 1) -> LowerBound:
    """The least value of f with Ĉ^(L+1) = Λ K² (statement S9).

    It is the loss of DNC with Λ K^(1-L) in place of Λ, since DNC's constant is K^(L+1).

    Examples
    --------
    >>> trace_bound(10, 4, "0.004").loss.str(6)
    '[0.0250681 +/- 2.01e-8]'
    """
    constant = Fraction(1, K ** (L - 1))
    loss = enclose_loss(DNC, K, L, [n, *[exact("lambda", lam)] * (L + 1), constant]).loss
    return LowerBound(loss, "S9", ("S1",), {"Ĉ^(L+1)": "Λ K²"})
