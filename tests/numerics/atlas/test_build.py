"""Small real builds: explicit constructions, a search, resumption, and interruption."""

import os
import signal
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest

from numerics.atlas import build as build_module
from numerics.atlas import moves, store
from numerics.atlas.build import BATCH, build, neighbours
from numerics.atlas.closed_forms import best_block_sum, dnc_loss
from numerics.atlas.explicit import explicit_records, extended
from numerics.atlas.grid import CLASSES, DEPTHS, Cell, cells, default_lambdas
from numerics.atlas.record import Record
from numerics.atlas.value import Pieces

LAM = Fraction(1, 150)


def test_the_grid_lies_between_its_ends():
    for K in CLASSES:
        for L in DEPTHS:
            low, middle, high = default_lambdas(K, L)
            threshold = ((L - 1) / L) ** ((L - 1) / (L + 1)) / (L * K)
            assert 1e-4 < low < middle < high < threshold
            assert middle == Fraction(4, 1000) * Fraction(10, K)
    assert len(cells(CLASSES, DEPTHS)) == 420


def test_a_build_makes_the_starts_that_are_missing(tmp_path, monkeypatch):
    """Two cells, the index written after every batch: what is stored is what is counted."""
    monkeypatch.setattr(build_module, "SAVE_EVERY", 0.0)
    monkeypatch.setattr(build_module, "_batch", lambda task: [])
    made = []
    pair = cells([3], [4, 5], [LAM])
    atlas = build(tmp_path, pair, 3 * BATCH, 1, on_progress=lambda p: made.append(p.cell))
    assert {cell: atlas.entries[cell].starts for cell in pair} == dict.fromkeys(pair, 3 * BATCH)
    assert made[3:] == [*pair] * 3  # turn by turn, after the constructions of each and their spreading
    assert store.read(tmp_path).entries == atlas.entries


def test_a_build_finds_what_is_below_srg_and_goes_on(tmp_path):
    """One batch of starts at K = 6, L = 4, where S24 has networks below SRG."""
    cell = Cell(6, 4, LAM)
    atlas = build(tmp_path, [cell], starts=BATCH, minutes=5)
    assert atlas.entries[cell].starts == BATCH
    first = atlas.entries[cell].upper
    assert first < float(best_block_sum(cell)[1])
    again = build(tmp_path, [cell], starts=BATCH, minutes=5)
    assert again.entries[cell].starts == BATCH  # nothing is left to do
    assert again.entries[cell].upper == first


def test_extensions_keep_what_s23_says(tmp_path):
    """One layer more multiplies the cost constant by at most K, and one class more adds one to its root."""
    small = build(tmp_path, [Cell(3, 4, LAM)], starts=0, minutes=1).of(3, 4)[0]
    root = float(Pieces.of(small).cost_root.mid())
    assert root < 3
    deeper = extended(small, Cell(3, 5, LAM))
    assert len(deeper) == 4
    for record in deeper:
        assert float(Pieces.of(record).cost_root.mid()) ** 6 < root**5 * 3 * (1 + 1e-6)
    (larger,) = extended(small, Cell(4, 4, LAM))
    assert float(Pieces.of(larger).cost_root.mid()) == pytest.approx(root + 1, rel=1e-7)
    assert larger.name == "sets of sizes 1, 2 of 2 points ⊕ DNC_1"


def test_a_discovery_spreads_to_fewer_classes(tmp_path):
    """SRG on ten classes at L = 3 leaves something better than DNC on nine of them, which is below every block sum."""
    ten, nine = Cell(10, 3, Fraction(1, 250)), Cell(9, 3, Fraction(1, 250))
    atlas = build(tmp_path, [nine, ten], starts=0, minutes=1)
    assert atlas.best(ten).name == "SRG_5"
    assert atlas.best(nine).about["kind"] == "one class less"
    assert atlas.entries[nine].upper < min(float(dnc_loss(nine)), float(best_block_sum(nine)[1]))


def test_cells_profit_from_their_neighbours(tmp_path):
    wanted = cells([3, 4], [4, 5], [LAM])
    atlas = build(tmp_path, wanted, starts=0, minutes=1)
    for cell in wanted:
        assert atlas.entries[cell].upper < float(dnc_loss(cell)) - 1e-6
    assert len(neighbours(atlas, Cell(3, 5, LAM))) >= 3


@pytest.mark.parametrize("layer", [2, 3])
def test_an_inserted_layer_changes_no_output(layer):
    rng = np.random.default_rng(layer)
    factors = [rng.standard_normal(shape) for shape in ((3, 4), (5, 3), (6, 5), (4, 6))]
    longer = moves.insert_layer(factors, layer)

    def output(network):
        value = network[1] @ network[0]
        for weight in network[2:]:
            value = weight @ np.maximum(value, 0)
        return value

    assert np.allclose(output(longer), output(factors))
    assert output(moves.drop_layer(longer, layer)).shape == (4, 4)


@pytest.mark.slow
def test_records_of_a_build_do_not_depend_on_processes(tmp_path):
    """The same seeds in two processes; one batch each."""
    pair = cells([3], [3], [LAM, Fraction(1, 20)])
    batches = []
    alone = build(tmp_path / "a", pair, starts=BATCH, minutes=5)
    shared = build(tmp_path / "b", pair, BATCH, 5, jobs=2, on_progress=lambda p: batches.append(p.batches))
    assert batches == [0, 0, 0, 1, 2]
    for cell in pair:
        assert shared.entries[cell].upper == pytest.approx(alone.entries[cell].upper, rel=1e-6)


def interrupted(folder, how):
    """A build in another process that is stopped once it has an index."""
    script = (
        "import sys; from pathlib import Path; from fractions import Fraction\n"
        "from numerics.atlas.build import build; from numerics.atlas.grid import cells\n"
        "build(Path(sys.argv[1]), cells([6], [4], [Fraction(1, 150)]), starts=10**6, minutes=10)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while not (folder / store.INDEX).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    os.kill(process.pid, how)
    process.wait(timeout=60)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_build_leaves_an_atlas_and_goes_on(tmp_path, how):
    interrupted(tmp_path, how)
    before = store.read(tmp_path)
    assert before.rejected == []
    cell = Cell(6, 4, LAM)
    after = build(tmp_path, [cell], starts=0, minutes=1)
    assert after.entries[cell].upper <= before.entries[cell].upper
    assert not list(tmp_path.glob(".*.partial"))


def test_a_record_of_a_search_is_described(tmp_path):
    cell = Cell(6, 4, LAM)
    plain = Record.rounded([*explicit_records(cell)[0].floats], "found", {"kind": "test"})
    with store.writer(tmp_path) as writer:
        writer.offer(plain, cell)
        writer.save()
    (record,) = store.read(tmp_path).of(6, 4)
    assert record.about["pattern"]["signature"] == "[6:4-4-3]"
