"""Certificates at every λ: accepted as they are written, and true by other code; what is changed only if it is still true."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from numerics.enclosure import enclose_loss
from numerics.evaluate import evaluate
from numerics.exact import rational_matrix
from numerics.rescale import enclose_rescaled
from numerics.solution.model import exact_layers, exact_squared_norm
from proofs_check.certificates.cost_constant import certificate_at_every_lambda, cost_constant_certificate
from proofs_check.certificates.folder import text as proof_of
from proofs_check.certificates.networks import certificates
from proofs_check.checker import network
from proofs_check.checker.cost_constant import check, claim
from proofs_check.checker.reading import MOST_BYTES, Rejected, parse
from proofs_check.checker.report import run
from proofs_check.checker.verdict import check_file
from theory.constructions.dnc import DNC
from theory.errors import InvalidInputError

Change = Callable[[Any, list[Any], Any], Any]
Scratch = Callable[[Any, random.Random], Any]

NAMES = {"S23-K3-L4": ("S23", 0), "S23-K7-L3": ("S23", 0), "S27-K50-L2": ("S27", 0), "S28-K15-L2": ("S28", 5)}
"""The statement, and how many neurons more than K there must be."""


@cache
def written(name: str) -> str:
    return certificates(name[:3])[name[4:]]


def fresh(name: str) -> Any:
    return json.loads(written(name))


def factors_of(document: Any) -> list[Any]:
    return [
        rational_matrix(np.array([[int(x) for x in row] for row in matrix], dtype=object))
        for matrix in (document["H_1"], *document["weights"])
    ]


def is_true(document: Any) -> bool:
    """The claim, by flint's rational matrices."""
    factors, K = factors_of(document), document["parameters"]["K"]
    output = exact_layers(factors)[-1]
    unit = output[0, 0]
    cost = prod(exact_squared_norm(factor) for factor in factors)
    fits = unit > 0 and output == rational_matrix(np.eye(K, dtype=int)) * unit
    return bool(fits and cost < Fraction(int(unit.p), int(unit.q)) ** 2 * K ** len(factors))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_accepted_and_true(name: str) -> None:
    short, what = check(parse(written(name).encode()))
    document = fresh(name)
    assert is_true(document)
    K, L = document["parameters"]["K"], document["parameters"]["L"]
    assert (short, name[4:]) == (f"cost constant (K = {K}, L = {L})", f"K{K}-L{L}")
    assert what == document["claim"]
    assert 20 * len(written(name)) < MOST_BYTES
    more = NAMES[name][1]
    assert what.startswith(
        f"For every K ≥ {K} and L {'=' if more else '≥'} {L}, in layers of at least K{' + 5' if more else ''} neurons, at"
    )


@pytest.mark.parametrize("name", ["S23-K3-L4", "S28-K15-L2"])
@pytest.mark.parametrize("lam", ["1e-9", "0.001", "0.01"])
def test_the_network_is_below_dnc_at_some_lambdas(name: str, lam: str) -> None:
    """The claim itself, at its K and L: the objective at the best scales against DNC's, in balls."""
    document = fresh(name)
    K, L = document["parameters"]["K"], document["parameters"]["L"]
    H1, *weights = (
        np.array([[int(x) for x in row] for row in matrix], dtype=object)
        for matrix in (document["H_1"], *document["weights"])
    )
    assert enclose_rescaled(H1, weights, lam, [lam] * L) < enclose_loss(DNC, K, L, [lam] * (L + 1)).loss


def deeper(document: Any) -> Any:
    """An identity after the σ of the narrowest hidden layer, at one more layer."""
    weights = document["weights"]
    place = min(range(len(weights) - 1), key=lambda i: len(weights[i]))
    width = len(weights[place])
    one = [[str(int(i == j)) for j in range(width)] for i in range(width)]
    document["weights"] = [*weights[: place + 1], one, *weights[place + 1 :]]
    document["parameters"]["L"] += 1
    document["claim"] = document["claim"].replace(f"L ≥ {len(weights)}", f"L ≥ {len(weights) + 1}")
    return document


@pytest.mark.parametrize("name", ["S23-K3-L4", "S23-K7-L3", "S27-K50-L2"])
def test_depths_that_it_claims_besides_its_own(name: str) -> None:
    document = fresh(name)
    for _ in range(3):
        document = deeper(document)
        assert check(document)[1] == document["claim"]


def test_a_network_that_is_wider_than_k_does_not_claim_greater_depths(changed: Change) -> None:
    document = fresh("S28-K15-L2")
    for other in ("L ≥ 2", "L = 3"):
        with pytest.raises(Rejected, match="it must claim"):
            check(changed(document, ["claim"], document["claim"].replace("L = 2", other)))


@pytest.mark.parametrize(
    ("widths", "depths", "more"),
    [
        ([3, 4, 6], "L ≥ 3", ""),
        ([7, 6, 6], "L ≥ 3", " + 1"),
        ([9, 6, 8], "L ≥ 3", " + 3"),
        ([6, 7, 7], "L = 3", " + 1"),
        ([1, 8, 7], "L = 3", " + 2"),
        ([1, 7, 6], "L ≥ 3", " + 1"),
    ],
)
def test_widths_and_depths_of_the_claim(widths: list[int], depths: str, more: str) -> None:
    """Features and neurons count for the widths; identities come after a σ, so that features do not count for the depths."""
    assert claim(6, 3, widths).startswith(
        f"For every K ≥ 6 and {depths}, in layers of at least K{more} neurons, at every λ"
    )


REJECTED: dict[str, tuple[list[Any], Any, str]] = {
    "format": (["format"], "dnc-verifier cost constant 2", "cost constants have"),
    "rests on nothing": (["rests_on"], [], "it must rest on S2"),
    "claim": (["claim"], "DNC is never optimal", "it must claim"),
    "other K": (["parameters", "K"], 4, "H_1 has 3 columns, not K = 4"),
    "K = 1": (["parameters", "K"], 1, "K >= 2 and 2 <= L <= 24"),
    "K as text": (["parameters", "K"], "3", "not of type int"),
    "L": (["parameters", "L"], 3, "there are 4 weights, not L = 3"),
    "one layer": (["parameters", "L"], 1, "2 <= L <= 24"),
    "too deep": (["parameters", "L"], 25, "2 <= L <= 24"),
    "a λ": (["parameters", "lambda"], "1", "unknown key"),
    "ragged": (["weights", 0, 0], ["1"], "the rows of W_1 differ in length"),
    "float": (["weights", 0, 0, 0], "0.5", "is not a string such as '-3'"),
    "output": (["weights", 3, 0, 0], "1", "not a positive multiple of the identity"),
    "one output": (["weights", 3, 2, 2], "117", "not a positive multiple of the identity"),
    "zero": (["weights", 3], [["0"] * 3] * 3, "not a positive multiple of the identity"),
    "cost": (["weights", 1], [["2", "0"], ["0", "1"]], "not a positive multiple"),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_the_first_thing_that_fails_is_named(changed: Change, name: str) -> None:
    path, value, message = REJECTED[name]
    with pytest.raises(Rejected, match=message) as caught:
        check(changed(fresh("S23-K3-L4"), path, value))
    assert str(caught.value).isprintable()


def plain(K: int, L: int) -> Any:
    """DNC: identities, whose cost constant is K^(L+1)."""
    one = [[str(int(i == j)) for j in range(K)] for i in range(K)]
    return {
        **fresh("S23-K3-L4"),
        "parameters": {"K": K, "L": L},
        "claim": claim(K, L, [K] * L),
        "H_1": one,
        "weights": [one] * L,
    }


@pytest.mark.parametrize(("K", "L"), [(2, 2), (2, 24), (3, 3)])
def test_every_size_in_the_limits_is_read_and_dnc_is_not_below_itself(K: int, L: int) -> None:
    with pytest.raises(Rejected, match="the cost constant is not below DNC's"):
        check(plain(K, L))


def test_a_negative_multiple_is_no_output(changed: Change) -> None:
    document = fresh("S23-K3-L4")
    minus = [[str(-int(x)) for x in row] for row in document["weights"][-1]]
    with pytest.raises(Rejected, match="not a positive multiple"):
        check(changed(document, ["weights", 3], minus))


def test_a_cost_just_above_that_of_dnc(changed: Change) -> None:
    """A neuron that nothing reads costs and does nothing: more and more of it until DNC is cheaper."""
    document = fresh("S23-K3-L4")
    document["weights"][2].append(["0", "0"])
    for row in document["weights"][3]:
        row.append("0")
    document["claim"] = claim(3, 4, [2, 2, 2, 4])
    outcomes = []
    for size in range(60):
        other = changed(document, ["weights", 2, 3], [str(size), "0"])
        if is_true(other):
            assert check(other)[1] == other["claim"]
        else:
            with pytest.raises(Rejected, match="the cost constant is not below DNC's"):
                check(other)
        outcomes.append(is_true(other))
    assert outcomes == sorted(outcomes, reverse=True)
    assert True in outcomes
    assert False in outcomes


def test_products_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    document = fresh("S23-K3-L4")
    monkeypatch.setattr(network, "MOST_PRODUCTS", 1)
    with pytest.raises(Rejected, match="products; at most 1 are computed"):
        check(document)


def test_a_large_certificate_takes_seconds_at_most() -> None:
    """As many products as are allowed, with long numbers."""
    K, L = 60, 12
    matrix = [["9" * 14] * K for _ in range(K)]
    document = plain(K, L) | {"H_1": matrix, "weights": [matrix] * L}
    started = time.process_time()
    with pytest.raises(Rejected, match="not a positive multiple"):
        check(parse(json.dumps(document).encode()))
    assert time.process_time() - started < 5


def test_random_corruptions(scratched: Scratch, accepted: Callable[..., int]) -> None:
    """What is still accepted is still true."""
    rng = random.Random(2)
    names = [name for name in NAMES if "50" not in name]
    documents = (scratched(fresh(rng.choice(names)), rng) for _ in range(400))
    assert 0 < accepted(documents, check, is_true) < 100


def test_a_multiple_of_a_factor_is_the_same_network(changed: Change) -> None:
    document = fresh("S23-K7-L3")
    for place in range(3):
        doubled = [[str(3 * int(x)) for x in row] for row in document["weights"][place]]
        assert check(changed(document, ["weights", place], doubled))[1] == document["claim"]


def test_graphs_and_designs() -> None:
    """K_{3,3} at L = 3, where S6 starts from ten classes."""
    what = json.loads(certificate_at_every_lambda(evaluate(nx.complete_bipartite_graph(3, 3)), 3, "K_{3,3}"))
    assert is_true(what)
    assert (what["title"], what["parameters"]) == ("K_{3,3}", {"K": 9, "L": 3})
    assert what["claim"].startswith("For every K ≥ 9 and L ≥ 3, in layers of at least K neurons")


@pytest.mark.parametrize(
    ("source", "classes", "L", "message"),
    [
        (
            nx.complete_graph(4),
            "edges",
            3,
            "no candidate fits all targets exactly at L = 3 .* below DNC's 1296",
        ),
        (np.array([[1, 1], [1, 1]]), "edges", 4, "no candidate fits all targets"),
        (nx.paley_graph(13).to_undirected(), "vertices", 3, "no candidate fits all targets"),
    ],
)
def test_no_certificate(source: Any, classes: str, L: int, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        certificate_at_every_lambda(evaluate(source, classes=classes), L)


def test_what_the_checker_does_not_accept_is_told() -> None:
    one = rational_matrix(np.eye(2, dtype=int))
    with pytest.raises(
        InvalidInputError, match="the cost constant is not below DNC's; give a smaller network"
    ):
        cost_constant_certificate([one] * 3)


def test_with_the_proof_of_s2_nothing_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "S28.json").write_text(written("S28-K15-L2"))
    assert run([tmp_path]) == 3
    assert "rests on S2, of which no certificate was accepted here" in capsys.readouterr().out
    for id_ in ("S1", "S2"):
        (tmp_path / f"{id_}.json").write_text(proof_of(id_))
    assert run([tmp_path]) == 0
    assert check_file(tmp_path / "S28.json").rests_on == ("S2",)
