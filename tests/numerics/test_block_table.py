import numpy as np
import pytest
import sympy as sp

from numerics.block_table import arguments, block_table
from numerics.lowering import lower
from theory.construction import Construction, LayerCost, eigenspaces
from theory.constructions import registry
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.errors import InvalidInputError
from theory.symbols import L, r

SUM = registry()["srg+dnc"][0]


def table_of(construction, values, depth):
    lowered = lower(construction)
    return block_table(lowered.blocks[:1], arguments(lowered, values), np.asarray(depth, dtype=float))


def test_a_spectrum_is_stored_once_per_value() -> None:
    found = table_of(SRG, np.array([[7, 5, 7, 6, 5]]).T, [3, 4])
    assert found.squares.shape == (3, 3)
    assert found.row.shape == (5, 1)
    np.testing.assert_array_equal(found.squares[:, found.row[0, 0]], [100, 16, 1])
    np.testing.assert_array_equal(found.classes[:, 0], [21, 10, 21, 15, 10])
    assert np.broadcast_shapes(found.log_shape_cost.shape, (5, 2)) == (5, 2)


@pytest.mark.parametrize("depth", [3, 4, 9, 1000])
@pytest.mark.parametrize("value", [4, 5, 100, 10_000])
def test_the_log_of_the_shape_cost(value: int, depth: int) -> None:
    exact = sum(sp.log(c.cost.subs(r, value)) * c.count.subs(L, depth) for c in SRG.layer_costs)
    assert table_of(SRG, value, depth).log_shape_cost == pytest.approx(float(exact.evalf(30)), rel=1e-14)


def test_depth_selects_the_variant() -> None:
    lowered = [lower(SRG), lower(SRG_TWO_LAYERS)]
    depth = np.array([2.0, 3.0, 2.0, 5.0])
    found = block_table(tuple(x.blocks[0] for x in lowered), arguments(lowered[0], 6), depth)
    np.testing.assert_array_equal(
        found.log_shape_cost,
        [table_of(SRG_TWO_LAYERS if here == 2 else SRG, 6, here).log_shape_cost for here in (2, 3, 2, 5)],
    )


def test_variants_with_different_spectra_are_refused() -> None:
    other = Construction(
        name="srg",
        title="",
        source="",
        parameter=r,
        smallest=4,
        classes=SRG.classes,
        layer_costs=(LayerCost("", r, L, ""),),
        spectrum=eigenspaces((1, SRG.classes)),
        width=r,
        depths=(2, 2),
    )
    blocks = (lower(SRG).blocks[0], lower(other).blocks[0])
    with pytest.raises(InvalidInputError, match="different spectra"):
        block_table(blocks, (np.array(5.0),), np.array(3.0))


@pytest.mark.parametrize(
    ("construction", "values", "depth", "message"),
    [
        (SRG, 3, 3, r"^r = 3 given; the srg construction needs an integer r >= 4$"),
        (SRG, [5, 6.5], 3, r"^r = 6\.5 given; .* r >= 4$"),
        (SRG, 5, 2, r"^L = 2 given; .*3 <= L"),
        (SRG_TWO_LAYERS, 5, [2, 3], r"^L = 3 given; .*2 <= L <= 2"),
        (DNC, 1, 3, r"^K = 1 given"),
        (SUM, 5, 3, r"values of K, r by name"),
        (SUM, {"r": 5}, 3, r"needs values of K, r"),
        (SUM, {"r": 5, "K": 20, "t": 1}, 3, r"needs values of K, r"),
        (SRG, {"K": 10}, 3, r"needs values of r"),
    ],
)
def test_bad_values(construction, values, depth, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        table_of(construction, values, depth)
