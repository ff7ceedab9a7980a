"""The cells of the atlas: K, L and three λ's for each, all λ's equal and n = 1.

The λ's of a cell are 0.0004 · 10/K and 0.004 · 10/K, so that z = Kλ, on which DNC's loss depends, is 0.004 and 0.04
for every K, and four fifths of DNC's zero threshold, where other solutions enter (MATH.md §6).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

CLASSES = range(2, 22)
DEPTHS = range(2, 9)

NEAR_THRESHOLD = 0.8


class Cell(NamedTuple):
    """A point of the atlas, n = 1 and all λ's equal.

    Examples
    --------
    >>> Cell(10, 4, Fraction(1, 250)).name
    'K = 10, L = 4, λ = 1/250'
    """

    K: int
    L: int
    lam: Fraction

    @property
    def name(self) -> str:
        """For messages."""
        return f"K = {self.K}, L = {self.L}, λ = {self.lam}"

    @property
    def product(self) -> Fraction:
        """Λ = λ^{L+1}."""
        return self.lam ** (self.L + 1)


def default_lambdas(K: int, L: int) -> tuple[Fraction, ...]:
    """The three λ's of a cell, ascending.

    Examples
    --------
    >>> [str(lam) for lam in default_lambdas(10, 4)]
    ['1/2500', '1/250', '17/1000']
    """
    threshold = ((L - 1) / L) ** ((L - 1) / (L + 1)) / (L * K)
    near = Fraction(f"{NEAR_THRESHOLD * threshold:.2g}")
    return (Fraction(1, 250 * K), Fraction(1, 25 * K), near)


def cells(Ks: Sequence[int], Ls: Sequence[int], lambdas: Sequence[Fraction] | None = None) -> list[Cell]:
    """Cells in an order in which a search can use its neighbours: fewer classes first, then fewer layers.

    Examples
    --------
    >>> [cell.name for cell in cells([3], [2, 4], [Fraction("0.004")])]
    ['K = 3, L = 2, λ = 1/250', 'K = 3, L = 4, λ = 1/250']
    """
    return [Cell(K, L, lam) for K in Ks for L in Ls for lam in lambdas or default_lambdas(K, L)]
