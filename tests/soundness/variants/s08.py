"""False variants of S8: where DNC seems to be optimal; floats refute nothing, so all of them are undecided or empty."""

from __future__ import annotations

from proofs_check.statement import Verdict
from variants.bench import Variant

AT = 2 ** (2 / 3) / 4
"""DNC's zero threshold in Kλ at L = 2."""


def wins(false: str, *cases: tuple[int, float]) -> Variant:
    return Variant("S8", false, {"counterexamples": {"cases": cases}}, Verdict.UNDECIDED)


VARIANTS = (
    wins("SRG beats DNC at L = 2, r = 5, λ = 0.02", (5, 0.02)),
    wins("SRG beats DNC at L = 2, r = 5, 0.74 of the threshold", (5, 0.74 * AT / 10)),
    wins("SRG beats DNC at L = 2, r = 6, 0.98 of the threshold", (6, 0.98 * AT / 15)),
    wins("SRG beats DNC at L = 2, r = 4, strict for a tie", (4, 0.8 * AT / 6)),
    wins("SRG beats DNC at L = 2, r = 7 at the threshold", (7, AT / 21)),
    wins("SRG beats DNC at L = 2, r = 5, beyond both thresholds", (5, 1.2 * AT / 10)),
    Variant("S8", "empty: no r", {"counterexamples": {"cases": ()}}, Verdict.VACUOUS),
    Variant("S8", "empty: no λ below zero thresholds", {"descent": {"fractions": ()}}, Verdict.VACUOUS),
    Variant("S8", "L range too wide: L = 1", {"descent": {"cells": ((2, 1),)}}, Verdict.UNDECIDED),
)
