"""L-DUFMs with a symmetry: a group permutes the classes and the neurons of every layer, and all maps respect it.

``actions`` has the permutations and their orbits on pairs, ``model`` the networks whose entries are constant on these
orbits, and ``points`` one such family in which the least loss is certified.
"""

from numerics.symmetry.actions import Action, both, orbits_of_pairs, subsets, trivial
from numerics.symmetry.model import SymmetricModel

__all__ = ["Action", "SymmetricModel", "both", "orbits_of_pairs", "subsets", "trivial"]
