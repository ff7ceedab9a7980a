"""Lower bounds on every solution of an L-DUFM, one file a bound.

What all of them have in common: they hold for every choice of H_1, W_1, …, W_L at the given K, L, λ and n,
whatever the widths.
"""

from __future__ import annotations

from numerics.bounds.bound import LowerBound
from numerics.bounds.spectral import spectral_bound
from numerics.bounds.trace import trace_bound
from numerics.bounds.two_classes import two_classes_bound
from numerics.checks import Exact, exact, whole

__all__ = ["LowerBound", "lower_bound", "lower_bounds"]

_BOUNDS = (trace_bound, two_classes_bound, spectral_bound)


def lower_bounds(K: int, L: int, lam: Exact, n: int = 1) -> list[LowerBound]:
    """All bounds that apply, the best first; parameters and errors are those of :func:`lower_bound`.

    Examples
    --------
    >>> [bound.name for bound in lower_bounds(2, 2, "0.01")]
    ['S14', 'S21', 'S9']
    """
    K, L, n = whole("K", K, 1), whole("L", L, 2), whole("n", n, 1)
    lam = exact("lambda", lam)
    found = [bound for bound in (make(K, L, lam, n) for make in _BOUNDS) if bound is not None]
    return sorted(found, key=lambda bound: float(bound.loss.lower()), reverse=True)


def lower_bound(K: int, L: int, lam: Exact, n: int = 1) -> LowerBound:
    """The best proved lower bound on the loss of every solution, all regularisation parameters equal to λ.

    Parameters
    ----------
    K, L : int
        Classes and depth.
    lam : exact number
        λ = λ_H = λ_1 = … = λ_L; a float stands for its binary value, a string for the decimal.
    n : int
        Samples per class.

    Returns
    -------
    LowerBound
        ``loss.lower()`` is a rigorous bound; ``name`` says which statement proves it.

    Raises
    ------
    InvalidInputError
        If an argument is outside its range.

    Examples
    --------
    >>> loss, name, *_ = lower_bound(2, 2, "0.01")
    >>> name, loss.str(6)
    ('S14', '[0.0297986 +/- 4.55e-8]')
    """
    return lower_bounds(K, L, lam, n)[0]
