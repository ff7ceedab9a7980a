"""The results of a run as a JSON document (format ``dnc-results``, version 1)."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from math import isfinite
from numbers import Integral
from pathlib import Path
from typing import Any

from proofs_check.files import write_text
from proofs_check.statement import LegRun, Statement, Verdict

FORMAT, VERSION = "dnc-results", 1
PACKAGES = ("dnc-verifier", "sympy", "numpy", "networkx", "python-flint", "cvxpy")


def document(
    statements: Iterable[Statement], runs: Mapping[str, list[LegRun]], verdicts: Mapping[str, Verdict]
) -> dict[str, Any]:
    """Everything a run found, JSON-ready: statements, verdicts, legs with evidence, versions, time.

    Examples
    --------
    >>> document([], {}, {})["format"]
    'dnc-results'
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "environment": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            **{name: version(name) for name in PACKAGES},
        },
        "statements": [
            {
                "id": s.id,
                "title": s.title,
                "claim": s.claim,
                "hypotheses": list(s.hypotheses),
                "source": s.source,
                "depends_on": list(s.depends_on),
                "remarks": list(s.remarks),
                "verdict": verdicts[s.id].value,
                "legs": [_leg(run) for run in runs.get(s.id, [])],
            }
            for s in statements
        ],
    }


def _leg(run: LegRun) -> dict[str, Any]:
    return {
        "kind": run.kind.value,
        "name": run.name,
        "outcome": run.result.outcome.value,
        "summary": run.result.summary,
        "instances": run.result.instances,
        "seconds": round(run.seconds, 3),
        "evidence": _plain(run.result.evidence),
        "counterexample": _plain(run.result.counterexample),
    }


def _plain(value: Any) -> Any:
    """The value in JSON's types; what JSON lacks, such as nan or a fraction, as text rather than as an error."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, float) and isfinite(value) else str(value)


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write a results document atomically."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
