"""The κ-curve of a block in ball arithmetic: the rigorous counterpart of :mod:`numerics.kappa_curve`.

All balls (``flint.arb``) are computed with the current precision of ``flint.ctx``.  A comparison of balls
is true only if it holds for all their points, so that "not a < b" does not say a >= b.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from flint import arb, ctx, fmpq, fmpq_poly


class Minimum(NamedTuple):
    """Least loss of a block."""

    loss: arb
    """Holds the least loss."""
    kappa: arb | None
    """Holds κ of the unique minimum; None for the zero solution or if undecided."""
    zero: bool | None
    """Whether the zero solution is at least as good as all others; None if undecided."""

    @property
    def decided(self) -> bool:
        """Whether it is known which solution is the least."""
        return self.zero is True or self.kappa is not None


class _Fold(NamedTuple):
    """Where G turns."""

    kappa: arb
    level: arb


class _Crossing(NamedTuple):
    """Where G crosses a level on a branch."""

    kappa: arb
    """Holds the crossing, if there is one."""
    certain: bool
    """Whether there certainly is one."""


@dataclass(frozen=True)
class BallCurve:
    """κ-curve of a block with exact spectrum, for use with one precision.

    Attributes
    ----------
    L : int
        Depth.
    K : fmpq
        Total number of classes.
    spectrum : tuple of (fmpq, fmpq)
        Distinct s_i² > 0 with their multiplicities m_i > 0.
    costs : tuple of (fmpq or arb, fmpq)
        Squared norms of base matrices, each with the number of factors that have it.

    Examples
    --------
    DNC on ten classes at L = 3, λ = 1/50.

    >>> curve = BallCurve(3, fmpq(10), ((fmpq(1), fmpq(10)),), ((fmpq(10), fmpq(3)),))
    >>> curve.folds
    [2.00000000000000]
    >>> curve.minimum(4 * arb(fmpq(1, 50)).log()).kappa.str(6)
    '[0.294601 +/- 3.24e-7]'
    """

    L: int
    K: fmpq
    spectrum: tuple[tuple[fmpq, fmpq], ...]
    costs: tuple[tuple[fmpq | arb, fmpq], ...]

    @property
    def zero_loss(self) -> fmpq:
        """Loss of the zero solution, half the share of the block in the classes."""
        return sum((multiplicity for _, multiplicity in self.spectrum), fmpq(0)) / (2 * self.K)

    @property
    def shape_cost(self) -> fmpq | None:
        """The product c_H c_1 ⋯ c_{L-1} if all its factors are rational."""
        if any(isinstance(cost, arb) for cost, _ in self.costs):
            return None
        return reduce(mul, (fmpq(cost) ** int(count) for cost, count in self.costs), fmpq(1))

    @cached_property
    def _log_shape_cost(self) -> arb:
        return sum((count * arb(cost).log() for cost, count in self.costs), arb(0))

    @cached_property
    def folds(self) -> list[arb]:
        """κ at the sign changes of G', ascending and disjoint; their number is odd.

        G' has the sign of Σ m_i s_i² ((L+1) s_i² - (L-1) κ) / (s_i² + κ)³, a polynomial over a positive
        denominator; FLINT isolates its roots and gives the real ones an exact imaginary part 0.
        """
        cubes = [fmpq_poly([square, 1]) ** 3 for square, _ in self.spectrum]
        numerator = fmpq_poly([0])
        for i, (square, multiplicity) in enumerate(self.spectrum):
            linear = fmpq_poly([(self.L + 1) * square, -(self.L - 1)]) * (multiplicity * square)
            numerator += reduce(mul, cubes[:i] + cubes[i + 1 :], linear)
        bits = ctx.prec
        while True:
            with ctx.workprec(bits):
                roots = [
                    root.real for root, power in numerator.complex_roots() if power % 2 and root.imag == 0
                ]
            folds = sorted((root for root in roots if root > 0), key=lambda root: root.mid())
            if all(a < b for a, b in pairwise(folds)):
                return folds
            bits *= 2

    @cached_property
    def _folds(self) -> list[_Fold]:
        return [_Fold(kappa, self.level(kappa)) for kappa in self.folds]

    @cached_property
    def _spaces(self) -> list[tuple[arb, arb]]:
        """Pairs (s_i², m_i/s_i²)."""
        return [(arb(square), arb(multiplicity / square)) for square, multiplicity in self.spectrum]

    @cached_property
    def _exponent(self) -> arb:
        return arb(fmpq(self.L, self.L + 1))

    def _moments(self, kappa: arb) -> tuple[arb, arb]:
        """T = Σ w_i q_i² and the mean residual Σ w_i q_i² y_i / T."""
        total, first = arb(0), arb(0)
        for square, weight in self._spaces:
            inverse = 1 / (square + kappa)
            output = square * inverse
            term = weight * output * output
            total += term
            first += term * (kappa * inverse)
        return total, first / total

    def level(self, kappa: arb) -> arb:
        """G = log κ + L/(L+1) · log T."""
        return kappa.log() + self._exponent * self._moments(kappa)[0].log()

    def fit_error(self, kappa: arb) -> arb:
        """Σ m_i y_i²/(2K), which grows with κ."""
        terms = (weight * square * (kappa / (square + kappa)) ** 2 for square, weight in self._spaces)
        return sum(terms, arb(0)) / (2 * self.K)

    def critical_root(self, kappa: arb) -> arb:
        """K Λ^(1/(L+1)) of the Λ for which κ is critical: κ T^(L/(L+1)) / c^(1/(L+1))."""
        return (self.level(kappa) - self._log_shape_cost / (self.L + 1)).exp()

    def slope(self, kappa: arb) -> arb:
        """(L+1)/2 · (c T)^(1/(L+1)): the loss at the outputs q(κ) is fit_error + slope · Λ^(1/(L+1)).

        For every κ >= 0, critical or not; where κ is critical it is the slope of the least loss too.
        """
        root = (self._log_shape_cost + self._moments(kappa)[0].log()) / (self.L + 1)
        return root.exp() * (self.L + 1) / 2

    def loss(self, kappa: arb) -> arb:
        """Loss of the block at a critical point, MATH.md §2."""
        return self.fit_error(kappa) + (self.L + 1) * kappa * self._moments(kappa)[0] / (2 * self.K)

    def minimum(self, log_product: arb) -> Minimum:
        """Find the least loss over all branches and the zero solution, for a ball of log Λ."""
        level = arb(self.K).log() + (log_product + self._log_shape_cost) / (self.L + 1)
        zero = least = arb(self.zero_loss)
        candidates: list[tuple[arb, _Crossing]] = []
        for low, high in zip([None, *self._folds[1::2]], self._folds[::2], strict=True):
            if low is not None and self.fit_error(low.kappa) > least:
                break  # all that follows costs more
            crossing = self._crossing(level, low, high)
            if crossing is not None:
                loss = self.loss(crossing.kappa)
                candidates.append((loss, crossing))
                if crossing.certain:
                    least = least.min(loss)
        for loss, crossing in candidates:
            if not crossing.certain and not loss > least:
                least = least.union(least.min(loss))
        winners = [
            crossing.kappa
            for loss, crossing in candidates
            if crossing.certain
            and loss < zero
            and all(loss < other for other, rival in candidates if rival is not crossing)
        ]
        beats_zero = any(crossing.certain and loss < zero for loss, crossing in candidates)
        loses_to_zero = all(loss > zero for loss, _ in candidates)
        return Minimum(
            loss=least,
            kappa=winners[0] if winners else None,
            zero=False if beats_zero else True if loses_to_zero else None,
        )

    def _crossing(self, level: arb, low: _Fold | None, high: _Fold) -> _Crossing | None:
        """Enclose where G crosses ``level`` upwards between two folds; a missing left one stands for κ = 0.

        Points at which the sign of G - level is certain narrow the bracket [left, right] of the crossing.
        The search ends with a proof that the crossing is close to the point reached; where G is too flat
        for one, the bracket is returned.
        """
        if high.level < level or (low and low.level > level):
            return None
        certain = high.level > level and (not low or low.level < level)
        right = high.kappa.upper()
        if low is None:
            weights = sum((weight for _, weight in self._spaces), arb(0))
            x = left = (level - self._exponent * weights.log()).exp().lower()  # since T(κ) < T(0)
        else:
            left = low.kappa.lower()
            x = (left * right).sqrt().mid()
        small = arb(2) ** (-2 * ctx.prec // 5)
        for _ in range(4 * ctx.prec):
            inside = x < high.kappa and (not low or x > low.kappa)
            if not inside or right - left < left * small:
                break
            excess, rise = self._excess(x, level)
            if excess < 0:
                left = x
            elif excess > 0:
                right = x
            step = (-excess / rise).mid()
            x = (x * step.exp()).mid()
            if abs(step) < small:
                kappa = self._proved(x, level)
                if kappa is not None and kappa < high.kappa and (not low or kappa > low.kappa):
                    return _Crossing(kappa, certain=True)
            if not left < x < right:
                x = (left * right).sqrt().mid()
        return _Crossing(left.union(right), certain)

    def _excess(self, kappa: arb, level: arb) -> tuple[arb, arb]:
        """G - level and its derivative in log κ."""
        total, mean = self._moments(kappa)
        excess = kappa.log() + self._exponent * total.log() - level
        return excess, 1 - 2 * self._exponent * mean

    def _proved(self, x: arb, level: arb) -> arb | None:
        """Ball around ``x`` that certainly holds a crossing, by an interval Newton step in v = log(κ/x)."""
        excess, rise = self._excess(x, level)
        radius = 2 * (excess / rise).abs_upper() + arb(2) ** (8 - ctx.prec)
        around = arb(0, radius)
        newton = -excess / self._excess(x * around.exp(), level)[1]
        return x * newton.exp() if around.contains_interior(newton) else None
