"""Certificates of networks: accepted as they are written; what is corrupted only if it is still true."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from flint import arb, fmpq

from numerics.enclosure import enclose_loss
from numerics.evaluate import evaluate
from numerics.solution import exact_objective
from proofs_check.certificates.folder import text as proof_of
from proofs_check.certificates.isolation import breaks
from proofs_check.certificates.network import network_certificate
from proofs_check.checker import network
from proofs_check.checker.network import MOST_PRODUCTS, check, claim, objective
from proofs_check.checker.reading import MOST_BYTES, Rejected, parse
from proofs_check.checker.report import run
from theory.constructions.dnc import DNC
from theory.errors import InvalidInputError

Change = Callable[[Any, list[Any], Any], Any]
Scratch = Callable[[Any, random.Random], Any]

CASES: dict[str, tuple[nx.Graph, dict[str, Any]]] = {
    "K_4": (nx.complete_graph(4), {"L": 4}),
    "K_5, separate": (nx.complete_graph(5), {"L": 3, "n": 4, "lambda_H": "1/900", "lambdas": ["1/300", "0.004", "1/250"]}),
    "K_{3,3}": (nx.complete_bipartite_graph(3, 3), {"L": 3, "lam": "0.01"}),
    "octahedron": (nx.octahedral_graph(), {"L": 6, "lam": "0.001"}),
    "close": (nx.complete_bipartite_graph(4, 4), {"L": 3}),
}  # fmt: skip


@cache
def written(case: str) -> str:
    graph, arguments = CASES[case]
    return network_certificate(evaluate(graph).at(**arguments), case)


def fresh(case: str) -> Any:
    return json.loads(written(case))


def is_true(document: Any) -> bool:
    """The claim, recomputed by other code: flint's rationals, and balls for DNC."""
    given, denominator = document["parameters"], int(document["denominator"])
    factors = [
        np.array([[Fraction(int(x), denominator) for x in row] for row in matrix], dtype=object)
        for matrix in (document["H_1"], *document["weights"])
    ]
    lambda_H, *lambdas = (Fraction(x) for x in (given["lambda_H"], *given["lambdas"]))
    samples = np.repeat(factors[0], given["n"], axis=1)
    value = exact_objective(samples, factors[1:], lambda_H, lambdas, given["n"])
    bound = Fraction(document["bound"])
    dnc = enclose_loss(DNC, given["K"], given["L"], [given["n"], lambda_H, *lambdas]).loss
    return value <= bound and bool(arb(fmpq(bound.numerator, bound.denominator)) < dnc)


@pytest.mark.parametrize("case", CASES)
def test_it_is_accepted_and_true(case: str) -> None:
    name, claim = check(parse(written(case).encode()))
    document = fresh(case)
    assert is_true(document)
    assert name == f"network (K = {document['parameters']['K']}, L = {document['parameters']['L']})"
    assert claim == document["claim"]
    assert 20 * len(written(case)) < MOST_BYTES


def test_the_objective_is_the_projects() -> None:
    rng = np.random.default_rng(0)
    for depth in (2, 3, 5):
        shapes = [(4, 3), *[(4, 4)] * (depth - 1), (3, 4)]
        factors = [rng.integers(-9, 10, shape) for shape in shapes]
        penalties = [Fraction(k + 1, 7) for k in range(depth + 1)]
        exact = [
            np.array([Fraction(int(x), 8) for x in F.ravel()], dtype=object).reshape(F.shape) for F in factors
        ]
        expected = exact_objective(exact[0], exact[1:], penalties[0], penalties[1:])
        assert objective([F.tolist() for F in factors], 8, penalties) == expected


REJECTED: dict[str, tuple[list[Any], Any, str]] = {
    "format": (["format"], "dnc-verifier network 2", "networks have"),
    "rests on nothing": (["rests_on"], [], "it must rest on S2"),
    "claim": (["claim"], "DNC is never optimal", "it must claim"),
    "other K": (["parameters", "K"], 7, "it must claim"),
    "K = 1": (["parameters", "K"], 1, "K >= 2"),
    "truth value": (["parameters", "n"], True, "not of type int"),
    "n = 0": (["parameters", "n"], 0, "n >= 1"),
    "depth": (["parameters", "L"], 25, "2 <= L <= 24"),
    "one layer": (["parameters", "L"], 1, "2 <= L <= 24"),
    "too many samples": (["parameters", "n"], 1_000_000, "n >= 1"),
    "too few λ's": (["parameters", "lambdas"], ["1/250"] * 3, "there are 3 λ's"),
    "negative λ": (["parameters", "lambda_H"], "-1/250", "not positive"),
    "λ = 0": (["parameters", "lambdas"], ["0"] * 4, "not positive"),
    "λ as a number": (["parameters", "lambda_H"], 1, "not of type str"),
    "too low a bound": (["bound"], "1/100", "it must claim"),
    "denominator 0": (["denominator"], "0", "the denominator is not positive"),
    "negative denominator": (["denominator"], "-256", "the denominator is not positive"),
    "smaller denominator": (["denominator"], "64", "costs more than the bound"),
    "no rows": (["H_1"], [], "is no list of rows"),
    "empty row": (["H_1", 0], [], "is no list of numbers"),
    "ragged": (["weights", 0, 0], ["1"], "the rows of W_1 differ in length"),
    "one row too short": (["H_1"], [["1"]], "H_1 has 1 columns, not K = 6"),
    "one row too long": (["weights", 0], [["1"] * 9], "W_1 has 9 columns, not 4"),
    "float": (["weights", 0, 0, 0], "0.5", "is not a string such as '-3'"),
    "JSON integer": (["weights", 0, 0, 0], 3, "is not a string such as '-3'"),
    "padded": (["weights", 0, 0, 0], "03", "is not a string such as '-3'"),
    "one weight less": (["weights"], [[["1"]]], "there are 1 weights"),
    "c too large": (["witness", "c"], "1", "not a lower bound"),
    "c negative": (["witness", "c"], "-1/2", "not a lower bound"),
    "c = 0": (["witness", "c"], "0", "not a lower bound"),
    "c too small": (["witness", "c"], "1/1000", r"decide|roots where 0|one root more"),
    "no breaks": (["witness", "breaks"], [], "decide"),
    "breaks in disorder": (["witness", "breaks"], ["15/16", "1", "1"], "not increasing"),
    "unknown key": (["witness", "x"], "1", "unknown key"),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_the_first_thing_that_fails_is_named(changed: Change, name: str) -> None:
    path, value, message = REJECTED[name]
    with pytest.raises(Rejected, match=message) as caught:
        check(changed(fresh("K_4"), path, value))
    assert str(caught.value).isprintable()


def small(K: int, L: int, n: int, bound: str) -> Any:
    """Zero weights with a single neuron in every layer: they cost one half."""
    lambdas = ["1/250"] * L
    weights = [[["0"]] for _ in range(L - 1)] + [[["0"]] * K]
    own = claim(K, L, n, Fraction(1, 250), [Fraction(1, 250)] * L, Fraction(bound))
    return {
        **fresh("K_4"),
        "parameters": {"K": K, "L": L, "n": n, "lambda_H": "1/250", "lambdas": lambdas},
        "denominator": "1",
        "H_1": [["0"] * K],
        "weights": weights,
        "bound": bound,
        "claim": own,
    }


@pytest.mark.parametrize(("K", "L", "n"), [(2, 2, 1), (3, 24, 1), (3, 2, 999_999)])
@pytest.mark.parametrize(
    ("bound", "message"),
    [("1/10", "costs more than the bound"), ("1/2", "not below the zero solution"), ("3/5", "zero solution")],
)
def test_every_size_in_the_limits_is_read(K: int, L: int, n: int, bound: str, message: str) -> None:
    document = small(K, L, n, bound)
    document["witness"]["c"] = "1/1000000"
    with pytest.raises(Rejected, match=message):
        check(document)


def test_a_bound_below_one_half_is_a_matter_of_dnc(changed: Change) -> None:
    document = changed(fresh("K_4"), ["bound"], "2/5")
    document["claim"] = document["claim"].replace(fresh("K_4")["bound"], "2/5")
    with pytest.raises(Rejected, match=r"decide|roots where 0|one root more|vanishes"):
        check(document)


def test_the_objective_may_be_the_bound_itself(changed: Change) -> None:
    document, L = fresh("K_4"), 4
    factors = [[[int(x) for x in row] for row in F] for F in (document["H_1"], *document["weights"])]
    value = objective(factors, int(document["denominator"]), [Fraction(1, 250)] * (L + 1))
    assert value < Fraction(document["bound"])
    for bound, message in (
        (value, None),
        (value - Fraction(1, value.denominator), "costs more than the bound"),
    ):
        other = changed(document, ["bound"], str(bound))
        other["claim"] = claim(6, L, 1, Fraction(1, 250), [Fraction(1, 250)] * L, bound)
        if message is None:
            assert check(other)[1] == other["claim"]
        else:
            with pytest.raises(Rejected, match=message):
                check(other)


@pytest.mark.parametrize("case", ["K_4", "K_5, separate"])
def test_c_is_at_most_the_root(changed: Change, case: str) -> None:
    document = fresh(case)
    given = document["parameters"]
    K, L, n = given["K"], given["L"], given["n"]
    product = n * Fraction(given["lambda_H"])
    for value in given["lambdas"]:
        product *= Fraction(value)
    root = Fraction(float(product * K ** (L + 1)) ** (1 / (L + 1)))
    with pytest.raises(Rejected, match="not a lower bound"):
        check(
            changed(
                document,
                ["witness", "c"],
                str((root * Fraction(1_000_001, 1_000_000)).limit_denominator(10**12)),
            )
        )


def test_products_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    document = fresh("K_4")
    products = sum(6 * len(W) * len(W[0]) for W in document["weights"])
    monkeypatch.setattr(network, "MOST_PRODUCTS", products)
    assert check(document)[1] == document["claim"]
    monkeypatch.setattr(network, "MOST_PRODUCTS", products - 1)
    with pytest.raises(Rejected, match=f"^{products} products; at most {products - 1} are computed"):
        check(document)


def test_a_larger_bound_is_refused_where_dnc_is_below(changed: Change) -> None:
    document = fresh("K_4")
    dnc = enclose_loss(DNC, 6, 4, ["0.004"] * 5).loss
    for bound, fits in (("119/2000", True), ("7/100", False), ("3/5", False)):
        other = changed(document, ["bound"], bound)
        other["claim"] = other["claim"].replace(document["bound"], bound)
        assert bool(arb(fmpq(*map(int, bound.split("/")))) < dnc) == fits
        if fits:
            c, L = Fraction(document["witness"]["c"]), 4
            p = [Fraction(0)] * (2 * L + 3)
            p[0], p[2], p[L + 1], p[-1] = (
                Fraction(1, 2) - Fraction(bound),
                (L + 1) * c / 2,
                Fraction(-1),
                Fraction(1, 2),
            )
            other["witness"]["breaks"] = [str(point) for point in breaks(p, Fraction(0), None)]
            assert check(other)[1] == other["claim"]
        else:
            with pytest.raises(Rejected, match=r"decide|zero solution|roots where 0|one root more|vanishes"):
                check(other)


def test_random_corruptions(scratched: Scratch, accepted: Callable[..., int]) -> None:
    """Other weights are accepted while they are good enough, other λ's never, for the claim names them."""
    rng = random.Random(1)
    documents = (scratched(fresh(rng.choice(list(CASES))), rng) for _ in range(300))
    assert 0 < accepted(documents, check, is_true) < 150


def test_a_large_certificate_takes_seconds_at_most() -> None:
    """As many products as are allowed, with long numbers; one more is refused before any is computed."""
    K, L = 60, 12
    document = fresh("K_4")
    long = "9" * 14
    matrix = [[long] * K for _ in range(K)]
    document["parameters"] |= {"K": K, "L": L, "lambdas": ["1/250"] * L}
    document |= {"H_1": matrix, "weights": [matrix] * L}
    document["claim"] = (
        f"K = {K}, L = {L}, n = 1, λ_H = 1/250, λ_1, …, λ_L = {', '.join(['1/250'] * L)}: a network costs at most"
        f" {document['bound']}, and every DNC solution costs more"
    )
    assert MOST_PRODUCTS * 0.8 < L * K**3 <= MOST_PRODUCTS
    started = time.process_time()
    with pytest.raises(Rejected, match="costs more than the bound"):
        check(parse(json.dumps(document).encode()))
    assert time.process_time() - started < 5
    document["H_1"] = [["1"] * K] * 80
    document["weights"] = [[["1"] * 80] * 80] * (L - 1) + [[["1"] * 80] * K]
    document["weights"][0] = [["1"] * 80] * 80
    with pytest.raises(Rejected, match="products; at most"):
        check(document)


def test_a_verdict_without_certificate() -> None:
    for found, L in ((np.eye(4), 3), (nx.petersen_graph(), 3)):
        with pytest.raises(InvalidInputError, match="only 'below DNC' has a certificate"):
            network_certificate(evaluate(found).at(L=L))


def test_what_the_checker_cannot_read_is_told() -> None:
    cell = evaluate(nx.complete_graph(4)).at(L=4, lam=Fraction(10**41 + 1, 250 * 10**41))
    with pytest.raises(InvalidInputError, match="λ's with fewer digits"):
        network_certificate(cell)


def test_with_the_proof_of_s2_nothing_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "K_4.json").write_text(written("K_4"))
    (tmp_path / "octahedron.json").write_text(written("octahedron"))
    assert run([tmp_path]) == 3
    assert "rests on S2, of which no certificate was accepted here" in capsys.readouterr().out
    for id_ in ("S1", "S2"):
        (tmp_path / f"{id_}.json").write_text(proof_of(id_))
    assert run([tmp_path]) == 0
    assert "4 accepted, 0 rejected" in capsys.readouterr().out
