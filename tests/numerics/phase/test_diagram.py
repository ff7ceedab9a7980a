"""The diagram: known anchors, an independent reference on a grid, laws, and corrupted candidates."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from numerics.losses import dnc_loss, loss_of, srg_loss, zero_threshold
from numerics.phase import candidates as module
from numerics.phase.candidates import Candidate, Field, Kind
from numerics.phase.diagram import Boundary, PhaseDiagram, phase_diagram
from numerics.phase.networks import least_loss
from numerics.phase.units import Unit, dnc_unit, srg_unit
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.errors import InvalidInputError
from theory.proofs.two_layers_crossing import crossing

GRID = list(product(range(4, 9), range(2, 6), Field))


def names(diagram: PhaseDiagram) -> list[str]:
    return [phase.name for phase in diagram.phases]


def ends(diagram: PhaseDiagram) -> list[float]:
    return [float(diagram.relative(phase.end).mid()) for phase in diagram.phases[:-1]]


# Anchors of docs/mathematics.md and of statement S5.


def test_two_layers_five_vertices_is_the_interval_of_s5() -> None:
    diagram = phase_diagram(5, 2)
    assert names(diagram) == ["DNC", "SRG", "zero"]
    for phase, point in zip(diagram.phases, (crossing(5).start, crossing(5).end), strict=False):
        cube = diagram.relative(phase.end) ** 3
        low, high = (fmpq(int(x.p), int(x.q)) for x in point.relative_cube)
        assert cube.overlaps(arb(low).union(arb(high)))
        assert float(cube.rad()) < 1e-25


def test_two_layers_six_vertices_srg_is_never_the_best_of_all() -> None:
    """It beats DNC between 0.988… and 1.0072… (S5), but SRG_5 with five classes given up is better there."""
    for found in Field:
        diagram = phase_diagram(6, 2, found)
        assert all(phase.best[0].kind is not Kind.SRG for phase in diagram.phases)
    assert names(phase_diagram(6, 2)) == ["DNC", "SRG_5 ⊕ 0_5", "zero"]
    assert names(phase_diagram(6, 2, Field.BLOCKS)) == ["DNC", "SRG_5 ⊕ DNC_5", "SRG_5 ⊕ 0_5", "zero"]


def test_ties_at_two_layers_and_four_vertices() -> None:
    diagram = phase_diagram(4, 2)
    assert [[candidate.name for candidate in phase.best] for phase in diagram.phases] == [
        ["DNC", "SRG"],
        ["zero"],
    ]
    assert diagram.relative(diagram.phases[0].end).overlaps(arb(1))


def test_three_layers_four_vertices_is_dnc_up_to_its_threshold() -> None:
    diagram = phase_diagram(4, 3)
    assert names(diagram) == ["DNC", "zero"]
    assert diagram.phases[0].end.threshold_of == dnc_unit(3)


@pytest.mark.parametrize("L", range(4, 9))
def test_four_vertices_in_closed_form(L: int) -> None:
    """SRG_4 has equal singular values: its threshold is DNC's times ((2+√3)/3 · (2/3)^{L-3})^{-1/(L+1)}."""
    diagram = phase_diagram(4, L)
    assert names(diagram) == ["SRG", "zero"]
    ratio = (2 + arb(3).sqrt()) / 3 * arb(fmpq(2, 3)) ** (L - 3)
    assert diagram.relative(diagram.phases[0].end).overlaps((-ratio.log() / (L + 1)).exp())


@pytest.mark.parametrize(("r", "L"), [(r, L) for L in (3, 4, 5, 9) for r in range(4, 12) if (r, L) != (4, 3)])
def test_dnc_is_nowhere_the_best_where_s5_says_that_srg_beats_it(r: int, L: int) -> None:
    assert "DNC" not in names(phase_diagram(r, L))


@pytest.mark.parametrize(("r", "L"), [(r, L) for r in (4, 5, 8) for L in (2, 3, 5)])
def test_thresholds_are_those_of_the_losses(r: int, L: int) -> None:
    family = srg_unit(r, L).family
    assert float((srg_unit(r, L).threshold[0] / comb(r, 2)).mid()) == pytest.approx(
        float(zero_threshold(family, r, L)), rel=1e-9
    )
    assert float(dnc_unit(L).threshold[0].mid()) == pytest.approx(
        10 * float(zero_threshold(DNC, 10, L)), rel=1e-9
    )


# The whole grid.


@pytest.mark.parametrize(("r", "L", "found"), GRID)
def test_phases_cover_the_axis_and_everything_is_decided(r: int, L: int, found: Field) -> None:
    diagram = phase_diagram(r, L, found)
    assert diagram.decided
    assert diagram.phases[0].start is None
    assert diagram.phases[-1].end is None
    assert diagram.phases[-1].name == "zero"
    assert all(a.end is b.start for a, b in pairwise(diagram.phases))
    boundaries = [phase.end for phase in diagram.phases[:-1]]
    assert all(a.z < b.z for a, b in pairwise(boundaries))
    assert all(float(boundary.z.rad()) < 1e-25 for boundary in boundaries)
    kinds = {phase.best[0].kind for phase in diagram.phases}
    assert Kind.CONSTANT not in kinds


@pytest.mark.parametrize("L", range(2, 6))
def test_a_dense_grid_in_floats_finds_the_same_winners(L: int) -> None:
    """The losses of numerics.losses, which share no code with the certificate, at 400 λ's, all block sums enumerated anew."""
    shares = np.linspace(0.003, 1.7, 400)
    z = shares * float(dnc_unit(L).threshold[0].mid())
    gains = {}
    for s in range(4, 9):
        K = comb(s, 2)
        gains[s] = K * (0.5 - srg_loss(s, L, (L + 1) * np.log(z / K)).loss)
    single = 10 * (0.5 - dnc_loss(10, L, (L + 1) * np.log(z / 10)).loss) / 10
    for r in range(4, 9):
        K = comb(r, 2)
        sums = {}
        for counts in product(*(range(K // comb(s, 2) + 1) for s in range(4, r + 1))):
            rest = K - sum(n * comb(s, 2) for n, s in zip(counts, range(4, r + 1), strict=True))
            if rest >= 0:
                total = sum((n * gains[s] for n, s in zip(counts, range(4, r + 1), strict=True)), 0 * z)
                sums[counts] = total + rest * single
        best = np.max(list(sums.values()), axis=0)
        alone = np.max([gains[s] for s in range(4, r + 1)] + [K * single], axis=0)
        for found, reference in ((Field.BLOCKS, best), (Field.SINGLE, alone)):
            diagram = phase_diagram(r, L, found)
            for share, value, at in zip(shares, reference, z, strict=True):
                phase = diagram.at(float(share))
                gain = sum(n * float(u.at(arb(float(at))).gain.mid()) for u, n in phase.winner.coefficients)
                assert gain == pytest.approx(value, abs=1e-8)


def test_the_loss_of_a_block_sum_is_that_of_the_library() -> None:
    """SRG_5 ⊕ DNC_5 from the gains of the units, and from numerics.losses."""
    for lam in ("1/1000", "1/100", "1/40"):
        library = loss_of(SRG_PLUS_DNC, {"r": 5, "K": 15}, 4, 5 * np.log(float(Fraction(lam)))).loss
        found = least_loss(Candidate(15, (5,), 5), 4, Fraction(lam))
        assert float(found.mid()) == pytest.approx(float(library), abs=1e-13)


# Laws.


@given(st.integers(4, 9), st.integers(2, 7), st.sampled_from(Field))
def test_boundaries_depend_on_the_number_of_classes_through_the_units_alone(
    r: int, L: int, found: Field
) -> None:
    """A threshold is the same multiple of DNC's for every K in whose diagram it appears."""
    for phase in phase_diagram(r, L, found).phases[:-1]:
        unit = phase.end.threshold_of
        if unit is not None:
            assert phase.end.z.overlaps(unit.threshold[0])


@given(st.integers(5, 9), st.integers(2, 6))
def test_more_candidates_lose_nothing(r: int, L: int) -> None:
    """The best of all block sums is at least the best single solution, and zero starts no earlier."""
    single, blocks = (phase_diagram(r, L, found) for found in (Field.SINGLE, Field.BLOCKS))
    for k in range(1, 30):
        share = k / 20 + 0.001
        values = []
        for diagram in (single, blocks):
            z = arb(share) * dnc_unit(L).threshold[0].mid()
            winner = diagram.at(share).winner
            values.append(sum((n * u.at(z).gain for u, n in winner.coefficients), arb(0)))
        assert not values[1] < values[0]
    assert not blocks.phases[-1].start.z < single.phases[-1].start.z


@given(st.integers(4, 9), st.integers(2, 6))
def test_zero_wins_from_the_last_threshold_on(r: int, L: int) -> None:
    greatest = max(
        float(u.threshold[0].mid()) for u in (dnc_unit(L), *(srg_unit(s, L) for s in range(4, r + 1)))
    )
    assert float(phase_diagram(r, L).phases[-1].start.z.mid()) == pytest.approx(greatest, rel=1e-12)


# Corruptions: the certificate follows the candidates that it is given.


def cheaper(unit: Unit, factor: fmpq) -> Unit:
    """The unit with its cost multiplied by ``factor``."""
    curve = unit.curve
    changed = type(curve)(curve.L, curve.K, curve.spectrum, (*curve.costs, (factor, fmpq(1))))
    return Unit(unit.name, unit.directions, unit.family, unit.value, unit.L, changed)


@pytest.mark.parametrize(
    ("factor", "expected"),
    [(fmpq(99, 100), ["DNC", "SRG", "zero"]), (fmpq(1, 2), ["SRG", "zero"]), (fmpq(3, 2), ["DNC", "zero"])],
)
def test_a_corrupted_cost_moves_the_boundaries(
    factor: fmpq, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = ends(phase_diagram(5, 2))
    corrupted = cheaper(srg_unit(5, 2), factor)
    phase_diagram.cache_clear()
    monkeypatch.setattr(module, "srg_unit", lambda s, L: corrupted if s == 5 else srg_unit(s, L))
    diagram = phase_diagram(5, 2)
    phase_diagram.cache_clear()
    assert names(diagram) == expected
    assert ends(diagram) != pytest.approx(honest)


def test_a_candidate_that_is_left_out_changes_the_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    every = module.candidates
    phase_diagram.cache_clear()
    monkeypatch.setattr(
        "numerics.phase.diagram.candidates", lambda r, found: (c for c in every(r, found) if 5 not in c.srg)
    )
    diagram = phase_diagram(6, 2)
    phase_diagram.cache_clear()
    assert names(diagram) == ["DNC", "SRG", "zero"]
    start, end = crossing(6).start.relative(), crossing(6).end.relative()
    assert ends(diagram) == pytest.approx([float(start), float(end)], rel=1e-12)


# What is not decided is said, and bad input is one line.


def test_undecided_pieces_are_reported_with_their_interval() -> None:
    diagram = phase_diagram(7, 3, Field.BLOCKS, 2)
    assert not diagram.decided
    phase = diagram.phases[0]
    assert phase.name == "undecided"
    assert phase.best == ()
    assert len(phase.rivals) > 1
    assert isinstance(phase.end, Boundary)
    full = phase_diagram(7, 3, Field.BLOCKS)
    for other in diagram.phases[1:]:
        assert other.name in names(full)


def test_at_a_boundary_no_phase_is_named() -> None:
    assert phase_diagram(4, 3).at(1.0) is None


@pytest.mark.parametrize(
    ("r", "L", "found", "message"),
    [
        (3, 2, Field.SINGLE, "r = 3 given"),
        (5, 1, Field.SINGLE, "L = 1 given"),
        (5.5, 2, Field.SINGLE, "r = 5.5 given"),
        (41, 2, Field.SINGLE, "needs r <= 40"),
        (12, 2, Field.BLOCKS, "needs r <= 11"),
    ],
)
def test_bad_input(r: int, L: int, found: Field, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        phase_diagram(r, L, found)
