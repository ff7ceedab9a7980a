"""S7: growth of ranks and of SRG's advantage with the number of classes."""

from __future__ import annotations

from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.growth import growth


def _proof() -> LegResult:
    return proof(growth())


def _follows_leading_order(case: tuple[int, int]) -> bool:
    """The loss ratio at a tiny λ against the leading order, within the size of the next term."""
    from numerics.losses import loss_table

    r, depth = case
    measured = float(loss_table(r, depth, 1e-300).ratio)
    leading = (2 / r) ** ((depth - 3) / (depth + 1))
    return bool(abs(measured / leading - 1) <= 2 / r)


def _numeric() -> LegResult:
    return check_instances(
        [(r, depth) for r in (100, 1000, 10000) for depth in (3, 4, 5, 8, 30)],
        _follows_leading_order,
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
    legs=(Leg(LegKind.SYMBOLIC, "proof", _proof), Leg(LegKind.NUMERIC, "large r", _numeric)),
    depends_on=("S3", "S4"),
    remarks=(
        "MATH.md's leading order is right; the factor in front is 1, and the first correction at L = 3 is added here.",
    ),
)
