"""False variants of S4: the SRG loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from proofs_check.statement import Verdict
from proofs_check.statements.s04_srg_loss import CHECK_VALUES
from theory.construction import Construction, eigenspaces
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.symbols import L, r
from variants import by_hand
from variants.bench import Variant


def loss_of_matrices(case: tuple[str, int, int, str]) -> float:
    name, value, depth, lam = case
    shapes = by_hand.dnc(value, depth) if name == "dnc" else by_hand.srg(value, depth)
    return by_hand.least_loss(shapes, depth, (depth + 1) * float(np.log(float(lam))))


def digits_differ(counterexample: Mapping[str, Any]) -> bool:
    """The printed number is not the loss of the explicit matrices."""
    printed = counterexample["printed"]
    unit = 10.0 ** -len(printed.split(".")[1])
    return abs(loss_of_matrices(counterexample["case"]) - float(printed)) > unit / 2


def another_loss(srg: Construction, two_layers: Construction) -> Callable[[Mapping[str, Any]], bool]:
    """With the claimed costs and spectrum the least loss is not that of the explicit matrices."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        name, value, depth, lam = counterexample["case"]
        claimed = srg if depth >= 3 else two_layers
        at = {r: value, L: depth}
        values = [
            float(s.singular_value.subs(at))
            for s in claimed.spectrum
            for _ in range(int(s.multiplicity.subs(at)))
        ]
        cost = float(
            np.prod(
                [float(sp.N(c.cost.subs(at))) ** float(sp.N(c.count.subs(at))) for c in claimed.layer_costs]
            )
        )
        log_product = (depth + 1) * float(np.log(float(lam)))
        found = by_hand.least_loss((tuple(values), cost), depth, log_product, value * (value - 1) // 2)
        true = loss_of_matrices((name, value, depth, lam))
        return abs(found - true) > 1e-8

    return fails


def construction(
    false: str,
    srg: Construction = SRG,
    two_layers: Construction = SRG_TWO_LAYERS,
    *,
    verdict: Verdict = Verdict.REFUTED,
) -> Variant:
    """Another construction, or pair of constructions."""
    claimed = {"srg": srg, "two_layers": two_layers}
    return Variant(
        "S4",
        false,
        {"proof": claimed, "printed values": claimed},
        verdict,
        another_loss(srg, two_layers) if verdict is Verdict.REFUTED else None,
    )


def layer(position: int, base: Construction = SRG, **changes: Any) -> Construction:
    layers = list(base.layer_costs)
    layers[position] = replace(layers[position], **changes)
    return replace(base, layer_costs=tuple(layers))


def counts(*numbers: Any) -> Construction:
    return replace(
        SRG,
        layer_costs=tuple(
            replace(c, count=sp.sympify(k)) for c, k in zip(SRG.layer_costs, numbers, strict=True)
        ),
    )


def spectrum(*pairs: tuple[Any, Any]) -> dict[str, Construction]:
    changed = eigenspaces(*pairs)
    return {"srg": replace(SRG, spectrum=changed), "two_layers": replace(SRG_TWO_LAYERS, spectrum=changed)}


def printed(false: str, case: tuple[str, int, int, str], digits: str) -> Variant:
    return Variant(
        "S4",
        false,
        {"printed values": {"printed": {**CHECK_VALUES, case: digits}}},
        Verdict.REFUTED,
        digits_differ,
    )


top, m3 = (r - 2) * (r - 3) / 2, r * (r - 3) / 2
norm_b, K = SRG.layer_costs[0].cost, SRG.classes
SRG_4, SRG_2 = ("srg", 5, 4, "0.004"), ("srg", 5, 2, "0.0317480")

VARIANTS = (
    printed("last digit of the SRG loss + 1", SRG_4, "0.0809113323"),
    printed("last digit of the SRG loss − 1", SRG_4, "0.0809113321"),
    printed("SRG and DNC losses exchanged", SRG_4, "0.0991798746"),
    printed("loss at L = 2 rounded up", SRG_2, "0.41608"),
    printed("loss at L = 2 equal to DNC's", SRG_2, "0.41842"),
    construction("W_{L−1} costs Kr/2", layer(2, cost=K * r / 2)),
    construction("W_{L−1} costs K(r−1)/4", layer(2, cost=K * (r - 1) / 4)),
    construction("W_{L−1} costs K/4: missing factor r", layer(2, cost=K / 4)),
    construction("‖B‖_* = √(2(r−1)) + r√(r−2)", layer(0, cost=sp.sqrt(2 * (r - 1)) + r * sp.sqrt(r - 2))),
    construction(
        "‖B‖_* = √(2(r−1)) + (r−1)√(r−1)",
        layer(0, cost=sp.sqrt(2 * (r - 1)) + (r - 1) ** sp.Rational(3, 2)),
    ),
    construction("‖B‖_F² = r(r−1) in place of ‖B‖_*", layer(0, cost=r * (r - 1))),
    construction("I_r costs r²", layer(1, cost=r**2)),
    construction("‖B‖_* once, W_{L−1} twice", counts(1, L - 3, 2)),
    construction(
        "exponents right at L = 4 only: r once, W_{L−1} L−3 times",
        counts(2, 1, L - 3),
        verdict=Verdict.UNDECIDED,
    ),
    construction("exponent L−2 of r", counts(2, L - 2, 1)),
    construction("exponent L−4 of r", counts(2, L - 4, 1)),
    construction("W_{L−1}'s cost right at r = 5 only", layer(2, cost=K * 5 / 4), verdict=Verdict.UNDECIDED),
    construction(
        "‖J − BᵀB‖_* without ½",
        two_layers=layer(0, SRG_TWO_LAYERS, cost=(r - 1) * (r - 4) + (r - 1) * (r - 2)),
    ),
    construction(
        "‖J − BᵀB‖_* with −(r−2): sign exchanged",
        two_layers=layer(0, SRG_TWO_LAYERS, cost=(r - 1) * (r - 2) - (r - 1) * (r - 4) / 2),
    ),
    construction(
        "‖A‖_* in place of ‖J − BᵀB‖_*",
        two_layers=layer(0, SRG_TWO_LAYERS, cost=top + (r - 1) * (r - 3) + m3),
    ),
    construction("‖J − BᵀB‖_* charged once", two_layers=layer(0, SRG_TWO_LAYERS, count=sp.Integer(1))),
    construction("singular value r−2 for r−3", **spectrum((top, 1), (r - 2, r - 1), (1, m3))),
    construction(
        "singular value C(r−1,2) for C(r−2,2)",
        **spectrum(((r - 1) * (r - 2) / 2, 1), (r - 3, r - 1), (1, m3)),
    ),
    construction("singular value 2 on the kernel of B", **spectrum((top, 1), (r - 3, r - 1), (2, m3))),
    construction("multiplicities of r−3 and 1 exchanged", **spectrum((top, 1), (r - 3, m3), (1, r - 1))),
    construction(
        "spectrum of M_L before σ",
        **spectrum(((r - 1) * (r - 4) / 2, 1), (r - 2, r - 1), (sp.Rational(1, 10**6), m3)),
    ),
    construction(
        "the third eigenspace is left out, of T and of the sum of squares",
        **spectrum((top, 1), (r - 3, r - 1)),
    ),
    construction("spectrum of the identity variant", **spectrum((1, 1), (1, r - 1), (1, m3))),
    Variant("S4", "empty: no printed values", {"printed values": {"printed": {}}}, Verdict.VACUOUS),
)
