"""A candidate as rational matrices whose outputs are exactly the targets: what compares it with DNC at every λ at once.

M_2 = X Y with the pivot columns X of M_2 and its reduced rows Y.  For any invertible A the factors W_1 = X A⁻¹ and
H_1 = A Y have the product M_2.  One A makes their norms least, and that one rounded makes them little more.  W_L is
the pseudoinverse of σ(M_L).
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
from flint import fmpq_mat
from numpy.typing import NDArray

from numerics.evaluate.candidate import Candidate
from numerics.exact import ExactArray, rational_matrix
from numerics.rationals import fractions_of
from numerics.solution.model import exact_squared_norm
from theory.errors import InvalidInputError


def exact_fit(candidate: Candidate, digits: int = 2) -> list[fmpq_mat]:
    """H_1 and W_1, …, W_L with output I, at scales that are not the best.

    Parameters
    ----------
    candidate : Candidate
        Its layers W_2, …, W_{L-1} are taken as they are.
    digits : int
        Decimal digits of A.

    Raises
    ------
    InvalidInputError
        If its layers are rounded themselves, or some class is not reached: σ(M_L) has not the rank K.
    ZeroDivisionError
        If A rounded so far is not invertible.

    Examples
    --------
    SRG on six classes: the cost constant is near its least, and below that of DNC.

    >>> import networkx as nx
    >>> from numerics.evaluate import evaluate
    >>> cell = evaluate(nx.complete_graph(4)).at(L=4)
    >>> round(float(cost_constant(exact_fit(cell.candidate))), 2), cell.cost_constant.str(6, radius=False), 6**5
    (6449.81, '6448.98', 7776)
    """
    if candidate.rounded:
        raise InvalidInputError("its layers were rounded; only exact layers can fit the targets exactly")
    start = list(map(rational_matrix, candidate.start))
    H1, W1 = start if len(start) == 2 else _nearly_balanced(start[0], digits)
    hidden = candidate.family.means
    gram = hidden.transpose() * hidden
    if gram.rank() < hidden.ncols():
        raise InvalidInputError(
            f"σ(M_L) has rank {gram.rank()}; only with rank K = {hidden.ncols()} can all targets be fitted"
        )
    return [H1, W1, *map(rational_matrix, candidate.hidden), gram.inv() * hidden.transpose()]


def cost_constant(factors: list[fmpq_mat]) -> Fraction:
    """The product of all squared norms of factors with output I; DNC has K^{L+1}."""
    return prod(map(exact_squared_norm, factors), start=Fraction(1))


def _nearly_balanced(mean: fmpq_mat, digits: int) -> tuple[fmpq_mat, fmpq_mat]:
    """H_1 and W_1 with W_1 H_1 = M_2."""
    reduced, rank = mean.rref()
    rows, everything = fractions_of(reduced)[:rank], fractions_of(mean)
    columns = everything[:, [int(np.flatnonzero(row)[0]) for row in rows]]
    A = rational_matrix(_rounded(_balancing(columns.astype(float), rows.astype(float)), digits))
    return A * rational_matrix(rows), rational_matrix(columns) * A.inv()


def _balancing(X: NDArray[np.float64], Y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The positive definite A for which ‖X A⁻¹‖² + ‖A Y‖² is least: its square P solves P Y Yᵀ P = Xᵀ X."""
    half, back = _power(Y @ Y.T, 0.5), _power(Y @ Y.T, -0.5)
    return _power(back @ _power(half @ X.T @ X @ half, 0.5) @ back, 0.5)


def _power(M: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(M)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def _rounded(A: NDArray[np.float64], digits: int) -> ExactArray:
    """Integers of so many digits, up to a common factor."""
    return np.asarray(np.rint(A / np.abs(A).max() * 10**digits).astype(np.int64))
