"""S22: every single layer of SRG is optimal in the full objective, as far as the pattern of the ReLUs stays."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

if TYPE_CHECKING:
    from numerics.layer_convex import Network

GAP = Fraction(1, 10**9)
"""By how much at most a layer might still be better."""


class Layer(NamedTuple):
    """A layer of SRG (0 is H_1) at λ = 0.04/K, with the entries of M_m that are 0 taken as >= 0 or as <= 0."""

    r: int
    L: int
    layer: int
    zeros_open: bool


LAYERS = tuple(
    Layer(r, L, layer, zeros_open)
    for r in (5, 6)
    for L in (3, 4)
    for layer in range(L + 1)
    for zeros_open in (False, True)
)


def network(r: int, L: int) -> Network:
    """SRG with its weights rounded to multiples of 2^-45."""
    from numerics.layer_convex import rounded
    from numerics.solution import Block, build

    lam = Fraction(8, 100 * r * (r - 1))
    srg = build([Block("srg", r)], lambda_H=float(lam), lambdas=[float(lam)] * L)
    return rounded(srg, [lam] * (L + 1))


def _certified(one: Layer, gap: Fraction) -> bool | None:
    from numerics.layer_convex import certify, improve_layer

    srg = network(one.r, one.L)
    if certify(srg, one.layer, srg.gates(one.zeros_open)).gap <= gap:
        return True
    better = improve_layer(srg, one.layer, one.zeros_open)
    return False if srg.loss() - better.loss() > gap else None


def _layers(layers: Iterable[Layer] = LAYERS, gap: Fraction = GAP) -> LegResult:
    return check_instances(
        layers,
        lambda one: _certified(one, gap),
        lambda one: one._asdict(),
        what=f"layers of SRG with a dual certificate in rationals: none better by more than {float(gap):.0e}",
    )


class Improved(NamedTuple):
    """Where SRG can be improved."""

    r: int
    L: int


def _is_improved(cell: Improved) -> bool:
    from numerics.layer_convex import improve_layer

    srg = network(cell.r, cell.L)
    return improve_layer(srg, cell.L - 1, zeros_open=True).loss() < srg.loss() - Fraction(1, 10**5)


def _improved(cells: Iterable[Improved] = (Improved(4, 3), Improved(4, 4))) -> LegResult:
    return check_instances(
        cells,
        _is_improved,
        lambda cell: cell._asdict(),
        what="SRG networks at r = 4 with a better W_(L−1), objectives exact",
    )


STATEMENT = Statement(
    id="S22",
    title="Every layer of SRG is optimal within its ReLU pattern at r = 5, 6; at r = 4 W_(L−1) is not",
    claim="All λ's 0.04/K, n = 1, other layers fixed to SRG's. (a) r = 5, 6 and L = 3, 4: no H_1 and no W_l, l = 1..L, lowers the"
    " objective by more than 10⁻⁹ while all entries of M_2..M_L keep their signs, where those that are 0 in SRG may become"
    " ≤ 0 together, or ≥ 0 together. (b) r = 4 and L = 3, 4: a W_(L−1) for which they become positive lowers it.",
    hypotheses=("λ_H = λ_1 = … = λ_L = 0.04/K", "n = 1"),
    source="derived here; numerics/layer_convex.py, docs/lower-bounds.md",
    legs=(
        Leg(LegKind.EXACT, "layers", _layers),
        Leg(LegKind.EXACT, "improved", _improved),
    ),
    remarks=(
        "S13 fixes the activations before and behind a layer; here the whole objective counts, so that scales and outputs may"
        " change too.",
        "SRG's weights are irrational: the claim is about their roundings to multiples of 2⁻⁴⁵.",
    ),
)
