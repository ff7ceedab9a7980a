"""False variants of S27: vertices of strongly regular graphs against DNC and SRG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from proofs_check.statement import Verdict
from proofs_check.statements.s27_strongly_regular import FRACTIONS
from theory.proofs.constant_row import CONSTANT_RANGE, ConstantRange
from theory.proofs.strongly_regular import VERTEX_RANGE
from theory.proofs.two_layers_graphs import TWO_LAYER_CLAIM
from theory.symbols import r
from variants import by_hand
from variants.bench import Variant


def not_below(counterexample: Mapping[str, Any]) -> bool:
    """By search, the vertices do not cost less than DNC."""
    return by_hand.graph_order(*(counterexample[x] for x in ("p", "m", "μ", "L", "λ/threshold"))) != "<"


def no_help(counterexample: Mapping[str, Any]) -> bool:
    """By search, no constant makes SRG cheaper."""
    return by_hand.constant_order(*(counterexample[x] for x in ("r", "L", "λ/threshold"))) != "<"


def not_below_at_two(counterexample: Mapping[str, Any]) -> bool:
    """By search, at L = 2."""
    q, K = counterexample["q"], counterexample["K"]
    graph = (q + 1, q, q * q * (q - 1)) if q else (3, 3, 36)
    return by_hand.graph_order(*graph, 2, counterexample["λ/threshold"], K) != "<"


def another_rank(counterexample: Mapping[str, Any]) -> bool:
    """Ranks by name."""
    known = {"Petersen": 5, "T(8)": 8, "L_2(4)": 7, "Clebsch": 6, "Schläfli": 7, "Hoffman–Singleton": 22}
    return known[counterexample["graph"]] != counterexample["least rank"]


def too_low(counterexample: Mapping[str, Any]) -> bool:
    """At λ = 0.001 the best outputs cost more than the bound: by a search over κ."""
    lam = 0.001
    shapes = by_hand.regular_graph(3, 3, 36, 2)
    losses = [by_hand.least_loss(one, 2, 3 * float(sp.log(lam))) for one in (shapes, by_hand.dnc(50, 2))]
    return losses[0] > float(Fraction(counterexample["bound/L_DNC"])) * losses[1]


def vertices(false: str, verdict: Verdict, **changes: Any) -> Variant:
    """Another range, for the proof and for the cells."""
    stated = replace(VERTEX_RANGE, **changes)
    legs = {"proof": {"vertices": stated}, "orders": {"stated": stated}}
    return Variant("S27", false, legs, verdict, not_below if verdict is Verdict.REFUTED else None)


def constants(false: str, least_r: int) -> Variant:
    """A constant helps for other r."""
    stated = ConstantRange(least_r)
    return Variant(
        "S27",
        false,
        {"proof": {"constant": stated}, "constants": {"stated": stated}},
        Verdict.REFUTED,
        no_help,
    )


VARIANTS = (
    vertices("at L = 3 for every graph with m ≥ 2", Verdict.REFUTED, at_three=2),
    vertices("at L = 3 for L_2(r) from r = 7 on", Verdict.REFUTED, lattice_at_three=7),
    vertices("at L = 3 for L_2(r) from r = 4 on", Verdict.REFUTED, lattice_at_three=4),
    vertices(
        "at L = 3 for L_2(5)", Verdict.REFUTED, sporadic_at_three=(*VERTEX_RANGE.sporadic_at_three, (4, 2, 2))
    ),
    vertices(
        "at L = 3 for L_2(3), and M_2 = A + mI",
        Verdict.REFUTED,
        sporadic_at_three=(*VERTEX_RANGE.sporadic_at_three, (2, 2, 2)),
    ),
    vertices(
        "conference graphs at L = 3 from m = 2 on, on nine vertices",
        Verdict.UNDECIDED,
        conference_at_three=sp.Integer(2),
    ),
    vertices("at L = 4 for m ≥ 1", Verdict.UNDECIDED, at_four=1),
    constants("a constant helps SRG at r = 7", 7),
    constants("a constant helps SRG at r = 5", 5),
    Variant(
        "S27",
        "at L = 3 the constant is 4/r of DNC's",
        {"proof": {"constant": replace(CONSTANT_RANGE, leading=4 / r)}},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S27",
        "GQ(3, 3) beats DNC at L = 2",
        {
            leg: {arg: replace(TWO_LAYER_CLAIM, least_q=3)}
            for leg, arg in (("proof", "two_layers"), ("two layers", "stated"))
        },
        Verdict.REFUTED,
        not_below_at_two,
    ),
    Variant(
        "S27",
        "‖M_2‖_* is 111 for the graph on 50 vertices",
        {"proof": {"two_layers": replace(TWO_LAYER_CLAIM, nuclear_norm=111)}},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S27",
        "the complement of Petersen's graph in the place of the graph on 50 vertices",
        {"proof": {"two_layers": replace(TWO_LAYER_CLAIM, graph=(2, 2, 4))}},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S27",
        "rational weights at 0.9 L_DNC",
        {"rational weights": {"bounds": (Fraction(9, 10),)}},
        Verdict.REFUTED,
        too_low,
    ),
    Variant("S27", "ranks f + 2", {"matrices": {"rank_off": 1}}, Verdict.REFUTED, another_rank),
    Variant(
        "S27",
        "strictly beyond all zero thresholds",
        {"orders": {"fractions": (*FRACTIONS, Fraction(20))}},
        Verdict.REFUTED,
        not_below,
    ),
    Variant("S27", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
    Variant("S27", "empty: no K at L = 2, no λ", {"two layers": {"fractions": ()}}, Verdict.VACUOUS),
    Variant("S27", "empty: no bound", {"rational weights": {"bounds": ()}}, Verdict.VACUOUS),
    Variant("S27", "empty: a constant at no λ", {"constants": {"fractions": ()}}, Verdict.VACUOUS),
)
