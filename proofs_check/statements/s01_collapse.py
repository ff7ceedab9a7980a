"""S1: DNC1 is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import sympy as sp

from numerics.solution import exact_objective
from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.collapse import collapse
from theory.symbols import lam_H, n

Matrix = list[list[Fraction]]
Network = tuple[Matrix, list[Matrix], int]
"""Features H_1 (d_1 × Kn), weights W_1..W_L, samples per class n."""

LAMBDA = Fraction(1, 7)


ONE_SAMPLE = n * lam_H
"""What the claim puts in the place of λ_H in the problem with one sample a class."""

Choice = Callable[..., int]
"""Chooses among samples, given how much the objective is with each of them, as ``min`` does."""


def _proof(one_sample: sp.Expr = ONE_SAMPLE) -> LegResult:
    return proof(collapse(one_sample))


def _random_networks(count: int, samples: tuple[int, int] = (2, 4)) -> Iterator[Network]:
    """Small networks with random rational entries, signs mixed so that ReLUs switch."""
    random = Random(20240514)
    for _ in range(count):
        K, n, depth = random.randint(2, 4), random.randint(*samples), random.randint(2, 5)
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


def collapsed(features: Matrix, weights: list[Matrix], n: int, choose: Choice = min) -> Matrix:
    """One feature per class: the sample that is cheapest in the exact objective."""
    K = len(features[0]) // n
    best = []
    for k in range(K):

        def cost_of_class(j: int, k: int = k) -> Fraction:
            columns = [j if i // n == k else i for i in range(K * n)]
            return _value(_columns(features, columns), weights, n)

        best.append(choose(range(k * n, (k + 1) * n), key=cost_of_class))
    return _columns(features, best)


def _collapse_lowers(network: Network, one_sample: sp.Expr, choose: Choice, strict: bool) -> bool:
    features, weights, samples = network
    one = collapsed(features, weights, samples, choose)
    copies = [[value for value in row for _ in range(samples)] for row in one]
    repeated, before = _value(copies, weights, samples), _value(features, weights, samples)
    lambda_one = sp.Rational(one_sample.subs({n: samples, lam_H: sp.Rational(str(LAMBDA))}))
    after = _value(one, weights, 1, Fraction(int(lambda_one.p), int(lambda_one.q)))
    return (repeated < before if strict else repeated <= before) and repeated == after


def _exact(
    one_sample: sp.Expr = ONE_SAMPLE,
    choose: Choice = min,
    strict: bool = False,
    samples: tuple[int, int] = (2, 4),
    hypotheses: Callable[[Network], bool] = lambda _: True,
) -> LegResult:
    return check_instances(
        _random_networks(60, samples),
        lambda network: _collapse_lowers(network, one_sample, choose, strict),
        lambda network: {"H_1": str(network[0]), "weights": str(network[1]), "n": network[2]},
        what="random rational networks, objective evaluated exactly",
        hypotheses=hypotheses,
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
