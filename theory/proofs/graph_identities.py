"""Identities, spectra, ranks, signs and supports of the SRG layers for every r ≥ 4 (statement S3, MATH.md §3).

All matrices are orbit matrices of S_r, so every product below is a count that is a polynomial in r.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory import orbit_matrix as om
from theory.constructions.srg import CLASSES, KNESER_SPECTRUM, NUCLEAR_NORM_B, NUCLEAR_NORM_M2, SRG
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
def graph_identities() -> Derivation:
    """All of S3, the exception at r = 4 included."""
    return Derivation(
        "graph-identities",
        "Identities, spectra and ranks of the SRG layers for every r ≥ 4",
        (_gram(), _strongly_regular(), _signs(), _idempotents(), _spectra(), _ranks()),
    )


def _gram() -> Step:
    return Step(
        "Gram matrices of the incidence matrix",
        (
            sp.Eq(sp.Symbol("B·Bᵀ"), (r - 2) * sp.Symbol("I") + sp.Symbol("J")),
            sp.Eq(sp.Symbol("Bᵀ·B"), 2 * sp.Symbol("I") + sp.Symbol("A_T")),
        ),
        "two vertices lie on one common edge and a vertex on r − 1; two edges share 0, 1 or 2 vertices",
        obligations=(
            *same(B @ B.T, I_VERTICES.scale(r - 2) + J_VERTICES, "B·Bᵀ = (r−2)I + J"),
            *same(B.T @ B, I_EDGES.scale(2) + A_T, "Bᵀ·B = 2I + A_T"),
            *same(I_EDGES + A_T + A, J_EDGES, "T(r) and Kneser graph are complements"),
        ),
    )


def _strongly_regular() -> Step:
    def square(
        parameters: tuple[sp.Expr, sp.Expr, sp.Expr], own: OrbitMatrix, other: OrbitMatrix
    ) -> OrbitMatrix:
        degree, adjacent, apart = parameters
        return I_EDGES.scale(degree) + own.scale(adjacent) + other.scale(apart)

    triangular = (2 * (r - 2), r - 2, sp.Integer(4))
    kneser = (om.choose(r - 2, 2), om.choose(r - 4, 2), om.choose(r - 3, 2))
    return Step(
        "Both graphs are strongly regular",
        (
            sp.Eq(sp.Symbol("T(r)"), sp.Tuple(CLASSES, *triangular)),
            sp.Eq(sp.Symbol("Kneser"), sp.Tuple(CLASSES, *map(sp.factor, kneser))),
        ),
        "A² = kI + λA + μ(J − I − A), with walks of length two counted; at r = 4 the Kneser graph is three disjoint"
        " edges, so its parameters hold but it is imprimitive",
        obligations=(
            *same(A_T @ A_T, square(triangular, A_T, A), "A_T²"),
            *same(A @ A, square(kneser, A, A_T), "A²"),
            Identity(J_EDGES.trace(), CLASSES, "number of edges"),
        ),
    )


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
            Identity(W.squared_norm(), SRG.layer_costs[2].cost, "‖W_{L−1}‖², as SRG is charged"),
            Identity(I_VERTICES.squared_norm(), SRG.layer_costs[1].cost, "‖I_r‖², as SRG is charged"),
        ),
    )


def _idempotents() -> Step:
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
            *(Identity(e.trace(), m.multiplicity, "rank") for e, m in zip(E, KNESER_SPECTRUM, strict=True)),
            *same(F[0] @ F[0], F[0], "F_0·F_0"),
            *same(F[0] @ F[1], I_VERTICES.scale(0), "F_0·F_1"),
            Identity(F[1].trace(), r - 1, "rank of F_1"),
        ),
        facts=(facts.IDEMPOTENT_TRACE,),
    )


KNESER_EIGENVALUES = ((r - 2) * (r - 3) / 2, -(r - 3), sp.Integer(1))
M_L_EIGENVALUES = ((r - 1) * (r - 4) / 2, -(r - 2), sp.Integer(0))


def _spectra() -> Step:
    E, F = edge_idempotents(), vertex_idempotents()
    gram_eigenvalues = (2 * (r - 1), r - 2)
    norm_b = sp.Add(*(sp.sqrt(value) * f.trace() for value, f in zip(gram_eigenvalues, F, strict=True)))
    norm_m2 = sp.Add(*(abs_ * e.trace() for abs_, e in zip((M_L_EIGENVALUES[0], r - 2, 0), E, strict=True)))
    return Step(
        "Spectra and nuclear norms",
        (
            sp.Eq(sp.Symbol("spec(A)"), sp.Tuple(*KNESER_EIGENVALUES)),
            sp.Eq(sp.Symbol("spec(M_L)"), sp.Tuple(*M_L_EIGENVALUES)),
            sp.Eq(sp.Symbol("‖B‖_*"), NUCLEAR_NORM_B),
        ),
        "each matrix is Σ θ_i E_i; the singular values of B are the roots of the eigenvalues of BBᵀ",
        obligations=(
            *same(combine(gram_eigenvalues, F), B @ B.T, "B·Bᵀ = 2(r−1)F_0 + (r−2)F_1"),
            *same(combine(KNESER_EIGENVALUES, E), A, "A = Σ θ_i E_i"),
            *same(combine(M_L_EIGENVALUES, E), W @ B, "M_L = Σ θ_i E_i"),
            *(
                Identity(theta**2, space.singular_value**2, "singular value of A")
                for theta, space in zip(KNESER_EIGENVALUES, KNESER_SPECTRUM, strict=True)
            ),
            Identity(norm_b, NUCLEAR_NORM_B, "‖B‖_*"),
            Identity(norm_m2, NUCLEAR_NORM_M2, "‖M_2‖_* at L = 2, for r ≥ 4"),
        ),
        facts=(facts.SPECTRAL_DECOMPOSITION,),
    )


def _ranks() -> Step:
    return Step(
        "Ranks, and the exception r = 4",
        sp.Eq(sp.Symbol("rank(M_L)"), sp.Piecewise((3, sp.Eq(r, 4)), (r, True))),
        "rank B = r since BBᵀ is positive definite; M_L has r nonzero eigenvalues for r ≥ 5, but for r = 4 the first one"
        " vanishes and r − 1 = 3 remain; A has no zero eigenvalue, so rank σ(M_L) = K",
        obligations=(
            PositivePolynomial(r - 2, {r: 4}, note="least eigenvalue of BBᵀ"),
            PositivePolynomial((r - 2) * (r - 3) / 2, {r: 4}, note="A has no zero eigenvalue"),
            PositivePolynomial(r - 3, {r: 4}, note="A has no zero eigenvalue"),
            PositivePolynomial(r * (r - 3) / 2, {r: 4}, note="every eigenspace is there"),
            PositivePolynomial(M_L_EIGENVALUES[0], {r: 5}, note="rank M_L = 1 + (r − 1) for r ≥ 5"),
            Identity(M_L_EIGENVALUES[0].subs(r, 4), 0, "rank M_L = 3 for r = 4"),
        ),
    )
