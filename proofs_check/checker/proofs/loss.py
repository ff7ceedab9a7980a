"""S4: the SRG loss. N = L + 1, u = s² + κ (so κ = u − s²), G the geometric mean of the penalties."""

from __future__ import annotations

from ..polynomial import Poly, Scalar
from ..steps import Proof, conclusion, fact, identity
from .bounds import full_power
from .srg import CLASSES, NORM_M2, SPECTRUM, r, squared_norm_b, x_y_squared

K, L, N, m, s, q, u, R, G, T, c, t, k, a, b = map(
    Poly.variable, ("K", "L", "N", "m", "s", "q", "u", "R", "G", "T", "c", "t", "κ", "a", "b")
)
n, lam_H, lam_W, lam_L, c_H, c_W = map(Poly.variable, ("n", "λ_H", "λ_W", "λ_L", "c_H", "c_W"))


def s4() -> Proof:
    """SRG loss."""
    kappa, ridge = u - s**2, s**2 / u
    dR = 2 * m * q / s**2
    slope: dict[str, Scalar] = {"q": 1, "G": G * dR / (N * R)}
    mean = k * T / K
    U = m * s**2 / u**3
    along = {"G": G * (-2 * U) / (N * T)}
    claim = (
        "The least loss of the SRG family over all scales and outputs is the least of ½ and the values of the κ-curve"
        " Λc = (κ/K)^(L+1) T(κ)^L, F = κ²/(2K) Σ m_i/(s_i²+κ)² + (L+1)κT/(2K) at its upward crossings, with s_i the moduli of"
        " the Kneser eigenvalues and c = ‖B‖_*² r^(L−3) Kr/4 (c = ‖J − BᵀB‖_*² at L = 2); it is at most f with"
        " Ĉ = (Λ c Σ m_i/s_i²)^(1/(L+1))."
    )
    steps = (
        fact("positive homogeneity"),
        fact("balanced factors"),
        fact("singular basis"),
        identity(
            "shapes",
            (2 + (L - 3) + 1, L),
            (CLASSES * r * (Poly.of(1) / 4), CLASSES * r / 4),
            (x_y_squared(), squared_norm_b()),
            (NORM_M2, (r - 1) * (r - 4) / 2 + (r - 2) * (r - 1)),
            (sum((count for _, count in SPECTRUM), Poly({})), CLASSES),
            uses=["S3", "balanced factors"],
        ),
        identity(
            "last layer",
            (q / (t * s) * (t * s), q),
            (m * (q / (t * s)) ** 2, m * q**2 / s**2 / t**2),
            uses=["singular basis", "positive homogeneity"],
        ),
        identity(
            "scales",
            ((n * lam_H * c_H * a**2) * (lam_W * c_W * b**2) * (lam_L * R / (a * b) ** 2),
             n * lam_H * lam_W * lam_L * c_H * c_W * R),
            uses=["last layer", "shapes"],
        ),
        fact("AM–GM", ["scales"]),
        fact("scales are free", ["AM–GM"]),
        fact("attained minimum"),
        fact("eigenspaces add"),
        identity(
            "stationary",
            ((m * (1 - q) ** 2 / (2 * K) + N / 2 * G).derivative(slope), m / K * (-(1 - q) + K * G / R * q / s**2)),
            (-(1 - ridge) + kappa * ridge / s**2, 0),
            uses=["scales are free", "attained minimum", "eigenspaces add"],
        ),
        identity(
            "curve",
            (m * ridge**2 / s**2, m * s**2 / u**2),
            (m * (1 - ridge) ** 2 / (2 * K), kappa**2 * m / u**2 / (2 * K)),
            (full_power(mean), full_power(k / K) * T.to_the_L() * T),
            (N / 2 * mean, N * k * T / (2 * K)),
            uses=["stationary"],
        ),
        identity(
            "slope along the curve",
            ((m * s**2 / u**2).derivative({"u": 1}), -2 * U),
            ((k**2 * m / u**2 / (2 * K)).derivative({"κ": 1, "u": 1}).put({"κ": kappa}), U / K * kappa),
            ((N / 2 * G).derivative(along), -U * G / T),
            uses=["curve"],
        ),
        fact("upward crossing", ["slope along the curve"]),
        identity(
            "one output",
            (m * (1 - q) ** 2 / (2 * K), (1 - q) ** 2 / 2 * m / K),
            (m * q**2 / s**2, q**2 * (m / s**2)),
            uses=["scales are free", "eigenspaces add"],
        ),
        conclusion("S4", claim, ["S1", "S3", "shapes", "curve", "upward crossing", "one output"]),
    )  # fmt: skip
    return Proof(
        "for all r, n, L and all λ_H, λ_1, …, λ_L > 0",
        ("r ≥ 4, K = r(r−1)/2, n ≥ 1, L ≥ 2", "all λ's positive and separate", "widths ≥ r, d_L ≥ K"),
        claim,
        ("S1", "S3"),
        steps,
    )
