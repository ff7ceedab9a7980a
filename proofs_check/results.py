"""The results of a run as a JSON document (format ``dnc-results``, version 2), and back.

``report/results.schema.json`` is its JSON schema.  Version 2 added ``sources``, the hash of every file of the project
that a statement's legs depend on, ``code``, all of them in one hash for each statement, and ``partial``.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from numbers import Integral
from pathlib import Path
from typing import Any

from proofs_check.files import write_text
from proofs_check.sources import combined, sources_of
from proofs_check.statement import LegKind, LegResult, LegRun, Outcome, Statement, Verdict
from theory.errors import InvalidInputError

FORMAT, VERSION = "dnc-results", 2
PACKAGES = (
    "dnc-verifier",
    "sympy",
    "numpy",
    "scipy",
    "networkx",
    "python-flint",
    "cvxpy",
    "polars",
    "torch",
    "scikit-learn",
)
"""Those whose versions are kept, where they are installed."""


@dataclass(frozen=True)
class StoredLeg:
    """A leg's run as a file holds it.

    Attributes
    ----------
    run : LegRun
        Kind, name, result and time.
    made : str
        When the file was made, in ISO 8601.
    sources : mapping
        Hashes of the files that the file's legs depended on.
    """

    run: LegRun
    made: str
    sources: Mapping[str, str]


def environment() -> dict[str, str]:
    """Versions of Python and of what results depend on, and the machine.

    Examples
    --------
    >>> "sympy" in environment()
    True
    """
    versions = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def document(
    statements: Iterable[Statement], runs: Mapping[str, list[LegRun]], verdicts: Mapping[str, Verdict]
) -> dict[str, Any]:
    """Everything a run found, JSON-ready: statements, verdicts, legs with evidence, versions, time, code hashes.

    Examples
    --------
    >>> document([], {}, {})["format"]
    'dnc-results'
    """
    statements = list(statements)
    sources = {s.id: sources_of(s) for s in statements}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "environment": environment(),
        "sources": {path: digest for files in sources.values() for path, digest in sorted(files.items())},
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
                "code": combined(sources[s.id]),
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
        "partial": run.result.partial,
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


def read(path: Path) -> dict[str, Any]:
    """Read a results document.

    Raises
    ------
    InvalidInputError
        If the file is missing, is no results document, or has another version.
    """
    again = "make it with 'dnc verify --json FILE'"
    if not path.is_file():
        raise InvalidInputError(f"results {path} given; there is no such file; {again}")
    try:
        content = json.loads(path.read_text("utf-8"))
        found = (content["format"], content["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInputError(f"{path} is not a results document; {again}") from None
    if found != (FORMAT, VERSION):
        raise InvalidInputError(
            f"{path} has format {found[0]!r}, version {found[1]!r}; {FORMAT!r}, version {VERSION} is read; {again}"
        )
    try:
        stored_legs(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise InvalidInputError(f"{path} is damaged ({reason}); {again}") from None
    return dict(content)


def stored_legs(content: Mapping[str, Any]) -> dict[tuple[str, str], StoredLeg]:
    """The legs of a results document by statement id and name.

    Examples
    --------
    >>> stored_legs({"made": "2026-01-01T00:00:00+00:00", "sources": {}, "environment": {}, "statements": []})
    {}
    """
    made = datetime.fromisoformat(content["made"]).isoformat()
    sources = {str(path): str(digest) for path, digest in content["sources"].items()}
    content["environment"].items()
    return {
        (str(s["id"]), str(leg["name"])): StoredLeg(_leg_run(leg), made, sources)
        for s in content["statements"]
        for leg in s["legs"]
    }


def _leg_run(leg: Mapping[str, Any]) -> LegRun:
    witness = leg["counterexample"]
    result = LegResult(
        Outcome(leg["outcome"]),
        str(leg["summary"]),
        int(leg["instances"]),
        dict(leg["evidence"]),
        None if witness is None else dict(witness),
        bool(leg["partial"]),
    )
    return LegRun(LegKind(leg["kind"]), str(leg["name"]), result, float(leg["seconds"]))
