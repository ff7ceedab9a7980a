"""S12's verdict follows from its data: it stands, or it is undecided, since trained networks refute nothing."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from proofs_check.figures import figure2_real
from proofs_check.statement import LegKind, LegRun, Outcome, Verdict, own_verdict
from proofs_check.statements.s12_real_network import STATEMENT

(LEG,) = STATEMENT.legs


@pytest.mark.parametrize(
    ("claims", "outcome", "verdict"),
    [
        ({"a": True, "b": True}, Outcome.HOLDS, Verdict.EVIDENCE),
        ({"a": True, "b": False}, Outcome.FAILS, Verdict.UNDECIDED),
        ({}, Outcome.VACUOUS, Verdict.VACUOUS),
    ],
)
def test_the_verdict_follows_from_the_claims(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, bool], outcome: Outcome, verdict: Verdict
) -> None:
    data = pl.DataFrame({"panel": ["runs"], "runs": [1], "excluded": [0]})
    told = replace(figure2_real.FIGURE, compute=lambda effort: data, claims=lambda data: claims)
    monkeypatch.setattr(figure2_real, "FIGURE", told)
    result = LEG.run()
    assert LEG.kind is LegKind.EMPIRICAL
    assert result.outcome is outcome
    assert own_verdict([LegRun(LEG.kind, LEG.name, result, 1.0)]) is verdict
