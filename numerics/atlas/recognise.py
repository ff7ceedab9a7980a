"""What a network looks like: blocks, ranks, supports, equal entries and symmetries.

Everything here describes and proves nothing: ranks and equalities are judged in floats, with tolerances far above the
rounding of a record and far below the numbers that occur.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from numerics.atlas.record import Floats, Record
from numerics.atlas.symmetry import colours, symmetry
from numerics.atlas.value import Piece, Pieces

RANK = 1e-4
"""A singular value counts if it exceeds this fraction of the greatest."""

SUPPORT = 1e-5
"""An entry of σ(M_l) belongs to the support if it exceeds this fraction of the largest."""

_EQUAL = 1e-4
"""Positive entries whose ratio is within this of 1 count as equal."""


@dataclass(frozen=True)
class Layer:
    """One layer of a block.

    Attributes
    ----------
    neurons : int
        Rows of M_l.
    rank, rank_after : int
        Ranks of M_l and of σ(M_l).
    classes_per_neuron : dict
        How many neurons are active on so many classes, as text keys for JSON.
    neurons_per_class : dict
        How many classes are seen by so many neurons: {1: 3, 2: 3} are three singletons and three pairs.
    negative : bool
        Whether M_l has negative entries, which σ cuts off.
    values : int
        Different positive entries of σ(M_l), each row divided by its largest.
    """

    neurons: int
    rank: int
    rank_after: int
    classes_per_neuron: dict[str, int]
    neurons_per_class: dict[str, int]
    negative: bool
    values: int


@dataclass(frozen=True)
class Block:
    """A connected piece of a network.

    Attributes
    ----------
    classes : int
        Its classes.
    layers : tuple of Layer
        M_2, …, M_L.
    symmetries : int
        Permutations of its classes that leave all Gram matrices M_lᵀM_l and σ(M_l)ᵀσ(M_l) as they are.
    orbits : tuple of int
        Sizes of the orbits of its classes under these.
    """

    classes: int
    layers: tuple[Layer, ...]
    symmetries: int
    orbits: tuple[int, ...]

    @property
    def signature(self) -> str:
        """Classes and ranks of M_2, …, M_L: ``"10:4-4-4-8"``."""
        return f"{self.classes}:{'-'.join(str(layer.rank) for layer in self.layers)}"


@dataclass(frozen=True)
class Pattern:
    """What a network looks like.

    Attributes
    ----------
    blocks : tuple of Block
        Connected pieces of two classes or more, and single ones that are not plain DNC.
    dnc : int
        Classes that have a path of single neurons for themselves, as in DNC.
    given_up : int
        Classes whose output is zero.
    ranks : tuple of int
        Ranks of M_2, …, M_L of the whole network.
    """

    blocks: tuple[Block, ...]
    dnc: int
    given_up: int
    ranks: tuple[int, ...]

    @property
    def signature(self) -> str:
        """A name that equal patterns share: ``"[6:3-3-5] ⊕ DNC_1"``.

        Examples
        --------
        >>> one = np.eye(3, dtype=np.int64)
        >>> pattern(Record((one, one, one), 0, "DNC")).signature
        'DNC_3'
        """
        counts = Counter(block.signature for block in self.blocks)
        parts = [f"{count}·[{name}]" if count > 1 else f"[{name}]" for name, count in counts.items()]
        parts += [f"DNC_{self.dnc}"] * (self.dnc > 0) + [f"0_{self.given_up}"] * (self.given_up > 0)
        return " ⊕ ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries, with the signature."""
        return {"signature": self.signature, **asdict(self)}


def pattern(record: Record) -> Pattern:
    """Describe a network.

    Examples
    --------
    Singletons and pairs of three things, as sets of neurons:

    >>> sets = np.array([[1, 0, 0, 1, 1, 0], [0, 1, 0, 1, 0, 1], [0, 0, 1, 0, 1, 1]])
    >>> one = np.eye(3, dtype=np.int64)
    >>> found = pattern(Record((sets, one, one, sets.T), 0, "found"))
    >>> found.signature, found.blocks[0].symmetries, found.blocks[0].orbits
    ('[6:3-3]', 6, (3, 3))
    >>> found.blocks[0].layers[0].neurons_per_class
    {'1': 3, '2': 3}
    """
    blocks, dnc, given_up = [], 0, 0
    ranks = np.zeros(record.L - 1, dtype=int)
    for piece in Pieces.of(record).pieces:
        if not piece.prefix or not piece.last_inputs_float.any():
            given_up += len(piece.classes)
            continue
        layers = tuple(_layer(mean) for mean in _means(piece))
        ranks += [layer.rank for layer in layers]
        if len(piece.classes) == 1 and all(layer.neurons == 1 for layer in layers):
            dnc += 1
            continue
        grams = [M.T @ M for mean in _means(piece) for M in (mean, np.maximum(mean, 0))]
        found = symmetry(colours(grams))
        blocks.append(
            Block(len(piece.classes), layers, found.order, tuple(len(orbit) for orbit in found.orbits))
        )
    return Pattern(tuple(blocks), dnc, given_up, tuple(int(rank) for rank in ranks))


def ranks(record: Record) -> tuple[int, ...]:
    """Ranks of M_2, …, M_L.

    Examples
    --------
    >>> one = np.eye(3, dtype=np.int64)
    >>> ranks(Record((one, one, one, one), 0, "DNC"))
    (3, 3)
    """
    found = np.zeros(record.L - 1, dtype=int)
    for piece in Pieces.of(record).pieces:
        found += [_rank(mean) for mean in _means(piece)]
    return tuple(int(rank) for rank in found)


def _means(piece: Piece) -> list[Floats]:
    """M_2, …, M_L in floats, each divided by its largest modulus."""
    first, *weights = (np.ldexp(factor.astype(np.float64), -piece.bits) for factor in piece.factors[:-1])
    found = [weights[0] @ first]
    for weight in weights[1:]:
        found.append(weight @ np.maximum(found[-1], 0))
    return [mean / max(float(np.abs(mean).max()), np.finfo(float).tiny) for mean in found]


def _layer(mean: Floats) -> Layer:
    after = np.maximum(mean, 0)
    support = after > SUPPORT
    tops = np.maximum(after.max(axis=1, keepdims=True), np.finfo(float).tiny)
    values = np.sort((after / tops)[support])
    return Layer(
        neurons=len(mean),
        rank=_rank(mean),
        rank_after=_rank(after),
        classes_per_neuron=_counts(support.sum(axis=1)),
        neurons_per_class=_counts(support.sum(axis=0)),
        negative=bool((mean < -SUPPORT).any()),
        values=int((np.diff(values) > _EQUAL).sum()) + 1 if values.size else 0,
    )


def _rank(matrix: Floats) -> int:
    values = np.linalg.svd(matrix, compute_uv=False)
    return int((values > RANK * values[0]).sum()) if values[0] > 0 else 0


def _counts(sizes: Any) -> dict[str, int]:
    return {str(size): count for size, count in sorted(Counter(int(size) for size in sizes).items())}
