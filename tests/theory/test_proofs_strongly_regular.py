"""Vertices of strongly regular graphs: parameters, the bound on the constant, and ranges that are too wide."""

import networkx as nx
import numpy as np
import pytest
import sympy as sp

from theory.construction import Construction
from theory.constructions.srg import SRG
from theory.constructions.strongly_regular import (
    CONFERENCE,
    CONSTRUCTIONS,
    HOFFMAN_SINGLETON_PLUS_DNC,
    HOFFMAN_SINGLETON_TWO_LAYERS,
    ROOK_CONSTANT,
    SRG_CONSTANT,
    spectrum,
    strongly_regular,
    strongly_regular_two_layers,
)
from theory.proofs.constant_row import SRG_SQUARE, ConstantRange, T, constant_helps, is_past
from theory.proofs.strongly_regular import (
    VertexRange,
    bound_of_last,
    exact_bound,
    exact_ratio,
    factors,
    is_positive,
    vertices_beat_dnc,
)
from theory.proofs.two_layers_graphs import TwoLayerClaim, graphs_beat_dnc_at_two_layers, two_layer_ratio
from theory.regular_graph import HOFFMAN_SINGLETON, LATTICE, SYMPLECTIC, TRIANGULAR, Parameters
from theory.symbols import K, L, r

KNOWN = {
    (2, 2, 4): (10, 6, 3, 4),
    (2, 3, 3): (15, 6, 1, 3),
    (3, 2, 6): (16, 10, 6, 6),
    (3, 3, 6): (25, 12, 5, 6),
    (5, 2, 8): (27, 16, 10, 8),
    (3, 3, 1): (50, 7, 0, 1),
    (3, 4, 2): (56, 10, 0, 2),
    (3, 8, 6): (100, 22, 0, 6),
}
"""p, m and μ, and (v, k, λ, μ) of the literature: T(5), GQ(2,2), Clebsch's complement, Paley(25), Schläfli, Hoffman–Singleton,
Gewirtz, Higman–Sims."""


def graph_of(p, m, mu):
    return Parameters(*map(sp.Integer, (p, m, mu)))


@pytest.mark.parametrize("given", KNOWN)
def test_parameters_of_known_graphs(given):
    graph = graph_of(*given)
    assert (graph.classes, graph.degree, graph.triangles, graph.mu) == KNOWN[given]
    assert graph.kept + graph.lost + 1 == graph.classes
    assert graph.apart == graph.classes - graph.degree - 1


def constant_by_hand(A, m, c, depth):
    """C/v^(L+1) of M_2 = A + mI + cJ and M_L = J − A − mI, from singular value decompositions."""
    v = len(A)
    Z, target = A + m * np.eye(v) + c, 1 - A - m * np.eye(v)
    if depth == 2:
        first = np.linalg.norm(target, "nuc") ** 2
    else:
        W = target @ np.linalg.pinv(Z)
        assert np.allclose(W @ Z, target)
        rank = np.linalg.matrix_rank(Z, tol=1e-9)
        first = np.linalg.norm(Z, "nuc") ** 2 * float(rank) ** (depth - 3) * np.linalg.norm(W) ** 2
    return first * np.linalg.norm(np.linalg.inv(np.maximum(target, 0))) ** 2 / float(v) ** (depth + 1)


GRAPHS = (
    (nx.complement(nx.petersen_graph()), (2, 2, 4)),
    (nx.petersen_graph(), (2, 2, 1)),
    (nx.line_graph(nx.complete_bipartite_graph(4, 4)), (3, 2, 2)),
    (nx.complement(nx.hoffman_singleton_graph()), (3, 3, 36)),
)


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize(("graph", "given"), GRAPHS)
def test_cost_constants_are_those_of_the_matrices(graph, given, depth):
    A, one = nx.to_numpy_array(graph), graph_of(*given)
    if depth == 2:
        found = strongly_regular_two_layers(one, name="G", title="G").uniform_cost_constant
        assert float(found.subs(L, 2) / one.classes**3) == pytest.approx(constant_by_hand(A, given[1], 0, 2))
        return
    for c in (0, 0.3):
        ratio = one.least_ratio + sp.nsimplify(c) * one.classes / one.gap
        found = strongly_regular(one, ratio, name="G", title="G").uniform_cost_constant.subs(L, depth)
        value = float(found / one.classes ** (depth + 1))
        assert value == pytest.approx(constant_by_hand(A, given[1], c, depth))


def test_the_bound_is_above_the_constant():
    """(m+c)² (f+w) Σ s⁻² against the constant at ϱ = ϱ_min + c t, for many parameters, feasible or not."""
    tried = 0
    for m in (2, 3, 5):
        for p in (m + 1, m + 2, m + 9):
            for mu in (1, 2, 7, 40):
                graph, c = graph_of(p, m, mu), sp.Rational(1, m)
                for depth in (3, 4):
                    bound = sp.Mul(*factors(graph, depth, c, bound_of_last(graph, c)))
                    assert exact_ratio(graph, depth, c) < bound
                    tried += 1
    assert tried == 72


def test_signs_in_the_golden_field():
    """Every a + b√5 with a in tenths and b in halves, next to the same in 50 digits."""
    for a in range(-30, 31):
        for b in range(-3, 4):
            value = sp.N(sp.Rational(a, 10) + sp.Rational(b, 2) * sp.sqrt(5), 50)
            assert is_positive(sp.Rational(a, 10), sp.Rational(b, 2)) == (value > 0)


@pytest.mark.parametrize(
    ("given", "expected"), [((2, 2, 1), "4/9"), ((2, 2, 4), "4/81"), ((4, 2, 6), "4/25"), ((3, 2, 1), "1")]
)
def test_the_bound_at_a_half(given, expected):
    """ϱ_min and t are 5/3 and 5/3, 8/3 and 2/3, 14/5 and 7/5, 7/4 and 7/2."""
    assert exact_bound(graph_of(*given), sp.S.Half) == sp.Rational(expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"at_three": 2},
        {"at_four": 1},
        {"lattice_at_three": 7},
        {"conference_at_three": sp.Integer(2)},
        {"conference_at_three": sp.Rational(2337, 1000)},  # it leaves out 13 vertices
        {"sporadic_at_three": ((2, 2, 1),)},  # Petersen's graph, with 19/15, and 19/25 at L = 4
    ],
)
def test_wider_ranges_are_not_established(changes):
    assert not vertices_beat_dnc(VertexRange(**changes)).is_established()


@pytest.mark.parametrize(
    ("graph", "depth", "claimed"),
    [
        ((2, 2, 1), 3, False),  # Petersen's graph
        ((2, 2, 1), 4, True),
        ((2, 2, 1), 5, True),
        ((2, 1, 1), 4, False),
        ((3, 3, 6), 3, True),
        ((9, 3, 2), 3, True),
        ((6, 2, 2), 3, False),  # L_2(7) and L_2(8)
        ((7, 2, 2), 3, True),
        ((7, 2, 4), 3, False),  # T(10), which is SRG
        ((7, 1, 2), 3, False),
        ((3, 2, 6), 3, True),
        ((5, 2, 8), 3, True),
        ((5, 2, 4), 3, True),
        ((4, 2, 6), 3, False),
    ],
)
def test_what_the_range_holds(graph, depth, claimed):
    assert VertexRange().holds(graph, depth) is claimed


def test_cliques_of_the_triangular_graph_are_points():
    """ϱ of SRG's B."""
    assert sp.simplify(TRIANGULAR.clique_ratio**2 - SRG_SQUARE) == 0


@pytest.mark.parametrize("least", [5, 6, 7])
def test_no_constant_for_smaller_r(least):
    assert not constant_helps(ConstantRange(least)).is_established()


def test_two_layer_claims_that_are_false():
    assert not graphs_beat_dnc_at_two_layers(TwoLayerClaim(least_q=3)).is_established()
    assert not graphs_beat_dnc_at_two_layers(TwoLayerClaim(graph=(2, 2, 4))).is_established()
    assert two_layer_ratio(HOFFMAN_SINGLETON) == sp.Rational(1331, 1470)
    values = [two_layer_ratio(SYMPLECTIC).subs(r, q) for q in (2, 3, 4, 5, 25)]
    assert [value < 1 for value in values] == [False, False, True, True, True]


def test_ratios_of_the_families():
    """T(r) and L_2(r) with a constant against SRG, DNC and each other at L = 3."""

    def root(construction, value):
        C = construction.uniform_cost_constant.subs({r: value, L: 3})
        return float(C / construction.classes.subs(r, value) ** 4)

    assert all(root(SRG_CONSTANT, value) < root(SRG, value) < 1 for value in (8, 9, 20, 200))
    assert root(SRG, 10**4) > 0.98
    assert root(SRG_CONSTANT, 10**4) == pytest.approx(8e-4, rel=0.1)
    assert [root(ROOK_CONSTANT, value) < 1 for value in (4, 5, 6, 7, 8, 9, 100)] == [False] * 4 + [True] * 3


def test_srg_has_its_ratio_where_the_proof_says():
    for value in range(5, 14):
        B = nx.incidence_matrix(nx.complete_graph(value)).toarray()
        s = np.linalg.svd(B, compute_uv=False)
        assert (s[0] / s[1]) ** 2 == pytest.approx(float(SRG_SQUARE.subs(r, value)))
        M = np.sort(np.abs(np.linalg.eigvalsh(1 - B.T @ B)))[::-1]
        own = (value - 1) * (value - 4) / 2
        assert float(T.subs(r, value)) == pytest.approx(own / (value - 2))
        assert np.isclose(M, own).any()


@pytest.mark.parametrize("value", [1, 3, 4, 7, 9])
def test_conference_graphs(value):
    """K = 4r + 1 prime: Paley's graph by hand."""
    q = 4 * value + 1
    squares = {x * x % q for x in range(1, q)}
    A = np.array([[float((x - y) % q in squares) for x in range(q)] for y in range(q)])
    found = float(CONFERENCE.uniform_cost_constant.subs({r: value, L: 4}) / q**5)
    assert found == pytest.approx(constant_by_hand(A, (1 + np.sqrt(q)) / 2, 0, 4))
    assert found < 1


@pytest.mark.parametrize(
    ("family", "value", "graph"),
    [(TRIANGULAR, 6, nx.complete_graph(6)), (LATTICE, 4, nx.complete_bipartite_graph(4, 4))],
)
def test_line_graphs(family, value, graph):
    spectrum = np.sort(nx.adjacency_spectrum(nx.line_graph(graph)).real)
    at = [float(sp.sympify(x).subs(r, value)) for x in (family.p - 1, -family.m, family.degree)]
    assert (spectrum[-2], spectrum[0], spectrum[-1]) == pytest.approx((at[0], at[1], at[2]))


def test_costs_of_conference_graphs_are_those_of_the_general_case():
    root = sp.Symbol("x", positive=True)
    graph = Parameters((1 + root) / 2, (1 + root) / 2, (root**2 - 1) / 4)
    inverse = sum(space.multiplicity / space.singular_value**2 for space in spectrum(graph))
    expected = (
        graph.least_ratio + graph.kept,
        graph.gap**2 * ((graph.last_ratio / graph.least_ratio) ** 2 + graph.kept) * inverse / graph.classes,
    )
    first, _, last = CONFERENCE.layer_costs
    for layer, value in zip((first, last), expected, strict=True):
        assert sp.cancel(layer.cost.subs(r, (root**2 - 1) / 4) - value) == 0


ON_EDGES = {"name": "T", "title": "T", "parameter": r}


@pytest.mark.parametrize(
    ("made", "width", "depths"),
    [
        (strongly_regular(TRIANGULAR, TRIANGULAR.least_ratio, **ON_EDGES), r, (3, None)),
        (strongly_regular_two_layers(TRIANGULAR, **ON_EDGES), r, (2, 2)),
        (SRG_CONSTANT, r, (3, None)),
        (ROOK_CONSTANT, 2 * r - 1, (3, None)),
        (CONFERENCE, 2 * r + 1, (3, None)),
    ],
)
def test_ranks_and_depths(made, width, depths):
    assert sp.expand(made.width - width) == 0
    assert made.depths == depths


def test_where_the_constructions_start():
    """A family without further knowledge starts at 1; Hoffman and Singleton's graph is at its μ."""
    found = {made.name: made.smallest for made in CONSTRUCTIONS if isinstance(made, Construction)}
    assert found == {"srg-constant": 8, "rook-constant": 4, "conference": 1, "hoffman-singleton": 36}
    assert strongly_regular(TRIANGULAR, TRIANGULAR.least_ratio, **ON_EDGES).smallest == 1
    assert strongly_regular_two_layers(TRIANGULAR, **ON_EDGES).smallest == 1
    assert (HOFFMAN_SINGLETON_TWO_LAYERS.smallest, HOFFMAN_SINGLETON_TWO_LAYERS.width) == (36, 22)


def test_the_block_beside_dnc_is_hoffman_and_singletons_graph():
    (graph, parameter), (_, others) = HOFFMAN_SINGLETON_PLUS_DNC.parts
    assert (graph, parameter) == (HOFFMAN_SINGLETON_TWO_LAYERS, HOFFMAN_SINGLETON.mu)
    assert others == K - graph.classes


def test_words_are_given_by_name():
    for make in (
        lambda *words: strongly_regular(TRIANGULAR, TRIANGULAR.least_ratio, *words),
        lambda *words: strongly_regular_two_layers(TRIANGULAR, *words),
    ):
        with pytest.raises(TypeError, match="positional"):
            make("T", "T")


def test_where_srg_passes_the_best_ratio():
    """(r−4)⁴ (r−1) = 128 (r−2), between 7.2 and 7.3."""
    for value in (sp.Rational(36, 5), sp.Rational(73, 10)):
        assert is_past(value) == ((value - 4) ** 4 * (value - 1) < 128 * (value - 2)) == (value < 7.25)
    assert not constant_helps(ConstantRange(least_r=9)).is_established()
