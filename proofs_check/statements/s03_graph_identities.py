"""S3: graph identities, spectra, ranks, signs and supports of the SRG layers."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb

import numpy as np
import sympy as sp

from numerics.exact import equal, frame_constant, integer_spectrum, rank
from numerics.graphs import (
    incidence_matrix,
    kneser_adjacency,
    kneser_graph,
    strongly_regular_parameters,
    triangular_adjacency,
    triangular_graph,
)
from numerics.solution import Block, base_matrices
from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory import symbols
from theory.proofs.graph_identities import GRAPH_FACTS, GraphFacts, graph_identities


def _proof(stated: GraphFacts = GRAPH_FACTS) -> LegResult:
    return proof(graph_identities(stated))


def _at(expressions: Iterable[sp.Expr], value: int) -> tuple[int, ...]:
    """Expressions in r at r = ``value``, where they are integers."""
    return tuple(int(sp.Integer(sp.sympify(expression).subs(symbols.r, value))) for expression in expressions)


def _identities_hold(r: int, stated: GraphFacts) -> bool:
    B, A = incidence_matrix(r), kneser_adjacency(r)
    K, I, J = comb(r, 2), np.eye, np.ones  # noqa: E741 - the field's name
    on_vertices, all_vertices = _at(stated.gram, r)
    on_edges, adjacent_edges = _at(stated.line_gram, r)
    gram = {
        "BBᵀ": equal(B @ B.T, on_vertices * I(r, dtype=int) + all_vertices * J((r, r), dtype=int)),
        "BᵀB": equal(B.T @ B, on_edges * I(K, dtype=int) + adjacent_edges * triangular_adjacency(r)),
    }
    parameters = (
        strongly_regular_parameters(triangular_graph(r)) == (K, *_at(stated.triangular, r)),
        strongly_regular_parameters(kneser_graph(r)) == (K, *_at(stated.kneser, r)),
    )
    multiplicities = _at(stated.multiplicities, r)
    spectra = [
        integer_spectrum(M).eigenvalues == _counted(_at(eigenvalues, r), multiplicities)
        for M, eigenvalues in (
            (A, stated.kneser_eigenvalues),
            (A - I(K, dtype=int), stated.last_eigenvalues),
        )
    ]
    return all((*gram.values(), *parameters, *spectra))


def _counted(values: Iterable[int], counts: Iterable[int]) -> dict[int, int]:
    """Values with their counts, those of equal values added."""
    found: dict[int, int] = {}
    for value, count in zip(values, counts, strict=True):
        found[value] = found.get(value, 0) + count
    return found


def _identities(stated: GraphFacts = GRAPH_FACTS) -> LegResult:
    return check_instances(
        range(stated.smallest, 13),
        lambda r: _identities_hold(r, stated),
        lambda r: {"r": r},
        what="graphs r = 4..12 (identities, parameters, spectra)",
    )


def _layers_hold(case: tuple[int, int], stated: GraphFacts) -> bool:
    r, depth = case
    shapes = base_matrices([Block("srg", r)], depth)
    *middle, last = shapes.means
    B, A = incidence_matrix(r), kneser_adjacency(r)
    last_ranks = (r if r >= stated.full_rank_from else r - 1, *_at((stated.output_rank,), r))
    ranks = [(rank(M.numerator), rank(M.relu().numerator)) for M in shapes.means]
    return (
        all(equal(M.numerator, B) and M.denominator == 1 for M in middle)
        and equal(last.numerator, A - np.eye(len(A), dtype=int))
        and equal(last.relu().numerator, A)
        and ranks == [(r, r)] * len(middle) + [last_ranks]
    )


def _layers(stated: GraphFacts = GRAPH_FACTS) -> LegResult:
    cases = [(r, depth) for r in range(stated.smallest, 11) for depth in range(2, 8)]
    return check_instances(
        cases,
        lambda case: _layers_hold(case, stated),
        lambda c: {"r": c[0], "L": c[1]},
        what="SRG networks (ranks, signs, supports of M_2..M_L)",
    )


def _frames_hold(case: tuple[int, int]) -> bool:
    K, depth = case
    shapes = base_matrices([Block("dnc", K)], depth)
    return all(frame_constant(M.numerator) == 1 and rank(M.numerator) == K for M in shapes.means)


def _frames() -> LegResult:
    cases = [(K, depth) for K in (2, 3, 6, 10, 21) for depth in range(2, 7)]
    return check_instances(
        cases,
        _frames_hold,
        lambda c: {"K": c[0], "L": c[1]},
        what="DNC networks (orthogonal frames of rank K)",
    )


def _formal() -> LegResult:
    return formal(
        "S3",
        covers="the whole claim for every r ≥ 4, and all of it again for r = 4..8 by computation",
        whole=True,
    )


STATEMENT = Statement(
    id="S3",
    title="Graph identities, spectra and ranks of the SRG layers",
    claim="For every r ≥ 4: BBᵀ = (r−2)I + J, BᵀB = 2I + A_T, W_{L−1}B = A − I = J − BᵀB, σ(A − I) = A; T(r) and the"
    " Kneser graph are strongly regular with the stated parameters; A has the eigenvalues C(r−2,2), −(r−3), 1 with"
    " multiplicities 1, r−1, r(r−3)/2; rank M_l = r for l < L; rank M_L = r for r ≥ 5 and 3 for r = 4;"
    " rank σ(M_L) = K.",
    hypotheses=("r ≥ 4 an integer", "L ≥ 3 for the layers; at L = 2, M_2 = J − BᵀB"),
    source="Súkeník, Lampert, Mondelli (2024), Definition 4 and appendix A; MATH.md §3",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "graphs", _identities),
        Leg(LegKind.EXACT, "SRG layers", _layers),
        Leg(LegKind.EXACT, "DNC frames", _frames),
        formal_leg(_formal),
    ),
    remarks=(
        "At r = 4 the Kneser graph is three disjoint edges: its parameter counts hold, but it is disconnected, and"
        " networkx's is_strongly_regular answers no.",
    ),
)
