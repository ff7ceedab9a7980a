"""Explicit matrices H_1, W_1, ..., W_L of the constructions, and the L-DUFM objective on them.

``shapes`` gives every factor up to scale in integers, ``model`` evaluates the objective on any matrices,
in floats or exactly, and ``scales`` chooses the scales that minimise it.
"""

from numerics.solution.model import Objective, Solution, exact_objective
from numerics.solution.scales import build
from numerics.solution.shapes import BaseMatrices, Block, RationalMatrix, base_matrices

__all__ = [
    "BaseMatrices",
    "Block",
    "Objective",
    "RationalMatrix",
    "Solution",
    "base_matrices",
    "build",
    "exact_objective",
]
