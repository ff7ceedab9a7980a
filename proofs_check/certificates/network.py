"""Certificates that a network is below DNC at one point, for :mod:`proofs_check.checker.network`."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from flint import fmpz

from numerics.evaluate.evaluation import Cell
from numerics.exact import ExactArray
from numerics.rationals import to_fraction
from numerics.solution.model import exact_objective
from proofs_check.certificates.checked import checked_text
from proofs_check.certificates.isolation import breaks
from proofs_check.checker.network import FORMAT, RESTS_ON, check, claim
from theory.errors import InvalidInputError

BITS = (8, 12, 16, 20, 24, 32, 40, 50)
"""Binary places of the weights, the fewest that keep the network below DNC."""

ROOT_DIGITS = 18
"""Digits of the lower bound of Ĉ."""


def network_certificate(cell: Cell, title: str = "") -> str:
    """The certificate as it is written, checked before.

    Parameters
    ----------
    cell : Cell
        From :func:`numerics.evaluate.evaluate`, with the verdict "below DNC".
    title : str
        Words, which are not checked.

    Raises
    ------
    InvalidInputError
        For another verdict, or if the checker's limits are exceeded.

    Examples
    --------
    >>> import json
    >>> import networkx as nx
    >>> from numerics.evaluate import evaluate
    >>> text = network_certificate(evaluate(nx.complete_graph(4)).at(L=4))
    >>> check(json.loads(text))[0]
    'network (K = 6, L = 4)'
    """
    if cell.against_dnc != "<":
        raise InvalidInputError(
            f"the verdict is {cell.verdict!r}; only 'below DNC' has a certificate; choose another L or λ"
        )
    return checked_text(_document(cell, title), check, "choose λ's with fewer digits or a smaller network")


def _document(cell: Cell, title: str) -> dict[str, Any]:
    penalties = [cell.n * cell.lambda_H, *cell.lambdas]
    bits, factors, bound = _network_below(cell, penalties, to_fraction(cell.dnc.lower().fmpq()))
    c = _root_below(prod(penalties) * cell.K ** (cell.L + 1), cell.L + 1)
    return {
        "format": FORMAT,
        "title": title,
        "parameters": {
            "K": cell.K,
            "L": cell.L,
            "n": cell.n,
            "lambda_H": str(cell.lambda_H),
            "lambdas": [str(value) for value in cell.lambdas],
        },
        "rests_on": list(RESTS_ON),
        "claim": claim(cell.K, cell.L, cell.n, cell.lambda_H, list(cell.lambdas), bound),
        "denominator": str(2**bits),
        "H_1": _numerators(factors[0], bits),
        "weights": [_numerators(factor, bits) for factor in factors[1:]],
        "bound": str(bound),
        "witness": {
            "c": str(c),
            "breaks": [str(point) for point in breaks(_gap(c, cell.L, bound), Fraction(0), None)],
        },
    }


def _network_below(
    cell: Cell, penalties: list[Fraction], dnc: Fraction
) -> tuple[int, list[ExactArray], Fraction]:
    """A network with few binary places, and a number of few digits between its objective and L_DNC."""
    for bits in BITS:
        H1, weights = cell.candidate.network(penalties[0], penalties[1:], bits)
        value = exact_objective(H1, weights, penalties[0], penalties[1:])
        if value < dnc:
            break
    else:
        raise InvalidInputError(
            "the network is below DNC by less than its weights can be rounded; choose another λ"
        )
    grid = 10
    while round((value + dnc) / 2 * grid) not in range(-(-value * grid // 1), -(-dnc * grid // 1)):
        grid *= 10
    return bits, [H1, *weights], Fraction(round((value + dnc) / 2 * grid), grid)


def _root_below(power: Fraction, degree: int) -> Fraction:
    """A rational number of few digits just below the root."""
    grid = 1
    while True:
        floor = int(fmpz(grid**degree * power.numerator // power.denominator).root(degree))
        if floor >= 10**ROOT_DIGITS:
            return Fraction(floor, grid)
        grid *= 10


def _gap(c: Fraction, L: int, bound: Fraction) -> list[Fraction]:
    """Coefficients in s of DNC's loss at the output s^(L+1) minus the bound, with c for Ĉ."""
    p = [Fraction(0)] * (2 * L + 3)
    p[0], p[2], p[L + 1], p[2 * L + 2] = Fraction(1, 2) - bound, (L + 1) * c / 2, Fraction(-1), Fraction(1, 2)
    return p


def _numerators(matrix: ExactArray, bits: int) -> list[list[str]]:
    return [[str(int(entry * 2**bits)) for entry in row] for row in np.asarray(matrix)]
