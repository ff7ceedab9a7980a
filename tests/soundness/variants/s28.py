"""False variants of S28: pairs in halves against DNC at L = 2."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from proofs_check.statement import Verdict
from proofs_check.statements.s28_two_layers import Constant
from theory.proofs.halves_two_layers import TwoLayerHalvesClaim
from variants.bench import Variant


def another_constant(counterexample: Mapping[str, Any]) -> bool:
    """C from singular values of a matrix written down here."""
    t = counterexample["t"]
    pairs = list(combinations(range(2 * t), 2))
    M = np.array(
        [[sum(i in half for i in pair) - 1.0 for pair in pairs] for half in combinations(range(2 * t), t)]
    )
    inverses = np.linalg.svd(np.maximum(M, 0), compute_uv=False) ** -2.0
    found = np.linalg.norm(M, "nuc") ** 2 * inverses.sum()
    return bool(abs(found - Fraction(counterexample["C"])) > 1e-6 or found > len(pairs) ** 3)


def claim(false: str, **changes: Any) -> Variant:
    return Variant("S28", false, {"proof": {"stated": TwoLayerHalvesClaim(**changes)}}, Verdict.UNDECIDED)


VARIANTS = (
    claim("for the six pairs of four points too", least=2, constant=216),
    claim("C is 3249 for K = 15", constant=3249),
    claim("C/K³ falls like 15/r", leading=15),
    Variant(
        "S28",
        "C is 3251 for K = 15",
        {"constants": {"cases": (Constant(3, Fraction(3251)),)}},
        Verdict.REFUTED,
        another_constant,
    ),
    Variant(
        "S28",
        "the six pairs of four points have C < 6³",
        {"constants": {"cases": (Constant(2, Fraction(216)),)}},
        Verdict.REFUTED,
        lambda found: found["t"] == 2,
    ),
    Variant(
        "S28",
        "strictly below DNC beyond all zero thresholds",
        {"orders": {"fractions": (Fraction(9),)}},
        Verdict.UNDECIDED,
    ),
    Variant("S28", "strictly below DNC at six classes", {"orders": {"sizes": (2,)}}, Verdict.UNDECIDED),
    Variant("S28", "empty: no matrices", {"constants": {"cases": ()}}, Verdict.VACUOUS),
    Variant("S28", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
)
