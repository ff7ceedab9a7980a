"""What a network is compared with besides DNC: SRG where K = r(r-1)/2, otherwise the best sum of SRG and DNC blocks."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

from flint import arb, ctx

from numerics.checks import Exact, exact
from numerics.enclosure import enclose_loss
from numerics.phase.candidates import SMALLEST_R, Candidate
from numerics.phase.units import BITS, dnc_unit, srg_unit
from numerics.predictions import triangular_root
from numerics.rationals import to_ball
from theory.constructions import construction


class Reference(NamedTuple):
    """A solution known in closed form."""

    name: str
    loss: arb


def reference(K: int, L: int, factors: Sequence[Exact]) -> Reference | None:
    """SRG, or the best sum of SRG blocks, DNC blocks and classes that are given up; None for K < 6.

    Parameters
    ----------
    K, L : int
        Classes and depth.
    factors : sequence of exact numbers
        n, λ_H, λ_1, …, λ_L.

    Examples
    --------
    >>> reference(10, 4, ["0.004"] * 5).name, reference(13, 4, ["0.004"] * 5).name, reference(5, 4, ["1"] * 5)
    ('SRG', 'SRG_5 ⊕ DNC_3', None)
    """
    r = triangular_root(K)
    if r is not None:
        return Reference("SRG", enclose_loss(construction("srg", L), r, L, list(factors)).loss)
    if comb(SMALLEST_R, 2) > K:
        return None
    with ctx.workprec(BITS):
        given = [exact("factor", factor) for factor in factors]
        logarithm = sum((to_ball(x).log() for x in given), arb(0))
        z = K * (logarithm / (L + 1)).exp()
        single = dnc_unit(L).at(z).gain
        orders = [s for s in range(SMALLEST_R, K) if comb(s, 2) <= K]
        gains = {s: srg_unit(s, L).at(z).gain for s in orders}
        blocks = _best_blocks(K, float(single.mid()), {s: float(gain.mid()) for s, gain in gains.items()})
        rest = K - sum(comb(s, 2) for s in blocks)
        chosen = Candidate(K, blocks, rest if single > 0 else 0)
        gain = sum((gains[s] for s in blocks), arb(0)) + chosen.dnc * single
        return Reference(chosen.name, (arb(K) / 2 - gain) / K)


def _best_blocks(K: int, single: float, gains: dict[int, float]) -> tuple[int, ...]:
    """The s of the SRG_s blocks, descending, that gain most together with single classes on what they leave."""
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for classes in range(1, K + 1):
        value, blocks = best[-1]
        options = [(value + single, blocks)]
        for s, gain in gains.items():
            if comb(s, 2) <= classes:
                value, blocks = best[classes - comb(s, 2)]
                options.append((value + gain, (*blocks, s)))
        best.append(max(options, key=lambda option: (option[0], -len(option[1]))))
    return tuple(sorted(best[-1][1], reverse=True))
