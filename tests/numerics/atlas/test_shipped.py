"""The atlas that comes with the program: complete, whole, and what it says is true."""

from fractions import Fraction

import pytest
from flint import arb, fmpq

from numerics.atlas.answer import CONSTRUCTION, answer, show
from numerics.atlas.closed_forms import best_block_sum, dnc_loss
from numerics.atlas.grid import CLASSES, DEPTHS, Cell, cells
from numerics.atlas.record import BITS
from numerics.atlas.store import SHIPPED, read, records_of
from numerics.atlas.value import Pieces
from numerics.enclosure import enclose_dnc
from numerics.rescale import rescaled_network
from numerics.solution import exact_objective
from theory.errors import InvalidInputError

ATLAS = read(SHIPPED)
EVERY = cells(CLASSES, DEPTHS)
SAMPLE = EVERY[::17]


def test_it_is_complete_and_small():
    assert ATLAS.rejected == []
    assert set(ATLAS.entries) == set(EVERY)
    files = [path for path in SHIPPED.iterdir() if path.name[0] != "."]
    assert len(files) == len(ATLAS.records) + 1
    assert sum(path.stat().st_size for path in files) < 4 * 2**20
    assert all(record.bits == BITS for record in ATLAS.records.values())


def recheck(cell):
    """Exact objective of the record with rational scales chosen anew: below the bound, or above it by their rounding."""
    entry, record = ATLAS.entries[cell], ATLAS.best(cell)
    with_scales = Pieces.of(record).bound(cell.product).loss
    assert with_scales < arb(entry.upper)
    # The bound re-chooses the last layer and the scales of every piece; the record as it was stored can only cost more.
    H1, *weights = record.exact()
    own = exact_objective(
        *rescaled_network(H1, weights, cell.lam, [cell.lam] * cell.L), cell.lam, (cell.lam,) * cell.L
    )
    assert with_scales < arb(fmpq(own.numerator, own.denominator)) + arb(1e-12)
    # Nothing explicit is better, rounding aside.
    explicit = [dnc_loss(cell), *([best_block_sum(cell)[1]] if cell.K >= 6 else [])]
    assert all(entry.upper < float(loss) * (1 + 2 * CONSTRUCTION) for loss in explicit)
    assert entry.upper < 0.5


@pytest.mark.parametrize("cell", SAMPLE, ids=lambda cell: cell.name)
def test_a_sample_of_it_is_right(cell):
    recheck(cell)


@pytest.mark.slow
def test_all_of_it_is_right():
    for cell in EVERY:
        recheck(cell)


@pytest.mark.parametrize("cell", SAMPLE[::3], ids=lambda cell: cell.name)
def test_answers_agree_with_the_index(cell):
    found = answer(cell, ATLAS.of(cell.K, cell.L))
    assert float(found.loss.mid()) == pytest.approx(ATLAS.entries[cell].upper, rel=1e-6)
    assert found.lower.loss < found.loss or found.gap.contains(0)
    assert found.dnc.overlaps(enclose_dnc(cell.K, cell.L, cell.lam).loss)
    if found.name not in ("zero",) and found.file:
        assert len(found.ranks) == cell.L - 1
        assert (SHIPPED / found.file).exists()


def test_between_the_grid_points_the_scales_are_chosen_anew():
    """The loss is concave in z = Kλ for a fixed record's outputs, so at any λ it lies above the chord of two answers."""
    losses = [float(show(10, 5, lam).loss.mid()) for lam in ("0.002", "0.003", "0.004")]
    assert losses[0] < losses[1] < losses[2]
    assert losses[1] > (losses[0] + losses[2]) / 2


def test_far_beyond_every_threshold_zero_is_the_best():
    found = show(6, 4, 1)
    assert (found.name, found.file, found.ranks, found.below_dnc) == ("zero", None, (), False)
    assert found.loss == arb(0.5)


def test_two_classes_are_dnc():
    found = show(2, 5, "0.01")
    assert found.name == "DNC"
    assert not found.below_dnc
    assert found.block_sum is None


@pytest.mark.parametrize(
    ("K", "L", "lam", "says"), [(40, 4, 1, "no record"), (10, 4, -1, "lambda = -1"), (1, 4, 1, "K = 1")]
)
def test_what_is_not_in_it(K, L, lam, says):
    with pytest.raises(InvalidInputError, match=says):
        show(K, L, Fraction(lam))


def test_a_damaged_record_is_reported_and_the_others_answer(tmp_path):
    (record, *_), _ = records_of(SHIPPED, 10, 5)
    (tmp_path / record.file_name).write_bytes(record.to_bytes())
    (tmp_path / "K10-L5-00000000.npz").write_bytes(b"PK")
    found = show(10, 5, "0.004", tmp_path)
    assert len(found.rejected) == 1
    assert "K10-L5-00000000.npz" in found.rejected[0]


def test_cells_of_the_grid_have_one_entry_each():
    assert [Cell(e.K, e.L, Fraction(e.lam)) for e in ATLAS.entries.values()] == list(ATLAS.entries)


@pytest.mark.parametrize(("K", "z"), [(11, "1/5"), (12, "1/5"), (13, "1/5"), (14, "1/25")])
def test_two_layers_with_eleven_to_fourteen_classes_are_below_dnc_far_from_the_threshold(K, z):
    """The threshold is at Kλ = 0.397; for K >= 15 see S28."""
    assert show(K, 2, Fraction(z) / K).below_dnc
