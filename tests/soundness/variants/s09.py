"""False variants of S9: a lower bound on every solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from proofs_check.statement import Verdict
from theory.symbols import K, L, n
from variants import by_hand
from variants.bench import Variant


def bound(false: str, constant: sp.Expr, verdict: Verdict = Verdict.REFUTED) -> Variant:
    """Another constant in the place of K²."""

    def number(classes: int, depth: int) -> Fraction:
        return Fraction(str(constant.subs({K: classes, L: depth})))

    def fails(found: Any) -> bool:
        return by_hand.lies_below(dict(found), number)

    changes = {"constant": constant}
    return Variant(
        "S9",
        false,
        {"proof": changes, "networks": changes},
        verdict,
        fails if verdict is Verdict.REFUTED else None,
    )


def square(classes: int, depth: int) -> Fraction:
    return Fraction(classes**2)


def sample_factor(false: str, share: sp.Expr, number: Callable[[int], int]) -> Variant:
    """Another factor of λ_H than n."""
    return Variant(
        "S9",
        false,
        {"networks": {"share": share}},
        Verdict.REFUTED,
        lambda found: by_hand.lies_below(dict(found), square, number),
    )


def zero_networks() -> Iterator[Any]:
    """The zero solution at λ's so large that nothing is better."""
    zero = [np.array([[Fraction(0)] * 2] * 2, dtype=object) for _ in range(3)]
    yield zero, [Fraction(10)] * 3, 1


def no_networks() -> tuple[Any, ...]:
    return ()


def costs_exactly_half(found: Any) -> bool:
    matrices = [[[Fraction(x) for x in row] for row in M] for M in found["H_1, W_1, …"]]
    lambdas = [Fraction(x) for x in found["λ"]]
    value = by_hand.objective(matrices[0], matrices[1:], lambdas[0], lambdas[1:], found["n"])
    level = lambdas[0] * lambdas[1] * lambdas[2] * 4
    return value == Fraction(1, 2) == Fraction(str(by_hand.least_uniform(float(level) ** (1 / 3), 2)))


VARIANTS = (
    bound("K^(L+1) for K²: DNC is optimal for every K and L", K ** (L + 1)),
    bound("K³ for K², DNC's own constant at L = 2", K**3, Verdict.UNDECIDED),
    bound("K^L for K²", K**L),
    bound("4K² for K²", 4 * K**2),
    bound("K^(2(L+1)) for K²", K ** (2 * L + 2)),
    bound("K³/10 for K², right at K = 10 only", K**3 / 10, Verdict.UNDECIDED),
    sample_factor("n³ for n", n**3, lambda samples: samples**3),
    sample_factor("1000·n for n", 1000 * n, lambda samples: 1000 * samples),
    Variant(
        "S9",
        "strict: every solution costs more than the bound",
        {"networks": {"strict": True, "networks": zero_networks}},
        Verdict.REFUTED,
        costs_exactly_half,
    ),
    Variant(
        "S9",
        "K for K²: a weaker bound, which the proof does not state",
        {"proof": {"constant": K}},
        Verdict.UNDECIDED,
    ),
    Variant("S9", "empty: no networks", {"networks": {"networks": no_networks}}, Verdict.VACUOUS),
)
