"""Inputs for tests of the report: runs of a few legs, and texts that would do harm if they reached HTML as they are."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from proofs_check import results
from proofs_check.legs import proof
from proofs_check.report import stored
from proofs_check.report.page import Inputs
from proofs_check.report.standing import standings
from proofs_check.statement import Leg, LegKind, LegResult, LegRun, Outcome, Statement, verdicts
from proofs_check.statements import registry
from theory.objective import reduction

SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>"
HOSTILE = f"{SCRIPT} {IMAGE} &amp; {{{{ 7 * 7 }}}}"


def holds() -> LegResult:
    return LegResult(Outcome.HOLDS, "", 1)


HOSTILE_STATEMENT = Statement(
    id="S99",
    title=f"title {HOSTILE}",
    claim=f"claim {HOSTILE}",
    hypotheses=(f"hypothesis {HOSTILE}",),
    source=f"source {HOSTILE}",
    legs=(
        Leg(LegKind.EXACT, f"leg {HOSTILE}", holds),
        Leg(LegKind.SYMBOLIC, f"proof {HOSTILE}", holds),
        Leg(LegKind.EMPIRICAL, f"waiting {HOSTILE}", holds),
    ),
    remarks=(f"remark {HOSTILE}",),
)

HOSTILE_RUNS = [
    LegRun(
        LegKind.EXACT,
        f"leg {HOSTILE}",
        LegResult(
            Outcome.FAILS,
            f"summary {HOSTILE}",
            1,
            {
                f"key {HOSTILE}": f"value {HOSTILE}",
                "list": [HOSTILE, {"nested": HOSTILE}],
                "matrix": [[HOSTILE, 1], [2, 3]],
                "records": [{HOSTILE: HOSTILE}, {HOSTILE: None}],
                "lines": f"one\n{HOSTILE}",
            },
            {f"witness {HOSTILE}": HOSTILE},
        ),
        0.5,
    ),
    LegRun(
        LegKind.SYMBOLIC,
        f"proof {HOSTILE}",
        LegResult(
            Outcome.HOLDS,
            HOSTILE,
            1,
            {
                "steps": [
                    {
                        "title": HOSTILE,
                        "because": HOSTILE,
                        "formulas": [
                            rf"\text{{{HOSTILE}}}",
                            rf"\href{{javascript:alert(1)}}{{x}} {SCRIPT}",
                            SCRIPT,
                        ],
                        "checked": [HOSTILE],
                    }
                ],
                "facts": {HOSTILE: HOSTILE},
            },
        ),
        0.5,
    ),
]


def document(
    statements: Iterable[Statement], runs: Mapping[str, list[LegRun]], **changes: Any
) -> dict[str, Any]:
    """A results document of these runs."""
    statements = list(statements)
    return {**results.document(statements, runs, verdicts(statements, runs)), **changes}


def some_runs() -> dict[str, list[LegRun]]:
    """S1 and S2 proved, S3 refuted, S9 timed out; the proofs are real ones, of something else."""

    def run(statement_id: str, result: LegResult, kind: LegKind) -> LegRun:
        leg = next(leg for leg in registry()[statement_id].legs if leg.kind is kind)
        return LegRun(kind, leg.name, result, 1.5)

    derived = proof(reduction())
    fails = LegResult(Outcome.FAILS, "fails at r = 4", 1, {}, {"r": 4, "ranks": [[4, 3], [5, 5]]})
    return {
        "S1": [run("S1", derived, LegKind.SYMBOLIC)],
        "S2": [run("S2", derived, LegKind.SYMBOLIC)],
        "S3": [run("S3", fails, LegKind.EXACT)],
        "S9": [run("S9", LegResult(Outcome.TIMED_OUT, "stopped at its limit of 60 s"), LegKind.RIGOROUS)],
    }


def inputs(*documents: Mapping[str, Any], extra: Iterable[Statement] = (), **more: Any) -> Inputs:
    """Inputs of a report on all statements and ``extra``, by default with a figure that takes no time to make."""
    found = stored.of(documents)
    return Inputs(
        standings([*registry().values(), *extra], found), found, **{"figures": one_figure(), **more}
    )


@cache
def one_figure() -> Path:
    """A folder with a picture in it, which the process removes at its end."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    (folder / "pixel.png").write_bytes(PIXEL)
    return folder


def hostile_inputs(folder: Path) -> Inputs:
    """A report on runs of some statements, one of them with hostile texts, and figures with hostile names."""
    for stem in ("figure1", SCRIPT.replace("/", "⁄"), "onerror=alert(1) '&\" #x?y=%41"):
        (folder / f"{stem}.png").write_bytes(PIXEL)
        (folder / f"{stem}.csv").write_text("x\n1\n")
        (folder / f"{stem}.txt").write_text(f"caption {HOSTILE}")
    statements = [*registry().values(), HOSTILE_STATEMENT]
    made = document(statements, {**some_runs(), "S99": HOSTILE_RUNS})
    made["environment"] = {**made["environment"], HOSTILE: HOSTILE}
    made["statements"].append({**made["statements"][-1], "id": SCRIPT})
    return inputs(made, extra=[HOSTILE_STATEMENT], figures=folder)


def small_atlas(folder: Path) -> Path:
    """An atlas of three cells, with DNC in all of them."""
    from numerics.atlas.grid import Cell
    from numerics.atlas.record import Record
    from numerics.atlas.store import writer
    from numerics.solution import Block, build

    with writer(folder) as opened:
        for K, L, lam in ((2, 2, "1/100"), (2, 2, "1/10"), (3, 3, "1/100")):
            size = float(Fraction(lam))
            network = build([Block("dnc", K)], lambda_H=size, lambdas=[size] * L)
            opened.offer(Record.rounded([network.H1, *network.weights], "DNC"), Cell(K, L, Fraction(lam)))
        opened.save()
    return folder


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A PNG of one pixel."""
