"""The construction types: the pair (shape cost, spectrum) and what follows from it."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from theory.construction import BlockSum, Construction, LayerCost, eigenspaces, instantiate
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.errors import InvalidInputError
from theory.symbols import K, L, Lam, r


def toy():
    return Construction(
        name="toy",
        title="Two singular values",
        source="this test",
        parameter=K,
        smallest=2,
        classes=K,
        layer_costs=(
            LayerCost("H_1", K, sp.Integer(1), "frame"),
            LayerCost("W_1 … W_{L-1}", sp.Integer(3), L - 1, "something of squared norm 3"),
        ),
        spectrum=eigenspaces((2, 1), (sp.Rational(1, 2), K - 1)),
        width=K,
    )


def test_costs_multiply_over_the_factors():
    assert sp.simplify(toy().shape_cost - K * 3 ** (L - 1)) == 0
    assert DNC.shape_cost == K**L


def test_inverse_squares_add_over_the_spectrum():
    assert sp.expand(toy().inverse_square_sum - (sp.Rational(1, 4) + 4 * (K - 1))) == 0
    at = {K: 5, L: 4}
    assert toy().uniform_cost_constant.subs(at) == 5 * 3**3 * (sp.Rational(1, 4) + 16)


def test_cost_root_is_the_root_of_degree_l_plus_1():
    root = toy().cost_root
    assert sp.simplify((root ** (L + 1) - Lam * toy().uniform_cost_constant).subs({K: 5, L: 3})) == 0
    assert sp.simplify(DNC.cost_root.subs({Lam: sp.Symbol("x", positive=True) ** 4, L: 3})) == K * sp.Symbol(
        "x", positive=True
    )


@pytest.mark.parametrize("value", range(4, 10))
def test_srg_is_what_explicit_matrices_say(reference, value):
    for depth, construction in ((2, SRG_TWO_LAYERS), (3, SRG), (4, SRG), (7, SRG)):
        spectrum, cost = reference.srg_by_hand(value, depth)
        known = instantiate(construction, value)
        stated = {}
        for space in known.spectrum:
            number = float(space.singular_value)
            stated[number] = stated.get(number, 0) + int(space.multiplicity)
        assert sorted(stated.items()) == spectrum
        assert float(known.shape_cost.subs(L, depth)) == pytest.approx(cost, rel=1e-12)
        assert float(known.uniform_cost_constant.subs(L, depth)) == pytest.approx(
            cost * sum(m / s**2 for s, m in spectrum), rel=1e-12
        )
        assert known.classes == value * (value - 1) // 2 == sum(m for _, m in spectrum)
        layers, _ = reference.srg_layers(value, depth)
        assert known.width == np.linalg.matrix_rank(layers[1] @ layers[0]), "rank of the first product"


def test_depths():
    assert not SRG.admits_depth(2)
    assert SRG.admits_depth(3)
    assert SRG.admits_depth(100)
    assert SRG_TWO_LAYERS.admits_depth(2)
    assert not SRG_TWO_LAYERS.admits_depth(3)


def test_a_parameter_below_the_least_is_refused():
    assert SRG.require(4) == 4
    with pytest.raises(InvalidInputError, match=r"r = 3 given; the srg construction needs an integer r >= 4"):
        SRG.require(3)
    with pytest.raises(InvalidInputError, match="K = 1 given"):
        instantiate(DNC, 1)


@pytest.mark.parametrize("value", [4.5, sp.Rational(9, 2), sp.Rational(-1, 2)])
def test_a_parameter_that_is_no_integer_is_refused(value):
    with pytest.raises(InvalidInputError):
        instantiate(SRG, value)


def test_instantiation_substitutes_everywhere():
    at_five = instantiate(SRG, 5)
    for expression in (at_five.classes, at_five.width, at_five.shape_cost, at_five.inverse_square_sum):
        assert r not in sp.sympify(expression).free_symbols
    assert at_five.classes == 10
    assert at_five.spectrum == eigenspaces((3, 1), (2, 4), (1, 5))
    assert (at_five.name, at_five.depths) == (SRG.name, SRG.depths)
    # An expression may stand for the parameter: that is how block sums are written.
    assert instantiate(DNC, K - 6).classes == K - 6


def test_a_construction_is_a_block_sum_of_one():
    assert DNC.blocks == (DNC,)


def test_block_sums_add_up_to_all_classes():
    first, second = SRG_PLUS_DNC.blocks
    assert sp.simplify(SRG_PLUS_DNC.classes - K) == 0
    assert first.classes == SRG.classes
    assert sp.expand(second.classes - K + r * (r - 1) / 2) == 0
    assert sp.expand(second.inverse_square_sum - second.classes) == 0
    # A part may be as small as a single class, which its own construction would refuse.
    assert BlockSum("b", "b", "b", ((DNC, sp.Integer(1)),)).blocks[0].classes == 1


def test_constructions_are_values():
    assert replace(DNC, title="other") != DNC
    assert replace(DNC) == DNC
    assert len({DNC, replace(DNC)}) == 1


def test_eigenspaces_take_numbers_and_expressions():
    (space,) = eigenspaces((r - 3, 2))
    assert space.singular_value == r - 3
    assert space.multiplicity == sp.Integer(2)
    for pair in (("r", 1), (1, "r")):
        with pytest.raises(sp.SympifyError):
            eigenspaces(pair)
    with pytest.raises(sp.SympifyError):
        instantiate(SRG, "5")


def test_depths_start_at_two_unless_told():
    assert toy().depths == (2, None)
    assert not toy().admits_depth(1)
