"""S16: what can never be the best, and the phase diagram at r = 4, for all parameters."""

from __future__ import annotations

from proofs_check.legs import proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.derivation import Derivation
from theory.proofs.phases import four_vertices, never_the_best
from theory.proofs.two_layers import tie_at_r4


def _proof() -> LegResult:
    parts = (never_the_best(), four_vertices(), tie_at_r4())
    return proof(
        Derivation(
            "s15", "What is never the best, and r = 4 in full", tuple(s for part in parts for s in part.steps)
        )
    )


STATEMENT = Statement(
    id="S16",
    title="The constant predictor and DNC on some of the classes are never the best; r = 4 in full",
    claim="(a) What a block of classes gains over being given up depends on z = KΛ^(1/(L+1)) alone, whatever K is, and gains"
    " of blocks add. (b) A network whose output is the same for all classes costs at least what DNC on one class with the"
    " K − 1 others given up costs, and scalars times ones reach that. (c) So neither the constant predictor nor DNC on j < K"
    " classes ever costs less than both DNC on all classes and zero, and both cost more than DNC wherever DNC beats zero."
    " (d) r = 4, K = 6, with x = Λ^(1/(L+1)) over DNC's zero threshold: at L = 2 DNC and SRG tie as the best up to x = 1; at"
    " L = 3 DNC is the best up to x = 1; for every L ≥ 4 SRG is the best up to x = ((2+√3)/3 · (2/3)^(L−3))^(−1/(L+1));"
    " from there on zero. The best is meant among zero, the constant predictor, DNC and SRG, with any classes given up.",
    hypotheses=("K ≥ 2, L ≥ 2, n ≥ 1 integers", "all λ's positive and separate; Λ = n λ_H λ_1 ⋯ λ_L"),
    source="derived here; docs/phase-diagram.md",
    legs=(Leg(LegKind.SYMBOLIC, "proof", _proof),),
    depends_on=("S1", "S2", "S3", "S4", "S5"),
)
