"""Automorphism groups, against networkx where there are few and against theory where there are many."""

from math import factorial

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.atlas.symmetry import colours, symmetry
from numerics.graphs import triangular_adjacency

GRAPHS = [
    nx.petersen_graph(),
    nx.icosahedral_graph(),
    nx.path_graph(6),
    nx.heawood_graph(),
    nx.frucht_graph(),
    nx.complete_bipartite_graph(2, 3),
    nx.disjoint_union(nx.cycle_graph(3), nx.cycle_graph(4)),
]


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
def test_orders_and_orbits_of_graphs(graph):
    found = symmetry(nx.to_numpy_array(graph, dtype=int))
    maps = list(nx.isomorphism.GraphMatcher(graph, graph).isomorphisms_iter())
    assert found.order == len(maps)
    assert {frozenset(orbit) for orbit in found.orbits} == {frozenset(m[p] for m in maps) for p in graph}


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(2, 7))
def test_random_colours_and_their_permutations(seed, size):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 2, (size, size))
    order = rng.permutation(size)
    assert symmetry(matrix).order == symmetry(matrix[np.ix_(order, order)]).order


@pytest.mark.parametrize("r", [5, 6])
def test_the_triangular_graph_has_the_symmetries_of_its_vertices(r):
    assert symmetry(triangular_adjacency(r)).order == factorial(r)


def test_all_permutations():
    found = symmetry(np.eye(8, dtype=int))
    assert found.order == factorial(8)
    assert found.orbits == (tuple(range(8)),)


def test_colours_join_what_is_equal_up_to_the_tolerance():
    matrix = np.array([[1.0, 0.3], [0.30001, 1.00001]])
    assert len(np.unique(colours([matrix]))) == 2
    assert len(np.unique(colours([matrix], tolerance=1e-7))) == 4
    assert len(np.unique(colours([np.eye(2), np.array([[0.0, 1], [0, 0]])]))) == 3
