"""With what the results were made, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from proofs_check import results
from proofs_check.report.page import Inputs, Page


def pages(inputs: Inputs) -> Iterator[Page]:
    """The one page."""
    now = results.environment()
    legs = {(i, leg.leg.name) for i, standing in inputs.standings.items() for leg in standing.legs}
    yield Page(
        "environment.html",
        "environment.html",
        "Environment and files",
        {
            "now": now,
            "documents": [
                {"made": document["made"], "versions": _versions(document["environment"], now)}
                for document in inputs.stored.documents
            ],
            "stale": [standing for standing in inputs.in_order if standing.stale],
            "unknown": sorted(key for key in inputs.stored.legs if key not in legs),
        },
        label="Environment",
    )


def _versions(then: Mapping[str, Any], now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, version then, version now."""
    names = [*then, *(name for name in now if name not in then)]
    return [(name, str(then.get(name, "–")), now.get(name, "–")) for name in names]
