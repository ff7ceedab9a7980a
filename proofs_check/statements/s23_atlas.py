"""S23: DNC is not optimal where the atlas has a network of smaller cost constant, and for more classes and layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.proofs.records import records

if TYPE_CHECKING:
    from flint import fmpq

    from numerics.atlas.grid import Cell
    from numerics.atlas.record import Record

FRONTIER = ((7, 3), (3, 4))
"""The claim: (K, L) from which on DNC is not optimal at any λ, with fewer classes or fewer layers for the next pair."""

NEAR_THRESHOLD = ((5, 3), (6, 3))
"""The claim: (K, L) at which DNC is not optimal at the λ of the atlas near its zero threshold."""


def _proof(**changes: Any) -> LegResult:
    return proof(records(**changes))


def _smallest_constant(K: int, L: int) -> tuple[Record, fmpq] | None:
    """The shipped record with the least exact cost constant, if one is a single piece that fits all classes."""
    from numerics.atlas.store import SHIPPED, records_of
    from numerics.atlas.value import Pieces

    found = []
    for record in records_of(SHIPPED, K, L)[0]:
        pieces = Pieces.of(record).pieces
        constant = pieces[0].cost_constant if len(pieces) == 1 else None
        if constant is not None:
            found.append((record, constant))
    return min(found, key=lambda one: one[1], default=None)


def _below_dnc(pair: tuple[int, int]) -> bool | None:
    """Whether some shipped record has C < K^(L+1), exactly; None if none has, which refutes nothing."""
    K, L = pair
    found = _smallest_constant(K, L)
    return True if found and found[1] < K ** (L + 1) else None


def _constants(frontier: Iterable[tuple[int, int]] = FRONTIER) -> LegResult:
    pairs = tuple(frontier)
    evidence = {}
    for K, L in pairs:
        found = _smallest_constant(K, L)
        if found:
            evidence[f"K = {K}, L = {L}"] = {
                "record": found[0].file_name,
                "C": str(found[1]),
                "C / K^(L+1)": float(Fraction(int(found[1].p), int(found[1].q)) / K ** (L + 1)),
            }
    return check_instances(
        pairs,
        _below_dnc,
        lambda pair: {"K": pair[0], "L": pair[1]},
        what="records with rational weights and C < K^(L+1), in exact arithmetic",
        evidence=evidence,
    )


def _cells(frontier: Iterable[tuple[int, int]], near: Iterable[tuple[int, int]]) -> Iterator[Cell]:
    """From every pair of the frontier on, the middle λ of the atlas; at the other pairs the greatest."""
    from numerics.atlas.grid import CLASSES, DEPTHS, Cell, default_lambdas

    corners = tuple(frontier)
    for K in CLASSES:
        for L in DEPTHS:
            if any(least_K <= K and least_L <= L for least_K, least_L in corners):
                yield Cell(K, L, default_lambdas(K, L)[1])
    for K, L in near:
        yield Cell(K, L, default_lambdas(K, L)[2])


def _is_below(cell: Cell) -> bool | None:
    from numerics.atlas.store import SHIPPED, records_of
    from numerics.atlas.value import Pieces
    from numerics.enclosure import enclose_dnc

    dnc = enclose_dnc(cell.K, cell.L, cell.lam).loss
    records = records_of(SHIPPED, cell.K, cell.L)[0]
    below = any(Pieces.of(record).bound(cell.product).loss < dnc for record in records)
    return True if below else None


def _losses(
    frontier: Iterable[tuple[int, int]] = FRONTIER, near: Iterable[tuple[int, int]] = NEAR_THRESHOLD
) -> LegResult:
    return check_instances(
        _cells(frontier, near),
        _is_below,
        lambda cell: {"K": cell.K, "L": cell.L, "λ": str(cell.lam)},
        what="cells with K ≤ 21, L ≤ 8: the loss of a shipped record, enclosed, is below the enclosed L_DNC",
    )


def _formal() -> LegResult:
    return formal(
        "S23",
        covers="(b) for any widths ≥ K, with small rational networks in place of the atlas's records",
        whole=False,
    )


STATEMENT = Statement(
    id="S23",
    title="DNC is not optimal for L = 3, K ≥ 7 and L ≥ 4, K ≥ 3, at any λ",
    claim="(a) If some network on K classes with L layers has C = ‖H_1‖²‖W_1‖²⋯‖W_{L−1}‖² tr (SᵀS)⁻¹ < K^(L+1), where S = σ(M_L)"
    " has full column rank, then no DNC solution is a global optimum at any λ, for these K and L and for all larger ones. (b)"
    " The atlas has such networks, with rational weights, for K = 7 at L = 3 and K = 3 at L = 4. So for L = 3 and every K ≥ 7,"
    " and for L ≥ 4 and every K ≥ 3, no solution with DNC1, DNC2 and DNC3 in every layer is a global optimum, at any λ. (c) At"
    " L = 3 it is none for K = 5 and 6 at λ = "
    "11/250 and 9/250, close to DNC's zero threshold.",
    hypotheses=(
        "K and L as stated, n ≥ 1",
        "all λ's positive and separate; in (c) equal, with n = 1",
        "widths as in the records",
    ),
    source="derived here; docs/atlas.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "cost constants", _constants),
        Leg(LegKind.RIGOROUS, "losses", _losses, time_limit=120),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2"),
    remarks=(
        "In (b) widths ≥ K suffice: the Coq proof has networks of at most K neurons in every layer.",
        "Open are L = 3 with K = 3 to 6 at small λ, where no start of the search fell below DNC. With K = 2"
        " (S14, S8) and L = 2 for K ≤ 14 (S8; for K ≥ 15 see S28) these are all pairs (K, L) that remain.",
        "How the networks were found does not matter: their weights are integers over 2^30, and everything is recomputed.",
    ),
)
