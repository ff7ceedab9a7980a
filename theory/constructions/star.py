"""Star: classes are the r single points and the set of all r points, at rank r (statement S18).

Z = [I_r | w 1] is carried through the layers 2..L-1.  In layer L one neuron a point is positive for that point alone;
r + 1 others are positive for every class and act as a linear map.  Together the last two layers cost g each, where the
outputs are q times the targets.

The least constant over the weight is an algebraic number that depends on r; w = 4/(3√r) is within a thousandth of
it in ‖Z‖_* g, and makes √(1 + r w²) rational.
"""

import sympy as sp

from theory.construction import Construction, LayerCost, eigenspaces
from theory.symbols import L, r

CLASSES = r + 1

U = sp.Rational(3, 4)
"""1/(w √r), the singular value of the linear map on the constants."""

NUCLEAR_NORM = r - 1 + sp.sqrt(1 + U**2) / U
"""‖Z‖_*: ZZᵀ = I + w² J has the eigenvalues 1 (r − 1 times) and 1 + r w² = (1 + u²)/u²."""

LAST_LAYERS = r - 1 + U + sp.sqrt(1 + U**2) * sp.sqrt((2 * r - 1) / (r - 1))
"""g, the cost of W_{L-1} and of W_L at output 1."""

STAR = Construction(
    name="star",
    title="Single points and the set of all points: r + 1 classes at rank r, all outputs equal",
    source="found by training at K = 4, L = 4; statement S18",
    parameter=r,
    smallest=2,
    classes=CLASSES,
    layer_costs=(
        LayerCost(
            "H_1, W_1", NUCLEAR_NORM, sp.Integer(2), "balanced factors of [I_r | w 1] with w = 4/(3√r)"
        ),
        LayerCost("W_2 … W_{L-2}", r, L - 3, "identity I_r"),
        LayerCost(
            "W_{L-1}",
            LAST_LAYERS**2 / CLASSES,
            sp.Integer(1),
            "one neuron for each point and r + 1 linear ones, scaled so that ‖W_L‖² = K q²",
        ),
    ),
    spectrum=eigenspaces((1, CLASSES)),
    width=r,
    depths=(3, None),
)
"""The loss is that of equal outputs, which bounds the least loss of these layers from above."""

CONSTRUCTIONS = (STAR,)
