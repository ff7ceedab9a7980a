"""The tool that makes and runs mutants: it makes what it should, and a mutant that is not noticed survives."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from fnmatch import fnmatch

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
    paths = [str(p.relative_to(mutate.ROOT)) for p in (mutate.ROOT / "theory").rglob("*.py")]
    assert any(fnmatch(path, entry["path"]) for path in paths)
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
