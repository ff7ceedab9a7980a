"""Best weights, best last two layers and their certificates, for given columns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from numerics.last_layers.certificate import DualCertificate
from numerics.last_layers.neurons import realise, tight_rows
from numerics.last_layers.record import Record
from numerics.last_layers.regions import Permutation, Vector, closure
from numerics.last_layers.solver import DualProgram
from numerics.last_layers.weights import Contraction, best_weights
from numerics.solution.model import FloatArray
from theory.errors import InvalidInputError

GAP = Fraction(1, 10**6)
"""By how much, relatively, a network may cost more than the bound."""

SIMPLE = 6
"""Rows with integers up to this size are tried first."""

_ROUNDS = 40
_SETTLED = 1e-6


def search(
    name: str,
    columns: Sequence[Vector],
    symmetries: Sequence[Permutation] = (),
    *,
    free_weights: bool = True,
    L: int | None = None,
    lam: Fraction | None = None,
) -> Record:
    """Find a network and certificates that leave as little as possible between them.

    Parameters
    ----------
    name : str
        Of the features.
    columns, symmetries
        As for :class:`numerics.last_layers.solver.DualProgram`.
    free_weights : bool
        Whether the weights are chosen too; all are 1 if not.
    L, lam : int and Fraction, optional
        Minimise the loss at this depth and common λ, and not the cost of outputs that are the targets.

    Raises
    ------
    InvalidInputError
        If no network within ``GAP`` of the bound was found.

    Examples
    --------
    >>> found = search("DNC", ((1, 0), (0, 1)), ((1, 0),))
    >>> found.fault() is None, found.within(Fraction(1, 10**6)), round(float(found.value()), 6)
    (True, True, 4.0)
    """
    program = DualProgram(tuple(columns), tuple(symmetries), mirrors(symmetries, len(columns[0])))
    z = np.array(columns, dtype=float).T
    weights = np.ones(len(columns))
    dual, price = program.maximise(weights), None
    for count in range(_ROUNDS):
        before = weights, price
        if L is not None and lam is not None:
            weights, price = _next(z, weights, dual, price, L, float(lam), free_weights)
            dual = program.fit(weights, price)
        elif free_weights:
            found = best_weights(columns, dual, weights)
            weights = found if count < 3 else np.sqrt(weights * found)
            dual = program.maximise(weights)
        if np.abs(weights - before[0]).max() < _SETTLED and (
            price is None or (before[1] and abs(price / before[1] - 1) < _SETTLED)
        ):
            break
    rows = tight_rows(dual)
    for chosen in ([row for row in rows if max(map(abs, row)) <= SIMPLE], rows):
        neurons = realise(columns, weights, chosen, price) if chosen else None
        if neurons is None:
            continue
        exact = np.array([float(w) for w in neurons.weights])
        record = Record(name, neurons, dual, Contraction.of(z * exact) if free_weights else None, L, lam)
        if record.within(GAP):
            return record
    raise InvalidInputError(
        f"{name} given; no network within {float(GAP):.0e} of the bound was found; what is proved about these features"
        " is the certificate of numerics.last_layers.solver"
    )


def _next(
    z: FloatArray,
    weights: FloatArray,
    dual: DualCertificate,
    price: float | None,
    L: int,
    lam: float,
    free: bool,
) -> tuple[FloatArray, float]:
    """Weights and price of neurons at the outputs at which the certificate is tight."""
    K = len(weights)
    E = np.array(dual.matrix, dtype=float) / 2.0**dual.bits
    D = E / weights
    Y = np.eye(K) - (price or 0.0) * D
    if free:
        left, _, right = np.linalg.svd(z * weights, full_matrices=False)
        c = ((left @ right) * z).sum(axis=0)
        t = (E * Y).sum(axis=0)
        weights = np.sqrt(weights * np.sqrt(np.maximum(t, 1e-12) / c))
        weights = weights / weights[0]
    g = float((E / weights * Y).sum())
    Z = z * weights
    log_cost = (L + 1) * np.log(lam) + 2 * np.log(np.linalg.norm(Z, "nuc") * g)
    log_cost += (L - 3) * np.log(np.linalg.matrix_rank(Z))
    return weights, float(K / g * np.exp(log_cost / (L + 1)))


def mirrors(symmetries: Sequence[Permutation], d: int) -> tuple[Vector, ...]:
    """The hyperplanes ρ_i = ρ_j for all i and j that a symmetry exchanges while it keeps the others.

    As cuts they leave about as many orbits of cones, and smaller ones: those on one side of every mirror.

    Examples
    --------
    >>> mirrors([(1, 0, 2)], 3)
    ((1, -1, 0),)
    """
    group = set(closure(symmetries, d))
    found = []
    for i, j in combinations(range(d), 2):
        exchange = [*range(d)]
        exchange[i], exchange[j] = j, i
        if tuple(exchange) in group:
            found.append(tuple((p == i) - (p == j) for p in range(d)))
    return tuple(found)
