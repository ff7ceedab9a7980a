"""The foundation, statement by statement: legs that are given something false notice it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.coq import counterexample
from proofs_check.statement import (
    LegKind,
    LegResult,
    LegRun,
    Outcome,
    Verdict,
    own_verdict,
)
from proofs_check.statements import (
    s01_collapse,
    s02_dnc_loss,
    s03_graph_identities,
    s04_srg_loss,
    s05_srg_beats_dnc,
    s06_dnc_not_optimal,
    s07_growth,
    s08_shallow_or_binary,
    s09_lower_bound,
    s13_layerwise,
    s14_two_layers,
)
from theory.errors import InvalidInputError


def outcome_of(run: Callable[[], LegResult]) -> Outcome:
    return run().outcome


def test_s1_is_refuted_if_the_dearest_sample_is_taken() -> None:
    result = s01_collapse._exact(choose=max)
    assert result.outcome is Outcome.FAILS
    assert set(result.counterexample or {}) == {"H_1", "weights", "n"}


def test_s1_collapsing_finds_the_best_choice_of_one_sample_a_class() -> None:
    for features, weights, n in list(s01_collapse._random_networks(8)):
        K = len(features[0]) // n
        value = s01_collapse._value
        one = value(s01_collapse.collapsed(features, weights, n), weights, 1, n * s01_collapse.LAMBDA)
        choices = product(*(range(k * n, (k + 1) * n) for k in range(K)))
        best = min(
            value([[row[j] for j in chosen] for row in features], weights, 1, n * s01_collapse.LAMBDA)
            for chosen in choices
        )
        assert one == best


@pytest.mark.parametrize(("shift", "outcome"), [(1, Outcome.FAILS), (-1, Outcome.FAILS), (0, Outcome.HOLDS)])
def test_s2_notices_a_threshold_on_the_wrong_side(
    monkeypatch: pytest.MonkeyPatch, shift: int, outcome: Outcome
) -> None:
    from numerics.enclosure import enclose_dnc

    moved = 1 + shift * Fraction(1, 10**9)
    monkeypatch.setattr("numerics.enclosure.enclose_dnc", lambda K, L, lam: enclose_dnc(K, L, lam * moved))
    assert outcome_of(s02_dnc_loss._thresholds) is outcome


def test_s2_is_undecided_where_enclosures_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    cannot_tell = SimpleNamespace(zero=None, loss=arb(0.5))
    monkeypatch.setattr("numerics.enclosure.enclose_dnc", lambda *_: cannot_tell)
    assert outcome_of(s02_dnc_loss._thresholds) is Outcome.UNDECIDED


def test_s3_is_refuted_by_the_graph_of_touching_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s03_graph_identities, "kneser_adjacency", s03_graph_identities.triangular_adjacency)
    assert s03_graph_identities._identities().counterexample == {"r": 4}
    assert s03_graph_identities._layers().counterexample == {"r": 4, "L": 2}


def test_s3_is_refuted_if_a_middle_layer_is_not_b(monkeypatch: pytest.MonkeyPatch) -> None:
    incidence = s03_graph_identities.incidence_matrix
    monkeypatch.setattr(s03_graph_identities, "incidence_matrix", lambda r: -incidence(r))
    assert s03_graph_identities._layers().counterexample == {"r": 4, "L": 3}


def test_s3_is_refuted_if_dnc_frames_have_srg_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = s03_graph_identities.base_matrices
    block = s03_graph_identities.Block
    monkeypatch.setattr(
        s03_graph_identities, "base_matrices", lambda _, depth: shapes([block("srg", 5)], depth)
    )
    assert outcome_of(s03_graph_identities._frames) is Outcome.FAILS


@pytest.mark.parametrize("digits", ["0.0809113323", "0.0809113321", "0.081", "0.08"])
def test_s4_notices_a_wrong_digit(digits: str) -> None:
    rounded = digits in ("0.081", "0.08")
    result = s04_srg_loss._check_values({("srg", 5, 4, "0.004"): digits})
    assert result.outcome is (Outcome.HOLDS if rounded else Outcome.FAILS)


def test_s4_is_undecided_halfway_between_two_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    halfway = SimpleNamespace(loss=arb("0.25", "1e-30"))
    monkeypatch.setattr("numerics.enclosure.enclose_loss", lambda *_: halfway)
    assert s04_srg_loss._rounds_to((("srg", 5, 4, "0.004"), "0.2")) is None


def leg_of_s5(wrong: Callable[[int, int, Fraction], str | None]) -> LegResult:
    """S5's rigorous leg with another claim in the cases for which ``wrong`` gives one."""
    stated = s05_srg_beats_dnc.expected_order
    return s05_srg_beats_dnc._order(expected=lambda *case: wrong(*case[:3]) or stated(*case))


@pytest.mark.parametrize(
    ("wrong", "counterexample"),
    [
        (lambda r, L, x: "<" if (r, L) == (4, 3) else None, {"r": 4, "L": 3, "λ/threshold": "1/100"}),
        (lambda r, L, x: "<" if (r, L) == (6, 2) else None, {"r": 6, "L": 2, "λ/threshold": "1/100"}),
        (
            lambda r, L, x: ">" if (r, L) == (6, 2) and x <= 1 else None,
            {"r": 6, "L": 2, "λ/threshold": "99/100"},
        ),
        (
            lambda r, L, x: ">" if (r, L) == (5, 2) and x <= 1 else None,
            {"r": 5, "L": 2, "λ/threshold": "3/4"},
        ),
        (
            lambda r, L, x: "<" if r >= 7 and L == 2 and x > Fraction(1, 2) else None,
            {"r": 7, "L": 2, "λ/threshold": "7/10"},
        ),
        (lambda r, L, x: "<" if (r, L) == (4, 2) else None, {"r": 4, "L": 2, "λ/threshold": "1/100"}),
        (
            lambda r, L, x: ">" if (r, L) == (40, 20) and x == 1 else None,
            {"r": 40, "L": 20, "λ/threshold": "1"},
        ),
    ],
)
def test_s5_notices_every_exception_stated_wrongly(wrong: Any, counterexample: dict[str, Any]) -> None:
    result = leg_of_s5(wrong)
    assert result.outcome is Outcome.FAILS
    assert result.counterexample == counterexample


def test_s5_is_undecided_where_enclosures_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numerics.enclosure.compare", lambda *_: None)
    assert outcome_of(s05_srg_beats_dnc._order) is Outcome.UNDECIDED


def test_s5_thresholds_are_rational_and_just_below_the_true_ones() -> None:
    mpmath.mp.dps = 40
    for K, L in product((6, 10, 780), (2, 3, 20)):
        true = mpmath.mpf(L - 1) / L
        true = true ** (mpmath.mpf(L - 1) / (L + 1)) / L / K
        found = s05_srg_beats_dnc.rational_threshold(K, L)
        gap = 1 - mpmath.mpf(found.numerator) / found.denominator / true
        assert 5e-13 < gap < 2e-12


def test_s6_does_not_ask_for_a_block_larger_than_the_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s06_dnc_not_optimal, "_cases", lambda *_: iter([(9, 3, 5, Fraction(1, 2))]))
    with pytest.raises(InvalidInputError):
        s06_dnc_not_optimal._rigorous()


def test_s6_is_refuted_if_the_block_is_worse_and_undecided_if_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("numerics.enclosure.compare", lambda *_: ">")
    assert s06_dnc_not_optimal._rigorous().counterexample == {"K": 10, "L": 3, "r": 5, "λ/threshold": "1/20"}
    monkeypatch.setattr("numerics.enclosure.compare", lambda *_: None)
    assert outcome_of(s06_dnc_not_optimal._rigorous) is Outcome.UNDECIDED


def test_s7_notices_another_exponent() -> None:
    assert s07_growth._follows_leading_order((1000, 5))
    assert not s07_growth._follows_leading_order((1000, 2))  # the formula is for L >= 3


def test_s8_training_below_dnc_leaves_it_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numerics.descent.multistart", lambda *_, **__: SimpleNamespace(losses=[0.001]))
    result = s08_shallow_or_binary._descent()
    assert result.outcome is Outcome.FAILS
    assert (result.counterexample or {})["least loss found"] == 0.001
    assert own_verdict([LegRun(LegKind.NUMERIC, "descent", result, 0.0)]) is Verdict.UNDECIDED


def test_s8_counterexamples_are_not_claimed_far_from_the_threshold() -> None:
    assert s08_shallow_or_binary._srg_wins((5, 0.0317480))
    assert not s08_shallow_or_binary._srg_wins((5, 0.02))
    assert not s08_shallow_or_binary._srg_wins((4, 0.05))  # a tie


def test_s5_weights_do_not_win_when_they_are_changed() -> None:
    features, first, second = counterexample.rational_weights()
    assert s05_srg_beats_dnc.weights_win((features, first, second))
    assert not s05_srg_beats_dnc.weights_win((2 * features, first, second))
    assert not s05_srg_beats_dnc.weights_win((features, first, 0 * second))


def test_s5_weights_need_dnc_above_the_number_between(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = counterexample.rational_weights()
    assert counterexample.objective(*weights) < Fraction(417, 1000) < Fraction(419, 1000)
    monkeypatch.setattr(counterexample, "SEPARATOR", Fraction(419, 1000))  # DNC costs 0.41842
    assert not s05_srg_beats_dnc.weights_win(weights)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=4))
def test_s14_compares_nuclear_norms_as_floats_do(matrix: list[tuple[int, int]]) -> None:
    before = np.linalg.svd(np.array(matrix), compute_uv=False).sum()
    after = np.linalg.svd(np.maximum(matrix, 0), compute_uv=False).sum()
    assert not s14_two_layers.raises_nuclear_norm(matrix)
    assert after <= before + 1e-9


def test_s14_would_see_a_larger_nuclear_norm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows (a, -b) kept in part only, as no ReLU does, make [[1, 0], [-1, 1]] of [[1, -1], [-1, 1]]: 2 becomes √5."""
    invariants = s14_two_layers._invariants
    kept = {((1, 0), (0, 1)): [(1, 0), (-1, 1)]}
    monkeypatch.setattr(s14_two_layers, "_invariants", lambda m: invariants(kept.get(tuple(m), m)))
    assert s14_two_layers.raises_nuclear_norm([(1, -1), (-1, 1)])


@pytest.mark.parametrize(
    ("K", "factors"),
    [
        (10, ["1/250"] * 5),
        (3, ["1/100", "1/50", "1/30"]),
        (6, ["1/1000", "1/7", "1/90", "1/11"]),
        (4, ["2"] * 3),
    ],
)
def test_s9_bound_is_the_minimum_over_q(K: int, factors: list[str]) -> None:
    mpmath.mp.dps = 40
    depth = len(factors) - 1
    numbers = [Fraction(x) for x in factors]
    level = mpmath.fprod(mpmath.mpf(x.numerator) / x.denominator for x in numbers) * K**2
    root = level ** (mpmath.mpf(1) / (depth + 1))

    def f(q: Any) -> Any:
        return (1 - q) ** 2 / 2 + mpmath.mpf(depth + 1) / 2 * root * q ** (mpmath.mpf(2) / (depth + 1))

    best = min(f(mpmath.mpf(k) / 2000) for k in range(2001))
    ball: Any = s09_lower_bound.bound(K, numbers)
    assert ball.lower() <= arb(mpmath.nstr(best, 30))  # a grid cannot go below the minimum
    assert abs(ball - arb(mpmath.nstr(best, 30))) < 1e-6


def test_s9_is_refuted_by_a_bound_too_high_and_undecided_by_a_wide_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(s09_lower_bound, "bound", lambda *_: arb(1))
    result = s09_lower_bound._rigorous()
    assert result.outcome is Outcome.FAILS
    assert (result.counterexample or {})["L"] == 2
    monkeypatch.setattr(s09_lower_bound, "bound", lambda *_: arb(0, 1e9))
    assert outcome_of(s09_lower_bound._rigorous) is Outcome.UNDECIDED


def test_s13_is_refuted_with_multipliers_of_another_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    kneser, triangular = s13_layerwise.kneser_adjacency, s13_layerwise.triangular_adjacency
    monkeypatch.setattr(s13_layerwise, "kneser_adjacency", triangular)
    monkeypatch.setattr(s13_layerwise, "triangular_adjacency", kneser)
    assert s13_layerwise._multipliers().counterexample == {"r": 4}
    monkeypatch.setattr(s13_layerwise, "equal", lambda *_: True)  # complementary slackness fails by itself
    assert s13_layerwise._multipliers().counterexample == {"r": 4}


@pytest.mark.parametrize(
    ("residual", "error"),
    [
        ("dual_value", -1e-6),
        ("primal_residual", 1e-6),
        ("closed_form_residual", 1e-6),
        ("dual_residual", 1e-6),
    ],
)
def test_s13_believes_residuals_and_not_a_solver_that_says_optimal(
    monkeypatch: pytest.MonkeyPatch, residual: str, error: float
) -> None:
    solved = small_witnesses()

    def off(r: int, solver: str) -> dict[str, Any]:
        found = solved[solver]
        if r < 7:
            return found
        return {
            name: replace(w, status="optimal", **{residual: getattr(w, residual) + error})
            for name, w in found.items()
        }

    monkeypatch.setattr("numerics.convex.srg_witnesses", off)
    result = s13_layerwise._solvers()
    assert result.outcome is Outcome.FAILS
    assert set(result.counterexample or {}) == {"r", "solver", "layer", "gap"}
    assert (result.counterexample or {})["r"] == 7


@cache
def small_witnesses() -> dict[str, dict[str, Any]]:
    from numerics.convex import SOLVERS, srg_witnesses

    return {solver: srg_witnesses(4, solver) for solver in SOLVERS}
