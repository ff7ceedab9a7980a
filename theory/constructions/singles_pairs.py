"""Singles and pairs: classes are the points and the pairs of points of {1..r}, K = r(r+1)/2 at rank r (statement S18).

SRG on r + 1 points has as many classes, and rank r + 1.  Z is the incidence matrix of points and classes.  In layer L
the row of a class is 1 on its points and −1 elsewhere: it is positive for that class and for the single points of a
pair alone, so that σ(M_L) is triangular and its inverse can be read off.
"""

import sympy as sp

from theory.construction import Construction, LayerCost, eigenspaces
from theory.symbols import L, r

CLASSES = r * (r + 1) / 2

NUCLEAR_NORM = sp.sqrt(2 * r - 1) + (r - 1) * sp.sqrt(r - 1)
"""‖Z‖_*: ZZᵀ = (r − 1) I + J has the eigenvalues 2r − 1 (once) and r − 1 (r − 1 times)."""

LAST_LAYERS = r * sp.sqrt(r) * sp.sqrt(1 + (r - 1) / sp.Integer(4)) + r * (r - 1) / 2 * sp.sqrt(r) / 2
"""g: each row has norm √r; the output of a point has norm √(1 + (r−1)/4) and that of a pair ½."""

SINGLES_PAIRS = Construction(
    name="singles-pairs",
    title="Points and pairs of points of {1..r}: r(r+1)/2 classes at rank r, all outputs equal",
    source="found by training at K = 6, L = 4 and 5; statement S18",
    parameter=r,
    smallest=3,
    classes=CLASSES,
    layer_costs=(
        LayerCost(
            "H_1, W_1",
            NUCLEAR_NORM,
            sp.Integer(2),
            "balanced factors of the incidence matrix of points and classes",
        ),
        LayerCost("W_2 … W_{L-2}", r, L - 3, "identity I_r"),
        LayerCost(
            "W_{L-1}",
            LAST_LAYERS**2 / CLASSES,
            sp.Integer(1),
            "1 on the points of the class, -1 elsewhere, scaled so that ‖W_L‖² = K q²",
        ),
    ),
    spectrum=eigenspaces((1, CLASSES)),
    width=r,
    depths=(3, None),
)
"""The loss is that of equal outputs, which bounds the least loss of these layers from above."""

CONSTRUCTIONS = (SINGLES_PAIRS,)
