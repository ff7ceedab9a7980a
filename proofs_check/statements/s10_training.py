"""S10: gradient descent reaches SRG, ranks fall with weight decay, and how often DNC is found depends on the width."""

from __future__ import annotations

from proofs_check.statement import Leg, LegKind, LegResult, Statement


def _figure2() -> LegResult:
    from proofs_check.figures.evidence import figure_leg

    return figure_leg(2)


def _figure3() -> LegResult:
    from proofs_check.figures.evidence import figure_leg

    return figure_leg(3)


STATEMENT = Statement(
    id="S10",
    title="Training reaches L_SRG; ranks fall with weight decay; DNC depends on the width",
    claim="From random starts gradient descent ends below L_DNC at K = 10, L = 4, all λ's 0.004, in some runs at L_SRG to 1e-6,"
    " in the SRG solution up to a permutation of the classes, and in none below the lower bound of S9 (figure 2). The mean"
    " rank of M_2, …, M_{L−1} falls as weight decay grows, and DNC is found more often by wider networks (figure 3).",
    hypotheses=("L = 4, n = 1 or 2, full-batch gradient descent, all λ's equal",),
    source="Súkeník, Lampert, Mondelli (2024), figures 2 (top) and 3; MATH.md S10; no theorem is claimed",
    legs=(
        Leg(LegKind.EMPIRICAL, "figure 2", _figure2, time_limit=240),
        Leg(LegKind.EMPIRICAL, "figure 3", _figure3, time_limit=240),
    ),
    remarks=(
        "What training finds from some starts; that other starts end elsewhere refutes nothing (MATH.md §6).",
        "The legs train the fewest runs at which the captions' claims can be checked; dnc figure trains a hundred.",
    ),
)
