"""Is a record better than a block at every λ?  Proved on the whole axis, from finitely many balls.

As in :mod:`numerics.phase.certify`, z = KΛ^{1/(L+1)} and the gain D(z) is K(½ − loss).  The gain of a block is convex, so
that it lies below its chords; a record with outputs that are held fixed gains a + b z, a line.  If some line of a record is
above both ends of a chord, the record is better on the whole interval.  At z = 0 all that fits every class gains K/2, and
the line whose outputs are exactly the targets touches there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flint import arb, ctx, fmpq

from numerics.atlas.value import BALL_BITS, Pieces, squared_norm
from numerics.block_loss import block_loss

MOST_INTERVALS = 400
"""Intervals after which the question is left open."""

Line = tuple[arb, arb]
"""(a, b): a gain of at least a + b z at every z."""


@dataclass(frozen=True)
class Comparison:
    """Records against a gain that is convex in z.

    Attributes
    ----------
    below : bool
        Whether at every z in (0, end] some record certainly gains more.
    intervals : int
        How many were needed, or tried.
    open_at : float or None
        Where it could not be decided.
    """

    below: bool
    intervals: int
    open_at: float | None


def always_better(records: Sequence[Pieces], gain: Callable[[arb], arb], end: arb) -> Comparison:
    """Decide whether at every z in (0, end] some record gains more than a convex function.

    Parameters
    ----------
    records : sequence of Pieces
        Records of the same K and L.
    gain : callable
        The convex gain, a ball for a ball, K/2 at 0.
    end : arb
        Where the gain of the block has fallen to 0, for instance.

    Examples
    --------
    SRG on six classes is better than DNC at L = 4 (S5):

    >>> from fractions import Fraction
    >>> from numerics.atlas.explicit import explicit_records
    >>> from numerics.atlas.grid import Cell
    >>> from numerics.phase.units import dnc_unit
    >>> srg = Pieces.of(explicit_records(Cell(6, 4, Fraction("0.004")))[0])
    >>> always_better([srg], lambda z: 6 * dnc_unit(4).at(z).gain, dnc_unit(4).threshold[0]).below
    True
    """
    with ctx.workprec(BALL_BITS):
        end = end.upper()
        least = end / 2**20
        values: dict[arb, arb] = {}

        def at(z: arb) -> arb:
            key = z
            if key not in values:
                values[key] = gain(z)
            return values[key]

        exact = [line for line in (_exact_line(pieces) for pieces in records) if line is not None]
        done, intervals = arb(0), 0
        step = end / 4
        while done < end:
            intervals += 1
            upto = arb(min(float((done + step).mid()), float(end.mid())))
            upto = end if float(upto.mid()) >= float(end.mid()) * (1 - 1e-12) else upto
            if intervals > MOST_INTERVALS or step < least:
                return Comparison(False, intervals, float(done.mid()))
            if done == 0:
                lines = exact  # they touch the gain at 0, and lie above the chord if they do at its other end
                above = any(a + b * upto > at(upto) for a, b in lines)
            else:
                middle = (done + upto) / 2
                lines = [_line(pieces, middle) for pieces in records] + exact
                above = any(a + b * done > at(done) and a + b * upto > at(upto) for a, b in lines)
            if above:
                done, step = upto, step * 2
            else:
                step = step / 2
        return Comparison(True, intervals, None)


def _exact_line(pieces: Pieces) -> Line | None:
    """The line of outputs that are the targets: K/2 − (L+1)/2 · z Σ C_b^{1/(L+1)}; None if a piece does not fit."""
    root = pieces.cost_root
    return None if root is None else (arb(pieces.K) / 2, -root * (pieces.L + 1) / 2)


def _line(pieces: Pieces, z: arb) -> Line:
    """The line of rational last layers that are nearly the best at z."""
    a, b = arb(0), arb(0)
    for piece in pieces.pieces:
        if not piece.prefix or not len(piece.singular_values):
            continue
        # With K = 1 the loss of block_loss is K times the loss, and Λ is z^{L+1}.
        log_cost = float(((pieces.L + 1) * z.log() + arb(piece.prefix).log()).mid())
        values = piece.singular_values
        best = block_loss(log_cost, values, [1.0] * len(values), pieces.L, 1.0)
        if best.zero:
            continue
        W = piece.last_weight(float(best.kappa))
        residual = W * piece.last_inputs
        own = len(piece.classes)
        for i in range(own):
            residual[i, i] -= 1
        a += fmpq(own, 2) - squared_norm(residual) / 2
        b -= arb(piece.prefix * squared_norm(W)).root(pieces.L + 1) * (pieces.L + 1) / 2
    return a, b
