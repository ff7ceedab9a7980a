"""Halves of six and of seven points in Coq, looked at without Coq."""

from __future__ import annotations

import json
import re
from itertools import combinations

import numpy as np
import pytest

from proofs_check.coq.halves_data import BORDER, SIZES, halves_data

CLASSES = {6: 15, 7: 21}
MULTIPLICITIES = {6: (1, 5, 9), 7: (1, 6, 14)}
SRG_SQUARES = {6: (36, 9, 1), 7: (100, 16, 1)}


def _list(pattern: str) -> list[int]:
    found = re.search(pattern, halves_data(), re.DOTALL)
    assert found
    values: list[int] = json.loads(found[1].replace(";", ",").replace("(", "").replace(")", ""))
    return values


def _held(r: int) -> np.ndarray:
    """σ(M_L): which pairs lie inside which printed subset."""
    subsets = _list(rf"subsets_{r} : list \(list nat\) :=\n  (.*?)%nat")
    return np.array(
        [[set(pair) <= set(subset) for pair in combinations(range(r), 2)] for subset in subsets], dtype=int
    )


def _squares(r: int) -> tuple[int, ...]:
    line = re.search(rf"Theorem squares_{r} : (.*)\.", halves_data())
    assert line
    return tuple(map(int, re.findall(r"= (\d+)", line[1])))


@pytest.mark.parametrize(("t", "r"), SIZES)
def test_the_printed_squares_are_the_eigenvalues(t: int, r: int) -> None:
    held = _held(r)
    assert held.shape[1] == CLASSES[r]
    assert (held.sum(axis=1) == t * (t - 1) // 2).all()
    expected = np.repeat(_squares(r), MULTIPLICITIES[r])
    assert np.allclose(np.linalg.eigvalsh(held.T @ held), np.sort(expected))


@pytest.mark.parametrize("r", [r for _, r in SIZES])
def test_the_polynomials_have_the_signs_of_the_differences(r: int) -> None:
    share = CLASSES[r] / len(_held(r))
    rows = list(zip(MULTIPLICITIES[r], SRG_SQUARES[r], _squares(r), strict=True))
    helps = _list(rf"Theorem helps_{r} .*?eval1 (\[.*?\])%Z")
    late = _list(rf"Theorem late_{r} .*?eval1 (\[.*?\])%Z")
    signs = set()
    for k in np.linspace(0.1, 2 * BORDER, 40):
        gain = sum(m * (1 / (v + k) - 1 / (share * square + k)) for m, v, square in rows)
        slope = sum(m * v * (2 * k - v) / (v + k) ** 2 for m, v, _ in rows)
        for coefficients, value in ((helps, gain), (late, slope)):
            assert np.sign(np.polyval(coefficients[::-1], k)) == np.sign(value) != 0
            signs.add(np.sign(value))
    assert signs == {1, -1}
