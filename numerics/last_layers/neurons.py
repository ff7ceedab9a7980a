"""Networks that meet the bounds: the neurons at which (*) is tight, and their best outputs.

Where ‖E a(ρ)‖ = ‖ρ‖ for the best E a neuron may be used.  Such ρ are found by ascent from the null spaces of the
certificate's matrices and from random starts; a second-order cone program chooses the outputs.  A network proves
itself: what it costs is computed from its rounded entries.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb

import cvxpy as cp
import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat

from numerics.exact import ExactArray, rational_matrix
from numerics.families.certificate import Shape
from numerics.last_layers.certificate import DualCertificate, IntegerMatrix
from numerics.last_layers.regions import Vector, closure
from numerics.rationals import fractions_of
from numerics.solution.model import FloatArray

BITS = 40
PRECISION = 96

_TIGHT = 2e-6
"""(*) is tight up to this, relatively."""

_MOST_RAYS = 20_000

_UNUSED = 1e-7
"""Neurons whose share in the cost is less are left out."""


@dataclass(frozen=True, eq=False)
class Neurons:
    """Rational weights w, rows R and outputs V of a network for integer columns z_k.

    Attributes
    ----------
    columns : tuple of integer tuples
        z_1, …, z_K.
    weights : tuple of Fraction
        Column k of Z is w_k z_k.
    rows : tuple of integer tuples
        R, m × d.
    outputs : tuple of integer tuples
        V times 2^40, K × m.

    Examples
    --------
    >>> one = Neurons(((1, 0), (0, 1)), (Fraction(1), Fraction(1)), ((1, 0), (0, 1)), ((2**39, 0), (0, 2**39)))
    >>> one.fitting().constant(3).str(5), one.error()
    ('16.000', Fraction(1, 2))
    """

    columns: tuple[Vector, ...]
    weights: tuple[Fraction, ...]
    rows: tuple[Vector, ...]
    outputs: IntegerMatrix

    def shape(self) -> Shape:
        """The layers Z, R and V."""
        Z = [
            [w * Fraction(z[p]) for w, z in zip(self.weights, self.columns, strict=True)]
            for p in range(len(self.columns[0]))
        ]
        V = [[Fraction(v, 2**BITS) for v in row] for row in self.outputs]
        return Shape(*(np.array(matrix, dtype=object) for matrix in (Z, self.rows, V)))

    def error(self) -> Fraction:
        """‖V σ(R Z) − I‖², exactly."""
        shape = self.shape()
        difference = self._outputs(shape) - np.eye(len(self.columns), dtype=int)
        return Fraction((difference * difference).sum())

    def fitting(self) -> Shape:
        """The same with V replaced by Y^{-1} V, Y = V σ(R Z), so that the outputs are the targets exactly."""
        shape = self.shape()
        inverse = rational_matrix(self._outputs(shape)).inv()
        return Shape(shape.means, shape.rows, fractions_of(inverse * rational_matrix(shape.outputs)))

    def cost(self, fitting: bool) -> arb:
        """Cost g = Σ ‖ρ_j‖ ‖v_j‖ of these outputs, or of :meth:`fitting`."""
        shape = self.fitting() if fitting else self.shape()
        with ctx.workprec(PRECISION):
            squares = zip(_squares(shape.rows), _squares(shape.outputs.T), strict=True)
            return sum((arb(a * b).sqrt() for a, b in squares), arb(0))

    def _outputs(self, shape: Shape) -> ExactArray:
        found: ExactArray = shape.outputs @ np.maximum(shape.rows @ shape.means, 0)
        return found


def _squares(matrix: ExactArray) -> list[fmpq]:
    exact: fmpq_mat = rational_matrix(matrix)
    return [sum((x * x for x in row), fmpq(0)) for row in exact.tolist()]


def ratios(E: FloatArray, z: FloatArray, rows: FloatArray) -> FloatArray:
    """‖E a(ρ)‖ / ‖ρ‖ for rows ρ; ``z`` is d × K."""
    found: FloatArray = np.linalg.norm(np.maximum(rows @ z, 0) @ E.T, axis=1) / np.linalg.norm(rows, axis=1)
    return found


def climb(E: FloatArray, z: FloatArray, rows: FloatArray, steps: int = 600) -> FloatArray:
    """Ascent of the ratio from every row, with its own step."""
    gram = E.T @ E
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    best, step = ratios(E, z, rows), np.ones(len(rows))
    for _ in range(steps):
        a = np.maximum(rows @ z, 0)
        slope = ((a @ gram) * (a > 0)) @ z.T
        slope -= (slope * rows).sum(axis=1, keepdims=True) * rows
        tried = rows + step[:, np.newaxis] * slope
        tried /= np.linalg.norm(tried, axis=1, keepdims=True)
        value = ratios(E, z, tried)
        better = value > best
        rows = np.where(better[:, np.newaxis], tried, rows)
        best, step = np.where(better, value, best), np.where(better, 1.5 * step, 0.5 * step)
    return rows


def tight_rows(dual: DualCertificate, starts: int = 400, seed: int = 1) -> list[Vector]:
    """Integer rows at which (*) is nearly tight, small integers where they do."""
    z, E = np.array(dual.columns, dtype=float).T, np.array(dual.matrix, dtype=float) / 2.0**dual.bits
    d = len(z)
    null = []
    for remainder in dual.remainders():
        values, vectors = np.linalg.eigh(np.array(remainder, dtype=float) / 4.0**dual.bits)
        null += [s * v for value, v in zip(values, vectors.T, strict=True) if value < 1e-3 for s in (1, -1)]
    signs = [np.array(x, dtype=float) for x in product((-1, 0, 1), repeat=d) if any(x)]
    rays = _rays(np.array(dual.normals, dtype=float))
    random = np.random.default_rng(seed).normal(size=(starts, d))
    rows = climb(E, z, np.array([*null, *random]))
    found: dict[Vector, None] = {}
    group = closure(dual.symmetries, d)
    for row in (*signs, *rays, *rows):
        for size in (1, 2, 3, 4, 5, 6, 2**20):
            exact = row / np.abs(row).max() * size
            whole = np.rint(exact).astype(int)
            if np.abs(whole - exact).max() > 1e-5 * size:
                continue
            if ratios(E, z, whole[np.newaxis])[0] > 1 - _TIGHT:
                whole //= np.gcd.reduce(whole)
                found.update({tuple(int(whole[p[i]]) for i in range(d)): None for p in group})
                break
    return list(found)


def _rays(normals: FloatArray) -> FloatArray:
    """Lines in which d − 1 hyperplanes meet, both ways; none where they are too many."""
    d = normals.shape[1]
    if comb(len(normals), d - 1) > _MOST_RAYS:
        return np.zeros((0, d))
    chosen = np.array(list(combinations(normals, d - 1))).reshape(-1, d - 1, d)
    _, values, right = np.linalg.svd(chosen)
    lines = right[values[:, -1] > 1e-9, -1]
    return np.concatenate([lines, -lines])


def realise(
    columns: Sequence[Vector], weights: FloatArray, rows: Sequence[Vector], price: float | None = None
) -> Neurons | None:
    """The cheapest outputs of the rows that fit the targets, or, with a price, the least ½‖Y − I‖² + price · cost.

    None if the solver finds none.
    """
    exact = tuple(Fraction(round(w * 10**7), 10**7) for w in weights)
    Z = np.array(columns, dtype=float).T * np.array([float(w) for w in exact])
    R = np.array(rows, dtype=float)
    lengths = np.linalg.norm(R, axis=1)
    hidden = np.maximum(R @ Z, 0) / lengths[:, np.newaxis]
    V = _outputs(hidden, price)
    if V is None:
        return None
    sizes = np.linalg.norm(V, axis=0)
    used = sizes > _UNUSED * sizes.sum()
    fewer = _outputs(hidden[used], price)
    if fewer is None:
        return None
    V = fewer / lengths[used]
    kept = tuple(row for row, use in zip(rows, used, strict=True) if use)
    steps = tuple(tuple(int(x) for x in row) for row in np.rint(np.ldexp(V, BITS)))
    return Neurons(tuple(columns), exact, kept, steps)


def _outputs(hidden: FloatArray, price: float | None) -> FloatArray | None:
    """V for rows of norm 1."""
    K = hidden.shape[1]
    V = cp.Variable((K, len(hidden)))
    cost = cp.sum(cp.norm(V, 2, axis=0))
    if price is None:
        program = cp.Problem(cp.Minimize(cost), [V @ hidden == np.eye(K)])
    else:
        program = cp.Problem(cp.Minimize(cp.sum_squares(V @ hidden - np.eye(K)) / 2 + price * cost))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            program.solve(solver="CLARABEL", tol_gap_abs=1e-11, tol_gap_rel=1e-11, tol_feas=1e-11)
        except cp.SolverError:
            return None
    found: FloatArray | None = V.value
    return found
