"""Certified cost constants of set systems: DNC beaten at every λ by one inequality between numbers.

A set system with rational weights Z, integer rows R and rational outputs V with V σ(R Z) = I, exactly, is a solution
whose outputs are q times the targets at the cost f(q) with the constant

    C = ‖Z‖_*² (rank Z)^{L−3} g²,    g = Σ ‖ρ_j‖ ‖v_j‖,

which is enclosed from exact squares.  If C < K^{L+1}, then it costs less than DNC at every λ at which DNC beats zero,
and so it does for every larger L if rank Z < K (S5, first step).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq_poly

from numerics.exact import ExactArray, equal, rank, rational_matrix
from numerics.families.set_system import SetSystem, solve
from numerics.rationals import fractions_of
from numerics.solution.model import FloatArray, Solution
from theory.errors import InvalidInputError

DENOMINATOR = 10**6
"""Weights and outputs are rounded to multiples of its inverse before the outputs are corrected."""

TINY = 1e-4
"""λ at which the outputs are found: nearly those that fit exactly."""

BITS = 128


@dataclass(frozen=True, eq=False)
class Shape:
    """Exact layers of a solution whose outputs are the targets.

    Attributes
    ----------
    means, rows, outputs : arrays of fractions, shapes (d, K), (m, d) and (K, m)
        Z >= 0, R and V with V σ(R Z) = I.
    """

    means: ExactArray
    rows: ExactArray
    outputs: ExactArray

    @property
    def fits(self) -> bool:
        """Whether Z >= 0 and V σ(R Z) = I, exactly."""
        hidden = np.maximum(self.rows @ self.means, 0)
        identity = np.eye(self.means.shape[1], dtype=np.int64)
        return bool((self.means >= 0).all()) and equal(self.outputs @ hidden, identity)

    def constant(self, L: int) -> arb:
        """Ball that holds C.

        Examples
        --------
        Three classes at L = 4, where DNC has 3⁵ = 243:

        >>> shape = exact_shape(SetSystem.of_sizes(2, (1, 2)))
        >>> shape.fits, bool(shape.constant(4) < 243)
        (True, True)
        """
        with ctx.workprec(BITS):
            lengths = [_norm(row) for row in self.rows]
            sizes = [_norm(column) for column in self.outputs.T]
            g = sum((a * b for a, b in zip(lengths, sizes, strict=True)), arb(0))
            return nuclear_norm(self.means) ** 2 * arb(rank(self.means)) ** (L - 3) * g**2


def exact_shape(system: SetSystem) -> Shape:
    """Round the solution of a set system, and correct the outputs so that they fit exactly.

    Examples
    --------
    >>> exact_shape(SetSystem.of_sizes(3, (1, 3))).fits
    True
    """
    found = solve(system, 3, 4 * float(np.log(TINY)))
    return corrected(found.means, system.integer_rows, found.outputs)


def shape_of(solution: Solution) -> Shape:
    """The exact shape near a network of three layers that nearly fits: H_1 and W_1 give Z = σ(W_1 H_1), W_2 gives R, W_3 V.

    Parallel rows of Z are merged, which changes neither the outputs nor ‖Z‖_*; so are parallel neurons.

    Raises
    ------
    InvalidInputError
        If it has another depth.

    Examples
    --------
    >>> from numerics.families.closed import star
    >>> shape = shape_of(star(4, lambda_H=1e-5, lambdas=(1e-5,) * 3))
    >>> shape.fits, shape.means.shape
    (True, (3, 4))
    """
    if len(solution.weights) != 3:
        raise InvalidInputError(
            f"a network of {len(solution.weights)} layers given; an exact shape is found at L = 3"
        )
    scale = 1 / np.abs(solution.class_means()[1]).max()
    Z, R = _merged_rows(np.maximum(solution.class_means()[1], 0) * scale, solution.weights[1] / scale)
    hidden = np.maximum(R @ Z, 0)
    alive = hidden.max(axis=1) > 1e-7 * hidden.max()
    R, V = R[alive], solution.weights[2][:, alive]
    lengths = np.linalg.norm(R, axis=1)
    unit = R / lengths[:, np.newaxis]
    groups: list[int] = []
    for k in range(len(unit)):
        if all(unit[k] @ unit[j] < 1 - 1e-9 for j in groups):
            groups.append(k)
    owner = [max(groups, key=lambda j: unit[k] @ unit[j]) for k in range(len(unit))]
    outputs = np.array(
        [sum(lengths[k] * V[:, k] for k in range(len(unit)) if owner[k] == j) for j in groups]
    ).T
    steps = _rounded(unit[groups])
    return corrected(Z, steps, outputs)


def _merged_rows(Z: FloatArray, R: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Parallel rows of Z as one of the root of the sum of their squares, with the columns of R that belong to it."""
    sizes = np.linalg.norm(Z, axis=1)
    rows = [k for k in np.argsort(-sizes) if sizes[k] > 1e-7 * sizes.max()]
    found: list[list[int]] = []
    for k in rows:
        home = next((g for g in found if Z[k] @ Z[g[0]] > (1 - 1e-9) * sizes[k] * sizes[g[0]]), None)
        if home is None:
            found.append([int(k)])
        else:
            home.append(int(k))
    joint = [float(np.sqrt((sizes[g] ** 2).sum())) for g in found]
    means = np.array([Z[g[0]] / sizes[g[0]] * size for g, size in zip(found, joint, strict=True)])
    columns = [(R[:, g] * sizes[g]).sum(axis=1) / size for g, size in zip(found, joint, strict=True)]
    return means, np.array(columns).T


def corrected(means: FloatArray, rows: ExactArray, outputs: FloatArray) -> Shape:
    """Z and V rounded, V moved as little as possible to where V σ(R Z) = I; ``outputs`` belong to unit rows."""
    used = np.linalg.norm(outputs, axis=0) > 1e-3 * np.abs(outputs).max()
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1)
    Z, R, V = _rounded(means), rows[used], _rounded((outputs / lengths)[:, used])
    A = rational_matrix(np.maximum(R @ Z, 0))
    residual = rational_matrix(np.eye(Z.shape[1], dtype=np.int64)) - rational_matrix(V) * A
    step = residual * (A.transpose() * A).inv() * A.transpose()
    return Shape(Z, R, V + fractions_of(step))


def nuclear_norm(Z: ExactArray) -> arb:
    """Ball that holds ‖Z‖_*: the roots of the eigenvalues of ZZᵀ, isolated by FLINT.

    Examples
    --------
    >>> nuclear_norm(np.array([[3, 0], [0, 4]])).str(5)
    '7.0000'
    """
    matrix = rational_matrix(Z)
    polynomial = fmpq_poly((matrix * matrix.transpose()).charpoly().coeffs())
    with ctx.workprec(BITS):
        roots = polynomial.complex_roots()
        return sum((power * root.real.max(arb(0)).sqrt() for root, power in roots), arb(0))


def _norm(entries: ExactArray) -> arb:
    row = rational_matrix(entries.reshape(1, -1))
    return arb((row * row.transpose())[0, 0]).sqrt()


def _rounded(matrix: FloatArray) -> ExactArray:
    steps = np.rint(matrix * DENOMINATOR).astype(np.int64)
    return np.array([[Fraction(int(x), DENOMINATOR) for x in row] for row in steps], dtype=object)
