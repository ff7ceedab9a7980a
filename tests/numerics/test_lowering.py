import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx, fmpq

from numerics.lowering import lower, lower_to_balls
from theory.construction import BlockSum, Construction, LayerCost, eigenspaces
from theory.constructions import registry
from theory.symbols import K, L, mu, r, t

SYMBOLS = {symbol.name: symbol for symbol in (K, r, t, mu)}
VALUES = {"K": 87, "r": 8, "t": 5, "mu": 36}
ENTRIES = [
    pytest.param(entry, id=f"{name}-{index}")
    for name, variants in registry().items()
    for index, entry in enumerate(variants)
]


def symbolic_numbers(block: Construction, depth: int) -> list[sp.Expr]:
    """The numbers of a block by substitution into its expressions: slow, and independent of the compiler."""
    expressions = [
        block.classes,
        block.width,
        *(space.multiplicity for space in block.spectrum),
        *(space.singular_value**2 for space in block.spectrum),
        *(layer.cost for layer in block.layer_costs),
        *(layer.count for layer in block.layer_costs),
    ]
    known = {L: depth, **{SYMBOLS[name]: value for name, value in VALUES.items()}}
    return [sp.sympify(expression).subs(known) for expression in expressions]


def flat(numbers: tuple) -> list:
    return [x for entry in numbers for x in (entry if isinstance(entry, tuple) else (entry,))]


@pytest.mark.parametrize("entry", ENTRIES)
def test_compiled_numbers_are_those_of_the_expressions(entry: Construction | BlockSum) -> None:
    lowered = lower(entry)
    arguments = [float(VALUES[name]) for name in lowered.parameters]
    for block, compiled in zip(entry.blocks, lowered.blocks, strict=True):
        expected = [float(x) for x in symbolic_numbers(block, 7)]
        np.testing.assert_allclose(flat(compiled.numbers(*arguments, 7.0)), expected, rtol=1e-15)


@pytest.mark.parametrize("entry", ENTRIES)
def test_balls_hold_the_numbers_and_rational_ones_are_exact(entry: Construction | BlockSum) -> None:
    lowered = lower_to_balls(entry)
    arguments = [fmpq(VALUES[name]) for name in lowered.parameters]
    with ctx.workprec(120):
        for block, compiled in zip(entry.blocks, lowered.blocks, strict=True):
            for ball, exact in zip(
                flat(compiled.numbers(*arguments, fmpq(7))), symbolic_numbers(block, 7), strict=True
            ):
                if exact.is_Rational:
                    assert not isinstance(ball, arb)
                    assert ball == fmpq(exact.p, exact.q)
                else:
                    assert ball.rel_accuracy_bits() > 100
                    assert ball.overlaps(arb(str(sp.N(exact, 60))))


def test_numpy_arrays_broadcast() -> None:
    vertices, depth = np.arange(4.0, 9.0)[:, None], np.arange(3.0, 6.0)
    block = lower(registry()["srg"][0]).blocks[0]
    numbers = block.numbers(vertices, depth)
    assert numbers.classes.shape == (5, 1)
    assert numbers.counts[1].shape == (3,)


def test_a_rational_coefficient_is_not_rounded_in_balls() -> None:
    third = Construction(
        name="third",
        title="",
        source="",
        parameter=K,
        smallest=1,
        classes=K,
        layer_costs=(LayerCost("H_1 … W_{L-1}", K / 3, L, ""),),
        spectrum=eigenspaces((sp.Rational(1, 3), K)),
        width=K,
    )
    numbers = lower_to_balls(third).blocks[0].numbers(fmpq(2), fmpq(3))
    assert numbers.costs == (fmpq(2, 3),)
    assert numbers.squares == (fmpq(1, 9),)


def test_remainder_of_a_block_sum_may_be_empty_but_a_construction_may_not() -> None:
    (srg, rest) = lower(registry()["srg+dnc"][0]).blocks
    assert (srg.least, rest.least) == (4, 0)
    assert lower(registry()["dnc"][0]).blocks[0].least == 2
    assert rest.parameter(*(VALUES[name] for name in ("K", "r"))) == 87 - 28


def test_importing_the_package_does_not_import_sympy() -> None:
    code = "import sys, numerics; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_square_roots_follow_the_precision() -> None:
    block = lower_to_balls(registry()["srg"][0]).blocks[0]
    with ctx.workprec(60):
        coarse = block.numbers(fmpq(5), fmpq(4)).costs[0]
    with ctx.workprec(600):
        fine = block.numbers(fmpq(5), fmpq(4)).costs[0]
    assert coarse.contains(fine)
    assert fine.rel_accuracy_bits() > 590
    assert Fraction(str(coarse.mid().str(15, radius=False))) == pytest.approx(9.756630355021698)
