"""Certificates are whole, the same every time, and made of theory's formulas."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sympy as sp

from proofs_check.certificates import bounds, comparison
from proofs_check.certificates.document import document
from proofs_check.certificates.folder import WRITERS, select, text, write
from proofs_check.checker.reading import Rejected
from proofs_check.checker.verdict import IDS, check, proof
from proofs_check.statements import registry
from theory.errors import InvalidInputError
from theory.symbols import L


def test_every_id_of_the_checker_has_a_writer() -> None:
    assert set(WRITERS) == set(IDS)


@pytest.mark.parametrize("id_", IDS)
def test_the_document_is_plain_json(id_: str) -> None:
    document = json.loads(text(id_))
    assert (document["id"], document["title"]) == (id_, registry()[id_].title)
    assert document["statement"]["claim"] == registry()[id_].claim
    assert all(step["claims"] and all(step["claims"]) for step in document["steps"])


def test_the_text_does_not_depend_on_the_process() -> None:
    script = (
        "import hashlib; from proofs_check.certificates.folder import text;"
        "print(hashlib.sha256(repr([text(i) for i in ('S2', 'S3', 'S6')]).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr([text(id_) for id_ in ("S2", "S3", "S6")]).encode()).hexdigest()
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert elsewhere.stdout.strip() == here


def test_a_wrong_formula_of_the_theory_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker compares with its own formulation."""
    right = comparison.margin
    monkeypatch.setattr(comparison, "margin", lambda depth: right(depth) + 1)
    own = proof("S6", ())
    with pytest.raises(Rejected, match="'L = 3'"):
        check(document(registry()["S6"], own, comparison.s6(), {}))


def test_a_wrong_threshold_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "threshold_output", lambda: sp.sympify((L - 1) / (L + 1)))
    with pytest.raises((Rejected, sp.PolynomialError, ValueError)):
        check(document(registry()["S2"], proof("S2", ()), bounds.s2(), {}))


def test_ids(tmp_path: Path) -> None:
    assert select([]) == [*IDS, "S23", "S27", "S28"]
    for bad in ("S8", "S99", "5", ""):
        with pytest.raises(
            InvalidInputError, match=r"given; certificates are written for S1, S2.*, S9, S23, S27, S28"
        ):
            select([bad])
    folder = tmp_path / "new" / "folder"
    assert [path.name for path in write(["s9", "s1"], folder)] == ["S1.json", "S9.json"]
    assert [path.name for path in write(["S23"], folder)] == ["S23-K7-L3.json", "S23-K3-L4.json"]
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="cannot be made"):
        list(write(["S1"], tmp_path / "file"))
