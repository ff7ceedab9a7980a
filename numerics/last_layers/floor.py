"""Lower bounds on the loss of all last two layers, for given activations and for all weights of their columns.

Fixed Z.  With D = E diag(1/w), T = tr D and N = ‖D‖: outputs Y that cost g have ⟨D, I − Y⟩ >= T − g, and so

    loss >= min over g of (T − g)_+² / (2 K N²) + (L+1)/2 · (Λ C g²)^(1/(L+1)),      C the cost of the layers before,

which with g = qT is c times the loss of a uniform solution with outputs q, c = T²/(K N²) <= 1.

All weights.  With t_k = ⟨E_k, Y_k⟩, columns of E and Y, the cost of neurons for Y is at least Σ t_k / w_k, and
‖Y − I‖² >= Σ (e_k − t_k)² / ‖E_k‖².  With t_k = e_k x_k², s_k = √(c_k e_k) and m_k = e_k² / ‖E_k‖² the loss is at least

    min over x in [0, 1]^K of Σ m_k (1 − x_k²)² / (2K) + A (Σ s_k x_k)^p,     p = 4/(L+1),  A = (L+1)/2 · (Λ d^(L−3))^(1/(L+1)),

or some t_k < 0, and then the fit of class k alone is m_k / (2K) or worse.  The other classes are bounded by E without row and
column k, which satisfies (*) once it is divided by 1 + ‖E_k‖ ‖z_k‖; and so on.

With S = Σ s_k x_k, S between a and b, any ν >= 0 gives

    Σ m_k (1 − x_k²)² / (2K) + A S^p >= Σ_k min over x of (m_k (1 − x²)² / (2K) + ν s_k x) + min of A S^p − ν S at S = a and b,

since A S^p − ν S is concave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb, ctx, fmpq

from numerics.ball_curve import BallCurve
from numerics.last_layers.certificate import DualCertificate
from numerics.last_layers.weights import PRECISION, Contraction, roots
from numerics.rationals import to_ball

_MOST_PIECES = 5000


def fixed_floor(
    dual: DualCertificate, weights: Sequence[Fraction], L: int, product: Fraction, before: arb
) -> arb:
    """Lower bound on the loss for fixed activations.

    Parameters
    ----------
    dual : DualCertificate
        A valid one.
    weights : sequence of Fraction
        w.
    L, product : int and Fraction
        Depth, and Λ.
    before : arb
        C, the product of the squared norms of H_1, W_1, …, W_{L-2} up to scale.
    """
    with ctx.workprec(PRECISION):
        D = dual.scaled_matrix(weights)
        trace = sum((D[k][k] for k in range(dual.K)), Fraction(0))
        share = to_ball(trace**2 / (dual.K * sum(x * x for row in D for x in row)))
        cost = before * to_ball(trace) ** 2 / (dual.K * share ** (L + 1))
        K = fmpq(dual.K)
        uniform = BallCurve(L, K, ((fmpq(1), K),), ((cost, fmpq(1)),))
        return share * uniform.minimum(to_ball(product).log()).loss


@dataclass(frozen=True, eq=False)
class LossFloor:
    """The bound on the loss over all weights and all last two layers.

    Attributes
    ----------
    dual, contraction : DualCertificate and Contraction
        Valid ones; where some E_kk is not positive the bound is not used.
    L, d : int
        Depth, and the rank of the middle layers.
    product : Fraction
        Λ.
    """

    dual: DualCertificate
    contraction: Contraction
    L: int
    d: int
    product: Fraction

    def at_least(self, enough: arb) -> bool:
        """Whether the bound reaches ``enough``, in balls."""
        with ctx.workprec(PRECISION):
            classes = frozenset(range(self.dual.K))
            return min(self.dual.entry(k, k) for k in classes) > 0 and self._reaches(classes, enough)

    def _reaches(self, classes: frozenset[int], enough: arb) -> bool:
        """Whether these classes together cost at least ``enough`` where t_k < 0 for all others."""
        if enough <= 0 or not classes:
            return bool(enough <= 0)
        for k in classes:
            rest = enough - self._shares[k] / (2 * self.dual.K)
            if not rest <= 0 and not self._reaches(classes - {k}, rest):
                return False
        divisor = sum((self._lengths[k] for k in range(self.dual.K) if k not in classes), arb(1)).sqrt()
        parts = [(self._shares[k], self._s[k] / divisor) for k in classes]
        end = float(sum((s for _, s in parts), arb(0)).upper()) * (1 + 1e-9)
        todo, done = [(0.0, end)], 0
        while todo:
            a, b = todo.pop()
            done += 1
            if any(self._piece(parts, a, b, nu) >= enough for nu in self._prices(a, b)):
                continue
            if done + len(todo) > _MOST_PIECES or b - a < 1e-12 * end:
                return False
            todo += [(a, (a + b) / 2), ((a + b) / 2, b)]
        return True

    @cached_property
    def _s(self) -> list[arb]:
        return roots(self.dual, self.contraction)

    @cached_property
    def _shares(self) -> list[arb]:
        """m_k = e_k² / ‖E_k‖²."""
        entry, K = self.dual.entry, self.dual.K
        return [to_ball(entry(k, k) ** 2 / sum(entry(i, k) ** 2 for i in range(K))) for k in range(K)]

    @cached_property
    def _lengths(self) -> list[arb]:
        """‖E_k‖ ‖z_k‖."""
        entry, K, columns = self.dual.entry, self.dual.K, self.dual.columns
        squares = [sum(entry(i, k) ** 2 for i in range(K)) * sum(x * x for x in columns[k]) for k in range(K)]
        return [to_ball(square).sqrt() for square in squares]

    @cached_property
    def _A(self) -> arb:
        return (to_ball(self.product) * arb(self.d) ** (self.L - 3)).root(self.L + 1) * (self.L + 1) / 2

    def _penalty(self, S: float) -> arb:
        return self._A * arb(S) ** to_ball(Fraction(4, self.L + 1)) if S > 0 else arb(0)

    def _prices(self, a: float, b: float) -> Iterator[float]:
        """Values of ν to try: the slope of the penalty's chord, and those between it and that of the fit."""
        chord = float((self._penalty(b) - self._penalty(a)).mid()) / (b - a)
        yield chord
        yield from (chord * x for x in (0.5, 2.0, 0.8, 1.25, 0.2, 5.0, 0.05, 20.0))

    def _piece(self, parts: Sequence[tuple[arb, arb]], a: float, b: float, nu: float) -> arb:
        """The bound for S in [a, b]; ``parts`` are m_k and s_k of the classes that take part."""
        ends = [self._penalty(S) - arb(nu) * arb(S) for S in (a, b)]
        return ends[0].min(ends[1]) + sum((self._least(m, s, nu) for m, s in parts), arb(0))

    def _least(self, m: arb, s: arb, nu: float) -> arb:
        """A lower bound of m (1 − x²)²/(2K) + ν s x on [0, 1]: concave up to 1/√3, convex from there on."""
        K = self.dual.K
        turn = arb(fmpq(1, 3)).sqrt()
        x = _stationary(float(m.mid()) * 2 / K, nu * float(s.mid()))
        at = arb(x)
        value = m * (1 - at**2) ** 2 / (2 * K) + arb(nu) * s * at
        slope = arb(nu) * s - 2 * m * at * (1 - at**2) / K
        # The tangent of the convex part is least at one of its ends.
        tangent = (value + slope * (turn - at)).min(value + slope * (1 - at))
        return tangent.min(m / (2 * K))


def _stationary(steep: float, price: float) -> float:
    """The x in [1/√3, 1] that minimises where steep · x (1 − x²) = price, or 1/√3."""
    low, high = 3**-0.5, 1.0
    if steep * low * (1 - low**2) <= price:
        return low
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if steep * middle * (1 - middle**2) > price else (low, middle)
    return high
