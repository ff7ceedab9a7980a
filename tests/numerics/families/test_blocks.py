"""The best block sum, and the catalogue of explicit networks."""

from itertools import combinations_with_replacement

import networkx as nx
import numpy as np
import pytest
import sympy as sp

from numerics.block_loss import block_loss
from numerics.families.blocks import Piece, best_block_sum, paper_pieces
from numerics.families.catalogue import family_networks
from numerics.families.graph_edges import cheapest_edge_shapes, edge_shape
from numerics.losses import dnc_loss, log_product_equal, loss_of, srg_loss
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.rook import ROOK
from theory.errors import InvalidInputError
from theory.symbols import L


@pytest.mark.parametrize(("K", "depth", "lam"), [(11, 4, 0.004), (11, 3, 0.01), (7, 5, 0.02)])
def test_srg_and_dnc_alone_are_the_best_of_their_block_sums(K, depth, lam):
    product = log_product_equal(lam, depth)
    direct = [float(dnc_loss(K, depth, product).loss)]
    for r in (4, 5):
        if r * (r - 1) // 2 <= K:
            direct.append(float(loss_of(SRG_PLUS_DNC, {"r": r, "K": K}, depth, product).loss))
    found = best_block_sum(K, depth, lam, pieces=paper_pieces(K))
    assert found.loss == pytest.approx(min(direct), rel=1e-10)


def test_the_knapsack_is_the_best_of_all_choices():
    rng = np.random.default_rng(0)
    pieces = tuple(
        Piece(f"p{size}", size, 1, float(rng.normal()), rng.uniform(0.5, 2, size)) for size in (1, 2, 3, 4)
    )
    for lam in (0.001, 0.02, 0.05):
        gains = [piece.gain(4, 9 * lam) for piece in pieces]
        best = max(
            sum(gains[i] for i in choice)
            for count in range(10)
            for choice in combinations_with_replacement(range(4), count)
            if sum(pieces[i].size for i in choice) <= 9
        )
        found = best_block_sum(9, 4, lam, pieces=pieces)
        assert found.loss == pytest.approx(0.5 - best / 9, rel=1e-12)


def test_beyond_all_thresholds_everything_is_given_up():
    found = best_block_sum(6, 4, 0.5, pieces=paper_pieces(6))
    assert (found.loss, found.given_up, found.blocks, found.rank) == (0.5, 6, (), 0)


@pytest.mark.parametrize(("K", "depth"), [(3, 4), (6, 4)])
def test_networks_of_the_catalogue_reach_what_the_table_says(K, depth):
    lam = 0.004
    found = dict(family_networks(K, depth, lam))
    losses = {name: one.objective(lam, (lam,) * depth).total for name, one in found.items()}
    dnc = float(dnc_loss(K, depth, log_product_equal(lam, depth)).loss)
    assert losses[f"dnc K = {K}"] == pytest.approx(dnc, rel=1e-12)
    assert min(losses.values()) <= best_block_sum(K, depth, lam).loss + 1e-12
    assert all(one.K == K for one in found.values())


def test_large_lambda_leaves_nothing():
    assert list(family_networks(5, 4, 3.0)) == []


@pytest.mark.parametrize("r", [2, 3, 4, 5])
def test_edges_of_complete_bipartite_graphs_are_rooks(r):
    shape = edge_shape(nx.complete_bipartite_graph(r, r), "K")
    at = {ROOK.parameter: r, L: 5}
    values = [
        float(sp.sympify(space.singular_value).subs(at))
        for space in ROOK.spectrum
        for _ in range(int(sp.sympify(space.multiplicity).subs(at)))
    ]
    assert np.allclose(shape.singular_values, sorted(values))
    assert shape.log_shape_cost(5) == pytest.approx(float(np.log(float(ROOK.shape_cost.subs(at)))), rel=1e-12)


@pytest.mark.parametrize(
    ("graph", "degree"), [(nx.complete_graph(6), 5), (nx.octahedral_graph(), 4), (nx.cycle_graph(7), 2)]
)
def test_edges_of_regular_graphs_in_closed_form(graph, degree):
    shape = edge_shape(graph, "G")
    theta = np.sort(np.linalg.eigvalsh(nx.to_numpy_array(graph)))[::-1]
    m, v = graph.size(), len(graph)
    nuclear = np.sqrt(np.maximum(degree + theta, 0)).sum()
    assert np.linalg.norm(shape.means, "nuc") == pytest.approx(nuclear, rel=1e-9)
    expected = [m - 2 * degree + 1, *np.abs(degree - 1 + theta[1:]), *np.ones(m - v)]
    assert np.allclose(shape.singular_values, np.sort(expected))


def test_complete_graphs_are_srg():
    (best, *_) = (s for s in cheapest_edge_shapes(10) if s.rank == 5)
    lam, depth = 0.004, 4
    product = log_product_equal(lam, depth)
    loss = block_loss(product + best.log_shape_cost(depth), best.singular_values, np.ones(10), depth).loss
    assert float(loss) == pytest.approx(float(srg_loss(5, depth, product).loss), rel=1e-12)


def test_graphs_that_are_not_simple_are_refused():
    for graph in (nx.DiGraph([(0, 1), (1, 2)]), nx.MultiGraph([(0, 1), (0, 1)]), nx.Graph([(0, 0), (0, 1)])):
        with pytest.raises(InvalidInputError, match="edges of a simple graph"):
            edge_shape(graph, "bad")
