"""False variants of S2: DNC's loss, its threshold and zero beyond it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import mpmath
import sympy as sp

from proofs_check.statement import Verdict
from proofs_check.statements.s02_dnc_loss import NEAR
from theory.construction import eigenspaces
from theory.constructions.dnc import DNC
from theory.loss import THRESHOLD
from theory.symbols import K, L, q
from variants import by_hand
from variants.bench import Variant


def lies_elsewhere(claimed: sp.Expr, near: int = 1) -> Callable[[Mapping[str, Any]], bool]:
    """At Ĉ just below the claimed threshold zero is as good already, or just above it f is still below ½."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        depth = counterexample["L"]
        with mpmath.workdps(60):
            root = mpmath.mpf(str(sp.N(claimed.subs(L, depth), 60)))
            shift = near * mpmath.mpf(10) ** -12
            half = mpmath.mpf(1) / 2
            too_high = by_hand.least_uniform(root * (1 - shift), depth) == half
            too_low = by_hand.least_uniform(root * (1 + shift), depth) < half
        return bool(too_high or too_low)

    return fails


def threshold(false: str, claimed: sp.Expr) -> Variant:
    return Variant(
        "S2",
        false,
        {"proof": {"threshold": claimed}, "threshold": {"threshold": claimed}},
        Verdict.REFUTED,
        lies_elsewhere(claimed),
    )


def unproved(false: str, **claims: Any) -> Variant:
    return Variant("S2", false, {"proof": claims}, Verdict.UNDECIDED)


def with_layers(cost: sp.Expr, count: sp.Expr) -> Any:
    return replace(DNC, layer_costs=(replace(DNC.layer_costs[0], cost=cost, count=count),))


E_, TINY = (L - 1) / (L + 1), sp.Rational(1, 10**9)

VARIANTS = (
    threshold("threshold without the factor 1/L", ((L - 1) / L) ** E_),
    threshold("threshold with 1/(L+1) for 1/L", ((L - 1) / L) ** E_ / (L + 1)),
    threshold("threshold with exponent (L−1)/L", ((L - 1) / L) ** ((L - 1) / L) / L),
    threshold("threshold with exponent L/(L+1)", ((L - 1) / L) ** (L / (L + 1)) / L),
    threshold("threshold at q = L/(L+1)", (L / (L + 1)) ** E_ / (L + 1)),
    threshold(
        "threshold where the nonzero minimum appears, q = (L−1)/(2L)",
        (1 + 1 / L) / 2 * ((L - 1) / (2 * L)) ** E_,
    ),
    threshold("threshold too high by 1e-9", THRESHOLD * (1 + TINY)),
    threshold("threshold too low by 1e-9", THRESHOLD * (1 - TINY)),
    Variant(
        "S2",
        "sides of the threshold exchanged",
        {"threshold": {"near": -NEAR}},
        Verdict.REFUTED,
        lies_elsewhere(THRESHOLD, near=-1),
    ),
    Variant("S2", "L range too wide: L ≥ 1", {"threshold": {"cases": ((2, 1), (2, 2))}}, Verdict.UNDECIDED),
    Variant("S2", "K range too wide: K ≥ 0", {"threshold": {"cases": ((0, 2), (1, 2))}}, Verdict.UNDECIDED),
    Variant("S2", "empty: no K and L", {"threshold": {"cases": ()}}, Verdict.VACUOUS),
    unproved("minimum ½(1−q)(1+(L−1)q)", minimum=(1 - q) * (1 + (L - 1) * q) / 2),
    unproved("minimum ½(1−q)(1+(L+1)q)", minimum=(1 - q) * (1 + (L + 1) * q) / 2),
    unproved("minimum ½(1+q)(1+Lq): sign exchanged", minimum=(1 + q) * (1 + L * q) / 2),
    unproved("minimum (1−q)(1+Lq) without ½", minimum=(1 - q) * (1 + L * q)),
    unproved("every DNC solution costs at least f with K^L for K^(L+1)", constant=K**L),
    unproved("every DNC solution costs at least f with K^(L+2) for K^(L+1)", constant=K ** (L + 2)),
    unproved("every DNC solution costs at least f with K^(2(L+1))", constant=K ** (2 * L + 2)),
    unproved("DNC's layers cost K−1", dnc=with_layers(K - 1, L)),
    unproved("DNC has L−1 factors before W_L", dnc=with_layers(K, L - 1)),
    unproved("DNC has L+1 factors before W_L", dnc=with_layers(K, L + 1)),
    unproved("DNC's layers cost K² at half the number", dnc=with_layers(K**2, L / 2)),
    unproved("DNC's singular value is 2", dnc=replace(DNC, spectrum=eigenspaces((2, K)))),
    unproved("DNC's singular value has multiplicity K−1", dnc=replace(DNC, spectrum=eigenspaces((1, K - 1)))),
    unproved(
        "DNC has a second singular value 1/2",
        dnc=replace(DNC, spectrum=eigenspaces((1, K - 1), (sp.Rational(1, 2), 1))),
    ),
)
