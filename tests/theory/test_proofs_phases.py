"""S16: what blocks gain on the κ-curve, against direct minimisation and explicit matrices."""

import pytest
import sympy as sp

from theory.construction import instantiate
from theory.constructions.constant import CONSTANT
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.proofs.phases import four_vertices, gain, j, never_the_best
from theory.symbols import K, L, kappa, r

SHARES = (0.4, 0.8, 1.1)
"""Places of Λ^(1/(L+1)) in units of DNC's zero threshold."""


def test_the_number_of_obligations():
    assert [len(step.obligations) for step in never_the_best().steps] == [6, 4, 2]
    assert [len(step.obligations) for step in four_vertices().steps] == [4, 4]


@pytest.mark.parametrize(
    "block", [DNC, instantiate(DNC, j), SRG, SRG_TWO_LAYERS], ids=["DNC", "DNC on j", "SRG", "SRG at 2"]
)
def test_a_block_that_is_given_up_gains_nothing(block):
    """As κ → ∞ the outputs vanish: what is left is the loss of classes that are given up."""
    _, gained = gain(block, K)
    at = {r: 5, K: 12, j: 3, L: 2 if block is SRG_TWO_LAYERS else 3}
    assert abs(gained.subs(at).subs(kappa, 10**9).evalf()) < 1e-6
    assert gained.subs(at).subs(kappa, sp.Rational(1, 100)) > 0


def loss_of(reference, spectrum, shape_cost, depth, share, classes):
    """The share of a block of constructions in the least loss, from its definition."""
    root = share * reference.threshold_by_scan(depth) / classes
    return reference.least_loss(spectrum, shape_cost, depth, root ** (depth + 1), classes=classes)


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("share", SHARES)
def test_some_classes_gain_their_share_and_the_constant_predictor_that_of_one(reference, depth, share):
    classes = 7
    one = 1 / (2 * classes) - loss_of(reference, [(1, 1)], 1, depth, share, classes)
    assert (one > 1e-6) == (share < 1)
    for kept in (2, 4, 7):
        found = loss_of(reference, [(1, kept)], kept**depth, depth, share, classes)
        assert kept / (2 * classes) - found == pytest.approx(kept * one, abs=1e-7)
    constant = loss_of(reference, [(classes**0.5, 1)], classes, depth, share, classes)
    assert 1 / (2 * classes) - constant == pytest.approx(one, abs=1e-7)


def test_the_constant_predictor_is_a_row_of_ones():
    """Its charges are those of the matrices 1ᵀ, 1, …, 1, and σ(M_L) = 1ᵀ has the singular value √K."""
    charges = [(layer.cost.subs(K, 7), layer.count.subs(L, 4)) for layer in CONSTANT.layer_costs]
    assert charges == [(7, 1), (1, 3)]
    (space,) = CONSTANT.spectrum
    assert (space.singular_value.subs(K, 7), space.multiplicity) == (sp.sqrt(7), 1)
    assert (CONSTANT.classes, CONSTANT.width, CONSTANT.smallest) == (1, 1, 2)


@pytest.mark.parametrize("depth", [3, 4, 6])
@pytest.mark.parametrize("share", SHARES)
def test_srg_on_six_classes_is_dnc_at_another_place(reference, depth, share):
    spectrum, shape_cost = reference.srg_by_hand(4, depth)
    ratio = (2 + 3**0.5) / 3 * (2 / 3) ** (depth - 3)
    found = loss_of(reference, spectrum, shape_cost, depth, share, 6)
    moved = loss_of(reference, [(1, 6)], 6**depth, depth, share * ratio ** (1 / (depth + 1)), 6)
    assert found == pytest.approx(moved, abs=1e-7)
