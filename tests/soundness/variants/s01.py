"""False variants of S1: n samples behave as one with n·λ_H."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from proofs_check.statement import Verdict
from theory.symbols import lam_H, n
from variants import by_hand
from variants.bench import Variant

LAMBDA = Fraction(1, 7)


def network(counterexample: Mapping[str, Any]) -> tuple[by_hand.Rows, list[by_hand.Rows], int]:
    """H_1, the weights and n of a counterexample."""

    def rows(text: str) -> Any:
        return json.loads(re.sub(r"Fraction\((-?\d+), (\d+)\)", r'"\1/\2"', text))

    def fractions(matrix: Any) -> by_hand.Rows:
        return [[Fraction(x) for x in row] for row in matrix]

    return (
        fractions(rows(counterexample["H_1"])),
        [fractions(W) for W in rows(counterexample["weights"])],
        counterexample["n"],
    )


def value(
    H: by_hand.Rows, weights: list[by_hand.Rows], samples: int, lambda_H: Fraction = LAMBDA
) -> Fraction:
    return by_hand.objective(H, weights, lambda_H, [LAMBDA] * len(weights), samples)


def chosen_samples(
    H: by_hand.Rows, weights: list[by_hand.Rows], samples: int, choose: Callable[..., int]
) -> list[int]:
    """For each class a column of H_1, by the cost of the column alone."""

    def cost(column: int) -> Fraction:
        # With this class's target only: put the column in place of the class, with n = 1.
        K = len(weights[-1])
        others = [k * samples for k in range(K)]
        others[column // samples] = column
        return value(by_hand.columns(H, others), weights, 1, samples * LAMBDA)

    return [choose(range(k * samples, (k + 1) * samples), key=cost) for k in range(len(weights[-1]))]


def no_such_value(one_sample: Callable[[int], Fraction]) -> Callable[[Mapping[str, Any]], bool]:
    """The problem with one sample a class and this λ_H has another value than n copies."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        H, weights, samples = network(counterexample)
        best = chosen_samples(H, weights, samples, min)
        copies = by_hand.columns(H, [j for j in best for _ in range(samples)])
        one = by_hand.columns(H, best)
        return value(copies, weights, samples) != value(one, weights, 1, one_sample(samples))

    return fails


def raises(choose: Callable[..., int]) -> Callable[[Mapping[str, Any]], bool]:
    """Copies of the samples chosen cost more than the features that were there."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        H, weights, samples = network(counterexample)
        chosen = chosen_samples(H, weights, samples, choose)
        copies = by_hand.columns(H, [j for j in chosen for _ in range(samples)])
        return value(copies, weights, samples) > value(H, weights, samples)

    return fails


def lowers_nothing(counterexample: Mapping[str, Any]) -> bool:
    H, weights, samples = network(counterexample)
    best = chosen_samples(H, weights, samples, min)
    copies = by_hand.columns(H, [j for j in best for _ in range(samples)])
    return value(copies, weights, samples) == value(H, weights, samples)


def first(candidates: range, key: Callable[[int], Fraction]) -> int:
    return candidates[0]


def last(candidates: range, key: Callable[[int], Fraction]) -> int:
    return candidates[-1]


def second_best(candidates: range, key: Callable[[int], Fraction]) -> int:
    return sorted(candidates, key=key)[1]


def first_of_class_0(candidates: range, key: Callable[[int], Fraction]) -> int:
    return 0


def no_samples(case: Any) -> bool:
    return bool(case[2] < 1)


def no_classes(case: Any) -> bool:
    return len(case[1][-1]) < 1


def other_lambda(false: str, expression: Any) -> Variant:
    return Variant(
        "S1",
        false,
        {"proof": {"one_sample": expression}, "random networks": {"one_sample": expression}},
        Verdict.REFUTED,
        no_such_value(lambda samples: Fraction(str(expression.subs(n, samples).subs(lam_H, 1))) * LAMBDA),
    )


def other_sample(false: str, choose: Callable[..., int]) -> Variant:
    return Variant("S1", false, {"random networks": {"choose": choose}}, Verdict.REFUTED, raises(choose))


VARIANTS = (
    other_lambda("λ_H without the factor n", lam_H),
    other_lambda("λ_H/n in place of n·λ_H", lam_H / n),
    other_lambda("n²·λ_H in place of n·λ_H", n**2 * lam_H),
    other_lambda("(n−1)·λ_H in place of n·λ_H", (n - 1) * lam_H),
    other_lambda("(n+1)·λ_H in place of n·λ_H", (n + 1) * lam_H),
    other_lambda("n·λ_H/2 in place of n·λ_H", n * lam_H / 2),
    Variant(
        "S1",
        "−n·λ_H: sign exchanged",
        {"proof": {"one_sample": -n * lam_H}, "random networks": {"one_sample": -n * lam_H}},
        Verdict.UNDECIDED,  # there is no problem with a negative λ in which a counterexample could be found
    ),
    other_sample("the dearest sample never raises the objective", max),
    other_sample("the first sample never raises the objective", first),
    other_sample("the last sample never raises the objective", last),
    other_sample("the second-best sample never raises the objective", second_best),
    other_sample("one sample for all classes never raises the objective", first_of_class_0),
    Variant(
        "S1",
        "strict: the objective always falls, with one sample a class too",
        {"random networks": {"strict": True, "samples": (1, 4)}},
        Verdict.REFUTED,
        lowers_nothing,
    ),
    Variant("S1", "empty: no samples", {"random networks": {"hypotheses": no_samples}}, Verdict.VACUOUS),
    Variant("S1", "empty: no classes", {"random networks": {"hypotheses": no_classes}}, Verdict.VACUOUS),
)
