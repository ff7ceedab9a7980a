"""The SRG constructions are charged what the matrices of S3 cost, and have their spectrum (statement S4)."""

from functools import cache

import sympy as sp

from theory.construction import Construction
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.derivation import Derivation, Step
from theory.obligations import Identity
from theory.proofs.graph_identities import (
    GRAM_EIGENVALUES,
    GRAPH_FACTS,
    I_VERTICES,
    GraphFacts,
    W,
    edge_idempotents,
    vertex_idempotents,
)
from theory.symbols import L


@cache
def srg_charges(
    srg: Construction = SRG, two_layers: Construction = SRG_TWO_LAYERS, stated: GraphFacts = GRAPH_FACTS
) -> Derivation:
    """Costs, their numbers and spectrum of the constructions for L ≥ 3 and for L = 2, against the matrices."""
    return Derivation(
        "srg-charges", "What the SRG constructions are charged", (_charges(srg, two_layers, stated),)
    )


def _charges(srg: Construction, two_layers: Construction, stated: GraphFacts) -> Step:
    E, F = edge_idempotents(), vertex_idempotents()
    norm_b = sp.Add(*(sp.sqrt(value) * f.trace() for value, f in zip(GRAM_EIGENVALUES, F, strict=True)))
    # For r ≥ 4 the eigenvalues of M_L have the signs +, −, 0.
    signs = (1, -1, 1)
    norm_m2 = sp.Add(
        *(sign * value * e.trace() for sign, value, e in zip(signs, stated.last_eigenvalues, E, strict=True))
    )
    charged = (
        (norm_b, 2, "‖B‖_*, twice"),
        (I_VERTICES.squared_norm(), L - 3, "‖I_r‖², L − 3 times"),
        (W.squared_norm(), 1, "‖W_{L−1}‖², once"),
    )
    return Step(
        "What the SRG construction is charged",
        (
            sp.Eq(sp.Symbol("‖B‖_*"), srg.layer_costs[0].cost),
            sp.Eq(sp.Symbol("‖W_{L-1}‖²"), W.squared_norm()),
        ),
        "the singular values of B are the roots of the eigenvalues of BBᵀ, those of the symmetric A and M_L the moduli of"
        " theirs; the costs, their numbers and the spectrum of the construction are these, at L ≥ 3 and at L = 2",
        obligations=(
            *(
                obligation
                for (cost, count, note), layer in zip(charged, srg.layer_costs, strict=True)
                for obligation in (Identity(layer.cost, cost, note), Identity(layer.count, count, note))
            ),
            Identity(two_layers.layer_costs[0].cost, norm_m2, "‖M_2‖_* at L = 2, for r ≥ 4"),
            Identity(two_layers.layer_costs[0].count, 2, "‖M_2‖_*, twice"),
            *(
                Identity(given, true, f"{what} of A")
                for construction in (srg, two_layers)
                for space, theta, m in zip(
                    construction.spectrum, stated.kneser_eigenvalues, stated.multiplicities, strict=True
                )
                for given, true, what in (
                    (space.singular_value**2, theta**2, "squared singular value"),
                    (space.multiplicity, m, "multiplicity"),
                )
            ),
        ),
    )
