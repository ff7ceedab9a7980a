"""S14: at L = 2, where DNC is optimal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import numpy as np
from numpy.typing import NDArray

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.two_layers_optimal import two_layers_optimal

Matrix = NDArray[np.object_]
"""With rational entries."""


def _proof() -> LegResult:
    return proof(two_layers_optimal())


def raises_nuclear_norm(matrix: list[tuple[int, int]]) -> bool:
    """Whether σ raises the nuclear norm of an integer matrix with two columns, decided in integers.

    ‖M‖_*² = T + 2√D with T = tr MᵀM and D = det MᵀM.

    Examples
    --------
    >>> raises_nuclear_norm([(1, -1), (-1, 1)])  # 2 becomes 2
    False
    """
    trace, determinant = _invariants(matrix)
    trace_after, determinant_after = _invariants([(max(x, 0), max(y, 0)) for x, y in matrix])
    lost = trace - trace_after
    # 2√D' > lost + 2√D, squared; lost is never negative.
    rest = 4 * determinant_after - lost**2 - 4 * determinant
    return rest > 0 and rest**2 > 16 * lost**2 * determinant


def _invariants(matrix: list[tuple[int, int]]) -> tuple[int, int]:
    first, second = sum(x * x for x, _ in matrix), sum(y * y for _, y in matrix)
    return first + second, first * second - sum(x * y for x, y in matrix) ** 2


def _matrices() -> Iterator[list[tuple[int, int]]]:
    random = Random(14)
    for _ in range(4000):
        size = random.choice((1, 3, 100))
        yield [
            (random.randint(-size, size), random.randint(-size, size)) for _ in range(random.randint(1, 6))
        ]


def _two_columns() -> LegResult:
    return check_instances(
        _matrices(),
        lambda matrix: not raises_nuclear_norm(matrix),
        lambda matrix: {"M_2": str(matrix)},
        what="integer matrices with two columns: σ does not raise the nuclear norm",
    )


Network = tuple[list[Matrix], list[Fraction]]
"""H_1, W_1, W_2; λ_H, λ_1, λ_2."""


def _networks() -> Iterator[Network]:
    """Networks on two classes with two layers: DNC, disturbed a little and a lot."""
    from numerics.solution import Block, build

    random = Random(214)
    for size in (1, 5, 30, 1000) * 10:
        lambdas = [Fraction(random.randint(1, 60), 300) for _ in range(3)]
        solution = build(
            [Block("dnc", 2)], lambda_H=float(lambdas[0]), lambdas=[float(x) for x in lambdas[1:]]
        )
        H1, weights = solution.rationalised(30)
        yield [_disturbed(M, size, random) for M in (H1, *weights)], lambdas


def _disturbed(matrix: Matrix, size: int, random: Random) -> Matrix:
    noise = [Fraction(random.randint(-size, size), 1000) for _ in range(np.size(matrix))]
    disturbed: Matrix = matrix + np.array(noise, dtype=object).reshape(matrix.shape)
    return disturbed


def _not_below_dnc(network: Network) -> bool | None:
    from numerics.enclosure import enclose_loss
    from numerics.rationals import to_ball
    from numerics.solution import exact_objective
    from theory.constructions.dnc import DNC

    (H1, *weights), lambdas = network
    value = exact_objective(H1, weights, lambdas[0], lambdas[1:], 1)
    least = enclose_loss(DNC, 2, 2, lambdas).loss
    exact = to_ball(value)
    return True if exact >= least else (False if exact < least else None)


def _rigorous() -> LegResult:
    return check_instances(
        _networks(),
        _not_below_dnc,
        lambda network: {"λ": [str(x) for x in network[1]], "H_1": str(network[0][0].tolist())},
        what="rational networks on two classes, objective exact, none below DNC and zero in enclosures",
    )


STATEMENT = Statement(
    id="S14",
    title="L = 2: DNC is optimal where σ does not raise the nuclear norm of M_2, and for K = 2",
    claim="At L = 2 and every λ: (a) every solution with ‖σ(M_2)‖_* ≤ ‖M_2‖_* (one sample a class, as S1 allows) costs at"
    " least min_q f(q), the lesser of DNC's least loss and ½. (b) For K = 2 every solution is of this kind, so that DNC or"
    " zero is globally optimal. (c) SRG is not for r ≥ 5: ‖σ(M_2)‖_* − ‖M_2‖_* = (r−1)(r−4)/2 > 0.",
    hypotheses=("L = 2, K ≥ 1, n ≥ 1", "all λ's positive and separate", "any widths; at least 2 in (b)"),
    source="derived here; for K = 2 and every L see Súkeník et al. (2023)",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "two columns", _two_columns),
        Leg(LegKind.RIGOROUS, "two classes", _rigorous),
    ),
    depends_on=("S1", "S2", "S3"),
    remarks=(
        "In particular DNC is optimal among solutions whose M_2 has no negative entry, as in a linear network.",
        "Two-layer optimality theorems for more than two classes need a hypothesis that excludes SRG, since by S5 (d)"
        " and (f) DNC is not optimal near its threshold for K ≥ 10, and by S28 at no λ for K ≥ 15; (a) is one that works at"
        " every λ.",
    ),
)
