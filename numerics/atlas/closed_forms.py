"""Losses of DNC and of sums of SRG and DNC blocks at a cell, from their closed forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import comb

from flint import arb, ctx

from numerics.atlas.grid import Cell
from numerics.phase.candidates import Candidate, Kind
from numerics.phase.units import BITS as BALL_BITS
from numerics.phase.units import dnc_unit, srg_unit
from numerics.rationals import to_ball

_SMALLEST_R = 4


@cache
def block_sums(K: int) -> tuple[Candidate, ...]:
    """Sums of SRG blocks, at least one, with DNC on the other classes or with these given up.

    Examples
    --------
    >>> [candidate.name for candidate in block_sums(11)]
    ['SRG_4 ⊕ DNC_5', 'SRG_4 ⊕ 0_5', 'SRG_5 ⊕ DNC_1', 'SRG_5 ⊕ 0_1']
    """
    found = []
    for srg in _fitting(K, K):
        rest = K - sum(comb(s, 2) for s in srg)
        found.append(Candidate(K, srg, rest))
        if rest:
            found.append(Candidate(K, srg))
    return tuple(found)


def _fitting(greatest: int, room: int) -> Iterator[tuple[int, ...]]:
    """Descending tuples of s >= 4 whose blocks of s(s-1)/2 classes fit."""
    for s in range(_SMALLEST_R, greatest + 1):
        left = room - comb(s, 2)
        if left < 0:
            return
        yield (s,)
        yield from ((s, *rest) for rest in _fitting(s, left))


def dnc_loss(cell: Cell) -> arb:
    """Enclose the least loss of DNC, which is at most that of zero.

    Examples
    --------
    >>> from fractions import Fraction
    >>> dnc_loss(Cell(10, 4, Fraction("0.004"))).str(8)
    '[0.099179875 +/- 3.65e-10]'
    """
    with ctx.workprec(BALL_BITS):
        return arb(1) / 2 - dnc_unit(cell.L).at(_coordinate(cell)).gain


def best_block_sum(cell: Cell) -> tuple[Candidate, arb] | None:
    """The best sum of blocks with at least one SRG block, and its enclosed loss; None for K < 6.

    Examples
    --------
    >>> from fractions import Fraction
    >>> candidate, loss = best_block_sum(Cell(11, 4, Fraction("0.004")))
    >>> candidate.name, loss.str(8)
    ('SRG_5 ⊕ DNC_1', '[0.090741941 +/- 2.02e-10]')
    """
    with ctx.workprec(BALL_BITS):
        z = _coordinate(cell)
        one = dnc_unit(cell.L).at(z).gain
        best: tuple[Candidate, arb] | None = None
        gains: dict[int, arb] = {}
        for candidate in block_sums(cell.K):
            total = one * candidate.dnc
            for s in candidate.srg:
                if s not in gains:
                    gains[s] = srg_unit(s, cell.L).at(z).gain
                total += gains[s]
            loss = (arb(cell.K) / 2 - total) / cell.K
            if best is None or loss < best[1]:
                best = (candidate, loss)
    return best


def name_of(candidate: Candidate) -> str:
    """Name of a record: that of the candidate, with r where it is SRG on all classes.

    Examples
    --------
    >>> name_of(Candidate(10, (5,)))
    'SRG_5'
    """
    return f"SRG_{candidate.srg[0]}" if candidate.kind is Kind.SRG else candidate.name


def _coordinate(cell: Cell) -> arb:
    """Z = Kλ."""
    return to_ball(cell.lam) * cell.K
