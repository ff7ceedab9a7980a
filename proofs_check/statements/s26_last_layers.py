"""S26: what the last two layers, and the weights of set systems, can reach at best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

if TYPE_CHECKING:
    from numerics.last_layers.record import Record

CONSTANTS: Mapping[str, str] = {
    "star-2": "10.4395526",
    "star-3": "17.3255213",
    "star-4": "26.3943026",
    "five-a": "28.5661145",
    "five-b": "30.1132009",
    "six": "40.2170978",
    "sets-3-12": "40.3550831",
    "sets-3-123": "61.5484474",
    "point-and-pairs": "49.1751889",
    "sets-4-13": "62.3050839",
    "sets-4-12": "101.841958",
    "ten": "104.306675",
    "sets-4-124": "122.540531",
    "sets-4-123": "223.476651",
    "sets-4-1234": "261.270167",
    "edges-4": "36.6542786",
    "edges-5": "85.2736004",
    "edges-6": "167.786642",
    "board-3": "77.2895301",
}
"""The claim: by the name of a record what ‖Z‖_* g cannot be less than, for outputs that are the targets."""

LOSSES: Mapping[str, str] = {
    "star-2-L4": "0.0292534063",
    "star-3-L4": "0.0388204086",
    "five-a-L4": "0.0473500338",
    "five-b-L4": "0.0483695044",
    "six-L4": "0.0542414338",
    "sets-3-12-L4": "0.0543225166",
    "sets-4-13-L4": "0.0684071631",
    "sets-4-12-L5": "0.0882991023",
    "board-3-L3": "0.0694346699",
    "board-3-L4": "0.0778141624",
    "edges-4-L3": "0.0797213269",
    "edges-4-L4": "0.0920260090",
    "edges-5-L3": "0.0728938334",
    "edges-5-L4": "0.0809112674",
    "edges-6-L3": "0.0683399351",
    "edges-6-L4": "0.0734882793",
}
"""The claim: what the loss at λ = 0.004, or 0.04/K for edges of K_r, cannot be less than."""

GAP = Fraction(1, 10**6)


class Least(NamedTuple):
    """That nothing of the kind of a record costs less than ``value``."""

    record: str
    value: Fraction


def _record(name: str) -> Record:
    from numerics.last_layers.record import shipped

    return shipped(name)


def _holds(claim: Least) -> bool | None:
    """Certificates in integers, then balls of their values; the record's own network refutes a value above its own."""
    from flint import ctx

    from numerics.rationals import to_ball

    record = _record(claim.record)
    if record.fault() is not None:
        return None
    with ctx.workprec(96):
        if record.value() < to_ball(claim.value):
            return False
        return True if record.at_least(to_ball(claim.value)) else None


def _all_hold(claimed: Mapping[str, str], what: str) -> LegResult:
    return check_instances(
        [Least(name, Fraction(value)) for name, value in claimed.items()],
        _holds,
        lambda claim: {
            "record": claim.record,
            "claimed": float(claim.value),
            "network": _value(claim.record),
        },
        what=what,
        evidence={name: {"network": _value(name), "proved": value} for name, value in claimed.items()},
    )


def _value(name: str) -> float:
    return float(_record(name).value())


def _constants(claimed: Mapping[str, str] = CONSTANTS) -> LegResult:
    return _all_hold(
        claimed,
        "features: no neurons, and no weights of the sets, fit the targets at less, certificates in integers",
    )


def _losses(claimed: Mapping[str, str] = LOSSES) -> LegResult:
    return _all_hold(claimed, "features and depths: no last two layers cost less, certificates in integers")


class Own(NamedTuple):
    """Whether SRG's last two layers are the best for its activations, up to GAP, at λ = 0.04/K."""

    r: int
    L: int
    best: bool


OWN = (
    *(Own(4, L, False) for L in (3, 4)),
    *(Own(5, L, True) for L in (3, 4)),
    *(Own(6, L, False) for L in (3, 4)),
)


def _own_holds(case: Own) -> bool | None:
    from flint import ctx

    from numerics.enclosure import enclose_srg
    from numerics.rationals import to_ball

    record = _record(f"edges-{case.r}-L{case.L}")
    K = case.r * (case.r - 1) // 2
    if record.fault() is not None or record.lam is None:
        return None
    srg = enclose_srg(case.r, case.L, record.lam).loss
    with ctx.workprec(96):
        if record.K == K and record.at_least(to_ball(1 - GAP) * srg):
            return case.best
        return not case.best if record.value() < to_ball(1 - GAP) * srg else None


def _own(cases: Iterable[Own] = OWN) -> LegResult:
    return check_instances(
        cases,
        _own_holds,
        lambda case: case._asdict(),
        what="SRG networks whose last two layers are compared with the best for their activations",
    )


class Small(NamedTuple):
    """A system of sets, and that its ‖Z‖_* g is at least ``factor`` times DNC's, K²."""

    sets: tuple[tuple[int, ...], ...]
    r: int
    factor: Fraction


SMALL_SIZES = ((2, 3), (3, 4), (3, 5), (3, 6), (3, 7))
FACTOR = Fraction(27, 25)


def _small(sizes: Iterable[tuple[int, int]], factor: Fraction) -> Iterable[Small]:
    from numerics.last_layers.three_layers import systems

    for r, K in sizes:
        for system in systems(r, K):
            yield Small(system.sets, r, factor)


def _above_dnc(case: Small) -> bool | None:
    from flint import ctx

    from numerics.families.set_system import SetSystem
    from numerics.last_layers.three_layers import floor
    from numerics.rationals import to_ball

    with ctx.workprec(96):
        least = floor(SetSystem(case.r, case.sets))
        return True if least is not None and least >= to_ball(case.factor * len(case.sets) ** 2) else None


def _three_layers(sizes: Iterable[tuple[int, int]] = SMALL_SIZES, factor: Fraction = FACTOR) -> LegResult:
    return check_instances(
        _small(sizes, factor),
        _above_dnc,
        lambda case: {"r": case.r, "sets": [list(e) for e in case.sets], "factor": str(case.factor)},
        what="set systems on two or three points: all weights and last two layers above DNC's constant at L = 3",
    )


STATEMENT = Statement(
    id="S26",
    title="The best last two layers for given activations; SRG's own are for r = 5, and not for r = 4 and 6",
    claim="Activations Z of layers 2..L−1 are fixed up to scale; H_1, W_1 are balanced and W_2..W_{L−2} the projection onto the"
    " columns of Z; W_{L−1} and W_L are free, with any number of neurons. (a) Columns of Z are the sets of a system, each with a weight"
    " of its own: for 15 systems on 2 to 4 points no weights and no last two layers with outputs equal to the targets have a product"
    " ‖Z‖_* g, g the least ‖W_{L−1}‖ ‖W_L‖, below that of the network of the program by more than 10⁻⁶, relatively; for K_4, K_5, K_6 and"
    " K_{3,3}, classes the edges and all weights 1, no last two layers. (b) So it is with the loss, outputs free, at L and λ as listed,"
    " for eight systems with free weights and for these graphs. (c) At L = 3, 4 and λ = 0.04/K SRG's last two layers are the best for"
    " its activations up to 10⁻⁶ for r = 5, and not for r = 4 and 6. (d) At L = 3 no system of K ≤ 7 sets on r = 2 or 3 < K points, of rank"
    " r and with any weights, reaches DNC's cost constant K⁴ by last two layers that fit the targets: ‖Z‖_* g ≥ 1.08 K².",
    hypotheses=(
        "(a) all λ's positive and separate, n ≥ 1, L ≥ 3; weights > 0",
        "(b) n = 1, all λ's 0.004, or 0.04/K for edges of K_r; L = 3, 4 or 5",
    ),
    source="derived here; docs/families.md, numerics/last_layers",
    legs=(
        Leg(LegKind.RIGOROUS, "cost constants", _constants),
        Leg(LegKind.RIGOROUS, "losses", _losses),
        Leg(LegKind.RIGOROUS, "SRG's own", _own),
        Leg(LegKind.RIGOROUS, "three layers", _three_layers),
    ),
    depends_on=("S1", "S4"),
    remarks=(
        "A certificate is a rational matrix E with ‖E σ(Zᵀρ)‖ ≤ ‖ρ‖ for every ρ, which is proved cone by cone in integers; the cones are"
        " counted by deletion and restriction, so that none is missing. A solver found them; nothing it said is used.",
        "All of it is about the listed features and instances. For every r ≥ 6 see S25.",
        "With other activations, or other layers before, more may be possible.",
    ),
)
