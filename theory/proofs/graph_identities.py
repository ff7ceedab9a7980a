"""Identities, spectra, ranks, signs and supports of the SRG layers for every r ≥ 4 (statement S3, MATH.md §3).

All matrices are orbit matrices of S_r, so every product below is a count that is a polynomial in r.
"""

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory import orbit_matrix as om
from theory.constructions.srg import CLASSES
from theory.derivation import Derivation, Step
from theory.obligations import Identity, PositivePolynomial
from theory.orbit_matrix import OrbitMatrix
from theory.symbols import r

B = om.incidence()
A_T = om.triangular_adjacency()
A = om.kneser_adjacency()
W = om.last_hidden_weights()
I_EDGES, J_EDGES = om.identity(2), om.all_ones(2, 2)
I_VERTICES, J_VERTICES = om.identity(1), om.all_ones(1, 1)

GRAM_EIGENVALUES = (2 * (r - 1), r - 2)
"""Of B·Bᵀ, on the constants and on their complement."""
KNESER_EIGENVALUES = ((r - 2) * (r - 3) / 2, -(r - 3), sp.Integer(1))
"""Of A, on the constants, the rest of the row space of B and its kernel."""
M_L_EIGENVALUES = ((r - 1) * (r - 4) / 2, -(r - 2), sp.Integer(0))
"""Of M_L = A − I, on the same spaces."""


@dataclass(frozen=True)
class GraphFacts:
    """What S3 states beyond the constructions; expressions in r.

    Attributes
    ----------
    gram : (Expr, Expr)
        B·Bᵀ = gram[0] I + gram[1] J.
    line_gram : (Expr, Expr)
        Bᵀ·B = line_gram[0] I + line_gram[1] A_T.
    triangular, kneser : tuple of Expr
        Degree, common neighbours of adjacent and of other vertices of T(r) and of the Kneser graph.
    kneser_eigenvalues, last_eigenvalues : tuple of Expr
        Of A and of M_L = A − I, on the constants, the rest of the row space of B and its kernel.
    multiplicities : tuple of Expr
        Dimensions of these three spaces.
    output_rank : sympy.Expr
        rank σ(M_L).
    smallest : int
        Least r.
    full_rank_from : int
        Least r from which on rank M_L = r; it is r − 1 before.
    """

    gram: tuple[sp.Expr, sp.Expr] = (r - 2, sp.Integer(1))
    line_gram: tuple[sp.Expr, sp.Expr] = (sp.Integer(2), sp.Integer(1))
    triangular: tuple[sp.Expr, sp.Expr, sp.Expr] = (2 * (r - 2), r - 2, sp.Integer(4))
    kneser: tuple[sp.Expr, sp.Expr, sp.Expr] = (
        om.choose(r - 2, 2),
        om.choose(r - 4, 2),
        om.choose(r - 3, 2),
    )
    kneser_eigenvalues: tuple[sp.Expr, sp.Expr, sp.Expr] = KNESER_EIGENVALUES
    last_eigenvalues: tuple[sp.Expr, sp.Expr, sp.Expr] = M_L_EIGENVALUES
    multiplicities: tuple[sp.Expr, sp.Expr, sp.Expr] = (sp.Integer(1), r - 1, r * (r - 3) / 2)
    output_rank: sp.Expr = CLASSES
    smallest: int = 4
    full_rank_from: int = 5


GRAPH_FACTS = GraphFacts()
"""Those of MATH.md §3."""


def same(left: OrbitMatrix, right: OrbitMatrix, note: str) -> tuple[Identity, ...]:
    """The entry-by-entry identities that make two orbit matrices equal for every r."""
    return tuple(
        Identity(a, b, f"{note}, overlap {overlap}") for overlap, (a, b) in enumerate(left.difference(right))
    )


def edge_idempotents() -> tuple[OrbitMatrix, OrbitMatrix, OrbitMatrix]:
    """Projections onto the constants, the rest of the row space of B, and the kernel of B."""
    constants = J_EDGES.scale(1 / CLASSES)
    rows = (B.T @ B - constants.scale(2 * (r - 1))).scale(1 / (r - 2))
    return constants, rows, I_EDGES - constants - rows


def vertex_idempotents() -> tuple[OrbitMatrix, OrbitMatrix]:
    """Projections onto the constants on the vertices and onto their complement."""
    constants = J_VERTICES.scale(1 / r)
    return constants, I_VERTICES - constants


def combine(weights: tuple[sp.Expr, ...], matrices: tuple[OrbitMatrix, ...]) -> OrbitMatrix:
    """Σ θ_i E_i."""
    total = matrices[0].scale(weights[0])
    for weight, matrix in zip(weights[1:], matrices[1:], strict=True):
        total = total + matrix.scale(weight)
    return total


@cache
def graph_identities(stated: GraphFacts = GRAPH_FACTS) -> Derivation:
    """All of S3, the exception at r = 4 included."""
    return Derivation(
        "graph-identities",
        "Identities, spectra and ranks of the SRG layers for every r ≥ 4",
        (
            _gram(stated),
            _strongly_regular(stated),
            _signs(),
            _idempotents(stated),
            _spectra(stated),
            _ranks(stated),
        ),
    )


def _gram(stated: GraphFacts) -> Step:
    on_vertices, all_vertices = stated.gram
    on_edges, adjacent_edges = stated.line_gram
    return Step(
        "Gram matrices of the incidence matrix",
        (
            sp.Eq(sp.Symbol("B·Bᵀ"), on_vertices * sp.Symbol("I") + all_vertices * sp.Symbol("J")),
            sp.Eq(sp.Symbol("Bᵀ·B"), on_edges * sp.Symbol("I") + adjacent_edges * sp.Symbol("A_T")),
        ),
        "two vertices lie on one common edge and a vertex on r − 1; two edges share 0, 1 or 2 vertices",
        obligations=(
            *same(
                B @ B.T,
                I_VERTICES.scale(on_vertices) + J_VERTICES.scale(all_vertices),
                "B·Bᵀ = (r−2)I + J",
            ),
            *same(B.T @ B, I_EDGES.scale(on_edges) + A_T.scale(adjacent_edges), "Bᵀ·B = 2I + A_T"),
            *same(I_EDGES + A_T + A, J_EDGES, "T(r) and Kneser graph are complements"),
        ),
    )


def _strongly_regular(stated: GraphFacts) -> Step:
    def square(
        parameters: tuple[sp.Expr, sp.Expr, sp.Expr], own: OrbitMatrix, other: OrbitMatrix
    ) -> OrbitMatrix:
        degree, adjacent, apart = parameters
        return I_EDGES.scale(degree) + own.scale(adjacent) + other.scale(apart)

    return Step(
        "Both graphs are strongly regular",
        (
            sp.Eq(sp.Symbol("T(r)"), sp.Tuple(CLASSES, *stated.triangular)),
            sp.Eq(sp.Symbol("Kneser"), sp.Tuple(CLASSES, *map(sp.factor, stated.kneser))),
        ),
        "A² = kI + λA + μ(J − I − A), with walks of length two counted; at r = 4 the Kneser graph is three disjoint"
        " edges, so its parameters hold but it is imprimitive",
        obligations=(
            *same(A_T @ A_T, square(stated.triangular, A_T, A), "A_T²"),
            *same(A @ A, square(stated.kneser, A, A_T), "A²"),
            Identity(J_EDGES.trace(), CLASSES, "number of edges"),
        ),
    )


@cache
def _signs() -> Step:
    return Step(
        "Layers, signs and supports",
        (
            sp.Eq(sp.Symbol("M_L"), sp.Symbol("W_{L-1}·B")),
            sp.Eq(sp.Symbol("W_{L-1}·B"), sp.Symbol("A") - sp.Symbol("I")),
        ),
        "rows of W_{L−1} are −½ on the endpoints of e and +½ elsewhere, so the entry at (e, f) is −1, 0 or 1 for"
        " |e ∩ f| = 2, 1, 0; B is nonnegative, so σ(B) = B in the layers before, and σ(A − I) = A",
        obligations=(
            *same(W @ B, A - I_EDGES, "W_{L−1}·B = A − I"),
            *same(W @ B, J_EDGES - B.T @ B, "A − I = J − Bᵀ·B"),
            *same((W @ B).relu(), A, "σ(M_L) = A"),
            *same(B.relu(), B, "σ(B) = B"),
        ),
    )


def _idempotents(stated: GraphFacts) -> Step:
    E = edge_idempotents()
    F = vertex_idempotents()
    zero = I_EDGES.scale(0)
    products = [
        obligation
        for j, left in enumerate(E)
        for k, right in enumerate(E)
        for obligation in same(left @ right, left if j == k else zero, f"E_{j}·E_{k}")
    ]
    return Step(
        "Projections that all edge matrices share",
        sp.Eq(sp.Tuple(*(sp.Symbol(f"rank_E_{j}") for j in range(3))), sp.Tuple(*(e.trace() for e in E))),
        "E_0 = J/K, E_1 = (BᵀB − 2(r−1)E_0)/(r−2), E_2 = I − E_0 − E_1 are orthogonal idempotents",
        obligations=(
            *products,
            *(Identity(e.trace(), m, "rank") for e, m in zip(E, stated.multiplicities, strict=True)),
            *same(F[0] @ F[0], F[0], "F_0·F_0"),
            *same(F[0] @ F[1], I_VERTICES.scale(0), "F_0·F_1"),
            Identity(F[1].trace(), r - 1, "rank of F_1"),
        ),
        facts=(facts.IDEMPOTENT_TRACE,),
    )


def _spectra(stated: GraphFacts) -> Step:
    E, F = edge_idempotents(), vertex_idempotents()
    return Step(
        "Spectra",
        (
            sp.Eq(sp.Symbol("spec(A)"), sp.Tuple(*stated.kneser_eigenvalues)),
            sp.Eq(sp.Symbol("spec(M_L)"), sp.Tuple(*stated.last_eigenvalues)),
        ),
        "each matrix is Σ θ_i E_i",
        obligations=(
            *same(combine(GRAM_EIGENVALUES, F), B @ B.T, "B·Bᵀ = 2(r−1)F_0 + (r−2)F_1"),
            *same(combine(stated.kneser_eigenvalues, E), A, "A = Σ θ_i E_i"),
            *same(combine(stated.last_eigenvalues, E), W @ B, "M_L = Σ θ_i E_i"),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION,),
    )


def _ranks(stated: GraphFacts) -> Step:
    low, first = stated.smallest, stated.last_eigenvalues[0]
    return Step(
        "Ranks, and the exception r = 4",
        sp.Eq(sp.Symbol("rank(M_L)"), sp.Piecewise((r - 1, r < stated.full_rank_from), (r, True))),
        "rank B = r since BBᵀ is positive definite; M_L has r nonzero eigenvalues for r ≥ 5, but for r = 4 the first one"
        " vanishes and r − 1 = 3 remain; A has no zero eigenvalue, so rank σ(M_L) = K",
        obligations=(
            PositivePolynomial(r - 2, {r: low}, note="least eigenvalue of BBᵀ"),
            PositivePolynomial((r - 2) * (r - 3) / 2, {r: low}, note="A has no zero eigenvalue"),
            PositivePolynomial(r - 3, {r: low}, note="A has no zero eigenvalue"),
            PositivePolynomial(r * (r - 3) / 2, {r: low}, note="every eigenspace is there"),
            Identity(sp.Add(*stated.multiplicities), stated.output_rank, "rank σ(M_L) = K"),
            PositivePolynomial(first, {r: stated.full_rank_from}, note="rank M_L = 1 + (r − 1) for r ≥ 5"),
            *(
                Identity(first.subs(r, value), 0, f"rank M_L = {value - 1} for r = {value}")
                for value in range(low, stated.full_rank_from)
            ),
        ),
    )
