"""A construction: what one needs to know of explicit matrices to know their loss.

The loss of a solution whose layers have fixed shapes and free scales depends on two things only
(MATH.md §2): the squared norms of the base matrices (the *prefix cost*) and the singular values of
σ(M_L) with their multiplicities (the *spectrum*).  A :class:`Construction` is that pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from theory.errors import InvalidInputError
from theory.symbols import L, Lam


@dataclass(frozen=True)
class LayerCost:
    """Squared Frobenius norm of the base matrix of one factor, or of ``count`` equal factors in a row.

    Attributes
    ----------
    factor : str
        Which factors, e.g. ``"W_2 … W_{L-2}"``.
    cost : sympy.Expr
        Squared Frobenius norm of each base matrix.
    count : sympy.Expr
        How many factors; an expression in L.
    shape : str
        What the base matrix is, in words.
    """

    factor: str
    cost: sp.Expr
    count: sp.Expr
    shape: str


@dataclass(frozen=True)
class Eigenspace:
    """A singular value of σ(M_L) and its multiplicity."""

    singular_value: sp.Expr
    multiplicity: sp.Expr


@dataclass(frozen=True)
class Construction:
    """Prefix cost and spectrum of a family of explicit solutions.

    Attributes
    ----------
    name : str
        Permanent short name, as the command line takes it.
    title : str
        One line for people.
    source : str
        Where it comes from.
    parameter : sympy.Symbol
        The parameter that fixes the number of classes (K for DNC, r for SRG).
    smallest : int
        Least admissible value of ``parameter``.
    classes : sympy.Expr
        Number of classes K as an expression in ``parameter``.
    layer_costs : tuple of LayerCost
        For H_1, W_1, ..., W_{L-1}; the counts sum to L.
    spectrum : tuple of Eigenspace
        Of σ(M_L); the multiplicities sum to ``classes``.
    width : sympy.Expr
        Least width of the layers 1..L-1; layer L needs ``classes`` neurons.
    depths : tuple
        Least and greatest admissible L; ``None`` stands for no upper limit.

    Examples
    --------
    >>> from theory.constructions.dnc import DNC
    >>> DNC.shape_cost
    K**L
    >>> DNC.uniform_cost_constant
    K**(L + 1)
    """

    name: str
    title: str
    source: str
    parameter: sp.Symbol
    smallest: int
    classes: sp.Expr
    layer_costs: tuple[LayerCost, ...]
    spectrum: tuple[Eigenspace, ...]
    width: sp.Expr
    depths: tuple[int, int | None] = (2, None)

    @property
    def blocks(self) -> tuple[Construction, ...]:
        """The construction itself: it is a block sum with one block."""
        return (self,)

    @property
    def shape_cost(self) -> sp.Expr:
        """c_H · c_1 ⋯ c_{L-1}, the product of the squared norms of the base matrices (MATH.md §2)."""
        return sp.powsimp(sp.Mul(*(layer.cost**layer.count for layer in self.layer_costs)))

    @property
    def inverse_square_sum(self) -> sp.Expr:
        """Σ m_i / s_i², the squared norm of the inverse of σ(M_L)."""
        return sp.Add(*(space.multiplicity / space.singular_value**2 for space in self.spectrum))

    @property
    def uniform_cost_constant(self) -> sp.Expr:
        """Cost constant at q = 1 without the λ's: shape cost times Σ m_i / s_i² (MATH.md §2)."""
        return sp.powsimp(self.shape_cost * self.inverse_square_sum)

    @property
    def cost_root(self) -> sp.Expr:
        """Ĉ = (Λ · cost constant)^(1/(L+1)), with Λ = n λ_H λ_1 ⋯ λ_L."""
        return (Lam * self.uniform_cost_constant) ** (1 / (L + 1))

    def admits_depth(self, depth: int) -> bool:
        """Whether the construction is defined for L = ``depth``."""
        low, high = self.depths
        return depth == int(depth) and depth >= low and (high is None or depth <= high)

    def require(self, value: int | sp.Expr) -> int:
        """Return ``value`` if the parameter may take it, and raise InvalidInputError otherwise."""
        if not sp.sympify(value).is_Integer or value < self.smallest:
            raise InvalidInputError(
                f"{self.parameter} = {value} given; the {self.name} construction needs an integer"
                f" {self.parameter} >= {self.smallest}"
            )
        return int(value)


@dataclass(frozen=True)
class BlockSum:
    """Block-diagonal solution: each part solves its own classes (MATH.md §2, "Blocks").

    Attributes
    ----------
    name, title, source : str
        As in :class:`Construction`.
    parts : tuple of (Construction, value)
        Each part with the value of its parameter (an expression).
    """

    name: str
    title: str
    source: str
    parts: tuple[tuple[Construction, sp.Expr], ...]

    @property
    def classes(self) -> sp.Expr:
        """Total number of classes."""
        return sp.Add(*(block.classes for block in self.blocks))

    @property
    def blocks(self) -> tuple[Construction, ...]:
        """The parts with their parameters substituted; a part may have a single class or none."""
        return tuple(_substitute(part, value) for part, value in self.parts)


def instantiate(construction: Construction, value: sp.Expr | int) -> Construction:
    """Substitute ``value`` for the parameter of ``construction``.

    Examples
    --------
    >>> from theory.constructions.srg import SRG
    >>> instantiate(SRG, 5).classes
    10
    """
    value = sp.sympify(value, strict=True)
    if value.is_number:
        construction.require(value)
    return _substitute(construction, value)


def _substitute(construction: Construction, value: sp.Expr) -> Construction:
    def put(expr: sp.Expr) -> sp.Expr:
        return sp.sympify(expr).subs(construction.parameter, value)

    return Construction(
        name=construction.name,
        title=construction.title,
        source=construction.source,
        parameter=construction.parameter,
        smallest=construction.smallest,
        classes=put(construction.classes),
        layer_costs=tuple(
            LayerCost(c.factor, put(c.cost), c.count, c.shape) for c in construction.layer_costs
        ),
        spectrum=tuple(
            Eigenspace(put(space.singular_value), put(space.multiplicity)) for space in construction.spectrum
        ),
        width=put(construction.width),
        depths=construction.depths,
    )


def eigenspaces(*pairs: tuple[sp.Expr | int, sp.Expr | int]) -> tuple[Eigenspace, ...]:
    """Make a spectrum from (singular value, multiplicity) pairs."""

    def build() -> Iterator[Eigenspace]:
        for value, multiplicity in pairs:
            yield Eigenspace(sp.sympify(value, strict=True), sp.sympify(multiplicity, strict=True))

    return tuple(build())
