"""False variants of S7: growth with the number of classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from proofs_check.statement import Verdict
from theory.proofs.growth import GROWTH, Growth
from theory.symbols import L, r
from variants.bench import Variant

LARGE = 200
"""No rank is looked at from here on."""


def outside(stated: Growth) -> Callable[[Mapping[str, Any]], bool]:
    """At the r of the counterexample the r(r−1)/2 edges, counted one by one, are not strictly between the bounds."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        value = counterexample["r"]
        twice = 2 * sum(1 for a in range(value) for b in range(a))
        low, high = (int(e.subs(r, value)) for e in (stated.least_rank_squared, stated.greatest_rank_squared))
        return not low < twice < high

    return fails


def bounds(false: str, verdict: Verdict = Verdict.REFUTED, **changes: Any) -> Variant:
    stated = replace(GROWTH, **changes)
    legs = {leg: {"stated": stated} for leg in ("proof", "ranks")}
    return Variant("S7", false, legs, verdict, outside(stated) if verdict is Verdict.REFUTED else None)


def limit(false: str, **changes: Any) -> Variant:
    """A false limit: no single r refutes it, and floats decide nothing."""
    stated = replace(GROWTH, **changes)
    return Variant("S7", false, {leg: {"stated": stated} for leg in ("proof", "large r")}, Verdict.UNDECIDED)


VARIANTS = (
    bounds("√(2K) > r: sign exchanged", greatest_rank_squared=(r - 1) ** 2, least_rank_squared=sp.Integer(0)),
    bounds("r > √(2K) + 1", least_rank_squared=r**2),
    bounds("r < √(2K) + 1/2", least_rank_squared=(r - 1) ** 2 + r - 1),
    bounds("r² < 2K + r", greatest_rank_squared=r**2 - r),
    bounds("r range too wide: r ≥ 1", smallest=1),
    bounds("r range too wide: r ≥ 0", smallest=0),
    bounds("r² − 8 in place of r², right from r = 9 on", greatest_rank_squared=r**2 - 8),
    bounds(
        "r² − r²/300 in place of r²: fails beyond all r looked at",
        Verdict.UNDECIDED,
        greatest_rank_squared=r**2 - r**2 / 300,
    ),
    bounds("empty: r ≥ 200 and r < 200", Verdict.VACUOUS, smallest=LARGE),
    limit("r/√K → 1", rank_limit=sp.Integer(1)),
    limit("r/√K → 2", rank_limit=sp.Integer(2)),
    limit("exponent (L−3)/L", leading=(2 / r) ** ((L - 3) / L)),
    limit("exponent (L−2)/(L+1)", leading=(2 / r) ** ((L - 2) / (L + 1))),
    limit("exponent L−3, without the root", leading=(2 / r) ** (L - 3)),
    limit("base 1/r", leading=(1 / r) ** ((L - 3) / (L + 1))),
    limit("base r/2: sign of the exponent exchanged", leading=(r / 2) ** ((L - 3) / (L + 1))),
    limit("a factor 2 in front", leading=2 * (2 / r) ** ((L - 3) / (L + 1))),
    limit("correction (1 + √2/2)/r: sign exchanged", correction=1 + sp.sqrt(2) / 2),
    limit("correction (4 − 2√2)/r, without the fourth root", correction=4 - 2 * sp.sqrt(2)),
    limit("no correction of order 1/r", correction=sp.Integer(0)),
)
