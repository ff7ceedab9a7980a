"""False variants of S3: identities, spectra and ranks of the SRG layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import comb
from typing import Any

import numpy as np
import sympy as sp

from proofs_check.statement import Verdict
from theory.proofs.graph_identities import GRAPH_FACTS, GraphFacts
from theory.symbols import r
from variants import by_hand
from variants.bench import Variant


def is_false(stated: GraphFacts) -> Callable[[Mapping[str, Any]], bool]:
    """Whether some claim is false of the explicit matrices at the r of the counterexample."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        value = counterexample["r"]
        K = comb(value, 2)
        B, A = by_hand.incidence(value), by_hand.kneser(value)
        T = 1 - A - np.eye(K)
        M = (0.5 - B.T) @ B

        def at(expressions: Any) -> list[float]:
            return [float(sp.sympify(e).subs(r, value)) for e in expressions]

        def spectrum(matrix: np.ndarray, eigenvalues: Any) -> bool:
            claimed = [
                x
                for x, m in zip(at(eigenvalues), at(stated.multiplicities), strict=True)
                for _ in range(int(m))
            ]
            return len(claimed) == K and np.allclose(np.linalg.eigvalsh(matrix), sorted(claimed), atol=1e-8)

        def regular(adjacency: np.ndarray, parameters: Any) -> bool:
            degree, adjacent, apart = at(parameters)
            other = 1 - adjacency - np.eye(K)
            edges, pairs = adjacency.sum() > 0, other.sum() > 0
            walks = adjacency @ adjacency
            return bool(
                (walks.diagonal() == degree).all()
                and (not edges or (walks[adjacency == 1] == adjacent).all())
                and (not pairs or (walks[other == 1] == apart).all())
                and edges
            )

        (g, h), (e, f) = at(stated.gram), at(stated.line_gram)
        rank = np.linalg.matrix_rank
        full = value if value >= stated.full_rank_from else value - 1
        claims = (
            np.array_equal(B @ B.T, g * np.eye(value) + h),
            np.array_equal(B.T @ B, e * np.eye(K) + f * T),
            regular(T, stated.triangular),
            regular(A, stated.kneser),
            spectrum(A, stated.kneser_eigenvalues),
            spectrum(M, stated.last_eigenvalues),
            rank(M) == full,
            rank(np.maximum(M, 0)) == at((stated.output_rank,))[0],
        )
        return not all(claims)

    return fails


def facts(false: str, **changes: Any) -> Variant:
    stated = replace(GRAPH_FACTS, **changes)
    legs = {leg: {"stated": stated} for leg in ("proof", "graphs", "SRG layers")}
    return Variant("S3", false, legs, Verdict.REFUTED, is_false(stated))


one, K = sp.Integer(1), r * (r - 1) / 2
degree, adjacent, apart = GRAPH_FACTS.kneser
top, middle, bottom = GRAPH_FACTS.kneser_eigenvalues
last = GRAPH_FACTS.last_eigenvalues

VARIANTS = (
    facts("B·Bᵀ = (r−1)I + J", gram=(r - 1, one)),
    facts("B·Bᵀ = (r−2)I + 2J", gram=(r - 2, sp.Integer(2))),
    facts("B·Bᵀ = (r−2)I − J: sign exchanged", gram=(r - 2, -one)),
    facts("BᵀB = I + A_T", line_gram=(one, one)),
    facts("BᵀB = 2I − A_T: sign exchanged", line_gram=(sp.Integer(2), -one)),
    facts("BᵀB = 2I + 2A_T", line_gram=(sp.Integer(2), sp.Integer(2))),
    facts("T(r) has degree 2(r−1)", triangular=(2 * (r - 1), r - 2, sp.Integer(4))),
    facts("T(r) with λ = r−3", triangular=(2 * (r - 2), r - 3, sp.Integer(4))),
    facts("T(r) with μ = 2", triangular=(2 * (r - 2), r - 2, sp.Integer(2))),
    facts("T(r) with λ and μ exchanged", triangular=(2 * (r - 2), sp.Integer(4), r - 2)),
    facts("Kneser graph of degree C(r−3,2)", kneser=(apart, adjacent, apart)),
    facts("Kneser graph with λ and μ exchanged", kneser=(degree, apart, adjacent)),
    facts("Kneser graph with the parameters of the Petersen graph", kneser=(degree, sp.Integer(0), one)),
    facts(
        "Kneser graph with μ + (r−4)(r−5), right at r = 4 and 5",
        kneser=(degree, adjacent, apart + (r - 4) * (r - 5)),
    ),
    facts("A has the eigenvalue +(r−3): sign exchanged", kneser_eigenvalues=(top, -middle, bottom)),
    facts("A has the eigenvalue −(r−2)", kneser_eigenvalues=(top, middle - 1, bottom)),
    facts("A has the eigenvalue C(r−1,2)", kneser_eigenvalues=((r - 1) * (r - 2) / 2, middle, bottom)),
    facts("A has the eigenvalue −1 on the kernel of B", kneser_eigenvalues=(top, middle, -bottom)),
    facts("M_L has the eigenvalue −(r−3)", last_eigenvalues=(last[0], -(r - 3), last[2])),
    facts("M_L has the eigenvalue 1 on the kernel of B", last_eigenvalues=(last[0], last[1], one)),
    facts("M_L has the eigenvalue (r−1)(r−4): missing ½", last_eigenvalues=(2 * last[0], last[1], last[2])),
    facts("multiplicities r and K−r−1", multiplicities=(one, r, K - r - 1)),
    facts("multiplicities r−1 and r(r−3)/2 exchanged", multiplicities=(one, r * (r - 3) / 2, r - 1)),
    facts("multiplicity r(r−3)/2 + 1, K + 1 in all", multiplicities=(one, r - 1, r * (r - 3) / 2 + 1)),
    facts("rank M_L = r at r = 4 too", full_rank_from=4),
    facts("rank M_L = r from r = 6 on only, 4 at r = 5", full_rank_from=6),
    facts("rank σ(M_L) = K − 1", output_rank=K - 1),
    facts("rank σ(M_L) = r", output_rank=r),
    Variant(
        "S3",
        "r range too wide: r ≥ 3",
        {leg: {"stated": replace(GRAPH_FACTS, smallest=3)} for leg in ("proof", "graphs", "SRG layers")},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S3",
        "empty: 13 ≤ r ≤ 12",
        {"graphs": {"stated": replace(GRAPH_FACTS, smallest=13)}},
        Verdict.VACUOUS,
    ),
)
