"""The shape of every layer of a construction, in integers: the matrices of MATH.md §3 up to scale.

Ranks, signs, supports and orthogonality do not depend on the positive scales of the layers.  They are
decided here, on integer matrices; :mod:`numerics.solution.scales` turns the same matrices into floats.

A construction enters as a :class:`Family`: a function from its parameter and L to
:class:`BaseMatrices`, listed in ``FAMILIES``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.exact import rank, require_integer
from numerics.graphs import SMALLEST_R, incidence_matrix
from theory.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class RationalMatrix:
    """Integer matrix over a positive common denominator, in lowest terms.

    Examples
    --------
    >>> RationalMatrix(np.array([[2, 0]]), 4)
    RationalMatrix(numerator=array([[1, 0]]), denominator=2)
    """

    numerator: NDArray[np.int64]
    denominator: int = 1

    def __post_init__(self) -> None:
        divisor = int(np.gcd(np.gcd.reduce(self.numerator, axis=None), self.denominator))
        object.__setattr__(self, "numerator", self.numerator // divisor)
        object.__setattr__(self, "denominator", self.denominator // divisor)

    def __matmul__(self, other: RationalMatrix) -> RationalMatrix:
        return RationalMatrix(self.numerator @ other.numerator, self.denominator * other.denominator)

    def relu(self) -> RationalMatrix:
        """Apply σ = max(·, 0) to every entry."""
        return RationalMatrix(np.maximum(self.numerator, 0), self.denominator)

    def to_float(self) -> NDArray[np.float64]:
        """Round every entry to the nearest float."""
        return self.numerator / np.float64(self.denominator)


def block_diagonal(matrices: Sequence[NDArray[Any]], shape: tuple[int, int] | None = None) -> NDArray[Any]:
    """Put matrices on the diagonal, and pad with zero rows and columns up to ``shape``.

    Examples
    --------
    >>> block_diagonal([np.array([[1, 2]]), np.array([[3]])], shape=(2, 4))
    array([[1, 2, 0, 0],
           [0, 0, 3, 0]])
    """
    ends = np.cumsum([matrix.shape for matrix in matrices], axis=0)
    total = np.zeros(ends[-1] if shape is None else shape, dtype=matrices[0].dtype)
    for matrix, (row, column) in zip(matrices, ends, strict=True):
        total[row - matrix.shape[0] : row, column - matrix.shape[1] : column] = matrix
    return total


@dataclass(frozen=True)
class BaseMatrices:
    """Shapes of a construction on K classes at depth L.

    Attributes
    ----------
    start : RationalMatrix
        M_2, which H_1 and W_1 realise by a balanced factorisation.
    weights : tuple of RationalMatrix
        W_2, ..., W_{L-1}.
    eigenspaces : tuple of (eigenvalue, projector)
        σ(M_L) = Σ θ_i P_i, a symmetric invertible K × K matrix, with its eigenvalues θ_i and the
        orthogonal projectors P_i; the singular values of σ(M_L) are s_i = |θ_i|.  The last layer reads
        W_L = Σ (q_i / θ_i) P_i, so that the network outputs q_i on eigenspace i.
    """

    start: RationalMatrix
    weights: tuple[RationalMatrix, ...]
    eigenspaces: tuple[tuple[int, RationalMatrix], ...]

    @cached_property
    def means(self) -> tuple[RationalMatrix, ...]:
        """Class means M_2, ..., M_L before σ, by an exact forward pass: M_{l+1} = W_l σ(M_l)."""
        means = [self.start]
        for weight in self.weights:
            means.append(weight @ means[-1].relu())
        return tuple(means)

    @property
    def ranks(self) -> tuple[tuple[int, int], ...]:
        """Ranks of M_l and of σ(M_l) for l = 2, ..., L."""
        return tuple((rank(mean.numerator), rank(mean.relu().numerator)) for mean in self.means)

    def ridge_outputs(self, kappa: float) -> tuple[float, ...]:
        """Outputs q_i = s_i² / (s_i² + κ) of the ridge solution W_L on the eigenspaces of σ(M_L).

        Every stationary point over scales and outputs has this form (MATH.md §2).

        Parameters
        ----------
        kappa : float
            κ >= 0; zero fits the targets exactly, and infinity gives all classes up.

        Raises
        ------
        InvalidInputError
            If κ is negative or not a number.

        Examples
        --------
        >>> base_matrices([Block("srg", 5)], depth=4).ridge_outputs(1.0)
        (0.9, 0.8, 0.5)
        """
        if not kappa >= 0:
            raise InvalidInputError(f"κ = {kappa} given; κ must be >= 0")
        return tuple(value**2 / (value**2 + kappa) for value, _ in self.eigenspaces)

    @property
    def widths(self) -> tuple[int, ...]:
        """Least widths d_1, ..., d_L of matrices of this shape; d_1 is the rank of M_2."""
        return (rank(self.start.numerator), *(len(mean.numerator) for mean in self.means))


@dataclass(frozen=True)
class Block:
    """A construction with the value of its parameter: ``Block("dnc", K)``, ``Block("srg", r)``, ``Block("subsets3-far1", r)``.

    Raises
    ------
    InvalidInputError
        If the name is unknown or the parameter is no integer or too small.

    Examples
    --------
    >>> Block("srg", 5).classes
    10
    """

    name: str
    parameter: int

    def __post_init__(self) -> None:
        require_integer(self.family.symbol, self.parameter, self.family.smallest)

    @property
    def family(self) -> Family:
        """The family of shapes that the block belongs to."""
        if self.name in FAMILIES:
            return FAMILIES[self.name]
        from numerics.solution.subsets import subset_family  # which needs the types of this module

        family = subset_family(self.name)
        if family is None:
            raise InvalidInputError(
                f"block {self.name!r} given; known are: {', '.join(FAMILIES)}, and subsetsT-farZ or subsetsT-nearZ"
                " with numbers for T and Z"
            )
        return family

    @property
    def classes(self) -> int:
        """Number of classes of the block."""
        return self.family.classes(self.parameter)


def base_matrices(blocks: Sequence[Block], depth: int) -> BaseMatrices:
    """Exact shapes of a block sum, up to a positive scale for each layer of each block.

    Parameters
    ----------
    blocks : sequence of Block
        The class blocks in order; one block gives the construction itself.
    depth : int
        L >= 2.

    Raises
    ------
    InvalidInputError
        If there is no block or L is no integer >= 2.

    Examples
    --------
    >>> shapes = base_matrices([Block("srg", 5)], depth=4)
    >>> [mean.numerator.shape for mean in shapes.means]
    [(5, 10), (5, 10), (10, 10)]
    >>> shapes.ranks
    ((5, 5), (5, 5), (5, 10))
    """
    parts = block_shapes(blocks, depth)
    return parts[0] if len(parts) == 1 else _direct_sum(parts)


def block_shapes(blocks: Sequence[Block], depth: int) -> list[BaseMatrices]:
    """Shapes of every block on its own classes; parameters and errors are those of :func:`base_matrices`."""
    depth = require_integer("L", depth, least=2)
    if not blocks:
        raise InvalidInputError("no block given; a construction needs at least one; add a Block")
    return [block.family.shapes(block.parameter, depth) for block in blocks]


def _direct_sum(parts: Sequence[BaseMatrices]) -> BaseMatrices:
    """Block-diagonal shapes; every eigenspace is extended by zero to the classes of the other blocks."""
    sizes = [part.start.numerator.shape[1] for part in parts]
    eigenspaces = []
    for index, part in enumerate(parts):
        for value, projector in part.eigenspaces:
            padded = [RationalMatrix(np.zeros((size, size), dtype=np.int64)) for size in sizes]
            padded[index] = projector
            eigenspaces.append((value, _on_diagonal(padded)))
    return BaseMatrices(
        start=_on_diagonal([part.start for part in parts]),
        weights=tuple(_on_diagonal(layer) for layer in zip(*(part.weights for part in parts), strict=True)),
        eigenspaces=tuple(eigenspaces),
    )


def _on_diagonal(matrices: Sequence[RationalMatrix]) -> RationalMatrix:
    common = lcm(*(matrix.denominator for matrix in matrices))
    return RationalMatrix(
        block_diagonal([matrix.numerator * (common // matrix.denominator) for matrix in matrices]), common
    )


def _identity(size: int) -> RationalMatrix:
    return RationalMatrix(np.eye(size, dtype=np.int64))


def _dnc(K: int, depth: int) -> BaseMatrices:
    """DNC: every layer is the identity."""
    identity = _identity(K)
    return BaseMatrices(identity, (identity,) * (depth - 2), ((1, identity),))


def _srg(r: int, depth: int) -> BaseMatrices:
    """SRG: classes are the edges of K_r, and σ(M_L) is the adjacency matrix of their Kneser graph."""
    B = incidence_matrix(r)
    if depth == 2:  # no layer is left to turn B into M_L = J - BᵀB
        return BaseMatrices(RationalMatrix(1 - B.T @ B), (), _kneser_eigenspaces(r))
    # Row e of W_{L-1} is -1/2 on the endpoints of e and +1/2 elsewhere.
    last = RationalMatrix(1 - 2 * B.T, 2)
    return BaseMatrices(RationalMatrix(B), (*(_identity(r),) * (depth - 3), last), _kneser_eigenspaces(r))


def _kneser_eigenspaces(r: int) -> tuple[tuple[int, RationalMatrix], ...]:
    """Constant vectors; the other rows of B; the kernel of B.  In the order of MATH.md §3."""
    B = incidence_matrix(r)
    K = B.shape[1]
    gram, J = B.T @ B, np.ones((K, K), dtype=np.int64)
    return (
        (comb(r - 2, 2), RationalMatrix(J, K)),
        (-(r - 3), RationalMatrix(r * gram - 4 * J, r * (r - 2))),
        # The complement of the row space, whose projector is Bᵀ(BBᵀ)⁻¹B with BBᵀ = (r-2) I + J.
        (
            1,
            RationalMatrix((r - 1) * ((r - 2) * np.eye(K, dtype=np.int64) - gram) + 2 * J, (r - 1) * (r - 2)),
        ),
    )


@dataclass(frozen=True)
class Family:
    """Shapes for every value of one parameter and every depth.

    Attributes
    ----------
    symbol : str
        Name of the parameter.
    smallest : int
        Its least value.  A DNC block may have a single class, when it completes another block.
    classes : callable
        Number of classes from the parameter.
    shapes : callable
        Shapes from the parameter and L.
    """

    symbol: str
    smallest: int
    classes: Callable[[int], int]
    shapes: Callable[[int, int], BaseMatrices]


FAMILIES = {
    "dnc": Family("K", smallest=1, classes=lambda K: K, shapes=_dnc),
    "srg": Family("r", smallest=SMALLEST_R, classes=lambda r: comb(r, 2), shapes=_srg),
}
"""The families by name; :class:`Block` accepts these names, and those of :mod:`numerics.solution.subsets`."""
