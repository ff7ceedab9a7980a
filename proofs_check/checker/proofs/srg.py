"""The checker's own definitions of what costs how much: x = √(r−1), y = √(r−2)."""

from __future__ import annotations

from fractions import Fraction

from ..polynomial import Poly

r, x, y, root2 = map(Poly.variable, ("r", "x", "y", "√2"))

CLASSES = r * (r - 1) / 2
SPECTRUM = ((r - 2) * (r - 3) / 2, Poly.of(1)), (r - 3, r - 1), (Poly.of(1), r * (r - 3) / 2)
"""Moduli of the eigenvalues of the Kneser graph with multiplicities."""

NORM_B = root2 * x + (r - 1) * y
"""‖B‖_*: BBᵀ has the eigenvalues 2(r−1), once, and r−2, r−1 times."""

NORM_M2 = (r - 1) * (r - 4) / 2 + (r - 1) * (r - 2)
"""‖J − BᵀB‖_* for r ≥ 4: the eigenvalues are (r−1)(r−4)/2, once, −(r−2), r−1 times, and 0."""

CLEAR = (r - 2) ** 2 * (r - 3) ** 2
INVERSE_SQUARES = 4 + (r - 1) * (r - 2) ** 2 + SPECTRUM[2][1] * CLEAR
"""CLEAR · Σ m_i/s_i²."""


def squared_norm_b(xy: Poly = x * y) -> Poly:
    """‖B‖_*², where xy stands for √((r−1)(r−2))."""
    return 2 * (r - 1) + 2 * root2 * (r - 1) * xy + (r - 1) ** 2 * (r - 2)


def x_y_squared() -> Poly:
    """‖B‖_*² from its square roots."""
    return (NORM_B**2).squares({"√2": 2, "x": r - 1, "y": r - 2})


def cost(depth: int, squared_norm: Poly) -> Poly:
    """CLEAR · C_SRG with the given ‖B‖_*²: (Kr/4) r^(L−3) ‖B‖_*² Σ m_i/s_i²."""
    return CLASSES * r / 4 * r ** (depth - 3) * squared_norm * INVERSE_SQUARES


def margin(depth: int) -> Poly:
    """CLEAR · (C_DNC − a bound on C_SRG): √((r−1)(r−2)) < r − 3/2 in ‖B‖_*²."""
    return CLEAR * CLASSES ** (depth + 1) - cost(depth, squared_norm_b(r - Fraction(3, 2)))
