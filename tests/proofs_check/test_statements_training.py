"""S10 and S11: what training shows, and that a leg notices a claim that the data do not bear out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from proofs_check.figures import evidence, figure2
from proofs_check.figures.figure import frame, tally
from proofs_check.statement import LegKind, Outcome, Verdict, own_verdict
from proofs_check.statements import registry, s11_small_k
from proofs_check.statements.s11_small_k import CASES, Case, Witness


def test_training_alone_is_evidence_and_never_proof() -> None:
    assert {leg.kind for leg in registry()["S10"].legs} == {LegKind.EMPIRICAL}
    assert {leg.kind for leg in registry()["S11"].legs} == {LegKind.EMPIRICAL, LegKind.RIGOROUS}
    assert own_verdict([]) is Verdict.NOT_RUN


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: f"K = {case.K}")
def test_rounded_weights_cost_less_than_dnc_and_their_loss_is_right(case: Case) -> None:
    witness = Witness.find(case)
    assert witness.below_dnc() is True
    # The loss once more, in floats and from the formula of MATH.md §1.
    import numpy as np

    layer = np.array(witness.H1, dtype=float)
    penalty = (layer**2).sum()
    for index, exact in enumerate(witness.weights):
        weight = np.array(exact, dtype=float)
        penalty += (weight**2).sum()
        layer = weight @ (layer if index == 0 else np.maximum(layer, 0))
    value = ((layer - np.eye(case.K)) ** 2).sum() / (2 * case.K) + float(case.lam) / 2 * penalty
    assert value == pytest.approx(float(witness.loss), abs=1e-12)
    assert all(entry.denominator <= 2**s11_small_k.BITS for row in witness.H1 for entry in map(Fraction, row))


def test_a_network_above_dnc_is_no_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = Witness.find(CASES[0])
    monkeypatch.setattr(
        s11_small_k.Witness, "find", classmethod(lambda cls, case: replace(witness, loss=witness.loss * 2))
    )
    result = s11_small_k._rigorous()
    assert result.outcome is Outcome.FAILS
    assert result.counterexample is not None
    assert result.counterexample["K"] == 3


def test_a_leg_fails_when_the_data_do_not_bear_out_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in (False, True):
        claims = {"(a) this holds": True, "(b) this may not": not broken}
        figure = replace(
            figure2.FIGURE,
            compute=lambda effort: frame([tally("figure 2", [True, False])]),
            claims=lambda data, claims=claims: claims,
        )
        monkeypatch.setattr(evidence, "find", lambda number, figure=figure: figure)
        result = evidence.figure_leg(2)
        assert result.outcome is (Outcome.FAILS if broken else Outcome.HOLDS)
        assert result.instances == 2
        if not broken:
            assert "1 of 2 runs diverged or did not converge" in result.summary


@pytest.mark.slow
def test_the_claims_of_the_figures_hold_at_the_size_of_the_legs() -> None:
    for identity in ("S10", "S11"):
        for leg in registry()[identity].legs:
            assert leg.run().outcome is Outcome.HOLDS, leg.name
