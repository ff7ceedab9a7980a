"""Vertices of strongly regular graphs: explicit layers against the closed forms, networkx and matrices by hand."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.block_loss import block_loss, optimal_kappa
from numerics.exact import equal, rank
from numerics.families.blocks import best_block_sum, paper_pieces
from numerics.families.catalogue import family_networks
from numerics.families.kept_eigenspace import eigenvalues, require_strongly_regular
from numerics.families.regular_graphs import (
    affine_quadric,
    chang,
    latin_square,
    named_graphs,
    paley,
    quadric,
    shrikhande,
    triangular,
)
from numerics.families.strongly_regular import named_layers, vertex_layers
from numerics.graphs import strongly_regular_parameters
from numerics.losses import dnc_loss, log_product_equal, srg_loss
from theory.constructions.strongly_regular import strongly_regular
from theory.errors import InvalidInputError
from theory.regular_graph import Parameters
from theory.symbols import L, r

SMALL = [(name, make) for vertices, name, make in named_graphs() if vertices <= 28]


@pytest.mark.parametrize(("name", "make"), SMALL, ids=[name for name, _ in SMALL])
def test_eigenvalues_are_those_of_the_adjacency_matrix(name, make):
    graph = make()
    spectrum = np.sort(nx.adjacency_spectrum(graph).real)[:-1]
    own, other = eigenvalues(strongly_regular_parameters(graph))
    positive = np.round(spectrum[spectrum > 0], 9)
    assert (len(set(positive)), len(positive)) == (1, own.f)
    assert positive[0] == pytest.approx(float(own.p) - 1)
    assert spectrum[0] == pytest.approx(-float(own.m))
    assert (other.p, other.m, other.f) == (own.m, own.p, len(spectrum) - own.f)
    assert (other.k, other.complement, own.complement) == (len(graph) - 1 - own.k, True, False)


@pytest.mark.parametrize(("name", "make"), SMALL, ids=[name for name, _ in SMALL])
def test_layers_do_what_they_should(name, make):
    """In floats, by singular value decompositions; S27 does the same in fractions."""
    graph = make()
    A = nx.to_numpy_array(graph)
    apart = 1 - np.eye(len(A)) - A
    for one in vertex_layers(graph):
        Z, W, P = (np.asarray(x, dtype=float) for x in (one.means, one.rows, one.middle))
        values = np.linalg.svd(Z, compute_uv=False)
        assert Z.min() >= 0
        assert (values > 1e-9).sum() == one.space.f + 1
        assert values[0] / values[1] == pytest.approx(np.sqrt(one.ratio_square))
        assert values[1] == pytest.approx(values[one.space.f])
        assert np.allclose(P, Z @ np.linalg.pinv(Z))
        target = A if one.space.complement else apart
        assert np.allclose(np.maximum(W @ Z, 0), target)
        assert np.allclose(W, (W @ Z) @ np.linalg.pinv(Z)), "the least W with this M_L"
        assert np.allclose(one.singular_values, np.sort(np.abs(np.linalg.eigvalsh(target))))


@pytest.mark.parametrize("graph", [(2, 2, 4), (3, 2, 6), (5, 2, 8), (3, 3, 6)])
def test_explicit_networks_cost_what_the_closed_form_says(graph):
    """Theory against matrices: shape cost, spectrum, and the objective of the network at its best outputs."""
    made = {(2, 2, 4): triangular(5), (3, 2, 6): nx.complement(affine_quadric(2, 2, -1))}
    made |= {(5, 2, 8): nx.complement(quadric(3, 2, -1)), (3, 3, 6): latin_square(3, 5)}
    parameters = Parameters(*map(sp.Integer, graph))
    closed = strongly_regular(parameters, parameters.least_ratio, name="G", title="G")
    (one,) = (x for x in vertex_layers(made[graph]) if not x.space.complement and x.name.endswith("algebra"))
    shape, depth, lam = one.shape("G"), 5, 0.002
    assert shape.log_shape_cost(depth) == pytest.approx(
        float(sp.log(closed.shape_cost.subs(L, depth))), abs=1e-9
    )
    K = int(closed.classes)
    spectrum = [
        (float(s.singular_value), int(s.multiplicity))
        for s in closed.spectrum
        for _ in range(int(s.multiplicity))
    ]
    assert np.allclose(np.sort([s for s, _ in spectrum]), shape.singular_values)
    product = log_product_equal(lam, depth)
    kappa = optimal_kappa(product + shape.log_shape_cost(depth), shape.singular_values, np.ones(K), depth)
    network = shape.solution(float(kappa), lambda_H=lam, lambdas=(lam,) * depth)
    expected = block_loss(
        product + shape.log_shape_cost(depth), shape.singular_values, np.ones(K), depth
    ).loss
    assert network.objective(lam, (lam,) * depth).total == pytest.approx(float(expected), rel=1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (shrikhande, lambda: latin_square(2, 4)),
        *((lambda k=k: chang(k), lambda: triangular(8)) for k in (1, 2, 3)),
    ],
)
def test_cospectral_graphs_have_the_same_loss_within_the_algebra(one, other):
    def costs(graph):
        found = [x.shape("") for x in vertex_layers(graph) if x.name.endswith("algebra")]
        return [(x.log_shape_cost(5), *x.singular_values) for x in found]

    assert np.allclose(costs(one()), costs(other()))


def test_cospectral_graphs_differ_in_their_sets():
    def sets(graph):
        return [x for x in vertex_layers(graph) if x.name.endswith("sets")]

    assert sets(shrikhande()) == []
    assert [len(x.means) for x in sets(latin_square(2, 4))] == [8, 24]
    assert any(x.shape("").log_constant < 4 * np.log(16) for x in sets(latin_square(2, 4)))


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(16)))
def test_the_order_of_the_vertices_does_not_matter(order):
    graph = affine_quadric(2, 2, -1)
    other = nx.relabel_nodes(graph, dict(enumerate(order)))
    costs = [
        sorted((x.name, round(x.shape("").log_shape_cost(4), 9)) for x in vertex_layers(one))
        for one in (graph, other)
    ]
    assert costs[0] == costs[1]


def test_petersens_complement_is_srg():
    """The cliques of T(5) are the edges at a vertex of K_5."""
    found = [x for x in vertex_layers(nx.petersen_graph()) if x.name == "eigenvalue -2, sets"]
    shape, product = found[0].shape("T(5)"), log_product_equal(0.004, 4)
    loss = block_loss(product + shape.log_shape_cost(4), shape.singular_values, np.ones(10), 4).loss
    assert float(loss) == pytest.approx(float(srg_loss(5, 4, product).loss), rel=1e-12)
    assert sorted(found[0].means.sum(axis=0)) == [2] * 10


def test_halves_of_the_five_cube():
    """The sets of Clebsch's graph: ten halves, in five pairs that share no vertex."""
    (one,) = (x for x in vertex_layers(affine_quadric(2, 2, -1)) if x.name == "eigenvalue -3, sets")
    Z = one.means
    assert (Z.shape, set(Z.ravel()), set(Z.sum(axis=1))) == ((10, 16), {0, 1}, {8})
    overlaps = (Z @ Z.T)[np.triu_indices(10, 1)]
    assert sorted(overlaps) == [0] * 5 + [4] * 40
    assert (rank(Z), one.ratio_square) == (6, 5.0)


def test_the_constant_is_the_best_of_all():
    """Cost constants at L = 3 over a grid of constants, from pseudo-inverses."""
    graph = latin_square(2, 6)
    v = len(graph)
    A = nx.to_numpy_array(graph)
    target = 1 - A - 2 * np.eye(v)
    costs = []
    for c in np.linspace(0, 2, 81):
        Z = A + 2 * np.eye(v) + c
        costs.append(np.linalg.norm(Z, "nuc") * np.linalg.norm(target @ np.linalg.pinv(Z)))
    (one,) = (x for x in vertex_layers(graph) if x.name.endswith("algebra") and not x.space.complement)
    Z, W = (np.asarray(x, dtype=float) for x in (one.means, one.rows))
    found = np.linalg.norm(Z, "nuc") * np.linalg.norm(W)
    assert found < costs[0] * 0.99
    assert found <= min(costs) * (1 + 1e-4)


def test_exact_layers_are_fractions_and_irrational_ones_floats():
    (first, *_) = vertex_layers(nx.petersen_graph())
    assert isinstance(first.rows[0, 0], Fraction)
    assert equal(first.middle @ first.middle, first.middle)
    assert vertex_layers(paley(13))[0].means.dtype == np.float64


@pytest.mark.parametrize("depth", [3, 4, 5])
def test_clebsch_is_below_srg_and_dnc_on_sixteen_classes(depth):
    lam = 0.0025
    found = dict(family_networks(16, depth, lam))
    name = "vertices of Clebsch, eigenvalue -3, sets"
    loss = found[name].objective(lam, (lam,) * depth).total
    assert loss == min(one.objective(lam, (lam,) * depth).total for one in found.values())
    assert loss < 0.99 * best_block_sum(16, depth, lam, pieces=paper_pieces(16)).loss
    ranks = [int(np.linalg.matrix_rank(M, tol=1e-9)) for M in found[name].class_means()[1:-1]]
    assert ranks == [6] * (depth - 1)


@pytest.mark.parametrize("lam", [1e-5, 1e-3, 5e-3])
def test_two_layers_by_hand(lam):
    """M_2 = A − 2I for Hoffman and Singleton's graph, all matrices and scales written down."""
    A = nx.to_numpy_array(nx.hoffman_singleton_graph())
    U, s, Vt = np.linalg.svd(A - 2 * np.eye(50))
    kept = s > 1e-9
    assert kept.sum() == 22
    W1, H1 = U[:, kept] * np.sqrt(s[kept]), np.sqrt(s[kept])[:, None] * Vt[kept]
    assert np.allclose(np.maximum(W1 @ H1, 0), A)
    assert np.linalg.norm(A - 2 * np.eye(50), "nuc") == pytest.approx(110)
    best = 0.5
    for q in np.linspace(0.5, 1, 501):
        W2 = q * np.linalg.inv(A)
        norms = [np.linalg.norm(W) for W in (H1, W1, W2)]
        geometric = np.prod(norms) ** (1 / 3)
        # (a H_1, b W_1, c W_2) with abc = 1 and equal norms
        scaled = [geometric / x * W for x, W in zip(norms, (H1, W1, W2), strict=True)]
        out = scaled[2] @ np.maximum(scaled[1] @ scaled[0], 0)
        assert np.allclose(out, q * np.eye(50))
        fit = ((out - np.eye(50)) ** 2).sum() / 100
        best = min(best, fit + lam / 2 * sum((W**2).sum() for W in scaled))
    assert best < 0.99 * float(dnc_loss(50, 2, log_product_equal(lam, 2)).loss)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.path_graph(4), "the graph is not strongly regular"),
        (nx.cycle_graph(6), "the graph is not strongly regular"),
        (nx.complete_graph(5), "the graph is not strongly regular"),
        (nx.complete_bipartite_graph(3, 3), "0 < μ < k"),
        (nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3)), "not connected"),
        (nx.DiGraph([(0, 1)]), "strongly regular graphs are simple"),
    ],
)
def test_other_graphs_are_refused_in_one_line(graph, message):
    with pytest.raises(InvalidInputError, match=message) as refused:
        require_strongly_regular(graph, "the graph")
    assert "\n" not in str(refused.value)


def test_equal_costs_are_listed_once():
    names = [name for name, _ in named_layers(28)]
    assert not any("Chang" in name for name in names)
    assert sum("eigenvalue 4, algebra" in name for name in names) == 1


def test_closed_forms_of_the_families():
    """SRG and rook with a constant, and conference graphs, against layers of their graphs."""
    from theory.constructions.strongly_regular import CONFERENCE, ROOK_CONSTANT, SRG_CONSTANT

    cases = (
        (SRG_CONSTANT, 9, triangular(9)),
        (ROOK_CONSTANT, 6, latin_square(2, 6)),
        (CONFERENCE, 3, paley(13)),
    )
    for closed, value, graph in cases:
        constant = float(sp.log(closed.uniform_cost_constant.subs({r: value, L: 3})))
        found = min(x.shape("").log_constant for x in vertex_layers(graph))
        assert found == pytest.approx(constant, abs=2e-4), "ϱ is rounded to a 64th in the explicit layers"
        assert found >= constant - 1e-9
