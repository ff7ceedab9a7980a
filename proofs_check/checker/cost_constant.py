"""A network below DNC at every λ: integer weights whose output is a multiple of the identity, and the product of their norms.

Scales are free, so only the shapes matter: with output u·I and squared norms of product Π the least penalty at output
q is that of DNC with the cost constant Π/u² in place of K^(L+1).  If it is smaller, then at every λ the network
beside DNC on any further classes costs less than DNC on all of them.  Identities after a σ change no output; each
multiplies Π by the width w of the layer before it, and K^(L+1) by K, so that w <= K proves it for all greater depths.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from .network import MOST_DEPTH, outputs, read_factors, squared_norm
from .reading import fields, require, shown

FORMAT = "dnc-verifier cost constant 1"
RESTS_ON = ("S2",)

TOP = {
    "format": str,
    "title": str,
    "parameters": dict,
    "rests_on": list,
    "claim": str,
    "H_1": list,
    "weights": list,
}
PARAMETERS = {"K": int, "L": int}


def claim(K: int, L: int, widths: list[int]) -> str:
    """What a certificate with these rows of H_1, W_1, …, W_{L-1} says."""
    more = max(*widths, K) - K
    depths = f"L ≥ {L}" if min(widths[1:]) <= K else f"L = {L}"
    return (
        f"For every K ≥ {K} and {depths}, in layers of at least K{f' + {more}' if more else ''} neurons, at every λ, no solution"
        " with DNC1, DNC2 and DNC3 in every layer is a global optimum"
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
    require(top["format"] == FORMAT, f"format {shown(top['format'])}; cost constants have {FORMAT!r}")
    require(top["rests_on"] == list(RESTS_ON), f"it must rest on {', '.join(RESTS_ON)}")
    given = fields(top["parameters"], PARAMETERS, "parameters")
    K, L = given["K"], given["L"]
    require(K >= 2 and 2 <= L <= MOST_DEPTH, f"K, L = {K}, {L}; K >= 2 and 2 <= L <= {MOST_DEPTH} are needed")
    factors = read_factors(top, K, L)
    own = claim(K, L, [len(F) for F in factors[:-1]])
    require(top["claim"] == own, f"it must claim {shown(own)}")
    columns = outputs(factors)
    unit = columns[0][0]
    target = [[unit * (i == k) for i in range(K)] for k in range(K)]
    require(unit > 0 and columns == target, "the output is not a positive multiple of the identity")
    require(prod(map(squared_norm, factors)) < unit**2 * K ** (L + 1), "the cost constant is not below DNC's")
    return f"cost constant (K = {K}, L = {L})", own
