"""The checker's own definitions against explicit numbers, matrices and the project's theory."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from math import comb, sqrt

import numpy as np
import pytest
import sympy as sp

from proofs_check.certificates.folder import text
from proofs_check.certificates.normal_form import polynomial_form
from proofs_check.checker.polynomial import Poly
from proofs_check.checker.proofs import comparison, graph, srg, two_layers
from proofs_check.checker.reading import Rejected
from proofs_check.checker.steps import Proof
from proofs_check.checker.verdict import IDS, proof
from theory.constructions.srg import SRG
from theory.proofs import two_layers as theory_two_layers
from theory.proofs.cost_constants import ratio
from theory.symbols import kappa
from theory.symbols import r as symbol_r


def value(p: Poly, **numbers: int) -> float:
    return float(p.put({"√2": 0, **numbers}).number()) + sqrt(2) * float(
        (p.put({"√2": 1, **numbers}) - p.put({"√2": 0, **numbers})).number()
    )


@pytest.mark.parametrize("r", [4, 5, 6, 9, 50])
def test_spectrum_and_norms(r: int) -> None:
    edges = list(combinations(range(r), 2))
    if r <= 9:
        B = np.array([[v in e for e in edges] for v in range(r)], dtype=float)
        A = np.array([[not set(e) & set(f) for f in edges] for e in edges], dtype=float)
        found = sorted(np.abs(np.linalg.eigvalsh(A)))
        own = sorted(
            float(s.put({"r": r}).number())
            for s, m in srg.SPECTRUM
            for _ in range(int(m.put({"r": r}).number()))
        )
        assert np.allclose(found, own)
        norm_b = srg.NORM_B.put({"r": r})
        of_x, of_y = (value(norm_b.put({"x": a, "y": 1 - a})) for a in (1, 0))
        assert np.isclose(np.linalg.norm(B, "nuc"), of_x * sqrt(r - 1) + of_y * sqrt(r - 2))
        assert np.isclose(
            np.linalg.norm(np.ones_like(A) - B.T @ B, "nuc"), float(srg.NORM_M2.put({"r": r}).number())
        )
    exact = sp.sqrt(2 * (r - 1)) + (r - 1) * sp.sqrt(r - 2)
    squared = srg.squared_norm_b(Poly.variable("xy")).put({"r": r})
    parts = squared.collect("xy")
    assert np.isclose(value(parts[0]) + value(parts[1]) * sqrt((r - 1) * (r - 2)), float(exact**2))


@pytest.mark.parametrize("depth", [3, 4, 5])
@pytest.mark.parametrize("r", [4, 5, 7, 30])
def test_margins_are_just_below_the_difference_of_the_constants(r: int, depth: int) -> None:
    constant = comb(r, 2) ** (depth + 1)
    exact = constant * (1 - float(ratio(depth).subs(symbol_r, r)))
    bound = value(srg.margin(depth), r=r) / value(srg.CLEAR, r=r)
    # what √((r−1)(r−2)) < r − 3/2 gives away
    slack = 2 * sqrt(2) * (r - 1) * (r - 1.5 - sqrt((r - 1) * (r - 2)))
    factors = value(srg.cost(depth, Poly.of(1)), r=r) / value(srg.CLEAR, r=r)
    assert np.isclose(bound + slack * factors, exact)
    assert np.isclose(
        value(srg.INVERSE_SQUARES, r=r) / value(srg.CLEAR, r=r),
        float(SRG.inverse_square_sum.subs(symbol_r, r)),
    )


def test_counting_is_right_by_enumeration() -> None:
    r = 7
    for a, b, c in [(1, 1, 2), (2, 2, 1), (2, 2, 2), (1, 2, 2)]:
        for overlap in range(min(a, b) + 1):
            e = set(range(a))
            f = set(range(a - overlap, a - overlap + b))
            for i in range(min(a, c) + 1):
                for j in range(min(b, c) + 1):
                    sets = [set(g) for g in combinations(range(r), c)]
                    true = sum(len(g & e) == i and len(g & f) == j for g in sets)
                    assert graph.counted(a, b, c, overlap, i, j).put({"r": r}) == true


def test_matrices_of_different_shapes_are_not_added_or_compared() -> None:
    for left, right in ((graph.B, graph.J), (graph.J, graph.B)):
        with pytest.raises(ValueError, match="zip"):
            left + right
    with pytest.raises(ValueError, match="zip"):
        graph.B.equal(graph.Orbit(1, 2, (0, 1, 0)))


def test_the_products_that_matrices_confirm_are_those_of_numpy() -> None:
    edges = [frozenset(e) for e in combinations(range(6), 2)]
    for left, right in graph.FACTORS:
        assert np.array_equal(
            np.array(left.at(6, edges)) @ np.array(right.at(6, edges)), np.array((left @ right).at(6, edges))
        )


@pytest.mark.parametrize(("r", "k"), [(5, 1), (5, 7), (6, 3), (9, 20)])
def test_two_layer_curve(r: int, k: int) -> None:
    own = [two_layers.DENOMINATOR, two_layers.TRACE, two_layers.GAIN]
    theirs = [
        theory_two_layers.denominator(),
        theory_two_layers.cleared_trace(),
        theory_two_layers.cleared_gain(),
    ]
    for mine, other in zip(own, theirs, strict=True):
        assert mine.put({"r": r, "κ": k}).number() == other.as_expr().subs({symbol_r: r, kappa: k})


def test_the_loss_of_the_curve_is_a_minimum_over_outputs() -> None:
    """F(κ) is the value of fit plus cost at the outputs, and no nearby outputs cost less at the same Λ."""
    curve = two_layers.Curve(5)
    k = 1
    s, m, K = np.array([3.0, 2.0, 1.0]), np.array([1.0, 4.0, 5.0]), 10
    T = float((m * s**2 / (s**2 + k) ** 2).sum())
    lam_c = (k / K) ** 3 * T**2

    def F(q: np.ndarray) -> float:
        return float((m * (1 - q) ** 2).sum() / (2 * K) + 1.5 * (lam_c * (m * q**2 / s**2).sum()) ** (1 / 3))

    best = s**2 / (s**2 + k)
    assert np.isclose(F(best), float(curve.loss(two_layers.Fraction(k))))
    rng = np.random.default_rng(0)
    assert all(F(best + 1e-3 * rng.standard_normal(3)) >= F(best) for _ in range(100))


def test_a_wrong_count_is_caught_by_the_matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = {"B": json.loads(text("S3"))["steps"][1]["witness"]["B"]}
    orders = (4, 5, 6, 7, 8)
    graph.matrices(orders, []).check(witness, {})
    right = graph.counted
    monkeypatch.setattr(graph, "counted", lambda *sizes: right(*sizes) + (sizes == (2, 2, 2, 1, 0, 0)))
    with pytest.raises(Rejected, match="a product of matrices differs at r = 4"):
        graph.matrices(orders, []).check(witness, {})


def checked(id_: str) -> Proof:
    return proof(id_, (4, 5, 6) if id_ == "S3" else ())


@pytest.mark.parametrize("id_", IDS)
def test_identities_hold_by_themselves(id_: str) -> None:
    """They need no witness, so that no certificate is to blame or to thank."""
    steps = [step for step in checked(id_).steps if step.rule == "identity"]
    assert steps
    for step in steps:
        assert step.claims
        step.check({}, {})


def shifted(claim: str, c: Fraction) -> str:
    """The polynomial of a claim of the first correction, with c put in, in the distance of r from 4."""
    p = sp.sympify(claim.removesuffix(" >= 0 for r >= 4").replace("^", "**").replace("√2", "w"))
    at, w = sp.symbols("r √2")
    return polynomial_form(sp.Poly(p.subs({"w": w, "c": sp.Rational(str(c)), "r": at + 4}), at, w))


def test_the_first_correction_may_be_an_equality() -> None:
    """With √2 between 7/5 and 3/2, c = 44/5 is the least for which no coefficient is negative: one of them is 0."""
    step = comparison.correction()
    least = Fraction(44, 5)
    for c in (least, least - Fraction(1, 1000)):
        witness = {"c": str(c), "shifted": [shifted(claim, c) for claim in step.claims], "√2": ["7/5", "3/2"]}
        if c == least:
            step.check(witness, {})
        else:
            with pytest.raises(Rejected, match="may be negative"):
                step.check(witness, {})


def test_curves_at_explicit_numbers() -> None:
    """F(κ), (KΛ^(1/3))³ and the equations for equal losses from the Petersen graph's spectrum, in fractions."""
    spectrum, K, norm = ((3, 1), (2, 4), (1, 5)), 10, 14
    curve = two_layers.Curve(5)
    for at in (Fraction(1, 7), Fraction(1), Fraction(9, 2)):
        F = sum(m * at**2 / (s * s + at) ** 2 for s, m in spectrum) / (2 * K)
        T = sum(Fraction(m * s * s) / (s * s + at) ** 2 for s, m in spectrum)
        F += Fraction(3, 2) * at * T / K
        assert curve.loss(at) == F
        assert curve.cube(at) == at**3 * T**2 / norm**2
        D = curve.denominator.put({"κ": at}).number()
        for q in (Fraction(1, 2), Fraction(4, 5)):
            loss, cube = (p.put({"κ": at, "q": q}).number() for p in curve.agreement())
            # DNC with output q costs ½(1−q)(1+2q), at (KΛ^(1/3))³ = (1−q)³q.
            assert loss == 2 * K * D * (F - (1 - q) * (1 + 2 * q) / 2)
            assert cube == norm**2 * D**2 * ((1 - q) ** 3 * q - curve.cube(at))
        # dΛ/dκ > 0 where κ³T² grows
        step = Fraction(1, 10**6)
        assert (curve.cube(at + step) > curve.cube(at)) == (curve.rise.put({"κ": at}).number() > 0)
