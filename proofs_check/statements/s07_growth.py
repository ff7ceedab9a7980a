"""S7: growth of ranks and of SRG's advantage with the number of classes."""

from __future__ import annotations

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.growth import GROWTH, Growth, growth
from theory.symbols import L, r


def _proof(stated: Growth = GROWTH) -> LegResult:
    return proof(growth(stated))


def _follows_leading_order(case: tuple[int, int], stated: Growth = GROWTH) -> bool:
    """The loss ratio at a tiny λ against the leading order, within the size of the next term."""
    from numerics.losses import loss_table

    value, depth = case
    measured = float(loss_table(value, depth, 1e-300).ratio)
    leading = float(stated.leading.subs({r: value, L: depth}))
    return bool(abs(measured / leading - 1) <= 2 / value)


def _ranks_between(value: int, stated: Growth) -> bool:
    low, high = (
        stated.least_rank_squared.subs(r, value),
        stated.greatest_rank_squared.subs(r, value),
    )
    return bool(low < value * (value - 1) < high)


def _exact(stated: Growth = GROWTH) -> LegResult:
    return check_instances(
        range(stated.smallest, 200),
        lambda value: _ranks_between(value, stated),
        lambda value: {"r": value},
        what="ranks r up to 200 between the bounds, in integers",
    )


def _numeric(stated: Growth = GROWTH) -> LegResult:
    return check_instances(
        [(value, depth) for value in (100, 1000, 10000) for depth in (3, 4, 5, 8, 30)],
        lambda case: _follows_leading_order(case, stated),
        lambda c: {"r": c[0], "L": c[1]},
        what="loss ratios at λ = 1e-300 within 2/r of the leading order, r up to 10⁴",
    )


STATEMENT = Statement(
    id="S7",
    title="Growth: ranks Θ(√K), ratio of cost roots ~ (2/r)^((L−3)/(L+1))",
    claim="√(2K) < r < √(2K) + 1, so that SRG's ranks are Θ(√K); for every fixed L ≥ 3 the ratio of the cost roots is"
    " (2/r)^((L−3)/(L+1)) (1 + O(1/r)): it tends to 1 for L = 3, as 1 − (1 − √2/2)/r, and to 0 for L ≥ 4, as"
    " (2/K)^((L−3)/(2(L+1))). It is the limit of L_SRG/L_DNC as λ → 0.",
    hypotheses=("r → ∞ with L ≥ 3 fixed; the bounds on the rank hold for every r ≥ 4",),
    source="MATH.md S7 (derived there)",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "ranks", _exact),
        Leg(LegKind.NUMERIC, "large r", _numeric),
    ),
    depends_on=("S3", "S4"),
    remarks=(
        "MATH.md's leading order is right; the factor in front is 1, and the first correction at L = 3 is added here.",
    ),
)
