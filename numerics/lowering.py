"""Numbers of a construction, compiled from its SymPy expressions.

Nothing about a construction is typed in twice: its layer costs, spectrum and number of classes are read off
``theory.constructions`` and compiled once, into a function of numpy arrays (:func:`lower`) or of exact
rationals and balls (:func:`lower_to_balls`).  A single construction is treated as a block sum of one part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from theory.construction import BlockSum, Construction, instantiate
from theory.symbols import L


class BlockNumbers(NamedTuple):
    """What a compiled block returns; every entry is a number or an array of the kind that was passed in."""

    classes: Any
    """Number of classes of the block."""
    width: Any
    """Least width of the layers 1, …, L-1; for DNC and SRG also the rank of M_2, …, M_{L-1}."""
    multiplicities: tuple[Any, ...]
    """m_i of every eigenspace of σ(M_L)."""
    squares: tuple[Any, ...]
    """s_i², the squared singular values of σ(M_L)."""
    costs: tuple[Any, ...]
    """Squared Frobenius norms of the base matrices, one entry per group of equal factors."""
    counts: tuple[Any, ...]
    """Number of factors in each group."""


@dataclass(frozen=True)
class LoweredBlock:
    """One block of a construction with its numbers compiled.

    Attributes
    ----------
    construction : Construction
        The family to which the block belongs.
    value : sympy.Expr
        Value of its parameter, in the free parameters of the whole.
    least : int
        Least value of its parameter.  A block whose parameter counts its classes may be what other
        blocks leave over, and then holds one class or none.
    parameter : callable
        Evaluates ``value`` at the values of the free parameters, in the order of ``Lowered.parameters``.
    """

    construction: Construction
    value: sp.Expr
    least: int
    parameter: Callable[..., Any]
    _compiled: Callable[..., tuple[Any, ...]]

    def numbers(self, *arguments: Any) -> BlockNumbers:
        """Evaluate everything at the values of the free parameters and L, once they are known to be valid."""
        return BlockNumbers(*self._compiled(*arguments))


@dataclass(frozen=True)
class Lowered:
    """Compiled construction or block sum.

    Attributes
    ----------
    name : str
        Of the construction.
    parameters : tuple of str
        Names of the free parameters, sorted.
    blocks : tuple of LoweredBlock
        One entry per class block.
    """

    name: str
    parameters: tuple[str, ...]
    blocks: tuple[LoweredBlock, ...]


@cache
def lower(construction: Construction | BlockSum) -> Lowered:
    """Compile a construction to functions of float64 arrays.

    Examples
    --------
    >>> from theory.constructions.srg import SRG
    >>> lowered = lower(SRG)
    >>> lowered.parameters
    ('r',)
    >>> numbers = lowered.blocks[0].numbers(5.0, 4.0)
    >>> float(numbers.classes), numbers.squares, numbers.counts
    (10.0, (9.0, 4.0, 1), (2, 1.0, 1))
    """
    return _lower(construction, {"modules": "numpy"})


@cache
def lower_to_balls(construction: Construction | BlockSum) -> Lowered:
    """Compile a construction to functions of exact rationals (``flint.fmpq``).

    Rational expressions stay exact; roots become balls at the current precision of ``flint.ctx``.

    Examples
    --------
    >>> from flint import fmpq
    >>> from theory.constructions.srg import SRG
    >>> numbers = lower_to_balls(SRG).blocks[0].numbers(fmpq(5), fmpq(4))
    >>> numbers.squares, numbers.costs[2]
    ((9, 4, 1), 25/2)
    """
    from flint import arb, fmpq

    names = {"fmpq": fmpq, "sqrt": lambda x: arb(x).sqrt(), "power": lambda x, e: arb(x) ** arb(e)}
    printer = _ExactPrinter({"fully_qualified_modules": False})
    return _lower(construction, {"modules": [names], "printer": printer})


def _lower(construction: Construction | BlockSum, options: dict[str, Any]) -> Lowered:
    parts = (
        construction.parts
        if isinstance(construction, BlockSum)
        else ((construction, construction.parameter),)
    )
    symbols = sorted(
        set().union(*(sp.sympify(value).free_symbols for _, value in parts)), key=lambda symbol: symbol.name
    )

    def compiled(part: Construction, value: sp.Expr) -> LoweredBlock:
        value = sp.sympify(value)
        block = instantiate(part, value)
        spaces, layers = block.spectrum, block.layer_costs
        function = sp.lambdify(
            (*symbols, L),
            (
                block.classes,
                block.width,
                tuple(space.multiplicity for space in spaces),
                tuple(space.singular_value**2 for space in spaces),
                tuple(layer.cost for layer in layers),
                tuple(layer.count for layer in layers),
            ),
            **options,
        )
        remainder = isinstance(construction, BlockSum) and part.classes == part.parameter
        return LoweredBlock(
            construction=part,
            value=value,
            least=0 if remainder else part.smallest,
            parameter=sp.lambdify(symbols, value, **options),
            _compiled=function,
        )

    return Lowered(
        name=construction.name,
        parameters=tuple(symbol.name for symbol in symbols),
        blocks=tuple(compiled(part, value) for part, value in parts),
    )


class _ExactPrinter(PythonCodePrinter):  # type: ignore[misc]
    """Python code in which a rational number is an exact ``fmpq`` and not a rounded quotient."""

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"fmpq({expr.p}, {expr.q})"

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        if expr.exp.is_Rational and expr.exp.q == 2 and abs(expr.exp.p) > 1:  # fmpq knows no such powers
            return f"sqrt({self._print(expr.base)})**({expr.exp.p})"
        if expr.exp.is_Rational and expr.exp.q > 2:
            return f"power({self._print(expr.base)}, {self._print(expr.exp)})"
        return str(super()._print_Pow(expr, rational=rational))
