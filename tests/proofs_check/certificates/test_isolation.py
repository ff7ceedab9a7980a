"""Break points let Descartes' rule decide."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp

from proofs_check.certificates.isolation import breaks, coefficients
from proofs_check.checker.roots import variations

x = sp.Symbol("x")


@pytest.mark.parametrize(
    ("expression", "high", "roots"),
    [
        (x**2 - 2, None, 1),
        (x**2 - 2, 1, 0),
        (x**2 - x + 1, None, 0),
        ((x**2 - 2) * (x**2 - 3) * (x**2 + x + 1), None, 2),
        ((x - 1) ** 2 + sp.Rational(1, 10**6), 2, 0),
        ((7 * x**3 - 3) * (x**2 - 11), 3, 1),
    ],
)
def test_pieces(expression: sp.Expr, high: int | None, roots: int) -> None:
    p = coefficients(sp.Poly(expression, x))
    end = None if high is None else Fraction(high)
    width = Fraction(1, 1000)
    points = breaks(p, Fraction(0), end, width)
    pieces = list(pairwise([Fraction(0), *points, end]))
    assert points == sorted(set(points))
    counts = [variations(p, low, up) for low, up in pieces if low is not None]
    assert sum(counts) == roots == sum(count == 1 for count in counts)
    assert all(
        up - low <= width
        for (low, up), count in zip(pieces, counts, strict=True)
        if count and low is not None and up
    )
    assert len(points) < 45
