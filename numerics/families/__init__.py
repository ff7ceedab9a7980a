"""Families of solutions beyond DNC and SRG: t-subsets, set systems, edges and vertices of graphs, and their blocks.

:func:`numerics.families.catalogue.family_networks` yields explicit networks of all of them for given K and L.
"""
