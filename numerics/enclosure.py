"""Losses as balls that certainly hold the true value (``flint.arb``).

Inputs are exact: a float stands for its binary value, ``"0.004"`` for the decimal.  The loss of a block is
the least of finitely many numbers (see :mod:`numerics.kappa_curve`): the zero solution's, and one for every
increasing branch of G on which G crosses the level t.

1. The folds between the branches are the sign changes of G', positive roots of a polynomial with rational
   coefficients, which FLINT isolates.
2. Balls of G at the folds decide which branches cross t.
3. A certified bisection and Newton search encloses each crossing κ; an interval Newton step proves that the
   crossing is there.
4. The loss at κ is a sum of positive terms, and the ball of the least candidate holds the loss.

Whatever the balls leave open is decided again with twice the precision, and stays open, as ``None``, where
the greatest precision does not decide it; the ball of the loss holds the loss all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq

from numerics.block_curves import curves
from numerics.checks import Exact, exact, whole
from numerics.lowering import lower_to_balls
from numerics.rationals import to_flint
from theory.construction import BlockSum, Construction
from theory.constructions import construction as variant
from theory.constructions.dnc import DNC
from theory.errors import InvalidInputError

_FIRST_BITS = 96
_LAST_BITS = 1536
_ACCURATE_BITS = 60
"""Relative accuracy asked of a loss, about 1e-18; reached with the first precision almost always."""


@dataclass(frozen=True)
class EnclosedLoss:
    """Ball that holds the loss of a construction.

    Attributes
    ----------
    loss : arb
        Holds the least loss.
    kappa : tuple of (arb or None)
        For each block with classes a ball that holds κ of the unique minimum; None for the zero solution, or where the
        minimum is not decided.
    zero : bool or None
        Whether every block is given up; None where that is not decided, as at the zero threshold.
    decided : bool
        Whether it is known for every block which solution is the least.
    bits : int
        Working precision.
    """

    loss: arb
    kappa: tuple[arb | None, ...]
    zero: bool | None
    decided: bool
    bits: int
    _problem: _Problem = field(repr=False, compare=False)


def enclose_loss(
    construction: Construction | BlockSum,
    values: int | Mapping[str, int],
    L: int,
    product: Exact | Sequence[Exact],
) -> EnclosedLoss:
    """Enclose the least loss of a construction or block sum.

    Parameters
    ----------
    construction : Construction or BlockSum
        From ``theory.constructions``; the squares of its singular values must be rational.
    values : int or mapping from names to int
        Value of the parameter; of every free parameter by name if there are several.
    L : int
        Depth.
    product : exact number, or sequence of exact numbers
        Λ = n λ_H λ_1 ⋯ λ_L, or its factors.

    Raises
    ------
    InvalidInputError
        If an argument is outside its range.

    Examples
    --------
    The paper's setting, K = 10, L = 4 and all λ = 0.004, with λ as an exact decimal:

    >>> from theory.constructions.srg import SRG
    >>> found = enclose_loss(SRG, 5, 4, ["0.004"] * 5)
    >>> found.loss.str(20), found.zero
    ('[0.080911332199369267587 +/- 3.04e-22]', False)
    """
    factors = [product] if isinstance(product, str) or not isinstance(product, Sequence) else product
    return _enclose(construction, values, L, Counter(_rational("factor of the product", x) for x in factors))


def enclose_dnc(K: int, L: int, lam: Exact, n: int = 1) -> EnclosedLoss:
    """Enclose the loss of DNC when all regularisation parameters are λ.

    Examples
    --------
    Beyond its threshold DNC costs as much as the zero solution, exactly 1/2:

    >>> enclose_dnc(10, 4, "0.4").loss.str(), enclose_dnc(10, 4, "0.4").zero
    ('0.500000000000000', True)
    """
    return _enclose(DNC, K, L, _equal_factors(lam, L, n))


def enclose_srg(r: int, L: int, lam: Exact, n: int = 1) -> EnclosedLoss:
    """Enclose the loss of the SRG solution on K = r(r-1)/2 classes when all regularisation parameters are λ.

    Examples
    --------
    >>> compare(enclose_srg(5, 4, "0.004"), enclose_dnc(10, 4, "0.004"))
    '<'
    """
    return _enclose(variant("srg", whole("L", L, 2)), r, L, _equal_factors(lam, L, n))


def compare(a: EnclosedLoss, b: EnclosedLoss) -> Literal["<", "=", ">"] | None:
    """Compare two losses.

    Returns
    -------
    "<", "=", ">" or None
        "=" where both are the zero solution, or have the same rational cost and spectrum, such as DNC and SRG
        at L = 2, r = 4; None where the balls still overlap with the greatest precision.

    Examples
    --------
    >>> compare(enclose_dnc(10, 4, 1), enclose_dnc(15, 3, 1))
    '='
    """
    while True:
        if a.loss < b.loss:
            return "<"
        if a.loss > b.loss:
            return ">"
        if (a.zero and b.zero) or a._problem.same_as(b._problem):
            return "="
        bits = 2 * max(a.bits, b.bits)
        if bits > _LAST_BITS:
            return None
        a, b = a._problem.solve(bits), b._problem.solve(bits)


class EnclosedCell(NamedTuple):
    """DNC against SRG at one (r, L, λ)."""

    r: int
    L: int
    lam: Exact
    dnc: EnclosedLoss
    srg: EnclosedLoss
    order: Literal["<", "=", ">"] | None
    """How the SRG loss compares with the DNC loss."""


def enclose_table(r: Any, L: Any, lam: Any, n: int = 1) -> list[EnclosedCell]:
    """Compare DNC with SRG rigorously on K = r(r-1)/2 classes, all regularisation parameters equal.

    Parameters
    ----------
    r, L, lam : array-like
        Integers, integers and exact numbers; they broadcast as numpy arrays do.
    n : int
        Samples per class.

    Returns
    -------
    list of EnclosedCell
        In C order.

    Examples
    --------
    >>> [cell.order for cell in enclose_table(5, [2, 3, 4], "0.004")]
    ['>', '<', '<']
    """
    cells = np.broadcast(*(np.asarray(entry, dtype=object) for entry in (r, L, lam)))
    return [_cell(r_, L_, lam_, n) for r_, L_, lam_ in cells]


def _cell(r: int, L: int, lam: Exact, n: int) -> EnclosedCell:
    srg = enclose_srg(r, L, lam, n)
    dnc = enclose_dnc(r * (r - 1) // 2, L, lam, n)
    return EnclosedCell(r, L, lam, dnc, srg, compare(srg, dnc))


@dataclass(frozen=True)
class _Problem:
    """Exact data of a loss, from which it can be enclosed with any precision."""

    construction: Construction | BlockSum
    values: tuple[int, ...]
    L: int
    factors: tuple[tuple[fmpq, int], ...]

    def same_as(self, other: _Problem) -> bool:
        """Whether the two losses are the same function of the same numbers, rational ones throughout."""
        mine, others = self._exact_blocks(), other._exact_blocks()
        rational = all(shape_cost is not None for *_, shape_cost in mine)
        return rational and mine == others and set(self.factors) == set(other.factors)

    def _exact_blocks(self) -> list[tuple[int, fmpq, frozenset[tuple[fmpq, fmpq]], fmpq | None]]:
        with ctx.workprec(_FIRST_BITS):
            found = curves(self.construction, self.values, self.L, _FIRST_BITS)
        return [(curve.L, curve.K, frozenset(curve.spectrum), curve.shape_cost) for curve in found]

    def solve(self, bits: int) -> EnclosedLoss:
        """Enclose with a given precision."""
        with ctx.workprec(bits):
            log_product = sum((power * arb(x).log() for x, power in self.factors), arb(0))
            minima = [
                curve.minimum(log_product) for curve in curves(self.construction, self.values, self.L, bits)
            ]
            zeros = [minimum.zero for minimum in minima]
            # Together the zero solutions cost exactly 1/2; block by block the ball would not be exact.
            zero = all(zeros)
            loss = arb(fmpq(1, 2)) if zero else sum((minimum.loss for minimum in minima), arb(0))
        return EnclosedLoss(
            loss=loss,
            kappa=tuple(minimum.kappa for minimum in minima),
            zero=True if zero else False if False in zeros else None,
            bits=bits,
            decided=all(minimum.decided for minimum in minima),
            _problem=self,
        )


def _enclose(
    construction: Construction | BlockSum, values: int | Mapping[str, int], L: int, factors: Counter[fmpq]
) -> EnclosedLoss:
    """Raise the precision until everything is decided and the loss is accurate."""
    problem = _Problem(
        construction, _values(construction, values), _depth(construction, L), tuple(factors.items())
    )
    bits = _FIRST_BITS
    found = problem.solve(bits)
    while not (found.decided and found.loss.rel_accuracy_bits() >= _ACCURATE_BITS) and 2 * bits <= _LAST_BITS:
        bits *= 2
        found = problem.solve(bits)
    return found


def _values(construction: Construction | BlockSum, values: int | Mapping[str, int]) -> tuple[int, ...]:
    """Values of the free parameters in the order of the compiled functions."""
    names = lower_to_balls(construction).parameters
    given = values if isinstance(values, Mapping) else dict.fromkeys(names[:1], values)
    if set(given) != set(names):
        raise InvalidInputError(
            f"values of {', '.join(given)} given; {construction.name} needs values of {', '.join(names)}"
        )
    return tuple(whole(name, given[name], 0) for name in names)


def _depth(construction: Construction | BlockSum, L: int) -> int:
    """L, if every block of the construction admits it."""
    depth = whole("L", L, 2)
    for block in (lowered.construction for lowered in lower_to_balls(construction).blocks):
        if not block.admits_depth(depth):
            low, high = block.depths
            raise InvalidInputError(
                f"L = {L} given; this variant of the {block.name} construction needs an integer L"
                f" between {low} and {high}"
            )
    return depth


def _rational(name: str, given: Exact) -> fmpq:
    value = exact(name, given)
    return to_flint(value)


def _equal_factors(lam: Exact, L: int, n: int) -> Counter[fmpq]:
    factors = Counter({fmpq(whole("n", n, 1)): 1})
    factors[_rational("lambda", lam)] += whole("L", L, 2) + 1
    return factors
