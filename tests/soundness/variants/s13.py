"""False variants of S13: layerwise optimality of SRG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import sympy as sp

from proofs_check.statement import Verdict
from theory.proofs.layerwise import CERTIFICATES, Certificates
from theory.symbols import r
from variants.bench import Variant


def certifies_nothing(stated: Certificates) -> Callable[[Mapping[str, Any]], bool]:
    """With plain fractions: a multiplier has the wrong sign, or N·Bᵀ is not W_{L-1}, or not I."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        value = counterexample["r"]
        edges = [set(e) for e in combinations(range(value), 2)]
        nu, mu, nu_1, mu_1 = (
            Fraction(str(e.subs(r, value)))
            for e in (stated.nu, stated.mu, stated.identity_nu, stated.identity_mu)
        )
        row = {0: nu, 1: -mu, 2: Fraction(0)}
        last_hidden = all(
            sum(row[len(e & f)] for f in edges if v in f) == Fraction(-1 if v in e else 1, 2)
            for e in edges
            for v in range(value)
        )
        identity = all(
            sum((nu_1 if u in f else -mu_1) for f in edges if v in f) == (u == v)
            for u in range(value)
            for v in range(value)
        )
        return not (last_hidden and identity and min(nu, mu, nu_1, mu_1) > 0)

    return fails


def multipliers(false: str, verdict: Verdict = Verdict.REFUTED, **changes: Any) -> Variant:
    stated = replace(CERTIFICATES, **changes)
    return Variant(
        "S13",
        false,
        {leg: {"stated": stated} for leg in ("proof", "multipliers")},
        verdict,
        certifies_nothing(stated) if verdict is Verdict.REFUTED else None,
    )


def dual(false: str, entry: sp.Expr) -> Variant:
    """Irrational entries: only the proof looks at them."""
    return multipliers(false, Verdict.UNDECIDED, off_support=entry)


c = CERTIFICATES
on_constants, elsewhere = 1 / sp.sqrt(2 * (r - 1)), 1 / sp.sqrt(r - 2)

VARIANTS = (
    multipliers("ν = 1/(2(r−2)(r−3)): missing factor r", nu=c.nu / r),
    multipliers("ν = r/((r−2)(r−3)): missing ½", nu=2 * c.nu),
    multipliers("ν < 0: sign exchanged", nu=-c.nu),
    multipliers("ν = r/(2(r−1)(r−2)): off by one", nu=r / (2 * (r - 1) * (r - 2))),
    multipliers("μ = 1/(r−2): missing ½", mu=2 * c.mu),
    multipliers("μ < 0: sign exchanged", mu=-c.mu),
    multipliers("μ = 0: adjacent edges constrain nothing", mu=sp.Integer(0)),
    multipliers("μ = 1/(2(r−3)): off by one", mu=1 / (2 * (r - 3))),
    multipliers("μ right at r = 4 only", mu=sp.Rational(1, 4)),
    multipliers("I_r with ν = 1/r", identity_nu=1 / r),
    multipliers("I_r with ν = 1/(r−2)", identity_nu=1 / (r - 2)),
    multipliers("I_r with μ < 0: sign exchanged", identity_mu=-c.identity_mu),
    multipliers("I_r with μ = 0", identity_mu=sp.Integer(0)),
    multipliers("I_r with μ = 1/((r−1)(r−3))", identity_mu=1 / ((r - 1) * (r - 3))),
    multipliers("r range too wide: r ≥ 3", Verdict.UNDECIDED, smallest=3),
    multipliers("r range too wide: r ≥ 2", Verdict.UNDECIDED, smallest=2),
    multipliers("empty: 13 ≤ r ≤ 12", Verdict.VACUOUS, smallest=13),
    dual("Z off the support is positive: sign exchanged", -c.off_support),
    dual("Z off the support: missing factor 2", c.off_support / 2),
    dual("Z off the support: missing 1/r", c.off_support * r),
    dual("Z off the support: r−1 for r−2", 2 * (on_constants - 1 / sp.sqrt(r - 1)) / r),
    dual("Z off the support: (r−2)^(−1) for its root", 2 * (on_constants - elsewhere**2) / r),
    dual("Z vanishes off the support", sp.Integer(0)),
)
