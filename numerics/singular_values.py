"""Singular values of rational matrices, enclosed.

Their squares are eigenvalues of a rational matrix, mostly irrational: roots of its characteristic polynomial, which
Arb isolates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat, fmpz_poly

Space = tuple[fmpq, fmpq, int]
"""Rational numbers not above and not below a squared singular value, and its multiplicity."""

MOST_HEIGHT = 4096
"""Bits of coefficients up to which a characteristic polynomial is factored; beyond, its squarefree parts do."""

MOST_BITS = 192
"""Binary places to which irrational squared singular values are rounded, at most."""


@dataclass(frozen=True, eq=False)
class SingularValues:
    """The singular values of a matrix.

    Attributes
    ----------
    gram : fmpq_mat
        The smaller of MᵀM and MMᵀ.

    Examples
    --------
    >>> of_matrix(fmpq_mat(2, 2, [3, 0, 4, 5])).nuclear_norm().str(12)
    '[8.94427191000 +/- 8.48e-13]'
    """

    gram: fmpq_mat

    @cached_property
    def rank(self) -> int:
        """How many are not zero."""
        return int(self.gram.rank())

    @cached_property
    def distinct(self) -> int:
        """How many different ones > 0 there are."""
        return sum(int(factor.degree()) - (factor[0] == 0) for factor, _ in self._factors[0])

    @cached_property
    def _factors(self) -> tuple[list[tuple[fmpz_poly, int]], int]:
        """Squarefree factors of the characteristic polynomial of d times the Gram matrix, and d."""
        cleared, denominator = self.gram.numer_denom()
        polynomial = cleared.charpoly()
        small = all(int(c).bit_length() <= MOST_HEIGHT for c in polynomial.coeffs())
        _, factors = polynomial.factor() if small else polynomial.factor_squarefree()
        return [(factor, int(power)) for factor, power in factors], int(denominator)

    def squares(self) -> list[tuple[arb, int]]:
        """Their squares > 0 as balls of the precision in force, with multiplicities."""
        polynomials, denominator = self._factors
        return [
            (root.real / denominator, multiplicity)
            for polynomial, multiplicity in polynomials
            for root, _ in polynomial.complex_roots()  # squarefree: simple roots; of a symmetric matrix: real
            if root.real != 0
        ]

    def spaces(self) -> list[Space]:
        """Their squares > 0 between rational numbers of the precision in force.

        Raises
        ------
        ArithmeticError
            If the precision does not separate one from 0.
        """
        bits = min(ctx.prec, MOST_BITS)
        found = [(*_rounded(ball, bits), count) for ball, count in self.squares()]
        if any(low <= 0 for low, *_ in found):
            raise ArithmeticError("a squared singular value is not separated from 0")
        return found

    def nuclear_norm(self) -> arb:
        """Their sum, as a ball of the precision in force."""
        return sum((count * ball.sqrt() for ball, count in self.squares()), arb(0))


def of_matrix(matrix: fmpq_mat) -> SingularValues:
    """The singular values of a rational matrix."""
    transposed = matrix.transpose()
    return SingularValues(matrix * transposed if matrix.nrows() < matrix.ncols() else transposed * matrix)


def merged(spaces: Sequence[Space], most: int) -> list[Space]:
    """At most so many spaces: where there are more, close ones become one with wider ends.

    Examples
    --------
    >>> merged([(fmpq(1), fmpq(1), 2), (fmpq(2), fmpq(2), 1), (fmpq(9), fmpq(9), 1)], 2)
    [(1, 2, 3), (9, 9, 1)]
    """
    ordered = sorted(spaces, key=lambda space: float(arb(space[0]).mid()))
    if len(ordered) <= most:
        return ordered
    steps = [float(arb(b[0] / a[1]).mid()) for a, b in pairwise(ordered)]
    cuts = sorted(np.argsort(steps)[-(most - 1) :] + 1)
    groups = [ordered[low:high] for low, high in pairwise([0, *cuts, len(ordered)])]
    return [(group[0][0], max(high for _, high, _ in group), sum(n for *_, n in group)) for group in groups]


def _rounded(ball: arb, bits: int) -> tuple[fmpq, fmpq]:
    """Rational numbers of few digits around a ball; the number itself if the ball is one of few digits."""
    low, high = ball.lower().fmpq(), ball.upper().fmpq()
    if low == high and int(low.denominator).bit_length() <= bits:
        return low, high
    with ctx.workprec(bits):
        around = arb(low).union(arb(high))
        return around.lower().fmpq(), around.upper().fmpq()
