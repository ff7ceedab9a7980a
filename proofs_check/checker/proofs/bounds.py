"""S1, S2 and S9: collapse, the DNC loss, and the bound on every solution.

Λ = t^(L+1), q = s^(L+1) and, in S9, K = c^(L+1): with these letters the geometric means are polynomials.
"""

from __future__ import annotations

from ..polynomial import Poly, Scalar
from ..steps import Proof, Step, conclusion, fact, identity, positive

K, L, n, C, q, s, t, c, p = map(Poly.variable, ("K", "L", "n", "Ĉ", "q", "s", "t", "c", "p"))
sL = s.to_the_L()


def full_power(mean: Poly) -> Poly:
    """mean^(L+1)."""
    return mean * mean.to_the_L()


def uniform_loss(root: Poly, output: Scalar, power: Scalar) -> Poly:
    """The loss f(q) with q^(2/(L+1)) given: (1-q)²/2 + (L+1)/2 Ĉ q^(2/(L+1))."""
    return Poly.of(1 - output) ** 2 / 2 + (L + 1) / 2 * root * power


def s1() -> Proof:
    """Collapse."""
    e, h, lam = map(Poly.variable, ("e", "h", "λ_H"))
    steps = (
        fact("samples separate"),
        fact("minimum below mean", ["samples separate"]),
        identity("cheapest", (n * (e / (2 * K * n) + lam * h / 2), e / (2 * K) + (n * lam) * h / 2)),
    )
    claim = (
        "For all weights and features, giving all samples of a class the feature of its cheapest sample never raises"
        " the objective, and the result has the value of the problem with one sample a class and n·λ_H."
    )
    return Proof(
        "for all K, n, L, widths, λ_H, λ_1, …, λ_L, H_1, W_1, …, W_L",
        ("K ≥ 1, n ≥ 1, L ≥ 1", "any widths, any weights, any λ's"),
        claim,
        (),
        (*steps, conclusion("S1", claim, ["minimum below mean", "cheapest"])),
    )


def dnc_bound() -> tuple[Step, ...]:
    """Steps to: every solution with DNC1, DNC2 and DNC3 costs at least f(q) for some q, or more than ½."""
    scale, after, norm, z = map(Poly.variable, ("t_l", "t_(l+1)", "‖Q‖", "√K"))
    so_far = Poly.variable("[K^l]") * scale**2
    weight = K * after**2 / scale**2
    return (
        fact("submultiplicativity"),
        fact("ReLU contracts"),
        fact("frames stay orthogonal", ["submultiplicativity", "ReLU contracts"]),
        identity(
            "telescope",
            (so_far * weight, Poly.variable("[K^l]") * K * after**2),
            (K.to_the_L() * scale**2 * (norm**2 / scale**2), K.to_the_L() * norm**2),
            uses=["frames stay orthogonal"],
        ),
        fact("induction", ["telescope"]),
        fact("triangle inequality"),
        identity(
            "fit and mean",
            (((norm - z) ** 2 / (2 * K)).put({"‖Q‖": z * q}).squares({"√K": K}), (1 - q) ** 2 / 2),
            ((t * t.to_the_L() * K.to_the_L() * norm**2).put({"‖Q‖": z * full_power(s)}).squares({"√K": K}),
             full_power(t * K * s**2)),
            uses=["induction", "triangle inequality"],
        ),
        fact("AM–GM", ["fit and mean"]),
    )  # fmt: skip


def s2() -> Proof:
    """DNC loss."""
    hump = sL / s - sL**2
    loss = uniform_loss(C, full_power(s), s**2)
    slope: dict[str, Scalar] = {"s": 1, "[s^L]": L * sL / s}
    value = (1 - q) * (1 + L * q) / 2
    claim = (
        "With Ĉ = K (n λ_H λ_1 ⋯ λ_L)^(1/(L+1)) the least loss of a DNC solution is ½(1−q)(1+Lq), q = s^(L+1) with s"
        " the largest root of s^(2L) − s^(L−1) + Ĉ = 0, if Ĉ < (1/L)((L−1)/L)^((L−1)/(L+1)); otherwise zero is at least as"
        " good, with loss ½. Every solution with DNC1, DNC2 and DNC3 costs at least this much."
    )
    steps = (
        *dnc_bound(),
        fact("scales are free", ["AM–GM"]),
        identity(
            "family",
            (K * (1 - q) ** 2 / (2 * K), (1 - q) ** 2 / 2),
            (full_power(t) * K.to_the_L() * (K * full_power(s) ** 2), full_power(t * K * s**2)),
            uses=["scales are free"],
        ),
        identity(
            "slope",
            (loss.derivative(slope), (L + 1) * s * (sL**2 - sL / s + C)),
            (hump.derivative(slope), sL / s**2 * ((L - 1) - 2 * L * full_power(s))),
        ),
        fact("one hump", ["slope"]),
        identity("value", (loss.put({"Ĉ": hump}), value.put({"q": full_power(s)})), uses=["one hump"]),
        identity("gap", (value - Poly.of(1) / 2, q * (L - 1 - L * q) / 2), uses=["value"]),
        identity(
            "threshold",
            (1 - (L - 1) / L, 1 / L),
            ((L - 1) - 2 * L * ((L - 1) / L), -(L - 1)),
            uses=["gap", "one hump"],
        ),
        positive("beyond the top", (L - 1, {"L": 2}), uses=["threshold"]),
        conclusion("S2", claim, ["S1", "AM–GM", "family", "gap", "beyond the top"]),
    )
    return Proof(
        "for all K, n, L and all λ_H, λ_1, …, λ_L > 0",
        ("K ≥ 1, n ≥ 1, L ≥ 2", "all λ's positive and separate", "widths ≥ K for the solution to exist"),
        claim,
        ("S1",),
        steps,
    )


def s9() -> Proof:
    """Bound on every solution."""
    squares, factors, lambdas, h = map(Poly.variable, ("S_2", "‖W_1‖⋯‖W_L‖", "λ_1⋯λ_L", "‖H_1‖"))
    lam = Poly.variable("λ_H")
    claim = (
        "Every solution of the L-DUFM costs at least min over q ≥ 0 of f(q) with"
        " Ĉ = (n λ_H λ_1 ⋯ λ_L)^(1/(L+1)) K^(2/(L+1))."
    )
    steps = (
        identity(
            "mean output",
            (K - 2 * (K * q) + squares - K * (1 - q) ** 2, squares - 2 * q * (K * q) + K * q**2),
        ),
        fact("diagonal only", ["mean output"]),
        fact("Cauchy–Schwarz"),
        fact("submultiplicativity"),
        fact("ReLU contracts"),
        fact("norms multiply", ["Cauchy–Schwarz", "submultiplicativity", "ReLU contracts"]),
        identity(
            "penalties",
            ((n * lam * h**2) * (lambdas * factors**2), (n * lam * lambdas) * (h * factors) ** 2),
            (full_power(t) * full_power(c) ** 2 * full_power(s) ** 2, full_power(t * c**2 * s**2)),
            uses=["norms multiply"],
        ),
        fact("AM–GM", ["penalties"]),
        positive("negative outputs", ((1 + p) ** 2 / 2 - Poly.of(1) / 2, {"p": 0}), strict=False),
        conclusion("S9", claim, ["S1", "diagonal only", "AM–GM", "negative outputs"]),
    )
    return Proof(
        "for all K, n, L, widths, H_1, W_1, …, W_L and all λ_H, λ_1, …, λ_L > 0",
        ("K ≥ 1, n ≥ 1, L ≥ 2, any widths", "all λ's positive and separate"),
        claim,
        ("S1",),
        steps,
    )
