"""False variants of S18: set systems against DNC and SRG."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from proofs_check.statement import Verdict
from proofs_check.statements.s18_set_systems import FRACTIONS
from theory.proofs.singles_pairs import PairsClaim
from theory.proofs.star import StarRange
from variants import by_hand
from variants.bench import Variant


def star_costs_more(counterexample: Mapping[str, Any]) -> bool:
    """By search, the star does not cost less than DNC."""
    return by_hand.star_order(*(counterexample[x] for x in ("K", "L", "λ/threshold"))) != "<"


def stars(false: str, verdict: Verdict, **changes: int) -> Variant:
    """Another range of the star, for the proof and for the networks."""
    stated = StarRange(**changes)
    legs = {"proof": {"star": stated}, "star": {"stated": stated}}
    return Variant("S18", false, legs, verdict, star_costs_more if verdict is Verdict.REFUTED else None)


def pairs(false: str, **changes: int) -> Variant:
    """Another comparison of singles and pairs with SRG: only the proof looks at it."""
    return Variant("S18", false, {"proof": {"pairs": PairsClaim(**changes)}}, Verdict.UNDECIDED)


def rivals(false: str, *cells: tuple[str, str, int, str]) -> Variant:
    """Systems whose losses are not below."""
    return Variant("S18", false, {"set systems": {"rivals": cells}}, Verdict.REFUTED, not_below)


RIVAL_LOSSES = {
    ("SRG", "4: 1 2", 4, "0.004"): 0.0809113322,
    ("DNC", "3: 1 2", 3, "0.004"): 0.0477084583,
    ("DNC", "3: 1 2 3", 3, "0.004"): 0.0556023524,
}
"""Least losses of the solutions that are claimed to be beaten, from the table in MATH.md and dnc table."""


def not_below(counterexample: Mapping[str, Any]) -> bool:
    """Training the weights and the last two layers from random starts ends above."""
    key = tuple(counterexample[x] for x in ("below", "points: sizes", "L", "λ"))
    points, sizes = key[1].split(":")
    found = by_hand.trained_set_system(int(points), tuple(map(int, sizes.split())), key[2], float(key[3]))
    return found > RIVAL_LOSSES[key]


def other_outputs(counterexample: Mapping[str, Any]) -> bool:
    """The outputs of both systems are the identity, so not another multiple of it."""
    return counterexample["target"] != 1


VARIANTS = (
    stars("(a) L = 3", Verdict.REFUTED, least_L=3),
    stars("(a) L = 3 from K = 41 on", Verdict.REFUTED, least_r=40, least_L=3),
    stars("(a) K = 2", Verdict.UNDECIDED, least_r=1),
    pairs("(b) from L = 3 on", least_L=3),
    pairs("(b) for K = 10 too", points=4),
    pairs("(b) for K = 3", points=2),
    pairs("(b) for K = 15, from L = 20 on", points=5, least_L=20),
    rivals("(c) K = 10, L = 4: points and pairs below SRG", ("SRG", "4: 1 2", 4, "0.004")),
    rivals("(c) K = 6, L = 3: points and pairs below DNC", ("DNC", "3: 1 2", 3, "0.004")),
    rivals("(c) K = 7, L = 3: all sets of three points below DNC", ("DNC", "3: 1 2 3", 3, "0.004")),
    Variant(
        "S18",
        "the outputs are twice the targets",
        {"layers": {"target": 2}},
        Verdict.REFUTED,
        other_outputs,
    ),
    Variant("S18", "empty: no λ", {"star": {"fractions": ()}}, Verdict.VACUOUS),
    Variant(
        "S18",
        "(a) strictly at λ beyond all zero thresholds",
        {"star": {"fractions": (*FRACTIONS, Fraction(9))}},
        Verdict.REFUTED,
        star_costs_more,
    ),
)
