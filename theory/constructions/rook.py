"""Rook: classes are the cells of an r × r board, that is the edges of K_{r,r}; K = r² at rank 2r − 1 (statement S19).

As for SRG, B is the vertex–edge incidence matrix and the rows of W_{L-1} are −½ on the row and the column of a cell and
+½ elsewhere, so that σ(M_L) is the adjacency matrix of cells that share neither; r = 3 gives the Paley graph on nine
vertices.  The rank of B is 2r − 1, for the sum of the rows equals that of the columns: the projection onto its columns
takes the place of an identity.
"""

import sympy as sp

from theory.construction import BlockSum, Construction, LayerCost, eigenspaces
from theory.constructions.dnc import DNC
from theory.symbols import K, L, r

CLASSES = r**2

NUCLEAR_NORM = sp.sqrt(2) * sp.sqrt(r) + 2 * (r - 1) * sp.sqrt(r)
"""‖B‖_*: BᵀB = I⊗J + J⊗I has the eigenvalues 2r (once), r (2(r − 1) times) and 0."""

ROOK = Construction(
    name="rook",
    title="Cells of an r × r board (edges of K_{r,r}), rank 2r - 1 in layers 1..L-1",
    source="found by a search over the edges of all small graphs; statement S19",
    parameter=r,
    smallest=2,
    classes=CLASSES,
    layer_costs=(
        LayerCost("H_1, W_1", NUCLEAR_NORM, sp.Integer(2), "balanced factors of the incidence matrix B"),
        LayerCost("W_2 … W_{L-2}", 2 * r - 1, L - 3, "projection onto the columns of B"),
        LayerCost(
            "W_{L-1}", r**3 / 2, sp.Integer(1), "-1/2 on the row and the column of the cell, +1/2 elsewhere"
        ),
    ),
    spectrum=eigenspaces(((r - 1) ** 2, 1), (r - 1, 2 * (r - 1)), (1, (r - 1) ** 2)),
    width=2 * r - 1,
    depths=(3, None),
)

ROOK_PLUS_DNC = BlockSum(
    name="rook+dnc",
    title="Rook on r² of the K classes, DNC on the others",
    source="statement S19",
    parts=((ROOK, r), (DNC, K - CLASSES)),
)

CONSTRUCTIONS = (ROOK, ROOK_PLUS_DNC)
