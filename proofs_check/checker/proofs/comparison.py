"""S5 (a)–(c), S6 and S7: cost constants of SRG and DNC. N = L + 1 and X = q^(2/(L+1))."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..polynomial import Poly
from ..reading import rational
from ..steps import Proof, Results, Step, conclusion, fact, identity, positive
from .bounds import uniform_loss
from .srg import (
    CLASSES,
    CLEAR,
    INVERSE_SQUARES,
    NORM_M2,
    SPECTRUM,
    cost,
    margin,
    r,
    root2,
    squared_norm_b,
    x,
    x_y_squared,
    y,
)
from .two_layers import D_CLAIM, E_CLAIM, F_CLAIM, shallow

K, L, N, q, t, X, C, D, rest = map(Poly.variable, ("K", "L", "N", "q", "t", "X", "Ĉ", "Ĉ_DNC", "rest"))


def loss(root: Poly) -> Poly:
    """f(q) with q^(2/(L+1)) = X."""
    return uniform_loss(root, q, X)


def constants() -> tuple[Step, ...]:
    """Steps about the cost constants and a bound on ‖B‖_*²."""
    srg = rest * r.to_the_L() / r**3  # C_SRG at L; the remaining factors do not depend on L
    dnc = K * K.to_the_L()
    s0, s1 = (s**2 for s, _ in SPECTRUM[:2])
    return (
        identity("norm of B", (x_y_squared(), squared_norm_b()), uses=["S3"]),
        identity(
            "root",
            ((r - Fraction(3, 2)) ** 2 - (x * y * (x * y)).squares({"x": r - 1, "y": r - 2}), Fraction(1, 4)),
        ),
        positive("r - 3/2", (2 * r - 3, {"r": 4}), uses=["root"]),
        identity(
            "inverse squares",
            (INVERSE_SQUARES * s0 * s1, CLEAR * (s1 + SPECTRUM[1][1] * s0 + SPECTRUM[2][1] * s0 * s1)),
            uses=["S3"],
        ),
        positive("cleared", (CLEAR, {"r": 4})),
        identity(
            "one layer more",
            (((srg * r) * dnc * (r - 1)).put({"K": CLASSES}), (2 * srg * (dnc * K)).put({"K": CLASSES})),
        ),
    )


BOUND = ("norm of B", "r - 3/2", "inverse squares", "cleared")
"""The steps on which a bound of C_SRG rests."""


def smaller_constants(*margins: tuple[Poly, dict[str, int]]) -> tuple[Step, ...]:
    """Steps to C_SRG < C_DNC for all L from 3 and from 4 on, by induction from their margins, and what that means."""
    starts = [f"L = {depth}" for depth in (3, 4)]
    return (
        *constants(),
        *(positive(start, margin, uses=BOUND) for start, margin in zip(starts, margins, strict=True)),
        positive("2/(r-1) < 1", (r - 3, {"r": 4})),
        fact("induction", [*starts, "one layer more", "2/(r-1) < 1"]),
        identity("f increases", (loss(D) - loss(C), (L + 1) / 2 * (D - C) * X)),
        fact("smaller constant wins", ["f increases"]),
    )


A_CLAIM = (
    "(a) L = 3 with r ≥ 5, and L ≥ 4 with r ≥ 4: L_SRG < L_DNC at every λ at which DNC's least loss is ≤ ½."
)
B_CLAIM = "(b) L = 3, r = 4: L_SRG > L_DNC wherever DNC beats zero."
C_CLAIM = "(c) L = 2, r = 4: L_SRG = L_DNC at every λ."


def deep() -> tuple[Step, ...]:
    """S5 (a), (b) and (c)."""
    root3 = Poly.variable("√3")
    at4 = (root2 * root3 + 3 * root2) ** 2  # ‖B‖_*² at r = 4: √6 + 3√2
    constants = 6 * at4.squares({"√2": 2, "√3": 3}) * 6  # (Kr/4) ‖B‖_*² Σ m_i/s_i²
    ones = [(s.put({"r": 4}), 1) for s, _ in SPECTRUM]
    return (
        *smaller_constants((margin(3), {"r": 5}), (margin(4), {"r": 4})),
        conclusion("(a)", A_CLAIM, ["S2", "S4", "induction", "smaller constant wins"]),
        identity("uniform at r = 4", *ones, uses=["S3"]),
        identity(
            "constants at L = 3, r = 4",
            ((CLASSES * r / 4).put({"r": 4}), 6),
            ((NORM_B_AT_4 - at4).squares({"√2": 2, "√3": 3}), 0),
            (constants - 6**4, 432 * (root3 - 1)),
            (((root3 - 1) * (root3 + 1)).squares({"√3": 3}), 2),
            uses=["uniform at r = 4"],
        ),
        conclusion("(b)", B_CLAIM, ["S2", "S4", "constants at L = 3, r = 4", "smaller constant wins"]),
        identity(
            "constants at L = 2, r = 4",
            ((NORM_M2**2 * CLASSES).put({"r": 4}), 6**3),
            uses=["uniform at r = 4"],
        ),
        conclusion("(c)", C_CLAIM, ["S2", "S4", "constants at L = 2, r = 4"]),
    )


NORM_B_AT_4 = squared_norm_b(root2 * Poly.variable("√3")).put({"r": 4})


def s5() -> Proof:
    """SRG against DNC."""
    claim = " ".join((A_CLAIM, B_CLAIM, C_CLAIM, D_CLAIM, E_CLAIM, F_CLAIM))
    return Proof(
        "for all r, L, n and all λ_H, λ_1, …, λ_L > 0",
        (
            "r ≥ 4 and L ≥ 2 integers, K = r(r−1)/2, n ≥ 1",
            "all λ's positive and separate; Λ = n λ_H λ_1 ⋯ λ_L",
        ),
        claim,
        ("S2", "S3", "S4"),
        (*deep(), *shallow(), conclusion("S5", claim, ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"])),
    )


def s6() -> Proof:
    """DNC not optimal."""
    own, other, root = map(Poly.variable, ("K_b", "K_rest", "(ΛC_b)^(1/(L+1))"))

    def block(classes: Poly, mean: Poly) -> Poly:
        return classes * (1 - q) ** 2 / (2 * K) + (L + 1) / 2 * mean * X

    claim = (
        "For L = 3 and every K ≥ 10, and for L ≥ 4 and every K ≥ 6, at every λ, no solution with DNC1, DNC2 and DNC3 in"
        " every layer is a global optimum: SRG on 10 classes (L = 3) or 6 classes (L ≥ 4) with DNC on the others, or zero, costs"
        " strictly less."
    )
    steps = (
        fact("blocks separate"),
        identity(
            "shares",
            (block(own, root), own / K * loss(K / own * root)),
            (block(other, t * other), other / K * loss(t * K)),
            (K / own * (t * own), t * K),
            uses=["blocks separate"],
        ),
        identity("classes", (CLASSES.put({"r": 5}), 10), (CLASSES.put({"r": 4}), 6)),
        *smaller_constants((margin(3).put({"r": 5}), {}), (margin(4).put({"r": 4}), {})),
        identity("zero", (uniform_loss(C, 0, 0), Fraction(1, 2))),
        conclusion(
            "S6", claim, ["S2", "S4", "shares", "classes", "induction", "smaller constant wins", "zero"]
        ),
    )
    return Proof(
        "for all K, L, n and all λ_H, λ_1, …, λ_L > 0",
        ("K and L as stated, n ≥ 1", "all λ's positive and separate", "widths ≥ K"),
        claim,
        ("S2", "S3", "S4"),
        steps,
    )


def correction() -> Step:
    """|C_SRG/C_DNC − (1 − (4 − 2√2)/r)| ≤ c/r² at L = 3 for every r ≥ 4, with c from the certificate.

    √((r−1)(r−2)) lies between h − 1/(4h) and h = r − 3/2, since (h − 1/(4h))² ≤ h² − 1/4 for h ≥ 1/2.
    """
    c, h = Poly.variable("c"), r - Fraction(3, 2)
    line = r**2 - (4 - 2 * root2) * r
    dnc = CLEAR * CLASSES**4
    above = dnc * (line + c) - r**2 * cost(3, squared_norm_b(h))
    # times 4h, with 4h·√((r−1)(r−2)) ≥ 4h² − 1
    root_part = 2 * root2 * (r - 1)
    lower = 4 * h * squared_norm_b(Poly({})) + root_part * (4 * h**2 - 1)
    below = r**2 * cost(3, lower) - 4 * h * dnc * (line - c)

    def check(witness: Any, _: Results) -> None:
        value = rational(witness["c"], "c")
        found = [p.put({"c": value}) for p in (above, below)]
        positive("", *((p, {"r": 4}) for p in found), strict=False).check(witness, {})

    claims = tuple(f"{p} >= 0 for r >= 4" for p in (above, below))
    witness = {"c": str, "shifted": list, "√2": list}
    return Step("first correction", "positive with constant", BOUND, claims, witness, check)


def s7() -> Proof:
    """Growth."""
    A, T, k = map(Poly.variable, ("A", "T", "κ"))
    kT = k * T / K
    claim = (
        "√(2K) < r < √(2K) + 1, so that SRG's ranks are Θ(√K); for every fixed L ≥ 3 the ratio of the cost roots is"
        " (2/r)^((L−3)/(L+1)) (1 + O(1/r)): it tends to 1 for L = 3, as 1 − (1 − √2/2)/r, and to 0 for L ≥ 4, as"
        " (2/K)^((L−3)/(2(L+1))). It is the limit of L_SRG/L_DNC as λ → 0."
    )
    steps = (
        positive("rank", (r**2 - 2 * CLASSES, {"r": 4}), (2 * CLASSES - (r - 1) ** 2, {"r": 4}), uses=["S3"]),
        *constants(),
        correction(),
        fact("root of 1 + x", ["first correction", "one layer more"]),
        identity(
            "leading order",
            (r - (r - 1), 1),
            (2 * CLASSES / r**2, 1 - 1 / r),
            ((4 - 2 * root2) / 4, 1 - root2 / 2),
        ),
        identity(
            "small λ",
            (k**2 * A / (2 * K) + N * k * T / (2 * K), N / 2 * kT * (1 + k * A / (N * T))),
            (kT * kT.to_the_L(), (k / K * (k / K).to_the_L() * T.to_the_L()) * T),
            uses=["S4"],
        ),
        fact("small κ", ["small λ"]),
        conclusion("S7", claim, ["rank", "root of 1 + x", "leading order", "small κ"]),
    )
    return Proof(
        "for all r ≥ 4; for all L ≥ 3 as r → ∞",
        ("r → ∞ with L ≥ 3 fixed; the bounds on the rank hold for every r ≥ 4",),
        claim,
        ("S3", "S4"),
        steps,
    )
