"""Vertices of strongly regular graphs: every primitive one beats DNC from L = 4 on, most at L = 3 (statement S27).

Let p − 1 and −m be the eigenvalues of the graph or of its complement, whichever has p ≥ m.  With ϱ = ϱ_min + c t the
cost constant at L = 3 is less than (m + c)² v² (f + w) Σ s⁻², where t is ϱ of M_L and w bounds (t/ϱ)².  Everything is a
rational function of p, m and μ, so that positive coefficients decide; each further layer multiplies the ratio by
(1 + f)/v < 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.strongly_regular import strongly_regular
from theory.derivation import Derivation, Step
from theory.obligations import Decided, Identity, Obligation, PositivePolynomial
from theory.proofs.cost_constants import monotone_in_cost
from theory.proofs.strongly_regular_layers import EQUAL, GENERAL, WIDE, choice, d, e, layers, parameters
from theory.regular_graph import LATTICE, TRIANGULAR, Parameters, spectrum
from theory.symbols import L, m, mu, p, r

THIRTEEN = sp.Rational(23, 10)
"""A little less than (1 + √13)/2, which is m on 13 vertices."""


@dataclass(frozen=True)
class VertexRange:
    """Where the vertices of a graph or of its complement beat DNC.

    Attributes
    ----------
    at_three, at_four : int
        m is at least this, with p ≥ m, at L = 3 and from L = 4 on.
    conference_at_three : sympy.Expr
        For conference graphs, p = m = (1 + √v)/2, the least m at L = 3.
    lattice_at_three : int
        Of the graphs with m = 2 it holds at L = 3 for L_2(r) from this r on,
    sporadic_at_three : tuple of tuples
        and for these (p, m, μ): the complement of Clebsch's graph, Schläfli's and Chang's.
    """

    at_three: int = 3
    at_four: int = 2
    conference_at_three: sp.Expr = THIRTEEN
    lattice_at_three: int = 8
    sporadic_at_three: tuple[tuple[int, int, int], ...] = ((3, 2, 6), (5, 2, 8), (5, 2, 4))

    def holds(self, graph: tuple[int, int, int], depth: int) -> bool:
        """Whether it is claimed at L = ``depth`` for (p, m, μ), a graph with integers p ≥ m, by the proof's own networks.

        Examples
        --------
        >>> VERTEX_RANGE.holds((3, 3, 6), 3), VERTEX_RANGE.holds((4, 2, 2), 3), VERTEX_RANGE.holds((4, 2, 2), 4)
        (True, False, True)
        """
        greater, lesser, common = graph
        if depth >= 4:
            return lesser >= self.at_four
        lattice = (lesser, common) == (2, 2) and greater + 1 >= self.lattice_at_three
        return lesser >= self.at_three or lattice or graph in self.sporadic_at_three


VERTEX_RANGE = VertexRange()
"""L = 3 with eigenvalues at least 2 in modulus, or a conference graph on 13 vertices or more; L ≥ 4 without exception."""


def factors(graph: Parameters, depth: int, c: sp.Expr, bound: sp.Expr) -> tuple[sp.Expr, ...]:
    """(m+c)², f+w, Σ s⁻², ((1+f)/v)^(L−3) and v⁻²: their product bounds C/v^(L+1).

    Examples
    --------
    >>> one = Parameters(sp.Integer(3), sp.Integer(3), sp.Integer(6))
    >>> sp.Mul(*factors(one, 3, sp.Integer(0), sp.Integer(1))) < 1
    True
    """
    inverse = sp.Add(*(s.multiplicity / s.singular_value**2 for s in spectrum(graph)))
    v, f = graph.classes, graph.kept
    return (graph.m + c) ** 2, f + bound, inverse, ((1 + f) / v) ** (depth - 3), 1 / v**2


def bound_of_last(graph: Parameters, c: sp.Expr) -> sp.Expr:
    """(t/ϱ)² ≤ t/(4 c ϱ_min) < (k − p + 1)/(4 c μ), since (ϱ_min + c t)² ≥ 4 c t ϱ_min and v − k − m < v."""
    return (graph.degree - graph.p + 1) / (4 * c * graph.mu)


@cache
def vertices_beat_dnc(stated: VertexRange = VERTEX_RANGE) -> Derivation:
    """S27 (a): every primitive strongly regular graph of the range."""
    return Derivation(
        "vertices-beat-dnc",
        "Vertices of strongly regular graphs beat DNC",
        (
            monotone_in_cost("the solution"),
            parameters(),
            layers(),
            choice(),
            _constant(),
            _cells("L = 3", 3, stated.at_three),
            _conference(stated.conference_at_three),
            _least_eigenvalue_two(stated),
            _cells("L = 4", 4, stated.at_four),
            _pentagon(),
            _further_layers(),
        ),
    )


def _constant() -> Step:
    g = GENERAL
    c, low, t = sp.symbols("c low t", positive=True)
    # v − k − m = apart + 1 − m and apart > p (m − 1), as k > μ.
    return Step(
        "A bound on the constant",
        sp.Lt(
            sp.Symbol("C") / sp.Symbol("v") ** (L + 1),
            sp.Symbol("(m + c)²·(f + w)·Σs⁻²·((1 + f)/v)^(L−3)/v²"),
        ),
        "ϱ = ϱ_min + c t; v − k − m lies between 0 and v. For c > 0, (ϱ_min + c t)² ≥ 4 c t ϱ_min gives w = (k−p+1)/(4cμ); for c = 0"
        " and p = m, μ ≥ m(m−1), t ≤ ϱ_min gives w = 1",
        obligations=(
            Identity(g.degree - mu, (p - 1) * m, "k > μ"),
            Identity(
                g.apart + 1 - m - (p - 1) * (m - 1),
                p * (m - 1) * (g.degree - mu) / mu,
                "v − k − m is positive",
            ),
            Identity(
                (low + c * t) ** 2 - 4 * c * t * low, (low - c * t) ** 2, "arithmetic and geometric mean"
            ),
            Identity(
                g.classes / (4 * c * (g.degree + m)),
                bound_of_last(g, c),
                "t/(4 c ϱ_min) with v for v − k − m",
            ),
            Identity(
                (EQUAL.least_ratio - EQUAL.last_ratio) * EQUAL.gap * EQUAL.mu,
                EQUAL.degree * e + (2 * m - 1) * EQUAL.mu,
                "t < ϱ_min at p = m",
            ),
        ),
    )


def below_one(
    pieces: tuple[sp.Expr, ...], bounds: dict[sp.Symbol, sp.Rational | int], note: str
) -> tuple[Obligation, ...]:
    """A product of rational functions is below 1: the cleared difference and all that was cleared are positive."""
    fractions = [sp.fraction(sp.cancel(piece)) for piece in pieces]
    above, below = (sp.Mul(*part) for part in zip(*fractions, strict=True))
    number, cleared = sp.factor_list(below)
    return (
        PositivePolynomial(sp.Poly(below - above, *bounds).as_expr(), bounds, note=note),
        *(PositivePolynomial(factor, bounds, note="a factor that was cleared") for factor, _ in cleared),
        Decided(bool(number > 0), "the number that was cleared is positive"),
    )


@cache
def _cells(where: str, depth: int, least: int) -> Step:
    wide = factors(WIDE, depth, 1 / m, bound_of_last(WIDE, 1 / m))
    equal = factors(EQUAL, depth, sp.Integer(0), sp.Integer(1))
    return Step(
        f"{where}: C < v^{depth + 1} for m ≥ {least} and p ≥ m",
        sp.StrictGreaterThan(sp.Symbol("v") ** (depth + 1) - sp.Symbol("C"), 0),
        "for p = m + 1 + d and μ = 1 + e with c = 1/m, and for p = m and μ = m(m−1) + e with c = 0, the cleared difference is a"
        f" polynomial whose coefficients in m − {least}, d and e are nonnegative, with a positive constant one",
        obligations=(
            *below_one(wide, {m: least, d: 0, e: 0}, "p ≥ m + 1"),
            *below_one(equal, {m: least, e: 0}, "p = m"),
        ),
    )


def _conference(least: sp.Rational) -> Step:
    graph = Parameters(m, m, m * (m - 1))
    exact = factors(graph, 3, sp.Integer(0), exact_bound(graph, sp.Integer(0)))
    return Step(
        f"Conference graphs at L = 3: C < v⁴ for m ≥ {least}, v ≥ 13",
        sp.StrictGreaterThan(sp.Symbol("v") ** 4 - sp.Symbol("C"), 0),
        "here p = m = (1 + √v)/2 is any real number, c = 0, and (t/ϱ_min)² is taken as it is",
        obligations=(
            *below_one(exact, {m: least}, "conference graphs"),
            Decided(bool((2 * least - 1) ** 2 < 13), "13 vertices are in the range"),
        ),
    )


LATTICE_C = sp.Rational(1, 5)
"""ϱ = ϱ_min + t/5 for L_2(r)."""


def exact_bound(graph: Parameters, c: sp.Expr) -> sp.Expr:
    """(t/ϱ)² itself."""
    return (graph.last_ratio / (graph.least_ratio + c * graph.last_ratio)) ** 2


def exact_ratio(graph: Parameters, depth: int, c: sp.Expr) -> sp.Expr:
    """C/v^(L+1) at ϱ = ϱ_min + c t.

    Examples
    --------
    Schläfli's graph at L = 3:

    >>> exact_ratio(Parameters(sp.Integer(5), sp.Integer(2), sp.Integer(8)), 3, sp.Integer(0))
    25/36
    """
    found = strongly_regular(graph, graph.least_ratio + c * graph.last_ratio, name="S27", title="S27")
    return sp.cancel(found.uniform_cost_constant.subs(L, depth) / graph.classes ** (depth + 1))


def _least_eigenvalue_two(stated: VertexRange) -> Step:
    start = stated.lattice_at_three
    return Step(
        "The least eigenvalue −2 at L = 3",
        (
            sp.Eq(sp.Symbol("(p, m, μ) of T(r)"), sp.Tuple(TRIANGULAR.p, TRIANGULAR.m, TRIANGULAR.mu)),
            sp.Eq(sp.Symbol("(p, m, μ) of L_2(r)"), sp.Tuple(LATTICE.p, LATTICE.m, LATTICE.mu)),
        ),
        f"T(r) is SRG's graph, which beats DNC for r ≥ 5 (S5); L_2(r) for r ≥ {start} with c = 1/5, and the complement of Clebsch's"
        " graph, Schläfli's and Chang's with c = 0",
        obligations=(
            *below_one((exact_ratio(LATTICE, 3, LATTICE_C),), {r: start}, f"L_2(r), r ≥ {start}"),
            *(
                Decided(
                    bool(exact_ratio(Parameters(*map(sp.Integer, one)), 3, sp.Integer(0)) < 1),
                    f"C < v⁴ for (p, m, μ) = {one}",
                )
                for one in stated.sporadic_at_three
            ),
            Identity(TRIANGULAR.classes, r * (r - 1) / 2, "vertices of T(r)"),
            Identity(TRIANGULAR.degree, 2 * (r - 2), "degree of T(r)"),
            Identity(LATTICE.classes, r**2, "vertices of L_2(r)"),
            Identity(LATTICE.degree, 2 * (r - 1), "degree of L_2(r)"),
        ),
        facts=(facts.SEIDEL,),
    )


def is_positive(a: sp.Rational, b: sp.Rational) -> bool:
    """Whether a + b√5 > 0, by squares of rational numbers.

    Examples
    --------
    >>> is_positive(sp.Integer(9), sp.Integer(-4)), is_positive(sp.Integer(2), sp.Integer(-1))
    (True, False)
    """
    return bool((a if a**2 > 5 * b**2 else b) > 0)


def _pentagon() -> Step:
    root = sp.sqrt(5)
    graph = Parameters((1 + root) / 2, (1 + root) / 2, sp.Integer(1))
    left = sp.radsimp(1 - sp.Mul(*factors(graph, 4, sp.Integer(0), exact_bound(graph, sp.Integer(0)))))
    a, b = sp.expand(left).as_coefficients_dict().get(sp.S.One, sp.S.Zero), sp.expand(left).coeff(root)
    return Step(
        "L = 4: the pentagon",
        sp.Eq(sp.Symbol("1 − C/5⁵"), a + b * root),
        "the only conference graph with m < 2; on nine vertices m = 2",
        obligations=(
            Identity(left, a + b * root, "1 − C/v⁵"),
            Decided(is_positive(a, b), "it is positive"),
        ),
    )


def _further_layers() -> Step:
    g = GENERAL
    return Step(
        "Each further layer helps",
        sp.Eq(sp.Symbol("C(L+1)/v^(L+2)"), sp.Symbol("C(L)/v^(L+1)") * sp.Symbol("(1 + f)/v")),
        "1 + f = v − g < v",
        obligations=(Identity(g.classes - (1 + g.kept), g.lost, "v − 1 − f = g"),),
        facts=(facts.INDUCTION,),
    )
