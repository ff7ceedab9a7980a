"""False variants of S5: SRG beats DNC, with every exception."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from proofs_check.statement import Verdict
from proofs_check.statements.s05_srg_beats_dnc import CLAIM, FRACTIONS, Claim, expected_order
from theory.proofs.cost_constants import Range
from variants import by_hand
from variants.bench import Variant


def another_order(
    claim: Claim = CLAIM, expected: Any = expected_order
) -> Callable[[Mapping[str, Any]], bool]:
    """L_SRG against L_DNC, by search, is not as claimed."""

    def fails(counterexample: Mapping[str, Any]) -> bool:
        r, depth, fraction = (counterexample[x] for x in ("r", "L", "λ/threshold"))
        claimed = expected(r, depth, Fraction(fraction), claim)
        found = by_hand.order(r, depth, fraction)
        return found == ">" if claimed == "≤" else found != claimed

    return fails


def claimed(
    false: str, verdict: Verdict = Verdict.REFUTED, more: tuple[str, ...] = (), **changes: Any
) -> Variant:
    """Another claim for the proof and for the cells, with more fractions of the threshold to look at."""
    claim = replace(CLAIM, **changes)
    cells = {"claim": claim, "fractions": (*FRACTIONS, *map(Fraction, more))}
    return Variant(
        "S5",
        false,
        {"proof": {"claim": claim}, "orders": cells},
        verdict,
        another_order(claim) if verdict is Verdict.REFUTED else None,
    )


def weights_cost_more(counterexample: Mapping[str, Any]) -> bool:
    """The network costs at least 417/1000, which DNC does not reach at λ = 0.031748, K = 10, L = 2."""
    H, *weights = (
        [[Fraction(entry) for entry in row] for row in counterexample[name]] for name in ("H_1", "W_1", "W_2")
    )
    lam = Fraction(counterexample["λ"])
    return by_hand.objective(H, weights, lam, [lam, lam], 1) >= Fraction(417, 1000)


def ordered(false: str, wrong: Callable[[int, int, Fraction], str | None]) -> Variant:
    """Another order in some cells, beside the proof of the true claim."""

    def expected(r: int, depth: int, fraction: Fraction, claim: Claim) -> str:
        return wrong(r, depth, fraction) or expected_order(r, depth, fraction, claim)

    return Variant(
        "S5", false, {"orders": {"expected": expected}}, Verdict.REFUTED, another_order(expected=expected)
    )


def at_two_layers(false: str, start: int) -> Variant:
    """SRG is claimed to win at L = 2 from some r on."""

    def expected(r: int, depth: int, fraction: Fraction, claim: Claim) -> str:
        wins = depth == 2 and r >= start and fraction <= 1
        return "<" if wins else expected_order(r, depth, fraction, claim)

    changes = {
        "proof": {"claim": replace(CLAIM, wins=Range(2, start, 5))},
        "orders": {"expected": expected},
    }
    return Variant("S5", false, changes, Verdict.REFUTED, another_order(expected=expected))


def intervals(**changes: tuple[str, str] | None) -> dict[str, Any]:
    """The intervals of r = 5 and r = 6 with some changed or left out."""
    found = {**CLAIM.intervals, **{int(key[1:]): value for key, value in changes.items()}}
    return {"intervals": {r: ends for r, ends in found.items() if ends}}


VARIANTS = (
    claimed("(a) at L = 3 from r = 4 on", wins=Range(3, 4, 4)),
    at_two_layers("(a) at L = 2 from r = 5 on", 5),
    at_two_layers("(a) at L = 2 from r = 7 on", 7),
    at_two_layers("(a) at L = 2 from r = 40 on", 40),
    Variant(
        "S5",
        "(a) at L = 2 from r = 100 on, which no cell looks at",
        {"proof": {"claim": replace(CLAIM, wins=Range(2, 100, 5))}},
        Verdict.UNDECIDED,
    ),
    Variant(
        "S5",
        "(a) at L = 1, where there is no SRG solution",
        {"proof": {"claim": replace(CLAIM, wins=Range(1, 5, 5))}},
        Verdict.UNDECIDED,
    ),
    claimed("(a) at L ≥ 4 from r = 3 on", Verdict.UNDECIDED, wins=Range(3, 5, 3)),
    claimed("(b) C_SRG/C_DNC = (1+√3)/3, below 1", Verdict.UNDECIDED, ratio_at_r4=(1 + sp.sqrt(3)) / 3),
    claimed("(b) C_SRG/C_DNC = 1: a tie", Verdict.UNDECIDED, ratio_at_r4=sp.Integer(1)),
    claimed("(b) C_SRG/C_DNC = (2+√3)/2", Verdict.UNDECIDED, ratio_at_r4=(2 + sp.sqrt(3)) / 2),
    claimed("(c) the tie is at r = 7", tie=7),
    claimed("(d) no interval at r = 6: SRG loses from r = 6 on", loses_from=6, **intervals(r6=None)),
    claimed("(d) no interval at all: SRG loses from r = 5 on", loses_from=5, **intervals(r5=None, r6=None)),
    claimed("(d) an interval at r = 7 too", Verdict.REFUTED, **intervals(r7=("0.9", "1.01"))),
    claimed(
        "(d) r = 5 from 0.743 on, as MATH.md has it",
        more=("0.742",),
        **intervals(r5=("0.743000", "1.040045")),
    ),
    claimed("(d) r = 5 from 0.75 on", more=("0.745",), **intervals(r5=("0.750000", "1.040045"))),
    claimed("(d) r = 5 from 0.70 on", more=("0.72",), **intervals(r5=("0.700000", "1.040045"))),
    claimed("(d) r = 5 up to DNC's threshold only", **intervals(r5=("0.741666", "1.000000"))),
    claimed("(d) r = 5 up to 1.1", more=("1.05",), **intervals(r5=("0.741666", "1.100000"))),
    claimed(
        "(d) r = 5: last digit of the start + 1", Verdict.UNDECIDED, **intervals(r5=("0.741667", "1.040045"))
    ),
    claimed(
        "(d) r = 5: last digit of the end − 1", Verdict.UNDECIDED, **intervals(r5=("0.741666", "1.040044"))
    ),
    claimed(
        "(d) r = 6: last digit of the end + 1", Verdict.UNDECIDED, **intervals(r6=("0.988034", "1.007203"))
    ),
    claimed(
        "(d) intervals of r = 5 and r = 6 exchanged",
        **intervals(r5=CLAIM.intervals[6], r6=CLAIM.intervals[5]),
    ),
    claimed("(f) SRG on 6 classes beats DNC at L = 2", Verdict.UNDECIDED, block_classes=6),
    claimed("(f) SRG on 9 classes beats DNC at L = 2", Verdict.UNDECIDED, block_classes=9),
    ordered("(a) strictly at every λ, beyond both thresholds too", lambda r, L, x: "<" if L >= 4 else None),
    ordered("(a) a tie exactly at DNC's threshold", lambda r, L, x: "=" if L >= 4 and x == 1 else None),
    ordered("(a) and (b) exchanged: sign", lambda r, L, x: ">" if L >= 4 and x <= 1 else None),
    ordered("(b) SRG wins at L = 3, r = 4", lambda r, L, x: "<" if (r, L) == (4, 3) and x <= 1 else None),
    ordered("(b) L = 3, r = 4 is a tie", lambda r, L, x: "=" if (r, L) == (4, 3) else None),
    ordered(
        "(c) strictly: SRG loses at L = 2, r = 4", lambda r, L, x: ">" if (r, L) == (4, 2) and x < 1 else None
    ),
    ordered(
        "(c) strictly: SRG wins at L = 2, r = 4", lambda r, L, x: "<" if (r, L) == (4, 2) and x < 1 else None
    ),
    ordered("(e) SRG wins at L = 2, r = 40", lambda r, L, x: "<" if (r, L) == (40, 2) and x < 1 else None),
    ordered(
        "(e) SRG beats zero beyond the threshold", lambda r, L, x: "<" if (r, L) == (7, 2) and x > 1 else None
    ),
    ordered(
        "S8 for every λ: DNC is optimal at L = 2",
        lambda r, L, x: ">" if (r, L) == (5, 2) and x <= 1 else None,
    ),
    *(
        Variant(
            "S5",
            f"S8's counterexample with H_1 times {scale}",
            {"rational weights": {"scale": Fraction(scale)}},
            Verdict.REFUTED,
            weights_cost_more,
        )
        for scale in ("9/10", "11/10", "-1")
    ),
    Variant("S5", "empty: no λ", {"orders": {"fractions": ()}}, Verdict.VACUOUS),
)
