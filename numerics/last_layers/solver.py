"""Finding E: one semidefinite program over E and the multipliers of all cones, rounded to a certificate.

By Schur's complement the condition of a cone is linear in E and the n_ij together:

    [ I_d − Σ n_ij (c_i c_jᵀ + c_j c_iᵀ)    Z_S E_Sᵀ ]
    [ E_S Z_Sᵀ                               I_K      ]  positive semidefinite.

What the solver says is not believed: E and n_ij are shrunk by a little, rounded, and checked in integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import cvxpy as cp
import numpy as np

from numerics.accurate_solver import solve_accurately
from numerics.families.set_system import Indices, orbits
from numerics.last_layers.certificate import Cone, DualCertificate
from numerics.last_layers.regions import Permutation, Vector, action, actions, representatives, signs
from numerics.solution.model import FloatArray
from theory.errors import InvalidInputError

SHRINKS = (2e-7, 4e-7, 8e-7)
"""E is made smaller by the first of these factors that makes up for rounding and the solver's errors."""

NEGLIGIBLE = 2.0**-32
"""Multipliers that are smaller are left out."""

BITS = 40

TOLERANCES = (1e-11, 1e-9)
"""What the solver is asked for, one after the other."""


@dataclass(frozen=True, eq=False)
class DualProgram:
    """The semidefinite constraints for given columns, solved for several objectives.

    Attributes
    ----------
    columns : tuple of integer tuples
        z_1, …, z_K, no two parallel.
    symmetries : tuple of permutations
        Of the coordinates; the objective must not change under them.
    cuts : tuple of integer tuples
        Normals of more hyperplanes.
    """

    columns: tuple[Vector, ...]
    symmetries: tuple[Permutation, ...] = ()
    cuts: tuple[Vector, ...] = ()

    @property
    def normals(self) -> tuple[Vector, ...]:
        """Of all hyperplanes."""
        return (*self.columns, *self.cuts)

    @cached_property
    def regions(self) -> tuple[tuple[Vector, tuple[int, ...]], ...]:
        """A point of one region of each orbit, with the hyperplanes that bound it."""
        group = actions(self.symmetries, self.normals)
        return tuple(zip(*representatives(self.normals, group), strict=True))

    @cached_property
    def numbers(self) -> Indices:
        """Orbits of the entries of E."""
        K = len(self.columns)
        pairs = [np.arange(K * K)]
        for symmetry in self.symmetries:
            acts = action(symmetry, self.columns)
            if acts is None:
                raise InvalidInputError(f"symmetry {symmetry} given; it must permute the columns")
            pairs.append(np.add.outer(K * np.array(acts.places), np.array(acts.places)).ravel())
        found: Indices = orbits(pairs).reshape(K, K)
        return found

    def maximise(self, weights: FloatArray) -> DualCertificate:
        """The certificate with the greatest Σ E_kk / w_k: the least cost of neurons whose outputs are the targets.

        Examples
        --------
        >>> found = DualProgram(((1, 0), (0, 1)), ((1, 0),)).maximise(np.ones(2))
        >>> found.fault() is None, round(float(found.bound([1, 1])), 5)
        (True, 2.0)
        """
        e, multipliers, constraints = self._constraints(1.0)
        gain = self._on_orbits(np.diag(1 / weights))
        solve_accurately(cp.Problem(cp.Maximize(gain @ e), constraints), TOLERANCES)
        return self._certificate(e, multipliers, 1.0)

    def fit(self, weights: FloatArray, price: float) -> DualCertificate:
        """The certificate that is tight at the outputs Y with the least ½‖Y − I‖² + price · (cost of neurons for Y).

        Then E diag(1/w) times the price is I − Y.
        """
        inverse = 1 / weights
        e, multipliers, constraints = self._constraints(price)
        gain = self._on_orbits(np.diag(inverse))
        sizes = np.sqrt(self._on_orbits(np.tile(inverse**2, (len(inverse), 1))))
        objective = gain @ e - cp.sum_squares(cp.multiply(sizes, e)) / 2
        solve_accurately(cp.Problem(cp.Maximize(objective), constraints), TOLERANCES)
        return self._certificate(e, multipliers, price)

    def _on_orbits(self, matrix: FloatArray) -> FloatArray:
        return np.bincount(self.numbers.ravel(), matrix.ravel()).astype(np.float64)

    def _constraints(self, price: float) -> tuple[cp.Variable, list[cp.Variable], list[Any]]:
        normals, K = np.array(self.normals, dtype=float).T, len(self.columns)
        z, d = normals[:, :K], len(normals)
        e = cp.Variable(self.numbers.max() + 1)
        multipliers, constraints = [], []
        for point, wall in self.regions:
            pattern = np.array(signs(point, self.normals))
            pairs = list(combinations(wall, 2))
            n = cp.Variable(len(pairs), nonneg=True)
            columns = np.zeros(((d + K) ** 2, len(pairs)))
            for p, (i, j) in enumerate(pairs):
                block = np.zeros((d + K, d + K))
                once = pattern[i] * pattern[j] * np.outer(normals[:, i], normals[:, j])
                block[:d, :d] = once + once.T
                columns[:, p] = block.ravel()
            linear = np.zeros(((d + K) ** 2, self.numbers.max() + 1))
            for orbit in range(linear.shape[1]):
                block = np.zeros((d + K, d + K))
                block[d:, :d] = ((self.numbers == orbit) * (pattern[:K] > 0)) @ z.T
                linear[:, orbit] = (block + block.T).ravel()
            flat = price * np.eye(d + K).ravel() + linear @ e - columns @ n
            constraints.append(cp.reshape(flat, (d + K, d + K), order="C") >> 0)
            multipliers.append(n)
        return e, multipliers, constraints

    def _certificate(self, e: cp.Variable, multipliers: list[cp.Variable], price: float) -> DualCertificate:
        if e.value is None:
            raise InvalidInputError("the solver has no answer for these activations; try others")
        for shrink in SHRINKS:
            matrix = np.rint(np.ldexp((1 - shrink) / price * e.value, BITS))[self.numbers]
            cones = []
            for (point, wall), n in zip(self.regions, multipliers, strict=True):
                # The condition holds for E and n over the price; both parts that are subtracted fall alike.
                values = (1 - shrink) ** 2 / price * n.value
                kept = [
                    (i, j, int(np.rint(np.ldexp(value, BITS))))
                    for (i, j), value in zip(combinations(wall, 2), values, strict=True)
                    if value > NEGLIGIBLE
                ]
                cones.append(Cone(point, tuple(kept)))
            rows = tuple(tuple(int(x) for x in row) for row in matrix)
            found = DualCertificate(self.columns, rows, BITS, self.symmetries, tuple(cones), self.cuts)
            if found.fault() is None:
                break
        return found
