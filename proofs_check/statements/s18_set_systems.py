"""S18: set systems of several sizes beat DNC for K ≥ 3, L ≥ 4, and SRG for K = 6, L ≥ 4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from proofs_check.statements.s05_srg_beats_dnc import rational_threshold
from theory.derivation import Derivation
from theory.proofs.singles_pairs import PAIRS_CLAIM, PairsClaim, beats_srg
from theory.proofs.star import STAR_RANGE, StarRange, star_beats_dnc

if TYPE_CHECKING:
    from numerics.solution import Solution

BITS = 60
"""Explicit networks are rounded to multiples of 2^-BITS before they are evaluated."""

FRACTIONS = tuple(Fraction(k, 100) for k in (1, 50, 90, 100))
"""λ over DNC's zero threshold."""


def _proof(star: StarRange = STAR_RANGE, pairs: PairsClaim = PAIRS_CLAIM) -> LegResult:
    steps = star_beats_dnc(star).steps + beats_srg(pairs).steps
    return proof(Derivation("s18", "Set systems against DNC and SRG", steps))


def exact_loss(solution: Solution, lam: Fraction, depth: int) -> Fraction:
    """Objective of the rounded network, all λ's equal."""
    from numerics.solution import exact_objective

    H1, weights = solution.rationalised(BITS)
    return exact_objective(H1, weights, lam, (lam,) * depth)


Case = tuple[int, int, Fraction]
"""K, L, and λ over DNC's zero threshold."""


def _cases(stated: StarRange, fractions: Iterable[Fraction]) -> Iterator[Case]:
    first = stated.least_r + 1
    for K in (first, first + 1, first + 2, first + 6, first + 15):
        for depth in (stated.least_L, stated.least_L + 1, stated.least_L + 5):
            for fraction in fractions:
                yield K, depth, fraction


def _star_wins(case: Case) -> bool | None:
    """The star's rational network against DNC's least loss in an enclosure."""
    from numerics.enclosure import enclose_dnc
    from numerics.families.closed import star
    from numerics.rationals import to_ball

    K, depth, fraction = case
    lam = fraction * rational_threshold(K, depth)
    network = star(K, lambda_H=float(lam), lambdas=(float(lam),) * depth)
    loss, dnc = exact_loss(network, lam, depth), enclose_dnc(K, depth, lam).loss
    ball = to_ball(loss)
    return True if ball < dnc else (False if ball >= dnc else None)


def _star(stated: StarRange = STAR_RANGE, fractions: Iterable[Fraction] = FRACTIONS) -> LegResult:
    return check_instances(
        _cases(stated, tuple(fractions)),
        _star_wins,
        lambda c: {"K": c[0], "L": c[1], "λ/threshold": str(c[2])},
        what="cells (K, L, λ): networks of the star with rational weights, exact loss below the enclosed L_DNC",
    )


LAYERS = (*(("star", r) for r in range(2, 8)), *(("singles-pairs", r) for r in range(3, 7)))
"""Names and points of the layers that are looked at in rationals."""


def _layers_fit(cell: tuple[str, int], target: int) -> bool:
    """V σ(R Z) = target · I in rationals, and the ranks of Z."""
    from numerics.exact import equal, rank
    from numerics.families.closed import singles_pairs_layers, star_layers

    name, r = cell
    if name == "star":
        Z, R, V = star_layers(r, Fraction(2, 3), Fraction(1, 4))
        K = r + 1
    else:
        floats = singles_pairs_layers(r)
        Z, R, V = (np.array([[Fraction(x) for x in row] for row in matrix]) for matrix in floats)
        K = r * (r + 1) // 2
    return rank(Z) == r and equal(V @ np.maximum(R @ Z, 0), target * np.eye(K, dtype=int))


def _layers(cells: Iterable[tuple[str, int]] = LAYERS, target: int = 1) -> LegResult:
    return check_instances(
        cells,
        lambda cell: _layers_fit(cell, target),
        lambda cell: {"name": cell[0], "r": cell[1], "target": target},
        what="star and singles-pairs layers: rank r, and the outputs are the targets, in rationals",
    )


Rival = tuple[str, str, int, str]
"""Solution that is beaten, sets of the network that beats it, L and λ."""

RIVALS: tuple[Rival, ...] = (
    ("SRG", "3: 1 2", 4, "0.004"),
    ("SRG", "3: 1 2", 5, "0.004"),
    ("SRG", "4: 2", 4, "0.004"),
    ("SRG", "4: 1 2", 5, "0.004"),
    ("SRG", "4: 1 2", 6, "0.004"),
    ("DNC", "3: 1 2 3", 4, "0.004"),
    ("DNC", "4: 2 4", 4, "0.004"),
    ("DNC", "2: 1 2", 4, "0.004"),
)


def _beats(case: Rival) -> bool | None:
    """The set system of all subsets of some sizes, its weights optimised and then rounded, against SRG or DNC."""
    from numerics.enclosure import enclose_dnc, enclose_srg
    from numerics.families.set_system import SetSystem, network
    from numerics.graphs import classes_to_vertices
    from numerics.rationals import to_ball

    rival, sets, depth, text = case
    points, sizes = sets.split(":")
    system = SetSystem.of_sizes(int(points), [int(size) for size in sizes.split()])
    lam = Fraction(text)
    loss = exact_loss(network(system, lambda_H=float(lam), lambdas=(float(lam),) * depth), lam, depth)
    ball = to_ball(loss)
    other = (
        enclose_dnc(system.K, depth, lam)
        if rival == "DNC"
        else enclose_srg(classes_to_vertices(system.K), depth, lam)
    )
    return True if ball < other.loss else (False if ball >= other.loss else None)


def _systems(rivals: Iterable[Rival] = RIVALS, beats: Callable[[Rival], bool | None] = _beats) -> LegResult:
    return check_instances(
        rivals,
        beats,
        lambda c: dict(zip(("below", "points: sizes", "L", "λ"), c, strict=True)),
        what="set systems with rational weights, exact loss below the enclosed loss of SRG or DNC",
    )


def _formal() -> LegResult:
    return formal(
        "S18",
        covers="that DNC is not optimal for any K ≥ 3, L ≥ 4 (a), nor SRG for K = 6, L ≥ 4 (b); both at every λ",
        whole=False,
    )


STATEMENT = Statement(
    id="S18",
    title="Set systems: DNC is not optimal for any K ≥ 3, L ≥ 4, nor SRG for K = 6, L ≥ 4",
    claim="(a) For every K ≥ 3 and L ≥ 4, at every λ, no solution with DNC1, DNC2 and DNC3 in every layer is a global optimum: the"
    " star, whose classes are K − 1 points and the set of all of them, has rank K − 1 and costs strictly less at every λ at which"
    " DNC's least loss is ≤ ½, and zero costs less elsewhere. (b) For K = 6 and every L ≥ 4 three points and their pairs, at rank"
    " 3, cost strictly less than SRG at every λ at which SRG's least loss is ≤ ½. (c) At λ = 0.004 sets of several sizes with"
    " weights are below SRG for K = 6 at L = 4 and 5 and for K = 10 at L = 5 and 6, and below DNC for K = 3 and 7 at L = 4.",
    hypotheses=(
        "K ≥ 3, L ≥ 4 integers; n ≥ 1",
        "all λ's positive and separate",
        "widths ≥ 2K in (a) and (b), those of the networks in (c)",
    ),
    source="derived here from the patterns of trained solutions; docs/families.md",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.EXACT, "layers", _layers),
        Leg(LegKind.RIGOROUS, "star", _star),
        Leg(LegKind.RIGOROUS, "set systems", _systems),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2", "S3", "S4"),
    remarks=(
        "Part (a) extends S6, which has K ≥ 6 for L ≥ 4. For L = 3 and 3 ≤ K ≤ 9 no set system here is below DNC.",
        "Part (c) is on instances, not for all parameters.",
        "For three points and their pairs, rank r takes the place of r + 1: each further layer multiplies the ratio of the cost"
        " constants to SRG's by r/(r+1).",
    ),
)
