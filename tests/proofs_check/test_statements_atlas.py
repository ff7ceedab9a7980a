"""S23 and S24: every leg holds, and notices what is not so."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.atlas import store
from numerics.atlas.record import Record
from proofs_check.statement import LegRun, Outcome, Verdict, own_verdict
from proofs_check.statements import registry, s23_atlas, s24_below_srg


@pytest.mark.parametrize(("identity", "expected"), [("S23", Verdict.PROVED), ("S24", Verdict.VERIFIED)])
def test_all_legs_hold(identity: str, expected: Verdict) -> None:
    runs = [LegRun(leg.kind, leg.name, leg.run(), 0.0) for leg in registry()[identity].legs]
    assert [run.result.outcome for run in runs] == [Outcome.HOLDS] * len(runs)
    assert own_verdict(runs) is expected


def test_the_constants_of_the_frontier_are_less_than_those_of_dnc() -> None:
    evidence = s23_atlas._constants().evidence
    assert set(evidence) == {"K = 7, L = 3", "K = 3, L = 4"}
    for pair, found in evidence.items():
        K, L = (int(part.split(" = ")[1]) for part in pair.split(", "))
        assert Fraction(found["C"]) < K ** (L + 1)
        assert found["C / K^(L+1)"] < 0.95


@pytest.mark.parametrize("pair", [(2, 4), (3, 3), (6, 3), (10, 2)])
def test_no_more_is_claimed_than_the_records_show(pair: tuple[int, int]) -> None:
    assert s23_atlas._constants(frontier=(pair,)).outcome is Outcome.UNDECIDED


def test_the_claim_names_the_lambdas_of_the_cells() -> None:
    cells = list(s23_atlas._cells((), s23_atlas.NEAR_THRESHOLD))
    assert [str(cell.lam) for cell in cells] == ["11/250", "9/250"]
    assert all(str(cell.lam) in registry()["S23"].claim for cell in cells)
    assert len(list(s23_atlas._cells(s23_atlas.FRONTIER, ()))) == 15 + 19 * 5


def test_an_atlas_of_dnc_alone_proves_nothing(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SHIPPED", tmp_path)
    for K, L in ((3, 4), (7, 3), (6, 4)):
        record = Record((np.eye(K, dtype=np.int64),) * (L + 1), 0, "DNC")
        (tmp_path / record.file_name).write_bytes(record.to_bytes())
    assert s23_atlas._constants().outcome is Outcome.UNDECIDED
    assert s23_atlas._losses(frontier=(), near=((5, 3),)).outcome is Outcome.UNDECIDED
    s24_below_srg._comparison.cache_clear()
    assert s24_below_srg._every_lambda(pairs=((4, 4),)).outcome is Outcome.UNDECIDED
    assert s24_below_srg._one_lambda(pairs=((4, 4),)).outcome is Outcome.UNDECIDED
    s24_below_srg._comparison.cache_clear()


def test_srg_does_not_beat_itself() -> None:
    """At L = 3, r = 5 the atlas may have nothing better than SRG or DNC at small λ; whatever it is, L = 2 has nothing."""
    assert s24_below_srg._every_lambda(pairs=((5, 2),)).outcome is Outcome.UNDECIDED


def test_no_pairs_are_vacuous() -> None:
    assert s24_below_srg._every_lambda(pairs=()).outcome is Outcome.VACUOUS
    assert s23_atlas._constants(frontier=()).outcome is Outcome.VACUOUS
