"""Formulas of S4."""

from __future__ import annotations

import sympy as sp

from proofs_check.certificates.document import Formulas
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_B, NUCLEAR_NORM_M2, SRG
from theory.symbols import K, L, kappa, lam_H, n, q, r, s

N, m, u, R, G, T, a, b = sp.symbols("N m u R G T a b", positive=True)
x, y = sp.symbols("x y", positive=True)
"""√(r−1) and √(r−2)."""


def squared_nuclear_norm() -> sp.Expr:
    """‖B‖_*² with its two roots as letters."""
    letters = {sp.sqrt(2 * r - 2): sp.sqrt(2) * x, sp.sqrt(r - 1): x, sp.sqrt(r - 2): y}
    return sp.expand(sp.expand(sp.expand(NUCLEAR_NORM_B**2).xreplace(letters)).subs(letters))


def s4() -> Formulas:
    """SRG loss."""
    lam_W, lam_L, c_H, c_W, t = sp.symbols("λ_W λ_L c_H c_W t", positive=True)
    on_curve = {kappa: u - s**2}
    ridge = s**2 / (s**2 + kappa)
    fit = kappa**2 * m / (s**2 + kappa) ** 2 / (2 * K)
    trace = m * s**2 / (s**2 + kappa) ** 2
    dR = sp.diff(m * q**2 / s**2, q)
    mean = kappa * T / K
    U = -sp.diff(trace, kappa) / 2
    return Formulas(
        {
            "shapes": [
                sp.Add(*(layer.count for layer in SRG.layer_costs)),
                SRG.layer_costs[2].cost,
                squared_nuclear_norm(),
                NUCLEAR_NORM_M2,
                sp.Add(*(space.multiplicity for space in SRG.spectrum)),
            ],
            "last layer": [q / (t * s) * (t * s), m * (q / (t * s)) ** 2],
            "scales": [n * lam_H * c_H * a**2 * lam_W * c_W * b**2 * lam_L * R / (a * b) ** 2],
            "stationary": [
                sp.diff(m * (1 - q) ** 2 / (2 * K), q) + N / 2 * G * dR / (N * R),
                (-(1 - ridge) + kappa * ridge / s**2).subs(on_curve),
            ],
            "curve": [
                trace.subs(on_curve),
                fit.subs(on_curve),
                (mean ** (L + 1)),
                N / 2 * mean,
            ],
            "slope along the curve": [
                sp.diff(trace, kappa).subs(on_curve),
                sp.cancel(sp.diff(fit, kappa).subs(on_curve)),
                (N / 2 * G * (-2 * U) / (N * T)).subs(on_curve),
            ],
            "one output": [m * (1 - q) ** 2 / (2 * K), m * q**2 / s**2],
        }
    )


__all__ = ["CLASSES", "s4", "squared_nuclear_norm"]
