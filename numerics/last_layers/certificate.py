"""What no choice of the last two layers can beat, proved by a matrix E and one small sum of squares per region.

The last two layers realise Y = V σ(R Z) for fixed activations Z >= 0, column k of which is w_k z_k with an integer
vector z_k.  A neuron with row ρ and output column v costs ‖ρ‖ ‖v‖ at its best scale.  If a K × K matrix E satisfies

    ‖E a(ρ)‖ <= ‖ρ‖   for every ρ in R^d,      a(ρ)_k = σ(z_k·ρ),                                  (*)

then ⟨E diag(1/w), Y⟩ = Σ v_jᵀ E a(ρ_j) <= Σ ‖v_j‖ ‖ρ_j‖: a lower bound on what any number of neurons costs that realises Y.
Since the weights scale the columns, one E serves all weights.

The hyperplanes z_k·ρ = 0 cut R^d into cones, on each of which a(ρ) is linear, a_k = z_k·ρ for k in S and 0 otherwise, and
every ρ lies in the closure of one of them.  There (*) follows if for numbers n_ij >= 0

    I − Z_S E_Sᵀ E_S Z_Sᵀ − Σ_{i<j} n_ij (c_i c_jᵀ + c_j c_iᵀ)   is positive definite,

with c_k = ±z_k, the sign being that of the cone, since (c_i·ρ)(c_j·ρ) >= 0.  More hyperplanes, or cuts, make the cones
smaller, and then this proves more.  Permutations of the coordinates that permute the z_k, and with them rows and columns
of E, carry the proof from a cone to its images.

E and n_ij are integers over powers of two, and everything here is arithmetic of integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from numerics.last_layers.regions import Permutation, Signs, Vector, action, actions, complete, signs

IntegerMatrix = tuple[tuple[int, ...], ...]


class Cone(NamedTuple):
    """A region and the proof of (*) in it."""

    point: Vector
    """Inside the region."""
    multipliers: tuple[tuple[int, int, int], ...]
    """i, j and n_ij times 2^bits, for i < j."""


@dataclass(frozen=True)
class DualCertificate:
    """A matrix E with a proof of (*).

    Attributes
    ----------
    columns : tuple of integer tuples
        z_1, …, z_K.
    matrix : tuple of integer tuples
        E times 2^bits.
    bits : int
        The denominator is 2^bits.
    symmetries : tuple of permutations
        Of the coordinates: generators of the group that is used.
    cones : tuple of Cone
        One for every orbit of regions.
    cuts : tuple of integer tuples
        Normals of more hyperplanes; K, K + 1, … are their numbers in the multipliers.

    Examples
    --------
    Two classes on the axes: a(ρ) is never longer than ρ.

    >>> cones = tuple(Cone(point, ()) for point in ((1, 1), (1, -1), (-1, -1)))
    >>> found = DualCertificate(((1, 0), (0, 1)), ((7, 0), (0, 7)), 3, ((1, 0),), cones)
    >>> found.fault() is None, found.bound([1, 1])
    (True, Fraction(7, 4))
    >>> DualCertificate(((1, 0), (0, 1)), ((9, 0), (0, 9)), 3, ((1, 0),), cones).fault()
    'cone 1, 1: not positive definite'
    """

    columns: tuple[Vector, ...]
    matrix: IntegerMatrix
    bits: int
    symmetries: tuple[Permutation, ...]
    cones: tuple[Cone, ...]
    cuts: tuple[Vector, ...] = ()

    @property
    def normals(self) -> tuple[Vector, ...]:
        """Of all hyperplanes."""
        return (*self.columns, *self.cuts)

    @property
    def K(self) -> int:
        """Number of classes."""
        return len(self.columns)

    def entry(self, i: int, k: int) -> Fraction:
        """E_ik."""
        return Fraction(self.matrix[i][k], 2**self.bits)

    def bound(self, weights: Sequence[Fraction | int]) -> Fraction:
        """Σ E_kk / w_k <= Σ ‖ρ_j‖ ‖v_j‖ for all neurons whose outputs are the targets, if the certificate is valid."""
        return sum((self.entry(k, k) / weights[k] for k in range(self.K)), Fraction(0))

    def scaled_matrix(self, weights: Sequence[Fraction | int]) -> list[list[Fraction]]:
        """D = E diag(1/w), with ⟨D, Y⟩ <= Σ ‖ρ_j‖ ‖v_j‖ for all neurons whose outputs are Y."""
        return [[self.entry(i, k) / weights[k] for k in range(self.K)] for i in range(self.K)]

    def fault(self) -> str | None:
        """What is wrong with the proof of (*); None if it is right."""
        return next(self._faults(), None)

    def _faults(self) -> Iterator[str]:
        K, d = self.K, len(self.columns[0]) if self.columns else 0
        if not d or any(len(normal) != d or not any(normal) for normal in self.normals):
            yield "columns: not vectors of one length that are not 0"
        elif self.bits < 0 or len(self.matrix) != K or any(len(row) != K for row in self.matrix):
            yield "matrix: not K × K over a power of two"
        elif len(set(self.normals)) < len(self.normals):
            yield "columns: two are equal"
        else:
            yield from self._faults_of_symmetries(d)
            yield from self._faults_of_cones(d)

    def _faults_of_symmetries(self, d: int) -> Iterator[str]:
        for symmetry in self.symmetries:
            acts = action(symmetry, self.normals) if sorted(symmetry) == list(range(d)) else None
            if acts is None or max(acts.places[: self.K]) >= self.K or min(acts.signs[: self.K]) < 0:
                yield f"symmetry {symmetry}: does not permute the columns"
            elif any(
                self.matrix[acts.places[i]][acts.places[k]] != self.matrix[i][k]
                for i in range(self.K)
                for k in range(self.K)
            ):
                yield f"symmetry {symmetry}: does not keep E"

    def _faults_of_cones(self, d: int) -> Iterator[str]:
        patterns: list[Signs] = []
        for cone in self.cones:
            name = "cone " + ", ".join(map(str, cone.point))
            pattern = signs(cone.point, self.normals) if len(cone.point) == d else None
            if pattern is None:
                yield f"{name}: not a point inside a region"
            elif any(not (0 <= i < j < len(pattern) and n >= 0) for i, j, n in cone.multipliers):
                yield f"{name}: a multiplier is negative or has no place"
            elif not positive_definite(self._remainder(pattern, cone)):
                yield f"{name}: not positive definite"
            else:
                patterns.append(pattern)
        if not complete(patterns, self.normals, actions(self.symmetries, self.normals)):
            yield "cones: some region is missing"

    def remainders(self) -> Iterator[list[list[int]]]:
        """For every cone the matrix that has to be positive definite, times 2^(2 bits)."""
        for cone in self.cones:
            pattern = signs(cone.point, self.normals)
            assert pattern is not None
            yield self._remainder(pattern, cone)

    @cached_property
    def _gram(self) -> list[list[int]]:
        """EᵀE times 2^(2 bits)."""
        transposed = list(zip(*self.matrix, strict=True))
        return [[sum(a * b for a, b in zip(x, y, strict=True)) for y in transposed] for x in transposed]

    def _remainder(self, pattern: Signs, cone: Cone) -> list[list[int]]:
        z, d = self.normals, len(self.columns[0])
        active = [k for k in range(self.K) if pattern[k] > 0]
        left = [[sum(z[i][p] * self._gram[i][k] for i in active) for k in active] for p in range(d)]
        found = [
            [-sum(x * z[k][q] for x, k in zip(row, active, strict=True)) for q in range(d)] for row in left
        ]
        for p in range(d):
            found[p][p] += 4**self.bits
        for i, j, n in cone.multipliers:
            weight = n * pattern[i] * pattern[j] * 2**self.bits
            for p in range(d):
                for q in range(d):
                    found[p][q] -= weight * (z[i][p] * z[j][q] + z[j][p] * z[i][q])
        return found


def positive_definite(matrix: Sequence[Sequence[int]]) -> bool:
    """Whether a symmetric integer matrix is positive definite: its leading minors, by elimination without fractions.

    Examples
    --------
    >>> positive_definite([[2, 1], [1, 1]]), positive_definite([[1, 1], [1, 1]])
    (True, False)
    """
    rows = [list(row) for row in matrix]
    if any(rows[p][q] != rows[q][p] for p in range(len(rows)) for q in range(p)):
        return False
    previous = 1
    for k, pivot_row in enumerate(rows):
        pivot = pivot_row[k]  # the leading minor of size k + 1
        if pivot <= 0:
            return False
        for row in rows[k + 1 :]:
            factor = row[k]
            for q in range(k + 1, len(rows)):
                # Exact: Bareiss' division leaves no remainder.
                row[q] = (row[q] * pivot - factor * pivot_row[q]) // previous
        previous = pivot
    return True
