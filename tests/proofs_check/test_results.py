"""The results document: complete, strict JSON, whatever the legs returned."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from importlib.metadata import version
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check import results
from proofs_check.statement import Leg, LegKind, LegResult, LegRun, Outcome, Statement, verdicts


def refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is not JSON")


def strict(text: str) -> Any:
    return json.loads(text, parse_constant=refuse)


def document(*found: LegResult) -> dict[str, Any]:
    legs = tuple(Leg(LegKind.EXACT, f"leg {i}", lambda: found[0]) for i in range(len(found)))
    statements = [
        Statement("S1", "a title", "a claim", ("r ≥ 4", "n ≥ 1"), "MATH.md", legs, (), ("a remark",)),
        Statement("S2", "later", "another", (), "MATH.md", (), depends_on=("S1",)),
    ]
    runs = {
        "S1": [LegRun(leg.kind, leg.name, result, 1.23456) for leg, result in zip(legs, found, strict=True)]
    }
    return results.document(statements, runs, verdicts(statements, runs))


def contains(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {key: found[key] for key in expected} == expected


def test_it_says_what_was_claimed_and_what_was_found() -> None:
    holds = LegResult(Outcome.HOLDS, "9 graphs", 9, {"ranks": [4, 5]})
    fails = LegResult(Outcome.FAILS, "fails at r = 4", 1, counterexample={"r": 4})
    found = document(holds, fails)
    assert (found["format"], found["version"]) == ("dnc-results", 2)
    first, second = found["statements"]
    contains(
        first,
        {
            "id": "S1",
            "title": "a title",
            "claim": "a claim",
            "hypotheses": ["r ≥ 4", "n ≥ 1"],
            "source": "MATH.md",
            "depends_on": [],
            "remarks": ["a remark"],
            "verdict": "refuted",
        },
    )
    leg, failing = first["legs"]
    contains(
        leg,
        {
            "kind": "exact",
            "name": "leg 0",
            "outcome": "holds",
            "summary": "9 graphs",
            "instances": 9,
            "seconds": 1.235,
            "evidence": {"ranks": [4, 5]},
            "counterexample": None,
        },
    )
    contains(failing, {"name": "leg 1", "outcome": "fails", "evidence": {}, "counterexample": {"r": 4}})
    assert (second["verdict"], second["depends_on"], second["legs"]) == ("not run", ["S1"], [])


def test_it_says_with_which_versions_and_when() -> None:
    found = document(LegResult(Outcome.HOLDS, ""))
    for package in ("dnc-verifier", "sympy", "numpy", "networkx", "python-flint", "cvxpy"):
        assert found["environment"][package] == version(package)
    age = datetime.now(UTC) - datetime.fromisoformat(found["made"])
    assert timedelta(0) <= age < timedelta(minutes=1)


AWKWARD = {
    "nan": nan,
    "inf": -inf,
    "fraction": Fraction(1, 3),
    "numpy": [np.float64(0.5), np.int64(7), np.float64("nan"), np.bool_(True)],
    "nested": {5: (1, {"x": inf})},
    "yes": True,
    "none": None,
}


def test_what_json_has_no_type_for_is_kept_as_text(tmp_path: Path) -> None:
    results.write(
        tmp_path / "r.json", document(LegResult(Outcome.FAILS, "", 1, AWKWARD, counterexample=AWKWARD))
    )
    leg = strict((tmp_path / "r.json").read_text("utf-8"))["statements"][0]["legs"][0]
    assert leg["evidence"] == leg["counterexample"]
    assert leg["evidence"] == {
        "nan": "nan",
        "inf": "-inf",
        "fraction": "1/3",
        "numpy": [0.5, 7, "nan", "True"],
        "nested": {"5": [1, {"x": "inf"}]},
        "yes": True,
        "none": None,
    }


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=8,
)


@settings(max_examples=25)  # looking up versions takes its time
@given(st.dictionaries(st.text(), json_values))
def test_any_evidence_makes_a_strict_document(evidence: dict[str, Any]) -> None:
    found = document(LegResult(Outcome.HOLDS, "", 1, evidence))
    text = json.dumps(found, allow_nan=False)
    assert strict(text)["statements"][0]["legs"][0]["evidence"].keys() == evidence.keys()


@settings(max_examples=25)
@given(st.dictionaries(st.text(), st.integers() | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_come_back_exactly(evidence: dict[str, Any]) -> None:
    found = json.loads(json.dumps(document(LegResult(Outcome.HOLDS, "", 1, evidence))))
    assert found["statements"][0]["legs"][0]["evidence"] == evidence


def test_writing_replaces_the_whole_file_and_keeps_unicode(tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("x" * 100_000)
    results.write(target, document(LegResult(Outcome.HOLDS, "σ(M_L) ∝ A")))
    assert "σ(M_L) ∝ A" in target.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_a_document_that_is_not_json_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("old")
    with pytest.raises(ValueError, match="not JSON compliant"):
        results.write(target, {"value": nan})
    assert target.read_text() == "old"
