"""Constant predictor: every class gets the same output, the best network of rank one (statement S16).

All layers are scalars times ones: H_1 is the row 1ᵀ, W_1, …, W_{L-1} are numbers and W_L is the column 1, so that
σ(M_L) is a multiple of 1ᵀ and the output is q · 11ᵀ/K.  The only singular value of the row 1ᵀ is √K.

It fits one direction of output, and ``classes`` counts that one; the fit error on the other K - 1 directions is
paid in full, as for classes that are given up.  It is not in the registry, whose constructions can fit all classes.
"""

import sympy as sp

from theory.construction import Construction, LayerCost, eigenspaces
from theory.symbols import K, L

CONSTANT = Construction(
    name="constant",
    title="Constant predictor: the same output for every class, rank one in every layer",
    source="statement S16",
    parameter=K,
    smallest=2,
    classes=sp.Integer(1),
    layer_costs=(
        LayerCost("H_1", K, sp.Integer(1), "row of ones"),
        LayerCost("W_1 … W_{L-1}", sp.Integer(1), L - 1, "the number 1"),
    ),
    spectrum=eigenspaces((sp.sqrt(K), 1)),
    width=sp.Integer(1),
)

CONSTRUCTIONS = ()
