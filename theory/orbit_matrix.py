"""Matrices between subsets of {1..r} whose entries depend only on how much the subsets overlap.

The incidence matrix of K_r, the adjacency matrices of T(r) and of the Kneser graph and the layers of the
SRG solution are of this kind: rows are a-subsets, columns b-subsets (vertices are 1-subsets, edges are
2-subsets), and the entry at (e, f) is a function of |e ∩ f|.  Products are found by counting, for every
possible overlap, the subsets g that meet e and f in given ways; the counts are polynomials in r, so that an
identity between such matrices is proved for every r >= a + b at once (the Johnson scheme, in which these are
the orbit matrices of the symmetric group S_r).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from theory.symbols import r


@dataclass(frozen=True)
class OrbitMatrix:
    """An S_r-equivariant matrix, rows indexed by ``row_size``-subsets, columns by ``column_size``-subsets.

    Attributes
    ----------
    row_size, column_size : int
        Sizes of the subsets that index rows and columns.
    values : tuple of sympy.Expr
        ``values[k]`` is the entry where row and column set share k elements, k = 0..min(sizes).

    Examples
    --------
    >>> B = incidence()
    >>> (B @ B.T).values
    (1, r - 1)
    """

    row_size: int
    column_size: int
    values: tuple[sp.Expr, ...]

    def __post_init__(self) -> None:
        """Check that every overlap has a value."""
        if len(self.values) != min(self.row_size, self.column_size) + 1:
            raise ValueError(
                f"{len(self.values)} values given; subsets of sizes {self.row_size} and {self.column_size}"
                f" have {min(self.row_size, self.column_size) + 1} possible overlaps"
            )

    @property
    def T(self) -> OrbitMatrix:
        """The transpose."""
        return OrbitMatrix(self.column_size, self.row_size, self.values)

    def __matmul__(self, other: OrbitMatrix) -> OrbitMatrix:
        """Matrix product, by counting."""
        if self.column_size != other.row_size:
            raise ValueError(f"columns are {self.column_size}-subsets, rows {other.row_size}-subsets")
        overlaps = range(min(self.row_size, other.column_size) + 1)
        return OrbitMatrix(
            self.row_size, other.column_size, tuple(self._product_entry(other, k) for k in overlaps)
        )

    def _product_entry(self, other: OrbitMatrix, overlap: int) -> sp.Expr:
        total = sp.Integer(0)
        for left, left_value in enumerate(self.values):
            for right, right_value in enumerate(other.values):
                if left_value != 0 and right_value != 0:
                    count = common_subsets(
                        self.row_size, other.column_size, self.column_size, overlap, left, right
                    )
                    total += left_value * right_value * count
        return sp.factor(total)

    def _require_same_shape(self, other: OrbitMatrix) -> None:
        if (self.row_size, self.column_size) != (other.row_size, other.column_size):
            raise ValueError(
                f"rows and columns are {self.row_size}- and {self.column_size}-subsets here,"
                f" {other.row_size}- and {other.column_size}-subsets there"
            )

    def __add__(self, other: OrbitMatrix) -> OrbitMatrix:
        """Entrywise sum."""
        self._require_same_shape(other)
        return OrbitMatrix(
            self.row_size,
            self.column_size,
            tuple(sp.factor(a + b) for a, b in zip(self.values, other.values, strict=True)),
        )

    def __sub__(self, other: OrbitMatrix) -> OrbitMatrix:
        """Entrywise difference."""
        return self + other.scale(-1)

    def scale(self, factor: sp.Expr | int) -> OrbitMatrix:
        """Multiply by a number."""
        return self.map(lambda value: sp.factor(factor * value))

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> OrbitMatrix:
        """Apply ``function`` to every entry."""
        return OrbitMatrix(self.row_size, self.column_size, tuple(function(value) for value in self.values))

    def relu(self) -> OrbitMatrix:
        """σ of the matrix; every entry must have a sign that SymPy knows."""

        def positive_part(value: sp.Expr) -> sp.Expr:
            if value.is_nonnegative:
                return value
            if value.is_nonpositive:
                return sp.Integer(0)
            raise ValueError(f"the sign of {value} is not known")

        return self.map(positive_part)

    def trace(self) -> sp.Expr:
        """Trace of a square orbit matrix: C(r, a) times the entry at overlap a."""
        if self.row_size != self.column_size:
            raise ValueError("only a square matrix has a trace")
        return sp.factor(choose(r, self.row_size) * self.values[self.row_size])

    def squared_norm(self) -> sp.Expr:
        """Squared Frobenius norm."""
        return (self @ self.T).trace()

    def difference(self, other: OrbitMatrix) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
        """Pairs of entries that must agree for the two matrices to be equal."""
        self._require_same_shape(other)
        return tuple(zip(self.values, other.values, strict=True))


def choose(top: sp.Expr, bottom: int) -> sp.Expr:
    """Binomial coefficient as a polynomial in ``top``."""
    return sp.expand(sp.Mul(*(top - j for j in range(bottom)))) / sp.factorial(bottom)


def common_subsets(size_e: int, size_f: int, size_g: int, overlap: int, with_e: int, with_f: int) -> sp.Expr:
    r"""Number of g with |g| = size_g, |g ∩ e| = with_e, |g ∩ f| = with_f, where |e ∩ f| = overlap.

    A polynomial in r, valid for r >= size_e + size_f.  g takes a elements from e ∩ f, the rest of its share
    from e \ f and f \ e, and what is left from outside.

    Examples
    --------
    >>> common_subsets(2, 2, 2, 1, 0, 0)  # edges disjoint from both of two adjacent edges
    r**2/2 - 7*r/2 + 6
    """
    total = sp.Integer(0)
    for shared in range(overlap + 1):
        outside = size_g - with_e - with_f + shared
        if shared > min(with_e, with_f) or outside < 0:
            continue
        total += (
            sp.binomial(overlap, shared)
            * sp.binomial(size_e - overlap, with_e - shared)
            * sp.binomial(size_f - overlap, with_f - shared)
            * choose(r - size_e - size_f + overlap, outside)
        )
    return sp.expand(total)


def identity(size: int) -> OrbitMatrix:
    """The identity on ``size``-subsets."""
    return OrbitMatrix(size, size, (*(sp.Integer(0),) * size, sp.Integer(1)))


def all_ones(row_size: int, column_size: int) -> OrbitMatrix:
    """The matrix J of ones."""
    return OrbitMatrix(row_size, column_size, (sp.Integer(1),) * (min(row_size, column_size) + 1))


def incidence() -> OrbitMatrix:
    """B, vertices × edges of K_r: 1 where the vertex lies on the edge."""
    return OrbitMatrix(1, 2, (sp.Integer(0), sp.Integer(1)))


def triangular_adjacency() -> OrbitMatrix:
    """Adjacency matrix of T(r): edges that share exactly one vertex."""
    return OrbitMatrix(2, 2, (sp.Integer(0), sp.Integer(1), sp.Integer(0)))


def kneser_adjacency() -> OrbitMatrix:
    """Adjacency matrix of the Kneser graph: disjoint edges."""
    return OrbitMatrix(2, 2, (sp.Integer(1), sp.Integer(0), sp.Integer(0)))


def last_hidden_weights() -> OrbitMatrix:
    """W_{L-1} of the SRG solution, edges × vertices: -1/2 on the endpoints of the edge, +1/2 elsewhere."""
    return OrbitMatrix(2, 1, (sp.Rational(1, 2), -sp.Rational(1, 2)))
