"""Layerwise optimality of SRG for every r ≥ 4, with explicit dual certificates (statement S13).

Given its neighbours' class means, every layer of the SRG solution is the cheapest one: multipliers and the
dual matrix below are orbit matrices, so that the optimality conditions are identities in r.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.srg import NUCLEAR_NORM_B
from theory.derivation import Derivation, Step
from theory.obligations import Identity, PositivePolynomial
from theory.orbit_matrix import OrbitMatrix
from theory.proofs.graph_identities import I_EDGES, I_VERTICES, J_VERTICES, A, B, W, same
from theory.symbols import r


def last_hidden_multipliers() -> OrbitMatrix:
    """Multipliers of the rows of W_{L-1}: ν on disjoint edges (equalities), -μ on adjacent ones (active)."""
    nu = r / (2 * (r - 2) * (r - 3))
    mu = 1 / (2 * (r - 2))
    return OrbitMatrix(2, 2, (nu, -mu, sp.Integer(0)))


def identity_multipliers() -> OrbitMatrix:
    """Multipliers of the rows of I_r: ν on the edges at the vertex (equalities), -μ on the others (active)."""
    return OrbitMatrix(1, 2, (-1 / ((r - 1) * (r - 2)), 1 / (r - 1)))


def dual_matrix() -> OrbitMatrix:
    """Z = (BBᵀ)^(-1/2) B, the dual certificate for the nuclear norm of B."""
    return inverse_root() @ B


def inverse_root() -> OrbitMatrix:
    """(BBᵀ)^(-1/2) = (r-2)^(-1/2) (I - J/r) + (2(r-1))^(-1/2) J/r."""
    on_constants, elsewhere = 1 / sp.sqrt(2 * (r - 1)), 1 / sp.sqrt(r - 2)
    off_diagonal = (on_constants - elsewhere) / r
    return OrbitMatrix(1, 1, (off_diagonal, elsewhere + off_diagonal))


@cache
def layerwise_optimality() -> Derivation:
    """All of S13."""
    return Derivation(
        "layerwise",
        "Layerwise optimality of SRG for every r ≥ 4",
        (_last_hidden(), _nuclear_norm(), _identity_layers()),
    )


def _last_hidden() -> Step:
    multipliers = last_hidden_multipliers()
    return Step(
        "Rows of W_{L−1} are the unique least-norm rows with σ(W_{L−1}B) = A",
        sp.Eq(sp.Symbol("W_{L-1}"), sp.Symbol("N·Bᵀ")),
        "for row e the constraints are (wB)_f = 1 for disjoint f and (wB)_f ≤ 0 for the others; the multipliers N are"
        " ν = r/(2(r−2)(r−3)) there, −μ = −1/(2(r−2)) ≤ 0 on adjacent f, where (wB)_f = 0 is active, and 0 at f = e,"
        " where it is not; the norm is strictly convex, so the row is unique",
        obligations=(
            *same(multipliers @ B.T, W, "stationarity W = N·Bᵀ"),
            *same(W @ B, A - I_EDGES, "feasibility and complementary slackness"),
            PositivePolynomial((r - 2) * (r - 3), {r: 4}, note="multipliers are finite"),
            PositivePolynomial(r - 2, {r: 4}, note="μ > 0"),
        ),
        facts=(facts.KKT,),
    )


def _nuclear_norm() -> Step:
    Z, root = dual_matrix(), inverse_root()
    edge = 2 * (1 / sp.sqrt(2 * (r - 1)) - 1 / sp.sqrt(r - 2)) / r
    return Step(
        "B alone has the least nuclear norm among all M with σ(M) = B",
        (
            sp.Eq(sp.Symbol("Z"), sp.Symbol("(B·Bᵀ)^{-1/2}·B")),
            sp.Eq(sp.Symbol("Z_off"), edge),
        ),
        "M = B − N with N ≥ 0 off the support of B, and Z < 0 there, so ‖M‖_* ≥ ⟨Z, M⟩ = ⟨Z, B⟩ − ⟨Z, N⟩ ≥ ‖B‖_*, with"
        " equality only at N = 0; Z_off < 0 because 2(r−1) > r − 2 > 0",
        obligations=(
            *same(root @ root @ (B @ B.T), I_VERTICES, "root² · BBᵀ = I"),
            *same(Z @ Z.T, I_VERTICES, "Z·Zᵀ = I, so ‖Z‖_op = 1"),
            Identity((Z @ B.T).trace(), NUCLEAR_NORM_B, "⟨Z, B⟩ = ‖B‖_*"),
            Identity(Z.values[0], edge, "entries of Z off the support of B"),
            PositivePolynomial(2 * (r - 1) - (r - 2), {r: 4}, note="Z_off < 0"),
            PositivePolynomial(r - 2, {r: 4}, note="the roots are of positive numbers"),
        ),
        facts=(facts.NORM_DUALITY,),
    )


def _identity_layers() -> Step:
    inverse = I_VERTICES.scale(1 / (r - 2)) - J_VERTICES.scale(1 / (2 * (r - 1) * (r - 2)))
    return Step(
        "I_r is the only W with WB = B, and the unique least-norm W with σ(WB) = B",
        sp.Eq(sp.Symbol("I_r"), sp.Symbol("N·Bᵀ")),
        "BBᵀ is invertible, so WB = B forces W = I; for σ(WB) = B the multipliers are 1/(r−1) on the edges at the"
        " vertex and −1/((r−1)(r−2)) ≤ 0 on the others, where (WB)_f = 0 is active",
        obligations=(
            *same((B @ B.T) @ inverse, I_VERTICES, "inverse of BBᵀ"),
            *same(identity_multipliers() @ B.T, I_VERTICES, "stationarity I = N·Bᵀ"),
            PositivePolynomial(
                (r - 1) * (r - 2), {r: 4}, note="multipliers are finite and of the right sign"
            ),
        ),
        facts=(facts.KKT,),
    )
