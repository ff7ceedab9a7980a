"""The best block sum over all families: which blocks share out K classes at the least loss.

Block-diagonal layers separate, and what a block of k classes gains against being given up, K (share of ½ − loss),
depends on z = K Λ^{1/(L+1)} alone, whatever K is (S16).  So the best block sum is an unbounded knapsack: sizes are
classes, values are gains.

Every loss here is that of an explicit network, or an upper bound on it: stars, singles and pairs, and set systems are
taken with one common output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from numerics.block_loss import block_loss
from numerics.exact import require_integer
from numerics.families.catalogue import found_systems, single_blocks, symmetric_systems
from numerics.families.certificate import Shape, exact_shape
from numerics.families.graph_edges import GRAPHS_UP_TO, cheapest_edge_shapes
from numerics.families.set_system import SetSystem
from numerics.families.strongly_regular import cheapest_vertex_shapes
from numerics.lowering import lower
from numerics.rationals import fractions_of
from numerics.solution.model import FloatArray
from theory.constructions.halves import EVEN as HALVES
from theory.constructions.halves import ODD as HALVES_ODD
from theory.constructions.rook import ROOK
from theory.constructions.singles_pairs import SINGLES_PAIRS
from theory.constructions.star import STAR

TIE = 1e-9
"""Gains that differ by less are equal; the simpler block is taken."""

SYSTEMS_UP_TO = 15
"""Set systems of at most four points have so many classes."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A block that may take part.

    Attributes
    ----------
    name : str
        Of the family, with its parameter.
    size : int
        Classes.
    rank : int
        Rank of the layers before the last.
    log_shape_cost : float
        Of c_H c_1 ⋯ c_{L-1} without the r^(L−3) of the middle layers, which ``rank`` gives.
    singular_values : array, shape (size,)
        Of σ(M_L), or ones where a common output is taken.
    """

    name: str
    size: int
    rank: int
    log_shape_cost: float
    singular_values: FloatArray

    def gain(self, L: int, z: float) -> float:
        """K (share of ½ − least loss) at z = K Λ^{1/(L+1)}, the same for every K.

        Examples
        --------
        >>> one = Piece("DNC", 1, 1, 0.0, np.ones(1))
        >>> round(0.5 - one.gain(4, 10 * 0.004), 10)  # the loss of DNC on ten classes at λ = 0.004
        0.0991798746
        """
        log_cost = (L + 1) * (np.log(z) - np.log(self.size)) + self.log_shape_cost
        log_cost += (L - 3) * np.log(self.rank)
        loss = block_loss(log_cost, self.singular_values, np.ones(self.size), L)
        return float(self.size * (0.5 - loss.loss))

    def cost_root(self, L: int) -> float:
        """C^{1/(L+1)} over the number of classes: below 1 it beats DNC at every λ, and the least wins at small ones."""
        logarithm = self.log_shape_cost + (L - 3) * np.log(self.rank)
        return float(np.exp((logarithm + np.log((self.singular_values**-2.0).sum())) / (L + 1)) / self.size)


@dataclass(frozen=True)
class BlockSumFound:
    """The best block sum.

    Attributes
    ----------
    loss : float
        Of all blocks, given-up classes included.
    blocks : tuple of (str, int)
        Names of blocks with how often each is used.
    given_up : int
        Classes that no block takes.
    rank : int
        Rank of the layers before the last.
    """

    loss: float
    blocks: tuple[tuple[str, int], ...]
    given_up: int
    rank: int

    @property
    def name(self) -> str:
        """All blocks in one line."""
        parts = [f"{count}·({name})" if count > 1 else name for name, count in self.blocks]
        parts += [f"0_{self.given_up}"] * (self.given_up > 0)
        return " ⊕ ".join(parts) or "zero"


def best_block_sum(K: int, L: int, lam: float, *, pieces: tuple[Piece, ...] | None = None) -> BlockSumFound:
    """The best block sum on K classes, all λ's equal and n = 1.

    Parameters
    ----------
    K, L : int
        Classes >= 2 and depth >= 3.
    lam : float
        Common value of all λ's.
    pieces : tuple of Piece, optional
        Who may take part, by default all families.

    Examples
    --------
    >>> found = best_block_sum(3, 4, 0.004)
    >>> found.name, found.rank, round(found.loss, 6)
    ('sets of sizes 1, 2 of 2 points', 2, 0.029285)
    """
    K, L = require_integer("K", K, least=2), require_integer("L", L, least=3)
    z = K * lam
    chosen = all_pieces(K) if pieces is None else tuple(piece for piece in pieces if piece.size <= K)
    gains = [piece.gain(L, z) for piece in chosen]
    best, last = [0.0] * (K + 1), [-1] * (K + 1)
    for k in range(1, K + 1):
        best[k] = best[k - 1]
        for index, (piece, gain) in enumerate(zip(chosen, gains, strict=True)):
            if piece.size <= k and best[k - piece.size] + gain > best[k] + TIE:
                best[k], last[k] = best[k - piece.size] + gain, index
    used: Counter[int] = Counter()
    given_up, k = 0, K
    while k:
        if last[k] < 0:
            given_up, k = given_up + 1, k - 1
        else:
            used[last[k]] += 1
            k -= chosen[last[k]].size
    return BlockSumFound(
        loss=0.5 - best[K] / K,
        blocks=tuple(_merged((chosen[index].name, count) for index, count in used.items())),
        given_up=given_up,
        rank=sum(chosen[index].rank * count for index, count in used.items()),
    )


def _merged(blocks: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Classes of DNC in one block."""
    for name, count in blocks:
        yield (f"DNC_{count}", 1) if name == "DNC" else (name, count)


@cache
def all_pieces(K: int) -> tuple[Piece, ...]:
    """Blocks of all families with at most K classes, the simplest first."""
    pieces = [piece for size in range(1, K + 1) for piece in pieces_of(size)]
    return tuple(pieces)


@cache
def paper_pieces(K: int) -> tuple[Piece, ...]:
    """DNC and SRG alone, with at most K classes.

    Examples
    --------
    >>> [piece.name for piece in paper_pieces(10)]
    ['DNC', 'srg r = 4', 'srg r = 5']
    """
    srg = (
        piece for size in range(2, K + 1) for piece in _subset_pieces(size) if piece.name.startswith("srg")
    )
    return (*pieces_of(1), *srg)


@cache
def pieces_of(size: int) -> tuple[Piece, ...]:
    """Blocks of all families with a given number of classes."""
    if size == 1:
        return (Piece("DNC", 1, 1, 0.0, np.ones(1)),)
    return (
        *_theory_pieces(size),
        *_subset_pieces(size),
        *_graph_pieces(size),
        *_system_pieces(size),
    )


def _theory_pieces(size: int) -> Iterator[Piece]:
    # The first halves are SRG itself, or as good as SRG at r = 4.
    for construction, least in ((STAR, 2), (ROOK, 2), (SINGLES_PAIRS, 3), (HALVES, 3), (HALVES_ODD, 4)):
        lowered = lower(construction).blocks[0]
        for value in range(max(least, construction.smallest), size + 1):
            numbers = lowered.numbers(float(value), 3.0)
            if numbers.classes == size:
                halves = construction in (HALVES, HALVES_ODD)
                yield Piece(
                    f"halves r = {int(numbers.width)}" if halves else f"{construction.name} r = {value}",
                    size,
                    int(numbers.width),
                    float(np.dot(numbers.counts, np.log(numbers.costs))),
                    np.repeat(
                        np.sqrt(np.array(numbers.squares, dtype=float)),
                        np.rint(numbers.multiplicities).astype(int),
                    ),
                )


def _subset_pieces(size: int) -> Iterator[Piece]:
    from theory.constructions.srg import SRG
    from theory.constructions.t_subsets import t_subsets

    for block in single_blocks(size):
        if block.name == "dnc":
            continue
        if block.name == "srg":
            construction = SRG
        else:
            t, side, zero = block.name[7], block.name[9:-1], block.name[-1]
            construction = t_subsets(int(t), side, int(zero))
        if block.parameter < construction.smallest:
            continue
        numbers = lower(construction).blocks[0].numbers(float(block.parameter), 3.0)
        yield Piece(
            f"{block.name} r = {block.parameter}",
            size,
            block.parameter,
            float(np.dot(numbers.counts, np.log(numbers.costs))),
            np.repeat(
                np.sqrt(np.array(numbers.squares, dtype=float)), np.rint(numbers.multiplicities).astype(int)
            ),
        )


def _graph_pieces(size: int) -> Iterator[Piece]:
    edges = cheapest_edge_shapes(size) if size <= GRAPHS_UP_TO else ()
    for shape in (*edges, *cheapest_vertex_shapes(size)):
        yield Piece(shape.name, size, shape.rank, shape.log_shape_cost(3), shape.singular_values)


def _system_pieces(size: int) -> Iterator[Piece]:
    if size > SYSTEMS_UP_TO:
        return
    for system in (*symmetric_systems(size), *found_systems(size)):
        yield _system_piece(system)
    if size == 7:
        yield _seven()


@cache
def _system_piece(system: SetSystem) -> Piece:
    """The weights that are the best for equal outputs do not depend on L or λ."""
    shape = exact_shape(system)
    return Piece(
        system.name, system.K, system.r, float(shape.constant(3).log()) - np.log(system.K), np.ones(system.K)
    )


@cache
def _seven() -> Piece:
    """The seven classes of S19."""
    from theory.proofs.seven import R, Z, hidden

    shape = Shape(*(fractions_of(matrix) for matrix in (Z, R, hidden().inv())))
    return Piece("point and pairs of 4 points", 7, 4, float(shape.constant(3).log()) - np.log(7), np.ones(7))
