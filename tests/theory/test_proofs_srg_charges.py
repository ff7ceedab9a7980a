"""What SRG is charged: constructions whose costs or spectrum are wrong somewhere are not established."""

from dataclasses import replace

import pytest

from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.proofs.graph_identities import GRAPH_FACTS
from theory.proofs.srg_charges import srg_charges
from theory.symbols import L, r


def with_layer(construction, position, **changes):
    layers = list(construction.layer_costs)
    layers[position] = replace(layers[position], **changes)
    return replace(construction, layer_costs=tuple(layers))


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("wrong", ["cost", "count"])
def test_a_construction_that_is_charged_wrongly_is_not_established(position, wrong):
    """Costs and their numbers are those of the matrices of S3, also where they agree at r = 5 or L = 4."""
    layer = SRG.layer_costs[position]
    shift = {"cost": (r - 5) / 10, "count": L - 4}[wrong]
    changed = with_layer(SRG, position, **{wrong: getattr(layer, wrong) + shift})
    assert not srg_charges(srg=changed).is_established()
    assert not srg_charges(
        two_layers=with_layer(SRG_TWO_LAYERS, 0, **{wrong: SRG_TWO_LAYERS.layer_costs[0].cost + shift})
    ).is_established()


@pytest.mark.parametrize(
    "cut",
    [
        {"srg": replace(SRG, layer_costs=SRG.layer_costs[:2])},
        {"srg": replace(SRG, spectrum=SRG.spectrum[:2])},
        {"two_layers": replace(SRG_TWO_LAYERS, spectrum=SRG.spectrum[:2])},
        {"stated": replace(GRAPH_FACTS, last_eigenvalues=GRAPH_FACTS.last_eigenvalues[:2])},
        {"stated": replace(GRAPH_FACTS, multiplicities=GRAPH_FACTS.multiplicities[:2])},
    ],
    ids=["layers", "spectrum", "spectrum at L = 2", "eigenvalues", "multiplicities"],
)
def test_nothing_is_compared_with_a_part_only(cut):
    with pytest.raises(ValueError, match="zip"):
        srg_charges(**cut)


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("wrong", ["singular_value", "multiplicity"])
def test_a_construction_with_another_spectrum_is_not_established(position, wrong):
    spaces = list(SRG.spectrum)
    spaces[position] = replace(spaces[position], **{wrong: getattr(spaces[position], wrong) + r - 5})
    assert not srg_charges(srg=replace(SRG, spectrum=tuple(spaces))).is_established()
    assert not srg_charges(two_layers=replace(SRG_TWO_LAYERS, spectrum=tuple(spaces))).is_established()
