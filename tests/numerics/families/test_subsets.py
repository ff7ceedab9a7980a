"""t-subsets: explicit matrices against the theory, and against SRG and DNC, which are t = 2 and t = 1."""

from itertools import combinations
from math import comb, lcm

import numpy as np
import pytest
import sympy as sp

from numerics.exact import equal, integer_spectrum
from numerics.losses import log_product_equal, loss_of
from numerics.solution import Block, base_matrices, build
from numerics.solution.subsets import eigenvalues, incidence, projectors
from theory.constructions.srg import SRG
from theory.constructions.t_subsets import Side, t_subsets
from theory.errors import InvalidInputError
from theory.symbols import L, r

MODEL = {"lambda_H": 0.004, "lambdas": (0.004,) * 4}

CELLS = [
    (t, side, zero, value)
    for t in (2, 3, 4)
    for side in Side
    for zero in range(1, t)
    for value in (2 * t, 2 * t + 1, 2 * t + 3)
    if comb(value, t) <= 126
]


@pytest.mark.parametrize(("t", "side", "zero", "value"), CELLS)
def test_shapes_are_those_of_the_theory(t, side, zero, value):
    construction = t_subsets(t, side, zero)
    if value < construction.smallest:
        assert 0 in eigenvalues(construction.name, value) or value < 9
        return
    shapes = base_matrices([Block(construction.name, value)], 4)
    kept = shapes.means[-1].relu().numerator
    found = integer_spectrum(kept)
    assert found.splits
    expected = {}
    for space in construction.spectrum:
        s, m = space.singular_value.subs(r, value), space.multiplicity.subs(r, value)
        expected[s] = expected.get(s, 0) + m
    moduli = {}
    for theta, count in found.eigenvalues.items():
        moduli[abs(theta)] = moduli.get(abs(theta), 0) + count
    assert moduli == expected
    nuclear = np.linalg.norm(incidence(value, t).astype(float), "nuc")
    assert float(construction.layer_costs[0].cost.subs(r, value)) == pytest.approx(nuclear, rel=1e-12)
    last = np.linalg.norm(shapes.weights[-1].to_float()) ** 2
    assert float(construction.layer_costs[2].cost.subs(r, value)) == pytest.approx(last, rel=1e-12)


@pytest.mark.parametrize(("t", "value"), [(2, 6), (3, 6), (3, 7)])
def test_projectors_are_orthogonal_and_complete(t, value):
    found = projectors(value, t)
    common = lcm(*(P.denominator for P in found))
    total = sum(P.numerator * (common // P.denominator) for P in found)
    assert equal(total, common * np.eye(comb(value, t), dtype=int))
    floats = [P.to_float() for P in projectors(value, t)]
    for i, P in enumerate(floats):
        for j, Q in enumerate(floats):
            assert np.allclose(P @ Q, P if i == j else 0, atol=1e-12)


@pytest.mark.parametrize("name", ["subsets3-far1", "subsets3-near1", "subsets3-far2", "subsets3-near2"])
def test_the_objective_is_the_closed_form(name):
    t, side, zero = int(name[7]), name[9:-1], int(name[-1])
    closed = loss_of(t_subsets(t, side, zero), 7, 4, log_product_equal(0.004, 4)).loss
    assert build([Block(name, 7)], **MODEL).objective(**MODEL).total == pytest.approx(
        float(closed), rel=1e-12
    )


@pytest.mark.parametrize("value", range(4, 9))
def test_pairs_are_srg(value):
    pairs, srg = base_matrices([Block("subsets2-far1", value)], 4), base_matrices([Block("srg", value)], 4)
    for mine, theirs in zip(pairs.means, srg.means, strict=True):
        assert equal(mine.numerator, theirs.numerator)
        assert mine.denominator == theirs.denominator
    assert t_subsets(2).spectrum == SRG.spectrum
    assert [layer.cost for layer in t_subsets(2).layer_costs] == [layer.cost for layer in SRG.layer_costs]


def test_single_points_are_dnc():
    assert sp.simplify(t_subsets(1, "near").uniform_cost_constant - r ** (L + 1)) == 0
    points, dnc = Block("subsets1-near0", 6), Block("dnc", 6)
    assert build([points], **MODEL).objective(**MODEL) == build([dnc], **MODEL).objective(**MODEL)


@pytest.mark.parametrize(
    "name", ["subsets3-far0", "subsets3-far3", "subsets0-near0", "subsets3-middle1", "petersen"]
)
def test_what_does_not_exist_is_refused_in_one_line(name):
    with pytest.raises(InvalidInputError, match="known are: dnc, srg, and subsetsT-farZ") as refused:
        Block(name, 7)
    assert "\n" not in str(refused.value)


def test_small_r_and_singular_cells_are_refused():
    with pytest.raises(InvalidInputError, match="r = 5 given; r must be an integer >= 6"):
        Block("subsets3-far1", 5)
    with pytest.raises(InvalidInputError, match="singular"):
        base_matrices([Block("subsets4-far2", 8)], 4)
    with pytest.raises(InvalidInputError, match="L >= 3"):
        base_matrices([Block("subsets3-far1", 6)], 2)
    with pytest.raises(InvalidInputError, match="t-subsets need"):
        t_subsets(3, Side.FAR, 3)


def test_entries_of_the_last_layer_by_hand():
    shapes = base_matrices([Block("subsets3-near1", 6)], 3)
    subsets = list(combinations(range(6), 3))
    for i, e in enumerate(subsets):
        for j, f in enumerate(subsets):
            entry = shapes.means[-1].numerator[i, j] / shapes.means[-1].denominator
            assert entry == len(set(e) & set(f)) - 1
