"""What is known at one (K, L, λ): the best record with its scales chosen anew, next to DNC, SRG and a lower bound.

Nothing here needs PyTorch, Parquet or SciPy's larger parts: an answer takes well under a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import arb, ctx, fmpq

from numerics.atlas.closed_forms import best_block_sum, dnc_loss, name_of
from numerics.atlas.grid import Cell
from numerics.atlas.recognise import pattern, ranks
from numerics.atlas.record import Record
from numerics.atlas.store import SHIPPED, records_of
from numerics.atlas.value import BALL_BITS, Pieces
from numerics.bounds import LowerBound, lower_bound
from numerics.checks import Exact, exact, whole
from theory.errors import InvalidInputError

CONSTRUCTION = 1e-7
"""A record must cost relatively less than an explicit construction by more than this to be named instead of it."""

ZERO = "zero"


@dataclass(frozen=True)
class Answer:
    """The best that is known at a cell.

    Attributes
    ----------
    cell : Cell
        Where.
    name : str
        Of the winner: ``"zero"``, ``"DNC"``, ``"SRG_5 ⊕ DNC_1"`` or the signature of a record that was found.
    file : str or None
        File of the record that wins or ties; None if the winner is a closed form of which the atlas has no record.
    loss : arb
        Holds the loss of the winner, an explicit network or a closed form: its upper end bounds the least loss.
    dnc, zero : arb
        DNC's loss, which is at most ½, and ½.
    block_sum : tuple of (str, arb) or None
        The best sum of blocks with an SRG block; None for K < 6.
    lower : LowerBound
        What no network falls below.
    ranks : tuple of int
        Ranks of M_2, …, M_L of the winner; empty for zero.
    cost_ratio : arb or None
        Cost constant of the winning record over DNC's K^{L+1}, to the power 1/(L+1): if it is less than 1, the record beats
        DNC at every λ at which DNC beats zero.
    pattern : mapping or None
        What the winning record looks like if a search found it (:meth:`numerics.atlas.recognise.Pattern.to_json`).
    rejected : tuple of str
        A line for each record that is damaged and was left out.
    """

    cell: Cell
    name: str
    file: str | None
    loss: arb
    dnc: arb
    block_sum: tuple[str, arb] | None
    lower: LowerBound
    ranks: tuple[int, ...]
    cost_ratio: arb | None
    pattern: Mapping[str, Any] | None
    rejected: tuple[str, ...] = ()

    @property
    def gap(self) -> arb:
        """Loss over the lower bound, minus 1."""
        return self.loss / self.lower.loss - 1

    @property
    def below_dnc(self) -> bool:
        """Whether the winner certainly costs less than DNC."""
        return bool(self.loss < self.dnc)

    @property
    def below_blocks(self) -> bool:
        """Whether the winner certainly costs less than every sum of SRG and DNC blocks."""
        return self.below_dnc and (self.block_sum is None or bool(self.loss < self.block_sum[1]))


def show(K: int, L: int, lam: Exact, folder: Path = SHIPPED) -> Answer:
    """The best of all records of K classes and L layers at any λ, all λ's equal and n = 1.

    Parameters
    ----------
    K, L : int
        Classes and depth, within the atlas in ``folder``.
    lam : exact number
        λ; a string stands for the decimal.
    folder : Path
        Of the atlas; the one that comes with the program if not given.

    Raises
    ------
    InvalidInputError
        If the atlas has no record of K classes and L layers, or λ is not positive.

    Examples
    --------
    >>> found = show(10, 5, "0.003")
    >>> found.below_blocks, found.block_sum[0], float(found.loss.upper()) < 0.07
    (True, 'SRG_5', True)
    """
    cell = Cell(whole("K", K, 2), whole("L", L, 2), exact("lambda", lam))
    return answer(cell, *some_records(folder, cell.K, cell.L))


def some_records(folder: Path, K: int, L: int) -> tuple[list[Record], list[str]]:
    """The records of K classes and L layers, at least one, and a line for each file that is damaged.

    Raises
    ------
    InvalidInputError
        If there is none.
    """
    records, rejected = records_of(folder, K, L)
    if not records:
        if not folder.is_dir():
            raise InvalidInputError(
                f"atlas {folder} given, which is no folder; give one that dnc atlas build made"
            )
        why = f" ({'; '.join(rejected)})" if rejected else ""
        raise InvalidInputError(
            f"K = {K}, L = {L} given, of which the atlas in {folder} has no record{why}; it has K = 2..21 and L = 2..8 if"
            " it is complete"
        )
    return records, rejected


def answer(cell: Cell, records: Sequence[Record], rejected: Sequence[str] = ()) -> Answer:
    """The best of some records at a cell, or an explicit construction if none is better."""
    bounds = [(Pieces.of(record), record) for record in records]
    losses = [pieces.bound(cell.product).loss for pieces, _ in bounds]
    index = min(range(len(losses)), key=lambda i: float(losses[i].upper()))
    loss, (pieces, record) = losses[index], bounds[index]
    file: str | None = record.file_name

    dnc, blocks = dnc_loss(cell), best_block_sum(cell)
    known = [("DNC", dnc)] + ([(name_of(blocks[0]), blocks[1])] if blocks else [])
    explicit, least = min(known, key=lambda one: float(one[1].mid()))
    with ctx.workprec(BALL_BITS):
        named = loss > least * (
            1 - fmpq(Fraction(CONSTRUCTION).numerator, Fraction(CONSTRUCTION).denominator)
        )
    look = description(record)
    name = str(look["signature"]) if look else record.name
    if named:
        loss = least
        if name != explicit:
            name, file = explicit, None
    if not loss < arb(fmpq(1, 2)):
        name, file, loss = ZERO, None, arb(fmpq(1, 2))
    with ctx.workprec(BALL_BITS):
        root = pieces.cost_root if file else None
        ratio = None if root is None else root / cell.K
    return Answer(
        cell=cell,
        name=name,
        file=file,
        loss=loss,
        dnc=dnc,
        block_sum=(name_of(blocks[0]), blocks[1]) if blocks else None,
        lower=lower_bound(cell.K, cell.L, cell.lam),
        ranks=ranks(record) if file else (),
        cost_ratio=ratio,
        pattern=look if file else None,
        rejected=tuple(rejected),
    )


def description(record: Record) -> Mapping[str, Any] | None:
    """The pattern of a record that a search found, as it was written down with it; None for a construction."""
    if record.name != "found":
        return None
    written: Mapping[str, Any] | None = record.about.get("pattern")
    return pattern(record).to_json() if written is None else written
