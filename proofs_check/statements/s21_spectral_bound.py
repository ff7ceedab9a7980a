"""S21: a lower bound on every solution from the singular values on both sides of each ReLU."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import sympy as sp

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s09_lower_bound import Network, networks
from theory.proofs import spectral_bound as stated

if TYPE_CHECKING:
    from flint import arb

Rows = list[list[int]]


class Layer(NamedTuple):
    """M, and W that acts on σ(M)."""

    M: Rows
    W: Rows


def _proof(
    nuclear: sp.Expr = stated.NUCLEAR, rays: int = stated.RAYS, through_layer: sp.Expr = stated.THROUGH_LAYER
) -> LegResult:
    return proof(stated.spectral_bound(nuclear, rays, through_layer))


def layers() -> Iterator[Layer]:
    """Integer matrices: random ones, near rank one with both signs, and near-equality in each claim."""
    random = Random(21)
    for c in range(
        2, 8
    ):  # singular values c³ and 1 behind W, c² and 1 before it: φ is reached up to the third
        yield Layer([[1000 * c**2, 0, 0], [0, 1000, 0], [0, 0, 7]], [[c, 0, 0], [0, 1, 0]])
    for count in range(150):
        # At least three rows: for M >= 0 of rank two the nuclear norm is the same on both sides of σ.
        rows, columns, size = random.randint(3, 4), random.randint(3, 5), 10 ** (count % 3)
        u, v = _row(rows, 30, random), _row(columns, 30, random)
        if count % 2:
            u, v = [abs(x) + 1 for x in u], [abs(x) + 1 for x in v]
        M = [[x * y + noise for y, noise in zip(v, _row(columns, size, random), strict=True)] for x in u]
        W = [
            [100 * x + noise for x, noise in zip(u, _row(rows, size, random), strict=True)]
            for _ in range(random.randint(1, 3))
        ]
        yield Layer(M, W)


def _row(length: int, size: int, random: Random) -> list[int]:
    return [random.randint(-size, size) for _ in range(length)]


def singular_values(matrix: Rows) -> list[arb]:
    """Balls around all singular values, in descending order, one for each column; zeros are exact."""
    from flint import fmpz_mat

    given = fmpz_mat(matrix)
    found: list[arb] = []
    for factor, power in (given.transpose() * given).charpoly().factor()[1]:
        # The eigenvalues are real and not negative: their balls meet the true values.
        for root, multiplicity in factor.complex_roots():
            found += [root.real.max(0).sqrt()] * (multiplicity * power)
    return sorted(found, key=lambda value: -float(value.mid()))


def _claims_hold(layer: Layer, nuclear: sp.Expr, rays: int, through_layer: sp.Expr) -> bool | None:
    """The three claims of the proof for one layer: nuclear norm before σ, two rays, and φ."""
    from flint import arb, fmpz_mat

    N = [[max(entry, 0) for entry in row] for row in layer.M]
    M, after = singular_values(layer.M), singular_values(N)
    behind = singular_values((fmpz_mat(layer.W) * fmpz_mat(N)).tolist())
    tail, norm = _squares(behind[1:]), sum(behind, arb(0))
    square_W = sum(x * x for row in layer.W for x in row)
    s_1, s_2, rest = after[0], after[1], _squares(after[2:])
    claims = [
        (_squares(after[rays:]), _squares(M[1:])),
        (
            _evaluate(through_layer, {stated.S: norm, stated.tail: tail}),
            arb(square_W).sqrt() * sum(M, arb(0)),
        ),
    ]
    if s_2 > 0:
        claims.append(
            (_evaluate(nuclear, {stated.s_1: s_1, stated.s_2: s_2, stated.rest: rest}), sum(M, arb(0)))
        )
    if any(least > value for least, value in claims):
        return False
    return True if all(least <= value for least, value in claims) else None


def _decided(layer: Layer, *claims: Any) -> bool | None:
    from flint import ctx

    with ctx.workprec(200):
        return _claims_hold(layer, *claims)


def _squares(values: list[arb]) -> arb:
    from flint import arb

    return sum((value * value for value in values), arb(0))


def _evaluate(expression: sp.Expr, values: dict[sp.Symbol, arb]) -> arb:
    from flint import arb, fmpq

    names = list(values)
    function = sp.lambdify(
        names,
        expression,
        modules=[{"sqrt": lambda x: x.sqrt(), "Rational": lambda p, q: fmpq(p, q)}],
        cse=False,
    )
    return arb(function(*values.values()))


def _matrices(
    nuclear: sp.Expr = stated.NUCLEAR,
    rays: int = stated.RAYS,
    through_layer: sp.Expr = stated.THROUGH_LAYER,
    layers: Callable[[], Iterable[Layer]] = layers,
) -> LegResult:
    return check_instances(
        layers(),
        lambda layer: _decided(layer, nuclear, rays, through_layer),
        lambda layer: {"M": layer.M, "W": layer.W},
        what="pairs M, W of integer matrices: nuclear norm before σ, two rays, and φ, in enclosures",
    )


def bound(K: int, factors: list[Fraction], more_layers: int = 0) -> arb:
    """A number that the bound for these factors of Λ exceeds by 2 % at most; None for K = 1."""
    from numerics.bounds.spectral import SpectralProblem, cover, least_bound

    L = len(factors) - 1
    product = Fraction(1)
    for factor in factors:
        product *= factor
    problem = SpectralProblem(K, L, product, L - 2 + more_layers)
    return least_bound(problem, cover(problem, slack=0.02))[0]


def _above_bound(network: Network, more_layers: int) -> bool | None:
    from numerics.rationals import to_ball
    from numerics.solution import exact_objective

    (H1, *weights), lambdas, n = network
    value = exact_objective(H1, weights, lambdas[0], lambdas[1:], n)
    least = bound(len(weights[-1]), [n * lambdas[0], *lambdas[1:]], more_layers)
    exact = to_ball(value)
    return True if exact >= least else (False if exact < least else None)


def small_networks() -> Iterator[Network]:
    """DNC on two and three classes, to which the bound is closest, and every third of the networks of S9."""
    from numerics.solution import Block, build

    for classes, depth in ((2, 2), (2, 3), (3, 2), (3, 3)):
        lambdas = [Fraction(1, 50 * classes)] * (depth + 1)
        dnc = build(
            [Block("dnc", classes)], lambda_H=float(lambdas[0]), lambdas=[float(x) for x in lambdas[1:]]
        )
        H1, weights = dnc.rationalised(40)
        yield [H1, *weights], lambdas, 1
    yield from list(networks())[1::3]


def _networks(more_layers: int = 0, networks: Callable[[], Iterable[Network]] = small_networks) -> LegResult:
    return check_instances(
        networks(),
        lambda network: _above_bound(network, more_layers),
        lambda network: {
            "n": network[2],
            "λ": [str(x) for x in network[1]],
            "L": len(network[1]) - 1,
            "H_1, W_1, …": [[[str(x) for x in row] for row in matrix] for matrix in network[0]],
        },
        what="rational networks, objective exact, none below the bound",
    )


STATEMENT = Statement(
    id="S21",
    title="Lower bound on every solution from singular values before and behind each ReLU",
    claim="For K ≥ 2 every solution of the L-DUFM costs at least the minimum over a ≥ 1, 0 ≤ X ≤ K − 2 and q_1, q_2, q ≥ 0 of"
    " ((1−q_1)² + (1−q_2)² + (K−2)(1−q)²)/(2K)"
    " + (L+1)/2 · (Λ φ^(L−2)(a+1+X)² (q_1²/a² + q_2² + (K−2)²q²/X))^(1/(L+1)), the infimum where a → ∞,"
    " with φ(S) = ((S−√X)^(2/3) + X^(1/3))^(3/2) applied L − 2 times and Λ = n λ_H λ_1 ⋯ λ_L. The reasons: σ(M) with singular"
    " values s_i has (a) ‖M‖_* ≥ s_1 + s_2 + Σ_{i≥3} s_i²/s_2 and (b) Σ_{i≥3} s_i² ≤ Σ_{i≥2} m_i² for those of M; (c) if"
    " M' = W σ(M) then ‖W‖ ‖M‖_* ≥ φ(‖M'‖_*) with X = Σ_{i≥2} m_i(M')².",
    hypotheses=("K ≥ 2, n ≥ 1, L ≥ 2, any widths", "all λ's positive and separate"),
    source="derived here; docs/lower-bounds.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.RIGOROUS, "matrices", _matrices),
        Leg(LegKind.RIGOROUS, "networks", _networks),
    ),
    depends_on=("S1",),
    remarks=(
        "At K = L = 2 the minimum is the loss of DNC, or of zero: by Hölder (a+1)²(q_1²/a²+q_2²) ≥ (q_1^(2/3)+q_2^(2/3))³, and"
        " the rest is as in S14.",
        "numerics.bounds evaluates the minimum from below by branch and bound, with the bound on every box enclosed.",
    ),
)
