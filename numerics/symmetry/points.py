"""S_r-equivariant networks on the edges of K_r whose hidden layers are the r points, to certified optimality (S20).

Classes are the K = r(r-1)/2 edges.  An equivariant layer M_l, l = 2, …, L-1, has one entry where the point is on the
edge and another where it is not; W_l has one on and one off its diagonal; W_{L-1} has u on the two endpoints of its
edge and v elsewhere; W_L is any equivariant matrix, which the ridge solution is.

* **The points.**  M has two singular values, with the column sum σ = 2b_1 + (r-2)b_0 and the difference δ = b_1 - b_0:
  σ √((r-1)/2) once and |δ| √(r-2) for r - 1 times; ‖W_l‖² = (σ'/σ)² + (r-1)(δ'/δ)².  A negative entry that σ cuts off only
  costs, for M_2 and for every W_l, so that all M_l >= 0 and |δ| <= σ/2.
* **The least cost of reaching M_{L-1}** grows with σ and |δ|.  At L = 3 it is the nuclear norm; at L = 4 the minimum over
  y = |δ|/σ of M_2 has a closed form by Hölder's inequality, or y = 1/2.
* **What is left** is the direction t of M_{L-1} = (1-t) B + t (J-B) and that of (u, v): two numbers.  On a box the least
  cost with the greatest |eigenvalues| of σ(M_L) bounds the loss, for it grows with the one and falls with the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from math import comb, log
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq

from numerics import branch_and_bound
from numerics.ball_curve import BallCurve
from numerics.checks import Floats, whole
from numerics.rationals import to_ball, to_flint
from theory.errors import InvalidInputError

_BITS = 80
_CHARTS = ((0, 1), (0, -1), (1, 1), (1, -1))
"""Which of u and v has absolute value 1, and its sign: the other runs over [-1, 1]."""


class Box(NamedTuple):
    """Ranges of t and of the free one of u and v; ``fixed`` is one of the charts."""

    fixed: tuple[int, int]
    t: tuple[Fraction, Fraction]
    free: tuple[Fraction, Fraction]


Range = tuple[Any, Any]
"""Ends of an interval, rational numbers or arrays of floats."""


@dataclass(frozen=True)
class PointsProblem:
    """The least loss of the family.

    Attributes
    ----------
    r : int
        At least 4.
    L : int
        3 or 4.
    product : Fraction
        Λ = n λ_H λ_1 ⋯ λ_L.
    """

    r: int
    L: int
    product: Fraction

    def __post_init__(self) -> None:
        whole("r", self.r, 4)
        if self.L not in (3, 4):
            raise InvalidInputError(
                f"L = {self.L} given; the least cost of reaching M_(L-1) is known for L = 3 and 4 only"
            )

    @property
    def K(self) -> int:
        """Number of classes."""
        return comb(self.r, 2)

    @property
    def multiplicities(self) -> tuple[int, int, int]:
        """Of the eigenspaces of matrices over the edges."""
        return 1, self.r - 1, self.r * (self.r - 3) // 2

    def domain(self) -> list[Box]:
        """All of the family, by the four charts of (u, v)."""
        one = Fraction(1)
        return [Box(fixed, (Fraction(0), one), (-one, one)) for fixed in _CHARTS]

    def bound(self, box: Box) -> arb:
        """A ball above whose lower end all losses in the box lie."""
        u, v = _weights(box.fixed, *box.free)
        sigma, delta, square, eigenvalues = self._ranges(box.t, u, v, min, max)
        cost = self._reaching(sigma, delta) ** 2 * to_flint(square * self.K)
        spectrum: dict[fmpq, fmpq] = {}
        lost = fmpq(0)
        for multiplicity, (low, high) in zip(self.multiplicities, eigenvalues, strict=True):
            greatest = to_flint(max(-low, high)) ** 2
            if multiplicity and not greatest:
                lost += multiplicity
            elif multiplicity:
                spectrum[greatest] = spectrum.get(greatest, fmpq(0)) + multiplicity
        given_up = arb(lost / (2 * self.K))  # outputs on eigenvalue 0
        if not spectrum or not cost > 0:
            # Nothing to learn, or a box on which the cost may vanish: no loss is less than what is given up.
            return arb(fmpq(1, 2)) if not spectrum else given_up
        curve = BallCurve(self.L, fmpq(self.K), tuple(spectrum.items()), ((cost, fmpq(1)),))
        return curve.minimum(to_ball(self.product).log()).loss + given_up

    def _reaching(self, sigma: Fraction, delta: Fraction) -> arb:
        """What ‖H_1‖ ‖W_1‖ ⋯ ‖W_{L-2}‖ is at least for a matrix M_{L-1} with these σ and |δ|, or greater ones."""
        s, d = to_ball(sigma), to_ball(delta)
        alpha, beta = arb(fmpq(self.r - 1, 2)).sqrt(), (self.r - 1) * arb(self.r - 2).sqrt()
        if self.L == 3:
            return alpha * s + beta * d
        if not delta:
            return alpha * s
        spread = (self.r - 1) * d**2
        # (α + βy)² (s² + spread/y²) falls up to y_best and grows from there on.
        y_best = (alpha * spread / (beta * s**2)) ** fmpq(1, 3)
        if y_best > fmpq(1, 2):
            return (alpha + beta / 2) * (s**2 + 4 * spread).sqrt()
        return ((alpha * s) ** fmpq(2, 3) + (beta**2 * spread) ** fmpq(1, 3)) ** fmpq(3, 2)

    def _ranges(
        self, t: Range, u: Range, v: Range, low: Callable[..., Any], high: Callable[..., Any]
    ) -> tuple[Any, Any, Any, list[Range]]:
        """Least σ, |δ| and ‖row of W_{L-1}‖², and ranges of the eigenvalues of σ(M_L)."""
        r, zero = self.r, t[0] * 0
        sigma = 2 + (r - 4) * t[0]
        delta = high(1 - 2 * t[1], 2 * t[0] - 1, zero)
        square = 2 * high(u[0], -u[1], zero) ** 2 + (r - 2) * high(v[0], -v[1], zero) ** 2
        # Entries of M_L for two edges with 2, 1, 0 common points: linear in t, u and v each, so corners suffice.
        corners = list(product(t, u, v))
        entries = [
            [2 * y * (1 - x) + (r - 2) * z * x for x, y, z in corners],
            [(y + z) * (1 - x) + (y + (r - 3) * z) * x for x, y, z in corners],
            [2 * z * (1 - x) + (2 * y + (r - 4) * z) * x for x, y, z in corners],
        ]
        same, one, none = ((high(low(*values), zero), high(*values, zero)) for values in entries)
        rows = [(1, 2 * (r - 2), comb(r - 2, 2)), (1, r - 4, -(r - 3)), (1, -2, 1)]
        return (
            sigma,
            delta,
            square,
            [
                (sum(c * x[c < 0] for c, x in pairs), sum(c * x[c >= 0] for c, x in pairs))
                for pairs in (list(zip(row, (same, one, none), strict=True)) for row in rows)
            ],
        )

    def guess(self, boxes: Sequence[Box]) -> Floats:
        """:meth:`bound` in floats and for many boxes: it guides the search, and decides nothing."""
        ends = np.array([[float(x) for x in (*box.t, *box.free)] for box in boxes]).T
        sides = [_weights(box.fixed, *box.free) for box in boxes]
        u, v = (tuple(np.array([[float(x) for x in side[k]] for side in sides]).T) for k in (0, 1))
        sigma, delta, square, eigenvalues = self._ranges(
            (ends[0], ends[1]),
            u,
            v,
            lambda *x: np.minimum.reduce(np.broadcast_arrays(*x)),
            lambda *x: np.maximum.reduce(np.broadcast_arrays(*x)),
        )
        alpha, beta = ((self.r - 1) / 2) ** 0.5, (self.r - 1) * (self.r - 2) ** 0.5
        if self.L == 3:
            norm = alpha * sigma + beta * delta
        else:
            spread = (self.r - 1) * delta**2
            y = np.clip((alpha * spread / (beta * sigma**2)) ** (1 / 3), 1e-150, 0.5)
            norm = (alpha + beta * y) * np.sqrt(sigma**2 + spread / y**2)
        with np.errstate(divide="ignore"):
            log_cost = np.log(norm**2 * square * self.K * self.K)
        log_cost += log(self.product.numerator) - log(self.product.denominator)
        kappa = np.exp(np.linspace(-16, 12, 500))[:, np.newaxis]
        fit = sum(
            m * kappa / (np.maximum(-low, high) ** 2 + kappa)
            for m, (low, high) in zip(self.multiplicities, eigenvalues, strict=True)
        )
        curve = self.L / 2 * np.exp((log_cost - np.log(kappa)) / self.L) + fit / (2 * self.K)
        return np.asarray(np.minimum(curve.min(axis=0), 0.5), dtype=np.float64)

    def points(self, boxes: Sequence[Box]) -> list[Box]:
        """Corners."""
        return [Box(box.fixed, (x, x), (y, y)) for box in boxes for x in box.t for y in box.free]

    def ways(self, box: Box) -> list[tuple[Box, Box]]:
        """Across t and across the direction of (u, v)."""
        (t_low, t_high), (low, high) = box.t, box.free
        t_cut, cut = (t_low + t_high) / 2, (low + high) / 2
        return [
            (box._replace(t=(t_low, t_cut)), box._replace(t=(t_cut, t_high))),
            (box._replace(free=(low, cut)), box._replace(free=(cut, high))),
        ]


class CertifiedMinimum(NamedTuple):
    """A minimum between two numbers."""

    least: arb
    """No network of the family costs less."""
    boxes: tuple[Box, ...]
    """The cover on which ``least`` was found, in balls."""
    best: Box
    """A point of the family, as a box."""
    reached: arb
    """Its loss."""


def certified_minimum(problem: PointsProblem, slack: float = 1e-3) -> CertifiedMinimum:
    """Enclose the least loss of the family.

    Examples
    --------
    >>> found = certified_minimum(PointsProblem(5, 3, Fraction("0.004") ** 4), slack=0.01)
    >>> found.best.t[0], abs(found.best.free[0]), found.reached.str(8, radius=False)
    (Fraction(0, 1), Fraction(1, 1), '0.072893892')
    >>> bool(found.least > 0.98 * found.reached)
    True
    """
    boxes = branch_and_bound.cover(problem, problem.domain(), slack)
    best = best_point(problem, boxes)
    with ctx.workprec(_BITS):
        least = reduce(arb.min, (problem.bound(box).lower() for box in boxes)).lower()
        return CertifiedMinimum(least, tuple(boxes), best, problem.bound(best))


def best_point(problem: PointsProblem, boxes: Sequence[Box]) -> Box:
    """The corner of a box with the least loss, as floats see it."""
    points = problem.points(boxes)
    return points[int(problem.guess(points).argmin())]


def _weights(fixed: tuple[int, int], low: Any, high: Any) -> tuple[Range, Range]:
    """Ranges of u and v of a box."""
    index, sign = fixed
    whole_range = (Fraction(sign), Fraction(sign))
    return (whole_range, (low, high)) if index == 0 else ((low, high), whole_range)
