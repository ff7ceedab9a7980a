"""The registry of constructions."""

import sys
import types
from itertools import combinations

import numpy as np
import pytest
import sympy as sp

import theory.constructions
from theory.construction import BlockSum, Construction
from theory.constructions import construction, registry
from theory.constructions.dnc import DNC
from theory.constructions.srg import NUCLEAR_NORM_B, NUCLEAR_NORM_M2, SRG, SRG_TWO_LAYERS
from theory.errors import InvalidInputError
from theory.symbols import L, r


def test_names_are_permanent():
    assert {"dnc", "srg", "srg+dnc"} <= set(registry())
    for name, variants in registry().items():
        assert variants
        assert all(entry.name == name for entry in variants)


@pytest.mark.parametrize(("name", "depth", "found"), [("dnc", 2, DNC), ("dnc", 50, DNC), ("srg", 3, SRG)])
def test_variants_by_depth(name, depth, found):
    assert construction(name, depth) is found


def test_srg_has_its_own_two_layer_variant():
    assert construction("srg", 2) is SRG_TWO_LAYERS
    for depth in range(2, 12):
        admitting = [entry for entry in registry()["srg"] if entry.admits_depth(depth)]
        assert len(admitting) == 1, "one variant for each depth"


@pytest.mark.parametrize(
    ("name", "depth", "message"),
    [
        ("petersen", 3, "construction 'petersen' given; known are: dnc, halves, halves-odd, rook, "),
        ("srg+dnc", 3, "construction 'srg\\+dnc' given; known are: dnc, halves, halves-odd, rook, "),
        ("srg", 1, "L = 1 given; the srg construction needs an integer L >= 2"),
        ("dnc", 0, "L = 0 given; the dnc construction needs an integer L >= 2"),
        ("dnc", 2.5, "L = 2.5 given; the dnc construction needs an integer L >= 2"),
        ("srg", 3.5, "L = 3.5 given; the srg construction needs an integer L >= 2"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(name, depth, message):
    with pytest.raises(InvalidInputError, match=message) as refused:
        construction(name, depth)
    assert "\n" not in str(refused.value)


def test_dnc_exists_from_two_classes_and_two_layers_on():
    assert (DNC.smallest, DNC.depths) == (2, (2, None))
    assert DNC.require(2) == 2
    with pytest.raises(InvalidInputError, match="K = 1 given; the dnc construction needs an integer K >= 2"):
        DNC.require(1)


def test_a_new_file_joins_by_itself(monkeypatch):
    extra = types.ModuleType("theory.constructions.zz_extra")
    extra.CONSTRUCTIONS = (DNC.__class__(**{**DNC.__dict__, "name": "extra"}),)
    monkeypatch.setitem(sys.modules, extra.__name__, extra)
    known = list(theory.constructions.iter_modules(theory.constructions.__path__))
    found = types.SimpleNamespace(name="zz_extra")
    monkeypatch.setattr(theory.constructions, "iter_modules", lambda path: [*known, found])
    registry.cache_clear()
    try:
        assert construction("extra", 5).name == "extra"
        assert list(registry())[-1] == "extra", "in the order of file names"
    finally:
        monkeypatch.undo()
        registry.cache_clear()
    assert "extra" not in registry()


def every_entry():
    return [pytest.param(e, id=f"{e.name}-{k}") for v in registry().values() for k, e in enumerate(v)]


@pytest.mark.parametrize("entry", every_entry())
def test_every_entry_is_consistent(entry):
    assert "\n" not in entry.title
    assert entry.source
    for block in entry.blocks:
        low = block.depths[0]
        multiplicities = sp.Add(*(space.multiplicity for space in block.spectrum))
        assert sp.expand(multiplicities - block.classes) == 0, "multiplicities sum to K"
        counts = sp.Add(*(layer.count for layer in block.layer_costs))
        for depth in range(low, (block.depths[1] or low + 5) + 1):
            assert counts.subs(L, depth) == depth, "one factor for H_1 and each of W_1, …, W_{L-1}"
    if isinstance(entry, Construction):
        for value in range(entry.smallest, entry.smallest + 6):
            for space in entry.spectrum:
                assert sp.sympify(space.singular_value).subs(entry.parameter, value) > 0
                multiplicity = sp.sympify(space.multiplicity).subs(entry.parameter, value)
                assert multiplicity.is_Integer
                assert multiplicity > 0
    else:
        assert isinstance(entry, BlockSum)


@pytest.mark.parametrize("value", range(4, 12))
def test_nuclear_norms(value):
    edges = list(combinations(range(value), 2))
    B = np.array([[float(v in e) for e in edges] for v in range(value)])
    M = 1 - B.T @ B
    assert float(NUCLEAR_NORM_B.subs(r, value)) == pytest.approx(np.linalg.norm(B, "nuc"), rel=1e-12)
    assert float(NUCLEAR_NORM_M2.subs(r, value)) == pytest.approx(np.linalg.norm(M, "nuc"), rel=1e-12)
