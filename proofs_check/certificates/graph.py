"""Formulas and matrices of S3."""

from __future__ import annotations

import sympy as sp

from proofs_check.certificates.document import Formula, Formulas, positive
from proofs_check.certificates.loss import squared_nuclear_norm
from theory.constructions.srg import NUCLEAR_NORM_M2
from theory.orbit_matrix import OrbitMatrix, common_subsets
from theory.proofs.graph_identities import (
    A_T,
    I_EDGES,
    I_VERTICES,
    J_EDGES,
    J_VERTICES,
    KNESER_EIGENVALUES,
    M_L_EIGENVALUES,
    A,
    B,
    W,
    combine,
    edge_idempotents,
)
from theory.symbols import r

SCALES = (r * (r - 1) / 2, r * (r - 2), r * (r - 1) * (r - 2))
"""Factors that clear the denominators of the three projections."""


def entries(*matrices: OrbitMatrix) -> list[Formula]:
    """All entries, one matrix after the other."""
    return [sp.expand(value) for matrix in matrices for value in matrix.values]


def incidence_rows(order: int) -> list[str]:
    """The incidence matrix of K_r, a string of digits for each vertex."""
    from numerics.graphs import incidence_matrix

    return ["".join(str(int(entry)) for entry in row) for row in incidence_matrix(order)]


def s3(orders: tuple[int, ...]) -> Formulas:
    """Graph identities."""
    N = [E.scale(scale) for E, scale in zip(edge_idempotents(), SCALES, strict=True)]
    pairs = [(i, j) for i in range(3) for j in range(3)]
    at_4 = M_L_EIGENVALUES[0].subs(r, 4)
    return Formulas(
        {
            "counts": [
                sp.Add(*(common_subsets(2, 2, 2, k, i, j) for j in range(3)))
                for k in range(3)
                for i in range(3)
            ],
            "gram": entries(B @ B.T, B.T @ B, I_EDGES + A_T + A),
            "strongly regular": [*entries(A_T @ A_T, A @ A), sp.expand(J_EDGES.trace())],
            "layers": [
                *entries(W @ B, J_EDGES - B.T @ B, (W @ B).relu(), B.relu()),
                sp.expand(W.squared_norm()),
                I_VERTICES.squared_norm(),
            ],
            "projections": entries(*(N[i] @ N[j] for i, j in pairs), J_VERTICES @ J_VERTICES),
            "ranks of projections": [sp.expand(E.trace()) for E in N],
            "spectra": [
                *entries(A.scale(SCALES[2]), combine(M_L_EIGENVALUES, edge_idempotents()).scale(SCALES[2])),
                *entries((B @ B.T).scale(r)),
                *(sp.expand(value**2) for value in KNESER_EIGENVALUES),
            ],
            "nuclear norms": [squared_nuclear_norm(), sp.expand(NUCLEAR_NORM_M2)],
            "r = 4": [at_4, r, (r - 1).subs(r, 4)],
        },
        {
            "scales": positive(*((scale, {r: 4}) for scale in SCALES)),
            "eigenvalues": positive(
                (r - 2, {r: 4}),
                (KNESER_EIGENVALUES[0], {r: 4}),
                (-KNESER_EIGENVALUES[1], {r: 4}),
                (r * (r - 3) / 2, {r: 4}),
                (M_L_EIGENVALUES[0], {r: 5}),
            ),
        },
        witnesses={"matrices": {"B": {str(order): incidence_rows(order) for order in orders}}},
    )
