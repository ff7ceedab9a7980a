"""S1: DNC1 is free."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np

from numerics.solution import exact_objective
from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.collapse import collapse

Matrix = list[list[Fraction]]
Network = tuple[Matrix, list[Matrix], int]
"""Features H_1 (d_1 × Kn), weights W_1..W_L, samples per class n."""

LAMBDA = Fraction(1, 7)


def _proof() -> LegResult:
    return proof(collapse())


def _random_networks(count: int) -> Iterator[Network]:
    """Small networks with random rational entries, signs mixed so that ReLUs switch."""
    random = Random(20240514)
    for _ in range(count):
        K, n, depth = random.randint(2, 4), random.randint(2, 4), random.randint(2, 5)
        widths = [random.randint(1, 4) for _ in range(depth)] + [K]

        def matrix(rows: int, columns: int) -> Matrix:
            return [
                [Fraction(random.randint(-6, 6), random.randint(1, 5)) for _ in range(columns)]
                for _ in range(rows)
            ]

        yield matrix(widths[0], K * n), [matrix(b, a) for a, b in pairwise(widths)], n


def _value(features: Matrix, weights: list[Matrix], n: int, lambda_H: Fraction = LAMBDA) -> Fraction:
    return exact_objective(
        np.array(features, dtype=object),
        [np.array(w, dtype=object) for w in weights],
        lambda_H,
        [LAMBDA] * len(weights),
        n,
    )


def _columns(features: Matrix, chosen: list[int]) -> Matrix:
    return [[row[j] for j in chosen] for row in features]


def collapsed(features: Matrix, weights: list[Matrix], n: int) -> Matrix:
    """One feature per class: the sample that is cheapest in the exact objective."""
    K = len(features[0]) // n
    best = []
    for k in range(K):

        def cost_of_class(j: int, k: int = k) -> Fraction:
            columns = [j if i // n == k else i for i in range(K * n)]
            return _value(_columns(features, columns), weights, n)

        best.append(min(range(k * n, (k + 1) * n), key=cost_of_class))
    return _columns(features, best)


def _collapse_lowers(network: Network) -> bool:
    features, weights, n = network
    one = collapsed(features, weights, n)
    copies = [[value for value in row for _ in range(n)] for row in one]
    repeated = _value(copies, weights, n)
    return repeated <= _value(features, weights, n) and repeated == _value(one, weights, 1, n * LAMBDA)


def _exact() -> LegResult:
    return check_instances(
        _random_networks(60),
        _collapse_lowers,
        lambda network: {"H_1": str(network[0]), "weights": str(network[1]), "n": network[2]},
        what="random rational networks, objective evaluated exactly",
    )


def _formal() -> LegResult:
    return formal(
        "S1",
        covers="the whole claim",
        whole=True,
    )


STATEMENT = Statement(
    id="S1",
    title="DNC1 is free: n samples behave as one with n·λ_H",
    claim="For all weights and features, giving all samples of a class the feature of its cheapest sample never raises"
    " the objective, and the result has the value of the problem with one sample a class and n·λ_H.",
    hypotheses=("K ≥ 1, n ≥ 1, L ≥ 1", "any widths, any weights, any λ's"),
    source="Súkeník, Lampert, Mondelli (2024), Theorem 3 (DNC1 part); MATH.md §2",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "random networks", _exact),
        formal_leg(_formal),
    ),
)
