"""Assumptions of the symbols: what the proofs may use of them, and nothing that would narrow a claim."""

import pytest
import sympy as sp

from theory import symbols

INTEGERS = ("K", "L", "r", "t", "n", "l")
REALS = ("lam", "lam_H", "Lam", "C_hat", "q", "s", "kappa", "p", "m", "mu")


@pytest.mark.parametrize("name", INTEGERS)
def test_counts_are_positive_integers(name):
    symbol = getattr(symbols, name)
    assert symbol.is_integer
    assert symbol.is_positive
    assert symbol.is_even is None


@pytest.mark.parametrize("name", REALS)
def test_the_other_symbols_are_positive_and_need_not_be_integers(name):
    symbol = getattr(symbols, name)
    assert symbol.is_positive
    assert symbol.is_integer is None


def test_regularisation_parameters_of_the_weights_are_positive():
    assert symbols.lam_l[symbols.l].is_positive


def test_every_symbol_is_among_these():
    names = {name for name, value in vars(symbols).items() if isinstance(value, sp.Symbol)}
    assert names == {*INTEGERS, *REALS}
