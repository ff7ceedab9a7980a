"""t-subsets: classes are the t-element subsets of {1..r}, σ(M_L) lies in the Johnson scheme J(r, t) (statement S17).

B is the r × C(r, t) incidence matrix of elements and subsets.  As for SRG, which is t = 2, the first two factors
realise B and I_r carries it on.  The row of W_{L-1} that belongs to the subset e takes one value on e and another
elsewhere, chosen so that two subsets that share ``zero`` elements get the entry 0:

* ``far``: negative on e; the entry of M_L at overlap i is zero − i, so that σ keeps the pairs that share fewer
  elements.  zero = 1 gives the Kneser graph of disjoint subsets;
* ``near``: positive on e; the entry is i − zero, so that σ keeps the pairs that share more.  zero = t − 1 gives the
  identity, and t = 1 is DNC.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from itertools import count
from math import comb

import sympy as sp

from theory.construction import Construction, Eigenspace, LayerCost
from theory.errors import InvalidInputError
from theory.orbit_matrix import choose
from theory.symbols import L, r


class Side(StrEnum):
    """Which pairs of subsets σ keeps."""

    FAR = "far"
    NEAR = "near"


def eigenvalue(t: int, entries: tuple[sp.Expr | int, ...], space: int) -> sp.Expr:
    """Eigenvalue of a matrix of the Johnson scheme on its eigenspace number ``space``, by Eberlein's formula.

    Parameters
    ----------
    t : int
        Size of the subsets.
    entries : tuple of length t + 1
        The entry of the matrix for subsets that share 0, ..., t elements.
    space : int
        0 for the constants, ..., t; the space j has dimension C(r, j) − C(r, j−1).

    Examples
    --------
    The Petersen graph at r = 5:

    >>> [eigenvalue(2, (1, 0, 0), j).subs(r, 5) for j in range(3)]
    [3, -2, 1]
    """
    total = sp.Integer(0)
    for overlap, entry in enumerate(entries):
        moved = t - overlap
        total += entry * sp.Add(
            *(
                (-1) ** h * comb(space, h) * comb(t - space, moved - h) * choose(r - t - space, moved - h)
                for h in range(min(space, moved) + 1)
            )
        )
    return sp.factor(total)


def multiplicity(space: int) -> sp.Expr:
    """Dimension C(r, j) − C(r, j−1) of an eigenspace of the Johnson scheme."""
    return sp.factor(choose(r, space) - (choose(r, space - 1) if space else 0))


def nuclear_norm(t: int) -> sp.Expr:
    """‖B‖_*: BBᵀ = C(r−2, t−1) I + C(r−2, t−2) J.

    Examples
    --------
    >>> nuclear_norm(2)
    sqrt(r - 2)*(r - 1) + sqrt(2*r - 2)
    """
    constants = sp.expand(t * choose(r - 1, t - 1))
    return sp.sqrt(constants) + (r - 1) * sp.sqrt(sp.factor(choose(r - 2, t - 1)))


def row(t: int, side: Side, zero: int) -> tuple[sp.Rational, sp.Rational]:
    """The values of a row of W_{L-1} on its subset and elsewhere.

    Examples
    --------
    >>> row(2, Side.FAR, 1), row(3, Side.NEAR, 2), row(1, Side.NEAR, 0)
    ((-1/2, 1/2), (1/3, -2/3), (1, 0))
    """
    sign = -1 if side is Side.FAR else 1
    return sp.Rational(sign * (t - zero), t), sp.Rational(-sign * zero, t)


def entries(t: int, side: Side, zero: int) -> tuple[int, ...]:
    """The entries of M_L for subsets that share 0, ..., t elements.

    Examples
    --------
    >>> entries(3, Side.FAR, 1)
    (1, 0, -1, -2)
    """
    return tuple((zero - i) if side is Side.FAR else (i - zero) for i in range(t + 1))


@cache
def t_subsets(t: int, side: Side | str = Side.FAR, zero: int | None = None) -> Construction:
    """The construction for given t and either sign of W_{L-1}.

    Parameters
    ----------
    t : int
        Size of the subsets, >= 1.
    side : Side
        ``far`` or ``near``.
    zero : int, optional
        The overlap at which M_L vanishes: 1..t−1, and 0 for t = 1.  By default 1 for ``far`` (the Kneser graph) and
        t − 1 for ``near`` (the identity).

    Raises
    ------
    InvalidInputError
        If there is no such construction, since σ(M_L) would be singular for every r.

    Examples
    --------
    >>> from theory.constructions.srg import SRG
    >>> pairs = t_subsets(2)
    >>> (pairs.shape_cost - SRG.shape_cost).simplify(), pairs.spectrum == SRG.spectrum
    (0, True)
    >>> t_subsets(3).spectrum[3].singular_value, t_subsets(1, "near").shape_cost
    (1, r**L)
    """
    side = _side(side)
    if zero is None:
        zero = 1 if side is Side.FAR else t - 1
    if not (1 <= zero < t or (t == 1 and zero == 0 and side is Side.NEAR)):
        raise InvalidInputError(
            f"t = {t}, {side}, zero = {zero} given; t-subsets need an integer t >= 2 with 1 <= zero < t, or t = 1, near"
        )
    kept = tuple(max(entry, 0) for entry in entries(t, side, zero))
    values = tuple(eigenvalue(t, kept, space) for space in range(t + 1))
    smallest = _smallest(t, values)
    inside, outside = row(t, side, zero)
    classes = sp.factor(choose(r, t))
    return Construction(
        name=name_of(t, side, zero),
        title=_title(t, side, zero),
        source="statement S17; t = 2 is Súkeník, Lampert, Mondelli (2024), Definition 4",
        parameter=r,
        smallest=smallest,
        classes=classes,
        layer_costs=(
            LayerCost(
                "H_1, W_1", nuclear_norm(t), sp.Integer(2), "balanced factors of the incidence matrix B"
            ),
            LayerCost("W_2 … W_{L-2}", r, L - 3, "identity I_r"),
            LayerCost(
                "W_{L-1}",
                sp.factor(classes * (t * inside**2 + (r - t) * outside**2)),
                sp.Integer(1),
                f"{inside} on the subset, {outside} elsewhere",
            ),
        ),
        spectrum=tuple(
            Eigenspace(value if value.subs(r, smallest) > 0 else -value, multiplicity(space))
            for space, value in enumerate(values)
        ),
        width=r,
        depths=(3, None),
    )


def name_of(t: int, side: Side, zero: int) -> str:
    """Permanent short name.

    Examples
    --------
    >>> name_of(3, Side.FAR, 1)
    'subsets3-far1'
    """
    return f"subsets{t}-{side}{zero}"


def _side(given: Side | str) -> Side:
    if given not in list(Side):
        raise InvalidInputError(f"side = {given!r} given; choose far or near")
    return Side(given)


def _title(t: int, side: Side, zero: int) -> str:
    kept = f"share fewer than {zero}" if side is Side.FAR else f"share more than {zero}"
    special = {(Side.FAR, 1): ": the Kneser graph", (Side.NEAR, t - 1): ": the identity"}
    return (
        f"{t}-subsets of {{1..r}}, σ(M_L) keeps the pairs that {kept} elements{special.get((side, zero), '')}"
    )


def _smallest(t: int, values: tuple[sp.Expr, ...]) -> int:
    """The least r >= 2t from which on every eigenvalue keeps its sign, by Sturm's theorem."""
    polynomials = [sp.Poly(value, r) for value in values]
    return next(value for value in count(2 * t) if all(p.count_roots(value, None) == 0 for p in polynomials))


CONSTRUCTIONS = (
    t_subsets(2, Side.NEAR),
    t_subsets(3, Side.FAR),
)
"""Those with names of their own on the command line; ``t_subsets`` makes all others."""
