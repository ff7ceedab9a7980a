from fractions import Fraction
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

import numerics.refit
from numerics.enclosure import enclose_dnc, enclose_loss, enclose_srg
from numerics.evaluate import evaluate
from numerics.evaluate.candidate import Candidate
from numerics.evaluate.incidence import MOST_TAUS, candidates
from numerics.evaluate.reference import reference
from numerics.graphs import incidence_matrix
from numerics.solution import Block, Solution, base_matrices, build, exact_objective
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.errors import InvalidInputError

LAMBDAS = {"lambda_H": "0.002", "lambdas": ["0.003", "0.004", "0.005", "0.006"]}


@pytest.mark.parametrize("r", [4, 5, 6, 8])
@pytest.mark.parametrize("L", [2, 3, 4, 7])
def test_a_complete_graph_is_srg(r: int, L: int) -> None:
    """S4: the loss, ranks and cost constant of SRG."""
    cell = evaluate(nx.complete_graph(r)).at(L=L, lam=Fraction(1, 250))
    assert cell.candidate.name == "(-1/2, 1/2)"
    assert cell.loss.overlaps(enclose_srg(r, L, Fraction(1, 250)).loss)
    assert cell.loss.rel_accuracy_bits() > 45
    assert cell.against_reference == "="
    shapes = base_matrices([Block("srg", r)], L)
    assert cell.candidate.ranks == shapes.ranks
    if L >= 3:
        nuclear = (2 * (r - 1)) ** 0.5 + (r - 1) * (r - 2) ** 0.5
        inverse = 4 / ((r - 2) * (r - 3)) ** 2 + (r - 1) / (r - 3) ** 2 + r * (r - 3) / 2
        expected = cell.K * r / 4 * r ** (L - 3) * nuclear**2 * inverse
        assert float(cell.cost_constant.mid()) == pytest.approx(expected, rel=1e-12)
        assert cell.always_below == ((L == 3 and r >= 5) or L >= 4)  # S5


@pytest.mark.parametrize("K", [2, 3, 7])
@pytest.mark.parametrize("L", [2, 3, 5])
def test_the_identity_is_dnc(K: int, L: int) -> None:
    found = evaluate(np.eye(K))
    cell = found.at(L=L, lam=Fraction(1, 100))
    assert cell.loss.overlaps(enclose_dnc(K, L, Fraction(1, 100)).loss)
    assert (cell.verdict, cell.always_below) == ("equal to DNC", False)
    assert cell.candidate.ranks == ((K, K),) * (L - 1)
    beyond = found.at(L=L, lam=1)
    assert (beyond.loss, beyond.verdict) == (arb(0.5), "equal to DNC")


def test_nine_classes_beat_dnc_at_three_layers() -> None:
    """The edges of K_{3,3}: below DNC at every λ at which DNC beats zero, though S6 needs ten classes at L = 3."""
    found = evaluate(nx.complete_bipartite_graph(3, 3))
    cell = found.at(L=3)
    assert (cell.K, cell.verdict, cell.always_below) == (9, "below DNC", True)
    for lam in ("0.0001", "0.01", "0.03"):
        assert found.at(L=3, lam=lam).verdict == "below DNC"
    H1, weights = cell.candidate.network(cell.lambda_H, cell.lambdas, 16)
    value = exact_objective(H1, weights, cell.lambda_H, cell.lambdas)
    assert arb(fmpq(value.numerator, value.denominator)) < enclose_dnc(9, 3, "0.004").loss


@given(st.integers(3, 7), st.floats(0.3, 0.9), st.integers(0, 10**6), st.integers(2, 5))
@settings(max_examples=25)
def test_the_loss_is_that_of_explicit_matrices(size: int, density: float, seed: int, L: int) -> None:
    """Built matrices cost what the ball says, and never less, with separate λ's and several samples."""
    graph = nx.gnp_random_graph(size, density, seed=seed)
    if graph.number_of_edges() < 2:
        return
    lambdas = [Fraction(k + 2, 900) for k in range(L)]
    cell = evaluate(graph).at(L=L, n=2, lambda_H=Fraction(1, 1800), lambdas=lambdas)
    H1, weights = cell.candidate.network(2 * cell.lambda_H, cell.lambdas)
    value = exact_objective(H1, weights, 2 * cell.lambda_H, cell.lambdas)
    difference = arb(fmpq(value.numerator, value.denominator)) - cell.loss
    assert abs(difference) < arb(1e-10)  # the balanced factors are rounded, so it may be less by a trifle
    many = Solution(np.repeat(H1.astype(float), 2, axis=1), tuple(W.astype(float) for W in weights), n=2)
    total = many.objective(float(cell.lambda_H), [float(x) for x in lambdas]).total
    assert total == pytest.approx(float(value), rel=1e-12)
    layers = Solution(H1.astype(float), tuple(W.astype(float) for W in weights)).layers()[1:-1]
    if value < Fraction(1, 2):
        numerical = tuple(np.linalg.matrix_rank(M, tol=1e-7 * np.linalg.norm(M)) for M in layers)
        assert numerical == tuple(before for before, _ in cell.candidate.ranks)


@given(st.integers(3, 6), st.integers(0, 10**6))
@settings(max_examples=15)
def test_names_of_vertices_and_edges_do_not_matter(size: int, seed: int) -> None:
    graph = nx.gnp_random_graph(size, 0.7, seed=seed)
    if graph.number_of_edges() < 2:
        return
    order = np.random.default_rng(seed).permutation(size)
    moved = nx.relabel_nodes(graph, {v: f"v{order[v]}" for v in graph})
    a, b = evaluate(graph).at(L=3), evaluate(moved).at(L=3)
    assert a.loss.overlaps(b.loss)
    assert (a.candidate.name, sorted(a.candidate.ranks)) == (b.candidate.name, sorted(b.candidate.ranks))


def test_a_graph_and_its_incidence_matrix_are_the_same() -> None:
    graph = nx.petersen_graph()
    matrix = nx.incidence_matrix(graph).toarray()
    for L in (2, 4):
        assert evaluate(graph).at(L=L).loss.overlaps(evaluate(matrix).at(L=L).loss)
    doubled = evaluate(3 * matrix).at(
        L=4
    )  # the scale of a weighted matrix does not matter, but τ = 1/2 means another
    assert doubled.K == 15


def test_isolated_vertices_cost_nothing() -> None:
    graph = nx.complete_graph(5)
    graph.add_nodes_from(["x", "y"])
    assert evaluate(graph).at(L=4).against_reference == "="


def test_two_subsets_of_five_are_k5_and_complements_differ() -> None:
    """Johnson schemes as design matrices: 2-subsets give SRG."""
    pairs = np.array([[int(i in s) for s in combinations(range(5), 2)] for i in range(5)])
    cell = evaluate(pairs).at(L=4)
    assert (cell.against_reference, cell.verdict) == ("=", "below DNC")
    triples = evaluate(1 - pairs).at(L=4)
    assert triples.against_reference in ("<", ">")


def test_many_choices_of_tau_are_thinned_out() -> None:
    random = np.random.default_rng(0)
    N = random.integers(0, 9, (6, 7)) + np.eye(6, 7, dtype=np.int64)
    names = [candidate.name for candidate in candidates(N, 3)]
    assert MOST_TAUS <= len(names) <= 2 * MOST_TAUS
    assert len(set(names)) == len(names)
    assert evaluate(N).at(L=3).verdict in ("below DNC", "not below DNC")


@pytest.mark.parametrize(
    ("K", "L", "lam", "name"),
    [
        (10, 4, "0.004", "SRG"),
        (11, 4, "0.004", "SRG_5 ⊕ DNC_1"),
        (12, 3, "0.4", "zero"),
        (20, 4, "0.004", "2·SRG_5"),
        (9, 3, "0.004", "DNC"),
    ],
)
def test_what_it_is_compared_with(K: int, L: int, lam: str, name: str) -> None:
    found = reference(K, L, [1, *[lam] * (L + 1)])
    assert found is not None
    assert found.name == name
    assert reference(5, L, [lam]) is None
    if name == "SRG_5 ⊕ DNC_1":
        known = enclose_loss(SRG_PLUS_DNC, {"r": 5, "K": 11}, L, [lam] * (L + 1)).loss
        assert found.loss.overlaps(known)
        assert abs(found.loss - known) < arb(1e-15)


def test_networks_as_they_are_and_at_their_best(tmp_path: Path) -> None:
    """SRG's own matrices: nothing can be improved; with other scales the best ones are found again."""
    model = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}
    solution = build([Block("srg", 5)], **model)
    arrays = {"H_1": 2 * solution.H1, **{f"W_{k}": W for k, W in enumerate(solution.weights, start=1)}}
    np.savez(tmp_path / "srg.npz", **arrays)
    for found in (evaluate(tmp_path / "srg.npz"), evaluate(arrays)):
        cell = found.at()
        assert (found.depth, cell.L, cell.verdict, cell.candidate.ranks[-1]) == (4, 4, "below DNC", (5, 10))
        known = enclose_srg(5, 4, "0.004").loss
        assert cell.as_given is not None
        assert cell.scaled is not None
        doubled = Solution(2 * solution.H1, solution.weights).objective(**model).total
        assert float(cell.as_given) == pytest.approx(doubled, rel=1e-12)
        assert abs(cell.scaled - known) < arb(1e-12)
        assert abs(cell.loss - known) < arb(1e-12)
        assert not cell.loss < known - arb(1e-13)
    with pytest.raises(InvalidInputError, match="has L = 4; leave L out"):
        found.at(L=3)


def test_integers_and_fractions_keep_exact_ranks() -> None:
    half = np.array([[Fraction(1, 2), 0], [0, 1]], dtype=object)
    cell = evaluate({"H_1": half, "W_1": np.eye(2, dtype=int), "W_2": half}).at()
    assert not cell.candidate.rounded
    assert cell.candidate.ranks == ((2, 2),)


def test_numerical_ranks_see_through_noise() -> None:
    noise = 1e-9 * np.random.default_rng(0).normal(size=(4, 3))
    arrays = {"H_1": np.ones((4, 3)) + noise, "W_1": np.ones((5, 4)), "W_2": np.ones((3, 5))}
    assert evaluate(arrays).at().candidate.ranks == ((1, 1),)


def test_many_singular_values_end_in_a_narrow_ball(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ball of a merged spectrum is cut from above by an explicit network."""
    found = evaluate(nx.gnp_random_graph(8, 0.75, seed=3))
    narrow = found.at(L=3, lam="0.0002")
    assert len(narrow.candidate.family.spectrum()) > 6
    monkeypatch.setattr(numerics.refit, "MOST_SPACES", 6)
    cell = found.at(L=3, lam="0.0002")
    assert cell.loss.contains(narrow.loss)
    assert cell.loss.rad() > narrow.loss.rad()
    assert cell.loss.upper() - narrow.loss < arb(1e-12)


def test_separate_lambdas_and_samples() -> None:
    found = evaluate(incidence_matrix(5))
    cell = found.at(L=4, n=3, **LAMBDAS)
    factors = ["3", "0.002", *LAMBDAS["lambdas"]]
    from theory.constructions.srg import SRG

    assert cell.loss.overlaps(enclose_loss(SRG, 5, 4, factors).loss)
    equal = found.at(L=4, n=1, lambda_H="0.006", lambdas=LAMBDAS["lambdas"])
    assert equal.loss.overlaps(cell.loss)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"L": 1}, "L = 1 given"),
        ({"L": 51}, "at most 50"),
        ({"L": 3, "lam": "0"}, "must be positive"),
        ({"L": 3, "lam": "nan"}, "must be positive"),
        ({"L": 3, "n": 0}, "n = 0 given"),
        ({"L": 3, "lambdas": ["1"]}, "1 λ's given for L = 3"),
    ],
)
def test_arguments_in_one_line(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        evaluate(np.eye(3)).at(**arguments)


def test_objects_in_one_line() -> None:
    loop = nx.Graph([(0, 1), (1, 1), (1, 2)])
    for source, message in (
        (nx.MultiGraph([(0, 1), (0, 1)]), "parallel edges"),
        (loop, "loops"),
        (nx.DiGraph([(0, 1), (1, 2)]), "directed"),
        (nx.empty_graph(4), "0 edges"),
        (nx.path_graph(2), "1 edges"),
        (np.array([[1, -1]]), "the entry -1 in row 1, column 2"),
        (np.array([[1, 0]]), "column 2 of the matrix has no point"),
        (np.array([1, 0]), "give a matrix"),
        (np.array([["a", "b"]]), "give a matrix"),
        (np.array([[1, float("nan")]]), "holds nan in row 1, column 2"),
        (np.array([[1.5, 0.5]], dtype=object), "integer or rational"),
        (np.ones((3, 300)), "3 points and 300 classes"),
    ):
        with pytest.raises(InvalidInputError, match=message) as caught:
            evaluate(source)
        assert "\n" not in str(caught.value)


def test_a_candidate_that_reaches_nothing_is_zero() -> None:
    minus = np.array([[-1, -1]])
    candidate = Candidate("none", (minus, np.array([[1]])), ())
    assert (candidate.enclose(["0.01"] * 3), candidate.family.cost_constant()) == (arb(0.5), None)
    assert not candidate.network("0.01", ["0.01"] * 2)[0].any()


@pytest.mark.parametrize("L", [2, 3, 4])
def test_vertices_against_the_closed_form(L: int) -> None:
    """Exact layers of Schläfli's complement and their refit, against the construction of the theory."""
    import sympy as sp

    from numerics.enclosure import enclose_loss
    from numerics.families.regular_graphs import quadric
    from theory.constructions.strongly_regular import strongly_regular, strongly_regular_two_layers
    from theory.regular_graph import Parameters

    graph = Parameters(sp.Integer(5), sp.Integer(2), sp.Integer(8))
    closed = (
        strongly_regular_two_layers(graph, name="G", title="G")
        if L == 2
        else strongly_regular(graph, graph.least_ratio, name="G", title="G")
    )
    cell = evaluate(quadric(3, 2, -1), classes="vertices").at(L=L, lam="0.001")
    assert cell.candidate.name == "eigenvalue -5, algebra"
    assert cell.loss.overlaps(enclose_loss(closed, 8, L, ["0.001"] * (L + 1)).loss)
    assert cell.candidate.ranks == ((7, 7),) * (L - 2) + ((7, 27),)


def test_two_layers_below_dnc_at_every_lambda() -> None:
    """S27 (c), from the graph alone; near DNC's threshold and far below it."""
    found = evaluate(nx.hoffman_singleton_graph(), classes="vertices")
    for lam in ("0.000001", "0.001", "0.0079"):
        cell = found.at(L=2, lam=lam)
        assert (cell.against_dnc, cell.always_below) == ("<", True)
    assert cell.candidate.ranks == ((22, 50),)


def test_classes_are_edges_or_vertices() -> None:
    with pytest.raises(InvalidInputError, match="classes = 'faces' given; choose edges or vertices"):
        evaluate(nx.petersen_graph(), classes="faces")
    with pytest.raises(InvalidInputError, match="only a graph has vertices"):
        evaluate(np.eye(3), classes="vertices")
