"""The rational networks of S23 in Coq, looked at without Coq."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from numerics.solution import exact_objective
from proofs_check.coq import cheaper_networks as module
from proofs_check.coq.cheaper_networks import SHAPES, Shapes, cost, network
from proofs_check.coq.hoffman_singleton import hoffman_singleton


@pytest.mark.parametrize("shapes", SHAPES)
def test_a_network_has_the_targets_as_outputs(shapes: Shapes) -> None:
    features, *weights = network(shapes)
    penalties = sum((M**2).sum() for M in (features, *weights))
    assert exact_objective(features, weights, 1, [1, 1, 1]) == penalties / 2  # no error of fit


@pytest.mark.parametrize("shapes", SHAPES)
def test_rounding_costs_little(shapes: Shapes) -> None:
    """The cost of exact factors and exactly balanced neurons, by singular values in floats."""
    Z, rows = shapes.Z.astype(float), shapes.rows.astype(float)
    outputs = np.linalg.inv(np.maximum(rows @ Z, 0))
    g = (np.linalg.norm(outputs, axis=0) * np.linalg.norm(rows, axis=1)).sum()
    least = (np.linalg.norm(Z, "nuc") * g) ** 2 * len(Z) ** (shapes.depth - 3)
    assert least <= cost(shapes) < 1.002 * least < shapes.rival


def test_the_rivals_are_dnc_and_srg() -> None:
    seven, star, pairs = SHAPES
    assert (seven.rival, star.rival) == (7**4, 3**5)
    assert pairs.rival < 1728 * 3**0.5 + 3456 < pairs.rival + 1  # SRG on six classes at L = 4


def test_the_graph_of_hoffman_and_singleton_is_the_one_that_is_printed() -> None:
    text = hoffman_singleton()
    rows = re.search(r"neighbours : list \(list nat\) :=\n  (.*?)%nat", text, re.DOTALL)
    assert rows
    neighbours = json.loads(rows[1].replace(";", ","))
    A = np.zeros((50, 50), dtype=int)
    for vertex, others in enumerate(neighbours):
        A[vertex, others] = 1
    assert (A == A.T).all()
    assert (6 * np.eye(50, dtype=int) - A + 1 == A @ A).all()


def test_a_network_that_is_no_cheaper_than_dnc_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    star = next(shapes for shapes in SHAPES if shapes.Z.shape == (2, 3))
    monkeypatch.setattr(module, "SHAPES", (replace(star, depth=3),))
    with pytest.raises(ValueError, match="the network of 3 classes costs"):
        module.cheaper_networks()
