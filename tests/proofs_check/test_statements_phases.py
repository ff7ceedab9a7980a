"""S15 and S16: every leg holds, and notices a claim that is a little wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from numerics.phase import diagram, networks
from numerics.phase.candidates import Candidate, Field
from proofs_check.statement import LegKind, LegResult, LegRun, Outcome, Verdict, own_verdict
from proofs_check.statements import registry, s15_phase_diagram, s16_never_the_best
from theory.constructions.constant import CONSTANT
from theory.proofs import phases


def verdict(identity: str, results: list[LegResult]) -> Verdict:
    legs = registry()[identity].legs
    return own_verdict(
        LegRun(leg.kind, leg.name, found, 0.0) for leg, found in zip(legs, results, strict=True)
    )


def test_s14_is_verified_on_instances_and_s15_proved() -> None:
    for identity, expected in (("S15", Verdict.VERIFIED), ("S16", Verdict.PROVED)):
        results = [leg.run() for leg in registry()[identity].legs]
        assert [found.outcome for found in results] == [Outcome.HOLDS] * len(results)
        assert verdict(identity, results) is expected


def test_s14_claims_every_cell_for_both_fields() -> None:
    cells = {(L, r) for L in range(2, 6) for r in range(4, 9)}
    assert set(s15_phase_diagram.SINGLE) == set(s15_phase_diagram.BLOCKS) == cells
    assert len(list(s15_phase_diagram._cases())) == 40
    assert s15_phase_diagram._diagrams().instances == 40
    for claimed in s15_phase_diagram.SINGLE.values():
        assert claimed in registry()["S15"].claim
    assert LegKind.SYMBOLIC not in {leg.kind for leg in registry()["S15"].legs}


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ((2, 5), "DNC | 0.741666043… | SRG | 1.040045638… | zero"),
        ((2, 6), "DNC | 0.988034472… | SRG | 1.007202501… | zero"),
        ((3, 4), "SRG | 1 | zero"),
        ((5, 8), "SRG | 1.600036867…"),
    ],
)
def test_a_wrong_claim_is_refuted(cell: tuple[int, int], wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(s15_phase_diagram.SINGLE, cell, wrong)
    found = s15_phase_diagram._diagrams()
    assert found.outcome is Outcome.FAILS
    assert found.counterexample == {"among": "single", "L": cell[0], "r": cell[1]}


def test_what_is_undecided_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = diagram.phase_diagram

    def shallow(r: int, L: int, field: Field) -> diagram.PhaseDiagram:
        return honest(r, L, field, 0)

    monkeypatch.setattr(diagram, "phase_diagram", shallow)
    assert s15_phase_diagram._diagrams().outcome is Outcome.UNDECIDED
    assert s15_phase_diagram._networks().outcome is Outcome.UNDECIDED


def test_a_network_that_does_not_win_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The winner's network replaced by zero costs ½, which others beat."""
    honest = networks.network
    monkeypatch.setattr(networks, "network", lambda candidate, L, lam: honest(Candidate(candidate.K), L, lam))
    assert s15_phase_diagram._networks().outcome is Outcome.FAILS


def test_a_proof_about_a_dearer_constant_predictor_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = CONSTANT.layer_costs
    dearer = replace(CONSTANT, layer_costs=(replace(first, cost=2 * first.cost), *others))
    phases.never_the_best.cache_clear()
    monkeypatch.setattr(phases, "CONSTANT", dearer)
    found = s16_never_the_best._proof()
    phases.never_the_best.cache_clear()
    assert found.outcome is Outcome.UNDECIDED
    assert "cost constant of scalars times ones" in found.summary
