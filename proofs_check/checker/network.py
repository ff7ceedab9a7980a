"""A network below DNC at one point (K, L, λ's, n): rational weights, their objective, and DNC's closed form.

The network has one feature per class, which the n samples of the class share.  Its objective is a rational number; the
certificate names a bound B that it does not exceed.  By S2 a DNC solution costs at least the minimum over q >= 0 of

    (1-q)²/2 + (L+1)/2 · Ĉ q^(2/(L+1)),        Ĉ^(L+1) = n λ_H λ_1 ⋯ λ_L K^(L+1).

With a rational c <= Ĉ and q = s^(L+1) that minus B is a polynomial in s, which Descartes' rule of signs shows to be positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

from .reading import fields, integer, rational, rationals, require, shown
from .steps import MOST_BREAKS, sign_pattern

FORMAT = "dnc-verifier network 1"
RESTS_ON = ("S2",)

MOST_DEPTH, MOST_SAMPLES = 24, 999_999
MOST_PRODUCTS = 3_000_000
"""Products of two numbers in the forward pass: a second or two."""

TOP = {
    "format": str, "title": str, "parameters": dict, "rests_on": list, "claim": str,
    "denominator": str, "H_1": list, "weights": list, "bound": str, "witness": dict,
}  # fmt: skip
PARAMETERS = {"K": int, "L": int, "n": int, "lambda_H": str, "lambdas": list}
WITNESS = {"c": str, "breaks": list}

Matrix = list[list[int]]


def claim(K: int, L: int, n: int, lambda_H: Fraction, lambdas: list[Fraction], bound: Fraction) -> str:
    """What a certificate of these numbers says."""
    return (
        f"K = {K}, L = {L}, n = {n}, λ_H = {lambda_H}, λ_1, …, λ_L = {', '.join(map(str, lambdas))}: a network"
        f" costs at most {bound}, and every DNC solution costs more"
    )


def check(document: Mapping[str, Any]) -> tuple[str, str]:
    """Check a certificate that was read.

    Returns
    -------
    id, claim
        A short name, and what it proves together with S2.

    Raises
    ------
    Rejected
        With the first thing that fails.
    """
    top = fields(document, TOP, "the certificate")
    require(top["format"] == FORMAT, f"format {shown(top['format'])}; networks have {FORMAT!r}")
    require(top["rests_on"] == list(RESTS_ON), f"it must rest on {', '.join(RESTS_ON)}")
    given = fields(top["parameters"], PARAMETERS, "parameters")
    K, L, n = given["K"], given["L"], given["n"]
    require(K >= 2 and 2 <= L <= MOST_DEPTH and 1 <= n <= MOST_SAMPLES,
            f"K, L, n = {K}, {L}, {n}; K >= 2, 2 <= L <= {MOST_DEPTH} and n >= 1 are needed")  # fmt: skip
    lambda_H = rational(given["lambda_H"], "lambda_H")
    lambdas = rationals(given["lambdas"], MOST_DEPTH, "lambdas")
    require(len(lambdas) == L, f"there are {len(lambdas)} λ's of weights, not L = {L}")
    require(min(lambda_H, *lambdas) > 0, "a λ is not positive")
    bound = rational(top["bound"], "bound")
    own = claim(K, L, n, lambda_H, lambdas, bound)
    require(top["claim"] == own, f"it must claim {shown(own)}")
    factors = read_factors(top, K, L)
    scale = integer(top["denominator"], "the denominator")
    require(scale > 0, "the denominator is not positive")
    value = objective(factors, scale, [n * lambda_H, *lambdas])
    require(value <= bound, "the network costs more than the bound")
    _below_dnc(fields(top["witness"], WITNESS, "the witness"), n * lambda_H * prod(lambdas), K, L, bound)
    return f"network (K = {K}, L = {L})", own


def read_factors(top: Mapping[str, Any], K: int, L: int) -> list[Matrix]:
    """H_1, W_1, …, W_L as integers, if their shapes chain."""
    require(len(top["weights"]) == L, f"there are {len(top['weights'])} weights, not L = {L}")
    factors, rows = [], None
    for name, value in zip(("H_1", *(f"W_{i}" for i in range(1, L + 1))), (top["H_1"], *top["weights"])):  # noqa: B905 - equally long
        matrix = _matrix(value, name)
        if rows is None:
            require(len(matrix[0]) == K, f"H_1 has {len(matrix[0])} columns, not K = {K}")
        else:
            require(len(matrix[0]) == rows, f"{name} has {len(matrix[0])} columns, not {rows}")
        rows = len(matrix)
        factors.append(matrix)
    require(rows == K, f"W_{L} has {rows} rows, not K = {K}")
    products = sum(len(W) * len(W[0]) * K for W in factors[1:])
    require(products <= MOST_PRODUCTS, f"{products} products; at most {MOST_PRODUCTS} are computed")
    return factors


def _matrix(value: object, name: str) -> Matrix:
    require(isinstance(value, list) and len(value) > 0, f"{name} is no list of rows")
    assert isinstance(value, list)
    for row in value:
        require(isinstance(row, list) and len(row) > 0, f"a row of {name} is no list of numbers")
        require(len(row) == len(value[0]), f"the rows of {name} differ in length")
    return [[integer(entry, name) for entry in row] for row in value]


def outputs(factors: list[Matrix]) -> list[list[int]]:
    """Output of each class, with σ between the weights."""
    H, *weights = factors
    columns = [list(column) for column in zip(*H)]  # noqa: B905 - rows are equally long
    for position, W in enumerate(weights):
        before = [[max(x, 0) for x in column] for column in columns] if position else columns
        columns = [[sum(w * x for w, x in zip(row, column)) for row in W] for column in before]  # noqa: B905
    return columns


def squared_norm(factor: Matrix) -> int:
    """Sum of the squares of all entries."""
    return sum(x * x for row in factor for x in row)


def objective(factors: list[Matrix], denominator: int, penalties: list[Fraction]) -> Fraction:
    """The objective with n equal samples per class; the entries of all factors are over ``denominator``.

    Examples
    --------
    The identity at K = 2, L = 2, all λ's 1/10: only the penalties are left.

    >>> one = [[1, 0], [0, 1]]
    >>> objective([one, one, one], 1, [Fraction(1, 10)] * 3)
    Fraction(3, 10)
    """
    columns = outputs(factors)
    unit = denominator ** len(factors)  # the output is over this
    error = sum((x - unit * (i == k)) ** 2 for k, column in enumerate(columns) for i, x in enumerate(column))
    fit = Fraction(error, 2 * len(columns) * unit**2)
    norms = (Fraction(squared_norm(F), denominator**2) for F in factors)
    return fit + sum(penalty * norm / 2 for penalty, norm in zip(penalties, norms))  # noqa: B905


def _below_dnc(witness: Mapping[str, Any], product: Fraction, K: int, L: int, bound: Fraction) -> None:
    """Every output of DNC costs more than the bound."""
    c = rational(witness["c"], "c")
    require(c > 0 and c ** (L + 1) <= product * K ** (L + 1), "c is not a lower bound of Ĉ")
    require(bound < Fraction(1, 2), "the bound is not below the zero solution")
    p = [Fraction(0)] * (2 * L + 3)
    p[0], p[2], p[L + 1], p[2 * L + 2] = Fraction(1, 2) - bound, (L + 1) * c / 2, Fraction(-1), Fraction(1, 2)
    breaks = rationals(witness["breaks"], MOST_BREAKS, "breaks")
    sign_pattern(p, [Fraction(0), *breaks, None], 0)
