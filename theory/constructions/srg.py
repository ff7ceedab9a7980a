"""SRG: classes are the edges of K_r, σ(M_L) is the adjacency matrix of the Kneser graph (MATH.md §3).

B is the r × K vertex–edge incidence matrix of the complete graph K_r.  For L >= 3 the first two factors
realise B by the balanced factorisation, which costs its nuclear norm ‖B‖_* twice; the row of W_{L-1}
that belongs to the edge e is -1/2 on the endpoints of e and +1/2 elsewhere.  For L = 2 the first two
factors realise M_2 = J - BᵀB itself.  Statement S3 derives every expression below for all r >= 4.
"""

import sympy as sp

from theory.construction import Construction, LayerCost, eigenspaces
from theory.symbols import L, r

CLASSES = r * (r - 1) / 2
"""Edges of K_r."""

NUCLEAR_NORM_B = sp.sqrt(2 * (r - 1)) + (r - 1) * sp.sqrt(r - 2)
"""‖B‖_*: BBᵀ = (r-2) I + J has the eigenvalues 2(r-1) (once) and r-2 (r-1 times)."""

NUCLEAR_NORM_M2 = (r - 1) * (r - 4) / 2 + (r - 1) * (r - 2)
"""‖J - BᵀB‖_* for r >= 4; only L = 2 needs it."""

KNESER_SPECTRUM = eigenspaces(
    ((r - 2) * (r - 3) / 2, 1),
    (r - 3, r - 1),
    (1, r * (r - 3) / 2),
)
"""Moduli of the eigenvalues C(r-2,2), -(r-3), 1 of the Kneser graph on the edges of K_r."""

_SOURCE = "Súkeník, Lampert, Mondelli (2024), Definition 4; MATH.md §3"

SRG = Construction(
    name="srg",
    title="Strongly regular graph solution: classes are the edges of K_r, rank r in layers 1..L-1",
    source=_SOURCE,
    parameter=r,
    smallest=4,
    classes=CLASSES,
    layer_costs=(
        LayerCost("H_1, W_1", NUCLEAR_NORM_B, sp.Integer(2), "balanced factors of the incidence matrix B"),
        LayerCost("W_2 … W_{L-2}", r, L - 3, "identity I_r"),
        LayerCost("W_{L-1}", CLASSES * r / 4, sp.Integer(1), "-1/2 on the endpoints of e, +1/2 elsewhere"),
    ),
    spectrum=KNESER_SPECTRUM,
    width=r,
    depths=(3, None),
)

SRG_TWO_LAYERS = Construction(
    name="srg",
    title="Strongly regular graph solution at L = 2: W_1 H_1 is J - BᵀB itself",
    source=_SOURCE,
    parameter=r,
    smallest=4,
    classes=CLASSES,
    layer_costs=(LayerCost("H_1, W_1", NUCLEAR_NORM_M2, sp.Integer(2), "balanced factors of J - BᵀB"),),
    spectrum=KNESER_SPECTRUM,
    width=sp.Piecewise((3, sp.Eq(r, 4)), (r, True)),  # rank of J - BᵀB: its row sums vanish at r = 4
    depths=(2, 2),
)

CONSTRUCTIONS = (SRG, SRG_TWO_LAYERS)
