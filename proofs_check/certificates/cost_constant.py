"""Certificates that a network is below DNC at every λ, for :mod:`proofs_check.checker.cost_constant`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import gcd

from flint import fmpq_mat

from numerics.evaluate.candidate import Candidate
from numerics.evaluate.evaluation import Evaluation
from numerics.evaluate.exact_fit import cost_constant, exact_fit
from proofs_check.certificates.checked import checked_text
from proofs_check.checker.cost_constant import FORMAT, RESTS_ON, check, claim
from theory.errors import InvalidInputError

DIGITS = (1, 2, 3, 4, 6)
"""Decimal digits of the matrix that balances H_1 and W_1, the fewest that keep the cost constant below DNC's."""


def cost_constant_certificate(factors: Sequence[fmpq_mat], title: str = "") -> str:
    """The certificate as it is written, checked before.

    Parameters
    ----------
    factors : sequence of fmpq_mat
        H_1 and W_1, …, W_L whose output is a positive multiple of the identity.
    title : str
        Words, which are not checked.

    Raises
    ------
    InvalidInputError
        If the checker does not accept it.

    Examples
    --------
    Three points and the pairs of them beat DNC on six classes from L = 4 on.

    >>> import json
    >>> import networkx as nx
    >>> from numerics.evaluate import evaluate
    >>> text = cost_constant_certificate(exact_fit(evaluate(nx.complete_graph(4)).at(L=4).candidate))
    >>> json.loads(text)["claim"].partition(",")[0]
    'For every K ≥ 6 and L ≥ 4'
    """
    K, L = factors[0].ncols(), len(factors) - 1
    matrices = [_integers(factor) for factor in factors]
    document = {
        "format": FORMAT,
        "title": title,
        "parameters": {"K": K, "L": L},
        "rests_on": list(RESTS_ON),
        "claim": claim(K, L, [factor.nrows() for factor in factors[:-1]]),
        "H_1": matrices[0],
        "weights": matrices[1:],
    }
    return checked_text(document, check, "give a smaller network")


def certificate_at_every_lambda(found: Evaluation, L: int, title: str = "") -> str:
    """The certificate of the candidate with the least cost constant at one depth.

    Raises
    ------
    InvalidInputError
        If no candidate fits all targets at a cost constant below DNC's, or the checker's limits do not admit it.

    Examples
    --------
    >>> import networkx as nx
    >>> from numerics.evaluate import evaluate
    >>> len(certificate_at_every_lambda(evaluate(nx.complete_graph(5)), 3)) < 5000
    True
    """
    dnc = found.K ** (L + 1)
    best = _cheapest(found, L)
    if best is None:
        raise InvalidInputError(
            f"no candidate fits all targets exactly at L = {L} with a cost constant below DNC's {dnc}; choose a greater L,"
            " or a certificate at one λ"
        )
    for digits in DIGITS:
        try:
            factors = exact_fit(best, digits)
        except ZeroDivisionError:
            continue
        if cost_constant(factors) < dnc:
            return cost_constant_certificate(factors, title)
    raise InvalidInputError(
        "the cost constant is below DNC's by less than its layers can be rounded; choose a greater L"
    )


def _cheapest(found: Evaluation, L: int) -> Candidate | None:
    """The candidate whose cost constant is the least of those certainly below DNC's."""
    constants = [
        (constant, one)
        for one in found.candidates(L)
        if not one.rounded and (constant := one.family.cost_constant()) is not None
    ]
    below = [(constant, one) for constant, one in constants if constant < found.K ** (L + 1)]
    return min(below, key=lambda pair: float(pair[0]))[1] if below else None


def _integers(factor: fmpq_mat) -> list[list[str]]:
    """A multiple of the matrix by a positive number, with coprime integers."""
    numerators, _ = factor.numer_denom()
    rows = [[int(entry) for entry in row] for row in numerators.tolist()]
    common = reduce(gcd, (entry for row in rows for entry in row)) or 1
    return [[str(entry // common) for entry in row] for row in rows]
