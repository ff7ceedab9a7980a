"""Records explained: against closed forms, against other records, and against what the atlas says of them."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx
from scipy.optimize import minimize_scalar

from numerics.atlas.record import Record
from numerics.atlas.store import SHIPPED, records_of
from numerics.atlas.value import Pieces
from numerics.graphs import incidence_matrix
from numerics.reconstruct.critical import isolated, newton, refined
from numerics.reconstruct.equations import first_values, of_balls
from numerics.reconstruct.explain import explain
from numerics.reconstruct.explanation import Status
from numerics.reconstruct.skeleton import skeleton
from numerics.solution import Block, build
from theory.constructions.halves import EVEN
from theory.constructions.srg import SRG
from theory.errors import InvalidInputError
from theory.symbols import L, r, t


@cache
def of(K, depth, digits=200):
    """Explanations of all shipped records of K classes and a depth, the first piece of each."""
    return [explain(record, digits)[0] for record in records_of(SHIPPED, K, depth)[0]]


def float_of(ball):
    return float(ball.mid())


def star_constant(points):
    """min over u of ‖Z‖_*² r^(L−3) g² at L = 4, from S18's closed forms, by a search on a line."""

    def log_constant(u):
        norm = points - 1 + np.sqrt(1 + u**2) / u
        g = points - 1 + u + np.sqrt((2 * points - 1) * (1 + u**2) / (points - 1))
        return 2 * np.log(norm) + np.log(points) + 2 * np.log(g)

    found = minimize_scalar(log_constant, bounds=(0.3, 2), method="bounded", options={"xatol": 1e-12})
    return float(np.exp(found.fun))


@pytest.mark.parametrize("K", [3, 4])
def test_the_star_has_the_best_weight(K):
    for one in of(K, 4, 400):
        assert float_of(one.constant) == pytest.approx(star_constant(K - 1), rel=1e-12)
        assert one.proved
        assert one.status is (Status.EXACT if K == 3 else Status.IDENTIFIED)
        assert one.gain >= -1e-9


def test_the_polynomial_of_the_star_by_elimination():
    """At K = 3: eliminate u from C and from its critical equation, without any digits."""
    u, s, C, h = sp.symbols("u s C h")
    # s² = 1 + u², h² = 3; g = 1 + u + h s, ‖Z‖_* = 1 + s/u, and d/du with ds/du = u/s.
    norm, g = 1 + s / u, 1 + u + h * s
    slope = (u / s * 1 / u - s / u**2) * g + norm * (1 + h * u / s)
    equations = [sp.numer(sp.together(slope)), s**2 - 1 - u**2, h**2 - 3]
    coefficients = of(3, 4, 400)[0].identified_constant.number.coefficients
    claimed = sp.Poly(coefficients[::-1], C).as_expr()
    root = sp.nsolve([e.subs(h, sp.sqrt(3)) for e in equations[:2]], [u, s], [0.76, 1.26], prec=60)
    value = (2 * (norm * g) ** 2).subs({u: root[0], s: root[1], h: sp.sqrt(3)}).evalf(50)
    assert abs(claimed.subs(C, value)) < sp.Float(10) ** -30
    assert sp.Poly(claimed, C).is_irreducible


def test_srg_is_exact():
    found = next(one for one in of(10, 4) if one.symmetries == 120)
    expected = sp.nsimplify(SRG.uniform_cost_constant.subs({r: 5, L: 4}))
    x = sp.Symbol("x")
    minimal = sp.Poly(sp.minimal_polynomial(expected, x), x)
    assert found.status is Status.EXACT
    assert found.identified_constant.number.coefficients == tuple(
        int(c) for c in reversed(minimal.primitive()[1].all_coeffs())
    )


def network_of_halves(extra=None):
    """Pairs in halves on six points, and a row that no class needs."""
    from numerics.families.closed import halves_layers

    Z, R, V = halves_layers(6, 3)
    if extra is not None:
        R = np.vstack([R, extra])
        V = np.linalg.pinv(np.maximum(R @ Z, 0))
    root = np.linalg.cholesky(Z @ Z.T)
    return Record.rounded([np.linalg.solve(root, Z), root, np.eye(6), R, V], "found", bits=40)


@pytest.mark.parametrize("extra", [None, np.full((1, 6), 0.45)])
def test_halves_and_a_neuron_that_does_not_pay(extra):
    (found,) = explain(network_of_halves(extra), 200)
    assert found.status is Status.EXACT
    assert found.dropped == (0 if extra is None else 1)
    expected = sp.simplify(EVEN.uniform_cost_constant.subs({t: 3, L: 4}))
    assert sp.simplify(expected - (107250 + 19500 * sp.sqrt(10))) == 0
    assert found.identified_constant.text() == "107250 + 19500√10"


def test_two_records_of_five_classes_are_one_network():
    """K = 5, L = 4: training and the search end at different members of one family."""
    found = [one for one in of(5, 4, 100) if one.constant is not None]
    assert min(float_of(one.constant) for one in found) <= 2180.9403891
    same = [one for one in found if float_of(one.constant) == pytest.approx(2180.940389, abs=1e-6)]
    assert all((one.symmetries, one.class_orbits) == (2, (2, 2, 1)) for one in same)


def test_seven_classes_are_located_and_not_named():
    found = next(one for one in of(7, 3) if one.classes == 7 and one.symmetries == 6)
    assert found.status is Status.LOCATED
    assert found.identified_constant is None
    assert found.proved
    assert found.constant < found.record_constant
    assert found.constant < 7**4
    assert found.constant.rad() < arb(10) ** -150


@pytest.mark.parametrize(("K", "depth"), [(3, 4), (6, 4), (7, 3)])
def test_the_network_is_usable_and_no_worse_at_small_lambda(K, depth):
    record = records_of(SHIPPED, K, depth)[0][0]
    found = explain(record, 200)[0]
    small, large = Fraction(1, 10**6), Fraction(1, 100 * K)
    mine, theirs = Pieces.of(found.network()), Pieces.of(record)
    assert float_of(mine.cost_root) == pytest.approx(float_of(found.constant.root(depth + 1)), rel=1e-9)
    assert mine.bound(small ** (depth + 1)).loss < theirs.bound(small ** (depth + 1)).loss * (1 + arb(1e-9))
    assert mine.bound(large ** (depth + 1)).loss < theirs.bound(large ** (depth + 1)).loss * (1 + arb(1e-3))


def test_more_digits_are_the_same_number():
    B = incidence_matrix(5).astype(np.float64)
    system, start = first_values(*skeleton((B, 1 - 2 * B.T)))
    point = isolated(system, newton(system, start))
    few, many = refined(system, point, 50), refined(system, point, 300)
    with ctx.workprec(1100):
        assert all(abs(a - b) < few.radius for a, b in zip(few.values, many.values, strict=True))
        wide = system.constant([arb(x, few.radius) for x in few.values], of_balls)
        assert wide.contains(system.constant(list(many.values), of_balls).mid())


def test_single_classes_have_nothing_to_explain():
    solution = build([Block("dnc", 4)], lambda_H=0.004, lambdas=(0.004,) * 4)
    assert explain(Record.rounded([solution.H1, *solution.weights], "DNC")) == ()


def test_large_patterns_are_left_open_with_a_reason():
    rng = np.random.default_rng(0)
    H1, *rest = (rng.standard_normal(shape) for shape in ((4, 8), (24, 4), (8, 24)))
    factors = [np.abs(H1), np.eye(4), *rest]
    (found,) = explain(Record.rounded(factors, "found"))
    assert found.status is Status.OPEN
    assert "free scalars" in found.reason
    with pytest.raises(InvalidInputError, match="it has no exact network"):
        found.network()


@pytest.mark.parametrize("digits", [0, 99, 3001])
def test_digits_out_of_range(digits):
    with pytest.raises(InvalidInputError, match=f"digits = {digits} given"):
        explain(records_of(SHIPPED, 3, 4)[0][0], digits)
