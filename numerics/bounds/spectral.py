"""S21: the least loss that singular values before and behind each ReLU allow, by branch and bound.

The bound is the minimum over two numbers, a = s_1/s_2 >= 1 and X = Σ_{i>=3} s_i²/s_2² in [0, K-2], of the
least loss of a κ-curve with cost φ^(L-2)(a+1+X)², which grows with a and X, and spectrum a², 1, X/(K-2)
(K-2 times), on which the loss falls.  Hence on a box the cost at its lower corner with the spectrum at its
upper corner bounds the loss.  Floats decide only where boxes are cut; the bound on every box is a ball.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import log

import numpy as np
from flint import arb, ctx, fmpq

from numerics import branch_and_bound
from numerics.ball_curve import BallCurve
from numerics.bounds.bound import LowerBound
from numerics.checks import Exact, Floats, exact
from numerics.rationals import to_ball, to_flint

SLACK = 5e-3
"""By how much, relatively, the bound may fall short of the minimum."""

_BITS = 80


@dataclass(frozen=True)
class Box:
    """A set of pairs (a, X); without ``a_high`` it reaches to infinity."""

    a_low: Fraction
    a_high: Fraction | None
    X_low: Fraction
    X_high: Fraction

    def halves(self, along_a: bool) -> tuple[Box, Box]:
        """Cut in two at about the geometric mean; a side from 0 or to infinity is cut at a quarter, or twice its end.

        Examples
        --------
        >>> Box(Fraction(1), None, Fraction(0), Fraction(1)).halves(along_a=False)[0].X_high
        Fraction(1, 4)
        """
        if along_a:
            cut = _between(self.a_low, self.a_high) if self.a_high else 2 * self.a_low
            return (
                Box(self.a_low, cut, self.X_low, self.X_high),
                Box(cut, self.a_high, self.X_low, self.X_high),
            )
        cut = _between(self.X_low, self.X_high) if self.X_low else self.X_high / 4
        return (
            Box(self.a_low, self.a_high, self.X_low, cut),
            Box(self.a_low, self.a_high, cut, self.X_high),
        )


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A fraction with few digits near the geometric mean."""
    mean = Fraction((float(low) * float(high)) ** 0.5).limit_denominator(10**4)
    return mean if low < mean < high else (low + high) / 2


@dataclass(frozen=True)
class SpectralProblem:
    """The minimum over a and X.

    Attributes
    ----------
    K, L : int
        At least 2.
    product : Fraction
        Λ = n λ_H λ_1 ⋯ λ_L.
    layers : int, optional
        How often φ is applied; L - 2 times is what is proved.
    """

    K: int
    L: int
    product: Fraction
    layers: int | None = None

    @property
    def domain(self) -> Box:
        """All a and X."""
        return Box(Fraction(1), None, Fraction(0), Fraction(self.K - 2))

    @property
    def _layers(self) -> int:
        return self.L - 2 if self.layers is None else self.layers

    def bound(self, box: Box) -> arb:
        """A ball above whose lower end all losses with (a, X) in the box lie."""
        k = self.K - 2
        cost = through_layers(to_ball(box.a_low), to_ball(box.X_low), self._layers) ** 2
        spectrum = {fmpq(1): fmpq(1)}
        # The cost is more than a², so that q_1 alone costs at least as if a² were the cost, however great a is.
        square = to_flint(box.a_high) ** 2 if box.a_high is not None else _above(cost)
        spectrum[square] = spectrum.get(square, fmpq(0)) + 1
        if box.X_high:
            square = to_flint(box.X_high) / k
            spectrum[square] = spectrum.get(square, fmpq(0)) + k
        curve = BallCurve(self.L, fmpq(self.K), tuple(spectrum.items()), ((cost, fmpq(1)),))
        return curve.minimum(to_ball(self.product).log()).loss

    def points(self, boxes: Sequence[Box]) -> list[Box]:
        """Corners with the least a and the greatest X, which is not 0 unless it must be."""
        return [Box(*(box.a_low,) * 2, *(box.X_high,) * 2) for box in boxes]

    def ways(self, box: Box) -> list[tuple[Box, Box]]:
        """Across a, and across X where it is not fixed."""
        return [box.halves(along_a) for along_a in ((True, False) if box.X_high else (True,))]

    def guess(self, boxes: Sequence[Box]) -> Floats:
        """:meth:`bound` in floats and for many boxes, up to about 1e-4: it guides the search, and decides nothing."""
        a_low, X_low, X_high = (
            np.array([float(getattr(box, side)) for box in boxes]) for side in ("a_low", "X_low", "X_high")
        )
        k, root, norm = self.K - 2, np.sqrt(X_low), a_low + 1 + X_low
        for _ in range(self._layers):
            norm = (np.maximum(norm - root, 0) ** (2 / 3) + root ** (2 / 3)) ** 1.5
        log_cost = (
            np.log(self.K) + log(self.product.numerator) - log(self.product.denominator) + 2 * np.log(norm)
        )
        squares = np.array([float(box.a_high) if box.a_high else np.inf for box in boxes]) ** 2
        squares = np.where(np.isinf(squares), norm**2, squares)
        kappa = np.exp(np.linspace(-25, 12, 600))[:, np.newaxis]
        fit = kappa / (squares + kappa) + kappa / (1 + kappa)
        if k:
            fit = fit + k * kappa / (X_high / k + kappa)
        # min over κ of L/2 (Λ c K/κ)^(1/L) + fit/(2K): the loss with the price of the norms as a variable.
        curve = self.L / 2 * np.exp((log_cost - np.log(kappa)) / self.L) + fit / (2 * self.K)
        return np.asarray(np.minimum(curve.min(axis=0), 0.5), dtype=np.float64)


def spectral_bound(K: int, L: int, lam: Exact, n: int = 1) -> LowerBound | None:
    """The bound of statement S21; None for K = 1.

    Examples
    --------
    With two layers and three classes it is close to the loss of DNC, which is 0.05919 here:

    >>> round(float(spectral_bound(3, 2, Fraction(1, 75)).loss), 3)
    0.057
    """
    if K < 2:
        return None
    problem = SpectralProblem(K, L, n * exact("lambda", lam) ** (L + 1))
    boxes = cover(problem)
    loss, weakest = least_bound(problem, boxes)
    certificate = {
        "box": "a_low, a_high (null: no end), X_low, X_high",
        "boxes": [_edges(box) for box in boxes],
        "weakest box": _edges(weakest),
    }
    return LowerBound(loss, "S21", ("S1",), certificate)


def least_bound(problem: SpectralProblem, boxes: list[Box]) -> tuple[arb, Box]:
    """The least of the bounds on some boxes, as an exact number, and a box where it is about reached."""
    with ctx.workprec(_BITS):
        bounds = [problem.bound(box).lower() for box in boxes]
        loss = reduce(arb.min, bounds).lower()
    return loss, min(zip(bounds, boxes, strict=True), key=lambda pair: float(pair[0]))[1]


def cover(problem: SpectralProblem, slack: float = SLACK) -> list[Box]:
    """Boxes that cover all (a, X), each cut until its bound is within ``slack`` of the least loss, as floats see it."""
    return branch_and_bound.cover(problem, [problem.domain], slack)


def _edges(box: Box) -> list[str | None]:
    return [None if side is None else str(side) for side in (box.a_low, box.a_high, box.X_low, box.X_high)]


def through_layers(a: arb, X: arb, layers: int) -> arb:
    """φ applied ``layers`` times to a + 1 + X; L - 2 times it is a bound on ‖H_1‖ ‖W_1‖ ⋯ ‖W_{L-1}‖, in units of s_2.

    Examples
    --------
    >>> through_layers(arb(1), arb(1), 0)
    3.00000000000000
    >>> through_layers(arb(1), arb(0), 4)
    2.00000000000000
    """
    norm, root = a + 1 + X, X.sqrt()
    if X == 0:
        return norm
    for _ in range(layers):
        norm = (_two_thirds(norm - root) + _two_thirds(root)) ** fmpq(3, 2)
    return norm


def _two_thirds(x: arb) -> arb:
    return x ** fmpq(2, 3)


def _above(x: arb) -> fmpq:
    """A rational number that x does not exceed, close to it."""
    mantissa, exponent = x.upper().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
