"""The tool that makes and runs mutants: it makes what it should, and a mutant that is not noticed survives."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import asdict, replace
from fnmatch import fnmatch
from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="make mutation installs cosmic-ray")

import mutate


def mutant(path: str, old: str, new: str) -> mutate.Mutant:
    (found,) = (m for m in mutate.mutants(path) if (m.old, m.new) == (old, new))
    return found


def test_mutants_are_small_changes_that_compile() -> None:
    found = list(mutate.mutants("theory/constructions/dnc.py"))
    assert {(m.old, m.new) for m in found} == {
        ("smallest=2,", "smallest= 3,"),
        ("smallest=2,", "smallest= 1,"),
        ("spectrum=eigenspaces((1, K)),", "spectrum=eigenspaces(( 2, K)),"),
        ("spectrum=eigenspaces((1, K)),", "spectrum=eigenspaces(( 0, K)),"),
    }
    assert len({m.key for m in found}) == len(found)
    for one in found:
        compile(one.source, one.path, "exec")


def test_forgetting_a_cache_is_no_mutant() -> None:
    assert not any(m.old.startswith("@cache") for m in mutate.mutants("theory/proofs/collapse.py"))


def test_a_mutant_is_imported_from_memory() -> None:
    changed = mutant("theory/constructions/dnc.py", "smallest=2,", "smallest= 3,")
    loader = mutate.FromMemory(changed)
    assert loader.find_spec("theory.constructions.srg") is None
    spec = loader.find_spec("theory.constructions.dnc")
    namespace: dict[str, object] = {}
    exec(loader.get_code(spec.name), namespace)
    assert namespace["DNC"].smallest == 3


def test_outcomes_and_the_test_that_kills() -> None:
    changed = mutant("theory/constructions/dnc.py", "smallest=2,", "smallest= 3,")
    sees, blind = (
        f"tests/theory/test_constructions.py::{name}"
        for name in ("test_dnc_exists_from_two_classes_and_two_layers_on", "test_names_are_permanent")
    )
    assert mutate.run_in_fork(changed, [blind], 60) == ("survived", "")
    assert mutate.run_in_fork(changed, [blind, sees], 60) == ("killed", sees)
    kills: Counter[str] = Counter()
    assert mutate.judge(changed, {blind, sees}, {blind: 1.0, sees: 2.0}, kills) == "killed"
    assert kills == {sees: 1}
    assert mutate.judge(changed, set(), {}, kills) == "not run by any test"


ENTRIES = tomllib.loads(mutate.REASONS.read_text())["survivor"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_every_reason_is_given_for_changes_that_exist(entry: dict[str, str]) -> None:
    assert entry["why"].strip()
    assert any(fnmatch(path, entry["path"]) for path in mutate.target_files())
    if "old" in entry:
        source = (mutate.ROOT / entry["path"]).read_text()
        assert entry["old"] != entry["new"]
        assert "".join(entry["old"].split()) in "".join(source.split()), "the line has changed"
    else:
        assert not re.fullmatch(entry["change"], "return a → return b"), "a pattern for everything"


def test_reasons_are_found_by_lines_and_by_patterns() -> None:
    line = next(entry for entry in ENTRIES if "old" in entry)
    known = mutate.Mutant(line["path"], "", 0, 1, line["old"], line["new"], "")
    assert mutate.why_it_survives(known) == line["why"]
    assert mutate.why_it_survives(replace(known, new="something else")) is None
    assert mutate.why_it_survives(replace(known, path="theory/facts.py")) is None
    flag = mutate.Mutant(
        "theory/proofs/collapse.py",
        "",
        0,
        1,
        'x = sp.Symbol("x", real=True)',
        'x = sp.Symbol("x", real=False)',
        "",
    )
    assert mutate.why_it_survives(flag)
    assert mutate.why_it_survives(replace(flag, path="theory/symbols.py")) is None


def test_a_fork_forgets_the_mutated_package_and_those_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    project = {name: object() for name in ("theory.x", "numerics.x", "proofs_check.x", "tests.x", "conftest")}
    for lowest, left in [("theory", set()), ("proofs_check", {"theory.x", "numerics.x"})]:
        modules = {"sympy": object(), **project}
        monkeypatch.setattr(mutate.sys, "modules", modules)
        mutate.forget_modules(lowest)
        assert set(modules) == {"sympy", *left}


def test_each_target_has_its_own_tests() -> None:
    assert mutate.tests_for(["theory/loss.py"]) == ["tests/theory"]
    assert mutate.tests_for(["proofs_check/checker/proofs/srg.py"]) == ["tests/proofs_check/checker"]
    assert mutate.layer("proofs_check/checker/proofs/srg.py") == "proofs_check"
    files = mutate.target_files()
    assert {"theory/loss.py", "proofs_check/checker/proofs/srg.py"} <= set(files)
    assert "proofs_check/runner.py" not in files


@pytest.fixture
def one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A project of one file, with no results."""
    path = "theory/constructions/dnc.py"
    monkeypatch.setattr(mutate, "RESULTS", tmp_path)
    monkeypatch.setattr(mutate, "target_files", lambda: [path])
    return path


def keep(folder: Path, path: str, outcomes: list[str]) -> None:
    found = list(mutate.mutants(path))
    lines = [
        json.dumps(
            {
                "key": m.key,
                "text": mutate.digest_of(path),
                "mutants": len(found),
                **asdict(m),
                "outcome": outcome,
            }
        )
        for m, outcome in zip(found, outcomes, strict=False)
    ]
    (folder / (path.replace("/", "-") + ".jsonl")).write_text("\n".join(lines))


def test_files_with_something_to_mutate() -> None:
    assert mutate.has_mutants("theory/constructions/dnc.py")
    assert not mutate.has_mutants("theory/facts.py")


def test_a_report_counts_and_lists_the_survivors(one_file: str, tmp_path: Path) -> None:
    keep(tmp_path, one_file, ["killed", "survived", "killed by time"])
    text = mutate.report("")
    assert "**2 of 3 mutants killed (66.7 %)**, 0 survivors explained below, 1 open." in text
    assert f"| {one_file} | {mutate.digest_of(one_file)} | 4 | 3 | 2 | 0 | 1 |" in text
    assert text.partition("## Open")[2].count(f"- `{one_file}:") == 1


def test_a_report_keeps_what_it_said_of_a_file_as_long_as_that_is_the_same(
    one_file: str, tmp_path: Path
) -> None:
    keep(tmp_path, one_file, ["killed", "survived", "survived"])
    before = mutate.report("")
    keep(tmp_path, one_file, [])
    assert mutate.report(before) == before
    assert f"Not tested as they are now: {one_file}." in mutate.report("")
    older = before.replace(mutate.digest_of(one_file), "0" * 12)
    assert mutate.report(older) == mutate.report("")
    keep(tmp_path, one_file, ["killed"] * 4)
    assert "**4 of 4 mutants killed (100.0 %)**" in mutate.report(before)


def test_what_a_report_left_open_is_judged_again(
    one_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, one_file, ["survived"] * 4)
    before = mutate.report("")
    assert before.partition("## Open")[2].count(f"- `{one_file}:") == 4
    keep(tmp_path, one_file, ["killed"])
    second = list(mutate.mutants(one_file))[1]
    monkeypatch.setattr(
        mutate,
        "why_it_survives",
        lambda m: "equivalent." if (m.old, m.new) == (second.old, second.new) else None,
    )
    text = mutate.report(before)
    assert f"| {one_file} | {mutate.digest_of(one_file)} | 4 | 4 | 1 | 1 | 2 |" in text
    accepted, left = text.partition("## Survivors")[2].split("## Open")
    assert accepted.count(second.new) == 1
    assert left.count(f"- `{one_file}:") == 2
    assert second.new not in left
    assert mutate.report(text) == text


def test_the_report_of_the_project_can_be_read_again() -> None:
    text = mutate.REPORT.read_text()
    rows = mutate.rows_of_report(text)
    total = sum((row.tally for row in rows.values()), Counter())
    assert f"**{total['killed']} of {total['tested']} mutants killed" in text
    assert total["killed"] >= 0.95 * total["tested"] > 0
    for row in rows.values():
        assert row.tally["killed"] + row.tally["explained"] + row.tally["open"] == row.tally["tested"]
        assert (len(row.accepted), len(row.left)) == (row.tally["explained"], row.tally["open"])
