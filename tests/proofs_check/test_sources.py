"""Content hashes: everything that a leg runs counts, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from proofs_check.sources import changed, closure, combined, sources_of
from proofs_check.statement import Leg, LegKind, Statement
from proofs_check.statements import registry

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Function that writes a project: paths with ``/`` for keyword arguments with ``__``."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(text)
        return tmp_path

    return write


def test_imports_in_functions_of_names_and_relative_ones_count(tree: Tree) -> None:
    root = tree(
        theory__a="def f():\n    from theory.b import thing",
        theory__b="from . import c",
        theory__c="import numerics.deep.d as d",
        numerics__deep__d="import os, json",
        theory__other="x = 1",
    )
    assert set(closure(["theory.a"], root)) == {
        "theory/__init__.py",
        "theory/a.py",
        "theory/b.py",
        "theory/c.py",
        "numerics/deep/__init__.py",  # numerics itself has none here
        "numerics/deep/d.py",
    }


def test_a_registry_that_is_imported_brings_its_entries(tree: Tree) -> None:
    root = tree(
        theory__user="from theory.parts import registry",
        theory__parts__one="x = 1",
        theory__parts__two="from theory.parts import one",
        theory__only="import theory.parts.one",
    )
    package = root / "theory" / "parts" / "__init__.py"
    package.write_text(
        "from importlib import import_module\n"
        "def registry(names): return [import_module(f'{__name__}.{n}') for n in names]\n"
    )
    assert "theory/parts/two.py" in closure(["theory.user"], root)
    # Its package runs, but the registry is not asked.
    assert set(closure(["theory.only"], root)) >= {"theory/parts/__init__.py", "theory/parts/one.py"}
    assert "theory/parts/two.py" not in closure(["theory.only"], root)


def test_names_that_are_put_together_match_their_beginning(tree: Tree) -> None:
    root = tree(
        theory__find="from importlib import import_module\ndef f(n): import_module(f'theory.case{n}')",
        theory__case1="",
        theory__case2="",
        theory__other="",
    )
    found = closure(["theory.find"], root)
    assert {"theory/case1.py", "theory/case2.py"} <= set(found)
    assert "theory/other.py" not in found


def test_data_beside_a_module_counts(tree: Tree) -> None:
    root = tree(proofs_check__coq__leg="x = 1", theory__a="x = 1")
    theorem = root / "proofs_check" / "coq" / "S1.v"
    theorem.write_text("Theorem S1 : True.")
    (root / "proofs_check" / "__init__.py").touch()
    before = closure(["proofs_check.coq.leg"], root)
    assert "proofs_check/coq/S1.v" in before
    theorem.write_text("Theorem S1 : False.")
    after = closure(["proofs_check.coq.leg"], root)
    assert changed(before, after) == ["proofs_check/coq/S1.v"]
    assert combined(before) != combined(after)


def test_a_changed_byte_is_seen_a_later_time_is_not(tree: Tree) -> None:
    root = tree(theory__a="from theory import b", theory__b="x = 1")
    before = closure(["theory.a"], root)
    (root / "theory" / "b.py").write_text("x = 1")
    assert closure(["theory.a"], root) == before
    (root / "theory" / "b.py").write_text("x = 2")
    assert changed(before, closure(["theory.a"], root)) == ["theory/b.py"]


def test_a_new_import_is_a_change(tree: Tree) -> None:
    root = tree(theory__a="x = 1", theory__b="y = 1")
    before = closure(["theory.a"], root)
    tree(theory__a="import theory.b")
    assert changed(before, closure(["theory.a"], root)) == ["theory/a.py", "theory/b.py"]


def test_the_real_statements() -> None:
    known = registry()
    for statement in known.values():
        found = sources_of(statement)
        own = [
            path
            for path in found
            if path.startswith(f"proofs_check/statements/s{int(statement.id[1:]):02d}_")
        ]
        assert len(own) == 1, statement.id
        assert "proofs_check/statement.py" in found
        assert not any(
            path.startswith(("tests/", "proofs_check/report/", "proofs_check/cli/")) for path in found
        )
    assert "proofs_check/coq/S5.v" in sources_of(known["S5"])
    assert "proofs_check/figures/figure6.py" in sources_of(known["S11"])  # found by its number
    assert not any("/coq/" in path for path in sources_of(known["S7"]))


def test_a_leg_from_elsewhere_has_no_sources() -> None:
    leg = Leg(LegKind.EXACT, "elsewhere", partial(int, "1"))  # type: ignore[arg-type]
    assert sources_of(Statement("S1", "", "", (), "", (leg,))) == {}
