"""S4: the SRG loss in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.closed_form import derive
from theory.construction import Construction
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.derivation import Derivation
from theory.proofs.srg_charges import srg_charges

CHECK_VALUES = {
    ("dnc", 10, 4, "0.004"): "0.0991798746",
    ("srg", 5, 4, "0.004"): "0.0809113322",
    ("dnc", 10, 2, "0.0317480"): "0.41842",
    ("srg", 5, 2, "0.0317480"): "0.41607",
}
"""Values printed in MATH.md (§3, S8): name, K or r, L, λ, and the loss to the digits given there."""


def _proof(srg: Construction = SRG, two_layers: Construction = SRG_TWO_LAYERS) -> LegResult:
    steps = derive(srg).steps + derive(two_layers).steps + srg_charges(srg, two_layers).steps
    return proof(Derivation("srg-loss", "The SRG loss at L ≥ 3 and at L = 2", steps))


Printed = Mapping[tuple[str, int, int, str], str]


def _rounds_to(
    case: tuple[tuple[str, int, int, str], str],
    srg: Construction = SRG,
    two_layers: Construction = SRG_TWO_LAYERS,
) -> bool | None:
    from flint import arb, fmpq

    from numerics.enclosure import enclose_loss
    from numerics.rationals import to_ball

    (name, parameter, depth, lam), printed = case
    construction = DNC if name == "dnc" else srg if srg.admits_depth(depth) else two_layers
    loss = enclose_loss(construction, parameter, depth, [lam] * (depth + 1)).loss
    printed_value, unit = Fraction(printed), Fraction(1, 10 ** len(printed.split(".")[1]))
    distance = abs(loss - to_ball(printed_value))
    half = arb(fmpq(unit.numerator, 2 * unit.denominator))
    return True if distance < half else (False if distance > half else None)


def _check_values(
    printed: Printed = CHECK_VALUES, srg: Construction = SRG, two_layers: Construction = SRG_TWO_LAYERS
) -> LegResult:
    return check_instances(
        printed.items(),
        lambda case: _rounds_to(case, srg, two_layers),
        lambda item: {"case": item[0], "printed": item[1]},
        what="printed values, to every digit given",
    )


def _matrices() -> LegResult:
    return closed_form_gap(random_models("srg", 60))


def _formal() -> LegResult:
    return formal(
        "S4",
        covers="the whole claim",
        whole=True,
    )


STATEMENT = Statement(
    id="S4",
    title="SRG loss: the κ-curve, and its bound with one output q",
    claim="The least loss of the SRG family over all scales and outputs is the least of ½ and the values of the κ-curve"
    " Λc = (κ/K)^(L+1) T(κ)^L, F = κ²/(2K) Σ m_i/(s_i²+κ)² + (L+1)κT/(2K) at its upward crossings, with s_i the moduli of"
    " the Kneser eigenvalues and c = ‖B‖_*² r^(L−3) Kr/4 (c = ‖J − BᵀB‖_*² at L = 2); it is at most f with"
    " Ĉ = (Λ c Σ m_i/s_i²)^(1/(L+1)).",
    hypotheses=("r ≥ 4, K = r(r−1)/2, n ≥ 1, L ≥ 2", "all λ's positive and separate", "widths ≥ r, d_L ≥ K"),
    source="Súkeník, Lampert, Mondelli (2024), Theorem 5 and appendix; MATH.md §2, §3",
    legs=(
        Leg(LegKind.SYMBOLIC, "proof", _proof),
        Leg(LegKind.RIGOROUS, "printed values", _check_values),
        Leg(LegKind.NUMERIC, "matrices", _matrices),
        formal_leg(_formal),
    ),
    depends_on=("S1", "S2", "S3"),
    remarks=(
        "For large r the κ-curve has several humps, where some eigenspaces are given up; the minimum is over all of them.",
    ),
)
