"""False variants of S21: a lower bound from singular values before and behind each ReLU."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from proofs_check.statement import Verdict
from theory.proofs.spectral_bound import NUCLEAR, S, rest, s_1, s_2, tail
from variants import by_hand
from variants.bench import Variant


def singular(matrix: Any) -> np.ndarray:
    return np.linalg.svd(np.array(matrix, dtype=float), compute_uv=False)


def fails_for(claim: Callable[[np.ndarray, np.ndarray, np.ndarray, float], float]) -> Callable[[Any], bool]:
    """Whether the claim, left minus right side, is clearly positive for M, σ(M), Wσ(M) and ‖W‖, in floats."""

    def fails(found: Any) -> bool:
        N = np.maximum(np.array(found["M"], dtype=float), 0)
        W = np.array(found["W"], dtype=float)
        before, after, behind = singular(found["M"]), singular(N), singular(W @ N)
        return claim(before, after, behind, float(np.linalg.norm(W))) > 1e-6 * before.sum()

    return fails


def matrices(false: str, changes: dict[str, Any], claim: Any = None) -> Variant:
    """A claim about one layer, which the proof and the matrices get."""
    verdict = Verdict.REFUTED if claim else Verdict.UNDECIDED
    both = {"proof": changes, "matrices": changes}
    return Variant("S21", false, both, verdict, fails_for(claim) if claim else None)


def dnc_is_below(more_layers: int) -> Callable[[Any], bool]:
    """Whether the network found costs less than φ applied so many times more allows, on a grid of a, X and κ."""

    def fails(found: Any) -> bool:
        matrices = [[[Fraction(x) for x in row] for row in M] for M in found["H_1, W_1, …"]]
        lambdas = [Fraction(x) for x in found["λ"]]
        value = by_hand.objective(matrices[0], matrices[1:], lambdas[0], lambdas[1:], found["n"])
        K, L, product = (
            len(matrices[-1]),
            found["L"],
            float(found["n"] * np.prod([float(x) for x in lambdas])),
        )
        a, X = np.meshgrid(np.geomspace(1, 8, 60), np.geomspace(1e-4, 1, 120) * (K - 2))
        norm = a + 1 + X
        for _ in range(L - 2 + more_layers):
            norm = ((norm - np.sqrt(X)) ** (2 / 3) + X ** (1 / 3)) ** 1.5
        kappa = np.geomspace(1e-8, 1e4, 600)[:, None, None]
        fit = kappa / (a**2 + kappa) + kappa / (1 + kappa) + (K - 2) * kappa / (X / (K - 2) + kappa)
        cost = L / 2 * (product * norm**2 * K / kappa) ** (1 / L) + fit / (2 * K)
        return float(value) < 0.999 * float(cost.min())

    return fails


def nothing() -> Iterator[Any]:
    yield from ()


VARIANTS = (
    matrices(
        "σ(M) has as much nuclear norm in all singular values from the second on as s_2 has",
        {"nuclear": s_1 + s_2 + 2 * rest / s_2},
        lambda m, s, _, __: s[0] + s[1] + 2 * (s[2:] ** 2).sum() / s[1] - m.sum(),
    ),
    matrices(
        "‖M‖_* ≥ 2 s_1",
        {"nuclear": 2 * s_1},
        lambda m, s, _, __: 2 * s[0] - m.sum(),
    ),
    matrices(
        "‖M‖_* ≥ s_1 + 2 s_2 + …",
        {"nuclear": NUCLEAR + s_2},
        lambda m, s, _, __: s[0] + 2 * s[1] + (s[2:] ** 2).sum() / s[1] - m.sum(),
    ),
    matrices("s_1 + s_2: a weaker bound, which the proof does not state", {"nuclear": s_1 + s_2}),
    matrices(
        "σ of a matrix of rank one has rank one",
        {"rays": 1},
        lambda m, s, _, __: (s[1:] ** 2).sum() - (m[1:] ** 2).sum(),
    ),
    matrices(
        "a layer doubles the nuclear norm before it",
        {"through_layer": 2 * S},
        lambda m, _, b, w: 2 * b.sum() - w * m.sum(),
    ),
    matrices(
        "φ with S for S − √X",
        {"through_layer": (S ** sp.Rational(2, 3) + tail ** sp.Rational(1, 3)) ** sp.Rational(3, 2)},
        lambda m, _, b, w: (b.sum() ** (2 / 3) + (b[1:] ** 2).sum() ** (1 / 3)) ** 1.5 - w * m.sum(),
    ),
    matrices("φ(S) = S: no gain from a layer, which the proof does not state", {"through_layer": S}),
    Variant(
        "S21",
        "φ is applied once more: L − 1 times",
        {"networks": {"more_layers": 1}},
        Verdict.REFUTED,
        dnc_is_below(1),
    ),
    Variant(
        "S21", "φ is applied L + 1 times", {"networks": {"more_layers": 3}}, Verdict.REFUTED, dnc_is_below(3)
    ),
    Variant("S21", "empty: no matrices", {"matrices": {"layers": nothing}}, Verdict.VACUOUS),
    Variant("S21", "empty: no networks", {"networks": {"networks": nothing}}, Verdict.VACUOUS),
)
