"""S17: t-subset constructions as explicit matrices, their order against DNC, and claims that go too far."""

from itertools import combinations
from math import comb
from types import SimpleNamespace

import numpy as np
import pytest
import sympy as sp

from theory.constructions import t_subsets as shapes
from theory.constructions.t_subsets import Side, t_subsets
from theory.errors import InvalidInputError
from theory.obligations import Decided
from theory.proofs import t_subsets as proof
from theory.symbols import L, r, t

CELLS = [(t, side, zero) for t in (2, 3, 4) for side in Side for zero in range(1, t)] + [(1, Side.NEAR, 0)]


def at(expression, value):
    return float(sp.sympify(expression).subs(r, value))


def incidence(size, value):
    subsets = list(combinations(range(value), size))
    return np.array([[float(v in e) for e in subsets] for v in range(value)])


@pytest.mark.parametrize(("size", "side", "zero"), CELLS)
def test_explicit_matrices(size, side, zero):
    found = t_subsets(size, side, zero)
    inside, outside = map(float, shapes.row(size, side, zero))
    assert len(shapes.entries(size, side, zero)) == size + 1
    for value in {found.smallest, max(2 * size, 4), 2 * size + 1}:
        B = incidence(size, value)
        W = outside + (inside - outside) * B.T
        M = W @ B
        overlap = np.rint(B.T @ B).astype(int)
        assert np.allclose(M, np.array(shapes.entries(size, side, zero))[overlap])
        assert np.allclose(M[overlap == zero], 0)
        kept = overlap < zero if side is Side.FAR else overlap > zero
        assert np.array_equal(np.maximum(M, 0) > 1e-9, kept)
        moduli = np.abs(np.linalg.eigvalsh(np.maximum(M, 0)))
        if value < found.smallest:
            continue
        stated = [
            at(space.singular_value, value)
            for space in found.spectrum
            for _ in range(int(at(space.multiplicity, value)))
        ]
        assert np.allclose(np.sort(moduli), np.sort(stated))
        assert min(stated) > 0
        costs = np.linalg.norm(B, "nuc"), value, np.linalg.norm(W) ** 2
        assert [at(layer.cost, value) for layer in found.layer_costs] == pytest.approx(costs, rel=1e-12)
        assert at(found.classes, value) == B.shape[1]


@pytest.mark.parametrize(("size", "side", "zero"), CELLS)
def test_the_least_r_is_the_last_at_which_an_eigenvalue_has_another_sign(size, side, zero):
    """Signs of all eigenvalues from there to r = 60 are those of large r, and just before, from 2t on, they are not."""
    found = t_subsets(size, side, zero)
    kept = tuple(max(entry, 0) for entry in shapes.entries(size, side, zero))
    values = [sp.lambdify(r, shapes.eigenvalue(size, kept, space)) for space in range(size + 1)]
    signs = {x: tuple(int(np.sign(value(x))) for value in values) for x in range(max(2 * size, 2), 61)}
    assert 0 not in signs[60]
    assert {signs[x] for x in range(found.smallest, 61)} == {signs[60]}
    if found.smallest > max(2 * size, 2):
        assert signs[found.smallest - 1] != signs[60]


def test_what_a_construction_says_of_itself():
    for arguments in CELLS:
        found = t_subsets(*arguments)
        assert (found.depths, found.width, found.parameter) == ((3, None), r, r)
        assert [layer.count for layer in found.layer_costs] == [2, L - 3, 1]
        assert found.name == f"subsets{arguments[0]}-{arguments[1]}{arguments[2]}"
    assert [t_subsets(size).smallest for size in (2, 3, 4)] == [4, 6, 8]
    assert (
        t_subsets(3).title
        == "3-subsets of {1..r}, σ(M_L) keeps the pairs that share fewer than 1 elements: the Kneser graph"
    )
    assert t_subsets(3, "near").title.endswith(
        "keeps the pairs that share more than 2 elements: the identity"
    )
    assert t_subsets(4, "near", 2).title.endswith("keeps the pairs that share more than 2 elements")
    assert [entry.name for entry in shapes.CONSTRUCTIONS] == ["subsets2-near1", "subsets3-far1"]
    assert t_subsets(3) is t_subsets(3)


def test_defaults():
    assert t_subsets(3) == t_subsets(3, Side.FAR, 1)
    assert t_subsets(4, "near") == t_subsets(4, Side.NEAR, 3)
    assert t_subsets(1, "near") == t_subsets(1, Side.NEAR, 0)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((3, "far", 0), "t = 3, far, zero = 0 given; t-subsets need an integer t >= 2"),
        ((3, "far", 3), "t = 3, far, zero = 3 given"),
        ((3, "near", 3), "t = 3, near, zero = 3 given"),
        ((2, "near", 0), "t = 2, near, zero = 0 given"),
        ((1, "far", 0), "t = 1, far, zero = 0 given"),
        ((1, "far"), "t = 1, far, zero = 1 given"),
        ((1, "near", -1), "t = 1, near, zero = -1 given"),
        ((0, "near", 0), "t = 0, near, zero = 0 given"),
        ((3, "middle"), "side = 'middle' given; choose far or near"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(arguments, why):
    with pytest.raises(InvalidInputError, match=why) as refused:
        t_subsets(*arguments)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_eigenspaces_of_the_johnson_scheme(size):
    """Each graph of a fixed overlap has the eigenvalues with these multiplicities; they sum to C(r, t)."""
    value = 2 * size + 1
    B = incidence(size, value)
    overlap = np.rint(B.T @ B).astype(int)
    for shared in range(size + 1):
        entries = tuple(int(i == shared) for i in range(size + 1))
        stated = [
            at(shapes.eigenvalue(size, entries, space), value)
            for space in range(size + 1)
            for _ in range(int(at(shapes.multiplicity(space), value)))
        ]
        found = np.linalg.eigvalsh((overlap == shared).astype(float))
        assert np.allclose(np.sort(found), np.sort(stated), atol=1e-9)


# --- the comparison with DNC ---------------------------------------------------------------------------------


def ratio(size, value, depth):
    """C over K^(L+1) of explicit matrices."""
    B = incidence(size, value)
    W = 1 / size - B.T
    moduli = np.linalg.svd(np.maximum(W @ B, 0), compute_uv=False)
    K = comb(value, size)
    cost = np.linalg.norm(B, "nuc") ** 2 * value ** (depth - 3) * np.linalg.norm(W) ** 2
    return cost * (moduli**-2.0).sum() / K ** (depth + 1)


@pytest.mark.parametrize("depth", [3, 4, 5])
@pytest.mark.parametrize(("size", "value"), [(2, 4), (2, 5), (3, 6), (3, 7), (3, 8), (4, 8)])
def test_order_of_explicit_matrices(size, value, depth):
    assert proof.order(size, value, depth) == (1 if ratio(size, value, depth) > 1 else -1)
    assert proof.SUBSET_RANGE.holds(size, value, depth) == (size > 2 and ratio(size, value, depth) < 1)


def test_order_of_equal_constants(monkeypatch):
    """t = 1 is DNC."""
    monkeypatch.setattr(proof, "t_subsets", lambda size: t_subsets(size, Side.NEAR))
    assert [proof.order(1, value, 3) for value in (2, 5)] == [0, 0]


@pytest.mark.parametrize(("cost", "sign"), [((1, 4), -1), ((1, 2), 0), ((3, 4), 1)])
def test_order_without_a_root(monkeypatch, cost, sign):
    """All points in one class: K = 1, ‖B‖_*² = 2 at r = t = 2, and the other factors cost what is given."""
    other = SimpleNamespace(cost=sp.Rational(*cost), count=1)
    made = SimpleNamespace(layer_costs=(None, other), inverse_square_sum=sp.Integer(1))
    monkeypatch.setattr(proof, "t_subsets", lambda size: made)
    assert proof.order(2, 2, 3) == sign


@pytest.mark.parametrize(("beyond", "sign"), [(sp.Rational(-1, 2592), -1), (0, 0), (sp.Rational(1, 2592), 1)])
def test_order_close_to_a_tie(monkeypatch, beyond, sign):
    """At r = 3, t = 2 it is K⁴ = 81 and ‖B‖_*² = 16: other factors of 81/16 are a tie, and squares decide near it."""
    other = SimpleNamespace(cost=sp.Rational(81, 16) + beyond, count=1)
    made = SimpleNamespace(layer_costs=(None, other), inverse_square_sum=sp.Integer(1))
    monkeypatch.setattr(proof, "t_subsets", lambda size: made)
    assert proof.order(2, 3, 3) == sign


@pytest.mark.parametrize(("size", "value"), [(3, 6), (3, 7), (3, 8), (4, 8), (4, 9)])
def test_the_bound_is_one(size, value):
    bound = value * (size**2 * (size - 2) + value) / (size * comb(value, size))
    assert ratio(size, value, 3) < bound
    assert proof.bound_holds(size, value) == (bound < 1)


def test_a_tie_of_the_bound_is_no_win():
    """r (t²(t−2) + r) = t C(r, t) at t = 1, r = 2: 2 · (−1 + 2) = 1 · 2."""
    assert not proof.bound_holds(1, 2)


@pytest.mark.parametrize(("size", "value"), [(2, 4), (3, 7), (4, 9)])
def test_norm_of_a_row(size, value):
    row = np.array([1 / size - 1] * size + [1 / size] * (value - size))
    assert at(proof.row_norm().subs(t, size), value) == pytest.approx(row @ row, rel=1e-12)


def test_cells_before_the_bound():
    assert list(proof.single_cells(3)) == [6, 7]
    assert list(proof.single_cells(4)) == [8]
    for size in range(5, 30):
        assert list(proof.single_cells(size)) == []
    assert proof.INDUCTIVE_T == 5


def test_the_diagonal_starts_where_it_is_said(monkeypatch):
    for holds, established in ((lambda *at: at == (5, 10), True), (lambda *at: at != (5, 10), False)):
        monkeypatch.setattr(proof, "bound_holds", holds)
        (first,) = (o for o in proof._along_the_diagonal().obligations if isinstance(o, Decided))
        assert first.describe() == "the bound at t = 5, r = 10"
        assert first.check() == established


def test_the_search_for_the_bound_ends(monkeypatch):
    monkeypatch.setattr(proof, "bound_holds", lambda size, value: False)
    assert list(proof.single_cells(3)) == list(range(6, 18))


def test_the_range():
    inside = {
        (size, value, depth)
        for size in range(1, 6)
        for value in range(1, 13)
        for depth in range(1, 6)
        if proof.SUBSET_RANGE.holds(size, value, depth)
    }
    assert inside == {
        (size, value, depth) for size in (3, 4, 5) for value in range(2 * size, 13) for depth in (3, 4, 5)
    } - {(3, 6, 3)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"exceptions": ()},
        {"exceptions": ((3, 6, 4),)},
        {"exceptions": ((3, 6, 3), (3, 7, 3))},
        {"exceptions": ((3, 6, 3), (4, 8, 3))},
        {"least_t": 2},
    ],
)
def test_a_wider_range_is_not_established(wrong):
    assert not proof.kneser_beats_dnc(proof.SubsetRange(**wrong)).is_established()


def test_formulas_for_every_t_are_compared_with_constructions():
    steps = {step.title: step for step in proof.kneser_beats_dnc().steps}
    rows = [o.note for o in steps["Layers for every t"].obligations if "construction" in o.note]
    assert rows == [f"row of the construction, t = {size}" for size in (2, 3, 4, 5) for _ in range(2)]
    spaces = [o.note for o in steps["The spectrum of σ(M_L)"].obligations]
    assert spaces == [
        f"{what}_{j}{bar} for t = {size}"
        for size in (2, 3, 4, 5)
        for j in range(size + 1)
        for what, bar in (("|θ", "|"), ("m", ""))
    ]


def decided(step):
    return all(one.check() for one in step.obligations if isinstance(one, Decided))


@pytest.mark.parametrize("part", ["_small_t", "_further_layers", "_exceptions"])
def test_a_tie_proves_nothing(monkeypatch, part):
    assert decided(getattr(proof, part)(proof.SUBSET_RANGE))
    monkeypatch.setattr(proof, "order", lambda size, value, depth: 0)
    assert not decided(getattr(proof, part)(proof.SUBSET_RANGE))


def test_after_an_exception_the_next_depth_decides(monkeypatch):
    """t = 3, r = 6, L = 3 is the only one."""
    asked = []
    monkeypatch.setattr(proof, "order", lambda *cell: asked.append(cell) or -1)
    assert decided(proof._further_layers(proof.SUBSET_RANGE))
    assert asked == [(3, 6, 4)]
