"""Identities of S3 on explicit graphs: the networkx route, the matrix route and the formulas agree."""

from math import comb

import networkx as nx
import numpy as np
import pytest

from numerics.exact import integer_spectrum, rank
from numerics.graphs import (
    classes_to_vertices,
    complete_graph,
    edges,
    incidence_matrix,
    kneser_adjacency,
    kneser_graph,
    strongly_regular_parameters,
    triangular_adjacency,
    triangular_graph,
)
from theory.errors import InvalidInputError

FUNCTIONS_OF_R = [
    complete_graph,
    edges,
    incidence_matrix,
    kneser_adjacency,
    kneser_graph,
    triangular_adjacency,
    triangular_graph,
]

several_r = pytest.mark.parametrize("r", [4, 5, 6, 7, 9, 12])


@several_r
def test_graphs_and_matrices_agree_in_the_order_of_the_edges(r):
    nodes = [tuple(edge) for edge in edges(r).tolist()]
    assert nodes == sorted(complete_graph(r).edges)
    for graph, adjacency in (
        (triangular_graph(r), triangular_adjacency(r)),
        (kneser_graph(r), kneser_adjacency(r)),
    ):
        assert list(graph) == nodes
        assert (nx.to_numpy_array(graph, dtype=np.int64) == adjacency).all()
    incidence = nx.incidence_matrix(complete_graph(r), nodelist=range(r), edgelist=nodes)
    assert (incidence.toarray() == incidence_matrix(r)).all()


@several_r
def test_gram_matrices_of_the_incidence_matrix(r):
    B = incidence_matrix(r)
    assert np.array_equal(B @ B.T, (r - 2) * np.eye(r, dtype=int) + 1)
    assert np.array_equal(B.T @ B, 2 * np.eye(B.shape[1], dtype=int) + triangular_adjacency(r))
    assert rank(B) == r


@several_r
def test_strongly_regular_parameters(r):
    K = comb(r, 2)
    assert strongly_regular_parameters(triangular_graph(r)) == (K, 2 * (r - 2), r - 2, 4)
    kneser = strongly_regular_parameters(kneser_graph(r))
    assert kneser == (K, comb(r - 2, 2), comb(r - 4, 2), comb(r - 3, 2))
    assert kneser.primitive == (r > 4)


@several_r
def test_kneser_spectrum(r):
    spectrum = integer_spectrum(kneser_adjacency(r))
    expected = dict.fromkeys((comb(r - 2, 2), 1, -(r - 3)), 0)  # at r = 4 two of them coincide
    for value, multiplicity in ((comb(r - 2, 2), 1), (-(r - 3), r - 1), (1, r * (r - 3) // 2)):
        expected[value] += multiplicity
    assert spectrum.splits
    assert spectrum.eigenvalues == expected


def test_r5_is_the_petersen_graph():
    assert nx.is_isomorphic(kneser_graph(5), nx.petersen_graph())


def test_r4_is_strongly_regular_only_without_primitivity():
    disjoint_edges = kneser_graph(4)
    assert sorted(map(len, nx.connected_components(disjoint_edges))) == [2, 2, 2]
    assert not nx.is_strongly_regular(disjoint_edges)
    assert strongly_regular_parameters(disjoint_edges) == (6, 1, 0, 0)
    octahedron = strongly_regular_parameters(triangular_graph(4))
    assert octahedron == (6, 4, 2, 4)
    assert not octahedron.primitive


@pytest.mark.parametrize(
    "graph",
    [
        nx.petersen_graph(),
        nx.cycle_graph(5),
        nx.cycle_graph(6),
        nx.path_graph(4),
        nx.paley_graph(13).to_undirected(),
    ],
)
def test_parameters_agree_with_networkx_on_connected_graphs(graph):
    assert (strongly_regular_parameters(graph) is not None) == nx.is_strongly_regular(graph)


@pytest.mark.parametrize("graph", [nx.complete_graph(4), nx.empty_graph(4)])
def test_complete_and_empty_graphs_have_no_parameters(graph):
    assert strongly_regular_parameters(graph) is None


def test_edge_weights_are_ignored():
    graph = nx.petersen_graph()
    nx.set_edge_attributes(graph, 7, "weight")
    assert strongly_regular_parameters(graph) == (10, 3, 0, 1)


@pytest.mark.parametrize(
    "graph", [nx.DiGraph([(0, 1)]), nx.MultiGraph([(0, 1)]), nx.Graph([(0, 0), (0, 1)]), nx.Graph()]
)
def test_other_kinds_of_graphs_are_refused(graph):
    with pytest.raises(InvalidInputError, match="simple, undirected"):
        strongly_regular_parameters(graph)


def test_large_r():
    r = 100
    A = kneser_adjacency(r, dtype=np.int8)
    assert A.shape == (comb(r, 2),) * 2
    assert (A.sum(axis=1, dtype=np.int64) == comb(r - 2, 2)).all()
    assert (A.diagonal() == 0).all()
    assert (triangular_adjacency(r, dtype=np.int8).sum(axis=0, dtype=np.int64) == 2 * (r - 2)).all()


@pytest.mark.parametrize("function", FUNCTIONS_OF_R)
@pytest.mark.parametrize("r", [3, 0, -5, 5.0, True, "5", None])
def test_invalid_r(function, r):
    with pytest.raises(InvalidInputError, match="r must be an integer >= 4"):
        function(r)


def test_classes_to_vertices_inverts_the_binomial():
    assert [classes_to_vertices(comb(r, 2)) for r in range(4, 300)] == list(range(4, 300))


@pytest.mark.parametrize(
    ("K", "nearest"), [(1, "K = 6$"), (3, "K = 6$"), (7, "K = 6 or 10"), (16, "K = 15 or 21"), (10.0, ">= 1")]
)
def test_classes_that_are_no_edge_count(K, nearest):
    with pytest.raises(InvalidInputError, match=nearest):
        classes_to_vertices(K)
