"""The picture of the phase diagram: its data are the phases, and every phase is a bar of its colour."""

from __future__ import annotations

import matplotlib.colors as colors
import pytest
from matplotlib.patches import Rectangle

from numerics.phase.candidates import Field
from numerics.phase.diagram import phase_diagram
from proofs_check.figures import phases
from proofs_check.phases import diagrams

FOUND = diagrams([4, 5, 7], [2, 3, 4], Field.BLOCKS)


def test_the_data_are_the_phases() -> None:
    rows = phases.data(FOUND)
    assert len(rows) == sum(len(diagram.phases) for diagram in FOUND)
    for diagram in FOUND:
        part = rows.filter((rows["panel"] == f"L = {diagram.L}") & (rows["row"] == diagram.r))
        assert part["low"][0] == 0
        assert part["high"][-1] is None
        assert part["low"].to_list()[1:] == part["high"].to_list()[:-1]
        ends = [float(diagram.relative(phase.end).mid()) for phase in diagram.phases[:-1]]
        assert part["high"].to_list()[:-1] == ends


def test_a_bar_for_every_phase_in_the_colour_of_its_kind() -> None:
    rows = phases.data(FOUND)
    figure = phases.draw(rows)
    for axes, name in zip(figure.axes, ("L = 2", "L = 3", "L = 4"), strict=False):
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        part = rows.filter(rows["panel"] == name)
        assert len(bars) == len(part)
        for bar, row in zip(bars, part.iter_rows(named=True), strict=True):
            kind = row["series"].split(" | ")[0]
            assert bar.get_facecolor() == pytest.approx(colors.to_rgba(phases.COLOURS[kind]))
            assert bar.get_x() == row["low"]
            assert bar.get_y() + bar.get_height() / 2 == pytest.approx(row["row"])
    assert not figure.axes[3].axison


def test_the_caption_says_what_is_not_shown() -> None:
    found = [phase_diagram(7, 3, Field.BLOCKS, 0)]
    rows = phases.data(found)
    assert phases.claims(rows) == {
        "The constant predictor is nowhere the best": True,
        "Everything is decided": False,
    }
    assert phases.claims(phases.data(FOUND)) == dict.fromkeys(phases.claims(rows), True)
    phases.draw(rows)
    assert "block sums" in phases.describe(rows, Field.BLOCKS)
    assert "block sums" not in phases.describe(rows, Field.SINGLE)
