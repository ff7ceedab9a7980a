"""Units of the phase diagram: blocks of classes, each with its gain over being given up.

In the coordinate z = K Λ^(1/(L+1)), which is Kλ where all λ's equal λ and n = 1, K times the loss of a block is

    min_q Σ m_i (1-q_i)²/2 + (L+1)/2 · z (c Σ m_i q_i²/s_i²)^{1/(L+1)},

whatever the total number of classes K.  Its *gain* D(z) is what the block earns against zero outputs, half
the number of its classes minus that.  As a maximum of affine functions of z, one for each q, D is convex; it falls to
0 at the threshold of the block and stays there.  All of the certificate rests on this (:mod:`certify`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from operator import mul
from typing import NamedTuple

from flint import arb, ctx, fmpq, fmpq_poly

from numerics.ball_curve import BallCurve
from numerics.block_curves import block_curve
from numerics.lowering import lower_to_balls
from theory.construction import Construction
from theory.constructions import construction
from theory.constructions.constant import CONSTANT
from theory.constructions.dnc import DNC

BITS = 192
"""Working precision of everything in this package."""


class Point(NamedTuple):
    """A unit at one z."""

    gain: arb
    """Holds D(z)."""
    slope: arb | None
    """Holds D'(z), at the threshold of the unit the slope on the left; None if the best outputs are not known."""
    kappa: arb | None
    """Holds κ of the best outputs; None where it is not known or the unit is given up."""
    line: tuple[arb, arb] | None
    """(a, b) such that D >= a + b z everywhere, nearly with equality here."""


@dataclass(frozen=True)
class Unit:
    """A block of classes, or a direction of output, that is solved on its own.

    Attributes
    ----------
    name : str
        "DNC" for a single class, "SRG_5" for SRG on the edges of K_5.
    directions : int
        How many directions of output it fits: its classes, or 1 for the constant predictor.
    family, value : Construction, int
        The construction and the value of its parameter.
    L : int
        Depth.
    curve : BallCurve
        Its κ-curve, normalised by K = 1.
    """

    name: str
    directions: int
    family: Construction = field(compare=False)
    value: int
    L: int
    curve: BallCurve = field(compare=False, repr=False)

    def at(self, z: arb) -> Point:
        """Evaluate the gain at z > 0, or at the exact number 0."""
        with ctx.workprec(BITS):
            if z == 0:
                kappa = arb(0)
                slope = -self.curve.slope(kappa)
                full = arb(self.curve.zero_loss)
                return Point(full, slope, kappa, (full, slope))
            found = self.curve.minimum((self.L + 1) * z.log())
            if found.zero:
                return Point(arb(0), arb(0), None, (arb(0), arb(0)))
            gain = self.curve.zero_loss - found.loss
            if found.kappa is None:
                return Point(gain, None, None, None)
            return Point(gain, -self.curve.slope(found.kappa), found.kappa, self.line(found.kappa.mid()))

    def at_threshold(self) -> Point:
        """Evaluate the gain at the threshold, where it is exactly 0."""
        with ctx.workprec(BITS):
            _, kappa = self.threshold
            return Point(arb(0), -self.curve.slope(kappa), kappa, self.line(kappa.mid()))

    def line(self, kappa: arb) -> tuple[arb, arb]:
        """(a, b) such that the outputs q(κ) gain a + b z; the best outputs gain at least that."""
        return self.curve.zero_loss - self.curve.fit_error(kappa), -self.curve.slope(kappa)

    @cached_property
    def zero_gain(self) -> fmpq_poly:
        """Polynomial in κ whose positive roots are the critical points of gain 0.

        The gain at a critical point is ½ Σ m_i q_i (L q_i - (L-1)) with L q_i - (L-1) = (s_i² - (L-1) κ)/(s_i² + κ).
        """
        squares = [fmpq_poly([square, 1]) ** 2 for square, _ in self.curve.spectrum]
        total = fmpq_poly([0])
        for i, (square, multiplicity) in enumerate(self.curve.spectrum):
            linear = fmpq_poly([square, -(self.L - 1)]) * (multiplicity * square)
            total += reduce(mul, squares[:i] + squares[i + 1 :], linear)
        return total

    @cached_property
    def threshold(self) -> tuple[arb, arb]:
        """(z, κ) where the gain reaches 0: the last z at which a critical point gains 0."""
        with ctx.workprec(BITS):
            roots = [root.real for root, _ in self.zero_gain.complex_roots() if root.imag == 0]
            critical = [(self.curve.critical_root(root), root) for root in roots if root > 0]
            ascending = sorted(critical, key=lambda at: at[0].mid())
        if not all(z < ascending[-1][0] for z, _ in ascending[:-1]):
            raise ArithmeticError(f"two thresholds of {self.name} at L = {self.L} cannot be told apart")
        return ascending[-1]

    def in_dnc_classes(self) -> int | None:
        """How many single DNC classes have exactly the gain of this unit, if any number has.

        With one singular value s the gain depends on m and c m/s² alone, and for m DNC classes the latter is m^(L+1).
        """
        cost = self.curve.shape_cost
        if cost is None or len(self.curve.spectrum) > 1:
            return None
        ((square, multiplicity),) = self.curve.spectrum
        same = cost * multiplicity / square == multiplicity ** (self.L + 1)
        return int(multiplicity.numerator) if same else None


@cache
def dnc_unit(L: int) -> Unit:
    """A single class of DNC.

    Examples
    --------
    >>> z, kappa = dnc_unit(2).threshold
    >>> z.str(10), kappa.str()
    ('[0.3968502630 +/- 7.96e-12]', '1.00000000000000')
    """
    return _unit("DNC", DNC, 1, L)


@cache
def srg_unit(s: int, L: int) -> Unit:
    """SRG on the edges of K_s.

    Examples
    --------
    >>> srg_unit(4, 2).in_dnc_classes(), srg_unit(4, 3).in_dnc_classes()
    (6, None)
    """
    return _unit(f"SRG_{s}", construction("srg", L), s, L)


@cache
def constant_unit(K: int, L: int) -> Unit:
    """The constant predictor of K classes; it fits one direction of output.

    Examples
    --------
    >>> constant_unit(10, 4).in_dnc_classes()
    1
    """
    return _unit("constant", CONSTANT, K, L)


def _unit(name: str, family: Construction, value: int, L: int) -> Unit:
    with ctx.workprec(BITS):
        numbers = lower_to_balls(family).blocks[0].numbers(fmpq(value), fmpq(L))
        curve = block_curve(name, numbers, L, fmpq(1))
    directions = int(fmpq(numbers.classes).numerator)
    return Unit(name, directions, family, value, L, curve)
