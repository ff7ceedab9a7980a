"""What a proof is made of cannot be changed after it was checked."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

import theory
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.obligations import Decided, Fact, Identity, LimitIs, PositiveOnInterval, PositivePolynomial
from theory.orbit_matrix import incidence
from theory.proofs.constant_row import CONSTANT_RANGE
from theory.proofs.cost_constants import RANGE, cost_constants
from theory.proofs.graph_identities import GRAPH_FACTS
from theory.proofs.growth import GROWTH
from theory.proofs.halves import CLAIM as HALVES_CLAIM
from theory.proofs.halves_two_layers import TWO_LAYER_HALVES_CLAIM
from theory.proofs.layerwise import CERTIFICATES
from theory.proofs.rook import ROOK_RANGE
from theory.proofs.seven import SEVEN_CLAIM
from theory.proofs.singles_pairs import PAIRS_CLAIM
from theory.proofs.star import STAR_RANGE
from theory.proofs.strongly_regular import VERTEX_RANGE
from theory.proofs.t_subsets import SUBSET_RANGE
from theory.proofs.two_layers_crossing import crossing
from theory.proofs.two_layers_graphs import TWO_LAYER_CLAIM
from theory.regular_graph import TRIANGULAR
from theory.symbols import r

VALUES = (
    DNC,
    DNC.layer_costs[0],
    DNC.spectrum[0],
    SRG_PLUS_DNC,
    Fact("a", "b"),
    Identity(r, r),
    PositivePolynomial(r, {r: 1}),
    PositiveOnInterval(r, r, 1, 2),
    LimitIs(r, r, r, r),
    Decided(False, "no"),
    cost_constants(),
    cost_constants().steps[0],
    incidence(),
    RANGE,
    GRAPH_FACTS,
    GROWTH,
    HALVES_CLAIM,
    TWO_LAYER_HALVES_CLAIM,
    CERTIFICATES,
    PAIRS_CLAIM,
    ROOK_RANGE,
    SEVEN_CLAIM,
    STAR_RANGE,
    SUBSET_RANGE,
    TRIANGULAR,
    CONSTANT_RANGE,
    VERTEX_RANGE,
    TWO_LAYER_CLAIM,
    crossing(5),
    crossing(5).start,
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_do_not_change(value):
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


def test_no_kind_of_value_is_forgotten_above():
    modules = [import_module(m.name) for m in walk_packages(theory.__path__, "theory.")]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__.startswith("theory")
    }
    assert kinds == {type(value) for value in VALUES}
