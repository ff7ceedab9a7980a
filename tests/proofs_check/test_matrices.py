"""The leg that compares explicit networks with closed forms: what it draws, and that it can fail."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from proofs_check import matrices
from proofs_check.matrices import Model, closed_form_gap, random_models
from proofs_check.statement import LegKind, LegRun, Outcome, Verdict, own_verdict

FAMILIES = {"dnc": ["dnc"], "srg": ["srg"], "srg+dnc": ["srg", "dnc"]}


@pytest.mark.parametrize("family", FAMILIES)
def test_models_are_drawn_over_the_whole_range_and_reproducibly(family: str) -> None:
    models = list(random_models(family, 300))
    assert models == list(random_models(family, 300))
    assert models != list(random_models(family, 300, seed=2))
    assert {model.L for model in models} == set(range(2 if family != "srg+dnc" else 3, 8))
    assert {model.n for model in models} == {1, 2, 3}
    assert {model.extra_width for model in models} == {0, 1, 2, 3}
    for model in models:
        assert [name for name, _ in model.blocks] == FAMILIES[family]
        assert len({model.lambda_H, *model.lambdas}) == model.L + 1  # separate λ's
        assert min(model.lambda_H, *model.lambdas) > 0
        assert all(value >= 4 for name, value in model.blocks if name == "srg")


@pytest.mark.parametrize("family", FAMILIES)
def test_matrices_have_the_loss_of_the_closed_form(family: str) -> None:
    result = closed_form_gap(random_models(family, 5, seed=11))
    assert (result.outcome, result.instances) == (Outcome.HOLDS, 5)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_model_is_the_zero_solution_where_nothing_would_be_compared(family: str) -> None:
    values = [matrices._both_values(model) for model in random_models(family, 40)]
    assert all(0 < objective < 0.46 and closed < 0.46 for objective, closed in values)


def test_a_model_at_which_zero_wins_does_not_count() -> None:
    beyond = Model((("dnc", 3),), 1, 1.0, (1.0, 1.0), 0)
    assert closed_form_gap(iter([beyond])).outcome is Outcome.VACUOUS
    within = next(random_models("dnc", 1))
    assert closed_form_gap(iter([beyond, within])).instances == 1


def test_a_closed_form_that_is_off_by_a_billionth_fails_with_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_form = matrices._closed_form
    monkeypatch.setattr(matrices, "_closed_form", lambda *given: true_form(*given) * (1 + 1e-9))
    result = closed_form_gap(random_models("srg", 3))
    assert result.outcome is Outcome.FAILS
    assert result.instances == 1
    witness = dict(result.counterexample or {})
    assert "blocks=(('srg'," in witness["model"]
    assert witness["closed form"] / witness["matrices"] == pytest.approx(1 + 1e-9, abs=1e-12)
    assert json.loads(json.dumps(witness)) == witness
    # Floats decide nothing: the statement is undecided, not refuted.
    assert own_verdict([LegRun(LegKind.NUMERIC, "matrices", result, 0.0)]) is Verdict.UNDECIDED


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_an_objective_that_is_no_number_fails(monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    monkeypatch.setattr(matrices, "_both_values", lambda _: (value, 0.25))
    assert closed_form_gap(random_models("dnc", 2)).outcome is Outcome.FAILS
    monkeypatch.setattr(matrices, "_both_values", lambda _: (0.25, value))
    assert closed_form_gap(random_models("dnc", 2)).outcome is Outcome.FAILS


def test_no_models_is_vacuous() -> None:
    assert closed_form_gap(iter(())).outcome is Outcome.VACUOUS


def test_separate_penalties_and_samples_enter_the_closed_form() -> None:
    model = Model((("dnc", 3),), 2, 0.01, (0.02, 0.03, 0.04), 0)
    objective, closed = matrices._both_values(model)
    assert objective == pytest.approx(closed, rel=1e-13)

    def other(**change: Any) -> float:
        return matrices._both_values(Model(**{**model.__dict__, **change}))[1]

    assert other(n=1) < closed  # n·λ_H in place of λ_H
    assert other(n=1, lambda_H=0.02) == pytest.approx(closed, rel=1e-13)
    assert other(lambdas=(0.04, 0.02, 0.03)) == pytest.approx(closed, rel=1e-13)
