"""DNC: every layer a scaled partial isometry (MATH.md §3; paper, section 3)."""

from theory.construction import Construction, LayerCost, eigenspaces
from theory.symbols import K, L

DNC = Construction(
    name="dnc",
    title="Deep neural collapse: the class means form an orthogonal frame in every layer",
    source="Súkeník, Lampert, Mondelli (2024), section 3; MATH.md §3",
    parameter=K,
    smallest=2,
    classes=K,
    layer_costs=(LayerCost("H_1, W_1 … W_{L-1}", K, L, "partial isometry of rank K"),),
    spectrum=eigenspaces((1, K)),
    width=K,
)

CONSTRUCTIONS = (DNC,)
