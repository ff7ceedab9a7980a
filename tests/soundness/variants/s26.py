"""False variants of S26: the best last two layers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from proofs_check.statement import Verdict
from proofs_check.statements.s26_last_layers import Own
from variants.bench import Variant


def claimed(false: str, leg: str, record: str, value: str, verdict: Verdict = Verdict.REFUTED) -> Variant:
    """Another least value, for one record."""
    refutes = costs_less(record) if verdict is Verdict.REFUTED else None
    return Variant("S26", false, {leg: {"claimed": {record: value}}}, verdict, refutes)


def pairs(r: int) -> list[tuple[int, ...]]:
    return list(combinations(range(r), 2))


def incidence(sets: list[tuple[int, ...]], r: int) -> Any:
    return np.array([[float(i in e) for e in sets] for i in range(r)])


def cheapest(Z: Any, R: Any, kappa: float) -> tuple[Any, float]:
    """V and Σ ‖ρ_j‖ ‖v_j‖ by reweighted least squares: exact outputs for κ = 0, else ridge solutions."""
    hidden = np.maximum(R @ Z, 0) / np.linalg.norm(R, axis=1, keepdims=True)
    weight = np.ones(len(R))
    for _ in range(200):
        root = np.sqrt(weight)[:, np.newaxis]
        scaled = root * hidden
        V = scaled.T @ np.linalg.pinv(scaled @ scaled.T + kappa * np.eye(len(R)), hermitian=True) * root.T
        weight = np.linalg.norm(V, axis=0) + 1e-9
    return V @ hidden, float(np.linalg.norm(V, axis=0).sum())


def product(Z: Any, R: Any) -> float:
    """‖Z‖_* g with the best outputs of these neurons that are the targets."""
    outputs, g = cheapest(Z, R, 0.0)
    assert np.allclose(outputs, np.eye(Z.shape[1]), atol=1e-6)
    return float(np.linalg.norm(Z, "nuc") * g)


def loss(Z: Any, R: Any, L: int, lam: float) -> float:
    """The least loss of these neurons over a grid of κ."""
    K, rank = Z.shape[1], float(np.linalg.matrix_rank(Z))
    found = []
    for kappa in np.geomspace(1e-3, 2, 60):
        outputs, g = cheapest(Z, R, kappa)
        cost = lam ** (L + 1) * np.linalg.norm(Z, "nuc") ** 2 * rank ** (L - 3) * g**2
        found.append(np.square(outputs - np.eye(K)).sum() / (2 * K) + (L + 1) / 2 * cost ** (1 / (L + 1)))
    return float(min(found))


def by_hand(record: str) -> float:
    """What a network written down here costs, in floats."""
    r = int(record.split("-")[1])
    B = incidence(pairs(r), r)
    if r == 4:
        R = np.vstack([2 * incidence(pairs(4), 4).T - 1, 1 - 2 * np.eye(4), np.eye(4)])
    else:
        R = 2 * incidence(list(combinations(range(r), (r + 1) // 2)), r).T - 1
    if record.endswith(("L3", "L4")):
        return loss(B, R, int(record[-1]), 0.04 / B.shape[1])
    return product(B, R)


def costs_less(record: str) -> Any:
    """Whether a network made by hand costs less than claimed."""

    def fails(found: Mapping[str, Any]) -> bool:
        return found["record"] == record and by_hand(record) < found["claimed"]

    return fails


def own(false: str, *cases: Own) -> Variant:
    return Variant("S26", false, {"SRG's own": {"cases": cases}}, Verdict.REFUTED, wrong_about_srg)


def wrong_about_srg(found: Mapping[str, Any]) -> bool:
    """The networks by hand cost less than SRG."""
    r, L = found["r"], found["L"]
    B = incidence(pairs(r), r)
    srg = loss(B, 0.5 - B.T, L, 0.04 / B.shape[1])
    return bool(found["best"] and by_hand(f"edges-{r}-L{L}") < 0.99 * srg)


def three_layers(false: str, verdict: Verdict = Verdict.UNDECIDED, **changes: Any) -> Variant:
    """Another factor, or systems without certificates."""
    return Variant("S26", false, {"three layers": changes}, verdict)


VARIANTS = (
    claimed("SRG's g at r = 6 is the least", "cost constants", "edges-6", "193.2"),
    claimed("halves at r = 6 can be beaten by nobody by a thousandth", "cost constants", "edges-6", "167.96"),
    claimed("at r = 4 the pairs cost at least what SRG's neurons cost", "cost constants", "edges-4", "40.1"),
    claimed(
        "a network's value to the last digit", "cost constants", "edges-6", "167.7867765", Verdict.UNDECIDED
    ),
    claimed("a loss to the last digit", "losses", "edges-5-L4", "0.08091133219", Verdict.UNDECIDED),
    claimed("SRG's loss at r = 6, L = 4 is the least", "losses", "edges-6-L4", "0.0775"),
    claimed("SRG's loss at r = 6, L = 3 is the least", "losses", "edges-6-L3", "0.0731"),
    own("SRG's last two layers are the best at r = 6 too", Own(5, 3, True), Own(6, 3, True)),
    own("SRG's last two layers are the best at r = 6, L = 4", Own(6, 4, True)),
    own("SRG's last two layers are the best at r = 4 too", Own(4, 3, True)),
    three_layers("at L = 3 small systems cost 1.1 times DNC's root or more", factor=Fraction(11, 10)),
    three_layers("five sets on four points too, for which no certificates are there", sizes=((4, 5),)),
    three_layers("empty: no size", Verdict.VACUOUS, sizes=()),
    Variant("S26", "empty: no record", {"cost constants": {"claimed": {}}}, Verdict.VACUOUS),
    Variant("S26", "empty: no loss", {"losses": {"claimed": {}}}, Verdict.VACUOUS),
    Variant("S26", "empty: no SRG", {"SRG's own": {"cases": ()}}, Verdict.VACUOUS),
)
