"""S4: the SRG loss in closed form."""

from __future__ import annotations

from fractions import Fraction

from proofs_check.coq.leg import formal, formal_leg
from proofs_check.legs import check_instances, proof
from proofs_check.matrices import closed_form_gap, random_models
from proofs_check.statement import Leg, LegKind, LegResult, Statement
from theory.closed_form import derive
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.derivation import Derivation

CHECK_VALUES = {
    ("dnc", 10, 4, "0.004"): "0.0991798746",
    ("srg", 5, 4, "0.004"): "0.0809113322",
    ("dnc", 10, 2, "0.0317480"): "0.41842",
    ("srg", 5, 2, "0.0317480"): "0.41607",
}
"""Values printed in MATH.md (§3, S8): name, K or r, L, λ, and the loss to the digits given there."""


def _proof() -> LegResult:
    steps = derive(SRG).steps + derive(SRG_TWO_LAYERS).steps
    return proof(Derivation("srg-loss", "The SRG loss at L ≥ 3 and at L = 2", steps))


def _rounds_to(case: tuple[tuple[str, int, int, str], str]) -> bool | None:
    from flint import arb, fmpq

    from numerics.enclosure import enclose_dnc, enclose_srg

    (name, parameter, depth, lam), printed = case
    loss = (enclose_dnc if name == "dnc" else enclose_srg)(parameter, depth, lam).loss
    printed_value, unit = Fraction(printed), Fraction(1, 10 ** len(printed.split(".")[1]))
    distance = abs(loss - arb(fmpq(printed_value.numerator, printed_value.denominator)))
    half = arb(fmpq(unit.numerator, 2 * unit.denominator))
    return True if distance < half else (False if distance > half else None)


def _check_values() -> LegResult:
    return check_instances(
        CHECK_VALUES.items(),
        _rounds_to,
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
