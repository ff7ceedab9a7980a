"""Formulas of S1, S2 and S9."""

from __future__ import annotations

import sympy as sp

from proofs_check.certificates.document import Formulas, positive
from theory.constructions.dnc import DNC
from theory.loss import (
    cost_root_at,
    minimum_at,
    threshold_output,
    uniform_loss,
    uniform_stationarity,
)
from theory.symbols import C_hat, K, L, lam_H, n, q, s

t, c, p = sp.symbols("t c p", positive=True)
"""Λ = t^(L+1), and K = c^(L+1) in S9; p = −q."""

OUTPUT = s ** (L + 1)


def s1() -> Formulas:
    """Collapse."""
    e, h = sp.symbols("e h")
    return Formulas({"cheapest": [n * (e / (2 * K * n) + lam_H * h / 2)]})


def s2() -> Formulas:
    """DNC loss."""
    scale, after, norm, layers = sp.symbols("t_l t_(l+1) ‖Q‖ [K^l]", positive=True)
    product = t ** (L + 1) * DNC.shape_cost
    loss = uniform_loss(OUTPUT)
    return Formulas(
        {
            "telescope": [
                layers * scale**2 * (K * after**2 / scale**2),
                K**L * scale**2 * (norm**2 / scale**2),
            ],
            "fit and mean": [
                ((norm - sp.sqrt(K)) ** 2 / (2 * K)).subs(norm, sp.sqrt(K) * q),
                (product * norm**2).subs(norm, sp.sqrt(K) * OUTPUT),
            ],
            "family": [
                K * (1 - q) ** 2 / (2 * K),
                product * DNC.inverse_square_sum * OUTPUT**2,
            ],
            "slope": [(L + 1) * s * uniform_stationarity(), sp.diff(cost_root_at(OUTPUT), s)],
            "value": [loss.subs(C_hat, cost_root_at(OUTPUT))],
            "gap": [minimum_at() - sp.Rational(1, 2)],
            "threshold": [1 - threshold_output(), (L - 1) - 2 * L * threshold_output()],
        },
        {"beyond the top": positive((L - 1, {L: 2}))},
    )


def s9() -> Formulas:
    """Bound on every solution."""
    squares, factors, lambdas, h = sp.symbols("S_2 ‖W_1‖⋯‖W_L‖ λ_1⋯λ_L ‖H_1‖", positive=True)
    return Formulas(
        {
            "mean output": [K - 2 * K * q + squares - K * (1 - q) ** 2],
            "penalties": [
                (n * lam_H * h**2) * lambdas * factors**2,
                (t * c**2 * s**2) ** (L + 1),
            ],
        },
        {"negative outputs": positive((uniform_loss(-p, 0) - uniform_loss(0, 0), {p: 0}), strict=False)},
    )
