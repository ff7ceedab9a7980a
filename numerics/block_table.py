"""Constructions as tables of numbers: spectra, class counts and shape costs for arrays of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from numerics.checks import integers, require
from numerics.lowering import Lowered, LoweredBlock
from numerics.mean_residual import Indices
from numerics.roots import Floats
from theory.errors import InvalidInputError

Values = ArrayLike | Mapping[str, ArrayLike]
"""Value of the one parameter of a construction, or of every parameter by name; arrays broadcast."""


class BlockTable(NamedTuple):
    """Blocks of one family: m spectra, and an array of blocks that refer to them.

    A block without classes has any spectrum and cost; only ``classes`` tells.
    """

    squares: Floats
    """s_i², shape (d, m)."""
    multiplicities: Floats
    """m_i, shape (d, m)."""
    row: Indices
    """Which spectrum, shape (...)."""
    classes: Floats
    """Number of classes, shape (...)."""
    width: Floats
    """Least width of the layers 1, …, L-1, shape (...)."""
    log_shape_cost: Floats
    """log c, with c = c_H c_1 ⋯ c_{L-1}; broadcasts with L."""


def arguments(lowered: Lowered, values: Values) -> tuple[Floats, ...]:
    """Order the values of the parameters as the compiled functions take them.

    Raises
    ------
    InvalidInputError
        If a value is missing, not known or not a non-negative integer.
    """
    names = lowered.parameters
    if not isinstance(values, Mapping):
        if len(names) != 1:
            raise InvalidInputError(
                f"one value given; {lowered.name} needs values of {', '.join(names)} by name"
            )
        values = {names[0]: values}
    if set(values) != set(names):
        raise InvalidInputError(
            f"values of {', '.join(values)} given; {lowered.name} needs values of {', '.join(names)}"
        )
    least = {str(block.value): block.least for block in lowered.blocks}
    owner = f"the {lowered.name} construction"
    return tuple(integers(name, values[name], least.get(name, 0), owner) for name in names)


def block_table(variants: tuple[LoweredBlock, ...], values: tuple[Floats, ...], L: Floats) -> BlockTable:
    """Evaluate one block, its spectrum once per value of the block's parameter.

    Parameters
    ----------
    variants : tuple of LoweredBlock
        The block, in all variants that exist for different depths.
    values : tuple of arrays
        From :func:`arguments`.
    L : array
        Depth.

    Raises
    ------
    InvalidInputError
        If the parameter of the block or a depth is outside its range.
    """
    first = variants[0]
    family = first.construction
    if any(variant.construction.spectrum != family.spectrum for variant in variants):
        raise InvalidInputError(
            f"variants of {family.name} with different spectra given; pass them one by one"
        )
    owner = f"the {family.name} construction"
    value = integers(str(first.value), np.asarray(first.parameter(*values)), first.least, owner)
    numbers = first.numbers(*values, L)
    unique, index, row = np.unique(value, return_index=True, return_inverse=True)

    def spectra(entries: tuple[Floats, ...], absent: float) -> Floats:
        columns = [np.broadcast_to(entry, value.shape).ravel()[index] for entry in entries]
        return np.where(unique > 0, columns, absent)

    return BlockTable(
        squares=spectra(numbers.squares, 1.0),
        multiplicities=spectra(numbers.multiplicities, 1.0),
        row=row.reshape(value.shape),
        classes=np.broadcast_to(np.asarray(numbers.classes, dtype=np.float64), value.shape),
        width=np.broadcast_to(np.asarray(numbers.width, dtype=np.float64), value.shape),
        log_shape_cost=_log_shape_cost(variants, values, L),
    )


def _log_shape_cost(variants: tuple[LoweredBlock, ...], values: tuple[Floats, ...], L: Floats) -> Floats:
    """Σ count · log(cost) over the groups of equal factors, from the variant that admits each depth."""
    total, admitted = np.zeros(()), np.full(L.shape, False)
    ranges = []
    for variant in variants:
        numbers = variant.numbers(*values, L)
        with np.errstate(divide="ignore"):  # a block without classes costs nothing
            cost = sum(count * np.log(c) for count, c in zip(numbers.counts, numbers.costs, strict=True))
        low, high = variant.construction.depths
        ranges.append(f"{low} <= L" if high is None else f"{low} <= L <= {high}")
        here = (low <= L) & ((np.inf if high is None else high) >= L)
        total, admitted = np.where(here, cost, total), admitted | here
    rule = f"this variant of the {variants[0].construction.name} construction needs {' or '.join(ranges)}"
    require(admitted, "L", L, rule)
    return total
