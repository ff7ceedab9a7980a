"""Explicit networks: the winner's costs less than all others can reach, in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from numerics.phase.candidates import Candidate, Field, candidates
from numerics.phase.diagram import phase_diagram
from numerics.phase.networks import explicit_win, interior, least_loss, network
from theory.errors import InvalidInputError

CELLS = list(product((4, 5, 6, 7, 8), (2, 3, 4), Field))


@pytest.mark.parametrize(("r", "L", "field"), CELLS)
def test_the_winner_of_every_phase_wins_as_a_network(r: int, L: int, field: Field) -> None:
    diagram = phase_diagram(r, L, field)
    for phase in diagram.phases[:-1]:
        win = explicit_win(diagram, phase)
        assert win.wins
        assert 0 < win.objective < Fraction(1, 2)


@pytest.mark.parametrize(("r", "L"), [(5, 2), (7, 2), (6, 3), (6, 4)])
def test_networks_of_all_candidates_cost_what_is_claimed(r: int, L: int) -> None:
    """The objective on explicit matrices is the least loss of every candidate, those that lose included."""
    diagram = phase_diagram(r, L, Field.BLOCKS)
    for phase in diagram.phases:
        lam = interior(diagram, phase)
        costs = {}
        for candidate in candidates(r, Field.BLOCKS):
            solution = network(candidate, L, lam)
            costs[candidate] = solution.objective(float(lam), (float(lam),) * L).total
            assert costs[candidate] == pytest.approx(float(least_loss(candidate, L, lam).mid()), abs=1e-13)
        assert min(costs.values()) == pytest.approx(min(costs[c] for c in phase.best), abs=1e-13)


def test_the_constant_predictor_gives_every_class_the_same_output() -> None:
    lam = Fraction(1, 100)
    solution = network(Candidate(10, constant=True), 3, lam)
    output = solution.layers()[-1]
    assert np.ptp(output) < 1e-15
    assert output[0, 0] > 0
    assert all(np.linalg.matrix_rank(layer) == 1 for layer in solution.layers())


def test_the_constant_predictor_against_free_scales() -> None:
    """No other scalars of the same shape cost less: scipy on h, w_1, w_2, w_3."""
    from scipy.optimize import minimize

    K, L, lam = 6, 3, 0.03

    def loss(x: np.ndarray) -> float:
        output = np.prod(x) * np.ones((K, K))
        fit = np.sum((output - np.eye(K)) ** 2) / (2 * K)
        return float(fit + lam / 2 * (K * x[0] ** 2 + np.sum(x[1:-1] ** 2) + K * x[-1] ** 2))

    best = min(
        minimize(loss, start, tol=1e-14).fun for start in (np.full(4, 0.7), np.full(4, 0.3), [0.4, 1, 1, 0.4])
    )
    claimed = least_loss(Candidate(K, constant=True), L, Fraction("0.03"))
    assert best == pytest.approx(float(claimed.mid()), abs=1e-9)


def test_where_nothing_gains_no_network_is_compared() -> None:
    diagram = phase_diagram(4, 2)
    with pytest.raises(InvalidInputError, match="'zero' given"):
        explicit_win(diagram, diagram.phases[-1])
    undecided = phase_diagram(7, 3, Field.BLOCKS, 0)
    with pytest.raises(InvalidInputError, match="'undecided' given"):
        explicit_win(undecided, undecided.phases[0])
