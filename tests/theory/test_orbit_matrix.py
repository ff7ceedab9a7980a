"""Orbit matrices against explicit matrices on the subsets of {1..r}, entry by entry."""

from itertools import combinations, pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.orbit_matrix import (
    OrbitMatrix,
    all_ones,
    choose,
    common_subsets,
    identity,
    incidence,
    kneser_adjacency,
    last_hidden_weights,
    triangular_adjacency,
)
from theory.symbols import r

VALUES = (4, 5, 6, 7)

entries = st.tuples(st.integers(-3, 3), st.integers(-2, 2), st.sampled_from([1, 2, 3])).map(
    lambda t: (t[0] + t[1] * r) / sp.Integer(t[2])
)
sizes = st.integers(1, 2)


def orbit_matrices(rows, columns):
    count = min(rows, columns) + 1
    return st.lists(entries, min_size=count, max_size=count).map(
        lambda values: OrbitMatrix(rows, columns, tuple(values))
    )


def chains(length):
    """``length`` orbit matrices whose product is defined."""
    return st.lists(sizes, min_size=length + 1, max_size=length + 1).flatmap(
        lambda s: st.tuples(*(orbit_matrices(a, b) for a, b in pairwise(s)))
    )


def equal(left, right):
    return (left.row_size, left.column_size) == (right.row_size, right.column_size) and all(
        sp.expand(a - b) == 0 for a, b in zip(left.values, right.values, strict=True)
    )


@pytest.mark.parametrize("value", VALUES)
def test_counts_agree_with_listing(value):
    subsets = {size: list(combinations(range(value), size)) for size in (1, 2)}
    for a in (1, 2):
        for b in (1, 2):
            for overlap in range(min(a, b) + 1):
                e = set(range(a))
                f = set(range(a - overlap, a - overlap + b))
                for c in (1, 2):
                    for i in range(min(a, c) + 1):
                        for j in range(min(b, c) + 1):
                            listed = sum(len(e & set(g)) == i and len(f & set(g)) == j for g in subsets[c])
                            assert common_subsets(a, b, c, overlap, i, j).subs(r, value) == listed


@given(chains(2), st.sampled_from(VALUES))
@settings(max_examples=25, deadline=None)
def test_products_agree_with_explicit_ones(reference, chain, value):
    left, right = chain
    product = reference.explicit_matrix(left, value) @ reference.explicit_matrix(right, value)
    assert (reference.explicit_matrix(left @ right, value) == product).all()


@pytest.mark.parametrize("value", [6, 7])
def test_products_through_triples(reference, value):
    left = OrbitMatrix(2, 3, (r, sp.Integer(2), sp.Rational(-1, 3)))
    right = OrbitMatrix(3, 3, (sp.Integer(1), 1 - r, sp.Integer(0), sp.Integer(5)))
    product = reference.explicit_matrix(left, value) @ reference.explicit_matrix(right, value)
    assert (reference.explicit_matrix(left @ right, value) == product).all()


@given(chains(3))
@settings(max_examples=8, deadline=None)
def test_product_is_associative_for_every_r(chain):
    a, b, c = chain
    assert equal((a @ b) @ c, a @ (b @ c))


@given(chains(2))
@settings(max_examples=12, deadline=None)
def test_transpose_reverses_products(chain):
    a, b = chain
    assert equal((a @ b).T, b.T @ a.T)
    assert equal(a.T.T, a)


@given(sizes, sizes, st.data())
@settings(max_examples=12, deadline=None)
def test_sums_and_multiples(reference, rows, columns, data):
    a, b = (data.draw(orbit_matrices(rows, columns)) for _ in range(2))
    explicit = reference.explicit_matrix
    assert (explicit(a + b, 5) == explicit(a, 5) + explicit(b, 5)).all()
    assert (explicit(a - b, 5) == explicit(a, 5) - explicit(b, 5)).all()
    assert (explicit(a.scale(r - 2), 5) == 3 * explicit(a, 5)).all()
    assert equal(a - a, a.scale(0))
    assert equal(identity(rows) @ a, a)
    assert equal(a @ identity(columns), a)


@given(sizes, st.data())
@settings(max_examples=15, deadline=None)
def test_trace_and_norm(reference, size, data):
    square = data.draw(orbit_matrices(size, size))
    other = data.draw(orbit_matrices(size, 3 - size))
    for value in (4, 6):
        assert square.trace().subs(r, value) == np.trace(reference.explicit_matrix(square, value))
        assert other.squared_norm().subs(r, value) == (reference.explicit_matrix(other, value) ** 2).sum()


@pytest.mark.parametrize("value", VALUES)
def test_named_matrices_are_the_graphs_of_the_edges(reference, value):
    edges = list(combinations(range(value), 2))
    B = np.array([[int(v in e) for e in edges] for v in range(value)])
    shared = B.T @ B
    explicit = reference.explicit_matrix
    assert (explicit(incidence(), value) == B).all()
    assert (explicit(triangular_adjacency(), value) == (shared == 1)).all()
    assert (explicit(kneser_adjacency(), value) == (shared == 0)).all()
    assert (explicit(identity(2), value) == np.eye(len(edges), dtype=int)).all()
    assert (explicit(all_ones(1, 2), value) == 1).all()
    W = explicit(last_hidden_weights(), value)
    assert (2 * W == 1 - 2 * B.T).all()
    assert (explicit((last_hidden_weights() @ incidence()).relu(), value) == np.maximum(W @ B, 0)).all()


def test_petersen_graph():
    A = kneser_adjacency()
    assert [v.subs(r, 5) for v in (A @ A).values] == [0, 1, 3]  # girth 5 and diameter 2, degree 3
    assert (A @ A @ A).trace().subs(r, 5) == 0  # no triangles


def test_relu_needs_a_known_sign():
    assert OrbitMatrix(1, 1, (-r, sp.Integer(0))).relu().values == (0, 0)
    assert OrbitMatrix(1, 1, (r, -sp.sqrt(2))).relu().values == (r, 0)
    with pytest.raises(ValueError, match="sign of r - 4"):
        OrbitMatrix(1, 1, (r - 4, sp.Integer(0))).relu()


def test_choose_is_a_polynomial():
    assert [choose(sp.Integer(7), k) for k in range(4)] == [1, 7, 21, 35]
    assert choose(r, 2).subs(r, 10) == 45
    assert choose(sp.Integer(1), 2) == 0


def test_shapes_that_do_not_fit_are_refused():
    B = incidence()
    with pytest.raises(ValueError, match="columns are 2-subsets, rows 1-subsets"):
        B @ B
    with pytest.raises(ValueError, match="3 values given; subsets of sizes 1 and 2 have 2 possible overlaps"):
        OrbitMatrix(1, 2, (sp.Integer(0),) * 3)
    with pytest.raises(ValueError, match="square"):
        B.trace()


def test_sums_of_different_shapes_are_refused():
    # B and its transpose have as many orbits as each other but are of different shapes.
    B = incidence()
    with pytest.raises(ValueError, match="subsets"):
        B + B.T


def test_different_shapes_are_not_compared():
    B = incidence()
    with pytest.raises(ValueError, match="subsets"):
        B.difference(B.T)
    assert B.difference(B) == ((0, 0), (1, 1))
