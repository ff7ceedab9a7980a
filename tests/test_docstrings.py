"""Every example in a docstring runs and prints what it says."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OWN = ("theory", "numerics", "proofs_check")


def modules(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] == "__main__":
            continue
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


EVERY = [name for package in OWN for name in modules(package)]


def load(name):
    """The module, or a skip if a package of an optional extra is missing."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] in OWN:
            raise
        pytest.skip(f"{error.name} is not installed")


@pytest.mark.parametrize("name", EVERY)
def test_examples(name, capsys):
    results = doctest.testmod(load(name), verbose=False)
    assert results.failed == 0, capsys.readouterr().out


def test_public_theory_has_examples():
    """The decision procedures and closed forms show how they are used."""
    for name in ("obligations", "loss", "derivation", "construction", "orbit_matrix", "constructions"):
        finder = doctest.DocTestFinder(exclude_empty=True)
        assert any(test.examples for test in finder.find(import_module(f"theory.{name}")))
