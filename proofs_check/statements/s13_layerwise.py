"""S13: layerwise optimality of SRG."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import sympy as sp

from numerics.exact import equal
from numerics.graphs import incidence_matrix, kneser_adjacency, triangular_adjacency
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory import symbols
from theory.proofs.layerwise import CERTIFICATES, Certificates, layerwise_optimality


def _proof(stated: Certificates = CERTIFICATES) -> LegResult:
    return proof(layerwise_optimality(stated))


def _at(expression: sp.Expr, value: int) -> Fraction:
    found = sp.Rational(expression.subs(symbols.r, value))
    return Fraction(int(found.p), int(found.q))


def _multipliers_hold(r: int, stated: Certificates) -> bool:
    """The multipliers of the proof on explicit matrices: W_{L-1} = N·Bᵀ and I = N·Bᵀ, signs and slackness."""
    B, A, A_T = incidence_matrix(r), kneser_adjacency(r), triangular_adjacency(r)
    nu, mu, identity_nu, identity_mu = (
        _at(x, r) for x in (stated.nu, stated.mu, stated.identity_nu, stated.identity_mu)
    )
    multipliers = A.astype(object) * nu - A_T.astype(object) * mu
    rows = (1 - 2 * B.T).astype(object) * Fraction(1, 2)
    product = rows @ B
    slack = bool(
        (product[A_T == 1] == 0).all() and (product[A == 1] == 1).all() and (np.diag(product) == -1).all()
    )
    of_identity = B.astype(object) * identity_nu - (1 - B).astype(object) * identity_mu
    signs = nu > 0 and mu > 0 and identity_nu > 0 and identity_mu > 0
    return (
        slack and signs and equal(multipliers @ B.T, rows) and equal(of_identity @ B.T, np.eye(r, dtype=int))
    )


def _multipliers(stated: Certificates = CERTIFICATES) -> LegResult:
    return check_instances(
        range(stated.smallest, 13),
        lambda r: _multipliers_hold(r, stated),
        lambda r: {"r": r},
        what="multipliers for r = 4..12, in rationals",
    )


def _solvers() -> LegResult:
    from numerics.convex import SOLVERS, TOLERANCE, Witness, srg_witnesses

    found: dict[tuple[int, str, str], Witness] = {
        (r, solver, name): witness
        for r in range(4, 9)
        for solver in SOLVERS
        for name, witness in srg_witnesses(r, solver).items()
    }
    evidence = {
        f"r={r} {solver} {name}": {
            "primal": w.primal_value,
            "dual": w.dual_value,
            "closed form": w.closed_form_value,
            "gap": w.gap,
            "residual": max(w.primal_residual, w.dual_residual),
        }
        for (r, solver, name), w in found.items()
    }
    worst = max(w.gap / max(1.0, w.closed_form_value) for w in found.values())
    return check_instances(
        found.items(),
        lambda item: item[1].certified,
        lambda item: dict(zip(("r", "solver", "layer"), item[0], strict=True)) | {"gap": item[1].gap},
        what="convex problems (r = 4..8, two solvers), recomputed duality gaps at most"
        f" {worst:.0e}, limit {TOLERANCE:.0e}",
        evidence=evidence,
    )


STATEMENT = Statement(
    id="S13",
    title="Layerwise optimality of SRG",
    claim="For every r ≥ 4: the rows of W_{L−1} are the unique least-norm rows with σ(W_{L−1}B) = A; B is the unique"
    " matrix of least nuclear norm among all M with σ(M) = B, with dual certificate Z = (BBᵀ)^(−1/2)B < 0 off the"
    " support of B; I_r is the only W with WB = B, and the unique least-norm W with σ(WB) = B.",
    hypotheses=("r ≥ 4 an integer", "the other layers are fixed to those of SRG"),
    source="MATH.md S13 (derived there); convex duality",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "multipliers", _multipliers),
        Leg(LegKind.NUMERIC, "cvxpy", _solvers, time_limit=120),
    ),
    depends_on=("S3",),
    remarks=(
        "Layerwise optimality does not make SRG a global optimum: better solutions are known for several (K, L).",
        "MATH.md asks for WB = B only, where I_r has no competitor; the relaxed problem σ(WB) = B is proved here too.",
    ),
)
