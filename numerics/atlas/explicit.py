"""Explicit constructions as records: DNC, SRG, and sums of blocks of both, at their best scales for a λ."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf

import numpy as np
from flint import arb

from numerics.atlas import moves
from numerics.atlas.canonical import canonical
from numerics.atlas.closed_forms import best_block_sum, dnc_loss, name_of
from numerics.atlas.grid import Cell
from numerics.atlas.record import BITS, Floats, Record
from numerics.block_loss import block_loss
from numerics.phase.candidates import Candidate
from numerics.phase.networks import network
from theory.errors import InvalidInputError

NEGLIGIBLE = 1e-7
"""A construction whose loss is relatively less by no more than this is not worth another record: entries are rounded."""


def explicit_records(cell: Cell, known: float = inf) -> list[Record]:
    """DNC or the best sum of blocks, built for the λ of a cell, if its loss is below one that is known.

    Examples
    --------
    >>> [record.name for record in explicit_records(Cell(6, 4, Fraction("0.004")))]
    ['SRG_4']
    >>> explicit_records(Cell(6, 4, Fraction("0.004")), known=0.0575250251)
    []
    """
    best = min(filter(None, [_dnc(cell), best_block_sum(cell)]), key=lambda one: float(one[1].mid()))
    if not best[1] < known * (1 - NEGLIGIBLE):
        return []
    return [_record(best[0], cell.L, cell.lam)]


def _dnc(cell: Cell) -> tuple[Candidate, arb]:
    return Candidate(cell.K, dnc=cell.K), dnc_loss(cell)


def family_records(cell: Cell, known: float = inf) -> list[Record]:
    """Networks of the other families whose loss is below one that is known, for L >= 3.

    Examples
    --------
    >>> [record.name for record in family_records(Cell(3, 4, Fraction("0.004")), known=0.0299275)]
    ['sets of sizes 1, 2 of 2 points']
    """
    from numerics.families.catalogue import family_networks  # brings SciPy, which an answer does without

    if cell.L < 3:
        return []
    lam, best = float(cell.lam), known * (1 - NEGLIGIBLE)
    chosen: list[Record] = []
    about = {"kind": "construction", "lambda": str(cell.lam)}
    try:
        for name, solution in family_networks(cell.K, cell.L, lam):
            loss = solution.objective(lam, (lam,) * cell.L).total
            if loss < best:
                best = loss
                chosen = [Record.rounded([solution.H1, *solution.weights], name, about, bits=BITS)]
    except InvalidInputError:  # a system that is about to be given up, at a large λ, has no network
        pass
    return chosen


def extended(record: Record, cell: Cell) -> list[Record]:
    """Networks of a cell from a record with one class or with one layer less, by the steps of S23.

    Examples
    --------
    >>> from numerics.atlas.record import Record
    >>> import numpy as np
    >>> one = np.eye(3, dtype=np.int64)
    >>> [record.name for record in extended(Record((one, one, one), 0, "DNC"), Cell(4, 2, Fraction(1, 9)))]
    ['DNC ⊕ DNC_1']
    """
    about = {"kind": "extension", "lambda": str(cell.lam), "of": record.file_name}
    if record.L == cell.L:
        return [Record.rounded(moves.add_class(record.floats), _one_more(record.name), about, bits=BITS)]
    return [
        Record.rounded(moves.insert_layer(record.floats, layer), record.name, about, bits=BITS)
        for layer in range(2, cell.L + 1)
    ]


def reduced(record: Record, cell: Cell) -> list[Record]:
    """The best network of a cell that is left of a record with one class more when a class is deleted.

    Examples
    --------
    SRG on nine of its ten classes:

    >>> (srg,) = explicit_records(Cell(10, 4, Fraction("0.004")))
    >>> (left,) = reduced(srg, Cell(9, 4, Fraction("0.004")))
    >>> left.K, left.name
    (9, 'found')
    """
    networks = [canonical(moves.delete_class(record.floats, which)) for which in range(record.K)]
    alive = [network for network in networks if all(factor.any() for factor in network)]
    if not alive:
        return []
    best = min(alive, key=lambda network: _estimate(network, cell))
    about = {"kind": "one class less", "lambda": str(cell.lam), "of": record.file_name}
    return [Record.rounded(best, "found", about, bits=BITS)]


def _estimate(network: Sequence[Floats], cell: Cell) -> float:
    """Loss of a network as one piece, with its last layer chosen anew, in floats."""
    active = network[1] @ network[0]
    for weight in network[2:-1]:
        active = weight @ np.maximum(active, 0)
    values = np.linalg.svd(np.maximum(active, 0), compute_uv=False)
    values = values[values > 1e-8 * max(values[0], np.finfo(float).tiny)]
    cost = (cell.L + 1) * np.log(float(cell.lam)) + 2 * sum(np.log(np.linalg.norm(f)) for f in network[:-1])
    found = block_loss(cost, values, np.ones_like(values), cell.L, cell.K)
    return float(found.loss) + (cell.K - len(values)) / (2 * cell.K)


def _one_more(name: str) -> str:
    """Name of a network with one more class of DNC."""
    if name == "found":
        return name
    head, _, count = name.rpartition(" ⊕ DNC_")
    return f"{head} ⊕ DNC_{int(count) + 1}" if head else f"{name} ⊕ DNC_1"


def _record(candidate: Candidate, L: int, lam: Fraction) -> Record:
    solution = network(candidate, L, lam)
    about = {"kind": "construction", "lambda": str(lam)}
    return Record.rounded([solution.H1, *solution.weights], name_of(candidate), about, bits=BITS)
