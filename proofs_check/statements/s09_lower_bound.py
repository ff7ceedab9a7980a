"""S9: a lower bound on every solution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from random import Random

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory import symbols
from theory.proofs.lower_bound import CONSTANT, lower_bound

Matrix = NDArray[np.object_]
"""With rational entries."""


def _proof(constant: sp.Expr = CONSTANT) -> LegResult:
    return proof(lower_bound(constant))


def bound(K: int, factors: list[Fraction], constant: sp.Expr = CONSTANT) -> object:
    """Ball around the bound: min over q of f with Ĉ^(L+1) = Λ K², for L + 1 factors of Λ.

    It is the loss of a block with one singular value 1 of multiplicity K and Λ K^(1-L) in place of Λ, since
    DNC's constant is K^(L+1).
    """
    from numerics.enclosure import enclose_loss
    from theory.constructions.dnc import DNC

    depth = len(factors) - 1
    stated = sp.Rational(constant.subs({symbols.K: K, symbols.L: depth}))
    return enclose_loss(
        DNC, K, depth, [*factors, Fraction(int(stated.p), int(stated.q)) / K ** (depth + 1)]
    ).loss


Network = tuple[list[Matrix], list[Fraction], int]
"""H_1 and W_1..W_L with rational entries; λ_H, λ_1..λ_L; n."""


def networks() -> Iterator[Network]:
    """DNC, SRG and block networks, disturbed a little and a lot, and random ones; all rational."""
    from numerics.solution import Block, build

    random = Random(7)
    for blocks in (
        [Block("dnc", 3)],
        [Block("srg", 4)],
        [Block("srg", 5)],
        [Block("srg", 4), Block("dnc", 2)],
    ):
        for depth in (2, 3, 4, 6):
            classes = sum(block.classes for block in blocks)
            n = random.randint(1, 2)
            lambdas = [Fraction(random.randint(1, 20), 500 * classes) for _ in range(depth + 1)]
            solution = build(blocks, lambda_H=float(lambdas[0]), lambdas=[float(x) for x in lambdas[1:]], n=n)
            H1, weights = solution.rationalised(30)
            for size in (0, 1, 300):
                yield [_disturbed(M, size, random) for M in (H1, *weights)], lambdas, n


def _disturbed(matrix: Matrix, size: int, random: Random) -> Matrix:
    noise = [Fraction(random.randint(-size, size), 1000) for _ in range(np.size(matrix))]
    disturbed: Matrix = matrix + np.array(noise, dtype=object).reshape(matrix.shape)
    return disturbed


def _above_bound(network: Network, constant: sp.Expr, share: sp.Expr, strict: bool) -> bool | None:
    from numerics.rationals import to_ball
    from numerics.solution import exact_objective

    (H1, *weights), lambdas, n = network
    value = exact_objective(H1, weights, lambdas[0], lambdas[1:], n)
    K = len(weights[-1])
    factors = [Fraction(int(share.subs(symbols.n, n))) * lambdas[0], *lambdas[1:]]
    ball, exact = bound(K, factors, constant), to_ball(value)
    if strict:
        return True if exact > ball else (False if exact <= ball else None)
    return True if exact >= ball else (False if exact < ball else None)


def _rigorous(
    constant: sp.Expr = CONSTANT,
    share: sp.Expr = symbols.n,
    strict: bool = False,
    networks: Callable[[], Iterable[Network]] = networks,
) -> LegResult:
    """Networks against the bound; ``share`` is the factor of λ_H in Λ, and ``strict`` asks for more than the bound."""
    return check_instances(
        networks(),
        lambda network: _above_bound(network, constant, share, strict),
        lambda network: {
            "n": network[2],
            "λ": [str(x) for x in network[1]],
            "L": len(network[1]) - 1,
            "H_1, W_1, …": [[[str(x) for x in row] for row in matrix] for matrix in network[0]],
        },
        what="rational networks, objective exact, bound enclosed",
    )


def _formal() -> LegResult:
    return formal("S9", covers="the whole claim", whole=True)


STATEMENT = Statement(
    id="S9",
    title="Lower bound on every solution",
    claim="Every solution of the L-DUFM costs at least min over q ≥ 0 of f(q) with"
    " Ĉ = (n λ_H λ_1 ⋯ λ_L)^(1/(L+1)) K^(2/(L+1)).",
    hypotheses=("K ≥ 1, n ≥ 1, L ≥ 2, any widths", "all λ's positive and separate"),
    source="MATH.md S9; Cauchy–Schwarz, ReLU contraction, AM–GM",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.RIGOROUS, "networks", _rigorous),
        formal_leg(_formal),
    ),
    depends_on=("S1",),
)
