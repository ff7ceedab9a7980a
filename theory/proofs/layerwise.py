"""Layerwise optimality of SRG for every r ≥ 4, with explicit dual certificates (statement S13).

Given its neighbours' class means, every layer of the SRG solution is the cheapest one: multipliers and the
dual matrix below are orbit matrices, so that the optimality conditions are identities in r.
"""

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.srg import NUCLEAR_NORM_B
from theory.derivation import Derivation, Step
from theory.obligations import Identity, PositivePolynomial
from theory.orbit_matrix import OrbitMatrix
from theory.proofs.graph_identities import I_EDGES, I_VERTICES, J_VERTICES, A, B, W, same
from theory.symbols import r


@dataclass(frozen=True)
class Certificates:
    """The multipliers and the dual entry that S13 states; expressions in r.

    Attributes
    ----------
    nu, mu : sympy.Expr
        Multipliers of a row of W_{L-1}: ν on disjoint edges (equalities), -μ on adjacent ones (active).
    identity_nu, identity_mu : sympy.Expr
        Multipliers of a row of I_r: ν on the edges at the vertex (equalities), -μ on the others (active).
    off_support : sympy.Expr
        Entry of the dual matrix Z off the support of B.
    smallest : int
        Least r.
    """

    nu: sp.Expr = r / (2 * (r - 2) * (r - 3))
    mu: sp.Expr = 1 / (2 * (r - 2))
    identity_nu: sp.Expr = 1 / (r - 1)
    identity_mu: sp.Expr = 1 / ((r - 1) * (r - 2))
    off_support: sp.Expr = 2 * (1 / sp.sqrt(2 * (r - 1)) - 1 / sp.sqrt(r - 2)) / r
    smallest: int = 4


CERTIFICATES = Certificates()
"""Those of MATH.md S13, and of I_r for the relaxed problem σ(WB) = B."""


def last_hidden_multipliers(stated: Certificates = CERTIFICATES) -> OrbitMatrix:
    """Multipliers of all rows of W_{L-1}."""
    return OrbitMatrix(2, 2, (stated.nu, -stated.mu, sp.Integer(0)))


def identity_multipliers(stated: Certificates = CERTIFICATES) -> OrbitMatrix:
    """Multipliers of all rows of I_r."""
    return OrbitMatrix(1, 2, (-stated.identity_mu, stated.identity_nu))


def dual_matrix() -> OrbitMatrix:
    """Z = (BBᵀ)^(-1/2) B, the dual certificate for the nuclear norm of B."""
    return inverse_root() @ B


def inverse_root() -> OrbitMatrix:
    """(BBᵀ)^(-1/2) = (r-2)^(-1/2) (I - J/r) + (2(r-1))^(-1/2) J/r."""
    on_constants, elsewhere = 1 / sp.sqrt(2 * (r - 1)), 1 / sp.sqrt(r - 2)
    off_diagonal = (on_constants - elsewhere) / r
    return OrbitMatrix(1, 1, (off_diagonal, elsewhere + off_diagonal))


@cache
def layerwise_optimality(stated: Certificates = CERTIFICATES) -> Derivation:
    """All of S13."""
    return Derivation(
        "layerwise",
        "Layerwise optimality of SRG for every r ≥ 4",
        (_last_hidden(stated), _nuclear_norm(stated), _identity_layers(stated)),
    )


def _last_hidden(stated: Certificates) -> Step:
    multipliers, low = last_hidden_multipliers(stated), stated.smallest
    return Step(
        "Rows of W_{L−1} are the unique least-norm rows with σ(W_{L−1}B) = A",
        sp.Eq(sp.Symbol("W_{L-1}"), sp.Symbol("N·Bᵀ")),
        "for row e the constraints are (wB)_f = 1 for disjoint f and (wB)_f ≤ 0 for the others; the multipliers N are"
        " ν = r/(2(r−2)(r−3)) there, −μ = −1/(2(r−2)) ≤ 0 on adjacent f, where (wB)_f = 0 is active, and 0 at f = e,"
        " where it is not; the norm is strictly convex, so the row is unique",
        obligations=(
            *same(multipliers @ B.T, W, "stationarity W = N·Bᵀ"),
            *same(W @ B, A - I_EDGES, "feasibility and complementary slackness"),
            PositivePolynomial((r - 2) * (r - 3), {r: low}, note="multipliers are finite"),
            PositivePolynomial(r - 2, {r: low}, note="μ > 0"),
        ),
        facts=(facts.KKT,),
    )


def _nuclear_norm(stated: Certificates) -> Step:
    Z, root = dual_matrix(), inverse_root()
    edge, low = stated.off_support, stated.smallest
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
            PositivePolynomial(2 * (r - 1) - (r - 2), {r: low}, note="Z_off < 0"),
            PositivePolynomial(r - 2, {r: low}, note="the roots are of positive numbers"),
        ),
        facts=(facts.NORM_DUALITY,),
    )


def _identity_layers(stated: Certificates) -> Step:
    inverse = I_VERTICES.scale(1 / (r - 2)) - J_VERTICES.scale(1 / (2 * (r - 1) * (r - 2)))
    return Step(
        "I_r is the only W with WB = B, and the unique least-norm W with σ(WB) = B",
        sp.Eq(sp.Symbol("I_r"), sp.Symbol("N·Bᵀ")),
        "BBᵀ is invertible, so WB = B forces W = I; for σ(WB) = B the multipliers are 1/(r−1) on the edges at the"
        " vertex and −1/((r−1)(r−2)) ≤ 0 on the others, where (WB)_f = 0 is active",
        obligations=(
            *same((B @ B.T) @ inverse, I_VERTICES, "inverse of BBᵀ"),
            *same(identity_multipliers(stated) @ B.T, I_VERTICES, "stationarity I = N·Bᵀ"),
            PositivePolynomial(
                (r - 1) * (r - 2), {r: stated.smallest}, note="multipliers are finite and of the right sign"
            ),
        ),
        facts=(facts.KKT,),
    )
