"""All weights at once, against closed forms, direct minimisation and sampled networks."""

from dataclasses import replace
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from flint import arb, ctx
from scipy.optimize import minimize

from numerics.families.graph_edges import edge_shape
from numerics.families.set_system import SetSystem, solve
from numerics.last_layers.floor import LossFloor, fixed_floor
from numerics.last_layers.instances import edges_of_graph
from numerics.last_layers.record import from_json, shipped, shipped_names
from numerics.last_layers.regions import closure
from numerics.last_layers.search import mirrors, search
from numerics.last_layers.weights import Contraction, product_bound
from theory.errors import InvalidInputError

MILLIONTH = Fraction(1, 10**6)


def star_product(r, u):
    """‖Z‖_* g of the star in closed form (docs/families.md), u = 1/(w√r)."""
    nuclear = r - 1 + np.sqrt(1 + u**2) / u
    return nuclear * (r - 1 + u + np.sqrt((2 * r - 1) * (1 + u**2) / (r - 1)))


@pytest.mark.parametrize("r", [2, 3, 4])
def test_the_certified_optimum_of_the_star_is_the_closed_form(r):
    best = minimize(lambda x: star_product(r, np.exp(x[0])), [0.0], method="Nelder-Mead", tol=1e-12)
    record = shipped(f"star-{r}")
    assert float(record.value()) == pytest.approx(best.fun, rel=1e-6)
    assert float(product_bound(record.dual, record.contraction)) == pytest.approx(best.fun, rel=1e-6)
    for u in np.linspace(0.2, 3, 30):
        assert star_product(r, u) >= float(product_bound(record.dual, record.contraction))


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("star-2-L4", SetSystem.of_sizes(2, (1, 2))),
        ("star-3-L4", SetSystem.of_sizes(3, (1, 3))),
        ("sets-3-12-L4", SetSystem.of_sizes(3, (1, 2))),
        ("sets-4-13-L4", SetSystem.of_sizes(4, (1, 3))),
    ],
)
def test_the_other_solver_reaches_the_certified_loss_and_no_less(name, system):
    """L-BFGS over weights and outputs knows nothing of certificates."""
    record = shipped(name)
    found = solve(system, record.L, (record.L + 1) * np.log(float(record.lam))).loss
    assert found == pytest.approx(float(record.value()), rel=2e-6)
    assert found > float(record.value()) * (1 - 1e-6)


@pytest.mark.parametrize("name", shipped_names())
def test_every_record_is_valid_and_within_a_millionth(name):
    record = shipped(name)
    assert record.fault() is None
    assert record.within(MILLIONTH)
    # The claim is sharp: what costs more than the network is not proved.
    assert not record.within(-MILLIONTH)


@pytest.mark.parametrize("name", ["star-2", "star-3", "sets-3-12", "six"])
def test_random_weights_and_networks_cost_no_less(name):
    record = shipped(name)
    z = np.array(record.dual.columns, dtype=float).T
    least = float(product_bound(record.dual, record.contraction))
    rng = np.random.default_rng(2)
    for _ in range(40):
        Z = z * np.exp(rng.normal(size=record.K) * 0.5)
        R = rng.normal(size=(4 * record.K, len(z)))
        hidden = np.maximum(R @ Z, 0)
        V = np.linalg.pinv(hidden)
        assert np.allclose(V @ hidden, np.eye(record.K), atol=1e-6)
        g = (np.linalg.norm(R, axis=1) * np.linalg.norm(V, axis=0)).sum()
        assert np.linalg.norm(Z, "nuc") * g > least


def test_the_weights_of_the_record_are_where_the_bound_is_met():
    """Other weights with the same certificates cost at least the bound, and more than it when they are far."""
    record = shipped("sets-3-12")
    weights = np.array([float(w) for w in record.neurons.weights])
    z = np.array(record.dual.columns, dtype=float).T
    e = np.array([float(record.dual.entry(k, k)) for k in range(record.K)])
    bound = float(product_bound(record.dual, record.contraction))

    def product(w):
        return np.linalg.norm(z * w, "nuc") * (e / w).sum()

    assert product(weights) == pytest.approx(bound, rel=1e-8)
    assert product(weights * [1, 1, 1, 1.3, 1, 1]) > 1.002 * bound


def test_a_contraction_that_is_none_is_refused():
    record = shipped("star-2")
    X = record.contraction
    doubled = Contraction(tuple(tuple(2 * x for x in row) for row in X.matrix), X.bits)
    assert replace(record, contraction=doubled).fault() == "X: its norm is not less than 1"
    assert (
        replace(record, contraction=Contraction(X.matrix[:1], X.bits)).fault() == "X: not of the shape of Z"
    )
    assert Contraction((), 3).fault() is not None
    assert Contraction(((1,), (1, 2)), 3).fault() is not None


def test_entries_with_the_wrong_sign_may_be_left_out():
    X = Contraction(((1, -3), (1, 1)), 2)
    assert X.coefficients(((1, 1), (1, 0))) == [Fraction(1, 2), Fraction(-3, 4)]
    assert not X.holds_before_the_kink(((1, 0), (1, 0)))
    assert X.holds_before_the_kink(((1, 1), (1, 1)))


def test_the_star_bounds_what_comes_before_the_kink_too():
    """X ≤ 0 where Z = 0, so that ‖M_2‖_* is bounded for every M_2 with σ(M_2) = Z."""
    record = shipped("star-3")
    assert record.contraction.holds_before_the_kink(record.dual.columns)


def test_the_floor_for_fixed_weights_is_below_losses_of_networks():
    record = shipped("edges-4-L3")
    Z = np.array(record.neurons.shape().means, dtype=float)
    floor = float(record.floor())
    rng = np.random.default_rng(4)
    lam, L, K = float(record.lam), record.L, record.K
    for _ in range(60):
        R = rng.normal(size=(30, len(Z)))
        hidden = np.maximum(R @ Z, 0)
        V = hidden.T @ np.linalg.inv(hidden @ hidden.T + rng.uniform(0.01, 3) * np.eye(30))
        g = (np.linalg.norm(R, axis=1) * np.linalg.norm(V, axis=0)).sum()
        cost = lam ** (L + 1) * np.linalg.norm(Z, "nuc") ** 2 * np.linalg.matrix_rank(Z) ** (L - 3) * g**2
        fit = np.square(V @ hidden - np.eye(K)).sum() / (2 * K)
        assert fit + (L + 1) / 2 * cost ** (1 / (L + 1)) > floor


def test_the_floor_beyond_all_thresholds_is_no_more_than_the_zero_solution():
    record = shipped("edges-5")
    with ctx.workprec(96):
        found = fixed_floor(record.dual, record.neurons.weights, 3, Fraction(10), arb(1))
    assert float(found) <= 0.5


def test_the_floor_over_weights_is_not_above_a_better_network():
    """At another λ the certificates are not tight, but what they prove is still true."""
    record = shipped("star-2-L4")
    system = SetSystem.of_sizes(2, (1, 2))
    for lam in (Fraction(1, 1000), Fraction(1, 100), Fraction(1, 50)):
        best = solve(system, 4, 5 * np.log(float(lam))).loss
        floor = LossFloor(record.dual, record.contraction, 4, 2, lam**5)
        assert floor.at_least(arb(0.8 * best))
        assert not floor.at_least(arb(1.0000001 * best))


def test_search_meets_its_bound_for_new_features():
    found = search("three rays", ((1, 0), (1, 2), (0, 1)), free_weights=False)
    assert found.fault() is None
    assert found.within(MILLIONTH)
    again = from_json(found.to_json())
    assert again.dual == found.dual
    assert again.neurons.outputs == found.neurons.outputs


def test_mirrors_are_exchanges_of_the_group():
    assert len(mirrors([(1, 0, 2, 3), (1, 2, 3, 0)], 4)) == 6
    assert mirrors([(1, 2, 3, 0)], 4) == ()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"name": 1}', shipped("star-2").to_json().replace('"bits":40', '"bits":"40"')],
)
def test_a_text_that_is_no_record(text):
    with pytest.raises(InvalidInputError, match="no record of last layers given"):
        from_json(text)


def test_a_record_of_another_name():
    with pytest.raises(InvalidInputError, match="record 'star-9' given; there are board-3, "):
        shipped("star-9")


def test_records_whose_parts_do_not_belong_together():
    one, other = shipped("star-2"), shipped("star-3")
    assert "do not belong together" in replace(one, dual=other.dual).fault()
    negative = replace(one.neurons, weights=(Fraction(-1), *one.neurons.weights[1:]))
    assert "not positive" in replace(one, neurons=negative).fault()
    short = replace(one.neurons, rows=one.neurons.rows[1:])
    assert "shapes that do not fit" in replace(one, neurons=short).fault()
    assert "without the other" in replace(one, L=3).fault()


def test_edges_of_a_graph_with_its_symmetries():
    found = edges_of_graph(nx.complete_bipartite_graph(2, 3), "K_2,3")
    assert len(closure(found.symmetries, 5)) == 12
    record = found.record()
    assert record.fault() is None
    assert record.within(MILLIONTH)
    shape = edge_shape(nx.complete_bipartite_graph(2, 3), "K_2,3")
    A = np.maximum(shape.rows @ shape.means, 0)
    g = np.linalg.norm(shape.rows, axis=1) @ np.linalg.norm(np.linalg.inv(A), axis=0)
    assert float(record.value()) <= np.linalg.norm(shape.means, "nuc") * g * (1 + 1e-9)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.DiGraph([(0, 1), (1, 2)]), "edges of a simple graph"),
        (nx.path_graph(2), "edges of a simple graph"),
        (nx.path_graph(8), "8 vertices given; the cones are enumerated for at most 7"),
    ],
)
def test_graphs_that_are_refused(graph, message):
    with pytest.raises(InvalidInputError, match=message):
        edges_of_graph(graph, "G")


@pytest.mark.parametrize(
    ("parts", "roots"),
    [
        ((1, 1, 1, 2), (0.9560, 0.8577)),
        pytest.param((1, 1, 1, 1, 2), (0.8882, 0.7677), marks=pytest.mark.slow),
    ],
)
def test_cost_roots_of_other_graphs(parts, roots):
    """C^{1/(L+1)} over K at L = 3 and 4, as docs/families.md has them."""
    graph = nx.complete_multipartite_graph(*parts)
    record = edges_of_graph(graph, "G").record()
    assert record.fault() is None
    product, K, r = float(record.value()), record.K, record.rank
    assert graph.size() == K
    assert ((product**2) ** 0.25 / K, (product**2 * r) ** 0.2 / K) == pytest.approx(roots, abs=1e-4)
