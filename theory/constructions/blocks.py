"""SRG ⊕ DNC: an SRG block on r(r-1)/2 classes, DNC on the rest (MATH.md §2 "Blocks", S6)."""

from theory.construction import BlockSum
from theory.constructions.dnc import DNC
from theory.constructions.srg import CLASSES, SRG
from theory.symbols import K, r

SRG_PLUS_DNC = BlockSum(
    name="srg+dnc",
    title="SRG on r(r-1)/2 of the K classes, DNC on the others",
    source="Súkeník, Lampert, Mondelli (2024), Theorem 5; MATH.md S6",
    parts=((SRG, r), (DNC, K - CLASSES)),
)

CONSTRUCTIONS = (SRG_PLUS_DNC,)
