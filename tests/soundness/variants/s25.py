"""False variants of S25: neurons on halves of the points against SRG."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import sympy as sp

from proofs_check.statement import Verdict
from proofs_check.statements.s25_halves import SIX_POINTS
from theory.proofs.halves import HalvesClaim
from variants.bench import Variant


def claim(false: str, **changes: Any) -> Variant:
    """Another claim, for the proof alone."""
    return Variant("S25", false, {"proof": {"stated": HalvesClaim(**changes)}}, Verdict.UNDECIDED)


def ranges(false: str, verdict: Verdict, **changes: Any) -> Variant:
    """Other ranges, for the proof and for the cells: where the two solutions are the same, balls leave it open unless both are zero."""
    legs = {leg: {"stated": HalvesClaim(**changes)} for leg in ("proof", "orders")}
    return Variant("S25", false, legs, verdict, same_as_srg if verdict is Verdict.REFUTED else None)


def same_as_srg(counterexample: Mapping[str, Any]) -> bool:
    """The cost of the last two layers at r = 4, from matrices: one disjoint edge for each edge, and one half for each edge."""
    edges = [set(edge) for edge in combinations(range(counterexample["r"]), 2)]
    disjoint = np.array([[float(not e & f) for f in edges] for e in edges])
    inside = np.array([[float(e == f) for f in edges] for e in edges])
    spectra = [np.linalg.svd(matrix, compute_uv=False) for matrix in (disjoint, inside)]
    return counterexample["r"] == 4 and bool(np.allclose(*spectra))


def another_spectrum(counterexample: Mapping[str, Any]) -> bool:
    """Counts of subsets by hand, and the trace: it is C(r, 2) times the number of t-subsets with a given edge, times 4."""
    t, r = counterexample["t"], counterexample["r"]
    subsets = [set(subset) for subset in combinations(range(r), t)]
    holding = sum({0, 1} <= subset for subset in subsets)
    edges = list(combinations(range(r), 2))
    S = np.array([[float(set(edge) <= subset) for edge in edges] for subset in subsets])
    least = np.linalg.eigvalsh(S.T @ S)[0] * 4
    trace_is_right = abs(np.trace(S.T @ S) - len(edges) * holding) < 1e-9
    return bool(
        trace_is_right and abs(least - counterexample["factor"] * float(sp.binomial(r - 4, t - 2))) > 1e-6
    )


def not_below(counterexample: Mapping[str, Any]) -> bool:
    """Far beyond both zero thresholds both are the zero solution: the losses are equal."""
    return Fraction(counterexample["λ/threshold"]) > 2


def stretch(false: str, **changes: Fraction) -> Variant:
    """Other ends, or outputs, at r = 6 and L = 3."""
    stretches = (SIX_POINTS._replace(**changes),)
    return Variant("S25", false, {"six points": {"stretches": stretches}}, Verdict.UNDECIDED)


VARIANTS = (
    ranges("for r = 5 too, where it is SRG", Verdict.UNDECIDED, odd_from=3),
    ranges("for r = 4 too", Verdict.REFUTED, even_from=2),
    claim("the share of DNC's constant is 16/r²", leading=sp.Integer(16)),
    claim("the share of DNC's constant is 33/r²", leading=sp.Integer(33)),
    claim("for outputs from 1/10 on", output=sp.Rational(1, 10)),
    claim("for outputs from 0 on", output=sp.Integer(0)),
    Variant(
        "S25",
        "the spectrum is twice as large",
        {"matrices": {"factor": 8}},
        Verdict.REFUTED,
        another_spectrum,
    ),
    Variant(
        "S25", "the spectrum is half as large", {"matrices": {"factor": 2}}, Verdict.REFUTED, another_spectrum
    ),
    Variant(
        "S25",
        "strictly beyond all zero thresholds",
        {"orders": {"fractions": (Fraction(9),)}},
        Verdict.REFUTED,
        not_below,
    ),
    claim("at r = 5 and L = 4, at every λ", at_four=(5,)),
    claim("at r = 6 and L = 3, at every λ, by the proof alone", at_three=(6,)),
    claim("at r = 14 and L = 3, at every λ, by the proof alone", at_three=(14,)),
    stretch("SRG is zero from Kλ = 0.31 on", high=Fraction(31, 100)),
    stretch("SRG's κ is below 1 up to Kλ = 0.28", low=Fraction(7, 25)),
    stretch("halves with outputs near the targets are below SRG up to its threshold", kappa=Fraction(1, 4)),
    Variant("S25", "empty: no stretch", {"six points": {"stretches": ()}}, Verdict.VACUOUS),
    Variant("S25", "empty: no matrices", {"matrices": {"sizes": ()}}, Verdict.VACUOUS),
    Variant("S25", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
    Variant("S25", "empty: no network", {"networks": {"cases": ()}}, Verdict.VACUOUS),
    Variant("S25", "also at r = 5", {"networks": {"cases": ((3, 5, 3),)}}, Verdict.UNDECIDED),
)
