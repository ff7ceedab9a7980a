"""S15: the λ-phase diagram for r = 4..8 and L = 2..5."""

from __future__ import annotations

from collections.abc import Iterator

from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

SINGLE = {
    (2, 4): "DNC = SRG | 1 | zero",
    (2, 5): "DNC | 0.741666042… | SRG | 1.040045638… | zero",
    (2, 6): "DNC | 0.949710376… | SRG_5 ⊕ 0_5 | 1.040045638… | zero",
    (2, 7): "DNC | 0.973749329… | SRG_5 ⊕ 0_11 | 1.040045638… | zero",
    (2, 8): "DNC | 0.983123877… | SRG_5 ⊕ 0_18 | 1.040045638… | zero",
    (3, 4): "DNC | 1 | zero",
    (3, 5): "SRG | 1.132997608… | zero",
    (3, 6): "SRG | 1.158951468… | zero",
    (3, 7): "SRG | 1.100229470… | SRG_6 ⊕ 0_6 | 1.158951468… | zero",
    (3, 8): "SRG | 1.058084097… | SRG_7 ⊕ 0_7 | 1.100229470… | SRG_6 ⊕ 0_13 | 1.158951468… | zero",
    (4, 4): "SRG | 1.038132992… | zero",
    (4, 5): "SRG | 1.255761816… | zero",
    (4, 6): "SRG | 1.322711379… | zero",
    (4, 7): "SRG | 1.354507525… | zero",
    (4, 8): "SRG | 1.378934740… | zero",
    (5, 4): "SRG | 1.103805882… | zero",
    (5, 5): "SRG | 1.350356512… | zero",
    (5, 6): "SRG | 1.458878444… | zero",
    (5, 7): "SRG | 1.534555349… | zero",
    (5, 8): "SRG | 1.600036867… | zero",
}
"""The claim for each (L, r) among single solutions: winners, and boundaries in units of DNC's zero threshold."""

BLOCKS = SINGLE | {
    (2, 6): "DNC | 0.741666042… | SRG_5 ⊕ DNC_5 | 1 | SRG_5 ⊕ 0_5 | 1.040045638… | zero",
    (2, 7): "DNC | 0.741666042… | 2·SRG_5 ⊕ DNC_1 | 1 | 2·SRG_5 ⊕ 0_1 | 1.040045638… | zero",
    (2, 8): "DNC | 0.741666042… | 2·SRG_5 ⊕ DNC_8 | 1 | 2·SRG_5 ⊕ 0_8 | 1.040045638… | zero",
    (3, 7): "2·SRG_5 ⊕ DNC_1 | 0.919091700… | SRG | 1.100229470… | SRG_6 ⊕ 0_6 | 1.158951468… | zero",
    (
        3,
        8,
    ): "SRG_6 ⊕ SRG_5 ⊕ DNC_3 | 1 | SRG_6 ⊕ SRG_5 ⊕ 0_3 | 1.132997608… | SRG_6 ⊕ 0_13 | 1.158951468… | zero",
}
"""The same among all block sums; only these five cells are different."""

Case = tuple[str, int, int]
"""Field of candidates, L and r."""

CLAIMS = {"single": SINGLE, "blocks": BLOCKS}


def _cases() -> Iterator[Case]:
    return ((field, depth, r) for field, claimed in CLAIMS.items() for depth, r in claimed)


def _describe(case: Case) -> dict[str, object]:
    field, depth, r = case
    return {"among": field, "L": depth, "r": r}


def _is_as_claimed(case: Case) -> bool | None:
    from numerics.phase.candidates import Field
    from numerics.phase.diagram import phase_diagram
    from proofs_check.phases import summary

    field, depth, r = case
    diagram = phase_diagram(r, depth, Field(field))
    if not diagram.decided:
        return None
    return summary(diagram) == CLAIMS[field][depth, r]


def _diagrams() -> LegResult:
    from numerics.phase.candidates import Field
    from numerics.phase.diagram import phase_diagram
    from proofs_check.phases import summary

    found = {
        f"{field}, L = {depth}, r = {r}": summary(phase_diagram(r, depth, Field(field)))
        for field, depth, r in _cases()
    }
    return check_instances(
        _cases(),
        _is_as_claimed,
        _describe,
        what="phase diagrams, every λ > 0 of each",
        evidence={"phases": found, "in full": "dnc phase --format json, with --among blocks for block sums"},
    )


def _networks_win(case: Case) -> bool | None:
    from numerics.phase.candidates import Field
    from numerics.phase.diagram import phase_diagram
    from numerics.phase.networks import explicit_win

    field, depth, r = case
    diagram = phase_diagram(r, depth, Field(field))
    if not diagram.decided:
        return None
    return all(explicit_win(diagram, phase).wins for phase in diagram.phases[:-1])


def _networks() -> LegResult:
    return check_instances(
        _cases(),
        _networks_win,
        _describe,
        what="diagrams: in each phase but zero a network with rational weights costs less, in exact arithmetic, than all"
        " other candidates can",
    )


STATEMENT = Statement(
    id="S15",
    title="Phase diagram: the best of SRG, DNC, give-ups, constant and zero at every λ, r = 4..8, L = 2..5",
    claim="With x = Λ^(1/(L+1)) over DNC's zero threshold, the best among zero, the constant predictor, DNC, and SRG on"
    " s(s−1)/2 classes (4 ≤ s ≤ r) with the others given up is (0_m: m classes given up) "
    + "; ".join(f"L = {depth}, r = {r}: {text}" for (depth, r), text in SINGLE.items())
    + ". Among all block sums of SRG, DNC and given-up classes it is the same but for "
    + "; ".join(f"L = {L}, r = {r}: {text}" for (L, r), text in BLOCKS.items() if text != SINGLE[L, r])
    + ".",
    hypotheses=(
        "r = 4, …, 8 and L = 2, …, 5; K = r(r−1)/2 classes, n ≥ 1",
        "all λ's positive; Λ = n λ_H λ_1 ⋯ λ_L; every x > 0 but the boundaries, where the two sides tie",
        "best among these candidates, not among all solutions",
    ),
    source="derived here; docs/phase-diagram.md",
    legs=(
        Leg(LegKind.RIGOROUS, "diagrams", _diagrams, time_limit=120),
        Leg(LegKind.EXACT, "networks", _networks, time_limit=120),
    ),
    depends_on=("S2", "S3", "S4", "S16"),
    remarks=(
        "At L = 2, r = 6 SRG beats DNC near the threshold (S5 (d)), but SRG on ten of the fifteen classes, with DNC on the"
        " others or with the others given up, is better at every such λ.",
        "At L = 3 SRG is not the best block sum for r = 7 (x < 0.919…) and r = 8: blocks of SRG_5 and SRG_6 cost less.",
        "At L = 3 SRG on fifteen classes outlasts all others: near its zero threshold the other classes are given up.",
    ),
)
