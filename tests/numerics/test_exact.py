"""Exact linear algebra against SymPy's DomainMatrix, which shares no code with flint's routines here."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sympy.polys.matrices import DomainMatrix

from numerics.exact import (
    characteristic_polynomial,
    equal,
    frame_constant,
    integer_spectrum,
    rank,
    rational_matrix,
    require_integer,
)
from theory.errors import InvalidInputError

# Few distinct entries make rank-deficient matrices common.
integer_matrices = arrays(
    np.int64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(-2, 2)
)
square_matrices = st.integers(1, 6).flatmap(lambda k: arrays(np.int64, (k, k), elements=st.integers(-3, 3)))
denominators = st.integers(1, 5)

x = sp.Symbol("x")


@given(integer_matrices, denominators)
def test_rank_agrees_with_sympy_over_the_rationals(M, d):
    rational = [[Fraction(int(entry), d) for entry in row] for row in M]
    reference = DomainMatrix.from_Matrix(sp.Matrix(M.tolist())).to_field().rank()
    assert rank(M) == rank(rational) == reference


def test_rank_sees_what_floats_cannot():
    tiny = Fraction(1, 10**40)
    assert rank([[1, 1], [1, 1 + tiny]]) == 2
    assert np.linalg.matrix_rank(np.array([[1, 1], [1, float(1 + tiny)]])) == 1


def test_large_integers_are_not_rounded():
    assert rank([[2**63, -1], [2**63 + 1, -1]]) == 2
    assert equal(np.array([[2**64 - 1]], dtype=np.uint64), [[2**64 - 1]])


@given(square_matrices)
def test_characteristic_polynomial_agrees_with_sympy(M):
    reference = DomainMatrix.from_Matrix(sp.Matrix(M.tolist())).charpoly()
    assert characteristic_polynomial(M) == tuple(int(c) for c in reversed(reference))


@given(square_matrices)
def test_spectrum_multiplies_back_to_the_characteristic_polynomial(M):
    spectrum = integer_spectrum(M)
    factors = [(x - value) ** m for value, m in spectrum.eigenvalues.items()]
    factors += [sp.Poly(c[::-1], x).as_expr() ** m for c, m in spectrum.other_factors]
    product = sp.Poly(sp.prod(factors), x)
    assert tuple(reversed(product.all_coeffs())) == characteristic_polynomial(M)
    assert all(sp.Poly(c[::-1], x).is_irreducible for c, _ in spectrum.other_factors)
    assert spectrum.splits == (sum(spectrum.eigenvalues.values()) == len(M))


@given(integer_matrices, denominators)
def test_frame_constant_is_the_gram_matrix(M, d):
    gram = sp.Matrix(M.tolist()).T * sp.Matrix(M.tolist()) / sp.Integer(d) ** 2
    constant = frame_constant([[Fraction(int(entry), d) for entry in row] for row in M])
    scalar = gram == gram[0, 0] * sp.eye(gram.rows)
    assert (constant is not None) == scalar
    if scalar:
        assert constant == Fraction(gram[0, 0].p, gram[0, 0].q)


@pytest.mark.parametrize("half", [Fraction(1, 2), sp.Rational(1, 2), fmpq(1, 2)])
def test_rational_types_agree(half):
    assert equal([[half, 1]], rational_matrix([[Fraction(1, 2), 1]]).tolist())


def test_equal_needs_the_same_shape():
    assert not equal([[1, 1]], [[1], [1]])


def test_integer_eigenvalues_come_in_descending_order():
    assert list(integer_spectrum(np.diag([1, 5, -2, 5])).eigenvalues.items()) == [(5, 2), (1, 1), (-2, 1)]


@pytest.mark.parametrize(
    ("M", "message"),
    [
        (np.eye(2), "entry 1.0 of type float"),
        ([[True]], "type bool"),
        (np.ones((2, 2), dtype=bool), "type bool"),
        ([1, 2], "1 dimensions"),
        ([["1"]], "type str"),
    ],
)
def test_inexact_entries_are_refused(M, message):
    with pytest.raises(InvalidInputError, match=message):
        rank(M)


def test_spectrum_needs_a_square_integer_matrix():
    with pytest.raises(InvalidInputError, match="1 × 2"):
        integer_spectrum([[1, 2]])
    with pytest.raises(InvalidInputError, match="fractions"):
        integer_spectrum([[Fraction(1, 2)]])


@pytest.mark.parametrize("value", [3, 4.0, True, "4", None, np.float64(4), np.True_])
def test_require_integer_refuses(value):
    with pytest.raises(InvalidInputError, match="m must be an integer >= 4"):
        require_integer("m", value, least=4)


@pytest.mark.parametrize("value", [4, np.int8(4), sp.Integer(4)])
def test_require_integer_accepts_any_integer_type(value):
    assert require_integer("m", value, least=4) == 4
    assert type(require_integer("m", value, least=4)) is int
